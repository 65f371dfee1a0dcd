//! What a member's bell is not to ring for: such news stand in the list, and are not counted as unread while they are muted.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Double, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::bell::Bell;
use crate::Error;

/// What a bell rings for.
pub const KINDS: [&str; 8] = [
    "mentioned",
    "replied",
    "share_opened",
    "limit_reached",
    "analysis_failed",
    "source_silent",
    "source_failing",
    "seen_by_staff",
];

pub const FOR_S_MIN: i32 = 60;
pub const FOR_S_MAX: i32 = 30 * 86_400;

#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Mute {
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// None: until it is taken back.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub until: Option<DateTime<Utc>>,
}

impl Bell {
    /// Those in force.
    pub async fn mutes(&self, conn: &mut AsyncPgConnection) -> Result<Vec<Mute>, Error> {
        const MUTES: &str = "SELECT kind, until FROM bell_mutes
            WHERE tenant_id = $1 AND person_id = $2 AND (until IS NULL OR until > app_now()) ORDER BY kind";
        Ok(diesel::sql_query(MUTES)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<SqlUuid, _>(self.person.0)
            .load(conn)
            .await?)
    }

    /// For so many seconds, or until it is taken back; in place of what was said before.
    pub async fn mute(&self, conn: &mut AsyncPgConnection, kind: &str, for_s: Option<i32>) -> Result<(), Error> {
        known(kind)?;
        if for_s.is_some_and(|for_s| !(FOR_S_MIN..=FOR_S_MAX).contains(&for_s)) {
            return Err(Error::Invalid(format!(
                "`for_s` is between {FOR_S_MIN} and {FOR_S_MAX}"
            )));
        }
        const MUTE: &str = "INSERT INTO bell_mutes (tenant_id, person_id, kind, until)
            VALUES ($1, $2, $3, app_now() + make_interval(secs => $4))
            ON CONFLICT (tenant_id, person_id, kind) DO UPDATE SET until = excluded.until";
        diesel::sql_query(MUTE)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<SqlUuid, _>(self.person.0)
            .bind::<Text, _>(kind)
            .bind::<Nullable<Double>, _>(for_s.map(f64::from))
            .execute(conn)
            .await?;
        Ok(())
    }

    /// Once more changes nothing.
    pub async fn unmute(&self, conn: &mut AsyncPgConnection, kind: &str) -> Result<(), Error> {
        known(kind)?;
        const UNMUTE: &str = "DELETE FROM bell_mutes WHERE tenant_id = $1 AND person_id = $2 AND kind = $3";
        diesel::sql_query(UNMUTE)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<SqlUuid, _>(self.person.0)
            .bind::<Text, _>(kind)
            .execute(conn)
            .await?;
        Ok(())
    }
}

fn known(kind: &str) -> Result<(), Error> {
    if KINDS.contains(&kind) {
        return Ok(());
    }
    Err(Error::NotFound("kind of notification"))
}
