//! Spans that leave for a collector. All zero where none is named.

use prometheus::{IntCounter, IntCounterVec};

use super::make::Make;

#[derive(Clone)]
pub struct Spans {
    pub requests: IntCounterVec,
    pub lost: IntCounter,
}

impl Spans {
    pub(super) fn new(make: Make<'_>) -> Result<Self, prometheus::Error> {
        let requests = make.counters(
            "spans_requests_total",
            "Requests with spans to the collector, by outcome",
            &["outcome"],
        )?;
        for outcome in ["taken", "failed"] {
            requests.with_label_values(&[outcome]);
        }
        Ok(Self {
            requests,
            lost: make.counter(
                "spans_lost_total",
                "Spans that the collector did not take, or for which there was no room",
            )?,
        })
    }
}
