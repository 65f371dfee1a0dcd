//! The queue through HTTP: what waits and until when; dead letters; analyses ordered anew and cancelled.

use std::collections::BTreeSet;

use chrono::{TimeDelta, Utc};
use models::Error;
use models::analytics::recount;
use models::calls::conservation;
use models::calls::queue::{self, Claimed, node};
use models::calls::result::{self, AnalysisRow, Outcome};
use models::identity::membership::NewMember;
use models::identity::permission::{Preset, RowScope};
use models::identity::role::RoleRef;
use models::ids::TenantId;
use models::staff::role::StaffRole;
use serde_json::{Value, json};
use tests::{Client, TestApp, eventually};
use uuid::Uuid;

/// A call of a minute that ended so long ago, of one agent.
fn record(external_id: &str, agent: &str, ago: TimeDelta) -> Value {
    let ended = Utc::now() - ago;
    json!({ "external_id": external_id, "direction": "inbound", "agent": agent, "talk_s": 60, "disposition": "answered",
        "started_at": (ended - TimeDelta::seconds(60)).to_rfc3339(), "ended_at": ended.to_rfc3339() })
}

/// A call with a recording of two seconds; its id.
async fn send(client: &Client, external_id: &str, agent: &str, ago: TimeDelta) -> String {
    let sent = client.post("/v1/calls", &record(external_id, agent, ago)).await;
    assert_eq!(sent.status, 202, "{}", sent.json);
    let path = format!("/v1/calls/api/{external_id}/recording");
    let put = client.put(&path, "audio/wav", tests::sound::wav(8000, 1, 16_000)).await;
    assert_eq!(put.status, 201, "{}", put.json);
    sent.json["call_id"].as_str().unwrap().to_owned()
}

async fn claim(app: &TestApp, wanted: i64) -> Vec<Claimed> {
    let worker = &app.database.pools.worker;
    let claimed = worker.transaction(async |conn| queue::claim(conn, "test", wanted, 60.0).await);
    claimed.await.unwrap()
}

/// Everything that waits is claimed and ends so.
async fn end_all(app: &TestApp, outcome: Outcome) {
    for claimed in claim(app, 64).await {
        let (claim, outcome) = (&claimed.claim, &outcome);
        let settled = app.database.pools.app.tenant(claim.tenant, async |conn| {
            result::settle(conn, claim, outcome, 1, &|_| ()).await
        });
        settled.await.unwrap();
    }
}

fn given_up(code: &'static str) -> Outcome {
    Outcome::Failed {
        code,
        detail: "planned".into(),
        given_up: true,
    }
}

fn analyzed() -> Outcome {
    Outcome::Analyzed(Box::new(AnalysisRow {
        duration_ms: 2_000,
        channels: 1,
        language: "en".into(),
        ..AnalysisRow::default()
    }))
}

async fn holds(app: &TestApp, tenant: TenantId) {
    let worker = &app.database.pools.worker;
    let balance = worker.transaction(async |conn| -> Result<_, Error> { conservation::balance(conn, tenant).await });
    assert_eq!(balance.await.unwrap().amiss(), None);
    assert_eq!(recount::differences(worker).await.unwrap(), []);
    app.events_are_documented().await;
}

async fn status(client: &Client, call: &str) -> String {
    let listed = client.get("/v1/calls").await.json;
    let found = listed["data"].as_array().unwrap().iter().find(|one| one["id"] == call);
    found.unwrap()["analysis_status"].as_str().unwrap().to_owned()
}

async fn manager(app: &TestApp, tenant: TenantId, agent: &str) -> Client {
    let new = NewMember {
        row_scope: Some(RowScope::Own),
        agents: vec![agent.into()],
        ..NewMember::of(RoleRef::Preset(Preset::Manager))
    };
    app.member(tenant, new).await.1
}

async fn audited(app: &TestApp, action: &str) -> i64 {
    let count = "SELECT count(*) FROM audit_details WHERE action = $1";
    app.database
        .superuser()
        .await
        .query_one(count, &[&action])
        .await
        .unwrap()
        .get(0)
}

