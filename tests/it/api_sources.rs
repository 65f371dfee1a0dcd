//! Telephone systems through HTTP: configured, proving themselves, sending in their own form, and what of it nobody could read.

use models::Error;
use models::calls::conservation;
use models::ids::TenantId;
use reqwest::Method;
use serde_json::{Value, json};
use tests::pbx::{intake, requests, sample, samples, stored};
use tests::{Client, TestApp, eventually};

async fn holds(app: &TestApp, tenant: TenantId) {
    let worker = &app.database.pools.worker;
    let mut last = None;
    // What ends at the door is counted by the Ledger, a second later at most.
    eventually("received is the sum of the fates", async || {
        let balance =
            worker.transaction(async |conn| -> Result<_, Error> { conservation::balance(conn, tenant).await });
        last = balance.await.unwrap().amiss();
        last.is_none()
    })
    .await;
}

async fn make(client: &Client, body: Value) -> Value {
    let made = client.post("/v1/sources", &body).await;
    assert_eq!(made.status, 201, "{}", made.json);
    made.json
}

fn basic(
    client: &Client,
    source: &Value,
    user: &str,
    password: &str,
    body: impl Into<Vec<u8>>,
) -> reqwest::RequestBuilder {
    let path = format!("/v1/intake/{}", source["id"].as_str().unwrap());
    client
        .request(Method::POST, &path)
        .basic_auth(user, Some(password))
        .header("content-type", "text/csv")
        .body(body.into())
}

const ROW: &str = r#""","12025550143","201","from-trunk","""A"" <12025550143>","PJSIP/trunk-0000002a","PJSIP/201-0000002b","Dial","PJSIP/201,60","2026-03-02 09:00:00","2026-03-02 09:00:05","2026-03-02 09:01:00",60,55,"ANSWERED","DOCUMENTATION","1772442000.17","#;

fn row(n: usize) -> String {
    format!(
        "{}\"\",\"\",\"1772442000.{n}\",{n}\n",
        ROW.replace("1772442000.17", &format!("1772442000.{n}"))
    )
}

#[tokio::test]
async fn every_system_sends_in_its_own_form_and_its_calls_are_as_they_should_be() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let mut amiss = Vec::new();
    for sample in samples() {
        let source = sample.source(&client, &sample.name).await;
        let turned_away = sample.send(&app.anonymous(), &client, &source).await;
        let forged = sample.expected["quarantined"].as_array().unwrap();
        let forged = forged
            .iter()
            .filter(|notice| matches!(notice["code"].as_str(), Some("bad_signature" | "stale_timestamp")));
        // Here nothing is stale.
        if turned_away
            != forged
                .clone()
                .filter(|notice| notice["code"] == "bad_signature")
                .count()
        {
            amiss.push(format!("{}: {turned_away} requests were turned away", sample.name));
        }
        amiss.extend(sample.differences(&client, &sample.name).await);
    }
    assert!(amiss.is_empty(), "{} differences:\n{}", amiss.len(), amiss.join("\n"));
    holds(&app, tenant).await;
}

