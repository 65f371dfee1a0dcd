//! Live audio: a stream as it comes → sealed on the disk → a recording of its leg, analysed like any other. However it ends, what was heard is
//! kept; what could not be stored at once is taken up again, also after a crash.
//!
//! | file | holds |
//! |---|---|
//! | `mod.rs` | one stream while it is listened to, and its bounds |
//! | `connection.rs` | one that comes to a source's port |
//! | `label.rs` | what is known of a stream, written down before its sound |
//! | `left.rs` | a stream on the disk: found again, removed |
//! | `settled.rs` | a stream on the disk → a recording of its leg |

pub(super) mod connection;
mod label;
pub(crate) mod left;
mod settled;

use std::io;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use chrono::Utc;
use engine::pbx::live::{End, Fault, First, Shape, Stream};
use engine::pbx::parsed::Notice;
use jiff::Timestamp;
use models::Error;
use models::ids::TenantId;
use models::integrations::source::Source as Row;

use self::label::Label;
use self::left::Left;
use super::{Receipt, Source};
use crate::analysis::wishes;
use crate::app::{App, StoreError};
use crate::fetch::spool::{Spool, SpoolError};
use crate::ledger::arrival::{Door, Unavailable};
use crate::metrics::Held;

pub use settled::Settled;

/// What was heard is on the disk after so long at the latest.
const FLUSH: Duration = Duration::from_secs(5);
/// Room for the header of a WAV in the bytes that a recording may have.
const HEADER_MAX: u64 = 64;
/// No WAV states more, so that every reader understands it.
const BYTES_MAX: u64 = 0x7fff_0000;

/// What is known of a stream besides what it says itself.
#[derive(Clone, Debug, Default)]
pub struct Hint {
    /// Of its leg or call; that of the stream goes before.
    pub id: Option<String>,
    /// When it began, where it is not heard live.
    pub started_at: Option<Timestamp>,
    /// It is a file: its sender hears what becomes of it, and can send it again.
    pub is_capture: bool,
}

/// What became of a stream.
#[derive(Clone, Debug, Default)]
pub struct Ended {
    /// As of any other payload.
    pub receipt: Receipt,
    /// `None`: nothing was heard.
    pub recording: Option<Settled>,
}

