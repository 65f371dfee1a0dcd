//! Impersonation through HTTP: what it sees, what it cannot, under which names, and how it ends.

use models::identity::membership::NewMember;
use models::identity::permission::Preset;
use models::identity::role::RoleRef;
use models::staff::role::StaffRole;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Client, TestApp};
use uuid::Uuid;

#[tokio::test]
async fn the_staff_sees_what_a_member_sees_reads_only_and_both_names_stand_in_the_log() {
    let app = TestApp::start().await;
    let (tenant, key) = app.tenant("Acme").await;
    let (person, member) = app.member(tenant, NewMember::of(RoleRef::Preset(Preset::Admin))).await;
    let (staff_id, support) = app.staff(StaffRole::Support).await;
    let begin = async |person: Uuid, reason: &str| {
        let body = json!({ "tenant_id": tenant, "person_id": person, "reason": reason });
        support.post("/admin/v1/impersonations", &body).await
    };
    assert_eq!(begin(person.0, "").await.refusal(), (400, "invalid_parameter"));
    assert_eq!(begin(Uuid::new_v4(), "ticket 4711").await.refusal(), (404, "not_found"));
    let begun = begin(person.0, "ticket 4711").await;
    assert_eq!(begun.status, 201);
    let as_member = Client::new(app.url(), Some(begun.json["access_token"].as_str().unwrap().to_owned()));
    let me = as_member.get("/v1/auth/session").await.json;
    assert_eq!((&me["person_id"], &me["role"]), (&json!(person), &json!("admin")));
    let banner = &me["impersonation"];
    assert_eq!(
        (&banner["staff_name"], &banner["reason"]),
        (&json!("Sam Reed"), &json!("ticket 4711"))
    );
    assert_eq!(banner["expires_at"], begun.json["expires_at"]);
    // Reads.
    let record = json!({ "external_id": "1", "direction": "inbound", "started_at": "2026-11-20T10:00:00Z" });
    let call = key.post("/v1/calls", &record).await.json["call_id"]
        .as_str()
        .unwrap()
        .to_owned();
    for path in [
        "/v1/calls",
        "/v1/usage",
        "/v1/team/members",
        "/v1/settings/security",
        "/v1/audit",
        &format!("/v1/calls/{call}"),
    ] {
        assert_eq!(as_member.get(path).await.status, 200, "{path}");
    }
    // And nothing else, though the member is an admin.
    let of = |method: Method, path: &str| as_member.request(method, path).json(&json!({}));
    for (method, path) in [
        (Method::POST, "/v1/calls".to_owned()),
        (Method::POST, "/v1/keys".into()),
        (Method::PATCH, format!("/v1/team/members/{person}")),
        (Method::DELETE, format!("/v1/team/members/{person}")),
        (Method::PATCH, "/v1/settings/security".into()),
        (Method::POST, "/v1/auth/password".into()),
        (Method::POST, "/v1/auth/second-factor".into()),
        (Method::DELETE, "/v1/auth/sessions".into()),
        (Method::GET, format!("/v1/calls/{call}/recording")),
        (Method::GET, "/v1/audit/export".into()),
        (Method::POST, "/v1/views".into()),
        (Method::POST, "/v1/notifications/read".into()),
        (Method::POST, format!("/v1/calls/{call}/reanalyze")),
    ] {
        assert_eq!(
            as_member.send(of(method.clone(), &path)).await.refusal(),
            (403, "forbidden"),
            "{method} {path}"
        );
    }
    // No way on from here: not to the staff's plane, not to another member.
    assert_eq!(
        as_member.get("/admin/v1/tenants").await.refusal(),
        (401, "invalid_session")
    );
    let again = json!({ "tenant_id": tenant, "person_id": person, "reason": "chain" });
    assert_eq!(
        as_member.post("/admin/v1/impersonations", &again).await.refusal(),
        (401, "invalid_session")
    );
    // Both names.
    let log = key.get("/v1/audit?q=action:impersonation.*").await.json;
    let entry = &log["data"][0];
    assert_eq!(
        (&entry["actor"], &entry["target"]),
        (&json!(format!("staff:{staff_id}")), &json!(format!("person:{person}")))
    );
    assert_eq!(
        (&entry["after"]["staff_name"], &entry["after"]["reason"]),
        (&json!("Sam Reed"), &json!("ticket 4711"))
    );
    // And the member is told.
    let bell = &member.get("/v1/notifications").await.json["data"][0];
    assert_eq!(
        (&bell["kind"], &bell["data"]["staff_name"]),
        (&json!("seen_by_staff"), &json!("Sam Reed"))
    );
    let out = as_member.post("/v1/auth/sign-out", &json!({})).await;
    assert_eq!(out.status, 204);
    let log = key.get("/v1/audit?q=action:session.ended").await.json;
    assert_eq!(
        log["data"][0]["actor"],
        json!(format!("staff:{staff_id} as person:{person}"))
    );
    assert_eq!(as_member.get("/v1/calls").await.refusal(), (401, "invalid_session"));
}

