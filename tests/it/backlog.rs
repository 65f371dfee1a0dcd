//! What waits beyond a limit, and what becomes of it: after a reset, an upgrade, another policy, or because somebody asks.

use actors::ledger::arrival::Fate::{self, New, OverLimit};
use chrono::{DateTime, TimeDelta, Utc};
use models::billing::usage::{Policy, Report};
use models::identity::tenant::{LimitChange, NewTenant, Tenant, TenantChange};
use models::ids::TenantId;
use serde_json::{Value, json};
use std::time::Duration;

use crate::stage::{Stage, call, fixed_call};

const WAITING: &str = "SELECT count(*) FROM commands WHERE taken_at IS NULL";

/// Terms of a tenant, changed as an operator does.
async fn set(stage: &Stage, tenant: TenantId, limit: Option<u64>, policy: Option<Policy>) {
    let change = TenantChange {
        limit: limit.map(LimitChange::Calls),
        policy,
        ..TenantChange::default()
    };
    Tenant::set(&stage.database.pools.owner, "test", tenant, change)
        .await
        .unwrap();
}

/// Calls with recordings, one after the other, so that it is plain which is the oldest.
async fn send(stage: &Stage, tenant: TenantId, ids: std::ops::Range<usize>) {
    for n in ids {
        assert_eq!(stage.take(tenant, &[call(&format!("c{n}"))]).await, [New]);
        stage.put(tenant, &format!("c{n}"), b"glad").await.unwrap();
    }
}

