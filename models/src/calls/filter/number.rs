//! Who called, and who was called.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use serde::Serialize;

use super::Query;
use crate::schema::calls;

/// A telephone number, in full or by how it begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberIs {
    Whole(String),
    Begins(String),
}

impl NumberIs {
    /// `+4930*` is every number that begins so.
    pub fn parse(text: &str) -> Self {
        match text.strip_suffix('*') {
            Some(begin) => Self::Begins(begin.to_owned()),
            None => Self::Whole(text.to_owned()),
        }
    }
}

pub(super) fn caller<'a>(query: Query<'a>, number: &'a NumberIs) -> Query<'a> {
    match number {
        NumberIs::Whole(number) => query.filter(calls::from_number.eq(number)),
        NumberIs::Begins(begin) => query.filter(sql::<Bool>("calls.from_number ^@ ").bind::<Text, _>(begin.clone())),
    }
}

pub(super) fn called<'a>(query: Query<'a>, number: &'a NumberIs) -> Query<'a> {
    match number {
        NumberIs::Whole(number) => query.filter(calls::to_number.eq(number)),
        NumberIs::Begins(begin) => query.filter(sql::<Bool>("calls.to_number ^@ ").bind::<Text, _>(begin.clone())),
    }
}
