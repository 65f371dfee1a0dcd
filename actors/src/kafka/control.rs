//! What the reader's thread and the holder of its partitions say to each other.

use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use tokio::sync::mpsc;

use crate::ledger::{Assigned, Order};

/// What the reader's thread asks. It waits for each answer: a partition is read only once it is claimed.
pub(super) enum Control {
    Assigned {
        partitions: Vec<i32>,
        answer: SyncSender<Vec<Route>>,
    },
    Revoked {
        partitions: Vec<i32>,
        answer: SyncSender<()>,
    },
    /// It cannot go on with what it has.
    Broken(String),
}

/// Where the records of a partition go, and from which offset on.
pub(super) struct Route {
    pub(super) assigned: Arc<Assigned>,
    pub(super) next_offset: i64,
    /// Id of the topic that these offsets are of, as far as it is known.
    pub(super) topic: Option<String>,
    pub(super) orders: mpsc::Sender<Order>,
}
