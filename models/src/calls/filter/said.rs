//! What was said in a call: the legs that a search has found.

use std::fmt;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Jsonb, Uuid as SqlUuid};
use serde::Serialize;
use uuid::Uuid;

use super::{CallFilter, Query};
use crate::calls::search::Question;
use crate::identity::authority::Rows;

/// What was searched for, and the legs that say it.
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
pub struct Searched {
    pub text: String,
    pub speaker: Option<String>,
    #[serde(skip)]
    pub legs: Vec<Uuid>,
    #[serde(skip)]
    pub question: Question,
}

/// What was asked, not what is found: a cursor stays good while more is said.
impl fmt::Debug for Searched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Searched")
            .field("text", &self.text)
            .field("speaker", &self.speaker)
            .finish()
    }
}

pub(super) fn said<'a>(query: Query<'a>, filter: &'a CallFilter) -> Query<'a> {
    let Some(searched) = &filter.searched else { return query };
    let said = sql::<Bool>(
        "EXISTS (SELECT FROM legs l WHERE l.tenant_id = calls.tenant_id AND l.call_id = calls.id AND l.id = ANY(",
    )
    .bind::<Array<SqlUuid>, _>(&searched.legs);
    match &filter.rows {
        Rows::All => query.filter(said.sql("))")),
        // Legs of others are not heard, and so not found.
        Rows::Agents(desks) => query.filter(
            said.sql(") AND held(")
                .bind::<Jsonb, _>(desks.json())
                .sql(", l.source_instance, l.agent, l.started_at))"),
        ),
    }
}
