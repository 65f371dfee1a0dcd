//! What the sources have sent, counted in memory and written down once in a while, so that a busy one costs a record no write. A crash
//! loses the count of that while, and nothing else.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use models::Error;
use models::db::Pools;
use models::ids::TenantId;
use models::integrations::pulse::{self, Pulse};
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use super::source::{Receipt, Source};
use super::zone::Votes;
use crate::ledger::arrival::Fate;
use crate::loops::stopped;

/// Written down so often.
const EVERY: Duration = Duration::from_secs(2);
/// Sources whose calls are remembered for their zone.
const VOTES_MAX: usize = 10_000;

type Key = (TenantId, String);

#[derive(Default)]
pub struct Pulses {
    counted: Mutex<HashMap<Key, Pulse>>,
    votes: Mutex<HashMap<Key, Votes>>,
}

impl Pulses {
    pub fn count(&self, source: &Source, receipt: &Receipt, now: DateTime<Utc>) {
        let mut counted = lock(&self.counted);
        let pulse = counted.entry((source.tenant, source.instance.clone())).or_default();
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let is_repeat = |fate: &Fate| matches!(fate, Fate::Duplicate | Fate::Conflict);
        let again = receipt.legs.iter().filter(|(_, fate)| is_repeat(fate)).count();
        pulse.legs += number(receipt.legs.len() - again);
        pulse.held += number(receipt.held);
        pulse.repeated += number(receipt.repeated + again);
        pulse.ignored += number(receipt.ignored.len());
        pulse.quarantined += number(receipt.quarantined.len());
        if receipt.legs.len() + receipt.held + receipt.repeated + receipt.ignored.len() > 0 {
            pulse.last_at = Some(now);
        }
        if let Some(wrong) = receipt.quarantined.last() {
            pulse.last_error = Some((now, wrong.code.clone()));
        }
    }

    /// Somebody did not prove that it is this source.
    pub fn refuse(&self, tenant: TenantId, instance: &str, now: DateTime<Utc>) {
        let mut counted = lock(&self.counted);
        let pulse = counted.entry((tenant, instance.to_owned())).or_default();
        pulse.refused += 1;
        pulse.last_error = Some((now, "bad_signature".into()));
    }

    /// A call of it has just been told.
    pub fn heard(&self, source: &Source, ended: DateTime<Utc>, now: DateTime<Utc>) {
        let key = (source.tenant, source.instance.clone());
        let mut votes = lock(&self.votes);
        if votes.len() >= VOTES_MAX && !votes.contains_key(&key) {
            votes.clear();
        }
        if let Some(off) = votes.entry(key.clone()).or_default().add(ended, now) {
            lock(&self.counted).entry(key).or_default().zone_off_min = Some(off);
        }
    }

    fn take(&self) -> Vec<(Key, Pulse)> {
        std::mem::take(&mut *lock(&self.counted)).into_iter().collect()
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Writes down what was counted, until `stop` is told.
pub async fn run(pulses: Arc<Pulses>, pools: Pools, mut stop: watch::Receiver<bool>) {
    let mut turns = interval(EVERY);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let is_last = tokio::select! {
            _ = turns.tick() => false,
            () = stopped(&mut stop) => true,
        };
        let counted = pulses.take();
        if !counted.is_empty() {
            let written = pools
                .worker
                .transaction(async move |conn| -> Result<(), Error> { pulse::add(conn, &counted).await });
            if let Err(error) = written.await {
                tracing::debug!(%error, "could not write down what sources have sent: {error}");
            }
        }
        if is_last {
            return;
        }
    }
}
