//! The events of one call: kept before anything is made of them, put together as often as one comes. A crash between the two leaves a
//! group open, and a job settles it.

use std::collections::{BTreeMap, HashSet};
use std::time::{Duration, Instant};

use engine::pbx::parsed::{self, Assembled, Observation, RecordingNotice};
use engine::pbx::settings::Given;
use engine::pbx::source::Source as Form;
use models::Error;
use models::calls::expected::{Announced, Expected};
use models::compliance::sealing::{DataKey, SealError};
use models::ids::{self, TenantId};
use models::integrations::observation::{self, Group, Kept, place};
use models::integrations::pulse;
use models::integrations::source::Source as Row;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Receipt, Source, TakeError, arrival, blocking};
use crate::app::App;
use crate::jobs::kind::{Job, Trouble};
use crate::jobs::tools::Tools;
use crate::ledger::arrival::{Arrival, Door, Fate};

/// A group that was touched so lately is in somebody's hands.
const BUSY: Duration = Duration::from_secs(30);
/// Groups that one round settles or forgets.
const ROUND: i64 = 500;
/// Groups that one transaction adds to.
const TOGETHER: usize = 200;
/// What a source has sent is told by the hour for so long.
const HOURS_KEPT: Duration = Duration::from_secs(400 * 24 * 3600);
/// Letters of a key or id that is kept as it is.
const KEY_MAX: usize = 200;

/// A group as it is now, sealed, and how many observations it has.
pub(super) struct Changed {
    group: Group,
    revision: i64,
    kept: Vec<Kept>,
    /// Ids of those that have just come.
    new: Vec<String>,
}

impl App {
    /// Keeps events; gives the groups that have new ones, or are not settled: what is there may still be turned back, and whoever sends it
    /// again is told what becomes of it. In the order of their keys, so that two payloads never wait for each other.
    pub(super) async fn keep(
        &self,
        source: &Source,
        events: Vec<Observation>,
        receipt: &mut Receipt,
    ) -> Result<Vec<Changed>, TakeError> {
        if events.is_empty() {
            return Ok(Vec::new());
        }
        let key = self.sealer().data_key(source.tenant).await?;
        let (tenant, instance) = (source.tenant, source.instance.clone());
        let groups = blocking(move || sealed(tenant, &instance, events, &key)).await??;
        let mut changed = Vec::new();
        let mut rest = groups.into_iter().peekable();
        while rest.peek().is_some() {
            let some: Vec<(Group, Vec<Kept>)> = rest.by_ref().take(TOGETHER).collect();
            let all: usize = some.iter().map(|(_, events)| events.len()).sum();
            let app = &self.pools().app;
            let kept = app.tenant(tenant, async move |conn| -> Result<_, Error> {
                let (mut added, mut changed) = (0, Vec::new());
                for (group, events) in some {
                    let new = group.add(conn, &events).await?;
                    added += new.len();
                    if !new.is_empty() || group.is_open(conn).await? {
                        let (revision, kept) = group.read(conn).await?;
                        changed.push(Changed {
                            group,
                            revision,
                            kept,
                            new,
                        });
                    }
                }
                Ok((added, changed))
            });
            let (added, some) = kept.await?;
            receipt.held += added;
            receipt.repeated += all - added;
            changed.extend(some);
        }
        Ok(changed)
    }

    /// Puts groups together and hands their legs to the Ledger. If the Ledger is away, the events are kept all the same and a job does it.
    /// Where a leg is turned back for the limit, so are the events that have just made it.
    pub(super) async fn settle(
        &self,
        source: &Source,
        changed: Vec<Changed>,
        door: Door,
        receipt: &mut Receipt,
    ) -> Result<(), TakeError> {
        if changed.is_empty() {
            return Ok(());
        }
        let key = self.sealer().data_key(source.tenant).await?;
        let given = source.clone();
        let (together, changed) = blocking(move || -> Result<_, SealError> {
            let of = |one: &Changed| assembled(&given, &one.group, &one.kept, &key);
            let together: Result<Vec<Assembled>, SealError> = changed.iter().map(of).collect();
            Ok((together?, changed))
        })
        .await??;
        let since = Instant::now();
        // Of each leg the place of its group.
        let (mut arrivals, mut places, mut told) = (Vec::new(), Vec::new(), Vec::new());
        for (place, (one, assembled)) in changed.iter().zip(together).enumerate() {
            receipt.warnings.extend(assembled.warnings);
            receipt.quarantined.extend(assembled.quarantined);
            told.push(assembled.recordings);
            for leg in assembled.legs {
                arrivals.push(arrival(source, leg, door, since).revised(one.revision));
                places.push(place);
            }
        }
        let before = receipt.legs.len();
        match self.hand_over(source, arrivals, door, receipt).await {
            Err(TakeError::Unavailable(_)) => return Ok(()),
            handed => handed?,
        }
        let fates = receipt.legs.iter().skip(before);
        let turned_back: HashSet<usize> = places
            .into_iter()
            .zip(fates)
            .filter_map(|(place, (_, fate))| (*fate == Fate::OverLimit).then_some(place))
            .collect();
        let withdrawn = self.withdraw(&changed, &turned_back).await?;
        receipt.held = receipt.held.saturating_sub(withdrawn);
        let kept = told.into_iter().enumerate();
        let kept = kept.filter(|(place, _)| !turned_back.contains(place));
        let announced: Vec<RecordingNotice> = kept.flat_map(|(_, recordings)| recordings).collect();
        self.note_settled(source, changed, &announced).await
    }

