//! What reads any JSON, any table, any XML: into something general, of which nobody has asked anything yet.

use std::cell::RefCell;
use std::hint::black_box;

use actors::engine::pbx::source::Source;
use anyhow::{Context, bail};
use csv_core::ReadRecordResult;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::Value;

/// Who reads the same bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Peer {
    /// Documents, one behind the other.
    Json,
    Csv,
    Xml,
    /// Captured requests: lines of the head as names and values, the body as JSON or as pairs of a form.
    Requests,
    /// Lines, each split at this into fields; nothing is read of them.
    Split(Separator),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Separator {
    Blanks,
    Semicolon,
    Colon,
}

impl Peer {
    /// By the kind of its file, and what it begins with where that says nothing.
    pub fn of(source: Source, kind: &str, payload: &[u8]) -> Self {
        let first = payload.iter().find(|byte| !byte.is_ascii_whitespace());
        match (kind, source) {
            ("csv", _) | (_, Source::ThreecxCdrSocket | Source::AvayaIpoSmdr) => Self::Csv,
            ("xml", _) => Self::Xml,
            _ if matches!(first, Some(b'{' | b'[')) => Self::Json,
            (_, Source::AsteriskAmiCdr) => Self::Split(Separator::Colon),
            (_, Source::KamailioAcc | Source::OpensipsAcc) => Self::Split(Separator::Semicolon),
            _ => Self::Split(Separator::Blanks),
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "serde_json",
            Self::Csv => "csv",
            Self::Xml => "quick-xml",
            Self::Requests => "head, then body",
            Self::Split(_) => "lines and fields",
        }
    }

    /// Whether it makes values of what it reads.
    pub fn is_general(self) -> bool {
        !matches!(self, Self::Split(_))
    }

    /// Into values, each text of its own.
    pub fn read(self, bytes: &[u8]) -> anyhow::Result<()> {
        match self {
            Self::Json => drop(black_box(documents(bytes)?)),
            Self::Csv => drop(black_box(rows(bytes)?)),
            Self::Xml => drop(black_box(tree(bytes)?)),
            Self::Requests => requests(bytes)?,
            Self::Split(separator) => drop(black_box(fields(std::str::from_utf8(bytes)?, separator))),
        }
        Ok(())
    }
}

/// Into what `csv` itself gives: records whose fields are places in one text. No values are made.
pub fn read_records(bytes: &[u8]) -> anyhow::Result<()> {
    drop(black_box(records(bytes)?));
    Ok(())
}

fn documents(bytes: &[u8]) -> anyhow::Result<Vec<Value>> {
    let documents = serde_json::Deserializer::from_slice(bytes).into_iter::<Value>();
    Ok(documents.collect::<Result<_, _>>()?)
}

thread_local! {
    // A line of a socket is a payload: whoever reads many makes the reader's table once.
    static READER: RefCell<csv_core::Reader> = RefCell::new(csv_core::Reader::new());
}

/// What `csv` makes of a line: all fields behind one another, and where each ends.
struct Record {
    fields: String,
    ends: Vec<usize>,
}

impl Record {
    fn values(&self) -> impl Iterator<Item = &str> {
        let begins = std::iter::once(0).chain(self.ends.iter().copied());
        begins.zip(&self.ends).map(|(begin, &end)| &self.fields[begin..end])
    }
}

/// Rows of values, as `serde_json` makes them of an array of texts.
fn rows(bytes: &[u8]) -> anyhow::Result<Vec<Value>> {
    let read = records(bytes)?;
    Ok(read
        .iter()
        .map(|record| record.values().map(Value::from).collect())
        .collect())
}

fn records(mut bytes: &[u8]) -> anyhow::Result<Vec<Record>> {
    READER.with_borrow_mut(|reader| {
        reader.reset();
        let (mut fields, mut ends) = (vec![0; 1024], vec![0; 64]);
        let (mut written, mut ended) = (0, 0);
        let mut records = Vec::new();
        loop {
            let (result, read, wrote, found) = reader.read_record(bytes, &mut fields[written..], &mut ends[ended..]);
            bytes = &bytes[read..];
            written += wrote;
            ended += found;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => fields.resize(fields.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => ends.resize(ends.len() * 2, 0),
                ReadRecordResult::Record => {
                    let record = Record {
                        fields: std::str::from_utf8(&fields[..written])?.to_owned(),
                        ends: ends[..ended].to_vec(),
                    };
                    // Read by nobody, kept by all.
                    black_box((&record.fields, &record.ends));
                    records.push(record);
                    (written, ended) = (0, 0);
                }
                ReadRecordResult::End => break,
            }
        }
        Ok(records)
    })
}

