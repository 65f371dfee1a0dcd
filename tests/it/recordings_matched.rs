//! Recordings that come by a name: they find their leg by what its record calls them, by an id, by time and parties, before or after it;
//! those that do not are listed and given to a leg by hand.

use models::ids::TenantId;
use reqwest::Method;
use serde_json::{Value, json};
use tests::client::Answer;
use tests::{Client, TestApp, eventually, sound};

struct Scene {
    app: TestApp,
    tenant: TenantId,
    client: Client,
    source: String,
}

impl Scene {
    async fn new(settings: Value) -> Self {
        let app = TestApp::start().await;
        let (tenant, client) = app.tenant("Acme").await;
        let mut body = json!({ "name": "rome", "format": "freepbx-cdr", "secrets": {} });
        body["settings"] = settings;
        let made = client.post("/v1/sources", &body).await;
        assert_eq!(made.status, 201, "{}", made.json);
        let source = made.json["id"].as_str().unwrap().to_owned();
        Self {
            app,
            tenant,
            client,
            source,
        }
    }

    async fn send(&self, query: &str, bytes: Vec<u8>) -> Answer {
        let path = format!("/v1/sources/{}/recordings?{query}", self.source);
        let request = self
            .client
            .request(Method::POST, &path)
            .header("content-type", "audio/wav");
        self.client.send(request.body(bytes)).await
    }

    /// A leg, and the ids of its call and itself.
    async fn leg(&self, record: Value) -> (String, String) {
        let mut whole =
            json!({ "source_instance": "rome", "direction": "inbound", "disposition": "answered", "talk_s": 60 });
        whole
            .as_object_mut()
            .unwrap()
            .extend(record.as_object().unwrap().clone());
        let sent = self.client.post("/v1/calls", &whole).await;
        assert_eq!(sent.status, 202, "{}", sent.json);
        let text = |name: &str| sent.json[name].as_str().unwrap().to_owned();
        (text("call_id"), text("leg_id"))
    }

    async fn check(&self, body: &Value) -> Answer {
        let path = format!("/v1/sources/{}/recordings/check", self.source);
        self.client.post(&path, body).await
    }

    /// From here on nobody looks for the legs of those that wait, unless somebody asks or their record comes.
    async fn end_turns(&self) {
        let rows = self.app.database.superuser().await;
        let end = "UPDATE loose_recordings SET next_try_at = NULL";
        assert!(rows.execute(end, &[]).await.unwrap() > 0);
    }

    async fn orphans(&self) -> Vec<Value> {
        let listed = self.client.get("/v1/recordings/orphans").await;
        assert_eq!(listed.status, 200, "{}", listed.json);
        listed.json["data"].as_array().unwrap().clone()
    }

    async fn recording(&self, call: &str) -> Option<Vec<u8>> {
        let read = self.client.get(&format!("/v1/calls/{call}/recording")).await;
        (read.status == 200).then_some(read.bytes)
    }

    /// Files in the store of recordings.
    fn files(&self) -> usize {
        fn below(folder: &std::path::Path) -> usize {
            let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
            entries.map(|path| if path.is_dir() { below(&path) } else { 1 }).sum()
        }
        below(&self.app.folder.path().join("recordings").join(self.tenant.to_string()))
    }
}

fn wav(frames: u32) -> Vec<u8> {
    sound::wav(8000, 1, frames)
}

const IN: &str = "in-201-2025550143-20260302-100000-1772442000.17.wav";

