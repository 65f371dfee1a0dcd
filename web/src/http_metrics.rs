//! Counters of the HTTP edge. No tenant, id or path of a caller ever becomes a label.

use std::time::Duration;

use actix_web::http::{Method, StatusCode};
use actors::metrics::Held;
use prometheus::{HistogramOpts, HistogramVec, IntCounterVec, IntGauge, Opts, Registry};

/// Upper edges of the answer times, in seconds.
const BUCKETS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];

pub struct HttpMetrics {
    registry: Registry,
    requests: IntCounterVec,
    seconds: HistogramVec,
    in_flight: IntGauge,
}

impl HttpMetrics {
    pub fn new() -> Result<Self, prometheus::Error> {
        let registry = Registry::new();
        let requests = IntCounterVec::new(
            Opts::new(
                "audiapro_http_requests_total",
                "Requests answered, by method, path pattern and status.",
            ),
            &["method", "path", "status"],
        )?;
        let seconds = HistogramVec::new(
            HistogramOpts::new("audiapro_http_request_seconds", "Time until the answer began.")
                .buckets(BUCKETS.to_vec()),
            &["method", "path"],
        )?;
        let in_flight = IntGauge::new("audiapro_http_requests_in_flight", "Requests that are being answered.")?;
        registry.register(Box::new(requests.clone()))?;
        registry.register(Box::new(seconds.clone()))?;
        registry.register(Box::new(in_flight.clone()))?;
        Ok(Self {
            registry,
            requests,
            seconds,
            in_flight,
        })
    }

    pub fn enter(&self) -> Held {
        Held::on(&self.in_flight)
    }

    pub fn answered(&self, method: &Method, pattern: &str, status: StatusCode, took: Duration) {
        // Methods outside the standard are the caller's words.
        let method = match *method {
            Method::GET | Method::HEAD | Method::POST | Method::PUT | Method::PATCH | Method::DELETE => method.as_str(),
            _ => "other",
        };
        self.requests
            .with_label_values(&[method, pattern, status.as_str()])
            .inc();
        self.seconds
            .with_label_values(&[method, pattern])
            .observe(took.as_secs_f64());
    }

    pub fn gather(&self) -> Vec<prometheus::proto::MetricFamily> {
        self.registry.gather()
    }
}
