//! One look at a folder: what lies there, what of it is to be read, and how that is told.

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use engine::pbx::settings::Given;
use engine::pbx::source::Source as Form;
use models::Error;
use models::integrations::folder::{self as rows, File, Watched};
use uuid::Uuid;

use super::folder::{Folder, Listed};
use super::names::{is_finished, is_packed};
use super::place::Place;
use super::plan::{self, Contents, Known, Looked, Plan, Seen};
use super::times::Times;
use super::told::{Kind, Told};
use super::{AGAIN, Folders, Trouble};
use crate::app::App;
use crate::fail;
use crate::sources::leased::Held;
use crate::sources::{Source, blocking};

/// What is known of a file that is gone is forgotten after so long: a share may be away, and come back.
const GONE: Duration = Duration::from_secs(7 * 24 * 3600);
/// A folder that is not on this node is left to others after so long.
const ELSEWHERE: Duration = Duration::from_secs(30);
/// Which files are there is noted so often.
const NOTED: Duration = Duration::from_secs(3600);

/// Why a look goes no further.
#[derive(Debug)]
pub(super) enum Halt {
    /// It is to end, or the folder is not ours any more.
    End,
    Trouble(Trouble),
}

impl From<Trouble> for Halt {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

/// A folder in the hands of this node.
pub(super) struct Watch {
    pub(super) folders: Arc<Folders>,
    pub(super) held: Held,
    pub(super) told: Told,
    pub(super) source: Source,
    /// The operator's folder, and the parts of the way below it.
    root: PathBuf,
    parts: Vec<String>,
    /// As the database has them.
    files: Vec<File>,
    /// Whether the folder was ever looked at; `None`: the files are not loaded.
    begun: Option<bool>,
    pub(super) looked: HashMap<Uuid, Looked>,
    times: Times,
    noted: Option<Instant>,
    /// What was told last.
    said: Option<Option<Trouble>>,
}

impl Watch {
    /// Errors: what is said of the folder cannot be.
    pub(super) fn new(folders: Arc<Folders>, held: Held, job: &Watched) -> Result<Self, Trouble> {
        let wrong = |why: String| Trouble::new("bad_setting", why);
        let told = Told::of(job).map_err(|(key, why)| wrong(format!("{key}: {why}")))?;
        let form = Form::from_name(&job.format).ok_or_else(|| wrong("the source's form is none of files".into()))?;
        let given: Given = serde_json::from_value(job.settings.clone()).map_err(|error| wrong(error.to_string()))?;
        let source = Source::new(job.tenant(), &job.name, form, given).map_err(|fault| wrong(fault.to_string()))?;
        let (root, own) = folders
            .bounds
            .folder_of(job.tenant())
            .ok_or_else(|| Trouble::new("no_folder", "this node has no folder for the tenant"))?;
        Ok(Self {
            root: root.to_owned(),
            parts: own.into_iter().chain(told.folder.iter().cloned()).collect(),
            folders,
            held,
            told,
            source,
            files: Vec::new(),
            begun: None,
            looked: HashMap::new(),
            times: Times::default(),
            noted: None,
            said: None,
        })
    }

    /// Reads what has come. Gives what hinders it at some files; an error hinders all of it.
    pub(super) async fn look(&mut self) -> Result<Vec<Trouble>, Halt> {
        let app = self.held.app.upgrade().ok_or(Halt::End)?;
        self.load(&app).await?;
        let (folder, listed) = self.list().await?;
        self.times.note(&listed.seen, Instant::now());
        let plan = self.plan(&folder, listed.seen).await?;
        self.begin(&app, &plan).await?;
        fail::point("folder.after_look");
        let mut troubles = listed.strange;
        troubles.extend(plan.failed.iter().map(|(name, error)| unreadable(name, error)));
        for step in plan.steps {
            match self.take(&app, &folder, step).await {
                // Of this file alone: the others are read.
                Err(Halt::Trouble(trouble)) if trouble.wait.is_none() => troubles.push(trouble),
                taken => taken?,
            }
        }
        self.forget_gone(&app, plan.there).await?;
        troubles.sort_by(|a, b| a.detail.cmp(&b.detail));
        Ok(troubles)
    }