#[tokio::test]
async fn a_recording_finds_its_leg_by_its_name_its_id_and_its_time() {
    let scene = Scene::new(json!({ "tz": "Europe/Rome" })).await;
    // What the record calls it.
    let (call, leg) = scene
        .leg(json!({ "external_id": "a", "started_at": "2026-03-02T09:00:00Z", "recording_ref": "2026/03/02/one.wav" }))
        .await;
    let sent = scene.send("name=monitor/2026/03/02/one.wav", wav(1000)).await;
    assert_eq!(
        (
            sent.status,
            &sent.json["leg_id"],
            &sent.json["matched_by"],
            &sent.json["fate"]
        ),
        (201, &json!(leg), &json!("reference"), &json!("new")),
        "{}",
        sent.json
    );
    assert_eq!(scene.recording(&call).await, Some(wav(1000)));
    let again = scene.send("name=2026/03/02/one.wav", wav(1000)).await;
    assert_eq!(
        (again.status, &again.json["fate"]),
        (200, &json!("duplicate")),
        "{}",
        again.json
    );
    let trace = scene.client.get(&format!("/v1/calls/{call}/trace")).await.json;
    let step = trace["steps"]
        .as_array()
        .unwrap()
        .iter()
        .find(|step| step["stage"] == "recording_matched")
        .unwrap();
    assert_eq!(
        (&step["reason"], &step["detail"]["name"]),
        (&json!("reference"), &json!("one.wav"))
    );
    // The id in a name that FreePBX gives; the leg's own before that of its call.
    let started = "2026-03-02T09:00:00Z";
    scene
        .leg(json!({ "external_id": "other", "linked_id": "1772442000.17", "started_at": started }))
        .await;
    let (_, leg) = scene
        .leg(json!({ "external_id": "1772442000.17", "linked_id": "1772442000.17", "started_at": started }))
        .await;
    let sent = scene.send(&format!("name={IN}"), wav(2000)).await;
    assert_eq!(
        (&sent.json["leg_id"], &sent.json["matched_by"]),
        (&json!(leg), &json!("id")),
        "{}",
        sent.json
    );
    // Time and parties, where the id is another system's.
    let (_, leg) = scene
        .leg(json!({ "external_id": "b", "started_at": "2026-03-02T10:00:07Z", "from": "+12025550143", "to": "201" }))
        .await;
    scene
        .leg(json!({ "external_id": "c", "started_at": "2026-03-02T10:00:01Z", "from": "+442079460000", "to": "202" }))
        .await;
    let name = "name=in-201-2025550143-20260302-110000-strange.9.wav";
    let sent = scene.send(name, wav(3000)).await;
    assert_eq!(
        (&sent.json["leg_id"], &sent.json["matched_by"]),
        (&json!(leg), &json!("time_and_parties")),
        "{}",
        sent.json
    );
    assert_eq!(scene.orphans().await, [] as [Value; 0]);
    let metrics = scene.app.anonymous().get("/metrics").await.text();
    for by in ["reference", "id", "time_and_parties"] {
        let line = format!("audiapro_recordings_matched_total{{by=\"{by}\"}} ");
        assert!(metrics.contains(&line), "{line}");
    }
}

#[tokio::test]
async fn a_recording_that_comes_first_waits_and_finds_its_leg_when_the_record_comes() {
    let scene = Scene::new(json!({ "tz": "Europe/Rome" })).await;
    let sent = scene.send(&format!("name={IN}"), wav(1000)).await;
    assert_eq!(
        (sent.status, &sent.json["leg_id"], &sent.json["note"]),
        (202, &Value::Null, &json!("no_leg")),
        "{}",
        sent.json
    );
    let again = scene.send(&format!("name={IN}"), wav(1000)).await;
    assert_eq!((again.status, &again.json["orphan_id"]), (200, &sent.json["orphan_id"]));
    let orphans = scene.orphans().await;
    assert_eq!(
        (orphans.len(), &orphans[0]["name"], &orphans[0]["duration_ms"]),
        (1, &json!(IN), &json!(125))
    );
    scene.end_turns().await;
    let (call, _) = scene
        .leg(json!({ "external_id": "1772442000.17", "started_at": "2026-03-02T09:00:00Z" }))
        .await;
    eventually("it has found its leg", async || scene.orphans().await.is_empty()).await;
    assert_eq!(scene.recording(&call).await, Some(wav(1000)));
    assert_eq!(scene.files(), 1, "each content lies there once");
    let read = scene.client.get(&format!("/v1/calls/{call}")).await;
    assert_eq!(
        read.json["legs"][0]["recording"]["bytes"],
        wav(1000).len(),
        "{}",
        read.json
    );
}

