//! The store of recordings: a stream of bytes → a sealed file, flushed to the disk before anybody hears of it.
//!
//! A file lies at `recordings/<tenant>/<aa>/<id>`; its key in the database is `<tenant>/<aa>/<id>`. What was received and is not
//! referred to by a row is removed again; what a crash leaves in `recordings/incoming` is removed at the next start.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::ops::Range;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use engine::audio::Recorded;
use futures::{Stream, StreamExt};
use models::compliance::sealed_recording::{SealedRecording, Sealing};
use models::compliance::sealing::{DataKey, Place, SealError};
use models::ids::TenantId;
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::fail;

const TABLE: &str = "recording_blobs";
const INCOMING: &str = "incoming";
const FETCHING: &str = "fetching";
const LIVE: &str = "live";
/// What nobody goes on with for so long is removed.
const FETCHING_KEPT: Duration = Duration::from_secs(3 * 24 * 3600);
/// Pieces of a stream that may wait for the disk.
const PIECES_WAITING_MAX: usize = 8;

/// A recording on the disk that nobody has heard of yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    pub sha256: [u8; 32],
    /// As it came.
    pub bytes: u64,
    pub sealed_bytes: u64,
    pub store_key: String,
    /// Its first bytes, for reading the header.
    pub head: Vec<u8>,
}

/// Why a recording was not received.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveError {
    #[error("a recording has at most {bytes_max} bytes")]
    TooLarge { bytes_max: u64 },
    /// The sender broke off.
    #[error("the recording did not arrive whole: {0}")]
    Broken(String),
    #[error("the recording could not be stored")]
    Disk(#[source] io::Error),
    #[error("the recording could not be sealed")]
    Seal(#[from] SealError),
}

impl ReceiveError {
    /// No space is left, on the disk or in the quota.
    pub fn is_full(&self) -> bool {
        matches!(self, Self::Disk(error) if matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded))
    }
}

#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("could not read {key}")]
    Disk {
        key: String,
        #[source]
        source: io::Error,
    },
    #[error(transparent)]
    Damaged(#[from] SealError),
}

#[derive(Clone, Debug)]
pub struct RecordingStore {
    root: PathBuf,
}

impl RecordingStore {
    /// Makes the folders and removes what a crash has left half received: all of it, or what has lain for a day where other processes
    /// (`shared`) are receiving. Blocking.
    pub fn open(data_dir: &Path, shared: bool) -> io::Result<Self> {
        const DAY: Duration = Duration::from_secs(24 * 3600);
        let store = Self {
            root: data_dir.join("recordings"),
        };
        make_folder(&store.root)?;
        let incoming = store.root.join(INCOMING);
        make_folder(&incoming)?;
        make_folder(&store.fetching())?;
        make_folder(&store.live())?;
        for left in fs::read_dir(&incoming)? {
            let left = left?;
            let is_left = || Some(left.metadata().ok()?.modified().ok()?.elapsed().ok()? > DAY);
            if shared && is_left() != Some(true) {
                continue;
            }
            remove(&left.path())?;
        }
        Ok(store)
    }

    /// Where that lies which has come of recordings that are being fetched.
    pub fn fetching(&self) -> PathBuf {
        self.root.join(FETCHING)
    }

    /// Where that lies which was heard of live streams and is no recording yet.
    pub fn live(&self) -> PathBuf {
        self.root.join(LIVE)
    }

    /// Removes what has come of recordings that nobody goes on to fetch. Blocking; gives how many.
    pub fn forget_fetching(&self) -> io::Result<usize> {
        let mut forgotten = 0;
        for left in fs::read_dir(self.fetching())? {
            let left = left?;
            let lain = left
                .metadata()
                .and_then(|about| about.modified())
                .ok()
                .and_then(|at| at.elapsed().ok());
            if lain.is_some_and(|lain| lain > FETCHING_KEPT) {
                remove(&left.path())?;
                forgotten += 1;
            }
        }
        Ok(forgotten)
    }

    /// Where a recording's file lies, sealed.
    pub fn path(&self, store_key: &str) -> PathBuf {
        self.root.join(store_key)
    }

