//! What came in, what became of it, and the ledger's transactions.

use prometheus::{Histogram, IntCounter, IntCounterVec, IntGauge};

use super::make::Make;

#[derive(Clone)]
pub struct Intake {
    /// Records and recordings by what became of them.
    pub records: IntCounterVec,
    pub unavailable: IntCounter,
    pub waiting: IntGauge,
    pub batch_records: Histogram,
    pub batch_seconds: Histogram,
    pub calls_charged: IntCounterVec,
    pub tenants_active: IntGauge,
    pub ledger_connected: IntGauge,
    pub recordings_bytes: IntCounter,
}

impl Intake {
    pub(super) fn new(make: Make<'_>) -> Result<Self, prometheus::Error> {
        Ok(Self {
            records: make.counters(
                "intake_records_total",
                "Records and recordings taken, by door, kind and fate",
                &["door", "kind", "fate"],
            )?,
            unavailable: make.counter("intake_unavailable_total", "Requests answered with: try again later")?,
            waiting: make.gauge("intake_waiting_records", "Records that wait for the ledger")?,
            batch_records: make.histogram(
                "ledger_batch_records",
                "Records in one transaction",
                &[1., 2., 5., 10., 20., 50., 100., 200., 500., 1000., 2000.],
            )?,
            batch_seconds: make.histogram(
                "ledger_batch_seconds",
                "Time of one transaction with its commit",
                &[0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1., 2., 5.],
            )?,
            calls_charged: make.counters("calls_charged_total", "New calls by how they were charged", &["charge"])?,
            tenants_active: make.gauge("tenants_active", "Tenants whose supervisor is in memory")?,
            ledger_connected: make.gauge(
                "ledger_connected",
                "1 while every ledger of this node has its connection and its lock; on a node with none, while the database answers",
            )?,
            recordings_bytes: make.counter("recording_bytes_total", "Bytes of recordings received")?,
        })
    }
}
