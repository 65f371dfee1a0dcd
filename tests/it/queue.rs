//! The queue behind the edge: lanes by the age of a call's end, leases, pauses between attempts, two claimers at once, and analyses
//! that are cancelled while they run or done anew.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use chrono::{TimeDelta, Utc};
use models::Error;
use models::calls::cancellation;
use models::calls::hearing::Wish;
use models::calls::intake::Lane;
use models::calls::queue::{self, Claim, Claimed, outlook};
use models::calls::reanalysis::{self, Ordered};
use models::calls::result::{self, AnalysisRow, Outcome, Settled};
use models::identity::authority::Rows;
use models::identity::tenant::LimitChange;
use models::ids::{LegId, TenantId};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::stage::{Stage, call};
use tests::eventually;

const ANALYZED: &str = "SELECT count(*) FROM calls WHERE analysis_status = 'analyzed'";

/// An application that analyses nothing and sweeps nothing up: the test does.
async fn idle(change: impl FnOnce(&mut actors::config::AppConfig)) -> Stage {
    let change = |config: &mut actors::config::AppConfig| {
        config.analysis.lease = Duration::from_secs(3600);
        change(config);
    };
    Stage::staffed(change, Err("no model here".into())).await
}

fn ended(external_id: &str, ago: TimeDelta) -> Value {
    let mut call = call(external_id);
    let ended = Utc::now() - ago;
    call["started_at"] = json!((ended - TimeDelta::seconds(60)).to_rfc3339());
    call["ended_at"] = json!(ended.to_rfc3339());
    call
}

async fn send(stage: &Stage, tenant: TenantId, call: Value, recording: &[u8]) {
    let external_id = call["external_id"].as_str().unwrap().to_owned();
    stage.take(tenant, &[call]).await;
    stage.put(tenant, &external_id, recording).await.unwrap();
}

async fn claim(stage: &Stage, node: &str, wanted: i64) -> Vec<Claimed> {
    let worker = &stage.database.pools.worker;
    let claimed = worker.transaction(async |conn| queue::claim(conn, node, wanted, 60.0).await);
    claimed.await.unwrap()
}

async fn settle(stage: &Stage, claim: &Claim, outcome: &Outcome) -> Settled {
    let app = &stage.database.pools.app;
    let settled = app.tenant(claim.tenant, async |conn| {
        result::settle(conn, claim, outcome, 1, &|_| ()).await
    });
    settled.await.unwrap()
}

fn retry(after_s: f64) -> Outcome {
    Outcome::Retry {
        code: "timed_out",
        detail: "planned".into(),
        after_s,
    }
}

#[tokio::test]
async fn an_import_of_a_years_backlog_is_behind_every_fresh_call() {
    let stage = idle(|config| config.intake.backfill_after = Duration::from_secs(3600)).await;
    let (importer, caller) = (
        stage.tenant(LimitChange::Unlimited).await,
        stage.tenant(LimitChange::Unlimited).await,
    );
    for n in 0..30 {
        send(
            &stage,
            importer,
            ended(&format!("old{n}"), TimeDelta::days(n + 1)),
            b"glad",
        )
        .await;
    }
    // A call that began before the bound and ended after it is fresh.
    let mut long = ended("long", TimeDelta::minutes(50));
    long["started_at"] = json!((Utc::now() - TimeDelta::hours(9)).to_rfc3339());
    send(&stage, caller, long, b"glad").await;
    send(&stage, caller, ended("new", TimeDelta::minutes(1)), b"glad").await;
    send(&stage, caller, ended("older", TimeDelta::minutes(70)), b"glad").await;
    let first = claim(&stage, "a", 2).await;
    let fresh = Lane::Fresh.as_str();
    assert_eq!(first.len(), 2);
    assert!(
        first
            .iter()
            .all(|one| (one.claim.tenant, one.claim.lane.as_str()) == (caller, fresh)),
        "{first:?}"
    );
    assert_eq!(
        stage
            .count("SELECT count(*) FROM analysis_queue WHERE lane = 'backfill'")
            .await,
        31
    );
}

