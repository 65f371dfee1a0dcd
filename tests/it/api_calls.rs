//! `/v1/calls` through HTTP: what is taken, what is refused, and how it is found again. Every answer is checked against the
//! OpenAPI document by the client.

use serde_json::{Value, json};
use tests::{Client, TestApp};

fn record(external_id: &str) -> Value {
    json!({ "external_id": external_id, "direction": "inbound", "from": "+390612345678", "to": "200", "agent": "200", "queue": "support",
            "started_at": "2026-11-24T09:00:00Z", "answered_at": "2026-11-24T09:00:08Z", "ended_at": "2026-11-24T09:04:31Z",
            "talk_s": 263, "disposition": "answered" })
}

async fn ids(client: &Client, query: &str) -> Vec<String> {
    let page = client.get(&format!("/v1/calls{query}")).await;
    assert_eq!(page.status, 200, "{}", page.json);
    let rows = page.json["data"].as_array().unwrap().iter();
    rows.map(|call| call["linked_id"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn one_record_is_taken_and_found_under_the_ids_of_the_answer() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let answer = client.post("/v1/calls", &record("a-1")).await;
    assert_eq!(answer.status, 202, "{}", answer.json);
    assert_eq!(
        answer.json["call_id"],
        models::ids::call(tenant, "api", "a-1").to_string()
    );
    assert_eq!(
        answer.json["leg_id"],
        models::ids::leg(tenant, "api", "a-1").to_string()
    );
    let id = answer.json["call_id"].as_str().unwrap();
    let call = client.get(&format!("/v1/calls/{id}")).await;
    assert_eq!(call.status, 200, "{}", call.json);
    assert_eq!(call.json["talk_s"], 263);
    assert_eq!(call.json["wait_s"], 8);
    assert_eq!(call.json["legs"][0]["external_id"], "a-1");
    assert_eq!(call.json["legs"][0]["analysis"], Value::Null);
    let trace = client.get(&format!("/v1/calls/{id}/trace")).await;
    assert_eq!(trace.status, 200);
    assert!(!trace.json["steps"].as_array().unwrap().is_empty());
    let usage = client.get("/v1/usage").await;
    assert_eq!((&usage.json["used"], &usage.json["limit"]), (&json!(1), &Value::Null));
}

#[tokio::test]
async fn the_same_again_and_other_content_are_both_accepted_and_charged_once() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let mut other = record("a-1");
    other["talk_s"] = json!(1);
    for body in [record("a-1"), record("a-1"), other] {
        assert_eq!(client.post("/v1/calls", &body).await.status, 202);
    }
    assert_eq!(client.get("/v1/usage").await.json["used"], 1);
    let call = client.get("/v1/calls").await;
    assert_eq!(call.json["data"][0]["talk_s"], 263, "the first content stays");
}

#[tokio::test]
async fn an_array_answers_with_a_tally_that_names_each_refused_record() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let mut wrong = record("b-2");
    wrong["form"] = json!("x");
    let answer = client
        .post("/v1/calls", &json!([record("b-1"), wrong, "text", record("b-3")]))
        .await;
    assert_eq!(answer.status, 202);
    assert_eq!(
        (&answer.json["accepted"], &answer.json["refused"]),
        (&json!(2), &json!(2))
    );
    let errors = answer.json["errors"].as_array().unwrap();
    assert_eq!(errors[0]["index"], 1);
    assert_eq!(errors[0]["external_id"], "b-2");
    assert_eq!(errors[0]["code"], "unknown_key");
    assert!(errors[0]["detail"].as_str().unwrap().contains("`form`"));
    assert_eq!(
        (&errors[1]["index"], &errors[1]["code"]),
        (&json!(2), &json!("not_a_record"))
    );
    let nothing = client.post("/v1/calls", &json!([])).await;
    assert_eq!((nothing.status, &nothing.json["accepted"]), (202, &json!(0)));
}

