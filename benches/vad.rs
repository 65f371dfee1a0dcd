//! Bench `vad`: speech detection on mu-law calls with noise at several levels. Missed speech, words lost by that, false alarm, the word
//! errors that follow (with our recogniser on whatever was detected), CPU. Rows: ours as shipped and otherwise; faster-whisper's own detection; Silero's
//! detector run as it is published. `--passes N` and `--rows quiet,…` shorten it.

use std::ops::Range;

use anyhow::Context;
use engine::speech::accel::{self, Acceleration};
use engine::speech::vad::{Limits, RATE, spans};
use engine::speech::whisper::{Whisper, WhisperTranscriber};
use serde_json::{Map, Value, json};

use crate::calls::{self, LINE_NOISE};
use crate::options::{self, Rows};
use crate::peer::Peer;
use crate::sentiment::median;
use crate::speech::material::{self, Channel, Spans};
use crate::speech::weights::Weights;

const PASSES: usize = 3;
/// Noise on the line, and its name.
const NOISE: [(&str, f32); 3] = [("quiet", LINE_NOISE), ("noisy", 0.005), ("loud", 0.0158)];
/// Detected speech is no false alarm this near to an utterance, in samples: half a second, for what is padded.
const NEAR: usize = RATE / 2;

const SHIPPED: &str = "as shipped";
const PUBLISHED: &str = "Silero as published, streaming";

/// As Silero's package has them.
const PUBLISHED_LIMITS: Limits = Limits {
    silence: 0.0,
    begin: 0.5,
    end: 0.35,
    speech_min: 8,
    silence_min: 3,
    pad: 480,
};

