//! `audiapro tenant export`: all that a tenant has, in one tar file that is read without this program: rows as JSON, words and notes opened,
//! recordings as they came, the audit chain with its proof, and a signed list of it all.

mod tar;

use std::fs::{File, OpenOptions};
use std::io::{BufReader, BufWriter, Read, Seek, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

use actors::recordings::RecordingStore;
use actors::transcript;
use anyhow::Context;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::Args;
use models::Error;
use models::calls::note;
use models::calls::transcript as words;
use models::compliance::audit::{self, Entry};
use models::compliance::audit_export::{self, Export as AuditExport, Format};
use models::compliance::audit_log::Search;
use models::compliance::sealing::{DataKey, Sealer};
use models::compliance::signing::Signer;
use models::db::Pools;
use models::identity::tenant::Tenant;
use models::ids::{LegId, TenantId};
use models::integrations::quarantined;
use models::staff::tenants::bundle::{self, Sealed, SealedTable};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::installation::{At, with_database};
use super::{Outcome, Surroundings, terminal};
use tar::Tar;

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
        let told = with_database(&config, async |database| {
            let (master_key, pools) = database.open(&config).await?;
            let tenant = Tenant::find(&mut *pools.owner.get().await?, &self.tenant)
                .await?
                .tenant_id();
            let sealer = Sealer::new(pools.app.clone(), master_key);
            let key = sealer.data_key(tenant).await?;
            // A running server may be receiving into it.
            let store = RecordingStore::open(&config.data_dir(), true).context("no store of recordings")?;
            let mut bundle = Bundle {
                tar: Tar::new(BufWriter::new(file)),
                members: Vec::new(),
                pools,
                tenant,
                key,
            };
            bundle.tables().await?;
            bundle.opened().await?;
            bundle.recordings(&store).await?;
            bundle.audit(&sealer).await?;
            bundle.finish(&sealer).await
        })?;
        terminal::line(&told)?;
        Ok(Outcome::Done)
    }
}

/// The file in the making.
struct Bundle {
    tar: Tar<BufWriter<File>>,
    /// What is in it so far, for the manifest.
    members: Vec<Value>,
    pools: Pools,
    tenant: TenantId,
    key: DataKey,
}

impl Bundle {
    /// A part whose length is not known before it is written.
    fn part(&mut self, name: &str, mut part: Part) -> anyhow::Result<()> {
        part.file.flush()?;
        let mut file = part.file.into_inner()?;
        let bytes = file.stream_position()?;
        file.rewind()?;
        let mut hash = Sha256::new();
        let mut reader = BufReader::new(file);
        self.tar.begin(name, bytes)?;
        let mut piece = vec![0; 64 * 1024];
        loop {
            let read = reader.read(&mut piece)?;
            let Some(some) = piece.get(..read).filter(|some| !some.is_empty()) else {
                break;
            };
            hash.update(some);
            self.tar.write(some)?;
        }
        self.tar.end(bytes)?;
        self.told(name, bytes, &hex::encode(hash.finalize()), part.lines);
        Ok(())
    }

    fn whole(&mut self, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
        let length = bytes.len() as u64;
        self.tar.begin(name, length)?;
        self.tar.write(bytes)?;
        self.tar.end(length)?;
        self.told(name, length, &hex::encode(Sha256::digest(bytes)), 1);
        Ok(())
    }

    fn told(&mut self, name: &str, bytes: u64, sha256: &str, lines: u64) {
        self.members
            .push(json!({ "name": name, "bytes": bytes, "sha256": sha256, "count": lines }));
    }

    async fn tables(&mut self) -> anyhow::Result<()> {
        let tenant = self.tenant;
        let tables = self
            .pools
            .app
            .tenant(tenant, async |conn| bundle::tables(conn).await)
            .await?;
        for table in tables {
            let name = format!("tables/{}.ndjson", table.name);
            let mut part = Part::new()?;
            let into = &mut part;
            let written = self.pools.app.tenant(tenant, async move |conn| {
                bundle::rows(conn, tenant, &table, |line| into.line(&line)).await
            });
            written.await?;
            self.part(&name, part)?;
        }
        Ok(())
    }

    async fn opened(&mut self) -> anyhow::Result<()> {
        for (name, table) in [
            ("words.ndjson", SealedTable::Transcripts),
            ("notes.ndjson", SealedTable::Notes),
            ("quarantine.ndjson", SealedTable::Quarantine),
        ] {
            let (tenant, key) = (self.tenant, self.key.clone());
            let mut part = Part::new()?;
            let into = &mut part;
            let written = self.pools.app.tenant(tenant, async move |conn| {
                bundle::sealed_rows(conn, tenant, table, |row| {
                    into.line(&open(&key, tenant, table, row)?.to_string())
                })
                .await
            });
            written.await?;
            self.part(name, part)?;
        }
        Ok(())
    }

