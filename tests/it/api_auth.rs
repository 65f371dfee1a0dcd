//! Signing up, in and out through HTTP, as a newcomer and as somebody with bad intentions would.

use models::identity::second_factor;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Answer, Client, TestApp};

const PASSWORD: &str = "correct horse battery";

async fn start() -> (TestApp, Client) {
    let app = TestApp::configured(|config| {
        config.models.dir = "/nonexistent/models".into();
        config.mail.outbox_open = true;
        config.server.public_url = "http://calls.example.com".into();
    })
    .await;
    let client = app.anonymous();
    (app, client)
}

/// The token in the latest mail of this kind to somebody.
async fn link(client: &Client, kind: &str, to: &str) -> String {
    let mut found = None;
    tests::eventually("the mail is there", async || {
        let outbox = client.get("/demo/outbox").await;
        let mails = outbox.json["data"].as_array().unwrap().clone();
        found = mails
            .into_iter()
            .find(|mail| mail["kind"] == kind && mail["recipient"] == to);
        found.is_some()
    })
    .await;
    let text = found.unwrap()["text"].as_str().unwrap().to_owned();
    assert!(text.contains("\nhttp://calls.example.com/"), "{text}");
    text.split("#token=")
        .nth(1)
        .unwrap_or("")
        .split_whitespace()
        .next()
        .unwrap_or("")
        .to_owned()
}

async fn sign_up(client: &Client, email: &str) -> Value {
    let body =
        json!({ "company": "Acme", "name": "Anna Lee", "email": email, "password": PASSWORD, "zone": "Europe/Rome" });
    let answer = client.post("/v1/auth/sign-up", &body).await;
    assert_eq!(answer.status, 202, "{:?}", answer.json);
    let token = link(client, "verify", email).await;
    let verified = client.post("/v1/auth/verify", &json!({ "token": token })).await;
    assert_eq!(verified.status, 201, "{:?}", verified.json);
    let again = client.post("/v1/auth/verify", &json!({ "token": token })).await;
    assert_eq!(again.refusal(), (410, "invalid_link"), "good once");
    verified.json
}

async fn sign_in(client: &Client, email: &str, password: &str) -> Answer {
    client
        .post("/v1/auth/sign-in", &json!({ "email": email, "password": password }))
        .await
}

fn with(app: &TestApp, answer: &Answer) -> Client {
    assert_eq!(answer.status, 200, "{:?}", answer.json);
    Client::new(app.url(), answer.json["access_token"].as_str().map(str::to_owned))
}

#[tokio::test]
async fn a_company_signs_up_follows_its_link_signs_in_goes_on_and_signs_out() {
    let (app, client) = start().await;
    let before = sign_in(&client, "anna@example.com", PASSWORD).await;
    assert_eq!(before.refusal(), (401, "wrong_credentials"));
    let verified = sign_up(&client, "anna@example.com").await;
    let signed_in = sign_in(&client, "Anna@Example.com", PASSWORD).await;
    let anna = with(&app, &signed_in);
    let me = anna.get("/v1/auth/session").await;
    assert_eq!(
        (&me.json["role"], &me.json["tenant_id"]),
        (&json!("admin"), &verified["tenant_id"])
    );
    assert_eq!(anna.get("/v1/usage").await.json["limit"], 100, "a trial");
    // Exchanged: the new pair is good, the old access token is not.
    let refresh = json!({ "refresh_token": signed_in.json["refresh_token"] });
    let refreshed = client.post("/v1/auth/refresh", &refresh).await;
    let anna_on = with(&app, &refreshed);
    assert_eq!(anna.get("/v1/auth/session").await.refusal(), (401, "invalid_session"));
    assert_eq!(anna_on.get("/v1/auth/session").await.status, 200);
    // Coming twice it was stolen: nobody goes on.
    assert_eq!(
        client.post("/v1/auth/refresh", &refresh).await.refusal(),
        (401, "invalid_session")
    );
    assert_eq!(
        anna_on.get("/v1/auth/session").await.refusal(),
        (401, "invalid_session")
    );
    let newest = json!({ "refresh_token": refreshed.json["refresh_token"] });
    assert_eq!(
        client.post("/v1/auth/refresh", &newest).await.refusal(),
        (401, "invalid_session")
    );
    let anna = with(&app, &sign_in(&client, "anna@example.com", PASSWORD).await);
    assert_eq!(
        anna.send(anna.request(Method::POST, "/v1/auth/sign-out")).await.status,
        204
    );
    assert_eq!(anna.get("/v1/auth/session").await.refusal(), (401, "invalid_session"));
}

