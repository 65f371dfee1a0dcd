//! Background jobs on real PostgreSQL: run once, tried again, taken over, cancelled, scheduled, forgotten.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use actors::config::JobBounds;
use actors::jobs::{self, JobsParts, Kinds, Trouble, Whose};
use actors::metrics::Metrics;
use models::Error;
use models::billing::command;
use models::db::Pool;
use models::identity::tenant::{NewTenant, Tenant};
use models::ids::TenantId;
use models::platform::job::{self, Job, JobId, NewJob, Schedule};
use models::testing::TestDatabase;
use serde_json::{Value, json};
use tokio::sync::{Notify, watch};

struct Workshop {
    database: TestDatabase,
    tenant: TenantId,
    stop: watch::Sender<bool>,
}

impl Workshop {
    async fn new() -> Self {
        let database = TestDatabase::create().await;
        let created = Tenant::create(
            &database.pools.owner,
            &database.master_key,
            "test",
            NewTenant::named("T"),
        )
        .await;
        let tenant = created.unwrap().0.tenant_id();
        let stop = watch::channel(false).0;
        Self { database, tenant, stop }
    }

    /// A loop on the current runtime, until `stop`.
    fn run(&self, kinds: Kinds, schedules: Vec<Schedule>) -> tokio::task::JoinHandle<()> {
        self.begin(kinds, schedules, true)
    }

    /// The same as one of several nodes.
    fn join(&self, kinds: Kinds, schedules: Vec<Schedule>) -> tokio::task::JoinHandle<()> {
        self.begin(kinds, schedules, false)
    }

    fn begin(&self, kinds: Kinds, schedules: Vec<Schedule>, alone: bool) -> tokio::task::JoinHandle<()> {
        let parts = JobsParts {
            pools: self.database.pools.clone(),
            kinds,
            schedules,
            bounds: JobBounds {
                poll: Duration::from_millis(10),
                retry_first: Duration::from_millis(1),
                ..JobBounds::default()
            },
            metrics: Metrics::new().unwrap(),
            woken: Arc::new(Notify::new()),
            node: uuid::Uuid::new_v4().to_string(),
            alone,
            drain_max: Duration::from_secs(10),
        };
        actix_rt::spawn(jobs::run(Arc::new(parts), self.stop.subscribe()))
    }

    fn app(&self) -> &Pool {
        &self.database.pools.app
    }

    async fn put(&self, new: NewJob) -> Option<JobId> {
        let put = self
            .app()
            .tenant(self.tenant, async move |conn| job::put(conn, &new).await)
            .await;
        put.unwrap()
    }

    fn order(&self, kind: &str) -> NewJob {
        NewJob::new(kind, Some(self.tenant), json!({"n": 3}))
    }

    async fn job(&self, id: JobId) -> Job {
        let tenant = self.tenant;
        let found: Result<_, Error> = self
            .app()
            .tenant(tenant, async move |conn| job::of_tenant(conn, tenant, id).await)
            .await;
        found.unwrap()
    }

    async fn until(&self, id: JobId, state: &str) -> Job {
        let reached = async {
            loop {
                let job = self.job(id).await;
                if job.state == state {
                    return job;
                }
                tokio::task::yield_now().await;
            }
        };
        match tokio::time::timeout(Duration::from_secs(60), reached).await {
            Ok(job) => job,
            Err(_) => panic!("never {state}: {:?}", self.job(id).await),
        }
    }
}

async fn adds_up(job: jobs::Job) -> Result<Value, Trouble> {
    let payload: Value = job.payload()?;
    job.tell(&json!({"done": 1})).await?;
    Ok(json!({"n": payload["n"], "attempt": job.attempt()}))
}