    async fn recordings(&mut self, store: &RecordingStore) -> anyhow::Result<()> {
        let (tenant, mut behind) = (self.tenant, Uuid::nil());
        loop {
            let page = self
                .pools
                .app
                .tenant(tenant, async move |conn| bundle::recordings(conn, tenant, behind).await)
                .await?;
            let Some(last) = page.last() else { return Ok(()) };
            behind = last.leg_id;
            for recorded in page {
                let bytes = store
                    .read(&self.key, tenant, &recorded.store_key)
                    .with_context(|| format!("the recording of leg {}", recorded.leg_id))?;
                self.whole(&format!("recordings/{}", recorded.leg_id), &bytes)?;
            }
        }
    }

    /// That it was exported is the chain's last entry.
    async fn audit(&mut self, sealer: &Sealer) -> anyhow::Result<()> {
        let (tenant, key) = (self.tenant, sealer.platform_key().await?);
        let owner = &self.pools.owner;
        let signed = owner
            .transaction(async move |conn| -> Result<_, Error> {
                let entry = Entry::new("command line", "tenant.exported", format!("tenant:{tenant}"));
                audit::append(conn, tenant, &[entry]).await?;
                audit_export::checkpoint(conn, &key, tenant).await
            })
            .await?;
        let mut export = AuditExport::new(tenant, Search::parse("")?, Format::Ndjson, signed);
        let mut part = Part::new()?;
        let conn = &mut *self.pools.owner.get().await?;
        while let Some(lines) = export.next(conn).await? {
            part.lines += lines.lines().count() as u64;
            part.file.write_all(lines.as_bytes())?;
        }
        self.part("audit.ndjson", part)
    }

    /// The list of all parts, signed by this installation.
    async fn finish(mut self, sealer: &Sealer) -> anyhow::Result<String> {
        let key = sealer.platform_key().await?;
        let owner = &self.pools.owner;
        let signer = owner
            .transaction(async move |conn| Signer::of(conn, &key).await)
            .await?;
        let left_out: serde_json::Map<String, Value> = bundle::LEFT_OUT
            .iter()
            .map(|(name, why)| ((*name).to_owned(), json!(why)))
            .collect();
        let members = std::mem::take(&mut self.members);
        let manifest = json!({ "audiapro_bundle": 1, "tenant": self.tenant, "made_at": chrono::Utc::now(), "members": members, "left_out": left_out });
        let text = serde_json::to_string_pretty(&manifest)?;
        self.whole("manifest.json", text.as_bytes())?;
        let signature =
            json!({ "of": "manifest.json", "key": signer.public_key(), "signature": signer.sign(text.as_bytes()) });
        self.whole("manifest.sig.json", signature.to_string().as_bytes())?;
        let count = self.members.len() + members.len();
        self.tar.finish()?.into_inner()?.sync_all()?;
        Ok(format!("wrote {count} parts; signed by {}", signer.public_key()))
    }
}

/// Lines on their way into the file.
struct Part {
    file: BufWriter<File>,
    lines: u64,
}

impl Part {
    fn new() -> anyhow::Result<Self> {
        let file = tempfile::tempfile().context("no room for a temporary file")?;
        Ok(Self {
            file: BufWriter::new(file),
            lines: 0,
        })
    }

    fn line(&mut self, line: &str) -> Result<(), Error> {
        self.lines += 1;
        let written = self.file.write_all(line.as_bytes());
        written
            .and_then(|()| self.file.write_all(b"\n"))
            .map_err(|error| Error::Refused(format!("could not write: {error}")))
    }
}

/// The row with what was sealed.
fn open(key: &DataKey, tenant: TenantId, table: SealedTable, row: Sealed) -> Result<Value, Error> {
    let corrupt = |source| Error::Corrupt { what: "row", source };
    let mut told: Value = serde_json::from_str(&row.line).map_err(corrupt)?;
    let (name, value) = match table {
        SealedTable::Transcripts => {
            let packed = words::open(key, tenant, LegId(row.id), &row.sealed)?;
            let turns = transcript::unpack(&packed).map_err(|error| Error::Refused(error.to_string()))?;
            ("turns", serde_json::to_value(turns).map_err(corrupt)?)
        }
        SealedTable::Notes => {
            let text = key.open(note::place(tenant, &row.id), &row.sealed)?;
            ("text", Value::String(String::from_utf8_lossy(&text).into_owned()))
        }
        SealedTable::Quarantine => {
            let bytes = key.open(quarantined::place(tenant, &row.id), &row.sealed)?;
            ("content_base64", Value::String(STANDARD.encode(bytes)))
        }
    };
    if let Some(object) = told.as_object_mut() {
        object.insert(name.to_owned(), value);
    }
    Ok(told)
}
