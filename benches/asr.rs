//! Bench `asr`: call audio per CPU second against faster-whisper (batched 8, int8, greedy) with the same weights and the same
//! speech segments, the cost of detection added to both; and both pipelines whole, each with its own detection.

use std::ops::{ControlFlow, Range};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, ensure};
use engine::audio;
use engine::speech::accel::{self, Acceleration};
use engine::speech::decoding::Decoding;
use engine::speech::vad::{Detector, Limits};
use engine::speech::whisper::Whisper;
use engine::speech::{hearing, packing};
use engine::worker::{Engine, EngineConfig, Options, Watch};
use serde_json::{Value, json};

use crate::calls::{self, Call};
use crate::cpu;
use crate::errors::{self, Errors};
use crate::peer::Peer;
use crate::sentiment::median;

const RUNS: usize = 3;
const AT: usize = 16_000;

/// One channel of a call, ready to be heard.
struct Channel {
    name: String,
    samples: Vec<f32>,
    spans: Vec<Range<usize>>,
    reference: Vec<String>,
}

/// CPU seconds of each pass, and the texts of the last one (all are equal).
struct Row {
    cpu_s: Vec<f64>,
    errors: Errors,
}

pub fn run() -> anyhow::Result<Value> {
    let config = config()?;
    let peer_model =
        std::env::var_os("AUDIAPRO_BENCH_CT2").context("AUDIAPRO_BENCH_CT2 is not set: use script/bench")?;
    let calls = calls::calls()?;
    let mut detector = Detector::new(Limits::default())?;
    let begin = cpu::seconds()?;
    let channels = channels(&calls, &mut detector)?;
    let detection_s = cpu::seconds()? - begin - preparation(&calls)?;
    let seconds: f64 = channels
        .iter()
        .map(|channel| channel.samples.len() as f64 / AT as f64)
        .sum();
    let words: usize = channels.iter().map(|channel| channel.reference.len()).sum();
    ensure!(words >= 2000, "only {words} words");
    let work = tempfile::tempdir()?;
    let mut peer = Peer::start("asr.py", &[peer_model, work.path().into()], |_| {
        write(&channels, work.path())
    })?;
    let version = peer.about["faster_whisper"].as_str().unwrap_or_default().to_owned();
    println!("speech: {}", accel::start(config.acceleration));
    let whisper = Whisper::load(&config.whisper_model)?;
    let mut transcriber = whisper.transcriber(Decoding::default())?;
    let mut rows: Vec<(&str, Row, Row)> = Vec::new();
    let mut lost = 0;
    for (name, times) in [("plain", false), ("times", true)] {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        let (mut our_errors, mut their_errors) = (Errors::default(), Errors::default());
        for _ in 0..RUNS {
            let begin = cpu::seconds()?;
            let mut texts = Vec::new();
            for channel in &channels {
                let mut text = String::new();
                for window in packing::windows(&channel.samples, &channel.spans) {
                    let words = hearing::hear(&mut transcriber, &window, "en", times).map_err(anyhow::Error::msg)?;
                    words
                        .iter()
                        .for_each(|spoken| text = format!("{text} {}", spoken.word.text));
                }
                texts.push(text);
            }
            ours.push(cpu::seconds()? - begin);
            (our_errors, lost) = score(&channels, &texts, &calls);
            let answer = peer.ask(name)?;
            theirs.push(answer["cpu_s"].as_f64().context("no cpu_s")?);
            their_errors = score(&channels, &texts_of(&answer, &channels), &calls).0;
        }
        rows.push((
            name,
            Row {
                cpu_s: ours,
                errors: our_errors,
            },
            Row {
                cpu_s: theirs,
                errors: their_errors,
            },
        ));
    }
    let whole = whole(&config, &calls, &channels, &mut peer)?;
    Ok(report(&rows, &whole, seconds, detection_s, lost, &version))
}

