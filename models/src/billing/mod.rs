//! Plans and usage.

pub mod plan;
pub mod usage;