    /// Tells how a look went, where that has changed; gives when the next one is.
    pub(super) async fn tell(&mut self, looked: Result<Vec<Trouble>, Halt>) -> Duration {
        let troubles = match looked {
            Ok(troubles) => troubles,
            Err(Halt::Trouble(trouble)) => vec![trouble],
            Err(Halt::End) => return Duration::ZERO,
        };
        let more = troubles.len().saturating_sub(1);
        let mut first = troubles.into_iter().next();
        if let Some(trouble) = first.as_mut().filter(|_| more > 0) {
            trouble.detail.push_str(&format!("; and {more} more"));
        }
        let pause = first.as_ref().and_then(|trouble| trouble.wait);
        let is_elsewhere = first.as_ref().is_some_and(|trouble| trouble.code == "no_folder");
        if self.said.as_ref() != Some(&first) {
            let (tenant, name) = (self.source.tenant, self.source.instance.as_str());
            match &first {
                None => self.held.works().await,
                Some(trouble) => {
                    let cause = trouble.cause.as_deref().unwrap_or_default();
                    tracing::warn!(tenant.id = %tenant, code = trouble.code, cause, "the folder of source {name} is not read as it should be: {}", trouble.detail);
                    self.held.fails(trouble.code, &trouble.detail).await;
                }
            }
            self.said = Some(first);
        }
        match is_elsewhere {
            true => ELSEWHERE,
            false => pause.unwrap_or(self.told.interval),
        }
    }

    /// The folder is not on this node.
    pub(super) fn is_elsewhere(&self) -> bool {
        let said = self.said.as_ref().and_then(Option::as_ref);
        said.is_some_and(|trouble| trouble.code == "no_folder")
    }

    async fn load(&mut self, app: &App) -> Result<(), Halt> {
        if self.begun.is_some() {
            return Ok(());
        }
        let key = self.held.lease.key.clone();
        let worker = &app.pools().worker;
        let known = worker
            .transaction(async move |conn| -> Result<_, Error> { rows::known(conn, &key).await })
            .await;
        let (files, begun) = known.map_err(|error| away(&error))?;
        self.looked.clear();
        (self.files, self.begun) = (files, Some(begun));
        Ok(())
    }

    async fn list(&self) -> Result<(Arc<Folder>, Listed), Halt> {
        let (root, parts, told) = (self.root.clone(), self.parts.clone(), self.told.clone());
        let files_max = self.folders.bounds.files_max;
        let listed = blocking(move || -> Result<_, Trouble> {
            let folder = Folder::enter(&root, &parts)?;
            let listed = folder.list(files_max, |name| is_wanted(&told, name))?;
            Ok((Arc::new(folder), listed))
        });
        Ok(listed.await.map_err(|error| away(&error))??)
    }

    async fn plan(&mut self, folder: &Arc<Folder>, seen: Vec<Seen>) -> Result<Plan, Halt> {
        let now = Instant::now();
        let (rested, fresh) = (self.times.rested(self.told.rest, now), self.times.fresh(now));
        let (folder, told, is_first) = (folder.clone(), self.told.clone(), self.begun == Some(false));
        let (files, looked) = (std::mem::take(&mut self.files), std::mem::take(&mut self.looked));
        let planned = blocking(move || {
            let known = Known {
                told: &told,
                files: &files,
                looked: &looked,
                is_first,
                rested: &rested,
                fresh: &fresh,
            };
            let plan = plan::plan(known, seen, &mut Opened(&folder));
            (plan, files, looked)
        })
        .await;
        match planned {
            Ok((plan, files, looked)) => {
                (self.files, self.looked) = (files, looked);
                Ok(plan)
            }
            Err(error) => {
                self.begun = None;
                Err(away(&error))
            }
        }
    }

