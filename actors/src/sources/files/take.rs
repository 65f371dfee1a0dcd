//! One file of a folder: its parts to the door one by one, and after each the position behind it, so that the position is never ahead of what
//! is kept. A part that was kept before its position was is read again, and known.

use std::io::{self, Read};
use std::sync::Arc;
use std::time::Duration;

use chrono::Utc;
use engine::pbx::framing::DOCUMENT_BYTES_MAX;
use engine::pbx::parsed::Notice;
use models::Error;
use models::integrations::folder::{self as rows, File};
use serde_json::json;

use super::Trouble;
use super::folder::Folder;
use super::place::Place;
use super::plan::{self, Looked, Next, Seen, Step};
use super::tail::{Payload, Tail, Unread};
use super::told::{After, Kind};
use super::watch::{Halt, Watch, away, unreadable};
use crate::app::App;
use crate::fail;
use crate::ledger::arrival::Door;
use crate::sources::{Source, TakeError, blocking};

/// While a tenant's calls are used up and its policy turns new ones away, they are offered again so often.
const OVER_LIMIT: Duration = Duration::from_secs(60);

impl Watch {
    pub(super) async fn take(&mut self, app: &App, folder: &Arc<Folder>, step: Step) -> Result<(), Halt> {
        match step.next {
            Next::Note => Ok(()),
            Next::PutAway => self.put_away(app, folder, &step.seen.name).await,
            Next::Read { to_end } => self.read(app, folder, step, to_end).await,
        }
    }

    async fn read(&mut self, app: &App, folder: &Arc<Folder>, step: Step, to_end: bool) -> Result<(), Halt> {
        let Step { seen, mut file, .. } = step;
        let Some((opened, _)) = open(folder, &seen).await? else {
            return Ok(());
        };
        let (form, settings, place) = (self.source.form, self.source.settings.clone(), plan::place(&file));
        let begun = blocking(move || Tail::new(opened, form, &settings, &place)).await;
        let mut tail = match begun.map_err(|error| away(&error))? {
            Ok(tail) => tail,
            Err(Unread::TooLong { bytes }) => return self.pass_over(app, folder, seen, file, bytes).await,
            Err(error) => return Err(unread(&seen.name, &error).into()),
        };
        let folders = self.folders.clone();
        loop {
            if *self.held.stop.borrow() {
                return Err(Halt::End);
            }
            let turn = folders.reads.acquire().await.map_err(|_| Halt::End)?;
            let read = blocking(move || {
                let part = tail.next(to_end);
                (tail, part)
            });
            let (back, part) = read.await.map_err(|error| away(&error))?;
            tail = back;
            let part = match part {
                Ok(Some(part)) => part,
                Ok(None) => break,
                Err(Unread::Changed) => {
                    // Since the look it was cut off, and has grown again. The next one asks what stands in it, whatever its length.
                    self.looked.remove(&file.id);
                    return Ok(());
                }
                Err(error) => return Err(unread(&seen.name, &error).into()),
            };
            for payload in part.payloads {
                self.deliver(app, &seen.name, payload).await?;
            }
            fail::point("folder.after_keep");
            let gained = part.place.at.saturating_sub(plan::place(&file).at);
            file = File {
                taken_at: Some(Utc::now()),
                ..plan::at(file, &part.place)
            };
            self.save(app, file.clone()).await?;
            app.registry().sources.folder_bytes.inc_by(gained);
            fail::point("folder.after_save");
            drop(turn);
        }
        if self.told.kind == Kind::Dropped {
            return self.finish(app, folder, seen, file).await;
        }
        let looked = Looked {
            bytes: seen.bytes,
            modified_ns: seen.modified_ns,
            is_waiting: tail.is_waiting(),
        };
        self.looked.insert(file.id, looked);
        Ok(())
    }

    /// To the door. Whatever hinders it, the same again later is safe.
    async fn deliver(&self, app: &App, name: &str, payload: Payload) -> Result<(), Halt> {
        let source = Source {
            numbers: Some(payload.numbers),
            ..self.at(name, payload.begins)
        };
        if payload.is_cut {
            let wrong = Notice::new(1_usize, "too_long", "longer than a record can be");
            return set_aside(app, &source, &payload.bytes, wrong).await;
        }
        match app.take_in(&source, payload.bytes, Door::Folder).await {
            Ok(receipt) if receipt.is_over_limit() => {
                let detail = "the calls of this period are used up: what has come waits in its file";
                Err(Trouble::new("over_limit", detail).after(OVER_LIMIT).into())
            }
            Ok(_) => Ok(()),
            Err(error @ TakeError::Unsigned(_)) => Err(Trouble::new("unsigned", format!("{name}: {error}")).into()),
            Err(error) => Err(away(&error)),
        }
    }