#[tokio::test]
async fn what_holds_no_valid_record_is_422_and_names_the_key() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let mut unknown = record("c-1");
    unknown["form"] = json!("x");
    let mut without = record("c-1");
    without.as_object_mut().unwrap().remove("started_at");
    for (body, code, named) in [
        (unknown.clone(), "unknown_key", "`form`"),
        (without, "missing_field", "started_at"),
        (json!("text"), "not_a_record", "object"),
        (json!([unknown]), "unknown_key", "`form`"),
    ] {
        let answer = client.post("/v1/calls", &body).await;
        assert_eq!(answer.refusal(), (422, "invalid_record"), "{}", answer.json);
        assert_eq!(answer.json["errors"][0]["code"], code);
        assert!(
            answer.json["detail"].as_str().unwrap().contains(named),
            "{}",
            answer.json
        );
    }
    assert_eq!(
        client.get("/v1/calls").await.json["data"],
        json!([]),
        "nothing was stored"
    );
}

#[tokio::test]
async fn a_body_that_cannot_be_read_says_where_and_why() {
    let app = TestApp::configured(|config| {
        config.models.dir = "/nonexistent".into();
        config.bounds.json_bytes_max = 2_000;
        config.bounds.records_max = 3;
    })
    .await;
    let (_, client) = app.tenant("Acme").await;
    let broken = client
        .post_text("/v1/calls", "application/json", "{\n  \"external_id\": }")
        .await;
    assert_eq!(broken.refusal(), (400, "malformed_json"));
    assert_eq!((&broken.json["line"], &broken.json["column"]), (&json!(2), &json!(18)));
    let kind = client.post_text("/v1/calls", "text/csv", "a,b").await;
    assert_eq!(kind.refusal(), (415, "unsupported_media_type"));
    let large = client
        .post_text("/v1/calls", "application/json", " ".repeat(2_001))
        .await;
    assert_eq!(large.refusal(), (413, "body_too_large"));
    assert_eq!(large.json["bytes_max"], 2_000);
    let many = client.post("/v1/calls", &json!([{}, {}, {}, {}])).await;
    assert_eq!(many.refusal(), (413, "too_many_records"));
    let deep = client
        .post_text("/v1/calls", "application/json", "[".repeat(1_000))
        .await;
    assert_eq!(deep.refusal(), (400, "malformed_json"));
    let packed = client
        .send(
            client
                .request(reqwest::Method::POST, "/v1/calls")
                .header("content-encoding", "gzip")
                .json(&json!({})),
        )
        .await;
    assert_eq!(packed.refusal(), (415, "unsupported_media_type"));
}

#[tokio::test]
async fn a_stream_of_lines_is_stored_in_parts_and_refused_lines_are_named() {
    let app = TestApp::configured(|config| {
        config.models.dir = "/nonexistent".into();
        config.bounds.ndjson_batch_max = 7;
        config.bounds.record_bytes_max = 400;
    })
    .await;
    let (_, client) = app.tenant("Acme").await;
    let mut lines: Vec<String> = (0..20).map(|n| record(&format!("n-{n}")).to_string()).collect();
    lines.insert(5, String::new());
    lines.insert(9, "{ not json".into());
    lines.insert(12, "x".repeat(401));
    let answer = client
        .post_text("/v1/calls", "application/x-ndjson", lines.join("\n"))
        .await;
    assert_eq!(answer.status, 202, "{}", answer.json);
    assert_eq!(
        (&answer.json["accepted"], &answer.json["refused"]),
        (&json!(20), &json!(2))
    );
    let errors = answer.json["errors"].as_array().unwrap();
    assert_eq!(
        (&errors[0]["index"], &errors[0]["code"]),
        (&json!(8), &json!("bad_json"))
    );
    assert_eq!(
        (&errors[1]["index"], &errors[1]["code"]),
        (&json!(11), &json!("too_large"))
    );
    assert_eq!(client.get("/v1/usage").await.json["used"], 20);
    let none = client.post_text("/v1/calls", "application/x-ndjson", "{}\n{}\n").await;
    assert_eq!(none.refusal(), (422, "invalid_record"));
}

