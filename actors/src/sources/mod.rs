//! What a telephone system sends in its own form: read by the engine, kept, and handed to the Ledger as legs.
//!
//! | file | holds |
//! |---|---|
//! | `source.rs` | whose payloads they are, and what became of one |
//! | `mod.rs` | one payload: its legs to the Ledger, its events to their groups, the rest aside |
//! | `group.rs` | the events of one call, put together as often as one comes; groups that nobody settled; old ones forgotten |
//! | `aside.rs` | what could not be read: sealed with all that came with it, and read again |
//! | `tcp.rs` | ports at which sources are listened to |
//! | `connection.rs` | one connection: bytes → pieces → what is kept |
//! | `live/` | live audio: a stream → a recording of its leg |
//! | `caller/` | connections that we open |
//! | `files/` | folders that are watched |
//! | `leased.rs` | work that one node at a time does for a source |
//! | `silence.rs` | those that usually speak and do not: told on the bell |
//! | `trial.rs` | a believable record goes the whole way |
//! | `pulses.rs` `zone.rs` | what each source has sent; whether its zone is set wrongly |
//! | `repeats.rs` | lines without ids: calls of their own, or sent again |
//! | `pace.rs` | how fast pieces of a stream are taken |

mod aside;
pub mod caller;
mod connection;
pub mod files;
mod group;
pub(crate) mod leased;
pub mod live;
mod pace;
pub(crate) mod pulses;
mod repeats;
pub(crate) mod silence;
mod source;
pub(crate) mod tcp;
mod trial;
pub mod zone;

use std::time::Instant;

use chrono::{DateTime, Utc};
use engine::pbx::parsed::{self, Fact, Notice, Observation, Observed, Parsed};
use models::Error;
use models::ids::{LegId, TenantId};
use serde_json::Value;

use crate::app::App;
use crate::ledger::arrival::{Arrival, Door, Fate, Record, Unavailable, What};

pub use aside::{Again, Replayed};
pub(crate) use group::{forget, settle_open};
pub use repeats::Repeats;
pub use source::{Receipt, Source};
pub use trial::{Trial, TrialError};

#[derive(Debug, thiserror::Error)]
pub enum TakeError {
    /// Not signed as its source signs: nothing of it is kept.
    #[error("{0}")]
    Unsigned(String),
    /// New calls are turned back for the limit: it stays where it lies.
    #[error("the calls of this period are used up")]
    OverLimit,
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    #[error("what was sent could not be kept")]
    Database(#[from] Error),
    #[error("what was sent could not be kept: {0}")]
    Failed(String),
}

impl Source {
    /// Reads a payload alone, and keeps nothing of it.
    pub async fn look(&self, payload: Vec<u8>) -> Result<Parsed, TakeError> {
        let (form, mut settings) = (self.form, self.settings.clone());
        settings.given.received_at.get_or_insert_with(jiff::Timestamp::now);
        blocking(move || parsed::legs(form, &payload, &settings)).await
    }
}

impl App {
    /// Tells that somebody sent to this source and did not prove that it is the one.
    pub fn refused_source(&self, tenant: TenantId, instance: &str) {
        self.pulses().refuse(tenant, instance, chrono::Utc::now());
    }