    /// Receives a stream of at most `bytes_max` bytes, sealing as it comes; keeps its first `head_bytes` in memory. When it returns,
    /// the file and its folder are flushed. A stream that breaks off leaves nothing.
    pub async fn receive<E: std::fmt::Display>(
        &self,
        key: DataKey,
        tenant: TenantId,
        stream: impl Stream<Item = Result<Bytes, E>>,
        bytes_max: u64,
        head_bytes: usize,
    ) -> Result<Received, ReceiveError> {
        let (pieces, arriving) = mpsc::channel(PIECES_WAITING_MAX);
        let store = self.clone();
        let writing = tokio::task::spawn_blocking(move || store.write(&key, tenant, arriving, head_bytes));
        let sent = send(stream, bytes_max, pieces).await;
        let written = writing
            .await
            .unwrap_or_else(|error| Err(ReceiveError::Disk(io::Error::other(error))));
        // The disk's error tells more than the sender that found nobody listening.
        match (sent, written) {
            (_, Err(error)) if !matches!(error, ReceiveError::Broken(_)) => Err(error),
            (Err(error), _) => Err(error),
            (Ok(()), written) => written,
        }
    }

    /// Writes what arrives, until its end is told. Blocking.
    fn write(
        &self,
        key: &DataKey,
        tenant: TenantId,
        mut arriving: mpsc::Receiver<Piece>,
        head_bytes: usize,
    ) -> Result<Received, ReceiveError> {
        let id = Uuid::new_v4().simple().to_string();
        let store_key = format!("{tenant}/{}/{id}", &id[..2]);
        let temporary = Temporary(self.root.join(INCOMING).join(&id));
        let mut sealing = Sealing::begin(key, place(tenant, &store_key))?;
        let (mut hash, mut bytes, mut sealed_bytes, mut head) = (Sha256::new(), 0_u64, 0_u64, Vec::new());
        fail::point("recording.before_write");
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&temporary.0)
            .map_err(ReceiveError::Disk)?;
        let mut put = |sealed: Vec<u8>| -> Result<(), ReceiveError> {
            sealed_bytes += sealed.len() as u64;
            file.write_all(&sealed).map_err(ReceiveError::Disk)
        };
        loop {
            match arriving.blocking_recv() {
                Some(Piece::Bytes(piece)) => {
                    hash.update(&piece);
                    bytes += piece.len() as u64;
                    let wanted = head_bytes.saturating_sub(head.len()).min(piece.len());
                    head.extend_from_slice(&piece[..wanted]);
                    put(sealing.push(&piece)?)?;
                }
                Some(Piece::End) => break,
                None => return Err(ReceiveError::Broken("the connection was closed".into())),
            }
        }
        put(sealing.finish()?)?;
        fail::point("recording.after_write");
        file.sync_all().map_err(ReceiveError::Disk)?;
        self.settle(&temporary.0, &store_key).map_err(ReceiveError::Disk)?;
        fail::point("recording.after_flush");
        Ok(Received {
            sha256: hash.finalize().into(),
            bytes,
            sealed_bytes,
            store_key,
            head,
        })
    }

    /// Moves a flushed file to its place, and flushes the folders that name it.
    fn settle(&self, temporary: &Path, store_key: &str) -> io::Result<()> {
        let path = self.path(store_key);
        let folder = path
            .parent()
            .ok_or_else(|| io::Error::other("a recording without a folder"))?;
        let tenant = folder
            .parent()
            .ok_or_else(|| io::Error::other("a recording without a tenant"))?;
        let (made_tenant, made_folder) = (make_folder(tenant)?, make_folder(folder)?);
        fs::rename(temporary, &path)?;
        flush_folder(folder)?;
        if made_folder {
            flush_folder(tenant)?;
        }
        if made_tenant {
            flush_folder(&self.root)?;
        }
        Ok(())
    }

    /// The whole recording, unsealed. Blocking.
    pub fn read(&self, key: &DataKey, tenant: TenantId, store_key: &str) -> Result<Vec<u8>, ReadError> {
        let mut recording = self.sealed(key, tenant, store_key)?;
        let all = 0..recording.len();
        Ok(recording.read(all)?)
    }

    /// A recording that is unsealed as it is read. Blocking.
    pub fn unseal(&self, key: &DataKey, tenant: TenantId, store_key: &str) -> Result<Unsealed, ReadError> {
        let sealed = self.sealed(key, tenant, store_key)?;
        Ok(Unsealed {
            length: sealed.len(),
            sealed: Mutex::new(sealed),
        })
    }

    fn sealed(&self, key: &DataKey, tenant: TenantId, store_key: &str) -> Result<SealedRecording<File>, ReadError> {
        let file = File::open(self.path(store_key)).map_err(|source| ReadError::Disk {
            key: store_key.to_owned(),
            source,
        })?;
        Ok(SealedRecording::open(key, place(tenant, store_key), file)?)
    }

    /// The innermost folders, each with its tenant. Blocking.
    pub fn folders(&self) -> io::Result<Vec<(TenantId, PathBuf)>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.root)? {
            let path = entry?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let Ok(tenant) = name.parse() else { continue };
            for folder in fs::read_dir(&path)? {
                found.push((tenant, folder?.path()));
            }
        }
        Ok(found)
    }

    /// Keys of the files of one innermost folder that have lain there so long. Blocking.
    pub fn older_than(&self, folder: &Path, age: std::time::Duration) -> io::Result<Vec<String>> {
        let mut keys = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let lain = entry.metadata()?.modified()?.elapsed().unwrap_or_default();
            let path = entry.path();
            if lain >= age
                && let Some(key) = path.strip_prefix(&self.root).ok().and_then(Path::to_str)
            {
                keys.push(key.to_owned());
            }
        }
        Ok(keys)
    }

    /// Removes a file that no row refers to. Blocking.
    pub fn remove(&self, store_key: &str) -> io::Result<()> {
        fs::remove_file(self.path(store_key))
    }
}

