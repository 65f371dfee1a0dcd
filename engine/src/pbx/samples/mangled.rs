//! A fuzz target for each form: what systems and scanners do to bytes, done to payloads of its own and of others. Nothing panics, times stay in
//! order, and what is said stays within bounds of the input.

use super::super::parsed::parse;
use super::super::settings::{Given, Settings};
use super::super::source::Source;
use super::{Dice, Sample, samples};

/// Of each form.
const EXECUTIONS: usize = 100_000;
/// Of a payload so many bytes are taken, from anywhere.
const BYTES_MAX: usize = 1_200;
/// Of so many payloads one is another form's.
const STRANGERS: usize = 4;

macro_rules! targets {
    ($($name:ident $form:ident;)+) => {
        const TARGETS: &[Source] = &[$(Source::$form,)+];

        $(
            #[test]
            fn $name() {
                read_mangled(Source::$form);
            }
        )+
    };
}

targets! {
    asterisk_cdr_csv AsteriskCdrCsv;
    asterisk_ami_cdr AsteriskAmiCdr;
    asterisk_cel AsteriskCel;
    freepbx_cdr FreepbxCdr;
    freeswitch_json_cdr FreeswitchJsonCdr;
    freeswitch_xml_cdr FreeswitchXmlCdr;
    freeswitch_cdr_csv FreeswitchCdrCsv;
    fusionpbx Fusionpbx;
    threecx_cdr_socket ThreecxCdrSocket;
    threecx_crm_journal ThreecxCrmJournal;
    threecx_xapi_call_log ThreecxXapiCallLog;
    threecx_cdroutput ThreecxCdroutput;
    yeastar30012 Yeastar30012;
    yeastar30039 Yeastar30039;
    yeastar_cdr_list YeastarCdrList;
    yeastar_newcdr YeastarNewcdr;
    cisco_cucm_cdr CiscoCucmCdr;
    cisco_cmr CiscoCmr;
    avaya_ipo_smdr AvayaIpoSmdr;
    avaya_cm_cdr AvayaCmCdr;
    mitel_smdr MitelSmdr;
    panasonic_smdr PanasonicSmdr;
    twilio Twilio;
    signalwire Signalwire;
    telnyx Telnyx;
    vonage Vonage;
    kamailio_acc KamailioAcc;
    opensips_acc OpensipsAcc;
    audiosocket Audiosocket;
    ari_external_media AriExternalMedia;
    twilio_media_stream TwilioMediaStream;
    mod_audio_fork ModAudioFork;
    grandstream_cdr_push GrandstreamCdrPush;
    grandstream_cdrapi GrandstreamCdrapi;
}

#[test]
fn every_form_is_a_target() {
    assert_eq!(TARGETS, Source::ALL);
}

/// Cut, flip, repeat, join, and values at the edge.
fn mangled(payload: &[u8], other: &[u8], dice: &mut Dice) -> Vec<u8> {
    const EDGES: [&[u8]; 14] = [
        b"-1",
        b"99999999999999999999",
        b"0",
        b"\"",
        b"\0",
        b"\xff\xfe",
        b",,,,",
        b"{",
        b"<",
        b"%zz",
        b"2026-03-29 02:30:00",
        b"'",
        b"=",
        b"\r\n\r\n",
    ];
    // From its beginning half of the time: there stand headers and columns.
    let from = dice.roll(2) * dice.roll(payload.len());
    let mut bytes = payload[from..payload.len().min(from + BYTES_MAX)].to_vec();
    for _ in 0..=dice.roll(4) {
        let at = dice.roll(bytes.len());
        match dice.roll(6) {
            0 => bytes.truncate(at),
            1 => bytes
                .iter_mut()
                .skip(at)
                .take(1)
                .for_each(|byte| *byte ^= 1 << (at % 8)),
            2 => drop(bytes.splice(at..at, EDGES[dice.roll(EDGES.len())].iter().copied())),
            3 => {
                let end = (at + dice.roll(40)).min(bytes.len());
                bytes.drain(at..end);
            }
            4 => {
                let from = dice.roll(other.len());
                let piece = other[from..(from + dice.roll(80)).min(other.len())].to_vec();
                bytes.splice(at..at, piece);
            }
            _ => {
                let end = (at + dice.roll(8)).min(bytes.len());
                let edge = EDGES[dice.roll(EDGES.len())];
                bytes.splice(at..end, edge.iter().copied());
            }
        }
    }
    bytes
}

fn read_mangled(source: Source) {
    let all = samples();
    let own: Vec<&Sample> = all.iter().filter(|sample| sample.source == source).collect();
    let bare = Settings::new(Given::default()).unwrap();
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15 ^ source as u64);
    for execution in 0..EXECUTIONS {
        let stranger = &all[dice.roll(all.len())];
        let (sample, settings) = match own.get(dice.roll(own.len())) {
            Some(sample) if !execution.is_multiple_of(STRANGERS) => (*sample, &sample.settings),
            _ => (stranger, &bare),
        };
        let other = &all[dice.roll(all.len())].payload;
        let bytes = mangled(&sample.payload, other, &mut dice);
        let parsed = parse(source, &bytes, settings);
        let said = parsed.records.len() + parsed.quarantined.len() + parsed.ignored.len() + parsed.recordings.len();
        assert!(
            said <= bytes.len() + 2,
            "execution {execution}, {}: {said} results of {} bytes",
            source.as_str(),
            bytes.len()
        );
        for leg in &parsed.records {
            let ended = leg.ended_at.unwrap();
            let answered = leg.answered_at.unwrap_or(leg.started_at);
            assert!(
                leg.started_at <= answered && answered <= ended && leg.talk_s >= 0,
                "execution {execution}: {leg:?}"
            );
            assert!(!leg.external_id.is_empty(), "execution {execution}: {leg:?}");
        }
    }
}
