//! Tenants, people, and who may speak for whom.

pub mod address;
pub mod api_key;
pub mod authority;
pub mod credential;
pub mod email;
pub mod group;
mod helping;
pub mod invitation;
pub mod inviter;
mod last_admin;
pub mod key_usage;
pub mod link;
pub mod manner;
pub mod membership;
pub mod password;
pub mod permission;
pub mod person;
pub mod role;
pub mod second_factor;
pub mod security_settings;
pub mod session;
pub mod sign_up;
pub mod signer;
pub mod standing;
pub mod tenant;
pub mod token;
