//! The staff's plane through HTTP: signing in and out, lockout, second factor, colleagues; and the command line that makes the first owner.

use models::staff::role::StaffRole;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Answer, Client, TestApp};

use crate::api_auth::code;

async fn start() -> TestApp {
    TestApp::configured(|config| config.models.dir = "/nonexistent/models".into()).await
}

fn with(app: &TestApp, token: &Value) -> Client {
    Client::new(app.url(), Some(token.as_str().unwrap().to_owned()))
}

/// Somebody with a password, made by an owner.
async fn colleague(owner: &Client, email: &str, role: &str) -> (String, String) {
    let body = json!({ "email": email, "name": "Ann Reed", "role": role });
    let made = owner.post("/admin/v1/staff", &body).await;
    assert_eq!(made.status, 201, "{:?}", made.json);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&made.json["staff"]["id"]), text(&made.json["password"]))
}

async fn sign_in(app: &TestApp, email: &str, password: &str, code: Option<&str>) -> Answer {
    let body = json!({ "email": email, "password": password, "code": code });
    app.anonymous().post("/admin/v1/auth/sign-in", &body).await
}

#[tokio::test]
async fn somebody_of_the_staff_signs_in_is_who_they_are_and_signs_out() {
    let app = start().await;
    let (_, owner) = app.staff(StaffRole::Owner).await;
    let (id, password) = colleague(&owner, "Ann@Platform.example", "support").await;
    let twin = json!({ "email": "ann@platform.example", "name": "Twin", "role": "owner" });
    assert_eq!(owner.post("/admin/v1/staff", &twin).await.refusal(), (409, "conflict"));
    assert_eq!(
        sign_in(&app, "ann@platform.example", "wrong", None).await.refusal(),
        (401, "wrong_credentials")
    );
    assert_eq!(
        sign_in(&app, "nobody@platform.example", "wrong", None).await.refusal(),
        (401, "wrong_credentials")
    );
    let signed_in = sign_in(&app, "ann@platform.example", &password, None).await;
    let ann = with(&app, &signed_in.json["token"]);
    let me = ann.get("/admin/v1/auth/session").await;
    assert_eq!(
        (me.json["staff_id"].as_str(), &me.json["role"]),
        (Some(id.as_str()), &json!("support"))
    );
    assert!(
        !me.json["permissions"]
            .as_array()
            .unwrap()
            .contains(&json!("tenants.manage"))
    );
    let changed = json!({ "current": password, "password": "four words of mine" });
    assert_eq!(
        ann.post(
            "/admin/v1/auth/password",
            &json!({ "current": "x", "password": "four words of mine" })
        )
        .await
        .refusal(),
        (403, "wrong_password")
    );
    assert_eq!(
        ann.post(
            "/admin/v1/auth/password",
            &json!({ "current": password, "password": "password123" })
        )
        .await
        .refusal(),
        (422, "weak_password")
    );
    assert_eq!(ann.post("/admin/v1/auth/password", &changed).await.status, 204);
    assert_eq!(sign_in(&app, "ann@platform.example", &password, None).await.status, 401);
    assert_eq!(ann.post("/admin/v1/auth/sign-out", &json!({})).await.status, 204);
    assert_eq!(
        ann.get("/admin/v1/auth/session").await.refusal(),
        (401, "invalid_session")
    );
}

#[tokio::test]
async fn wrong_passwords_lock_the_staffs_door_and_not_the_tenants() {
    let app = start().await;
    let (_, owner) = app.staff(StaffRole::Owner).await;
    let (_, password) = colleague(&owner, "ann@platform.example", "admin").await;
    for address in ["ann@platform.example", "nobody@platform.example"] {
        for _ in 0..5 {
            assert_eq!(sign_in(&app, address, "wrong", None).await.status, 401);
        }
        let locked = sign_in(&app, address, &password, None).await;
        assert_eq!(locked.refusal(), (429, "too_many_attempts"));
        assert!(locked.header("retry-after").parse::<u64>().unwrap() > 0);
    }
    let body = json!({ "email": "ann@platform.example", "password": "wrong" });
    assert_eq!(
        app.anonymous().post("/v1/auth/sign-in", &body).await.refusal(),
        (401, "wrong_credentials")
    );
    app.database.shift_clock(61).await;
    assert_eq!(sign_in(&app, "ann@platform.example", &password, None).await.status, 200);
    // What is no address locks nothing but itself, at whichever door.
    let body = json!({ "email": "staff\u{0}ann@platform.example", "password": "wrong" });
    for _ in 0..6 {
        assert!(matches!(
            app.anonymous().post("/v1/auth/sign-in", &body).await.status,
            401 | 429
        ));
    }
    assert_eq!(sign_in(&app, "ann@platform.example", &password, None).await.status, 200);
}

