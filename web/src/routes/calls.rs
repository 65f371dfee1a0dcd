//! Calls: records and recordings in; the calls with what was found in them out.

pub mod analysis;
mod csv;
pub mod dead_letter;
pub mod detail;
pub mod elements;
pub mod events;
pub mod export;
mod exported;
mod follower;
pub mod idempotency;
pub mod intake;
mod lines;
pub mod list;
pub mod parts;
pub mod queue;
mod range;
pub mod reanalysis;
pub mod recording;
mod stream;
pub mod trace;
pub mod transcript;
mod transcript_amazon;
mod transcript_text;
mod transcript_vcon;
pub mod upload;
pub mod view;