#[tokio::test]
async fn an_impersonation_ends_by_its_holder_by_another_one_by_time_and_with_the_membership() {
    let app = TestApp::start().await;
    let (tenant, _) = app.tenant("Acme").await;
    let (person, _) = app.member(tenant, NewMember::of(RoleRef::Preset(Preset::Admin))).await;
    app.member(tenant, NewMember::of(RoleRef::Preset(Preset::Admin))).await;
    let (_, one) = app.staff(StaffRole::Support).await;
    let (_, two) = app.staff(StaffRole::Admin).await;
    let begin = async |by: &Client| -> (Client, Value) {
        let body = json!({ "tenant_id": tenant, "person_id": person, "reason": "ticket" });
        let begun = by.post("/admin/v1/impersonations", &body).await.json;
        (
            Client::new(app.url(), Some(begun["access_token"].as_str().unwrap().to_owned())),
            begun["session_id"].clone(),
        )
    };
    let status = async |client: &Client| client.get("/v1/calls").await.status;
    let (first, _) = begin(&one).await;
    let (second, id) = begin(&one).await;
    assert_eq!(
        (status(&first).await, status(&second).await),
        (401, 200),
        "one at a time"
    );
    let (others, _) = begin(&two).await;
    assert_eq!(
        one.get("/admin/v1/impersonations").await.json["data"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let path = format!("/admin/v1/impersonations/{}", id.as_str().unwrap());
    let end = async |by: &Client| by.send(by.request(Method::DELETE, &path)).await.status;
    assert_eq!(
        (end(&two).await, end(&one).await, end(&one).await),
        (404, 204, 404),
        "one's own, once"
    );
    assert_eq!((status(&second).await, status(&others).await), (401, 200));
    app.database.shift_clock(1_801).await;
    tests::eventually("half an hour is over", async || status(&others).await == 401).await;
    let (third, _) = begin(&two).await;
    app.database
        .superuser()
        .await
        .batch_execute(&format!(
            "UPDATE memberships SET status = 'suspended' WHERE person_id = '{person}'"
        ))
        .await
        .unwrap();
    tests::eventually("the membership is gone", async || status(&third).await == 401).await;
    let body = json!({ "tenant_id": tenant, "person_id": person, "reason": "ticket" });
    assert_eq!(
        two.post("/admin/v1/impersonations", &body).await.refusal(),
        (404, "not_found")
    );
}

#[tokio::test]
async fn a_tenant_may_let_the_staff_help_for_a_while_and_it_removes_nothing() {
    let app = TestApp::start().await;
    let (tenant, key) = app.tenant("Acme").await;
    let (person, admin) = app.member(tenant, NewMember::of(RoleRef::Preset(Preset::Admin))).await;
    let (staff_id, support) = app.staff(StaffRole::Support).await;
    let body = json!({ "tenant_id": tenant, "person_id": person, "reason": "ticket" });
    let begun = support.post("/admin/v1/impersonations", &body).await.json;
    let helper = Client::new(app.url(), Some(begun["access_token"].as_str().unwrap().to_owned()));
    let grant = async |until: Value| {
        let change = admin.request(Method::PATCH, "/v1/settings/security");
        admin.send(change.json(&json!({ "support_until": until }))).await
    };
    let tag = |name: &str| json!({ "name": name });
    assert_eq!(helper.post("/v1/tags", &tag("a")).await.refusal(), (403, "forbidden"));
    let far = chrono::Utc::now() + chrono::TimeDelta::days(40);
    assert_eq!(grant(json!(far)).await.refusal(), (400, "invalid_parameter"));
    let soon = chrono::Utc::now() + chrono::TimeDelta::hours(2);
    assert_eq!(grant(json!(soon)).await.status, 200);
    assert_eq!(
        helper.get("/v1/auth/session").await.json["impersonation"]["may_change"],
        json!(true)
    );
    let made = helper.post("/v1/tags", &tag("a")).await;
    assert_eq!(made.status, 201);
    let log = key.get("/v1/audit?q=action:tag.created").await.json;
    assert_eq!(
        log["data"][0]["actor"],
        json!(format!("staff:{staff_id} as person:{person}"))
    );
    // Not what removes, gives a right or a secret, sends, or is the member's own.
    let of = |method: Method, path: &str, body: Value| helper.request(method, path).json(&body);
    let record = json!({ "external_id": "1", "direction": "inbound", "started_at": "2026-11-20T10:00:00Z" });
    let call = key.post("/v1/calls", &record).await.json["call_id"]
        .as_str()
        .unwrap()
        .to_owned();
    for (method, path, body) in [
        (
            Method::DELETE,
            format!("/v1/tags/{}", made.json["id"].as_str().unwrap()),
            json!({}),
        ),
        (
            Method::PATCH,
            "/v1/settings/security".into(),
            json!({ "support_until": soon }),
        ),
        (
            Method::POST,
            "/v1/keys".into(),
            json!({ "name": "k", "scopes": ["calls.read"] }),
        ),
        (
            Method::POST,
            "/v1/sources".into(),
            json!({ "name": "s", "format": "canonical" }),
        ),
        (Method::POST, "/v1/calls".into(), record.clone()),
        (Method::POST, "/v1/calls/deletions".into(), json!({ "calls": [call] })),
        (
            Method::PATCH,
            format!("/v1/team/members/{person}"),
            json!({ "role": "viewer" }),
        ),
        (
            Method::POST,
            "/v1/auth/password".into(),
            json!({ "current": "x", "password": "y" }),
        ),
        (
            Method::POST,
            "/v1/views".into(),
            json!({ "name": "V", "query": "range=7d" }),
        ),
        (Method::POST, format!("/v1/calls/{call}/notes"), json!({ "text": "x" })),
        (Method::POST, format!("/v1/calls/{call}/shares"), json!({})),
        (Method::GET, format!("/v1/calls/{call}/recording"), json!({})),
        (Method::GET, "/v1/calls/export?format=csv".into(), json!({})),
    ] {
        assert_eq!(
            helper.send(of(method.clone(), &path, body)).await.refusal(),
            (403, "forbidden"),
            "{method} {path}"
        );
    }
    // Taken back, or over.
    assert_eq!(grant(Value::Null).await.status, 200);
    assert_eq!(helper.post("/v1/tags", &tag("b")).await.refusal(), (403, "forbidden"));
    assert_eq!(
        grant(json!(chrono::Utc::now() + chrono::TimeDelta::minutes(10)))
            .await
            .status,
        200
    );
    assert_eq!(helper.post("/v1/tags", &tag("b")).await.status, 201);
    app.database.shift_clock(700).await;
    tests::eventually("the grant is over", async || {
        helper.post("/v1/tags", &tag("c")).await.refusal() == (403, "forbidden")
    })
    .await;
    assert_eq!(helper.get("/v1/calls").await.status, 200, "looking goes on");
}

#[tokio::test]
async fn an_impersonation_ends_when_its_holder_may_no_more() {
    let app = TestApp::start().await;
    let (tenant, key) = app.tenant("Acme").await;
    let (person, _) = app.member(tenant, NewMember::of(RoleRef::Preset(Preset::Admin))).await;
    let (_, owner) = app.staff(StaffRole::Owner).await;
    let (staff_id, support) = app.staff(StaffRole::Support).await;
    let body = json!({ "tenant_id": tenant, "person_id": person, "reason": "ticket" });
    let begun = support.post("/admin/v1/impersonations", &body).await.json;
    let as_member = Client::new(app.url(), Some(begun["access_token"].as_str().unwrap().to_owned()));
    assert_eq!(as_member.get("/v1/calls").await.status, 200);
    let suspended = owner
        .request(Method::PATCH, &format!("/admin/v1/staff/{staff_id}"))
        .json(&json!({ "status": "suspended" }));
    assert_eq!(owner.send(suspended).await.status, 200);
    assert_eq!(as_member.get("/v1/calls").await.refusal(), (401, "invalid_session"));
    let log = key.get("/v1/audit?q=action:impersonation.ended").await.json;
    assert_eq!(log["data"][0]["target"], json!(format!("person:{person}")));
}
