//! Bench `asr`: call audio per CPU second against faster-whisper (batched, int8) with the same weights and the same stretches of
//! speech, the cost of detection added to both; both pipelines whole, each with its own detection; two workers against one; and
//! whisper.cpp without our backend. `--rows a,b` and `--passes N` shorten it.

use std::io::{BufRead, BufReader};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, ensure};
use engine::speech::accel::{self, Acceleration, Level};
use engine::speech::vad::Limits;
use engine::speech::whisper::Whisper;
use engine::speech::word_errors::Errors;
use engine::worker::{Engine, Options, Watch};
use serde_json::{Map, Value, json};

use crate::calls::{self, Call, LINE_NOISE};
use crate::options::{self, Rows};
use crate::sentiment::median;
use crate::speech::material::{self, Channel, Spans};
use crate::speech::rival::{Library, Rival};
use crate::speech::weights::Weights;
use crate::{cpu, workers};

const PASSES: usize = 3;
const WORDS_MIN: usize = 2000;
/// Names of the rows that are no `Case`.
const WORKERS: &str = "workers";
const WHOLE: &str = "whole";

/// CPU seconds of each pass, and the errors of the last one.
#[derive(Default)]
struct Row {
    cpu_s: Vec<f64>,
    errors: Errors,
    /// Words that were lost because nothing was detected where they lie; of ours alone.
    lost: usize,
}

/// A way of hearing the same segments on both sides.
struct Case {
    name: &'static str,
    about: &'static str,
    weights: Weights,
    acceleration: Acceleration,
    beams: usize,
    times: bool,
    /// What the ratio must reach, and what it should; 0 where it is only shown.
    floor: f64,
    aim: f64,
    /// Shown for comparison: one pass is enough.
    is_once: bool,
}

const GREEDY: Case = Case {
    name: "greedy",
    about: "greedy",
    weights: Weights::TinyEn,
    acceleration: Acceleration::Auto,
    beams: 1,
    times: false,
    floor: 1.5,
    aim: 2.5,
    is_once: false,
};

const CASES: [Case; 6] = [
    GREEDY,
    Case {
        name: "beam5",
        about: "beam 5",
        beams: 5,
        floor: 1.15,
        aim: 1.8,
        ..GREEDY
    },
    Case {
        name: "avx2",
        about: "greedy, both restricted to AVX2",
        acceleration: Acceleration::Only(Level::Avx2),
        floor: 1.1,
        aim: 1.5,
        ..GREEDY
    },
    Case {
        name: "base",
        about: "greedy, base",
        weights: Weights::Base,
        ..GREEDY
    },
    Case {
        name: "times",
        about: "greedy, with word times",
        times: true,
        floor: 0.0,
        aim: 0.0,
        is_once: true,
        ..GREEDY
    },
    Case {
        name: "stock",
        about: "greedy, whisper.cpp without our backend",
        acceleration: Acceleration::Off,
        floor: 0.0,
        aim: 0.0,
        is_once: true,
        ..GREEDY
    },
];

/// What all rows share.
struct Bench {
    calls: Vec<Call>,
    channels: Vec<Channel>,
    spans: Vec<Spans>,
    detection_s: f64,
    passes: usize,
    work: tempfile::TempDir,
}

pub fn run() -> anyhow::Result<Value> {
    let names: Vec<&str> = CASES.iter().map(|case| case.name).chain([WORKERS, WHOLE]).collect();
    let wanted = Rows::read(&names)?;
    let bench = Bench::prepare(options::passes(PASSES)?)?;
    let mut rows = Map::new();
    let mut peers = Peers::default();
    for case in CASES.iter().filter(|case| wanted.has(case.name)) {
        let row = match portable(case) {
            Some(program) => bench.apart(case, &program)?,
            None => bench.measure(case, peers.get(&bench, case.weights, case.is_narrow())?)?,
        };
        rows.insert(case.name.to_owned(), row);
    }
    if wanted.has(WORKERS) {
        rows.insert(
            WORKERS.to_owned(),
            workers::row(&bench.channels, &bench.spans, bench.passes)?,
        );
    }
    if wanted.has(WHOLE) {
        let peer = peers.get(&bench, Weights::TinyEn, false)?;
        rows.insert(WHOLE.to_owned(), bench.whole(peer)?);
    }
    Ok(bench.report(rows))
}

/// One peer for each of its weights and widths, kept from row to row, and the library that suits each width.
#[derive(Default)]
struct Peers {
    libraries: Vec<(bool, Library)>,
    started: Vec<((Weights, bool), Rival)>,
}

