//! What a transaction of the Ledger is in the distributed traces of those whose records it took: one span for each trace, however many
//! records came in it.

use std::collections::HashMap;
use std::time::Duration;

use models::calls::intake::Owned;
use models::calls::traceparent::TraceParent;

use super::arrival::{Arrival, Fate};
use crate::spans::{Kind, Open, Spans};

/// The batch of a committed transaction, which took so long.
pub(super) fn committed(spans: &Spans, (batch, fates): (&[Arrival], &[Fate]), owned: &Owned, took: Duration) {
    for (trace, of_trace) in by_trace(spans, batch) {
        let mut span = begun(spans, trace, batch, &of_trace, took);
        span.note("messaging.kafka.partition", i64::from(owned.partition));
        span.note("audiapro.epoch", owned.epoch);
        if let [only] = of_trace[..]
            && let Some(fate) = fates.get(only)
        {
            span.note("audiapro.fate", fate.as_str());
        }
    }
}

/// Nothing of it was stored, or nobody knows: it is tried again.
pub(super) fn failed(spans: &Spans, batch: &[Arrival], took: Duration) {
    for (trace, of_trace) in by_trace(spans, batch) {
        begun(spans, trace, batch, &of_trace, took).fail("not_committed");
    }
}

fn begun(spans: &Spans, trace: TraceParent, batch: &[Arrival], of_trace: &[usize], took: Duration) -> Open {
    let mut span = spans.since(Kind::Internal, "ledger transaction", Some(trace), took);
    span.note("audiapro.records", count(of_trace.len()));
    span.note("audiapro.batch_records", count(batch.len()));
    if let Some(first) = of_trace.first().and_then(|first| batch.get(*first)) {
        span.name("audiapro.tenant.id", first.tenant());
        if of_trace.len() == 1 {
            span.name("audiapro.leg.id", first.leg());
            if let Some(call) = first.call() {
                span.name("audiapro.call.id", call);
            }
        }
    }
    span
}

/// Which arrivals of the batch are part of which trace.
fn by_trace(spans: &Spans, batch: &[Arrival]) -> HashMap<TraceParent, Vec<usize>> {
    let mut of: HashMap<TraceParent, Vec<usize>> = HashMap::new();
    if spans.is_on() {
        for (n, arrival) in batch.iter().enumerate() {
            if let Some(trace) = arrival.trace {
                of.entry(trace).or_default().push(n);
            }
        }
    }
    of
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
