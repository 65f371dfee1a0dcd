//! A test record of a source goes the whole way: its call is there, is marked, and charged to nobody. And the guides.

use models::billing::usage::Policy;
use models::identity::tenant::{LimitChange, Tenant, TenantChange};
use serde_json::{Value, json};
use tests::{Client, TestApp, eventually};

async fn make(client: &Client, format: &str, settings: Value) -> String {
    let body = json!({ "name": format, "format": format, "settings": settings });
    let made = client.post("/v1/sources", &body).await;
    assert_eq!(made.status, 201, "{format}: {}", made.json);
    made.json["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_test_record_of_every_form_is_a_call_with_its_trace_that_nobody_is_charged_for() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let guides = client.get("/v1/guides").await;
    let guides = guides.json["data"].as_array().unwrap();
    let formats: Vec<&Value> = guides
        .iter()
        .flat_map(|guide| guide["formats"].as_array().unwrap())
        .collect();
    assert!(formats.len() >= 30, "{}", formats.len());
    for format in formats {
        let name = format["format"].as_str().unwrap();
        let settings = json!({ "tz": "Asia/Kathmandu", "extension_pattern": "^7\\d\\d$" });
        let id = make(&client, name, settings).await;
        let tested = client.post(&format!("/v1/sources/{id}/test"), &json!({})).await;
        if format["can_be_tested"] == false {
            assert_eq!(tested.refusal(), (409, "conflict"), "{name}");
            continue;
        }
        assert_eq!(tested.status, 202, "{name}: {}", tested.json);
        let call = format!("/v1/calls/{}", tested.json["call_id"].as_str().unwrap());
        let found = client.get(&call).await;
        assert_eq!(found.status, 200, "{name}: {}", found.json);
        let of = |key: &str| found.json[key].clone();
        assert_eq!(
            [of("demo"), of("charge_kind"), of("disposition"), of("source_instance")],
            [json!(true), json!("none"), json!("answered"), json!(name)],
            "{name}"
        );
        assert_eq!(
            tested.json["legs"].as_array().unwrap().len(),
            found.json["legs"].as_array().unwrap().len(),
            "{name}"
        );
        let trace = client.get(tested.json["trace"].as_str().unwrap()).await;
        assert!(trace.text().contains("received"), "{name}: {}", trace.text());
    }
    assert_eq!(client.get("/v1/usage").await.json["used"], 0);
    assert_eq!(client.get("/v1/quarantine").await.json["data"], json!([]));
}

#[tokio::test]
async fn a_source_is_tested_where_new_calls_are_turned_back_for_the_limit_for_nobody_is_charged() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let change = TenantChange {
        limit: Some(LimitChange::Calls(1)),
        policy: Some(Policy::Reject),
        ..TenantChange::default()
    };
    Tenant::set(&app.database.pools.owner, "test", tenant, change)
        .await
        .unwrap();
    eventually("the limit is known", async || {
        client.get("/v1/usage").await.json["limit"] == 1
    })
    .await;
    let record = |id: &str| json!({ "external_id": id, "direction": "inbound", "started_at": "2026-11-24T09:00:00Z" });
    assert_eq!(client.post("/v1/calls", &record("a")).await.status, 202);
    assert_eq!(client.post("/v1/calls", &record("b")).await.status, 402);
    for (format, name) in [("freeswitch-json-cdr", "own"), ("canonical", "ours")] {
        let body = json!({ "name": name, "format": format });
        let made = client.post("/v1/sources", &body).await.json;
        let path = format!("/v1/sources/{}/test", made["id"].as_str().unwrap());
        let tested = client.post(&path, &json!({})).await;
        assert_eq!(tested.status, 202, "{format}: {}", tested.json);
        let call = client
            .get(&format!("/v1/calls/{}", tested.json["call_id"].as_str().unwrap()))
            .await;
        assert_eq!((call.status, &call.json["demo"]), (200, &json!(true)), "{format}");
    }
    assert_eq!(client.get("/v1/usage").await.json["used"], 1);
}

#[tokio::test]
async fn what_cannot_be_tested_says_why_and_keeps_nothing() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let (_, other) = app.tenant("Other").await;
    let id = make(&client, "avaya-cm-cdr", json!({ "layout": { "calling": [0, 10] } })).await;
    let path = format!("/v1/sources/{id}/test");
    let refused = client.post(&path, &json!({})).await;
    assert_eq!(refused.refusal(), (409, "conflict"));
    assert!(
        refused.json["detail"].as_str().unwrap().contains("these settings"),
        "{}",
        refused.json
    );
    assert_eq!(client.get("/v1/quarantine").await.json["data"], json!([]));
    assert_eq!(other.post(&path, &json!({})).await.refusal(), (404, "not_found"));
    let off = client
        .request(reqwest::Method::PATCH, &format!("/v1/sources/{id}"))
        .json(&json!({ "enabled": false }));
    assert_eq!(client.send(off).await.status, 200);
    assert_eq!(client.post(&path, &json!({})).await.refusal(), (409, "conflict"));
    // The source that every tenant has takes our own form.
    let listed = client.get("/v1/sources").await;
    let api = listed.json["data"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["name"] == "api")
        .unwrap();
    let tested = client
        .post(&format!("/v1/sources/{}/test", api["id"].as_str().unwrap()), &json!({}))
        .await;
    assert_eq!(tested.status, 202, "{}", tested.json);
    let call = tested.json["call_id"].as_str().unwrap();
    eventually("its call is there", async || {
        client.get(&format!("/v1/calls/{call}")).await.json["demo"] == true
    })
    .await;
}

