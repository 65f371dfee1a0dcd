//! The ledger and the analysis on a real database: exact counters, recordings that meet their records, failures that cost what they must.

use std::collections::HashMap;
use std::time::Duration;

use actors::analysis::AnalysisState;
use actors::app::StartError;
use actors::ledger::LedgerState;
use actors::ledger::arrival::Fate::{self, Conflict, Duplicate, New, Refused};
use models::billing::usage::Limit;
use models::calls::queue;
use models::calls::result::{self, AnalysisRow, Outcome, Settled};
use models::calls::trace;
use models::identity::tenant::LimitChange;
use models::ids::{self, TenantId};
use serde_json::json;
use uuid::Uuid;

use crate::stage::{self, Stage, call, fakes, fixed_call, record};

const ANALYZED: &str = "SELECT count(*) FROM calls WHERE analysis_status = 'analyzed'";

#[tokio::test]
async fn a_record_is_stored_once_whatever_comes_again() {
    let stage = Stage::new().await;
    let tenant = stage.tenant(LimitChange::Unlimited).await;
    let other = {
        let mut call = fixed_call("a");
        call["talk_s"] = json!(61);
        call
    };
    assert_eq!(
        stage
            .take(
                tenant,
                &[fixed_call("a"), fixed_call("b"), fixed_call("a"), other.clone()]
            )
            .await,
        [New, New, Duplicate, Conflict]
    );
    assert_eq!(
        stage.take(tenant, &[other, fixed_call("a")]).await,
        [Conflict, Duplicate]
    );
    assert_eq!(
        stage
            .texts("SELECT talk_s::text FROM legs WHERE external_id = 'a'")
            .await,
        ["60"]
    );
    assert_eq!(stage.usage_agrees(tenant).await.used, 2);
    let reasons = stage
        .texts("SELECT reason FROM trace WHERE stage = 'received' ORDER BY at, n")
        .await;
    assert_eq!(
        reasons,
        ["new", "new", "duplicate", "conflict", "conflict", "duplicate"]
    );
}

#[tokio::test]
async fn a_call_with_more_legs_than_any_takes_no_more_and_keeps_nothing_else_out() {
    let stage = Stage::new().await;
    let tenant = stage.tenant(LimitChange::Unlimited).await;
    let leg = |external_id: &str, linked_id: &str| {
        let mut leg = fixed_call(external_id);
        leg["linked_id"] = json!(linked_id);
        leg
    };
    assert_eq!(stage.take(tenant, &[leg("a", "x")]).await, [New]);
    stage.rows.batch_execute("UPDATE calls SET legs = 10000").await.unwrap();
    let fates = stage.take(tenant, &[leg("b", "x"), leg("c", "y"), leg("a", "x")]).await;
    assert_eq!(fates, [Refused, New, Duplicate]);
    assert_eq!(stage.texts("SELECT external_id FROM legs ORDER BY 1").await, ["a", "c"]);
}

#[tokio::test]
async fn what_comes_for_a_call_that_is_known_to_be_full_is_set_aside_and_the_rest_is_one_transaction() {
    let stage = Stage::new().await;
    let tenant = stage.tenant(LimitChange::Unlimited).await;
    let leg = |external_id: &str, linked_id: &str| {
        let mut leg = fixed_call(external_id);
        leg["linked_id"] = json!(linked_id);
        leg
    };
    assert_eq!(stage.take(tenant, &[leg("a", "x")]).await, [New]);
    stage.rows.batch_execute("UPDATE calls SET legs = 10000").await.unwrap();
    assert_eq!(stage.take(tenant, &[leg("b", "x")]).await, [Refused], "it is met");
    let erased = ids::leg(tenant, "api", "h");
    let erase = "INSERT INTO tombstones (tenant_id, id, kind, charge_kind) VALUES ($1, $2, 'leg', 'none')";
    stage.rows.execute(erase, &[&tenant.0, &erased.0]).await.unwrap();
    let (transactions, records) = batches(&stage);
    let sent = [
        ("c", "y"),
        ("d", "x"),
        ("e", "y"),
        ("a", "x"),
        ("f", "x"),
        ("g", "z"),
        ("h", "x"),
    ];
    let fates = stage.take(tenant, &sent.map(|(id, linked)| leg(id, linked))).await;
    assert_eq!(fates, [New, Refused, New, Duplicate, Refused, New, Duplicate]);
    assert_eq!(
        batches(&stage),
        (transactions + 1, records + 5.0),
        "one transaction of those that are left"
    );
    assert_eq!(
        stage.texts("SELECT external_id FROM legs ORDER BY 1").await,
        ["a", "c", "e", "g"]
    );
    // There is room again.
    stage
        .rows
        .batch_execute("UPDATE calls SET legs = 9999 WHERE key = 'x'")
        .await
        .unwrap();
    assert_eq!(stage.take(tenant, &[leg("d", "x"), leg("f", "x")]).await, [New, New]);
    stage.usage_agrees(tenant).await;
}

