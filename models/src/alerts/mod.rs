//! What people are to know.

pub mod bell;
pub mod mute;
pub mod notification;