#[actix_rt::test]
async fn a_job_runs_once_with_its_payload_and_keeps_its_result() {
    let workshop = Workshop::new().await;
    let first = workshop.put(workshop.order("adds").unique("a")).await.unwrap();
    assert_eq!(
        workshop.put(workshop.order("adds").unique("a")).await,
        None,
        "the same again"
    );
    let mut kinds = Kinds::default();
    kinds.add("adds", Whose::Tenant, adds_up);
    let running = workshop.run(kinds, vec![]);
    let done = workshop.until(first, "done").await;
    assert_eq!(done.result, Some(json!({"n": 3, "attempt": 1})));
    assert_eq!(done.progress, Some(json!({"done": 1})));
    assert_eq!(
        workshop.put(workshop.order("adds").unique("a")).await,
        None,
        "kept, and so not put in again"
    );
    workshop.stop.send_replace(true);
    running.await.unwrap();
}

#[actix_rt::test]
async fn trouble_and_panics_cost_an_attempt_and_the_last_one_fails_with_its_reason() {
    let workshop = Workshop::new().await;
    let (flaky, lost) = (
        workshop.put(workshop.order("flaky")).await,
        workshop.put(workshop.order("lost")).await,
    );
    let tries = Arc::new(AtomicU32::new(0));
    let mut kinds = Kinds::default();
    kinds.add("flaky", Whose::Tenant, move |job| {
        let nth = tries.fetch_add(1, Ordering::SeqCst);
        async move {
            match nth {
                0 => Err(Trouble::Again("not yet".into())),
                1 => panic!("planned"),
                _ => adds_up(job).await,
            }
        }
    });
    kinds.add("lost", Whose::Tenant, async |_| {
        Err(Trouble::Never("no such thing".into()))
    });
    let running = workshop.run(kinds, vec![]);
    let done = workshop.until(flaky.unwrap(), "done").await;
    assert_eq!(
        (done.attempts, done.last_error.as_deref()),
        (3, Some("the job panicked"))
    );
    let failed = workshop.until(lost.unwrap(), "failed").await;
    assert_eq!(
        (failed.attempts, failed.last_error.as_deref()),
        (1, Some("no such thing"))
    );
    workshop.stop.send_replace(true);
    running.await.unwrap();
}

#[actix_rt::test]
async fn what_a_dead_process_had_goes_on_from_its_progress() {
    let workshop = Workshop::new().await;
    let id = workshop.put(workshop.order("walks")).await.unwrap();
    let worker = &workshop.database.pools.worker;
    let claimed: Result<_, Error> = worker
        .transaction(async |conn| {
            let claimed = job::claim(conn, &["walks"], "a dead node", 5, 3600.0).await?.remove(0);
            job::tell(conn, claimed.id, claimed.lease, Some(&json!({"at": 7})), 3600.0).await?;
            Ok(claimed)
        })
        .await;
    let dead = claimed.unwrap();
    let mut kinds = Kinds::default();
    kinds.add("walks", Whose::Tenant, async |job: jobs::Job| {
        Ok(json!({"from": job.told::<Value>(), "attempt": job.attempt()}))
    });
    let running = workshop.run(kinds, vec![]);
    let done = workshop.until(id, "done").await;
    assert_eq!(done.result, Some(json!({"from": {"at": 7}, "attempt": 2})));
    // The dead one comes back: it may write nothing.
    let late: Result<bool, Error> = worker
        .transaction(async |conn| job::end(conn, dead.id, dead.lease, &job::Ended::Failed("late".into())).await)
        .await;
    assert!(!late.unwrap());
    assert_eq!(workshop.job(id).await.state, "done");
    workshop.stop.send_replace(true);
    running.await.unwrap();
}

#[actix_rt::test]
async fn a_node_that_comes_takes_nothing_from_those_that_are_at_work() {
    let workshop = Workshop::new().await;
    let slow = workshop.put(workshop.order("stays")).await.unwrap();
    let mut kinds = Kinds::default();
    kinds.add("stays", Whose::Tenant, async |job: jobs::Job| {
        loop {
            job.tell(&json!({})).await?;
        }
    });
    let first = workshop.join(kinds, vec![]);
    workshop.until(slow, "running").await;
    let mut kinds = Kinds::default();
    kinds.add("adds", Whose::Tenant, adds_up);
    let second = workshop.join(kinds, vec![]);
    let next = workshop.put(workshop.order("adds")).await.unwrap();
    workshop.until(next, "done").await;
    let at_work = workshop.job(slow).await;
    assert_eq!((at_work.state.as_str(), at_work.attempts), ("running", 1));
    workshop.stop.send_replace(true);
    first.await.unwrap();
    second.await.unwrap();
}

