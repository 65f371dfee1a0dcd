//! By what a recording without a leg would know its leg, kept beside it where an index finds it: legs that come wake those that may be theirs.
//! A wider choice than that of who decides which leg it is: whoever is woken is looked at there.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Integer, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::{Due, DueRow};
use crate::Error;
use crate::ids::{LegId, TenantId};

/// Bytes of a name or an id that an index takes. Longer ones wake nobody.
const TEXT_MAX: usize = 1000;
/// Digits at the end of a number by which it is the same with and without its prefix.
const TAIL: usize = 7;

/// What the leg of a recording has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sought {
    /// Its record calls its recording so: the last part of a path.
    pub name: String,
    /// Its own id, or that of its call.
    pub id: Option<String>,
    /// It began between these moments, at most three hours apart.
    pub began: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// One of these numbers is one of its parties; none: it may have any.
    pub parties: Vec<String>,
}

impl Sought {
    pub(super) fn name(&self) -> Option<&str> {
        Some(self.name.as_str()).filter(|name| name.len() <= TEXT_MAX)
    }

    pub(super) fn id(&self) -> Option<&str> {
        self.id.as_deref().filter(|id| id.len() <= TEXT_MAX)
    }

    pub(super) fn tails(&self) -> Vec<String> {
        let tails = self.parties.iter().map(|number| {
            let digits: String = number.chars().filter(char::is_ascii_digit).collect();
            digits[digits.len().saturating_sub(TAIL)..].to_owned()
        });
        tails.filter(|tail| !tail.is_empty()).collect()
    }
}

#[derive(QueryableByName)]
struct SourceRow {
    #[diesel(sql_type = SqlUuid)]
    tenant_id: Uuid,
    #[diesel(sql_type = Text)]
    source_instance: String,
}

/// Which of these sources have recordings that wait for a leg. As worker.
pub async fn waiting(
    conn: &mut AsyncPgConnection,
    sources: &[(TenantId, String)],
) -> Result<Vec<(TenantId, String)>, Error> {
    const WAITING: &str = "SELECT s.tenant_id, s.source_instance
        FROM unnest($1, $2) AS s (tenant_id, source_instance)
        WHERE EXISTS (SELECT FROM loose_recordings o WHERE o.tenant_id = s.tenant_id AND o.source_instance = s.source_instance)";
    let rows: Vec<SourceRow> = diesel::sql_query(WAITING)
        .bind::<Array<SqlUuid>, _>(sources.iter().map(|(tenant, _)| tenant.0).collect::<Vec<_>>())
        .bind::<Array<Text>, _>(sources.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>())
        .load(conn)
        .await?;
    let waiting = rows
        .into_iter()
        .map(|row| (TenantId(row.tenant_id), row.source_instance));
    Ok(waiting.collect())
}

/// Recordings whose leg one of these may be, each once: those first that know it by its name or its id. As worker.
pub async fn woken_by(
    conn: &mut AsyncPgConnection,
    legs: &[(TenantId, LegId)],
    at_most: i64,
) -> Result<Vec<Due>, Error> {
    // No stretch of time is longer than three hours, so that the index on its begin serves.
    const WOKEN: &str = "WITH come AS MATERIALIZED (
            SELECT l.tenant_id, l.source_instance, l.external_id, l.linked_id, l.recording_name, l.started_at, l.talk_s,
                ARRAY(SELECT right(regexp_replace(p.number, '[^0-9]', '', 'g'), $3)
                    FROM unnest(ARRAY[l.from_number, l.to_number, l.agent]) AS p (number) WHERE p.number IS NOT NULL) AS parties
            FROM unnest($1, $2) AS k (tenant_id, id) JOIN legs l ON l.tenant_id = k.tenant_id AND l.id = k.id)
        SELECT f.tenant_id, f.id FROM (
            SELECT o.tenant_id, o.id, 1 AS place FROM come c JOIN loose_recordings o
                ON o.tenant_id = c.tenant_id AND o.source_instance = c.source_instance AND o.sought_name = c.recording_name
            UNION ALL
            SELECT o.tenant_id, o.id, 1 FROM come c JOIN loose_recordings o
                ON o.tenant_id = c.tenant_id AND o.source_instance = c.source_instance
                AND o.sought_id = ANY (ARRAY[c.external_id, c.linked_id])
            UNION ALL
            SELECT o.tenant_id, o.id, 2 FROM come c JOIN loose_recordings o
                ON o.tenant_id = c.tenant_id AND o.source_instance = c.source_instance
                AND o.sought_from BETWEEN c.started_at - interval '3 hours' AND c.started_at AND o.sought_until >= c.started_at
                WHERE c.talk_s > 0 AND (o.sought_parties = '{}' OR o.sought_parties && c.parties)
        ) f GROUP BY f.tenant_id, f.id ORDER BY min(f.place), f.id LIMIT $4";
    let rows: Vec<DueRow> = diesel::sql_query(WOKEN)
        .bind::<Array<SqlUuid>, _>(legs.iter().map(|(tenant, _)| tenant.0).collect::<Vec<_>>())
        .bind::<Array<SqlUuid>, _>(legs.iter().map(|(_, leg)| leg.0).collect::<Vec<_>>())
        .bind::<Integer, _>(TAIL as i32)
        .bind::<BigInt, _>(at_most)
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(Due::from).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_kept_by_their_last_digits_and_names_without_digits_not_at_all() {
        let sought = Sought {
            parties: ["+1 (202) 555-0143", "201", "anna", "٣"].map(str::to_owned).to_vec(),
            ..Sought::default()
        };
        assert_eq!(sought.tails(), ["5550143", "201"]);
    }

    #[test]
    fn what_no_index_takes_is_left_out() {
        let sought = Sought {
            name: "x".repeat(TEXT_MAX + 1),
            id: Some("7".into()),
            ..Sought::default()
        };
        assert_eq!((sought.name(), sought.id()), (None, Some("7")));
    }
}
