//! Captures of live audio: what a stream held, as sound and as figures. Frames that are not understood are stepped over.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::documents;
use super::parsed::Observed;
use super::settings::Settings;
use super::source::Format;

fn hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

pub struct AudioSocket;

impl Format for AudioSocket {
    fn observe(&self, input: &[u8], _: &Settings, observed: &mut Observed) {
        let mut rest = input;
        let (mut uuid, mut dtmf, mut ended, mut frames, mut rate) = (None, Vec::new(), "eof", 0, 8000);
        let mut pcm = Vec::new();
        while let [kind, high, low, after @ ..] = rest {
            let length = usize::from(u16::from_be_bytes([*high, *low]));
            let Some(payload) = after.get(..length) else { break };
            rest = &after[length..];
            frames += 1;
            match kind {
                0x00 => ended = "hangup",
                0x01 if length == 16 => uuid = Some(hyphened(&hex::encode(payload))),
                0x03 => dtmf.extend(payload.iter().map(|&byte| char::from(byte).to_string())),
                0x10..=0x18 if length == 0 => observed.quarantine(frames, "bad_payload", "audio without a sample"),
                0x10..=0x18 => {
                    rate = rate_of(*kind);
                    pcm.extend_from_slice(&payload[..length - length % 2]);
                }
                0xff => ended = "error",
                _ => {}
            }
            if ended != "eof" {
                break;
            }
        }
        if ended == "eof" && !rest.is_empty() {
            observed.ignore(frames + 1, "incomplete_event");
        }
        if uuid.is_none() {
            return observed.quarantine(1, "not_a_record", "no frame with an id");
        }
        observed.audio = Some(json!({
            "uuid": uuid, "format": "s16le", "sample_rate": rate, "samples": pcm.len() / 2, "sha256_of_pcm": hash(&pcm),
            "dtmf": dtmf, "ended": ended, "frames": frames,
        }));
    }
}

/// Samples a second of a kind of frame.
pub(super) fn rate_of(kind: u8) -> u32 {
    match kind {
        0x11 => 12_000,
        0x12 => 16_000,
        0x13 => 24_000,
        0x14 => 32_000,
        0x15 => 44_100,
        0x16 => 48_000,
        0x17 => 96_000,
        0x18 => 192_000,
        _ => 8_000,
    }
}

pub(super) fn hyphened(hex: &str) -> String {
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    format!(
        "{}-{}-{}-{}-{}",
        part(0, 8),
        part(8, 12),
        part(12, 16),
        part(16, 20),
        part(20, 32)
    )
}

/// Linear 16-bit sound over RTP, as Asterisk's external media sends it.
pub struct ExternalMedia;

/// Payload type of `slin`.
const SLIN: u8 = 11;
/// Packets further apart than this are a new start and no gap.
const GAP_MAX: i64 = 3_000;

impl Format for ExternalMedia {
    fn observe(&self, input: &[u8], settings: &Settings, observed: &mut Observed) {
        let wanted = settings.given.payload_type.unwrap_or(118);
        let mut packets: BTreeMap<i64, &[u8]> = BTreeMap::new();
        let (mut received, mut duplicate, mut reordered) = (0, 0, 0);
        let (mut highest, mut ssrc) = (None::<i64>, None::<u32>);
        let mut rest = input;
        while let [high, low, after @ ..] = rest {
            let length = usize::from(u16::from_be_bytes([*high, *low]));
            let Some(datagram) = after.get(..length) else { break };
            rest = &after[length..];
            let Some(packet) = Packet::read(datagram).filter(|packet| packet.kind == wanted) else {
                continue;
            };
            if *ssrc.get_or_insert(packet.ssrc) != packet.ssrc {
                continue;
            }
            received += 1;
            let sequence = extended(packet.sequence, highest);
            if packets.contains_key(&sequence) {
                duplicate += 1;
                continue;
            }
            if highest.is_some_and(|highest| sequence < highest) {
                reordered += 1;
            }
            highest = Some(highest.map_or(sequence, |highest| highest.max(sequence)));
            packets.insert(sequence, packet.payload);
        }
        if !rest.is_empty() {
            observed.ignore(received + 1, "incomplete_event");
        }
        let joined = joined(&packets);
        let Some(ssrc) = ssrc else {
            return observed.quarantine(1, "not_a_record", "no packet of this payload type");
        };
        observed.audio = Some(json!({
            "ssrc": format!("0x{ssrc:08x}"), "format": "s16le", "sample_rate": settings.given.rate.unwrap_or(usual_rate(wanted)),
            "samples": joined.bytes / 2, "sha256_of_pcm": joined.sha256, "packets_received": received, "packets_duplicate": duplicate,
            "packets_lost": joined.lost, "packets_reordered": reordered,
        }));
    }
}

