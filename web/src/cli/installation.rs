//! What commands that touch an installation share: its configuration, the right user, its database.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use super::Surroundings;
use crate::config::Config;
use crate::database::Database;
use crate::privileges;

/// Where the installation is.
#[derive(Debug, Args)]
pub struct At {
    /// Data folder of the installation (data.dir)
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
}

impl At {
    /// The configuration with `--data`, folders settled, as the user of the installation. Call it before the first thread.
    pub fn enter(&self, surroundings: &Surroundings, more: &[(&str, String)]) -> anyhow::Result<Config> {
        let mut environment = surroundings.environment.clone();
        if let Some(data) = &self.data {
            let data = data.to_str().context("--data is not UTF-8")?;
            environment.push(("AUDIAPRO__DATA__DIR".into(), data.into()));
        }
        environment.extend(more.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
        let mut config = Config::load(surroundings.config_file.as_deref(), &environment)?;
        let user = privileges::user(&config)?;
        let data = privileges::data_dir(&config)?;
        // Both defaults depend on who asks: they are settled before that changes.
        config.models.dir = config.models_dir().display().to_string();
        config.data.dir = data.path.display().to_string();
        privileges::drop_to(user.as_ref(), &data.path)?;
        if let Some(wanted) = data.instead_of {
            let wanted = wanted.display();
            eprintln!(
                "The user {} cannot enter {wanted}: the data lie in {} instead.",
                config.server.user, config.data.dir
            );
        }
        Ok(config)
    }
}

/// Runs work on the installation's database on a small runtime of its own.
pub fn with_database<R>(config: &Config, work: impl AsyncFnOnce(&Database) -> anyhow::Result<R>) -> anyhow::Result<R> {
    let database = Database::borrow(config)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let result = runtime.block_on(work(&database));
    database.stop();
    result
}
