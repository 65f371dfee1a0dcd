//! What the database would tell this node's analysis in a moment, told at once.

use std::sync::Arc;

use tokio::sync::Notify;

/// Tells this node's analysis at once what the database would tell it in a moment.
#[derive(Clone, Default)]
pub(crate) struct Bells {
    /// Something is ready to be claimed.
    pub(crate) ready: Arc<Notify>,
    /// Leases may be gone that this node believes to have.
    pub(crate) recalled: Arc<Notify>,
}
