//! A call that somebody deletes: gone with all that hung on it, off every figure, and kept out. What it was charged stays charged. Every answer
//! is checked against the OpenAPI document by the client.

use models::calls::queue::{self, Claimed};
use models::calls::result::{self, AnalysisRow, Outcome, Settled};
use models::identity::membership::NewMember;
use models::identity::permission::Preset;
use models::identity::role::RoleRef;
use models::identity::tenant::{LimitChange, Tenant, TenantChange};
use models::ids::TenantId;
use reqwest::Method;
use serde_json::{Value, json};
use tests::sound::wav;
use tests::{Answer, Client, Follow, TestApp, eventually};

use crate::counted::usage;
use crate::source_alarms::{of_kind, told};

const NUMBER: &str = "+12025550143";

fn leg(external_id: &str, linked_id: &str, agent: &str) -> Value {
    json!({ "external_id": external_id, "linked_id": linked_id, "direction": "inbound", "from": NUMBER, "agent": agent,
        "started_at": "2026-11-24T09:00:00Z", "talk_s": 60, "disposition": "answered" })
}

/// The id of its call.
async fn send(client: &Client, leg: &Value) -> String {
    let sent = client.post("/v1/calls", leg).await;
    assert_eq!(sent.status, 202, "{}", sent.json);
    sent.json["call_id"].as_str().unwrap().to_owned()
}

async fn record(client: &Client, external_id: &str, bytes: Vec<u8>) -> Answer {
    let path = format!("/v1/calls/api/{external_id}/recording");
    client.put(&path, "audio/wav", bytes).await
}

async fn delete(client: &Client, call: &str) -> Answer {
    let request = client.request(Method::DELETE, &format!("/v1/calls/{call}"));
    client.send(request).await
}

async fn status(client: &Client, call: &str) -> u16 {
    client.get(&format!("/v1/calls/{call}")).await.status
}

async fn listed(client: &Client) -> usize {
    client.get("/v1/calls").await.json["data"].as_array().unwrap().len()
}

/// Files of recordings that a tenant has.
fn files(app: &TestApp, tenant: TenantId) -> usize {
    let folder = app.folder.path().join("recordings").join(tenant.to_string());
    let parts = std::fs::read_dir(folder).unwrap();
    parts
        .map(|part| std::fs::read_dir(part.unwrap().path()).unwrap().count())
        .sum()
}

async fn claim(app: &TestApp) -> Vec<Claimed> {
    let worker = &app.database.pools.worker;
    let claimed = worker.transaction(async |conn| queue::claim(conn, "test", 64, 60.0).await);
    claimed.await.unwrap()
}

async fn settle(app: &TestApp, claimed: &Claimed) -> Settled {
    let claim = &claimed.claim;
    let outcome = &Outcome::Analyzed(Box::new(AnalysisRow {
        duration_ms: 2_000,
        channels: 1,
        language: "en".into(),
        ..AnalysisRow::default()
    }));
    let settled = app.database.pools.app.tenant(claim.tenant, async |conn| {
        result::settle(conn, claim, outcome, 1, &|_| ()).await
    });
    settled.await.unwrap()
}

