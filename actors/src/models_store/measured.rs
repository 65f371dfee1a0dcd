//! How fast a speech model is on this machine and how well it hears: measured here, kept beside its file as `<file>.measured.json`.
//! What it is measured by: `speech`.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Instant,
};

use chrono::{DateTime, Utc};
use engine::speech::{
    accel::{self, Acceleration},
    decoding::Decoding,
    hearing, packing,
    vad::{Detector, Limits, RATE},
    whisper::Whisper,
    word_errors::Errors,
};
use nix::sys::{
    resource::{UsageWho, getrusage},
    time::TimeValLike,
};
use serde::{Deserialize, Serialize};

use super::{Manifest, ModelError, ONNXRUNTIME, Speech, Store, manifest};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Of the model's file.
    pub sha256: String,
    pub measured_at: DateTime<Utc>,
    /// Of the machine that it was measured on.
    pub processor: String,
    /// What computed: kernels of our own, or whisper.cpp's.
    pub backend: String,
    pub beams: usize,
    /// Speech that was heard, with word times; finding it is not counted.
    pub speech_s: f64,
    pub cpu_s: f64,
    pub speech_s_per_cpu_s: f64,
    /// Time that one worker took over the length of the speech; below 1 it keeps up.
    pub real_time_factor: f64,
    pub words: usize,
    /// Percent.
    pub word_error_rate: f64,
    /// Where the speech came from.
    pub speech: String,
}

/// How to measure.
#[derive(Clone, Copy, Debug)]
pub struct Measuring<'a> {
    pub acceleration: Acceleration,
    pub beams: usize,
    /// From where the speech is, to be kept with the figures; `None` is the program's own set.
    pub folder: Option<&'a Path>,
    pub now: DateTime<Utc>,
}

impl Measured {
    pub fn path(model: &Path) -> PathBuf {
        let mut name = model.as_os_str().to_owned();
        name.push(".measured.json");
        name.into()
    }

    /// Whether it was measured on a processor like this machine's.
    pub fn is_of_here(&self) -> bool {
        self.processor == processor()
    }
}

/// What is known of a model file, if it is still the one that was measured. What cannot be read is as good as not measured.
pub(super) fn of(model: &Path) -> Option<Measured> {
    let text = fs::read_to_string(Measured::path(model)).ok()?;
    let measured: Measured = serde_json::from_str(&text).ok()?;
    let manifest = Manifest::read(model).ok().flatten()?;
    (model.is_file() && manifest.sha256 == measured.sha256).then_some(measured)
}

impl Store {
    /// Hears `speech` with a model and keeps the figures. Blocks for as long as that takes, some seconds.
    pub fn measure(&self, name: &str, speech: &[Speech], measuring: &Measuring<'_>) -> Result<Measured, ModelError> {
        if name == ONNXRUNTIME {
            return Err(ModelError::NoSpeech(name.to_owned()));
        }
        let manifest = self.verify(name)?;
        let path = self.path(name)?;
        let running = accel::start(measuring.acceleration);
        let run = run(&path, speech, measuring.beams).map_err(|failure| match failure {
            Failure::Load(source) => ModelError::Measure {
                name: name.to_owned(),
                source,
            },
            Failure::Hear(reason) => ModelError::Hear {
                name: name.to_owned(),
                reason,
            },
        })?;
        let measured = Measured {
            sha256: manifest.sha256,
            measured_at: measuring.now,
            processor: processor(),
            backend: running.backend.name().to_owned(),
            beams: measuring.beams,
            speech_s: rounded(run.speech_s),
            cpu_s: rounded(run.cpu_s),
            speech_s_per_cpu_s: rounded(run.speech_s / run.cpu_s.max(0.001)),
            real_time_factor: rounded(run.wall_s / run.speech_s.max(0.001)),
            words: run.errors.words,
            word_error_rate: rounded(run.errors.rate()),
            speech: Speech::described(measuring.folder, speech),
        };
        manifest::write_json(&measured, &Measured::path(&path))?;
        Ok(measured)
    }
}

/// Why a run came to nothing.
enum Failure {
    Load(engine::error::EngineError),
    Hear(String),
}

#[derive(Default)]
struct Run {
    errors: Errors,
    speech_s: f64,
    cpu_s: f64,
    wall_s: f64,
}

fn run(model: &Path, sets: &[Speech], beams: usize) -> Result<Run, Failure> {
    let whisper = Whisper::load(model).map_err(Failure::Load)?;
    if let Some(unknown) = sets.iter().find(|set| !whisper.knows(&set.language)) {
        let language = &unknown.language;
        return Err(Failure::Hear(format!(
            "it does not know {language:?}, in which some of the speech is"
        )));
    }
    let decoding = Decoding {
        beams,
        ..Decoding::default()
    };
    let mut transcriber = whisper.transcriber(decoding).map_err(Failure::Load)?;
    let mut detector = Detector::new(Limits::default()).map_err(Failure::Load)?;
    let mut run = Run::default();
    for (number, set) in sets.iter().enumerate() {
        let samples = &set.golden.samples;
        let spans = detector.speech(samples);
        let manner = hearing::Manner::of(&set.language, true);
        let mut hear = |window| hearing::hear(&mut transcriber, &window, manner).map_err(Failure::Hear);
        // The first window makes what is made once a model.
        if number == 0
            && let Some(first) = packing::windows(samples, &spans).next()
        {
            hear(first)?;
        }
        let (cpu, begun) = (cpu_s(), Instant::now());
        let mut text = String::new();
        for window in packing::windows(samples, &spans) {
            for spoken in hear(window)? {
                text.push(' ');
                text.push_str(&spoken.word.text);
            }
        }
        run.cpu_s += cpu_s() - cpu;
        run.wall_s += begun.elapsed().as_secs_f64();
        let speech: usize = spans.iter().map(|span| span.len()).sum();
        run.speech_s += speech as f64 / RATE as f64;
        run.errors.add(set.golden.errors(&text));
    }
    Ok(run)
}

/// User and system time of this thread.
fn cpu_s() -> f64 {
    let usage = getrusage(UsageWho::RUSAGE_THREAD);
    usage.map_or(0.0, |usage| {
        (usage.user_time().num_microseconds() + usage.system_time().num_microseconds()) as f64 / 1e6
    })
}

/// As the kernel names it.
fn processor() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let mut names = info
        .lines()
        .filter_map(|line| line.strip_prefix("model name")?.split_once(':'));
    names
        .next()
        .map_or_else(|| "unknown".to_owned(), |(_, name)| name.trim().to_owned())
}

fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}
