//! Looks for the leg of a recording among those that are stored.

use chrono::TimeDelta;
use engine::pbx::recording_match::{self, Candidate, Found, Lost};
use engine::pbx::recording_name::{Clues, NamePattern, base_name, usual_pattern};
use engine::pbx::source::Source as Form;
use jiff::tz::TimeZone;
use models::Error;
use models::calls::loose::candidate::{self, By};
use models::ids::{LegId, TenantId};
use models::integrations::fetching;

use super::{timestamp, utc};
use crate::app::App;
use crate::fetch::told::Told as OfSource;

/// What is asked of the legs.
pub(super) struct Wanted {
    pub tenant: TenantId,
    pub source_instance: String,
    pub path: String,
    pub clues: Clues,
    pub sha256: [u8; 32],
}

/// A leg, by its id and the one that its system gives it.
pub(super) type Leg = (LegId, String);

impl App {
    /// The leg of a recording: by what its record calls it, then by an id, then by time and parties.
    pub(super) async fn leg_of(&self, wanted: &Wanted) -> Result<Result<(Leg, Found), Lost>, Error> {
        let (tenant, source) = (wanted.tenant, wanted.source_instance.clone());
        let (path, clues, sha256) = (wanted.path.clone(), wanted.clues.clone(), wanted.sha256);
        let found = self
            .inner
            .pools
            .app
            .tenant(tenant, async move |conn| -> Result<_, Error> {
                let source_row = fetching::named(conn, tenant, &source).await?;
                let (clues, tolerance_s) = clues_of(&path, clues, source_row.as_ref());
                let mut lost = Lost::NoLeg;
                let named = candidate::find(conn, tenant, &source, By::Name(base_name(&path))).await?;
                if let Some(leg) = settled(&named, &sha256, &mut lost, |legs| {
                    recording_match::by_reference(&path, legs)
                }) {
                    return Ok(Ok((leg, Found::Reference)));
                }
                if let Some(id) = &clues.id {
                    let of_id = candidate::find(conn, tenant, &source, By::Id(id)).await?;
                    if let Some(leg) = settled(&of_id, &sha256, &mut lost, |legs| recording_match::by_id(id, legs)) {
                        return Ok(Ok((leg, Found::Id)));
                    }
                }
                if let Some(at) = clues.started_at.and_then(utc) {
                    // A call may wait for long before somebody speaks, and be recorded from then on.
                    let before = TimeDelta::seconds(tolerance_s + 600);
                    let time = By::Time(at - before, at + TimeDelta::seconds(tolerance_s));
                    let near = candidate::find(conn, tenant, &source, time).await?;
                    let legs: Vec<Candidate<Leg>> = near.into_iter().map(of_row).collect();
                    match recording_match::by_time(&clues, tolerance_s, &legs) {
                        Ok(leg) => return Ok(Ok((leg.id.clone(), Found::Time))),
                        Err(why) => lost = worse(lost, why),
                    }
                }
                Ok(Err(lost))
            });
        found.await
    }
}

/// The leg that is chosen; one that has this very content already is it again.
fn settled(
    rows: &[candidate::Candidate],
    sha256: &[u8; 32],
    lost: &mut Lost,
    choose: impl for<'c> Fn(&'c [Candidate<Leg>]) -> Result<&'c Candidate<Leg>, Lost>,
) -> Option<Leg> {
    if let Some(same) = rows.iter().find(|row| row.sha256.as_deref() == Some(sha256)) {
        return Some((LegId(same.leg_id), same.external_id.clone()));
    }
    let legs: Vec<Candidate<Leg>> = rows.iter().cloned().map(of_row).collect();
    match choose(&legs) {
        Ok(leg) => Some(leg.id.clone()),
        Err(why) => {
            *lost = worse(*lost, why);
            None
        }
    }
}

/// What says most about why there is none.
fn worse(one: Lost, other: Lost) -> Lost {
    let weight = |lost| match lost {
        Lost::NoLeg => 0,
        Lost::Taken => 1,
        Lost::Several => 2,
    };
    if weight(other) > weight(one) { other } else { one }
}

/// With what its name says, as the source or its form reads names; and how exact times are.
fn clues_of(path: &str, clues: Clues, source: Option<&fetching::Fetching>) -> (Clues, i64) {
    let told = source.and_then(|source| serde_json::from_value::<OfSource>(source.recordings.clone()?).ok());
    let told = told.unwrap_or_default();
    let form = source.and_then(|source| Form::from_name(&source.format));
    let pattern = told.names.as_deref().or_else(|| usual_pattern(form?));
    let zone = source.and_then(|source| TimeZone::get(source.settings.get("tz")?.as_str()?).ok());
    let read = pattern
        .and_then(|pattern| NamePattern::new(pattern).ok())
        .and_then(|pattern| pattern.read(path, &zone.unwrap_or(TimeZone::UTC)));
    let tolerance_s = told.tolerance_s();
    match read {
        Some(read) => (clues.or(read), tolerance_s),
        None => (clues, tolerance_s),
    }
}

fn of_row(row: candidate::Candidate) -> Candidate<Leg> {
    Candidate {
        id: (LegId(row.leg_id), row.external_id.clone()),
        external_id: row.external_id,
        from: row.from_number,
        to: row.to_number,
        agent: row.agent,
        started_at: timestamp(row.started_at).unwrap_or_default(),
        answered_at: row.answered_at.and_then(timestamp),
        talk_s: row.talk_s,
        recording_ref: row.recording_ref,
        has_recording: row.sha256.is_some(),
    }
}
