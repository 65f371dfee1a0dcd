//! How recordings are heard: settings of a tenant, wishes for one recording, models and what is out of date, through HTTP.

use models::calls::queue::{self, Claimed};
use models::calls::result::{self, AnalysisRow, Outcome};
use serde_json::{Value, json};
use tests::{Client, TestApp, eventually};

/// The models of this machine are known, but none hears: what is claimed is the test's.
async fn deaf() -> TestApp {
    TestApp::configured(|config| config.models.speech = "tiny.en-q5_1".into()).await
}

async fn send(client: &Client, external_id: &str, custom: Value, query: &str) -> String {
    let record = json!({ "external_id": external_id, "direction": "inbound", "talk_s": 1, "disposition": "answered",
        "started_at": "2026-11-24T10:00:00Z", "custom": custom });
    let sent = client.post("/v1/calls", &record).await;
    assert_eq!(sent.status, 202, "{}", sent.json);
    let put = client
        .put(
            &format!("/v1/calls/api/{external_id}/recording{query}"),
            "audio/wav",
            tests::sound::wav(8000, 1, 8000),
        )
        .await;
    assert_eq!(put.status, 201, "{}", put.json);
    sent.json["call_id"].as_str().unwrap().to_owned()
}

async fn claim(app: &TestApp) -> Claimed {
    let worker = &app.database.pools.worker;
    let claimed = worker.transaction(async |conn| queue::claim(conn, "test", 1, 60.0).await);
    claimed.await.unwrap().remove(0)
}

#[tokio::test]
async fn a_recording_comes_with_the_form_of_its_record_which_says_whose_side_is_first() {
    let app = deaf().await;
    let (_, client) = app.tenant("Acme").await;
    let record = json!({ "external_id": "f", "source": "freeswitch-json-cdr", "direction": "inbound", "talk_s": 1, "disposition": "answered",
        "started_at": "2026-11-24T10:00:00Z" });
    assert_eq!(client.post("/v1/calls", &record).await.status, 202);
    let sound = tests::sound::wav(8000, 2, 8000);
    client.put("/v1/calls/api/f/recording", "audio/wav", sound).await;
    let claimed = claim(&app).await.recording;
    assert_eq!(
        (claimed.source.as_str(), claimed.direction.as_str()),
        ("freeswitch-json-cdr", "inbound")
    );
}

/// The next one that waits was heard by this model.
async fn heard_by(app: &TestApp, model: &str) {
    let claim = claim(app).await.claim;
    let outcome = Outcome::Analyzed(Box::new(AnalysisRow {
        duration_ms: 1000,
        channels: 1,
        language: "en".into(),
        models: json!({ "speech": model, "sentiment": "s" }),
        ..AnalysisRow::default()
    }));
    let settled = app.database.pools.app.tenant(claim.tenant, async |conn| {
        result::settle(conn, &claim, &outcome, 1, &|_| ()).await
    });
    settled.await.unwrap();
}