/// Models from the environment that `script/bench` sets.
pub fn config() -> anyhow::Result<EngineConfig> {
    let models =
        std::env::var_os("AUDIAPRO__MODELS__DIR").context("AUDIAPRO__MODELS__DIR is not set: use script/bench")?;
    let onnxruntime = std::env::var_os("ORT_DYLIB_PATH").context("ORT_DYLIB_PATH is not set: use script/bench")?;
    Ok(EngineConfig {
        whisper_model: PathBuf::from(models).join("whisper/ggml-tiny.en-q8_0.bin"),
        onnxruntime: onnxruntime.into(),
        sentiment_folder: None,
        acceleration: Acceleration::Auto,
    })
}

fn decoded(call: &Call) -> anyhow::Result<Vec<Vec<f32>>> {
    let sound = audio::decode(&call.wav(), None, &audio::Limits::default())?;
    let at_speech_rate = |channel: &Vec<f32>| audio::resample(channel, sound.rate, AT as u32);
    Ok(sound.channels.iter().map(at_speech_rate).collect::<Result<_, _>>()?)
}

/// What decoding alone costs, in CPU seconds.
fn preparation(calls: &[Call]) -> anyhow::Result<f64> {
    let begin = cpu::seconds()?;
    for call in calls {
        decoded(call)?;
    }
    Ok(cpu::seconds()? - begin)
}

fn channels(calls: &[Call], detector: &mut Detector) -> anyhow::Result<Vec<Channel>> {
    let mut channels = Vec::new();
    for (number, call) in calls.iter().enumerate() {
        for (side, samples) in decoded(call)?.into_iter().enumerate() {
            let spans = detector.speech(&samples);
            let texts = call.spoken[side].iter().map(|spoken| spoken.text.as_str());
            let reference = errors::plain(&texts.collect::<Vec<_>>().join(" "));
            channels.push(Channel {
                name: format!("{number}-{side}"),
                samples,
                spans,
                reference,
            });
        }
    }
    Ok(channels)
}

fn write(channels: &[Channel], folder: &std::path::Path) -> anyhow::Result<()> {
    let names: Vec<&str> = channels.iter().map(|channel| channel.name.as_str()).collect();
    std::fs::write(folder.join("channels.json"), json!(names).to_string())?;
    for channel in channels {
        let bytes: Vec<u8> = channel.samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
        std::fs::write(folder.join(format!("{}.f32", channel.name)), bytes)?;
        let windows = packing::windows(&channel.samples, &channel.spans);
        let pieces: Vec<[usize; 2]> = windows
            .flat_map(|window| window.pieces)
            .map(|piece| [piece.from, piece.from + piece.length])
            .collect();
        std::fs::write(
            folder.join(format!("{}.segments.json", channel.name)),
            json!(pieces).to_string(),
        )?;
    }
    Ok(())
}

fn texts_of(answer: &Value, channels: &[Channel]) -> Vec<String> {
    channels
        .iter()
        .map(|channel| answer["texts"][&channel.name].as_str().unwrap_or_default().to_owned())
        .collect()
}

/// Errors over all channels, and how many of the deleted words lie where no speech was detected.
fn score(channels: &[Channel], texts: &[String], calls: &[Call]) -> (Errors, usize) {
    let mut all = Errors::default();
    let mut lost = 0;
    let spoken = calls.iter().flat_map(|call| &call.spoken);
    for ((channel, text), spoken) in channels.iter().zip(texts).zip(spoken) {
        let (found, deleted) = errors::compare(&channel.reference, &errors::plain(text));
        all.add(found);
        // A word lies about where its share of the utterance's words lies.
        let places = spoken.iter().flat_map(|spoken| {
            let count = errors::plain(&spoken.text).len();
            (0..count).map(move |word| 2 * (spoken.time.start + spoken.time.len() * (2 * word + 1) / (2 * count)))
        });
        let is_missed = |at: usize| !channel.spans.iter().any(|span| span.contains(&at));
        lost += places
            .zip(deleted)
            .filter(|(at, deleted)| *deleted && is_missed(*at))
            .count();
    }
    (all, lost)
}