    /// Notes what is to be known before anything is read.
    async fn begin(&mut self, app: &App, plan: &Plan) -> Result<(), Halt> {
        let written = plan.steps.iter().filter(|step| step.is_written);
        let written: Vec<File> = written.map(|step| step.file.clone()).collect();
        if written.is_empty() && self.begun == Some(true) {
            return Ok(());
        }
        let (lease, kept) = (self.held.lease.clone(), written.clone());
        let worker = &app.pools().worker;
        let begun = worker
            .transaction(async move |conn| -> Result<bool, Error> { rows::begin(conn, &lease, &kept).await })
            .await;
        match begun {
            Ok(true) => {
                written.into_iter().for_each(|file| self.know(file));
                self.begun = Some(true);
                Ok(())
            }
            Ok(false) => Err(Halt::End),
            Err(error) => Err(away(&error)),
        }
    }

    /// As the database has it now.
    pub(super) fn know(&mut self, file: File) {
        match self.files.iter_mut().find(|known| known.id == file.id) {
            Some(known) => *known = file,
            None => self.files.push(file),
        }
    }

    /// Once in a while.
    async fn forget_gone(&mut self, app: &App, there: Vec<Uuid>) -> Result<(), Halt> {
        if self.noted.is_some_and(|noted| noted.elapsed() < NOTED) {
            return Ok(());
        }
        let lease = self.held.lease.clone();
        let worker = &app.pools().worker;
        let gone = worker
            .transaction(async move |conn| -> Result<_, Error> {
                rows::forget_gone(conn, &lease, &there, GONE.as_secs_f64()).await
            })
            .await;
        let gone = gone.map_err(|error| away(&error))?.ok_or(Halt::End)?;
        self.files.retain(|file| !gone.contains(&file.id));
        self.looked.retain(|id, _| !gone.contains(id));
        self.noted = Some(Instant::now());
        Ok(())
    }
}

fn is_wanted(told: &Told, name: &str) -> bool {
    let is_rotated = || told.kind == Kind::Growing && told.names.matched(name);
    is_finished(name) && !is_packed(name) && (told.names.matches(name) || is_rotated())
}

/// What is not the folder's own fault passes, and nothing is lost by it. The cause is for the log alone.
pub(super) fn away(error: &dyn std::fmt::Display) -> Halt {
    let trouble = Trouble::new("unavailable", "what has come cannot be kept at the moment, and waits");
    Halt::Trouble(Trouble {
        cause: Some(error.to_string()),
        wait: Some(AGAIN),
        ..trouble
    })
}

pub(super) fn unreadable(name: &str, error: &io::Error) -> Trouble {
    Trouble::new("unreadable", format!("{name} cannot be read: {}", error.kind()))
}

/// Files of a folder, opened when something about them is asked.
struct Opened<'a>(&'a Folder);

impl Opened<'_> {
    /// The very file that was seen.
    fn open(&self, seen: &Seen) -> io::Result<std::fs::File> {
        let file = self.0.open(&seen.name)?;
        match seen.is_same_file(&Seen::of(&seen.name, &file.metadata()?)) {
            true => Ok(file),
            false => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

impl Contents for Opened<'_> {
    fn has(&mut self, seen: &Seen, place: &Place) -> io::Result<bool> {
        place.is_in(&mut self.open(seen)?)
    }

    fn begins_like(&mut self, seen: &Seen, place: &Place) -> io::Result<bool> {
        place.begins_like(&mut self.open(seen)?)
    }

    fn end(&mut self, seen: &Seen) -> io::Result<Place> {
        let mut file = self.open(seen)?;
        let end = file.metadata()?.len();
        Place::of(&mut file, end, &[])
    }
}
