//! A recording's way through the door: received and flushed, described, announced, and its file kept or removed.

use std::time::Instant;

use bytes::Bytes;
use engine::audio::{self, DeclaredFormat};
use futures::Stream;
use models::Error;
use models::calls::blob;
use models::calls::intake::RecordingRow;
use models::ids::{self, LegId, TenantId};

use super::App;
use crate::ledger::arrival::{Arrival, Door, Fate, Unavailable};
use crate::recordings::{ReceiveError, Received};

/// What became of a recording that was stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordingReceipt {
    pub leg: LegId,
    pub sha256: [u8; 32],
    pub bytes: u64,
    /// As far as the header tells.
    pub duration_ms: Option<u64>,
    /// `New`; `Duplicate`: the same content is there; `Conflict`: other content is there, and stays.
    pub fate: Fate,
}

/// What its sender says of a recording.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    pub declared: Option<DeclaredFormat>,
    pub media_type: Option<String>,
    /// `auto`, or ISO 639-1.
    pub language: Option<String>,
    /// Name of the speech model that shall hear it.
    pub model: Option<String>,
}

/// What is known of a recording before its bytes come.
pub(crate) struct Upload<'a> {
    pub(crate) door: Door,
    pub(crate) tenant: TenantId,
    pub(crate) source_instance: &'a str,
    pub(crate) external_id: &'a str,
    pub(crate) told: Told,
}

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error(transparent)]
    Receive(#[from] ReceiveError),
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    #[error("no such tenant")]
    NoTenant,
}

impl App {
    /// Receives a recording, before or after its record; returns once it is flushed and its row committed. The first content of a
    /// leg stays: the same again is a duplicate, another one a conflict.
    pub async fn store_recording<E: std::fmt::Display>(
        &self,
        tenant: TenantId,
        source_instance: &str,
        external_id: &str,
        stream: impl Stream<Item = Result<Bytes, E>>,
        declared: Option<DeclaredFormat>,
        media_type: Option<String>,
    ) -> Result<RecordingReceipt, StoreError> {
        let told = Told {
            declared,
            media_type,
            ..Told::default()
        };
        self.store_told_recording(tenant, source_instance, external_id, stream, told)
            .await
    }

    /// The same with all that its sender may say of it.
    pub async fn store_told_recording<E: std::fmt::Display>(
        &self,
        tenant: TenantId,
        source_instance: &str,
        external_id: &str,
        stream: impl Stream<Item = Result<Bytes, E>>,
        told: Told,
    ) -> Result<RecordingReceipt, StoreError> {
        let upload = Upload {
            door: Door::Http,
            tenant,
            source_instance,
            external_id,
            told,
        };
        self.receive(upload, stream).await
    }

