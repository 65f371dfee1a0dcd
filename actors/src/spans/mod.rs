//! Traces for OpenTelemetry: what a call goes through, as spans that one trace holds together over requests, queues and nodes. Off unless
//! the operator names a collector; then nothing is made, and nothing costs. Not `trace`, which tells a call's way to its tenant.
//!
//! A span carries our ids, figures and codes. What callers say, who they are, and the names that telephone systems give to their calls
//! (which may be numbers of telephones) stay out.

mod collector;
mod otlp;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use models::calls::traceparent::TraceParent;
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use crate::metrics;
use crate::outbound::Outbound;
use collector::{Collector, Told};
pub use otlp::Figure;
use otlp::Span;

/// Where spans go, and how many.
#[derive(Clone)]
pub struct SpanSettings {
    /// The collector's address, to which `/v1/traces` is added.
    pub endpoint: String,
    /// Sent with each request; may be secret.
    pub headers: Vec<(String, String)>,
    /// Of the traces that begin here, the share that is recorded.
    pub sample: f64,
    /// Spans that wait to be sent; beyond it they are lost.
    pub queue_max: usize,
    /// Spans leave so often.
    pub every: Duration,
    /// The collector has so long to answer.
    pub answer_max: Duration,
    pub outbound: Outbound,
}

impl fmt::Debug for SpanSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SpanSettings")
            .field("endpoint", &self.endpoint)
            .field("sample", &self.sample)
            .finish_non_exhaustive()
    }
}

#[derive(Debug, thiserror::Error)]
#[error("spans cannot be sent to {endpoint}: {reason}")]
pub struct SpanError {
    endpoint: String,
    reason: String,
}

/// What a span is in the trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A request is answered.
    Server,
    /// Something is put into Kafka, or taken out of it.
    Producer,
    Consumer,
    Internal,
}

/// Begins spans. Cheap to clone.
#[derive(Clone, Default)]
pub struct Spans {
    following: Option<Arc<Following>>,
}

struct Following {
    sample: f64,
    tell: mpsc::Sender<Told>,
    answer_max: Duration,
    metrics: metrics::Spans,
}

impl Spans {
    /// Inside the runtime that is to send them.
    pub fn follow(settings: SpanSettings, metrics: metrics::Spans) -> Result<Self, SpanError> {
        let (sample, answer_max) = (settings.sample, settings.answer_max);
        let (tell, told) = mpsc::channel(settings.queue_max.max(1));
        let collector = Collector::new(settings, metrics.clone())?;
        tokio::spawn(collector.run(told));
        let following = Following {
            sample,
            tell,
            answer_max,
            metrics,
        };
        Ok(Self {
            following: Some(Arc::new(following)),
        })
    }

    pub fn is_on(&self) -> bool {
        self.following.is_some()
    }

    /// Begins now. Without a parent a trace begins with it.
    pub fn begin(&self, kind: Kind, name: impl Into<Cow<'static, str>>, parent: Option<TraceParent>) -> Open {
        self.since(kind, name, parent, Duration::ZERO)
    }

    /// Began so long ago.
    pub fn since(
        &self,
        kind: Kind,
        name: impl Into<Cow<'static, str>>,
        parent: Option<TraceParent>,
        ago: Duration,
    ) -> Open {
        let Some(following) = &self.following else {
            return Open(None);
        };
        let now = SystemTime::now();
        let thread = TraceParent {
            trace: parent.map_or_else(|| Uuid::new_v4().into_bytes(), |parent| parent.trace),
            span: id(),
            // Whoever began the trace has decided for all of it.
            sampled: parent.map_or_else(|| chance() < following.sample, |parent| parent.sampled),
        };
        let span = Span {
            thread,
            parent: parent.map(|parent| parent.span),
            kind,
            name: name.into(),
            began: now.checked_sub(ago).unwrap_or(now),
            ended: now,
            figures: Vec::new(),
            error: None,
        };
        Open(Some(Box::new(Living {
            span,
            following: following.clone(),
        })))
    }

    /// Sends what waits, as far as the collector answers in time.
    pub async fn end(&self) {
        let Some(following) = &self.following else {
            return;
        };
        let (sent, is_sent) = oneshot::channel();
        let ending = async {
            following.tell.send(Told::Flush(sent)).await.ok();
            is_sent.await.ok();
        };
        if tokio::time::timeout(following.answer_max, ending).await.is_err() {
            tracing::warn!("spans that waited could not be sent in time");
        }
    }
}

impl fmt::Debug for Spans {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_on() { "Spans(on)" } else { "Spans(off)" })
    }
}

/// A span that goes on until it is dropped; none where nothing is recorded.
#[must_use]
#[derive(Default)]
pub struct Open(Option<Box<Living>>);

struct Living {
    span: Span,
    following: Arc<Following>,
}

impl Open {
    /// What follows from it says this of where it comes from.
    pub fn thread(&self) -> Option<TraceParent> {
        self.0.as_ref().map(|living| living.span.thread)
    }

    pub fn note(&mut self, key: &'static str, value: impl Into<Figure>) {
        if let Some(span) = self.recorded() {
            span.figures.push((key, value.into()));
        }
    }

    /// An id, which is only written out where somebody records it.
    pub fn name(&mut self, key: &'static str, id: impl fmt::Display) {
        if let Some(span) = self.recorded() {
            span.figures.push((key, Figure::Text(id.to_string().into())));
        }
    }

    pub fn rename(&mut self, name: String) {
        if let Some(span) = self.recorded() {
            span.name = name.into();
        }
    }

    /// It did not come to what it was begun for; the code says why, and no text of anybody's.
    pub fn fail(&mut self, code: &'static str) {
        if let Some(span) = self.recorded() {
            span.error = Some(code);
        }
    }

    fn recorded(&mut self) -> Option<&mut Span> {
        let living = self.0.as_mut()?;
        living.span.thread.sampled.then_some(&mut living.span)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let Some(mut living) = self.0.take().filter(|living| living.span.thread.sampled) else {
            return;
        };
        living.span.ended = SystemTime::now();
        if living.following.tell.try_send(Told::Ended(living.span)).is_err() {
            living.following.metrics.lost.inc();
        }
    }
}

tokio::task_local! {
    static CURRENT: TraceParent;
}

/// Runs what a request leads to under its thread.
pub async fn scope<F: Future>(thread: Option<TraceParent>, work: F) -> F::Output {
    match thread {
        Some(thread) => CURRENT.scope(thread, work).await,
        None => work.await,
    }
}

/// The thread of the request that this task answers.
pub fn current() -> Option<TraceParent> {
    CURRENT.try_with(|thread| *thread).ok()
}

/// Never zero: one of its bits says by which rule the random ones were made.
fn id() -> [u8; 8] {
    let [a, b, c, d, e, f, g, h, ..] = Uuid::new_v4().into_bytes();
    [a, b, c, d, e, f, g, h]
}

/// 0 up to 1.
fn chance() -> f64 {
    f64::from(Uuid::new_v4().as_fields().0) / (f64::from(u32::MAX) + 1.0)
}

#[cfg(test)]
mod tests;