enum Finder {
    Ours(Limits),
    /// An order to the peer that answers with stretches of speech.
    Spans(&'static str),
    /// One that answers with probabilities, and what becomes of them.
    Probabilities(&'static str, Limits),
}

/// What was found in all channels.
struct Found {
    spans: Vec<Spans>,
    cpu_s: Vec<f64>,
}

pub fn run() -> anyhow::Result<Value> {
    let wanted = Rows::read(&NOISE.map(|(name, _)| name))?;
    let passes = options::passes(PASSES)?;
    let running = accel::start(Acceleration::Auto);
    let whisper = Whisper::load(&Weights::TinyEn.ours()?)?;
    let (mut rows, mut words, mut audio_s) = (Map::new(), 0, 0.0);
    for (name, noise) in NOISE.into_iter().filter(|(name, _)| wanted.has(name)) {
        let channels = material::channels(&calls::calls(noise)?)?;
        let work = tempfile::tempdir()?;
        material::write(&channels, None, work.path())?;
        let mut peer = Peer::start("vad.py", &[work.path().into()], &[])?;
        let about = format!(
            "{name} line, speech {:.0} dB above noise",
            calls::signal_to_noise(noise)
        );
        println!(
            "\n{about:<46}{:>9}{:>9}{:>9}{:>8}{:>10}",
            "missed %", "lost %", "alarm %", "WER %", "CPU ms/s"
        );
        let (spans, _) = material::detected(&channels, Limits::default())?;
        let mut transcriber = material::warm(&whisper, 1, &channels[0], &spans[0])?;
        let mut lines = Map::new();
        for (way, finder) in finders() {
            let found = find(&finder, &channels, &mut peer, passes)?;
            lines.insert(way.to_owned(), line(way, &found, &channels, &mut transcriber)?);
        }
        (words, audio_s) = (material::words(&channels), material::seconds(&channels));
        rows.insert(name.to_owned(), Value::Object(lines));
    }
    let first = rows.values().next().cloned().unwrap_or_default();
    let cost = |way: &str| first[way]["cpu_ms"].as_f64();
    let ratio = cost(PUBLISHED).zip(cost(SHIPPED)).map(|(theirs, ours)| theirs / ours);
    Ok(json!({
        "bench": "vad", "unit": "CPU milliseconds per audio second and channel", "product": cost(SHIPPED), "peer": cost(PUBLISHED),
        "peer_name": "silero-vad 6.2.3 by onnxruntime 1.28.0, as published", "ratio": ratio, "runs": passes,
        "conditions": {
            "audio_s": audio_s, "words": words, "threads": 1, "recogniser": format!("tiny.en-q8_0, greedy, {running}"),
            "audio": "simulated two-channel calls from read speech, 8 kHz mu-law, white noise", "noise": NOISE.map(|(name, level)| json!({"name": name, "rms": level})),
        },
        "extra": {"rows": rows},
    }))
}

fn finders() -> Vec<(&'static str, Finder)> {
    let shipped = Limits::default();
    let limits = |begin: f32, end: f32| Limits { begin, end, ..shipped };
    let padded = |milliseconds: usize| Limits {
        pad: milliseconds * RATE / 1000,
        ..shipped
    };
    // -50 dBFS.
    let gated = Limits {
        silence: 1e-5,
        ..shipped
    };
    vec![
        (SHIPPED, Finder::Ours(shipped)),
        ("begin 0.15, end 0.05", Finder::Ours(limits(0.15, 0.05))),
        ("begin 0.3, end 0.15", Finder::Ours(limits(0.3, 0.15))),
        ("begin 0.5, end 0.35", Finder::Ours(limits(0.5, 0.35))),
        ("padded by 100 ms", Finder::Ours(padded(100))),
        ("padded by 400 ms", Finder::Ours(padded(400))),
        ("behind an energy gate at -50 dBFS", Finder::Ours(gated)),
        (
            "8 kHz mode, our limits",
            Finder::Probabilities("streaming 8000", shipped),
        ),
        (
            "both channels in one batch",
            Finder::Probabilities("pair", PUBLISHED_LIMITS),
        ),
        (
            "Silero as published, sequence",
            Finder::Probabilities("sequence", PUBLISHED_LIMITS),
        ),
        (PUBLISHED, Finder::Probabilities("streaming 16000", PUBLISHED_LIMITS)),
        ("faster-whisper's own", Finder::Spans("own")),
    ]
}

fn find(finder: &Finder, channels: &[Channel], peer: &mut Peer, passes: usize) -> anyhow::Result<Found> {
    let mut found = Found {
        spans: Vec::new(),
        cpu_s: Vec::new(),
    };
    for _ in 0..passes {
        let (spans, cpu_s) = match finder {
            Finder::Ours(limits) => material::detected(channels, *limits)?,
            Finder::Spans(order) => {
                let answer = peer.ask(order)?;
                let of = |channel: &Channel| given(&answer["spans"][&channel.name]);
                (channels.iter().map(of).collect(), cpu_s(&answer)?)
            }
            Finder::Probabilities(order, limits) => {
                let answer = peer.ask(order)?;
                let of = |channel: &Channel| {
                    let values = answer["probabilities"][&channel.name].as_array();
                    let values = values.into_iter().flatten().filter_map(Value::as_f64);
                    let values: Vec<f32> = values.map(|value| value as f32).collect();
                    spans(&values, channel.samples.len(), limits)
                };
                (channels.iter().map(of).collect(), cpu_s(&answer)?)
            }
        };
        found.spans = spans;
        found.cpu_s.push(cpu_s);
    }
    Ok(found)
}

fn cpu_s(answer: &Value) -> anyhow::Result<f64> {
    answer["cpu_s"].as_f64().context("no cpu_s")
}

fn given(spans: &Value) -> Spans {
    let spans = spans.as_array().into_iter().flatten();
    let ends = spans.filter_map(|span| Some(span[0].as_u64()? as usize..span[1].as_u64()? as usize));
    ends.collect()
}

fn line(way: &str, found: &Found, channels: &[Channel], transcriber: &mut WhisperTranscriber) -> anyhow::Result<Value> {
    let texts = material::all_heard(transcriber, channels, &found.spans, false)?;
    let errors = material::errors(channels, &texts);
    let lost = material::lost(channels, &found.spans, &texts);
    let words = 100.0 * lost as f64 / errors.words.max(1) as f64;
    let (missed, alarm) = missed_and_alarm(channels, &found.spans);
    let cpu_ms = 1000.0 * median(found.cpu_s.clone()) / material::seconds(channels);
    println!(
        "{way:<46}{missed:>9.2}{words:>9.2}{alarm:>9.2}{:>8.2}{cpu_ms:>10.2}",
        errors.rate()
    );
    Ok(json!({
        "missed_speech_percent": missed, "lost_words_percent": words, "false_alarm_percent": alarm, "wer": errors.rate(),
        "deleted": errors.deleted, "cpu_ms": cpu_ms, "cpu_s": found.cpu_s,
    }))
}

/// Percent of the time of utterances that was not detected (their pauses count), and of the time far from any that was.
fn missed_and_alarm(channels: &[Channel], found: &[Spans]) -> (f64, f64) {
    let (mut spoken, mut missed, mut silent, mut alarm) = (0, 0, 0, 0);
    for (channel, spans) in channels.iter().zip(found) {
        let near = |span: &Range<usize>| span.start.saturating_sub(NEAR)..span.end + NEAR;
        let near: Spans = channel.spoken.iter().map(near).collect();
        // Every 10 ms is fine enough.
        for at in (0..channel.samples.len()).step_by(RATE / 100) {
            let inside = |spans: &Spans| spans.iter().any(|span| span.contains(&at));
            let detected = inside(spans);
            if inside(&channel.spoken) {
                spoken += 1;
                missed += usize::from(!detected);
            } else if !inside(&near) {
                silent += 1;
                alarm += usize::from(detected);
            }
        }
    }
    let percent = |part: usize, all: usize| 100.0 * part as f64 / all.max(1) as f64;
    (percent(missed, spoken), percent(alarm, silent))
}
