//! The four policies at the limit, through HTTP.

use models::billing::usage::Policy;
use models::identity::membership::NewMember;
use models::identity::permission::Preset;
use models::identity::role::RoleRef;
use models::identity::tenant::{LimitChange, NewTenant, Tenant, TenantChange};
use models::ids::TenantId;
use serde_json::{Value, json};
use tests::{Client, TestApp};

fn record(external_id: &str) -> Value {
    json!({ "external_id": external_id, "direction": "inbound", "started_at": "2026-11-24T09:00:00Z", "talk_s": 60 })
}

fn leg(external_id: &str, linked_id: &str) -> Value {
    let mut leg = record(external_id);
    leg["linked_id"] = json!(linked_id);
    leg
}

async fn tenant(app: &TestApp, policy: Policy, limit: u64) -> (TenantId, Client) {
    let new = NewTenant {
        policy,
        ..NewTenant::named("Acme")
    };
    let created = Tenant::create(&app.database.pools.owner, &app.database.master_key, "test", new).await;
    let (tenant, _, secret) = created.unwrap();
    let change = TenantChange {
        limit: Some(LimitChange::Calls(limit)),
        ..TenantChange::default()
    };
    Tenant::set(&app.database.pools.owner, "test", tenant.tenant_id(), change)
        .await
        .unwrap();
    (
        tenant.tenant_id(),
        Client::new(app.url(), Some(secret.reveal().to_owned())),
    )
}

async fn usage(client: &Client) -> Value {
    client.get("/v1/usage").await.json
}

#[tokio::test]
async fn with_reject_a_new_call_beyond_the_limit_is_402_and_what_is_known_is_accepted() {
    let app = TestApp::start().await;
    let (_, client) = tenant(&app, Policy::Reject, 2).await;
    assert_eq!(client.post("/v1/calls", &leg("a", "A")).await.status, 202);
    assert_eq!(client.post("/v1/calls", &record("b")).await.status, 202);
    let refused = client.post("/v1/calls", &record("c")).await;
    assert_eq!(refused.refusal(), (402, "limit_reached"), "{}", refused.json);
    assert_eq!(refused.json["errors"][0]["external_id"], "c");
    // The same again, another leg of a call that is there, and other content of a leg that is there.
    let mut other = record("b");
    other["talk_s"] = json!(1);
    for known in [record("b"), leg("a2", "A"), other] {
        assert_eq!(client.post("/v1/calls", &known).await.status, 202, "{known}");
    }
    let usage = usage(&client).await;
    assert_eq!(
        (
            &usage["used"],
            &usage["balance"],
            &usage["withheld"],
            &usage["has_access"]
        ),
        (&json!(2), &json!(0), &json!(0), &json!(false)),
        "{usage}"
    );
    assert_eq!(client.get("/v1/calls?external_id=c").await.json["data"], json!([]));
}

#[tokio::test]
async fn with_reject_a_batch_is_judged_record_by_record() {
    let app = TestApp::start().await;
    let (_, client) = tenant(&app, Policy::Reject, 2).await;
    assert_eq!(client.post("/v1/calls", &record("a")).await.status, 202);
    let batch = json!([record("a"), record("b"), {"direction": "inbound"}, record("c"), leg("d", "b"), record("b")]);
    let answer = client.post("/v1/calls", &batch).await;
    assert_eq!(answer.status, 202, "{}", answer.json);
    let errors = answer.json["errors"].as_array().unwrap().iter();
    let codes: Vec<_> = errors
        .map(|error| (error["index"].as_u64(), error["code"].as_str()))
        .collect();
    assert_eq!(
        codes,
        [(Some(2), Some("missing_field")), (Some(3), Some("limit_reached"))]
    );
    assert_eq!(answer.json["accepted"], 4);
    let all_over = client.post("/v1/calls", &json!([record("e"), record("f")])).await;
    assert_eq!(all_over.refusal(), (402, "limit_reached"));
    assert_eq!(all_over.json["errors"].as_array().unwrap().len(), 2);
    let lines = format!("{}\n{}\n", record("g"), record("a"));
    let stream = client.post_text("/v1/calls", "application/x-ndjson", lines).await;
    assert_eq!(
        (stream.status, &stream.json["accepted"], &stream.json["refused"]),
        (202, &json!(1), &json!(1))
    );
    let lines = format!("{}\n", record("g"));
    let stream = client.post_text("/v1/calls", "application/x-ndjson", lines).await;
    assert_eq!(stream.refusal(), (402, "limit_reached"));
}