#[tokio::test]
async fn of_two_who_exchange_one_token_at_once_one_is_first_and_the_session_ends() {
    let (app, client) = start().await;
    sign_up(&client, "anna@example.com").await;
    let signed_in = sign_in(&client, "anna@example.com", PASSWORD).await;
    let refresh = json!({ "refresh_token": signed_in.json["refresh_token"] });
    let (one, two) = tokio::join!(
        client.post("/v1/auth/refresh", &refresh),
        client.post("/v1/auth/refresh", &refresh)
    );
    let first = if one.status == 200 { &one } else { &two };
    assert_eq!(one.status + two.status, 601);
    let stolen = with(&app, first);
    tests::eventually("the session has ended", async || {
        stolen.get("/v1/auth/session").await.status == 401
    })
    .await;
    // An access token refreshes nothing, a refresh token opens nothing.
    let access = json!({ "refresh_token": first.json["access_token"] });
    assert_eq!(client.post("/v1/auth/refresh", &access).await.status, 401);
    let opened = Client::new(app.url(), first.json["refresh_token"].as_str().map(str::to_owned));
    assert_eq!(opened.get("/v1/calls").await.status, 401);
}

#[tokio::test]
async fn nobody_learns_who_is_here() {
    let (_app, client) = start().await;
    sign_up(&client, "anna@example.com").await;
    let comparable = |answer: &Answer| {
        let mut json = answer.json.clone();
        if let Some(body) = json.as_object_mut() {
            body.remove("request_id");
        }
        (answer.status, json)
    };
    let wrong = sign_in(&client, "anna@example.com", "wrong password").await;
    let unknown = sign_in(&client, "nobody@example.com", "wrong password").await;
    let nonsense = sign_in(&client, "no address", "wrong password").await;
    assert_eq!(wrong.refusal(), (401, "wrong_credentials"));
    assert_eq!(comparable(&wrong), comparable(&unknown));
    assert_eq!(comparable(&wrong), comparable(&nonsense));
    let forgot = async |email: &str| {
        comparable(
            &client
                .post("/v1/auth/password/forgot", &json!({ "email": email }))
                .await,
        )
    };
    assert_eq!(forgot("anna@example.com").await, forgot("nobody@example.com").await);
    let sign_up = async |email: &str| {
        let body = json!({ "company": "Eve", "name": "Eve", "email": email, "password": "another horse battery" });
        comparable(&client.post("/v1/auth/sign-up", &body).await)
    };
    assert_eq!(sign_up("ANNA@example.com").await, sign_up("new@example.com").await);
    link(&client, "already_here", "anna@example.com").await;
    // Twins of another script are no address at all, and nobody else's.
    let body = json!({ "company": "E", "name": "E", "email": "аnna@example.com", "password": "another horse battery" });
    assert_eq!(
        client.post("/v1/auth/sign-up", &body).await.refusal(),
        (400, "invalid_parameter")
    );
    assert_eq!(
        sign_in(&client, "anna@example.com", "another horse battery")
            .await
            .status,
        401
    );
}

#[tokio::test]
async fn wrong_passwords_lock_known_and_unknown_addresses_alike_and_a_link_opens() {
    let (app, client) = start().await;
    sign_up(&client, "anna@example.com").await;
    for email in ["anna@example.com", "nobody@example.com"] {
        for _ in 0..5 {
            assert_eq!(
                sign_in(&client, email, "wrong password").await.refusal(),
                (401, "wrong_credentials"),
                "{email}"
            );
        }
        let locked = sign_in(&client, email, PASSWORD).await;
        assert_eq!(locked.refusal(), (429, "too_many_attempts"), "{email}");
        assert!(locked.header("retry-after").parse::<u64>().unwrap() <= 60);
    }
    let token = link(&client, "locked", "anna@example.com").await;
    assert_eq!(
        client.post("/v1/auth/unlock", &json!({ "token": token })).await.status,
        204
    );
    assert_eq!(
        client
            .post("/v1/auth/unlock", &json!({ "token": token }))
            .await
            .refusal(),
        (410, "invalid_link")
    );
    assert_eq!(sign_in(&client, "anna@example.com", PASSWORD).await.status, 200);
    // The others wait; each further failure locks for longer.
    app.database.shift_clock(61).await;
    assert_eq!(
        sign_in(&client, "nobody@example.com", PASSWORD).await.refusal(),
        (401, "wrong_credentials")
    );
    let longer = sign_in(&client, "nobody@example.com", PASSWORD).await;
    assert!(
        longer.header("retry-after").parse::<u64>().unwrap() > 60,
        "{:?}",
        longer.headers
    );
}

