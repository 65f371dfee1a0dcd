//! The installation itself and what we demand of its PostgreSQL.

pub mod installation;
pub mod server;