#[tokio::test]
async fn the_mark_that_some_programs_write_before_utf_8_says_nothing() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let marked = |id: &str| format!("\u{feff}{}", record(id));
    let one = client.post_text("/v1/calls", "application/json", marked("b-1")).await;
    assert_eq!(one.status, 202, "{}", one.json);
    let lines = format!("{}\n{}\n", marked("b-2"), record("b-3"));
    let many = client.post_text("/v1/calls", "application/x-ndjson", lines).await;
    assert_eq!((many.status, &many.json["accepted"]), (202, &json!(2)), "{}", many.json);
    let array = format!("\u{feff}[{}]", record("b-4"));
    let many = client.post_text("/v1/calls", "application/json", array).await;
    assert_eq!((many.status, &many.json["accepted"]), (202, &json!(1)), "{}", many.json);
    let tag = client
        .post_text("/v1/tags", "application/json", "\u{feff}{\"name\":\"vip\"}")
        .await;
    assert_eq!(tag.status, 201, "{}", tag.json);
    // Elsewhere it is a letter like any other.
    let late = format!("{}\n{}\n", record("b-5"), marked("b-6"));
    let many = client.post_text("/v1/calls", "application/x-ndjson", late).await;
    assert_eq!((&many.json["accepted"], &many.json["refused"]), (&json!(1), &json!(1)));
}

#[tokio::test]
async fn a_stream_that_asks_for_it_is_acknowledged_as_it_goes() {
    let app = TestApp::configured(|config| {
        config.models.dir = "/nonexistent".into();
        config.bounds.ndjson_batch_max = 4;
    })
    .await;
    let (_, client) = app.tenant("Acme").await;
    let lines: String = (0..10).map(|n| record(&format!("s-{n}")).to_string() + "\n").collect();
    let request = client
        .request(reqwest::Method::POST, "/v1/calls")
        .header("prefer", "respond-async");
    let answer = client
        .send(request.header("content-type", "application/x-ndjson").body(lines))
        .await;
    assert_eq!(
        (answer.status, answer.header("preference-applied")),
        (202, "respond-async")
    );
    let text = answer.text();
    let told: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let through: Vec<&Value> = told.iter().filter_map(|line| line.get("through")).collect();
    assert_eq!(through.last(), Some(&&json!(10)), "{text}");
    assert!(through.len() >= 3, "{text}");
    assert_eq!(told.last().unwrap()["accepted"], 10);
    assert_eq!(client.get("/v1/usage").await.json["used"], 10);
}

#[tokio::test]
async fn pages_hold_every_call_once_and_filters_combine() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let records: Vec<Value> = (0..23)
        .map(|n| {
            let mut call = record(&format!("p-{n:02}"));
            call["started_at"] = json!(format!("2026-11-24T09:00:{:02}Z", n / 2));
            call["direction"] = json!(if n % 3 == 0 { "outbound" } else { "inbound" });
            call["agent"] = json!(format!("20{}", n % 2));
            call["source_instance"] = json!(if n < 20 { "main" } else { "branch" });
            call
        })
        .collect();
    assert_eq!(client.post("/v1/calls", &json!(records)).await.json["accepted"], 23);
    let mut seen = Vec::new();
    let mut path = "/v1/calls?limit=5".to_owned();
    loop {
        let page = client.get(&path).await;
        seen.extend(
            page.json["data"]
                .as_array()
                .unwrap()
                .iter()
                .map(|call| call["id"].clone()),
        );
        match page.json["next"].as_str() {
            Some(next) => path = format!("/v1/calls?limit=5&cursor={next}"),
            None => break,
        }
    }
    let distinct: std::collections::BTreeSet<String> = seen.iter().map(Value::to_string).collect();
    assert_eq!((seen.len(), distinct.len()), (23, 23));
    assert_eq!(ids(&client, "?direction=outbound&limit=200").await.len(), 8);
    assert_eq!(ids(&client, "?direction=outbound&agent=201&limit=200").await.len(), 4);
    assert_eq!(ids(&client, "?source_instance=branch").await.len(), 3);
    assert_eq!(ids(&client, "?external_id=p-07").await, ["p-07"]);
    assert_eq!(ids(&client, "?external_id=p-21&source_instance=branch").await, ["p-21"]);
    assert_eq!(
        ids(&client, "?external_id=p-21&source_instance=main").await,
        Vec::<String>::new()
    );
    for at in [
        "2026-11-24T09:00:11Z",
        "2026-11-24T10:00:11%2B01:00",
        "2026-11-24T10:00:11+01:00",
    ] {
        assert_eq!(ids(&client, &format!("?started_from={at}")).await, ["p-22"], "{at}");
    }
    assert_eq!(ids(&client, "?from=%2B390612345678&limit=200").await.len(), 23);
    assert_eq!(ids(&client, "?analysis_status=analyzed").await.len(), 0);
}

