//! Calls, their legs, recordings and what was found in them.

pub mod intake;
pub mod outbox;
pub mod queue;
pub mod result;
pub mod sentiment;
pub mod stats;
pub mod status;