#[tokio::test]
async fn a_source_has_a_secret_that_is_shown_once_and_can_be_rotated_while_the_old_one_still_opens() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let source = make(
        &client,
        json!({ "name": "rome", "label": "PBX Rome", "format": "asterisk-cdr-csv" }),
    )
    .await;
    let (user, password) = (
        &source["issued"]["basic"]["user"],
        &source["issued"]["basic"]["password"],
    );
    let (user, password) = (user.as_str().unwrap(), password.as_str().unwrap());
    assert_eq!(user, "rome");
    let read = client
        .get(&format!("/v1/sources/{}", source["id"].as_str().unwrap()))
        .await;
    assert_eq!(read.json["secrets"], json!(["basic"]));
    assert!(!read.text().contains(password), "shown once");
    let anonymous = app.anonymous();
    let sent = anonymous.send(basic(&anonymous, &source, user, password, row(1))).await;
    assert_eq!(
        (sent.status, sent.json["legs"].as_array().unwrap().len()),
        (202, 1),
        "{}",
        sent.json
    );
    let wrong = anonymous.send(basic(&anonymous, &source, user, "wrong", row(2))).await;
    assert_eq!(wrong.refusal(), (401, "bad_signature"));
    let path = format!("/v1/sources/{}/rotate", source["id"].as_str().unwrap());
    let rotated = client.post(&path, &json!({ "grace_s": 3600 })).await;
    assert_eq!(rotated.status, 200, "{}", rotated.json);
    let new = rotated.json["issued"]["basic"]["password"].as_str().unwrap();
    for password in [new, password] {
        let sent = anonymous.send(basic(&anonymous, &source, user, password, row(3))).await;
        assert_eq!(sent.status, 202, "{}", sent.json);
    }
    let again = client.post(&path, &json!({ "grace_s": 0 })).await;
    let newest = again.json["issued"]["basic"]["password"].as_str().unwrap();
    let old = anonymous.send(basic(&anonymous, &source, user, new, row(4))).await;
    assert_eq!(old.refusal(), (401, "bad_signature"));
    let sent = anonymous.send(basic(&anonymous, &source, user, newest, row(4))).await;
    assert_eq!(sent.status, 202);
    assert_eq!(stored(&client, "rome").await.len(), 3);
    // The one who knows the tenant's key needs no other secret, and a key may be the password of anybody.
    let key = client.key.clone().unwrap();
    for request in [
        client.request(Method::POST, "/v1/intake/rome").body(row(5)),
        anonymous
            .request(Method::POST, "/v1/intake/rome")
            .basic_auth("anybody", Some(&key))
            .body(row(6)),
        anonymous
            .request(Method::POST, "/v1/calls")
            .basic_auth("anybody", Some(&key))
            .json(&json!({ "external_id": "1", "direction": "inbound", "started_at": "2026-03-02T09:00:00Z" })),
    ] {
        assert_eq!(anonymous.send(request).await.status, 202);
    }
}

#[tokio::test]
async fn a_key_in_a_header_and_a_signature_over_the_bytes_are_asked_for() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let secrets = json!({ "header": { "name": "X-Key", "value": "open sesame" }, "hmac": { "header": "X-Sig", "secret": "key" } });
    let body = json!({ "name": "s", "format": "asterisk-cdr-csv", "secrets": secrets });
    let source = make(&client, body).await;
    let anonymous = app.anonymous();
    let path = format!("/v1/intake/{}", source["id"].as_str().unwrap());
    let text = "The quick brown fox jumps over the lazy dog";
    let send = async |key: &'static str, signature: &'static str| {
        let request = anonymous
            .request(Method::POST, &path)
            .header("x-key", key)
            .header("x-sig", signature)
            .body(text);
        anonymous.send(request).await
    };
    let signature = "sha256=f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8";
    let taken = send("open sesame", signature).await;
    assert_eq!(
        (taken.status, &taken.json["quarantined"]),
        (202, &json!(1)),
        "{}",
        taken.json
    );
    assert_eq!(send("open", signature).await.refusal(), (401, "bad_signature"));
    assert_eq!(send("open sesame", "sha256=00").await.refusal(), (401, "bad_signature"));
    // A secret that its form does not check would open the door to everybody.
    let body = json!({ "name": "t", "format": "asterisk-cdr-csv", "secrets": { "auth_token": "x" } });
    let refused = client.post("/v1/sources", &body).await;
    assert_eq!(refused.refusal(), (400, "invalid_parameter"));
    // Without any secret only a key opens it.
    let source = make(
        &client,
        json!({ "name": "u", "format": "asterisk-cdr-csv", "secrets": {} }),
    )
    .await;
    let refused = anonymous.send(basic(&anonymous, &source, "u", "", row(1))).await;
    assert_eq!(refused.refusal(), (401, "bad_signature"));
}

