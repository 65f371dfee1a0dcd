//! Recordings that come by a name and not by a leg: their leg is looked for, at once and again when legs have come; until then they are
//! kept, listed, and given to a leg by hand.

mod finding;

use std::time::Instant;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use engine::pbx::recording_match::{Found, Lost};
use engine::pbx::recording_name::{Clues, base_name};
use futures::Stream;
use models::Error;
use models::calls::intake::RecordingRow;
use models::calls::loose::{Loose, NewLoose};
use models::calls::recording::Blob;
use models::ids::{LegId, TenantId};
use models::integrations::fetching;
use uuid::Uuid;

pub use self::finding::Looked;
use self::finding::{Leg, Missed, Wanted};
use super::upload::describe;
use super::{App, RecordingReceipt, StoreError, Told, Upload};
use crate::ledger::arrival::{Door, Fate, Unavailable};

/// A recording that is known by its name.
pub struct Named<'a> {
    pub tenant: TenantId,
    pub source_instance: &'a str,
    /// Of its file, with the folders above it as far as they are known.
    pub path: &'a str,
    /// What else is known of it.
    pub clues: Clues,
    pub given: Told,
    pub door: Door,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Kept {
    Matched {
        receipt: RecordingReceipt,
        by: Found,
    },
    /// Until its leg comes: under this id, and why it has none.
    Loose {
        id: Uuid,
        sha256: [u8; 32],
        bytes: u64,
        is_new: bool,
        why: Lost,
    },
}

/// What a sender may know of a recording besides its name.
pub fn clues(id: Option<String>, started_at: Option<DateTime<Utc>>, from: Option<String>, to: Option<String>) -> Clues {
    Clues {
        id,
        started_at: started_at.and_then(timestamp),
        from,
        to,
        ..Clues::default()
    }
}

#[derive(Debug, thiserror::Error)]
pub enum AssignError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Database(#[from] Error),
    /// Another content is there, and stays.
    #[error("this leg has another recording, which stays")]
    Taken,
}

impl App {
    /// Bytes that one recording may have.
    pub fn recording_bytes_max(&self) -> u64 {
        self.inner.config.recordings.bytes_max
    }