#[tokio::test]
async fn a_browser_of_the_staff_has_a_cookie_for_its_paths_alone_and_changes_things_from_our_page_only() {
    let app = start().await;
    let (_, owner) = app.staff(StaffRole::Owner).await;
    let (_, password) = colleague(&owner, "ann@platform.example", "owner").await;
    let client = app.anonymous();
    let body = json!({ "email": "ann@platform.example", "password": password, "session": "cookie" });
    let signed_in = client.post("/admin/v1/auth/sign-in", &body).await;
    assert!(signed_in.json.get("token").is_none());
    let set = signed_in.header("set-cookie").to_owned();
    for part in ["audiapro_staff=sc_", "HttpOnly", "SameSite=Strict", "Path=/admin"] {
        assert!(set.contains(part), "{set}");
    }
    let cookie = set.split(';').next().unwrap().to_owned();
    let csrf = signed_in.json["csrf_token"].as_str().unwrap();
    let ask = async |method: Method, path: &str, csrf: Option<&str>| {
        let mut request = client.request(method, path).header("cookie", &cookie);
        if let Some(csrf) = csrf {
            request = request.header("x-csrf-token", csrf);
        }
        client.send(request).await
    };
    let me = ask(Method::GET, "/admin/v1/auth/session", None).await;
    assert_eq!(me.json["csrf_token"], csrf);
    for wrong in [None, Some("0")] {
        assert_eq!(
            ask(Method::POST, "/admin/v1/auth/sign-out", wrong).await.refusal(),
            (403, "cross_site")
        );
    }
    assert_eq!(
        ask(Method::GET, "/v1/calls", None).await.refusal(),
        (401, "missing_key"),
        "no tenant's path"
    );
    assert_eq!(
        ask(Method::POST, "/admin/v1/auth/sign-out", Some(csrf)).await.status,
        204
    );
    assert_eq!(
        ask(Method::GET, "/admin/v1/auth/session", None).await.refusal(),
        (401, "invalid_session")
    );
}

#[tokio::test]
async fn a_second_factor_of_the_staff_can_be_required_and_no_code_is_taken_twice() {
    let app = TestApp::configured(|config| {
        config.models.dir = "/nonexistent/models".into();
        config.staff.second_factor_required = true;
    })
    .await;
    let now: chrono::DateTime<chrono::Utc> = "2026-11-28T12:00:00Z".parse().unwrap();
    app.database.stop_clock(now).await;
    let step = now.timestamp() / 30;
    let (_, first) = app.staff(StaffRole::Owner).await;
    assert_eq!(
        first.get("/admin/v1/staff").await.refusal(),
        (403, "second_factor_required")
    );
    let made = app
        .run(&["staff", "create-owner", "ann@platform.example", "--json"])
        .await;
    let made: Value = serde_json::from_str(&made).unwrap();
    let password = made["password"].as_str().unwrap();
    let ann = with(
        &app,
        &sign_in(&app, "ann@platform.example", password, None).await.json["token"],
    );
    assert_eq!(
        ann.get("/admin/v1/auth/session").await.json["second_factor_missing"],
        true
    );
    let offered = ann
        .post("/admin/v1/auth/second-factor", &json!({ "password": password }))
        .await;
    let secret = offered.json["secret"].as_str().unwrap();
    let confirmed = ann
        .post(
            "/admin/v1/auth/second-factor/confirm",
            &json!({ "code": code(secret, step - 1) }),
        )
        .await;
    let paper = confirmed.json["recovery_codes"][0].as_str().unwrap();
    let enter = async |code: &str| sign_in(&app, "ann@platform.example", password, Some(code)).await;
    assert_eq!(
        sign_in(&app, "ann@platform.example", password, None).await.refusal(),
        (401, "second_factor_needed")
    );
    assert_eq!(
        enter(&code(secret, step - 1)).await.refusal(),
        (401, "second_factor_needed"),
        "taken already"
    );
    let strong = with(&app, &enter(&code(secret, step)).await.json["token"]);
    assert_eq!(strong.get("/admin/v1/staff").await.status, 200);
    assert_eq!(
        enter(&code(secret, step)).await.refusal(),
        (401, "second_factor_needed"),
        "replayed"
    );
    assert_eq!(enter(paper).await.status, 200);
    assert_eq!(enter(paper).await.refusal(), (401, "second_factor_needed"), "good once");
    // Lost: the operator helps, and every session ends.
    app.run(&["staff", "reset-2fa", "ann@platform.example"]).await;
    tests::eventually("the session has ended", async || {
        strong.get("/admin/v1/staff").await.status == 401
    })
    .await;
    assert_eq!(sign_in(&app, "ann@platform.example", password, None).await.status, 200);
    let listed = app.run(&["staff", "list"]).await;
    assert!(
        listed.contains("ann@platform.example") && listed.lines().count() == 2,
        "{listed}"
    );
}

