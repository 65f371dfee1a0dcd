//! An application without its edge as a process of its own, to be killed: orders on standard input, one a line, answers on standard output.
//!
//! `call ID` stores a record, `put ID TEXT` a recording; the answer repeats the order's first two words and says the fate. It ends
//! in order when its input ends. `TENANT/ID` in place of ID is another tenant's; then an order that could not be carried out is answered
//! `unavailable` or `full`. Arguments: address of the database, data folder, tenant; for one of several nodes also the brokers, the
//! prefix of the topics and the protocol.

#[allow(dead_code)]
mod stage;

use actors::app::App;
use actors::app::StoreError;
use actors::config::AppConfig;
use models::compliance::sealing::Sealer;
use models::db::{DatabaseConfig, Pools};
use models::ids::TenantId;
use models::testing::master_key;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::task::JoinSet;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(url), Some(folder), Some(tenant)) = (arguments.next(), arguments.next(), arguments.next()) else {
        anyhow::bail!("usage: stage-child DATABASE_URL FOLDER TENANT");
    };
    let tenant: TenantId = tenant.parse()?;
    let pools = Pools::connect(&DatabaseConfig::new(url), &master_key())?;
    let mut config = AppConfig::new(folder);
    config.analysis.workers = 2;
    config.analysis.attempts_max = 5;
    config.analysis.retry_first = Duration::from_millis(1);
    config.analysis.poll = Duration::from_millis(20);
    if let (Some(brokers), Some(prefix), Some(protocol)) = (arguments.next(), arguments.next(), arguments.next()) {
        config.kafka = Some(stage::kafka(brokers, prefix, protocol == "consumer"));
        config.analysis.lease = Duration::from_secs(4);
    }
    let app = actors::start(
        config,
        pools.clone(),
        Sealer::new(pools.app.clone(), master_key()),
        Ok(stage::fakes()),
    )
    .await?;
    println!("ready");
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    let mut orders = JoinSet::new();
    while let Some(line) = lines.next_line().await? {
        orders.spawn(obey(app.clone(), tenant, line));
    }
    orders.join_all().await;
    app.drain().await;
    Ok(())
}

async fn obey(app: App, tenant: TenantId, line: String) {
    let mut words = line.splitn(3, ' ');
    let (order, id) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let (of, named) = match id.split_once('/') {
        Some((of, id)) => (of.parse().unwrap_or(tenant), id),
        None => (tenant, id),
    };
    let fate = match order {
        "call" => app
            .accept(of, vec![stage::record(&stage::fixed_call(named))])
            .await
            .map(|fates| fates[0].as_str())
            .map_err(|_| "unavailable"),
        _ => {
            let recording = words.next().unwrap_or_default().to_owned().into_bytes();
            let stream = futures::stream::iter([Ok::<_, std::io::Error>(recording.into())]);
            app.store_recording(of, "api", named, stream, None, None)
                .await
                .map(|receipt| receipt.fate.as_str())
                .map_err(|error| match error {
                    StoreError::Receive(error) if error.is_full() => "full",
                    StoreError::Receive(_) | StoreError::Unavailable(_) | StoreError::NoTenant => "unavailable",
                })
        }
    };
    match fate {
        Ok(fate) => println!("{order} {id} {fate}"),
        Err(why) if id.contains('/') => println!("{order} {id} {why}"),
        Err(_) => {}
    }
}