#[tokio::test]
async fn the_queue_tells_what_waits_in_each_lane_and_until_when() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let (_, other) = app.tenant("Other").await;
    let fresh = send(&client, "a", "101", TimeDelta::minutes(1)).await;
    send(&client, "b", "102", TimeDelta::hours(1)).await;
    // It began the day before yesterday and lasted until this morning: its end counts.
    let mut long = record("c", "101", TimeDelta::hours(2));
    long["started_at"] = json!((Utc::now() - TimeDelta::hours(40)).to_rfc3339());
    client.post("/v1/calls", &long).await;
    client
        .put(
            "/v1/calls/api/c/recording",
            "audio/wav",
            tests::sound::wav(8000, 1, 16_000),
        )
        .await;
    let old = send(&client, "old", "101", TimeDelta::days(300)).await;
    let told = client.get("/v1/queue").await;
    assert_eq!(told.status, 200, "{}", told.json);
    let lane = |told: &Value, name: &str| -> Value {
        let lanes = told["lanes"].as_array().unwrap();
        lanes.iter().find(|lane| lane["lane"] == name).unwrap().clone()
    };
    let waiting =
        |told: &Value| ["live", "fresh", "backfill"].map(|name| lane(told, name)["waiting"].as_i64().unwrap());
    assert_eq!(waiting(&told.json), [0, 3, 1]);
    let now = lane(&told.json, "fresh");
    assert_eq!(
        (&now["audio_s"], &now["running"], &now["eta"]),
        (&json!(6.0), &json!(0), &Value::Null)
    );
    assert!(now["oldest_s"].as_f64().unwrap() >= 0.0, "{now}");
    assert_eq!(lane(&told.json, "live")["oldest_at"], Value::Null);
    assert_eq!(
        waiting(&other.get("/v1/queue").await.json),
        [0, 0, 0],
        "another tenant's is another queue"
    );
    let own = manager(&app, tenant, "102").await;
    assert_eq!(
        waiting(&own.get("/v1/queue").await.json),
        [0, 1, 0],
        "of their own rows"
    );

    // Two workers that need half a second for a second of audio.
    let worker = &app.database.pools.worker;
    let seen = worker.transaction(async |conn| -> Result<(), Error> { node::seen(conn, "other", 2, Some(0.5)).await });
    seen.await.unwrap();
    eventually("the speed is known", async || {
        client.get("/v1/queue").await.json["workers"] == 2
    })
    .await;
    let told = client.get("/v1/queue").await.json;
    assert_eq!(told["real_time_factor"], 0.5);
    // Six seconds at nine tenths of four a second.
    let eta_s = lane(&told, "fresh")["eta_s"].as_f64().unwrap();
    assert!((eta_s - 6.0 / 3.6).abs() < 0.01, "{told}");
    let detail = client.get(&format!("/v1/calls/{fresh}")).await.json;
    assert!(detail["analysis_eta"].is_string(), "{detail}");
    let trace = client.get(&format!("/v1/calls/{old}/trace")).await.json;
    let waits = &trace["waiting"][0];
    assert_eq!(
        (&waits["for"], &waits["lane"]),
        (&json!("worker"), &json!("backfill")),
        "{trace}"
    );
    let (eta, first) = (waits["eta"].as_str().unwrap(), detail["analysis_eta"].as_str().unwrap());
    assert!(eta > first, "history comes after what is fresh: {eta} {first}");

    let claimed = claim(&app, 1).await;
    assert_eq!(claimed[0].claim.call.to_string(), fresh, "the oldest of the fresh ones");
    let told = client.get("/v1/queue").await.json;
    assert_eq!(
        (waiting(&told), &lane(&told, "fresh")["running"]),
        ([0, 2, 1], &json!(1))
    );
}

