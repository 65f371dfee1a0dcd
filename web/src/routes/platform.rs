//! The server about itself: health, metrics, and the documentation of its interface.

pub mod docs;
pub mod health;
pub mod metrics;
pub mod outbox;
