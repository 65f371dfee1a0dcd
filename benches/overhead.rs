//! Bench `overhead`: of the CPU time of a real call, what is neither voice detection nor whisper.cpp nor the sentiment model:
//! decoding, resampling, packing, words and their times, turns, figures, JSON. It has no peer; the floor is 3 %.

use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use engine::audio;
use engine::speech::decoding::Decoding;
use engine::speech::transcriber::{Ask, Heard, Transcriber};
use engine::speech::vad::{Detector, Limits};
use engine::speech::whisper::Whisper;
use engine::speech::{hearing, packing};
use engine::worker::{Engine, Options, Watch};
use serde_json::{Value, json};

use crate::cpu;
use crate::sentiment::median;
use crate::speech::weights::Weights;

const CALL: &str = "../demo/calls/aws-auto-repairs-40.flac";
const RUNS: usize = 3;
/// Repeats of what is too short for the clock.
const REPEATS: usize = 20;

/// The engine's clock is CPU time here, so that its stages are in it too.
struct CpuClock;

impl Watch for CpuClock {
    fn elapsed(&self) -> Duration {
        Duration::from_secs_f64(cpu::seconds().unwrap_or(0.0))
    }

    fn progress(&mut self, _: f32) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

/// Writes down what a recogniser answers, or says it again for nothing.
struct Tape<'a> {
    recogniser: Option<&'a mut dyn Transcriber>,
    answers: Vec<Heard>,
    next: usize,
}

impl Transcriber for Tape<'_> {
    fn transcribe(&mut self, samples: &[f32], ask: &Ask<'_>) -> Result<Heard, String> {
        let answer = match &mut self.recogniser {
            Some(recogniser) => {
                self.answers.push(recogniser.transcribe(samples, ask)?);
                self.answers.last().cloned()
            }
            None => self.answers.get(self.next).cloned(),
        };
        self.next += 1;
        answer.ok_or_else(|| "the tape has ended".to_owned())
    }

    fn is_multilingual(&self) -> bool {
        false
    }

    fn knows(&self, language: &str) -> bool {
        language == "en"
    }

    fn language(&mut self, _: &[f32]) -> Result<(String, f32), String> {
        Ok(("en".to_owned(), 1.0))
    }
}

pub fn run() -> anyhow::Result<Value> {
    let config = Weights::TinyEn.engine()?;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(CALL);
    let recording = std::fs::read(&path).with_context(|| path.display().to_string())?;
    let engine = Engine::load(&config)?;
    let mut worker = engine.worker()?;
    let (mut totals, mut models, mut outside) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let begin = cpu::seconds()?;
        let analysis = worker.analyze(&recording, &Options::default(), &mut CpuClock)?;
        std::hint::black_box(serde_json::to_string(&analysis)?);
        let total = cpu::seconds()? - begin;
        let timings = &analysis.timings_ms;
        let heavy = (timings.vad + timings.transcribe + timings.sentiment) as f64 / 1000.0;
        totals.push(total);
        models.push(heavy);
        outside.push(total - heavy);
    }
    let hearing = hearing_without_recogniser(&config, &recording)?;
    let total = median(totals.clone());
    let own = median(outside) + hearing;
    let share = own / total;
    println!("{:<52}{total:>9.3} CPU s", "a real call of 245 s, two channels");
    println!(
        "{:<52}{:>9.3} CPU s",
        "detection, recogniser and sentiment model",
        total - own
    );
    println!("{:<52}{hearing:>9.3} CPU s", "packing, words and their times");
    println!("{:<52}{:>9.3} CPU s", "decoding, turns, figures, JSON", own - hearing);
    println!("{:<52}{:>9.2} %", "share of everything that is no model", 100.0 * share);
    Ok(json!({
        "bench": "overhead", "unit": "share of the CPU of a call", "product": share, "peer": Value::Null, "peer_name": Value::Null,
        "ratio": Value::Null, "runs": RUNS,
        "conditions": {"call": "aws-auto-repairs-40.flac", "word_times": true},
        "extra": {"total_cpu_s": totals, "stages_cpu_s": models, "hearing_cpu_s": hearing, "floor": 0.03},
    }))
}

/// Packing, words and times alone: the recogniser's answers come from a tape.
fn hearing_without_recogniser(config: &engine::worker::EngineConfig, recording: &[u8]) -> anyhow::Result<f64> {
    let sound = audio::decode(recording, None, &audio::Limits::default())?;
    let mut detector = Detector::new(Limits::default())?;
    let mut whisper = Whisper::load(&config.whisper_model)?.transcriber(Decoding::default())?;
    let mut seconds = 0.0;
    for channel in &sound.channels {
        let samples = audio::resample(&channel.to_vec(), sound.rate, 16_000)?;
        let spans = detector.speech(&samples);
        let hear = |tape: &mut Tape<'_>| -> anyhow::Result<()> {
            for window in packing::windows(&samples, &spans) {
                std::hint::black_box(
                    hearing::hear(tape, &window, hearing::Manner::of("en", true)).map_err(anyhow::Error::msg)?,
                );
            }
            Ok(())
        };
        let mut tape = Tape {
            recogniser: Some(&mut whisper),
            answers: Vec::new(),
            next: 0,
        };
        hear(&mut tape)?;
        let answers = tape.answers;
        let mut tape = Tape {
            recogniser: None,
            answers,
            next: 0,
        };
        let begin = cpu::seconds()?;
        for _ in 0..REPEATS {
            tape.next = 0;
            hear(&mut tape)?;
        }
        seconds += (cpu::seconds()? - begin) / REPEATS as f64;
    }
    Ok(seconds)
}