    /// Takes a payload in. What is final goes to the Ledger, events are kept first and put together then, what cannot be read is set
    /// aside with everything that came with it. On an error the same again later is safe.
    pub async fn take_in(&self, source: &Source, payload: Vec<u8>, door: Door) -> Result<Receipt, TakeError> {
        let (read, payload) = observed(source, payload).await?;
        if let Some(unsigned) = unsigned(&read.quarantined) {
            return Err(TakeError::Unsigned(unsigned.to_owned()));
        }
        let mut receipt = Receipt {
            ignored: read.ignored,
            warnings: read.warnings,
            quarantined: read.quarantined,
            ..Receipt::default()
        };
        let (legs, events): (Vec<Observation>, Vec<Observation>) = read
            .observations
            .into_iter()
            .partition(|observation| matches!(observation.fact, Fact::Leg(_) | Fact::Own(_)));
        let since = Instant::now();
        let changed = self.keep(source, events, &mut receipt).await?;
        let legs = legs.into_iter().filter_map(|observation| match observation.fact {
            Fact::Leg(leg) => Some(arrival(source, *leg, door, since)),
            // Of this source: another one's is refused where it is read.
            Fact::Own(record) => Some(Arrival::record(source.tenant, *record, door, since)),
            Fact::Event(_) | Fact::Recording(_) | Fact::Quality(_) => None,
        });
        self.hand_over(source, legs.collect(), door, &mut receipt).await?;
        self.settle(source, changed, door, &mut receipt).await?;
        for (bytes, wrong) in aside::parts(source, payload, &receipt.quarantined) {
            let put = self.set_aside(source, &bytes, &wrong, door).await?;
            receipt.aside.get_or_insert(put);
        }
        let counted = [
            (Fate::Ignored, receipt.ignored.len()),
            (Fate::Held, receipt.held),
            (Fate::Duplicate, receipt.repeated),
        ];
        for (fate, count) in counted {
            self.door().count(source.tenant, door, fate, count);
        }
        self.pulses().count(source, &receipt, Utc::now());
        Ok(receipt)
    }

    /// Gives legs to the Ledger. Those that the database cannot hold are told like those that could not be read.
    async fn hand_over(
        &self,
        source: &Source,
        arrivals: Vec<Arrival>,
        door: Door,
        receipt: &mut Receipt,
    ) -> Result<(), TakeError> {
        if arrivals.is_empty() {
            return Ok(());
        }
        let named: Vec<Named> = arrivals.iter().filter_map(named).collect();
        let fates = self.accept_all(door, source.tenant, arrivals).await?;
        for ((leg, external_id, ended), fate) in named.into_iter().zip(fates) {
            if fate == Fate::New
                && let Some(ended) = ended
            {
                self.pulses().heard(source, ended, Utc::now());
            }
            if fate == Fate::Refused {
                let detail = "the database cannot hold this leg, or its call takes no more legs";
                receipt.quarantined.push(Notice::new(external_id, "unstorable", detail));
            }
            receipt.legs.push((leg, fate));
        }
        Ok(())
    }
}

/// What is told of a leg whatever becomes of it.
type Named = (LegId, String, Option<DateTime<Utc>>);

fn named(arrival: &Arrival) -> Option<Named> {
    let What::Record(leg) = &arrival.what else { return None };
    Some((leg.id, leg.external_id.clone(), leg.ended_at))
}

/// Reading computes, so it runs where blocking is allowed. Gives the payload back.
async fn observed(source: &Source, payload: Vec<u8>) -> Result<(Observed, Vec<u8>), TakeError> {
    let (form, mut settings) = (source.form, source.settings.clone());
    settings.given.received_at.get_or_insert_with(jiff::Timestamp::now);
    let numbers = source.numbers.clone();
    blocking(move || {
        let read = match &numbers {
            Some(numbers) => parsed::observe_numbered(form, &payload, &settings, numbers),
            None => parsed::observe(form, &payload, &settings),
        };
        (read, payload)
    })
    .await
}

/// What takes its time, off the threads that must not wait.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, TakeError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| TakeError::Failed(error.to_string()))
}

/// The code by which a payload was not signed as it must be; then nothing else is in it.
fn unsigned(quarantined: &[Notice]) -> Option<&str> {
    let mut codes = quarantined.iter().map(|notice| notice.code.as_str());
    codes.find(|code| matches!(*code, "bad_signature" | "stale_timestamp"))
}

fn arrival(source: &Source, leg: engine::pbx::Leg, door: Door, since: Instant) -> Arrival {
    let record = Record {
        source_instance: source.instance.clone(),
        leg,
        recording_url: None,
        analyze: true,
    };
    Arrival::record(source.tenant, record, door, since)
}

/// As they are stored and told.
fn notices(notices: &[Notice]) -> Value {
    serde_json::to_value(notices).unwrap_or_default()
}