/// Transactions of the Ledger that were committed, and the records that they took.
fn batches(stage: &Stage) -> (u64, f64) {
    let families = stage.app.metrics();
    let mut families = families.iter();
    let family = families.find(|family| family.name() == "audiapro_ledger_batch_records");
    let taken = family.expect("it is measured").get_metric()[0].get_histogram();
    (taken.get_sample_count(), taken.get_sample_sum())
}

#[tokio::test]
async fn of_a_call_that_is_sent_again_without_end_the_latest_steps_are_told_in_order() {
    let stage = Stage::new().await;
    let tenant = stage.tenant(LimitChange::Unlimited).await;
    assert_eq!(stage.take(tenant, &[fixed_call("a")]).await, [New]);
    let again = "INSERT INTO trace (tenant_id, call_id, stage, reason, detail)
        SELECT tenant_id, id, 'received', 'duplicate', '{}' FROM calls, generate_series(1, 6000)";
    stage.rows.batch_execute(again).await.unwrap();
    assert_eq!(stage.take(tenant, &[fixed_call("a")]).await, [Duplicate]);
    let call = ids::call(tenant, "api", "a");
    let told = trace::of_call(&stage.database.pools.app, tenant, call).await.unwrap();
    assert_eq!(told.steps.len(), 5_000);
    assert!(told.steps.is_sorted_by_key(|step| step.at));
    let last = told.steps.last().unwrap();
    assert!(last.leg_id.is_some(), "the one that came last: {last:?}");
}

#[tokio::test]
async fn counters_stay_exact_while_many_send_the_same() {
    let stage = Stage::new().await;
    let (one, two) = (
        stage.tenant(LimitChange::Calls(30)).await,
        stage.tenant(LimitChange::Unlimited).await,
    );
    let senders = (0..8).map(|sender: usize| {
        let stage = &stage;
        async move {
            let mut fates: Vec<(TenantId, usize, Fate)> = Vec::new();
            for n in 0..50 {
                let (tenant, id) = (if n % 2 == 0 { one } else { two }, (n * 7 + sender) % 50);
                let mut call = fixed_call(&format!("c{id}"));
                if sender == 7 {
                    call["talk_s"] = json!(5);
                }
                fates.push((tenant, id, stage.take(tenant, &[call]).await[0]));
            }
            fates
        }
    });
    let mut new: HashMap<(TenantId, usize), usize> = HashMap::new();
    let all: Vec<_> = futures::future::join_all(senders).await.into_iter().flatten().collect();
    for (tenant, id, fate) in &all {
        *new.entry((*tenant, *id)).or_default() += usize::from(*fate == New);
    }
    assert!(new.values().all(|count| *count == 1), "each call is new once: {new:?}");
    let report = stage.usage_agrees(one).await;
    let calls_of_one = new.keys().filter(|(tenant, _)| *tenant == one).count() as u64;
    assert_eq!(
        (report.used, report.withheld),
        (calls_of_one.min(30), calls_of_one.saturating_sub(30))
    );
    assert_eq!(
        stage.usage_agrees(two).await.used as usize,
        new.keys().filter(|(tenant, _)| *tenant == two).count()
    );
    assert_eq!(
        stage.count("SELECT sum(calls)::bigint FROM call_stats").await,
        new.len() as i64
    );
    assert_eq!(
        stage.count("SELECT count(*) FROM trace WHERE stage = 'received'").await,
        all.len() as i64
    );
}