#[tokio::test]
async fn an_order_is_kept_and_a_cursor_of_another_list_is_refused() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let records: Vec<Value> = (0..9)
        .map(|n| {
            let mut call = record(&format!("s-{n}"));
            call["talk_s"] = json!(n * 7 % 9);
            call
        })
        .collect();
    assert_eq!(client.post("/v1/calls", &json!(records)).await.json["accepted"], 9);
    assert_eq!(
        ids(&client, "?sort=talk_s&limit=3").await,
        ["s-0", "s-4", "s-8"],
        "0, 1 and 2 seconds"
    );
    assert_eq!(ids(&client, "?sort=-talk_s&limit=2").await, ["s-5", "s-1"]);
    assert_eq!(ids(&client, "?number=%2B39*&limit=100").await.len(), 9);
    assert_eq!(ids(&client, "?linked_id=s-3&charge_kind=included").await, ["s-3"]);
    let first = client.get("/v1/calls?sort=talk_s&limit=3").await;
    let cursor = first.json["next"].as_str().unwrap();
    assert_eq!(
        ids(&client, &format!("?sort=talk_s&limit=2&cursor={cursor}")).await,
        ["s-3", "s-7"]
    );
    for other in ["sort=-talk_s", "sort=talk_s&direction=inbound"] {
        let answer = client.get(&format!("/v1/calls?{other}&cursor={cursor}")).await;
        assert_eq!(answer.refusal(), (400, "invalid_parameter"), "{other}");
        assert_eq!(answer.json["parameter"], "cursor");
    }
}