#[derive(Default)]
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Element>,
}

fn tree(bytes: &[u8]) -> anyhow::Result<Element> {
    let mut reader = Reader::from_str(std::str::from_utf8(bytes)?);
    // The first stands for the document.
    let mut open = vec![Element::default()];
    loop {
        let event = reader.read_event()?;
        let last = open.last_mut().context("an end without a beginning")?;
        match event {
            Event::Start(start) => open.push(element(&start)?),
            Event::Empty(start) => last.children.push(element(&start)?),
            Event::Text(text) => last.text.push_str(&text),
            Event::CData(text) => last.text.push_str(&text),
            Event::GeneralRef(name) => last.text.push_str(name.as_ref()),
            Event::End(_) => {
                let done = open.pop().context("an end without a beginning")?;
                let parent = open.last_mut().context("an end without a beginning")?;
                parent.children.push(done);
            }
            Event::Eof => {
                let document = open.pop().context("no document")?;
                // Read by nobody, kept by all.
                black_box((&document.name, &document.attributes, &document.text));
                return Ok(document);
            }
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

fn element(start: &BytesStart<'_>) -> anyhow::Result<Element> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute?;
        attributes.push((attribute.key.as_ref().to_owned(), attribute.value.into_owned()));
    }
    Ok(Element {
        name: start.name().as_ref().to_owned(),
        attributes,
        ..Element::default()
    })
}

fn requests(bytes: &[u8]) -> anyhow::Result<()> {
    let mut rest = std::str::from_utf8(bytes)?.trim_start();
    while !rest.is_empty() {
        let (head, after) = rest.split_once("\r\n\r\n").context("no end of a head")?;
        let headers: Vec<(String, String)> = head
            .lines()
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.trim().to_lowercase(), value.trim().to_owned()))
            .collect();
        let of = |wanted: &str| {
            let found = headers.iter().find(|(name, _)| name == wanted);
            found.map_or("", |(_, value)| value.as_str())
        };
        let length = of("content-length").parse().unwrap_or(0);
        let Some((body, next)) = after.split_at_checked(length) else {
            bail!("a body ends before its length");
        };
        if of("content-type").contains("json") {
            black_box(documents(body.as_bytes())?);
        } else {
            let pairs = form_urlencoded::parse(body.as_bytes());
            let pairs: Vec<(String, String)> = pairs
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect();
            black_box(pairs);
        }
        black_box(headers);
        rest = next.trim_start();
    }
    Ok(())
}

fn fields(text: &str, separator: Separator) -> Vec<Vec<&str>> {
    text.lines()
        .map(|line| match separator {
            Separator::Blanks => line.split_whitespace().collect(),
            Separator::Semicolon => line.split(';').collect(),
            Separator::Colon => line.split(": ").collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_peer_reads_what_it_is_there_for() {
        assert_eq!(documents(br#"{"a":1}{"a":2} [3]"#).unwrap().len(), 3);
        let read = records(b"a,\"b,c\"\nd\n").unwrap();
        assert_eq!((read[0].fields.as_str(), &read[0].ends), ("ab,c", &vec![1, 4]));
        assert_eq!(read[1].fields, "d");
        assert_eq!(
            rows(b"a,\"b,c\"\nd\n").unwrap(),
            [serde_json::json!(["a", "b,c"]), serde_json::json!(["d"])]
        );
        let document = tree(b"<?xml version=\"1.0\"?><a x=\"1\"><b>1 &lt; 2</b><c/></a>").unwrap();
        assert_eq!((document.children.len(), document.children[0].children.len()), (1, 2));
        assert_eq!(fields("a  b\nc", Separator::Blanks), [vec!["a", "b"], vec!["c"]]);
        let request = b"POST /x HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}POST /x HTTP/1.1\r\ncontent-length: 3\r\n\r\na=1";
        requests(request).unwrap();
        assert!(requests(b"POST /x HTTP/1.1\r\ncontent-length: 9\r\n\r\na=1").is_err());
    }
}
