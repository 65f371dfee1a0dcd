//! Whose calls: those with an agent at one of these desks, while it was theirs.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Jsonb, Text, Uuid as SqlUuid};

use super::Query;
use crate::identity::desks::Desks;
use crate::ids::TenantId;
use crate::schema::calls;

/// The names find the calls by an index, the moments are looked at after. `further`: agents beside the call's first.
pub(super) fn seated<'a>(query: Query<'a>, tenant: TenantId, desks: &Desks, further: bool) -> Query<'a> {
    let agents = desks.agents();
    let query = match agents.as_slice() {
        _ if further => query.filter(
            sql::<Bool>("calls.id IN (SELECT call_id FROM call_agents WHERE tenant_id = ")
                .bind::<SqlUuid, _>(tenant.0)
                .sql(" AND agent = ANY(")
                .bind::<Array<Text>, _>(agents)
                .sql("))"),
        ),
        // Equality keeps the order of the index.
        [one] => query.filter(calls::agent.eq(one.clone())),
        _ => query.filter(calls::agent.eq_any(agents)),
    };
    match (desks.are_dated(), further) {
        (false, _) => query,
        (true, false) => {
            let held = sql::<Bool>("held(").bind::<Jsonb, _>(desks.json());
            query.filter(held.sql(", calls.source_instance, calls.agent, calls.started_at)"))
        }
        (true, true) => held_by_any(query, desks),
    }
}

/// Any of the call's agents, the first one included.
fn held_by_any<'a>(query: Query<'a>, desks: &Desks) -> Query<'a> {
    let held = sql::<Bool>("EXISTS (SELECT FROM unnest(calls.agents) AS own (agent) WHERE held(");
    let held = held.bind::<Jsonb, _>(desks.json());
    query.filter(held.sql(", calls.source_instance, own.agent, calls.started_at))"))
}

/// Somebody of the call is told of by exactly this name: as the directory has it for the call's begin, else as the telephone system has it.
pub(super) fn told_of<'a>(query: Query<'a>, name: &str) -> Query<'a> {
    const TOLD: &str = "EXISTS (SELECT FROM unnest(calls.agents) AS own (agent) LEFT JOIN directory d ON d.tenant_id = calls.tenant_id
        AND d.extension = own.agent AND coalesce(d.source_instance, calls.source_instance) = calls.source_instance
        AND calls.started_at >= coalesce(d.valid_from, '-infinity') AND calls.started_at < coalesce(d.valid_until, 'infinity')
        WHERE coalesce(d.name, own.agent) = ";
    query.filter(sql::<Bool>(TOLD).bind::<Text, _>(name.to_owned()).sql(")"))
}
