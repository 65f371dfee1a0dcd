//! HTTP requests as they were captured: one or more, back to back, each with its own length. And the forms inside of them.

use std::borrow::Cow;

use serde_json::{Map, Value};

/// The most headers a request may have.
const HEADERS_MAX: usize = 64;
/// Why a request is kept aside that has no body.
pub const NOTHING_POSTED: &str = "nothing was posted";

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

    /// It was to say something in its body, and nothing stands there. A GET only looks whether somebody is here.
    pub fn is_blank(&self) -> bool {
        self.method != "GET" && self.body.trim_ascii().is_empty()
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

/// The headers and what is behind the blank line after them. Looks no further than that line: many requests may follow.
fn split_head(input: &[u8]) -> Option<(&[u8], &[u8])> {
    let ends = input.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    ends.map(|(at, _)| (&input[..at], &input[at + 1..]))
        .find_map(|(head, rest)| {
            let body = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n"))?;
            Some((head, body))
        })
}

/// `a=1&b=two+words` decoded: as UTF-8, else as Latin-1.
pub fn form(body: &[u8]) -> Vec<(String, String)> {
    let pairs = body.split(|&byte| byte == b'&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| match pair.iter().position(|&byte| byte == b'=') {
        Some(at) => (decoded(&pair[..at]), decoded(&pair[at + 1..])),
        None => (decoded(pair), String::new()),
    });
    pairs.collect()
}

/// A name or value of a form, its blanks written as `+`.
fn decoded(raw: &[u8]) -> String {
    let is_plain = !raw.iter().any(|byte| matches!(byte, b'+' | b'%'));
    if is_plain {
        return super::lines::text(raw).into_owned();
    }
    let spaced: Vec<u8> = raw.iter().map(|&byte| if byte == b'+' { b' ' } else { byte }).collect();
    let bytes: Vec<u8> = percent_encoding::percent_decode(&spaced).collect();
    super::lines::text(&bytes).into_owned()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_stand_one_behind_the_other_whatever_ends_their_lines() {
        let input = b"POST /a?x=1 HTTP/1.1\r\nContent-Length: 4\r\n\r\nab\r\nPOST /b HTTP/1.1\nX-Key: k\nContent-Length: 2\n\n\n\n";
        let (requests, rest) = captured(input);
        let [one, other] = &requests[..] else {
            panic!("{requests:?}")
        };
        assert_eq!((one.body, one.query("x").as_deref()), (&b"ab\r\n"[..], Some("1")));
        assert_eq!(
            (other.target.as_str(), other.header("x-key"), other.body),
            ("/b", Some("k"), &b"\n\n"[..])
        );
        assert_eq!(rest, None);
        assert!(captured(b"POST /a HTTP/1.1\r\nHost: x\r\n").1.is_some());
    }

    #[test]
    fn a_form_is_read_as_utf_8_and_else_as_latin_1() {
        let pairs = form(b"a=two+words%2B&b=J%C3%B6rg&c=J%F6rg&&d&e=1%3D1=2");
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(key, value)| (&**key, &**value)).collect();
        assert_eq!(
            pairs,
            [
                ("a", "two words+"),
                ("b", "J\u{f6}rg"),
                ("c", "J\u{f6}rg"),
                ("d", ""),
                ("e", "1=1=2")
            ]
        );
    }
}
