//! Who fetches an expected recording: one node, as long as its lease lasts, and of each source not more than is said.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::collections::BTreeSet;

use models::Error;
use models::calls::expected::claim::{self, Claimed, Ended, Wanted};
use models::calls::expected::{Announced, Expected};
use models::identity::tenant::{NewTenant, Tenant};
use models::ids::{self, LegId, TenantId};
use models::testing::TestDatabase;

struct Scene {
    database: TestDatabase,
    tenant: TenantId,
}

impl Scene {
    /// A tenant with two sources that say from where recordings are fetched, and so many of each that are due.
    async fn new(each: usize) -> Self {
        let database = TestDatabase::create().await;
        let (owner, new) = (&database.pools.owner, NewTenant::named("Acme"));
        let created = Tenant::create(owner, &database.master_key, "test", new).await;
        let scene = Scene {
            tenant: created.expect("created").0.tenant_id(),
            database,
        };
        let client = scene.database.superuser().await;
        for name in ["a", "b"] {
            let sql = "INSERT INTO source_instances (tenant_id, name, label, format, recordings)
                VALUES ($1, $2, $2, 'canonical', '{\"fetched\": true}')";
            client.execute(sql, &[&scene.tenant.0, &name]).await.expect("a source");
            scene.announce(name, each).await;
        }
        scene
    }

    async fn announce(&self, source: &'static str, count: usize) {
        let tenant = self.tenant;
        let announced: Vec<Announced> = (0..count)
            .map(|n| Announced {
                leg: ids::leg(tenant, source, &n.to_string()),
                external_id: n.to_string(),
                reference: format!("{n}.wav"),
            })
            .collect();
        let app = &self.database.pools.app;
        let put = app.tenant(tenant, async move |conn| {
            Expected::of(tenant).announce(conn, source, &announced).await
        });
        put.await.expect("announced");
    }

    async fn claim(&self, node: &'static str, recordings: i64, of_source: i64) -> Vec<Claimed> {
        let wanted = Wanted {
            recordings,
            of_source,
            lease_s: 60.0,
        };
        let worker = &self.database.pools.worker;
        let claimed =
            worker.transaction(async move |conn| -> Result<_, Error> { claim::claim(conn, node, wanted).await });
        claimed.await.expect("claimed")
    }

    async fn end(&self, claimed: &Claimed, ended: Ended) -> bool {
        let claimed = claimed.clone();
        let worker = &self.database.pools.worker;
        let written =
            worker.transaction(async move |conn| -> Result<_, Error> { claim::end(conn, &claimed, &ended).await });
        written.await.expect("written")
    }

    async fn states(&self) -> Vec<(String, i32)> {
        let rows = self.database.superuser().await;
        let rows = rows
            .query("SELECT state, attempts FROM expected_recordings ORDER BY 1, 2", &[])
            .await;
        rows.expect("rows").iter().map(|row| (row.get(0), row.get(1))).collect()
    }
}

fn legs(claimed: &[Claimed]) -> BTreeSet<LegId> {
    claimed.iter().map(|one| one.leg).collect()
}

#[tokio::test]
async fn of_two_nodes_one_has_each_and_no_source_is_asked_for_more_than_is_said() {
    let scene = Scene::new(10).await;
    let (one, two) = tokio::join!(scene.claim("one", 3, 2), scene.claim("two", 8, 2));
    assert_eq!(one.len() + two.len(), 4, "two of each source, on all nodes together");
    assert!(legs(&one).is_disjoint(&legs(&two)));
    let all: Vec<Claimed> = one.into_iter().chain(two).collect();
    assert_eq!(all.iter().filter(|one| one.source_instance == "a").count(), 2);
    assert_eq!(scene.claim("one", 8, 2).await, []);
    assert!(scene.end(&all[0], Ended::Done).await);
    let next = scene.claim("two", 8, 2).await;
    assert_eq!(next.len(), 1);
    assert_eq!(next[0].source_instance, all[0].source_instance);
}

