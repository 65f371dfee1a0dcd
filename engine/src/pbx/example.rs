//! A believable record of each form, to try the way from a telephone system to the page of its call. Pure: moment and number are given.
//! The templates are `engine/assets/pbx`; what differs from system to system (zone, numbers, trunks, columns) is that of the settings.

use jiff::Timestamp;
use jiff::fmt::strtime;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::settings::Settings;
use super::smdr::layout;
use super::source::Source;
use super::{avaya_cm, clock, mitel, threecx_socket};

/// The caller, from a range that is nobody's.
pub const CALLER: &str = "+12025550142";
/// Whom they called, where the settings name no number.
const CALLED: &str = "+12025550100";
const WAIT_S: i64 = 8;
const TALK_S: i64 = 90;
/// Extensions that are tried before all others.
const EXTENSIONS: [&str; 6] = ["201", "1001", "2001", "301", "3001", "4001"];
const EXTENSION_MAX: u32 = 99_999;
/// A line has no more, whatever a layout says.
const COLUMNS_MAX: usize = 4096;

macro_rules! templates {
    ($($form:ident $name:literal)+) => {
        fn template(form: Source) -> Option<&'static str> {
            match form {
                $(Source::$form => Some(include_str!(concat!("../../assets/pbx/", $name, ".txt"))),)+
                // Quality without a call, and sound; and our own form, of which whoever tries it makes one.
                Source::CiscoCmr
                | Source::Canonical
                | Source::Audiosocket
                | Source::AriExternalMedia
                | Source::TwilioMediaStream
                | Source::ModAudioFork => None,
            }
        }
    };
}

templates! {
    AsteriskCdrCsv "asterisk-cdr-csv"
    AsteriskAmiCdr "asterisk-ami-cdr"
    AsteriskCel "asterisk-cel"
    FreepbxCdr "freepbx-cdr"
    FreeswitchJsonCdr "freeswitch-json-cdr"
    FreeswitchXmlCdr "freeswitch-xml-cdr"
    FreeswitchCdrCsv "freeswitch-cdr-csv"
    Fusionpbx "fusionpbx"
    ThreecxCdrSocket "3cx-cdr-socket"
    ThreecxCrmJournal "3cx-crm-journal"
    ThreecxXapiCallLog "3cx-xapi-call-log"
    ThreecxCdroutput "3cx-cdroutput"
    Yeastar30012 "yeastar-30012"
    Yeastar30039 "yeastar-30039"
    YeastarCdrList "yeastar-cdr-list"
    YeastarNewcdr "yeastar-newcdr"
    CiscoCucmCdr "cisco-cucm-cdr"
    AvayaIpoSmdr "avaya-ipo-smdr"
    AvayaCmCdr "avaya-cm-cdr"
    MitelSmdr "mitel-smdr"
    PanasonicSmdr "panasonic-smdr"
    Twilio "twilio"
    Signalwire "signalwire"
    Telnyx "telnyx"
    Vonage "vonage"
    KamailioAcc "kamailio-acc"
    OpensipsAcc "opensips-acc"
    GrandstreamCdrPush "grandstream-cdr-push"
    GrandstreamCdrapi "grandstream-cdrapi"
}

/// Whether the form has records of calls, so that it can be tried.
pub fn is_there(form: Source) -> bool {
    template(form).is_some()
}

/// An answered call from outside that ended just before `now`, as this system would write it; `serial` makes its ids its own.
pub fn example(form: Source, settings: &Settings, now: Timestamp, serial: u64) -> Option<Vec<u8>> {
    let call = Call {
        settings,
        began: clock::plus(now, -(WAIT_S + TALK_S + 2)).unwrap_or(now),
        serial,
        extension: extension(settings),
    };
    let text = filled(template(form)?, &call);
    let written = match form {
        Source::ThreecxCdrSocket => listed(&text, settings),
        Source::MitelSmdr => fixed(&text, &layout(settings, mitel::STANDARD)),
        Source::AvayaCmCdr => format!(
            "{}\n{}",
            call.value("end monthday"),
            fixed(&text, &layout(settings, avaya_cm::STANDARD))
        ),
        form if form.format().reads_requests() => requests(&text),
        _ => text,
    };
    Some(written.into_bytes())
}

