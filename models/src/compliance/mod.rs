//! Sealing, the master key and the audit chain.

pub mod audit;
mod audit_chain;
pub mod audit_checkpoint;
mod audit_entry;
pub mod audit_export;
pub mod audit_log;
pub mod audit_of_staff;
pub mod master_key;
pub mod read_log;
pub mod rotation;
pub mod sealed_recording;
pub mod sealing;
pub mod signing;