#[tokio::test]
async fn sources_are_changed_by_version_audited_and_those_of_others_are_not_found() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let (_, other) = app.tenant("Other").await;
    let settings = json!({ "tz": "Europe/Rome", "extension_pattern": "^2\\d\\d$" });
    let body = json!({ "name": "rome", "format": "asterisk-cdr-csv", "settings": settings });
    let source = make(&client, body.clone()).await;
    let path = format!("/v1/sources/{}", source["id"].as_str().unwrap());
    assert_eq!(client.post("/v1/sources", &body).await.refusal(), (409, "conflict"));
    let request = |change: Value| client.send(client.request(Method::PATCH, &path).json(&change));
    let changed = request(json!({ "label": "Roma", "version": 1 })).await;
    assert_eq!(
        (changed.status, &changed.json["version"]),
        (200, &json!(2)),
        "{}",
        changed.json
    );
    assert_eq!(changed.json["settings"], settings);
    assert_eq!(
        request(json!({ "label": "R", "version": 1 })).await.refusal(),
        (409, "conflict")
    );
    for (wrong, named) in [
        (json!({ "settings": { "tz": "Europe/Atlantis" } }), "tz"),
        (json!({ "settings": { "zone": "x" } }), "zone"),
        (json!({ "settings": { "extension_pattern": "(" } }), "extension_pattern"),
        (json!({ "format": "carrier-pigeon" }), "carrier-pigeon"),
        (json!({ "settings": { "records_from": "a b" } }), "records_from"),
        (json!({ "settings": { "time_is": "noon" } }), "time_is"),
    ] {
        let refused = request(wrong).await;
        assert_eq!(refused.refusal(), (400, "invalid_parameter"));
        assert!(
            refused.json["detail"].as_str().unwrap().contains(named),
            "{}",
            refused.json
        );
    }
    assert_eq!(other.get(&path).await.refusal(), (404, "not_found"));
    assert_eq!(
        intake(&other, &source, row(1).into()).await.refusal(),
        (404, "not_found")
    );
    // Switched off, it takes nothing; deleted, neither, and its calls stay.
    assert_eq!(intake(&client, &source, row(1).into()).await.status, 202);
    request(json!({ "enabled": false })).await;
    assert_eq!(
        intake(&client, &source, row(2).into()).await.refusal(),
        (404, "not_found")
    );
    assert_eq!(client.send(client.request(Method::DELETE, &path)).await.status, 204);
    assert_eq!(client.get(&path).await.refusal(), (404, "not_found"));
    assert_eq!(stored(&client, "rome").await.len(), 1);
    let again = make(&client, body).await;
    assert_ne!(again["id"], source["id"]);
    // A source that is known from its records alone may be configured.
    let record = json!({ "source_instance": "milan", "external_id": "1", "direction": "inbound", "started_at": "2026-03-02T09:00:00Z" });
    assert_eq!(client.post("/v1/calls", &record).await.status, 202);
    make(&client, json!({ "name": "milan", "format": "freepbx-cdr" })).await;
    let audited = client.get("/v1/audit").await;
    for action in ["source.created", "source.changed", "source.deleted"] {
        assert!(audited.text().contains(action), "{action}");
    }
    assert!(!audited.text().contains("password"), "secrets are in no audit");
}

#[tokio::test]
async fn events_are_kept_sealed_until_their_call_is_over_and_across_a_restart() {
    let mut app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let sample = sample("twilio-2");
    let source = sample.source(&client, "carrier").await;
    let requests = requests(&sample.payload);
    let half = requests.len() / 2;
    for request in &requests[..half] {
        assert_eq!(request.send(&app.anonymous(), &source).await.status, 202);
    }
    let kept = "SELECT count(*), bool_or(position('CallSid'::bytea in sealed) > 0) FROM observations";
    let kept = app.database.superuser().await.query_one(kept, &[]).await.unwrap();
    assert!(kept.get::<_, i64>(0) > 0 && !kept.get::<_, bool>(1), "kept, and sealed");
    app.stop().await;
    app.begin().await;
    let client = Client::new(app.url(), client.key.clone());
    for request in &requests[half..] {
        assert_eq!(request.send(&app.anonymous(), &source).await.status, 202);
    }
    assert_eq!(sample.differences(&client, "carrier").await, Vec::<String>::new());
}