#[tokio::test]
async fn what_a_suspended_company_has_waiting_wakes_nobody_and_delays_nobody() {
    let stage = idle(|_| ()).await;
    let (active, suspended) = (
        stage.tenant(LimitChange::Unlimited).await,
        stage.tenant(LimitChange::Unlimited).await,
    );
    for tenant in [active, suspended] {
        send(&stage, tenant, ended("a", TimeDelta::minutes(1)), b"glad").await;
    }
    let suspend = "UPDATE tenants SET status = 'suspended' WHERE id = $1";
    stage.rows.execute(suspend, &[&suspended.0]).await.unwrap();
    let worker = &stage.database.pools.worker;
    let looked = worker.transaction(async |conn| -> Result<_, Error> {
        Ok((queue::depth(conn).await?, outlook::read(conn, 60.0).await?))
    });
    let (depth, outlook) = looked.await.unwrap();
    let states: Vec<_> = depth.iter().map(|row| (row.state.as_str(), row.analyses)).collect();
    assert_eq!(states, [("ready", 1), ("suspended", 1)]);
    let waiting: Vec<_> = outlook.waiting.iter().map(|one| (one.tenant, one.analyses)).collect();
    assert_eq!(waiting, [(active, 1)]);
    let claimed = claim(&stage, "a", 2).await;
    assert_eq!(claimed.iter().map(|one| one.claim.tenant).collect::<Vec<_>>(), [active]);
}

#[tokio::test]
async fn a_correction_that_commits_while_turns_are_given_is_not_forgotten() {
    let stage = idle(|_| ()).await;
    let tenant = stage.tenant(LimitChange::Unlimited).await;
    for id in ["a", "b"] {
        send(&stage, tenant, ended(id, TimeDelta::minutes(1)), b"glad").await;
    }
    claim(&stage, "node", 1).await;
    let superuser = stage.database.superuser().await;
    let tag = async || -> f64 {
        let row = superuser.query_one("SELECT tag FROM queue_shares", &[]).await;
        row.unwrap().get(0)
    };
    let one_turn = tag().await;
    // As a result corrects it, in a transaction that is not over yet.
    let correction = stage.database.superuser().await;
    let corrected = "BEGIN; UPDATE queue_shares SET tag = tag + 1000";
    correction.batch_execute(corrected).await.unwrap();
    let worker = stage.database.pools.worker.clone();
    let claim = async move {
        worker
            .transaction(async |conn| queue::claim(conn, "node", 1, 60.0).await)
            .await
    };
    let claiming = tokio::spawn(claim);
    let waiting =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    eventually("the claim has read the old tag and waits for its row", async || {
        stage.count(waiting).await == 1
    })
    .await;
    correction.batch_execute("COMMIT").await.unwrap();
    assert_eq!(claiming.await.unwrap().unwrap().len(), 1);
    // Both recordings cost the same.
    assert!(tag().await > 2.0 * one_turn + 1.0, "{one_turn} for a turn");
}

#[tokio::test]
async fn a_lease_is_kept_by_its_heartbeat_and_lost_without_it() {
    let stage = idle(|_| ()).await;
    let tenant = stage.tenant(LimitChange::Unlimited).await;
    for id in ["a", "b"] {
        send(&stage, tenant, call(id), b"glad").await;
    }
    let worker = &stage.database.pools.worker;
    let (kept, lost) = match claim(&stage, "node", 2).await.as_slice() {
        [kept, lost] => (kept.claim.clone(), lost.claim.clone()),
        other => panic!("{other:?}"),
    };
    let renew = async || -> Vec<Uuid> {
        let renewed = worker.transaction(async |conn| queue::renew(conn, &[kept.lease], 60.0).await);
        renewed.await.unwrap()
    };
    let abandoned = async || -> HashSet<LegId> {
        let found: Result<Vec<Claim>, Error> = worker
            .transaction(async |conn| queue::abandoned(conn, None, 10).await)
            .await;
        found.unwrap().into_iter().map(|claim| claim.leg).collect()
    };
    stage.database.shift_clock(50).await;
    assert_eq!(renew().await, [kept.lease]);
    assert_eq!(abandoned().await, HashSet::new(), "neither has run out");
    stage.database.shift_clock(100).await;
    assert_eq!(
        abandoned().await,
        HashSet::from([lost.leg]),
        "only the one without a sign of life"
    );
    assert_eq!(
        settle(&stage, &lost, &retry(0.0)).await,
        Settled::Written { bell: None }
    );
    assert_eq!(renew().await, [kept.lease]);
    let next = claim(&stage, "other", 2).await;
    assert_eq!(
        next.iter()
            .map(|one| (one.claim.leg, one.claim.attempt))
            .collect::<Vec<_>>(),
        [(lost.leg, 2)]
    );
    assert_eq!(
        settle(&stage, &lost, &Outcome::Returned).await,
        Settled::Lost,
        "the lease is another's"
    );
}