impl Peers {
    fn get(&mut self, bench: &Bench, weights: Weights, is_narrow: bool) -> anyhow::Result<&mut Rival> {
        let key = (weights, is_narrow);
        let number = match self.started.iter().position(|(own, _)| *own == key) {
            Some(number) => number,
            None => {
                let library = self.library(bench, is_narrow)?;
                let rival = Rival::start(weights, bench.work.path(), is_narrow, library)?;
                self.started.push((key, rival));
                self.started.len() - 1
            }
        };
        Ok(&mut self.started[number].1)
    }

    fn library(&mut self, bench: &Bench, is_narrow: bool) -> anyhow::Result<Library> {
        if let Some((_, library)) = self.libraries.iter().find(|(own, _)| *own == is_narrow) {
            return Ok(*library);
        }
        println!("looking for the peer's best settings");
        let library = Library::best(Weights::TinyEn, bench.work.path(), is_narrow)?;
        self.libraries.push((is_narrow, library));
        Ok(library)
    }
}

/// A build of this program for AVX2 alone, whisper.cpp's own code included, where `script/bench` made one.
fn portable(case: &Case) -> Option<PathBuf> {
    let program = std::env::var_os("AUDIAPRO_BENCH_PORTABLE").filter(|program| !program.is_empty());
    program.filter(|_| case.is_narrow()).map(PathBuf::from)
}

impl Case {
    fn is_narrow(&self) -> bool {
        self.acceleration == Acceleration::Only(Level::Avx2)
    }
}

impl Bench {
    fn prepare(passes: usize) -> anyhow::Result<Self> {
        let calls = calls::calls(LINE_NOISE)?;
        let channels = material::channels(&calls)?;
        let (mut spans, mut detection_s) = (Vec::new(), Vec::new());
        for _ in 0..passes.max(3) {
            let (found, cpu_s) = material::detected(&channels, Limits::default())?;
            spans = found;
            detection_s.push(cpu_s);
        }
        let words = material::words(&channels);
        ensure!(words >= WORDS_MIN, "only {words} words");
        let work = tempfile::tempdir()?;
        material::write(&channels, Some(&spans), work.path())?;
        Ok(Self {
            calls,
            channels,
            spans,
            detection_s: median(detection_s),
            passes,
            work,
        })
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.channels.iter().map(|channel| channel.name.as_str())
    }

    /// Passes of both sides in turn.
    fn measure(&self, case: &Case, peer: &mut Rival) -> anyhow::Result<Value> {
        let running = accel::start(case.acceleration);
        let whisper = Whisper::load(&case.weights.ours()?)?;
        let mut transcriber = material::warm(&whisper, case.beams, &self.channels[0], &self.spans[0])?;
        let (mut ours, mut theirs) = (Row::default(), Row::default());
        let kind = if case.times { "times" } else { "plain" };
        for _ in 0..if case.is_once { 1 } else { self.passes } {
            let begin = cpu::seconds()?;
            let texts = material::all_heard(&mut transcriber, &self.channels, &self.spans, case.times)?;
            ours.cpu_s.push(cpu::seconds()? - begin);
            ours.errors = material::errors(&self.channels, &texts);
            ours.lost = material::lost(&self.channels, &self.spans, &texts);
            let answer = peer.hear(kind, case.beams)?;
            theirs.cpu_s.push(answer.cpu_s);
            theirs.errors = material::errors(&self.channels, &answer.texts(self.names()));
        }
        let mut line = self.line(case.about, &ours, &theirs, self.detection_s);
        line["backend"] = json!(running.to_string());
        line["peer_settings"] = json!(peer.about(case.beams));
        if case.floor > 0.0 {
            (line["floor"], line["aim"]) = (json!(case.floor), json!(case.aim));
        }
        println!("  ours on {running}; peer: {}", peer.about(case.beams));
        Ok(line)
    }

