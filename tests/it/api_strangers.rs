//! Tricks of strangers, and limits that nobody goes beyond: twins of an address, lines smuggled into mails, sessions that are old, the
//! rate of a tenant, passwords that were there before, ways out of a tenant that leave it without an admin.

use models::identity::membership::NewMember;
use models::identity::permission::Preset;
use models::identity::role::RoleRef;
use models::staff::role::StaffRole;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Answer, Client, TestApp};

const PASSWORD: &str = "correct horse battery staple";

async fn start() -> TestApp {
    TestApp::configured(|config| {
        config.models.dir = "/nonexistent/models".into();
        config.mail.outbox_open = true;
    })
    .await
}

fn preset(role: Preset) -> NewMember {
    NewMember::of(RoleRef::Preset(role))
}

async fn patch(by: &Client, path: &str, body: Value) -> Answer {
    by.send(by.request(Method::PATCH, path).json(&body)).await
}

async fn sign_up(app: &TestApp, email: &str) -> Answer {
    let body =
        json!({ "company": "Acme", "name": "Anna Lee", "email": email, "password": PASSWORD, "zone": "Europe/Rome" });
    app.anonymous().post("/v1/auth/sign-up", &body).await
}

/// Mails in the demo's outbox: kind, recipient, words.
async fn mails(app: &TestApp) -> Vec<Value> {
    app.anonymous().get("/demo/outbox").await.json["data"]
        .as_array()
        .unwrap()
        .clone()
}

/// Follows the link of the latest mail of this kind.
async fn token(app: &TestApp, kind: &str) -> String {
    let mut found = None;
    tests::eventually("the mail is there", async || {
        let all = mails(app).await;
        let mail = all.iter().find(|mail| mail["kind"] == kind).cloned();
        found = mail.and_then(|mail| {
            let text = mail["text"].as_str()?.to_owned();
            let (_, rest) = text.split_once("#token=")?;
            Some(rest.split_whitespace().next()?.to_owned())
        });
        found.is_some()
    })
    .await;
    found.unwrap()
}

#[tokio::test]
async fn twins_of_an_address_are_its_person_or_nobody() {
    let app = start().await;
    assert_eq!(sign_up(&app, "anna@example.com").await.status, 202);
    let link = token(&app, "verify").await;
    let verified = app.anonymous().post("/v1/auth/verify", &json!({ "token": link })).await;
    assert_eq!(verified.status, 201);
    let count = async || {
        let row = "SELECT count(*) FROM persons WHERE email_key LIKE '%example.com'";
        app.database
            .superuser()
            .await
            .query_one(row, &[])
            .await
            .unwrap()
            .get::<_, i64>(0)
    };
    assert_eq!(count().await, 1);
    // The same person: they are told, and nobody else is made.
    for same in ["ANNA@EXAMPLE.COM", " Anna@Example.Com ", "anna@\u{ff45}xample.com"] {
        assert_eq!(sign_up(&app, same).await.status, 202, "{same}");
        let body = json!({ "email": same, "password": PASSWORD });
        assert_eq!(
            app.anonymous().post("/v1/auth/sign-in", &body).await.status,
            200,
            "{same}"
        );
    }
    // Full width, dotless i, Cyrillic a, a mark above: no address before the @, never folded into hers.
    for twin in [
        "\u{ff41}nna@example.com",
        "ann\u{430}@example.com",
        "anna\u{301}@example.com",
        "ann\u{131}@example.com",
        "anna\u{200b}@example.com",
    ] {
        let refused = sign_up(&app, twin).await;
        assert_eq!(refused.refusal(), (400, "invalid_parameter"), "{twin}");
        let body = json!({ "email": twin, "password": PASSWORD });
        assert_ne!(
            app.anonymous().post("/v1/auth/sign-in", &body).await.status,
            200,
            "{twin}"
        );
    }
    // In a domain they are told apart by their ASCII form.
    let body = json!({ "email": "anna@ex\u{430}mple.com", "password": PASSWORD });
    assert_eq!(
        app.anonymous().post("/v1/auth/sign-in", &body).await.refusal(),
        (401, "wrong_credentials")
    );
    assert_eq!(count().await, 1);
}