#[tokio::test]
async fn a_link_for_a_new_password_is_good_once_goes_to_the_stored_address_and_ends_all_sessions() {
    let (app, client) = start().await;
    sign_up(&client, "anna@example.com").await;
    let old = with(&app, &sign_in(&client, "anna@example.com", PASSWORD).await);
    let forged = client
        .request(Method::POST, "/v1/auth/password/forgot")
        .header("host", "evil.example")
        .header("x-forwarded-host", "evil.example")
        .json(&json!({ "email": "ANNA@EXAMPLE.COM" }));
    assert_eq!(client.send(forged).await.status, 202);
    let token = link(&client, "reset", "anna@example.com").await;
    let reset = async |password: &str| {
        client
            .post(
                "/v1/auth/password/reset",
                &json!({ "token": token, "password": password }),
            )
            .await
    };
    for weak in ["short", "1q2w3e4r5t", "aaaaaaaaaaaaa", PASSWORD] {
        assert_eq!(reset(weak).await.refusal(), (422, "weak_password"), "{weak}");
    }
    assert_eq!(reset("another fine phrase").await.status, 204);
    assert_eq!(reset("a third fine phrase").await.refusal(), (410, "invalid_link"));
    assert_eq!(old.get("/v1/auth/session").await.refusal(), (401, "invalid_session"));
    assert_eq!(sign_in(&client, "anna@example.com", PASSWORD).await.status, 401);
    let anna = with(&app, &sign_in(&client, "anna@example.com", "another fine phrase").await);
    let change = async |current: &str, password: &str| {
        anna.post(
            "/v1/auth/password",
            &json!({ "current": current, "password": password }),
        )
        .await
    };
    assert_eq!(
        change("wrong", "a third fine phrase").await.refusal(),
        (403, "wrong_password")
    );
    assert_eq!(
        change("another fine phrase", PASSWORD).await.refusal(),
        (422, "weak_password"),
        "had before"
    );
    let other = with(&app, &sign_in(&client, "anna@example.com", "another fine phrase").await);
    assert_eq!(change("another fine phrase", "a third fine phrase").await.status, 204);
    assert_eq!(other.get("/v1/auth/session").await.status, 401);
    assert_eq!(anna.get("/v1/auth/session").await.status, 200);
}

#[tokio::test]
async fn a_browser_has_a_cookie_that_nobody_chose_for_it_and_changes_things_from_our_page_only() {
    let (_app, client) = start().await;
    sign_up(&client, "anna@example.com").await;
    let body = json!({ "email": "anna@example.com", "password": PASSWORD, "session": "cookie" });
    let fixed = "cs_0123456789012345678901234567890123456789012";
    let request = client
        .request(Method::POST, "/v1/auth/sign-in")
        .json(&body)
        .header("cookie", format!("audiapro_session={fixed}"));
    let signed_in = client.send(request).await;
    assert_eq!((signed_in.status, &signed_in.json["access_token"]), (200, &Value::Null));
    let cookie = signed_in.header("set-cookie").to_owned();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let cookie = cookie.split(';').next().unwrap().to_owned();
    assert!(!cookie.contains(fixed));
    let ask = async |method: Method, path: &str, csrf: Option<&str>| {
        let mut request = client.request(method, path).header("cookie", &cookie);
        if let Some(csrf) = csrf {
            request = request.header("x-csrf-token", csrf);
        }
        client.send(request).await
    };
    let me = ask(Method::GET, "/v1/auth/session", None).await;
    let csrf = me.json["csrf_token"].as_str().unwrap();
    assert_eq!(me.json["csrf_token"], signed_in.json["csrf_token"]);
    for wrong in [None, Some(""), Some("0")] {
        assert_eq!(
            ask(Method::POST, "/v1/auth/sign-out", wrong).await.refusal(),
            (403, "cross_site")
        );
    }
    let out = ask(Method::POST, "/v1/auth/sign-out", Some(csrf)).await;
    assert_eq!(out.status, 204);
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(
        ask(Method::GET, "/v1/auth/session", None).await.refusal(),
        (401, "invalid_session")
    );
    let never = client
        .request(Method::GET, "/v1/auth/session")
        .header("cookie", format!("audiapro_session={fixed}"));
    assert_eq!(client.send(never).await.refusal(), (401, "invalid_session"));
}