    /// The same row by another build of this program.
    fn apart(&self, case: &Case, program: &Path) -> anyhow::Result<Value> {
        println!("\nthe row {} by {}", case.name, program.display());
        let passes = self.passes.to_string();
        let mut child = Command::new(program)
            .args(["asr", "--rows", case.name, "--passes", &passes])
            .env_remove("AUDIAPRO_BENCH_PORTABLE")
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("could not start {}", program.display()))?;
        let mut last = String::new();
        for line in BufReader::new(child.stdout.take().context("no standard output")?).lines() {
            let line = line?;
            // The closing object is for us.
            if !last.is_empty() {
                println!("  {last}");
            }
            last = line;
        }
        ensure!(child.wait()?.success(), "{} failed", program.display());
        let closing: Value = serde_json::from_str(&last).context("its closing object")?;
        Ok(closing["extra"]["rows"][case.name].clone())
    }

    /// Each pipeline as it is shipped: ours from the file to the analysis, the peer's from samples to text.
    fn whole(&self, peer: &mut Rival) -> anyhow::Result<Value> {
        let mut worker = Engine::load(&Weights::TinyEn.engine()?)?.worker()?;
        let (mut ours, mut theirs) = (Row::default(), Row::default());
        for _ in 0..self.passes {
            let begin = cpu::seconds()?;
            let mut texts = Vec::new();
            for call in &self.calls {
                let analysis = worker.analyze(&call.wav(), &Options::default(), &mut Still)?;
                for side in 0..2 {
                    let own = analysis.turns.iter().filter(|turn| turn.channel == side);
                    texts.push(own.map(|turn| turn.text.as_str()).collect::<Vec<_>>().join(" "));
                }
            }
            ours.cpu_s.push(cpu::seconds()? - begin);
            ours.errors = material::errors(&self.channels, &texts);
            let answer = peer.hear("whole", 1)?;
            theirs.cpu_s.push(answer.cpu_s);
            theirs.errors = material::errors(&self.channels, &answer.texts(self.names()));
        }
        Ok(self.line("whole pipelines, own detection", &ours, &theirs, 0.0))
    }

    fn line(&self, name: &str, ours: &Row, theirs: &Row, added: f64) -> Value {
        let rate = |row: &Row| material::seconds(&self.channels) / (median(row.cpu_s.clone()) + added);
        let (a, b) = (rate(ours), rate(theirs));
        println!(
            "\n{:<42}{:>10}{:>10}{:>8}{:>9}{:>9}",
            "audio seconds per CPU second", "audiapro", "peer", "ratio", "WER %", "WER peer"
        );
        println!(
            "{name:<42}{a:>10.1}{b:>10.1}{:>8.2}{:>9.2}{:>9.2}",
            a / b,
            ours.errors.rate(),
            theirs.errors.rate()
        );
        json!({
            "product": a, "peer": b, "ratio": a / b, "product_cpu_s": ours.cpu_s, "peer_cpu_s": theirs.cpu_s,
            "product_wer": ours.errors.rate(), "peer_wer": theirs.errors.rate(),
            "product_deleted": ours.errors.deleted, "product_lost": ours.lost, "peer_deleted": theirs.errors.deleted,
        })
    }

    fn report(&self, rows: Map<String, Value>) -> Value {
        let (seconds, words) = (material::seconds(&self.channels), material::words(&self.channels));
        println!(
            "\n{:<12}{:>8}{:>8}{:>8}{:>9}{:>9}",
            "row", "ratio", "floor", "aim", "WER %", "WER peer"
        );
        for (name, row) in &rows {
            let number = |key: &str| {
                row[key]
                    .as_f64()
                    .map_or_else(|| "—".to_owned(), |value| format!("{value:.2}"))
            };
            println!(
                "{name:<12}{:>8}{:>8}{:>8}{:>9}{:>9}",
                number("ratio"),
                number("floor"),
                number("aim"),
                number("product_wer"),
                number("peer_wer")
            );
        }
        println!(
            "{words} words; detection ({:.2} CPU s, {:.2} ms per audio second and \
             channel) is added to both sides, but not to `{WHOLE}`",
            self.detection_s,
            1000.0 * self.detection_s / seconds
        );
        let lost = rows.get(GREEDY.name).and_then(|row| row["product_lost"].as_u64());
        if let Some(lost) = lost {
            println!("{lost} words were lost because nothing was detected where they lie");
        }
        let first = rows
            .get(GREEDY.name)
            .or_else(|| rows.values().next())
            .cloned()
            .unwrap_or_default();
        json!({
            "bench": "asr", "unit": "audio seconds per CPU second", "product": first["product"], "peer": first["peer"],
            "peer_name": first["peer_settings"], "ratio": first["ratio"], "runs": self.passes,
            "conditions": {
                "model": "tiny.en (q8_0 / int8), in the row `base`: base", "threads": 1, "audio_s": seconds, "words": words,
                "audio": "simulated two-channel calls from read speech, 8 kHz mu-law", "built_for": engine::cpu::built_for(),
            },
            "extra": {"rows": rows, "words_lost_by_detection": lost, "detection_cpu_s": self.detection_s},
        })
    }
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
