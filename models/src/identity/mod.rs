//! Tenants, people, and who may speak for whom.

pub mod address;
pub mod api_key;
pub mod authority;
pub mod email;
pub mod group;
pub mod membership;
pub mod permission;
pub mod person;
pub mod role;
pub mod security_settings;
pub mod session;
pub mod tenant;
pub mod token;
