//! Several processes on one database: this one's doors write to the log, and it holds what the group assigns to it.

use std::sync::Arc;
use std::time::Duration;

use futures::future::{FutureExt, LocalBoxFuture};
use models::Error;
use models::db::Pools;
use models::platform::installation;
use tokio::sync::watch;
use uuid::Uuid;

use super::StartError;
use super::sharing::{self, Sharing};
use crate::kafka::settings::KafkaConfig;
use crate::kafka::{Bells, Doorway, Holder, Holding, Ingress, Kafka, Relay, StartKafkaError};
use crate::ledger::far::Far;
use crate::ledger::{LedgerDoor, LedgerSurroundings, Refusals, Standings, Voices, Way};
use crate::loops::keep;
use crate::metrics::Metrics;

pub(super) async fn begin(
    config: KafkaConfig,
    surroundings: LedgerSurroundings,
    pools: &Pools,
    stopped: &watch::Receiver<bool>,
) -> Result<(LedgerDoor, LocalBoxFuture<'static, ()>), StartError> {
    let sharing = Sharing::begin(surroundings.login.clone(), surroundings.bounds.takeover_max).await?;
    let kafka = connect(config, &surroundings, pools).await?;
    let (standings, refusals) = (Standings::default(), Refusals::default());
    let (bounds, metrics) = (surroundings.bounds.clone(), surroundings.metrics.clone());
    // Doors here do not listen: what they have is the log's.
    let (voices, _) = Voices::new(metrics.intake.ledger_connected.clone());
    let (far, state) = Far::new(
        surroundings.login.clone(),
        standings.clone(),
        refusals.clone(),
        bounds.retry_after,
        voices.voice(),
    );
    let log = Arc::new(Doorway::new(kafka.clone(), bounds.retry_after));
    let door = LedgerDoor {
        way: Way::Far {
            log: log.clone(),
            far: far.clone(),
        },
        bounds,
        metrics: metrics.clone(),
        spans: surroundings.spans.clone(),
        state,
        standings: standings.clone(),
        refusals,
    };
    let (broken, holding) = (far.clone(), Holding::default());
    let out_of_reach = metrics.kafka.out_of_reach.clone();
    let (login, feed) = (surroundings.login.clone(), surroundings.feed.clone());
    let relay = Arc::new(Relay::new(kafka.clone(), holding.clone(), login.clone(), feed.clone())?);
    let node = Uuid::new_v4();
    let bells = Arc::new(Bells { login, feed, node });
    let ingress = Arc::new(Ingress {
        kafka: kafka.clone(),
        app: pools.app.clone(),
        doorway: log,
    });
    let holder = Arc::new(Holder {
        kafka: kafka.clone(),
        surroundings,
        standings,
        voices,
        holding,
        broken: Arc::new(move |why| {
            out_of_reach.set(1);
            broken.break_off(why);
        }),
    });
    let life = Life {
        far,
        relay,
        bells,
        ingress,
        holder,
        kafka,
        metrics,
        sharing,
        pools: pools.clone(),
    };
    Ok((door, life.run(stopped.clone()).boxed_local()))
}

/// What runs here as long as this process takes part.
struct Life {
    far: Arc<Far>,
    relay: Arc<Relay>,
    bells: Arc<Bells>,
    ingress: Arc<Ingress>,
    holder: Arc<Holder>,
    kafka: Kafka,
    metrics: Metrics,
    sharing: Sharing,
    pools: Pools,
}

impl Life {
    async fn run(self, stopped: watch::Receiver<bool>) {
        let Self {
            far,
            relay,
            bells,
            ingress,
            holder,
            kafka,
            metrics,
            sharing,
            pools,
        } = self;
        // To the very end: what is drained is still ours.
        let held = sharing.keep(pools, kafka.partitions, far.clone());
        let far = keep("far", &metrics, stopped.clone(), move |stop| far.clone().run(stop));
        let relay = keep("relay", &metrics, stopped.clone(), move |stop| relay.clone().run(stop));
        let bells = keep("bells", &metrics, stopped.clone(), move |stop| bells.clone().run(stop));
        let ingress = keep("ingress", &metrics, stopped.clone(), move |stop| {
            ingress.clone().run(stop)
        });
        let holder = keep("holder", &metrics, stopped, move |stop| holder.clone().run(stop));
        let ended = async {
            tokio::join!(far, relay, bells, ingress, holder);
            kafka.flush(Duration::from_secs(5)).await;
        };
        tokio::select! {
            () = ended => {}
            never = held => match never {},
        }
    }
}

/// Connects, and notes into how many partitions the door is cut, once and for all, and in which cluster.
async fn connect(
    config: KafkaConfig,
    surroundings: &LedgerSurroundings,
    pools: &Pools,
) -> Result<Kafka, StartKafkaError> {
    let noted = sharing::noted(pools).await.map_err(StartKafkaError::Database)?;
    let told = (surroundings.metrics.clone(), surroundings.spans.clone());
    let kafka = Kafka::connect(config, noted, told).await?;
    if noted.is_none() {
        let partitions = kafka.partitions;
        pools
            .owner
            .transaction(async move |conn| -> Result<i32, Error> {
                installation::note_received_partitions(conn, partitions).await
            })
            .await
            .map_err(StartKafkaError::Database)?;
    }
    check_cluster(&kafka, pools).await?;
    Ok(kafka)
}

/// A topic of another cluster may have any offset, and none of them is ours.
async fn check_cluster(kafka: &Kafka, pools: &Pools) -> Result<(), StartKafkaError> {
    let Some(found) = &kafka.cluster else { return Ok(()) };
    let noted = pools
        .owner
        .transaction(async |conn| -> Result<String, Error> { installation::note_kafka_cluster(conn, found).await })
        .await
        .map_err(StartKafkaError::Database)?;
    if noted == *found {
        return Ok(());
    }
    Err(StartKafkaError::Cluster {
        brokers: kafka.config.brokers.clone(),
        noted,
        found: found.clone(),
    })
}
