//! `GET /v1/events`: live, in order and without a gap, from where one left off, for those who may, as long as they may.

use models::identity::membership::NewMember;
use models::identity::permission::{Preset, RowScope};
use models::identity::role::RoleRef;
use models::ids::TenantId;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Client, Follow, TestApp, Told, eventually};

fn record(external_id: &str, agent: &str) -> Value {
    json!({ "external_id": external_id, "direction": "inbound", "started_at": "2026-11-24T09:00:00Z", "agent": agent })
}

async fn send(client: &Client, external_id: &str, agent: &str) {
    assert_eq!(client.post("/v1/calls", &record(external_id, agent)).await.status, 202);
}

async fn follow(client: &Client) -> Follow {
    Follow::begin(client.request(Method::GET, "/v1/events")).await.0
}

async fn follow_from(client: &Client, id: &str) -> Follow {
    let request = client.request(Method::GET, "/v1/events").header("last-event-id", id);
    Follow::begin(request).await.0
}

fn kinds(told: &[Told]) -> Vec<(i64, &str)> {
    told.iter()
        .map(|told| (told.id.unwrap(), told.event.as_str()))
        .collect()
}

async fn quick() -> TestApp {
    TestApp::configured(|config| {
        config.models.dir = "/nonexistent/models".into();
        config.feed.check_ms = 50;
        config.feed.heartbeat_s = 1;
    })
    .await
}

#[tokio::test]
async fn what_happens_is_told_as_it_happens_to_everybody_who_follows_and_to_no_other_tenant() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let (_, stranger) = app.tenant("Other").await;
    let (mut first, begun) = Follow::begin(client.request(Method::GET, "/v1/events")).await;
    assert_eq!(
        begun.id,
        Some(0),
        "a browser that is cut off at once knows where it was"
    );
    let (mut second, mut other) = (follow(&client).await, follow(&stranger).await);
    send(&client, "a", "101").await;
    let told = first.take(2).await;
    assert_eq!(kinds(&told), [(1, "call.received"), (2, "usage.changed")]);
    assert_eq!(second.take(2).await, told);
    let received = &told[0].data;
    assert_eq!(
        (&received["seq"], &received["type"], &received["id"]),
        (&json!(1), &json!("call.received"), &json!(format!("{tenant}.1")))
    );
    assert_eq!(
        received["data"]["call_id"],
        models::ids::call(tenant, "api", "a").to_string()
    );
    assert_eq!(told[1].data["data"]["used"], 1);
    // A recording makes it another call.
    let put = client
        .put("/v1/calls/api/a/recording", "audio/wav", tests::sound::wav(8000, 1, 80))
        .await;
    assert_eq!(put.status, 201, "{}", put.json);
    let updated = first.next().await.unwrap();
    assert_eq!((updated.id, updated.event.as_str()), (Some(3), "call.updated"));
    assert_eq!(updated.data["data"]["analysis_status"], "queued");
    send(&stranger, "theirs", "101").await;
    let theirs = other.next().await.unwrap();
    assert_eq!((theirs.id, theirs.event.as_str()), (Some(1), "call.received"));
    assert_ne!(theirs.data["data"]["call_id"], received["data"]["call_id"]);
}

#[tokio::test]
async fn whoever_comes_again_goes_on_where_they_left_off_and_be_it_in_the_middle_of_a_transaction() {
    let mut app = TestApp::start().await;
    let (_, mut client) = app.tenant("Acme").await;
    let records: Vec<Value> = (0..20).map(|n| record(&n.to_string(), "101")).collect();
    assert_eq!(client.post("/v1/calls", &json!(records)).await.status, 202);
    let all = follow_from(&client, "0").await.take(21).await;
    assert_eq!(
        all.iter().map(|told| told.id.unwrap()).collect::<Vec<_>>(),
        (1..=21).collect::<Vec<_>>()
    );
    app.stop().await;
    app.begin().await;
    client.url = app.url();
    let mut again = follow_from(&client, "7").await;
    assert_eq!(again.take(14).await, all[7..], "after a restart too");
    send(&client, "live", "101").await;
    assert_eq!(
        kinds(&again.take(2).await),
        [(22, "call.received"), (23, "usage.changed")]
    );
    // Where no header can be sent; and the header of a browser that connects again wins over an address that stays.
    let asked = client.request(Method::GET, "/v1/events?last_event_id=20");
    assert_eq!(Follow::begin(asked).await.0.next().await.unwrap().id, Some(21));
    let asked = client
        .request(Method::GET, "/v1/events?last_event_id=2")
        .header("last-event-id", "21");
    assert_eq!(Follow::begin(asked).await.0.next().await.unwrap().id, Some(22));
    // What is there, and no more.
    let asked = client.request(Method::GET, "/v1/events?follow=false&last_event_id=20");
    let mut there = Follow::begin(asked).await.0;
    assert_eq!(there.take(3).await.len(), 3);
    assert_eq!(there.next().await, None);
    for wrong in ["?last_event_id=x", "?since=1"] {
        let refused = client.get(&format!("/v1/events{wrong}")).await;
        assert_eq!(refused.refusal(), (400, "invalid_parameter"), "{wrong}");
    }
}

