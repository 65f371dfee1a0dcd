//! `audiapro sentiment`: one utterance a line in, its label and score out, bit-equal to what a call gets.

use std::io::{self, BufRead};

use actors::engine::onnx::Onnx;
use actors::engine::sentiment::Model;
use anyhow::Context;
use clap::Args;

use super::{Outcome, Surroundings, terminal};
use crate::model_files;

const AFTER: &str = "\
Examples:
  echo 'I have been waiting for two weeks.' | audiapro sentiment
  audiapro sentiment < utterances.txt > scores.jsonl

One line of output for each line of input, written at once. score is 5 × (positive - negative), 0 where the label is
neutral; an empty line has the label null.";

/// Score utterances from standard input, one a line
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    /// Folder of a Hugging Face sequence-classification model with ONNX, in place of the built-in one
    #[arg(long, value_name = "DIR")]
    model: Option<std::path::PathBuf>,
}

pub fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Outcome> {
    let config = surroundings.config()?;
    actors::engine::cpu::check()?;
    let mut files = model_files::engine(&config, None)?;
    if arguments.model.is_some() {
        files.sentiment_folder.clone_from(&arguments.model);
    }
    let missing = "the sentiment model could not be loaded. `audiapro models fetch` brings ONNX Runtime, `audiapro doctor` shows what is missing";
    let onnx = Onnx::load(&files.onnxruntime).context(missing)?;
    let mut classifier = Model::load(&onnx, files.sentiment_folder.as_deref())
        .and_then(|model| model.classifier())
        .context(missing)?;
    for line in io::stdin().lock().split(b'\n') {
        let line = line.context("could not read standard input")?;
        let text = String::from_utf8_lossy(&line);
        let scored = classifier
            .score(text.trim_end_matches('\r'))
            .map_err(|reason| anyhow::anyhow!("the sentiment model failed: {reason}"))?;
        terminal::line(&serde_json::to_string(&scored)?)?;
    }
    Ok(Outcome::Done)
}
