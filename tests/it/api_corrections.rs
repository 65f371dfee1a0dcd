//! Words set right through HTTP: kept apart from the model's, shown, exported, found, taken back, and history once the recording is heard anew.

use actors::analysis::found;
use actors::engine::analysis::{AGENT, CUSTOMER};
use models::calls::result::{self, Outcome};
use models::identity::membership::NewMember;
use models::identity::permission::Preset;
use models::identity::role::RoleRef;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Answer, Client, TestApp};

use crate::api_speakers::{analysis, analyzed, claim};

async fn correct(client: &Client, call: &str, n: usize, body: &Value) -> Answer {
    let request = client.request(Method::PATCH, &format!("/v1/calls/{call}/turns/{n}"));
    client.send(request.json(body)).await
}

async fn turns(client: &Client, call: &str) -> Vec<Value> {
    let call = client.get(&format!("/v1/calls/{call}")).await.json;
    call["legs"][0]["analysis"]["turns"].as_array().unwrap().clone()
}

async fn text(client: &Client, call: &str, query: &str) -> String {
    client.get(&format!("/v1/calls/{call}/transcript?{query}")).await.text()
}

async fn hits(client: &Client, q: &str) -> Vec<Value> {
    let found = client.get(&format!("/v1/search?q={q}")).await.json;
    found["data"].as_array().unwrap_or_else(|| panic!("{found}")).clone()
}

async fn count(app: &TestApp, sql: &str) -> i64 {
    app.database.superuser().await.query_one(sql, &[]).await.unwrap().get(0)
}

#[tokio::test]
async fn words_set_right_are_shown_exported_and_found_and_the_models_stay() {
    let app = TestApp::start().await;
    let (tenant, key) = app.tenant("Acme").await;
    let id = analyzed(&app, tenant, &key, "a", [AGENT, CUSTOMER]).await;
    let (person, member) = app
        .member(tenant, NewMember::of(RoleRef::Preset(Preset::Manager)))
        .await;
    let before = key.get(&format!("/v1/calls/{id}")).await;
    let read = before.json["legs"][0]["analysis"]["analyzed_at"].clone();
    let wanted = json!({ "text": " Please  refund\nme ", "analyzed_at": read });
    let changed = correct(&member, &id, 1, &wanted).await;
    assert_eq!(changed.status, 200, "{}", changed.json);
    let corrected = &changed.json["turn"]["corrected"];
    assert_eq!(
        (&corrected["text"], &changed.json["turn"]["text"]),
        (&json!("Please refund me"), &json!("word"))
    );
    assert_eq!(corrected["author"]["id"], json!(person));
    let words = corrected["words"].as_array().unwrap();
    assert_eq!(
        (words[0]["start_ms"].as_u64(), words[2]["end_ms"].as_u64()),
        (Some(2_000), Some(3_200))
    );
    // What a client has of the call is old, and its figures are not.
    let after = key
        .get_with(&format!("/v1/calls/{id}"), ("if-none-match", before.header("etag")))
        .await;
    assert_eq!(after.status, 200);
    for part in ["sentiment", "characteristics", "quality", "analyzed_at"] {
        let of = |call: &Value| call["legs"][0]["analysis"][part].clone();
        assert_eq!(of(&after.json), of(&before.json), "{part}");
    }
    assert_eq!(turns(&key, &id).await[0]["corrected"], Value::Null);
    // Every form has them, unless the model's are asked for.
    let line = "[0:02] customer: Please refund me";
    assert!(text(&key, &id, "format=txt").await.contains(line));
    assert!(!text(&key, &id, "format=txt&words=model").await.contains("refund"));
    for format in ["srt", "vtt", "tca", "contact_lens", "vcon"] {
        assert!(
            text(&key, &id, &format!("format={format}")).await.contains("refund"),
            "{format}"
        );
        assert!(
            !text(&key, &id, &format!("format={format}&words=model"))
                .await
                .contains("refund"),
            "{format}"
        );
    }
    // The figures of an export are those of the words in it.
    let object = key.get(&format!("/v1/calls/{id}/transcript?format=tca")).await.json;
    let figures = &object["ConversationCharacteristics"];
    for role in ["AGENT", "CUSTOMER"] {
        let said = object["Transcript"].as_array().unwrap().iter();
        let own = said.filter(|turn| turn["ParticipantRole"] == role);
        let words: usize = own
            .map(|turn| turn["Content"].as_str().unwrap().split_whitespace().count())
            .sum();
        let talk = &figures["TalkTime"]["DetailsByParticipant"][role]["TotalTimeMillis"];
        let pace = (words as f64 * 60_000.0 / talk.as_f64().unwrap()).round() as u64;
        let told = &figures["TalkSpeed"]["DetailsByParticipant"][role]["AverageWordsPerMinute"];
        assert_eq!(told.as_u64(), Some(pace), "{role}");
    }
    let export = "/v1/calls/export?format=ndjson&transcripts=true";
    assert!(key.get(export).await.text().contains(line));
    assert!(
        !key.get(&format!("{export}&words=model"))
            .await
            .text()
            .contains("refund")
    );
    // Search knows it at once, says where, and plays from there.
    let places = hits(&key, "refund").await;
    assert_eq!(
        (places.len(), &places[0]["hits"][0]["text"]),
        (1, &json!("Please refund me"))
    );
    assert_eq!(places[0]["hits"][0]["start_ms"], json!(2_514));
    // Nothing of it lies readable.
    let readable = "SELECT count(*) FROM (SELECT sealed AS bytes FROM corrections UNION ALL SELECT convert_to(a::text, 'UTF8') FROM audit_details a) s
        WHERE position(convert_to('refund', 'UTF8') IN bytes) > 0";
    assert_eq!(count(&app, readable).await, 0);
    assert_eq!(
        count(
            &app,
            "SELECT count(*) FROM audit_details WHERE action = 'transcript.corrected'"
        )
        .await,
        1
    );
    // Other speakers keep them.
    assert_eq!(
        key.post(&format!("/v1/calls/{id}/swap-speakers"), &json!({}))
            .await
            .status,
        200
    );
    assert_eq!(hits(&key, "refund&speaker=agent").await.len(), 1);
    assert!(text(&key, &id, "format=txt").await.contains("agent: Please refund me"));
}

