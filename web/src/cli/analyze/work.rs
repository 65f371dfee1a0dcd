//! The workers of `analyze`: each takes the next file, and one that panics costs that file alone.

use std::fs;
use std::io::IsTerminal;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use actors::analysis::analyst::Analyst;
use actors::analysis::external::{self, ExternalDecoder};
use actors::engine::Engine;
use actors::engine::analysis::Analysis;
use actors::engine::error::RecordingError;
use actors::engine::pbx::recording_name::headerless;
use actors::engine::worker::{Options, Watch};
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

/// Why a file could not be done. `code` is stable.
#[derive(Debug, Serialize)]
pub struct Failure {
    pub code: &'static str,
    pub message: String,
}

pub type Outcome = Result<Analysis, Failure>;
pub type Done = (usize, Outcome);

pub struct Job<'a> {
    pub files: &'a [PathBuf],
    pub engine: &'a Engine,
    pub options: &'a Options,
    pub bytes_max: u64,
    pub external: Option<ExternalDecoder>,
    /// Index of the file that nobody has taken yet.
    pub next: AtomicUsize,
}

impl Job<'_> {
    /// Takes files until none is left. Ends early when nobody listens any more.
    pub fn run(&self, bars: &Bars, done: &Sender<Done>) {
        let mut worker = None;
        loop {
            let index = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(file) = self.files.get(index) else { return };
            let bar = bars.begin(file);
            let result = catch_unwind(AssertUnwindSafe(|| self.one(file, &mut worker, &bar))).unwrap_or_else(|_| {
                // What the panic left in the worker is unknown: the next file gets a new one.
                worker = None;
                Err(Failure {
                    code: "model_failed",
                    message: "the analysis stopped unexpectedly".into(),
                })
            });
            bars.end(&bar);
            if done.send((index, result)).is_err() {
                return;
            }
        }
    }

    fn one(&self, file: &Path, worker: &mut Option<Box<dyn Analyst>>, bar: &ProgressBar) -> Result<Analysis, Failure> {
        let recording = read(file, self.bytes_max)?;
        let worker = match worker {
            Some(worker) => worker,
            None => {
                let new = self.engine.worker().map_err(|error| Failure {
                    code: "model_failed",
                    message: error.to_string(),
                })?;
                worker.insert(external::helped(Box::new(new), self.external.clone()))
            }
        };
        let mut watch = Progress {
            begun: Instant::now(),
            bar,
        };
        let analysis = worker.analyze(&recording, self.options, &mut watch);
        let analysis = match (analysis, self.options_by_name(file)) {
            (Err(RecordingError::Unreadable(_)), Some(options)) => worker.analyze(&recording, &options, &mut watch),
            (analysis, _) => analysis,
        };
        analysis.map_err(|error| Failure {
            code: error.code(),
            message: error.to_string(),
        })
    }

    /// A name proves nothing, but where the bytes do not tell what they are and nobody said it, its end does: `call.ulaw`.
    fn options_by_name(&self, file: &Path) -> Option<Options> {
        let declared = headerless(&file.to_string_lossy()).filter(|_| self.options.declared.is_none())?;
        Some(Options {
            declared: Some(declared),
            ..self.options.clone()
        })
    }
}

fn read(file: &Path, bytes_max: u64) -> Result<Vec<u8>, Failure> {
    let unreadable = |message: String| Failure {
        code: "unreadable",
        message,
    };
    let found = fs::metadata(file).map_err(|error| unreadable(format!("could not open the file: {error}")))?;
    if found.is_dir() {
        return Err(unreadable("this is a folder, not a recording".into()));
    }
    if found.len() > bytes_max {
        let size = found.len();
        return Err(unreadable(format!(
            "the file has {size} bytes, more than bounds.recording_bytes_max ({bytes_max})"
        )));
    }
    fs::read(file).map_err(|error| unreadable(format!("could not read the file: {error}")))
}

struct Progress<'a> {
    begun: Instant,
    bar: &'a ProgressBar,
}

impl Watch for Progress<'_> {
    fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }

    fn progress(&mut self, done: f32) -> ControlFlow<()> {
        self.bar.set_position((done.clamp(0.0, 1.0) * 1000.0) as u64);
        ControlFlow::Continue(())
    }
}

/// Progress bars on standard error, where that is a terminal.
pub struct Bars {
    all: MultiProgress,
    total: Option<ProgressBar>,
}

impl Bars {
    pub fn new(files: &[PathBuf]) -> Self {
        let seen = std::io::stderr().is_terminal();
        let all = MultiProgress::with_draw_target(if seen {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        });
        let total = (files.len() > 1).then(|| {
            let bar = all.add(ProgressBar::new(files.len() as u64));
            bar.set_style(style("{pos}/{len} recordings  {wide_bar}  {elapsed}"));
            bar
        });
        Self { all, total }
    }

    fn begin(&self, file: &Path) -> ProgressBar {
        let bar = self.all.add(ProgressBar::new(1000));
        bar.set_style(style("{msg:30!}  {wide_bar} {percent:>3} %  {elapsed}"));
        bar.set_message(
            file.file_name()
                .unwrap_or(file.as_os_str())
                .to_string_lossy()
                .into_owned(),
        );
        bar
    }

    fn end(&self, bar: &ProgressBar) {
        bar.finish_and_clear();
        if let Some(total) = &self.total {
            total.inc(1);
            if total.position() >= total.length().unwrap_or(0) {
                total.finish_and_clear();
            }
        }
    }

    /// Prints while no bar is drawn over it.
    pub fn aside<R>(&self, print: impl FnOnce() -> R) -> R {
        self.all.suspend(print)
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