/// A recording in the store of which only what is read is ever in the clear. Blocking.
pub struct Unsealed {
    length: u64,
    sealed: Mutex<SealedRecording<File>>,
}

impl Recorded for Unsealed {
    fn length(&self) -> u64 {
        self.length
    }

    fn read(&self, range: Range<u64>) -> io::Result<Vec<u8>> {
        // Nothing is left half changed by a panic: each read sets its own position.
        let mut sealed = self.sealed.lock().unwrap_or_else(PoisonError::into_inner);
        sealed.read(range).map_err(|error| match error {
            SealError::Read(_) => io::Error::other(error),
            SealError::Broken | SealError::UnknownForm(_) | SealError::NoRandom | SealError::TooLong => {
                io::Error::new(io::ErrorKind::InvalidData, error)
            }
        })
    }
}

/// Where a recording is sealed.
pub fn place(tenant: TenantId, store_key: &str) -> Place<'_> {
    Place {
        tenant,
        table: TABLE,
        row: store_key.as_bytes(),
    }
}

enum Piece {
    Bytes(Bytes),
    /// Nothing is missing.
    End,
}

async fn send<E: std::fmt::Display>(
    stream: impl Stream<Item = Result<Bytes, E>>,
    bytes_max: u64,
    pieces: mpsc::Sender<Piece>,
) -> Result<(), ReceiveError> {
    let gone = |_| ReceiveError::Broken("the store stopped".into());
    let mut left = bytes_max;
    let mut stream = std::pin::pin!(stream);
    while let Some(piece) = stream.next().await {
        let piece = piece.map_err(|error| ReceiveError::Broken(error.to_string()))?;
        left = left
            .checked_sub(piece.len() as u64)
            .ok_or(ReceiveError::TooLarge { bytes_max })?;
        pieces.send(Piece::Bytes(piece)).await.map_err(gone)?;
    }
    pieces.send(Piece::End).await.map_err(gone)
}

/// A file that is removed again, unless it was moved away.
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        match fs::remove_file(&self.0) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(%error, "could not remove a half received recording: {error}")
            }
            _ => {}
        }
    }
}

/// Another process may have been quicker.
fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

/// True if it was not there.
fn make_folder(folder: &Path) -> io::Result<bool> {
    match DirBuilder::new().mode(0o700).create(folder) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            DirBuilder::new().mode(0o700).recursive(true).create(folder)?;
            Ok(true)
        }
        Err(error) => Err(error),
    }
}