#[tokio::test]
async fn a_guide_has_the_address_of_the_server_and_that_of_a_source_everything() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let guide = client.get("/v1/guides/freeswitch").await;
    assert_eq!(
        (guide.status, guide.header("content-type")),
        (200, "text/markdown; charset=utf-8")
    );
    let text = guide.text();
    assert!(
        text.contains("/v1/intake/SOURCE-ID") && text.contains("NAME:PASSWORD"),
        "{text}"
    );
    assert_eq!(client.get("/v1/guides/semaphore").await.refusal(), (404, "not_found"));
    let id = make(&client, "freeswitch-json-cdr", json!({})).await;
    let own = client.get(&format!("/v1/sources/{id}/guide")).await.text();
    assert!(
        own.contains(&format!("/v1/intake/{id}")) && !own.contains("SOURCE-ID"),
        "{own}"
    );
}

#[tokio::test]
async fn a_record_is_kept_sealed_and_tells_what_other_settings_would_change() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let (_, other) = app.tenant("Other").await;
    let id = make(
        &client,
        "freepbx-cdr",
        json!({ "tz": "UTC", "extension_pattern": "^2\\d\\d$", "trunk_channel_prefixes": ["PJSIP/trunk-"] }),
    )
    .await;
    let path = format!("/v1/sources/{id}/sample");
    assert_eq!(client.get(&path).await.refusal(), (404, "not_found"));
    let put = async |client: &Client, sample: &str| {
        let request = client
            .request(reqwest::Method::PUT, &path)
            .json(&json!({ "sample": sample }));
        client.send(request).await
    };
    assert_eq!(put(&client, "Dear Sir").await.refusal(), (422, "unrecognized_record"));
    let row = json!({ "calldate": "2026-03-02 09:00:00", "clid": "<12025550143>", "src": "12025550143", "dst": "201", "dcontext": "from-did",
        "channel": "PJSIP/trunk-1", "dstchannel": "PJSIP/201-2", "lastapp": "Dial", "lastdata": "", "duration": 60, "billsec": 50,
        "disposition": "ANSWERED", "uniqueid": "1772442000.17", "did": "12025550100", "linkedid": "1772442000.17", "sequence": 1 });
    let kept = put(&client, &row.to_string()).await;
    assert_eq!(
        (kept.status, &kept.json["differences"]),
        (200, &json!([])),
        "{}",
        kept.json
    );
    assert_eq!(kept.json["now"][0]["started_at"], "2026-03-02T09:00:00Z");
    let open = "SELECT count(*) FROM source_samples WHERE position('12025550143'::bytea in sealed) > 0";
    let open = app.database.superuser().await.query_one(open, &[]).await.unwrap();
    assert_eq!(open.get::<_, i64>(0), 0, "sealed");
    let settings =
        json!({ "tz": "Europe/Rome", "extension_pattern": "^2\\d\\d$", "trunk_channel_prefixes": ["PJSIP/trunk-"] });
    let checked = client
        .post(&format!("{path}/check"), &json!({ "settings": settings }))
        .await;
    let differs: Vec<&str> = checked.json["differences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["key"].as_str().unwrap())
        .collect();
    assert!(differs.contains(&"started_at"), "{}", checked.json);
    // Nothing was changed by it; a change shows from then on.
    assert_eq!(client.get(&path).await.json["differences"], json!([]));
    let change = client
        .request(reqwest::Method::PATCH, &format!("/v1/sources/{id}"))
        .json(&json!({ "settings": settings }));
    assert_eq!(client.send(change).await.status, 200);
    assert_ne!(client.get(&path).await.json["differences"], json!([]));
    assert_eq!(other.get(&path).await.refusal(), (404, "not_found"));
    let gone = client.request(reqwest::Method::DELETE, &path);
    assert_eq!(client.send(gone).await.status, 204);
    assert_eq!(client.get(&path).await.refusal(), (404, "not_found"));
}

#[tokio::test]
async fn an_event_that_was_pasted_without_the_blank_line_behind_it_is_kept() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let id = make(&client, "asterisk-ami-cdr", json!({ "tz": "UTC" })).await;
    let event = "Event: Cdr\nSource: 201\nDestination: 202\nStartTime: 2026-03-02 09:00:00\nDisposition: ANSWERED\nUniqueID: 1772442000.17\n";
    let request = client
        .request(reqwest::Method::PUT, &format!("/v1/sources/{id}/sample"))
        .json(&json!({ "sample": event }));
    let kept = client.send(request).await;
    assert_eq!(
        (kept.status, &kept.json["now"][0]["from"]),
        (200, &json!("201")),
        "{}",
        kept.json
    );
}
