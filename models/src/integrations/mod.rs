//! Telephone systems that send records.

pub mod source_instance;
