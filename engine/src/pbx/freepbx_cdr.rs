//! FreePBX's `cdr` table: rows as JSON objects. The table has neither answer nor end, and a queue makes two rows of one call.

use jiff::civil::DateTime;
use serde_json::{Map, Value};

use super::asterisk::AsteriskRow;
use super::clock::{self, civil};
use super::documents;
use super::fields::{int, json_of, no_moment, some, text};
use super::lines::{line_id, name_and_number};
use super::parsed::{Assembled, Fact, Observation, Observed};
use super::settings::Settings;
use super::source::Format;
use super::{Direction, Leg};

const SOURCE: &str = "freepbx-cdr";
/// Prefixes by which FreePBX dials a mailbox.
const MAILBOX_PREFIXES: [&str; 4] = ["vmu", "vmb", "vms", "vmi"];

pub struct FreepbxCdr;

impl Format for FreepbxCdr {
    fn observe(&self, input: &[u8], settings: &Settings, observed: &mut Observed) {
        documents::each(input, observed, |number, value, observed| {
            let Value::Object(map) = &value else {
                return observed.quarantine(number, "not_a_record", "a row is a JSON object");
            };
            // Read once here, so that what cannot be read is said at its place.
            match row(map, settings).and_then(|row| leg(&row, map, settings)) {
                Ok((leg, warnings)) => {
                    observed.warn(number, &warnings);
                    observed.event(number, leg.call_key(), leg.external_id.clone(), value);
                }
                Err(code) => observed.quarantine(number, code, ""),
            }
        });
    }

    fn has_whole_events(&self) -> bool {
        true
    }

    fn assemble(&self, observations: Vec<Observation>, settings: &Settings, assembled: &mut Assembled) {
        let rows: Vec<(AsteriskRow<'_>, &Map<String, Value>)> = observations
            .iter()
            .filter_map(|observation| match &observation.fact {
                Fact::Event(Value::Object(map)) => row(map, settings).ok().map(|row| (row, map)),
                _ => None,
            })
            .collect();
        // A Local channel knows nothing of the world outside: its row takes the direction of the others.
        let of_call = rows.iter().filter(|(row, _)| !row.channel.starts_with("Local/"));
        let direction = of_call
            .map(|(row, _)| row.direction_of(settings))
            .find(|direction| *direction != Direction::Unknown);
        for (mut row, map) in rows {
            if row.channel.starts_with("Local/") {
                row.direction = direction.or(row.direction);
            }
            assembled.legs.extend(leg(&row, map, settings).ok().map(|(leg, _)| leg));
        }
    }
}

fn row<'a>(map: &'a Map<String, Value>, settings: &Settings) -> Result<AsteriskRow<'a>, &'static str> {
    let get = |key: &str| text(map, key);
    // Other tables of Asterisk's are the same by the names of its own columns.
    let began = if map.contains_key("calldate") {
        "calldate"
    } else {
        "start"
    };
    if !map.contains_key("disposition") {
        return Err("missing_field");
    }
    let start = local(&get(began), settings).ok_or_else(|| no_moment(map, &[began]))?;
    let stamp = |key: &str| match &*get(key) {
        // A database's word for never.
        "" | "0000-00-00 00:00:00" => Ok(None),
        text => local(text, settings).map(Some).ok_or("bad_timestamp"),
    };
    let did = get("did");
    let caller = Some(get("cnum"))
        .filter(|number| !number.is_empty())
        .unwrap_or_else(|| get("src"));
    let inbound = !did.is_empty() || is_from_outside(&get("dcontext"));
    let outbound = !get("outbound_cnum").is_empty();
    let clid = get("clid");
    // Of a call out it says the number that the other side is shown, and the name beside that.
    let shown = name_and_number(&clid).1;
    let is_of_others = outbound && !caller.is_empty() && *shown != *caller && *shown == *get("outbound_cnum");
    let dst = get("dst");
    let mailbox = MAILBOX_PREFIXES
        .iter()
        .find_map(|prefix| dst.strip_prefix(prefix))
        .filter(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()));
    Ok(AsteriskRow {
        account: get("accountcode"),
        src: caller,
        dst: mailbox.map_or_else(|| dst.clone(), |number| number.to_owned().into()),
        context: get("dcontext"),
        clid: if is_of_others { "".into() } else { clid },
        channel: get("channel"),
        dstchannel: get("dstchannel"),
        // A call to a mailbox stays one, whatever the dialplan did last.
        lastapp: mailbox.map_or_else(|| get("lastapp"), |_| "VoiceMail".into()),
        lastdata: match mailbox.filter(|_| get("lastapp") != "VoiceMail") {
            Some(mailbox) => mailbox.to_owned().into(),
            None => get("lastdata"),
        },
        start: Some(start),
        // FreePBX's table has neither: both follow from the seconds.
        answer: stamp("answer")?,
        end: stamp("end")?,
        duration_s: int(map, "duration"),
        billsec: int(map, "billsec"),
        disposition: get("disposition"),
        uniqueid: get("uniqueid"),
        linkedid: get("linkedid"),
        sequence: int(map, "sequence"),
        userfield: get("userfield"),
        did,
        direction: match (inbound, outbound) {
            (true, _) => Some(Direction::Inbound),
            (false, true) => Some(Direction::Outbound),
            (false, false) => None,
        },
    })
}

/// A context in which calls from outside begin, or one that FreePBX has made of it, as `from-trunk-pjsip-carrier`.
fn is_from_outside(context: &str) -> bool {
    let mut rests = ["from-pstn", "from-trunk"]
        .iter()
        .filter_map(|name| context.strip_prefix(name));
    rests.any(|rest| rest.is_empty() || rest.starts_with('-'))
}

/// A stamp of the table; a program that reads it may have given it an offset, or made an epoch of it.
fn local(text: &str, settings: &Settings) -> Option<DateTime> {
    civil(text).or_else(|| Some(clock::absolute(text)?.to_zoned(settings.zone.clone()).datetime()))
}

fn leg(
    row: &AsteriskRow<'_>,
    map: &Map<String, Value>,
    settings: &Settings,
) -> Result<(Leg, Vec<&'static str>), &'static str> {
    let id = row.external_id(|| line_id(json_of(map).as_bytes()));
    let (mut leg, warnings) = row.leg(SOURCE, id, settings)?;
    leg.name_caller(Some(&text(map, "cnam")));
    leg.keep("to_name", text(map, "dst_cnam").as_ref());
    leg.keep("outbound_caller_id", text(map, "outbound_cnum").as_ref());
    if let Some(file) = some(&text(map, "recordingfile")) {
        // Only the base name counts: nothing of a path is believed.
        let base = file.rsplit(['/', '\\']).next().unwrap_or(&file).to_owned();
        if let Some(path) = recording_path(&base) {
            leg.keep("recording_path", path);
        }
        leg.recording_ref = some(&base);
    }
    Ok((leg, warnings))
}

/// Under the monitor folder by the date in the name, read from the right: `…-YYYYMMDD-HHMMSS-<uniqueid>.<ext>`.
fn recording_path(name: &str) -> Option<String> {
    let parts: Vec<&str> = name.split('-').collect();
    let digits = |text: &str, length: usize| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    let at = parts
        .windows(2)
        .rposition(|pair| digits(pair[0], 8) && digits(pair[1], 6))?;
    let date = parts[at];
    Some(format!("{}/{}/{}/{name}", &date[..4], &date[4..6], &date[6..]))
}
