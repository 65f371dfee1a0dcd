//! The mode that the whole platform runs in, switched live: for upgrades, repairs, moves. What each mode lets through is decided here;
//! the edge asks for every request, and analyses are claimed in `normal` and `drain` alone.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::json;

use crate::Error;
use crate::calls::queue::control;
use crate::compliance::audit::{self, Entry};
use crate::ids::PLATFORM;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    #[default]
    Normal,
    /// What is there is shown; nothing is taken, changed or analysed.
    ReadOnly,
    /// Records and recordings are taken; nothing is analysed. Telephone systems see no error during an upgrade.
    IngestOnly,
    /// Nothing new is taken; what waits is analysed to its end.
    Drain,
    /// Only the staff is let in.
    Offline,
}

/// What a request is about, as far as a mode asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Intake,
    Read,
    Change,
}

impl Mode {
    pub const ALL: [Self; 5] = [
        Self::Normal,
        Self::ReadOnly,
        Self::IngestOnly,
        Self::Drain,
        Self::Offline,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::ReadOnly => "read_only",
            Self::IngestOnly => "ingest_only",
            Self::Drain => "drain",
            Self::Offline => "offline",
        }
    }

    pub fn parse(name: &str) -> Result<Self, Error> {
        let found = Self::ALL.into_iter().find(|mode| mode.as_str() == name);
        found.ok_or_else(|| Error::Invalid("`mode` is normal, read_only, ingest_only, drain or offline".into()))
    }

    pub fn lets(self, kind: Kind) -> bool {
        match (self, kind) {
            (Self::Normal | Self::IngestOnly, _) | (Self::ReadOnly, Kind::Read) => true,
            (Self::Drain, kind) => kind != Kind::Intake,
            (Self::ReadOnly, Kind::Intake | Kind::Change) | (Self::Offline, _) => false,
        }
    }

    fn analyses(self) -> bool {
        matches!(self, Self::Normal | Self::Drain)
    }
}

/// How it stands, and who switched it when and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub mode: Mode,
    pub reason: String,
    pub changed_by: String,
    pub changed_at: DateTime<Utc>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    mode: String,
    #[diesel(sql_type = Text)]
    reason: String,
    #[diesel(sql_type = Text)]
    changed_by: String,
    #[diesel(sql_type = Timestamptz)]
    changed_at: DateTime<Utc>,
}

/// Any role may.
pub async fn read(conn: &mut AsyncPgConnection) -> Result<Standing, Error> {
    let row: Row = diesel::sql_query("SELECT mode, reason, changed_by, changed_at FROM platform_mode")
        .get_result(conn)
        .await?;
    Ok(Standing {
        mode: Mode::parse(&row.mode)?,
        reason: row.reason,
        changed_by: row.changed_by,
        changed_at: row.changed_at,
    })
}

/// In force on every node within a second. As owner.
pub async fn switch(conn: &mut AsyncPgConnection, actor: &str, mode: Mode, reason: &str) -> Result<Standing, Error> {
    const SWITCH: &str = "UPDATE platform_mode SET mode = $1, reason = $2, changed_by = $3, changed_at = app_now()";
    let reason = reason.trim();
    let before = read(conn).await?;
    diesel::sql_query(SWITCH)
        .bind::<Text, _>(mode.as_str())
        .bind::<Text, _>(reason)
        .bind::<Text, _>(actor)
        .execute(conn)
        .await?;
    control::set(conn, !mode.analyses(), reason, actor).await?;
    let entry = Entry::new(actor, "platform.mode_switched", "platform:mode");
    let was = json!({ "mode": before.mode.as_str(), "reason": before.reason });
    let is = json!({ "mode": mode.as_str(), "reason": reason });
    audit::append(conn, PLATFORM, &[entry.change(Some(was), Some(is))]).await?;
    read(conn).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mode_lets_through_what_it_promises() {
        let lets = |mode: Mode| [Kind::Intake, Kind::Read, Kind::Change].map(|kind| mode.lets(kind));
        assert_eq!(lets(Mode::Normal), [true, true, true]);
        assert_eq!(lets(Mode::ReadOnly), [false, true, false]);
        assert_eq!(lets(Mode::IngestOnly), [true, true, true]);
        assert_eq!(lets(Mode::Drain), [false, true, true]);
        assert_eq!(lets(Mode::Offline), [false, false, false]);
    }
}