#[tokio::test]
async fn a_parameter_that_makes_no_sense_is_named() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    for (query, named) in [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=x", "limit"),
        ("limit=1&limit=2", "limit"),
        ("vip=perhaps&limit=1", "vip"),
        ("cursor=garbage", "cursor"),
        ("direction=sideways", "direction"),
        ("analysis_status=done", "analysis_status"),
        ("started_from=yesterday", "started_from"),
        ("started_before=%2B262142-12-31T23:59:59Z&q=refund", "started_before"),
        ("colour=red", "colour"),
        ("sort=colour", "sort"),
        ("charge_kind=free", "charge_kind"),
        ("sentiment_min=7", "sentiment_min"),
        ("agent=a%00b", "agent"),
    ] {
        let answer = client.get(&format!("/v1/calls?{query}")).await;
        assert_eq!(answer.refusal(), (400, "invalid_parameter"), "{query}");
        assert_eq!(answer.json["parameter"], named, "{query}: {}", answer.json);
        assert!(
            answer.json["detail"].as_str().unwrap().contains(named),
            "{query}: {}",
            answer.json
        );
    }
    // The other lists too, each with what it knows.
    for (path, named) in [
        ("/v1/usage/periods?limit=0", "limit"),
        ("/v1/usage/periods?cursor=garbage", "cursor"),
        ("/v1/dead-letters?from=yesterday", "from"),
        ("/v1/events?last_event_id=x", "last_event_id"),
        ("/v1/calls/export?format=xml", "format"),
        ("/v1/calls/export", "format"),
        ("/v1/analytics/overview?after_hours=perhaps", "after_hours"),
        ("/v1/analytics/overview?service_level_s=21", "service_level_s"),
        ("/v1/analytics/overview?from=9999-12-31&to=9999-12-31", "to"),
        ("/v1/analytics/volume?range=12mo&interval=hour", "interval"),
        ("/v1/audit?q=%22", "q"),
        ("/v1/team/members?role=king", "role"),
        ("/v1/team/members?status=gone", "status"),
        ("/v1/recordings/missing?state=lost", "state"),
        ("/v1/dead-letters?lane=slow", "lane"),
        // Those that know none know no other either.
        ("/v1/usage?zzz=1", "zzz"),
        ("/v1/queue?%7Azz", "zzz"),
        ("/v1/calls/0198c2f4-7c1e-7d5e-9d0a-2f6f8f1f3a11/trace?leg=1", "leg"),
        ("/v1/auth/session?a=1&b=2", "a"),
    ] {
        let answer = client.get(path).await;
        assert_eq!(answer.refusal(), (400, "invalid_parameter"), "{path}");
        assert_eq!(answer.json["parameter"], named, "{path}: {}", answer.json);
    }
    let refused = client.post("/v1/calls?dry_run=true", &record("q-1")).await;
    assert_eq!(refused.refusal(), (400, "invalid_parameter"));
    assert_eq!(refused.json["parameter"], "dry_run");
    assert_eq!(client.get("/v1/usage?").await.status, 200);
    // And members of a body.
    for (path, body, named) in [
        ("/v1/tags", json!({ "name": 5 }), "name"),
        ("/v1/tags", json!({ "name": "vip", "colour": "red" }), "colour"),
        ("/v1/tags", json!({}), "name"),
        ("/v1/usage/release", json!({ "calls": -1 }), "calls"),
        (
            "/v1/custom-fields",
            json!({ "name": "Plan", "label": "Plan", "kind": "text" }),
            "name",
        ),
        ("/v1/tags", json!({ "name": "" }), "name"),
        ("/v1/tags", json!({ "name": "vip", "color": "mauve" }), "color"),
        (
            "/v1/contacts",
            json!({ "number": "anonymous", "name": "Kim" }),
            "number",
        ),
        ("/v1/dead-letters/retry", json!({}), "ids"),
        ("/v1/team/groups", json!({ "name": "" }), "name"),
        (
            "/v1/team/roles",
            json!({ "name": "R", "permissions": ["fly"], "row_scope": "all" }),
            "permissions",
        ),
        (
            "/v1/team/roles",
            json!({ "name": "R", "permissions": [], "row_scope": "some" }),
            "row_scope",
        ),
        (
            "/v1/team/invitations",
            json!({ "email": "nobody", "role": "agent" }),
            "email",
        ),
        ("/v1/team/invitations", json!({ "uses_max": 1, "role": "king" }), "role"),
        ("/v1/keys", json!({ "name": "K", "scopes": ["fly"] }), "scopes"),
        (
            "/v1/keys",
            json!({ "name": "K", "scopes": ["calls.read"], "addresses": ["here"] }),
            "addresses",
        ),
        (
            "/v1/keys",
            json!({ "name": "K", "scopes": ["calls.read"], "requests_per_minute": 0 }),
            "requests_per_minute",
        ),
    ] {
        let answer = client.post(path, &body).await;
        assert_eq!(answer.refusal(), (400, "invalid_parameter"), "{path} {body}");
        assert_eq!(answer.json["parameter"], named, "{path} {body}: {}", answer.json);
    }
    // An object is one by its names, and not by the order of its values.
    let list = client.post("/v1/tags", &json!(["vip", "red"])).await;
    assert_eq!(list.refusal(), (400, "invalid_parameter"), "{}", list.json);
    let broken = client.post_text("/v1/tags", "application/json", "[\"vip\",").await;
    assert_eq!(broken.refusal(), (400, "malformed_json"), "{}", broken.json);
    assert_eq!(client.post("/v1/usage/release", &Value::Null).await.status, 202);
}

