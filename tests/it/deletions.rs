//! Many calls that somebody deletes together: by name or by a filter, some at once and the rest by a job, each as a single one goes.

use std::collections::BTreeMap;

use models::identity::membership::NewMember;
use models::identity::permission::Preset;
use models::identity::role::RoleRef;
use models::identity::tenant::{LimitChange, Tenant, TenantChange};
use reqwest::Method;
use serde_json::{Value, json};
use tests::sound::wav;
use tests::{Answer, Client, TestApp, eventually};
use uuid::Uuid;

use crate::counted::usage;
use crate::source_alarms::{of_kind, told};

fn leg(external_id: &str, linked_id: &str, agent: &str) -> Value {
    json!({ "external_id": external_id, "linked_id": linked_id, "direction": "inbound", "agent": agent,
        "started_at": "2026-11-24T09:00:00Z", "talk_s": 60, "disposition": "answered" })
}

/// The id of its call.
async fn send(client: &Client, leg: &Value) -> String {
    let sent = client.post("/v1/calls", leg).await;
    assert_eq!(sent.status, 202, "{}", sent.json);
    sent.json["call_id"].as_str().unwrap().to_owned()
}

async fn delete(client: &Client, order: Value) -> Answer {
    client.post("/v1/calls/deletions", &order).await
}

async fn count(client: &Client) -> u64 {
    client.get("/v1/calls/count").await.json["count"].as_u64().unwrap()
}

fn results(told: &Answer) -> BTreeMap<&str, &str> {
    let results = told.json["results"].as_array().unwrap();
    results
        .iter()
        .map(|one| (one["call_id"].as_str().unwrap(), one["result"].as_str().unwrap()))
        .collect()
}

#[tokio::test]
async fn chosen_calls_go_together_as_each_would_alone_and_those_of_others_stay() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let (_, stranger) = app.tenant("Other").await;
    let first = send(&client, &leg("a", "a", "201")).await;
    let second = send(&client, &leg("b", "b", "201")).await;
    let both = send(&client, &leg("c1", "c", "201")).await;
    send(&client, &leg("c2", "c", "202")).await;
    let others = send(&client, &leg("d", "d", "202")).await;
    let foreign = send(&stranger, &leg("e", "e", "201")).await;
    let recorded = client
        .put("/v1/calls/api/a/recording", "audio/wav", wav(8_000, 1, 800))
        .await;
    assert_eq!(recorded.status, 201);
    let wanted = json!({ "name": "Eraser", "permissions": ["calls.read", "calls.delete"], "row_scope": "own" });
    let role = client.post("/v1/team/roles", &wanted).await;
    let mut eraser = NewMember::of(RoleRef::parse(role.json["id"].as_str().unwrap()).unwrap());
    eraser.agents = vec!["201".into()];
    let (person, eraser) = app.member(tenant, eraser).await;

    let named = json!({ "calls": [first, second, first, both, others, foreign] });
    let told_of = delete(&eraser, named.clone()).await;
    assert_eq!(told_of.status, 200, "{}", told_of.json);
    assert_eq!(
        results(&told_of),
        BTreeMap::from([
            (first.as_str(), "deleted"),
            (second.as_str(), "deleted"),
            (both.as_str(), "in_part"),
            (others.as_str(), "not_found"),
            (foreign.as_str(), "not_found"),
        ])
    );
    let figures = ["deleted", "left", "in_part", "not_found"].map(|name| told_of.json[name].as_u64().unwrap());
    assert_eq!((figures, &told_of.json["job_id"]), ([2, 0, 1, 2], &Value::Null));
    assert_eq!((count(&client).await, count(&stranger).await), (2, 1));
    assert_eq!(usage(&app, tenant, &client).await, (4, 0), "they stay charged");
    // Each is told and audited for itself, under the name of whoever did it.
    let events = told(&client).await;
    let gone = of_kind(&events, "call.deleted");
    let gone: Vec<&str> = gone.iter().map(|one| one["call_id"].as_str().unwrap()).collect();
    assert!(gone.len() == 2 && gone.contains(&first.as_str()) && gone.contains(&second.as_str()));
    let rows = app.database.superuser().await;
    let audited =
        "SELECT actor, before FROM audit_details WHERE tenant_id = $1 AND action = 'call.deleted' AND subject = $2";
    let audited = rows
        .query_one(audited, &[&tenant.0, &format!("call:{first}")])
        .await
        .unwrap();
    assert_eq!(audited.get::<_, String>(0), format!("person:{person}"));
    assert_eq!(
        audited.get::<_, Value>(1),
        json!({ "source_instance": "api", "linked_id": "a", "legs": 1, "recordings": 1, "charge": "included" })
    );
    // The same again takes nothing more.
    let again = delete(&eraser, named).await;
    assert_eq!(
        (again.status, &again.json["deleted"], &again.json["not_found"]),
        (200, &json!(0), &json!(4))
    );
}

