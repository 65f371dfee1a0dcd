//! Where the log goes and in which form: standard error; text for a person at a terminal, JSON for a machine. What is logged is
//! decided where it is logged; telephone numbers and texts never are.

use std::io::IsTerminal;
use std::sync::OnceLock;

use anyhow::{Context, anyhow};
use tracing::{Level, Metadata};
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, Registry, fmt, reload};

use crate::config::{Log, LogFormat};

/// Crates that tell, below this level, what passes through them: the parameters of statements, headers with keys.
const TALKATIVE: [&str; 8] = [
    "tokio_postgres",
    "postgres_protocol",
    "actix_http",
    "actix_web",
    "hyper",
    "h2",
    "reqwest",
    "rustls",
];

static FILTER: OnceLock<reload::Handle<EnvFilter, Registry>> = OnceLock::new();

/// Sets the log up for this process. Once.
pub fn init(log: &Log) -> anyhow::Result<()> {
    let (filter, handle) = reload::Layer::new(filter(&log.level)?);
    let terminal = std::io::stderr().is_terminal();
    let lines = fmt::layer()
        .with_writer(std::io::stderr)
        // A line that cannot be written (a full disk under the log) is lost; saying so on the same standard error would panic.
        .log_internal_errors(false);
    let as_json = match log.format {
        LogFormat::Json => true,
        LogFormat::Auto => !terminal,
        LogFormat::Text => false,
    };
    let lines = if as_json {
        lines
            .json()
            .flatten_event(true)
            // Spans do not nest here: a list of them would say everything twice.
            .with_span_list(false)
            .with_filter(filter_fn(is_discreet))
            .boxed()
    } else {
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let lines = lines.with_ansi(terminal && !plain).with_target(false);
        lines.with_filter(filter_fn(is_discreet)).boxed()
    };
    tracing_subscriber::registry()
        .with(filter)
        .with(lines)
        .try_init()
        .map_err(|error| anyhow!("could not set up the log: {error}"))?;
    FILTER.set(handle).ok();
    Ok(())
}

/// Another level from now on; nothing to do in a process whose log is another's.
pub fn set_level(level: &str) -> anyhow::Result<()> {
    let filter = filter(level)?;
    match FILTER.get() {
        Some(handle) => handle.reload(filter).context("could not change the level of the log"),
        None => Ok(()),
    }
}

fn filter(level: &str) -> anyhow::Result<EnvFilter> {
    EnvFilter::try_new(level).with_context(|| format!("log.level is {level:?}"))
}

/// Whatever the level is set to.
fn is_discreet(metadata: &Metadata<'_>) -> bool {
    let of = |name: &&str| {
        let rest = metadata.target().strip_prefix(name);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    };
    *metadata.level() <= Level::INFO || !TALKATIVE.iter().any(of)
}
