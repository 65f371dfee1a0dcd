//! Cisco Unified CM: call detail records and call management records, columns by name.

use super::clock;
use super::draft::{self, Unanswered, number};
use super::fields::{Row, each_row, is_header, some};
use super::lines::line_id;
use super::parsed::{Fact, Observation, Observed, Quality};
use super::settings::Settings;
use super::source::Format;
use super::timing::{Said, Times};
use super::{Direction, Disposition, Leg};

/// The column by which a header is known.
const KEY: &str = "cdrrecordtype";
/// `cdrRecordType` of a call management record.
const MANAGEMENT_RECORD: &str = "2";
/// On whose behalf a call was redirected: a transfer.
const BY_TRANSFER: i64 = 10;
/// Why: a transfer.
const TRANSFERRED: i64 = 4;

pub struct Cucm {
    pub source: &'static str,
}

impl Format for Cucm {
    fn is_context(&self, line: &[u8], _: &Settings) -> bool {
        is_header(line, KEY)
    }

    fn observe(&self, input: &[u8], settings: &Settings, observed: &mut Observed) {
        each_row(input, KEY, observed, |number, row, line, observed| {
            match row.text("cdrrecordtype") {
                // The second row says the types.
                "INTEGER" => {}
                MANAGEMENT_RECORD => quality(number, row, line, settings, observed),
                _ => observed.take(number, leg(self.source, row, line, settings)),
            }
        });
    }
}

/// All three numbers: the last one begins again after a restart.
fn call_id(row: &Row<'_>, settings: &Settings) -> Option<String> {
    let cluster = some(row.text("globalcallid_clusterid")).unwrap_or_else(|| settings.instance.clone());
    let call = some(row.text("globalcallid_callid"))?;
    Some(format!("{cluster}:{}:{call}", row.text("globalcallid_callmanagerid")))
}

