//! Inviting through HTTP: by address, many at once, by open link; and joining, as a newcomer and as somebody who is here already.

use models::identity::membership::NewMember;
use models::identity::permission::Preset;
use models::identity::role::RoleRef;
use models::ids::TenantId;
use serde_json::{Value, json};
use tests::{Client, TestApp, eventually};

const PASSWORD: &str = "correct horse battery";

async fn start() -> (TestApp, TenantId, Client) {
    let app = TestApp::configured(|config| {
        config.models.dir = "/nonexistent/models".into();
        config.mail.outbox_open = true;
    })
    .await;
    let (tenant, _) = app.tenant("Acme").await;
    let (_, admin) = app.member(tenant, NewMember::of(RoleRef::Preset(Preset::Admin))).await;
    (app, tenant, admin)
}

/// Tokens of the invitations to somebody, the latest first.
async fn tokens(client: &Client, to: &str) -> Vec<String> {
    let outbox = client.get("/demo/outbox").await;
    let mails = outbox.json["data"].as_array().unwrap();
    mails
        .iter()
        .filter(|mail| mail["kind"] == "invitation" && mail["recipient"] == to)
        .map(|mail| {
            let text = mail["text"].as_str().unwrap();
            text.split("#token=")
                .nth(1)
                .unwrap()
                .split_whitespace()
                .next()
                .unwrap()
                .to_owned()
        })
        .collect()
}

async fn accept(client: &Client, token: &str, more: Value) -> tests::Answer {
    let mut body = json!({ "token": token });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    client.post("/v1/auth/invitation/accept", &body).await
}

async fn sign_in(app: &TestApp, body: Value) -> Client {
    let answer = app.anonymous().post("/v1/auth/sign-in", &body).await;
    assert_eq!(answer.status, 200, "{:?}", answer.json);
    Client::new(app.url(), answer.json["access_token"].as_str().map(str::to_owned))
}

#[tokio::test]
async fn a_newcomer_follows_the_link_once_chooses_a_password_and_is_what_they_were_invited_as() {
    let (app, tenant, admin) = start().await;
    let wanted = json!({ "email": "Bert@Example.com", "role": "agent", "agents": ["201"] });
    let invited = admin.post("/v1/team/invitations", &wanted).await;
    assert_eq!(invited.status, 201, "{:?}", invited.json);
    assert!(
        invited.json.get("link").is_none(),
        "the link is the address's alone: {:?}",
        invited.json
    );
    let outside = app.anonymous();
    let token = tokens(&outside, "Bert@example.com").await.remove(0);
    let shown = outside.post("/v1/auth/invitation", &json!({ "token": token })).await;
    assert_eq!(shown.json["company"], "Acme");
    assert_eq!(
        (&shown.json["role"], &shown.json["known"]),
        (&json!("agent"), &json!(false))
    );
    assert_eq!(
        accept(&outside, &token, json!({})).await.refusal(),
        (400, "invalid_parameter")
    );
    let weak = accept(&outside, &token, json!({ "name": "Bert", "password": "password12" })).await;
    assert_eq!(weak.refusal(), (422, "weak_password"));
    let joined = accept(&outside, &token, json!({ "name": "Bert Kim", "password": PASSWORD })).await;
    assert_eq!(joined.status, 201, "{:?}", joined.json);
    assert_eq!(joined.json["tenant_id"], tenant.0.to_string());
    let again = accept(&outside, &token, json!({ "name": "Eve", "password": PASSWORD })).await;
    assert_eq!(again.refusal(), (410, "invalid_link"), "good once");
    let bert = sign_in(&app, json!({ "email": "bert@example.com", "password": PASSWORD })).await;
    assert_eq!(bert.get("/v1/auth/session").await.json["role"], "agent");
    let member = admin
        .get(&format!(
            "/v1/team/members/{}",
            joined.json["person_id"].as_str().unwrap()
        ))
        .await;
    assert_eq!(
        (&member.json["agents"], &member.json["row_scope"]),
        (&json!(["201"]), &json!("own"))
    );
    assert_eq!(
        admin.get("/v1/team/invitations").await.json["data"],
        json!([]),
        "it waits no more"
    );
    let member_already = admin.post("/v1/team/invitations", &wanted).await;
    assert_eq!(member_already.refusal(), (409, "conflict"));
}

