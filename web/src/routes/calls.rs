//! Calls: records and recordings in; the calls with what was found in them out.

pub mod analysis;
pub mod detail;
pub mod intake;
mod lines;
pub mod list;
mod range;
pub mod recording;
mod stream;
pub mod trace;
pub mod transcript;
mod transcript_text;
pub mod upload;
pub mod view;
