//! Work for a source that one node does at a time: taken, renewed, given back, lost; and that whoever has lost it writes nothing.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use models::Error;
use models::identity::tenant::{NewTenant, Tenant};
use models::ids::TenantId;
use models::integrations::failing::{self, Doubtful};
use models::integrations::lease::{self, Bounds, Key, Kind, Lease, Standing};
use models::integrations::source::Source;
use models::testing::TestDatabase;
use serde_json::{Value, json};

const BOUNDS: Bounds = Bounds {
    leases_max: 10,
    lease_s: 30.0,
};

struct Scene {
    database: TestDatabase,
    tenant: TenantId,
    keys: Vec<Key>,
}

impl Scene {
    /// A tenant with so many sources.
    async fn new(sources: usize) -> Self {
        let database = TestDatabase::create().await;
        let (owner, new) = (&database.pools.owner, NewTenant::named("Acme"));
        let created = Tenant::create(owner, &database.master_key, "test", new).await;
        let tenant = created.expect("created").0.tenant_id();
        let client = database.superuser().await;
        let mut keys = Vec::new();
        for n in 0..sources {
            let name = format!("pbx{n}");
            let sql =
                "INSERT INTO source_instances (tenant_id, name, label, format) VALUES ($1, $2, $2, 'asterisk_ami')";
            client.execute(sql, &[&tenant.0, &name]).await.expect("a source");
            keys.push(Key {
                tenant,
                source_instance: name,
            });
        }
        Self { database, tenant, keys }
    }

    async fn take_at_most(&self, node: &'static str, leases_max: i64) -> Vec<Lease> {
        let wanted = self.keys.clone();
        let bounds = Bounds { leases_max, ..BOUNDS };
        let worker = &self.database.pools.worker;
        let taken = worker.transaction(async move |conn| -> Result<_, Error> {
            lease::take(conn, Kind::Caller, node, &wanted, bounds).await
        });
        taken.await.expect("asked")
    }

    async fn take(&self, node: &'static str) -> Vec<Lease> {
        self.take_at_most(node, BOUNDS.leases_max).await
    }

    async fn renew(&self, lease: &Lease) -> Vec<Key> {
        let ours = [(lease.key.clone(), lease.epoch)];
        let worker = &self.database.pools.worker;
        let renewed = worker.transaction(async move |conn| -> Result<_, Error> {
            lease::renew(conn, Kind::Caller, &ours, BOUNDS.lease_s).await
        });
        renewed.await.expect("asked")
    }

    async fn release(&self, lease: &Lease) -> bool {
        let lease = lease.clone();
        let worker = &self.database.pools.worker;
        let released = worker.transaction(async move |conn| -> Result<_, Error> { lease.release(conn).await });
        released.await.expect("asked")
    }

    async fn save(&self, lease: &Lease, position: Value) -> bool {
        let lease = lease.clone();
        let worker = &self.database.pools.worker;
        let saved = worker.transaction(async move |conn| -> Result<_, Error> { lease.save(conn, &position).await });
        saved.await.expect("asked")
    }

    async fn standing(&self, key: &Key) -> Standing {
        let (tenant, name) = (key.tenant, key.source_instance.clone());
        let app = &self.database.pools.app;
        let standing = app.tenant(tenant, async move |conn| -> Result<_, Error> {
            lease::standing(conn, tenant, &name, Kind::Caller).await
        });
        standing.await.expect("asked").expect("there")
    }
}

#[tokio::test]
async fn of_two_nodes_one_has_each_source() {
    let scene = Scene::new(6).await;
    let (one, two) = tokio::join!(scene.take_at_most("one", 3), scene.take_at_most("two", 3));
    let mut all: Vec<Key> = one.iter().chain(&two).map(|lease| lease.key.clone()).collect();
    all.extend(scene.take("one").await.into_iter().map(|lease| lease.key));
    all.sort();
    assert_eq!(all, scene.keys, "each once");
    assert_eq!(scene.take("two").await, []);
    assert_eq!(scene.take("one").await, [], "nor again by whoever has them");
    let some = one.first().or(two.first()).expect("somebody has one");
    let standing = scene.standing(&some.key).await;
    let holder = standing.holder.expect("a holder");
    assert!(["one", "two"].contains(&holder.as_str()) && standing.state == "trying");
}

