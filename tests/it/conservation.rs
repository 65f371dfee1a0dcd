//! What was counted at the door is in the rows; a row that is lost is noticed, and so are files and partitions that nobody needs.

use std::time::{Duration, SystemTime};

use actors::Fate;
use models::billing::usage::Policy;
use models::calls::idempotency::{self, Begun};
use models::identity::tenant::{LimitChange, Tenant, TenantChange};
use models::platform::job::{self, NewJob};
use prometheus::proto::MetricFamily;
use serde_json::json;

use crate::stage::{Stage, call, fixed_call, record};

impl Stage {
    /// Has the platform do a job now, and waits for its end.
    pub async fn job(&self, kind: &str) {
        let order = NewJob::new(kind, None, json!({}));
        let worker = &self.database.pools.worker;
        let put: Result<_, models::Error> = worker.transaction(async |conn| job::put(conn, &order).await).await;
        let id = put.unwrap().unwrap();
        self.app.wake_jobs();
        let ended = async {
            loop {
                let found = self
                    .rows
                    .query_one("SELECT state FROM jobs WHERE id = $1", &[&id.0])
                    .await
                    .unwrap();
                match found.get::<_, &str>(0) {
                    "done" => return,
                    "failed" => panic!(
                        "{kind} failed: {:?}",
                        self.texts("SELECT last_error FROM jobs WHERE state = 'failed'").await
                    ),
                    _ => tokio::task::yield_now().await,
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(60), ended)
            .await
            .expect("the job ends");
    }

    /// The sum of a counter's series with a label; 0 if there is none yet.
    pub fn counter(&self, name: &str, (key, value): (&str, &str)) -> f64 {
        let families = self.app.metrics();
        let series = families
            .iter()
            .filter(|family| family.name() == name)
            .flat_map(MetricFamily::get_metric);
        series
            .filter(|metric| {
                metric
                    .get_label()
                    .iter()
                    .any(|pair| (pair.name(), pair.value()) == (key, value))
            })
            .map(|metric| metric.get_counter().get_value())
            .sum()
    }

    pub fn gauge(&self, name: &str, label: Option<(&str, &str)>) -> f64 {
        let families = self.app.metrics();
        let family: &MetricFamily = families.iter().find(|family| family.name() == name).expect(name);
        let fits = |metric: &&prometheus::proto::Metric| {
            label.is_none_or(|(key, value)| {
                metric
                    .get_label()
                    .iter()
                    .any(|pair| (pair.name(), pair.value()) == (key, value))
            })
        };
        family
            .get_metric()
            .iter()
            .filter(fits)
            .map(|metric| metric.get_gauge().get_value())
            .sum()
    }
}

#[tokio::test]
async fn every_fate_and_every_call_is_accounted_for_and_a_lost_row_raises_the_alarm() {
    let stage = Stage::new().await;
    let tenant = stage.tenant(LimitChange::Calls(3)).await;
    let mut bells = stage.app.feed().listen();
    let mut other = fixed_call("a");
    other["talk_s"] = json!(7);
    let records = [fixed_call("a"), fixed_call("a"), other, call("b"), call("c"), call("d")];
    stage.take(tenant, &records).await;
    for (id, text) in [("a", "glad"), ("b", "noise"), ("d", "glad"), ("e", "glad")] {
        stage.put(tenant, id, text.as_bytes()).await.unwrap();
    }
    stage
        .until(
            &mut bells,
            "SELECT count(*) FROM analysis_queue WHERE state <> 'withheld'",
            0,
        )
        .await;
    stage.job("conservation.check").await;
    assert_eq!(stage.gauge("audiapro_conservation_tenants_amiss", None), 0.0);
    let standing = |state| stage.gauge("audiapro_tenant_calls", Some(("state", state)));
    let places = [
        "analyzed",
        "failed",
        "withheld",
        "nothing_to_analyze",
        "in_flight",
        "dead_lettered",
    ]
    .map(standing);
    assert_eq!(places, [1.0, 1.0, 1.0, 1.0, 0.0, 0.0]);
    let missing = || {
        let [door, rows] =
            ["door", "rows"].map(|side| stage.gauge("audiapro_tenant_conservation", Some(("side", side))));
        (door > 0.0, door - rows)
    };
    assert_eq!(missing(), (true, 0.0));
    let fates = "SELECT received || ' ' || fate_new || ' ' || fate_duplicate || ' ' || fate_conflict || ' ' || legs || ' ' || recordings || ' ' || calls FROM tallies";
    assert_eq!(stage.texts(fates).await, ["10 8 1 1 4 4 4"]);

    stage
        .rows
        .batch_execute("DELETE FROM legs WHERE external_id = 'c'")
        .await
        .unwrap();
    stage.job("conservation.check").await;
    assert_eq!(stage.gauge("audiapro_conservation_tenants_amiss", None), 1.0);
    assert_eq!(
        stage.gauge("audiapro_conservation_difference", Some(("identity", "legs"))),
        1.0
    );
    assert_eq!(missing(), (true, 1.0));
    assert_eq!(stage.texts("SELECT amiss FROM tallies").await, ["legs differ by 1"]);

    // A call that says it is queued and stands in no queue is lost as well.
    let lost = "UPDATE calls SET analysis_status = 'queued' WHERE key = 'b'";
    stage.rows.batch_execute(lost).await.unwrap();
    stage.job("conservation.check").await;
    assert_eq!(
        stage.texts("SELECT amiss FROM tallies").await,
        ["legs differ by 1, calls differ by 1"]
    );
}

#[tokio::test]
async fn what_the_door_turns_back_is_received_and_refused_even_if_the_ledger_ends_at_once() {
    let mut stage = Stage::new().await;
    let tenant = stage.tenant(LimitChange::Calls(1)).await;
    let change = TenantChange {
        policy: Some(Policy::Reject),
        ..TenantChange::default()
    };
    Tenant::set(&stage.database.pools.owner, "test", tenant, change)
        .await
        .unwrap();
    stage.app.usage(tenant).await.unwrap();
    assert_eq!(stage.take(tenant, &[call("a")]).await, [Fate::New]);
    let refused = stage.take(tenant, &[call("b"), call("c")]).await;
    assert_eq!(refused, [Fate::OverLimit; 2]);
    stage.restart().await;
    assert!(stage.app.turn_back(tenant, &record(&call("d"))).await.unwrap());
    let tally = "SELECT received || ' ' || fate_new || ' ' || fate_refused || ' ' || legs FROM tallies";
    tests::eventually("the last is counted as well", async || {
        stage.texts(tally).await == ["4 1 3 1"]
    })
    .await;
    stage.job("conservation.check").await;
    assert_eq!(stage.gauge("audiapro_conservation_tenants_amiss", None), 0.0);
}

#[tokio::test]
async fn what_was_answered_to_named_requests_is_forgotten_after_a_day() {
    let stage = Stage::new().await;
    let tenant = stage.tenant(LimitChange::Unlimited).await;
    let app = &stage.database.pools.app;
    let begin = async |key: &str, holder| idempotency::begin(app, tenant, key.into(), holder).await.unwrap();
    let finish = async |key: &str, holder| {
        let answered = idempotency::finish(app, tenant, key.into(), holder, vec![0; 32], json!({})).await;
        answered.unwrap();
    };
    let holder = uuid::Uuid::now_v7();
    for key in ["old", "again"] {
        assert_eq!(begin(key, holder).await, Begun::Fresh);
        finish(key, holder).await;
    }
    stage.database.shift_clock(23 * 3600).await;
    stage.job("idempotency.forget").await;
    assert!(matches!(begin("again", holder).await, Begun::Answered { .. }));
    stage.database.shift_clock(25 * 3600).await;
    assert_eq!(begin("again", holder).await, Begun::Fresh, "as if it were not there");
    finish("again", holder).await;
    stage.job("idempotency.forget").await;
    assert_eq!(stage.texts("SELECT key FROM idempotency_keys").await, ["again"]);
}

#[tokio::test]
async fn a_named_request_that_goes_on_for_long_keeps_its_name_as_long_as_it_says_so() {
    let stage = Stage::new().await;
    let tenant = stage.tenant(LimitChange::Unlimited).await;
    let app = &stage.database.pools.app;
    let begin = async |holder| idempotency::begin(app, tenant, "long".into(), holder).await.unwrap();
    let (first, other) = (uuid::Uuid::now_v7(), uuid::Uuid::now_v7());
    assert_eq!(begin(first).await, Begun::Fresh);
    for passed_s in [50, 100] {
        stage.database.shift_clock(passed_s).await;
        assert_eq!(begin(other).await, Begun::Held);
        idempotency::renew(app, tenant, "long", first).await.unwrap();
    }
    stage.database.shift_clock(170).await;
    assert_eq!(begin(other).await, Begun::Fresh, "silent for more than a minute");
    // Who has lost it keeps it from nobody.
    stage.database.shift_clock(200).await;
    idempotency::renew(app, tenant, "long", first).await.unwrap();
    stage.database.shift_clock(240).await;
    assert_eq!(begin(first).await, Begun::Fresh);
    // Nor does it end after a day.
    let day = 24 * 3600;
    stage.database.shift_clock(240 + day - 10).await;
    idempotency::renew(app, tenant, "long", first).await.unwrap();
    stage.database.shift_clock(240 + day + 10).await;
    stage.job("idempotency.forget").await;
    assert_eq!(begin(other).await, Begun::Held);
}

#[tokio::test]
async fn a_file_that_no_row_names_is_removed_and_the_others_stay() {
    let stage = Stage::new().await;
    let tenant = stage.tenant(LimitChange::Unlimited).await;
    stage.put(tenant, "a", b"glad").await.unwrap();
    let key: String = stage
        .rows
        .query_one("SELECT store_key FROM recording_blobs", &[])
        .await
        .unwrap()
        .get(0);
    let kept = stage.app.recordings().path(&key);
    let (stray, young) = (kept.with_file_name("stray"), kept.with_file_name("young"));
    let long_ago = SystemTime::now() - Duration::from_secs(7200);
    for file in [&stray, &young] {
        std::fs::write(file, b"x").unwrap();
    }
    for file in [&stray, &kept] {
        std::fs::File::options()
            .append(true)
            .open(file)
            .unwrap()
            .set_modified(long_ago)
            .unwrap();
    }
    stage.job("recordings.sweep").await;
    assert_eq!([&kept, &stray, &young].map(|file| file.exists()), [true, false, true]);
}

#[tokio::test]
async fn old_partitions_go_and_each_stream_says_from_where_it_can_be_read() {
    let stage = Stage::new().await;
    let tenant = stage.tenant(LimitChange::Unlimited).await;
    stage.take(tenant, &[call("a")]).await;
    stage.database.shift_clock(27 * 3600).await;
    stage.job("partitions.drop").await;
    assert_eq!(stage.count("SELECT count(*) FROM outbox").await, 0);
    // Events may still come while the clock moves; nothing is left to read but what comes next.
    assert_eq!(
        stage
            .count("SELECT next_seq - oldest_seq FROM streams WHERE next_seq > 1")
            .await,
        0
    );
    let goes_on_at = stage.count("SELECT oldest_seq FROM streams").await;
    assert!(
        stage.count("SELECT count(*) FROM trace").await > 0,
        "the trace is kept longer"
    );
    stage.take(tenant, &[call("b")]).await;
    assert_eq!(stage.count("SELECT min(seq_from) FROM outbox").await, goes_on_at);
}
