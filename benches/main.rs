//! Benchmarks, each with its peer in the same run. `script/bench` builds this and sets what they need; a bench prints its
//! table, and as the last line one JSON object.

mod asr;
mod calls;
mod copied;
mod cpu;
mod errors;
mod intake;
mod overhead;
mod peer;
mod ready;
mod sentiment;
mod served;

use std::process::ExitCode;

use serde_json::Value;

type Bench = fn() -> anyhow::Result<Value>;

/// Name, what it compares, and the function that does it.
const BENCHES: &[(&str, &str, Bench)] = &[
    (
        "asr",
        "call audio per CPU second, and word errors, against faster-whisper with the same weights",
        asr::run,
    ),
    (
        "overhead",
        "share of a call's CPU time that is spent outside of the models",
        overhead::run,
    ),
    (
        "sentiment",
        "utterances a second against the same model in Python's onnxruntime",
        sentiment::run,
    ),
    (
        "ready",
        "seconds from a second start to /health/ready, and resident memory",
        ready::run,
    ),
    (
        "intake",
        "records a second over HTTP, each durable, against COPY of the same rows into the same tables",
        intake::run,
    ),
];

fn main() -> ExitCode {
    let Some(name) = std::env::args().nth(1) else {
        for (name, about, _) in BENCHES {
            println!("{name:<12}{about}");
        }
        return ExitCode::SUCCESS;
    };
    let Some((_, _, run)) = BENCHES.iter().find(|(known, _, _)| *known == name) else {
        eprintln!("there is no bench {name:?}; script/bench lists them");
        return ExitCode::from(2);
    };
    match run() {
        Ok(closing) => {
            println!("{closing}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("bench {name} failed: {error:#}");
            ExitCode::FAILURE
        }
    }
}