#[tokio::test]
async fn beyond_the_limit_calls_are_kept_and_withheld_and_each_threshold_is_told_once() {
    let stage = Stage::new().await;
    let tenant = stage.tenant(LimitChange::Calls(5)).await;
    let mut bells = stage.app.feed().listen();
    for n in 0..8 {
        assert_eq!(stage.take(tenant, &[call(&format!("c{n}"))]).await, [New]);
        stage
            .put(tenant, &format!("c{n}"), format!("glad {n}").as_bytes())
            .await
            .unwrap();
    }
    let report = stage.usage_agrees(tenant).await;
    assert_eq!(
        (
            report.used,
            report.limit,
            report.balance,
            report.withheld,
            report.has_access
        ),
        (5, Limit::Calls(5), Some(0), 3, false)
    );
    stage.until(&mut bells, ANALYZED, 5).await;
    assert_eq!(
        stage
            .count("SELECT count(*) FROM calls WHERE analysis_status = 'withheld' AND charge_kind = 'withheld'")
            .await,
        3
    );
    assert_eq!(
        stage
            .count("SELECT count(*) FROM analysis_queue WHERE state = 'withheld'")
            .await,
        3
    );
    let told = "SELECT e->'data'->>'percent' FROM outbox, jsonb_array_elements(events) e WHERE e->>'type' = 'usage.threshold_reached' ORDER BY 1";
    assert_eq!(stage.texts(told).await, ["100", "80"]);
    // A duplicate at the limit is acknowledged, and a raised limit lets the next one in.
    let twice = fixed_call("late");
    assert_eq!(stage.take(tenant, &[twice.clone(), twice]).await, [New, Duplicate]);
    stage.limit(tenant, LimitChange::Calls(6)).await;
    stage.take(tenant, &[call("after")]).await;
    let report = stage.usage_agrees(tenant).await;
    assert_eq!((report.used, report.withheld), (6, 4));
}

#[tokio::test]
async fn events_are_numbered_without_gaps_in_the_order_of_commits() {
    let stage = Stage::new().await;
    let tenant = stage.tenant(LimitChange::Unlimited).await;
    let mut bells = stage.app.feed().listen();
    let sends = (0..20).map(|n| {
        let stage = &stage;
        async move {
            stage.take(tenant, &[call(&format!("c{n}"))]).await;
            stage.put(tenant, &format!("c{n}"), b"glad").await.unwrap();
        }
    });
    futures::future::join_all(sends).await;
    stage.until(&mut bells, ANALYZED, 20).await;
    let gaps = "SELECT count(*) FROM (SELECT seq_from, lag(seq_to) OVER (ORDER BY seq_from) AS before FROM outbox) o WHERE seq_from <> coalesce(before + 1, 1)";
    assert_eq!(stage.count(gaps).await, 0);
    let inner = "SELECT count(*) FROM outbox, LATERAL jsonb_array_elements(events) WITH ORDINALITY e (event, n) WHERE (event->>'seq')::bigint <> seq_from + n - 1";
    assert_eq!(stage.count(inner).await, 0);
    assert_eq!(
        stage
            .count("SELECT max(seq_to) + 1 - (SELECT next_seq FROM streams) FROM outbox")
            .await,
        0
    );
}

