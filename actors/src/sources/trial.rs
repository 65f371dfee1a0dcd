//! A believable record of a source goes the whole way. Its call is marked as a demo's, and never charged.

use engine::pbx::example;
use engine::pbx::parsed::{Parsed, parse};
use jiff::Timestamp;
use models::ids::{self, CallId, LegId};

use super::{Receipt, Source, TakeError, blocking};
use crate::app::App;
use crate::ledger::arrival::Door;

/// What was sent, and what it is.
#[derive(Clone, Debug)]
pub struct Trial {
    pub record: Vec<u8>,
    pub call: CallId,
    pub legs: Vec<LegId>,
    pub receipt: Receipt,
}

#[derive(Debug, thiserror::Error)]
pub enum TrialError {
    #[error("this form has no records of calls: there is nothing to test")]
    NoCalls,
    /// With the code of what was amiss.
    #[error("a record of this form cannot be read with these settings: {0}")]
    Unreadable(String),
    #[error(transparent)]
    Take(#[from] TakeError),
}

impl App {
    /// Nothing is kept of a record that cannot be read. `serial` makes its ids its own.
    pub async fn try_source(&self, source: &Source, serial: u64) -> Result<Trial, TrialError> {
        let tried = source.clone();
        let made = blocking(move || {
            let now = Timestamp::now();
            let mut settings = tried.settings;
            settings.given.received_at = Some(now);
            let record = example::example(tried.form, &settings, now, serial)?;
            let parsed = parse(tried.form, &record, &settings);
            Some((record, parsed))
        });
        let (record, parsed) = made.await?.ok_or(TrialError::NoCalls)?;
        let first = parsed.records.first().filter(|_| parsed.quarantined.is_empty());
        let first = first.ok_or_else(|| TrialError::Unreadable(why(&parsed)))?;
        let (tenant, instance) = (source.tenant, source.instance.as_str());
        let call = ids::call(tenant, instance, first.call_key());
        let legs = parsed.records.iter();
        let legs = legs.map(|leg| ids::leg(tenant, instance, &leg.external_id)).collect();
        let receipt = self.take_in(source, record.clone(), Door::Demo).await?;
        Ok(Trial {
            record,
            call,
            legs,
            receipt,
        })
    }
}

fn why(parsed: &Parsed) -> String {
    let notice = parsed.quarantined.first().or_else(|| parsed.ignored.first());
    notice.map_or_else(|| "no record came of it".to_owned(), |notice| notice.code.clone())
}
