//! Whose events are relayed next: one tenant after the other.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use models::calls::intake::LedgerConnection;
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
