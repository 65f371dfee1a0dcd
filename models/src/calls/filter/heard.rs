//! By which speech model a call's recordings were heard, and whether that is still the one that would hear them.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Text};
use serde::Serialize;

use super::{CallFilter, Query};

/// Whether a recording was heard by another speech model than the one that it names, or else any of these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stale {
    pub stale: bool,
    pub models: Vec<String>,
}

/// An analysis names the models that heard, with `+` between them.
pub(super) fn by_model<'a>(mut query: Query<'a>, filter: &'a CallFilter) -> Query<'a> {
    if let Some(model) = &filter.model {
        let by = sql::<Bool>(
            "EXISTS (SELECT FROM analyses a WHERE a.tenant_id = calls.tenant_id AND a.call_id = calls.id
                AND string_to_array(a.models->>'speech', '+') @> ARRAY[",
        );
        query = query.filter(by.bind::<Text, _>(model.clone()).sql("])"));
    }
    if let Some(Stale { stale, models }) = &filter.stale {
        let not = if *stale { "" } else { "NOT " };
        let by_another = sql::<Bool>(&format!(
            "{not}EXISTS (SELECT FROM analyses a JOIN recordings r ON r.tenant_id = a.tenant_id AND r.leg_id = a.leg_id
                WHERE a.tenant_id = calls.tenant_id AND a.call_id = calls.id AND NOT string_to_array(a.models->>'speech', '+')
                    && CASE WHEN r.model IS NULL THEN "
        ));
        let by_another = by_another.bind::<Array<Text>, _>(models.clone());
        query = query.filter(by_another.sql(" ELSE ARRAY[r.model] END)"));
    }
    query
}