#[tokio::test]
async fn a_lease_that_is_renewed_stays_and_one_that_is_not_is_taken_with_its_position() {
    let scene = Scene::new(1).await;
    let mine = scene.take("one").await.remove(0);
    assert_eq!((mine.epoch, &mine.position), (1, &None));
    assert!(scene.save(&mine, json!({ "offset": 7 })).await);
    scene.database.shift_clock(20).await;
    assert_eq!(scene.renew(&mine).await, std::slice::from_ref(&mine.key));
    scene.database.shift_clock(40).await;
    assert_eq!(scene.take("two").await, [], "it was renewed");
    scene.database.shift_clock(60).await;
    let theirs = scene.take("two").await.remove(0);
    assert_eq!((theirs.epoch, theirs.position), (2, Some(json!({ "offset": 7 }))));
}

#[tokio::test]
async fn who_has_lost_a_lease_writes_nothing() {
    let scene = Scene::new(1).await;
    let mine = scene.take("one").await.remove(0);
    scene.database.shift_clock(31).await;
    let theirs = scene.take("two").await.remove(0);
    assert_eq!(scene.renew(&mine).await, []);
    assert!(!scene.save(&mine, json!(1)).await);
    assert!(!scene.release(&mine).await);
    let worker = &scene.database.pools.worker;
    let told = worker.transaction(async move |conn| -> Result<_, Error> {
        Ok((mine.works(conn).await?, mine.fails(conn, "refused", "late").await?))
    });
    assert_eq!(told.await.expect("asked"), (false, false));
    assert!(scene.save(&theirs, json!(2)).await);
    let standing = scene.standing(&theirs.key).await;
    assert_eq!(
        (standing.holder.as_deref(), standing.position),
        (Some("two"), Some(json!(2)))
    );
    assert_eq!(standing.error_code, None);
}

#[tokio::test]
async fn what_is_given_back_is_free_at_once_and_not_written_to_any_more() {
    let scene = Scene::new(1).await;
    let mine = scene.take("one").await.remove(0);
    assert!(scene.save(&mine, json!(1)).await);
    assert!(scene.release(&mine).await);
    assert!(!scene.release(&mine).await, "once");
    assert!(!scene.save(&mine, json!(2)).await);
    assert_eq!(scene.renew(&mine).await, []);
    let standing = scene.standing(&mine.key).await;
    assert_eq!((standing.holder, standing.state.as_str()), (None, "idle"));
    let theirs = scene.take("two").await.remove(0);
    assert_eq!((theirs.epoch, theirs.position), (2, Some(json!(1))));
}

#[tokio::test]
async fn how_it_goes_is_told_and_the_last_error_stays() {
    let scene = Scene::new(1).await;
    let mine = scene.take("one").await.remove(0);
    let (key, worker) = (mine.key.clone(), &scene.database.pools.worker);
    let failing = mine.clone();
    let told = worker.transaction(async move |conn| -> Result<_, Error> {
        failing.fails(conn, "refused", "it says \"no\"\0").await
    });
    assert!(told.await.expect("told"));
    let standing = scene.standing(&key).await;
    assert_eq!(
        (standing.state.as_str(), standing.error_code.as_deref()),
        ("failing", Some("refused"))
    );
    assert_eq!(standing.error_detail.as_deref(), Some("it says \"no\"\u{fffd}"));
    // Another node does not begin as if nothing were wrong.
    assert!(scene.release(&mine).await);
    let theirs = scene.take("two").await.remove(0);
    assert_eq!(scene.standing(&key).await.state, "failing");
    let told = worker.transaction(async move |conn| -> Result<_, Error> { theirs.works(conn).await });
    assert!(told.await.expect("told"));
    let standing = scene.standing(&key).await;
    assert_eq!(
        (standing.state.as_str(), standing.error_code.as_deref()),
        ("working", Some("refused"))
    );
}