#[tokio::test]
async fn what_cannot_be_read_lies_aside_sealed_line_by_line_and_is_read_again_after_a_change_of_settings() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let body = json!({ "name": "tower", "format": "3cx-cdr-socket", "settings": { "field_order": ["time-start", "from-no"] } });
    let source = make(&client, body).await;
    let sample = sample("3cx-cdr-socket-2");
    let sent = intake(&client, &source, sample.payload.clone()).await;
    assert_eq!(sent.status, 202);
    let count = sent.json["quarantined"].as_i64().unwrap();
    assert!(count >= 2 && sent.json["legs"] == json!([]), "{}", sent.json);
    // The same again is aside once.
    intake(&client, &source, sample.payload.clone()).await;
    let listed = client.get("/v1/quarantine?source_instance=tower").await;
    let entries = listed.json["data"].as_array().unwrap();
    assert_eq!(entries.len() as i64, count, "{}", listed.json);
    let entry = &entries[0];
    assert_eq!((&entry["code"], &entry["unread"]), (&json!("column_count"), &json!(1)));
    let path = format!("/v1/quarantine/{}", entry["id"].as_str().unwrap());
    let content = client.get(&format!("{path}/content")).await;
    let text = String::from_utf8(sample.payload.clone()).unwrap();
    assert!(text.contains(content.text().trim_end()), "{}", content.text());
    let open = "SELECT count(*) FROM quarantine WHERE position('src_participant'::bytea in sealed) > 0";
    let open = app.database.superuser().await.query_one(open, &[]).await.unwrap();
    assert_eq!(open.get::<_, i64>(0), 0, "sealed");
    let still = client.post(&format!("{path}/replay"), &json!({})).await;
    assert_eq!(
        (still.status, &still.json["read"]),
        (200, &json!(false)),
        "{}",
        still.json
    );
    let change = json!({ "settings": sample.settings });
    let id = source["id"].as_str().unwrap();
    let request = client
        .request(Method::PATCH, &format!("/v1/sources/{id}"))
        .json(&change);
    assert_eq!(client.send(request).await.status, 200);
    let one = client.post(&format!("{path}/replay"), &json!({})).await;
    assert_eq!((one.status, &one.json["read"]), (200, &json!(true)), "{}", one.json);
    assert_eq!(client.get(&path).await.refusal(), (404, "not_found"));
    let rest = client
        .post("/v1/quarantine/replay", &json!({ "source_instance": "tower" }))
        .await;
    assert_eq!(
        (&rest.json["read"], &rest.json["still"]),
        (&json!(count - 1), &json!(0)),
        "{}",
        rest.json
    );
    assert_eq!(sample.differences(&client, "tower").await, Vec::<String>::new());
    holds(&app, tenant).await;
}

#[tokio::test]
async fn what_cannot_be_read_is_another_tenants_never_and_is_dropped_on_order() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let (_, other) = app.tenant("Other").await;
    let source = make(&client, json!({ "name": "s", "format": "asterisk-cdr-csv" })).await;
    // Nothing is read of it, NUL bytes and all, and the good line beside it is.
    let sent = intake(
        &client,
        &source,
        [b"\"a\0b\n".as_slice(), row(1).as_bytes(), b"x,y\n"].concat(),
    )
    .await;
    assert_eq!(sent.json["quarantined"], 2, "{}", sent.json);
    assert_eq!(sent.json["legs"].as_array().unwrap().len(), 1);
    let path = format!("/v1/quarantine/{}", sent.json["quarantine_id"].as_str().unwrap());
    for wanted in [path.clone(), format!("{path}/content")] {
        assert_eq!(other.get(&wanted).await.refusal(), (404, "not_found"));
    }
    assert_eq!(other.post(&format!("{path}/discard"), &json!({})).await.status, 404);
    assert_eq!(client.post(&format!("{path}/discard"), &json!({})).await.status, 204);
    let rest = client.post("/v1/quarantine/discard", &json!({})).await;
    assert_eq!((rest.status, &rest.json["dropped"]), (200, &json!(1)), "{}", rest.json);
    assert_eq!(client.get("/v1/quarantine").await.json["data"], json!([]));
    let audited = client.get("/v1/audit").await.text();
    assert!(audited.contains("quarantine.discarded"));
}