/// The calls of a filter.
async fn calls(client: &Client, filter: &str) -> BTreeSet<String> {
    let listed = client.get(&format!("/v1/calls?{filter}")).await;
    assert_eq!(listed.status, 200, "{}", listed.json);
    let data = listed.json["data"].as_array().unwrap().iter();
    data.map(|call| call["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_the_queue_counts_in_a_lane_opens_to_its_calls() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let (_, other) = app.tenant("Other").await;
    let first = send(&client, "a", "101", TimeDelta::minutes(2)).await;
    let second = send(&client, "b", "102", TimeDelta::minutes(1)).await;
    let old = send(&client, "old", "101", TimeDelta::days(300)).await;
    let ids = |ids: &[&String]| -> BTreeSet<String> { ids.iter().map(|id| (*id).clone()).collect() };
    assert_eq!(
        calls(&client, "lane=fresh&waits_for=worker,retry").await,
        ids(&[&first, &second])
    );
    assert_eq!(calls(&client, "lane=backfill").await, ids(&[&old]));
    assert_eq!(
        calls(&client, "lane=live,fresh,backfill").await,
        calls(&client, "").await
    );
    assert_eq!(calls(&other, "lane=fresh,backfill").await, ids(&[]));

    let claimed = claim(&app, 1).await;
    assert_eq!(claimed[0].claim.call.to_string(), first);
    assert_eq!(calls(&client, "lane=fresh&waits_for=result").await, ids(&[&first]));
    assert_eq!(calls(&client, "waits_for=worker").await, ids(&[&second, &old]));
    let counted = client.get("/v1/calls/count?lane=fresh&waits_for=result").await;
    assert_eq!(counted.json["count"], 1);
    let later = Outcome::Retry {
        code: "timed_out",
        detail: "planned".into(),
        after_s: 600.0,
    };
    end_all(&app, later).await;
    let paused = calls(&client, "waits_for=retry").await;
    assert_eq!(paused, ids(&[&second, &old]));
    let own = manager(&app, tenant, "102").await;
    assert_eq!(calls(&own, "waits_for=retry,result").await, ids(&[&second]));
    for wrong in ["lane=slow", "waits_for=luck", "lane=fresh&waits_for="] {
        let refused = client.get(&format!("/v1/calls?{wrong}")).await;
        assert_eq!(refused.refusal(), (400, "invalid_parameter"), "{wrong}");
    }
}

#[tokio::test]
async fn a_dead_letter_is_listed_inspected_tried_again_and_dropped() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let (_, other) = app.tenant("Other").await;
    let call = send(&client, "a", "101", TimeDelta::minutes(1)).await;
    end_all(&app, given_up("timed_out")).await;
    send(&client, "b", "102", TimeDelta::minutes(1)).await;
    end_all(&app, given_up("worker_panicked")).await;
    holds(&app, tenant).await;

    let list = client.get("/v1/dead-letters?limit=1").await;
    assert_eq!(list.status, 200, "{}", list.json);
    assert_eq!(list.json["data"][0]["external_id"], "b", "latest first");
    let next = list.json["next"].as_str().unwrap();
    let rest = client
        .get(&format!("/v1/dead-letters?limit=1&cursor={next}"))
        .await
        .json;
    assert_eq!(
        (&rest["data"][0]["external_id"], &rest["next"]),
        (&json!("a"), &Value::Null)
    );
    let by_code = client.get("/v1/dead-letters?code=timed_out&lane=fresh").await.json;
    assert_eq!(by_code["data"].as_array().unwrap().len(), 1);
    let of_call = client.get(&format!("/v1/dead-letters?call_id={call}")).await.json;
    let letter = &of_call["data"][0];
    assert_eq!(
        (&letter["code"], &letter["attempts"], &letter["detail"]),
        (&json!("timed_out"), &json!(1), &json!("planned"))
    );
    assert_eq!(
        client.get("/v1/dead-letters?lane=slow").await.refusal(),
        (400, "invalid_parameter")
    );
    assert_eq!(
        client.get("/v1/dead-letters?cursor=x").await.refusal(),
        (400, "invalid_parameter")
    );

    let id = letter["id"].as_str().unwrap();
    let detail = client.get(&format!("/v1/dead-letters/{id}")).await.json;
    let stages: Vec<&str> = detail["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["stage"].as_str().unwrap())
        .collect();
    assert_eq!(stages.last(), Some(&"dead_lettered"), "{detail}");
    assert_eq!(
        other.get(&format!("/v1/dead-letters/{id}")).await.refusal(),
        (404, "not_found")
    );
    let foreign = other.post(&format!("/v1/dead-letters/{id}/retry"), &json!({})).await;
    assert_eq!(foreign.refusal(), (404, "not_found"));

    let retried = client.post(&format!("/v1/dead-letters/{id}/retry"), &json!({})).await;
    assert_eq!(
        (retried.status, &retried.json["result"]),
        (200, &json!("retried")),
        "{}",
        retried.json
    );
    assert_eq!(status(&client, &call).await, "queued");
    holds(&app, tenant).await;
    let again = client.post(&format!("/v1/dead-letters/{id}/retry"), &json!({})).await;
    assert_eq!(again.refusal(), (404, "not_found"), "once");
    let claimed = claim(&app, 10).await;
    assert_eq!(
        (claimed.len(), claimed[0].claim.attempt),
        (1, 1),
        "all attempts lie before it again"
    );
    let trace = client.get(&format!("/v1/calls/{call}/trace")).await.json;
    let steps = trace["steps"].as_array().unwrap();
    assert!(
        steps
            .iter()
            .any(|step| step["stage"] == "queued" && step["reason"] == "retry"),
        "{trace}"
    );
    assert_eq!(audited(&app, "dead_letter.retried").await, 1);

    let left = client.get("/v1/dead-letters").await.json["data"][0].clone();
    let path = format!("/v1/dead-letters/{}/discard", left["id"].as_str().unwrap());
    assert_eq!(client.post(&path, &json!({})).await.json["result"], "discarded");
    assert_eq!(client.get("/v1/dead-letters").await.json["data"], json!([]));
    let failed = client
        .get(&format!("/v1/calls/{}", left["call_id"].as_str().unwrap()))
        .await
        .json;
    assert_eq!(
        (&failed["analysis_status"], &failed["legs"][0]["analysis_error"]["code"]),
        (&json!("failed"), &json!("worker_panicked"))
    );
    assert_eq!(audited(&app, "dead_letter.discarded").await, 1);
    holds(&app, tenant).await;
    let updated = "SELECT count(*) FROM outbox, jsonb_array_elements(events) e WHERE e->'data' ? 'dead_letter'";
    let events: i64 = app
        .database
        .superuser()
        .await
        .query_one(updated, &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(events, 2, "each is told");
}

#[tokio::test]
async fn managers_hear_of_failed_analyses_of_the_calls_that_they_see() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let all = app
        .member(tenant, NewMember::of(RoleRef::Preset(Preset::Manager)))
        .await
        .1;
    let own = manager(&app, tenant, "101").await;
    let others = manager(&app, tenant, "102").await;
    send(&client, "a", "101", TimeDelta::minutes(1)).await;
    end_all(&app, given_up("timed_out")).await;
    for (client, unread) in [(&all, 1), (&own, 1), (&others, 0)] {
        assert_eq!(client.get("/v1/notifications").await.json["unread"], unread);
    }
}

#[tokio::test]
async fn many_dead_letters_are_tried_again_or_dropped_with_a_result_for_each_within_ones_own_rows() {
    let app = TestApp::configured(|config| {
        config.models.dir = "/nonexistent/models".into();
        config.bounds.bulk_max = 3;
    })
    .await;
    let (tenant, client) = app.tenant("Acme").await;
    for (n, agent) in ["101", "101", "102", "102", "102"].into_iter().enumerate() {
        send(&client, &format!("c{n}"), agent, TimeDelta::minutes(1)).await;
    }
    end_all(&app, given_up("timed_out")).await;
    let all = client.get("/v1/dead-letters").await.json;
    let ids = |agent: &str| -> Vec<Value> {
        let letters = all["data"].as_array().unwrap().iter();
        letters
            .filter(|letter| letter["agent"] == agent)
            .map(|letter| letter["id"].clone())
            .collect()
    };
    let own = manager(&app, tenant, "101").await;
    assert_eq!(
        own.get("/v1/dead-letters").await.json["data"].as_array().unwrap().len(),
        2
    );
    let (mine, theirs) = (ids("101"), ids("102"));
    let path = format!("/v1/dead-letters/{}", theirs[0].as_str().unwrap());
    assert_eq!(own.get(&path).await.refusal(), (404, "not_found"));
    let asked = json!({ "ids": [mine[0], theirs[0]] });
    let told = own.post("/v1/dead-letters/retry", &asked).await;
    assert_eq!(told.status, 200, "{}", told.json);
    let results: Vec<&Value> = told.json["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["result"])
        .collect();
    assert_eq!(results, [&json!("retried"), &json!("not_found")]);

    let too_many = json!({ "ids": vec![mine[0].clone(); 4] });
    assert_eq!(
        client.post("/v1/dead-letters/retry", &too_many).await.refusal(),
        (400, "invalid_parameter")
    );
    assert_eq!(
        client.post("/v1/dead-letters/retry", &json!({})).await.refusal(),
        (400, "invalid_parameter")
    );
    let nothing = json!({ "filter": { "code": "worker_panicked" } });
    assert_eq!(
        client.post("/v1/dead-letters/discard", &nothing).await.json["data"],
        json!([])
    );
    let rest = json!({ "filter": { "code": "timed_out" } });
    let first = client.post("/v1/dead-letters/discard", &rest).await.json;
    assert_eq!(
        (first["data"].as_array().unwrap().len(), &first["more"]),
        (3, &json!(true)),
        "as many as one request may"
    );
    let last = client.post("/v1/dead-letters/discard", &rest).await.json;
    assert_eq!(
        (last["data"].as_array().unwrap().len(), &last["more"]),
        (1, &json!(false))
    );
    assert_eq!(client.get("/v1/dead-letters").await.json["data"], json!([]));
    holds(&app, tenant).await;
}

#[tokio::test]
async fn a_queued_analysis_is_cancelled_and_ordered_anew() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let (_, other) = app.tenant("Other").await;
    let call = send(&client, "a", "101", TimeDelta::minutes(1)).await;
    let (cancel, anew) = (
        format!("/v1/calls/{call}/cancel"),
        format!("/v1/calls/{call}/reanalyze"),
    );
    assert_eq!(other.post(&cancel, &json!({})).await.refusal(), (404, "not_found"));
    assert_eq!(
        client.post(&anew, &json!({})).await.refusal(),
        (409, "conflict"),
        "it waits already"
    );
    let cancelled = client.post(&cancel, &json!({})).await;
    assert_eq!(
        (cancelled.status, &cancelled.json["waiting"], &cancelled.json["running"]),
        (200, &json!(1), &json!(0)),
        "{}",
        cancelled.json
    );
    assert_eq!(
        client.post(&cancel, &json!({})).await.refusal(),
        (409, "conflict"),
        "nothing is left of it"
    );
    let detail = client.get(&format!("/v1/calls/{call}")).await.json;
    assert_eq!(
        (&detail["analysis_status"], &detail["legs"][0]["analysis_error"]["code"]),
        (&json!("none"), &json!("cancelled"))
    );
    assert!(claim(&app, 10).await.is_empty());
    holds(&app, tenant).await;

    let ordered = client.post(&anew, &json!({})).await;
    assert_eq!(
        (ordered.status, &ordered.json["result"]),
        (202, &json!("queued")),
        "{}",
        ordered.json
    );
    let waits = client.get(&format!("/v1/calls/{call}/trace")).await.json["waiting"][0].clone();
    assert_eq!(waits["lane"], "backfill", "{waits}");
    end_all(&app, analyzed()).await;
    assert_eq!(status(&client, &call).await, "analyzed");
    assert_eq!(client.get("/v1/usage").await.json["used"], 1, "a call is charged once");
    assert_eq!(
        (
            audited(&app, "call.analysis_cancelled").await,
            audited(&app, "call.reanalysis_ordered").await
        ),
        (1, 1)
    );
    holds(&app, tenant).await;

    // What was found stays while it is found anew, and if it is not.
    assert_eq!(client.post(&anew, &json!({})).await.status, 202);
    assert_eq!(client.post(&anew, &json!({})).await.refusal(), (409, "conflict"));
    assert_eq!(status(&client, &call).await, "analyzed");
    assert_eq!(client.post(&cancel, &json!({})).await.status, 200);
    assert_eq!(client.post(&anew, &json!({})).await.status, 202);
    end_all(&app, given_up("timed_out")).await;
    let letter = client.get("/v1/dead-letters").await.json["data"][0].clone();
    assert_eq!(letter["reanalysis"], true, "{letter}");
    assert_eq!(status(&client, &call).await, "analyzed");
    holds(&app, tenant).await;
    assert_eq!(client.post(&anew, &json!({})).await.status, 202);
    assert_eq!(
        client.get("/v1/dead-letters").await.json["data"],
        json!([]),
        "the order takes its place"
    );
}

#[tokio::test]
async fn calls_of_a_filter_are_analysed_anew_page_by_page_with_a_result_for_each() {
    let app = TestApp::configured(|config| {
        config.models.dir = "/nonexistent/models".into();
        config.bounds.bulk_max = 2;
    })
    .await;
    let (tenant, client) = app.tenant("Acme").await;
    let mut calls = BTreeSet::new();
    for n in 0..4 {
        calls.insert(send(&client, &format!("c{n}"), "101", TimeDelta::minutes(n + 1)).await);
    }
    end_all(&app, analyzed()).await;
    let silent = client
        .post("/v1/calls", &record("silent", "101", TimeDelta::minutes(9)))
        .await;
    let silent = silent.json["call_id"].as_str().unwrap().to_owned();
    send(&client, "theirs", "102", TimeDelta::minutes(1)).await;
    let own = manager(&app, tenant, "101").await;
    assert_eq!(
        client.post("/v1/calls/reanalyze", &json!({})).await.refusal(),
        (400, "invalid_parameter"),
        "all calls by mistake"
    );
    let (mut told, mut cursor) = (BTreeSet::new(), String::new());
    for page in 0.. {
        assert!(page < 5);
        let path = format!("/v1/calls/reanalyze?source_instance=api{cursor}");
        let answer = own.send(own.request(reqwest::Method::POST, &path)).await;
        assert_eq!(answer.status, 202, "{}", answer.json);
        for one in answer.json["data"].as_array().unwrap() {
            told.insert((
                one["call_id"].as_str().unwrap().to_owned(),
                one["result"].as_str().unwrap().to_owned(),
            ));
        }
        let Some(next) = answer.json["next"].as_str() else {
            break;
        };
        cursor = format!("&cursor={next}");
    }
    let mut expected: BTreeSet<_> = calls.iter().map(|call| (call.clone(), "queued".to_owned())).collect();
    expected.insert((silent.clone(), "nothing_to_analyze".into()));
    assert_eq!(told, expected, "their own rows, each once");
    let lanes = client.get("/v1/queue").await.json;
    assert_eq!(
        (&lanes["lanes"][1]["waiting"], &lanes["lanes"][2]["waiting"]),
        (&json!(1), &json!(4))
    );
    let ids = json!({ "ids": [silent, uuid::Uuid::nil()] });
    let named = client.post("/v1/calls/reanalyze", &ids).await.json;
    let results: Vec<&Value> = named["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["result"])
        .collect();
    assert_eq!(
        (results, &named["queued"]),
        (vec![&json!("nothing_to_analyze"), &json!("not_found")], &json!(0))
    );
    holds(&app, tenant).await;
}

#[tokio::test]
async fn what_is_withheld_is_neither_cancelled_nor_analysed_anew() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let limit = models::identity::tenant::TenantChange {
        limit: Some(models::identity::tenant::LimitChange::Calls(0)),
        ..Default::default()
    };
    let owner = &app.database.pools.owner;
    models::identity::tenant::Tenant::set(owner, "test", tenant, limit)
        .await
        .unwrap();
    let call = send(&client, "a", "101", TimeDelta::minutes(1)).await;
    for path in ["cancel", "reanalyze"] {
        let refused = client.post(&format!("/v1/calls/{call}/{path}"), &json!({})).await;
        assert_eq!(refused.refusal(), (409, "conflict"), "{path}");
    }
    assert_eq!(client.get("/v1/queue").await.json["lanes"][1]["withheld"], 1);
    assert_eq!(status(&client, &call).await, "withheld");
    holds(&app, tenant).await;
}

#[tokio::test]
async fn an_operator_sees_the_queue_settles_dead_letters_and_pauses_analysis() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    for id in ["a", "b", "c"] {
        send(&client, id, "101", TimeDelta::minutes(1)).await;
    }
    end_all(&app, given_up("timed_out")).await;
    send(&client, "d", "101", TimeDelta::minutes(1)).await;
    let listed = app.run(&["dead-letters", "list", "--tenant", "Acme", "--json"]).await;
    let letters: Vec<Value> = listed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(letters.len(), 3, "{listed}");
    let (first, nobody) = (letters[0]["id"].as_str().unwrap(), uuid::Uuid::nil().to_string());
    let named = app
        .end(&["dead-letters", "retry", "--tenant", "Acme", first, &nobody])
        .await;
    assert_eq!(
        (named.status, named.out.as_str()),
        (1, "retried 1 of 2\n"),
        "one of them is none"
    );
    let rest = app
        .run(&["dead-letters", "discard", "--tenant", "Acme", "--code", "timed_out"])
        .await;
    assert_eq!(rest, "discarded 2 of 2\n");
    let unsaid = app.end(&["dead-letters", "discard", "--tenant", "Acme"]).await;
    assert_eq!(unsaid.status, 1, "it has to be said which");
    holds(&app, tenant).await;
    for arguments in [&["queue", "--json"][..], &["queue", "--json", "--tenant", "Acme"]] {
        let told: Value = serde_json::from_str(&app.run(arguments).await).unwrap();
        assert_eq!(told["lanes"][1]["waiting"], 2, "{arguments:?}");
    }

    app.run(&["queue", "pause", "--reason", "another model"]).await;
    let shown = app.run(&["queue"]).await;
    assert!(shown.contains("paused: another model"), "{shown}");
    assert!(claim(&app, 10).await.is_empty(), "nothing is claimed");
    eventually("the tenant sees it", async || {
        client.get("/v1/queue").await.json["paused"] == true
    })
    .await;
    send(&client, "e", "101", TimeDelta::minutes(1)).await;
    app.run(&["queue", "resume"]).await;
    assert_eq!(claim(&app, 10).await.len(), 3);
}

#[tokio::test]
async fn the_staff_sees_the_queue_of_all_and_settles_a_tenants_dead_letters_under_its_own_name() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let (_, other) = app.tenant("Other").await;
    let (staff_id, staff) = app.staff(StaffRole::Admin).await;
    let (_, support) = app.staff(StaffRole::Support).await;
    for external_id in ["a", "b"] {
        send(&client, external_id, "101", TimeDelta::minutes(1)).await;
    }
    end_all(&app, given_up("timed_out")).await;
    send(&other, "c", "101", TimeDelta::minutes(1)).await;
    let told = support.get("/admin/v1/queue").await;
    assert_eq!(told.status, 200, "{}", told.json);
    let fresh = told.json["lanes"].as_array().unwrap().iter();
    assert_eq!(
        fresh
            .filter(|lane| lane["lane"] == "fresh")
            .map(|lane| &lane["waiting"])
            .collect::<Vec<_>>(),
        [&json!(1)]
    );
    let depths: Vec<(&Value, &Value, &Value)> = told.json["tenants"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (&one["name"], &one["waiting"], &one["dead_letters"]))
        .collect();
    assert_eq!(
        depths,
        [
            (&json!("Other"), &json!(1), &json!(0)),
            (&json!("Acme"), &json!(0), &json!(2))
        ],
        "the deepest first"
    );

    let of_lane = async |lane: &str| support.get(&format!("/admin/v1/queue?lane={lane}")).await;
    assert_eq!(of_lane("fresh").await.json["tenants"], told.json["tenants"]);
    let backfill = of_lane("backfill").await.json;
    assert_eq!(backfill["tenants"], json!([]), "nothing of anybody stands there");
    assert_eq!(backfill["lanes"].as_array().unwrap().len(), 3);
    assert_eq!(of_lane("slow").await.refusal(), (400, "invalid_parameter"));

    let base = format!("/admin/v1/tenants/{tenant}/dead-letters");
    let listed = support.get(&format!("{base}?limit=1")).await.json;
    assert_eq!(
        (&listed["data"][0]["code"], listed["next"].is_string()),
        (&json!("timed_out"), true)
    );
    let id = &listed["data"][0]["id"];
    let body = json!({ "ids": [id] });
    assert_eq!(
        support.post(&format!("{base}/retry"), &body).await.refusal(),
        (403, "forbidden")
    );
    let retried = staff.post(&format!("{base}/retry"), &body).await;
    assert_eq!(
        (retried.status, &retried.json["data"][0]["result"]),
        (200, &json!("retried")),
        "{}",
        retried.json
    );
    let dropped = staff
        .post(&format!("{base}/discard"), &json!({ "filter": {} }))
        .await
        .json;
    assert_eq!(
        (dropped["data"].as_array().unwrap().len(), &dropped["data"][0]["result"]),
        (1, &json!("discarded"))
    );
    assert_eq!(staff.get(&base).await.json["data"], json!([]));
    let log = client.get("/v1/audit?q=action:dead_letter.*").await.json;
    for entry in log["data"].as_array().unwrap() {
        assert_eq!(entry["actor"], json!(format!("staff:{staff_id}")), "{entry}");
    }
    assert_eq!(log["data"].as_array().unwrap().len(), 2);
    let nobody = format!("/admin/v1/tenants/{}/dead-letters", Uuid::new_v4());
    assert_eq!(staff.get(&nobody).await.refusal(), (404, "not_found"));
    holds(&app, tenant).await;
}

