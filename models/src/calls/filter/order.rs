//! The order of a list and where a page of it begins. Each order has its index.

use chrono::DateTime;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Double, Integer, Timestamptz, Uuid as SqlUuid};

use super::Query;
use crate::calls::place::{Place, Sort, SortKey};
use crate::schema::calls;

/// In the order asked for, from behind `after`.
pub(crate) fn ordered(query: Query<'_>, sort: Sort, after: Option<Place>) -> Query<'_> {
    let beyond = if sort.descending { ") < (" } else { ") > (" };
    macro_rules! ordered {
        ($column:ident, $kind:ty, $value:expr) => {{
            let query = match after {
                None => query,
                Some(place) => query.filter(
                    sql::<Bool>(concat!("(calls.", stringify!($column), ", calls.id"))
                        .sql(beyond)
                        .bind::<$kind, _>($value(place))
                        .sql(", ")
                        .bind::<SqlUuid, _>(place.id)
                        .sql(")"),
                ),
            };
            if sort.descending {
                query.order((calls::$column.desc(), calls::id.desc()))
            } else {
                query.order((calls::$column.asc(), calls::id.asc()))
            }
        }};
    }
    match sort.key {
        SortKey::StartedAt => ordered!(started_at, Timestamptz, |place: Place| {
            DateTime::from_timestamp_micros(place.value).unwrap_or_default()
        }),
        SortKey::TalkS => ordered!(talk_s, Integer, |place: Place| {
            i32::try_from(place.value).unwrap_or_default()
        }),
        SortKey::SentimentScore => {
            let query = query.filter(calls::sentiment_score.is_not_null());
            ordered_by_score(query, sort, after, beyond)
        }
    }
}

fn ordered_by_score<'a>(query: Query<'a>, sort: Sort, after: Option<Place>, beyond: &'static str) -> Query<'a> {
    let query = match after {
        None => query,
        Some(place) => query.filter(
            sql::<Bool>("(calls.sentiment_score, calls.id")
                .sql(beyond)
                .bind::<Double, _>(place.score())
                .sql(", ")
                .bind::<SqlUuid, _>(place.id)
                .sql(")"),
        ),
    };
    if sort.descending {
        // As the index has it: no score is null here.
        query.order((calls::sentiment_score.desc(), calls::id.desc()))
    } else {
        query.order((calls::sentiment_score.asc(), calls::id.asc()))
    }
}