    /// Receives a recording and looks for its leg.
    pub async fn take_named_recording<E: std::fmt::Display>(
        &self,
        named: Named<'_>,
        stream: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<Kept, StoreError> {
        let Named {
            tenant,
            source_instance,
            path,
            clues,
            given,
            door,
        } = named;
        let since = Instant::now();
        let received = self.take_bytes(tenant, stream).await?;
        let upload = Upload {
            door,
            tenant,
            source_instance,
            external_id: "",
            told: given,
        };
        let mut row = describe(&received, upload).await;
        let clues = Clues {
            duration_ms: clues.duration_ms.or(row.duration_ms),
            ..clues
        };
        let wanted = Wanted {
            tenant,
            source_instance: source_instance.to_owned(),
            path: path.to_owned(),
            clues,
            sha256: row.sha256,
        };
        match self.leg_of(&wanted).await.map_err(|error| self.away(&error))? {
            Ok((leg, by)) => {
                (row.leg, row.external_id) = leg;
                let leg = row.leg;
                let receipt = self.announce(row, door, since).await?;
                let name = base_name(path).to_owned();
                self.note_match(tenant, leg, by, name).await;
                Ok(Kept::Matched { receipt, by })
            }
            Err(missed) => self.keep_loose(&wanted, row, missed).await,
        }
    }

    async fn keep_loose(&self, wanted: &Wanted, row: RecordingRow, missed: Missed) -> Result<Kept, StoreError> {
        let Missed { why, sought } = missed;
        let tenant = wanted.tenant;
        let name: String = wanted.path.chars().filter(|letter| *letter != '\0').take(500).collect();
        let identity = format!("loose\0{}\0{name}\0{}", wanted.source_instance, hex::encode(row.sha256));
        let new = NewLoose {
            id: Uuid::new_v5(&tenant.0, identity.as_bytes()),
            source_instance: wanted.source_instance.clone(),
            name,
            blob: Blob {
                sha256: row.sha256.to_vec(),
                bytes: row.bytes,
                store_key: row.store_key.clone(),
                sealed_bytes: row.sealed_bytes,
            },
            media_type: row.media_type,
            duration_ms: row.duration_ms,
            channels: row.channels,
            external_id: wanted.clues.id.clone(),
            started_at: wanted.clues.started_at.and_then(utc),
            // An agent is one of the parties, whichever: by it the leg is found later, too.
            from_number: wanted.clues.from.clone().or_else(|| wanted.clues.agent.clone()),
            to_number: wanted.clues.to.clone(),
            note: why.as_str(),
            sought,
        };
        let id = new.id;
        let put = self
            .inner
            .pools
            .app
            .tenant(tenant, async move |conn| -> Result<bool, Error> {
                Loose::of(tenant).put(conn, &new).await
            });
        let is_new = put.await.map_err(|error| self.away(&error))?;
        self.remove_unless_referred_to(tenant, row.sha256, row.store_key).await;
        // A leg that was stored meanwhile has woken nobody. Whatever goes wrong here, it is looked for again later.
        if let Ok(Ok((receipt, by))) = self.look_again(tenant, id).await {
            return Ok(Kept::Matched { receipt, by });
        }
        Ok(Kept::Loose {
            id,
            sha256: row.sha256,
            bytes: u64::try_from(row.bytes).unwrap_or(0),
            is_new,
            why,
        })
    }

    /// Looks for the leg of one that is kept; true if it was found, else it is looked for again later.
    pub async fn match_again(&self, tenant: TenantId, id: Uuid) -> Result<bool, AssignError> {
        let Err(Missed { why, sought }) = self.look_again(tenant, id).await? else {
            return Ok(true);
        };
        let app = &self.inner.pools.app;
        let postponed = app.tenant(tenant, async move |conn| {
            Loose::of(tenant).postpone(conn, id, why.as_str(), &sought).await
        });
        postponed.await?;
        Ok(false)
    }

    /// The same between its turns, which stay as they are.
    pub(crate) async fn match_now(&self, tenant: TenantId, id: Uuid) -> Result<bool, AssignError> {
        Ok(self.look_again(tenant, id).await?.is_ok())
    }

    /// Looks for the leg of one that is kept, and gives it to it.
    async fn look_again(
        &self,
        tenant: TenantId,
        id: Uuid,
    ) -> Result<Result<(RecordingReceipt, Found), Missed>, AssignError> {
        let app = &self.inner.pools.app;
        let found = app.tenant(tenant, async move |conn| -> Result<_, Error> {
            Loose::of(tenant).find(conn, id).await
        });
        let (loose, blob) = found.await?;
        let wanted = Wanted {
            tenant,
            source_instance: loose.source_instance.clone(),
            path: loose.name.clone(),
            clues: Clues {
                id: loose.external_id.clone(),
                started_at: loose.started_at.and_then(timestamp),
                from: loose.from_number.clone(),
                to: loose.to_number.clone(),
                agent: None,
                duration_ms: loose.duration_ms,
            },
            sha256: sha256(&loose.sha256),
        };
        match self.leg_of(&wanted).await? {
            Ok((leg, by)) => {
                let receipt = self.give(tenant, "system", (loose, blob), leg, by.as_str()).await?;
                Ok(Ok((receipt, by)))
            }
            Err(missed) => Ok(Err(missed)),
        }
    }

    /// Gives one to a leg because somebody says so.
    pub async fn assign_recording(
        &self,
        tenant: TenantId,
        actor: &str,
        id: Uuid,
        leg: LegId,
    ) -> Result<RecordingReceipt, AssignError> {
        let app = &self.inner.pools.app;
        let found = app.tenant(tenant, async move |conn| -> Result<_, Error> {
            let found = Loose::of(tenant).find(conn, id).await?;
            Ok((found, fetching::called(conn, tenant, leg).await?))
        });
        let (found, called) = found.await?;
        let called = called.ok_or(Error::NotFound("leg"))?;
        self.give(tenant, actor, found, (leg, called.external_id), "hand").await
    }

    /// The Ledger first: a crash after it finds the same leg again, whose recording is then a duplicate.
    async fn give(
        &self,
        tenant: TenantId,
        actor: &str,
        (loose, blob): (Loose, Blob),
        (leg, external_id): Leg,
        how: &'static str,
    ) -> Result<RecordingReceipt, AssignError> {
        let declared = engine::pbx::recording_name::headerless(&loose.name);
        let id = loose.id;
        let row = RecordingRow {
            tenant,
            leg,
            source_instance: loose.source_instance,
            external_id,
            sha256: sha256(&loose.sha256),
            bytes: loose.bytes,
            store_key: blob.store_key,
            sealed_bytes: blob.sealed_bytes,
            media_type: loose.media_type,
            language: None,
            model: None,
            declared_format: declared.as_ref().map(|declared| declared.codec.name().to_owned()),
            declared_rate: declared.as_ref().and_then(|declared| i32::try_from(declared.rate).ok()),
            declared_channels: declared.as_ref().map(|declared| i32::from(declared.channels)),
            duration_ms: loose.duration_ms,
            channels: loose.channels,
        };
        let receipt = self.announce(row, Door::Fetch, Instant::now()).await?;
        if receipt.fate == Fate::Conflict {
            return Err(AssignError::Taken);
        }
        let actor = actor.to_owned();
        let matched = self
            .inner
            .pools
            .app
            .tenant(tenant, async move |conn| -> Result<bool, Error> {
                Loose::of(tenant).matched(conn, &actor, id, leg, how).await
            });
        matched.await?;
        self.inner.metrics.fetching.matched.with_label_values(&[how]).inc();
        Ok(receipt)
    }

    async fn note_match(&self, tenant: TenantId, leg: LegId, by: Found, name: String) {
        self.inner
            .metrics
            .fetching
            .matched
            .with_label_values(&[by.as_str()])
            .inc();
        let noted = self
            .inner
            .pools
            .app
            .tenant(tenant, async move |conn| -> Result<(), Error> {
                Loose::of(tenant).step(conn, leg, by.as_str(), &name).await
            });
        if let Err(error) = noted.await {
            tracing::debug!(%error, "could not note by what a recording found its leg: {error}");
        }
    }

    fn away(&self, error: &Error) -> StoreError {
        tracing::warn!(%error, "the leg of a recording could not be looked for: {error}");
        Unavailable {
            retry_after: self.inner.config.intake.retry_after,
        }
        .into()
    }
}

fn timestamp(at: DateTime<Utc>) -> Option<jiff::Timestamp> {
    jiff::Timestamp::from_millisecond(at.timestamp_millis()).ok()
}

fn utc(at: jiff::Timestamp) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_millis(at.as_millisecond())
}

/// A row holds 32 bytes.
fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    let length = bytes.len().min(32);
    hash[..length].copy_from_slice(&bytes[..length]);
    hash
}
