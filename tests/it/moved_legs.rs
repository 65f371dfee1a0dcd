//! A leg of which a later event names another call goes there, with all that hangs on it: over HTTP, on real PostgreSQL. Every answer is
//! checked against the OpenAPI document by the client.

use models::identity::tenant::{LimitChange, Tenant, TenantChange};
use models::ids::{self, TenantId};
use reqwest::Method;
use serde_json::{Value, json};
use tests::pbx::intake;
use tests::sound::wav;
use tests::{Client, TestApp};

use crate::counted::usage;
use crate::source_alarms::{of_kind, told};

const SOURCE: &str = "carrier";

struct Scene {
    app: TestApp,
    tenant: TenantId,
    client: Client,
    events: u32,
}

impl Scene {
    async fn new() -> Self {
        let app = TestApp::start().await;
        let (tenant, client) = app.tenant("Acme").await;
        let source = json!({ "name": SOURCE, "format": "telnyx", "secrets": {} });
        let made = client.post("/v1/sources", &source).await;
        assert_eq!(made.status, 201, "{}", made.json);
        Self {
            app,
            tenant,
            client,
            events: 0,
        }
    }

    /// Another event of a leg that has hung up; it may name the session that is its call.
    async fn event(&mut self, leg: &str, session: Option<&str>) {
        self.events += 1;
        let kind = if session.is_none() {
            "call.hangup"
        } else {
            "call.answered"
        };
        self.send(leg, kind, session).await;
    }

    /// A leg that names its call from the start.
    async fn leg(&mut self, leg: &str, session: &str) {
        self.events += 1;
        self.send(leg, "call.hangup", Some(session)).await;
    }

    async fn send(&self, leg: &str, kind: &str, session: Option<&str>) {
        let mut payload = json!({ "call_leg_id": leg, "direction": "outgoing", "from": "+12025550100", "to": "+12025550143",
            "start_time": "2026-11-02T10:00:00Z", "end_time": "2026-11-02T10:01:00Z", "hangup_cause": "normal_clearing" });
        if let Some(session) = session {
            payload["call_session_id"] = json!(session);
        }
        let id = format!("event-{}", self.events);
        let event = json!({ "data": { "event_type": kind, "id": id, "occurred_at": "2026-11-02T10:00:10Z", "payload": payload } });
        let sent = intake(&self.client, &json!({ "name": SOURCE }), event.to_string().into_bytes()).await;
        assert_eq!(sent.status, 202, "{}", sent.json);
        assert_eq!(sent.json["quarantined"], 0, "{}", sent.json);
    }

    /// As after a day: what was sent is forgotten, so that the next event is all that is known of its leg.
    async fn forget(&self) {
        let rows = self.app.database.superuser().await;
        let forget = "DELETE FROM observations; DELETE FROM observation_groups; UPDATE legs SET revision = 0";
        rows.batch_execute(forget).await.unwrap();
    }

    fn call(&self, key: &str) -> String {
        ids::call(self.tenant, SOURCE, key).to_string()
    }

    async fn read(&self, key: &str) -> Value {
        let answer = self.client.get(&format!("/v1/calls/{}", self.call(key))).await;
        assert_eq!(answer.status, 200, "{key}: {}", answer.json);
        answer.json
    }

    /// Where a call of this key has gone.
    async fn leads_to(&self, key: &str, to: &str) {
        let answer = self.client.get(&format!("/v1/calls/{}", self.call(key))).await;
        let there = format!("/v1/calls/{}", self.call(to));
        assert_eq!(
            (answer.status, answer.header("location")),
            (308, there.as_str()),
            "{key}"
        );
    }