/// Samples a second that a payload type usually has: Asterisk's `slin` is the one with 8 kHz.
pub(super) fn usual_rate(payload_type: u8) -> u32 {
    if payload_type == SLIN { 8_000 } else { 16_000 }
}

/// One RTP packet.
pub(super) struct Packet<'a> {
    pub kind: u8,
    sequence: u16,
    /// In samples.
    pub stamp: u32,
    pub ssrc: u32,
    pub payload: &'a [u8],
}

impl<'a> Packet<'a> {
    pub fn read(datagram: &'a [u8]) -> Option<Self> {
        let head = datagram.get(..12)?;
        if head[0] >> 6 != 2 {
            return None;
        }
        let mut at = 12 + usize::from(head[0] & 0x0f) * 4;
        if head[0] & 0x10 != 0 {
            let words = datagram.get(at + 2..at + 4)?;
            at += 4 + usize::from(u16::from_be_bytes([words[0], words[1]])) * 4;
        }
        let padding = if head[0] & 0x20 != 0 {
            usize::from(*datagram.last()?)
        } else {
            0
        };
        let end = datagram.len().checked_sub(padding)?;
        Some(Self {
            kind: head[1] & 0x7f,
            sequence: u16::from_be_bytes([head[2], head[3]]),
            stamp: u32::from_be_bytes([head[4], head[5], head[6], head[7]]),
            ssrc: u32::from_be_bytes([head[8], head[9], head[10], head[11]]),
            payload: datagram.get(at..end)?,
        })
    }
}

/// A 16-bit sequence number that goes on past its end.
fn extended(sequence: u16, highest: Option<i64>) -> i64 {
    let Some(highest) = highest else { return sequence.into() };
    let base = highest - highest.rem_euclid(65_536) + i64::from(sequence);
    let candidates = [base - 65_536, base, base + 65_536];
    candidates
        .into_iter()
        .min_by_key(|candidate| (candidate - highest).abs())
        .unwrap_or(base)
}

/// What packets amount to.
struct Joined {
    /// Of all sound and silence.
    bytes: usize,
    sha256: String,
    lost: i64,
}

/// Big-endian packets in order → little-endian sound, gaps as silence. It is hashed as it comes: a few packets far apart are hours of silence.
fn joined(packets: &BTreeMap<i64, &[u8]>) -> Joined {
    const SILENCE: [u8; 4096] = [0; 4096];
    let (mut hash, mut bytes, mut lost) = (Sha256::new(), 0, 0);
    let mut expected = None::<i64>;
    for (sequence, payload) in packets {
        let gap = expected.map_or(0, |expected| sequence - expected);
        if (1..GAP_MAX).contains(&gap) {
            lost += gap;
            let silent = payload.len() * usize::try_from(gap).unwrap_or(0);
            (0..silent / SILENCE.len()).for_each(|_| hash.update(SILENCE));
            hash.update(&SILENCE[..silent % SILENCE.len()]);
            bytes += silent;
        }
        let sound: Vec<u8> = payload.chunks_exact(2).flat_map(|pair| [pair[1], pair[0]]).collect();
        hash.update(&sound);
        bytes += sound.len();
        expected = Some(sequence + 1);
    }
    Joined {
        bytes,
        sha256: hex::encode(hash.finalize()),
        lost,
    }
}