#[tokio::test]
async fn whoever_asks_for_what_is_gone_or_not_there_yet_begins_anew_and_goes_on_from_the_end() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    for n in 0..5 {
        send(&client, &n.to_string(), "101").await;
    }
    // Two of five transactions are kept no longer.
    let gone = format!(
        "DELETE FROM outbox WHERE tenant_id = '{tenant}' AND seq_to <= 4; UPDATE streams SET oldest_seq = 5 WHERE tenant_id = '{tenant}'"
    );
    app.database.superuser().await.batch_execute(&gone).await.unwrap();
    for asked in ["3", "11", "900000", "-5", "what"] {
        let mut stream = follow_from(&client, asked).await;
        let reset = stream.next().await.unwrap();
        assert_eq!((reset.id, reset.event.as_str()), (Some(10), "reset"), "{asked}");
        assert_eq!(reset.data, json!({ "oldest_seq": 5, "last_seq": 10 }), "{asked}");
    }
    assert_eq!(follow_from(&client, "4").await.next().await.unwrap().id, Some(5));
    let mut stream = follow_from(&client, "1").await;
    assert_eq!(stream.next().await.unwrap().event, "reset");
    send(&client, "after", "101").await;
    assert_eq!(
        kinds(&stream.take(2).await),
        [(11, "call.received"), (12, "usage.changed")]
    );
}

#[tokio::test]
async fn whoever_sees_some_agents_calls_is_told_of_these_and_of_nothing_else() {
    let app = quick().await;
    let (tenant, client) = app.tenant("Acme").await;
    let agent = NewMember {
        agents: vec!["101".into()],
        ..NewMember::of(RoleRef::Preset(Preset::Agent))
    };
    let (_, own) = app.member(tenant, agent).await;
    let viewer = NewMember {
        row_scope: Some(RowScope::All),
        ..NewMember::of(RoleRef::Preset(Preset::Viewer))
    };
    let (_, all) = app.member(tenant, viewer).await;
    let without_usage = json!({ "name": "Wallboard", "scopes": ["events.read"] });
    let made = client.post("/v1/keys", &without_usage).await;
    let wallboard = Client::new(app.url(), made.json["secret"].as_str().map(str::to_owned));
    let (mut own, mut all, mut wallboard) = (follow(&own).await, follow(&all).await, follow(&wallboard).await);
    send(&client, "theirs", "102").await;
    send(&client, "mine", "101").await;
    send(&client, "nobodys", "").await;
    let mine = own.next().await.unwrap();
    assert_eq!((mine.id, mine.event.as_str()), (Some(3), "call.received"));
    assert_eq!(
        mine.data["data"]["call_id"],
        models::ids::call(tenant, "api", "mine").to_string()
    );
    let seen: Vec<i64> = all.take(6).await.iter().map(|told| told.id.unwrap()).collect();
    assert_eq!(seen, [1, 2, 3, 4, 5, 6]);
    let seen = wallboard.take(3).await;
    assert_eq!(seen.iter().map(|told| told.id.unwrap()).collect::<Vec<_>>(), [1, 3, 5]);
    // What was left out is not asked for again: the heartbeat says how far it came.
    let mut alive = own.block().await.unwrap();
    while alive.id != Some(6) {
        assert_eq!((alive.event.as_str(), alive.comment.as_str()), ("", "alive"));
        alive = own.block().await.unwrap();
    }
}

async fn ends(stream: &mut Follow, code: &str) {
    let last = stream.next().await.unwrap();
    assert_eq!((last.event.as_str(), &last.data["code"]), ("end", &json!(code)));
    assert_eq!(stream.next().await, None);
}

