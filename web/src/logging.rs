//! Where the log goes and in which form: standard error; text for a person at a terminal, JSON for a machine. What is logged is
//! decided where it is logged; telephone numbers and texts never are.

use std::io::IsTerminal;

use anyhow::Context;
use tracing_subscriber::EnvFilter;

use crate::config::{Log, LogFormat};

/// Sets the log up for this process. Once.
pub fn init(log: &Log) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&log.level).with_context(|| format!("log.level is {:?}", log.level))?;
    let terminal = std::io::stderr().is_terminal();
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        // A line that cannot be written (a full disk under the log) is lost; saying so on the same standard error would panic.
        .log_internal_errors(false);
    let done = match log.format {
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
        LogFormat::Auto if !terminal => builder.json().flatten_event(true).try_init(),
        LogFormat::Auto | LogFormat::Text => {
            let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
            builder.with_ansi(terminal && !plain).with_target(false).try_init()
        }
    };
    done.map_err(|error| anyhow::anyhow!("could not set up the log: {error}"))
}
