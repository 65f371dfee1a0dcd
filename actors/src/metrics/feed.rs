//! Live streams: how many follow, what they were told, how often one had to begin anew.

use prometheus::{IntCounter, IntGauge};

use super::make::Make;

#[derive(Clone)]
pub struct Feed {
    pub streams: IntGauge,
    pub events: IntCounter,
    pub resets: IntCounter,
}

impl Feed {
    pub(super) fn new(make: Make<'_>) -> Result<Self, prometheus::Error> {
        Ok(Self {
            streams: make.gauge("feed_streams", "Live streams of events that are open on this node")?,
            events: make.counter("feed_events_total", "Events told to live streams")?,
            resets: make.counter(
                "feed_resets_total",
                "Live streams that had to begin anew because what they asked for could no longer be read",
            )?,
        })
    }
}
