//! What is counted of a tenant, checked against everything that has to say the same.

use models::Error;
use models::analytics::recount;
use models::billing::usage::rows;
use models::calls::conservation;
use models::ids::TenantId;
use serde_json::json;
use tests::{Client, TestApp, eventually};

/// (used, withheld) as memory, rows and a recount say; and every other sum is what the rows are.
pub async fn usage(app: &TestApp, tenant: TenantId, client: &Client) -> (u64, u64) {
    let pools = &app.database.pools;
    // What ends at the door is counted by the Ledger, a second later at most.
    eventually("calls add up", async || {
        let balance = pools
            .worker
            .transaction(async |conn| -> Result<_, Error> { conservation::balance(conn, tenant).await });
        balance.await.unwrap().amiss().is_none()
    })
    .await;
    assert_eq!(recount::differences(&pools.worker).await.unwrap(), []);
    let recounted = pools
        .app
        .tenant(tenant, async move |conn| rows::recount(conn, tenant).await);
    let recounted = recounted.await.unwrap();
    assert!(recounted.agrees(), "{recounted:?}");
    let told = client.get("/v1/usage").await.json;
    let counted = (recounted.counted.used, recounted.counted.withheld);
    assert_eq!(
        (&told["used"], &told["withheld"]),
        (&json!(counted.0), &json!(counted.1))
    );
    counted
}