#[derive(Debug, thiserror::Error)]
pub enum LiveError {
    #[error(transparent)]
    Fault(#[from] Fault),
    #[error(transparent)]
    Spool(#[from] SpoolError),
    #[error("a live stream could not be kept")]
    Database(#[from] Error),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    #[error("a live stream could not be kept: {0}")]
    Failed(String),
}

/// A stream that is listened to.
pub struct Live {
    source: Source,
    door: Door,
    hint: Hint,
    stream: Stream,
    /// Once there is sound.
    file: Option<(Left, PathBuf, Spool)>,
    /// When it was known what its sound is.
    began: Option<Timestamp>,
    /// Bytes of sound.
    heard: u64,
    /// It has reached a bound.
    is_full: bool,
    opened: Instant,
    flushed: Instant,
    /// When the last sound came.
    sounded: Instant,
    _open: Held,
}

/// Whoever can send it again does so: of what was given up half way nothing is left.
impl Drop for Live {
    fn drop(&mut self) {
        let Some((_, path, _)) = self.file.as_ref().filter(|_| self.hint.is_capture) else {
            return;
        };
        if let Err(error) = std::fs::remove_file(path) {
            tracing::warn!(%error, "could not remove what had come of live audio: {error}");
        }
    }
}

impl LiveError {
    /// No space is left, on the disk or in the quota.
    pub fn is_full(&self) -> bool {
        match self {
            Self::Spool(SpoolError::Disk(error)) => {
                matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
            }
            Self::Store(StoreError::Receive(error)) => error.is_full(),
            _ => false,
        }
    }
}

impl App {
    /// Listens to a stream of this source. `None`: its form carries no sound.
    pub async fn listen(&self, source: &Source, hint: Hint, door: Door) -> Option<Live> {
        let first = self.first_side(source).await;
        let stream = Stream::new(source.form, &source.settings, first)?;
        let now = Instant::now();
        Some(Live {
            source: source.clone(),
            door,
            hint,
            stream,
            file: None,
            began: None,
            heard: 0,
            is_full: false,
            opened: now,
            flushed: now,
            sounded: now,
            _open: Held::on(&self.registry().sources.live),
        })
    }

    /// Whose side is to be written first: as the analysis takes it of recordings of the system whose record tells of the call.
    async fn first_side(&self, source: &Source) -> First {
        let roles = &self.config().analysis.roles;
        let Some(name) = source.settings.given.records_from.clone() else {
            return First::of_roles(roles);
        };
        let (tenant, app) = (source.tenant, &self.pools().app);
        let found = app.tenant(tenant, async move |conn| Row::of(tenant).form(conn, &name).await);
        match found.await {
            Ok(Some((form, _))) => First::of_roles(&wishes::roles(roles, &form)),
            Ok(None) => First::of_roles(roles),
            Err(error) => {
                tracing::warn!(tenant.id = %tenant, %error, "whose side source {} writes first is not known now: {error}", source.instance);
                First::of_roles(roles)
            }
        }
    }

    /// A stream that is silent for so long is ended.
    pub fn live_idle_max(&self) -> Duration {
        self.config().live.idle_max
    }
}

impl Live {
    /// Bytes of sound so far.
    pub fn heard(&self) -> u64 {
        self.heard
    }

    /// Takes bytes, whatever the cuts; true: it is over. On an error it is to be ended.
    pub async fn push(&mut self, app: &App, bytes: &[u8]) -> Result<bool, LiveError> {
        let taken = self.stream.push(bytes);
        self.keep(app, taken).await
    }

    /// Takes a text message of a WebSocket; see [`Live::push`].
    pub async fn text(&mut self, app: &App, text: &str) -> Result<bool, LiveError> {
        let taken = self.stream.text(text);
        self.keep(app, taken).await
    }

    /// Takes a binary message of a WebSocket; see [`Live::push`].
    pub async fn binary(&mut self, app: &App, bytes: &[u8]) -> Result<bool, LiveError> {
        let taken = self.stream.binary(bytes);
        self.keep(app, taken).await
    }

    /// Makes a recording of what was heard. On an error it stays on the disk and is taken up again, unless its sender sends it again.
    pub async fn end(mut self, app: &App, how: End) -> Result<Ended, LiveError> {
        let last = self.stream.finish();
        let written = self.write(app, last).await;
        let ended = self.settle(app, how, written).await;
        let how = match &ended {
            Err(error) => {
                tracing::warn!(tenant.id = %self.source.tenant, %error, "what source {} sent live is not stored yet: {error}", self.source.instance);
                "failed"
            }
            Ok(Ended { recording: None, .. }) => "silent",
            Ok(Ended {
                recording: Some(settled),
                ..
            }) if settled.is_cut => "cut",
            Ok(_) => "whole",
        };
        app.registry().sources.live_ended.with_label_values(&[how]).inc();
        if let Ok(ended) = &ended {
            app.pulses().count(&self.source, &ended.receipt, Utc::now());
        }
        ended
    }

    async fn settle(&mut self, app: &App, how: End, written: Result<(), LiveError>) -> Result<Ended, LiveError> {
        let is_cut = self.is_full || written.is_err() || self.stream.is_cut(how);
        let Some((left, _, mut spool)) = self.file.take() else {
            written?;
            return Ok(silent());
        };
        let flushed = spool.flush().await;
        drop(spool);
        let left = match is_cut || flushed.is_err() {
            true => left,
            false => left.whole(app).await,
        };
        match left.settle(app, self.door).await {
            Ok(Some(settled)) => Ok(Ended {
                receipt: receipt(&settled),
                recording: Some(settled),
            }),
            Ok(None) => Ok(silent()),
            Err(error) => {
                if self.hint.is_capture {
                    left.remove(app).await;
                }
                Err(error)
            }
        }
    }

    /// What came before a fault is good.
    async fn keep(&mut self, app: &App, taken: Result<(), Fault>) -> Result<bool, LiveError> {
        if self.stream.shape().is_some() {
            // Sound that may still be sorted in is not written yet.
            self.began.get_or_insert_with(Timestamp::now);
        }
        let sound = self.stream.take();
        self.write(app, sound).await?;
        taken?;
        let bounds = &app.config().live;
        // Whoever says something else than sound for so long is silent all the same: an open stream has a file that is written to.
        self.is_full |= self.opened.elapsed() > bounds.length_max || self.sounded.elapsed() > bounds.idle_max;
        Ok(self.is_full || self.stream.is_over())
    }

    async fn write(&mut self, app: &App, mut sound: Vec<u8>) -> Result<(), LiveError> {
        let Some(shape) = self.stream.shape().filter(|_| !sound.is_empty()) else {
            return Ok(());
        };
        let room = bytes_max(app, shape).saturating_sub(self.heard);
        if sound.len() as u64 > room {
            sound.truncate(usize::try_from(room).unwrap_or(usize::MAX));
            self.is_full = true;
        }
        if sound.is_empty() {
            return Ok(());
        }
        if self.file.is_none() {
            let began = self.began.unwrap_or_else(Timestamp::now);
            let label = Label::of(&self.source, self.stream.told(), &self.hint, shape, began);
            self.file = Some(begin(app, self.source.tenant, &label).await?);
        }
        let Some((_, _, spool)) = &mut self.file else {
            return Ok(());
        };
        spool.push(&sound).await?;
        self.heard += sound.len() as u64;
        self.sounded = Instant::now();
        if self.flushed.elapsed() >= FLUSH {
            self.flushed = Instant::now();
            spool.flush().await?;
        }
        Ok(())
    }
}

/// A file, with what is known of the stream.
async fn begin(app: &App, tenant: TenantId, label: &Label) -> Result<(Left, PathBuf, Spool), LiveError> {
    let left = Left::new(tenant);
    let label = serde_json::to_string(label).map_err(|error| LiveError::Failed(error.to_string()))?;
    let mut spool = left.open(app).await?;
    spool.restart(Some(label)).await?;
    let path = left.path(app);
    Ok((left, path, spool))
}

/// Bytes of sound that one stream may have: whole moments.
fn bytes_max(app: &App, shape: Shape) -> u64 {
    let frame = shape.frame_bytes().max(1) as u64;
    let by_length = app
        .config()
        .live
        .length_max
        .as_secs()
        .saturating_mul(u64::from(shape.rate) * frame);
    let by_store = app.recording_bytes_max().saturating_sub(HEADER_MAX).min(BYTES_MAX);
    let most = by_length.min(by_store);
    most - most % frame
}

fn silent() -> Ended {
    let notice = Notice::new(1_usize, "no_sound", "nothing was heard");
    Ended {
        receipt: Receipt {
            ignored: vec![notice],
            ..Receipt::default()
        },
        recording: None,
    }
}

fn receipt(settled: &Settled) -> Receipt {
    let leg = settled.leg.map(|leg| (leg, settled.record.unwrap_or(settled.fate)));
    Receipt {
        legs: leg.into_iter().collect(),
        held: usize::from(settled.orphan.is_some()),
        ..Receipt::default()
    }
}
