//! The form in which an event stands in the outbox, how far back the outbox reaches, and reading it by a tenant's numbers.

use std::collections::HashSet;

use chrono::{DateTime, SecondsFormat, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Float8, Jsonb, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::event::{Event, Whose};
use crate::Error;
use crate::identity::authority::Rows;
use crate::ids::TenantId;
use crate::schema::{calls, streams};

/// Beside what an event tells: the distributed trace that led to it. It goes on in headers, and into no stream.
pub const TRACE: &str = "traceparent";
/// And whose call it was, if it is no more: who hears of it is decided by that. Into no stream and no topic, either.
const WHOSE: &str = "whose";

/// The events of one tenant and transaction as one JSON array, numbered from `seq_from`. An event's id is its tenant and number: stable,
/// whoever delivers it and however often.
pub fn numbered(events: &[Event], seq_from: i64, now: DateTime<Utc>) -> Value {
    let at = now.to_rfc3339_opts(SecondsFormat::Millis, true);
    let numbered = events.iter().zip(seq_from..).map(|(event, seq)| {
        let mut told = json!({"id": format!("{}.{seq}", event.tenant), "seq": seq, "type": event.kind, "at": at, "data": event.data});
        if let Some(trace) = event.trace {
            told[TRACE] = json!(trace);
        }
        if let Some(whose) = &event.whose {
            told[WHOSE] = json!(whose);
        }
        told
    });
    Value::Array(numbered.collect())
}

#[derive(QueryableByName)]
struct Oldest {
    #[diesel(sql_type = Float8)]
    age_s: f64,
}

/// How old the oldest event is, over all tenants. As worker; reads the first partition that holds any.
pub async fn oldest_s(conn: &mut AsyncPgConnection) -> Result<Option<f64>, Error> {
    const OLDEST: &str =
        "SELECT extract(epoch FROM app_now() - created_at)::float8 AS age_s FROM outbox ORDER BY created_at LIMIT 1";
    let rows: Vec<Oldest> = diesel::sql_query(OLDEST).load(conn).await?;
    Ok(rows.into_iter().next().map(|row| row.age_s))
}

#[derive(QueryableByName)]
struct Waits {
    #[diesel(sql_type = Nullable<Float8>)]
    age_s: Option<f64>,
}

/// How old the oldest event is that no topic is known to have yet, over all tenants; `None`: none waits. As worker.
pub async fn unpublished_s(conn: &mut AsyncPgConnection) -> Result<Option<f64>, Error> {
    const WAITS: &str = "SELECT max(extract(epoch FROM app_now() - o.created_at))::float8 AS age_s
        FROM streams s LEFT JOIN relay_cursors c ON c.tenant_id = s.tenant_id
            CROSS JOIN LATERAL (SELECT e.created_at FROM outbox e
                WHERE e.tenant_id = s.tenant_id AND e.seq_to >= coalesce(c.next_seq, 1) ORDER BY e.seq_from LIMIT 1) o
        WHERE s.next_seq > coalesce(c.next_seq, 1) AND s.next_seq > s.oldest_seq";
    Ok(diesel::sql_query(WAITS).get_result::<Waits>(conn).await?.age_s)
}

/// An event as it was told, with what decides who may see it.
#[derive(Clone, Debug, PartialEq, QueryableByName)]
pub struct ToldEvent {
    #[diesel(sql_type = BigInt)]
    pub seq: i64,
    /// As in `call.received`.
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// The call that it is about; of usage and the like there is none.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub call_id: Option<Uuid>,
    /// The whole of it as JSON: id, seq, type, at, data.
    #[diesel(sql_type = Text)]
    pub text: String,
    /// Of a call that is no more.
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub whose: Option<Value>,
}

impl ToldEvent {
    /// Whether somebody saw the call that it says is no more.
    pub fn was_seen(&self, rows: &Rows) -> bool {
        let whose = self.whose.as_ref().and_then(|whose| Whose::deserialize(whose).ok());
        whose.is_some_and(|whose| whose.is_seen(rows))
    }
}

/// How far a tenant's stream reaches: the number of its last event, and the first one that can still be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    pub oldest: i64,
    pub last: i64,
}

impl Reach {
    /// Whether somebody who has seen everything up to `seq` can go on from there without a gap.
    pub fn includes(self, seq: i64) -> bool {
        (self.oldest - 1..=self.last).contains(&seq)
    }
}

