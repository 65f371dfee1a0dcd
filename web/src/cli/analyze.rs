//! `audiapro analyze`: the whole engine on recordings, without server or database.

mod readable;
mod work;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicUsize;
use std::sync::mpsc;

use actors::config::{WORKERS_MAX, workers_counted};
use actors::engine::Engine;
use actors::engine::analysis::Analysis;
use actors::engine::audio::{DeclaredFormat, RawCodec};
use actors::engine::characteristics::Thresholds;
use actors::engine::speech::decoding::BEAMS_MAX;
use actors::engine::worker::Options;
use anyhow::{Context, anyhow};
use clap::Args;
use serde::Serialize;

use super::{Outcome, Surroundings, terminal};
use crate::config::{self, Config};
use crate::model_files;

const AFTER: &str = "\
Examples:
  audiapro analyze call.wav
  audiapro analyze --json a.wav b.flac c.mp3 > analyses.jsonl
  audiapro analyze --roles customer,agent call.wav      the customer is on the first channel
  audiapro analyze --format sln --rate 8000 call.sln    headerless 16-bit audio
  audiapro analyze --model base-q8_0 call.wav           a model of the models folder, or a path
  audiapro analyze --beams 5 call.wav                   fewer wrong words for more time

WAV (PCM, mu-law, A-law, ADPCM, GSM, G.722), FLAC, MP3, Ogg (Opus, Vorbis), WebM, M4A (AAC, ALAC), AIFF and AU are recognised by
their content, whatever the file is called. Headerless audio is read as --format says, or as the end of its name does: .sln .sln16
.ulaw .alaw .gsm .g722
A file that cannot be read is reported and the others are still done; the exit status is then 2.
Codes: empty unreadable unsupported_codec too_long too_many_channels bad_rate";

/// Transcribe recordings and compute sentiment and figures
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    /// Recordings
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// One JSON object a file, one a line, in the order of the files
    #[arg(long)]
    json: bool,
    /// Speech model: a name of the models folder, or a path
    #[arg(long, value_name = "NAME")]
    model: Option<String>,
    /// Language spoken: `auto`, or a code such as `en`
    #[arg(long, value_name = "CODE")]
    language: Option<String>,
    /// Names and words that are likely to be said, with commas
    #[arg(long, value_name = "WORDS", value_delimiter = ',')]
    words: Vec<String>,
    /// Whose voice is on which channel of a two-channel recording
    #[arg(long, value_name = "ROLES")]
    roles: Option<String>,
    /// Codec of headerless audio: sln (16-bit little-endian), l16 (big-endian), ulaw, alaw, gsm, wav49, g722
    #[arg(long, value_name = "CODEC")]
    format: Option<String>,
    /// Samples a second of headerless audio
    #[arg(long, value_name = "HZ", requires = "format",
        required_if_eq_any([("format", "sln"), ("format", "l16"), ("format", "ulaw"), ("format", "alaw")]))]
    rate: Option<u32>,
    /// Channels of headerless audio
    #[arg(long, value_name = "N", default_value_t = 1, requires = "format")]
    channels: u16,
    /// Texts kept side by side while speech is heard, 1 to 8 (analysis.beams)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=BEAMS_MAX as i64))]
    beams: Option<u8>,
    /// Recordings at the same time (analysis.workers); 0 is one for each core, on a graphics card two at most
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(0..=WORKERS_MAX as i64))]
    workers: Option<u16>,
}

/// One line of `--json`.
#[derive(Serialize)]
#[serde(untagged)]
enum Line<'a> {
    Analysis {
        file: &'a str,
        #[serde(flatten)]
        analysis: &'a Analysis,
    },
    Error {
        file: &'a str,
        error: &'a work::Failure,
    },
}

