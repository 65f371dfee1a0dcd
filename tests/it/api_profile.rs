//! One's own name and address, and going from one tenant to another.

use models::identity::membership::{Member, NewMember};
use models::identity::permission::Preset;
use models::identity::role::RoleRef;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Client, TestApp};

const PASSWORD: &str = "correct horse battery";

async fn start() -> TestApp {
    TestApp::configured(|config| {
        config.models.dir = "/nonexistent/models".into();
        config.mail.outbox_open = true;
    })
    .await
}

/// The newest mail of a kind to somebody: the token of its link.
async fn token(app: &TestApp, kind: &str, to: &str) -> String {
    let outbox = app.anonymous().get("/demo/outbox").await;
    let mails = outbox.json["data"].as_array().unwrap();
    let mail = mails
        .iter()
        .find(|mail| mail["kind"] == kind && mail["recipient"] == to)
        .unwrap();
    let text = mail["text"].as_str().unwrap();
    text.split("#token=")
        .nth(1)
        .unwrap_or("")
        .split_whitespace()
        .next()
        .unwrap_or("")
        .to_owned()
}

async fn sign_in(app: &TestApp, email: &str) -> tests::Answer {
    let body = json!({ "email": email, "password": PASSWORD });
    app.anonymous().post("/v1/auth/sign-in", &body).await
}

fn with(app: &TestApp, answer: &tests::Answer) -> Client {
    assert_eq!(answer.status, 200, "{:?}", answer.json);
    Client::new(app.url(), answer.json["access_token"].as_str().map(str::to_owned))
}

/// Anna of Acme, who signed up.
async fn anna(app: &TestApp) -> (Client, Value) {
    let body =
        json!({ "company": "Acme", "name": "Anna", "email": "anna@example.com", "password": PASSWORD, "zone": "UTC" });
    assert_eq!(app.anonymous().post("/v1/auth/sign-up", &body).await.status, 202);
    let token = token(app, "verify", "anna@example.com").await;
    let verified = app
        .anonymous()
        .post("/v1/auth/verify", &json!({ "token": token }))
        .await;
    (with(app, &sign_in(app, "anna@example.com").await), verified.json)
}

#[tokio::test]
async fn an_address_changes_once_its_link_is_followed_and_the_old_one_is_told() {
    let app = start().await;
    let (anna, _) = anna(&app).await;
    let named = anna
        .send(
            anna.request(Method::PATCH, "/v1/auth/profile")
                .json(&json!({ "name": " Anna Lee " })),
        )
        .await;
    assert_eq!(named.json["name"], "Anna Lee");
    let wrong = anna
        .post(
            "/v1/auth/email",
            &json!({ "email": "lee@example.com", "password": "not hers at all" }),
        )
        .await;
    assert_eq!(wrong.refusal(), (403, "wrong_password"));
    let asked = anna
        .post(
            "/v1/auth/email",
            &json!({ "email": "Lee@example.com", "password": PASSWORD }),
        )
        .await;
    assert_eq!(asked.status, 202, "{:?}", asked.json);
    assert_eq!(sign_in(&app, "lee@example.com").await.status, 401, "not yet");
    let token = token(&app, "new_address", "Lee@example.com").await;
    let confirm = async || {
        app.anonymous()
            .post("/v1/auth/email/confirm", &json!({ "token": token }))
            .await
    };
    assert_eq!(confirm().await.status, 204);
    assert_eq!(confirm().await.refusal(), (410, "invalid_link"), "good once");
    assert_eq!(sign_in(&app, "lee@example.com").await.status, 200);
    assert_eq!(sign_in(&app, "anna@example.com").await.status, 401);
    self::token(&app, "address_changed", "anna@example.com").await;
}

#[tokio::test]
async fn an_address_that_somebody_has_is_told_to_its_holder_only_and_stays_theirs() {
    let app = start().await;
    let (anna, _) = anna(&app).await;
    let (tenant, key) = app.tenant("Other").await;
    let (bert, _) = app.member(tenant, NewMember::of(RoleRef::Preset(Preset::Viewer))).await;
    let bert = key.get(&format!("/v1/team/members/{bert}")).await.json["email"]
        .as_str()
        .unwrap()
        .to_owned();
    let asked = anna
        .post("/v1/auth/email", &json!({ "email": bert, "password": PASSWORD }))
        .await;
    assert_eq!(asked.status, 202, "as for any other address");
    let token = token(&app, "new_address", &bert).await;
    let refused = app
        .anonymous()
        .post("/v1/auth/email/confirm", &json!({ "token": token }))
        .await;
    assert_eq!(refused.refusal(), (409, "conflict"));
    assert_eq!(sign_in(&app, "anna@example.com").await.status, 200);
}

#[tokio::test]
async fn somebody_of_two_companies_goes_from_one_to_the_other_and_nowhere_else() {
    let app = start().await;
    let (anna, verified) = anna(&app).await;
    let (second, _) = app.tenant("Second").await;
    let (third, _) = app.tenant("Third").await;
    let person = models::ids::PersonId(verified["person_id"].as_str().unwrap().parse().unwrap());
    let by = models::identity::authority::Grantor::operator();
    let owner = &app.database.pools.owner;
    owner
        .transaction(async move |conn| {
            Member::of(second)
                .add(conn, &by, person, NewMember::of(RoleRef::Preset(Preset::Viewer)))
                .await
        })
        .await
        .unwrap();
    let nowhere = anna.post("/v1/auth/tenant", &json!({ "tenant_id": third.0 })).await;
    assert_eq!(nowhere.refusal(), (403, "no_membership"));
    let there = anna.post("/v1/auth/tenant", &json!({ "tenant_id": second.0 })).await;
    let viewer = with(&app, &there);
    let session = viewer.get("/v1/auth/session").await.json;
    assert_eq!(
        (&session["role"], &session["tenant_id"]),
        (&json!("viewer"), &json!(second.0))
    );
    assert_eq!(
        anna.get("/v1/auth/session").await.status,
        401,
        "the session before has ended"
    );
}
