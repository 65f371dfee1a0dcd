//! Connections of telephone systems.

use prometheus::{IntCounter, IntCounterVec, IntGauge, IntGaugeVec};

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
    pub leases: IntGaugeVec,
    pub failing: IntGauge,
    pub called: IntGauge,
    pub calls: IntCounterVec,
    pub folder_bytes: IntCounter,
    pub folder_files: IntCounterVec,
}

impl Sources {
    pub(super) fn new(make: Make<'_>) -> Result<Self, prometheus::Error> {
        Ok(Self {
            listeners: make.gauge("source_listeners", "Ports at which sources are listened to")?,
            connections: make.gauge("source_connections", "Connections of telephone systems that are open")?,
            sockets: make.gauge("source_sockets", "WebSockets of telephone systems that are open")?,
            failing: make.gauge(
                "sources_failing",
                "Sources for which work that we begin, such as a connection, has failed for minutes",
            )?,
            called: make.gauge(
                "source_callers_connected",
                "Telephone systems to which a connection of ours is open and logged in",
            )?,
            calls: make.counters(
                "source_caller_attempts_total",
                "Attempts to connect to a telephone system, by how they ended",
                &["outcome"],
            )?,
            folder_bytes: make.counter(
                "source_folder_bytes_total",
                "Bytes of files in watched folders whose records were kept",
            )?,
            folder_files: make.counters(
                "source_folder_files_total",
                "Files that were dropped into watched folders, by what was done with them",
                &["outcome"],
            )?,
            leases: make.gauges(
                "source_leases",
                "Sources for which this node does what only one may do, by what it is",
                &["kind"],
            )?,
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