pub fn code(secret: &str, step: i64) -> String {
    let bits: Vec<u8> = secret
        .bytes()
        .flat_map(|letter| {
            let value = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
                .iter()
                .position(|known| *known == letter)
                .unwrap() as u8;
            (0..5).rev().map(move |bit| value >> bit & 1)
        })
        .collect();
    let bytes: Vec<u8> = bits
        .chunks_exact(8)
        .map(|byte| byte.iter().fold(0, |value, bit| value << 1 | bit))
        .collect();
    format!("{:06}", second_factor::code(&bytes, step))
}

#[tokio::test]
async fn a_second_factor_is_asked_for_and_no_code_is_taken_twice() {
    let (app, client) = start().await;
    sign_up(&client, "anna@example.com").await;
    app.database.stop_clock("2026-11-24T12:00:00Z".parse().unwrap()).await;
    let step = "2026-11-24T12:00:00Z"
        .parse::<chrono::DateTime<chrono::Utc>>()
        .unwrap()
        .timestamp()
        / 30;
    let anna = with(&app, &sign_in(&client, "anna@example.com", PASSWORD).await);
    let offer = async |password: &str| {
        anna.post("/v1/auth/second-factor", &json!({ "password": password }))
            .await
    };
    assert_eq!(offer("wrong").await.refusal(), (403, "wrong_password"));
    let offered = offer(PASSWORD).await;
    let secret = offered.json["secret"].as_str().unwrap();
    assert!(offered.json["uri"].as_str().unwrap().contains(secret));
    // Not in force before its first code.
    assert_eq!(sign_in(&client, "anna@example.com", PASSWORD).await.status, 200);
    let confirm = async |code: &str| {
        anna.post("/v1/auth/second-factor/confirm", &json!({ "code": code }))
            .await
    };
    assert_eq!(confirm("000000").await.refusal(), (403, "wrong_code"));
    let confirmed = confirm(&code(secret, step - 1)).await;
    assert_eq!(confirmed.status, 200, "{:?}", confirmed.json);
    let codes = confirmed.json["recovery_codes"].as_array().unwrap().clone();
    assert_eq!(codes.len(), 10);
    assert_eq!(offer(PASSWORD).await.refusal(), (409, "conflict"), "it is not replaced");
    let with_code = async |code: &str| {
        client
            .post(
                "/v1/auth/sign-in",
                &json!({ "email": "anna@example.com", "password": PASSWORD, "code": code }),
            )
            .await
    };
    assert_eq!(
        sign_in(&client, "anna@example.com", PASSWORD).await.refusal(),
        (401, "second_factor_needed")
    );
    assert_eq!(
        with_code(&code(secret, step - 1)).await.refusal(),
        (401, "second_factor_needed"),
        "taken when confirmed"
    );
    assert_eq!(with_code(&code(secret, step)).await.status, 200);
    assert_eq!(
        with_code(&code(secret, step)).await.refusal(),
        (401, "second_factor_needed"),
        "replayed"
    );
    let paper = codes[0].as_str().unwrap();
    assert_eq!(with_code(&paper.to_lowercase()).await.status, 200);
    assert_eq!(
        with_code(paper).await.refusal(),
        (401, "second_factor_needed"),
        "good once"
    );
    // A tenant that asks for it lets in nobody without.
    let required = anna
        .send(
            anna.request(Method::PATCH, "/v1/settings/security")
                .json(&json!({ "second_factor_required": true })),
        )
        .await;
    assert_eq!(required.status, 200);
    assert_eq!(anna.get("/v1/calls").await.refusal(), (403, "second_factor_required"));
    let strong = with(&app, &with_code(&code(secret, step + 1)).await);
    assert_eq!(strong.get("/v1/calls").await.status, 200);
}

