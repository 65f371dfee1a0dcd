//! The form in which an event stands in the outbox, and how far back the outbox reaches.

use chrono::{DateTime, SecondsFormat, Utc};
use diesel::QueryableByName;
use diesel::sql_types::Float8;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::{Value, json};

use super::intake::Event;
use crate::Error;

/// The events of one tenant and transaction as one JSON array, numbered from `seq_from`. An event's id is its tenant and number: stable,
/// whoever delivers it and however often.
pub fn numbered(events: &[Event], seq_from: i64, now: DateTime<Utc>) -> Value {
    let at = now.to_rfc3339_opts(SecondsFormat::Millis, true);
    let numbered = events.iter().zip(seq_from..).map(|(event, seq)| {
        json!({"id": format!("{}.{seq}", event.tenant), "seq": seq, "type": event.kind, "at": at, "data": event.data})
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
