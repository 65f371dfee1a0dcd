//! Calls of very important people: who called in, or was called.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::Query;

/// `called`: by the way of calls that went out.
pub(super) fn of_vips(query: Query<'_>, wanted: bool, called: bool) -> Query<'_> {
    const KNOWN: &str = "EXISTS (SELECT FROM contacts k WHERE k.tenant_id = calls.tenant_id AND k.vip AND k.number = ";
    let condition = match (wanted, called) {
        (true, false) => format!("calls.direction <> 'outbound' AND {KNOWN} calls.from_number)"),
        (true, true) => format!("calls.direction = 'outbound' AND {KNOWN} calls.to_number)"),
        (false, _) => {
            format!(
                "NOT {KNOWN} CASE WHEN calls.direction = 'outbound' THEN calls.to_number ELSE calls.from_number END)"
            )
        }
    };
    query.filter(sql::<Bool>(&condition))
}