    /// The source, with where in which file something of it stands.
    fn at(&self, name: &str, begins: u64) -> Source {
        Source {
            origin: Some(format!("{name}, from byte {begins}")),
            ..self.source.clone()
        }
    }

    async fn save(&mut self, app: &App, file: File) -> Result<(), Halt> {
        let position = json!({ "file": file.name, "position": file.position, "bytes": file.bytes, "at": Utc::now() });
        let (lease, row) = (self.held.lease.clone(), file.clone());
        let worker = &app.pools().worker;
        let kept = worker
            .transaction(async move |conn| -> Result<bool, Error> { rows::keep(conn, &lease, &position, &row).await })
            .await;
        match kept {
            Ok(true) => {
                self.know(file);
                Ok(())
            }
            Ok(false) => Err(Halt::End),
            Err(error) => Err(away(&error)),
        }
    }

    /// A file that was dropped was read to its end; unless it has changed meanwhile, that was all of it.
    async fn finish(&mut self, app: &App, folder: &Arc<Folder>, seen: Seen, file: File) -> Result<(), Halt> {
        let now = open(folder, &seen).await?.map(|(_, now)| now);
        if now.as_ref() != Some(&seen) {
            return Ok(());
        }
        self.save(app, File { done: true, ..file }).await?;
        app.registry().sources.folder_files.with_label_values(&["read"]).inc();
        match self.told.after {
            After::Leave => Ok(()),
            After::Move => self.put_away(app, folder, &seen.name).await,
        }
    }

    async fn put_away(&mut self, app: &App, folder: &Arc<Folder>, name: &str) -> Result<(), Halt> {
        fail::point("folder.before_move");
        let (folder, name) = (folder.clone(), name.to_owned());
        let moved = blocking(move || folder.put_away(&name)).await;
        moved.map_err(|error| away(&error))??;
        fail::point("folder.after_move");
        app.registry().sources.folder_files.with_label_values(&["moved"]).inc();
        Ok(())
    }

    /// One record that is too long to be one: its first bytes are kept aside, and it is not looked at again.
    async fn pass_over(
        &mut self,
        app: &App,
        folder: &Arc<Folder>,
        seen: Seen,
        file: File,
        bytes: u64,
    ) -> Result<(), Halt> {
        let Some((mut opened, _)) = open(folder, &seen).await? else {
            return Ok(());
        };
        let read = blocking(move || -> io::Result<(Vec<u8>, Place)> {
            let mut first = Vec::new();
            opened
                .by_ref()
                .take(DOCUMENT_BYTES_MAX as u64)
                .read_to_end(&mut first)?;
            Ok((first, Place::of(&mut opened, bytes, &[])?))
        });
        let read = read.await.map_err(|error| away(&error))?;
        let (first, end) = read.map_err(|error| unreadable(&seen.name, &error))?;
        let detail = format!("one record of {bytes} bytes is longer than one can be; these are its first");
        let wrong = Notice::new(1_usize, "too_long", detail);
        set_aside(app, &self.at(&seen.name, 0), &first, wrong).await?;
        self.finish(app, folder, seen, plan::at(file, &end)).await
    }
}

/// The very file that was seen, and as it is now; `None`: another one has its name by now, or none.
async fn open(folder: &Arc<Folder>, seen: &Seen) -> Result<Option<(std::fs::File, Seen)>, Halt> {
    let (folder, wanted) = (folder.clone(), seen.clone());
    let opened = blocking(move || -> io::Result<_> {
        let file = folder.open(&wanted.name)?;
        let now = Seen::of(&wanted.name, &file.metadata()?);
        Ok(wanted.is_same_file(&now).then_some((file, now)))
    });
    match opened.await.map_err(|error| away(&error))? {
        Ok(opened) => Ok(opened),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unreadable(&seen.name, &error).into()),
    }
}

fn unread(name: &str, error: &Unread) -> Trouble {
    match error {
        Unread::Read(error) => unreadable(name, error),
        Unread::TooLong { .. } | Unread::Changed => Trouble::new("unreadable", format!("{name}: {error}")),
    }
}

async fn set_aside(app: &App, source: &Source, bytes: &[u8], wrong: Notice) -> Result<(), Halt> {
    let put = app.set_stranger_aside(source, bytes, wrong, Door::Folder).await;
    put.map_err(|error| away(&error))
}
