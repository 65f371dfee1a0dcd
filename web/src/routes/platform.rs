//! The server about itself: health, metrics, the documentation of its interface, and the dashboard's files.

pub mod dashboard;
pub mod docs;
pub mod health;
pub mod metrics;
pub mod model;
pub mod outbox;
