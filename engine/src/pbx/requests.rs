//! HTTP requests as they were captured: one or more, back to back, each with its own length. And the forms inside of them.

use std::borrow::Cow;

use serde_json::{Map, Value};

/// The most headers a request may have.
const HEADERS_MAX: usize = 64;

/// One captured request, its body as raw bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Request<'a> {
    pub method: String,
    pub target: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: &'a [u8],
}

impl Request<'_> {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// What a GET says that has no body: its query, as it came.
    pub fn asked(&self) -> Option<&str> {
        let (_, query) = self.target.split_once('?')?;
        (self.method == "GET" && self.body.is_empty()).then_some(query)
    }

    /// A value of the query, percent-decoded.
    pub fn query(&self, name: &str) -> Option<String> {
        let query = self.target.split_once('?')?.1;
        form(query.as_bytes())
            .into_iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
    }
}

/// Whether an input is captured requests rather than a body alone.
pub fn is_capture(input: &[u8]) -> bool {
    let first = input.split(|&byte| byte == b'\n').next().unwrap_or(input);
    let starts = [&b"POST "[..], b"GET ", b"PUT "]
        .iter()
        .any(|method| first.starts_with(method));
    starts && first.windows(7).any(|part| part == b" HTTP/1")
}

/// The requests of a capture; the rest that is none, if any.
pub fn captured(input: &[u8]) -> (Vec<Request<'_>>, Option<&'static str>) {
    let mut requests = Vec::new();
    let mut rest = input;
    loop {
        let start = rest
            .iter()
            .position(|&byte| !matches!(byte, b'\r' | b'\n'))
            .unwrap_or(rest.len());
        rest = &rest[start..];
        if rest.is_empty() {
            return (requests, None);
        }
        let Some((head, body)) = split_head(rest) else {
            return (requests, Some("a request without an end of its headers"));
        };
        let head = String::from_utf8_lossy(head);
        let mut lines = head.split('\n').map(|line| line.trim_end_matches('\r'));
        let mut first = lines.next().unwrap_or_default().split(' ');
        let method = first.next().unwrap_or_default().to_owned();
        let target = first.next().unwrap_or_default().to_owned();
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.trim().to_lowercase(), value.trim().to_owned()))
            .take(HEADERS_MAX)
            .collect();
        let length = headers
            .iter()
            .find(|(name, _)| name == "content-length")
            .and_then(|(_, value)| value.parse().ok());
        let length = length.unwrap_or(0).min(body.len());
        requests.push(Request {
            method,
            target,
            headers,
            body: &body[..length],
        });
        rest = &body[length..];
    }
}

fn split_head(input: &[u8]) -> Option<(&[u8], &[u8])> {
    let crlf = input
        .windows(4)
        .position(|part| part == b"\r\n\r\n")
        .map(|at| (at, at + 4));
    let lf = input.windows(2).position(|part| part == b"\n\n").map(|at| (at, at + 2));
    let (end, begin) = match (crlf, lf) {
        (Some(a), Some(b)) => a.min(b),
        (a, b) => a.or(b)?,
    };
    Some((&input[..end], &input[begin..]))
}

/// `a=1&b=two+words` decoded.
pub fn form(body: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(body)
        .map(|(key, value)| (key.into_owned(), value.into_owned()))
        .collect()
}

/// The same as an object of texts; of a name that is there twice, the last one.
pub fn texts(query: &str) -> Map<String, Value> {
    let pairs = form(query.as_bytes()).into_iter();
    pairs.map(|(key, value)| (key, Value::String(value))).collect()
}

/// Percent escapes undone, `+` kept.
pub fn percent_decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let bytes: Vec<u8> = percent_encoding::percent_decode_str(text).collect();
    Cow::Owned(super::lines::text(&bytes).into_owned())
}