#[tokio::test]
async fn leg_and_recording_meet_whichever_comes_first() {
    let stage = Stage::new().await;
    let tenant = stage.tenant(LimitChange::Unlimited).await;
    let mut bells = stage.app.feed().listen();
    assert_eq!(stage.put(tenant, "early", b"glad early").await.unwrap().fate, New);
    assert_eq!(stage.put(tenant, "early", b"glad early").await.unwrap().fate, Duplicate);
    assert_eq!(stage.put(tenant, "early", b"sad other").await.unwrap().fate, Conflict);
    assert_eq!(stage.count("SELECT count(*) FROM analysis_queue").await, 0);
    assert_eq!(stage.take(tenant, &[call("early"), call("late")]).await, [New, New]);
    assert_eq!(stage.put(tenant, "late", b"glad early").await.unwrap().fate, New);
    stage.until(&mut bells, ANALYZED, 2).await;
    assert_eq!(
        stage.texts("SELECT sentiment_label FROM calls").await,
        ["positive", "positive"]
    );
    // One content, one file, and none of what lost.
    assert_eq!(stage.count("SELECT count(*) FROM recording_blobs").await, 1);
    let key = stage.texts("SELECT store_key FROM recording_blobs").await.remove(0);
    assert!(stage.app.recordings().path(&key).exists());
    let folder = stage.config.data_dir.join("recordings").join(tenant.to_string());
    let files = std::fs::read_dir(&folder)
        .unwrap()
        .flat_map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap())
        .count();
    assert_eq!(files, 1);
    assert_eq!(stage.count("SELECT sum(analyzed)::bigint FROM call_stats").await, 2);
    assert_eq!(stage.app.usage(tenant).await.unwrap().audio_seconds, 120.0);
}

#[tokio::test]
async fn legs_with_one_linked_id_are_one_call_charged_once() {
    let stage = Stage::new().await;
    let tenant = stage.tenant(LimitChange::Calls(10)).await;
    let leg = |id: &str, minute: u32, agent: &str| {
        json!({"external_id": id, "linked_id": "L", "direction": "inbound", "agent": agent, "disposition": "answered",
               "started_at": format!("2026-11-02T10:{minute:02}:00Z"), "answered_at": format!("2026-11-02T10:{minute:02}:05Z"),
               "ended_at": format!("2026-11-02T10:{minute:02}:35Z")})
    };
    assert_eq!(
        stage.take(tenant, &[leg("2", 20, "202"), leg("3", 21, "203")]).await,
        [New, New]
    );
    assert_eq!(stage.take(tenant, &[leg("1", 1, "201")]).await, [New]);
    let call = stage
        .rows
        .query_one(
            "SELECT id, legs, talk_s, agent, agents, started_at::text FROM calls",
            &[],
        )
        .await
        .unwrap();
    assert_eq!(call.get::<_, Uuid>(0), ids::call(tenant, "api", "L").0);
    assert_eq!(
        (call.get::<_, i32>(1), call.get::<_, i32>(2), call.get::<_, String>(3)),
        (3, 90, "201".into())
    );
    assert_eq!(call.get::<_, Vec<String>>(4), ["201", "202", "203"]);
    assert_eq!(stage.usage_agrees(tenant).await.used, 1);
    let stats = stage
        .rows
        .query("SELECT calls, talk_s FROM call_stats WHERE calls <> 0", &[])
        .await
        .unwrap();
    assert_eq!(
        stats
            .iter()
            .map(|row| (row.get::<_, i64>(0), row.get::<_, i64>(1)))
            .collect::<Vec<_>>(),
        [(1, 90)]
    );
}

