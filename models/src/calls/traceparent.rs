//! Where in a distributed trace something belongs, in the form of W3C Trace Context: the thread alone, which goes with a call from node to
//! node and through the queue. What is recorded along it is not known here.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// `00-<trace>-<span>-<flags>`, ids never zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TraceParent {
    pub trace: [u8; 16],
    pub span: [u8; 8],
    /// Whoever began the trace wants it recorded.
    pub sampled: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is no traceparent of W3C Trace Context")]
pub struct NoTraceParent;

impl TraceParent {
    /// The trace's id, as logs and tools show it.
    pub fn trace_id(&self) -> String {
        hex::encode(self.trace)
    }
}

impl FromStr for TraceParent {
    type Err = NoTraceParent;

    /// A later version may say more after the flags, which is left out.
    fn from_str(text: &str) -> Result<Self, NoTraceParent> {
        let mut parts = text.splitn(5, '-');
        let mut part = || parts.next().ok_or(NoTraceParent);
        let (version, trace, span, flags) = (part()?, part()?, part()?, part()?);
        let has_more = parts.next().is_some();
        let [version] = bytes(version)?;
        if version == 0xff || (version == 0 && has_more) {
            return Err(NoTraceParent);
        }
        let [flags] = bytes(flags)?;
        let read = Self {
            trace: bytes(trace)?,
            span: bytes(span)?,
            sampled: flags & 1 == 1,
        };
        if read.trace == [0; 16] || read.span == [0; 8] {
            return Err(NoTraceParent);
        }
        Ok(read)
    }
}

/// Small letters alone, as the form wants it.
fn bytes<const N: usize>(text: &str) -> Result<[u8; N], NoTraceParent> {
    let mut read = [0; N];
    if text.bytes().any(|letter| letter.is_ascii_uppercase()) {
        return Err(NoTraceParent);
    }
    hex::decode_to_slice(text, &mut read).map_err(|_| NoTraceParent)?;
    Ok(read)
}

impl fmt::Display for TraceParent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (trace, span) = (hex::encode(self.trace), hex::encode(self.span));
        write!(f, "00-{trace}-{span}-{:02x}", u8::from(self.sampled))
    }
}

impl TryFrom<String> for TraceParent {
    type Error = NoTraceParent;

    fn try_from(text: String) -> Result<Self, NoTraceParent> {
        text.parse()
    }
}

impl From<TraceParent> for String {
    fn from(parent: TraceParent) -> Self {
        parent.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    #[test]
    fn what_is_written_is_read() {
        let read: TraceParent = TEXT.parse().unwrap();
        assert!(read.sampled);
        assert_eq!(read.trace_id(), "4bf92f3577b34da6a3ce929d0e0e4736");
        assert_eq!(read.to_string(), TEXT);
        let later = TEXT.replacen("00", "01", 1) + "-what-comes-later";
        assert_eq!(later.parse(), Ok(read));
    }

    #[test]
    fn what_is_no_traceparent_is_refused() {
        for bad in [
            "",
            "00",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-é1",
        ] {
            assert_eq!(bad.parse::<TraceParent>(), Err(NoTraceParent), "{bad}");
        }
    }
}