#[tokio::test]
async fn who_is_here_already_joins_a_second_company_with_their_own_account() {
    let (app, _, admin) = start().await;
    let (second, _) = app.tenant("Second").await;
    let (_, other_admin) = app.member(second, NewMember::of(RoleRef::Preset(Preset::Admin))).await;
    let outside = app.anonymous();
    admin
        .post(
            "/v1/team/invitations",
            &json!({ "email": "anna@example.com", "role": "viewer" }),
        )
        .await;
    let first = tokens(&outside, "anna@example.com").await.remove(0);
    assert_eq!(
        accept(&outside, &first, json!({ "name": "Anna", "password": PASSWORD }))
            .await
            .status,
        201
    );
    other_admin
        .post(
            "/v1/team/invitations",
            &json!({ "email": "ANNA@example.com", "role": "manager" }),
        )
        .await;
    let token = tokens(&outside, "ANNA@example.com").await.remove(0);
    let shown = outside.post("/v1/auth/invitation", &json!({ "token": token })).await;
    assert_eq!(shown.json["known"], true);
    // A password that somebody sends along changes nothing of an account.
    let joined = accept(
        &outside,
        &token,
        json!({ "name": "Eve", "password": "another good password" }),
    )
    .await;
    assert_eq!(joined.status, 201, "{:?}", joined.json);
    let anna = sign_in(
        &app,
        json!({ "email": "anna@example.com", "password": PASSWORD, "tenant_id": second.0 }),
    )
    .await;
    assert_eq!(anna.get("/v1/auth/session").await.json["role"], "manager");
}

#[tokio::test]
async fn a_renewed_link_replaces_the_old_one_a_revoked_one_is_good_no_more_and_nobody_invites_above_themselves() {
    let (app, tenant, admin) = start().await;
    let outside = app.anonymous();
    let invited = admin
        .post(
            "/v1/team/invitations",
            &json!({ "email": "b@example.com", "role": "viewer" }),
        )
        .await;
    let path = format!("/v1/team/invitations/{}", invited.json["id"].as_str().unwrap());
    let old = tokens(&outside, "b@example.com").await.remove(0);
    assert_eq!(admin.post(&format!("{path}/renew"), &json!({})).await.status, 200);
    let new = tokens(&outside, "b@example.com").await.remove(0);
    let show = async |token: &str| {
        outside
            .post("/v1/auth/invitation", &json!({ "token": token }))
            .await
            .status
    };
    assert_eq!((show(&old).await, show(&new).await), (410, 200));
    assert_eq!(
        admin.send(admin.request(reqwest::Method::DELETE, &path)).await.status,
        204
    );
    assert_eq!(show(&new).await, 410);
    assert_eq!(admin.post(&format!("{path}/renew"), &json!({})).await.status, 404);
    let (_, manager) = app
        .member(tenant, NewMember::of(RoleRef::Preset(Preset::Manager)))
        .await;
    let above = manager
        .post(
            "/v1/team/invitations",
            &json!({ "email": "c@example.com", "role": "admin" }),
        )
        .await;
    assert_eq!(above.refusal(), (403, "forbidden"));
    app.database.shift_clock(8 * 24 * 3600).await;
}

#[tokio::test]
async fn many_are_tried_first_then_invited_and_what_is_wrong_with_one_hinders_no_other() {
    let (app, _, admin) = start().await;
    let outside = app.anonymous();
    let mut body = json!({ "dry_run": true, "invitations": [
        { "email": "a@example.com", "role": "agent" },
        { "email": "no address", "role": "agent" },
        { "email": "A@example.com", "role": "viewer" },
        { "email": "b@example.com", "role": "emperor" },
        { "email": "c@example.com", "role": "viewer" },
    ]});
    let outcomes = |answer: &tests::Answer| -> Vec<String> {
        assert_eq!(answer.status, 200, "{:?}", answer.json);
        let data = answer.json["data"].as_array().unwrap();
        data.iter()
            .map(|one| one["outcome"].as_str().unwrap().to_owned())
            .collect()
    };
    let dry = admin.post("/v1/team/invitations/bulk", &body).await;
    assert_eq!(
        outcomes(&dry),
        ["would_be_invited", "invalid", "twice", "invalid", "would_be_invited"]
    );
    assert_eq!(dry.json["invited"], 0);
    assert!(tokens(&outside, "a@example.com").await.is_empty(), "only told");
    body["dry_run"] = false.into();
    let done = admin.post("/v1/team/invitations/bulk", &body).await;
    assert_eq!(outcomes(&done), ["invited", "invalid", "twice", "invalid", "invited"]);
    assert_eq!(done.json["invited"], 2);
    assert_eq!(tokens(&outside, "c@example.com").await.len(), 1);
}

