//! Every capture gives the same sound however it is cut, and the same as its messages one by one.

use std::path::Path;

use proptest::prelude::*;
use serde_json::Value;

use super::super::settings::{Given, Settings};
use super::*;

fn capture(name: &str) -> (Value, Vec<u8>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/pbx");
    let text = std::fs::read(folder.join(format!("{name}.expected.json"))).unwrap();
    let expected: Value = serde_json::from_slice(&text).unwrap();
    let payload = std::fs::read(folder.join(expected["payload"].as_str().unwrap())).unwrap();
    (expected, payload)
}

fn stream(expected: &Value, first: First) -> Stream {
    let given: Given = serde_json::from_value(expected["context"].clone()).unwrap();
    let form = Source::from_name(expected["context"]["source"].as_str().unwrap()).unwrap();
    Stream::new(form, &Settings::new(given).unwrap(), first).unwrap()
}

/// The stream after all of it, and its sound.
fn heard(expected: &Value, payload: &[u8], cut: usize, first: First) -> (Stream, Vec<u8>) {
    let mut stream = stream(expected, first);
    let mut sound = Vec::new();
    for bytes in payload.chunks(cut) {
        stream.push(bytes).unwrap();
        sound.extend(stream.take());
    }
    sound.extend(stream.finish());
    (stream, sound)
}

fn hash(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    hex::encode(Sha256::digest(bytes))
}

/// One channel of two, samples of so many bytes.
fn channel(sound: &[u8], which: usize, width: usize) -> Vec<u8> {
    let moments = sound.chunks_exact(2 * width);
    moments
        .flat_map(|moment| moment[which * width..(which + 1) * width].to_vec())
        .collect()
}

#[test]
fn frames_of_audiosocket_are_the_sound_of_the_call_that_they_name() {
    let (expected, payload) = capture("audiosocket-1");
    let audio = &expected["audio"];
    for cut in [1, 2, 3, 1000, payload.len()] {
        let (stream, sound) = heard(&expected, &payload, cut, First::Agent);
        assert_eq!(hash(&sound), audio["sha256_of_pcm"].as_str().unwrap(), "{cut}");
        assert_eq!(stream.told().id.as_deref(), audio["uuid"].as_str());
        assert!(stream.is_over() && !stream.is_cut(End::Broken));
    }
    // The hang-up does not come.
    let (stream, sound) = heard(&expected, &payload[..payload.len() - 3], 100, First::Agent);
    assert_eq!(sound.len(), 1920);
    assert!(stream.is_cut(End::Broken) && stream.is_cut(End::Eof));
}

#[test]
fn who_speaks_something_else_is_known_at_once() {
    let (expected, _) = capture("audiosocket-1");
    for hello in [&b"GET / HTTP/1.1\r\n"[..], b"\x16\x03\x01", &[0x10, 1, 0x40, 0, 0]] {
        let said = stream(&expected, First::Caller).push(hello);
        assert!(matches!(said, Err(Fault::Stranger(_))), "{hello:?}: {said:?}");
    }
}

#[test]
fn packets_are_sorted_and_what_was_lost_is_silence() {
    let (expected, payload) = capture("rtp-slin16-1");
    for cut in [1, 7, payload.len()] {
        let (stream, sound) = heard(&expected, &payload, cut, First::Caller);
        assert_eq!(
            hash(&sound),
            expected["audio"]["sha256_of_pcm"].as_str().unwrap(),
            "{cut}"
        );
        assert!(stream.told().stream.as_deref().unwrap().starts_with("1234abcd-"));
        assert!(!stream.is_cut(End::Eof) && stream.is_cut(End::Broken));
    }
}

/// A packet as it stands in a capture, with so many samples of one value.
fn packet(ssrc: u32, sequence: u16, stamp: u32, sample: u8, samples: usize) -> Vec<u8> {
    let mut packet = vec![0x80, 118];
    packet.extend(sequence.to_be_bytes());
    packet.extend(stamp.to_be_bytes());
    packet.extend(ssrc.to_be_bytes());
    packet.extend([0, sample].repeat(samples));
    let length = u16::try_from(packet.len()).unwrap();
    [&length.to_be_bytes()[..], packet.as_slice()].concat()
}

#[test]
fn whoever_speaks_anew_goes_on_where_the_sound_ended() {
    let (expected, _) = capture("rtp-slin16-1");
    let packets = [
        packet(1, 7, 1_000, 1, 320),
        packet(2, 900, 77, 2, 320),
        // Too late, of the one before.
        packet(1, 8, 1_320, 9, 320),
        packet(2, 901, 397, 3, 320),
        // Its clock was set.
        packet(2, 902, 2_000_000_000, 4, 320),
        packet(2, 903, 2_000_000_320, 5, 320),
    ];
    let (_, sound) = heard(&expected, &packets.concat(), 100, First::Caller);
    let firsts: Vec<u8> = sound.chunks_exact(640).map(|packet| packet[0]).collect();
    assert_eq!((firsts, sound.len()), (vec![1, 2, 3, 4, 5], 5 * 640));
}

