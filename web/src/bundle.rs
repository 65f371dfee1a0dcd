//! All that a tenant has, in one tar file that is read without this program: rows as JSON, words and notes opened, recordings as they came,
//! the audit chain with its proof, and a signed list of it all. Written by `audiapro tenant export`, and by the staff's plane over HTTP.

mod tar;

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Seek, Write};

use actors::recordings::RecordingStore;
use actors::transcript;
use anyhow::Context;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use models::Error;
use models::calls::note;
use models::calls::transcript as words;
use models::compliance::audit::{self, Entry};
use models::compliance::audit_export::{self, Export as AuditExport, Format};
use models::compliance::audit_log::Search;
use models::compliance::sealing::{DataKey, Sealer};
use models::compliance::signing::Signer;
use models::db::Pools;
use models::ids::{LegId, TenantId};
use models::integrations::quarantined;
use models::staff::tenants::bundle::{self, Sealed, SealedTable};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::io::AsyncWrite;
use uuid::Uuid;

use tar::Tar;

/// What it is made from.
#[derive(Clone)]
pub struct Source {
    pub pools: Pools,
    pub sealer: Sealer,
    pub store: RecordingStore,
    pub tenant: TenantId,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Written {
    pub parts: usize,
    /// The public key of the signature, in base64.
    pub signed_by: String,
}

/// Who takes it along, and why, in the tenant's audit chain. Before the first byte leaves; that there is such a tenant is known after it.
pub async fn note(pools: &Pools, tenant: TenantId, actor: &str, reason: Option<&str>) -> Result<(), Error> {
    let entry = Entry::new(actor, "tenant.exported", format!("tenant:{tenant}"));
    let entry = entry.change(None, reason.map(|reason| json!({ "reason": reason })));
    let noted = pools.owner.transaction(async move |conn| -> Result<(), Error> {
        // A chain that nobody began is no tenant's.
        audit_export::head(conn, tenant)
            .await?
            .ok_or(Error::NotFound("tenant"))?;
        audit::append(conn, tenant, &[entry]).await
    });
    noted.await
}

/// Writes it, part by part: temporary files are read, recordings opened and words unpacked in between, so this is no work for a thread that answers requests.
/// `into` is flushed at the end.
pub async fn write<W: AsyncWrite + Unpin>(source: Source, into: W) -> anyhow::Result<(W, Written)> {
    let key = source.sealer.data_key(source.tenant).await?;
    let mut bundle = Bundle {
        tar: Tar::new(into),
        members: Vec::new(),
        source,
        key,
    };
    bundle.tables().await?;
    bundle.opened().await?;
    bundle.recordings().await?;
    bundle.audit().await?;
    bundle.finish().await
}

/// The file in the making.
struct Bundle<W> {
    tar: Tar<W>,
    /// What is in it so far, for the manifest.
    members: Vec<Value>,
    source: Source,
    key: DataKey,
}

impl<W: AsyncWrite + Unpin> Bundle<W> {
    /// A part whose length is not known before it is written.
    async fn part(&mut self, name: &str, mut part: Part) -> anyhow::Result<()> {
        part.file.flush()?;
        let mut file = part.file.into_inner()?;
        let bytes = file.stream_position()?;
        file.rewind()?;
        let mut hash = Sha256::new();
        let mut reader = BufReader::new(file);
        self.tar.begin(name, bytes).await?;
        let mut piece = vec![0; 64 * 1024];
        loop {
            let read = reader.read(&mut piece)?;
            let Some(some) = piece.get(..read).filter(|some| !some.is_empty()) else {
                break;
            };
            hash.update(some);
            self.tar.write(some).await?;
        }
        self.tar.end(bytes).await?;
        self.told(name, bytes, &hex::encode(hash.finalize()), part.lines);
        Ok(())
    }

    async fn whole(&mut self, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
        let length = bytes.len() as u64;
        self.tar.begin(name, length).await?;
        self.tar.write(bytes).await?;
        self.tar.end(length).await?;
        self.told(name, length, &hex::encode(Sha256::digest(bytes)), 1);
        Ok(())
    }

    fn told(&mut self, name: &str, bytes: u64, sha256: &str, lines: u64) {
        self.members
            .push(json!({ "name": name, "bytes": bytes, "sha256": sha256, "count": lines }));
    }

