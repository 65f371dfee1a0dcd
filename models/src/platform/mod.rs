//! The installation itself, its background jobs, and what we demand of its PostgreSQL.

pub mod bells;
pub mod canary;
pub mod demo;
pub mod flag;
pub mod installation;
pub mod job;
pub mod mail;
pub mod mode;
pub mod server;
