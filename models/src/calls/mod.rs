//! Calls, their legs, recordings and what was found in them.

pub mod analysis;
pub mod blob;
pub mod call;
pub mod cancellation;
pub mod conservation;
pub mod dead_letter;
pub mod filter;
pub mod idempotency;
pub mod intake;
mod intervention;
pub mod known;
pub mod leg;
pub mod outbox;
pub mod place;
pub mod queue;
pub mod reanalysis;
pub mod recording;
pub mod result;
pub mod sentiment;
pub mod stats;
pub mod status;
pub mod trace;
pub mod transcript;
