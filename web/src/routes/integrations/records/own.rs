//! A file of records in our own form: NDJSON, a record a line, or a table in CSV whose first line names the keys of a record. Where a part of
//! it can be cut, what it says, and what became of that. Not the files that telephone systems write.

use actix_web::web;
use actors::engine::pbx::canonical::columns::{columns, row_fault, value};
use actors::engine::pbx::canonical::{self, RecordFault};
use actors::engine::pbx::lines::LINE_BYTES_MAX;
use actors::engine::pbx::parsed::Notice;
use actors::engine::pbx::table::Records;
use actors::engine::pbx::wide::Order;
use actors::{Door, Fate, Record};

use super::{Answer, Part, over_limit};
use crate::problem::{Code, Problem};
use crate::routes::calls::settlement::NOT_HELD;
use crate::routes::identity::key::Caller;

/// Records that are kept together.
const TOGETHER: usize = 500;
/// Records that are taken of one part, so that a part of very short ones takes no more memory than another: the rest comes again.
const RECORDS_MAX: usize = 10_000;
const BOM: &[u8] = b"\xef\xbb\xbf";

/// What of a part can be read.
pub struct Cut {
    /// Each with where in the file it ends.
    records: Vec<(u64, Result<Record, Notice>)>,
    /// Where in the file begins what is not in them.
    through: u64,
    /// The first line of a table, to stand before the next part.
    context: Vec<u8>,
}

/// Cutting computes, so it runs where blocking is allowed.
pub async fn cut(instance: &str, part: &Part, bytes: Vec<u8>, record_bytes_max: usize) -> Result<Cut, Problem> {
    let (instance, part) = (instance.to_owned(), part.clone());
    let cut = web::block(move || Cut::of(&instance, &part, &bytes, record_bytes_max));
    cut.await.map_err(Problem::internal)?
}

impl Cut {
    fn of(instance: &str, part: &Part, bytes: &[u8], record_bytes_max: usize) -> Result<Self, Problem> {
        let body = bytes.get(part.context..).unwrap_or_default();
        if part.context > 0 {
            return Self::table(instance, part, bytes, 0);
        }
        if part.at > 0 {
            return Ok(Self::lines(instance, part, body, record_bytes_max));
        }
        if Order::of(body).is_some() {
            let detail =
                "the file is in UTF-16: save it in UTF-8, or send it with `audiapro import`, which reads it as it is";
            return Err(Problem::new(Code::InvalidParameter, detail));
        }
        let marked = if body.starts_with(BOM) { BOM.len() } else { 0 };
        let blank = body.iter().skip(marked).take_while(|byte| byte.is_ascii_whitespace());
        let begin = marked + blank.count();
        match body.get(begin) {
            // Nothing says yet what it is: it comes again with more, unless there is no more.
            None if !part.last => Ok(Self::lines(instance, part, b"", record_bytes_max)),
            None | Some(b'{') => Ok(Self::lines(instance, part, body, record_bytes_max)),
            Some(b'[') => {
                let detail = "an array of JSON: write a record a line (NDJSON), or send it to POST /v1/calls";
                Err(Problem::new(Code::InvalidParameter, detail))
            }
            Some(_) => Self::table(instance, part, bytes, begin),
        }
    }

    /// NDJSON: each line that ends in the part.
    fn lines(instance: &str, part: &Part, body: &[u8], record_bytes_max: usize) -> Self {
        let whole = body.get(..whole(body, part.last)).unwrap_or_default();
        let (mut records, mut begins) = (Vec::new(), part.at);
        for line in whole.split_inclusive(|byte| *byte == b'\n') {
            if records.len() == RECORDS_MAX {
                break;
            }
            let ends = begins + line.len() as u64;
            let text = line
                .strip_prefix(BOM)
                .filter(|_| begins == 0)
                .unwrap_or(line)
                .trim_ascii();
            if !text.is_empty() {
                let read = parsed(text, record_bytes_max).and_then(|given| canonical::parse_of(instance, given));
                records.push((ends, read.map_err(|fault| notice(begins, fault))));
            }
            begins = ends;
        }
        Self {
            records,
            through: begins,
            context: Vec::new(),
        }
    }

