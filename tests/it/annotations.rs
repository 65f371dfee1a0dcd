//! What people add to calls, over HTTP: tags, archive, bulk changes, notes with mentions, views, the bell.

use std::collections::BTreeSet;

use models::compliance::audit::{self, Verdict};
use models::identity::membership::NewMember;
use models::identity::permission::{Preset, RowScope};
use models::identity::role::RoleRef;
use models::ids::{PersonId, TenantId};
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Answer, Client, TestApp};

async fn patch(client: &Client, path: &str, body: &Value) -> Answer {
    client.send(client.request(Method::PATCH, path).json(body)).await
}

async fn delete(client: &Client, path: &str) -> Answer {
    client.send(client.request(Method::DELETE, path)).await
}

/// Ids of so many calls, of the agents 201 and 202 in turn.
async fn calls(client: &Client, count: usize) -> Vec<String> {
    let mut ids = Vec::new();
    for n in 0..count {
        let record = json!({ "external_id": format!("c{n}"), "direction": "inbound", "agent": if n % 2 == 0 { "201" } else { "202" },
            "started_at": format!("2026-11-20T10:{n:02}:00Z") });
        let sent = client.post("/v1/calls", &record).await;
        assert_eq!(sent.status, 202, "{:?}", sent.json);
        ids.push(sent.json["call_id"].as_str().unwrap().to_owned());
    }
    ids
}

async fn listed(client: &Client, query: &str) -> usize {
    let page = client.get(&format!("/v1/calls?{query}")).await;
    assert_eq!(page.status, 200, "{query}: {:?}", page.json);
    page.json["data"].as_array().unwrap().len()
}

fn preset(preset: Preset, agents: &[&str]) -> NewMember {
    let mut new = NewMember::of(RoleRef::Preset(preset));
    new.agents = agents.iter().map(|agent| (*agent).to_owned()).collect();
    new
}

