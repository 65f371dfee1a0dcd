//! Words of a transcript that a person has set right: kept beside the model's, sealed as those are, in force until they are changed, taken
//! back, or the recording is heard anew; from then on they are history. What the turns are, and what search makes of them, is computed
//! outside, between `begin` and `Work::write`. Figures stay the model's.
//!
//! Lock order: call, words of the index, roll-ups, audit head, stream.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bytea, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::intake::Doorbell;
use super::intervention::Intervention;
use super::note::Author;
use super::queue::view::desks;
use super::search::{self, index::Index};
use crate::Error;
use crate::compliance::audit::Entry;
use crate::compliance::sealing::{DataKey, Place, SealError};
use crate::identity::authority::{Rows, Who};
use crate::ids::{CallId, LegId, TenantId};

/// Of one leg's history, the latest that are told.
const HISTORY_MAX: i64 = 1_000;

/// What a person heard in a turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    pub id: Uuid,
    pub leg: Uuid,
    /// Its place among the turns of the analysis that was there then.
    pub turn: usize,
    pub words: Words,
    /// `None`: a key, or somebody who is no member any more.
    pub author: Option<Author>,
    pub made_at: DateTime<Utc>,
    /// `None`: in force.
    pub ended: Option<(DateTime<Utc>, String)>,
}

/// As they are sealed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// As the person heard it; empty: nothing was said.
    pub text: String,
    /// As the model heard it.
    pub heard: String,
}

/// A correction as it lies in its row.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Sealed {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub leg_id: Uuid,
    #[diesel(sql_type = Integer)]
    turn: i32,
    #[diesel(sql_type = Bytea)]
    sealed: Vec<u8>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    author_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    author_name: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    made_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    ended_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    ended_by: Option<String>,
}

impl Sealed {
    /// Computes.
    pub fn open(&self, key: &DataKey, tenant: TenantId) -> Result<Correction, SealError> {
        let packed = key.open(place(tenant, &self.id), &self.sealed)?;
        // What opens was written here.
        let words = serde_json::from_slice(&packed).map_err(|_| SealError::Broken)?;
        let author = self.author_id.zip(self.author_name.clone());
        Ok(Correction {
            id: self.id,
            leg: self.leg_id,
            turn: usize::try_from(self.turn).unwrap_or(0),
            words,
            author: author.map(|(id, name)| Author { id, name }),
            made_at: self.made_at,
            ended: self.ended_at.zip(self.ended_by.clone()),
        })
    }
}

fn place(tenant: TenantId, id: &Uuid) -> Place<'_> {
    Place {
        tenant,
        table: "corrections",
        row: id.as_bytes(),
    }
}

const FIND: &str =
    "SELECT c.id, c.leg_id, c.turn, c.sealed, c.author_id, p.name AS author_name, c.made_at, c.ended_at, c.ended_by
    FROM corrections c LEFT JOIN persons p ON p.id = c.author_id WHERE c.tenant_id = $1 AND c.leg_id = ANY($2)";

/// Those of these legs that are in force. Inside the tenant's transaction, as all of these.
pub async fn in_force(conn: &mut AsyncPgConnection, tenant: TenantId, legs: &[Uuid]) -> Result<Vec<Sealed>, Error> {
    let query = diesel::sql_query(format!("{FIND} AND c.ended_at IS NULL ORDER BY c.leg_id, c.turn"))
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Array<SqlUuid>, _>(legs.to_vec());
    Ok(query.load(conn).await?)
}

/// All of a leg, the latest first.
pub async fn history(conn: &mut AsyncPgConnection, tenant: TenantId, leg: LegId) -> Result<Vec<Sealed>, Error> {
    let query = diesel::sql_query(format!("{FIND} ORDER BY c.id DESC LIMIT $3"))
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Array<SqlUuid>, _>(vec![leg.0])
        .bind::<BigInt, _>(HISTORY_MAX);
    Ok(query.load(conn).await?)
}

