//! Mails: how attempts ended, and how long the oldest waits. Nothing of the latter where nobody carries them.

use prometheus::{Gauge, IntCounterVec};

use super::make::Make;

#[derive(Clone)]
pub struct Mails {
    pub carried: IntCounterVec,
    pub oldest_seconds: Gauge,
}

impl Mails {
    pub(super) fn new(make: Make<'_>) -> Result<Self, prometheus::Error> {
        let carried = make.counters(
            "mails_total",
            "Attempts to send a mail, by how they ended",
            &["outcome"],
        )?;
        for outcome in ["sent", "again", "failed"] {
            carried.with_label_values(&[outcome]);
        }
        Ok(Self {
            carried,
            oldest_seconds: make.level("mail_oldest_seconds", "Age of the oldest mail that is on its way")?,
        })
    }
}
