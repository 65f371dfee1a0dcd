//! Bench `words`: begin and end of words against known times, beside faster-whisper's with the same weights and stretches of speech.
//! Digits as they were joined; the same digits joined anew by chance, through mu-law with noise on the line; and words of the
//! simulated calls, which must lie inside of their own utterance.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use anyhow::Context;
use engine::audio::{self, DeclaredFormat, RawCodec};
use engine::speech::accel::{self, Acceleration};
use engine::speech::vad::Limits;
use engine::speech::whisper::{Whisper, WhisperTranscriber};
use engine::speech::word_errors::{pairs, plain};
use engine::speech::{hearing, packing};
use serde_json::{Map, Value, json};

use crate::calls::{self, Chance, LINE_NOISE, RATE};
use crate::options::{self, Rows};
use crate::sentiment::median;
use crate::speech::material::{self, Channel, Spans};
use crate::speech::rival::{Library, Rival};
use crate::speech::weights::Weights;

const JOINED: &str = "joined";
const ANEW: &str = "anew";
const CALLS: &str = "calls";
const PASSES: usize = 1;
/// Strings that are joined anew, and digits of each.
const STRINGS: u64 = 24;
const DIGITS: usize = 12;
/// How far outside of its utterance a word may lie, in seconds.
const TOLERANCE: f64 = 0.25;

/// A recording whose words have known times (seconds), or lie within known bounds.
struct Recording {
    channel: Channel,
    words: Vec<(String, Range<f64>)>,
}

/// A word as a side heard it.
type Timed = (String, f64, f64);

pub fn run() -> anyhow::Result<Value> {
    let wanted = Rows::read(&[JOINED, ANEW, CALLS])?;
    options::passes(PASSES)?;
    let running = accel::start(Acceleration::Auto);
    let whisper = Whisper::load(&Weights::TinyEn.ours()?)?;
    let mut rows = Map::new();
    if wanted.has(JOINED) {
        rows.insert(
            JOINED.to_owned(),
            digits(&whisper, "digits as they were joined", &joined()?)?,
        );
    }
    if wanted.has(ANEW) {
        rows.insert(
            ANEW.to_owned(),
            digits(&whisper, "joined anew, mu-law, noise", &anew()?)?,
        );
    }
    if wanted.has(CALLS) {
        rows.insert(CALLS.to_owned(), inside(&whisper)?);
    }
    let first = rows
        .get(ANEW)
        .or_else(|| rows.values().next())
        .cloned()
        .unwrap_or_default();
    let number = |side: &str| first[side]["median_ms"].as_f64();
    Ok(json!({
        "bench": "words", "unit": "milliseconds of error, median", "product": number("product"), "peer": number("peer"),
        "peer_name": first["peer_settings"], "ratio": number("peer").zip(number("product")).map(|(peer, own)| peer / own.max(1.0)),
        "runs": 1, "conditions": {"model": "tiny.en (q8_0 / int8)", "backend": running.to_string()}, "extra": {"rows": rows},
    }))
}

/// What both sides heard in each recording, and the peer's settings.
struct Both {
    ours: Vec<Vec<Timed>>,
    theirs: Vec<Vec<Timed>>,
    settings: String,
}

/// Both sides on the same recordings.
fn both(whisper: &Whisper, recordings: &[Recording]) -> anyhow::Result<Both> {
    let mut detector = engine::speech::vad::Detector::new(Limits::default())?;
    let speech = |recording: &Recording| detector.speech(&recording.channel.samples);
    let spans: Vec<Spans> = recordings.iter().map(speech).collect();
    let first = recordings.first().context("no recording")?;
    let mut transcriber = material::warm(whisper, 1, &first.channel, &spans[0])?;
    let ours = recordings
        .iter()
        .zip(&spans)
        .map(|(recording, spans)| timed(&mut transcriber, &recording.channel, spans));
    let ours = ours.collect::<anyhow::Result<Vec<_>>>()?;
    let work = tempfile::tempdir()?;
    material::write(
        recordings.iter().map(|recording| &recording.channel),
        Some(&spans),
        work.path(),
    )?;
    let mut peer = Rival::start(Weights::TinyEn, work.path(), false, Library::OWN)?;
    let answer = peer.hear("times", 1)?;
    let theirs = recordings
        .iter()
        .map(|recording| answer.words(&recording.channel.name))
        .collect();
    Ok(Both {
        ours,
        theirs,
        settings: peer.about(1),
    })
}

