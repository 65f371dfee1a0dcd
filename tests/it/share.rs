//! Links for people outside: they show what they are to show and nothing else, want their password, note who came, and end at once.

use models::identity::membership::NewMember;
use models::identity::permission::Preset;
use models::identity::role::RoleRef;
use models::ids::TenantId;
use serde_json::{Value, json};
use tests::sound::wav;
use tests::{Client, TestApp};

/// A call with a recording of two seconds and words, put there as an analysis would.
async fn call(app: &TestApp, tenant: TenantId, client: &Client) -> String {
    let record = json!({ "external_id": "1", "direction": "inbound", "agent": "201", "from": "+12025550143", "started_at": "2026-11-20T10:00:00Z" });
    let id = client.post("/v1/calls", &record).await.json["call_id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        client
            .put("/v1/calls/api/1/recording", "audio/wav", wav(8_000, 1, 16_000))
            .await
            .status,
        201
    );
    let leg = models::ids::leg(tenant, "api", "1");
    let word = |text: &str, start_ms: u64| json!({ "text": text, "start_ms": start_ms, "end_ms": start_ms + 90, "confidence": 0.9 });
    let turns = json!([
        { "speaker": "agent", "channel": 0, "start_ms": 100, "end_ms": 290, "text": "Hello there", "words": [word("Hello", 100), word("there", 200)] },
        { "speaker": "customer", "channel": 0, "start_ms": 1_200, "end_ms": 1_390, "text": "My secret", "words": [word("My", 1_200), word("secret", 1_300)] },
    ]);
    let turns: Vec<actors::engine::analysis::Turn> = serde_json::from_value(turns).unwrap();
    let key = app.database.sealer().data_key(tenant).await.unwrap();
    let sealed =
        models::calls::transcript::seal(&key, tenant, leg, &actors::transcript::pack(&turns).unwrap()).unwrap();
    let rows = app.database.superuser().await;
    rows.execute(
        "INSERT INTO transcripts (tenant_id, leg_id, sealed, words) VALUES ($1, $2, $3, 4)",
        &[&tenant.0, &leg.0, &sealed],
    )
    .await
    .unwrap();
    id
}

fn token(made: &Value) -> String {
    let link = made["link"].as_str().unwrap();
    link.split_once("/s#token=").unwrap().1.to_owned()
}

#[tokio::test]
async fn a_link_shows_its_part_notes_who_came_and_ends_at_once() {
    let app = TestApp::start().await;
    let (tenant, admin) = app.tenant("Acme").await;
    let id = call(&app, tenant, &admin).await;
    let shares = format!("/v1/calls/{id}/shares");
    let made = admin
        .post(
            &shares,
            &json!({ "words": true, "sound": true, "to_ms": 1_000, "label": "Your <b>call</b>" }),
        )
        .await;
    assert_eq!(made.status, 201, "{:?}", made.json);
    let outside = app.anonymous();
    let shown = outside.post("/v1/shared", &json!({ "token": token(&made.json) })).await;
    assert_eq!(shown.status, 200, "{:?}", shown.json);
    assert_eq!(shown.json["label"], "Your <b>call</b>");
    assert_eq!(shown.json["turns"].as_array().unwrap().len(), 1);
    let told = shown.json.to_string();
    assert!(
        told.contains("Hello there")
            && !told.contains("secret")
            && !told.contains("2025550143")
            && !told.contains("201\""),
        "{told}"
    );
    // The sound is that of the part, in ranges too.
    let path = shown.json["sound"].as_str().unwrap().to_owned();
    let sound = outside.get(&path).await;
    assert_eq!((sound.status, sound.bytes.len()), (200, 44 + 2 * 8_000));
    let part = outside.get_with(&path, ("range", "bytes=44-143")).await;
    assert_eq!((part.status, &part.bytes[..]), (206, &sound.bytes[44..144]));
    let list = admin.get(&shares).await.json["data"][0].clone();
    assert_eq!(
        (&list["views"], &list["is_open"], list.get("link")),
        (&json!(1), &json!(true), None)
    );
    let views = format!("{shares}/{}/views", list["id"].as_str().unwrap());
    let view = admin.get(&views).await.json["data"][0].clone();
    assert_eq!(
        (&view["outcome"], &view["played"], &view["address"]),
        (&json!("opened"), &json!(true), &json!("127.0.0.1"))
    );
    // Another tenant finds none of it.
    let (_, stranger) = app.tenant("Other").await;
    assert_eq!(
        (stranger.get(&shares).await.status, stranger.get(&views).await.status),
        (404, 404)
    );
    // Revoked, it shows nothing more: not the page, and not the sound of a page that is open.
    let one = format!("{shares}/{}", list["id"].as_str().unwrap());
    assert_eq!(
        admin.send(admin.request(reqwest::Method::DELETE, &one)).await.status,
        204
    );
    assert_eq!(
        outside
            .post("/v1/shared", &json!({ "token": token(&made.json) }))
            .await
            .refusal(),
        (410, "invalid_link")
    );
    assert_eq!(outside.get(&path).await.refusal(), (410, "invalid_link"));
    assert_eq!(
        outside
            .post("/v1/shared", &json!({ "token": "sh_none" }))
            .await
            .refusal(),
        (410, "invalid_link")
    );
    // It expires by itself, and what it was stands in the audit.
    let made = admin.post(&shares, &json!({ "words": true, "hours": 1 })).await;
    assert_eq!(
        outside
            .post("/v1/shared", &json!({ "token": token(&made.json) }))
            .await
            .json["sound"],
        Value::Null
    );
    app.database.shift_clock(3_601).await;
    assert_eq!(
        outside
            .post("/v1/shared", &json!({ "token": token(&made.json) }))
            .await
            .refusal(),
        (410, "invalid_link")
    );
    let rows = app.database.superuser().await;
    let actions: Vec<String> = rows
        .query(
            "SELECT DISTINCT action FROM audit_details WHERE action LIKE 'share.%' ORDER BY 1",
            &[],
        )
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect();
    assert_eq!(
        actions,
        ["share.created", "share.opened", "share.played", "share.revoked"]
    );
}