fn flush_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TENANT: TenantId = TenantId(Uuid::from_u128(5));

    fn store() -> (tempfile::TempDir, RecordingStore) {
        let folder = tempfile::tempdir().unwrap();
        let store = RecordingStore::open(folder.path(), false).unwrap();
        (folder, store)
    }

    fn stream(pieces: Vec<Result<Vec<u8>, &'static str>>) -> impl Stream<Item = Result<Bytes, &'static str>> {
        futures::stream::iter(pieces.into_iter().map(|piece| piece.map(Bytes::from)))
    }

    fn files(folder: &Path) -> usize {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries.map(|path| if path.is_dir() { files(&path) } else { 1 }).sum()
    }

    #[tokio::test]
    async fn what_was_received_is_read_again_and_lies_sealed() {
        let (folder, store) = store();
        let key = DataKey::random().unwrap();
        let recording: Vec<u8> = (0..200_000_u32).map(|n| (n * 7) as u8).collect();
        let pieces = recording.chunks(999).map(|piece| Ok(piece.to_vec())).collect();
        let received = store
            .receive(key.clone(), TENANT, stream(pieces), 200_000, 10)
            .await
            .unwrap();
        assert_eq!(received.sha256, <[u8; 32]>::from(Sha256::digest(&recording)));
        assert_eq!((received.bytes, received.head.as_slice()), (200_000, &recording[..10]));
        let sealed = fs::read(store.path(&received.store_key)).unwrap();
        assert_eq!(sealed.len() as u64, received.sealed_bytes);
        assert!(!sealed.windows(64).any(|window| window == &recording[1000..1064]));
        assert_eq!(store.read(&key, TENANT, &received.store_key).unwrap(), recording);
        let unsealed = store.unseal(&key, TENANT, &received.store_key).unwrap();
        assert_eq!(unsealed.length(), 200_000);
        assert_eq!(unsealed.read(65_000..140_000).unwrap(), recording[65_000..140_000]);
        assert!(matches!(
            store.read(&DataKey::random().unwrap(), TENANT, &received.store_key),
            Err(ReadError::Damaged(_))
        ));
        assert_eq!(files(folder.path()), 1);
    }

    #[tokio::test]
    async fn what_is_damaged_is_told_where_it_is_read() {
        let (_folder, store) = store();
        let key = DataKey::random().unwrap();
        let stream = stream(vec![Ok(vec![7; 200_000])]);
        let received = store.receive(key.clone(), TENANT, stream, 200_000, 10).await.unwrap();
        let path = store.path(&received.store_key);
        let mut sealed = fs::read(&path).unwrap();
        sealed[100_000] ^= 1;
        fs::write(&path, sealed).unwrap();
        let unsealed = store.unseal(&key, TENANT, &received.store_key).unwrap();
        assert_eq!(unsealed.read(0..60_000).unwrap(), vec![7; 60_000]);
        assert_eq!(
            unsealed.read(60_000..120_000).unwrap_err().kind(),
            io::ErrorKind::InvalidData
        );
    }

    #[tokio::test]
    async fn an_empty_recording_is_kept_as_well() {
        let (_folder, store) = store();
        let key = DataKey::random().unwrap();
        let received = store
            .receive(key.clone(), TENANT, stream(vec![]), 10, 10)
            .await
            .unwrap();
        assert_eq!(store.read(&key, TENANT, &received.store_key).unwrap(), Vec::<u8>::new());
    }

    #[tokio::test]
    async fn one_that_is_too_large_or_breaks_off_leaves_nothing() {
        let (folder, store) = store();
        let key = DataKey::random().unwrap();
        let large = store
            .receive(
                key.clone(),
                TENANT,
                stream(vec![Ok(vec![0; 6]), Ok(vec![0; 5])]),
                10,
                10,
            )
            .await;
        assert!(matches!(large, Err(ReceiveError::TooLarge { bytes_max: 10 })));
        let broken = store
            .receive(key, TENANT, stream(vec![Ok(vec![0; 6]), Err("reset")]), 10, 10)
            .await;
        assert!(matches!(broken, Err(ReceiveError::Broken(reason)) if reason == "reset"));
        assert_eq!(files(folder.path()), 0);
    }

    #[test]
    fn a_start_removes_what_a_crash_left_half_received() {
        let (folder, store) = store();
        fs::write(store.root.join(INCOMING).join("half"), b"x").unwrap();
        RecordingStore::open(folder.path(), false).unwrap();
        assert_eq!(files(folder.path()), 0);
    }

    #[test]
    fn nodes_that_start_together_remove_what_a_crash_left_and_none_minds_the_others() {
        let (folder, store) = store();
        let long_ago = std::time::SystemTime::now() - 2 * Duration::from_secs(24 * 3600);
        for n in 0..300 {
            let left = File::create(store.root.join(INCOMING).join(n.to_string())).unwrap();
            left.set_modified(long_ago).unwrap();
        }
        std::thread::scope(|scope| {
            let starts: Vec<_> = (0..4)
                .map(|_| scope.spawn(|| RecordingStore::open(folder.path(), true).map(drop)))
                .collect();
            for start in starts {
                start.join().unwrap().unwrap();
            }
        });
        assert_eq!(files(folder.path()), 0);
    }

    #[test]
    fn folders_and_files_are_for_their_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let (_folder, store) = store();
        assert_eq!(fs::metadata(&store.root).unwrap().permissions().mode() & 0o777, 0o700);
    }
}
