//! Records of the door's log as they are read, and as they are given up.

use std::cell::Cell;

use super::arrival::Arrival;
use super::poison::Poison;
use crate::kafka::topic::Topic;

/// One record of the log.
#[derive(Debug)]
pub(crate) struct Logged {
    pub(crate) offset: i64,
    pub(crate) what: Result<Arrival, Poison>,
    /// As it came, for the dead letters.
    pub(crate) payload: Vec<u8>,
    pub(crate) key: Option<Vec<u8>>,
    /// It lies among the dead letters already: its batch may have to be done again.
    pub(crate) is_buried: Cell<bool>,
}

/// A record that is given up, with its place.
#[derive(Clone, Debug)]
pub(crate) struct Letter {
    pub(crate) topic: Topic,
    pub(crate) partition: i32,
    pub(crate) offset: i64,
    pub(crate) poison: Poison,
    pub(crate) payload: Vec<u8>,
    pub(crate) key: Option<Vec<u8>>,
    /// Those of the record's own headers that are kept (`kafka::dead_letters::KEPT`).
    pub(crate) headers: Vec<(&'static str, String)>,
}
