//! That the roll-ups behind the figures say what the calls say, whatever came late, again or at once.

use actors::ledger::arrival::Fate::New;
use chrono::{DateTime, Utc};
use models::analytics::days::{self, Days, Interval, Span};
use models::analytics::series::{self, Point};
use models::analytics::{Scope, overview, recount};
use models::calls::filter::CallFilter;
use models::identity::tenant::LimitChange;
use models::ids::TenantId;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::stage::Stage;

const ANALYZED: &str = "SELECT count(*) FROM legs WHERE analysis_status IN ('analyzed', 'failed')";

/// Half past eight in the evening of the 28th of May 2026, UTC.
const BEGIN_S: i64 = 1_780_000_000;

async fn agrees(stage: &Stage) {
    assert_eq!(recount::differences(&stage.database.pools.worker).await.unwrap(), []);
}

#[derive(Clone, Debug)]
struct Leg {
    call: u8,
    minute: i64,
    wait_s: Option<i64>,
    talk_s: i64,
    disposition: &'static str,
    inbound: bool,
}

/// Of one of so many calls, in one of so many minutes.
fn leg(calls: u8, minutes: i64) -> impl Strategy<Value = Leg> {
    let disposition = prop::sample::select(vec![
        "answered",
        "missed",
        "abandoned",
        "voicemail",
        "busy",
        "no_answer",
    ]);
    let wait = prop::option::of(prop::sample::select(vec![0i64, 5, 6, 15, 16, 20, 30, 59, 600, 601]));
    (0..calls, 0..minutes, wait, 0i64..300, disposition, any::<bool>()).prop_map(
        |(call, minute, wait_s, talk_s, disposition, inbound)| Leg {
            call,
            minute,
            wait_s,
            talk_s,
            disposition,
            inbound,
        },
    )
}

fn record(n: usize, leg: &Leg) -> Value {
    let start = DateTime::from_timestamp(BEGIN_S + leg.minute * 60, 0).unwrap();
    let mut record = json!({
        "external_id": format!("l{n}"), "linked_id": format!("c{}", leg.call), "started_at": start.to_rfc3339(), "agent": "201",
        "direction": if leg.inbound { "inbound" } else { "outbound" }, "disposition": leg.disposition, "talk_s": leg.talk_s,
    });
    if let Some(wait_s) = leg.wait_s {
        let answered = start + chrono::TimeDelta::seconds(wait_s);
        if leg.disposition == "answered" {
            record["answered_at"] = json!(answered.to_rfc3339());
        }
        record["ended_at"] = json!((answered + chrono::TimeDelta::seconds(leg.talk_s)).to_rfc3339());
    }
    record
}

async fn sent(stage: &Stage, tenant: TenantId, legs: &[Leg], batch: usize) {
    let records: Vec<Value> = legs.iter().enumerate().map(|(n, leg)| record(n, leg)).collect();
    for part in records.chunks(batch) {
        stage.take(tenant, part).await;
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
}

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    })
}

/// The figures of a scope, each with everything that it says of itself but its filter.
async fn told(stage: &Stage, scope: &Scope) -> Vec<String> {
    let app = &stage.database.pools.app;
    let figures = app.tenant(scope.tenant, async |conn| overview::of(conn, scope, 20).await);
    let figures = figures.await.unwrap();
    let lines = figures.into_iter().map(|one| {
        let (divided, behind) = ((one.numerator, one.denominator), one.calls.map(|drill| drill.count));
        format!(
            "{} {divided:?} {} {:?} {:?} {behind:?}",
            one.id, one.n, one.exclusions, one.variants
        )
    });
    lines.collect()
}

async fn points(stage: &Stage, scope: &Scope, span: &Span, interval: Interval) -> Vec<Point> {
    let app = &stage.database.pools.app;
    let points = app.tenant(scope.tenant, async |conn| series::of(conn, scope, span, interval).await);
    points.await.unwrap()
}

/// The same calls, asked for in a way that no roll-up can serve.
fn counted(scope: &Scope) -> Scope {
    Scope {
        tenant: scope.tenant,
        filter: CallFilter {
            talk_min_s: Some(0),
            ..scope.filter.clone()
        },
    }
}

/// The quarter of an hour of this number, from the midnight before the first call.
fn quarter(n: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(BEGIN_S - BEGIN_S % 86_400 + n * 900, 0).unwrap()
}

#[test]
fn any_period_has_the_figures_of_its_calls() {
    let runtime = runtime();
    let stage = runtime.block_on(Stage::new());
    let end = || prop::option::weighted(0.8, 0i64..600);
    let cases = (
        prop::collection::vec(leg(60, 7_200), 1..60),
        1usize..20,
        prop::collection::vec((end(), end(), any::<bool>()), 6),
    );
    runner(12)
        .run(&cases, |(legs, batch, periods)| {
            runtime.block_on(async {
                let tenant = stage.tenant(LimitChange::Unlimited).await;
                sent(&stage, tenant, &legs, batch).await;
                agrees(&stage).await;
                for (from, before, inbound) in periods {
                    let filter = CallFilter {
                        started_from: from.map(quarter),
                        started_before: before.map(quarter),
                        direction: if inbound { vec!["inbound".into()] } else { Vec::new() },
                        ..CallFilter::default()
                    };
                    let scope = Scope { tenant, filter };
                    assert_eq!(
                        told(&stage, &scope).await,
                        told(&stage, &counted(&scope)).await,
                        "{scope:?}"
                    );
                }
            });
            Ok(())
        })
        .unwrap();
    runtime.block_on(async { drop(stage) });
}

