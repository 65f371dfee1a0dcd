//! Telephone systems that send records: how they are configured, what they sent in parts, what nobody could read.

pub mod caller;
pub mod failing;
pub mod fetching;
pub mod folder;
pub mod import;
pub mod lease;
pub mod listener;
pub mod observation;
pub mod pulse;
pub mod quarantined;
pub mod remembered;
pub mod sample;
pub mod silence;
pub mod source;
pub mod source_instance;
