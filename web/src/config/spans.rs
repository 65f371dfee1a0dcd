//! The section `[tracing]`, and what the actors make of it.

use std::time::Duration;

use actors::outbound::{Outbound, OutboundError};
use actors::spans::SpanSettings;
use serde::{Deserialize, Serialize};

#[derive(Clone, Deserialize, Serialize)]
pub struct Tracing {
    pub endpoint: String,
    pub headers: String,
    pub sample: f64,
    pub queue_max: usize,
    pub every_ms: u64,
    pub answer_max_s: u64,
}

impl Tracing {
    /// `None`: nobody follows. The collector is the operator's own, and may stand in a private network.
    pub fn settings(&self, outbound: &Outbound) -> Result<Option<SpanSettings>, OutboundError> {
        if self.endpoint.is_empty() {
            return Ok(None);
        }
        Ok(Some(SpanSettings {
            endpoint: self.endpoint.clone(),
            headers: self.headers().into_iter().flatten().collect(),
            sample: self.sample,
            queue_max: self.queue_max,
            every: Duration::from_millis(self.every_ms),
            answer_max: Duration::from_secs(self.answer_max_s),
            outbound: outbound.to_the_operators_own()?,
        }))
    }

    /// Each with its value; `None` where it is no pair.
    fn headers(&self) -> Vec<Option<(String, String)>> {
        let pairs = self.headers.split(',').map(str::trim).filter(|pair| !pair.is_empty());
        let read = |pair: &str| {
            let (name, value) = pair.split_once('=')?;
            let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
            let is_value = value.bytes().all(|b| (0x20..0x7f).contains(&b));
            (is_name && is_value).then(|| (name.to_owned(), value.to_owned()))
        };
        pairs.map(read).collect()
    }

    /// What cannot work, with the key and the rule. A header may be secret, and is not repeated.
    pub(super) fn wrong(&self) -> Option<(&'static str, String, &'static str)> {
        let endpoint = &self.endpoint;
        if !endpoint.is_empty() && !endpoint.starts_with("http://") && !endpoint.starts_with("https://") {
            let must = "it begins with http:// or https://, such as http://127.0.0.1:4318, or is empty";
            return Some(("tracing.endpoint", endpoint.clone(), must));
        }
        if !(0.0..=1.0).contains(&self.sample) {
            return Some(("tracing.sample", self.sample.to_string(), "it must be 0 to 1"));
        }
        if self.headers().contains(&None) {
            return Some(("tracing.headers", "not readable".into(), "it is a list of NAME=VALUE"));
        }
        None
    }
}