    pub(crate) async fn receive<E: std::fmt::Display>(
        &self,
        upload: Upload<'_>,
        stream: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<RecordingReceipt, StoreError> {
        let (since, door) = (Instant::now(), upload.door);
        let received = self.take_bytes(upload.tenant, stream).await?;
        let row = describe(&received, upload).await;
        self.announce(row, door, since).await
    }

    /// A stream into the store, flushed; nobody has heard of it yet.
    pub(super) async fn take_bytes<E: std::fmt::Display>(
        &self,
        tenant: TenantId,
        stream: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<Received, StoreError> {
        let inner = &self.inner;
        let retry_after = inner.config.intake.retry_after;
        let _permit = inner.uploads.try_acquire().map_err(|_| {
            inner.metrics.intake.unavailable.inc();
            Unavailable { retry_after }
        })?;
        let key = inner.sealer.data_key(tenant).await.map_err(|error| match error {
            Error::NotFound(_) => StoreError::NoTenant,
            _ => Unavailable { retry_after }.into(),
        })?;
        let bounds = &inner.config.recordings;
        let received = inner
            .store
            .receive(key, tenant, stream, bounds.bytes_max, bounds.header_bytes)
            .await?;
        inner.metrics.intake.recordings_bytes.inc_by(received.bytes);
        Ok(received)
    }

    /// Tells the Ledger of a recording whose bytes are in the store, and removes them again where they are not needed.
    pub(super) async fn announce(
        &self,
        row: RecordingRow,
        door: Door,
        since: Instant,
    ) -> Result<RecordingReceipt, StoreError> {
        let inner = &self.inner;
        let retry_after = inner.config.intake.retry_after;
        let (tenant, sha256, bytes) = (row.tenant, row.sha256, u64::try_from(row.bytes).unwrap_or(0));
        let store_key = row.store_key.clone();
        let (leg, duration_ms) = (row.leg, row.duration_ms.and_then(|ms| u64::try_from(ms).ok()));
        tracing::debug!(tenant.id = %tenant, leg.id = %leg, bytes, "a recording is at the door");
        let known = self.known_recording(tenant, leg, sha256).await?;
        let answers = inner.door.store(vec![Arrival::recording(row, door, since)]).await;
        // Without an answer the row may be there: the file stays.
        let told = answers.into_iter().next().unwrap_or(Err(Unavailable { retry_after }))?;
        let fate = known.filter(|_| told == Fate::Accepted).unwrap_or(told);
        // What the log has accepted will be referred to.
        if fate != Fate::Accepted {
            self.remove_unless_referred_to(tenant, sha256, store_key).await;
        }
        if fate == Fate::Refused {
            return Err(StoreError::NoTenant);
        }
        Ok(RecordingReceipt {
            leg,
            sha256,
            bytes,
            duration_ms,
            fate,
        })
    }

    /// What will become of a recording by what its leg has now. Asked only where the Ledger does not answer itself.
    async fn known_recording(
        &self,
        tenant: TenantId,
        leg: LegId,
        sha256: [u8; 32],
    ) -> Result<Option<Fate>, Unavailable> {
        if self.inner.door.is_near() {
            return Ok(None);
        }
        let looked = self
            .inner
            .pools
            .app
            .tenant(tenant, async move |conn| -> Result<Option<Vec<u8>>, Error> {
                blob::hash_of(conn, tenant, leg).await
            })
            .await;
        match looked {
            Ok(hash) => Ok(hash.map(|hash| match hash == sha256 {
                true => Fate::Duplicate,
                false => Fate::Conflict,
            })),
            Err(error) => {
                tracing::warn!(%error, "the door could not look up a recording: {error}");
                Err(Unavailable {
                    retry_after: self.inner.config.intake.retry_after,
                })
            }
        }
    }

    /// A content that was there, or that lost against another, needs no second file.
    pub(super) async fn remove_unless_referred_to(&self, tenant: TenantId, sha256: [u8; 32], store_key: String) {
        let kept = self
            .inner
            .pools
            .app
            .tenant(tenant, async move |conn| -> Result<Option<String>, Error> {
                blob::store_key(conn, tenant, &sha256).await
            })
            .await;
        let Ok(kept) = kept else { return };
        if kept.as_deref() == Some(store_key.as_str()) {
            return;
        }
        let store = self.inner.store.clone();
        let removed = tokio::task::spawn_blocking(move || store.remove(&store_key)).await;
        if let Ok(Err(error)) = removed {
            tracing::warn!(%error, "could not remove a recording that is there twice: {error}");
        }
    }
}

/// A received recording as its row, with what its header tells. A header that cannot be read is the analysis' to judge.
pub(super) async fn describe(received: &Received, upload: Upload<'_>) -> RecordingRow {
    let Upload {
        tenant,
        source_instance,
        external_id,
        told,
        ..
    } = upload;
    let declared = told.declared;
    let (head, bytes, asked) = (received.head.clone(), received.bytes, declared.clone());
    let header = tokio::task::spawn_blocking(move || {
        // Only a whole file tells its length by its size.
        let header = audio::probe(&head, asked.as_ref()).ok()?;
        let whole = bytes == head.len() as u64;
        Some((header.duration_ms.filter(|_| whole), header.channels))
    });
    let header = header.await.ok().flatten();
    RecordingRow {
        tenant,
        leg: ids::leg(tenant, source_instance, external_id),
        source_instance: source_instance.to_owned(),
        external_id: external_id.to_owned(),
        sha256: received.sha256,
        bytes: i64::try_from(bytes).unwrap_or(i64::MAX),
        store_key: received.store_key.clone(),
        sealed_bytes: i64::try_from(received.sealed_bytes).unwrap_or(i64::MAX),
        media_type: told.media_type,
        language: told.language,
        model: told.model,
        declared_format: declared.as_ref().map(|declared| declared.codec.name().to_owned()),
        declared_rate: declared.as_ref().and_then(|declared| i32::try_from(declared.rate).ok()),
        declared_channels: declared.as_ref().map(|declared| i32::from(declared.channels)),
        duration_ms: header
            .as_ref()
            .and_then(|(ms, _)| ms.and_then(|ms| i64::try_from(ms).ok())),
        channels: header
            .map(|(_, channels)| i32::from(channels))
            .filter(|channels| *channels > 0),
    }
}