#[tokio::test]
async fn a_lease_that_runs_out_is_swept_up_while_the_application_runs() {
    let stage = Stage::with(|config| config.analysis.lease = Duration::from_millis(500)).await;
    let tenant = stage.tenant(LimitChange::Unlimited).await;
    // A node that is never heard of again takes it before anybody else sees it.
    let mut bells = stage.app.feed().listen();
    stage
        .rows
        .batch_execute("UPDATE analysis_control SET ingest_only = true")
        .await
        .unwrap();
    send(&stage, tenant, call("a"), b"glad").await;
    let lose = "UPDATE analysis_queue SET state = 'leased', lease = gen_random_uuid(), lease_until = app_now() - interval '1 second',
        claimed_at = app_now(), node = 'lost', attempts = 1";
    stage.rows.batch_execute(lose).await.unwrap();
    stage
        .rows
        .batch_execute("UPDATE analysis_control SET ingest_only = false")
        .await
        .unwrap();
    stage.until(&mut bells, ANALYZED, 1).await;
    let told =
        "SELECT stage || coalesce(attempt::text, '') FROM trace WHERE stage IN ('retry', 'analyzed') ORDER BY at, n";
    assert_eq!(stage.texts(told).await, ["retry1", "analyzed2"]);
}

#[tokio::test]
async fn what_failed_is_not_taken_again_before_its_pause_is_over() {
    let stage = idle(|_| ()).await;
    let tenant = stage.tenant(LimitChange::Unlimited).await;
    send(&stage, tenant, call("a"), b"glad").await;
    let mut clock = 0;
    for (attempt, pause_s) in [(1, 10), (2, 20), (3, 40)] {
        let claimed = claim(&stage, "node", 1).await;
        assert_eq!(claimed[0].claim.attempt, attempt);
        settle(&stage, &claimed[0].claim, &retry(f64::from(pause_s))).await;
        stage.database.shift_clock(clock + i64::from(pause_s) - 5).await;
        assert_eq!(claim(&stage, "node", 1).await, [], "{attempt}");
        clock += i64::from(pause_s) + 5;
        stage.database.shift_clock(clock).await;
    }
    assert_eq!(claim(&stage, "node", 1).await[0].claim.attempt, 4);
}

#[tokio::test]
async fn a_running_analysis_that_is_cancelled_frees_its_worker_and_leaves_nothing() {
    let stage = Stage::with(|config| {
        config.analysis.workers = 1;
        config.analysis.ahead = 0;
        config.analysis.lease = Duration::from_secs(600);
    })
    .await;
    let tenant = stage.tenant(LimitChange::Unlimited).await;
    let mut bells = stage.app.feed().listen();
    send(&stage, tenant, call("stays"), b"stay").await;
    let analyzing = "SELECT count(*) FROM calls WHERE analysis_status = 'analyzing'";
    stage.until(&mut bells, analyzing, 1).await;
    send(&stage, tenant, call("next"), b"glad").await;
    let id = models::ids::call(tenant, "api", "stays");
    let app = &stage.database.pools.app;
    let done = app.tenant(tenant, async |conn| {
        cancellation::order(conn, tenant, &Rows::All, "test", id).await
    });
    let done = done.await.unwrap();
    assert_eq!((done.waiting, done.running), (0, 1));
    stage.app.recall_analyses();
    // The only worker is free again, though the lease had ten minutes left.
    stage.until(&mut bells, ANALYZED, 1).await;
    let told = "SELECT key || ' ' || analysis_status FROM calls ORDER BY 1";
    assert_eq!(stage.texts(told).await, ["next analyzed", "stays none"]);
    assert_eq!(stage.count("SELECT count(*) FROM analysis_queue").await, 0);
    assert_eq!(stage.count("SELECT count(*) FROM analyses").await, 1);
    assert_eq!(
        stage.usage_agrees(tenant).await.used,
        2,
        "what came is charged, whatever becomes of its analysis"
    );
}

#[tokio::test]
async fn an_analysis_done_anew_takes_the_place_of_the_old_one_and_is_counted_once() {
    let stage = Stage::new().await;
    let tenant = stage.tenant(LimitChange::Unlimited).await;
    let mut bells = stage.app.feed().listen();
    send(&stage, tenant, call("a"), b"glad").await;
    stage.until(&mut bells, ANALYZED, 1).await;
    let id = models::ids::call(tenant, "api", "a").0;
    let app = &stage.database.pools.app;
    let done = app.tenant(tenant, async |conn| {
        reanalysis::order(conn, tenant, &Rows::All, "test", &[id], &Wish::default()).await
    });
    assert_eq!(done.await.unwrap().calls[&id], Ordered::Queued);
    stage.app.wake_analysis();
    stage
        .until(&mut bells, "SELECT count(*) FROM trace WHERE stage = 'analyzed'", 2)
        .await;
    assert_eq!(stage.count("SELECT count(*) FROM analyses").await, 1);
    let counted = "SELECT calls || ' ' || analyzed || ' ' || sentiment_positive FROM call_stats";
    assert_eq!(stage.texts(counted).await, ["1 1 1"]);
    assert_eq!(stage.usage_agrees(tenant).await.used, 1);
    let events =
        "SELECT e->>'type' || coalesce(e->'data'->>'reanalysis', '') FROM outbox, jsonb_array_elements(events) e
        WHERE e->'data' ? 'reanalysis' ORDER BY (e->>'seq')::bigint";
    assert_eq!(stage.texts(events).await, ["call.updatedqueued", "call.analyzedtrue"]);
}

