//! Sealing, the master key and the audit chain.

pub mod audit;
pub mod master_key;
pub mod rotation;
pub mod sealed_recording;
pub mod sealing;
