//! Connections of telephone systems.

use prometheus::{IntCounterVec, IntGauge};

use super::make::Make;

#[derive(Clone)]
pub struct Sources {
    pub listeners: IntGauge,
    pub connections: IntGauge,
    pub refused: IntCounterVec,
    pub silent: IntGauge,
    pub sockets: IntGauge,
    pub live: IntGauge,
    pub live_ended: IntCounterVec,
}

impl Sources {
    pub(super) fn new(make: Make<'_>) -> Result<Self, prometheus::Error> {
        Ok(Self {
            listeners: make.gauge("source_listeners", "Ports at which sources are listened to")?,
            connections: make.gauge("source_connections", "Connections of telephone systems that are open")?,
            sockets: make.gauge("source_sockets", "WebSockets of telephone systems that are open")?,
            silent: make.gauge(
                "sources_silent",
                "Sources that usually speak and have been silent for clearly longer than usual",
            )?,
            live: make.gauge("live_streams", "Streams of live audio that are listened to")?,
            live_ended: make.counters(
                "live_streams_ended_total",
                "Streams of live audio by how they ended: `whole`, `cut`, `silent`, `failed`",
                &["how"],
            )?,
            refused: make.counters(
                "source_connections_refused_total",
                "Connections that were hung up on, by why",
                &["why"],
            )?,
        })
    }
}