    /// CSV: each row that ends in the part, behind the header, which is either before it or begins at so many bytes of it.
    fn table(instance: &str, part: &Part, bytes: &[u8], header_at: usize) -> Result<Self, Problem> {
        // Of a byte of these, where in the file it stands.
        let place = |byte: usize| (part.at + byte as u64).saturating_sub(part.context as u64);
        let bytes_whole = part.context + whole(bytes.get(part.context..).unwrap_or_default(), part.last);
        let whole = bytes.get(header_at..bytes_whole).unwrap_or_default();
        let text = std::str::from_utf8(whole).map_err(|error| {
            let byte = place(header_at + error.valid_up_to());
            let detail = format!("byte {byte} of the file is not UTF-8: save the table as CSV in UTF-8");
            Problem::new(Code::InvalidParameter, detail)
        })?;
        let mut rows = Records::of(text);
        let waits = Self {
            records: Vec::new(),
            through: part.at,
            context: Vec::new(),
        };
        let Some(header) = rows.next().filter(|header| part.last || !header.is_open) else {
            return Ok(waits);
        };
        let refused = |detail: String| Problem::new(Code::InvalidParameter, format!("line 1: {detail}"));
        let columns = columns(&header.cells).map_err(refused)?;
        let context = text.as_bytes().get(..header.ends).unwrap_or_default();
        if context.len() > LINE_BYTES_MAX {
            let detail = format!("the first line of the table has more than {LINE_BYTES_MAX} bytes");
            return Err(Problem::new(Code::InvalidParameter, detail));
        }
        let (mut records, mut through) = (Vec::new(), place(header_at + header.ends));
        for row in rows {
            if row.is_open && !part.last || records.len() == RECORDS_MAX {
                break;
            }
            through = place(header_at + row.ends);
            if row.cells.iter().all(String::is_empty) {
                continue;
            }
            let fault = row_fault(&columns, &row.cells, row.is_open);
            let read = match fault {
                Some(fault) => Err(fault),
                None => canonical::parse_of(instance, value(&columns, row.cells)),
            };
            let begins = place(header_at + row.begins);
            records.push((through, read.map_err(|fault| notice(begins, fault))));
        }
        Ok(Self {
            records,
            through,
            context: context.to_vec(),
        })
    }

    /// How it would be stored.
    pub fn look(self) -> Result<Answer, Problem> {
        let mut answer = Answer::at(self.through, &self.context);
        for (_, record) in self.records {
            match record {
                Ok(record) => {
                    answer.new += 1;
                    answer.show([&record.leg])?;
                }
                Err(notice) => answer.refuse(notice),
            }
        }
        Ok(answer)
    }

    /// To the Ledger, some at a time. What stops it after the first is told when it is asked again from there.
    pub async fn keep(mut self, caller: &Caller) -> Result<Answer, Problem> {
        let mut answer = Answer::default();
        let mut kept: Option<u64> = None;
        while !self.records.is_empty() {
            let some: Vec<_> = self.records.drain(..self.records.len().min(TOGETHER)).collect();
            let ends = some.last().map(|(ends, _)| *ends);
            if let Err(problem) = store(caller, some, &mut answer).await {
                answer.stand(kept.ok_or(problem)?, &self.context);
                return Ok(answer);
            }
            kept = ends;
        }
        answer.stand(self.through, &self.context);
        Ok(answer)
    }
}

impl Answer {
    fn refuse(&mut self, notice: Notice) {
        self.refused += 1;
        self.tell([notice]);
    }
}

/// So many of these bytes are lines that end, or all of them if the file does.
fn whole(body: &[u8], is_last: bool) -> usize {
    match is_last {
        true => body.len(),
        false => body.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1),
    }
}

async fn store(caller: &Caller, some: Vec<(u64, Result<Record, Notice>)>, answer: &mut Answer) -> Result<(), Problem> {
    let (mut records, mut names, mut faulty) = (Vec::new(), Vec::new(), Vec::new());
    for (_, record) in some {
        match record {
            Ok(record) => {
                names.push(record.leg.external_id.clone());
                records.push(record);
            }
            Err(notice) => faulty.push(notice),
        }
    }
    let fates = match records.is_empty() {
        true => Vec::new(),
        false => {
            caller
                .running
                .app
                .accept_at(Door::Ndjson, caller.tenant, records)
                .await?
        }
    };
    // Some of them may be stored: they are known when the same comes again.
    if fates.contains(&Fate::OverLimit) {
        return Err(over_limit());
    }
    for (name, fate) in names.into_iter().zip(fates) {
        match fate {
            Fate::Refused => answer.refuse(Notice::new(name, "refused", NOT_HELD)),
            fate => answer.count(fate),
        }
    }
    faulty.into_iter().for_each(|notice| answer.refuse(notice));
    Ok(())
}

/// A line as JSON.
fn parsed(text: &[u8], bytes_max: usize) -> Result<canonical::Given, RecordFault> {
    if text.len() > bytes_max {
        return Err(fault(
            "too_large",
            format!("the record has more than {bytes_max} bytes"),
        ));
    }
    serde_json::from_slice(text).map_err(|error| fault("bad_json", error.to_string()))
}

fn notice(begins: u64, fault: RecordFault) -> Notice {
    let at = fault.external_id.unwrap_or_else(|| format!("byte {begins}"));
    Notice::new(at, fault.code, fault.detail)
}