#[tokio::test]
async fn a_stream_is_cut_as_its_form_is_and_acknowledged_as_it_goes() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let source = make(&client, json!({ "name": "rome", "format": "asterisk-cdr-csv" })).await;
    let (mut send, body) = futures::channel::mpsc::channel::<Result<Vec<u8>, std::io::Error>>(1);
    let password = source["issued"]["basic"]["password"].as_str().unwrap();
    let anonymous = app.anonymous();
    let request = anonymous
        .request(Method::POST, &format!("/v1/intake/{}", source["id"].as_str().unwrap()))
        .basic_auth("rome", Some(password))
        .header("prefer", "respond-async")
        .body(reqwest::Body::wrap_stream(body));
    use futures::{SinkExt, StreamExt};
    let first = format!("{}{}", row(1), &row(2)[..20]);
    send.send(Ok(first.into_bytes())).await.unwrap();
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 202);
    let mut lines = answer.bytes_stream();
    let mut next = async || {
        let bytes = lines.next().await.unwrap().unwrap();
        serde_json::from_slice::<Value>(&bytes).unwrap()
    };
    assert_eq!(next().await, json!({ "through": 1 }));
    // It goes on, and what is acknowledged is there.
    assert_eq!(stored(&client, "rome").await.len(), 1);
    let rest = format!("{}nonsense\n", &row(2)[20..]);
    send.send(Ok(rest.into_bytes())).await.unwrap();
    assert_eq!(next().await, json!({ "through": 3 }));
    drop(send);
    let sums = next().await;
    assert_eq!(
        (&sums["through"], &sums["legs"], &sums["quarantined"]),
        (&json!(3), &json!(2), &json!(1)),
        "{sums}"
    );
    let refused = anonymous
        .request(Method::POST, &format!("/v1/intake/{}", source["id"].as_str().unwrap()))
        .basic_auth("rome", Some("wrong"))
        .header("prefer", "respond-async");
    assert_eq!(
        anonymous.send(refused.body(row(4))).await.refusal(),
        (401, "bad_signature")
    );
}

#[tokio::test]
async fn a_stream_ends_when_its_source_is_another_by_now() {
    use futures::{SinkExt, StreamExt};
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let source = make(&client, json!({ "name": "rome", "format": "asterisk-cdr-csv" })).await;
    let id = source["id"].as_str().unwrap();
    let (mut send, body) = futures::channel::mpsc::channel::<Result<Vec<u8>, std::io::Error>>(1);
    let password = source["issued"]["basic"]["password"].as_str().unwrap();
    let request = app
        .anonymous()
        .request(Method::POST, &format!("/v1/intake/{id}"))
        .basic_auth("rome", Some(password))
        .header("prefer", "respond-async")
        .body(reqwest::Body::wrap_stream(body));
    send.send(Ok(row(1).into_bytes())).await.unwrap();
    let mut lines = request.send().await.unwrap().bytes_stream();
    let mut next = async || {
        let bytes = lines.next().await.unwrap().unwrap();
        serde_json::from_slice::<Value>(&bytes).unwrap()
    };
    assert_eq!(next().await, json!({ "through": 1 }));
    let rotated = client
        .post(&format!("/v1/sources/{id}/rotate"), &json!({ "grace_s": 0 }))
        .await;
    assert_eq!(rotated.status, 200, "{}", rotated.json);
    // It is looked at every two seconds.
    tokio::time::sleep(std::time::Duration::from_millis(2_200)).await;
    send.send(Ok(row(2).into_bytes())).await.unwrap();
    let last = next().await;
    assert_eq!(
        (&last["code"], &last["through"]),
        (&json!("conflict"), &json!(1)),
        "{last}"
    );
    assert_eq!(stored(&client, "rome").await.len(), 1);
}

