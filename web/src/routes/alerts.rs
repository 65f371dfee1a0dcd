//! What people are to know.

pub mod mute;
pub mod notification;