/// Waits until all orders are carried out and usage is so.
async fn reaches(stage: &Stage, tenant: TenantId, used: u64, withheld: u64) -> Report {
    let reached = async {
        loop {
            let report = stage.app.usage(tenant).await.unwrap().report;
            if (report.used, report.withheld) == (used, withheld) && stage.count(WAITING).await == 0 {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    if tokio::time::timeout(Duration::from_secs(30), reached).await.is_err() {
        panic!(
            "never {used} used and {withheld} withheld: {:?}",
            stage.app.usage(tenant).await.unwrap().report
        );
    }
    stage.usage_agrees(tenant).await
}

async fn analyzed(stage: &Stage, wanted: i64) {
    let mut bells = stage.app.feed().listen();
    let query = "SELECT count(*) FROM calls WHERE analysis_status = 'analyzed'";
    stage.until(&mut bells, query, wanted).await;
}

#[tokio::test]
async fn under_queue_an_upgrade_analyses_the_oldest_that_fit_and_the_reset_the_rest() {
    let stage = Stage::new().await;
    let tenant = stage.tenant(LimitChange::Calls(2)).await;
    set(&stage, tenant, None, Some(Policy::Queue)).await;
    send(&stage, tenant, 0..6).await;
    reaches(&stage, tenant, 2, 4).await;
    set(&stage, tenant, Some(4), None).await;
    reaches(&stage, tenant, 4, 2).await;
    analyzed(&stage, 4).await;
    let charged = "SELECT key || charge_kind FROM calls ORDER BY created_at";
    let expected = [
        "c0included",
        "c1included",
        "c2included",
        "c3included",
        "c4withheld",
        "c5withheld",
    ];
    assert_eq!(stage.texts(charged).await, expected);
    stage.database.shift_clock(40 * 86_400).await;
    let report = reaches(&stage, tenant, 2, 0).await;
    assert_eq!((report.balance, report.has_access), (Some(2), true));
    analyzed(&stage, 6).await;
    assert_eq!(
        stage.count("SELECT count(DISTINCT charged_period) FROM calls").await,
        2,
        "the rest is charged to the new period"
    );
    let lanes = "SELECT detail->>'lane' FROM trace WHERE stage = 'queued' AND call_id IN
        (SELECT id FROM calls WHERE key IN ('c4', 'c5')) ORDER BY 1";
    assert_eq!(stage.texts(lanes).await, ["backfill", "backfill"], "old by now");
    let stages =
        "SELECT stage || ' ' || coalesce(reason, '') FROM trace WHERE call_id = (SELECT id FROM calls WHERE key = 'c4')
        AND stage IN ('withheld', 'released', 'analyzed') ORDER BY at, n";
    assert_eq!(
        stage.texts(stages).await,
        ["withheld ", "released included", "analyzed "]
    );
    let waited = "SELECT count(*) FROM trace WHERE stage = 'analyzing' AND latency_ms >= 86400000";
    assert_eq!(
        stage.count(waited).await,
        0,
        "the weeks until the reset are not waited for a worker"
    );
}

#[tokio::test]
async fn of_calls_that_came_in_one_body_the_first_is_released_first() {
    let stage = Stage::new().await;
    let tenant = stage.tenant(LimitChange::Calls(1)).await;
    set(&stage, tenant, None, Some(Policy::Queue)).await;
    let names: Vec<String> = (0..12).map(|n| format!("c{n:02}")).collect();
    // At the same time too: only their places tell them apart.
    let together: Vec<Value> = names.iter().map(|name| fixed_call(name)).collect();
    assert_eq!(stage.take(tenant, &together).await, [New; 12]);
    reaches(&stage, tenant, 1, 11).await;
    set(&stage, tenant, Some(6), None).await;
    reaches(&stage, tenant, 6, 6).await;
    let charged = "SELECT key FROM calls WHERE charge_kind = 'included' ORDER BY key";
    assert_eq!(stage.texts(charged).await, names[..6]);
}

#[tokio::test]
async fn a_change_to_overage_analyses_all_that_waits_and_charges_beyond_the_limit_as_overage() {
    let stage = Stage::with(|config| config.intake.batch_max = 3).await;
    let tenant = stage.tenant(LimitChange::Calls(2)).await;
    send(&stage, tenant, 0..10).await;
    set(&stage, tenant, Some(4), None).await;
    reaches(&stage, tenant, 2, 8).await;
    set(&stage, tenant, None, Some(Policy::Overage)).await;
    let report = reaches(&stage, tenant, 10, 0).await;
    assert_eq!((report.overage, report.has_access), (6, true));
    analyzed(&stage, 10).await;
    assert_eq!(
        stage
            .count("SELECT count(*) FROM calls WHERE charge_kind = 'overage'")
            .await,
        6
    );
    let parts = "SELECT e->'data'->>'released' FROM outbox, jsonb_array_elements(events) e
        WHERE e->>'type' = 'usage.changed' AND (e->'data'->>'released')::int > 0 ORDER BY seq_from";
    assert_eq!(
        stage.texts(parts).await,
        ["3", "3", "2"],
        "in transactions of a bounded size"
    );
    let told = "SELECT e->'data'->>'percent' FROM outbox, jsonb_array_elements(events) e
        WHERE e->>'type' = 'usage.threshold_reached' ORDER BY 1";
    assert_eq!(stage.texts(told).await, ["100", "80"]);
}

#[tokio::test]
async fn under_store_only_nothing_is_released_until_somebody_asks_and_then_what_fits() {
    let stage = Stage::new().await;
    let tenant = stage.tenant(LimitChange::Calls(2)).await;
    send(&stage, tenant, 0..7).await;
    set(&stage, tenant, Some(5), None).await;
    reaches(&stage, tenant, 2, 5).await;
    let owner = &stage.database.pools.owner;
    Tenant::release(owner, "test", tenant, Some(1)).await.unwrap();
    reaches(&stage, tenant, 3, 4).await;
    Tenant::release(owner, "test", tenant, None).await.unwrap();
    reaches(&stage, tenant, 5, 2).await;
    analyzed(&stage, 5).await;
    let ordered = "SELECT action || ' ' || coalesce(after->>'calls', 'all') FROM audit_details WHERE action LIKE 'usage.%' ORDER BY n";
    assert_eq!(
        stage.texts(ordered).await,
        ["usage.release_ordered 1", "usage.release_ordered all"]
    );
}

#[tokio::test]
async fn a_lowered_limit_tells_its_thresholds_without_a_call() {
    let stage = Stage::new().await;
    let tenant = stage.tenant(LimitChange::Calls(100)).await;
    send(&stage, tenant, 0..4).await;
    set(&stage, tenant, Some(5), None).await;
    set(&stage, tenant, Some(4), None).await;
    set(&stage, tenant, Some(5), None).await;
    reaches(&stage, tenant, 4, 0).await;
    let told = "SELECT e->'data'->>'percent' FROM outbox, jsonb_array_elements(events) e
        WHERE e->>'type' = 'usage.threshold_reached' ORDER BY seq_from";
    let told = stage.texts(told).await;
    assert_eq!(told.iter().filter(|percent| *percent == "80").count(), 1);
    assert!(
        told.iter().filter(|percent| *percent == "100").count() <= 1,
        "the middle limit may have come and gone: {told:?}"
    );
}

#[tokio::test]
async fn calls_committed_at_the_boundary_of_a_period_belong_to_the_new_one() {
    let at = |text: &str| -> DateTime<Utc> { text.parse().unwrap() };
    let stage = Stage::with(|config| config.intake.standing_max = Duration::ZERO).await;
    stage.database.stop_clock(at("2027-01-31T10:00:00Z")).await;
    let new = NewTenant {
        zone: "Europe/Berlin".into(),
        policy: Policy::Reject,
        ..NewTenant::named("Acme")
    };
    let owner = &stage.database.pools.owner;
    let (tenant, ..) = Tenant::create(owner, &stage.database.master_key, "test", new)
        .await
        .unwrap();
    let tenant = tenant.tenant_id();
    set(&stage, tenant, Some(2), None).await;
    // From the 31st to the last of February, then to the 31st of March, after the clocks have changed.
    let bounds = [
        at("2027-02-27T23:00:00Z"),
        at("2027-03-30T22:00:00Z"),
        at("2027-04-29T22:00:00Z"),
    ];
    let mut sent = 0;
    for bound in bounds {
        stage.database.stop_clock(bound - TimeDelta::microseconds(1)).await;
        let report = stage.app.usage(tenant).await.unwrap().report;
        assert_eq!(report.period.end, bound);
        let mut fates: Vec<Fate> = Vec::new();
        for _ in 0..3 {
            fates.extend(stage.take(tenant, &[fixed_call(&format!("c{sent}"))]).await);
            sent += 1;
        }
        assert_eq!(fates[2], OverLimit, "{fates:?}");
        stage.database.stop_clock(bound).await;
        assert_eq!(stage.take(tenant, &[fixed_call(&format!("c{sent}"))]).await, [New]);
        sent += 1;
        let report = stage.usage_agrees(tenant).await;
        assert_eq!((report.period.start, report.used, report.balance), (bound, 1, Some(1)));
    }
    let periods = "SELECT count(*)::text FROM calls GROUP BY charged_period ORDER BY charged_period";
    assert_eq!(stage.texts(periods).await, ["2", "2", "2", "1"]);
}

/// What the rows should say, in a dozen lines.
struct Model {
    limit: u64,
    policy: Policy,
    used: u64,
    withheld: u64,
}

impl Model {
    fn room(&self) -> u64 {
        self.limit.saturating_sub(self.used)
    }

    /// How many of `calls` new ones are kept.
    fn take(&mut self, calls: u64) -> u64 {
        let fit = calls.min(self.room());
        match self.policy {
            Policy::Overage => self.used += calls,
            Policy::StoreOnly | Policy::Queue => {
                (self.used, self.withheld) = (self.used + fit, self.withheld + calls - fit)
            }
            Policy::Reject => {
                self.used += fit;
                return fit;
            }
        }
        calls
    }

    fn release(&mut self, calls: u64) {
        let room = if self.policy == Policy::Overage {
            u64::MAX
        } else {
            self.room()
        };
        let released = calls.min(room).min(self.withheld);
        (self.used, self.withheld) = (self.used + released, self.withheld - released);
    }

    /// What happens by itself once terms or the period have changed.
    fn settle(&mut self) {
        if matches!(self.policy, Policy::Queue | Policy::Overage) {
            self.release(u64::MAX);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_sequence_of_calls_changes_releases_resets_and_crashes_keeps_usage_equal_to_the_model() {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let mut random = number("AUDIAPRO_SOAK_SEED").unwrap_or_else(|| u64::from(std::process::id()));
    let rounds = number("AUDIAPRO_SOAK_ROUNDS").unwrap_or(40);
    eprintln!("seed {random}, {rounds} rounds");
    let mut dice = |sides: u64| {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) % sides
    };
    let mut stage = Stage::with(|config| {
        config.intake.standing_max = Duration::ZERO;
        config.intake.batch_max = 4;
    })
    .await;
    let tenant = stage.tenant(LimitChange::Calls(5)).await;
    let mut model = Model {
        limit: 5,
        policy: Policy::StoreOnly,
        used: 0,
        withheld: 0,
    };
    let (mut sent, mut days) = (0, 0);
    for round in 0..rounds {
        let step = dice(12);
        match step {
            0..=4 => {
                let calls: Vec<Value> = (0..=dice(6)).map(|n| fixed_call(&format!("r{}", sent + n))).collect();
                sent += calls.len() as u64;
                let fates = stage.take(tenant, &calls).await;
                let kept = fates.iter().filter(|fate| **fate == New).count() as u64;
                assert_eq!(kept, model.take(calls.len() as u64), "round {round}: {fates:?}");
            }
            5 => {
                model.limit = dice(20);
                set(&stage, tenant, Some(model.limit), None).await;
                model.settle();
            }
            6 | 7 => {
                model.policy = Policy::ALL[dice(4) as usize];
                set(&stage, tenant, None, Some(model.policy)).await;
                model.settle();
            }
            8 => {
                let calls = 1 + dice(6);
                Tenant::release(&stage.database.pools.owner, "test", tenant, Some(calls))
                    .await
                    .unwrap();
                model.release(calls);
            }
            9 => {
                days += 32;
                stage.database.shift_clock(days * 86_400).await;
                model.used = 0;
                model.settle();
            }
            10 => stage.restart().await,
            _ => {
                // The Ledger's connection breaks, and with it what it remembers; the next answer comes over another one.
                let end = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'audiapro ledger' AND datname = current_database()";
                stage.count(end).await;
                while stage.app.usage(tenant).await.is_err() {
                    tokio::task::yield_now().await;
                }
            }
        }
        reaches(&stage, tenant, model.used, model.withheld).await;
    }
    let told = "SELECT count(*) FROM (SELECT 1 FROM outbox, jsonb_array_elements(events) e WHERE e->>'type' = 'usage.threshold_reached'
        GROUP BY e->'data'->>'period_start', e->'data'->>'percent' HAVING count(*) > 1) twice";
    assert_eq!(stage.count(told).await, 0, "each threshold once a period");
    assert_eq!(
        json!(stage.count("SELECT count(*) FROM legs").await),
        json!(stage.count("SELECT count(*) FROM calls").await)
    );
}