#[tokio::test]
async fn a_panicking_worker_costs_one_attempt_of_one_call() {
    let stage = Stage::new().await;
    let tenant = stage.tenant(LimitChange::Unlimited).await;
    let mut bells = stage.app.feed().listen();
    for (id, recording) in [
        ("a", "glad a"),
        ("b", "panic-once b"),
        ("c", "glad c"),
        ("d", "panic always"),
        ("e", "glad e"),
    ] {
        stage.take(tenant, &[call(id)]).await;
        stage.put(tenant, id, recording.as_bytes()).await.unwrap();
    }
    stage.until(&mut bells, ANALYZED, 4).await;
    stage
        .until(
            &mut bells,
            "SELECT count(*) FROM calls WHERE analysis_status = 'failed'",
            1,
        )
        .await;
    let attempts = "SELECT l.external_id || t.attempt || t.stage FROM trace t JOIN legs l ON l.id = t.leg_id
        WHERE t.attempt IS NOT NULL AND t.stage <> 'analyzing' ORDER BY 1";
    let expected = [
        "a1analyzed",
        "b1retry",
        "b2analyzed",
        "c1analyzed",
        "d1retry",
        "d2retry",
        "d3dead_lettered",
        "e1analyzed",
    ];
    assert_eq!(stage.texts(attempts).await, expected);
    assert_eq!(
        stage.texts("SELECT code || attempts FROM dead_letters").await,
        ["worker_panicked3"]
    );
    assert_eq!(
        stage
            .texts("SELECT analysis_error_code FROM legs WHERE external_id = 'd'")
            .await,
        ["worker_panicked"]
    );
    assert_eq!(stage.count("SELECT count(*) FROM analysis_queue").await, 0);
    assert_eq!(stage.app.health().ledger, LedgerState::Connected);
}

#[tokio::test]
async fn a_verdict_on_a_recording_fails_at_once_with_its_code_and_the_call_is_kept() {
    let stage = Stage::new().await;
    let tenant = stage.tenant(LimitChange::Unlimited).await;
    let mut bells = stage.app.feed().listen();
    for (id, recording) in [("empty", ""), ("noise", "noise")] {
        stage.take(tenant, &[call(id)]).await;
        stage.put(tenant, id, recording.as_bytes()).await.unwrap();
    }
    stage
        .until(
            &mut bells,
            "SELECT count(*) FROM calls WHERE analysis_status = 'failed'",
            2,
        )
        .await;
    assert_eq!(
        stage.texts("SELECT analysis_error_code FROM legs ORDER BY 1").await,
        ["empty", "unreadable"]
    );
    assert_eq!(stage.count("SELECT count(*) FROM dead_letters").await, 0);
    assert_eq!(
        stage
            .count("SELECT count(*) FROM trace WHERE stage = 'failed' AND attempt = 1")
            .await,
        2
    );
    assert_eq!(stage.usage_agrees(tenant).await.used, 2);
}

#[tokio::test]
async fn a_model_that_fails_is_tried_again_and_then_given_up() {
    let stage = Stage::new().await;
    let tenant = stage.tenant(LimitChange::Unlimited).await;
    let mut bells = stage.app.feed().listen();
    stage.take(tenant, &[call("a")]).await;
    stage.put(tenant, "a", b"model").await.unwrap();
    stage
        .until(
            &mut bells,
            "SELECT count(*) FROM dead_letters WHERE code = 'model_failed' AND attempts = 3",
            1,
        )
        .await;
    let events = "SELECT e->>'type' FROM outbox, jsonb_array_elements(events) e WHERE e->>'type' LIKE 'call.%' ORDER BY seq_from";
    assert_eq!(
        stage.texts(events).await,
        ["call.received", "call.updated", "call.failed"]
    );
}