#[tokio::test]
async fn a_deleted_call_takes_along_its_words_and_what_people_have_added_and_stays_charged() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let (boss, _) = app.member(tenant, NewMember::of(RoleRef::Preset(Preset::Admin))).await;
    let call = send(&client, &leg("w", "w", "201")).await;
    let path = format!("/v1/calls/{call}");
    let item = |word: &str, from: u32| json!({ "Type": "pronunciation", "Content": word, "Confidence": "0.9", "BeginOffsetMillis": from, "EndOffsetMillis": from + 900 });
    let words = json!({ "LanguageCode": "en-US", "Transcript": [{ "ParticipantRole": "CUSTOMER", "BeginOffsetMillis": 0,
        "EndOffsetMillis": 2_000, "Content": "Umbrella please", "Sentiment": "NEUTRAL", "Items": [item("Umbrella", 0), item("please", 1_000)] }] });
    let imported = client
        .put(
            &format!("{path}/transcript"),
            "application/json",
            words.to_string().into_bytes(),
        )
        .await;
    assert_eq!(imported.status, 200, "{}", imported.json);
    let hits = async || {
        client.get("/v1/search?q=umbrella").await.json["data"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(hits().await, 1);
    client.post("/v1/tags", &json!({ "name": "vip" })).await;
    let tagged = client.request(Method::PATCH, &path).json(&json!({ "tags": ["vip"] }));
    assert_eq!(client.send(tagged).await.status, 200);
    let note = json!({ "text": "Calls back", "mentions": [boss] });
    assert_eq!(client.post(&format!("{path}/notes"), &note).await.status, 201);
    let link = json!({ "words": true });
    assert_eq!(client.post(&format!("{path}/shares"), &link).await.status, 201);
    assert_eq!(usage(&app, tenant, &client).await, (1, 0));

    assert_eq!(delete(&client, &call).await.status, 204);
    assert_eq!((status(&client, &call).await, listed(&client).await), (404, 0));
    assert_eq!(delete(&client, &call).await.refusal(), (404, "not_found"));
    assert_eq!(client.get(&format!("{path}/notes")).await.status, 404);
    assert_eq!(hits().await, 0);
    let rows = app.database.superuser().await;
    for table in [
        "calls",
        "legs",
        "analyses",
        "transcripts",
        "search_windows",
        "search_words",
        "notes",
        "call_tags",
        "notifications",
        "shares",
        "trace",
    ] {
        let left = format!("SELECT count(*) FROM {table} WHERE tenant_id = $1");
        let left: i64 = rows.query_one(&left, &[&tenant.0]).await.unwrap().get(0);
        assert_eq!(left, 0, "{table}");
    }
    let counted = "SELECT coalesce(sum(calls) + sum(talk_s) + sum(analyzed), 0)::bigint FROM call_stats_days WHERE tenant_id = $1";
    assert_eq!(rows.query_one(counted, &[&tenant.0]).await.unwrap().get::<_, i64>(0), 0);
    assert_eq!(usage(&app, tenant, &client).await, (1, 0), "it stays charged");

    let events = told(&client).await;
    assert_eq!(
        of_kind(&events, "call.deleted"),
        [&json!({ "call_id": call, "source_instance": "api" })]
    );
    let audited = "SELECT subject, before FROM audit_details WHERE tenant_id = $1 AND action = 'call.deleted'";
    let audited = rows.query_one(audited, &[&tenant.0]).await.unwrap();
    let before: Value = audited.get(1);
    assert_eq!(audited.get::<_, String>(0), format!("call:{call}"));
    assert_eq!(
        before,
        json!({ "source_instance": "api", "linked_id": "w", "legs": 1, "recordings": 0, "charge": "included" }),
        "neither numbers nor words"
    );
}

#[tokio::test]
async fn the_recordings_of_a_deleted_call_go_from_the_disk_and_an_analysis_at_work_brings_nothing_back() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let call = send(&client, &leg("l1", "x", "201")).await;
    send(&client, &leg("l2", "x", "202")).await;
    let other = send(&client, &leg("o", "o", "201")).await;
    let (own, shared) = (wav(8_000, 1, 8_000), wav(8_000, 1, 16_000));
    for (leg, bytes) in [("l1", &own), ("l2", &shared), ("o", &shared)] {
        assert_eq!(record(&client, leg, bytes.clone()).await.status, 201);
    }
    assert_eq!(files(&app, tenant), 2, "equal contents lie once");
    let claimed = claim(&app).await;
    assert_eq!(claimed.len(), 3);

    assert_eq!(delete(&client, &call).await.status, 204);
    for one in &claimed {
        let is_gone = one.claim.call.to_string() == call;
        let settled = settle(&app, one).await;
        assert_eq!(settled == Settled::Lost, is_gone, "{settled:?}");
    }
    assert_eq!((status(&client, &call).await, listed(&client).await), (404, 1));
    eventually("its own recording is gone from the disk", async || {
        files(&app, tenant) == 1
    })
    .await;
    let heard = client.get(&format!("/v1/calls/{other}/recording")).await;
    assert_eq!(
        (heard.status, heard.bytes),
        (200, shared.clone()),
        "what another call has, too, stays"
    );
    assert_eq!(usage(&app, tenant, &client).await, (2, 0));

    // The same again, a leg that was late, and recordings of both.
    for (external_id, linked_id) in [("l1", "x"), ("l3", "x")] {
        assert_eq!(send(&client, &leg(external_id, linked_id, "201")).await, call);
    }
    let again = record(&client, "l1", own).await;
    assert_eq!((again.status, &again.json["fate"]), (200, &json!("duplicate")));
    assert_eq!((status(&client, &call).await, listed(&client).await), (404, 1));
    assert_eq!(files(&app, tenant), 1);
    assert_eq!(usage(&app, tenant, &client).await, (2, 0));

    // A recording that came before its leg, which is late.
    let early = wav(8_000, 1, 4_000);
    assert_eq!(record(&client, "l4", early.clone()).await.status, 201);
    assert_eq!(send(&client, &leg("l4", "x", "201")).await, call);
    assert_eq!(record(&client, "l4", early).await.json["fate"], "duplicate");
    eventually("that recording is gone, too", async || files(&app, tenant) == 1).await;
    assert_eq!((status(&client, &call).await, listed(&client).await), (404, 1));
    assert_eq!(usage(&app, tenant, &client).await, (2, 0));
}

