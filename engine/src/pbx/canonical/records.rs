//! A payload of our own records: one a line, the items of an array, or the rows of a table. One that cannot be read blocks no other.

use super::super::framing::{DOCUMENT_BYTES_MAX, items};
use super::super::parsed::Observed;
use super::super::settings::Settings;
use super::super::source::Format;
use super::value::fault;
use super::{CanonicalRecord, Given, RecordFault, parse_of, table};

/// Our own form, as files and requests hold it.
pub struct Records;

impl Format for Records {
    fn is_context(&self, line: &[u8], _: &Settings) -> bool {
        table::is_header(line)
    }

    fn observe(&self, input: &[u8], settings: &Settings, observed: &mut Observed) {
        if table::is_table(input) {
            return table::observe(input, &settings.instance, observed);
        }
        for (number, text) in items::records(input) {
            match read(text, &settings.instance) {
                Ok(record) => observed.own(number, record),
                Err(fault) => observed.quarantine(number, fault.code, told(&fault)),
            }
        }
    }
}

fn read(text: &[u8], instance: &str) -> Result<CanonicalRecord, RecordFault> {
    if text.len() > DOCUMENT_BYTES_MAX {
        let detail = format!("the record has more than {DOCUMENT_BYTES_MAX} bytes");
        return Err(fault("too_large", detail));
    }
    let given: Given = serde_json::from_slice(text).map_err(|error| fault("bad_json", no_json(text, &error)))?;
    parse_of(instance, given)
}

fn no_json(text: &[u8], error: &serde_json::Error) -> String {
    match text.starts_with(b"{") {
        true => error.to_string(),
        false => format!("{error}; a table begins with a line that names `external_id`, `started_at` and `direction`"),
    }
}

/// What is wrong, and with which record as far as it could be read: its place is that of its line or item.
pub(super) fn told(fault: &RecordFault) -> String {
    match &fault.external_id {
        Some(id) => format!("{id}: {}", fault.detail),
        None => fault.detail.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::super::framing::line_with_context;
    use super::super::super::parsed::{Fact, observe, parse};
    use super::super::super::settings::Given;
    use super::super::super::source::Source;
    use super::*;

    fn settings() -> Settings {
        let source_instance = Some("rome".into());
        Settings::new(Given {
            source_instance,
            ..Given::default()
        })
        .unwrap()
    }

    fn row(id: &str, more: Value) -> String {
        let mut row = json!({ "external_id": id, "started_at": "2026-03-01T10:00:00Z", "direction": "inbound" });
        row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        row.to_string()
    }

    /// The ids that were read, and where and why something was not.
    fn told(input: &str) -> (Vec<String>, Vec<(String, String)>) {
        let parsed = parse(Source::Canonical, input.as_bytes(), &settings());
        let wrong = parsed.quarantined.into_iter().map(|one| (one.at.into(), one.code));
        let read = parsed.records.into_iter().map(|leg| leg.external_id);
        (read.collect(), wrong.collect())
    }

    fn wrong(all: &[(&str, &str)]) -> Vec<(String, String)> {
        all.iter().map(|(at, code)| ((*at).into(), (*code).into())).collect()
    }

    #[test]
    fn a_bad_line_is_named_by_its_number_and_the_others_are_read() {
        let (a, b) = (row("a", json!({})), row("b", json!({})));
        let other = row("c", json!({ "source_instance": "milan" }));
        let input = format!("\u{feff}{a}\r\n\n{{\"external_id\":\"x\",\n{other}\n{b}");
        let (read, amiss) = told(&input);
        assert_eq!(read, ["a", "b"]);
        assert_eq!(amiss, wrong(&[("3", "bad_json"), ("4", "bad_value")]));
        let line = |number| line_with_context(Source::Canonical, &settings(), input.as_bytes(), number).unwrap();
        assert_eq!(line(4), format!("{other}\n").into_bytes());
    }

    #[test]
    fn a_bad_item_is_named_by_its_number_and_read_again_by_itself() {
        let (a, b) = (row("a", json!({})), row("b", json!({ "custom": { "text": "]},{" } })));
        let input = format!("[{a},\n  {{\"external_id\": }}, 7,\n  {b}\n]\n");
        let (read, amiss) = told(&input);
        assert_eq!(read, ["a", "b"]);
        assert_eq!(amiss, wrong(&[("2", "bad_json"), ("3", "not_a_record")]));
        let item = |number| line_with_context(Source::Canonical, &settings(), input.as_bytes(), number).unwrap();
        assert_eq!(item(2), b"[{\"external_id\": }");
        assert_eq!(item(4), format!("[{b}").into_bytes());
        assert_eq!(told(&String::from_utf8(item(4)).unwrap()).0, ["b"]);
    }

    #[test]
    fn what_a_record_says_beside_its_leg_is_kept() {
        let input = row(
            "a",
            json!({ "recording_url": "https://pbx.example/a.wav", "analyze": false }),
        );
        let observed = observe(Source::Canonical, input.as_bytes(), &settings());
        let [seen] = &observed.observations[..] else {
            panic!("{:?}", observed.observations)
        };
        let Fact::Own(record) = &seen.fact else {
            panic!("{:?}", seen.fact)
        };
        assert_eq!((record.source_instance.as_str(), record.analyze), ("rome", false));
        assert_eq!(record.recording_url.as_deref(), Some("https://pbx.example/a.wav"));
    }

    #[test]
    fn the_same_record_twice_is_a_duplicate_and_another_one_under_its_id_a_conflict() {
        let (a, other) = (row("a", json!({})), row("a", json!({ "talk_s": 9 })));
        let parsed = parse(
            Source::Canonical,
            format!("{a}\n{a}\n{other}\n").as_bytes(),
            &settings(),
        );
        assert_eq!((parsed.records.len(), parsed.records[0].talk_s), (1, 0));
        assert_eq!(parsed.ignored[0].code, "duplicate");
        assert_eq!(parsed.warnings[0].code, "conflict");
    }
}