/// A number that looks like chance, the same for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_claimers_never_have_one_analysis_both_nor_pass_what_a_tenant_may_have_at_once() {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let seed = number("AUDIAPRO_SOAK_SEED").unwrap_or_else(|| u64::from(std::process::id()));
    let rounds = number("AUDIAPRO_SOAK_ROUNDS").unwrap_or(40);
    eprintln!("seed {seed}, {rounds} rounds");
    let stage = idle(|_| ()).await;
    let mut maxima = HashMap::new();
    for concurrent_max in [1_i32, 3] {
        let tenant = stage.tenant(LimitChange::Unlimited).await;
        let set = "UPDATE tenants SET concurrent_max = $2 WHERE id = $1";
        stage.rows.execute(set, &[&tenant.0, &concurrent_max]).await.unwrap();
        maxima.insert(tenant, concurrent_max as usize);
        for n in 0..12 {
            send(&stage, tenant, call(&format!("c{n}")), b"glad").await;
        }
    }
    // What each of the two believes to have.
    let mut held: [Vec<Claim>; 2] = Default::default();
    let mut dice = Dice(seed);
    let (mut clock, mut done) = (0, HashSet::new());
    for round in 0..rounds {
        match dice.roll(6) {
            0..=2 => {
                let (one, two) = (1 + dice.roll(5) as i64, 1 + dice.roll(5) as i64);
                let (one, two) = tokio::join!(claim(&stage, "one", one), claim(&stage, "two", two));
                for (mine, claimed) in held.iter_mut().zip([one, two]) {
                    mine.extend(claimed.into_iter().map(|one| one.claim));
                }
            }
            3 => {
                // One of them ends something, as it may.
                let who = dice.roll(2) as usize;
                if held[who].is_empty() {
                    continue;
                }
                let at = dice.roll(held[who].len() as u64) as usize;
                let claim = held[who].swap_remove(at);
                let (outcome, ends) = match dice.roll(3) {
                    0 => (retry(0.0), false),
                    1 => (Outcome::Returned, false),
                    _ => (
                        Outcome::Analyzed(Box::new(AnalysisRow {
                            channels: 1,
                            ..AnalysisRow::default()
                        })),
                        true,
                    ),
                };
                let settled = settle(&stage, &claim, &outcome).await;
                assert!(matches!(settled, Settled::Written { .. }), "round {round}: it was ours");
                if ends {
                    assert!(done.insert(claim.leg), "round {round}: {} is done twice", claim.leg);
                }
            }
            4 => {
                // Both show signs of life.
                for mine in &held {
                    let leases: Vec<Uuid> = mine.iter().map(|claim| claim.lease).collect();
                    let worker = &stage.database.pools.worker;
                    let renewed = worker.transaction(async |conn| queue::renew(conn, &leases, 60.0).await);
                    assert_eq!(renewed.await.unwrap().len(), leases.len(), "round {round}");
                }
            }
            _ => {
                // The second one falls silent until its leases have run out, and what it had is swept up.
                let mine: Vec<Uuid> = held[0].iter().map(|claim| claim.lease).collect();
                clock += 61;
                stage.database.shift_clock(clock).await;
                let worker = &stage.database.pools.worker;
                let renewed = worker.transaction(async |conn| queue::renew(conn, &mine, 60.0).await);
                renewed.await.unwrap();
                let swept: Result<Vec<Claim>, Error> = worker
                    .transaction(async |conn| queue::abandoned(conn, None, 100).await)
                    .await;
                let swept = swept.unwrap();
                let lost: HashSet<LegId> = held[1].drain(..).map(|claim| claim.leg).collect();
                assert_eq!(
                    swept.iter().map(|claim| claim.leg).collect::<HashSet<_>>(),
                    lost,
                    "round {round}"
                );
                for claim in swept {
                    settle(&stage, &claim, &retry(0.0)).await;
                }
            }
        }
        let all: Vec<&Claim> = held.iter().flatten().collect();
        let legs: HashSet<LegId> = all.iter().map(|claim| claim.leg).collect();
        assert_eq!(legs.len(), all.len(), "round {round}: one analysis in two hands");
        assert!(legs.is_disjoint(&done), "round {round}: what is done is claimed again");
        for (tenant, max) in &maxima {
            let at_once = all.iter().filter(|claim| claim.tenant == *tenant).count();
            assert!(at_once <= *max, "round {round}: {at_once} at once of {max}");
        }
    }
}