#[tokio::test]
async fn an_open_link_brings_an_invitation_to_the_address_of_whoever_asks_and_only_so_many() {
    let (app, _, admin) = start().await;
    let outside = app.anonymous();
    let made = admin
        .post("/v1/team/invitations", &json!({ "role": "viewer", "uses_max": 2 }))
        .await;
    let link = made.json["link"].as_str().unwrap();
    let token = link.split("#token=").nth(1).unwrap();
    assert_eq!(
        accept(&outside, token, json!({ "name": "E", "password": PASSWORD }))
            .await
            .refusal(),
        (410, "invalid_link"),
        "nobody joins without an address that is theirs"
    );
    let ask = async |email: &str| {
        let body = json!({ "token": token, "email": email });
        outside.post("/v1/auth/invitation/ask", &body).await.status
    };
    assert_eq!(
        (
            ask("x@example.com").await,
            ask("y@example.com").await,
            ask("z@example.com").await
        ),
        (202, 202, 410)
    );
    eventually("the mail is there", async || {
        !tokens(&outside, "x@example.com").await.is_empty()
    })
    .await;
    let own = tokens(&outside, "x@example.com").await.remove(0);
    assert_eq!(
        accept(&outside, &own, json!({ "name": "Xena", "password": PASSWORD }))
            .await
            .status,
        201
    );
}

#[tokio::test]
async fn of_many_of_whom_not_all_may_wait_or_be_written_to_nobody_is_invited() {
    let (app, tenant, admin) = start().await;
    let superuser = app.database.superuser().await;
    let many = json!({ "invitations": [
        { "email": "a@example.com", "role": "viewer" }, { "email": "b@example.com", "role": "viewer" }] });
    let bulk = async || {
        let answer = admin.post("/v1/team/invitations/bulk", &many).await;
        assert_eq!(answer.refusal(), (409, "conflict"), "{}", answer.json);
        answer.json["detail"].as_str().unwrap().to_owned()
    };
    let waiting = async || {
        let list = admin.get("/v1/team/invitations").await;
        list.json["data"].as_array().unwrap().len()
    };
    let fill = "INSERT INTO invitations (tenant_id, id, hash, role, row_scope, invited_by, uses_max, expires_at)
        SELECT $1, gen_random_uuid(), sha256(n::text::bytea), 'viewer', 'all', 'test', 1, app_now() + interval '1 day'
        FROM generate_series(1, 999) n";
    superuser.execute(fill, &[&tenant.0]).await.unwrap();
    assert!(bulk().await.contains("wait at a time"));
    assert_eq!(waiting().await, 999, "not the first of them either");
    superuser.execute("DELETE FROM invitations", &[]).await.unwrap();
    let written = "INSERT INTO mails (id, tenant_id, kind, recipient, state, sealed)
        SELECT gen_random_uuid(), $1, 'invitation', 'x@example.com', 'sent', 'x'::bytea FROM generate_series(1, 1999)";
    superuser.execute(written, &[&tenant.0]).await.unwrap();
    assert!(bulk().await.contains("within a day"));
    assert_eq!(waiting().await, 0);
    let wanted = json!({ "email": "c@example.com", "role": "viewer" });
    let last = admin.post("/v1/team/invitations", &wanted).await;
    assert_eq!(last.status, 201, "{}", last.json);
    let renew = format!("/v1/team/invitations/{}/renew", last.json["id"].as_str().unwrap());
    assert_eq!(admin.post(&renew, &json!({})).await.refusal(), (409, "conflict"));
    // Nor does whoever has an open link have more written.
    let made = admin
        .post("/v1/team/invitations", &json!({ "role": "viewer", "uses_max": 9 }))
        .await;
    let link = made.json["link"].as_str().unwrap().split("#token=").nth(1).unwrap();
    let outside = Client::new(admin.url.clone(), None);
    let body = json!({ "token": link, "email": "z@example.com" });
    assert_eq!(outside.post("/v1/auth/invitation/ask", &body).await.status, 202);
    let written = "SELECT count(*) FROM mails WHERE recipient = 'z@example.com'";
    let written: i64 = superuser.query_one(written, &[]).await.unwrap().get(0);
    assert_eq!(written, 0);
    app.database.shift_clock(25 * 3600).await;
    assert_eq!(admin.post(&renew, &json!({})).await.status, 200);
}

