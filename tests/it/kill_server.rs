//! SIGKILL from outside to the shipped program, at moments nobody planned, while calls and recordings come in over HTTP. Afterwards
//! nothing acknowledged is lost, nothing is charged twice, every recording has its end, usage equals the recount.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use models::identity::tenant::{LimitChange, NewTenant, Tenant, TenantChange};
use reqwest::Method;
use serde_json::json;
use tests::{Client, binary, eventually, sound};
use tokio::sync::{Mutex, Notify};
use tokio::task::JoinSet;

use crate::product::Product;

const CALLS: usize = 40;
const LIMIT: u64 = 30;

/// The release binary where there is one.
fn shipped() -> PathBuf {
    let release = std::env::var_os("AUDIAPRO_RELEASE_BINARY")
        .map(PathBuf::from)
        .filter(|path| path.exists());
    release.unwrap_or_else(binary)
}

/// One call with its recording, sent as a client sends it that does not know what happened before. Says what was acknowledged.
async fn send(client: &Client, n: usize) -> Vec<String> {
    let record = json!({"external_id": format!("k{n}"), "direction": "inbound", "started_at": "2026-11-24T09:00:00Z", "talk_s": 1});
    let recording = if n.is_multiple_of(5) {
        b"this is no sound".to_vec()
    } else {
        sound::wav(8000, 1, 4000 + n as u32)
    };
    let post = client.request(Method::POST, "/v1/calls").json(&record);
    let put = client
        .request(Method::PUT, &format!("/v1/calls/api/k{n}/recording"))
        .header("content-type", "audio/wav")
        .body(recording);
    let orders = if n.is_multiple_of(2) {
        [("call", post), ("put", put)]
    } else {
        [("put", put), ("call", post)]
    };
    let mut acknowledged = Vec::new();
    for (what, request) in orders {
        if let Ok(answer) = request.send().await {
            match answer.status().as_u16() {
                200..=299 => acknowledged.push(format!("{what} k{n}")),
                503 => {}
                status => panic!("{what} k{n}: {status} {}", answer.text().await.unwrap_or_default()),
            }
        }
    }
    acknowledged
}

/// Sends everything at once and hears until `enough` orders were acknowledged, or all are answered.
async fn send_all(client: &Client, first: usize, enough: usize) -> BTreeSet<String> {
    let (heard, reached) = (Arc::new(Mutex::new(BTreeSet::new())), Arc::new(Notify::new()));
    let mut senders = JoinSet::new();
    for n in 0..CALLS {
        let (client, heard, reached) = (client.clone(), heard.clone(), reached.clone());
        senders.spawn(async move {
            let acknowledged = send(&client, (first + n) % CALLS).await;
            let mut heard = heard.lock().await;
            heard.extend(acknowledged);
            if heard.len() >= enough {
                reached.notify_one();
            }
        });
    }
    let finished = async {
        while let Some(sent) = senders.join_next().await {
            sent.unwrap();
        }
    };
    tokio::select! { () = reached.notified() => {}, () = finished => {} }
    let heard = heard.lock().await;
    heard.clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_shipped_program_survives_sigkill_while_calls_come_in() {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let mut random = number("AUDIAPRO_SOAK_SEED").unwrap_or_else(|| u64::from(std::process::id()));
    let rounds = number("AUDIAPRO_SOAK_ROUNDS").map_or(6, |rounds| rounds.div_ceil(10));
    eprintln!("seed {random}, {rounds} rounds");
    let product = Product::of(shipped()).await;
    let owner = &product.database.pools.owner;
    let (tenant, client) = product.tenant(NewTenant::named("Acme")).await;
    let change = TenantChange {
        limit: Some(LimitChange::Calls(LIMIT)),
        ..TenantChange::default()
    };
    Tenant::set(owner, "test", tenant, change).await.unwrap();
    let rows = product.database.superuser().await;
    let mut acknowledged = BTreeSet::new();
    for _ in 0..rounds {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let running = product.start().await;
        acknowledged.extend(send_all(&client, (random >> 40) as usize, 1 + (random >> 33) as usize % CALLS).await);
        drop(running);
    }
    let _running = product.start().await;
    acknowledged.extend(send_all(&client, 0, usize::MAX).await);
    let stored = "SELECT 'call ' || external_id FROM legs WHERE tenant_id = $1
        UNION ALL SELECT 'put ' || external_id FROM recordings WHERE tenant_id = $1";
    let stored: BTreeSet<String> = rows
        .query(stored, &[&tenant.0])
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect();
    assert_eq!(
        acknowledged.difference(&stored).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "acknowledged and lost"
    );
    assert_eq!(stored.len(), 2 * CALLS);
    let open = "SELECT count(*) FROM legs WHERE analysis_status NOT IN ('analyzed', 'failed', 'withheld')";
    eventually("every recording has its end", async || {
        rows.query_one(open, &[]).await.unwrap().get::<_, i64>(0) == 0
    })
    .await;
    let silent = "SELECT count(*) FROM legs WHERE analysis_status = 'failed' AND analysis_error_code IS NULL";
    assert_eq!(
        rows.query_one(silent, &[]).await.unwrap().get::<_, i64>(0),
        0,
        "failed without a reason"
    );
    let usage = client.get("/v1/usage").await.json;
    assert_eq!(
        (usage["used"].as_u64(), usage["withheld"].as_u64()),
        (Some(LIMIT), Some(CALLS as u64 - LIMIT)),
        "{usage}"
    );
    assert!(product.recount_agrees(tenant));
}
