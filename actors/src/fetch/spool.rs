//! What of a recording has come so far, on disk, so that whoever goes on after a broken connection or a killed process need not begin anew.
//! Sealed like everything else, in frames: each by itself, so that the last one may be torn off.
//!
//! A file is frames of four bytes of length and a sealed message. The first says by what the server knows the content again; the others
//! are the content, in order.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use futures::Stream;
use models::compliance::sealing::{DataKey, Place, SealError};
use models::ids::{LegId, TenantId};
use uuid::Uuid;

use crate::fail;

/// Bytes of one frame.
const FRAME: usize = 256 * 1024;
/// A longer one was never written.
const SEALED_MAX: usize = FRAME + 1024;

#[derive(Debug, thiserror::Error)]
pub enum SpoolError {
    #[error("what has come of a recording could not be kept: {0}")]
    Disk(#[from] io::Error),
    #[error("what has come of a recording could not be sealed: {0}")]
    Seal(#[from] SealError),
    #[error("the work was ended")]
    Ended,
    #[error("what had come of a recording does not lie whole on the disk any more")]
    Torn,
}

/// What has come so far.
pub struct Spool {
    /// Away while it is written.
    inner: Option<Inner>,
    pending: Vec<u8>,
    length: u64,
    validator: Option<String>,
}

struct Inner {
    file: File,
    key: DataKey,
    tenant: TenantId,
    id: Uuid,
    frames: u32,
}

impl Spool {
    /// Opens what an earlier attempt has left, up to the last frame that is whole. Blocking. It is sealed for `id`: that of the leg, or of a
    /// live stream.
    pub fn open(path: &Path, key: DataKey, tenant: TenantId, id: Uuid) -> Result<Self, SpoolError> {
        let mut options = OpenOptions::new();
        let file = options
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(path)?;
        let mut inner = Inner {
            file,
            key,
            tenant,
            id,
            frames: 0,
        };
        let (mut length, mut validator, mut whole) = (0, None, 0);
        while let Some(frame) = inner.next()? {
            match inner.frames {
                1 => validator = Some(String::from_utf8_lossy(&frame).into_owned()).filter(|text| !text.is_empty()),
                _ => length += frame.len() as u64,
            }
            whole = inner.file.stream_position()?;
        }
        inner.file.set_len(whole)?;
        inner.file.seek(SeekFrom::Start(whole))?;
        Ok(Self {
            inner: Some(inner),
            pending: Vec::new(),
            length,
            validator,
        })
    }

    /// Bytes that have come.
    pub fn length(&self) -> u64 {
        self.length + self.pending.len() as u64
    }

    /// By what the server knows this content again; without it nothing can be joined to what is here.
    pub fn validator(&self) -> Option<&str> {
        self.validator.as_deref()
    }

    /// Forgets what has come; what comes now is this content.
    pub async fn restart(&mut self, validator: Option<String>) -> Result<(), SpoolError> {
        (self.length, self.validator) = (0, validator.clone());
        self.pending.clear();
        self.work(move |inner| {
            inner.file.set_len(0)?;
            inner.file.seek(SeekFrom::Start(0))?;
            inner.frames = 0;
            inner.put(validator.unwrap_or_default().as_bytes())
        })
        .await
    }

    pub async fn push(&mut self, bytes: &[u8]) -> Result<(), SpoolError> {
        self.pending.extend_from_slice(bytes);
        match self.pending.len() >= FRAME {
            true => self.flush().await,
            false => Ok(()),
        }
    }

    /// Writes what is still in memory.
    pub async fn flush(&mut self) -> Result<(), SpoolError> {
        let pending = std::mem::take(&mut self.pending);
        self.length += pending.len() as u64;
        self.work(move |inner| pending.chunks(FRAME).try_for_each(|frame| inner.put(frame)))
            .await?;
        fail::point("fetch.half_way");
        Ok(())
    }

    async fn work(
        &mut self,
        work: impl FnOnce(&mut Inner) -> Result<(), SpoolError> + Send + 'static,
    ) -> Result<(), SpoolError> {
        let mut inner = self.inner.take().ok_or(SpoolError::Ended)?;
        let done = tokio::task::spawn_blocking(move || {
            let done = work(&mut inner);
            (inner, done)
        });
        let (inner, done) = done.await.map_err(|_| SpoolError::Ended)?;
        self.inner = Some(inner);
        done
    }

    /// The first bytes of the content.
    pub async fn head(&mut self) -> Result<Vec<u8>, SpoolError> {
        let (tell, told) = tokio::sync::oneshot::channel();
        self.work(move |inner| {
            inner.rewind()?;
            inner.next()?;
            tell.send(inner.next()?.unwrap_or_default()).ok();
            Ok(())
        })
        .await?;
        told.await.map_err(|_| SpoolError::Ended)
    }

    /// The content from its begin. What was written to it last must be flushed.
    pub fn stream(self) -> impl Stream<Item = Result<Bytes, SpoolError>> {
        futures::stream::try_unfold((self.inner, false, self.length), |(inner, begun, left)| async move {
            let mut inner = inner.ok_or(SpoolError::Ended)?;
            let read = tokio::task::spawn_blocking(move || -> Result<_, SpoolError> {
                if !begun {
                    inner.rewind()?;
                    inner.next()?;
                }
                Ok(inner.next()?.map(|frame| (frame, inner)))
            });
            let read = read.await.map_err(|_| SpoolError::Ended)??;
            let Some((frame, inner)) = read else {
                return match left {
                    0 => Ok(None),
                    _ => Err(SpoolError::Torn),
                };
            };
            let left = left.checked_sub(frame.len() as u64).ok_or(SpoolError::Torn)?;
            Ok(Some((Bytes::from(frame), (Some(inner), true, left))))
        })
    }
}

impl Inner {
    fn rewind(&mut self) -> Result<(), SpoolError> {
        self.frames = 0;
        self.file.seek(SeekFrom::Start(0))?;
        Ok(())
    }

    fn row(&self) -> Vec<u8> {
        let mut row = self.id.as_bytes().to_vec();
        row.extend_from_slice(&self.frames.to_be_bytes());
        row
    }

    fn put(&mut self, frame: &[u8]) -> Result<(), SpoolError> {
        let row = self.row();
        let sealed = self.key.seal(place(self.tenant, &row), frame)?;
        let length = u32::try_from(sealed.len()).map_err(io::Error::other)?;
        let mut bytes = length.to_le_bytes().to_vec();
        bytes.extend_from_slice(&sealed);
        self.file.write_all(&bytes)?;
        self.frames += 1;
        Ok(())
    }

    /// The next frame; `None` at the end, and where one is torn or not ours.
    fn next(&mut self) -> Result<Option<Vec<u8>>, SpoolError> {
        let mut length = [0; 4];
        if !fill(&mut self.file, &mut length)? {
            return Ok(None);
        }
        let length = u32::from_le_bytes(length) as usize;
        if length > SEALED_MAX {
            return Ok(None);
        }
        let mut sealed = vec![0; length];
        if !fill(&mut self.file, &mut sealed)? {
            return Ok(None);
        }
        let row = self.row();
        let Ok(frame) = self.key.open(place(self.tenant, &row), &sealed) else {
            return Ok(None);
        };
        self.frames += 1;
        Ok(Some(frame))
    }
}

fn fill(file: &mut File, bytes: &mut [u8]) -> io::Result<bool> {
    match file.read_exact(bytes) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

fn place(tenant: TenantId, row: &[u8]) -> Place<'_> {
    Place {
        tenant,
        table: "recording_spool",
        row,
    }
}

/// Where the one of a leg lies below the folder of those that are being fetched.
pub fn path(folder: &Path, leg: LegId) -> PathBuf {
    folder.join(leg.0.simple().to_string())
}

/// The legs of which something lies there. Blocking.
pub fn legs(folder: &Path) -> Vec<LegId> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    names
        .filter_map(|name| Uuid::parse_str(&name).ok().map(LegId))
        .collect()
}

#[cfg(test)]
mod tests {
    use futures::TryStreamExt;

