//! A stream on the disk that is no recording yet: written while it is heard, found again where whoever heard it could not store it, or died.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use models::Error;
use models::ids::TenantId;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};
use uuid::Uuid;

use super::LiveError;
use super::label::Label;
use crate::app::{App, WeakApp};
use crate::fetch::spool::Spool;
use crate::ledger::arrival::Door;
use crate::loops::stopped;

/// Files that nobody writes to are looked for so often.
const LOOK: Duration = Duration::from_secs(30);
/// Nobody writes to a file that was left alone for so long beyond what a stream may be silent.
const MARGIN: Duration = Duration::from_secs(60);
/// What the name of one ends with whose stream has ended well.
const WHOLE: &str = ".whole";

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Left {
    pub tenant: TenantId,
    pub id: Uuid,
    pub is_whole: bool,
}

impl Left {
    pub fn new(tenant: TenantId) -> Self {
        Self {
            tenant,
            id: Uuid::new_v4(),
            is_whole: false,
        }
    }

    fn name(&self) -> String {
        let end = if self.is_whole { WHOLE } else { "" };
        format!("{}.{}{end}", self.tenant, self.id)
    }

    fn of_name(name: &str) -> Option<Self> {
        let (name, is_whole) = match name.strip_suffix(WHOLE) {
            Some(name) => (name, true),
            None => (name, false),
        };
        let (tenant, id) = name.split_once('.')?;
        Some(Self {
            tenant: tenant.parse().ok()?,
            id: id.parse().ok()?,
            is_whole,
        })
    }

    pub fn path(&self, app: &App) -> PathBuf {
        app.recordings().live().join(self.name())
    }

    /// The file, made if it is not there.
    pub async fn open(&self, app: &App) -> Result<Spool, LiveError> {
        let key = app.sealer().data_key(self.tenant).await?;
        let (path, tenant, id) = (self.path(app), self.tenant, self.id);
        let opened = tokio::task::spawn_blocking(move || Spool::open(&path, key, tenant, id)).await;
        Ok(opened.map_err(|error| LiveError::Failed(error.to_string()))??)
    }

    /// What it holds; `None`: no sound, or nobody can open it any more.
    pub async fn read(&self, app: &App) -> Result<Option<(Label, Spool)>, LiveError> {
        let spool = match self.open(app).await {
            // Its company is erased, and its key destroyed.
            Err(LiveError::Database(Error::NotFound(_))) => return Ok(None),
            opened => opened?,
        };
        let label = spool
            .validator()
            .and_then(|text| serde_json::from_str::<Label>(text).ok());
        Ok(label.filter(|_| spool.length() > 0).map(|label| (label, spool)))
    }

    /// Says that nothing of it is missing. Where that cannot be written down, it counts as cut.
    pub async fn whole(self, app: &App) -> Self {
        let whole = Self {
            is_whole: true,
            ..self.clone()
        };
        match tokio::fs::rename(self.path(app), whole.path(app)).await {
            Ok(()) => whole,
            Err(error) => {
                tracing::warn!(%error, "could not rename what was heard of a live stream: {error}");
                self
            }
        }
    }

    pub async fn remove(&self, app: &App) {
        match tokio::fs::remove_file(self.path(app)).await {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                tracing::warn!(%error, "could not remove what was heard of a live stream: {error}");
            }
            _ => {}
        }
    }
}

/// Takes up what nobody writes to any more, until `stop` is told or the application is gone. `alone`: no other node has this folder, so
/// that whatever was there before belongs to nobody.
pub(crate) async fn run(app: WeakApp, alone: bool, mut stop: watch::Receiver<bool>) {
    let begun = SystemTime::now();
    let mut turns = interval(LOOK);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = turns.tick() => {}
            () = stopped(&mut stop) => return,
        }
        let Some(live) = app.upgrade() else { return };
        let quiet = live.live_idle_max() + MARGIN;
        let is_left = move |at: SystemTime| (alone && at < begun) || at.elapsed().is_ok_and(|since| since > quiet);
        let folder = live.recordings().live();
        let found = tokio::task::spawn_blocking(move || found(&folder, is_left)).await;
        for left in found.unwrap_or_default() {
            if *stop.borrow() {
                return;
            }
            match left.settle(&live, Door::Source).await {
                Ok(Some(settled)) => {
                    tracing::info!(tenant.id = %left.tenant, bytes = settled.bytes, "what was heard of a live stream before is stored now");
                }
                Ok(None) => {}
                // Another look comes.
                Err(error) => {
                    tracing::warn!(tenant.id = %left.tenant, %error, "what was heard of a live stream is not stored yet: {error}");
                }
            }
        }
    }
}

/// Files of the folder that were written last at such a moment. Blocking; a folder that cannot be read has none.
fn found(folder: &Path, is_left: impl Fn(SystemTime) -> bool) -> Vec<Left> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let left = entries.filter(|entry| {
        let written = entry.metadata().and_then(|about| about.modified());
        written.is_ok_and(&is_left)
    });
    left.filter_map(|entry| Left::of_name(entry.file_name().to_str()?))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_again_by_its_name() {
        let left = Left::new(TenantId(Uuid::from_u128(7)));
        let whole = Left {
            is_whole: true,
            ..left.clone()
        };
        for one in [left, whole] {
            assert_eq!(Left::of_name(&one.name()), Some(one));
        }
        assert_eq!(Left::of_name("x.y"), None);
    }

    #[test]
    fn only_what_nobody_writes_to_is_taken_up() {
        let folder = tempfile::tempdir().unwrap();
        let left = Left::new(TenantId(Uuid::from_u128(7)));
        std::fs::write(folder.path().join(left.name()), b"x").unwrap();
        std::fs::write(folder.path().join("strange"), b"x").unwrap();
        assert!(found(folder.path(), |_| false).is_empty());
        assert_eq!(found(folder.path(), |_| true), [left]);
        assert!(found(&folder.path().join("none"), |_| true).is_empty());
    }
}
