//! `audiapro doctor`: what is missing or wrong on this machine, each with its remedy. It changes nothing.

mod checks;
mod kafka;

use clap::Args;
use serde::Serialize;

use super::installation::At;
use super::terminal::{BAD, FAINT, GOOD, WARN};
use super::{Outcome, Surroundings, terminal};
use crate::config::Config;

const AFTER: &str = "\
Examples:
  audiapro doctor
  audiapro doctor --data /srv/audiapro --json

Exit status 1 when something fails; what only warns does not hinder a start.";

/// Say what is missing or wrong on this machine, with remedies
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    /// One JSON object a line
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    at: At,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    Ok,
    Warn,
    Fail,
}

/// One line of the report.
#[derive(Debug, Serialize)]
pub struct Finding {
    pub check: &'static str,
    pub verdict: Verdict,
    pub detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
}

impl Finding {
    fn ok(check: &'static str, detail: impl Into<String>) -> Self {
        Self {
            check,
            verdict: Verdict::Ok,
            detail: detail.into(),
            remedy: None,
        }
    }

    fn warn(check: &'static str, detail: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            check,
            verdict: Verdict::Warn,
            detail: detail.into(),
            remedy: Some(remedy.into()),
        }
    }

    fn fail(check: &'static str, detail: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            check,
            verdict: Verdict::Fail,
            detail: detail.into(),
            remedy: Some(remedy.into()),
        }
    }
}

pub fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Outcome> {
    let findings = match config(arguments, surroundings) {
        Ok(config) => checks::all(&config),
        Err(error) => {
            vec![Finding::fail(
                "configuration",
                error.to_string(),
                "correct it; `audiapro check-config --defaults` documents every key",
            )]
        }
    };
    for finding in &findings {
        if arguments.json {
            terminal::line(&serde_json::to_string(finding)?)?
        } else {
            show(finding)
        }
    }
    let amiss = findings.iter().any(|finding| finding.verdict == Verdict::Fail);
    Ok(if amiss { Outcome::Amiss } else { Outcome::Done })
}

/// As the server would have it, but nobody is changed into and nothing is made.
fn config(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Config> {
    let mut environment = surroundings.environment.clone();
    if let Some(data) = &arguments.at.data {
        environment.push(("AUDIAPRO__DATA__DIR".into(), data.to_string_lossy().into_owned()));
    }
    let mut config = Config::load(surroundings.config_file.as_deref(), &environment)?;
    config.data.dir = crate::privileges::data_dir(&config)?.path.display().to_string();
    Ok(config)
}

fn show(finding: &Finding) {
    let (style, word) = match finding.verdict {
        Verdict::Ok => (GOOD, "ok"),
        Verdict::Warn => (WARN, "warn"),
        Verdict::Fail => (BAD, "fail"),
    };
    let (check, detail) = (finding.check, &finding.detail);
    anstream::println!("{style}{word:4}{style:#}  {check:14} {detail}");
    if let Some(remedy) = &finding.remedy {
        anstream::println!("{:21}{FAINT}→ {remedy}{FAINT:#}", "");
    }
}