#[tokio::test]
async fn with_reject_a_recording_sent_with_its_record_is_refused_before_its_bytes_are_kept() {
    let app = TestApp::start().await;
    let (_, client) = tenant(&app, Policy::Reject, 1).await;
    assert_eq!(client.post("/v1/calls", &record("a")).await.status, 202);
    let form = |id: &str| {
        reqwest::multipart::Form::new()
            .part("record", reqwest::multipart::Part::text(record(id).to_string()))
            .part("file", reqwest::multipart::Part::bytes(tests::sound::wav(8000, 1, 800)))
    };
    let post = |id: &str| {
        client
            .request(reqwest::Method::POST, "/v1/recordings")
            .multipart(form(id))
    };
    assert_eq!(client.send(post("b")).await.refusal(), (402, "limit_reached"));
    assert_eq!(
        client.send(post("a")).await.status,
        201,
        "the recording of a call that is there"
    );
    let rows = app.database.superuser().await;
    let stored: i64 = rows
        .query_one("SELECT count(*) FROM recordings", &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(stored, 1);
}

#[tokio::test]
async fn with_reject_a_telephone_system_is_told_when_only_some_of_what_it_sent_is_kept() {
    let app = TestApp::start().await;
    let (tenant, client) = tenant(&app, Policy::Reject, 2).await;
    let source = json!({ "name": "files", "format": "canonical" });
    assert_eq!(client.post("/v1/sources", &source).await.status, 201);
    let send = async || {
        let lines = ["a", "b", "c"].map(|id| format!("{}\n", record(id))).concat();
        client
            .post_text("/v1/intake/files", "application/octet-stream", lines)
            .await
    };
    // Who is told that all is well does not send it again, and the third would be lost.
    assert_eq!(send().await.refusal(), (402, "limit_reached"));
    assert_eq!(usage(&client).await["used"], 2);
    let change = TenantChange {
        limit: Some(LimitChange::Calls(3)),
        ..TenantChange::default()
    };
    Tenant::set(&app.database.pools.owner, "test", tenant, change)
        .await
        .unwrap();
    tests::eventually("the limit is raised", async || usage(&client).await["limit"] == 3).await;
    let sent = send().await;
    assert_eq!(
        (sent.status, sent.json["legs"].as_array().map(Vec::len)),
        (202, Some(3)),
        "{}",
        sent.json
    );
    assert_eq!(usage(&client).await["used"], 3);
}

/// Raises the limit, and waits until the door knows.
async fn raise(app: &TestApp, tenant: TenantId, client: &Client, calls: u64) {
    let change = TenantChange {
        limit: Some(LimitChange::Calls(calls)),
        ..TenantChange::default()
    };
    Tenant::set(&app.database.pools.owner, "test", tenant, change)
        .await
        .unwrap();
    tests::eventually("the limit is raised", async || usage(client).await["limit"] == calls).await;
}

#[tokio::test]
async fn with_reject_an_event_that_was_turned_back_is_as_new_when_it_is_sent_again() {
    let app = TestApp::start().await;
    let (tenant, client) = tenant(&app, Policy::Reject, 1).await;
    assert_eq!(client.post("/v1/calls", &record("a")).await.status, 202);
    let sample = tests::pbx::sample("twilio-2");
    let source = sample.source(&client, "carrier").await;
    let requests = tests::pbx::requests(&sample.payload);
    let mut turned_back = 0;
    for request in &requests {
        match request.send(&app.anonymous(), &source).await {
            answer if answer.status == 402 => turned_back += 1,
            answer => assert_eq!(answer.status, 202, "{}", answer.json),
        }
    }
    assert!(turned_back > 0, "some of them make a leg");
    assert_eq!(tests::pbx::stored(&client, "carrier").await.len(), 0);
    // Again and again, as long as there is no room.
    let last = requests.last().unwrap();
    let (first, second) = (
        last.send(&app.anonymous(), &source).await,
        last.send(&app.anonymous(), &source).await,
    );
    assert_eq!(first.status, second.status, "{} {}", first.json, second.json);
    raise(&app, tenant, &client, 100).await;
    for request in &requests {
        assert_eq!(request.send(&app.anonymous(), &source).await.status, 202);
    }
    assert_eq!(sample.differences(&client, "carrier").await, Vec::<String>::new());
}

#[tokio::test]
async fn with_reject_an_event_that_comes_again_while_it_is_being_turned_back_is_not_acknowledged() {
    let app = TestApp::start().await;
    let (_, client) = tenant(&app, Policy::Reject, 1).await;
    assert_eq!(client.post("/v1/calls", &record("a")).await.status, 202);
    let sample = tests::pbx::sample("twilio-2");
    let source = sample.source(&client, "carrier").await;
    // As if whoever has it first were still at it: it is there, and nobody has settled it.
    let rows = app.database.superuser().await;
    let stays = "CREATE FUNCTION stay() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
        CREATE TRIGGER stay BEFORE DELETE ON observations FOR EACH ROW EXECUTE FUNCTION stay();";
    rows.batch_execute(stays).await.unwrap();
    let mut turned_back = 0;
    for request in tests::pbx::requests(&sample.payload) {
        let first = request.send(&app.anonymous(), &source).await;
        if first.status != 402 {
            continue;
        }
        turned_back += 1;
        let open = "UPDATE observation_groups SET settled = 0";
        rows.batch_execute(open).await.unwrap();
        let again = request.send(&app.anonymous(), &source).await;
        assert_eq!(again.refusal(), (402, "limit_reached"), "{}", again.json);
    }
    assert!(turned_back > 0, "some of them make a leg");
    assert_eq!(tests::pbx::stored(&client, "carrier").await.len(), 0);
}

#[tokio::test]
async fn with_reject_what_lies_aside_stays_there_until_there_is_room_for_its_call() {
    let app = TestApp::start().await;
    let (tenant, client) = tenant(&app, Policy::Reject, 1).await;
    let sample = tests::pbx::sample("3cx-cdr-socket-2");
    let body =
        json!({ "name": "tower", "format": sample.form, "settings": { "field_order": ["time-start", "from-no"] } });
    let source = client.post("/v1/sources", &body).await.json;
    let sent = tests::pbx::intake(&client, &source, sample.payload.clone()).await;
    assert_eq!((sent.status, &sent.json["legs"]), (202, &json!([])), "{}", sent.json);
    assert_eq!(client.post("/v1/calls", &record("a")).await.status, 202);
    let change = client
        .request(
            reqwest::Method::PATCH,
            &format!("/v1/sources/{}", source["id"].as_str().unwrap()),
        )
        .json(&json!({ "settings": sample.settings }));
    assert_eq!(client.send(change).await.status, 200);
    let aside = async || {
        let listed = client.get("/v1/quarantine?source_instance=tower&limit=100").await;
        listed.json["data"].as_array().unwrap().clone()
    };
    let before = aside().await;
    let path = format!("/v1/quarantine/{}", before[0]["id"].as_str().unwrap());
    let one = client.post(&format!("{path}/replay"), &json!({})).await;
    assert_eq!(one.refusal(), (402, "limit_reached"), "{}", one.json);
    let all = client.post("/v1/quarantine/replay", &json!({})).await;
    assert_eq!(
        (all.status, &all.json["read"], &all.json["still"]),
        (200, &json!(0), &json!(before.len())),
        "{}",
        all.json
    );
    assert_eq!(aside().await.len(), before.len());
    raise(&app, tenant, &client, 100).await;
    let all = client.post("/v1/quarantine/replay", &json!({})).await;
    assert_eq!(all.json["read"], json!(before.len()), "{}", all.json);
    assert_eq!(sample.differences(&client, "tower").await, Vec::<String>::new());
}

#[tokio::test]
async fn with_reject_a_server_that_starts_at_the_limit_refuses_the_first() {
    let mut app = TestApp::start().await;
    let (_, client) = tenant(&app, Policy::Reject, 1).await;
    assert_eq!(client.post("/v1/calls", &record("a")).await.status, 202);
    app.stop().await;
    app.begin().await;
    let client = Client::new(app.url(), client.key.clone());
    assert_eq!(
        client.post("/v1/calls", &record("b")).await.refusal(),
        (402, "limit_reached")
    );
}

#[tokio::test]
async fn without_reject_no_record_is_refused_and_the_usage_answer_says_what_became_of_it() {
    let app = TestApp::start().await;
    for (policy, has_access, overage, withheld) in [
        (Policy::StoreOnly, false, 0, 2),
        (Policy::Queue, false, 0, 2),
        (Policy::Overage, true, 2, 0),
    ] {
        let (_, client) = tenant(&app, policy, 3).await;
        let batch: Vec<Value> = (0..5).map(|n| record(&format!("c{n}"))).collect();
        assert_eq!(client.post("/v1/calls", &json!(batch)).await.json["accepted"], 5);
        let usage = usage(&client).await;
        let told = (
            &usage["policy"],
            &usage["has_access"],
            &usage["overage"],
            &usage["withheld"],
        );
        assert_eq!(
            told,
            (
                &json!(policy.as_str()),
                &json!(has_access),
                &json!(overage),
                &json!(withheld)
            )
        );
        assert_eq!(
            (&usage["used"], &usage["limit"], &usage["balance"]),
            (&json!(3 + overage), &json!(3), &json!(0))
        );
        // Each line of a bill opens to its calls.
        let period = client.get("/v1/usage/periods").await.json["data"][0].clone();
        for (kind, calls) in [("included", 3), ("overage", overage), ("withheld", withheld)] {
            assert_eq!(period[kind], json!(calls), "{period}");
            let start = period["period"]["start"].as_str().unwrap();
            let path = format!("/v1/calls?charge_kind={kind}&charged_period={start}");
            let opened = client.get(&path).await.json;
            assert_eq!(opened["data"].as_array().map(Vec::len), Some(calls), "{path}: {opened}");
        }
    }
}

#[tokio::test]
async fn with_reject_a_stream_of_a_telephone_system_ends_with_how_far_it_is_kept() {
    let app = TestApp::start().await;
    let (_, client) = tenant(&app, Policy::Reject, 1).await;
    let source = json!({ "name": "files", "format": "canonical" });
    assert_eq!(client.post("/v1/sources", &source).await.status, 201);
    assert_eq!(client.post("/v1/calls", &record("a")).await.status, 202);
    let lines = ["b", "c"].map(|id| format!("{}\n", record(id))).concat();
    let request = client
        .request(reqwest::Method::POST, "/v1/intake/files")
        .header("content-type", "application/x-ndjson")
        .header("prefer", "Respond-Async");
    let answer = client.send(request.body(lines)).await;
    let text = answer.text();
    let last: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert_eq!(
        (answer.status, &last["code"], &last["through"]),
        (202, &json!("limit_reached"), &json!(0)),
        "{text}"
    );
    assert_eq!(usage(&client).await["used"], 1);
}

#[tokio::test]
async fn withheld_calls_are_released_on_demand_as_far_as_the_limit_reaches() {
    let app = TestApp::start().await;
    let (id, client) = tenant(&app, Policy::StoreOnly, 2).await;
    let batch: Vec<Value> = (0..6).map(|n| record(&format!("c{n}"))).collect();
    assert_eq!(client.post("/v1/calls", &json!(batch)).await.status, 202);
    let change = TenantChange {
        limit: Some(LimitChange::Calls(5)),
        ..TenantChange::default()
    };
    Tenant::set(&app.database.pools.owner, "test", id, change)
        .await
        .unwrap();
    tests::eventually("the limit is raised", async || usage(&client).await["limit"] == 5).await;
    let answer = client.post("/v1/usage/release", &json!({"calls": 2})).await;
    assert_eq!((answer.status, answer.json), (202, json!({"withheld": 4, "calls": 2})));
    tests::eventually("two are released", async || usage(&client).await["used"] == 4).await;
    let answer = client.post_text("/v1/usage/release", "application/json", "").await;
    assert_eq!((answer.status, answer.json), (202, json!({"withheld": 2, "calls": 1})));
    tests::eventually("what fits is released", async || usage(&client).await["used"] == 5).await;
    assert_eq!(usage(&client).await["withheld"], 1);
    for (body, refusal) in [
        (r#"{"calls": 0}"#, (400, "invalid_parameter")),
        (r#"{"many": 1}"#, (400, "invalid_parameter")),
        (r#"{"#, (400, "malformed_json")),
    ] {
        let answer = client.post_text("/v1/usage/release", "application/json", body).await;
        assert_eq!(answer.refusal(), refusal, "{body}");
    }
}

/// Thresholds that rang, the latest first.
async fn rung(member: &Client) -> Vec<Value> {
    let bell = member.get("/v1/notifications").await.json;
    let told = bell["data"].as_array().unwrap().iter();
    let limits = told.filter(|one| one["kind"] == "limit_reached");
    limits.map(|one| one["data"]["percent"].clone()).collect()
}

#[tokio::test]
async fn who_runs_the_tenant_hears_once_that_its_limit_comes_near_and_that_it_is_reached() {
    let app = TestApp::start().await;
    let (acme, client) = tenant(&app, Policy::StoreOnly, 5).await;
    let (_, manager) = app.member(acme, NewMember::of(RoleRef::Preset(Preset::Manager))).await;
    let (_, viewer) = app.member(acme, NewMember::of(RoleRef::Preset(Preset::Viewer))).await;
    for (calls, percents) in [
        (&["a", "b", "c"][..], json!([])),
        (&["d"][..], json!([80])),
        (&["e", "f", "g"][..], json!([100, 80])),
    ] {
        for call in calls {
            assert_eq!(client.post("/v1/calls", &record(call)).await.status, 202);
        }
        assert_eq!(json!(rung(&manager).await), percents);
    }
    assert!(rung(&viewer).await.is_empty());
}