    /// Linked ids of the calls that are listed.
    async fn listed(&self) -> Vec<String> {
        let page = self.client.get("/v1/calls").await.json;
        let mut keys: Vec<String> = page["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|call| call["linked_id"].as_str().unwrap().to_owned())
            .collect();
        keys.sort();
        keys
    }

    async fn usage(&self) -> (u64, u64) {
        usage(&self.app, self.tenant, &self.client).await
    }

    async fn limit(&self, calls: u64) {
        let change = TenantChange {
            limit: Some(LimitChange::Calls(calls)),
            ..TenantChange::default()
        };
        Tenant::set(&self.app.database.pools.owner, "test", self.tenant, change)
            .await
            .unwrap();
    }

    async fn stages(&self, key: &str) -> Vec<String> {
        let trace = self.client.get(&format!("/v1/calls/{}/trace", self.call(key))).await;
        assert_eq!(trace.status, 200, "{}", trace.json);
        let steps = trace.json["steps"].as_array().unwrap().iter();
        steps.map(|step| step["stage"].as_str().unwrap().to_owned()).collect()
    }
}

#[tokio::test]
async fn a_call_whose_only_leg_names_another_goes_there_with_all_that_hangs_on_it() {
    let mut scene = Scene::new().await;
    scene.event("l1", None).await;
    let path = format!("/v1/calls/{}", scene.call("l1"));
    let client = &scene.client;
    let put = client
        .put("/v1/calls/carrier/l1/recording", "audio/wav", wav(8000, 1, 8000))
        .await;
    assert_eq!(put.status, 201, "{}", put.json);
    client.post("/v1/tags", &json!({ "name": "vip" })).await;
    let tagged = client.request(Method::PATCH, &path).json(&json!({ "tags": ["vip"] }));
    assert_eq!(client.send(tagged).await.status, 200);
    let leg = scene.read("l1").await["legs"][0]["id"].clone();
    let note = client
        .post(
            &format!("{path}/notes"),
            &json!({ "text": "Calls back", "leg_id": leg, "at_ms": 500 }),
        )
        .await;
    assert_eq!(note.status, 201, "{}", note.json);
    let reply = json!({ "text": "Did", "parent_id": note.json["id"] });
    assert_eq!(client.post(&format!("{path}/notes"), &reply).await.status, 201);

    scene.event("l1", Some("s1")).await;
    scene.leads_to("l1", "s1").await;
    assert_eq!(scene.listed().await, ["s1"]);
    assert_eq!(scene.usage().await, (1, 0), "its charge went along");
    let call = scene.read("s1").await;
    assert_eq!(
        (&call["leg_count"], &call["recording_count"], &call["analysis_status"]),
        (&json!(1), &json!(1), &json!("queued")),
        "{call}"
    );
    assert_eq!(
        (&call["charge_kind"], &call["tags"][0]["name"]),
        (&json!("included"), &json!("vip"))
    );
    assert_eq!(call["legs"][0]["linked_id"], "s1");
    let client = &scene.client;
    let notes = client.get(&format!("/v1/calls/{}/notes", scene.call("s1"))).await.json;
    assert_eq!(notes["data"].as_array().unwrap().len(), 2, "{notes}");
    let queue = client.get("/v1/queue").await;
    assert_eq!(queue.status, 200, "{}", queue.json);
    let rows = scene.app.database.superuser().await;
    let waits: String = rows
        .query_one(
            "SELECT call_id::text FROM analysis_queue WHERE tenant_id = $1",
            &[&scene.tenant.0],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(waits, scene.call("s1"), "its analysis waits as this call's");
    // The whole of the address that was asked for is kept.
    for part in [
        "/transcript?format=txt".to_owned(),
        "/recording?form=wav".to_owned(),
        format!("/notes/{}", note.json["id"].as_str().unwrap()),
    ] {
        let method = if part.starts_with("/notes") {
            Method::DELETE
        } else {
            Method::GET
        };
        let answer = client.send(client.request(method, &format!("{path}{part}"))).await;
        let there = format!("/v1/calls/{}{part}", scene.call("s1"));
        assert_eq!((answer.status, answer.header("location")), (308, there.as_str()));
    }
    let stages = scene.stages("s1").await;
    for stage in ["received", "recording_received", "queued", "moved"] {
        assert!(stages.iter().any(|one| one == stage), "{stage}: {stages:?}");
    }
    let events = told(&scene.client).await;
    let corrected = of_kind(&events, "call.corrected");
    let of = |key: &str| {
        let id = json!(scene.call(key));
        *corrected.iter().find(|event| event["call_id"] == id).unwrap()
    };
    let moves = json!([{ "leg_id": leg, "from": scene.call("l1"), "to": scene.call("s1") }]);
    assert_eq!((&of("l1")["moved_legs"], &of("s1")["moved_legs"]), (&moves, &moves));
    assert_eq!(of("l1")["moved_to"], json!(scene.call("s1")));
}

#[tokio::test]
async fn however_often_a_leg_goes_on_every_name_that_its_call_had_leads_to_where_it_is() {
    let mut scene = Scene::new().await;
    scene.event("l1", None).await;
    scene.event("l1", Some("s1")).await;
    scene.forget().await;
    scene.leg("l1", "s2").await;
    scene.leads_to("l1", "s2").await;
    scene.leads_to("s1", "s2").await;
    assert_eq!(
        (scene.listed().await, scene.usage().await),
        (vec!["s2".to_owned()], (1, 0))
    );
    // And back again: what was an alias is a call.
    scene.forget().await;
    scene.leg("l1", "l1").await;
    scene.leads_to("s1", "l1").await;
    scene.leads_to("s2", "l1").await;
    assert_eq!(
        (scene.listed().await, scene.usage().await),
        (vec!["l1".to_owned()], (1, 0))
    );
    assert_eq!(scene.read("l1").await["leg_count"], 1);
    let moved = scene.stages("l1").await.into_iter().filter(|stage| stage == "moved");
    assert_eq!(moved.count(), 4, "that it left, and where it came to, three times");
}

#[tokio::test]
async fn of_two_calls_that_are_one_the_charge_of_one_is_given_back() {
    let mut scene = Scene::new().await;
    scene.event("l1", None).await;
    scene.leg("l2", "s1").await;
    assert_eq!(scene.usage().await, (2, 0));
    scene.event("l1", Some("s1")).await;
    assert_eq!(
        (scene.listed().await, scene.usage().await),
        (vec!["s1".to_owned()], (1, 0))
    );
    scene.leads_to("l1", "s1").await;
    assert_eq!(scene.read("s1").await["leg_count"], 2);
    let events = told(&scene.client).await;
    let credited = of_kind(&events, "usage.changed");
    assert_eq!(credited.last().unwrap()["credited"]["included"], 1, "{credited:?}");
    // Another leg makes a call of the alias, and that one is charged.
    scene.leg("l3", "l1").await;
    assert_eq!(scene.read("l1").await["leg_count"], 1);
    assert_eq!((scene.listed().await.len(), scene.usage().await), (2, (2, 0)));
}

#[tokio::test]
async fn a_call_that_keeps_a_leg_stays_a_call() {
    let mut scene = Scene::new().await;
    scene.leg("l1", "s1").await;
    scene.leg("l2", "s1").await;
    assert_eq!(scene.usage().await, (1, 0));
    scene.forget().await;
    scene.leg("l2", "s2").await;
    assert_eq!(
        (scene.listed().await, scene.usage().await),
        (vec!["s1".to_owned(), "s2".to_owned()], (2, 0))
    );
    for key in ["s1", "s2"] {
        assert_eq!(scene.read(key).await["leg_count"], 1, "{key}");
    }
}

#[tokio::test]
async fn a_call_beyond_the_limit_is_analysed_when_a_charged_one_turns_out_to_be_it() {
    let mut scene = Scene::new().await;
    scene.limit(1).await;
    scene.event("l1", None).await;
    scene.leg("l2", "s1").await;
    let put = scene
        .client
        .put("/v1/calls/carrier/l2/recording", "audio/wav", wav(8000, 1, 8000))
        .await;
    assert_eq!(put.status, 201, "{}", put.json);
    assert_eq!(scene.read("s1").await["analysis_status"], "withheld");
    assert_eq!(scene.usage().await, (1, 1));
    scene.event("l1", Some("s1")).await;
    let call = scene.read("s1").await;
    assert_eq!(
        (&call["charge_kind"], &call["analysis_status"]),
        (&json!("included"), &json!("queued"))
    );
    assert_eq!(scene.usage().await, (1, 0));
}

#[tokio::test]
async fn a_deleted_call_takes_its_aliases_along_and_none_of_its_names_brings_it_back() {
    let mut scene = Scene::new().await;
    scene.event("l1", None).await;
    scene.leg("l2", "s1").await;
    scene.event("l1", Some("s1")).await;
    scene.leads_to("l1", "s1").await;
    let delete = async |key: &str| {
        let path = format!("/v1/calls/{}", scene.call(key));
        scene.client.send(scene.client.request(Method::DELETE, &path)).await
    };
    let alias = delete("l1").await;
    let there = format!("/v1/calls/{}", scene.call("s1"));
    assert_eq!((alias.status, alias.header("location")), (308, there.as_str()));
    assert_eq!(delete("s1").await.status, 204);
    for key in ["l1", "s1"] {
        assert_eq!(delete(key).await.refusal(), (404, "not_found"), "{key}");
    }
    assert_eq!(
        (scene.listed().await, scene.usage().await),
        (Vec::<String>::new(), (1, 0))
    );
    // Later events of its legs, with what is known of them and without; and another leg under its old name.
    scene.event("l1", Some("s1")).await;
    scene.forget().await;
    scene.leg("l2", "s2").await;
    scene.leg("l3", "l1").await;
    assert_eq!(
        (scene.listed().await, scene.usage().await),
        (Vec::<String>::new(), (1, 0))
    );
}
