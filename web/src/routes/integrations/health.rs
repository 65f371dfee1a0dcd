//! `GET /v1/sources/{id}/health`: whether a source speaks, how much, and what was wrong last.

use actix_web::{HttpResponse, get, web};
use chrono::{DateTime, TimeDelta, Utc};
use models::Error;
use models::integrations::lease::{self, Kind};
use models::integrations::pulse::{self, Hour};
use models::integrations::{caller, folder, source};
use serde::Serialize;
use utoipa::ToSchema;

use super::connection::ConnectionState;
use super::folder::FolderState;
use super::source::source_id;
use crate::problem::Problem;
use crate::routes::identity::can::{Can, SettingsRead};

crate::refusals!(Refusals: NotFound, Internal, Unavailable);

/// How a source has been.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SourceHealth)]
pub struct Health {
    /// When the last record came, at most some seconds late; null: none in the last weeks.
    #[schema(required)]
    pub last_at: Option<DateTime<Utc>>,
    /// It usually speaks, and has been silent for clearly longer than it usually is.
    pub silent: bool,
    #[schema(required)]
    pub last_error: Option<LastError>,
    /// Minutes by which its latest calls seem to be off, in whole quarter hours: its `tz` is wrong then. 0: right. Null: nothing says so yet.
    #[schema(required)]
    pub zone_off_min: Option<i32>,
    /// Of the last 24 hours: the one that runs, and the 23 before it.
    pub day: Sums,
    /// How the connection is that we open; null: we open none.
    #[schema(required)]
    pub connection: Option<ConnectionState>,
    /// How the watching of its folder goes; null: none is watched.
    #[schema(required)]
    pub folder: Option<FolderState>,
    /// Of each hour in which something came, the newest first, at most 48.
    pub hours: Vec<HourSums>,
}

/// What was wrong last.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SourceError)]
pub struct LastError {
    pub at: DateTime<Utc>,
    /// As in the quarantine, or `bad_signature`.
    pub code: String,
}

/// Pieces by what became of them.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = SourceSums)]
pub struct Sums {
    pub legs: i64,
    /// Events kept until their call is over.
    pub held: i64,
    /// Known already.
    pub repeated: i64,
    pub ignored: i64,
    pub quarantined: i64,
    /// Requests without the source's secret.
    pub refused: i64,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SourceHour)]
pub struct HourSums {
    pub hour: DateTime<Utc>,
    #[serde(flatten)]
    pub sums: Sums,
}

impl Sums {
    fn add(&mut self, hour: &Hour) {
        self.legs += hour.legs;
        self.held += hour.held;
        self.repeated += hour.repeated;
        self.ignored += hour.ignored;
        self.quarantined += hour.quarantined;
        self.refused += hour.refused;
    }
}

/// How a source is.
///
/// Its last record, its rate, what was wrong last, and whether its zone seems to be wrong.
#[utoipa::path(
    operation_id = "get_source_health",
    tag = "sources",
    params(("id" = Uuid, Path, description = "The source's id.")),
    responses((status = 200, description = "How it is.", body = Health), Refusals),
    security(("api_key" = []))
)]
#[get("/v1/sources/{id}/health")]
pub async fn read(id: web::Path<String>, caller: Can<SettingsRead>) -> Result<HttpResponse, Problem> {
    let (tenant, id) = (caller.tenant, source_id(&id)?);
    let found = caller
        .running
        .pools
        .app
        .tenant(tenant, async move |conn| -> Result<_, Error> {
            let source = source::Source::of(tenant).find(conn, id).await?;
            let caller = caller::find(conn, tenant, id).await?;
            let standing = match caller.connection {
                Some(_) => lease::standing(conn, tenant, &source.name, Kind::Caller).await?,
                None => None,
            };
            let watched = match folder::find(conn, tenant, &source.name).await? {
                Some(_) => lease::standing(conn, tenant, &source.name, Kind::Folder).await?,
                None => None,
            };
            Ok((pulse::hours(conn, tenant, &source.name).await?, standing, watched))
        });
    let (hours, standing, watched) = found.await?;
    let health = Health {
        connection: standing.map(ConnectionState::from),
        folder: watched.map(FolderState::from),
        ..health(&hours, Utc::now())
    };
    Ok(HttpResponse::Ok().json(health))
}

/// `hours`: the newest first.
fn health(hours: &[Hour], now: DateTime<Utc>) -> Health {
    let mut day = Sums::default();
    for hour in hours.iter().filter(|hour| hour.hour > now - TimeDelta::hours(24)) {
        day.add(hour);
    }
    let last_error = hours.iter().find_map(|hour| {
        Some(LastError {
            at: hour.last_error_at?,
            code: hour.last_error.clone()?,
        })
    });
    let recent = hours.iter().take(48).map(|hour| {
        let mut sums = Sums::default();
        sums.add(hour);
        HourSums { hour: hour.hour, sums }
    });
    Health {
        last_at: hours.iter().find_map(|hour| hour.last_at),
        silent: pulse::is_silent(hours, now),
        last_error,
        zone_off_min: hours.iter().find_map(|hour| hour.zone_off_min),
        day,
        connection: None,
        folder: None,
        hours: recent.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_the_hour_that_runs_and_the_23_before_it() {
        let at = |text: &str| -> DateTime<Utc> { text.parse().unwrap() };
        let hour = |back: i64| Hour {
            hour: at("2026-11-28T10:00:00Z") - TimeDelta::hours(back),
            legs: 1,
            held: 0,
            repeated: 0,
            ignored: 0,
            quarantined: 0,
            refused: 0,
            last_at: None,
            last_error_at: None,
            last_error: None,
            zone_off_min: None,
        };
        let hours: Vec<Hour> = (0..30).map(hour).collect();
        for now in ["2026-11-28T10:00:00Z", "2026-11-28T10:30:00Z", "2026-11-28T10:59:59Z"] {
            assert_eq!(health(&hours, at(now)).day.legs, 24, "{now}");
        }
    }
}
