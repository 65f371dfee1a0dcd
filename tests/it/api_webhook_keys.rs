//! Keys of telephone systems: made, shown in each manner, rotated with a grace, revoked, audited, counted.

use aws_lc_rs::hmac;
use models::identity::membership::NewMember;
use models::identity::permission::Preset;
use models::identity::role::RoleRef;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Answer, Client, TestApp};

async fn make(by: &Client, body: Value) -> Value {
    let made = by.post("/v1/keys", &body).await;
    assert_eq!(made.status, 201, "{:?}", made.json);
    made.json
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn record(id: &str) -> String {
    json!({ "external_id": id, "direction": "inbound", "started_at": "2026-11-20T10:00:00Z" }).to_string()
}

fn signature(secret: &str, body: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    hex::encode(hmac::sign(&key, body.as_bytes()))
}

/// What a telephone system sends that shows this key.
async fn send(app: &TestApp, key: &Value, body: &str) -> Answer {
    send_to(app, key, "/v1/calls", body).await
}

async fn send_to(app: &TestApp, key: &Value, path: &str, body: &str) -> Answer {
    let nobody = app.anonymous();
    let request = nobody
        .request(Method::POST, path)
        .header("content-type", "application/json")
        .body(body.to_owned());
    let (user, secret) = (key["user"].as_str().unwrap_or(""), text(&key["secret"]));
    nobody
        .send(match text(&key["manner"]) {
            "basic" => request.basic_auth(user, Some(secret)),
            "header" => request.header("x-audiapro-key", secret),
            "hmac" => request
                .header("x-audiapro-user", user)
                .header("x-audiapro-signature", signature(secret, body)),
            other => panic!("{other}"),
        })
        .await
}

const MANNERS: [&str; 3] = ["basic", "header", "hmac"];

#[tokio::test]
async fn a_telephone_system_shows_its_key_in_each_manner_and_may_send_and_nothing_else() {
    let app = TestApp::start().await;
    let (_, admin) = app.tenant("Acme").await;
    let (_, other) = app.tenant("Other").await;
    for (n, manner) in MANNERS.into_iter().enumerate() {
        let key = make(&admin, json!({ "name": "PBX", "manner": manner })).await;
        assert_eq!(
            (&key["scopes"], key["user"].is_string()),
            (&json!(["calls.send"]), manner != "header")
        );
        assert!(text(&key["secret"]).starts_with("apw_"));
        // At once.
        let sent = send(&app, &key, &record(manner)).await;
        assert_eq!(sent.status, 202, "{manner}: {:?}", sent.json);
        let lines = format!("{}\n{}\n", record("l-1"), record(&format!("l-{manner}")));
        let nobody = app.anonymous();
        let request = nobody
            .request(Method::POST, "/v1/calls")
            .header("content-type", "application/x-ndjson")
            .body(lines.clone());
        let request = match manner {
            "basic" => request.basic_auth(text(&key["user"]), key["secret"].as_str()),
            "header" => request.header("x-audiapro-key", text(&key["secret"])),
            _ => request.header("x-audiapro-user", text(&key["user"])).header(
                "x-audiapro-signature",
                format!("sha256={}", signature(text(&key["secret"]), &lines)),
            ),
        };
        assert_eq!(nobody.send(request).await.json["accepted"], json!(2), "{manner}");
        let calls = admin.get("/v1/calls").await;
        assert_eq!(calls.json["data"].as_array().unwrap().len(), 3 + 2 * n, "{manner}");
        // It reads nothing, in no manner, and is no bearer's.
        let secret = text(&key["secret"]);
        let bearer = Client::new(app.url(), Some(secret.to_owned()));
        assert_eq!(
            bearer.get("/v1/calls").await.refusal(),
            (401, "invalid_key"),
            "{manner}"
        );
        let get = |path: &'static str| nobody.request(Method::GET, path);
        let basic = nobody.send(get("/v1/calls").basic_auth(key["user"].as_str().unwrap_or("x"), Some(secret)));
        assert_eq!(basic.await.refusal(), refusal(manner, "basic"), "{manner}");
        let header = nobody.send(get("/v1/calls").header("x-audiapro-key", secret)).await;
        assert_eq!(header.refusal(), refusal(manner, "header"), "{manner}");
        let signed = get("/v1/calls")
            .header("x-audiapro-user", key["user"].as_str().unwrap_or("x"))
            .header("x-audiapro-signature", signature(secret, ""));
        assert_eq!(nobody.send(signed).await.refusal(), (401, "missing_key"), "{manner}");
    }
    assert_eq!(other.get("/v1/calls").await.json["data"], json!([]));
    // No key in one manner opens in another.
    for (manner, body) in [
        ("a", json!({ "name": "x", "manner": "basic", "scopes": ["calls.read"] })),
        ("b", json!({ "name": "x", "manner": "hmac", "scopes": ["*"] })),
        ("c", json!({ "name": "x", "manner": "digest" })),
        ("d", json!({ "name": "x" })),
    ] {
        let refused = admin.post("/v1/keys", &body).await;
        assert_eq!(refused.refusal(), (400, "invalid_parameter"), "{manner}");
    }
}

/// Of a GET: in its own manner it is known and may not, in any other it is unknown.
fn refusal(manner: &str, shown: &str) -> (u16, &'static str) {
    match manner == shown {
        true => (403, "forbidden"),
        false => (401, "invalid_key"),
    }
}

#[tokio::test]
async fn a_signature_is_of_these_bytes_and_of_a_living_key_of_this_user() {
    let app = TestApp::start().await;
    let (_, admin) = app.tenant("Acme").await;
    let (_, other) = app.tenant("Other").await;
    let key = make(&admin, json!({ "name": "PBX", "manner": "hmac" })).await;
    let foreign = make(&other, json!({ "name": "PBX", "manner": "hmac" })).await;
    let (user, secret, body) = (text(&key["user"]), text(&key["secret"]), record("1"));
    let nobody = app.anonymous();
    let ask = async |user: Option<&str>, signature: &str, body: &str| {
        let mut request = nobody
            .request(Method::POST, "/v1/calls")
            .header("content-type", "application/json")
            .header("x-audiapro-signature", signature)
            .body(body.to_owned());
        if let Some(user) = user {
            request = request.header("x-audiapro-user", user);
        }
        nobody.send(request).await
    };
    let good = signature(secret, &body);
    for (user, signature, what) in [
        (user, signature(secret, &record("2")), "of other bytes"),
        (user, signature(text(&foreign["secret"]), &body), "of another's secret"),
        (text(&foreign["user"]), good.clone(), "for another user"),
        ("pbx-nobody", good.clone(), "for nobody"),
        (user, "not hex".into(), "of nothing"),
        (user, String::new(), "empty"),
    ] {
        assert_eq!(
            ask(Some(user), &signature, &body).await.refusal(),
            (401, "bad_signature"),
            "{what}"
        );
    }
    assert_eq!(ask(None, &good, &body).await.refusal(), (401, "missing_key"));
    assert_eq!(
        admin.get("/v1/calls").await.json["data"],
        json!([]),
        "nothing of these was kept"
    );
    assert_eq!(ask(Some(user), &good, &body).await.status, 202);
    assert_eq!(ask(Some(user), &good.to_uppercase(), &body).await.status, 202);
    // Where a system can set an address and no header.
    let request = nobody
        .request(Method::POST, &format!("/v1/calls?user={user}"))
        .header("content-type", "application/json")
        .header("x-audiapro-signature", &good)
        .body(body.clone());
    assert_eq!(nobody.send(request).await.status, 202);
    // A name for the request works over a body that was read before.
    let named = nobody
        .request(Method::POST, "/v1/calls")
        .header("content-type", "application/json")
        .header("idempotency-key", "n-1")
        .header("x-audiapro-user", user)
        .header("x-audiapro-signature", &good);
    let again = named.try_clone().unwrap().body(body.clone());
    let (first, second) = (nobody.send(named.body(body)).await, nobody.send(again).await);
    assert_eq!((first.status, second.header("idempotent-replayed")), (202, "true"));
    assert_eq!(other.get("/v1/calls").await.json["data"], json!([]));
}

#[tokio::test]
async fn a_rotated_key_keeps_its_user_and_the_old_secret_has_its_grace() {
    let app = TestApp::start().await;
    let (_, admin) = app.tenant("Acme").await;
    for manner in MANNERS {
        let old = make(
            &admin,
            json!({ "name": "PBX", "manner": manner, "addresses": ["127.0.0.0/8"] }),
        )
        .await;
        let rotate = format!("/v1/keys/{}/rotate", text(&old["id"]));
        let new = admin.post(&rotate, &json!({ "grace_s": 600 })).await;
        assert_eq!(new.status, 201);
        let new = new.json;
        assert_eq!(
            (&new["user"], &new["manner"], &new["addresses"]),
            (&old["user"], &old["manner"], &old["addresses"])
        );
        assert_ne!(new["secret"], old["secret"]);
        for key in [&old, &new] {
            assert_eq!(send(&app, key, &record("1")).await.status, 202, "{manner}");
        }
        app.database.shift_clock(700).await;
        tests::eventually("the grace is over", async || {
            send(&app, &old, &record("1")).await.status == 401
        })
        .await;
        assert_eq!(send(&app, &new, &record("1")).await.status, 202, "{manner}");
        // From the next request on: this node forgets at once.
        let revoke = admin.request(Method::DELETE, &format!("/v1/keys/{}", text(&new["id"])));
        assert_eq!(admin.send(revoke).await.status, 204);
        assert_eq!(send(&app, &new, &record("1")).await.status, 401, "{manner}");
        app.database.shift_clock(0).await;
    }
}

#[tokio::test]
async fn a_key_has_its_addresses_its_rate_and_its_count_and_all_of_it_is_audited() {
    let app = TestApp::start().await;
    let (tenant, admin) = app.tenant("Acme").await;
    let (_, other) = app.tenant("Other").await;
    for manner in MANNERS {
        let far = make(
            &admin,
            json!({ "name": "far", "manner": manner, "addresses": ["203.0.113.0/24"] }),
        )
        .await;
        assert_eq!(
            send(&app, &far, &record("1")).await.refusal(),
            (403, "address_not_allowed"),
            "{manner}"
        );
        let key = make(
            &admin,
            json!({ "name": "slow", "manner": manner, "requests_per_minute": 3 }),
        )
        .await;
        let mut seen = Vec::new();
        for body in [record("1"), "{}".into(), record("1"), record("1"), record("1")] {
            seen.push(send(&app, &key, &body).await.status);
        }
        assert_eq!(seen, [202, 422, 202, 429, 429], "{manner}");
        let path = format!("/v1/keys/{}/usage", text(&key["id"]));
        let wanted = json!({ "requests": 5, "refused": 1, "limited": 2, "failed": 0 });
        tests::eventually("the uses are written down", async || {
            let used = admin.get(&path).await;
            let mut day = used.json["data"][0].clone();
            day.as_object_mut().is_some_and(|day| day.remove("day").is_some()) && day == wanted
        })
        .await;
        assert_eq!(other.get(&path).await.refusal(), (404, "not_found"));
        assert_eq!(
            admin.get(&format!("{path}?days=0")).await.refusal(),
            (400, "invalid_parameter")
        );
        tests::eventually("its use is noted", async || {
            let keys = admin.get("/v1/keys").await.json;
            let own = keys["data"]
                .as_array()
                .unwrap()
                .iter()
                .find(|one| one["id"] == key["id"])
                .unwrap();
            own["last_used_at"].is_string()
        })
        .await;
    }
    let log = admin.get("/v1/audit?q=action:api_key.*").await.json;
    let made: Vec<&Value> = log["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| &entry["after"]["manner"])
        .collect();
    for manner in MANNERS {
        assert!(made.contains(&&json!(manner)), "{log}");
    }
    // Nobody's secret is anywhere in the open.
    let mut secrets = Vec::new();
    for manner in MANNERS {
        let key = make(&admin, json!({ "name": "k", "manner": manner })).await;
        secrets.push(text(&key["secret"])[9..].to_owned());
    }
    let stored = "SELECT (SELECT string_agg(k::text, ' ') FROM api_keys k) || (SELECT string_agg(a::text, ' ') FROM audit_details a)";
    let row = app.database.superuser().await.query_one(stored, &[]).await.unwrap();
    let stored: String = row.get(0);
    assert!(stored.contains("pbx-") && secrets.iter().all(|secret| !stored.contains(secret)));
    // Keys are the admin's: nobody else makes one that sends.
    let (_, manager) = app
        .member(tenant, NewMember::of(RoleRef::Preset(Preset::Manager)))
        .await;
    let refused = manager
        .post("/v1/keys", &json!({ "name": "x", "manner": "basic" }))
        .await;
    assert_eq!(refused.refusal(), (403, "forbidden"));
}