#[tokio::test]
async fn the_staff_reads_every_attempt_of_a_dead_letter_and_nothing_of_the_people_in_the_call() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let (other, _) = app.tenant("Other").await;
    let (_, support) = app.staff(StaffRole::Support).await;
    send(&client, "a", "101", TimeDelta::minutes(1)).await;
    let again = Outcome::Retry {
        code: "worker_panicked",
        detail: "planned".into(),
        after_s: 0.0,
    };
    end_all(&app, again).await;
    end_all(&app, given_up("timed_out")).await;
    let matched = r#"INSERT INTO trace (tenant_id, call_id, leg_id, stage, reason, detail)
        SELECT tenant_id, call_id, id, 'recording_matched', 'name', '{"name": "from-12025550143.wav"}'::jsonb FROM legs"#;
    app.database.superuser().await.execute(matched, &[]).await.unwrap();

    let base = format!("/admin/v1/tenants/{tenant}/dead-letters");
    let listed = support.get(&base).await.json;
    let id = listed["data"][0]["id"].as_str().unwrap();
    let read = support.get(&format!("{base}/{id}")).await;
    assert_eq!(read.status, 200, "{}", read.json);
    assert_eq!(read.json["external_id"], "a");
    let steps = read.json["steps"].as_array().unwrap();
    let attempts: Vec<[&Value; 4]> = steps
        .iter()
        .filter(|step| step["attempt"].is_number())
        .map(|step| ["stage", "attempt", "reason", "latency_ms"].map(|name| &step[name]))
        .collect();
    assert_eq!(
        attempts,
        [
            [&json!("retry"), &json!(1), &json!("worker_panicked"), &json!(1)],
            [&json!("dead_lettered"), &json!(2), &json!("timed_out"), &json!(1)]
        ]
    );
    assert_eq!(steps[0]["stage"], "received", "{}", read.json);
    let matched = steps.iter().find(|step| step["stage"] == "recording_matched");
    assert_eq!(matched.unwrap()["detail"], json!({}), "a file's name may hold a number");
    let own = client.get(&format!("/v1/dead-letters/{id}")).await.json;
    assert!(own.to_string().contains("from-12025550143.wav"), "{own}");

    let never = Uuid::new_v4().to_string();
    for (of, letter) in [(other, id), (tenant, never.as_str()), (tenant, "x")] {
        let path = format!("/admin/v1/tenants/{of}/dead-letters/{letter}");
        assert_eq!(support.get(&path).await.refusal(), (404, "not_found"), "{path}");
    }
    assert_eq!(client.get(&format!("{base}/{id}")).await.refusal().0, 401);
}