    async fn tables(&mut self) -> anyhow::Result<()> {
        let tenant = self.source.tenant;
        let tables = self
            .source
            .pools
            .app
            .tenant(tenant, async |conn| bundle::tables(conn).await)
            .await?;
        for table in tables {
            let name = format!("tables/{}.ndjson", table.name);
            let mut part = Part::new()?;
            let into = &mut part;
            let written = self.source.pools.app.tenant(tenant, async move |conn| {
                bundle::rows(conn, tenant, &table, |line| into.line(&line)).await
            });
            written.await?;
            self.part(&name, part).await?;
        }
        Ok(())
    }

    async fn opened(&mut self) -> anyhow::Result<()> {
        for (name, table) in [
            ("words.ndjson", SealedTable::Transcripts),
            ("notes.ndjson", SealedTable::Notes),
            ("quarantine.ndjson", SealedTable::Quarantine),
        ] {
            let (tenant, key) = (self.source.tenant, self.key.clone());
            let mut part = Part::new()?;
            let into = &mut part;
            let written = self.source.pools.app.tenant(tenant, async move |conn| {
                bundle::sealed_rows(conn, tenant, table, |row| {
                    into.line(&open(&key, tenant, table, row)?.to_string())
                })
                .await
            });
            written.await?;
            self.part(name, part).await?;
        }
        Ok(())
    }

    async fn recordings(&mut self) -> anyhow::Result<()> {
        let (tenant, mut behind) = (self.source.tenant, Uuid::nil());
        loop {
            let page = self
                .source
                .pools
                .app
                .tenant(tenant, async move |conn| bundle::recordings(conn, tenant, behind).await)
                .await?;
            let Some(last) = page.last() else { return Ok(()) };
            behind = last.leg_id;
            for recorded in page {
                let bytes = self
                    .source
                    .store
                    .read(&self.key, tenant, &recorded.store_key)
                    .with_context(|| format!("the recording of leg {}", recorded.leg_id))?;
                self.whole(&format!("recordings/{}", recorded.leg_id), &bytes).await?;
            }
        }
    }

    /// The chain as far as it reaches now.
    async fn audit(&mut self) -> anyhow::Result<()> {
        let tenant = self.source.tenant;
        let key = self.source.sealer.platform_key().await?;
        let owner = &self.source.pools.owner;
        let signed = owner
            .transaction(async move |conn| -> Result<_, Error> { audit_export::checkpoint(conn, &key, tenant).await })
            .await?;
        let mut export = AuditExport::new(tenant, Search::parse("")?, Format::Ndjson, signed);
        let mut part = Part::new()?;
        let conn = &mut *self.source.pools.owner.get().await?;
        while let Some(lines) = export.next(conn).await? {
            part.lines += lines.lines().count() as u64;
            part.file.write_all(lines.as_bytes())?;
        }
        self.part("audit.ndjson", part).await
    }

    /// The list of all parts, signed by this installation.
    async fn finish(mut self) -> anyhow::Result<(W, Written)> {
        let key = self.source.sealer.platform_key().await?;
        let owner = &self.source.pools.owner;
        let signer = owner
            .transaction(async move |conn| Signer::of(conn, &key).await)
            .await?;
        let left_out: serde_json::Map<String, Value> = bundle::LEFT_OUT
            .iter()
            .map(|(name, why)| ((*name).to_owned(), json!(why)))
            .collect();
        let members = std::mem::take(&mut self.members);
        let manifest = json!({ "audiapro_bundle": 1, "tenant": self.source.tenant, "made_at": chrono::Utc::now(), "members": members, "left_out": left_out });
        let text = serde_json::to_string_pretty(&manifest)?;
        self.whole("manifest.json", text.as_bytes()).await?;
        let signature =
            json!({ "of": "manifest.json", "key": signer.public_key(), "signature": signer.sign(text.as_bytes()) });
        self.whole("manifest.sig.json", signature.to_string().as_bytes())
            .await?;
        let written = Written {
            parts: self.members.len() + members.len(),
            signed_by: signer.public_key(),
        };
        Ok((self.tar.finish().await?, written))
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
