//! Looks for the leg of a recording among those that are stored.

use chrono::TimeDelta;
use engine::pbx::recording_match::{self, Candidate, Found, Lost};
use engine::pbx::recording_name::{Clues, NamePattern, base_name, usual_pattern};
use engine::pbx::source::Source as Form;
use jiff::tz::TimeZone;
use models::Error;
use models::calls::loose::candidate::{self, By};
use models::calls::loose::sought::Sought;
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

/// Why it has none, and what is known of its leg.
pub(super) struct Missed {
    pub why: Lost,
    pub sought: Sought,
}

/// What a name says, and which leg a recording of that name would have now.
#[derive(Clone, Debug, PartialEq)]
pub struct Looked {
    pub name: String,
    /// `None`: it is no such name.
    pub says: Option<Clues>,
    pub leg: Result<(LegId, Found), Lost>,
}

/// The hash of nothing that there is.
const NO_CONTENT: [u8; 32] = [0; 32];

impl App {
    /// As if recordings of these names came to a source now; nothing is kept. `pattern` reads them before the source's own does.
    pub async fn look_for_legs(
        &self,
        tenant: TenantId,
        source_instance: &str,
        pattern: Option<&NamePattern>,
        names: Vec<String>,
    ) -> Result<Vec<Looked>, Error> {
        let source = source_instance.to_owned();
        let row = self
            .inner
            .pools
            .app
            .tenant(tenant, async move |conn| -> Result<_, Error> {
                fetching::named(conn, tenant, &source).await
            });
        let row = row.await?;
        let zone = zone_of(row.as_ref());
        let mut looked = Vec::with_capacity(names.len());
        for name in names {
            let own = pattern.and_then(|pattern| pattern.read(&name, &zone));
            let (clues, _) = clues_of(&name, own.unwrap_or_default(), row.as_ref());
            let wanted = Wanted {
                tenant,
                source_instance: source_instance.to_owned(),
                path: name,
                clues: clues.clone(),
                sha256: NO_CONTENT,
            };
            let leg = self.leg_of(&wanted).await?;
            looked.push(Looked {
                name: wanted.path,
                says: (clues != Clues::default()).then_some(clues),
                leg: leg.map(|((leg, _), by)| (leg, by)).map_err(|missed| missed.why),
            });
        }
        Ok(looked)
    }

    /// The leg of a recording: by what its record calls it, then by an id, then by time and parties.
    pub(super) async fn leg_of(&self, wanted: &Wanted) -> Result<Result<(Leg, Found), Missed>, Error> {
        let (tenant, source) = (wanted.tenant, wanted.source_instance.clone());
        let (path, clues, sha256) = (wanted.path.clone(), wanted.clues.clone(), wanted.sha256);
        let found = self
            .inner
            .pools
            .app
            .tenant(tenant, async move |conn| -> Result<_, Error> {
                let source_row = fetching::named(conn, tenant, &source).await?;
                let (clues, tolerance_s) = clues_of(&path, clues, source_row.as_ref());
                let sought = sought(&path, &clues, tolerance_s);
                let mut why = Lost::NoLeg;
                let named = candidate::find(conn, tenant, &source, By::Name(&sought.name)).await?;
                if let Some(leg) = settled(&named, &sha256, &mut why, |legs| {
                    recording_match::by_reference(&path, legs)
                }) {
                    return Ok(Ok((leg, Found::Reference)));
                }
                if let Some(id) = &clues.id {
                    let of_id = candidate::find(conn, tenant, &source, By::Id(id)).await?;
                    if let Some(leg) = settled(&of_id, &sha256, &mut why, |legs| recording_match::by_id(id, legs)) {
                        return Ok(Ok((leg, Found::Id)));
                    }
                }
                if let Some((from, until)) = sought.began {
                    let near = candidate::find(conn, tenant, &source, By::Time(from, until)).await?;
                    if let Some(leg) = settled(&near, &sha256, &mut why, |legs| {
                        recording_match::by_time(&clues, tolerance_s, legs)
                    }) {
                        return Ok(Ok((leg, Found::Time)));
                    }
                }
                Ok(Err(Missed { why, sought }))
            });
        found.await
    }
}

/// What is known of the leg. A call may wait for long before somebody speaks, and be recorded from then on.
fn sought(path: &str, clues: &Clues, tolerance_s: i64) -> Sought {
    let (before, after) = (TimeDelta::seconds(tolerance_s + 600), TimeDelta::seconds(tolerance_s));
    let parties = [&clues.from, &clues.to, &clues.agent];
    Sought {
        name: base_name(path).to_owned(),
        id: clues.id.clone(),
        began: clues.started_at.and_then(utc).map(|at| (at - before, at + after)),
        parties: parties.into_iter().flatten().cloned().collect(),
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
    let read = pattern
        .and_then(|pattern| NamePattern::new(pattern).ok())
        .and_then(|pattern| pattern.read(path, &zone_of(source)));
    let tolerance_s = told.tolerance_s();
    match read {
        Some(read) => (clues.or(read), tolerance_s),
        None => (clues, tolerance_s),
    }
}

/// Of local times in names.
fn zone_of(source: Option<&fetching::Fetching>) -> TimeZone {
    let zone = source.and_then(|source| TimeZone::get(source.settings.get("tz")?.as_str()?).ok());
    zone.unwrap_or(TimeZone::UTC)
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