pub fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Outcome> {
    let mut config = surroundings.config()?;
    if let Some(beams) = arguments.beams {
        config.analysis.beams = beams.into();
    }
    let options = options(arguments, &config)?;
    actors::engine::cpu::check()?;
    let engine = load(&config, arguments.model.as_deref())?;
    let wanted = arguments.workers.map_or(config.analysis.workers, usize::from);
    let workers = workers_counted(wanted).min(arguments.files.len()).max(1);
    let bytes_max = config.bounds.recording_bytes_max;
    let job = work::Job {
        files: &arguments.files,
        engine: &engine,
        options: &options,
        bytes_max,
        external: config.external_decoder(),
        next: AtomicUsize::new(0),
    };
    let bars = work::Bars::new(&arguments.files);
    let mut failed = false;
    std::thread::scope(|threads| -> anyhow::Result<()> {
        let (send, done) = mpsc::channel();
        for _ in 0..workers {
            let (send, job, bars) = (send.clone(), &job, &bars);
            threads.spawn(move || job.run(bars, &send));
        }
        drop(send);
        in_order(done, |index, result| {
            failed |= result.is_err();
            bars.aside(|| print(&arguments.files[index], &result, arguments))
        })
    })?;
    Ok(if failed { Outcome::Partial } else { Outcome::Done })
}

/// Results come as they are ready and leave in the order of the files.
fn in_order(
    done: mpsc::Receiver<work::Done>,
    mut leave: impl FnMut(usize, work::Outcome) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut waiting = BTreeMap::new();
    let mut turn = 0;
    for (index, result) in done {
        waiting.insert(index, result);
        while let Some(result) = waiting.remove(&turn) {
            leave(turn, result)?;
            turn += 1;
        }
    }
    Ok(())
}

fn print(file: &Path, result: &Result<Analysis, work::Failure>, arguments: &Arguments) -> anyhow::Result<()> {
    let name = file.to_string_lossy();
    if arguments.json {
        let line = match result {
            Ok(analysis) => Line::Analysis { file: &name, analysis },
            Err(error) => Line::Error { file: &name, error },
        };
        terminal::line(&serde_json::to_string(&line)?)?;
    } else {
        match result {
            Ok(analysis) => readable::print(&name, analysis, arguments.files.len() > 1)?,
            Err(error) => {
                let bad = terminal::BAD.bold();
                anstream::eprintln!("{bad}{name}{bad:#}: {} ({})", error.message, error.code);
            }
        }
    }
    Ok(())
}

fn options(arguments: &Arguments, config: &Config) -> anyhow::Result<Options> {
    let declared = arguments.format.as_deref().map(|format| declared(format, arguments));
    let declared = declared.transpose()?;
    Ok(Options {
        language: arguments
            .language
            .as_deref()
            .map_or_else(|| config.language(), config::language),
        by_channel: Vec::new(),
        roles: arguments.roles.as_deref().map_or_else(|| config.roles(), config::roles),
        model: None,
        vocabulary: arguments.words.clone(),
        roles_corrected: false,
        direction: None,
        declared,
        max_seconds: config.bounds.recording_seconds_max,
        word_times: true,
        thresholds: Thresholds::default(),
    })
}

fn declared(format: &str, arguments: &Arguments) -> anyhow::Result<DeclaredFormat> {
    let codec: RawCodec = format.parse().map_err(|error: String| anyhow!("--format: {error}"))?;
    let rate = arguments.rate.or(codec.rate());
    Ok(DeclaredFormat {
        codec,
        rate: rate.ok_or_else(|| anyhow!("--format {format} needs --rate"))?,
        channels: arguments.channels,
    })
}

/// The engine, or what is missing and the command that brings it.
pub fn load(config: &Config, model: Option<&str>) -> anyhow::Result<Engine> {
    let files = model_files::engine(config, model)?;
    Engine::load(&files).context(
        "the models could not be loaded. `audiapro models fetch` brings them, `audiapro doctor` shows what is missing",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_leave_in_the_order_of_the_files_whatever_is_ready_first() {
        let (send, done) = mpsc::channel();
        for index in [2, 0, 3, 1] {
            send.send((
                index,
                Err(work::Failure {
                    code: "empty",
                    message: index.to_string(),
                }),
            ))
            .unwrap();
        }
        drop(send);
        let mut left = Vec::new();
        in_order(done, |index, result| {
            assert_eq!(result.unwrap_err().message, index.to_string());
            left.push(index);
            Ok(())
        })
        .unwrap();
        assert_eq!(left, [0, 1, 2, 3]);
    }
}