#[tokio::test]
async fn words_have_the_language_in_which_they_were_said() {
    let app = TestApp::start().await;
    let (tenant, admin) = app.tenant("Acme").await;
    let id = call(&app, tenant, &admin).await;
    let made = admin
        .post(&format!("/v1/calls/{id}/shares"), &json!({ "words": true }))
        .await;
    let opened = json!({ "token": token(&made.json) });
    let outside = app.anonymous();
    let languages = async || -> Vec<Value> {
        let shown = outside.post("/v1/shared", &opened).await;
        assert_eq!(shown.status, 200, "{}", shown.json);
        let turns = shown.json["turns"].as_array().unwrap().iter();
        turns.map(|turn| turn["language"].clone()).collect()
    };
    assert_eq!(languages().await, [Value::Null, Value::Null], "nothing was analysed");
    let rows = app.database.superuser().await;
    let put = "INSERT INTO analyses (tenant_id, leg_id, call_id, duration_ms, channels, language, language_confidence, models, sentiment, characteristics,
            quality, timings)
        SELECT tenant_id, id, call_id, 2000, 1, 'es', 1, '{}', '{}', '{}', '{\"flags\": []}', '{}' FROM legs WHERE tenant_id = $1";
    rows.execute(put, &[&tenant.0]).await.unwrap();
    assert_eq!(languages().await, ["es", "es"]);
    // A channel's own language comes first.
    let channel = |channel: u16, language: &str| json!({ "channel": channel, "language": language, "confidence": 1.0 });
    let own = json!({ "flags": [], "languages": [channel(1, "de"), channel(0, "fr")] });
    rows.execute(
        "UPDATE analyses SET quality = $2 WHERE tenant_id = $1",
        &[&tenant.0, &own],
    )
    .await
    .unwrap();
    assert_eq!(languages().await, ["fr", "fr"]);
}