/// Twilio Media Streams, and Telnyx's, which are alike.
pub struct MediaStream;

impl Format for MediaStream {
    /// Twilio signs the request that opens the WebSocket.
    fn signed_with(&self) -> Option<&'static str> {
        Some("auth_token")
    }

    fn observe(&self, input: &[u8], _: &Settings, observed: &mut Observed) {
        let mut start = Value::Null;
        let mut tracks: Vec<(String, Vec<u8>)> = Vec::new();
        let (mut dtmf, mut marks, mut ended, mut stream) = (Vec::new(), Vec::new(), "closed", Value::Null);
        documents::each(input, observed, |at, message, observed| {
            let of = |path: &str| message.pointer(path).cloned().unwrap_or(Value::Null);
            match message["event"].as_str() {
                Some("start") => {
                    stream = Some(of("/start/streamSid"))
                        .filter(|id| !id.is_null())
                        .unwrap_or_else(|| of("/stream_id"));
                    start = of("/start");
                }
                Some("media") => {
                    let track = of("/media/track").as_str().unwrap_or("inbound").to_owned();
                    let Some(sound) = of("/media/payload")
                        .as_str()
                        .and_then(|text| STANDARD.decode(text).ok())
                    else {
                        return observed.quarantine(at, "bad_payload", "no base64");
                    };
                    match tracks.iter_mut().find(|(known, _)| *known == track) {
                        Some((_, bytes)) => bytes.extend(sound),
                        None => tracks.push((track, sound)),
                    }
                }
                Some("dtmf") => dtmf.push(of("/dtmf/digit")),
                Some("mark") => marks.push(of("/mark/name")),
                Some("stop") => ended = "stop",
                Some("connected") => {}
                _ => observed.ignore(at, "log_event"),
            }
        });
        if start.is_null() {
            return observed.quarantine(1, "not_a_record", "no start of a stream");
        }
        let (format, rate) = format_of(&start);
        let tracks = tracks
            .iter()
            .map(|(name, bytes)| (name.clone(), json!({"bytes": bytes.len(), "sha256": hash(bytes)})));
        observed.audio = Some(json!({
            "stream_id": stream, "linked_id": start.get("callSid").or(start.get("call_control_id")),
            "format": format, "sample_rate": rate, "tracks": tracks.collect::<serde_json::Map<_, _>>(), "dtmf": dtmf, "marks": marks,
            "ended": ended, "custom": start.get("customParameters").or(start.get("custom_parameters")),
        }));
    }
}

/// How the sound of a stream is written, and its samples a second: numbers may be texts.
fn format_of(start: &Value) -> (&str, Value) {
    let of = |key: &str, other: &str| start.pointer(key).or_else(|| start.pointer(other));
    let name = of("/mediaFormat/encoding", "/media_format/encoding").and_then(Value::as_str);
    let name = match name {
        None => "mulaw",
        Some(name) if name.contains("mulaw") || name == "PCMU" => "mulaw",
        Some(name) if name.contains("alaw") || name == "PCMA" => "alaw",
        Some(name) => name,
    };
    let rate = of("/mediaFormat/sampleRate", "/media_format/sample_rate").cloned();
    let rate = rate.unwrap_or(json!(8000));
    let number = rate.as_str().and_then(|text| text.trim().parse::<u32>().ok());
    (name, number.map_or(rate, Value::from))
}

/// FreeSWITCH's `mod_audio_fork`: WebSocket messages, each with its kind (`T`, `B`) and length in front.
pub struct AudioFork;

