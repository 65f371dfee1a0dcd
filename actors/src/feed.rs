//! Doorbells of committed events, for live pages of this process. Not a queue: who is too slow misses some and reads the outbox.

use models::calls::intake::Doorbell;
use tokio::sync::broadcast;

/// Doorbells that a slow listener may be behind before it misses some.
const BEHIND_MAX: usize = 1024;

#[derive(Clone, Debug)]
pub struct Feed {
    bells: broadcast::Sender<Doorbell>,
}

impl Default for Feed {
    fn default() -> Self {
        Self {
            bells: broadcast::channel(BEHIND_MAX).0,
        }
    }
}

impl Feed {
    /// Tells the listeners which events of which tenant are in the outbox now.
    pub fn ring(&self, bells: impl IntoIterator<Item = Doorbell>) {
        for bell in bells {
            // Nobody may be listening.
            self.bells.send(bell).ok();
        }
    }

    pub fn listen(&self) -> broadcast::Receiver<Doorbell> {
        self.bells.subscribe()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use models::ids::TenantId;
    use uuid::Uuid;

    #[tokio::test]
    async fn a_listener_hears_what_is_rung_after_it_came() {
        let feed = Feed::default();
        let bell = |seq| Doorbell {
            tenant: TenantId(Uuid::nil()),
            seq_from: seq,
            seq_to: seq,
        };
        feed.ring([bell(1)]);
        let mut listener = feed.listen();
        feed.ring([bell(2), bell(3)]);
        assert_eq!(listener.recv().await.unwrap().seq_from, 2);
        assert_eq!(listener.recv().await.unwrap().seq_from, 3);
    }
}
