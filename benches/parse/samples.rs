//! The payloads of `tests/pbx` by their forms, each with the settings that stand beside it; and our own form as the load generator writes it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use actors::engine::pbx::parsed::{legs, observe};
use actors::engine::pbx::settings::{Given, Secrets, Settings};
use actors::engine::pbx::source::Source;
use actors::engine::pbx::{canonical, requests};
use anyhow::{Context, ensure};
use chrono::DateTime;
use serde_json::Value;

use super::peers::{self, Peer};
use crate::served::records;

/// Records of our own form in one payload, and when they were sent.
const CANONICAL: usize = 100;
const SENT: i64 = 1_764_547_200;

/// One way of writing, with what is read: its payloads.
pub struct Form {
    pub name: String,
    pub peer: Peer,
    payloads: Vec<Payload>,
}

struct Payload {
    bytes: Vec<u8>,
    read: Read,
}

/// By whom it is read.
enum Read {
    Canonical,
    Source(Source, Box<Settings>),
}

impl Form {
    pub fn bytes(&self) -> usize {
        self.payloads.iter().map(|payload| payload.bytes.len()).sum()
    }

    /// Reads all payloads as far as legs; how many records there are.
    pub fn legs(&self) -> anyhow::Result<usize> {
        let mut records = 0;
        for payload in &self.payloads {
            records += match &payload.read {
                Read::Canonical => canonical_records(&payload.bytes)?,
                Read::Source(source, settings) => {
                    let read = legs(*source, &payload.bytes, settings);
                    read.records.len() + read.recordings.len() + read.quality.len()
                }
            };
        }
        Ok(records)
    }

    /// Reads all payloads as far as observations; how many there are.
    pub fn observe(&self) -> anyhow::Result<usize> {
        let mut found = 0;
        for payload in &self.payloads {
            found += match &payload.read {
                Read::Canonical => canonical_records(&payload.bytes)?,
                Read::Source(source, settings) => observe(*source, &payload.bytes, settings).observations.len(),
            };
        }
        Ok(found)
    }

    pub fn peer_reads(&self) -> anyhow::Result<()> {
        self.payloads
            .iter()
            .try_for_each(|payload| self.peer.read(&payload.bytes))
    }

    /// The peer's reading of tables without values.
    pub fn peer_reads_records(&self) -> anyhow::Result<()> {
        let mut payloads = self.payloads.iter();
        payloads.try_for_each(|payload| peers::read_records(&payload.bytes))
    }
}

fn canonical_records(bytes: &[u8]) -> anyhow::Result<usize> {
    let items: Vec<canonical::Given> = serde_json::from_slice(bytes)?;
    let read: Vec<_> = items.into_iter().map(canonical::parse).collect::<Result<_, _>>()?;
    Ok(read.len())
}

/// All forms but those of live audio, which hold no records. Payloads of one form that another peer reads are a form of their own.
pub fn forms() -> anyhow::Result<Vec<Form>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/pbx");
    let mut found: BTreeMap<(String, Peer), Vec<Payload>> = BTreeMap::new();
    for expected in expected(&folder)? {
        let (source, peer, payload) = sample(&folder, &expected).with_context(|| expected.display().to_string())?;
        if !source.is_audio() {
            found
                .entry((source.as_str().to_owned(), peer))
                .or_default()
                .push(payload);
        }
    }
    ensure!(!found.is_empty(), "there is no payload in {}", folder.display());
    let sent = DateTime::from_timestamp(SENT, 0).unwrap_or_default();
    let own = Payload {
        bytes: records::array(0, 0, CANONICAL, sent).into(),
        read: Read::Canonical,
    };
    let own = Form {
        name: "canonical".into(),
        peer: Peer::Json,
        payloads: vec![own],
    };
    let others = found.into_iter().map(|((source, peer), payloads)| Form {
        name: match peer {
            Peer::Requests => format!("{source}/http"),
            _ => source,
        },
        peer,
        payloads,
    });
    Ok(std::iter::once(own).chain(others).collect())
}

fn expected(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(".expected.json") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// A payload with what it is.
fn sample(folder: &Path, expected: &Path) -> anyhow::Result<(Source, Peer, Payload)> {
    let expected: Value = serde_json::from_slice(&std::fs::read(expected)?)?;
    let file = folder.join(expected["payload"].as_str().context("no payload")?);
    let bytes = std::fs::read(&file)?;
    let name = expected["context"]["source"].as_str().context("no source")?;
    let source = Source::from_name(name).with_context(|| format!("no parser for {name}"))?;
    let given: Given = serde_json::from_value(expected["context"].clone())?;
    let settings = Settings::new(Given {
        secrets: Secrets::default(),
        ..given
    })?;
    let kind = file.extension().and_then(|kind| kind.to_str()).unwrap_or_default();
    let peer = if requests::is_capture(&bytes) {
        Peer::Requests
    } else {
        Peer::of(source, kind, &bytes)
    };
    let read = Read::Source(source, Box::new(settings));
    Ok((source, peer, Payload { bytes, read }))
}