/// The clock of the whole pipeline is not asked for.
struct Still;

impl Watch for Still {
    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }

    fn progress(&mut self, _: f32) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

/// Each pipeline as it is shipped, once: ours from the file to the analysis, the peer's from samples to text.
fn whole(config: &EngineConfig, calls: &[Call], channels: &[Channel], peer: &mut Peer) -> anyhow::Result<(Row, Row)> {
    let mut worker = Engine::load(config)?.worker()?;
    let begin = cpu::seconds()?;
    let mut texts = Vec::new();
    for call in calls {
        let analysis = worker.analyze(&call.wav(), &Options::default(), &mut Still)?;
        for side in 0..2 {
            let own = analysis.turns.iter().filter(|turn| turn.channel == side);
            texts.push(own.map(|turn| turn.text.as_str()).collect::<Vec<_>>().join(" "));
        }
    }
    let ours = Row {
        cpu_s: vec![cpu::seconds()? - begin],
        errors: score(channels, &texts, calls).0,
    };
    let answer = peer.ask("whole")?;
    let cpu_s = vec![answer["cpu_s"].as_f64().context("no cpu_s")?];
    Ok((
        ours,
        Row {
            cpu_s,
            errors: score(channels, &texts_of(&answer, channels), calls).0,
        },
    ))
}

fn report(
    rows: &[(&str, Row, Row)],
    whole: &(Row, Row),
    seconds: f64,
    detection_s: f64,
    lost: usize,
    version: &str,
) -> Value {
    println!(
        "{:<34}{:>10}{:>10}{:>8}{:>9}{:>9}",
        "", "audiapro", "peer", "ratio", "WER", "WER peer"
    );
    let mut extra = serde_json::Map::new();
    let mut line = |name: &str, ours: &Row, theirs: &Row, added: f64| {
        let rate = |row: &Row| seconds / (median(row.cpu_s.clone()) + added);
        let (a, b) = (rate(ours), rate(theirs));
        println!(
            "{name:<34}{a:>10.1}{b:>10.1}{:>8.2}{:>9.2}{:>9.2}",
            a / b,
            ours.errors.rate(),
            theirs.errors.rate()
        );
        let row = json!({
            "product": a, "peer": b, "ratio": a / b, "product_cpu_s": ours.cpu_s, "peer_cpu_s": theirs.cpu_s,
            "product_wer": ours.errors.rate(), "peer_wer": theirs.errors.rate(),
            "product_deleted": ours.errors.deleted, "peer_deleted": theirs.errors.deleted,
        });
        extra.insert(name.to_owned(), row.clone());
        row
    };
    let first = line("same segments, no word times", &rows[0].1, &rows[0].2, detection_s);
    line("same segments, word times", &rows[1].1, &rows[1].2, detection_s);
    line("whole pipelines, own detection", &whole.0, &whole.1, 0.0);
    let words = rows[0].1.errors.words;
    let lost_share = lost as f64 / words.max(1) as f64;
    println!(
        "\naudio seconds of a channel per CPU second, detection ({detection_s:.2} CPU s) added to both in the first two rows"
    );
    println!(
        "{words} words; deleted because nothing was detected there: {lost} ({:.2} %)",
        100.0 * lost_share
    );
    extra.insert("words".into(), json!(words));
    extra.insert("deleted_by_detection_share".into(), json!(lost_share));
    extra.insert("detection_cpu_s".into(), json!(detection_s));
    json!({
        "bench": "asr", "unit": "audio seconds per CPU second", "product": first["product"], "peer": first["peer"],
        "peer_name": format!("faster-whisper {version}, batched 8, int8, beam 1"), "ratio": first["ratio"], "runs": RUNS,
        "conditions": {
            "model": "tiny.en (q8_0 / int8)", "threads": 1, "audio_s": seconds,
            "audio": "simulated two-channel calls from read speech, 8 kHz mu-law", "cpu": engine::cpu::built_for(),
        },
        "extra": extra,
    })
}