#[tokio::test]
async fn whatever_leads_to_its_leg_a_recording_is_found_by_the_record_that_comes() {
    let scene = Scene::new(json!({ "tz": "Europe/Rome" })).await;
    let names = [
        "monitor/2026/03/02/one.wav",
        IN,
        "in-201-2025550143-20260302-110000-strange.9.wav",
    ];
    for (name, frames) in names.into_iter().zip([1000, 2000, 3000]) {
        let sent = scene.send(&format!("name={name}"), wav(frames)).await;
        assert_eq!((sent.status, &sent.json["note"]), (202, &json!("no_leg")), "{name}");
    }
    scene.end_turns().await;
    let records = [
        json!({ "external_id": "a", "started_at": "2026-03-02T15:00:00Z", "recording_ref": "2026/03/02/one.wav" }),
        json!({ "external_id": "other", "linked_id": "1772442000.17", "started_at": "2026-03-02T15:00:00Z" }),
        json!({ "external_id": "b", "started_at": "2026-03-02T10:00:07Z", "from": "+12025550143", "to": "201" }),
    ];
    for ((record, by), frames) in records
        .into_iter()
        .zip(["reference", "id", "time_and_parties"])
        .zip([1000, 2000, 3000])
    {
        let (call, _) = scene.leg(record).await;
        eventually("it has its recording", async || {
            scene.recording(&call).await == Some(wav(frames))
        })
        .await;
        let matched = async || {
            let trace = scene.client.get(&format!("/v1/calls/{call}/trace")).await.json;
            let mut steps = trace["steps"].as_array().unwrap().iter();
            steps
                .find(|step| step["stage"] == "recording_matched")
                .map(|step| step["reason"].clone())
        };
        eventually("its trace says so", async || matched().await.is_some()).await;
        assert_eq!(matched().await, Some(json!(by)));
    }
    eventually("none waits", async || scene.orphans().await.is_empty()).await;
}

#[tokio::test]
async fn legs_are_looked_for_when_somebody_asks() {
    let scene = Scene::new(json!({ "tz": "Europe/Rome" })).await;
    let sent = scene.send(&format!("name={IN}"), wav(1000)).await;
    assert_eq!(sent.status, 202, "{}", sent.json);
    scene.end_turns().await;
    // As it was before recordings said what they seek.
    let forget =
        "UPDATE loose_recordings SET sought_name = NULL, sought_id = NULL, sought_from = NULL, sought_until = NULL";
    scene
        .app
        .database
        .superuser()
        .await
        .batch_execute(forget)
        .await
        .unwrap();
    let (call, _) = scene
        .leg(json!({ "external_id": "1772442000.17", "started_at": "2026-03-02T09:00:00Z" }))
        .await;
    let looked = scene.client.post("/v1/recordings/orphans/match", &json!({})).await;
    assert_eq!((looked.status, &looked.json["queued"]), (202, &json!(1)));
    eventually("it has found its leg", async || scene.orphans().await.is_empty()).await;
    assert_eq!(scene.recording(&call).await, Some(wav(1000)));
}

