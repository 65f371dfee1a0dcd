//! The operator's switch: with `ingest_only` records and recordings are taken and nothing is claimed, on every node. What is being
//! analysed already comes to its end.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;

use crate::Error;
use crate::schema::{analysis_control, queue_lanes};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Queryable, Selectable)]
#[diesel(table_name = analysis_control, check_for_backend(diesel::pg::Pg))]
pub struct Control {
    pub ingest_only: bool,
    pub reason: String,
    pub changed_by: String,
    pub changed_at: DateTime<Utc>,
}

/// As any role.
pub async fn read(conn: &mut AsyncPgConnection) -> Result<Control, Error> {
    Ok(analysis_control::table.select(Control::as_select()).first(conn).await?)
}

/// Turns the switch; every claim after this commit obeys it. As owner.
pub async fn set(conn: &mut AsyncPgConnection, ingest_only: bool, reason: &str, by: &str) -> Result<Control, Error> {
    let reason = reason.trim();
    if reason.chars().count() > 200 || reason.contains('\0') {
        return Err(Error::Invalid("`reason` has at most 200 letters".into()));
    }
    let change = (
        analysis_control::ingest_only.eq(ingest_only),
        analysis_control::reason.eq(reason),
        analysis_control::changed_by.eq(by),
        analysis_control::changed_at.eq(diesel::dsl::sql::<diesel::sql_types::Timestamptz>("app_now()")),
    );
    Ok(diesel::update(analysis_control::table)
        .set(change)
        .returning(Control::as_returning())
        .get_result(conn)
        .await?)
}

/// The least share of each lower lane, in audio seconds, while it waits. As worker, at each start: the latest one's configuration holds.
pub async fn set_shares(conn: &mut AsyncPgConnection, fresh: f64, backfill: f64) -> Result<(), Error> {
    for (lane, share) in [("fresh", fresh), ("backfill", backfill)] {
        let differs = queue_lanes::lane.eq(lane).and(queue_lanes::share_min.ne(share));
        diesel::update(queue_lanes::table.filter(differs))
            .set(queue_lanes::share_min.eq(share))
            .execute(conn)
            .await?;
    }
    Ok(())
}
