//! Tenants and who may speak for them.

pub mod api_key;
pub mod tenant;