    /// Forgets the events of groups that were turned back: who sent them was told so, and when they come again they are as new as now. Gives
    /// how many they were.
    async fn withdraw(&self, changed: &[Changed], turned_back: &HashSet<usize>) -> Result<usize, TakeError> {
        if turned_back.is_empty() {
            return Ok(0);
        }
        let those = changed.iter().enumerate();
        let those = those.filter(|(place, _)| turned_back.contains(place));
        let those: Vec<(Group, Vec<String>)> = those.map(|(_, one)| (one.group.clone(), one.new.clone())).collect();
        let worker = &self.pools().worker;
        let withdrawn = worker.transaction(async move |conn| -> Result<usize, Error> {
            let mut withdrawn = 0;
            for (group, ids) in those {
                withdrawn += group.withdraw(conn, &ids).await?;
            }
            Ok(withdrawn)
        });
        Ok(withdrawn.await?)
    }

    async fn note_settled(
        &self,
        source: &Source,
        changed: Vec<Changed>,
        recordings: &[RecordingNotice],
    ) -> Result<(), TakeError> {
        let (tenant, instance) = (source.tenant, source.instance.clone());
        let announced = expected(source, recordings);
        let settled: Vec<(Group, i64)> = changed.into_iter().map(|one| (one.group, one.revision)).collect();
        let app = &self.pools().app;
        let noted = app.tenant(tenant, async move |conn| -> Result<(), Error> {
            if !announced.is_empty() {
                Expected::of(tenant).announce(conn, &instance, &announced).await?;
            }
            for (group, revision) in settled {
                group.settle(conn, revision).await?;
            }
            Ok(())
        });
        Ok(noted.await?)
    }
}

impl From<SealError> for TakeError {
    fn from(error: SealError) -> Self {
        Self::Failed(error.to_string())
    }
}

/// Events by their group, each sealed in its place.
fn sealed(
    tenant: TenantId,
    instance: &str,
    events: Vec<Observation>,
    key: &DataKey,
) -> Result<Vec<(Group, Vec<Kept>)>, TakeError> {
    let mut groups: BTreeMap<String, Vec<Observation>> = BTreeMap::new();
    for event in events {
        groups.entry(bounded(&event.group)).or_default().push(event);
    }
    let groups = groups.into_iter().map(|(group_key, events)| {
        let group = Group {
            tenant,
            source_instance: instance.to_owned(),
            key: group_key,
        };
        let kept: Result<Vec<Kept>, TakeError> = events.iter().map(|event| kept(&group, event, key)).collect();
        Ok((group, kept?))
    });
    groups.collect()
}

fn kept(group: &Group, event: &Observation, key: &DataKey) -> Result<Kept, TakeError> {
    let text = serde_json::to_vec(event).map_err(|error| TakeError::Failed(error.to_string()))?;
    let id = bounded(&event.id);
    let sealed = key.seal(place(group.tenant, &group.row(&id)), &text)?;
    Ok(Kept { id, sealed })
}

fn assembled(source: &Source, group: &Group, kept: &[Kept], key: &DataKey) -> Result<Assembled, SealError> {
    let mut observations = Vec::with_capacity(kept.len());
    for one in kept {
        let text = key.open(place(group.tenant, &group.row(&one.id)), &one.sealed)?;
        // What this version cannot read any more is left out; it was read when it was written.
        observations.extend(serde_json::from_slice::<Observation>(&text).ok());
    }
    Ok(parsed::assemble(source.form, observations, &source.settings))
}