fn leg(
    source: &str,
    row: &Row<'_>,
    line: &[u8],
    settings: &Settings,
) -> Result<(Leg, Vec<&'static str>), &'static str> {
    let epoch = |name: &str| row.int(name).and_then(clock::epoch);
    let times = Times::settle(Said {
        started: Some(epoch("datetimeorigination").ok_or("bad_timestamp")?),
        answered: epoch("datetimeconnect"),
        ended: epoch("datetimedisconnect"),
        talk_s: row.int("duration").filter(|_| epoch("datetimeconnect").is_some()),
        ..Said::default()
    })?;
    let mut leg = draft::leg(source, some(row.text("pkid")).unwrap_or_else(|| line_id(line)), &times);
    leg.linked_id = Some(call_id(row, settings).ok_or("missing_field")?);
    leg.from_party(row.text("callingpartynumber"), settings);
    let original = row.text("originalcalledpartynumber");
    let last = row.text("finalcalledpartynumber");
    leg.to = number(original, settings).or_else(|| number(last, settings));
    if last != original {
        leg.keep("final_destination", last);
    }
    let is_voicemail = settings.given.voicemail_pilots.iter().any(|pilot| pilot == last);
    leg.direction = direction(row, &leg, last, is_voicemail, settings);
    let extension = |name: &str| Some(name.to_owned()).filter(|name| settings.is_extension(name));
    leg.agent = match leg.direction {
        Direction::Outbound => extension(row.text("callingpartynumber")),
        Direction::Transit => None,
        _ => extension(last).or_else(|| extension(original)),
    };
    if leg.direction != Direction::Internal {
        let devices = ["origdevicename", "destdevicename"].map(|end| row.text(end));
        let trunk = devices.into_iter().find(|device| settings.is_trunk_device(device));
        leg.keep("trunk", trunk.unwrap_or(""));
    }
    let cause = cause(row, &mut leg);
    login_and_queue(row, &mut leg, settings);
    redirected(row, &mut leg);
    end(row, &mut leg, is_voicemail, last, cause);
    Ok((leg, times.warnings))
}

/// By the devices at both ends.
fn direction(row: &Row<'_>, leg: &Leg, last: &str, is_voicemail: bool, settings: &Settings) -> Direction {
    let device = |name: &str| row.text(name);
    let inbound = settings.is_trunk_device(device("origdevicename"));
    // A trunk to the voicemail system is not the outside.
    let outbound = settings.is_trunk_device(device("destdevicename")) && !is_voicemail;
    match (inbound, outbound) {
        (true, true) => Direction::Transit,
        (true, false) => Direction::Inbound,
        (false, true) => Direction::Outbound,
        // It never reached a device, and what was dialled is nobody of ours.
        (false, false) if device("destdevicename").is_empty() && !is_inside(leg, last, settings) => Direction::Outbound,
        (false, false) => Direction::Internal,
    }
}

/// Who of ours was logged in at the telephone, and how long the caller waited in which queue.
fn login_and_queue(row: &Row<'_>, leg: &mut Leg, settings: &Settings) {
    let login = if leg.direction == Direction::Outbound {
        "callingpartyunicodeloginuserid"
    } else {
        "finalcalledpartyunicodeloginuserid"
    };
    leg.keep("agent_user", row.text(login));
    leg.queue = number(row.text("huntpilotdn"), settings);
    if let Some(wait) = row
        .int("totalwaittimeinqueue")
        .filter(|_| row.int("wascallqueued") == Some(1))
    {
        leg.keep("queue_wait_s", wait);
    }
}

/// Whether an end of ours was dialled, or who dialled is none of ours.
fn is_inside(leg: &Leg, last: &str, settings: &Settings) -> bool {
    let to = leg.to.as_deref().unwrap_or("");
    let ours = |number: &str| settings.is_extension(number) || draft::is_feature_code(number);
    let is_known = |number: &str| settings.given.voicemail_pilots.iter().any(|pilot| pilot == number);
    let by_extension = leg.from.as_deref().is_some_and(|from| settings.is_extension(from));
    !by_extension || to.is_empty() || ours(to) || ours(last) || is_known(to)
}

/// Which of both ends' causes counts; and who hung up.
fn cause(row: &Row<'_>, leg: &mut Leg) -> i64 {
    let (orig, dest) = (
        row.int("origcause_value").unwrap_or(0),
        row.int("destcause_value").unwrap_or(0),
    );
    let cause = if dest != 0 { dest } else { orig };
    leg.hangup_cause = Some(cause.to_string()).filter(|_| cause != 0);
    match (orig, dest) {
        (0, 16) => leg.keep("released_by", "callee"),
        (16, 0) => leg.keep("released_by", "caller"),
        _ => {}
    }
    cause
}

fn redirected(row: &Row<'_>, leg: &mut Leg) {
    let reason = row.int("lastredirectredirectreason").unwrap_or(0);
    let by = row.int("lastredirectredirectonbehalfof").unwrap_or(0);
    let by_whom = row.text("lastredirectdn");
    if !by_whom.is_empty() && (by == BY_TRANSFER || reason == TRANSFERRED) {
        leg.keep("transferred_from", by_whom);
    } else if reason != 0 {
        leg.keep("redirect_reason", reason);
    }
}

fn end(row: &Row<'_>, leg: &mut Leg, is_voicemail: bool, last: &str, cause: i64) {
    let talked = leg.answered_at.is_some();
    if talked && is_voicemail {
        if leg.direction == Direction::Internal && row.text("originalcalledpartynumber") == last {
            return leg.machine("ivr");
        }
        return leg.at_machine("voicemail", Disposition::Voicemail);
    }
    let bridge = last
        .strip_prefix("b00")
        .is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()));
    if talked && (bridge || row.text("destdevicename").starts_with("CFB")) {
        return leg.machine("conference");
    }
    if talked {
        if leg.queue.is_some() {
            leg.keep("leg_kind", "agent");
        }
        return leg.answered();
    }
    let why = Unanswered::by_q850(cause);
    if why == Unanswered::GaveUp && leg.queue.is_some() {
        return leg.at_machine("queue", Disposition::Abandoned);
    }
    leg.unanswered(why);
}

fn quality(number: usize, row: &Row<'_>, line: &[u8], settings: &Settings, observed: &mut Observed) {
    let Some(linked) = call_id(row, settings) else {
        return observed.quarantine(number, "missing_field", "no id of a call");
    };
    let metrics = row
        .text("varvqmetrics")
        .split(';')
        .filter_map(|pair| pair.split_once('='));
    let average = metrics
        .into_iter()
        .find(|(name, _)| *name == "MLQKav")
        .and_then(|(_, value)| value.parse().ok());
    let external_id = some(row.text("pkid")).unwrap_or_else(|| line_id(line));
    observed.observations.push(Observation {
        at: number.into(),
        group: linked.clone(),
        id: external_id.clone(),
        fact: Fact::Quality(Box::new(Quality {
            source: "cisco-cmr".into(),
            external_id,
            linked_id: Some(linked),
            party: some(row.text("directorynum")),
            device: some(row.text("devicename")),
            packets_lost: row.int("numberpacketslost"),
            jitter_ms: row.int("jitter"),
            latency_ms: row.int("latency"),
            mos: average,
        })),
    });
}