#[actix_rt::test]
async fn a_job_that_is_cancelled_ends_at_its_next_word_and_one_that_is_stopped_is_given_back() {
    let workshop = Workshop::new().await;
    let (one, other) = (
        workshop.put(workshop.order("stays")).await.unwrap(),
        workshop.put(workshop.order("waits")).await.unwrap(),
    );
    let mut kinds = Kinds::default();
    kinds.add("stays", Whose::Tenant, async |job: jobs::Job| {
        loop {
            job.tell(&json!({})).await?;
        }
    });
    let running = workshop.run(kinds, vec![]);
    workshop.until(one, "running").await;
    let tenant = workshop.tenant;
    let cancelled: Result<(), Error> = workshop
        .app()
        .tenant(tenant, async move |conn| {
            job::cancel(conn, tenant, one).await?;
            job::cancel(conn, tenant, other).await
        })
        .await;
    cancelled.unwrap();
    workshop.until(one, "cancelled").await;
    assert_eq!(
        workshop.job(other).await.state,
        "cancelled",
        "nobody does it, and it ends at once"
    );
    let third = workshop.put(workshop.order("stays")).await.unwrap();
    workshop.until(third, "running").await;
    workshop.stop.send_replace(true);
    running.await.unwrap();
    let back = workshop.job(third).await;
    assert_eq!((back.state.as_str(), back.attempts), ("waiting", 0));
}

#[actix_rt::test]
async fn a_schedule_puts_in_one_job_a_moment_however_many_nodes_there_are() {
    let workshop = Workshop::new().await;
    let runs = Arc::new(AtomicU32::new(0));
    let beat = || {
        let (mut kinds, runs) = (Kinds::default(), runs.clone());
        kinds.add("beats", Whose::Platform, move |_| {
            runs.fetch_add(1, Ordering::SeqCst);
            async { Ok(json!({})) }
        });
        kinds
    };
    let schedules = vec![Schedule {
        name: "beats",
        every_s: 3600,
    }];
    let rows = workshop.database.superuser().await;
    let done = async |wanted: i64| {
        let reached = async {
            while rows
                .query_one("SELECT count(*) FROM jobs WHERE state = 'done'", &[])
                .await
                .unwrap()
                .get::<_, i64>(0)
                != wanted
            {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), reached)
            .await
            .expect("done in time");
    };
    let nodes = [
        workshop.join(beat(), schedules.clone()),
        workshop.join(beat(), schedules),
    ];
    done(1).await;
    // Two and a half hours later: the moments that were missed are not made up for.
    workshop.database.shift_clock(9_000).await;
    done(2).await;
    workshop.database.shift_clock(9_000 + 3_600).await;
    done(3).await;
    assert_eq!(runs.load(Ordering::SeqCst), 3);
    workshop.stop.send_replace(true);
    for node in nodes {
        node.await.unwrap();
    }
    let worker = &workshop.database.pools.worker;
    let forgotten: Result<usize, Error> = worker
        .transaction(async |conn| job::forget(conn, 3_000.0, 100).await)
        .await;
    assert_eq!(forgotten.unwrap(), 2, "those that ended more than fifty minutes ago");
}

#[actix_rt::test]
async fn orders_to_the_ledger_are_forgotten_once_they_were_done_long_ago() {
    let workshop = Workshop::new().await;
    let rows = workshop.database.superuser().await;
    let order = format!(
        "DELETE FROM commands; INSERT INTO commands (tenant_id, kind, taken_at) VALUES
            ('{0}', 'backlog', app_now() - interval '2 hours'), ('{0}', 'release', app_now()), ('{0}', 'release', NULL)",
        workshop.tenant
    );
    rows.batch_execute(&order).await.unwrap();
    let worker = &workshop.database.pools.worker;
    let forgotten: Result<usize, Error> = worker
        .transaction(async |conn| command::forget(conn, 3_600.0, 100).await)
        .await;
    assert_eq!(forgotten.unwrap(), 1, "what waits, and what was done just now, stays");
}
