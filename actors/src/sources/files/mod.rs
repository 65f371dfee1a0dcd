//! Folders of this machine in which telephone systems' files come to lie, watched by one node at a time: files that grow and are rotated, and
//! files that are dropped whole. What is in them is kept first, and only then how far they were read: whatever ends the process, the next
//! one goes on there, and what it reads again is known.
//!
//! | file | holds |
//! |---|---|
//! | `mod.rs` | who watches which folder, and until when |
//! | `told.rs` `names.rs` | what a source says of its folder; which names are meant |
//! | `folder.rs` | a folder below the operator's: no way and no link leads out of it |
//! | `times.rs` | since when a file has been as it is |
//! | `plan.rs` | which file is known by which name, and what is to be read of it from where |
//! | `watch.rs` | one look at a folder |
//! | `take.rs` | one file: its parts to the door, then its position |
//! | `tail.rs` `place.rs` | a file from where it was left, in parts; how it is known again. `audiapro import` reads with these too |
//! | `lines.rs` | which of its lines without ids are not the first of their kind |

mod folder;
mod lines;
pub mod names;
pub mod place;
mod plan;
pub mod tail;
mod take;
mod times;
pub mod told;
mod watch;

use std::sync::Arc;
use std::time::Duration;

use models::Error;
use models::integrations::folder::{self as rows, Watched};
use models::integrations::lease::{Key, Kind};
use tokio::sync::Semaphore;

use self::watch::{Halt, Watch};
use super::leased::{Held, Work};
use crate::app::App;
use crate::config::FolderBounds;
use crate::loops::stopped;

/// After something that is not the folder's own fault, it is looked at again after so long.
const AGAIN: Duration = Duration::from_secs(2);

/// What hinders the reading of a folder, or of a file in it.
#[derive(Clone, Debug)]
pub struct Trouble {
    /// Stable.
    pub code: &'static str,
    /// For people.
    pub detail: String,
    /// For the log.
    cause: Option<String>,
    /// It is looked at again after so long; `None`: as usual.
    wait: Option<Duration>,
}

/// As far as it is told.
impl PartialEq for Trouble {
    fn eq(&self, other: &Self) -> bool {
        (self.code, &self.detail) == (other.code, &other.detail)
    }
}

impl Trouble {
    fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            cause: None,
            wait: None,
        }
    }

    fn after(self, wait: Duration) -> Self {
        Self {
            wait: Some(wait),
            ..self
        }
    }
}

/// Watches folders on this node.
pub(crate) struct Folders {
    bounds: FolderBounds,
    /// A place for each that reads.
    reads: Semaphore,
}

impl Folders {
    pub(crate) fn new(bounds: FolderBounds) -> Self {
        Self {
            reads: Semaphore::new(bounds.reads_max),
            bounds,
        }
    }
}

impl Work for Folders {
    const KIND: Kind = Kind::Folder;
    type Job = Watched;

    async fn jobs(&self, app: &App) -> Result<Vec<(Key, Watched)>, Error> {
        let worker = &app.pools().worker;
        let all = worker
            .transaction(async |conn| -> Result<Vec<Watched>, Error> { rows::all(conn).await })
            .await?;
        // Of a tenant for which this node has no folder another node may have one.
        let ours = all
            .into_iter()
            .filter(|one| self.bounds.folder_of(one.tenant()).is_some());
        Ok(ours.map(|one| (one.key(), one)).collect())
    }

    async fn work(self: Arc<Self>, held: Held, job: Watched) {
        let mut stop = held.stop.clone();
        let mut watch = match Watch::new(self, held.clone(), &job) {
            Ok(watch) => watch,
            Err(trouble) => {
                held.fails(trouble.code, &trouble.detail).await;
                // Until somebody says something else.
                return stopped(&mut stop).await;
            }
        };
        loop {
            let looked = watch.look().await;
            let pause = match looked {
                Err(Halt::End) => return,
                looked => watch.tell(looked).await,
            };
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = stopped(&mut stop) => return,
            }
            if watch.is_elsewhere() {
                // The folder is not here. It may be on another node, which takes the lease then.
                return;
            }
        }
    }
}
