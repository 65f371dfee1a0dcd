//! Asterisk's manager interface: `Cdr` events in a stream of others.

use std::collections::HashMap;

use super::asterisk::AsteriskRow;
use super::clock::civil;
use super::fields::whole;
use super::lines::{line_id, text, written};
use super::parsed::Observed;
use super::settings::Settings;
use super::source::Format;

/// No event has more keys.
const KEYS_MAX: usize = 256;

pub struct AsteriskAmiCdr;

impl Format for AsteriskAmiCdr {
    fn observe(&self, input: &[u8], settings: &Settings, observed: &mut Observed) {
        let mut event: HashMap<String, String> = HashMap::new();
        let mut raw: Vec<u8> = Vec::new();
        let mut events = 0;
        let mut ended = true;
        for line in written(input) {
            if !line.is_empty() {
                ended = false;
                raw.extend_from_slice(line);
                raw.push(b'|');
                // Only the first `: ` divides; a value may hold more of them.
                let line = text(line);
                let pair = line.split_once(": ").or_else(|| line.split_once(':'));
                if let Some((key, value)) = pair.filter(|_| event.len() < KEYS_MAX) {
                    // What `[mappings]` adds is written as the administrator wrote it.
                    event.insert(key.trim().to_ascii_lowercase(), value.trim().to_owned());
                }
                continue;
            }
            if is_cdr(&event) {
                events += 1;
                take(events, &event, &raw, settings, observed);
            }
            event.clear();
            raw.clear();
            ended = true;
        }
        // Cut off by the end of the stream: incomplete, not malformed.
        if !ended && is_cdr(&event) {
            observed.ignore(events + 1, "incomplete_event");
        }
    }
}

fn is_cdr(event: &HashMap<String, String>) -> bool {
    event.get("event").is_some_and(|name| name.eq_ignore_ascii_case("Cdr"))
}

fn take(number: usize, event: &HashMap<String, String>, raw: &[u8], settings: &Settings, observed: &mut Observed) {
    observed.take(
        number,
        row(event).and_then(|row| row.leg("asterisk-ami-cdr", row.external_id(|| line_id(raw)), settings)),
    );
}

fn row(event: &HashMap<String, String>) -> Result<AsteriskRow<'_>, &'static str> {
    let get = |key: &str| event.get(key).map_or("", String::as_str);
    let stamp = |key: &str| match get(key) {
        "" => Ok(None),
        text => civil(text).map(Some).ok_or("bad_timestamp"),
    };
    if !event.contains_key("starttime") || !event.contains_key("disposition") {
        return Err("missing_field");
    }
    Ok(AsteriskRow {
        account: get("accountcode").into(),
        src: get("source").into(),
        dst: get("destination").into(),
        context: get("destinationcontext").into(),
        clid: get("callerid").into(),
        channel: get("channel").into(),
        dstchannel: get("destinationchannel").into(),
        lastapp: get("lastapplication").into(),
        lastdata: get("lastdata").into(),
        start: Some(stamp("starttime")?.ok_or("bad_timestamp")?),
        answer: stamp("answertime")?,
        end: stamp("endtime")?,
        duration_s: whole(get("duration")),
        billsec: whole(get("billableseconds")),
        disposition: get("disposition").into(),
        uniqueid: get("uniqueid").into(),
        linkedid: get("linkedid").into(),
        sequence: whole(get("sequence")),
        userfield: get("userfield").into(),
        ..AsteriskRow::default()
    })
}
