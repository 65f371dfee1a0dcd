//! Members, roles, groups, keys and sessions through HTTP: whose rows are seen, who may grant what, and that a tenant keeps an admin.

use models::identity::membership::NewMember;
use models::identity::permission::{Preset, RowScope};
use models::identity::role::RoleRef;
use models::ids::PersonId;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Client, TestApp};

fn preset(preset: Preset) -> NewMember {
    NewMember::of(RoleRef::Preset(preset))
}

fn with_agents(new: NewMember, agents: &[&str]) -> NewMember {
    NewMember {
        agents: agents.iter().map(|agent| (*agent).to_owned()).collect(),
        ..new
    }
}

async fn patch(client: &Client, path: &str, body: &Value) -> tests::Answer {
    client.send(client.request(Method::PATCH, path).json(body)).await
}

async fn delete(client: &Client, path: &str) -> tests::Answer {
    client.send(client.request(Method::DELETE, path)).await
}

fn member(person: PersonId) -> String {
    format!("/v1/team/members/{person}")
}

async fn agents_seen(client: &Client) -> Vec<Value> {
    let page = client.get("/v1/calls").await;
    assert_eq!(page.status, 200, "{:?}", page.json);
    let mut agents: Vec<Value> = page.json["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|call| call["agent"].clone())
        .collect();
    agents.sort_by_key(Value::to_string);
    agents
}

#[tokio::test]
async fn own_group_and_all_rows_are_seen_in_lists_and_by_id_and_no_others() {
    let app = TestApp::start().await;
    let (tenant, key) = app.tenant("Acme").await;
    let mut ids = Vec::new();
    for (n, agent) in [Some("101"), Some("102"), Some("103"), None].into_iter().enumerate() {
        let record = json!({ "external_id": n.to_string(), "direction": "inbound", "started_at": "2026-11-20T10:00:00Z", "agent": agent });
        let sent = key.post("/v1/calls", &record).await;
        assert_eq!(sent.status, 202, "{:?}", sent.json);
        ids.push(sent.json["call_id"].as_str().unwrap().to_owned());
    }
    let (anna, own) = app.member(tenant, with_agents(preset(Preset::Agent), &["101"])).await;
    let (bert, _) = app.member(tenant, with_agents(preset(Preset::Agent), &["102"])).await;
    let leader = NewMember {
        row_scope: Some(RowScope::Group),
        ..preset(Preset::Viewer)
    };
    let (lead, group) = app.member(tenant, leader).await;
    let (_, manager) = app.member(tenant, preset(Preset::Manager)).await;
    let (_, nobody) = app.member(tenant, preset(Preset::Agent)).await;
    let made = key
        .post(
            "/v1/team/groups",
            &json!({ "name": "Support", "members": [anna, bert, lead] }),
        )
        .await;
    assert_eq!(made.status, 201, "{:?}", made.json);
    for (who, client, seen) in [
        ("agent", &own, vec![0]),
        ("group", &group, vec![0, 1]),
        ("manager", &manager, vec![0, 1, 2, 3]),
        ("agent without agents", &nobody, vec![]),
    ] {
        assert_eq!(agents_seen(client).await.len(), seen.len(), "{who}");
        for (n, id) in ids.iter().enumerate() {
            for part in ["", "/trace", "/transcript", "/recording"] {
                let answer = client.get(&format!("/v1/calls/{id}{part}")).await;
                match (seen.contains(&n), who, part) {
                    (true, "group", "/recording") => assert_eq!(answer.refusal(), (403, "forbidden")),
                    (true, _, "" | "/trace") => assert_eq!(answer.status, 200, "{who} {n}{part}"),
                    (true, _, _) => assert_ne!(answer.code(), "not_found", "{who} {n}{part}"),
                    (false, "group", "/recording") => assert_eq!(answer.status, 403),
                    (false, _, _) => assert_eq!(answer.refusal(), (404, "not_found"), "{who} {n}{part}"),
                }
            }
        }
    }
    // A filter does not widen what is seen.
    assert_eq!(own.get("/v1/calls?agent=102").await.json["data"], json!([]));
    // Another leg of the same call, of another agent: the call is seen, that leg is not.
    let transferred = json!([
        { "external_id": "a", "linked_id": "L", "direction": "inbound", "started_at": "2026-11-20T11:00:00Z", "agent": "101" },
        { "external_id": "b", "linked_id": "L", "direction": "inbound", "started_at": "2026-11-20T11:05:00Z", "agent": "103" }
    ]);
    assert_eq!(key.post("/v1/calls", &transferred).await.status, 202);
    let found = own.get("/v1/calls?external_id=a").await;
    let id = found.json["data"][0]["id"].as_str().unwrap();
    let call = own.get(&format!("/v1/calls/{id}")).await;
    let legs: Vec<&str> = call.json["legs"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|leg| leg["agent"].as_str())
        .collect();
    assert_eq!(legs, ["101"]);
    // Nor is it told what happened to that leg, nor seen who was shown it.
    let other = models::ids::leg(tenant, "api", "b").0;
    let trace = |client: &Client| {
        let (client, path) = (client.clone(), format!("/v1/calls/{id}/trace"));
        async move { client.get(&path).await.json["steps"].to_string() }
    };
    assert!(trace(&key).await.contains(&other.to_string()));
    let told = trace(&own).await;
    assert!(!told.contains(&other.to_string()) && told.contains(&models::ids::leg(tenant, "api", "a").to_string()));
    let role = json!({ "name": "Shower", "permissions": ["calls.read", "calls.share"], "row_scope": "own" });
    let role = key.post("/v1/team/roles", &role).await.json["id"].clone();
    let shower = NewMember::of(RoleRef::parse(role.as_str().unwrap()).unwrap());
    let (_, shower) = app.member(tenant, with_agents(shower, &["101"])).await;
    let shares = format!("/v1/calls/{id}/shares");
    let shared = key.post(&shares, &json!({ "words": true, "leg_id": other })).await;
    assert_eq!(shared.status, 201, "{}", shared.json);
    let own_leg = models::ids::leg(tenant, "api", "a").0;
    assert_eq!(
        key.post(&shares, &json!({ "words": true, "leg_id": own_leg }))
            .await
            .status,
        201
    );
    let seen = shower.get(&shares).await.json;
    assert_eq!(seen["data"].as_array().unwrap().len(), 1, "{seen}");
    assert_eq!(seen["data"][0]["leg_id"], json!(own_leg));
    let share = format!("{shares}/{}", shared.json["id"].as_str().unwrap());
    assert_eq!(delete(&shower, &share).await.refusal(), (404, "not_found"));
    assert_eq!(
        shower.get(&format!("{share}/views")).await.refusal(),
        (404, "not_found")
    );
    // Whoever is not the first of its agents finds it in the list too, once.
    let (_, both) = app
        .member(tenant, with_agents(preset(Preset::Agent), &["101", "103"]))
        .await;
    let (_, second) = app.member(tenant, with_agents(preset(Preset::Agent), &["103"])).await;
    for (client, calls) in [(&second, 2), (&both, 3)] {
        let page = client.get("/v1/calls").await;
        assert_eq!(page.json["data"].as_array().unwrap().len(), calls);
        assert_eq!(page.json["data"][0]["id"], id);
    }
    assert_eq!(
        key.get(&format!("/v1/calls/{id}")).await.json["legs"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[tokio::test]
async fn the_last_active_admin_stays_on_every_path() {
    let app = TestApp::start().await;
    let (tenant, key) = app.tenant("Acme").await;
    let (first, admin) = app.member(tenant, preset(Preset::Admin)).await;
    let (second, _) = app.member(tenant, preset(Preset::Admin)).await;
    assert_eq!(
        patch(&key, &member(second), &json!({ "status": "suspended" }))
            .await
            .status,
        200
    );
    for body in [
        json!({ "role": "viewer" }),
        json!({ "status": "suspended" }),
        json!({ "status": "inactive" }),
    ] {
        for by in [&key, &admin] {
            let refused = patch(by, &member(first), &body).await;
            assert_eq!(refused.refusal(), (409, "conflict"), "{body}");
        }
    }
    assert_eq!(delete(&admin, &member(first)).await.refusal(), (409, "conflict"));
    assert_eq!(admin.get("/v1/auth/session").await.json["role"], "admin");
    // With another one it goes.
    assert_eq!(
        patch(&key, &member(second), &json!({ "status": "active" }))
            .await
            .status,
        200
    );
    assert_eq!(delete(&key, &member(first)).await.status, 204);
    assert_eq!(admin.get("/v1/calls").await.refusal(), (401, "invalid_session"));
}

#[tokio::test]
async fn of_two_admins_who_demote_each_other_at_once_one_stays() {
    let app = TestApp::start().await;
    let (tenant, key) = app.tenant("Acme").await;
    for _ in 0..5 {
        let (one, one_client) = app.member(tenant, preset(Preset::Admin)).await;
        let (two, two_client) = app.member(tenant, preset(Preset::Admin)).await;
        let page = key.get("/v1/team/members?role=admin&status=active").await;
        for other in page.json["data"].as_array().unwrap() {
            let id = other["id"].as_str().unwrap();
            if id != one.to_string() && id != two.to_string() {
                assert_eq!(delete(&key, &format!("/v1/team/members/{id}")).await.status, 204);
            }
        }
        let down = json!({ "role": "viewer" });
        let (two, one) = (member(two), member(one));
        tokio::join!(patch(&one_client, &two, &down), patch(&two_client, &one, &down));
        let left = key.get("/v1/team/members?role=admin&status=active").await;
        assert_eq!(left.json["data"].as_array().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn nobody_grants_more_than_they_have_nor_changes_who_has_more() {
    let app = TestApp::start().await;
    let (tenant, key) = app.tenant("Acme").await;
    let (boss, _) = app.member(tenant, preset(Preset::Admin)).await;
    let (me, manager) = app.member(tenant, preset(Preset::Manager)).await;
    let (viewer, plain) = app.member(tenant, preset(Preset::Viewer)).await;
    for (path, body) in [
        (member(me), json!({ "role": "admin" })),
        (member(viewer), json!({ "role": "admin" })),
        (member(boss), json!({ "role": "viewer" })),
        (member(boss), json!({ "status": "suspended" })),
    ] {
        assert_eq!(
            patch(&manager, &path, &body).await.refusal(),
            (403, "forbidden"),
            "{path} {body}"
        );
    }
    assert_eq!(delete(&manager, &member(boss)).await.refusal(), (403, "forbidden"));
    let role = json!({ "name": "Everything", "permissions": ["*"], "row_scope": "all" });
    assert_eq!(
        manager.post("/v1/team/roles", &role).await.refusal(),
        (403, "forbidden")
    );
    assert_eq!(
        patch(&manager, &member(viewer), &json!({ "role": "agent" }))
            .await
            .status,
        200
    );
    // One's own role is not one's to change, and no field beside those that are named.
    assert_eq!(
        patch(&plain, &member(viewer), &json!({ "role": "admin" }))
            .await
            .refusal(),
        (403, "forbidden")
    );
    for body in [
        json!({ "tenant_id": tenant }),
        json!({ "permissions": ["*"] }),
        json!({ "email": "x@example.com" }),
        json!({ "role": "owner" }),
        json!({ "row_scope": "everything" }),
    ] {
        assert_eq!(
            patch(&key, &member(viewer), &body).await.refusal(),
            (400, "invalid_parameter"),
            "{body}"
        );
    }
    // A role that was made narrower holds from the next request on.
    let made = key
        .post(
            "/v1/team/roles",
            &json!({ "name": "Q", "permissions": ["calls.read", "usage.read"], "row_scope": "all" }),
        )
        .await;
    let id = made.json["id"].as_str().unwrap();
    let custom = NewMember::of(RoleRef::parse(id).unwrap());
    let (holder, client) = app.member(tenant, custom).await;
    assert_eq!(client.get("/v1/usage").await.status, 200);
    let narrow = json!({ "name": "Q", "permissions": ["calls.read"], "row_scope": "all" });
    assert_eq!(patch(&key, &format!("/v1/team/roles/{id}"), &narrow).await.status, 200);
    let refused = client.get("/v1/usage").await;
    assert_eq!(
        (refused.refusal(), &refused.json["permission"]),
        ((403, "forbidden"), &json!("usage.read"))
    );
    assert_eq!(
        delete(&key, &format!("/v1/team/roles/{id}")).await.refusal(),
        (409, "conflict")
    );
    assert_eq!(delete(&key, &member(holder)).await.status, 204);
    assert_eq!(delete(&key, &format!("/v1/team/roles/{id}")).await.status, 204);
}

#[tokio::test]
async fn whoever_sees_some_calls_gives_nobody_the_calls_of_others() {
    let app = TestApp::start().await;
    let (tenant, key) = app.tenant("Acme").await;
    let leader = |scope| NewMember {
        row_scope: Some(scope),
        ..preset(Preset::Manager)
    };
    let (anna, _) = app.member(tenant, with_agents(preset(Preset::Agent), &["102"])).await;
    let made = key.post("/v1/team/groups", &json!({ "name": "Support" })).await.json;
    let group = format!("/v1/team/groups/{}", made["id"].as_str().unwrap());
    let listing = json!({ "extension": "102", "name": "Anna" });
    let listed = key.post("/v1/directory", &listing).await.json;
    let listed = format!("/v1/directory/{}", listed["id"].as_str().unwrap());
    for scope in [RowScope::Own, RowScope::Group] {
        let (me, lead) = app.member(tenant, with_agents(leader(scope), &["101"])).await;
        for (method, path, body) in [
            (Method::PATCH, member(me), json!({ "agents": ["101", "102"] })),
            (Method::PATCH, group.clone(), json!({ "members": [me, anna] })),
            (
                Method::POST,
                "/v1/team/groups".into(),
                json!({ "name": "Mine", "members": [me, anna] }),
            ),
            (Method::PATCH, listed.clone(), json!({ "member_id": me })),
            (Method::DELETE, listed.clone(), json!({})),
            (
                Method::POST,
                "/v1/directory".into(),
                json!({ "extension": "103", "name": "I", "member_id": me }),
            ),
            (
                Method::POST,
                "/v1/team/invitations".into(),
                json!({ "email": "me@example.com", "role": "agent", "agents": ["102"] }),
            ),
        ] {
            let refused = lead.send(lead.request(method.clone(), &path).json(&body)).await;
            assert_eq!(refused.refusal(), (403, "forbidden"), "{method} {path} {body}");
        }
        // What gives no calls is theirs to do.
        let renamed = patch(&lead, &group, &json!({ "name": scope.as_str() })).await;
        assert_eq!(renamed.status, 200, "{}", renamed.json);
        let same = patch(&lead, &member(me), &json!({ "agents": ["101"], "status": "active" })).await;
        assert_eq!(same.status, 200, "{}", same.json);
    }
}

#[tokio::test]
async fn a_key_does_what_its_scopes_say_from_where_it_may_and_as_often_as_it_may() {
    let app = TestApp::start().await;
    let (_, key) = app.tenant("Acme").await;
    let make = async |body: Value| {
        let made = key.post("/v1/keys", &body).await;
        assert_eq!(made.status, 201, "{:?}", made.json);
        let secret = made.json["secret"].as_str().unwrap().to_owned();
        assert!(secret.starts_with(made.json["prefix"].as_str().unwrap()));
        (
            made.json["id"].as_str().unwrap().to_owned(),
            Client::new(app.url(), Some(secret)),
        )
    };
    let (id, sender) = make(json!({ "name": "PBX", "scopes": ["calls.send"] })).await;
    assert_eq!(sender.get("/v1/calls").await.refusal(), (403, "forbidden"));
    let record = json!({ "external_id": "1", "direction": "inbound", "started_at": "2026-11-20T10:00:00Z" });
    assert_eq!(sender.post("/v1/calls", &record).await.status, 202);
    let (_, maker) = make(json!({ "name": "maker", "scopes": ["keys.manage"] })).await;
    let more = maker
        .post("/v1/keys", &json!({ "name": "more", "scopes": ["calls.read"] }))
        .await;
    assert_eq!(more.refusal(), (403, "forbidden"));
    assert_eq!(
        patch(&maker, &format!("/v1/keys/{id}"), &json!({ "name": "mine" }))
            .await
            .refusal(),
        (403, "forbidden")
    );
    let (_, elsewhere) = make(json!({ "name": "elsewhere", "scopes": ["*"], "addresses": ["203.0.113.0/24"] })).await;
    assert_eq!(elsewhere.get("/v1/calls").await.refusal(), (403, "address_not_allowed"));
    let forged = elsewhere
        .get_with("/v1/calls", ("x-forwarded-for", "203.0.113.7"))
        .await;
    assert_eq!(forged.refusal(), (403, "address_not_allowed"));
    let (slow_id, slow) = make(json!({ "name": "slow", "scopes": ["calls.read"], "requests_per_minute": 2 })).await;
    for status in [200, 200, 429] {
        let answer = slow.get("/v1/calls").await;
        assert_eq!((answer.status, answer.header("ratelimit-limit")), (status, "2"));
    }
    // Changed live.
    assert_eq!(
        patch(
            &key,
            &format!("/v1/keys/{slow_id}"),
            &json!({ "requests_per_minute": null })
        )
        .await
        .status,
        200
    );
    assert_eq!(slow.get("/v1/calls").await.status, 200);
    let past = patch(
        &key,
        &format!("/v1/keys/{slow_id}"),
        &json!({ "expires_at": "2020-01-01T00:00:00Z" }),
    )
    .await;
    assert_eq!(past.status, 200);
    assert_eq!(slow.get("/v1/calls").await.refusal(), (401, "invalid_key"));
    for wrong in [
        json!({ "name": "x", "scopes": [] }),
        json!({ "name": "x", "scopes": ["everything"] }),
        json!({ "name": "", "scopes": ["*"] }),
        json!({ "name": "x", "scopes": ["*"], "addresses": ["nowhere"] }),
        json!({ "name": "x", "scopes": ["*"], "created_by": "somebody else" }),
    ] {
        assert_eq!(
            key.post("/v1/keys", &wrong).await.refusal(),
            (400, "invalid_parameter"),
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn a_rotated_key_has_its_grace_and_keeps_its_settings() {
    let app = TestApp::start().await;
    let (_, key) = app.tenant("Acme").await;
    let made = key
        .post("/v1/keys", &json!({ "name": "PBX", "scopes": ["calls.read"] }))
        .await;
    let old = Client::new(app.url(), made.json["secret"].as_str().map(str::to_owned));
    let path = format!("/v1/keys/{}/rotate", made.json["id"].as_str().unwrap());
    let rotated = key.post(&path, &json!({ "grace_s": 600 })).await;
    assert_eq!((rotated.status, &rotated.json["scopes"]), (201, &json!(["calls.read"])));
    let new = Client::new(app.url(), rotated.json["secret"].as_str().map(str::to_owned));
    assert_eq!(
        (old.get("/v1/calls").await.status, new.get("/v1/calls").await.status),
        (200, 200)
    );
    app.database.shift_clock(700).await;
    tests::eventually("the grace is over", async || old.get("/v1/calls").await.status == 401).await;
    assert_eq!(new.get("/v1/calls").await.status, 200);
    assert_eq!(
        key.post(&path, &json!({ "grace_s": 99_999_999 })).await.refusal(),
        (400, "invalid_parameter")
    );
}

#[tokio::test]
async fn sessions_are_listed_and_ended_by_their_person_and_by_the_team_alone() {
    let app = TestApp::start().await;
    let (tenant, key) = app.tenant("Acme").await;
    let (_, other) = app.tenant("Other").await;
    let (anna, first) = app.member(tenant, preset(Preset::Viewer)).await;
    let second = app.sign_in(tenant, anna).await;
    let (_, bert) = app.member(tenant, preset(Preset::Viewer)).await;
    let own = first.get("/v1/auth/sessions").await;
    let sessions = own.json["data"].as_array().unwrap();
    assert_eq!(sessions.len(), 2);
    let current = sessions
        .iter()
        .find(|session| session["current"] == json!(true))
        .unwrap();
    let id = current["id"].as_str().unwrap();
    // Who has more than oneself is not signed out.
    let (boss, chief) = app.member(tenant, preset(Preset::Admin)).await;
    let (_, manager) = app.member(tenant, preset(Preset::Manager)).await;
    let listed = manager.get("/v1/team/sessions").await.json;
    let of_boss = listed["data"]
        .as_array()
        .unwrap()
        .iter()
        .find(|session| session["person_id"] == json!(boss))
        .unwrap();
    let one = format!("/v1/team/sessions/{}", of_boss["id"].as_str().unwrap());
    for path in [one, format!("{}/sessions", member(boss))] {
        assert_eq!(delete(&manager, &path).await.refusal(), (403, "forbidden"), "{path}");
    }
    assert_eq!(chief.get("/v1/auth/session").await.status, 200);
    for stranger in [&bert, &other] {
        let path = format!("/v1/auth/sessions/{id}");
        assert!(matches!(delete(stranger, &path).await.status, 403 | 404));
    }
    assert_eq!(
        delete(&other, &format!("/v1/team/sessions/{id}")).await.refusal(),
        (404, "not_found")
    );
    assert_eq!(delete(&second, &format!("/v1/auth/sessions/{id}")).await.status, 204);
    assert_eq!(first.get("/v1/auth/session").await.refusal(), (401, "invalid_session"));
    assert_eq!(second.get("/v1/auth/session").await.status, 200);
    assert_eq!(
        delete(&key, &format!("{}/sessions", member(anna))).await.json["ended"],
        json!(1)
    );
    assert_eq!(second.get("/v1/auth/session").await.refusal(), (401, "invalid_session"));
    assert_eq!(bert.get("/v1/auth/session").await.status, 200);
}

#[tokio::test]
async fn sessions_end_when_idle_or_old_and_people_come_only_from_where_the_tenant_allows() {
    let app = TestApp::start().await;
    let (tenant, key) = app.tenant("Acme").await;
    let wanted = json!({ "session_idle_s": 600, "session_absolute_s": 3600 });
    assert_eq!(patch(&key, "/v1/settings/security", &wanted).await.status, 200);
    let (anna, idle) = app.member(tenant, preset(Preset::Admin)).await;
    app.database.shift_clock(700).await;
    tests::eventually("the idle session has ended", async || {
        idle.get("/v1/auth/session").await.status == 401
    })
    .await;
    let client = app.sign_in(tenant, anna).await;
    let shut_out = patch(
        &client,
        "/v1/settings/security",
        &json!({ "addresses": ["203.0.113.0/24"] }),
    )
    .await;
    assert_eq!(shut_out.refusal(), (409, "conflict"));
    let allowed = json!({ "addresses": ["203.0.113.0/24", "127.0.0.1"] });
    assert_eq!(patch(&client, "/v1/settings/security", &allowed).await.status, 200);
    assert_eq!(client.get("/v1/auth/session").await.status, 200);
    app.database
        .superuser()
        .await
        .batch_execute("UPDATE security_settings SET addresses = '{203.0.113.0/24}'")
        .await
        .unwrap();
    tests::eventually("the list is in force", async || {
        client.get("/v1/auth/session").await.refusal() == (403, "address_not_allowed")
    })
    .await;
    assert_eq!(key.get("/v1/calls").await.status, 200, "keys have lists of their own");
}
