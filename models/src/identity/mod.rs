//! Tenants, people, and who may speak for whom.

pub mod address;
pub mod api_key;
pub mod authority;
pub mod credential;
pub mod desks;
pub mod directory;
pub mod email;
pub mod group;
pub mod invitation;
pub mod inviter;
mod last_admin;
pub mod link;
pub mod membership;
pub mod password;
pub mod permission;
pub mod person;
pub mod role;
pub mod second_factor;
pub mod security_settings;
pub mod session;
pub mod sign_up;
pub mod standing;
pub mod tenant;
pub mod token;