#[tokio::test]
async fn nobodys_mailbox_is_filled_by_whoever_asks_again_and_again() {
    let app = start().await;
    assert_eq!(sign_up(&app, "anna@example.com").await.status, 202);
    let verify = json!({ "token": token(&app, "verify").await });
    assert_eq!(app.anonymous().post("/v1/auth/verify", &verify).await.status, 201);
    let sent = async |kind: &str, recipient: &str| {
        let all = mails(&app).await;
        let own = all
            .iter()
            .filter(|mail| mail["kind"] == kind && mail["recipient"] == recipient);
        own.count()
    };
    let forgot = async || {
        let body = json!({ "email": "anna@example.com" });
        let answer = app.anonymous().post("/v1/auth/password/forgot", &body).await;
        assert_eq!(answer.status, 202);
    };
    for asked in 1..=8_usize {
        // Each has its mail, or is told that it has none.
        let told = if asked <= 5 { 202 } else { 429 };
        assert_eq!(sign_up(&app, "new@example.com").await.status, told);
        assert_eq!(sent("verify", "new@example.com").await, asked.min(5));
        forgot().await;
        tests::eventually("it is sent, or is one too many", async || {
            sent("reset", "anna@example.com").await == asked.min(5)
        })
        .await;
    }
    // The last link is good still, and after a while there is another one.
    let last = json!({ "token": token(&app, "reset").await, "password": "another horse battery" });
    assert_eq!(app.anonymous().post("/v1/auth/password/reset", &last).await.status, 204);
    app.database.shift_clock(61).await;
    assert_eq!(sign_up(&app, "new@example.com").await.status, 202);
    assert_eq!(sent("verify", "new@example.com").await, 6);
    forgot().await;
    tests::eventually("one more is sent", async || {
        sent("reset", "anna@example.com").await == 6
    })
    .await;
    // What is a day old is gone with the next one.
    let counted = "SELECT count(*) FROM sign_in_guards";
    let guards = async || {
        app.database
            .superuser()
            .await
            .query_one(counted, &[])
            .await
            .unwrap()
            .get::<_, i64>(0)
    };
    assert!(guards().await >= 3, "two of sign-ups, one of a new password");
    app.database.shift_clock(2 * 24 * 3600).await;
    let body = json!({ "email": "nobody@example.com", "password": PASSWORD });
    assert_eq!(app.anonymous().post("/v1/auth/sign-in", &body).await.status, 401);
    assert_eq!(guards().await, 1);
}

#[tokio::test]
async fn sessions_and_links_of_long_ago_go_with_the_next_ones() {
    let app = start().await;
    assert_eq!(sign_up(&app, "anna@example.com").await.status, 202);
    let verify = json!({ "token": token(&app, "verify").await });
    assert_eq!(app.anonymous().post("/v1/auth/verify", &verify).await.status, 201);
    let rows = async |each: &str| {
        let row = app.database.superuser().await.query_one(each, &[]).await.unwrap();
        row.get::<_, i64>(0)
    };
    // Signs in and forgets the password, of whose links so many last still.
    let come = async |links: i64| {
        let body = json!({ "email": "anna@example.com", "password": PASSWORD });
        assert_eq!(app.anonymous().post("/v1/auth/sign-in", &body).await.status, 200);
        let body = json!({ "email": "anna@example.com" });
        let forgot = app.anonymous().post("/v1/auth/password/forgot", &body).await;
        assert_eq!(forgot.status, 202);
        tests::eventually("the link is made", async || {
            rows("SELECT count(*) FROM person_links WHERE expires_at > app_now()").await == links
        })
        .await;
    };
    let kept = async || {
        let (sessions, tokens) = ("SELECT count(*) FROM sessions", "SELECT count(*) FROM session_tokens");
        let links = "SELECT count(*) FROM person_links";
        (rows(sessions).await, rows(tokens).await, rows(links).await)
    };
    come(1).await;
    come(2).await;
    assert_eq!(kept().await, (2, 4, 2));
    // A session lasts for thirty days, and is told of for as many more.
    app.database.shift_clock(59 * 24 * 3600).await;
    come(1).await;
    assert_eq!(kept().await, (3, 6, 1));
    app.database.shift_clock(61 * 24 * 3600).await;
    come(1).await;
    assert_eq!(kept().await, (2, 4, 1));
}

