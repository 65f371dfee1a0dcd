//! Doorbells between nodes, so that a live page on any node hears of events that another has committed. A bell that is lost costs a
//! moment: whoever listens looks by itself now and then.

use std::sync::Arc;
use std::time::Duration;

use models::calls::intake::{Doorbell, LedgerError, Login};
use models::platform::bells::BellRope;
use tokio::sync::{broadcast, mpsc, watch};
use uuid::Uuid;

use crate::feed::Feed;

/// Bells that are told in one message.
const TOGETHER_MAX: usize = 50;
/// Messages of other nodes that wait to be told here.
const HEARD_MAX: usize = 1_000;

pub(crate) struct Bells {
    pub(crate) login: Login,
    pub(crate) feed: Feed,
    /// Names this process, so that it does not hear itself.
    pub(crate) node: Uuid,
}

impl Bells {
    /// Rings and listens until `stop` is told; what went wrong begins anew.
    pub(crate) async fn run(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        loop {
            let told = tokio::select! {
                told = self.exchange() => told,
                _ = stop.wait_for(|stop| *stop) => return,
            };
            if let Err(error) = told {
                tracing::debug!(%error, "bells of other nodes are not heard: {error}");
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }

    async fn exchange(&self) -> Result<(), LedgerError> {
        let (tell, mut told) = mpsc::channel(HEARD_MAX);
        let mut rope = BellRope::open(&self.login, self.node, tell).await?;
        let mut own = self.feed.listen_here();
        loop {
            tokio::select! {
                bells = told.recv() => match bells {
                    Some(bells) => self.feed.ring_from_afar(bells),
                    None => return Err(LedgerError::Gone("the connection ended".into())),
                },
                bells = together(&mut own) => rope.ring(&bells).await?,
            }
        }
    }
}

/// Waits for a bell, and takes those that have rung meanwhile.
async fn together(own: &mut broadcast::Receiver<Doorbell>) -> Vec<Doorbell> {
    let mut bells = Vec::new();
    match own.recv().await {
        Ok(bell) => bells.push(bell),
        Err(broadcast::error::RecvError::Lagged(_)) => {}
        Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
    }
    while let (true, Ok(bell)) = (bells.len() < TOGETHER_MAX, own.try_recv()) {
        bells.push(bell);
    }
    bells
}