#[tokio::test]
async fn a_correction_is_changed_taken_back_and_nothing_can_be_what_was_said() {
    let app = TestApp::start().await;
    let (tenant, key) = app.tenant("Acme").await;
    let id = analyzed(&app, tenant, &key, "a", [AGENT, CUSTOMER]).await;
    for words in ["first", "second"] {
        assert_eq!(correct(&key, &id, 0, &json!({ "text": words })).await.status, 200);
    }
    assert_eq!(
        (hits(&key, "first").await.len(), hits(&key, "second").await.len()),
        (0, 1)
    );
    let back = correct(&key, &id, 0, &json!({ "text": null })).await;
    assert_eq!((back.status, &back.json["turn"]["corrected"]), (200, &Value::Null));
    assert!(hits(&key, "second").await.is_empty());
    // The model's own words are no correction, and what is so already changes nothing.
    assert_eq!(correct(&key, &id, 0, &json!({ "text": "word" })).await.status, 200);
    assert_eq!(count(&app, "SELECT count(*) FROM corrections").await, 2);
    let history = key.get(&format!("/v1/calls/{id}/corrections")).await.json;
    let told: Vec<_> = history["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["text"].clone(), one["ended_by"].clone()))
        .collect();
    assert_eq!(
        told,
        [(json!("second"), json!("revert")), (json!("first"), json!("change"))]
    );
    assert_eq!(history["data"][0]["heard"], "word");
    let struck = correct(&key, &id, 7, &json!({ "text": "" })).await;
    assert_eq!(struck.json["turn"]["corrected"]["text"], "");
    assert_eq!(text(&key, &id, "format=txt").await.lines().count(), 7);
    assert_eq!(text(&key, &id, "format=txt&words=model").await.lines().count(), 8);
    for (n, body, status) in [
        (0, json!({}), 400),
        (0, json!({ "text": "x".repeat(5_001) }), 400),
        (0, json!({ "text": "a\u{7}" }), 400),
        (8, json!({ "text": "x" }), 404),
        (0, json!({ "text": "x", "analyzed_at": "2026-01-01T00:00:00Z" }), 409),
    ] {
        let refused = correct(&key, &id, n, &body).await;
        assert_eq!(refused.status, status, "{body}: {}", refused.json);
    }
    let (_, stranger) = app.tenant("Other").await;
    assert_eq!(correct(&stranger, &id, 0, &json!({ "text": "x" })).await.status, 404);
}

#[tokio::test]
async fn a_recording_heard_anew_leaves_corrections_as_history_and_they_go_with_the_call() {
    let app = TestApp::start().await;
    let (tenant, key) = app.tenant("Acme").await;
    let id = analyzed(&app, tenant, &key, "a", [AGENT, CUSTOMER]).await;
    correct(&key, &id, 2, &json!({ "text": "refund" })).await;
    assert_eq!(
        key.post(&format!("/v1/calls/{id}/reanalyze"), &json!({})).await.status,
        202
    );
    let claim = claim(&app).await.claim;
    assert_eq!(hits(&key, "refund").await.len(), 1, "until the new one is there");
    let data_key = app.database.sealer().data_key(tenant).await.unwrap();
    let row = found::row(&analysis([AGENT, CUSTOMER]), &data_key, tenant, claim.leg, 1.0).unwrap();
    let outcome = Outcome::Analyzed(Box::new(row));
    let settled = app.database.pools.app.tenant(tenant, async |conn| {
        result::settle(conn, &claim, &outcome, 1, &|_| ()).await
    });
    settled.await.unwrap();
    assert!(hits(&key, "refund").await.is_empty());
    assert!(turns(&key, &id).await.iter().all(|turn| turn["corrected"].is_null()));
    let history = key.get(&format!("/v1/calls/{id}/corrections")).await.json;
    assert_eq!(
        (&history["data"][0]["text"], &history["data"][0]["ended_by"]),
        (&json!("refund"), &json!("analysis"))
    );
    let removed = app.database.superuser().await;
    removed.execute("DELETE FROM calls", &[]).await.unwrap();
    assert_eq!(count(&app, "SELECT count(*) FROM corrections").await, 0);
}

#[tokio::test]
async fn whoever_may_not_read_is_told_no_words_by_changing_them() {
    let app = TestApp::start().await;
    let (tenant, key) = app.tenant("Acme").await;
    let id = analyzed(&app, tenant, &key, "a", [AGENT, CUSTOMER]).await;
    let editor = json!({ "name": "editor", "scopes": ["calls.edit"] });
    let made = key.post("/v1/keys", &editor).await.json;
    let editor = Client::new(app.url(), made["secret"].as_str().map(str::to_owned));
    let refused = correct(&editor, &id, 1, &json!({ "text": null })).await;
    assert_eq!(
        (refused.refusal(), &refused.json["permission"]),
        ((403, "forbidden"), &json!("calls.read"))
    );
}
