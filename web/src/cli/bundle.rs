//! `audiapro tenant export`: all that a tenant has, in one tar file.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

use actors::recordings::RecordingStore;
use anyhow::Context;
use clap::Args;
use models::compliance::sealing::Sealer;
use models::identity::tenant::Tenant;
use tokio::io::BufWriter;

use super::installation::{At, with_database};
use super::{Outcome, Surroundings, terminal};
use crate::bundle::{self, Source};

const AFTER: &str = "\
Examples:
  audiapro tenant export Acme --to acme.tar
  tar -xf acme.tar -C acme && audiapro audit verify acme/audit.ndjson

What the tenant changes meanwhile may be in it or not: suspend or close it first. The file holds words and recordings in the open.
Left out, with the reason of each, is what `manifest.json` names in `left_out`.";

/// Write all that a tenant has into one tar file
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct Export {
    /// Id, or name where only one tenant has it
    tenant: String,
    /// The file to be made; there is none yet
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    #[command(flatten)]
    at: At,
}

impl Export {
    pub fn run(&self, surroundings: &Surroundings) -> anyhow::Result<Outcome> {
        // As whoever asks: afterwards this is the installation's user.
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&self.to);
        let file = file.with_context(|| format!("could not make {}", self.to.display()))?;
        let config = self.at.enter(surroundings, &[])?;
        let written = with_database(&config, async |database| {
            let (master_key, pools) = database.open(&config).await?;
            let tenant = Tenant::find(&mut *pools.owner.get().await?, &self.tenant)
                .await?
                .tenant_id();
            let sealer = Sealer::new(pools.app.clone(), master_key);
            // A running server may be receiving into it.
            let store = RecordingStore::open(&config.data_dir(), true).context("no store of recordings")?;
            bundle::note(&pools, tenant, "command line", None).await?;
            let source = Source {
                pools,
                sealer,
                store,
                tenant,
            };
            let into = BufWriter::new(tokio::fs::File::from_std(file));
            let (file, written) = bundle::write(source, into).await?;
            file.into_inner().sync_all().await?;
            Ok(written)
        })?;
        terminal::line(&format!(
            "wrote {} parts; signed by {}",
            written.parts, written.signed_by
        ))?;
        Ok(Outcome::Done)
    }
}
