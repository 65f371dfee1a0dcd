//! Doorbells between the processes of one database, by NOTIFY on a connection of their own: never inside a Ledger's transaction,
//! whose commit would wait for everybody else's.

use futures::StreamExt;
use tokio::sync::mpsc::Sender;
use tokio::sync::mpsc::error::TrySendError;
use tokio::task::JoinHandle;
use tokio_postgres::{AsyncMessage, Client, NoTls};
use uuid::Uuid;

use crate::calls::intake::{Doorbell, LedgerError, Login};
use crate::ids::TenantId;

const CHANNEL: &str = "audiapro_events";

pub struct BellRope {
    client: Client,
    driver: JoinHandle<()>,
    node: Uuid,
}

impl BellRope {
    /// `tell` hears the bells of other nodes, but those that find it full, and ends with the connection.
    pub async fn open(login: &Login, node: Uuid, tell: Sender<Vec<Doorbell>>) -> Result<Self, LedgerError> {
        let gone = |error: tokio_postgres::Error| LedgerError::Gone(error.to_string());
        let mut login = login.clone();
        login.application_name("audiapro bells");
        let (client, mut connection) = login.connect(NoTls).await.map_err(gone)?;
        let mut messages = futures::stream::poll_fn(move |context| connection.poll_message(context));
        let driver = tokio::spawn(async move {
            while let Some(Ok(message)) = messages.next().await {
                let AsyncMessage::Notification(told) = message else {
                    continue;
                };
                let Some(bells) = read(told.payload(), node) else {
                    continue;
                };
                if let Err(TrySendError::Closed(_)) = tell.try_send(bells) {
                    return;
                }
            }
        });
        client.batch_execute(&format!("LISTEN {CHANNEL}")).await.map_err(gone)?;
        Ok(Self { client, driver, node })
    }

    pub async fn ring(&mut self, bells: &[Doorbell]) -> Result<(), LedgerError> {
        if bells.is_empty() {
            return Ok(());
        }
        let told = self
            .client
            .execute("SELECT pg_notify($1, $2)", &[&CHANNEL, &write(self.node, bells)])
            .await;
        told.map(drop).map_err(|error| LedgerError::Gone(error.to_string()))
    }
}

impl Drop for BellRope {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

/// `node tenant:from:to …`
fn write(node: Uuid, bells: &[Doorbell]) -> String {
    let bells = bells
        .iter()
        .map(|bell| format!(" {}:{}:{}", bell.tenant.0.simple(), bell.seq_from, bell.seq_to));
    std::iter::once(node.simple().to_string()).chain(bells).collect()
}

/// The bells of another node; what cannot be read rings nothing.
fn read(told: &str, ours: Uuid) -> Option<Vec<Doorbell>> {
    let mut words = told.split(' ');
    if words.next()?.parse::<Uuid>().ok()? == ours {
        return None;
    }
    let bells = words.filter_map(|word| {
        let mut parts = word.split(':');
        Some(Doorbell {
            tenant: TenantId(parts.next()?.parse().ok()?),
            seq_from: parts.next()?.parse().ok()?,
            seq_to: parts.next()?.parse().ok()?,
        })
    });
    Some(bells.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bells_of_others_are_heard_and_our_own_are_not() {
        let (here, there) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let bells = [1, 5].map(|seq| Doorbell {
            tenant: TenantId(Uuid::from_u128(9)),
            seq_from: seq,
            seq_to: seq + 2,
        });
        let told = write(there, &bells);
        assert_eq!(read(&told, here), Some(bells.to_vec()));
        assert_eq!(read(&told, there), None);
        assert_eq!(read("nonsense", here), None);
    }
}