    use super::*;

    const TENANT: TenantId = TenantId(Uuid::from_u128(5));
    const LEG: LegId = LegId(Uuid::from_u128(6));

    async fn content(spool: Spool) -> Vec<u8> {
        let pieces: Vec<Bytes> = spool.stream().try_collect().await.unwrap();
        pieces.concat()
    }

    #[tokio::test]
    async fn what_has_come_is_found_again_up_to_the_last_whole_frame_and_nobody_else_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let (path, key) = (path(folder.path(), LEG), DataKey::random().unwrap());
        let open = || Spool::open(&path, key.clone(), TENANT, LEG.0).unwrap();
        let recording: Vec<u8> = (0..700_000_u32).map(|n| (n * 7) as u8).collect();
        let mut spool = open();
        assert_eq!((spool.length(), spool.validator()), (0, None));
        spool.restart(Some("\"v1\"".into())).await.unwrap();
        for piece in recording[..600_000].chunks(10_000) {
            spool.push(piece).await.unwrap();
        }
        // Killed here: what was in memory is gone, and the last frame is torn.
        drop(spool);
        let bytes = std::fs::read(&path).unwrap();
        assert!(
            !bytes.windows(64).any(|window| window == &recording[1000..1064]),
            "it lies sealed"
        );
        std::fs::write(&path, &bytes[..bytes.len() - 7]).unwrap();
        let mut spool = open();
        let kept = usize::try_from(spool.length()).unwrap();
        assert!(kept > 0 && kept < 600_000, "{kept}");
        assert_eq!(spool.validator(), Some("\"v1\""));
        spool.push(&recording[kept..]).await.unwrap();
        spool.flush().await.unwrap();
        assert_eq!(spool.head().await.unwrap()[..4], recording[..4]);
        assert_eq!(content(spool).await, recording);
        let stranger = Spool::open(&path, DataKey::random().unwrap(), TENANT, LEG.0).unwrap();
        assert_eq!((stranger.length(), stranger.validator()), (0, None));
    }

    #[tokio::test]
    async fn what_is_torn_in_the_middle_is_not_given_out_as_the_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = path(folder.path(), LEG);
        let mut spool = Spool::open(&path, DataKey::random().unwrap(), TENANT, LEG.0).unwrap();
        spool.restart(None).await.unwrap();
        spool.push(&vec![7; 600_000]).await.unwrap();
        spool.flush().await.unwrap();
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[300_000] ^= 1;
        std::fs::write(&path, bytes).unwrap();
        let read: Result<Vec<Bytes>, SpoolError> = spool.stream().try_collect().await;
        assert!(matches!(read, Err(SpoolError::Torn)));
    }

    #[tokio::test]
    async fn what_is_begun_anew_has_nothing_of_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = path(folder.path(), LEG);
        let mut spool = Spool::open(&path, DataKey::random().unwrap(), TENANT, LEG.0).unwrap();
        spool.restart(None).await.unwrap();
        spool.push(b"the old one").await.unwrap();
        spool.flush().await.unwrap();
        spool.restart(Some("x".into())).await.unwrap();
        assert_eq!(spool.length(), 0);
        spool.push(b"new").await.unwrap();
        spool.flush().await.unwrap();
        assert_eq!(content(spool).await, b"new");
    }
}