/// Recordings that are somewhere, each with the leg or call that was recorded; of one leg the first.
fn expected(source: &Source, notices: &[RecordingNotice]) -> Vec<Announced> {
    let mut announced: Vec<Announced> = Vec::new();
    for notice in notices {
        let external_id = notice.linked_id.as_ref().unwrap_or(&notice.external_id);
        let leg = ids::leg(source.tenant, &source.instance, external_id);
        let address = notice.custom.get("url").and_then(Value::as_str);
        if announced.iter().all(|one| one.leg != leg) {
            announced.push(Announced {
                leg,
                external_id: external_id.clone(),
                reference: address.unwrap_or(&notice.recording_ref).to_owned(),
            });
        }
    }
    announced
}

/// A key as long as it may be: longer ones as their hash.
fn bounded(key: &str) -> String {
    match key.chars().count() {
        0..=KEY_MAX if !key.contains('\0') => key.to_owned(),
        _ => format!("h:{}", hex::encode(Sha256::digest(key.as_bytes()))),
    }
}

/// Settles groups that nobody has settled: what came while the Ledger was away, or when a process died.
pub(crate) async fn settle_open(tools: Tools, job: Job) -> Result<Value, Trouble> {
    let open = tools
        .pools
        .worker
        .transaction(async |conn| -> Result<Vec<Group>, Error> {
            observation::open(conn, BUSY.as_secs_f64(), ROUND).await
        })
        .await?;
    let (mut settled, mut legs) = (0, 0);
    for group in open {
        legs += settle_group(&tools, group).await?;
        settled += 1;
        job.tell(&json!({ "settled": settled })).await?;
    }
    Ok(json!({ "settled": settled, "legs": legs }))
}

/// How many legs the group amounts to.
async fn settle_group(tools: &Tools, group: Group) -> Result<usize, Trouble> {
    let (app, tenant, given) = (&tools.pools.app, group.tenant, group.clone());
    let found = app.tenant(tenant, async move |conn| -> Result<_, Error> {
        let row = Row::of(tenant).form(conn, &given.source_instance).await?;
        Ok((row, given.read(conn).await?))
    });
    let (row, (revision, kept)) = found.await?;
    let source = row.and_then(|(form, settings)| of_row(&group, &form, settings));
    let (mut count, mut announced) = (0, Vec::new());
    if let Some(source) = source {
        let key = tools.sealer.data_key(tenant).await?;
        let (given, of) = (source.clone(), group.clone());
        let assembled = tokio::task::spawn_blocking(move || assembled(&given, &of, &kept, &key));
        let assembled = assembled.await.map_err(|error| Trouble::Again(error.to_string()))?;
        let assembled = assembled.map_err(|error| Trouble::Again(error.to_string()))?;
        announced = expected(&source, &assembled.recordings);
        let since = Instant::now();
        let legs = assembled.legs.into_iter();
        let arrivals: Vec<Arrival> = legs
            .map(|leg| arrival(&source, leg, Door::Source, since).revised(revision))
            .collect();
        count = arrivals.len();
        for answer in tools.door.store(arrivals).await {
            answer.map_err(|unavailable| Trouble::Again(unavailable.to_string()))?;
        }
    }
    let noted = app.tenant(tenant, async move |conn| -> Result<(), Error> {
        if !announced.is_empty() {
            Expected::of(tenant)
                .announce(conn, &group.source_instance, &announced)
                .await?;
        }
        group.settle(conn, revision).await
    });
    noted.await?;
    Ok(count)
}

/// Secrets are not needed to put together what was let in.
fn of_row(group: &Group, form: &str, settings: Value) -> Option<Source> {
    let given: Given = serde_json::from_value(settings).ok()?;
    Source::new(group.tenant, &group.source_instance, Form::from_name(form)?, given).ok()
}

/// Forgets the events of calls that have long been quiet, and what sources sent long ago.
pub(crate) async fn forget(tools: Tools) -> Result<Value, Trouble> {
    let quiet_s = tools.config.jobs.observations_kept.as_secs_f64();
    let forgotten = tools
        .pools
        .worker
        .transaction(async |conn| -> Result<usize, Error> { observation::forget(conn, quiet_s, ROUND * 20).await })
        .await?;
    let hours = tools
        .pools
        .worker
        .transaction(async |conn| -> Result<usize, Error> { pulse::forget(conn, HOURS_KEPT.as_secs_f64()).await })
        .await?;
    Ok(json!({ "forgotten": forgotten, "hours": hours }))
}
