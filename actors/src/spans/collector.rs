//! The way to the collector: spans are put together and sent, with the HTTP client that everything else uses. What it does not take is
//! lost, counted, and said once.

use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Request, StatusCode, Url};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{MissedTickBehavior, interval, timeout};
use uuid::Uuid;

use super::otlp::{self, Span};
use super::{SpanError, SpanSettings};
use crate::metrics;
use crate::outbound::{Outbound, OutboundError};

/// Spans of one request.
const TOGETHER_MAX: usize = 512;

pub(super) enum Told {
    Ended(Span),
    /// Send what waits, and say when that is done.
    Flush(oneshot::Sender<()>),
}

pub(super) struct Collector {
    url: Url,
    headers: HeaderMap,
    /// Names this process.
    instance: String,
    every: Duration,
    answer_max: Duration,
    outbound: Outbound,
    metrics: metrics::Spans,
    /// The last request was not taken, and that was said.
    is_away: bool,
}

#[derive(Debug, thiserror::Error)]
enum SendError {
    #[error(transparent)]
    Outbound(#[from] OutboundError),
    #[error("it did not answer within {} s", .0.as_secs())]
    Slow(Duration),
    #[error("it answered {0}")]
    Refused(StatusCode),
}

impl Collector {
    pub(super) fn new(settings: SpanSettings, metrics: metrics::Spans) -> Result<Self, SpanError> {
        let failed = |reason: String| SpanError {
            endpoint: settings.endpoint.clone(),
            reason,
        };
        let url = format!("{}/v1/traces", settings.endpoint.trim_end_matches('/'));
        let url = Url::parse(&url).map_err(|error| failed(error.to_string()))?;
        let mut headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("application/json"))]);
        for (name, value) in &settings.headers {
            let name = HeaderName::try_from(name.as_str()).map_err(|error| failed(error.to_string()))?;
            let mut value = HeaderValue::try_from(value.as_str()).map_err(|error| failed(error.to_string()))?;
            value.set_sensitive(true);
            headers.insert(name, value);
        }
        Ok(Self {
            url,
            headers,
            instance: Uuid::new_v4().to_string(),
            every: settings.every,
            answer_max: settings.answer_max,
            outbound: settings.outbound,
            metrics,
            is_away: false,
        })
    }

    /// Until nobody is left who could tell of a span.
    pub(super) async fn run(mut self, mut told: mpsc::Receiver<Told>) {
        let mut ticks = interval(self.every.max(Duration::from_millis(10)));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut waiting = Vec::new();
        loop {
            let mut asked = None;
            tokio::select! {
                _ = ticks.tick() => {}
                one = told.recv() => match one {
                    Some(Told::Ended(span)) => {
                        waiting.push(span);
                        if waiting.len() < TOGETHER_MAX {
                            continue;
                        }
                    }
                    Some(Told::Flush(done)) => asked = Some(done),
                    None => return self.send(&mut waiting).await,
                },
            }
            self.send(&mut waiting).await;
            if let Some(done) = asked {
                done.send(()).ok();
            }
        }
    }

    async fn send(&mut self, waiting: &mut Vec<Span>) {
        let spans = std::mem::take(waiting);
        if spans.is_empty() {
            return;
        }
        let sent = timeout(self.answer_max, self.post(&spans)).await;
        let sent = sent.unwrap_or(Err(SendError::Slow(self.answer_max)));
        let outcome = if sent.is_ok() { "taken" } else { "failed" };
        self.metrics.requests.with_label_values(&[outcome]).inc();
        let was_away = std::mem::replace(&mut self.is_away, sent.is_err());
        match sent {
            Ok(()) if was_away => tracing::info!("the collector of spans takes them again"),
            Ok(()) => {}
            Err(error) => {
                self.metrics.lost.inc_by(u64::try_from(spans.len()).unwrap_or(u64::MAX));
                if !was_away {
                    tracing::warn!(%error, "the collector of spans does not take them, and they are lost: {error}");
                }
            }
        }
    }

    async fn post(&self, spans: &[Span]) -> Result<(), SendError> {
        let mut request = Request::new(Method::POST, self.url.clone());
        request.headers_mut().clone_from(&self.headers);
        *request.body_mut() = Some(otlp::request(spans, &self.instance).to_string().into());
        let status = self.outbound.send(request).await?.status();
        if status.is_success() {
            Ok(())
        } else {
            Err(SendError::Refused(status))
        }
    }
}
