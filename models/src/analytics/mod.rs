//! Figures over calls: what a range of days holds, each figure with its formula and the calls behind it. Written by nobody: the roll-ups are
//! `calls::stats`, kept by intake and results, their days by triggers of the database too.

pub mod agents;
pub mod callers;
pub mod days;
mod facts;
pub mod figure;
pub mod formula;
pub mod handle_time;
pub mod hours;
pub mod overview;
pub mod recount;
pub mod repeat;
pub mod series;
mod statement;

pub(crate) use facts::ids;
pub use facts::{Clock, Scope, count};
