//! What people are to know.

pub mod notification;
