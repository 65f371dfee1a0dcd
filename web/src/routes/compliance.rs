//! What was done, and proof of it.

pub mod audit;
pub mod audit_entry;
pub mod checkpoint;
