//! What few calls among many have, said so that an index of few rows serves it.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::Query;

/// Says again in words of an index what a status of few calls among many implies: what failed has an index of its own, and what waits
/// has a row in the queue.
pub(super) fn where_few<'a>(query: Query<'a>, wanted: &[String]) -> Query<'a> {
    let are_all = |few: &[&str]| wanted.iter().all(|status| few.contains(&status.as_str()));
    if are_all(&["failed"]) {
        query.filter(sql::<Bool>("calls.analysis_status = 'failed'"))
    } else if are_all(&["queued", "analyzing", "withheld"]) {
        query.filter(sql::<Bool>(
            "EXISTS (SELECT FROM analysis_queue q WHERE q.tenant_id = calls.tenant_id AND q.call_id = calls.id)",
        ))
    } else {
        query
    }
}