#[tokio::test]
async fn work_whose_taker_is_gone_is_taken_up_when_the_lease_has_run_out() {
    let stage = Stage::staffed(
        |config| config.analysis.lease = Duration::from_secs(60),
        Err("no model yet".into()),
    )
    .await;
    let tenant = stage.tenant(LimitChange::Unlimited).await;
    stage.take(tenant, &[call("a"), call("b")]).await;
    stage.put(tenant, "a", b"glad a").await.unwrap();
    stage.put(tenant, "b", b"glad b").await.unwrap();
    // Another node claims both, and is never heard of again; one of them has failed twice before.
    let pools = &stage.database.pools;
    let claimed = pools
        .worker
        .transaction(async |conn| queue::claim(conn, "lost", 10, 60.0).await)
        .await
        .unwrap();
    assert_eq!(claimed.len(), 2);
    let mine = pools
        .worker
        .transaction(async |conn| queue::claim(conn, "other", 10, 60.0).await)
        .await
        .unwrap();
    assert_eq!(mine, [], "a lease is one node's");
    stage
        .rows
        .execute(
            "UPDATE analysis_queue q SET attempts = 3 FROM legs l WHERE l.id = q.leg_id AND l.external_id = 'b'",
            &[],
        )
        .await
        .unwrap();
    let expired = pools
        .worker
        .transaction(async |conn| queue::abandoned(conn, None, 10).await)
        .await
        .unwrap();
    assert_eq!(expired, []);
    stage.database.shift_clock(120).await;
    let mut stage = stage;
    stage.restart().await;
    let mut bells = stage.app.feed().listen();
    stage.until(&mut bells, ANALYZED, 1).await;
    stage
        .until(
            &mut bells,
            "SELECT count(*) FROM dead_letters WHERE code = 'attempt_lost'",
            1,
        )
        .await;
    assert_eq!(
        stage
            .count("SELECT attempt::bigint FROM trace WHERE stage = 'analyzed'")
            .await,
        2
    );
}

#[tokio::test]
async fn a_result_under_a_lost_lease_is_not_written() {
    let stage = Stage::staffed(|_| (), Err("no model yet".into())).await;
    let tenant = stage.tenant(LimitChange::Unlimited).await;
    stage.take(tenant, &[call("a")]).await;
    stage.put(tenant, "a", b"glad").await.unwrap();
    let pools = &stage.database.pools;
    let claim = async |node: &str| {
        let claimed = pools
            .worker
            .transaction(async |conn| queue::claim(conn, node, 1, 60.0).await)
            .await
            .unwrap();
        claimed.into_iter().next().expect("a ready analysis").claim
    };
    let settle = async |claim: &queue::Claim, outcome: &Outcome| {
        pools
            .app
            .tenant(tenant, async |conn| {
                result::settle(conn, claim, outcome, 1, &|_| ()).await
            })
            .await
            .unwrap()
    };
    let found = Outcome::Analyzed(Box::new(AnalysisRow {
        channels: 2,
        ..AnalysisRow::default()
    }));
    let slow = claim("slow").await;
    assert!(matches!(
        settle(&slow, &Outcome::Returned).await,
        Settled::Written { .. }
    ));
    let quick = claim("quick").await;
    assert_eq!(settle(&slow, &found).await, Settled::Lost);
    assert_eq!(stage.count("SELECT count(*) FROM analyses").await, 0);
    assert!(matches!(
        settle(&quick, &found).await,
        Settled::Written { bell: Some(_) }
    ));
    assert_eq!(settle(&quick, &found).await, Settled::Lost, "once");
    assert_eq!(stage.count("SELECT count(*) FROM analyses").await, 1);
}

#[tokio::test]
async fn a_process_that_ends_gives_its_work_back_and_it_costs_no_attempt() {
    let mut stage = Stage::new().await;
    let tenant = stage.tenant(LimitChange::Unlimited).await;
    stage.take(tenant, &[call("a")]).await;
    stage.put(tenant, "a", b"stay").await.unwrap();
    let mut bells = stage.app.feed().listen();
    stage
        .until(
            &mut bells,
            "SELECT count(*) FROM calls WHERE analysis_status = 'analyzing'",
            1,
        )
        .await;
    stage.app.drain().await;
    assert_eq!(
        stage.texts("SELECT state || attempts FROM analysis_queue").await,
        ["ready0"]
    );
    assert_eq!(stage.texts("SELECT analysis_status FROM calls").await, ["queued"]);
    assert!(stage.app.accept(tenant, vec![record(&call("b"))]).await.is_err());
    stage.restart().await;
    assert_eq!(stage.take(tenant, &[call("b")]).await, [New]);
}