#[tokio::test]
async fn the_staff_settles_dead_letters_of_all_tenants_the_chosen_ones_and_all_that_match() {
    let app = TestApp::configured(|config| {
        config.models.dir = "/nonexistent/models".into();
        config.bounds.bulk_max = 2;
    })
    .await;
    let (acme, client) = app.tenant("Acme").await;
    let (bolt, other) = app.tenant("Bolt").await;
    let (staff_id, staff) = app.staff(StaffRole::Admin).await;
    let (_, support) = app.staff(StaffRole::Support).await;
    for external_id in ["a", "b"] {
        send(&client, external_id, "101", TimeDelta::minutes(1)).await;
        send(&other, external_id, "101", TimeDelta::minutes(1)).await;
    }
    end_all(&app, given_up("timed_out")).await;
    send(&other, "c", "101", TimeDelta::minutes(1)).await;
    end_all(&app, given_up("worker_panicked")).await;

    let base = "/admin/v1/dead-letters";
    let list = async |query: &str| support.get(&format!("{base}{query}")).await.json;
    let whose = |page: &Value| -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let letters = page["data"].as_array().unwrap().iter();
        letters
            .map(|one| (text(&one["tenant"]), text(&one["external_id"])))
            .collect()
    };
    let first = list("?limit=2").await;
    assert_eq!(
        whose(&first)[0],
        ("Bolt".to_owned(), "c".to_owned()),
        "latest first: {first}"
    );
    let mut all = whose(&first);
    let next = first["next"].as_str().unwrap();
    let second = list(&format!("?limit=2&cursor={next}")).await;
    all.extend(whose(&second));
    let next = second["next"].as_str().unwrap();
    let last = list(&format!("?limit=2&cursor={next}")).await;
    all.extend(whose(&last));
    assert_eq!(
        (all.iter().collect::<BTreeSet<_>>().len(), &last["next"]),
        (5, &Value::Null)
    );
    let letter = &first["data"][0];
    assert_eq!(
        (&letter["tenant_id"], &letter["code"], &letter["attempts"]),
        (&json!(bolt), &json!("worker_panicked"), &json!(1))
    );
    assert_eq!(whose(&list(&format!("?tenant_id={acme}&limit=2")).await).len(), 2);
    assert_eq!(whose(&list("?code=worker_panicked").await).len(), 1);
    assert_eq!(
        support.get(&format!("{base}?colour=red")).await.refusal(),
        (400, "invalid_parameter")
    );
    let counts = support.get(&format!("{base}/counts")).await.json;
    let told: Vec<(&Value, &Value, &Value)> = counts["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (&one["tenant"], &one["code"], &one["dead_letters"]))
        .collect();
    assert_eq!(
        told,
        [
            (&json!("Acme"), &json!("timed_out"), &json!(2)),
            (&json!("Bolt"), &json!("timed_out"), &json!(2)),
            (&json!("Bolt"), &json!("worker_panicked"), &json!(1)),
        ],
        "the most first"
    );

    // The id is good for its own tenant alone.
    let foreign = json!({ "letters": [{ "tenant_id": acme, "id": letter["id"] }] });
    let own = json!({ "letters": [{ "tenant_id": bolt, "id": letter["id"] }] });
    assert_eq!(
        support.post(&format!("{base}/retry"), &own).await.refusal(),
        (403, "forbidden")
    );
    let retried = staff.post(&format!("{base}/retry"), &foreign).await;
    assert_eq!(retried.json["data"][0]["result"], "not_found", "{:?}", retried.json);
    let retried = staff.post(&format!("{base}/retry"), &own).await;
    assert_eq!(
        (retried.status, &retried.json["data"][0]["result"]),
        (200, &json!("retried")),
        "{:?}",
        retried.json
    );
    for wrong in [
        json!({}),
        json!({ "filter": {}, "letters": [] }),
        json!({ "letters": vec![&own["letters"][0]; 3] }),
    ] {
        let refused = staff.post(&format!("{base}/discard"), &wrong).await;
        assert_eq!(refused.refusal(), (400, "invalid_parameter"), "{wrong}");
    }
    let rest = json!({ "filter": { "code": "timed_out" } });
    let mut left = Vec::new();
    for _ in 0..2 {
        let told = staff.post(&format!("{base}/discard"), &rest).await.json;
        left.push((told["data"].as_array().unwrap().len(), told["more"].clone()));
    }
    assert_eq!(
        left,
        [(2, json!(true)), (2, json!(false))],
        "as many as one request may"
    );
    assert_eq!(list("").await["data"], json!([]));
    for (client, entries) in [(&client, 2), (&other, 3)] {
        let log = client.get("/v1/audit?q=action:dead_letter.*").await.json;
        let log = log["data"].as_array().unwrap();
        assert_eq!(log.len(), entries);
        for entry in log {
            assert_eq!(entry["actor"], json!(format!("staff:{staff_id}")), "{entry}");
        }
    }
    holds(&app, acme).await;
    holds(&app, bolt).await;
}