fn fault(code: &'static str, detail: String) -> RecordFault {
    RecordFault {
        code,
        detail,
        external_id: None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    /// What is read of a file that is sent in parts of so many bytes, and in longer ones where nothing ends in them.
    fn read(file: &[u8], size: usize) -> Result<Vec<Result<Record, Notice>>, Problem> {
        let (mut read, mut context): (Vec<_>, Vec<u8>) = (Vec::new(), Vec::new());
        let (mut at, mut length) = (0_usize, size);
        loop {
            let end = file.len().min(at + length);
            let part = Part {
                name: "x".into(),
                at: at as u64,
                context: context.len(),
                last: end == file.len(),
                dry_run: false,
                import: None,
            };
            let cut = Cut::of("rome", &part, &[&context[..], &file[at..end]].concat(), 1000)?;
            let through = usize::try_from(cut.through).unwrap();
            read.extend(cut.records.into_iter().map(|(_, record)| record));
            length = if through == at { length * 2 } else { size };
            if through > at {
                (at, context) = (through, cut.context);
            }
            if part.last {
                return Ok(read);
            }
        }
    }

    fn ids(read: &[Result<Record, Notice>]) -> Vec<String> {
        let id = |record: &Result<Record, Notice>| match record {
            Ok(record) => record.leg.external_id.clone(),
            Err(notice) => format!("{} {}", String::from(notice.at.clone()), notice.code),
        };
        read.iter().map(id).collect()
    }

    const LINES: &str = "\u{feff}{\"external_id\":\"a\",\"direction\":\"inbound\",\"started_at\":\"2026-03-01T10:00:00Z\",\"talk_s\":9}\r\n\n{\"external_id\":\"b\"}\nno json\n\
        {\"external_id\":\"c\",\"direction\":\"inbound\",\"started_at\":\"2026-03-01T10:00:00Z\",\"source_instance\":\"milan\"}\n\
        {\"external_id\":\"d\",\"direction\":\"outbound\",\"started_at\":\"2026-03-01T10:00:00Z\",\"source_instance\":\"rome\"}";
    const TABLE: &str = "\u{feff}\nExternal ID;started_at;direction;talk_s;custom.plan;custom;analyze\r\n\
        a;2026-03-01T10:00:00Z;inbound;9;\"gold;\nor \"\"more\"\"\";;no\r\n\n\
        b;2026-03-01 10:00;inbound;;;;\n\
        c;2026-03-01T10:00:00Z;inbound;;;;;too many\n\
        d;2026-03-01T10:00:00Z;outbound;;silver;\"{\"\"n\"\":1}\";";

    #[test]
    fn a_file_of_lines_is_read_the_same_whatever_its_parts() {
        let bad = format!("byte {} bad_json", LINES.find("no json").unwrap());
        for size in [1, 7, 60, 1000] {
            let read = read(LINES.as_bytes(), size).unwrap();
            let wanted = ["a", "b missing_field", bad.as_str(), "c bad_value", "d"];
            assert_eq!(ids(&read), wanted, "{size}");
            let first = read[0].as_ref().unwrap();
            assert_eq!((first.source_instance.as_str(), first.leg.talk_s), ("rome", 9));
        }
    }

    #[test]
    fn a_table_is_read_the_same_whatever_its_parts() {
        let wide = format!("byte {} too_many_columns", TABLE.find("c;2026").unwrap());
        for size in [1, 7, 60, 1000] {
            let read = read(TABLE.as_bytes(), size).unwrap();
            assert_eq!(ids(&read), ["a", "b bad_timestamp", wide.as_str(), "d"], "{size}");
            let (first, last) = (read[0].as_ref().unwrap(), read[3].as_ref().unwrap());
            assert_eq!((first.leg.talk_s, first.analyze), (9, false));
            assert_eq!(first.leg.custom["plan"], Value::from("gold;\nor \"more\""));
            assert_eq!(
                Value::Object(last.leg.custom.clone()),
                serde_json::json!({ "plan": "silver", "n": 1 })
            );
        }
    }

    #[test]
    fn what_is_no_such_file_is_refused_with_what_is_wrong() {
        for (file, word) in [
            ("[{\"external_id\":\"a\"}]", "NDJSON"),
            ("external_id,started_at\na,b\n", "\"direction\" is missing"),
            ("external_id,started_at,direction,agnet\n", "\"agnet\" is not known"),
            ("external_id,external_id\n", "twice"),
        ] {
            let refused = read(file.as_bytes(), 1000).unwrap_err().to_string();
            assert!(refused.contains(word), "{refused}");
        }
        let latin = [&b"external_id,started_at,direction\n"[..], b"\xe9,x,y\n"].concat();
        let refused = read(&latin, 1000).unwrap_err().to_string();
        assert!(refused.contains("byte 33 of the file is not UTF-8"), "{refused}");
        let refused = read(b"\xff\xfee\0x\0", 1000).unwrap_err().to_string();
        assert!(refused.contains("UTF-16"), "{refused}");
    }

    #[test]
    fn a_file_of_nothing_has_no_records() {
        for file in ["", "\n \n", "\u{feff}"] {
            assert!(read(file.as_bytes(), 1).unwrap().is_empty(), "{file:?}");
        }
    }

    proptest! {
        #[test]
        fn no_file_panics(file in prop::collection::vec(any::<u8>(), 0..80), rest in "[;,\"\n{}a]{0,60}", size in 1_usize..40) {
            let _ = read(&file, size);
            let _ = read(format!("external_id,started_at,direction\n{rest}").as_bytes(), size);
        }
    }
}