#[tokio::test]
async fn nothing_that_goes_into_a_mail_carries_a_line_of_its_own() {
    let app = start().await;
    let (tenant, _) = app.tenant("Acme").await;
    let (_, admin) = app.member(tenant, preset(Preset::Admin)).await;
    let (_, staff) = app.staff(StaffRole::Owner).await;
    let smuggled = "x\r\nBcc: all@example.com";
    for (by, method, path, body) in [
        (
            &admin,
            Method::POST,
            "/v1/team/invitations",
            json!({ "email": format!("a@example.com{smuggled}"), "role": "viewer" }),
        ),
        (&admin, Method::PATCH, "/v1/auth/profile", json!({ "name": smuggled })),
        (
            &staff,
            Method::POST,
            "/admin/v1/tenants",
            json!({ "name": smuggled, "admin_email": "a@example.com", "plan": "trial" }),
        ),
        (
            &staff,
            Method::POST,
            "/admin/v1/tenants",
            json!({ "name": "A", "admin_email": format!("a@example.com{smuggled}"), "plan": "trial" }),
        ),
        (
            &staff,
            Method::POST,
            "/admin/v1/staff",
            json!({ "name": smuggled, "email": "s@example.com", "role": "support" }),
        ),
    ] {
        let request = by.request(method.clone(), path).json(&body).send().await.unwrap();
        let status = request.status().as_u16();
        let problem: Value = request.json().await.unwrap();
        assert!(
            status == 400 || status == 422,
            "{method} {path} {body}: {status} {problem}"
        );
    }
    assert_eq!(mails(&app).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_company_has_so_many_keys_and_no_more_until_some_are_revoked() {
    let app = start().await;
    let (tenant, key) = app.tenant("Acme").await;
    let superuser = app.database.superuser().await;
    let fill = "INSERT INTO api_keys (id, tenant_id, name, prefix, hash)
        SELECT gen_random_uuid(), $1, 'k', 'ap_', sha256(n::text::bytea) FROM generate_series(1, 999) n";
    superuser.execute(fill, &[&tenant.0]).await.unwrap();
    let new = json!({ "name": "one more", "scopes": ["calls.read"] });
    assert_eq!(key.post("/v1/keys", &new).await.refusal(), (409, "conflict"));
    let revoke = "UPDATE api_keys SET revoked_at = app_now() WHERE hash = sha256('1'::bytea)";
    assert_eq!(superuser.execute(revoke, &[]).await.unwrap(), 1);
    assert_eq!(key.post("/v1/keys", &new).await.status, 201);
    assert_eq!(key.post("/v1/keys", &new).await.refusal(), (409, "conflict"));
}

#[tokio::test]
async fn a_session_ends_when_it_is_old_however_busy_it_was() {
    let app = start().await;
    let (tenant, key) = app.tenant("Acme").await;
    let wanted = json!({ "session_idle_s": 600, "session_absolute_s": 1200 });
    assert_eq!(patch(&key, "/v1/settings/security", wanted).await.status, 200);
    let (_, busy) = app.member(tenant, preset(Preset::Viewer)).await;
    // Who is in is told when that will be, and may begin anew in time.
    let told = async |client: &Client| -> chrono::DateTime<chrono::Utc> {
        let me = client.get("/v1/auth/session").await.json;
        me["session_expires_at"].as_str().unwrap().parse().unwrap()
    };
    let end = told(&busy).await;
    let left = (end - chrono::Utc::now()).num_seconds();
    assert!((1100..=1200).contains(&left), "{left} s");
    for later in [400, 800, 1100] {
        app.database.shift_clock(later).await;
        // Its use is noted, so that it is not idle.
        app.database
            .superuser()
            .await
            .batch_execute("UPDATE sessions SET last_seen_at = app_now()")
            .await
            .unwrap();
        assert_eq!(busy.get("/v1/auth/session").await.status, 200, "{later}");
    }
    assert_eq!(told(&busy).await, end, "no use moves it");
    app.database.shift_clock(1300).await;
    tests::eventually("it is too old", async || {
        busy.get("/v1/auth/session").await.refusal() == (401, "invalid_session")
    })
    .await;
}

#[tokio::test]
async fn the_rate_of_a_tenant_is_changed_live_and_holds_for_all_of_its_keys_together() {
    let app = start().await;
    let (tenant, one) = app.tenant("Acme").await;
    let (_, other) = app.tenant("Other").await;
    let (_, two) = app.member(tenant, preset(Preset::Admin)).await;
    let (_, staff) = app.staff(StaffRole::Admin).await;
    let path = format!("/admin/v1/tenants/{tenant}");
    assert_eq!(
        patch(&staff, &path, json!({ "requests_per_minute": 4 })).await.status,
        200
    );
    let mut statuses = Vec::new();
    for client in [&one, &two, &one, &two, &one, &two] {
        let answer = client.get("/v1/usage").await;
        if answer.status == 429 {
            assert!(answer.header("retry-after").parse::<u64>().unwrap() > 0);
            let told = ["ratelimit-limit", "ratelimit-remaining"].map(|name| answer.header(name));
            assert_eq!(told, ["4", "0"], "the limit that was in the way");
        }
        statuses.push(answer.status);
    }
    assert_eq!(statuses, [200, 200, 200, 200, 429, 429]);
    assert_eq!(other.get("/v1/usage").await.status, 200);
    assert_eq!(
        patch(&staff, &path, json!({ "requests_per_minute": null }))
            .await
            .status,
        200
    );
    assert_eq!(one.get("/v1/usage").await.status, 200);
}

#[tokio::test]
async fn no_way_leaves_a_tenant_without_an_admin_who_can_sign_in() {
    let app = start().await;
    let (tenant, key) = app.tenant("Acme").await;
    let (me, admin) = app.member(tenant, preset(Preset::Admin)).await;
    let own = format!("/v1/team/members/{me}");
    let custom = json!({ "name": "Everything", "permissions": ["*"], "row_scope": "all" });
    let role = key.post("/v1/team/roles", &custom).await.json["id"]
        .as_str()
        .unwrap()
        .to_owned();
    for body in [
        json!({ "role": role }),
        json!({ "role": "manager" }),
        json!({ "status": "suspended" }),
        json!({ "status": "inactive" }),
    ] {
        assert_eq!(
            patch(&admin, &own, body.clone()).await.refusal(),
            (409, "conflict"),
            "{body}"
        );
        assert_eq!(
            patch(&key, &own, body.clone()).await.refusal(),
            (409, "conflict"),
            "{body}"
        );
    }
    for by in [&admin, &key] {
        assert_eq!(
            by.send(by.request(Method::DELETE, &own)).await.refusal(),
            (409, "conflict")
        );
    }
    // An admin who was invited and never came is nobody who can sign in; nor is one who is suspended.
    let invited = json!({ "email": "new@example.com", "role": "admin" });
    assert_eq!(key.post("/v1/team/invitations", &invited).await.status, 201);
    let (second, _) = app.member(tenant, preset(Preset::Admin)).await;
    assert_eq!(
        patch(
            &key,
            &format!("/v1/team/members/{second}"),
            json!({ "status": "suspended" })
        )
        .await
        .status,
        200
    );
    assert_eq!(
        patch(&admin, &own, json!({ "role": "viewer" })).await.refusal(),
        (409, "conflict")
    );
    assert_eq!(admin.get("/v1/auth/session").await.json["role"], "admin");
}
