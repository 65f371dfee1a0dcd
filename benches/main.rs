//! Benchmarks, each with its peer in the same run. `script/bench` builds this and sets what they need; a bench prints its
//! table, and as the last line one JSON object.

mod allocator;
mod asr;
mod auth;
mod beams;
mod bulk;
mod calls;
mod copied;
mod cpu;
mod decode;
mod fair;
mod flat;
mod intake;
mod kafka;
mod limit;
mod login;
mod options;
mod overhead;
mod pages;
mod parse;
mod peer;
mod read;
mod ready;
mod sentiment;
mod served;
mod single;
mod single_peer;
mod speech;
mod takeover;
mod tcp;
mod tenants;
mod ui;
mod vad;
mod wer;
mod words;
mod workers;

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
        "beams",
        "word errors and CPU of our own models, by number of beams",
        beams::run,
    ),
    (
        "vad",
        "missed speech, false alarm, word errors and CPU of speech detection, against faster-whisper's and Silero's own",
        vad::run,
    ),
    (
        "wer",
        "word errors by kind of recording, against faster-whisper with one beam and with five",
        wer::run,
    ),
    (
        "words",
        "begin and end of words against known times, beside faster-whisper's",
        words::run,
    ),
    (
        "decode",
        "recordings of every format to samples, beside ffmpeg's CPU time",
        decode::run,
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
    (
        "intake-single",
        "one record a request on 512 connections, against the same answered without a write, and against an INSERT a request",
        single::run,
    ),
    (
        "tcp",
        "a thousand connected telephone systems at ten lines a second: loss, time from line to commit, memory of an idle connection",
        tcp::run,
    ),
    (
        "parse",
        "every telephone system's form to legs, on one core, beside serde_json, csv and quick-xml reading the same bytes",
        parse::run,
    ),
    (
        "kafka",
        "records over HTTP and Kafka to committed rows, beside Kafka's producer test and COPY, and the program without Kafka",
        kafka::run,
    ),
    (
        "takeover",
        "seconds from killing the node that owns a tenant to the tenant's next commit, by both group protocols, and whether the door paused",
        takeover::run,
    ),
    (
        "limit",
        "the decision on a call in its tenant's supervisor, with 100,000 tenants known; their memory, and the start with them",
        limit::run,
    ),
    (
        "fair",
        "how long a fresh call each second waits for its analysis while another tenant imports 20,000, beside one analysis",
        fair::run,
    ),
    (
        "read",
        "lists of a million calls at any depth, by each filter and order; their export against COPY TO of the same columns",
        read::run,
    ),
    (
        "pages",
        "what the dashboard asks for with a million calls and a hundred thousand transcripts: list, overview of a year, search; cold and warm",
        pages::run,
    ),
    (
        "ui",
        "interactions with the list of a million calls in Chromium, and how soon a record shows on an open page",
        ui::run,
    ),
    (
        "flat",
        "resident memory while half an hour's calls of a hundred telephone systems pass",
        flat::run,
    ),
    (
        "auth",
        "a request with key, permission, rate and audit of what it reads, beside the same handler without",
        auth::run,
    ),
    (
        "login",
        "how long signing in takes for an address that somebody has and for one that nobody has",
        login::run,
    ),
    (
        "tenants",
        "search as one types over a million people in ten thousand tenants, and the last page of their list beside the first",
        tenants::run,
    ),
];

fn main() -> ExitCode {
    // A peer of `intake-single`, as a process of its own.
    if std::env::args().nth(1).as_deref() == Some(single_peer::NAME) {
        return single_peer::main();
    }
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