fn timed(transcriber: &mut WhisperTranscriber, channel: &Channel, spans: &Spans) -> anyhow::Result<Vec<Timed>> {
    let mut words = Vec::new();
    for window in packing::windows(&channel.samples, spans) {
        for spoken in
            hearing::hear(transcriber, &window, hearing::Manner::of("en", true)).map_err(anyhow::Error::msg)?
        {
            let (start, end) = (spoken.word.start_ms as f64 / 1000.0, spoken.word.end_ms as f64 / 1000.0);
            words.push((spoken.word.text, start, end));
        }
    }
    Ok(words)
}

/// Errors of begins and ends of a side, in milliseconds; a word of several digits ("95") has the begin of its first and the end of
/// its last.
fn off(recordings: &[Recording], heard: &[Vec<Timed>]) -> Vec<f64> {
    let mut errors = Vec::new();
    for (recording, heard) in recordings.iter().zip(heard) {
        let mut found: Vec<(String, Option<f64>, Option<f64>)> = Vec::new();
        for (text, start, end) in heard {
            let digits = spelled(text);
            let last = digits.len().saturating_sub(1);
            for (number, digit) in digits.into_iter().enumerate() {
                found.push((digit, (number == 0).then_some(*start), (number == last).then_some(*end)));
            }
        }
        let reference: Vec<String> = recording.words.iter().map(|(word, _)| word.clone()).collect();
        let texts: Vec<String> = found.iter().map(|(text, _, _)| text.clone()).collect();
        for (i, j) in pairs(&reference, &texts) {
            let time = &recording.words[i].1;
            errors.extend(found[j].1.map(|start| 1000.0 * (start - time.start).abs()));
            errors.extend(found[j].2.map(|end| 1000.0 * (end - time.end).abs()));
        }
    }
    errors.sort_by(f64::total_cmp);
    errors
}

/// Digits one by one, as words.
fn spelled(text: &str) -> Vec<String> {
    let apart: String = text
        .chars()
        .flat_map(|c| if c.is_ascii_digit() { vec![' ', c, ' '] } else { vec![c] })
        .collect();
    plain(&apart)
}

fn digits(whisper: &Whisper, about: &str, recordings: &[Recording]) -> anyhow::Result<Value> {
    let Both { ours, theirs, settings } = both(whisper, recordings)?;
    let spoken: usize = recordings.iter().map(|recording| recording.words.len()).sum();
    println!("\n{about:<42}{:>9}{:>9}{:>9}{:>9}", "ends", "median", "95 %", "worst");
    let side = |name: &str, heard: &[Vec<Timed>]| {
        let errors = off(recordings, heard);
        let at = |share: f64| {
            errors
                .get((errors.len() as f64 * share) as usize)
                .copied()
                .unwrap_or(f64::NAN)
        };
        let worst = errors.last().copied().unwrap_or(f64::NAN);
        println!(
            "{name:<42}{:>9}{:>9.0}{:>9.0}{worst:>9.0}",
            errors.len(),
            at(0.5),
            at(0.95)
        );
        json!({"ends": errors.len(), "median_ms": at(0.5), "p95_ms": at(0.95), "worst_ms": worst})
    };
    let (product, peer) = (side("audiapro", &ours), side("faster-whisper", &theirs));
    Ok(json!({"words": spoken, "product": product, "peer": peer, "peer_settings": settings}))
}

fn inside(whisper: &Whisper) -> anyhow::Result<Value> {
    let calls = calls::calls(LINE_NOISE)?;
    let recordings: Vec<Recording> = material::channels(&calls)?.into_iter().map(bounded).collect();
    let Both { ours, theirs, settings } = both(whisper, &recordings)?;
    println!(
        "\n{:<42}{:>9}{:>9}",
        "inside of their utterance \u{b1} 0.25 s", "words", "%"
    );
    let side = |name: &str, heard: &[Vec<Timed>]| {
        let (mut right, mut matched, mut outside) = (0, 0, Vec::new());
        for (recording, heard) in recordings.iter().zip(heard) {
            let found: Vec<(String, &Timed)> = heard
                .iter()
                .flat_map(|word| plain(&word.0).into_iter().map(move |text| (text, word)))
                .collect();
            let texts: Vec<String> = found.iter().map(|(text, _)| text.clone()).collect();
            let reference: Vec<String> = recording.words.iter().map(|(word, _)| word.clone()).collect();
            for (i, j) in pairs(&reference, &texts) {
                let (place, (_, start, end)) = (&recording.words[i].1, found[j].1);
                let beyond = (place.start - start).max(end - place.end).max(0.0);
                matched += 1;
                right += usize::from(beyond <= TOLERANCE);
                outside.push(1000.0 * beyond);
            }
        }
        let share = 100.0 * right as f64 / matched.max(1) as f64;
        println!("{name:<42}{matched:>9}{share:>9.2}");
        json!({"words": matched, "inside_percent": share, "median_ms": median(outside)})
    };
    let (product, peer) = (side("audiapro", &ours), side("faster-whisper", &theirs));
    Ok(json!({"product": product, "peer": peer, "peer_settings": settings}))
}