#[tokio::test]
async fn a_stream_ends_with_the_key_the_session_the_right_and_the_account() {
    let app = quick().await;
    let (tenant, client) = app.tenant("Acme").await;
    let key = client
        .post("/v1/keys", &json!({ "name": "K", "scopes": ["events.read"] }))
        .await;
    let by_key = Client::new(app.url(), key.json["secret"].as_str().map(str::to_owned));
    let viewer = || NewMember::of(RoleRef::Preset(Preset::Viewer));
    app.member(tenant, NewMember::of(RoleRef::Preset(Preset::Admin))).await;
    let (person, leaves) = app.member(tenant, viewer()).await;
    let (demoted, loses) = app.member(tenant, viewer()).await;
    let (mut by_key, mut session, mut right, mut stays) = (
        follow(&by_key).await,
        follow(&leaves).await,
        follow(&loses).await,
        follow(&client).await,
    );
    let revoked = format!("/v1/keys/{}", key.json["id"].as_str().unwrap());
    assert_eq!(client.send(client.request(Method::DELETE, &revoked)).await.status, 204);
    ends(&mut by_key, "invalid_key").await;
    let sessions = format!("/v1/team/members/{person}/sessions");
    let ended = client.send(client.request(Method::DELETE, &sessions)).await;
    assert!(ended.status < 300, "{}", ended.json);
    ends(&mut session, "invalid_session").await;
    let role = json!({ "name": "Reader", "permissions": ["calls.read"], "row_scope": "all" });
    let role = client.post("/v1/team/roles", &role).await;
    let member = format!("/v1/team/members/{demoted}");
    let changed = client
        .send(
            client
                .request(Method::PATCH, &member)
                .json(&json!({ "role": role.json["id"] })),
        )
        .await;
    assert_eq!(changed.status, 200, "{}", changed.json);
    ends(&mut right, "forbidden").await;
    send(&client, "a", "101").await;
    assert_eq!(stays.next().await.unwrap().event, "call.received");
    suspend(&app, tenant).await;
    assert_eq!(stays.next().await.unwrap().event, "usage.changed");
    ends(&mut stays, "tenant_suspended").await;
}

async fn suspend(app: &TestApp, tenant: TenantId) {
    let suspended = format!("UPDATE tenants SET status = 'suspended' WHERE id = '{tenant}'");
    app.database.superuser().await.batch_execute(&suspended).await.unwrap();
}

#[tokio::test]
async fn streams_are_counted_and_a_place_that_is_left_is_free_again() {
    let app = TestApp::configured(|config| {
        config.models.dir = "/nonexistent/models".into();
        config.feed.tenant_streams_max = 2;
        config.feed.streams_max = 3;
        config.feed.heartbeat_s = 1;
    })
    .await;
    let (_, client) = app.tenant("Acme").await;
    let (_, other) = app.tenant("Other").await;
    let (first, _second) = (follow(&client).await, follow(&client).await);
    let refused = client.get("/v1/events").await;
    assert_eq!(refused.refusal(), (429, "too_many_streams"));
    assert!(refused.header("retry-after").parse::<u64>().unwrap() > 0);
    let _third = follow(&other).await;
    assert_eq!(other.get("/v1/events").await.refusal(), (429, "too_many_streams"));
    let open = async || {
        client
            .get("/metrics")
            .await
            .text()
            .contains("audiapro_feed_streams 3\n")
    };
    assert!(open().await);
    drop(first);
    eventually("the place is free", async || {
        client.get("/v1/events?follow=false").await.status == 200
    })
    .await;
}

#[tokio::test]
async fn a_stream_that_is_far_behind_misses_nothing_and_holds_nothing() {
    let app = TestApp::configured(|config| {
        config.models.dir = "/nonexistent/models".into();
        config.feed.events_max = 4;
    })
    .await;
    let (_, client) = app.tenant("Acme").await;
    let mut stream = follow(&client).await;
    for part in 0..3 {
        let records: Vec<Value> = (0..700).map(|n| record(&format!("{part}-{n}"), "101")).collect();
        assert_eq!(client.post("/v1/calls", &json!(records)).await.status, 202);
    }
    let told = stream.take(2103).await;
    let numbers: Vec<i64> = told.iter().map(|told| told.id.unwrap()).collect();
    assert_eq!(numbers, (1..=2103).collect::<Vec<_>>());
}

#[tokio::test]
async fn what_another_process_commits_is_told_and_a_node_that_ends_lets_go() {
    let mut app = quick().await;
    let (tenant, client) = app.tenant("Acme").await;
    let mut stream = follow(&client).await;
    let told = format!(
        "UPDATE streams SET next_seq = 2 WHERE tenant_id = '{tenant}';
         INSERT INTO outbox (tenant_id, seq_from, seq_to, events) VALUES ('{tenant}', 1, 1, '[{{\"seq\": 1, \"type\": \"call.updated\", \"data\": {{\"call_id\": \"{tenant}\"}}}}]')"
    );
    app.database.superuser().await.batch_execute(&told).await.unwrap();
    assert_eq!(kinds(&stream.take(1).await), [(1, "call.updated")]);
    app.stop().await;
    assert_eq!(stream.next().await, None);
}

#[tokio::test]
async fn a_browser_follows_with_its_cookie() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let (person, _) = app.member(tenant, NewMember::of(RoleRef::Preset(Preset::Viewer))).await;
    let cookie = app.cookie(tenant, person).await;
    let request = app
        .anonymous()
        .request(Method::GET, "/v1/events")
        .header("cookie", format!("audiapro_session={cookie}"))
        .header("accept", "text/event-stream");
    let (mut stream, _) = Follow::begin(request).await;
    send(&client, "a", "101").await;
    assert_eq!(stream.next().await.unwrap().event, "call.received");
}