#[tokio::test]
async fn what_could_belong_to_several_legs_is_given_to_one_by_hand() {
    let scene = Scene::new(json!({})).await;
    let leg = async |id: &str| {
        scene
            .leg(json!({ "external_id": id, "started_at": "2026-03-02T10:00:00Z", "from": "1", "to": "201" }))
            .await
    };
    let ((call, first), (_, second)) = (leg("a").await, leg("b").await);
    let sent = scene
        .send("name=x.wav&started_at=2026-03-02T10:00:02Z&to=201", wav(1000))
        .await;
    assert_eq!(
        (sent.status, &sent.json["note"]),
        (202, &json!("several")),
        "{}",
        sent.json
    );
    let path = format!("/v1/recordings/orphans/{}", sent.json["orphan_id"].as_str().unwrap());
    let detail = scene.client.get(&path).await;
    let mut candidates: Vec<&str> = detail.json["candidates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|leg| leg["leg_id"].as_str().unwrap())
        .collect();
    candidates.sort_unstable();
    let mut wanted = [first.as_str(), second.as_str()];
    wanted.sort_unstable();
    assert_eq!(candidates, wanted);
    let (_, other) = scene.app.tenant("Other").await;
    let assign = async |client: &Client, path: &str, leg: &str| {
        client.post(&format!("{path}/assign"), &json!({ "leg_id": leg })).await
    };
    assert_eq!(assign(&other, &path, &first).await.refusal(), (404, "not_found"));
    assert_eq!(
        assign(&scene.client, &path, &scene.source).await.refusal(),
        (404, "not_found")
    );
    let given = assign(&scene.client, &path, &first).await;
    assert_eq!(
        (given.status, &given.json["leg_id"], &given.json["fate"]),
        (200, &json!(first), &json!("new"))
    );
    assert_eq!(scene.recording(&call).await, Some(wav(1000)));
    assert_eq!(assign(&scene.client, &path, &first).await.refusal(), (404, "not_found"));
    let audit = scene.client.get("/v1/audit").await;
    let entries = audit.json["data"].as_array().unwrap();
    let matched = entries
        .iter()
        .find(|entry| entry["action"] == "recording.matched")
        .unwrap();
    assert_eq!(matched["after"], json!({ "name": "x.wav", "by": "hand" }), "{matched}");
    // The next one finds the first leg taken, and the second alone.
    let sent = scene
        .send("name=y.wav&started_at=2026-03-02T10:00:02Z&to=201", wav(2000))
        .await;
    assert_eq!(sent.json["leg_id"], json!(second), "{}", sent.json);
    let sent = scene
        .send("name=z.wav&started_at=2026-03-02T10:00:02Z&to=201", wav(3000))
        .await;
    assert_eq!(sent.json["note"], "taken");
    let path = format!("/v1/recordings/orphans/{}", sent.json["orphan_id"].as_str().unwrap());
    assert_eq!(
        assign(&scene.client, &path, &second).await.refusal(),
        (409, "recording_conflict")
    );
    let before = scene.files();
    let dropped = scene.client.send(scene.client.request(Method::DELETE, &path)).await;
    assert_eq!(
        (dropped.status, scene.files()),
        (204, before - 1),
        "its bytes are gone as well"
    );
    assert_eq!(scene.client.get(&path).await.refusal(), (404, "not_found"));
}

#[tokio::test]
async fn names_are_read_as_the_source_says() {
    let scene = Scene::new(json!({ "tz": "America/New_York" })).await;
    let path = format!("/v1/sources/{}/fetching", scene.source);
    let shown = scene.client.get(&path).await;
    assert!(
        shown.json["names_usual"].as_str().unwrap().contains("{id}"),
        "{}",
        shown.json
    );
    let told = json!({ "names": "{agent}/{started:%d.%m.%y %H%M}_{from}.{any}", "tolerance_s": 90 });
    let set = scene
        .client
        .send(scene.client.request(Method::PUT, &path).json(&told))
        .await;
    assert_eq!(
        (set.status, &set.json["fetched"], &set.json["tolerance_s"]),
        (200, &json!(false), &json!(90))
    );
    let (_, leg) = scene
        .leg(json!({ "external_id": "a", "started_at": "2026-03-02T15:00:40Z", "from": "+12025550143", "to": "x", "agent": "201" }))
        .await;
    let sent = scene.send("name=201/02.03.26%201000_2025550143.wav", wav(1000)).await;
    assert_eq!(
        (&sent.json["leg_id"], &sent.json["matched_by"]),
        (&json!(leg), &json!("time_and_parties")),
        "{}",
        sent.json
    );
}

#[tokio::test]
async fn what_cannot_be_a_recording_is_refused() {
    let scene = Scene::new(json!({})).await;
    assert_eq!(scene.send("name=x.wav", Vec::new()).await.refusal(), (422, "empty"));
    assert_eq!(scene.send("name=", wav(10)).await.refusal(), (400, "invalid_parameter"));
    assert_eq!(scene.send("who=x", wav(10)).await.refusal(), (400, "invalid_parameter"));
    assert_eq!(
        scene.send("name=a%00b", wav(10)).await.refusal(),
        (400, "invalid_parameter")
    );
    assert_eq!(scene.orphans().await.len(), 0);
}

#[tokio::test]
async fn names_are_looked_at_before_a_folder_is_sent_and_nothing_comes_of_it() {
    let scene = Scene::new(json!({ "tz": "Europe/Rome" })).await;
    let (_, leg) = scene
        .leg(json!({ "external_id": "1772442000.17", "from": "+12025550143", "to": "201", "started_at": "2026-03-02T09:00:00Z" }))
        .await;
    let pattern = "{started:%Y%m%d-%H%M%S}_{from}_{to}.{any}";
    let names = [
        "march/20260302-100000_12025550143_201.wav",
        "march/20260302-150000_12025550143_201.wav",
        "cover.jpg",
    ];
    let looked = scene.check(&json!({ "names": names, "pattern": pattern })).await;
    assert_eq!(looked.status, 200, "{}", looked.json);
    let lines = looked.json["data"].as_array().unwrap();
    assert_eq!(
        (&lines[0]["started_at"], &lines[0]["from"], &lines[0]["to"]),
        (&json!("2026-03-02T09:00:00Z"), &json!("12025550143"), &json!("201")),
        "in the source's zone"
    );
    assert_eq!(
        (&lines[0]["leg_id"], &lines[0]["matched_by"]),
        (&json!(leg), &json!("time_and_parties"))
    );
    assert_eq!(
        (&lines[1]["is_read"], &lines[1]["leg_id"], &lines[1]["note"]),
        (&json!(true), &Value::Null, &json!("no_leg"))
    );
    assert_eq!(
        (&lines[2]["is_read"], &lines[2]["name"]),
        (&json!(false), &json!("cover.jpg"))
    );
    assert_eq!(scene.orphans().await, [] as [Value; 0]);
    // Sent as it was read, and sent again.
    let said = "started_at=2026-03-02T09:00:00Z&from=12025550143&to=201";
    for (status, fate) in [(201, "new"), (200, "duplicate")] {
        let sent = scene
            .send(&format!("name={}&{said}", names[0]), sound::wav(8000, 1, 4000))
            .await;
        assert_eq!(
            (sent.status, &sent.json["fate"], &sent.json["leg_id"]),
            (status, &json!(fate), &json!(leg)),
            "{}",
            sent.json
        );
    }
    assert_eq!(scene.orphans().await, [] as [Value; 0]);
    // An agent alone tells of two calls of one moment which it is, when its record comes later, too.
    let waits = scene
        .send(
            "name=x.wav&started_at=2026-03-02T17:00:00Z&agent=305",
            sound::wav(8000, 1, 5000),
        )
        .await;
    assert_eq!((waits.status, &waits.json["leg_id"]), (202, &Value::Null));
    for (id, agent) in [("p", "304"), ("q", "305")] {
        let record =
            json!({ "external_id": id, "from": "+12025550143", "agent": agent, "started_at": "2026-03-02T17:00:00Z" });
        scene.leg(record).await;
    }
    let looked = scene.client.post("/v1/recordings/orphans/match", &json!({})).await;
    assert_eq!(looked.status, 202, "{}", looked.json);
    eventually("it has found its leg", async || scene.orphans().await.is_empty()).await;
    let found = models::ids::leg(scene.tenant, "rome", "q");
    let rows = scene.app.database.superuser().await;
    let has = "SELECT count(*) FROM recordings WHERE leg_id = $1";
    assert_eq!(rows.query_one(has, &[&found.0]).await.unwrap().get::<_, i64>(0), 1);
    for (wrong, parameter) in [
        (json!({ "names": ["a"], "pattern": "{when}" }), "pattern"),
        (json!({ "names": ["a\nb"] }), "names"),
        (json!({ "names": vec!["x"; 201] }), "names"),
    ] {
        let refused = scene.check(&wrong).await;
        assert_eq!(
            (refused.refusal(), &refused.json["parameter"]),
            ((400, "invalid_parameter"), &json!(parameter))
        );
    }
}