/// The call that is told.
struct Call<'a> {
    settings: &'a Settings,
    began: Timestamp,
    serial: u64,
    extension: String,
}

impl Call<'_> {
    /// What stands for `{{name}}` in a template.
    fn value(&self, name: &str) -> String {
        let (key, how) = name.split_once(' ').unwrap_or((name, ""));
        let given = &self.settings.given;
        let first = |list: &[String]| list.first().map_or(how, String::as_str).to_owned();
        match key {
            "start" => self.moment(0, how),
            "answer" => self.moment(WAIT_S, how),
            "end" => self.moment(WAIT_S + TALK_S, how),
            "line" if given.time_is.as_deref() == Some("start") => self.moment(0, how),
            "line" => self.moment(WAIT_S + TALK_S, how),
            "ext" => {
                let width: usize = how.parse().unwrap_or(0);
                format!("{:width$}", self.extension)
            }
            "caller" => number(CALLER, how),
            "did" => number(given.public_numbers.first().map_or(CALLED, String::as_str), how),
            "trunk" => first(&given.trunk_channel_prefixes),
            "context" => first(&given.inbound_contexts),
            "device" => self.device(how),
            // Never with a zero in front: it may stand as a number.
            "id" => (100_000_000 + self.serial % 900_000_000).to_string(),
            "hex" => format!("{:032x}", self.serial),
            "uuid" => {
                let mut uuid = format!(
                    "{:08x}-0000-4000-8000-{:012x}",
                    self.serial >> 32,
                    self.serial & 0xffff_ffff
                );
                if how == "tail" { uuid.split_off(1) } else { uuid }
            }
            _ => String::new(),
        }
    }

    /// So many seconds after its begin, in the system's own zone unless it is said otherwise.
    fn moment(&self, after_s: i64, how: &str) -> String {
        let at = clock::plus(self.began, after_s).unwrap_or(self.began);
        let zoned = at.to_zoned(self.settings.zone.clone());
        // A form of the settings may be none.
        let local = |form: &str| strtime::format(form, &zoned).unwrap_or_default();
        let utc = |form: &str| strtime::format(form, at).unwrap_or_default();
        let order = self.settings.given.date_order.as_deref();
        match how.split_once(' ').unwrap_or((how, "")) {
            ("epoch", _) => at.as_second().to_string(),
            ("utc", form) => utc(form),
            ("urlencoded", form) => encoded(&utc(form)),
            ("own", usual) => local(self.settings.given.date_format.as_deref().unwrap_or(usual)),
            ("monthday", _) if order == Some("dmy") => local("%d/%m"),
            ("monthday", _) => local("%m/%d"),
            ("shortdate", _) => local(match order {
                Some("dmy") => "%d/%m/%y",
                Some("ymd") => "%y/%m/%d",
                _ => "%m/%d/%y",
            }),
            _ => local(how),
        }
    }

    /// A name that the settings take for a trunk's.
    fn device(&self, usual: &str) -> String {
        let own = self.settings.given.trunk_devices.first();
        let own = own.map(|pattern| format!("{}MAIN", pattern.trim_start_matches('^')));
        let names = [usual, "GW-MAIN", "SIP-TRUNK", "Trunk-1"];
        let found = names.into_iter().find(|name| self.settings.is_trunk_device(name));
        found.map(str::to_owned).or(own).unwrap_or_else(|| usual.to_owned())
    }
}