#[tokio::test]
async fn a_key_is_needed_and_a_wrong_one_is_refused() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let wrong = Client::new(app.url(), Some("ap_000000000000000000000000000000000000000000X".into()));
    for path in [
        "/v1/calls",
        "/v1/usage",
        "/v1/calls/0198c2f4-7c1e-7d5e-9d0a-2f6f8f1f3a11",
    ] {
        let none = app.anonymous().get(path).await;
        assert_eq!(none.refusal(), (401, "missing_key"), "{path}");
        assert!(none.header("www-authenticate").starts_with("Bearer"));
        assert_eq!(wrong.get(path).await.refusal(), (401, "invalid_key"), "{path}");
    }
    assert_eq!(client.get("/v1/calls").await.status, 200);
    let keys = models::identity::api_key::ApiKey::of(tenant);
    let revoked = app
        .database
        .pools
        .app
        .tenant(tenant, async move |conn| -> Result<(), models::Error> {
            for key in keys.list(conn).await? {
                keys.revoke(conn, "test", models::ids::ApiKeyId(key.id)).await?;
            }
            Ok(())
        });
    revoked.await.unwrap();
    tests::eventually("a revoked key is refused", async || {
        client.get("/v1/calls").await.status == 401
    })
    .await;
}

#[tokio::test]
async fn a_call_that_nobody_knows_is_not_found_whatever_its_name() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    for id in [
        "0198c2f4-7c1e-7d5e-9d0a-2f6f8f1f3a11",
        "not-a-uuid",
        "%00",
        "..%2f..%2fetc",
    ] {
        for part in ["", "/transcript?format=txt", "/recording?form=wav", "/trace"] {
            let answer = client.get(&format!("/v1/calls/{id}{part}")).await;
            assert_eq!(answer.refusal(), (404, "not_found"), "{id}{part}: {}", answer.json);
        }
    }
}

#[tokio::test]
async fn two_tenants_never_see_each_other() {
    let app = TestApp::start().await;
    let (_, one) = app.tenant("One").await;
    let (_, two) = app.tenant("Two").await;
    let mine = one.post("/v1/calls", &record("same")).await.json["call_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let theirs = two.post("/v1/calls", &record("same")).await.json["call_id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_ne!(mine, theirs, "the same record of another tenant is another call");
    let recording = tests::sound::wav(8000, 1, 800);
    assert_eq!(
        one.put("/v1/calls/api/same/recording", "audio/wav", recording.clone())
            .await
            .status,
        201
    );
    for part in ["", "/transcript", "/recording", "/trace"] {
        assert_eq!(
            two.get(&format!("/v1/calls/{mine}{part}")).await.refusal(),
            (404, "not_found"),
            "{part}"
        );
    }
    assert_eq!(
        two.get(&format!("/v1/calls/{theirs}/recording")).await.refusal(),
        (404, "no_recording")
    );
    let listed = two.get("/v1/calls").await;
    assert_eq!(listed.json["data"].as_array().unwrap().len(), 1);
    assert_eq!(listed.json["data"][0]["id"], theirs);
    assert_eq!(one.get("/v1/usage").await.json["used"], 1);
    // The same bytes of both are stored apart, under each one's own key.
    assert_eq!(
        two.put("/v1/calls/api/same/recording", "audio/wav", recording.clone())
            .await
            .status,
        201
    );
    assert_eq!(two.get(&format!("/v1/calls/{theirs}/recording")).await.bytes, recording);
}

#[tokio::test]
async fn a_call_whose_legs_moved_answers_where_they_went() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let from = client.post("/v1/calls", &record("m-1")).await.json["call_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let to = client.post("/v1/calls", &record("m-2")).await.json["call_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let rows = app.database.superuser().await;
    let move_it = format!("UPDATE calls SET moved_to = '{to}' WHERE tenant_id = '{tenant}' AND id = '{from}'");
    rows.batch_execute(&move_it).await.unwrap();
    for part in ["", "/transcript", "/recording", "/trace"] {
        let answer = client.get(&format!("/v1/calls/{from}{part}")).await;
        assert_eq!(
            (answer.status, answer.header("location")),
            (308, format!("/v1/calls/{to}{part}").as_str())
        );
    }
    assert_eq!(ids(&client, "").await, ["m-2"], "an alias is not listed");
}