async fn listed(client: &Client, query: &str) -> Vec<String> {
    let found = client.get(&format!("/v1/calls?{query}")).await.json;
    let ids = found["data"].as_array().unwrap_or_else(|| panic!("{found}")).iter();
    ids.map(|call| call["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_is_said_of_a_recording_goes_before_its_record_and_that_before_the_settings() {
    let app = deaf().await;
    let (_, client) = app.tenant("Acme").await;
    let usual = json!({ "non_talk_over_ms": 3000, "overlap_ms": 1000, "yield_ms": 2000, "listening_words": 2 });
    let none = json!({ "language": null, "model": null, "vocabulary": [], "channels": [], "thresholds": usual });
    assert_eq!(client.get("/v1/settings/speech").await.json, none);
    let wanted = json!({ "language": "FR", "model": "base-q8_0", "vocabulary": [" Jean  Martin ", "Jean Martin"],
        "channels": ["EN", "auto"], "thresholds": { "non_talk_over_ms": 5000, "overlap_ms": 800, "yield_ms": 2000, "listening_words": 3 } });
    let set = client
        .send(
            client
                .request(reqwest::Method::PUT, "/v1/settings/speech")
                .json(&wanted),
        )
        .await;
    assert_eq!(
        (set.status, &set.json["language"], &set.json["vocabulary"]),
        (200, &json!("fr"), &json!(["Jean Martin"]))
    );
    assert_eq!(set.json["thresholds"], wanted["thresholds"]);
    for (wrong, named) in [
        (json!({ "language": "klingon" }), "language"),
        (json!({ "model": "large-v9" }), "model"),
        (json!({ "model": "tiny.en-q8_0", "language": "fr" }), "language"),
        (json!({ "vocabulary": [""] }), "vocabulary"),
        (json!({ "channels": ["en", "xx"] }), "none that a model knows"),
        (
            json!({ "thresholds": { "non_talk_over_ms": 3000, "overlap_ms": 1000, "yield_ms": 500, "listening_words": 2 } }),
            "yield_ms",
        ),
        (json!({ "channels": vec!["en"; 9] }), "at most 8"),
        (
            json!({ "channels": ["en", "fr"], "model": "tiny.en-q8_0" }),
            "English only",
        ),
    ] {
        let refused = client
            .send(client.request(reqwest::Method::PUT, "/v1/settings/speech").json(&wrong))
            .await;
        assert!(
            refused.status == 400 && refused.json["detail"].as_str().unwrap().contains(named),
            "{}",
            refused.json
        );
    }
    send(
        &client,
        "a",
        json!({ "language": "es-MX" }),
        "?language=auto&model=base-q8_0",
    )
    .await;
    let hearing = claim(&app).await.recording.hearing;
    assert_eq!(
        (hearing.language.as_deref(), hearing.model.as_deref()),
        (Some("auto"), Some("base-q8_0"))
    );
    assert_eq!(hearing.language_of_record.as_deref(), Some("es-MX"));
    assert_eq!(
        (
            hearing.language_of_tenant.as_deref(),
            hearing.model_of_tenant.as_deref()
        ),
        (Some("fr"), Some("base-q8_0"))
    );
    assert_eq!(hearing.vocabulary, ["Jean Martin"]);
    assert_eq!(hearing.channels_of_tenant, ["en", "auto"]);
    assert_eq!(hearing.thresholds.as_ref(), Some(&wanted["thresholds"]));
    let path = "/v1/calls/api/b/recording?language=xx";
    let refused = client.put(path, "audio/wav", tests::sound::wav(8000, 1, 80)).await;
    assert_eq!((refused.status, &refused.json["parameter"]), (400, &json!("language")));
    let audited = "SELECT count(*) FROM audit_details WHERE action = 'hearing_settings.changed'";
    let rows = app.database.superuser().await.query_one(audited, &[]).await.unwrap();
    assert_eq!(rows.get::<_, i64>(0), 1);
}

#[tokio::test]
async fn another_model_makes_analyses_stale_until_they_are_done_anew() {
    let app = deaf().await;
    let (_, client) = app.tenant("Acme").await;
    let (one, two) = (
        send(&client, "a", json!({}), "").await,
        send(&client, "b", json!({}), "").await,
    );
    heard_by(&app, "tiny.en-q5_1").await;
    heard_by(&app, "tiny.en-q5_1").await;
    assert!(listed(&client, "stale=true").await.is_empty());
    assert_eq!(listed(&client, "model=tiny.en-q5_1").await.len(), 2);
    let wanted = json!({ "model": "base-q8_0" });
    client
        .send(
            client
                .request(reqwest::Method::PUT, "/v1/settings/speech")
                .json(&wanted),
        )
        .await;
    assert_eq!(listed(&client, "stale=true").await.len(), 2);
    // One is done anew by what is set, the other by what is asked of it.
    let anew = client.post(&format!("/v1/calls/{one}/reanalyze"), &json!({})).await;
    assert_eq!(anew.status, 202, "{}", anew.json);
    heard_by(&app, "base-q8_0").await;
    assert_eq!(listed(&client, "stale=true").await, [two.as_str()]);
    assert_eq!(listed(&client, "stale=false").await, [one.as_str()]);
    let asked = json!({ "ids": [two], "model": "tiny.en-q8_0", "language": "en" });
    let anew = client.post("/v1/calls/reanalyze", &asked).await;
    assert_eq!(anew.json["queued"], 1, "{}", anew.json);
    let claimed = claim(&app).await;
    let hearing = &claimed.recording.hearing;
    assert_eq!(
        (hearing.model.as_deref(), hearing.language.as_deref()),
        (Some("tiny.en-q8_0"), Some("en"))
    );
    let refused = client
        .post("/v1/calls/reanalyze", &json!({ "ids": [one], "model": "none" }))
        .await;
    assert_eq!((refused.status, &refused.json["parameter"]), (400, &json!("model")));
}

#[tokio::test]
async fn models_are_listed_with_what_they_are() {
    let app = deaf().await;
    let (_, client) = app.tenant("Acme").await;
    let listed = client.get("/v1/models").await.json;
    let model = |id: &str| -> Value {
        let all = listed["data"].as_array().unwrap();
        all.iter().find(|model| model["id"] == id).unwrap().clone()
    };
    let (here, absent) = (model("base-q8_0"), model("tiny.en-q5_1"));
    assert_eq!(
        (&here["here"], &here["multilingual"], &here["chosen"]),
        (&json!(true), &json!(true), &json!(false))
    );
    assert_eq!(
        (here["bytes"].as_u64(), here["sha256"].as_str().unwrap().len()),
        (Some(81_768_585), 64)
    );
    assert!(here["licence"].as_str().unwrap().starts_with("MIT") && here["source"] != "");
    assert_eq!(
        (&absent["here"], &absent["chosen"], &absent["multilingual"]),
        (&json!(false), &json!(true), &Value::Null)
    );
    // Each by its name, and the chosen one by what others call it.
    assert_eq!(client.get("/v1/models/base-q8_0").await.json, here);
    assert_eq!(client.get("/v1/models/whisper-1").await.json, absent);
    let none = client.get("/v1/models/whisper-9").await;
    assert_eq!(
        (none.status, &none.json["code"], &none.json["error"]["code"]),
        (404, &json!("not_found"), &json!("model_not_found"))
    );
}

#[tokio::test]
async fn a_spanish_recording_is_heard_in_spanish_and_its_sentiment_is_nothing() {
    let app = TestApp::configured(|config| config.models.multilingual = "base-q8_0".into()).await;
    let (_, client) = app.tenant("Acme").await;
    let spanish = std::fs::read(tests::project("tests/audio/lang/es-followme-status.flac")).unwrap();
    let record = json!({ "external_id": "es", "direction": "inbound", "started_at": "2026-11-24T10:00:00Z", "disposition": "answered" });
    let id = client.post("/v1/calls", &record).await.json["call_id"]
        .as_str()
        .unwrap()
        .to_owned();
    client.put("/v1/calls/api/es/recording", "audio/flac", spanish).await;
    let call = format!("/v1/calls/{id}");
    eventually("it is analysed", async || {
        client.get(&call).await.json["analysis_status"] == "analyzed"
    })
    .await;
    let analysis = client.get(&call).await.json["legs"][0]["analysis"].clone();
    assert_eq!(
        (&analysis["language"], &analysis["models"]["speech"]),
        (&json!("es"), &json!("base-q8_0"))
    );
    assert!(
        analysis["quality"]["flags"]
            .as_array()
            .unwrap()
            .contains(&json!("sentiment_unsupported"))
    );
    assert!(
        analysis["turns"]
            .as_array()
            .unwrap()
            .iter()
            .all(|turn| turn["sentiment"].is_null() && turn["confidence"].is_number())
    );
    assert_eq!(analysis["sentiment"]["label"], Value::Null);
    assert_eq!(listed(&client, "language=es").await, [id]);
}

#[tokio::test]
async fn the_staff_sees_who_chose_which_model_and_chooses_for_a_tenant() {
    let app = deaf().await;
    let (tenant, client) = app.tenant("Acme").await;
    let (_, staff) = app.staff(models::staff::role::StaffRole::Admin).await;
    let put = |client: &Client, path: String, body: Value| {
        let request = client.request(reqwest::Method::PUT, &path).json(&body);
        let client = client.clone();
        async move { client.send(request).await }
    };
    let own = json!({ "language": "fr", "vocabulary": ["Jean Martin"] });
    assert_eq!(put(&client, "/v1/settings/speech".into(), own).await.status, 200);
    let path = format!("/admin/v1/tenants/{tenant}/speech");
    for (wrong, named) in [
        (json!({}), "model"),
        (json!({ "model": "none" }), "not here"),
        (json!({ "model": "tiny.en-q8_0" }), "English only"),
    ] {
        let refused = put(&staff, path.clone(), wrong).await;
        assert!(
            refused.status == 400 && refused.text().contains(named),
            "{}",
            refused.text()
        );
    }
    let chosen = put(&staff, path.clone(), json!({ "model": "base-q8_0" })).await;
    assert_eq!(
        (chosen.status, &chosen.json["model"], &chosen.json["language"]),
        (200, &json!("base-q8_0"), &json!("fr"))
    );
    let listed = staff.get("/admin/v1/models").await;
    assert!(!listed.text().contains("Jean Martin"), "its words are its own");
    let models = listed.json["data"].as_array().unwrap();
    let model = |id: &str| models.iter().find(|model| model["id"] == id).unwrap();
    assert_eq!(
        (&model("base-q8_0")["tenants"], &model("base-q8_0")["chosen"]),
        (&json!(1), &json!(false))
    );
    assert_eq!(listed.json["choices"][0]["name"], "Acme");
    // The tenant keeps its words, and its log tells who chose.
    assert_eq!(
        client.get("/v1/settings/speech").await.json["vocabulary"],
        json!(["Jean Martin"])
    );
    let log = client.get("/v1/audit?q=action:hearing_settings.changed").await.text();
    assert!(log.contains("staff:"), "{log}");
    let unknown = put(
        &staff,
        format!("/admin/v1/tenants/{}/speech", uuid::Uuid::nil()),
        json!({ "model": null }),
    )
    .await;
    assert_eq!(unknown.status, 404);
}
