//! Connections of telephone systems.

use prometheus::{IntCounterVec, IntGauge, IntGaugeVec};

use super::make::Make;

#[derive(Clone)]
pub struct Sources {
    pub listeners: IntGauge,
    pub connections: IntGauge,
    pub refused: IntCounterVec,
    pub silent: IntGauge,
    pub sockets: IntGauge,
    pub leases: IntGaugeVec,
}

impl Sources {
    pub(super) fn new(make: Make<'_>) -> Result<Self, prometheus::Error> {
        Ok(Self {
            listeners: make.gauge("source_listeners", "Ports at which sources are listened to")?,
            connections: make.gauge("source_connections", "Connections of telephone systems that are open")?,
            sockets: make.gauge("source_sockets", "WebSockets of telephone systems that are open")?,
            leases: make.gauges(
                "source_leases",
                "Sources for which this node does what only one may do, by what it is",
                &["kind"],
            )?,
            silent: make.gauge(
                "sources_silent",
                "Sources that usually speak and have been silent for clearly longer than usual",
            )?,
            refused: make.counters(
                "source_connections_refused_total",
                "Connections that were hung up on, by why",
                &["why"],
            )?,
        })
    }
}