/// A new analysis has other turns: what was in force is history.
pub(super) async fn end_all(conn: &mut AsyncPgConnection, tenant: TenantId, leg: LegId) -> Result<(), Error> {
    const END: &str = "UPDATE corrections SET ended_at = app_now(), ended_by = 'analysis'
        WHERE tenant_id = $1 AND leg_id = $2 AND ended_at IS NULL";
    diesel::sql_query(END)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(leg.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// A leg whose words are being set right: its call is locked.
pub struct Work {
    tenant: TenantId,
    ids: (CallId, LegId),
    intervention: Intervention,
    /// The turns, and what of them is set right already.
    pub sealed: Vec<u8>,
    pub in_force: Vec<Sealed>,
}

/// What becomes of a turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub turn: usize,
    /// `None`: the model's words again.
    pub words: Option<Words>,
    /// What search needs of all the leg's words from then on.
    pub index: Index,
}

#[derive(QueryableByName)]
struct Heard {
    #[diesel(sql_type = Timestamptz)]
    analyzed_at: DateTime<Utc>,
    #[diesel(sql_type = Bytea)]
    sealed: Vec<u8>,
}

/// Locks the call of a leg that is seen. `analyzed_at`: of the analysis that was read; another one is a conflict.
pub async fn begin(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    rows: &Rows,
    ids: (CallId, LegId),
    analyzed_at: Option<DateTime<Utc>>,
) -> Result<Work, Error> {
    let intervention = Intervention::begin(conn, tenant, [ids.0.0]).await?;
    const HEARD: &str = "SELECT a.analyzed_at, t.sealed
        FROM legs l JOIN analyses a ON a.tenant_id = l.tenant_id AND a.leg_id = l.id
            JOIN transcripts t ON t.tenant_id = l.tenant_id AND t.leg_id = l.id
        WHERE l.tenant_id = $1 AND l.call_id = $2 AND l.id = $3 AND ($4 IS NULL OR held($4, l.source_instance, l.agent, l.started_at))";
    let query = diesel::sql_query(HEARD)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(ids.0.0)
        .bind::<SqlUuid, _>(ids.1.0)
        .bind::<Nullable<Jsonb>, _>(desks(rows));
    let found: Vec<Heard> = query.load(conn).await?;
    let heard = found.into_iter().next().ok_or(Error::NotFound("transcript"))?;
    if analyzed_at.is_some_and(|read| read != heard.analyzed_at) {
        let sentence = "the recording was analysed anew meanwhile: read its turns again";
        return Err(Error::Conflict(sentence.into()));
    }
    Ok(Work {
        tenant,
        ids,
        intervention,
        sealed: heard.sealed,
        in_force: in_force(conn, tenant, &[ids.1.0]).await?,
    })
}

impl Work {
    pub async fn write(
        mut self,
        conn: &mut AsyncPgConnection,
        key: &DataKey,
        who: (Who, &str),
        change: &Change,
    ) -> Result<Option<Doorbell>, Error> {
        let (call, leg) = self.ids;
        let turn = i32::try_from(change.turn).map_err(|_| Error::NotFound("turn"))?;
        let (kind, action) = match change.words {
            Some(_) => ("change", "transcript.corrected"),
            None => ("revert", "transcript.correction_reverted"),
        };
        self.end(conn, turn, kind).await?;
        if let Some(words) = &change.words {
            self.keep(conn, key, who, (turn, words)).await?;
        }
        const CORRECTED: &str = "UPDATE analyses SET corrected_at = app_now() WHERE tenant_id = $1 AND leg_id = $2";
        diesel::sql_query(CORRECTED)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<SqlUuid, _>(leg.0)
            .execute(conn)
            .await?;
        search::store::replace(conn, self.tenant, leg, &change.index).await?;
        self.intervention.tell(
            (leg.0, call.0),
            "corrected",
            "words",
            json!({ "turn": turn, "event": "call.updated" }),
        );
        // That it was done, and where: what is said stays sealed.
        let entry = Entry::new(who.1, action, format!("leg:{leg}"));
        self.intervention
            .audit(entry.change(None, Some(json!({ "turn": turn }))));
        self.intervention.touch(call.0);
        self.intervention.end(conn, json!({ "changed": ["words"] })).await
    }

    async fn end(&self, conn: &mut AsyncPgConnection, turn: i32, by: &str) -> Result<(), Error> {
        const END: &str = "UPDATE corrections SET ended_at = app_now(), ended_by = $4
            WHERE tenant_id = $1 AND leg_id = $2 AND turn = $3 AND ended_at IS NULL";
        diesel::sql_query(END)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<SqlUuid, _>(self.ids.1.0)
            .bind::<Integer, _>(turn)
            .bind::<Text, _>(by)
            .execute(conn)
            .await?;
        Ok(())
    }

    async fn keep(
        &self,
        conn: &mut AsyncPgConnection,
        key: &DataKey,
        (who, actor): (Who, &str),
        (turn, words): (i32, &Words),
    ) -> Result<(), Error> {
        let id = Uuid::now_v7();
        let packed = serde_json::to_vec(words).map_err(|source| Error::Corrupt {
            what: "correction",
            source,
        })?;
        let author = match who {
            Who::Person { person, .. } => Some(person.0),
            Who::Key(_) => None,
        };
        const KEEP: &str = "INSERT INTO corrections (tenant_id, id, leg_id, turn, sealed, author_id, author) VALUES ($1, $2, $3, $4, $5, $6, $7)";
        diesel::sql_query(KEEP)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<SqlUuid, _>(id)
            .bind::<SqlUuid, _>(self.ids.1.0)
            .bind::<Integer, _>(turn)
            .bind::<Bytea, _>(key.seal(place(self.tenant, &id), &packed)?)
            .bind::<Nullable<SqlUuid>, _>(author)
            .bind::<Text, _>(actor)
            .execute(conn)
            .await?;
        Ok(())
    }
}