#[tokio::test]
async fn who_has_lost_the_lease_changes_nothing() {
    let scene = Scene::new(1).await;
    let claimed = scene.claim("one", 1, 1).await.remove(0);
    let rows = scene.database.superuser().await;
    rows.execute(
        "UPDATE expected_recordings SET lease_until = now() - interval '1 s' WHERE lease IS NOT NULL",
        &[],
    )
    .await
    .expect("its lease has run out");
    let worker = &scene.database.pools.worker;
    let swept = worker.transaction(async |conn| -> Result<_, Error> { claim::abandoned(conn, None, 3).await });
    assert_eq!(swept.await.expect("swept"), 1);
    let lease = claimed.lease;
    let renewed =
        worker.transaction(async move |conn| -> Result<_, Error> { claim::renew(conn, &[lease], 60.0).await });
    assert!(renewed.await.expect("asked").is_empty());
    let failed = Ended::Failed {
        code: "x",
        detail: "late".into(),
    };
    assert!(!scene.end(&claimed, failed).await);
    assert!(!scene.end(&claimed, Ended::Done).await);
    assert_eq!(
        scene.states().await,
        [("waiting".to_owned(), 0), ("waiting".to_owned(), 1)]
    );
    let again = scene.claim("two", 2, 1).await;
    assert_eq!(again.iter().map(|one| one.attempt).max(), Some(2));
}

#[tokio::test]
async fn what_kills_its_node_each_time_has_failed_in_the_end_and_what_was_given_back_does_not_count() {
    let scene = Scene::new(1).await;
    let client = scene.database.superuser().await;
    client
        .execute("DELETE FROM expected_recordings WHERE source_instance = 'b'", &[])
        .await
        .expect("one is left");
    let worker = &scene.database.pools.worker;
    for _ in 0..2 {
        assert_eq!(scene.claim("one", 1, 1).await.len(), 1);
        let swept =
            worker.transaction(async |conn| -> Result<_, Error> { claim::abandoned(conn, Some("other"), 2).await });
        assert_eq!(swept.await.expect("swept"), 1);
    }
    assert_eq!(scene.states().await, [("failed".to_owned(), 2)]);
    let (app, tenant) = (&scene.database.pools.app, scene.tenant);
    let again = app.tenant(tenant, async move |conn| {
        Expected::of(tenant).again(conn, "test", None, None).await
    });
    assert_eq!(again.await.expect("again"), 1);
    let claimed = scene.claim("one", 1, 1).await.remove(0);
    assert!(scene.end(&claimed, Ended::Returned).await);
    assert_eq!(scene.states().await, [("waiting".to_owned(), 0)]);
}

#[tokio::test]
async fn nothing_is_fetched_for_a_company_that_is_closed_until_it_is_restored() {
    let scene = Scene::new(1).await;
    let rows = scene.database.superuser().await;
    rows.execute("UPDATE tenants SET status = 'closed' WHERE id = $1", &[&scene.tenant.0])
        .await
        .expect("closed");
    assert_eq!(scene.claim("one", 8, 8).await, []);
    rows.execute("UPDATE tenants SET status = 'active' WHERE id = $1", &[&scene.tenant.0])
        .await
        .expect("restored");
    assert_eq!(scene.claim("one", 8, 8).await.len(), 2);
}

#[tokio::test]
async fn a_recording_of_a_call_that_was_deleted_is_not_expected_again() {
    let scene = Scene::new(0).await;
    let buried = ids::leg(scene.tenant, "a", "0");
    let bury = "INSERT INTO tombstones (tenant_id, id, kind, charge_kind) VALUES ($1, $2, 'leg', 'none')";
    let rows = scene.database.superuser().await;
    rows.execute(bury, &[&scene.tenant.0, &buried.0])
        .await
        .expect("a tombstone");
    scene.announce("a", 2).await;
    let due = scene.claim("one", 10, 10).await;
    assert_eq!(legs(&due), BTreeSet::from([ids::leg(scene.tenant, "a", "1")]));
}