#[tokio::test]
async fn a_second_process_on_the_same_database_is_refused_with_a_sentence() {
    let stage = Stage::new().await;
    let second = stage::start(&stage.config, &stage.database, Ok(fakes())).await;
    let Err(error @ StartError::AlreadyRunning) = second else {
        panic!("it started")
    };
    assert!(
        error.to_string().starts_with("another process runs on this database"),
        "{error}"
    );
    let tenant = stage.tenant(LimitChange::Unlimited).await;
    assert_eq!(stage.take(tenant, &[call("a")]).await, [New], "the first goes on");
}

#[tokio::test]
async fn a_record_that_postgresql_refuses_does_not_take_others_with_it() {
    let stage = Stage::new().await;
    let tenant = stage.tenant(LimitChange::Unlimited).await;
    let mut records: Vec<_> = (0..7).map(|n| record(&call(&format!("c{n}")))).collect();
    records[3].leg.hangup_cause = Some("\u{0}".into());
    assert_eq!(
        stage.app.accept(tenant, records).await.unwrap(),
        [New, New, New, Refused, New, New, New]
    );
    assert_eq!(stage.usage_agrees(tenant).await.used, 6);
}

#[tokio::test]
async fn a_commit_of_which_nobody_knows_how_it_ended_leaves_usage_exact() {
    let stage = Stage::new().await;
    let tenant = stage.tenant(LimitChange::Calls(1)).await;
    // The connection breaks inside COMMIT, once.
    stage
        .rows
        .batch_execute(
            "CREATE SEQUENCE breaks;
             GRANT USAGE ON SEQUENCE breaks TO audiapro_worker;
             CREATE FUNCTION break() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN
                 IF nextval('breaks') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
                 RETURN NULL;
             END $$;
             CREATE CONSTRAINT TRIGGER break AFTER INSERT ON legs DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION break()",
        )
        .await
        .unwrap();
    assert!(stage.app.accept(tenant, vec![record(&fixed_call("a"))]).await.is_err());
    let again = async || stage.app.accept(tenant, vec![record(&fixed_call("a"))]).await.ok();
    let mut fates = again().await;
    while fates.is_none() {
        fates = again().await;
    }
    assert_eq!(fates, Some(vec![New]));
    let report = stage.usage_agrees(tenant).await;
    assert_eq!(
        (report.used, report.withheld),
        (1, 0),
        "what was reserved for the broken commit is free again"
    );
    assert_eq!(stage.count("SELECT max(owner_epoch) FROM ledger_partitions").await, 2);
}

#[tokio::test]
async fn who_is_no_tenant_is_refused_and_takes_nobody_along() {
    let stage = Stage::new().await;
    let tenant = stage.tenant(LimitChange::Unlimited).await;
    let stranger = TenantId(Uuid::from_u128(99));
    let records = [call("a")];
    let (refused, taken) = tokio::join!(stage.take(stranger, &records), stage.take(tenant, &records));
    assert_eq!((refused, taken), (vec![Refused], vec![New]));
    assert!(stage.app.usage(stranger).await.is_err());
}

#[tokio::test]
async fn a_new_period_begins_on_the_databases_clock() {
    let stage = Stage::new().await;
    let tenant = stage.tenant(LimitChange::Calls(1)).await;
    stage.take(tenant, &[call("a"), call("b")]).await;
    stage.database.shift_clock(40 * 86_400).await;
    let report = stage.usage_agrees(tenant).await;
    assert_eq!((report.used, report.withheld), (0, 1));
    stage.take(tenant, &[call("c"), call("d")]).await;
    let report = stage.usage_agrees(tenant).await;
    assert_eq!((report.used, report.withheld), (1, 2));
    assert_eq!(
        stage
            .count("SELECT count(*) FROM usage WHERE included = 1 AND withheld = 1")
            .await,
        2
    );
}