/// Types of the events in the outbox, in order, each as the AsyncAPI document has it.
async fn told(app: &TestApp, tenant: TenantId) -> Vec<String> {
    app.events_are_documented().await;
    let sql = "SELECT e->>'type' FROM outbox, jsonb_array_elements(events) e WHERE tenant_id = $1 ORDER BY (e->>'seq')::bigint";
    let rows = app.database.superuser().await.query(sql, &[&tenant.0]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn tags_are_made_worn_filtered_by_and_taken_off_everywhere() {
    let app = TestApp::start().await;
    let (tenant, key) = app.tenant("Acme").await;
    let (_, stranger) = app.tenant("Other").await;
    let ids = calls(&key, 3).await;
    let made = key
        .post("/v1/tags", &json!({ "name": " Refund ", "color": "orange" }))
        .await;
    assert_eq!(
        (made.status, &made.json["name"], &made.json["calls"]),
        (201, &json!("Refund"), &json!(0))
    );
    let refund = made.json["id"].as_str().unwrap().to_owned();
    assert_eq!(
        key.post("/v1/tags", &json!({ "name": "REFUND" })).await.refusal(),
        (409, "conflict")
    );
    for wrong in [
        json!({ "name": "" }),
        json!({ "name": "a,b" }),
        json!({ "name": "x", "color": "mauve" }),
        json!({ "name": "x".repeat(51) }),
    ] {
        assert_eq!(
            key.post("/v1/tags", &wrong).await.refusal(),
            (400, "invalid_parameter"),
            "{wrong}"
        );
    }
    key.post("/v1/tags", &json!({ "name": "vip" })).await;
    let call = format!("/v1/calls/{}", ids[0]);
    let worn = patch(&key, &call, &json!({ "tags": ["refund", "VIP"] })).await;
    let names: Vec<_> = worn.json["tags"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tag| tag["name"].clone())
        .collect();
    assert_eq!(names, [json!("Refund"), json!("vip")]);
    assert_eq!(key.get(&call).await.json["tags"], worn.json["tags"]);
    patch(&key, &format!("/v1/calls/{}", ids[1]), &json!({ "tags": ["vip"] })).await;
    // Who sees the calls of one extension counts those.
    let (_, agent) = app.member(tenant, preset(Preset::Agent, &["202"])).await;
    for (client, counts) in [(&key, [1, 2]), (&agent, [0, 1])] {
        let tags = client.get("/v1/tags").await.json;
        let told: Vec<_> = tags["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|tag| tag["calls"].clone())
            .collect();
        assert_eq!(told, counts);
    }
    for (query, calls) in [
        ("tag=refund", 1),
        ("tag=vip", 2),
        ("tag=refund,vip", 2),
        (format!("tag={refund}").as_str(), 1),
    ] {
        assert_eq!(listed(&key, query).await, calls, "{query}");
    }
    assert_eq!(
        key.get("/v1/calls?tag=nothing").await.refusal(),
        (400, "invalid_parameter")
    );
    // The same again changes nothing and is told to nobody.
    patch(&key, &call, &json!({ "tags": ["vip", "refund"] })).await;
    assert_eq!(
        told(&app, tenant)
            .await
            .iter()
            .filter(|kind| *kind == "call.updated")
            .count(),
        2
    );
    let renamed = patch(&key, &format!("/v1/tags/{refund}"), &json!({ "name": "Money back" })).await;
    assert_eq!(
        (&renamed.json["color"], &renamed.json["calls"]),
        (&json!("orange"), &json!(1))
    );
    assert_eq!(
        patch(&stranger, &format!("/v1/tags/{refund}"), &json!({ "name": "x" }))
            .await
            .status,
        404
    );
    assert_eq!(patch(&stranger, &call, &json!({ "tags": [] })).await.status, 404);
    assert_eq!(stranger.get("/v1/tags").await.json["data"], json!([]));
    assert_eq!(delete(&key, &format!("/v1/tags/{refund}")).await.status, 204);
    assert_eq!(key.get(&call).await.json["tags"].as_array().unwrap().len(), 1);
    assert_eq!(
        patch(&key, &call, &json!({ "tags": ["refund"] })).await.refusal(),
        (404, "not_found")
    );
}

#[tokio::test]
async fn bulk_changes_a_selection_or_a_filter_with_a_result_each_within_ones_rows() {
    let app = TestApp::start().await;
    let (tenant, key) = app.tenant("Acme").await;
    let ids = calls(&key, 6).await;
    key.post("/v1/tags", &json!({ "name": "vip" })).await;
    let nobody = "00000000-0000-0000-0000-000000000009";
    let answer = key
        .post(
            "/v1/calls/bulk",
            &json!({ "action": "tag", "tag": "vip", "calls": [ids[0], ids[1], nobody] }),
        )
        .await;
    assert_eq!(
        (&answer.json["changed"], &answer.json["not_found"]),
        (&json!(2), &json!(1)),
        "{:?}",
        answer.json
    );
    let again = key
        .post(
            "/v1/calls/bulk",
            &json!({ "action": "tag", "tag": "vip", "filter": "agent=201" }),
        )
        .await;
    assert_eq!(
        (&again.json["changed"], &again.json["unchanged"]),
        (&json!(2), &json!(1))
    );
    let of = |id: &str| {
        again.json["results"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["call_id"] == id)
            .unwrap()["result"]
            .clone()
    };
    assert_eq!((of(&ids[0]), of(&ids[2])), (json!("unchanged"), json!("changed")));
    let away = key
        .post("/v1/calls/bulk", &json!({ "action": "archive", "filter": "tag=vip" }))
        .await;
    assert_eq!(away.json["changed"], 4);
    assert_eq!(
        (
            listed(&key, "archived=true").await,
            listed(&key, "archived=false").await,
            listed(&key, "").await
        ),
        (4, 2, 6)
    );
    let back = patch(&key, &format!("/v1/calls/{}", ids[0]), &json!({ "archived": false })).await;
    assert!(back.json["archived_at"].is_null());
    key.post(
        "/v1/calls/bulk",
        &json!({ "action": "untag", "tag": "vip", "filter": "" }),
    )
    .await;
    assert_eq!(listed(&key, "tag=vip").await, 0);
    // Whoever sees few calls changes few.
    let wanted = json!({ "name": "Editor", "permissions": ["calls.read", "calls.edit"], "row_scope": "own" });
    let role = key.post("/v1/team/roles", &wanted).await;
    let mut editor = NewMember::of(RoleRef::parse(role.json["id"].as_str().unwrap()).unwrap());
    editor.agents = vec!["202".into()];
    let (_, editor) = app.member(tenant, editor).await;
    let own = editor
        .post("/v1/calls/bulk", &json!({ "action": "archive", "filter": "" }))
        .await;
    assert_eq!(
        own.json["changed"].as_i64().unwrap() + own.json["unchanged"].as_i64().unwrap(),
        3
    );
    let foreign = editor
        .post("/v1/calls/bulk", &json!({ "action": "archive", "calls": [ids[0]] }))
        .await;
    assert_eq!(foreign.json["not_found"], 1);
    for wrong in [
        json!({ "action": "tag", "calls": [] }),
        json!({ "action": "archive", "tag": "vip", "calls": [] }),
        json!({ "action": "archive" }),
        json!({ "action": "archive", "calls": [], "filter": "" }),
        json!({ "action": "archive", "filter": "nonsense=1" }),
    ] {
        assert_eq!(
            key.post("/v1/calls/bulk", &wrong).await.refusal(),
            (400, "invalid_parameter"),
            "{wrong}"
        );
    }
    let kinds = told(&app, tenant).await;
    assert_eq!(
        kinds.iter().filter(|kind| *kind == "calls.updated").count(),
        5,
        "{kinds:?}"
    );
    let verdict = app
        .database
        .pools
        .app
        .tenant(tenant, async |conn| audit::verify(conn, tenant).await);
    assert!(matches!(verdict.await.unwrap(), Verdict::Whole { .. }));
}

#[tokio::test]
async fn notes_are_sealed_answered_and_heard_of_by_those_they_mention() {
    let app = TestApp::start().await;
    let (tenant, key) = app.tenant("Acme").await;
    let (anna, manager) = app.member(tenant, preset(Preset::Manager, &[])).await;
    let (bert, other) = app.member(tenant, preset(Preset::Manager, &[])).await;
    let (_, agent) = app.member(tenant, preset(Preset::Agent, &["202"])).await;
    let (_, stranger) = app.tenant("Other").await;
    let ids = calls(&key, 1).await;
    let path = format!("/v1/calls/{}/notes", ids[0]);
    let secret = "Promised Mrs Xylander <b>a refund</b> \u{202e}of 40 €";
    let note = manager
        .post(&path, &json!({ "text": secret, "mentions": [bert, anna] }))
        .await;
    assert_eq!(
        (note.status, &note.json["text"], &note.json["author"]["id"]),
        (201, &json!(secret), &json!(anna)),
        "{:?}",
        note.json
    );
    let id = note.json["id"].as_str().unwrap();
    let reply = other.post(&path, &json!({ "text": "Done", "parent_id": id })).await;
    assert_eq!((reply.status, &reply.json["parent_id"]), (201, &json!(id)));
    let rows = app.database.superuser().await;
    let stored: String = rows
        .query_one(
            "SELECT string_agg(notes::text, '') || (SELECT string_agg(audit_details::text, '') FROM audit_details)
        || (SELECT string_agg(outbox::text, '') FROM outbox) FROM notes",
            &[],
        )
        .await
        .unwrap()
        .get(0);
    assert!(
        !stored.contains("Xylander") && !stored.contains(&hex::encode("Xylander")),
        "the words are readable"
    );
    // Bert hears of it, Anna does not hear of herself, but of the answer.
    let bell = other.get("/v1/notifications").await.json;
    assert_eq!(
        (&bell["unread"], &bell["data"][0]["kind"], &bell["data"][0]["call_id"]),
        (&json!(1), &json!("mentioned"), &json!(ids[0]))
    );
    let answered = manager.get("/v1/notifications").await.json;
    assert_eq!(
        (
            &answered["unread"],
            &answered["data"][0]["kind"],
            &answered["data"][0]["data"]
        ),
        (
            &json!(1),
            &json!("replied"),
            &json!({ "note_id": reply.json["id"], "by": bert })
        )
    );
    let one = format!("/v1/notifications/{}/read", bell["data"][0]["id"].as_str().unwrap());
    assert_eq!(manager.post(&one, &json!({})).await.status, 404);
    assert_eq!(
        (
            other.post(&one, &json!({})).await.json["read"].clone(),
            other.post(&one, &json!({})).await.json["read"].clone()
        ),
        (json!(1), json!(0))
    );
    assert_eq!(other.get("/v1/notifications?unread=true").await.json["data"], json!([]));
    // Edited, the same mention is not told again.
    let note_path = format!("{path}/{id}");
    let edited = patch(
        &manager,
        &note_path,
        &json!({ "text": "Promised a voucher", "mentions": [bert] }),
    )
    .await;
    assert!(edited.json["edited_at"].is_string(), "{:?}", edited.json);
    assert_eq!(other.get("/v1/notifications").await.json["unread"], 0);
    let wanted = json!({ "name": "Editor", "permissions": ["calls.read", "calls.edit"], "row_scope": "all" });
    let role = key.post("/v1/team/roles", &wanted).await;
    let (_, editor) = app
        .member(
            tenant,
            NewMember::of(RoleRef::parse(role.json["id"].as_str().unwrap()).unwrap()),
        )
        .await;
    assert_eq!(
        patch(&editor, &note_path, &json!({ "text": "mine" })).await.refusal(),
        (403, "forbidden")
    );
    assert_eq!(delete(&editor, &note_path).await.refusal(), (403, "forbidden"));
    assert_eq!(
        agent.get(&path).await.refusal(),
        (404, "not_found"),
        "a call of another agent"
    );
    assert_eq!(stranger.get(&path).await.refusal(), (404, "not_found"));
    for wrong in [
        json!({ "text": " " }),
        json!({ "text": "x".repeat(10_001) }),
        json!({ "text": "x", "mentions": [uuid::Uuid::nil()] }),
        json!({ "text": "x", "at_ms": 5 }),
    ] {
        assert_eq!(manager.post(&path, &wrong).await.refusal(), (400, "invalid_parameter"));
    }
    assert_eq!(
        manager
            .post(&path, &json!({ "text": "x", "parent_id": uuid::Uuid::nil() }))
            .await
            .status,
        404
    );
    let legs = key.get(&format!("/v1/calls/{}", ids[0])).await;
    let at = json!({ "text": "here", "leg_id": legs.json["legs"][0]["id"], "at_ms": 61_000 });
    assert_eq!(key.post(&path, &at).await.json["at_ms"], 61_000);
    assert_eq!(manager.get(&path).await.json["data"].as_array().unwrap().len(), 3);
    // With its replies.
    assert_eq!(delete(&other, &note_path).await.status, 204);
    assert_eq!(manager.get(&path).await.json["data"].as_array().unwrap().len(), 1);
    let kinds = told(&app, tenant).await;
    for kind in ["note.created", "note.updated", "note.deleted"] {
        assert!(kinds.iter().any(|told| told == kind), "{kind}: {kinds:?}");
    }
}

/// Kinds and calls of what the bell rang for, the latest first.
async fn rang(client: &Client) -> Vec<(Value, Value)> {
    let bell = client.get("/v1/notifications").await.json;
    let data = bell["data"].as_array().unwrap().iter();
    data.map(|one| (one["kind"].clone(), one["call_id"].clone())).collect()
}

#[tokio::test]
async fn nobody_hears_of_a_note_on_a_call_that_they_do_not_see() {
    let app = TestApp::start().await;
    let (tenant, key) = app.tenant("Acme").await;
    let (anna, author) = app.member(tenant, preset(Preset::Manager, &[])).await;
    let (near, seeing) = app.member(tenant, preset(Preset::Agent, &["201"])).await;
    let (far, blind) = app.member(tenant, preset(Preset::Agent, &["202"])).await;
    let mut leads = preset(Preset::Manager, &["202"]);
    leads.row_scope = Some(RowScope::Group);
    let (lead, leading) = app.member(tenant, leads).await;
    let role = json!({ "name": "Books", "permissions": ["usage.read"], "row_scope": "all" });
    let role = key.post("/v1/team/roles", &role).await.json["id"].clone();
    let books = NewMember::of(RoleRef::parse(role.as_str().unwrap()).unwrap());
    let (books, unread) = app.member(tenant, books).await;
    let call = calls(&key, 1).await.remove(0);
    let path = format!("/v1/calls/{call}/notes");
    let named = json!({ "text": "Look", "mentions": [near, far, lead, books] });
    let note = author.post(&path, &named).await;
    assert_eq!(note.status, 201, "{:?}", note.json);
    let unheard = |answer: &Answer| -> BTreeSet<String> {
        let ids = answer.json["unheard"].as_array().unwrap().iter();
        ids.map(|id| id.as_str().unwrap().to_owned()).collect()
    };
    let others: BTreeSet<String> = [far, lead, books].map(|id| id.to_string()).into();
    assert_eq!(unheard(&note), others);
    assert_eq!(rang(&seeing).await, [(json!("mentioned"), json!(call))]);
    for client in [&blind, &leading, &unread] {
        assert!(rang(client).await.is_empty());
    }
    // Changed, it is the same: who hears anew, and who does not.
    let id = note.json["id"].as_str().unwrap();
    let body = json!({ "text": "Look again", "mentions": [far] });
    let changed = patch(&author, &format!("{path}/{id}"), &body).await;
    assert_eq!(unheard(&changed), BTreeSet::from([far.to_string()]));
    assert!(rang(&blind).await.is_empty());
    // Whoever sees no longer what they wrote about does not hear of answers to it.
    let member = format!("/v1/team/members/{anna}");
    let narrow = patch(&key, &member, &json!({ "row_scope": "own" })).await;
    assert_eq!(narrow.status, 200, "{:?}", narrow.json);
    let answer = json!({ "text": "Which one?", "parent_id": id });
    assert_eq!(key.post(&path, &answer).await.status, 201);
    assert!(rang(&author).await.is_empty());
}

#[tokio::test]
async fn the_author_of_a_note_hears_once_of_each_answer_and_not_of_their_own() {
    let app = TestApp::start().await;
    let (tenant, key) = app.tenant("Acme").await;
    let (anna, author) = app.member(tenant, preset(Preset::Manager, &[])).await;
    let (_, other) = app.member(tenant, preset(Preset::Manager, &[])).await;
    let path = format!("/v1/calls/{}/notes", calls(&key, 1).await[0]);
    let note = author.post(&path, &json!({ "text": "One" })).await.json["id"].clone();
    let answer = async |client: &Client, mentions: &[PersonId]| {
        let body = json!({ "text": "Two", "parent_id": note, "mentions": mentions });
        assert_eq!(client.post(&path, &body).await.status, 201);
    };
    let kinds = async || -> Vec<Value> { rang(&author).await.into_iter().map(|(kind, _)| kind).collect() };
    answer(&author, &[]).await;
    assert!(kinds().await.is_empty());
    answer(&other, &[]).await;
    assert_eq!(kinds().await, ["replied"]);
    answer(&other, &[anna]).await;
    assert_eq!(
        kinds().await,
        ["mentioned", "replied"],
        "named and answered is told once"
    );
    assert!(rang(&other).await.is_empty());
    let muted = author
        .request(Method::PUT, "/v1/notifications/mutes/replied")
        .json(&json!({}));
    assert_eq!(author.send(muted).await.status, 204);
}

#[tokio::test]
async fn views_are_ones_own_until_they_are_shared() {
    let app = TestApp::start().await;
    let (tenant, key) = app.tenant("Acme").await;
    let (_, anna) = app.member(tenant, preset(Preset::Viewer, &[])).await;
    let (_, bert) = app.member(tenant, preset(Preset::Agent, &["201"])).await;
    let kept = anna
        .post(
            "/v1/views",
            &json!({ "name": "Unhappy", "query": "range=7d&sentiment=negative" }),
        )
        .await;
    assert_eq!((kept.status, &kept.json["own"]), (201, &json!(true)), "{:?}", kept.json);
    let path = format!("/v1/views/{}", kept.json["id"].as_str().unwrap());
    assert_eq!(
        anna.post("/v1/views", &json!({ "name": "Unhappy", "query": "" }))
            .await
            .refusal(),
        (409, "conflict")
    );
    assert_eq!(
        anna.post("/v1/views", &json!({ "name": "x", "query": "mood=bad" }))
            .await
            .refusal(),
        (400, "invalid_parameter")
    );
    // As the dashboard writes what is to be shown however it was put away; the list reads it.
    let anyway = json!({ "name": "Anyway", "query": "archived=any&lane=fresh" });
    assert_eq!(anna.post("/v1/views", &anyway).await.status, 201);
    assert_eq!(anna.get("/v1/calls?archived=any&lane=fresh").await.status, 200);
    assert_eq!(bert.get("/v1/views").await.json["data"], json!([]));
    assert_eq!(patch(&bert, &path, &json!({ "name": "Mine" })).await.status, 404);
    assert_eq!(
        patch(&anna, &path, &json!({ "shared": true })).await.json["shared"],
        true
    );
    assert_eq!(bert.get("/v1/views").await.json["data"][0]["own"], false);
    assert_eq!(
        patch(&bert, &path, &json!({ "name": "Mine" })).await.refusal(),
        (403, "forbidden")
    );
    assert_eq!(key.get("/v1/views").await.refusal(), (403, "forbidden"));
    assert_eq!(delete(&anna, &path).await.status, 204);
    assert_eq!(bert.get("/v1/views").await.json["data"], json!([]));
}

#[tokio::test]
async fn news_of_a_kind_that_is_muted_stand_in_the_list_and_ring_no_more() {
    let app = TestApp::start().await;
    let (tenant, key) = app.tenant("Acme").await;
    let (_, author) = app.member(tenant, preset(Preset::Manager, &[])).await;
    let (bert, other) = app.member(tenant, preset(Preset::Manager, &[])).await;
    let notes = format!("/v1/calls/{}/notes", calls(&key, 1).await[0]);
    let mute = async |kind: &str, body: Value| {
        let path = format!("/v1/notifications/mutes/{kind}");
        other.send(other.request(Method::PUT, &path).json(&body)).await
    };
    let bell = async || {
        let bell = other.get("/v1/notifications").await.json;
        let muted = bell["muted"].as_array().unwrap().clone();
        (bell["unread"].clone(), bell["data"].as_array().unwrap().len(), muted)
    };
    author.post(&notes, &json!({ "text": "One", "mentions": [bert] })).await;
    assert_eq!(bell().await, (json!(1), 1, vec![]));
    assert_eq!(mute("mentioned", json!({ "for_s": 3600 })).await.status, 204);
    author.post(&notes, &json!({ "text": "Two", "mentions": [bert] })).await;
    let (unread, listed, muted) = bell().await;
    assert_eq!((unread, listed), (json!(0), 2));
    assert_eq!((muted.len(), &muted[0]["kind"]), (1, &json!("mentioned")));
    assert!(muted[0]["until"].is_string(), "{muted:?}");
    assert_eq!(author.get("/v1/notifications").await.json["muted"], json!([]));
    // It ends by itself, is for good where no end is said, and is taken back.
    let rows = app.database.superuser().await;
    rows.batch_execute("UPDATE bell_mutes SET until = app_now() - interval '1 second'")
        .await
        .unwrap();
    assert_eq!(bell().await, (json!(2), 2, vec![]));
    assert_eq!(mute("mentioned", json!({})).await.status, 204);
    assert_eq!(
        bell().await,
        (json!(0), 2, vec![json!({ "kind": "mentioned", "until": null })])
    );
    for _ in 0..2 {
        assert_eq!(delete(&other, "/v1/notifications/mutes/mentioned").await.status, 204);
    }
    assert_eq!(bell().await, (json!(2), 2, vec![]));
    assert_eq!(mute("weather", json!({})).await.refusal(), (404, "not_found"));
    for for_s in [59, 2_592_001] {
        assert_eq!(
            mute("mentioned", json!({ "for_s": for_s })).await.refusal(),
            (400, "invalid_parameter")
        );
    }
}
