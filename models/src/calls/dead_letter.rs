//! Analyses that were given up: listed, looked at, tried again, dropped. Written by `result`. One a leg, and its id is the leg's.

pub mod everywhere;

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Float8, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::intake::{Doorbell, Lane};
use super::intervention::{Again, Intervention};
use super::queue::view::desks;
use super::status::AnalysisStatus;
use crate::Error;
use crate::compliance::audit::Entry;
use crate::identity::authority::Rows;
use crate::ids::{LegId, TenantId};
use crate::page::{Cursor, Page, PageRequest};

/// With what tells the leg apart.
#[derive(Clone, Debug, PartialEq, Serialize, QueryableByName)]
pub struct DeadLetter {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub call_id: Uuid,
    #[diesel(sql_type = Text)]
    pub source_instance: String,
    #[diesel(sql_type = Text)]
    pub external_id: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub agent: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    pub started_at: DateTime<Utc>,
    /// Why: stable.
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = Text)]
    pub detail: String,
    #[diesel(sql_type = Integer)]
    pub attempts: i32,
    /// When it was given up.
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    pub lane: String,
    /// Audio seconds, as far as known.
    #[diesel(sql_type = Float8)]
    pub cost_s: f64,
    /// There is an earlier analysis, which stays.
    #[diesel(sql_type = Bool)]
    pub reanalysis: bool,
}

/// A tenant's, of the legs that are seen.
const SEEN: &str = "SELECT d.leg_id AS id, l.call_id, l.source_instance, l.external_id, l.agent, l.started_at, d.code, d.detail, d.attempts,
        d.at, d.lane, d.cost_s, d.reanalysis
    FROM dead_letters d JOIN legs l ON l.tenant_id = d.tenant_id AND l.id = d.leg_id
    WHERE d.tenant_id = $1 AND ($2 IS NULL OR held($2, l.source_instance, l.agent, l.started_at))";

/// Which are wanted; what is `None` does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeadLetterFilter {
    pub code: Option<String>,
    pub lane: Option<String>,
    pub call: Option<Uuid>,
    pub source_instance: Option<String>,
    /// Given up at this moment or later.
    pub from: Option<DateTime<Utc>>,
    /// Given up before this moment.
    pub before: Option<DateTime<Utc>>,
}

/// What is done with a dead letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Back into the queue, with all attempts before it.
    Retry,
    /// Left as it is: the leg has failed for good.
    Discard,
}

impl Verdict {
    fn action(self) -> &'static str {
        match self {
            Self::Retry => "dead_letter.retried",
            Self::Discard => "dead_letter.discarded",
        }
    }
}

/// The dead letters of one tenant.
#[derive(Clone, Debug)]
pub struct DeadLetters {
    tenant: TenantId,
    rows: Rows,
}

/// Which were done, and the event that tells it; the others are gone, or never were.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Done {
    pub legs: HashSet<Uuid>,
    pub bell: Option<Doorbell>,
}

impl DeadLetter {
    pub fn of(tenant: TenantId) -> DeadLetters {
        DeadLetters {
            tenant,
            rows: Rows::All,
        }
    }

    fn cursor(&self) -> Cursor {
        Cursor {
            at: self.at,
            id: self.id,
        }
    }
}

impl DeadLetters {
    /// Only those of legs of these agents.
    pub fn within(self, rows: &Rows) -> Self {
        DeadLetters {
            rows: rows.clone(),
            ..self
        }
    }