#[tokio::test]
async fn the_last_owner_stays_and_who_is_suspended_is_out_within_a_second() {
    let app = start().await;
    let (first, owner) = app.staff(StaffRole::Owner).await;
    let (second, password) = colleague(&owner, "ann@platform.example", "owner").await;
    let ann = with(
        &app,
        &sign_in(&app, "ann@platform.example", &password, None).await.json["token"],
    );
    let change = async |by: &Client, of: &str, body: Value| {
        by.send(by.request(Method::PATCH, &format!("/admin/v1/staff/{of}")).json(&body))
            .await
    };
    let demoted = change(&ann, &first.to_string(), json!({ "role": "support" })).await;
    assert_eq!((demoted.status, &demoted.json["role"]), (200, &json!("support")));
    assert_eq!(
        owner.get("/admin/v1/auth/session").await.refusal(),
        (401, "invalid_session"),
        "signed out"
    );
    for body in [json!({ "role": "admin" }), json!({ "status": "suspended" })] {
        assert_eq!(change(&ann, &second, body).await.refusal(), (409, "conflict"));
    }
    let promoted = change(&ann, &first.to_string(), json!({ "role": "owner", "name": "Sam" })).await;
    assert_eq!(promoted.json["name"], "Sam");
    let mass = change(&ann, &second, json!({ "role": "admin", "id": first.to_string() })).await;
    assert_eq!(mass.status, 400, "{:?}", mass.json);
    assert_eq!(
        change(&ann, &second, json!({ "status": "suspended" })).await.status,
        200
    );
    assert_eq!(
        ann.get("/admin/v1/auth/session").await.refusal(),
        (401, "invalid_session")
    );
    assert_eq!(sign_in(&app, "ann@platform.example", &password, None).await.status, 401);
    // Whatever was done stands in the platform's own chain, and the chain holds.
    let conn = &mut *app.database.pools.owner.get().await.unwrap();
    let verdict = models::compliance::audit::verify(conn, models::ids::PLATFORM)
        .await
        .unwrap();
    assert!(
        matches!(
            verdict,
            models::compliance::audit::Verdict::Whole {
                entries: 7..,
                erased: 0
            }
        ),
        "{verdict:?}"
    );
}

#[tokio::test]
async fn the_staff_is_let_in_from_the_addresses_of_the_configuration_alone() {
    let app = TestApp::configured(|config| {
        config.models.dir = "/nonexistent/models".into();
        config.staff.addresses = "192.0.2.0/24".into();
        config.server.trusted_proxies = "127.0.0.1".into();
    })
    .await;
    let (_, owner) = app.staff(StaffRole::Owner).await;
    assert_eq!(
        owner.get("/admin/v1/staff").await.refusal(),
        (403, "address_not_allowed")
    );
    assert_eq!(
        sign_in(&app, "a@platform.example", "x", None).await.refusal(),
        (403, "address_not_allowed")
    );
    assert_eq!(
        owner
            .get_with("/admin/v1/staff", ("x-forwarded-for", "192.0.2.7"))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn the_staffs_plane_can_have_a_listener_of_its_own_and_is_nowhere_else() {
    let own = format!("127.0.0.1:{}", tests::free_port());
    let app = TestApp::configured(|config| {
        config.models.dir = "/nonexistent/models".into();
        config.staff.listen = own.clone();
    })
    .await;
    let (_, key) = app.tenant("Acme").await;
    let (_, owner) = app.staff(StaffRole::Owner).await;
    let there = Client::new(format!("http://{own}"), owner.key.clone());
    // Not by the document: where the plane is not, nothing of it is.
    let ask = async |client: &Client, method: Method, path: &str| {
        let sign_in = json!({ "email": "a@b.example", "password": "whatever it is" });
        let answer = client.request(method, path).json(&sign_in).send().await.unwrap();
        (
            answer.status().as_u16(),
            answer.json::<Value>().await.unwrap_or_default()["code"].clone(),
        )
    };
    for path in ["/%61dmin/v1/tenants", "/admin/%761/tenants"] {
        assert_eq!(
            ask(&owner, Method::GET, path).await,
            (404, json!("unknown_path")),
            "{path}"
        );
        assert_eq!(ask(&there, Method::GET, path).await.0, 200, "{path}");
    }
    for path in ["/admin/v1/tenants", "/admin/v1/auth/session"] {
        let nothing = (404, json!("unknown_path"));
        assert_eq!(ask(&owner, Method::GET, path).await, nothing, "{path}");
        assert_eq!(ask(&app.anonymous(), Method::GET, path).await, nothing, "{path}");
        assert_eq!(there.get(path).await.status, 200, "{path}");
    }
    let door = "/admin/v1/auth/sign-in";
    assert_eq!(ask(&owner, Method::POST, door).await.0, 404);
    assert_eq!(ask(&there, Method::POST, door).await, (401, json!("wrong_credentials")));
    // Without a built dashboard a sentence says how to build it.
    assert_eq!(ask(&owner, Method::GET, "/staff").await.0, 404);
    assert_ne!(ask(&there, Method::GET, "/staff").await.1, json!("unknown_path"));
    // Whoever sees what a member sees does so from where they are; probes ask where they like.
    assert_eq!(key.get("/v1/calls").await.status, 200);
    let from_there = Client::new(format!("http://{own}"), key.key.clone());
    assert_eq!(from_there.get("/v1/calls").await.status, 200);
    assert_eq!(there.get("/health/ready").await.status, 200);
    assert_eq!(there.get("/v1/calls").await.status, 401);
}
