//! Plans and usage.

pub mod usage;
