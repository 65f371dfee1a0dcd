//! The platform's own people: who they are, what they may do, where they are signed in. Not the tenants' people: `identity` has those.

pub mod account;
pub mod impersonation;
pub mod role;
pub mod second_factor;
pub mod session;
pub mod tenants;
