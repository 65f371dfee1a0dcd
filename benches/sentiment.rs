//! Bench `sentiment`: utterances a second on one thread, one utterance a run, against the same file in Python's onnxruntime.
//! Passes of both alternate, so that a busy machine slows both alike; medians are compared.

use std::{
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::Instant,
};

use anyhow::{Context, bail, ensure};
use engine::{
    analysis::UtteranceSentiment,
    onnx::Onnx,
    sentiment::{Classifier, Model},
};
use serde::Deserialize;
use serde_json::{Value, json};

const ROUNDS: usize = 31;
/// Probabilities of the two may differ by this much: tokenizers and runtime are the same, the order of additions is not.
const DIFFERENCE_MAX: f64 = 1e-6;

#[derive(Clone, Copy, Debug, Deserialize)]
struct Pass {
    wall_s: f64,
    cpu_s: f64,
}

/// Runs the bench, prints its table, returns the closing object.
pub fn run() -> anyhow::Result<Value> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(here.join("data/utterances.txt"))?;
    let texts: Vec<&str> = text.lines().collect();
    let library =
        PathBuf::from(std::env::var_os("ORT_DYLIB_PATH").context("ORT_DYLIB_PATH is not set: use script/bench")?);
    let onnx = Onnx::load(&library)?;
    let mut ours = Model::load(&onnx, None)?.classifier()?;
    let mut peer = Peer::start(here)?;

    let difference = largest_difference(&mut ours, &mut peer, &texts)?;
    ensure!(
        difference <= DIFFERENCE_MAX,
        "the two do not compute the same: probabilities differ by {difference}"
    );
    // The first pass of each warms caches and is thrown away.
    one_pass(&mut ours, &texts)?;
    peer.pass()?;
    let (mut product, mut python) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        product.push(one_pass(&mut ours, &texts)?);
        python.push(peer.pass()?);
    }
    Ok(report(&product, &python, texts.len(), difference, onnx.version()))
}

fn one_pass(ours: &mut Classifier, texts: &[&str]) -> anyhow::Result<Pass> {
    let (started, cpu) = (Instant::now(), thread_cpu_s()?);
    for text in texts {
        ours.score(text).map_err(anyhow::Error::msg)?;
    }
    Ok(Pass {
        wall_s: started.elapsed().as_secs_f64(),
        cpu_s: thread_cpu_s()? - cpu,
    })
}

/// CPU time of this thread, in seconds: first figure of schedstat, nanoseconds.
fn thread_cpu_s() -> anyhow::Result<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds: f64 = text.split_whitespace().next().context("schedstat is empty")?.parse()?;
    Ok(nanoseconds / 1e9)
}

fn largest_difference(ours: &mut Classifier, peer: &mut Peer, texts: &[&str]) -> anyhow::Result<f64> {
    let theirs: Vec<[f64; 3]> = peer.ask("scores")?;
    ensure!(
        theirs.len() == texts.len(),
        "the peer scored {} of {} utterances",
        theirs.len(),
        texts.len()
    );
    let mut largest = 0.0f64;
    for (text, theirs) in texts.iter().zip(theirs) {
        let UtteranceSentiment { probabilities, .. } = ours.score(text).map_err(anyhow::Error::msg)?;
        let ours = [probabilities.negative, probabilities.neutral, probabilities.positive];
        for (a, b) in ours.iter().zip(theirs) {
            largest = largest.max((a - b).abs());
        }
    }
    Ok(largest)
}

fn report(product: &[Pass], peer: &[Pass], utterances: usize, difference: f64, version: &str) -> Value {
    let rate = |passes: &[Pass], of: fn(&Pass) -> f64| utterances as f64 / median(passes.iter().map(of).collect());
    let wall = |pass: &Pass| pass.wall_s;
    let cpu = |pass: &Pass| pass.cpu_s;
    let (ours, theirs) = (rate(product, wall), rate(peer, wall));
    let (ours_cpu, theirs_cpu) = (rate(product, cpu), rate(peer, cpu));
    println!(
        "{utterances} utterances, one a run, one thread, median of {} passes",
        product.len()
    );
    println!("{:<28}{:>12}{:>12}{:>8}", "", "audiapro", "python", "ratio");
    println!(
        "{:<28}{ours:>12.0}{theirs:>12.0}{:>8.2}",
        "utterances per second",
        ours / theirs
    );
    println!(
        "{:<28}{ours_cpu:>12.0}{theirs_cpu:>12.0}{:>8.2}",
        "utterances per CPU second",
        ours_cpu / theirs_cpu
    );
    json!({
        "bench": "sentiment", "unit": "utterances per second", "product": ours, "peer": theirs,
        "peer_name": format!("onnxruntime {version} (Python)"), "ratio": ours / theirs, "runs": product.len(),
        "conditions": {"threads": 1, "utterances_a_run": 1, "utterances": utterances, "onnxruntime": version},
        "extra": {
            "product_per_cpu_second": ours_cpu, "peer_per_cpu_second": theirs_cpu, "ratio_cpu": ours_cpu / theirs_cpu,
            "largest_difference_of_probabilities": difference,
        },
    })
}

/// Of at least one value.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let (low, high) = (values.len().saturating_sub(1) / 2, values.len() / 2);
    match (values.get(low), values.get(high)) {
        (Some(a), Some(b)) => (a + b) / 2.0,
        _ => f64::NAN,
    }
}

/// Python, kept running so that its start is not measured.
struct Peer {
    process: Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Peer {
    fn start(here: &Path) -> anyhow::Result<Self> {
        let venv =
            std::env::var_os("AUDIAPRO_BENCH_VENV").context("AUDIAPRO_BENCH_VENV is not set: use script/bench")?;
        let mut process = Command::new(Path::new(&venv).join("bin/python"))
            .arg(here.join("peers/sentiment.py"))
            .arg(here.join("../engine/assets/sentiment"))
            .arg(here.join("data/utterances.txt"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let (Some(orders), Some(answers)) = (process.stdin.take(), process.stdout.take()) else {
            bail!("the peer has no pipes");
        };
        let mut peer = Self {
            process,
            orders,
            answers: BufReader::new(answers),
        };
        let _about: Value = peer.answer()?;
        Ok(peer)
    }

    fn pass(&mut self) -> anyhow::Result<Pass> {
        self.ask("pass")
    }

    fn ask<T: serde::de::DeserializeOwned>(&mut self, order: &str) -> anyhow::Result<T> {
        writeln!(self.orders, "{order}")?;
        self.answer()
    }

    fn answer<T: serde::de::DeserializeOwned>(&mut self) -> anyhow::Result<T> {
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        serde_json::from_str(&line).with_context(|| format!("the peer ended or answered {line:?}"))
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It has no state to lose.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
