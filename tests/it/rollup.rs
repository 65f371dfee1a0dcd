//! That the roll-ups behind the figures say what the calls say, whatever came late, again or at once.

use actors::ledger::arrival::Fate::New;
use models::analytics::recount;
use models::identity::tenant::LimitChange;
use models::ids::TenantId;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::stage::Stage;

const ANALYZED: &str = "SELECT count(*) FROM legs WHERE analysis_status IN ('analyzed', 'failed')";

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

fn leg() -> impl Strategy<Value = Leg> {
    let disposition = prop::sample::select(vec![
        "answered",
        "missed",
        "abandoned",
        "voicemail",
        "busy",
        "no_answer",
    ]);
    let wait = prop::option::of(prop::sample::select(vec![0i64, 5, 6, 15, 16, 20, 30, 59, 600, 601]));
    (0u8..6, 0i64..90, wait, 0i64..300, disposition, any::<bool>()).prop_map(
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
    let start = chrono::DateTime::from_timestamp(1_780_000_000 + leg.minute * 60, 0).unwrap();
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

#[test]
fn any_legs_in_any_batches_give_roll_ups_that_a_recount_gives() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let stage = runtime.block_on(Stage::new());
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 24,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let cases = (prop::collection::vec(leg(), 1..24), 1usize..8);
    runner
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
    assert!(
        !amiss.is_empty() && amiss.iter().all(|one| one.stored == one.counted + 1),
        "{amiss:?}"
    );
    stage
        .rows
        .batch_execute("DELETE FROM legs WHERE external_id = 'l1'; DELETE FROM calls WHERE key = 'c1'")
        .await
        .unwrap();
    assert!(recount::rebuild(&stage.database.pools.worker).await.unwrap() > 0);
    agrees(&stage).await;
    assert_eq!(stage.count("SELECT sum(calls)::bigint FROM call_stats").await, 5);
}