    /// Latest first. Inside the tenant's transaction.
    pub async fn list(
        &self,
        conn: &mut AsyncPgConnection,
        filter: &DeadLetterFilter,
        page: &PageRequest,
    ) -> Result<Page<DeadLetter>, Error> {
        const FILTERS: &str =
            "AND ($3 IS NULL OR d.code = $3) AND ($4 IS NULL OR d.lane = $4) AND ($5 IS NULL OR l.call_id = $5)
            AND ($6 IS NULL OR l.source_instance = $6) AND ($7 IS NULL OR d.at >= $7) AND ($8 IS NULL OR d.at < $8)
            AND (d.at, d.leg_id) < (coalesce($9, 'infinity'), coalesce($10, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
            ORDER BY d.at DESC, d.leg_id DESC LIMIT $11";
        let query = diesel::sql_query(format!("{SEEN} {FILTERS}"))
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<Nullable<Jsonb>, _>(desks(&self.rows))
            .bind::<Nullable<Text>, _>(&filter.code)
            .bind::<Nullable<Text>, _>(&filter.lane)
            .bind::<Nullable<SqlUuid>, _>(filter.call)
            .bind::<Nullable<Text>, _>(&filter.source_instance)
            .bind::<Nullable<Timestamptz>, _>(filter.from)
            .bind::<Nullable<Timestamptz>, _>(filter.before)
            .bind::<Nullable<Timestamptz>, _>(page.after.map(|after| after.at))
            .bind::<Nullable<SqlUuid>, _>(page.after.map(|after| after.id))
            .bind::<BigInt, _>(i64::from(page.rows) + 1);
        Ok(page.cut(query.load(conn).await?, DeadLetter::cursor))
    }

    /// Inside the tenant's transaction.
    pub async fn find(&self, conn: &mut AsyncPgConnection, id: LegId) -> Result<DeadLetter, Error> {
        let found = self.seen(conn, &[id.0]).await?;
        found.into_iter().next().ok_or(Error::NotFound("dead letter"))
    }

    async fn seen(&self, conn: &mut AsyncPgConnection, ids: &[Uuid]) -> Result<Vec<DeadLetter>, Error> {
        let query = diesel::sql_query(format!("{SEEN} AND d.leg_id = ANY($3) ORDER BY d.leg_id"))
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<Nullable<Jsonb>, _>(desks(&self.rows))
            .bind::<Array<SqlUuid>, _>(ids.to_vec());
        Ok(query.load(conn).await?)
    }

    /// Does the same with all of these that are there. Inside the tenant's transaction.
    pub async fn settle(
        &self,
        conn: &mut AsyncPgConnection,
        actor: &str,
        verdict: Verdict,
        ids: &[Uuid],
    ) -> Result<Done, Error> {
        let seen = self.seen(conn, ids).await?;
        let mut work = Intervention::begin(conn, self.tenant, seen.iter().map(|letter| letter.call_id)).await?;
        // Of a leg that was moved to another call meanwhile, that one is not locked: its letter waits for the next order.
        let mut seen = self.seen(conn, ids).await?;
        seen.retain(|letter| work.has(letter.call_id));
        let taken = self.take(conn, &seen).await?;
        let done: Vec<&DeadLetter> = seen.iter().filter(|letter| taken.contains(&letter.id)).collect();
        if verdict == Verdict::Retry {
            let again: Vec<Again> = done.iter().map(|letter| letter.again()).collect();
            work.enqueue(conn, &again).await?;
            let first = done.iter().filter(|letter| !letter.reanalysis);
            let legs: Vec<(Uuid, Uuid)> = first.map(|letter| (letter.id, letter.call_id)).collect();
            work.mark(conn, &legs, AnalysisStatus::Queued, None).await?;
        }
        for letter in done {
            let of = (letter.id, letter.call_id);
            match verdict {
                Verdict::Retry => work.tell(
                    of,
                    "queued",
                    "retry",
                    json!({"lane": letter.lane, "cost_s": letter.cost_s}),
                ),
                Verdict::Discard => work.tell(of, "discarded", "discarded", json!({"code": letter.code})),
            }
            let before = json!({"code": letter.code, "attempts": letter.attempts, "at": letter.at});
            work.audit(Entry::new(actor, verdict.action(), format!("leg:{}", letter.id)).change(Some(before), None));
        }
        let more = json!({"dead_letter": if verdict == Verdict::Retry { "retried" } else { "discarded" }});
        Ok(Done {
            legs: taken,
            bell: work.end(conn, more).await?,
        })
    }

    /// Removes them; gives those that were still there.
    async fn take(&self, conn: &mut AsyncPgConnection, seen: &[DeadLetter]) -> Result<HashSet<Uuid>, Error> {
        const TAKE: &str = "DELETE FROM dead_letters WHERE tenant_id = $1 AND leg_id = ANY($2) RETURNING leg_id";
        #[derive(QueryableByName)]
        struct Taken {
            #[diesel(sql_type = SqlUuid)]
            leg_id: Uuid,
        }
        let query = diesel::sql_query(TAKE)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<Array<SqlUuid>, _>(seen.iter().map(|letter| letter.id).collect::<Vec<_>>());
        let taken: Vec<Taken> = query.load(conn).await?;
        Ok(taken.into_iter().map(|row| row.leg_id).collect())
    }
}

impl DeadLetter {
    fn again(&self) -> Again {
        Again {
            leg: self.id,
            call: self.call_id,
            lane: Lane::from_name(&self.lane).unwrap_or(Lane::Fresh),
            cost_s: self.cost_s,
            reanalysis: self.reanalysis,
        }
    }
}

/// Takes the dead letters of legs away that are analysed anew in another way. Inside an intervention.
pub(super) async fn forget(conn: &mut AsyncPgConnection, tenant: TenantId, legs: &[Uuid]) -> Result<(), Error> {
    diesel::sql_query("DELETE FROM dead_letters WHERE tenant_id = $1 AND leg_id = ANY($2)")
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Array<SqlUuid>, _>(legs.to_vec())
        .execute(conn)
        .await?;
    Ok(())
}

/// How many dead letters of all tenants have one code.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Count {
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = BigInt)]
    pub letters: i64,
}

/// As worker.
pub async fn counts(conn: &mut AsyncPgConnection) -> Result<Vec<Count>, Error> {
    const COUNTS: &str = "SELECT code, count(*) AS letters FROM dead_letters GROUP BY 1 ORDER BY 1";
    Ok(diesel::sql_query(COUNTS).load(conn).await?)
}