#[tokio::test]
async fn all_that_a_filter_lists_go_the_first_at_once_and_the_rest_by_a_job() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let change = TenantChange {
        limit: Some(LimitChange::Calls(120)),
        ..TenantChange::default()
    };
    Tenant::set(&app.database.pools.owner, "test", tenant, change)
        .await
        .unwrap();
    let records: Vec<Value> = (0..130)
        .map(|n| leg(&format!("n{n}"), &format!("n{n}"), "201"))
        .collect();
    let sent = client.post("/v1/calls", &json!(records)).await;
    assert_eq!(
        (sent.status, &sent.json["accepted"]),
        (202, &json!(130)),
        "{}",
        sent.json
    );
    let mut other = leg("o", "o", "202");
    other["direction"] = json!("outbound");
    let other = send(&client, &other).await;
    assert_eq!(usage(&app, tenant, &client).await, (120, 11));

    let ordered = delete(&client, json!({ "filter": "direction=inbound" })).await;
    assert_eq!(ordered.status, 202, "{}", ordered.json);
    assert_eq!(
        (&ordered.json["deleted"], &ordered.json["left"]),
        (&json!(100), &json!(30))
    );
    assert_eq!(results(&ordered).len(), 130);
    let job = format!("/v1/calls/deletions/{}", ordered.json["job_id"].as_str().unwrap());
    let standing = async || client.get(&job).await.json;
    eventually("the job is done", async || standing().await["state"] == "done").await;
    let done = standing().await;
    let figures = ["total", "done", "deleted"].map(|name| done[name].as_u64().unwrap());
    assert_eq!(
        (figures, &done["stopping"], done["finished_at"].is_string()),
        ([30; 3], &json!(false), true)
    );
    let listed = client.get("/v1/calls").await.json;
    let listed = listed["data"].as_array().unwrap();
    assert_eq!((listed.len(), &listed[0]["id"]), (1, &json!(other)));
    // What was withheld is withheld no more; the figures are those of what is left.
    assert_eq!(usage(&app, tenant, &client).await, (120, 1));
    assert_eq!(of_kind(&told(&client).await, "call.deleted").len(), 130);
    let rows = app.database.superuser().await;
    let audited = "SELECT count(*) FILTER (WHERE action = 'call.deleted'), count(*) FILTER (WHERE action = 'calls.deletion_ordered'), count(DISTINCT actor)
        FROM audit_details WHERE tenant_id = $1 AND action IN ('call.deleted', 'calls.deletion_ordered')";
    let audited = rows.query_one(audited, &[&tenant.0]).await.unwrap();
    let audited: [i64; 3] = [audited.get(0), audited.get(1), audited.get(2)];
    assert_eq!(audited, [130, 1, 1]);
    // Nobody else's.
    let (_, stranger) = app.tenant("Other").await;
    assert_eq!(stranger.get(&job).await.refusal(), (404, "not_found"));
}

#[tokio::test]
async fn a_job_that_was_interrupted_goes_on_where_it_was() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let mut calls = Vec::new();
    for n in 0..3 {
        let id = send(&client, &leg(&format!("n{n}"), &format!("n{n}"), "201")).await;
        calls.push(Uuid::parse_str(&id).unwrap());
    }
    // An attempt before has told that the first is done.
    let payload = json!({ "actor": "person:x", "calls": calls });
    let progress = json!({ "done": 1, "deleted": 1 });
    let rows = app.database.superuser().await;
    let put = "INSERT INTO jobs (tenant_id, kind, payload, progress, run_at, attempts_max) VALUES ($1, 'calls.delete', $2, $3, now() - interval '1 minute', 20) RETURNING id";
    let job: Uuid = rows
        .query_one(put, &[&tenant.0, &payload, &progress])
        .await
        .unwrap()
        .get(0);
    let job = format!("/v1/calls/deletions/{job}");
    eventually("the job is done", async || {
        client.get(&job).await.json["state"] == "done"
    })
    .await;
    let done = client.get(&job).await.json;
    assert_eq!(
        (&done["total"], &done["done"], &done["deleted"]),
        (&json!(3), &json!(3), &json!(3))
    );
    let left = client.get("/v1/calls").await.json;
    assert_eq!(
        (left["data"].as_array().unwrap().len(), &left["data"][0]["id"]),
        (1, &json!(calls[0]))
    );
    assert_eq!(usage(&app, tenant, &client).await, (3, 0));
}