#[tokio::test]
async fn days_on_any_clock_have_the_figures_of_their_calls() {
    let stage = Stage::new().await;
    let tenant = stage.tenant(LimitChange::Unlimited).await;
    // One in every three quarters of an hour, for six days.
    let legs: Vec<Leg> = (0..200u8)
        .map(|n| Leg {
            call: n,
            minute: i64::from(n) * 45,
            wait_s: Some(i64::from(n) % 40),
            talk_s: i64::from(n),
            disposition: if n % 3 == 0 { "abandoned" } else { "answered" },
            inbound: n % 2 == 0,
        })
        .collect();
    sent(&stage, tenant, &legs, 50).await;
    let all = Scope {
        tenant,
        filter: CallFilter::default(),
    };
    for zone in [
        "UTC",
        "Europe/Rome",
        "Asia/Kathmandu",
        "America/St_Johns",
        "Pacific/Kiritimati",
    ] {
        let three = Days {
            from: days::day("2026-05-30").unwrap(),
            to: days::day("2026-06-01").unwrap(),
        };
        let span = three.span(&days::zone(zone).unwrap()).unwrap();
        let rolled = all.within(&span);
        let by_calls = counted(&rolled);
        let figures = told(&stage, &rolled).await;
        assert!(figures[0].starts_with("calls (96.0, 1.0)"), "{zone}: {}", figures[0]);
        assert_eq!(figures, told(&stage, &by_calls).await, "{zone}");
        for interval in [Interval::Hour, Interval::Day, Interval::Week] {
            let (rolled, by_calls) = (
                points(&stage, &rolled, &span, interval).await,
                points(&stage, &by_calls, &span, interval).await,
            );
            assert_eq!(rolled, by_calls, "{zone} {interval:?}");
        }
    }
}

#[test]
fn any_legs_in_any_batches_give_roll_ups_that_a_recount_gives() {
    let runtime = runtime();
    let stage = runtime.block_on(Stage::new());
    let cases = (prop::collection::vec(leg(6, 90), 1..24), 1usize..8);
    runner(24)
        .run(&cases, |(legs, batch)| {
            runtime.block_on(async {
                let tenant = stage.tenant(LimitChange::Unlimited).await;
                sent(&stage, tenant, &legs, batch).await;
                agrees(&stage).await;
            });
            Ok(())
        })
        .unwrap();
    runtime.block_on(async { drop(stage) });
}

#[tokio::test]
async fn analyses_late_legs_another_analysis_and_erasure_are_in_the_roll_ups() {
    let stage = Stage::new().await;
    let tenant = stage.tenant(LimitChange::Unlimited).await;
    let mut bells = stage.app.feed().listen();
    let leg = |call: u8, minute: i64| Leg {
        call,
        minute,
        wait_s: Some(12),
        talk_s: 60,
        disposition: "answered",
        inbound: true,
    };
    let legs: Vec<Leg> = (0..6u8).map(|n| leg(n, 30 + i64::from(n))).collect();
    sent(&stage, tenant, &legs, 2).await;
    for (n, text) in ["glad", "sad", "noise", "glad", "sad", "model"].iter().enumerate() {
        stage
            .put(tenant, &format!("l{n}"), format!("{text} {n}").as_bytes())
            .await
            .unwrap();
    }
    stage.until(&mut bells, ANALYZED, 6).await;
    agrees(&stage).await;
    // A leg that began earlier moves its call, with its sentiment, to another quarter of an hour.
    let late = record(
        100,
        &Leg {
            call: 0,
            minute: 1,
            ..leg(0, 1)
        },
    );
    assert_eq!(stage.take(tenant, &[late]).await, [New]);
    agrees(&stage).await;
    // Analysed anew, as an operator orders it.
    stage
        .rows
        .batch_execute(
            "INSERT INTO analysis_queue (tenant_id, leg_id, call_id, lane, state, cost_s, reanalysis)
             SELECT tenant_id, id, call_id, 'fresh', 'ready', 1, true FROM legs WHERE analysis_status = 'analyzed'",
        )
        .await
        .unwrap();
    stage.until(&mut bells, "SELECT count(*) FROM analysis_queue", 0).await;
    agrees(&stage).await;
    // What is amiss is found, told, and put right.
    stage
        .rows
        .batch_execute("UPDATE call_stats SET calls = calls + 1 WHERE calls > 0")
        .await
        .unwrap();
    let amiss = recount::differences(&stage.database.pools.worker).await.unwrap();
    let (days, quarters): (Vec<_>, Vec<_>) = amiss.iter().partition(|one| one.whole_day);
    assert!(
        !quarters.is_empty() && quarters.iter().all(|one| one.stored == one.counted + 1),
        "{amiss:?}"
    );
    assert!(!days.is_empty(), "days follow their quarters of an hour: {amiss:?}");
    stage
        .rows
        .batch_execute("DELETE FROM legs WHERE external_id = 'l1'; DELETE FROM calls WHERE key = 'c1'")
        .await
        .unwrap();
    assert!(recount::rebuild(&stage.database.pools.worker).await.unwrap() > 0);
    agrees(&stage).await;
    assert_eq!(stage.count("SELECT sum(calls)::bigint FROM call_stats").await, 5);
    // So is a day that says other than its quarters of an hour.
    stage
        .rows
        .batch_execute("UPDATE call_stats_days SET waited_within[3] = waited_within[3] + 1 WHERE calls > 0")
        .await
        .unwrap();
    let amiss = recount::differences(&stage.database.pools.worker).await.unwrap();
    assert!(
        !amiss.is_empty() && amiss.iter().all(|one| one.whole_day && one.stored == one.counted),
        "{amiss:?}"
    );
    recount::rebuild(&stage.database.pools.worker).await.unwrap();
    agrees(&stage).await;
    assert_eq!(stage.count("SELECT sum(calls)::bigint FROM call_stats_days").await, 5);
}