fn filled(template: &str, call: &Call<'_>) -> String {
    let mut out = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some((before, name, after)) = rest
        .split_once("{{")
        .and_then(|(before, rest)| rest.split_once("}}").map(|(name, after)| (before, name, after)))
    {
        out.push_str(before);
        out.push_str(&call.value(name));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The first extension that the settings know, and that is no group.
fn extension(settings: &Settings) -> String {
    let is_one =
        |number: &str| settings.is_extension(number) && !settings.given.groups.iter().any(|group| group == number);
    let usual = EXTENSIONS.into_iter().map(str::to_owned);
    let all = (10..=EXTENSION_MAX).map(|number| number.to_string());
    let found = settings.given.extension_pattern.as_ref();
    let found = found.and_then(|_| usual.chain(all).find(|number| is_one(number)));
    found.unwrap_or_else(|| EXTENSIONS[0].to_owned())
}

fn number(number: &str, how: &str) -> String {
    match how {
        "digits" => number.trim_start_matches('+').to_owned(),
        "national" => number.trim_start_matches("+1").trim_start_matches('+').to_owned(),
        "urlencoded" => encoded(number),
        _ => number.to_owned(),
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// Lines `name=value`.
fn fields(text: &str) -> impl Fn(&str) -> String {
    let all: Vec<(String, String)> = text
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    move |wanted| {
        let found = all.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted.trim()));
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    }
}

/// The fields in the order of the settings, with commas between them.
fn listed(text: &str, settings: &Settings) -> String {
    let value = fields(text);
    let values: Vec<String> = match settings.given.field_order.as_slice() {
        [] => threecx_socket::DEFAULT_ORDER.iter().map(|name| value(name)).collect(),
        names => names.iter().map(|name| value(name)).collect(),
    };
    format!("Call {}\n", values.join(","))
}

/// The fields in their columns.
fn fixed(text: &str, place: &dyn Fn(&str) -> Option<(usize, usize)>) -> String {
    let value = fields(text);
    let mut line: Vec<char> = Vec::new();
    for name in text
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(name, _)| name)
    {
        let Some((from, length)) = place(name).filter(|(from, _)| *from < COLUMNS_MAX) else {
            continue;
        };
        for (at, letter) in value(name).chars().take(length).enumerate() {
            if line.len() <= from + at {
                line.resize(from + at + 1, ' ');
            }
            line[from + at] = letter;
        }
    }
    line.into_iter().chain(['\n']).collect()
}

/// As requests that were captured: one of each line, or of all where it is XML.
fn requests(text: &str) -> String {
    let (kind, bodies): (&str, Vec<&str>) = match text.trim_start().chars().next() {
        Some('<') => ("application/xml", vec![text]),
        Some('{') => ("application/json", text.lines().collect()),
        _ => ("application/x-www-form-urlencoded", text.lines().collect()),
    };
    let request = |body: &str| {
        let length = body.len();
        format!("POST / HTTP/1.1\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\r\n{body}")
    };
    bodies.into_iter().map(request).collect()
}

#[cfg(test)]
mod tests {
    use super::super::parsed::parse;
    use super::super::settings::Given;
    use super::super::{Direction, Disposition};
    use super::*;

    fn settings(given: Given, now: Timestamp) -> Settings {
        Settings::new(Given {
            received_at: Some(now),
            ..given
        })
        .unwrap()
    }

    fn tried(form: Source, given: &Given, now: Timestamp) -> super::super::Leg {
        let settings = settings(given.clone(), now);
        let record = example(form, &settings, now, 0x1234_5678_9abc_def0).unwrap();
        let text = String::from_utf8_lossy(&record).into_owned();
        assert!(!text.contains("{{"), "{}: {text}", form.as_str());
        let parsed = parse(form, &record, &settings);
        assert!(
            parsed.quarantined.is_empty(),
            "{}: {:?}\n{text}",
            form.as_str(),
            parsed.quarantined
        );
        assert!(
            !parsed.records.is_empty(),
            "{}: {:?}\n{text}",
            form.as_str(),
            parsed.ignored
        );
        parsed.records.into_iter().next().unwrap()
    }

    #[test]
    fn every_form_of_records_has_one_that_is_read_in_any_zone() {
        let now: Timestamp = "2026-11-28T12:34:56Z".parse().unwrap();
        let forms = Source::ALL.iter().copied().filter(|form| !form.is_audio());
        for form in forms.filter(|form| *form != Source::CiscoCmr) {
            for zone in ["UTC", "Asia/Kathmandu", "America/St_Johns"] {
                let given = Given {
                    tz: Some(zone.into()),
                    extension_pattern: Some(r"^7\d{2}$".into()),
                    ..Given::default()
                };
                let leg = tried(form, &given, now);
                let off = now.duration_since(leg.started_at).as_secs();
                assert!((30..=240).contains(&off), "{} in {zone}: {off} s ago", form.as_str());
                assert_eq!(leg.disposition, Disposition::Answered, "{}", form.as_str());
                assert!(
                    leg.from.as_deref().is_some_and(|from| from.ends_with("2025550142")),
                    "{}: {:?}",
                    form.as_str(),
                    leg.from
                );
            }
        }
    }

    #[test]
    fn it_is_a_whole_call_whatever_its_ids_begin_with() {
        let now: Timestamp = "2026-11-28T12:34:56Z".parse().unwrap();
        let settings = settings(Given::default(), now);
        for form in Source::ALL.iter().copied().filter(|form| is_there(*form)) {
            for serial in (0..64_u64).map(|n| n.wrapping_mul(0x9e37_79b9_7f4a_7c15)) {
                let parsed = parse(form, &example(form, &settings, now, serial).unwrap(), &settings);
                let answered = parsed
                    .records
                    .iter()
                    .any(|leg| leg.disposition == Disposition::Answered);
                assert!(answered, "{} with {serial:#x}", form.as_str());
            }
        }
    }

    #[test]
    fn it_is_written_as_the_settings_say() {
        let now: Timestamp = "2026-11-08T12:34:56Z".parse().unwrap();
        let given = Given {
            extension_pattern: Some(r"^4\d{3}$".into()),
            trunk_channel_prefixes: vec!["PJSIP/carrier-".into()],
            trunk_devices: vec!["^SBC-".into()],
            inbound_contexts: vec!["from-carrier".into()],
            date_order: Some("dmy".into()),
            ..Given::default()
        };
        for form in [
            Source::AsteriskCdrCsv,
            Source::FreepbxCdr,
            Source::FreeswitchJsonCdr,
            Source::CiscoCucmCdr,
            Source::PanasonicSmdr,
            Source::MitelSmdr,
            Source::AvayaCmCdr,
        ] {
            let leg = tried(form, &given, now);
            assert_eq!(leg.direction, Direction::Inbound, "{}", form.as_str());
            assert!(now.duration_since(leg.started_at).as_secs() < 240, "{}", form.as_str());
        }
        let early = Given {
            time_is: Some("start".into()),
            ..Given::default()
        };
        assert!(tried(Source::PanasonicSmdr, &early, now).ended_at.unwrap() < now);
        let ordered = Given {
            field_order: [
                "time-start",
                "time-answered",
                "time-end",
                "callid",
                "from-no",
                "to-no",
                "from-type",
                "to-type",
            ]
            .map(str::to_owned)
            .to_vec(),
            ..Given::default()
        };
        assert_eq!(
            tried(Source::ThreecxCdrSocket, &ordered, now).direction,
            Direction::Inbound
        );
    }

    #[test]
    fn two_of_them_are_two_calls() {
        let now: Timestamp = "2026-11-28T12:34:56Z".parse().unwrap();
        let plain = settings(Given::default(), now);
        // Where nothing but the line itself names the call, its minute does.
        let by_line = [
            Source::MitelSmdr,
            Source::PanasonicSmdr,
            Source::AvayaCmCdr,
            Source::ThreecxCrmJournal,
        ];
        for form in Source::ALL
            .iter()
            .copied()
            .filter(|form| is_there(*form) && !by_line.contains(form))
        {
            let id = |serial| {
                let record = example(form, &plain, now, serial).unwrap();
                parse(form, &record, &plain).records[0].external_id.clone()
            };
            assert_ne!(id(1 << 40), id((1 << 40) + 1), "{}", form.as_str());
        }
    }
}
