//! Sealing, the master key and the audit chain.

pub mod master_key;
pub mod sealed_recording;
pub mod sealing;