#[tokio::test]
async fn a_withheld_call_that_is_deleted_is_withheld_no_more() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let change = TenantChange {
        limit: Some(LimitChange::Calls(1)),
        ..TenantChange::default()
    };
    Tenant::set(&app.database.pools.owner, "test", tenant, change)
        .await
        .unwrap();
    send(&client, &leg("a", "a", "201")).await;
    let withheld = send(&client, &leg("b", "b", "201")).await;
    assert_eq!(record(&client, "b", wav(8_000, 1, 800)).await.status, 201);
    assert_eq!(usage(&app, tenant, &client).await, (1, 1));
    assert_eq!(delete(&client, &withheld).await.status, 204);
    assert_eq!(usage(&app, tenant, &client).await, (1, 0));
    eventually("everybody is told", async || {
        let events = told(&client).await;
        of_kind(&events, "usage.changed").last().unwrap()["withheld"] == 0
    })
    .await;
    // It takes no room of the limit, and gives none.
    send(&client, &leg("c", "c", "201")).await;
    assert_eq!(usage(&app, tenant, &client).await, (1, 1));
}

#[tokio::test]
async fn a_leg_that_comes_while_its_call_is_deleted_does_not_bring_it_back() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    for n in 0..20 {
        let key = format!("x{n}");
        let call = send(&client, &leg(&format!("a{n}"), &key, "201")).await;
        let late = leg(&format!("b{n}"), &key, "202");
        let (deleted, sent) = tokio::join!(delete(&client, &call), client.post("/v1/calls", &late));
        assert_eq!((deleted.status, sent.status), (204, 202), "{}", sent.json);
        assert_eq!(status(&client, &call).await, 404, "{n}");
    }
    assert_eq!(listed(&client).await, 0);
    assert_eq!(usage(&app, tenant, &client).await, (20, 0));
}