/// Each word lies in its utterance, nobody knows where.
fn bounded(channel: Channel) -> Recording {
    let at = |sample: usize| sample as f64 / material::AT as f64;
    let places = channel.places.iter().map(|place| {
        let own = channel.spoken.iter().find(|spoken| spoken.contains(place));
        own.map_or(0.0..0.0, |own| at(own.start)..at(own.end))
    });
    let words = channel.reference.iter().cloned().zip(places).collect();
    Recording { channel, words }
}

/// A word of a recording, and the samples at 8 kHz where it lies.
type Digit = (String, Range<usize>);

/// Its name, samples at 8 kHz, and its digits.
type DigitString = (String, Vec<f32>, Vec<Digit>);

/// Strings of digits of `tests/audio`: samples at 8 kHz and true times.
fn strings() -> anyhow::Result<Vec<DigitString>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/audio/digits");
    let table = std::fs::read_to_string(folder.join("times.tsv")).context("tests/audio/digits/times.tsv")?;
    let mut files: BTreeMap<&str, Vec<Digit>> = BTreeMap::new();
    for line in table.lines() {
        let columns: Vec<&str> = line.split('\t').collect();
        let [file, word, begin, end] = columns[..] else {
            anyhow::bail!("times.tsv: {line:?}");
        };
        let at = |milliseconds: &str| -> anyhow::Result<usize> { Ok(milliseconds.parse::<usize>()? * RATE / 1000) };
        files
            .entry(file)
            .or_default()
            .push((word.to_owned(), at(begin)?..at(end)?));
    }
    let mut strings = Vec::new();
    for (file, digits) in files {
        let bytes = std::fs::read(folder.join(format!("{file}.flac"))).with_context(|| file.to_owned())?;
        let sound = audio::decode(&bytes, None, &audio::Limits::default())?;
        let samples = sound.channels.first().context("no channel")?.to_vec();
        strings.push((file.to_owned(), samples, digits));
    }
    Ok(strings)
}

fn joined() -> anyhow::Result<Vec<Recording>> {
    strings()?
        .into_iter()
        .map(|(name, samples, digits)| recording(name, samples, &digits))
        .collect()
}

/// Digits of one speaker a string, in an order of chance, apart by 0.12 to 0.5 s, through a telephone line.
fn anew() -> anyhow::Result<Vec<Recording>> {
    let strings = strings()?;
    let mut recordings = Vec::new();
    for number in 0..STRINGS {
        let mut chance = Chance(0x5eed + number);
        let (_, samples, digits) = &strings[number as usize % strings.len()];
        let order = chance.shuffled(digits.len());
        let (mut sound, mut placed) = (vec![0.0; RATE / 2], Vec::new());
        for digit in order.into_iter().cycle().take(DIGITS) {
            let (word, time) = &digits[digit];
            let begin = sound.len();
            sound.extend(samples.get(time.clone()).context("a digit outside of its recording")?);
            placed.push((word.clone(), begin..sound.len()));
            let pause = RATE as f32 * (0.12 + 0.38 * chance.share());
            sound.resize(sound.len() + pause as usize, 0.0);
        }
        sound.resize(sound.len() + RATE / 2, 0.0);
        let sound = heard_through(calls::line(sound, LINE_NOISE, &mut chance))?;
        recordings.push(recording(format!("anew-{number}"), sound, &placed)?);
    }
    Ok(recordings)
}

/// mu-law bytes of one channel as samples.
fn heard_through(line: Vec<u8>) -> anyhow::Result<Vec<f32>> {
    let declared = DeclaredFormat {
        codec: RawCodec::Ulaw,
        rate: RATE as u32,
        channels: 1,
    };
    let sound = audio::decode(&line, Some(&declared), &audio::Limits::default())?;
    Ok(sound.channels.first().context("no channel")?.to_vec())
}

fn recording(name: String, narrow: Vec<f32>, digits: &[Digit]) -> anyhow::Result<Recording> {
    let at = |sample: usize| sample as f64 / RATE as f64;
    let words = digits
        .iter()
        .map(|(word, time)| (word.clone(), at(time.start)..at(time.end)));
    Ok(Recording {
        words: words.collect(),
        channel: Channel::alone(name, narrow)?,
    })
}