#[tokio::test]
async fn a_source_that_is_deleted_is_nobodys_and_forgets_how_far_it_had_come() {
    let scene = Scene::new(1).await;
    let mine = scene.take("one").await.remove(0);
    assert!(scene.save(&mine, json!({ "offset": 7 })).await);
    let (tenant, app) = (scene.tenant, &scene.database.pools.app);
    let deleted = app.tenant(tenant, async move |conn| -> Result<_, Error> {
        let sources = Source::of(tenant).list(conn).await?;
        let id = sources.iter().find(|source| source.name == "pbx0").expect("it").id;
        Source::of(tenant).delete(conn, "test", id).await
    });
    deleted.await.expect("deleted");
    assert_eq!(scene.renew(&mine).await, []);
    assert!(!scene.save(&mine, json!({ "offset": 8 })).await);
    assert_eq!(scene.take("two").await, [], "nobody works for it");
    let standing = scene.standing(&mine.key).await;
    assert_eq!((standing.holder, standing.position), (None, None));
}

#[tokio::test]
async fn where_only_one_node_may_run_it_does_not_wait_for_the_leases_of_a_dead_one() {
    let scene = Scene::new(2).await;
    assert_eq!(scene.take("dead").await.len(), 2);
    let worker = &scene.database.pools.worker;
    let freed =
        worker.transaction(async |conn| -> Result<_, Error> { lease::orphaned(conn, Kind::Caller, "alive").await });
    assert_eq!(freed.await.expect("asked"), 2);
    let taken = scene.take("alive").await;
    assert!(taken.len() == 2 && taken.iter().all(|lease| lease.epoch == 2));
}

#[tokio::test]
async fn what_fails_is_told_when_it_has_failed_for_minutes_and_once_when_that_is_over() {
    let scene = Scene::new(1).await;
    let mine = scene.take("one").await.remove(0);
    let (worker, app) = (&scene.database.pools.worker, &scene.database.pools.app);
    let failing = mine.clone();
    let told = worker.transaction(async move |conn| -> Result<_, Error> { failing.fails(conn, "refused", "no").await });
    assert!(told.await.expect("told"));
    let look = async || {
        let doubtful = worker.transaction(async |conn| -> Result<_, Error> { failing::doubtful(conn).await });
        let mut seen = Vec::new();
        for work in doubtful.await.expect("asked") {
            let tenant = work.tenant;
            let looked = app.tenant(tenant, async move |conn| -> Result<_, Error> {
                let (is_failing, bell) = failing::look(conn, &work).await?;
                Ok((is_failing, bell.is_some()))
            });
            seen.push(looked.await.expect("looked"));
        }
        seen
    };
    assert_eq!(look().await, [], "it may mend itself");
    scene.database.shift_clock(301).await;
    assert_eq!(scene.renew(&mine).await.len(), 1);
    assert_eq!(look().await, [(true, true)]);
    assert_eq!(look().await, [(true, false)], "once");
    let works = mine.clone();
    let told = worker.transaction(async move |conn| -> Result<_, Error> { works.works(conn).await });
    assert!(told.await.expect("told"));
    assert_eq!(look().await, [(false, true)]);
    assert_eq!(look().await, []);
    // Of a source that is not there any more nothing is told.
    let gone = Doubtful {
        tenant: scene.tenant,
        source_instance: "gone".into(),
        kind: "caller".into(),
    };
    let tenant = scene.tenant;
    let looked = app.tenant(tenant, async move |conn| failing::look(conn, &gone).await);
    assert!(!looked.await.expect("looked").0);
}
