//! What people are to know.

mod bell;
pub mod mute;
pub mod notification;