/// The events of one tenant.
#[derive(Clone, Copy, Debug)]
pub struct Outbox {
    tenant: TenantId,
}

pub fn of(tenant: TenantId) -> Outbox {
    Outbox { tenant }
}

impl Outbox {
    pub async fn reach(self, conn: &mut AsyncPgConnection) -> Result<Reach, Error> {
        let found: Option<(i64, i64)> = streams::table
            .find(self.tenant.0)
            .select((streams::oldest_seq, streams::next_seq))
            .first(conn)
            .await
            .optional()?;
        let (oldest, next) = found.ok_or(Error::NotFound("stream"))?;
        Ok(Reach { oldest, last: next - 1 })
    }

    /// The next events after `seq`, in order, at most `count`. None although there are later ones: what lay between can no longer be read.
    pub async fn after(self, conn: &mut AsyncPgConnection, seq: i64, count: i64) -> Result<Vec<ToldEvent>, Error> {
        // The row that holds the next number may begin before it: somebody may have gone in the middle of a transaction's events.
        const AFTER: &str = "SELECT (e->>'seq')::bigint AS seq, e->>'type' AS kind, (e->'data'->>'call_id')::uuid AS call_id, (e - 'traceparent' - 'whose')::text AS text,
                e->'whose' AS whose
            FROM outbox, jsonb_array_elements(events) e WHERE tenant_id = $1
            AND seq_from >= coalesce((SELECT max(seq_from) FROM outbox WHERE tenant_id = $1 AND seq_from <= $2 + 1), 0)
            AND seq_from <= $2 + $3 AND seq_to > $2 AND (e->>'seq')::bigint > $2 ORDER BY 1 LIMIT $3";
        Ok(diesel::sql_query(AFTER)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<BigInt, _>(seq)
            .bind::<BigInt, _>(count)
            .load(conn)
            .await?)
    }

    /// Which of these calls somebody sees.
    pub async fn seen(
        self,
        conn: &mut AsyncPgConnection,
        rows: &Rows,
        wanted: &[Uuid],
    ) -> Result<HashSet<Uuid>, Error> {
        let mut own = calls::table
            .filter(calls::tenant_id.eq(self.tenant.0).and(calls::id.eq_any(wanted)))
            .into_boxed();
        if let Rows::Agents(desks) = rows {
            own = own.filter(calls::agents.overlaps_with(desks.agents()));
        }
        let found: Vec<(Uuid, String, DateTime<Utc>, Vec<String>)> = own
            .select((calls::id, calls::source_instance, calls::started_at, calls::agents))
            .load(conn)
            .await?;
        let theirs = found
            .into_iter()
            .filter_map(|(id, source_instance, started_at, agents)| {
                let whose = Whose {
                    source_instance,
                    started_at,
                    agents,
                };
                whose.is_seen(rows).then_some(id)
            });
        Ok(theirs.collect())
    }
}

#[derive(QueryableByName)]
struct Head {
    #[diesel(sql_type = SqlUuid)]
    tenant_id: Uuid,
    #[diesel(sql_type = BigInt)]
    last: i64,
}

/// The numbers of these tenants' last events. As worker.
pub async fn last_of(conn: &mut AsyncPgConnection, tenants: &[TenantId]) -> Result<Vec<(TenantId, i64)>, Error> {
    const LAST: &str = "SELECT tenant_id, next_seq - 1 AS last FROM streams WHERE tenant_id = ANY($1)";
    let ids: Vec<Uuid> = tenants.iter().map(|tenant| tenant.0).collect();
    let heads: Vec<Head> = diesel::sql_query(LAST)
        .bind::<Array<SqlUuid>, _>(ids)
        .load(conn)
        .await?;
    Ok(heads
        .into_iter()
        .map(|head| (TenantId(head.tenant_id), head.last))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_goes_on_from_before_the_oldest_or_behind_the_last() {
        let reach = Reach { oldest: 5, last: 9 };
        let can: Vec<i64> = (0..12).filter(|seq| reach.includes(*seq)).collect();
        assert_eq!(can, [4, 5, 6, 7, 8, 9]);
        let fresh = Reach { oldest: 1, last: 0 };
        assert!(fresh.includes(0) && !fresh.includes(1) && !fresh.includes(-1));
    }
}
