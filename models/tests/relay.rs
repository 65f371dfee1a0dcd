//! Whose events are relayed next: one tenant after the other.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use models::Error;
use models::calls::intake::{LedgerConnection, Relayed};
use models::calls::outbox;
use models::identity::tenant::{NewTenant, Tenant};
use models::ids::TenantId;
use models::testing::TestDatabase;
use uuid::Uuid;

#[tokio::test]
async fn nobody_waits_behind_others_who_always_have_events() {
    let database = TestDatabase::create().await;
    let mut tenants: Vec<TenantId> = Vec::new();
    for name in ["Acme", "Bolt", "Cane"] {
        let (owner, new) = (&database.pools.owner, NewTenant::named(name));
        let created = Tenant::create(owner, &database.master_key, "test", new).await;
        tenants.push(created.expect("created").0.tenant_id());
    }
    let client = database.superuser().await;
    let more = client.execute("UPDATE streams SET next_seq = 10", &[]).await;
    assert_eq!(more.expect("events"), 3);
    let login = database.pools.worker_config();
    let mut connection = LedgerConnection::open(&login).await.expect("connected");
    let (mut after, mut came) = (TenantId(Uuid::nil()), Vec::new());
    for _ in 0..6 {
        let waiting = connection.relay_waiting(&[0], 1, after, 1).await.expect("asked");
        after = waiting.first().expect("somebody waits").tenant;
        came.push(after);
    }
    tenants.sort_unstable();
    assert_eq!(came, [tenants.clone(), tenants].concat());
}

/// Age of the oldest event that waits to be published.
async fn oldest_s(database: &TestDatabase) -> Option<f64> {
    let worker = &database.pools.worker;
    let asked = worker.transaction(async |conn| -> Result<_, Error> { outbox::unpublished_s(conn).await });
    asked.await.expect("asked")
}

#[tokio::test]
async fn how_long_events_have_waited_to_be_published_is_known_until_they_are() {
    let database = TestDatabase::create().await;
    let (owner, new) = (&database.pools.owner, NewTenant::named("Acme"));
    let created = Tenant::create(owner, &database.master_key, "test", new).await;
    let tenant = created.expect("created").0.tenant_id();
    let client = database.superuser().await;
    let append = async |seq: i64| {
        let row =
            format!("INSERT INTO outbox (tenant_id, seq_from, seq_to, events) VALUES ('{tenant}', {seq}, {seq}, '[]')");
        client.batch_execute(&row).await.expect("appended");
    };
    client
        .batch_execute("DELETE FROM outbox; UPDATE streams SET oldest_seq = 1, next_seq = 1")
        .await
        .expect("nothing yet");
    assert_eq!(oldest_s(&database).await, None);
    client
        .batch_execute("UPDATE streams SET next_seq = 3")
        .await
        .expect("two");
    append(1).await;
    database.shift_clock(7_200).await;
    append(2).await;
    let waited = oldest_s(&database).await.expect("both wait");
    assert!((7_200.0..7_800.0).contains(&waited), "{waited}");
    let login = database.pools.worker_config();
    let mut connection = LedgerConnection::open(&login).await.expect("connected");
    let owned = connection.take_partition(0).await.expect("taken");
    for (next_seq, still_waits) in [(2, true), (3, false)] {
        let moved = Relayed {
            tenant,
            from_seq: next_seq - 1,
            next_seq,
        };
        let advanced = connection.relay_advance(0, owned.epoch, &[moved]).await;
        assert!(advanced.expect("advanced"));
        let waits = oldest_s(&database).await;
        assert_eq!(waits.is_some(), still_waits, "{next_seq}");
        assert!(waits.is_none_or(|waits| waits < 600.0), "{waits:?}");
    }
}