#[tokio::test]
async fn who_may_not_delete_a_call_or_sees_only_a_part_of_it_does_not() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let (_, stranger) = app.tenant("Other").await;
    let both = send(&client, &leg("a", "both", "201")).await;
    send(&client, &leg("b", "both", "202")).await;
    let own = send(&client, &leg("c", "own", "201")).await;
    let others = send(&client, &leg("d", "others", "202")).await;
    let (_, manager) = app
        .member(tenant, NewMember::of(RoleRef::Preset(Preset::Manager)))
        .await;
    let refused = delete(&manager, &own).await;
    assert_eq!(
        (refused.refusal(), &refused.json["permission"]),
        ((403, "forbidden"), &json!("calls.delete"))
    );
    for unknown in [own.as_str(), "00000000-0000-0000-0000-000000000009", "nothing"] {
        assert_eq!(
            delete(&stranger, unknown).await.refusal(),
            (404, "not_found"),
            "{unknown}"
        );
    }
    let wanted = json!({ "name": "Eraser", "permissions": ["calls.read", "calls.delete"], "row_scope": "own" });
    let role = client.post("/v1/team/roles", &wanted).await;
    assert_eq!(role.status, 201, "{}", role.json);
    let mut eraser = NewMember::of(RoleRef::parse(role.json["id"].as_str().unwrap()).unwrap());
    eraser.agents = vec!["201".into()];
    let (_, eraser) = app.member(tenant, eraser).await;
    assert_eq!(delete(&eraser, &both).await.refusal(), (409, "conflict"));
    assert_eq!(delete(&eraser, &others).await.refusal(), (404, "not_found"));
    assert_eq!(delete(&eraser, &own).await.status, 204);
    assert_eq!(listed(&client).await, 2);
    let (_, admin) = app.member(tenant, NewMember::of(RoleRef::Preset(Preset::Admin))).await;
    assert_eq!(delete(&admin, &both).await.status, 204);
    assert_eq!(listed(&client).await, 1);
    assert_eq!(usage(&app, tenant, &client).await, (3, 0));
}

#[tokio::test]
async fn whoever_saw_a_call_hears_that_it_is_deleted_and_whose_it_was_is_told_to_nobody() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let seat = |agent: &str| NewMember {
        agents: vec![agent.into()],
        ..NewMember::of(RoleRef::Preset(Preset::Agent))
    };
    let (_, own) = app.member(tenant, seat("201")).await;
    let (_, other) = app.member(tenant, seat("202")).await;
    let call = send(&client, &leg("a", "a", "201")).await;
    assert_eq!(delete(&client, &call).await.status, 204);
    // Of what was told while it was there nothing is theirs any more.
    assert_eq!(
        told(&own).await,
        [(
            "call.deleted".to_owned(),
            json!({ "call_id": call, "source_instance": "api" })
        )]
    );
    assert!(told(&other).await.is_empty());
    let everything = client.request(Method::GET, "/v1/events?last_event_id=0&follow=false");
    let (mut stream, _) = Follow::begin(everything).await;
    while let Some(event) = stream.next().await {
        let mut members: Vec<&str> = event.data.as_object().unwrap().keys().map(String::as_str).collect();
        members.sort_unstable();
        assert_eq!(members, ["at", "data", "id", "seq", "type"], "{}", event.event);
    }
}

#[tokio::test]
async fn a_deleted_call_of_the_demo_leaves_nothing_to_be_missed() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let call = send(&client, &leg("a", "a", "201")).await;
    let rows = app.database.superuser().await;
    // As the seeder's calls are: charged nowhere.
    rows.batch_execute(
        "UPDATE calls SET demo = true, charge_kind = 'none', charged_period = NULL; UPDATE usage SET included = 0;
         UPDATE tenants SET version = version + 1",
    )
    .await
    .unwrap();
    assert_eq!(delete(&client, &call).await.status, 204);
    assert_eq!(status(&client, &call).await, 404);
    let buried: i64 = rows
        .query_one("SELECT count(*) FROM tombstones", &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(buried, 0, "it may be seeded again");
    assert_eq!(usage(&app, tenant, &client).await, (0, 0));
}