#[tokio::test]
async fn a_password_is_wanted_and_guessing_is_stopped() {
    let app = TestApp::start().await;
    let (tenant, admin) = app.tenant("Acme").await;
    let id = call(&app, tenant, &admin).await;
    let shares = format!("/v1/calls/{id}/shares");
    let made = admin
        .post(&shares, &json!({ "words": true, "password": "blue-harbour" }))
        .await;
    let outside = app.anonymous();
    let open = async |password: Option<&str>| {
        let mut body = json!({ "token": token(&made.json) });
        if let Some(password) = password {
            body["password"] = json!(password);
        }
        outside.post("/v1/shared", &body).await
    };
    let none = open(None).await;
    assert_eq!(
        (none.refusal(), &none.json["wrong"]),
        ((401, "share_password"), &json!(false))
    );
    let wrong = open(Some("red-harbour")).await;
    assert_eq!(
        (wrong.refusal(), &wrong.json["wrong"]),
        ((401, "share_password"), &json!(true))
    );
    assert_eq!(open(Some("blue-harbour")).await.status, 200);
    for _ in 0..10 {
        assert_eq!(open(Some("guess")).await.status, 401);
    }
    assert_eq!(open(Some("blue-harbour")).await.refusal(), (429, "too_many_attempts"));
    app.database.shift_clock(16 * 60).await;
    assert_eq!(open(Some("blue-harbour")).await.status, 200);
    let listed = admin.get(&shares).await.json["data"][0].clone();
    assert_eq!((&listed["views"], &listed["has_password"]), (&json!(2), &json!(true)));
    assert!(!listed.to_string().contains("argon"));
}

#[tokio::test]
async fn who_may_not_see_shows_nothing_and_nonsense_is_named() {
    let app = TestApp::start().await;
    let (tenant, admin) = app.tenant("Acme").await;
    let id = call(&app, tenant, &admin).await;
    let shares = format!("/v1/calls/{id}/shares");
    for body in [
        json!({}),
        json!({ "words": true, "hours": 0 }),
        json!({ "words": true, "hours": 9_000 }),
        json!({ "words": true, "from_ms": 5, "to_ms": 5 }),
        json!({ "words": true, "from_ms": -1 }),
        json!({ "words": true, "label": " " }),
        json!({ "words": true, "what": 1 }),
    ] {
        let refused = admin.post(&shares, &body).await;
        assert_eq!(refused.status, 400, "{body}: {:?}", refused.json);
    }
    assert_eq!(
        admin
            .post(&shares, &json!({ "words": true, "password": "abc" }))
            .await
            .refusal(),
        (422, "weak_password")
    );
    let other = uuid::Uuid::new_v4();
    assert_eq!(
        admin
            .post(&shares, &json!({ "words": true, "leg_id": other }))
            .await
            .status,
        404
    );
    // A role that may share but not listen shares no sound; an agent shares nothing.
    let role = json!({ "name": "Writer", "permissions": ["calls.read", "calls.share"], "row_scope": "all" });
    let role = admin.post("/v1/team/roles", &role).await.json["id"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let (_, writer) = app.member(tenant, NewMember::of(RoleRef::Custom(role))).await;
    assert_eq!(
        writer.post(&shares, &json!({ "sound": true })).await.refusal(),
        (403, "forbidden")
    );
    assert_eq!(writer.post(&shares, &json!({ "words": true })).await.status, 201);
    let mut agent = NewMember::of(RoleRef::Preset(Preset::Agent));
    agent.agents = vec!["201".into()];
    let (_, agent) = app.member(tenant, agent).await;
    assert_eq!(
        agent.post(&shares, &json!({ "words": true })).await.refusal(),
        (403, "forbidden")
    );
}

#[tokio::test]
async fn whoever_made_a_link_hears_that_it_was_opened_and_nobody_else_does() {
    let app = TestApp::start().await;
    let (tenant, key) = app.tenant("Acme").await;
    let id = call(&app, tenant, &key).await;
    let (_, maker) = app
        .member(tenant, NewMember::of(RoleRef::Preset(Preset::Manager)))
        .await;
    let (_, other) = app.member(tenant, NewMember::of(RoleRef::Preset(Preset::Admin))).await;
    let shares = format!("/v1/calls/{id}/shares");
    let own = maker.post(&shares, &json!({ "words": true })).await.json;
    let of_key = key.post(&shares, &json!({ "words": true })).await.json;
    let outside = app.anonymous();
    for made in [&own, &own, &of_key] {
        let shown = outside.post("/v1/shared", &json!({ "token": token(made) })).await;
        assert_eq!(shown.status, 200, "{}", shown.json);
    }
    let bell = maker.get("/v1/notifications").await.json;
    let told = &bell["data"][0];
    assert_eq!(
        (&bell["unread"], &told["kind"], &told["count"], &told["call_id"]),
        (&json!(1), &json!("share_opened"), &json!(2), &json!(id))
    );
    assert_eq!(told["data"], json!({ "share_id": own["id"] }));
    assert_eq!(other.get("/v1/notifications").await.json["unread"], 0);
}