#[tokio::test]
async fn a_period_that_was_begun_goes_on_where_it_stood_after_the_clock_was_set_back_and_a_crash() {
    let mut stage = Stage::new().await;
    let tenant = stage.tenant(LimitChange::Calls(2)).await;
    stage.take(tenant, &[call("a")]).await;
    stage.database.shift_clock(40 * 86_400).await;
    stage.take(tenant, &[call("b"), call("c"), call("d")]).await;
    assert_eq!(stage.usage_agrees(tenant).await.used, 2);
    // Back before the period's begin; whoever remembered it is gone.
    stage.database.shift_clock(0).await;
    stage.restart().await;
    stage.take(tenant, &[call("e")]).await;
    let before = stage.usage_agrees(tenant).await;
    assert_eq!((before.used, before.withheld), (2, 1));
    stage.database.shift_clock(40 * 86_400).await;
    let report = stage.usage_agrees(tenant).await;
    assert_eq!((report.used, report.balance, report.withheld), (2, Some(0), 1));
    stage.take(tenant, &[call("f")]).await;
    let report = stage.usage_agrees(tenant).await;
    assert_eq!((report.used, report.withheld), (2, 2), "the limit is reached still");
    let told =
        "SELECT count(*) FROM outbox, jsonb_array_elements(events) e WHERE e->>'type' = 'usage.threshold_reached'";
    assert_eq!(
        stage.count(told).await,
        4,
        "two thresholds in each of two periods, once"
    );
}

#[tokio::test]
async fn a_supervisor_that_left_memory_comes_back_exact() {
    let stage = Stage::with(|config| config.intake.supervisor_idle_max = Duration::ZERO).await;
    let tenant = stage.tenant(LimitChange::Calls(3)).await;
    for n in 0..5_u64 {
        stage.take(tenant, &[call(&format!("c{n}"))]).await;
        let report = stage.usage_agrees(tenant).await;
        assert_eq!(
            (report.used, report.withheld),
            ((n + 1).min(3), (n + 1).saturating_sub(3))
        );
    }
}

#[tokio::test]
async fn an_erased_leg_comes_back_as_a_duplicate_and_stays_erased() {
    let stage = Stage::new().await;
    let tenant = stage.tenant(LimitChange::Unlimited).await;
    stage.take(tenant, &[fixed_call("a")]).await;
    stage
        .rows
        .batch_execute(
            "INSERT INTO tombstones (tenant_id, id, kind, charged_period, charge_kind)
                SELECT tenant_id, id, 'call', charged_period, charge_kind FROM calls;
             DELETE FROM calls",
        )
        .await
        .unwrap();
    assert_eq!(stage.take(tenant, &[fixed_call("a")]).await, [Duplicate]);
    assert_eq!(stage.count("SELECT count(*) FROM legs").await, 0);
    assert_eq!(stage.usage_agrees(tenant).await.used, 1);
}

#[tokio::test]
async fn without_a_model_calls_are_taken_and_analysis_says_what_it_waits_for() {
    let mut stage = Stage::staffed(|_| (), Err("no speech model: run `audiapro models fetch`".into())).await;
    let tenant = stage.tenant(LimitChange::Unlimited).await;
    stage.take(tenant, &[call("a")]).await;
    stage.put(tenant, "a", b"glad").await.unwrap();
    assert_eq!(
        stage.app.health().analysis,
        AnalysisState::Waiting("no speech model: run `audiapro models fetch`".into())
    );
    assert!(stage.app.health().is_ready());
    assert_eq!(stage.texts("SELECT analysis_status FROM calls").await, ["queued"]);
    stage.restart().await;
    let mut bells = stage.app.feed().listen();
    stage.until(&mut bells, ANALYZED, 1).await;
}

#[tokio::test]
async fn an_upload_that_is_too_large_or_breaks_off_leaves_nothing() {
    let stage = Stage::with(|config| config.recordings.bytes_max = 10).await;
    let tenant = stage.tenant(LimitChange::Unlimited).await;
    let error = stage.put(tenant, "a", &[0; 11]).await.unwrap_err();
    assert_eq!(error.to_string(), "a recording has at most 10 bytes");
    assert_eq!(stage.count("SELECT count(*) FROM recordings").await, 0);
    assert_eq!(stage.put(tenant, "a", &[b'x'; 10]).await.unwrap().fate, New);
}