#[tokio::test]
async fn an_open_link_takes_nobodys_own_invitation_away() {
    let (_app, _, admin) = start().await;
    let outside = Client::new(admin.url.clone(), None);
    let wanted = json!({ "email": "boss@example.com", "role": "manager" });
    assert_eq!(admin.post("/v1/team/invitations", &wanted).await.status, 201);
    let own = tokens(&outside, "boss@example.com").await.remove(0);
    let made = admin
        .post("/v1/team/invitations", &json!({ "role": "viewer", "uses_max": 5 }))
        .await;
    let link = made.json["link"].as_str().unwrap().split("#token=").nth(1).unwrap();
    for email in ["boss@example.com", "x@example.com", "x@example.com"] {
        let body = json!({ "token": link, "email": email });
        assert_eq!(outside.post("/v1/auth/invitation/ask", &body).await.status, 202);
    }
    let shown = outside.post("/v1/auth/invitation", &json!({ "token": own })).await;
    assert_eq!(
        (shown.status, &shown.json["role"]),
        (200, &json!("manager")),
        "{}",
        shown.json
    );
    assert_eq!(tokens(&outside, "boss@example.com").await.len(), 1);
    assert_eq!(tokens(&outside, "x@example.com").await.len(), 2, "asked for once more");
}

#[tokio::test]
async fn whoever_has_an_open_link_fills_nobodys_mailbox_and_does_not_use_it_up() {
    let (app, _, admin) = start().await;
    let outside = Client::new(admin.url.clone(), None);
    let wanted = json!({ "role": "viewer", "uses_max": 7 });
    let made = admin.post("/v1/team/invitations", &wanted).await;
    let link = made.json["link"].as_str().unwrap().split("#token=").nth(1).unwrap();
    let ask = async |token: &str, email: &str| {
        let body = json!({ "token": token, "email": email });
        outside.post("/v1/auth/invitation/ask", &body).await.status
    };
    for asked in 1..=9_usize {
        assert_eq!(ask("iv_nothing", "y@example.com").await, 410);
        assert_eq!(ask(link, "x@example.com").await, 202);
        assert_eq!(tokens(&outside, "x@example.com").await.len(), asked.min(5));
    }
    let last = tokens(&outside, "x@example.com").await;
    let shown = async |token: &str| {
        let body = json!({ "token": token });
        outside.post("/v1/auth/invitation", &body).await.status
    };
    let mut good = 0;
    for token in &last {
        good += usize::from(shown(token).await == 200);
    }
    assert_eq!(good, 1, "the one that went last");
    assert_eq!(ask(link, "y@example.com").await, 202);
    assert_eq!(tokens(&outside, "y@example.com").await.len(), 1);
    // Nor does it keep another company's from anybody.
    let (_, other) = app.tenant("Other").await;
    let made = other.post("/v1/team/invitations", &wanted).await;
    let link = made.json["link"].as_str().unwrap().split("#token=").nth(1).unwrap();
    assert_eq!(ask(link, "x@example.com").await, 202);
    assert_eq!(tokens(&outside, "x@example.com").await.len(), 6);
}

#[tokio::test]
async fn of_two_who_invite_the_same_address_at_once_neither_fails() {
    let (_app, _, admin) = start().await;
    let body = json!({ "email": "new@example.com", "role": "viewer" });
    for _ in 0..5 {
        let (one, two, three) = tokio::join!(
            admin.post("/v1/team/invitations", &body),
            admin.post("/v1/team/invitations", &body),
            admin.post("/v1/team/invitations", &body),
        );
        assert_eq!((one.status, two.status, three.status), (201, 201, 201));
    }
    let pending = admin.get("/v1/team/invitations").await;
    assert_eq!(pending.json["data"].as_array().unwrap().len(), 1);
}