#[tokio::test]
async fn a_pasted_record_is_recognised_and_a_guide_and_the_health_of_its_source_are_told() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let told = client.post("/v1/sources/recognize", &json!({ "sample": row(1) })).await;
    assert_eq!(told.status, 200, "{}", told.json);
    assert_eq!(told.json["format"], "asterisk-cdr-csv");
    assert_eq!(told.json["settings"]["extension_pattern"], "^\\d{3}$");
    assert_eq!(told.json["settings"]["trunk_channel_prefixes"], json!(["PJSIP/trunk-"]));
    let leg = &told.json["records"][0];
    assert_eq!(leg["direction"], "inbound", "by its trunk: {leg}");
    assert_eq!(
        (&leg["from"], &leg["to"], &leg["talk_s"]),
        (&json!("12025550143"), &json!("201"), &json!(55)),
        "{leg}"
    );
    let unknown = client
        .post("/v1/sources/recognize", &json!({ "sample": "Dear Sir or Madam" }))
        .await;
    assert_eq!(unknown.refusal(), (422, "unrecognized_record"));
    // A call that ends now, an hour and a half ahead of what its zone says.
    let now = chrono::Utc::now();
    let stamp = |ago: i64| {
        (now + chrono::TimeDelta::minutes(90) - chrono::TimeDelta::seconds(ago))
            .format("%Y-%m-%d %H:%M:%S")
            .to_string()
    };
    let live = |n: usize| {
        row(n)
            .replace("2026-03-02 09:00:00", &stamp(60))
            .replace("2026-03-02 09:00:05", &stamp(55))
            .replace("2026-03-02 09:01:00", &stamp(0))
    };
    let told = client
        .post("/v1/sources/recognize", &json!({ "sample": live(1), "sent_now": true }))
        .await;
    assert_eq!(told.json["zone_off_min"], -90, "{}", told.json);
    let source = make(
        &client,
        json!({ "name": "rome", "format": "asterisk-cdr-csv", "listener": { "allow": ["192.0.2.1"] } }),
    )
    .await;
    for n in 1..=4 {
        intake(&client, &source, live(n).into()).await;
    }
    intake(&client, &source, b"nonsense\n".to_vec()).await;
    let path = format!("/v1/sources/{}", source["id"].as_str().unwrap());
    eventually("what came is written down", async || {
        let health = client.get(&format!("{path}/health")).await.json;
        health["day"]["legs"] == 4 && health["day"]["quarantined"] == 1 && health["zone_off_min"] == -90
    })
    .await;
    let health = client.get(&format!("{path}/health")).await.json;
    assert_eq!(
        (&health["silent"], &health["last_error"]["code"]),
        (&json!(false), &json!("too_few_columns")),
        "{health}"
    );
    let guide = client.get(&format!("{path}/guide")).await;
    assert_eq!(
        (guide.status, guide.header("content-type")),
        (200, "text/markdown; charset=utf-8")
    );
    assert!(guide.text().contains("--source rome --watch"), "{}", guide.text());
}

#[tokio::test]
async fn a_webhook_comes_by_get_where_its_maker_sends_so_and_nowhere_else() {
    use aws_lc_rs::hmac;
    use base64::Engine as _;
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let address = "https://calls.example/hook";
    let carrier = make(
        &client,
        json!({ "name": "carrier", "format": "twilio", "settings": { "public_url": address }, "secrets": { "auth_token": "12345" } }),
    )
    .await;
    let said = "CallSid=CA1&CallStatus=no-answer&Direction=inbound&From=%2B12025550143&To=%2B12025550100\
        &Timestamp=Mon%2C+02+Mar+2026+09%3A00%3A00+%2B0000";
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, b"12345");
    let tag = hmac::sign(&key, format!("{address}?{said}").as_bytes());
    let signature = base64::engine::general_purpose::STANDARD.encode(tag);
    let path = format!("/v1/intake/{}?{said}", carrier["id"].as_str().unwrap());
    let anonymous = app.anonymous();
    let send = async |signature: &str| {
        let request = anonymous.request(Method::GET, &path);
        anonymous.send(request.header("x-twilio-signature", signature)).await
    };
    assert_eq!(send("AAAA").await.refusal(), (401, "bad_signature"));
    let sent = send(&signature).await;
    assert_eq!(
        (sent.status, sent.json["legs"].as_array().map(Vec::len)),
        (202, Some(1)),
        "{}",
        sent.json
    );
    let calls = stored(&client, "carrier").await;
    assert_eq!((calls.len(), &calls[0]["from"]), (1, &json!("+12025550143")));
    let again = client.get(&format!("/v1/intake/carrier?{said}")).await;
    assert_eq!(
        (again.status, &again.json["repeated"]),
        (202, &json!(1)),
        "{}",
        again.json
    );
    make(&client, json!({ "name": "rome", "format": "asterisk-cdr-csv" })).await;
    for name in ["rome", "api"] {
        let refused = client.get(&format!("/v1/intake/{name}?a=b")).await;
        assert_eq!(refused.refusal(), (405, "method_not_allowed"), "{name}");
        assert_eq!(refused.header("allow"), "POST, OPTIONS", "{name}");
    }
    assert_eq!(
        anonymous.get("/v1/intake/rome?a=b").await.refusal(),
        (401, "missing_key")
    );
}