#[tokio::test]
async fn whoever_has_the_password_does_not_find_the_code_by_trying() {
    let (app, client) = start().await;
    sign_up(&client, "anna@example.com").await;
    let noon: chrono::DateTime<chrono::Utc> = "2026-11-24T12:00:00Z".parse().unwrap();
    app.database.stop_clock(noon).await;
    let step = noon.timestamp() / 30;
    let anna = with(&app, &sign_in(&client, "anna@example.com", PASSWORD).await);
    let offered = anna
        .post("/v1/auth/second-factor", &json!({ "password": PASSWORD }))
        .await;
    let secret = offered.json["secret"].as_str().unwrap();
    let first = json!({ "code": code(secret, step - 1) });
    assert_eq!(anna.post("/v1/auth/second-factor/confirm", &first).await.status, 200);
    let with_code = async |what: &str, code: &str| {
        let body = json!({ "password": PASSWORD, "code": code });
        anna.post(&format!("/v1/auth/second-factor/{what}"), &body).await
    };
    for what in ["remove", "remove", "recovery-codes", "remove", "recovery-codes"] {
        assert_eq!(with_code(what, "000000").await.refusal(), (403, "wrong_code"), "{what}");
    }
    for what in ["remove", "recovery-codes"] {
        let locked = with_code(what, &code(secret, step)).await;
        assert_eq!(locked.refusal(), (429, "too_many_attempts"), "{what}");
    }
}

#[tokio::test]
async fn a_new_password_and_a_new_address_end_the_links_that_were_sent_before() {
    let (app, client) = start().await;
    sign_up(&client, "anna@example.com").await;
    let anna = with(&app, &sign_in(&client, "anna@example.com", PASSWORD).await);
    let moves = async |email: &str, password: &str| {
        let body = json!({ "email": email, "password": password });
        assert_eq!(anna.post("/v1/auth/email", &body).await.status, 202);
        link(&client, "new_address", email).await
    };
    let follow = async |token: &str| client.post("/v1/auth/email/confirm", &json!({ "token": token })).await;
    // Somebody had the old password, and wanted the account to be theirs.
    let theirs = moves("eve@example.com", PASSWORD).await;
    let change = json!({ "current": PASSWORD, "password": "four words of mine" });
    assert_eq!(anna.post("/v1/auth/password", &change).await.status, 204);
    assert_eq!(follow(&theirs).await.refusal(), (410, "invalid_link"));
    // Somebody reads the old mailbox.
    let forgot = json!({ "email": "anna@example.com" });
    assert_eq!(client.post("/v1/auth/password/forgot", &forgot).await.status, 202);
    let reset = link(&client, "reset", "anna@example.com").await;
    let own = moves("lee@example.com", "four words of mine").await;
    assert_eq!(follow(&own).await.status, 204);
    let taken = json!({ "token": reset, "password": "five other words of theirs" });
    assert_eq!(
        client.post("/v1/auth/password/reset", &taken).await.refusal(),
        (410, "invalid_link")
    );
    assert_eq!(
        sign_in(&client, "lee@example.com", "four words of mine").await.status,
        200
    );
}

#[tokio::test]
async fn what_is_not_asked_for_is_refused_by_name_and_what_carries_headers_too() {
    let (_app, client) = start().await;
    let body = |more: Value| {
        let mut body = json!({ "company": "Acme", "name": "Anna", "email": "anna@example.com", "password": PASSWORD });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    for more in [
        json!({ "role": "admin" }),
        json!({ "plan": "enterprise" }),
        json!({ "tenant_id": "0198c2f4-7c1e-7d5e-9d0a-2f6f8f1f3a11" }),
        json!({ "name": "Anna\r\nBcc: all@example.com" }),
        json!({ "company": "Acme\nX: y" }),
        json!({ "email": "anna@example.com\r\nBcc: all@example.com" }),
        json!({ "email": "anna@example.com,eve@example.com" }),
        json!({ "zone": "Mars/Olympus" }),
    ] {
        let refused = client.post("/v1/auth/sign-up", &body(more.clone())).await;
        assert_eq!(refused.refusal(), (400, "invalid_parameter"), "{more}");
    }
    assert_eq!(client.get("/demo/outbox").await.json["data"], json!([]));
}

#[tokio::test]
async fn the_outbox_of_a_demo_is_closed_unless_opened_and_to_everybody_from_elsewhere() {
    let (_app, client) = start().await;
    assert_eq!(client.get("/demo/outbox").await.status, 200);
    let forwarded = client.get_with("/demo/outbox", ("x-forwarded-for", "127.0.0.1")).await;
    assert_eq!(forwarded.refusal(), (404, "unknown_path"));
    let closed = TestApp::start().await;
    assert_eq!(
        closed.anonymous().get("/demo/outbox").await.refusal(),
        (404, "unknown_path")
    );
}
