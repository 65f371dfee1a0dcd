//! Plans and usage.

pub mod command;
pub mod plan;
pub mod usage;