#[test]
fn a_pause_too_long_to_be_filled_costs_nothing_of_what_follows() {
    let (mut expected, _) = capture("rtp-slin16-1");
    // At this rate the bytes of silence end before the seconds do.
    expected["context"]["rate"] = serde_json::json!(48_000);
    let after = 200 * 48_000;
    let packets = [
        packet(1, 1, 0, 1, 960),
        packet(1, 2, after, 2, 960),
        packet(1, 3, after + 960, 3, 960),
    ];
    let (_, sound) = heard(&expected, &packets.concat(), 100, First::Caller);
    let firsts: Vec<u8> = sound.chunks_exact(1920).map(|packet| packet[0]).collect();
    assert_eq!((firsts, sound.len()), (vec![1, 2, 3], 3 * 1920));
}

#[test]
fn two_tracks_are_two_channels_and_whose_is_first_is_asked_for() {
    let (expected, payload) = capture("twilio-media-stream-1");
    let tracks = &expected["audio"]["tracks"];
    for (first, [inbound, outbound]) in [
        (First::Caller, [0, 1]),
        (First::Customer, [0, 1]),
        (First::Agent, [1, 0]),
    ] {
        let (stream, sound) = heard(&expected, &payload, 500, first);
        let shape = stream.shape().unwrap();
        assert_eq!((shape.coding, shape.rate, shape.channels), (Coding::Mulaw, 8000, 2));
        for (track, place) in [("inbound", inbound), ("outbound", outbound)] {
            let channel = channel(&sound, place, 1);
            assert_eq!(
                hash(&channel),
                tracks[track]["sha256"].as_str().unwrap(),
                "{first:?} {track}"
            );
        }
        assert_eq!(stream.told().id.as_deref(), Some("CA000000000000000000000000000000b1"));
        assert_eq!(stream.told().text(&["agent"]), Some("dana"));
        assert!(!stream.is_cut(End::Eof));
    }
    // Message by message, and those of the sound the other way round.
    let lines: Vec<&str> = std::str::from_utf8(&payload).unwrap().lines().collect();
    let (sound_lines, others): (Vec<&str>, Vec<&str>) =
        lines.iter().copied().partition(|line| line.contains("\"payload\""));
    let mut stream = stream(&expected, First::Caller);
    for line in others.iter().filter(|line| !line.contains("\"stop\"")) {
        stream.text(line).unwrap();
    }
    for line in sound_lines.iter().rev() {
        stream.text(line).unwrap();
    }
    assert!(!stream.is_over() && stream.is_cut(End::Broken));
    let sound = stream.finish();
    // Nothing snaps to a neighbour that comes later: the begin is where the stamps say it is.
    assert_eq!(sound.len(), 2 * (480 + 40));
    let inbound = channel(&sound, 0, 1);
    assert_eq!(hash(&inbound[40..]), tracks["inbound"]["sha256"].as_str().unwrap());
}

#[test]
fn both_sides_of_a_fork_are_told_apart() {
    let (expected, payload) = capture("mod-audio-fork-1");
    let audio = &expected["audio"];
    for (first, [left, right]) in [(First::Caller, [0, 1]), (First::Agent, [1, 0])] {
        for cut in [1, 1000] {
            let (stream, sound) = heard(&expected, &payload, cut, first);
            assert_eq!(hash(&channel(&sound, left, 2)), audio["sha256_left"].as_str().unwrap());
            assert_eq!(
                hash(&channel(&sound, right, 2)),
                audio["sha256_right"].as_str().unwrap()
            );
            assert_eq!(stream.told().id.as_deref(), audio["metadata"]["uuid"].as_str());
            assert_eq!(stream.shape().unwrap().duration_ms(sound.len() as u64), 80);
            assert!(!stream.is_cut(End::Leave) && !stream.is_cut(End::Eof) && stream.is_cut(End::Broken));
        }
    }
}

#[test]
fn what_is_written_in_another_way_is_refused_by_its_name() {
    let (expected, _) = capture("twilio-media-stream-1");
    let start = |encoding: &str, rate: &str| {
        format!(r#"{{"event":"start","start":{{"mediaFormat":{{"encoding":"{encoding}","sampleRate":{rate}}}}}}}"#)
    };
    let fault = |text: String| stream(&expected, First::Caller).text(&text).unwrap_err();
    assert_eq!(fault(start("OPUS", "48000")), Fault::Coding("OPUS".into()));
    assert!(matches!(fault(start("PCMU", "0")), Fault::Coding(_)));
    assert!(
        stream(&expected, First::Caller)
            .text(&start("PCMA", "\"8000\""))
            .is_ok()
    );
}

proptest! {
    #[test]
    fn nothing_that_is_sent_panics(form in 0..4_usize, bytes in prop::collection::vec(any::<u8>(), 0..600), cut in 1..60_usize) {
        let names = ["audiosocket-1", "rtp-slin16-1", "twilio-media-stream-1", "mod-audio-fork-1"];
        let (expected, payload) = capture(names[form]);
        let mut stream = stream(&expected, First::Agent);
        // Its own begin, then anything.
        let begin = &payload[..payload.len().min(cut * 40)];
        for piece in begin.chunks(cut).chain(bytes.chunks(cut)) {
            if stream.push(piece).is_err() {
                break;
            }
            stream.take();
        }
        stream.binary(&bytes).ok();
        stream.text(&String::from_utf8_lossy(&bytes)).ok();
        stream.finish();
    }
}
