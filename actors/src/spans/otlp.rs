//! Spans in the form of OTLP as JSON, which every collector takes. Pure.

use std::borrow::Cow;
use std::time::{SystemTime, UNIX_EPOCH};

use models::calls::traceparent::TraceParent;
use serde_json::{Value, json};

use super::Kind;

/// What a span says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Figure {
    Text(Cow<'static, str>),
    Number(i64),
}

impl From<&'static str> for Figure {
    fn from(text: &'static str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Figure {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<i64> for Figure {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

/// A span that has ended.
#[derive(Clone, Debug)]
pub(super) struct Span {
    pub(super) thread: TraceParent,
    pub(super) parent: Option<[u8; 8]>,
    pub(super) kind: Kind,
    pub(super) name: Cow<'static, str>,
    pub(super) began: SystemTime,
    pub(super) ended: SystemTime,
    pub(super) figures: Vec<(&'static str, Figure)>,
    pub(super) error: Option<&'static str>,
}

/// What is sent at once. `instance` names the process.
pub(super) fn request(spans: &[Span], instance: &str) -> Value {
    let of_process = [
        ("service.name", "audiapro"),
        ("service.version", env!("CARGO_PKG_VERSION")),
        ("service.instance.id", instance),
    ];
    let of_process = of_process.map(|(key, text)| json!({"key": key, "value": {"stringValue": text}}));
    json!({"resourceSpans": [{
        "resource": {"attributes": of_process},
        "scopeSpans": [{"scope": {"name": "audiapro"}, "spans": spans.iter().map(span).collect::<Vec<_>>()}],
    }]})
}

fn span(of: &Span) -> Value {
    let mut figures: Vec<Value> = of.figures.iter().map(|(key, figure)| attribute(key, figure)).collect();
    let mut told = json!({
        "traceId": hex::encode(of.thread.trace), "spanId": hex::encode(of.thread.span), "name": of.name, "kind": kind(of.kind),
        "startTimeUnixNano": nanos(of.began), "endTimeUnixNano": nanos(of.ended.max(of.began)),
    });
    if let Some(parent) = of.parent {
        told["parentSpanId"] = json!(hex::encode(parent));
    }
    if let Some(code) = of.error {
        figures.push(attribute("error.type", &Figure::from(code)));
        told["status"] = json!({"code": 2, "message": code});
    }
    told["attributes"] = Value::Array(figures);
    told
}

/// Numbers of 64 bits are text in this form.
fn attribute(key: &str, figure: &Figure) -> Value {
    let value = match figure {
        Figure::Text(text) => json!({"stringValue": text}),
        Figure::Number(number) => json!({"intValue": number.to_string()}),
    };
    json!({"key": key, "value": value})
}

fn nanos(at: SystemTime) -> String {
    at.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos().to_string()
}

fn kind(of: Kind) -> u8 {
    match of {
        Kind::Internal => 1,
        Kind::Server => 2,
        Kind::Producer => 4,
        Kind::Consumer => 5,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_span_is_told_as_the_protocol_wants_it() {
        let began = UNIX_EPOCH + Duration::from_nanos(1_700_000_000_000_000_001);
        let of = Span {
            thread: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
                .parse()
                .unwrap(),
            parent: Some([1; 8]),
            kind: Kind::Consumer,
            name: "analysis".into(),
            began,
            ended: began + Duration::from_nanos(5),
            figures: vec![("a", Figure::from(7_i64)), ("b", Figure::from("c"))],
            error: Some("timed_out"),
        };
        let told = request(&[of], "node");
        let told = &told["resourceSpans"][0]["scopeSpans"][0]["spans"][0];
        let expected = json!({
            "traceId": "4bf92f3577b34da6a3ce929d0e0e4736", "spanId": "00f067aa0ba902b7", "parentSpanId": "0101010101010101",
            "name": "analysis", "kind": 5, "startTimeUnixNano": "1700000000000000001", "endTimeUnixNano": "1700000000000000006",
            "attributes": [{"key": "a", "value": {"intValue": "7"}}, {"key": "b", "value": {"stringValue": "c"}},
                {"key": "error.type", "value": {"stringValue": "timed_out"}}],
            "status": {"code": 2, "message": "timed_out"},
        });
        assert_eq!(*told, expected);
    }
}
