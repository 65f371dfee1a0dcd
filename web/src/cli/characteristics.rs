//! `audiapro characteristics`: the figures of a conversation from word times alone. No model, no sound.

use std::io::Read;
use std::path::{Path, PathBuf};

use actors::engine::characteristics::Transcript;
use anyhow::Context;
use clap::Args;

use super::{Outcome, terminal};

const AFTER: &str = "\
Examples:
  audiapro characteristics turns.json
  audiapro analyze --json call.wav | audiapro characteristics -

The input is one JSON object with `turns` as in an analysis: speaker, start_ms, end_ms, text and words with their times.
Other keys are ignored, except `duration_ms`: without it the conversation ends with its last turn.";

/// Compute the figures of a conversation from turns and word times
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    /// JSON file with `turns`; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let text = read(&arguments.file).with_context(|| format!("could not read {}", arguments.file.display()))?;
    // Some programs write a mark before UTF-8.
    let transcript: Transcript = serde_json::from_str(text.trim_start_matches('\u{feff}')).with_context(|| {
        format!(
            "{} is not an object with `turns` as in an analysis",
            arguments.file.display()
        )
    })?;
    terminal::line(&serde_json::to_string(&transcript.characteristics())?)?;
    Ok(Outcome::Done)
}

fn read(file: &Path) -> std::io::Result<String> {
    if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().lock().read_to_string(&mut text)?;
        Ok(text)
    } else {
        std::fs::read_to_string(file)
    }
}