#[tokio::test]
async fn a_job_that_is_stopped_takes_no_more() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let call = send(&client, &leg("a", "a", "201")).await;
    let payload = json!({ "actor": "person:x", "calls": [call] });
    let rows = app.database.superuser().await;
    let put = "INSERT INTO jobs (tenant_id, kind, payload, run_at, attempts_max) VALUES ($1, $2, $3, '2099-01-01T00:00:00Z', 20) RETURNING id";
    let job = async |kind: &str| -> String {
        let row = rows.query_one(put, &[&tenant.0, &kind, &payload]).await.unwrap();
        format!("/v1/calls/deletions/{}", row.get::<_, Uuid>(0))
    };
    let stop = async |path: &str| client.send(client.request(Method::DELETE, path)).await;
    let path = job("calls.delete").await;
    assert_eq!(client.get(&path).await.json["state"], "waiting");
    let stopped = stop(&path).await;
    assert_eq!((stopped.status, &stopped.json["state"]), (200, &json!("cancelled")));
    assert_eq!(stop(&path).await.json["state"], "cancelled", "again");
    let audited = "SELECT count(*) FROM audit_details WHERE tenant_id = $1 AND action = 'calls.deletion_cancelled'";
    let audited: i64 = rows.query_one(audited, &[&tenant.0]).await.unwrap().get(0);
    assert_eq!(audited, 1, "the second time there was nothing to stop");
    // Not what is none of these.
    let other = job("custom_fields.fill").await;
    assert_eq!(stop(&other).await.refusal(), (404, "not_found"));
    assert_eq!(count(&client).await, 1);
}

#[tokio::test]
async fn a_job_tells_how_far_it_is_and_that_it_is_being_stopped() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let rows = app.database.superuser().await;
    // Somebody else has it, who has come past two, of which one was gone.
    let put = "INSERT INTO jobs (tenant_id, kind, payload, progress, state, lease, lease_until, attempts) VALUES ($1, 'calls.delete', $2, $3, 'running',
        gen_random_uuid(), '2099-01-01T00:00:00Z', 1) RETURNING id";
    let payload = json!({ "actor": "person:x", "calls": [Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3)] });
    let progress = json!({ "done": 2, "deleted": 1 });
    let job: Uuid = rows
        .query_one(put, &[&tenant.0, &payload, &progress])
        .await
        .unwrap()
        .get(0);
    let path = format!("/v1/calls/deletions/{job}");
    let figures = |told: &Value| ["total", "done", "deleted"].map(|name| told[name].as_u64().unwrap());
    let under_way = client.get(&path).await.json;
    assert_eq!(
        (figures(&under_way), &under_way["state"], &under_way["stopping"]),
        ([3, 2, 1], &json!("running"), &json!(false))
    );
    // Whoever may delete finds it, and nobody else's.
    let listed = async |client: &Client| client.get("/v1/calls/deletions").await.json["data"].clone();
    assert_eq!(listed(&client).await, json!([under_way]));
    let (_, stranger) = app.tenant("Other").await;
    assert_eq!(listed(&stranger).await, json!([]));
    for _ in 0..2 {
        let stopped = client.send(client.request(Method::DELETE, &path)).await;
        assert_eq!(
            (stopped.status, &stopped.json["state"], &stopped.json["stopping"]),
            (200, &json!("running"), &json!(true))
        );
    }
    let audited = "SELECT count(*) FROM audit_details WHERE tenant_id = $1 AND action = 'calls.deletion_cancelled'";
    let audited: i64 = rows.query_one(audited, &[&tenant.0]).await.unwrap().get(0);
    assert_eq!(audited, 1, "the second time it was being stopped");
    let end =
        "UPDATE jobs SET state = 'cancelled', lease = NULL, lease_until = NULL, finished_at = now() WHERE id = $1";
    rows.execute(end, &[&job]).await.unwrap();
    let ended = client.get(&path).await.json;
    assert_eq!(
        (figures(&ended), &ended["state"], &ended["stopping"]),
        ([3, 2, 1], &json!("cancelled"), &json!(false))
    );
    assert_eq!(listed(&client).await, json!([]));
}

#[tokio::test]
async fn an_order_without_a_condition_or_without_the_right_takes_nothing() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let call = send(&client, &leg("a", "a", "201")).await;
    for order in [
        json!({}),
        json!({ "filter": "" }),
        json!({ "filter": "sort=talk_s" }),
        json!({ "filter": "direction=inbound&limit=1" }),
        json!({ "filter": "direction=upwards" }),
        json!({ "filter": "direction=inbound", "calls": [call] }),
        json!({ "calls": vec![call.clone(); 1_001] }),
    ] {
        let refused = delete(&client, order.clone()).await;
        assert_eq!(refused.refusal(), (400, "invalid_parameter"), "{order}");
    }
    let (_, manager) = app
        .member(tenant, NewMember::of(RoleRef::Preset(Preset::Manager)))
        .await;
    let refused = delete(&manager, json!({ "calls": [call] })).await;
    assert_eq!(
        (refused.refusal(), &refused.json["permission"]),
        ((403, "forbidden"), &json!("calls.delete"))
    );
    assert_eq!(count(&client).await, 1);
}
