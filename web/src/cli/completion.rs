//! `audiapro completion`: the shell's own completion script.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{Cli, Outcome};

const AFTER: &str = "\
Examples:
  audiapro completion bash > /etc/bash_completion.d/audiapro
  audiapro completion zsh > \"${fpath[1]}/_audiapro\"
  audiapro completion fish > ~/.config/fish/completions/audiapro.fish";

/// Print the completion script of a shell
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    shell: Shell,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    clap_complete::generate(arguments.shell, &mut Cli::command(), "audiapro", &mut std::io::stdout());
    Ok(Outcome::Done)
}