impl Format for AudioFork {
    fn observe(&self, input: &[u8], settings: &Settings, observed: &mut Observed) {
        let mut metadata = Value::Null;
        let mut sound = Vec::new();
        let mut rest = input;
        let mut number = 0;
        while let [kind, a, b, c, d, after @ ..] = rest {
            let length = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
            let Some(payload) = after.get(..length) else { break };
            number += 1;
            rest = &after[length..];
            match kind {
                b'T' if metadata.is_null() => match serde_json::from_slice(payload) {
                    Ok(value) => metadata = value,
                    Err(error) => observed.quarantine(number, "bad_json", error.to_string()),
                },
                b'B' => sound.extend_from_slice(payload),
                b'T' => {}
                _ => {
                    observed.quarantine(number, "bad_payload", "neither text nor sound");
                    rest = &[];
                }
            }
        }
        if !rest.is_empty() {
            observed.ignore(number + 1, "incomplete_event");
        }
        let rate = settings.given.rate.unwrap_or(8_000);
        if settings.given.mix.as_deref() != Some("stereo") {
            observed.audio = Some(json!({
                "metadata": metadata, "format": "s16le", "sample_rate": rate, "channels": 1, "samples_per_channel": sound.len() / 2,
                "sha256_of_pcm": hash(&sound),
            }));
            return;
        }
        let side = |from: usize| -> Vec<u8> {
            sound
                .chunks_exact(4)
                .flat_map(|frame| [frame[from], frame[from + 1]])
                .collect()
        };
        observed.audio = Some(json!({
            "metadata": metadata, "format": "s16le", "sample_rate": rate, "channels": 2, "samples_per_channel": sound.len() / 4,
            "sha256_left": hash(&side(0)), "sha256_right": hash(&side(2)),
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::super::parsed::parse;
    use super::super::settings::Given;
    use super::super::source::Source;
    use super::*;

    #[test]
    fn packets_far_apart_are_the_sound_with_the_silence_between_them() {
        let packet = |sequence: u16, sample: u8| {
            let mut packet = vec![0, 12 + 200, 0x80, 118];
            packet.extend(sequence.to_be_bytes());
            packet.extend([0; 8]);
            packet.extend([0, sample].repeat(100));
            packet
        };
        let capture = [packet(1, 1), packet(2_900, 2)].concat();
        let settings = Settings::new(Given::default()).unwrap();
        let audio = parse(Source::AriExternalMedia, &capture, &settings).audio.unwrap();
        let sound = [[1, 0].repeat(100), vec![0; 2_898 * 200], [2, 0].repeat(100)].concat();
        assert_eq!(
            (&audio["samples"], &audio["packets_lost"], &audio["sha256_of_pcm"]),
            (&json!(sound.len() / 2), &json!(2_898), &json!(hash(&sound)))
        );
    }

    #[test]
    fn a_capture_that_ends_inside_of_a_piece_says_so_also_where_that_is_its_head() {
        let settings = Settings::new(Given::default()).unwrap();
        let id = [&[1, 0, 16][..], &[7; 16]].concat();
        let packet = vec![0, 14, 0x80, 118, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9, 1, 2];
        let text = b"T\0\0\0\x02{}".to_vec();
        for (source, whole) in [
            (Source::Audiosocket, id),
            (Source::AriExternalMedia, packet),
            (Source::ModAudioFork, text),
        ] {
            for (rest, wanted) in [(&b""[..], 0), (&b"\x10"[..], 1), (&b"\x10\x01\x40"[..], 1)] {
                let parsed = parse(source, &[whole.as_slice(), rest].concat(), &settings);
                let cut = parsed.ignored.iter().filter(|notice| notice.code == "incomplete_event");
                assert_eq!(cut.count(), wanted, "{source:?} {rest:?}");
                assert!(parsed.audio.is_some() && parsed.quarantined.is_empty());
            }
        }
    }

    #[test]
    fn a_rate_may_be_the_text_of_a_number() {
        let format = json!({ "encoding": "audio/x-mulaw", "sampleRate": "8000" });
        let start = json!({ "event": "start", "start": { "callSid": "CA1", "mediaFormat": format } });
        let settings = Settings::new(Given::default()).unwrap();
        let parsed = parse(Source::TwilioMediaStream, start.to_string().as_bytes(), &settings);
        assert_eq!(parsed.audio.unwrap()["sample_rate"], json!(8000));
    }
}
