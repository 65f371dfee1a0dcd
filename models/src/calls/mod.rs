//! Calls, their legs, recordings and what was found in them.

pub mod analysis;
pub mod blob;
pub mod call;
pub mod cancellation;
pub mod change;
pub mod conservation;
pub mod dead_letter;
pub mod filter;
pub mod idempotency;
pub mod intake;
mod intervention;
pub mod known;
pub mod leg;
pub mod note;
pub mod outbox;
pub mod place;
pub mod queue;
pub mod reanalysis;
pub mod recording;
pub mod result;
pub mod saved_view;
pub mod sentiment;
pub mod stats;
pub mod status;
pub mod tag;
pub mod trace;
pub mod transcript;
