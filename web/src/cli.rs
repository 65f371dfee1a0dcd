//! The command line: one noun a file. Parsing, help and exit codes are here; what a command does is in its own file.

pub mod analyze;
pub mod asyncapi;
pub mod audit;
pub mod bundle;
pub mod characteristics;
pub mod check_config;
pub mod completion;
pub mod dead_letters;
pub mod demo;
pub mod doctor;
pub mod fail_points;
pub mod import;
pub mod installation;
pub mod jobs;
pub mod kafka;
pub mod mail;
pub mod master_key;
pub mod member;
pub mod migrate;
pub mod models;
pub mod openapi;
pub mod parse;
pub mod platform;
pub mod queue;
pub mod rollup;
pub mod search;
pub mod sentiment;
pub mod server;
pub mod staff;
pub mod tenant;
pub mod terminal;
pub mod usage;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::Config;

const AFTER: &str = "\
Examples:
  audiapro analyze call.wav                 transcript, sentiment and figures of one recording
  audiapro analyze --json *.wav > out.jsonl one analysis object a line
  audiapro server                           the product on http://127.0.0.1:8080
  audiapro doctor                           what is missing on this machine, with remedies

Configuration: a file (--config or AUDIAPRO_CONFIG), then environment variables AUDIAPRO__SECTION__KEY and DATABASE_URL.
`audiapro check-config` shows what is in force.

Exit status: 0 done; 1 could not be done, the reason is on standard error; 2 wrong usage, or some of the files failed.";

/// Call records and recordings in; transcripts, sentiment and figures out.
#[derive(Debug, Parser)]
#[command(name = "audiapro", version, propagate_version = true, after_help = AFTER, max_term_width = 110)]
pub struct Cli {
    /// Configuration file (TOML)
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "AUDIAPRO_CONFIG",
        help_heading = "Global options"
    )]
    pub config: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Analyze(analyze::Arguments),
    Sentiment(sentiment::Arguments),
    Characteristics(characteristics::Arguments),
    Parse(parse::Arguments),
    Import(import::Arguments),
    Models(models::Arguments),
    Server(server::Arguments),
    Tenant(tenant::Arguments),
    Member(member::Arguments),
    Staff(staff::Arguments),
    Audit(audit::Arguments),
    Platform(platform::Arguments),
    Usage(usage::Arguments),
    Rollup(rollup::Arguments),
    Search(search::Arguments),
    Demo(demo::Arguments),
    Jobs(jobs::Arguments),
    Kafka(kafka::Arguments),
    Queue(queue::Arguments),
    DeadLetters(dead_letters::Arguments),
    Mail(mail::Arguments),
    MasterKey(master_key::Arguments),
    Migrate(migrate::Arguments),
    Doctor(doctor::Arguments),
    CheckConfig(check_config::Arguments),
    Openapi(openapi::Arguments),
    Asyncapi(asyncapi::Arguments),
    FailPoints(fail_points::Arguments),
    Completion(completion::Arguments),
}

/// How a command ended that did not fail outright.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// It ran, and what it checked is not as it should be.
    Amiss,
    /// Some of its inputs could not be done; each said so.
    Partial,
}

/// What every command may ask for.
pub struct Surroundings {
    pub config_file: Option<PathBuf>,
    pub environment: Vec<(String, String)>,
}

impl Surroundings {
    pub fn config(&self) -> anyhow::Result<Config> {
        Ok(Config::load(self.config_file.as_deref(), &self.environment)?)
    }
}

/// Parses the arguments of this process and runs the command.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let surroundings = Surroundings {
        config_file: cli.config,
        environment: crate::config::environment(),
    };
    match run(cli.command, &surroundings) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Amiss) => ExitCode::from(1),
        Ok(Outcome::Partial) => ExitCode::from(2),
        Err(error) if terminal::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            terminal::complain(&error);
            ExitCode::from(1)
        }
    }
}

fn run(command: Command, surroundings: &Surroundings) -> anyhow::Result<Outcome> {
    match command {
        Command::Analyze(arguments) => analyze::run(&arguments, surroundings),
        Command::Sentiment(arguments) => sentiment::run(&arguments, surroundings),
        Command::Characteristics(arguments) => characteristics::run(&arguments),
        Command::Parse(arguments) => parse::run(&arguments),
        Command::Import(arguments) => import::run(&arguments, surroundings),
        Command::Models(arguments) => models::run(&arguments, surroundings),
        Command::Server(arguments) => server::run(&arguments, surroundings),
        Command::Tenant(arguments) => tenant::run(&arguments, surroundings),
        Command::Member(arguments) => member::run(&arguments, surroundings),
        Command::Staff(arguments) => staff::run(&arguments, surroundings),
        Command::Audit(arguments) => audit::run(&arguments, surroundings),
        Command::Platform(arguments) => platform::run(&arguments, surroundings),
        Command::Usage(arguments) => usage::run(&arguments, surroundings),
        Command::Rollup(arguments) => rollup::run(&arguments, surroundings),
        Command::Search(arguments) => search::run(&arguments, surroundings),
        Command::Demo(arguments) => demo::run(&arguments, surroundings),
        Command::Jobs(arguments) => jobs::run(&arguments, surroundings),
        Command::Kafka(arguments) => kafka::run(&arguments, surroundings),
        Command::Queue(arguments) => queue::run(&arguments, surroundings),
        Command::DeadLetters(arguments) => dead_letters::run(&arguments, surroundings),
        Command::Mail(arguments) => mail::run(&arguments, surroundings),
        Command::MasterKey(arguments) => master_key::run(&arguments, surroundings),
        Command::Migrate(arguments) => migrate::run(&arguments, surroundings),
        Command::Doctor(arguments) => doctor::run(&arguments, surroundings),
        Command::CheckConfig(arguments) => check_config::run(&arguments, surroundings),
        Command::Openapi(arguments) => openapi::run(&arguments),
        Command::Asyncapi(arguments) => asyncapi::run(&arguments),
        Command::FailPoints(arguments) => fail_points::run(&arguments),
        Command::Completion(arguments) => completion::run(&arguments),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_grammar_of_the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_shows_examples() {
        for command in Cli::command().get_subcommands() {
            let mut command = command.clone();
            let mut leaves: Vec<clap::Command> = command.get_subcommands().cloned().collect();
            if leaves.is_empty() {
                leaves.push(command.clone());
            }
            let own = command.render_long_help().to_string();
            for leaf in leaves {
                let help = leaf.clone().render_long_help().to_string();
                assert!(
                    help.contains("Example") || own.contains("Example"),
                    "{}: {help}",
                    leaf.get_name()
                );
            }
        }
    }
}
