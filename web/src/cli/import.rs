//! `audiapro import`: files of a telephone system, sent to a running server as far as they have come, now or as they grow. Where each file
//! was left stands on disk, so that whatever ends the command, the next one goes on there.

mod look;
mod position;
mod recordings;
mod server;

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use actors::sources::files::names;
use actors::sources::files::tail::{Tail, Unread};
use anyhow::{Context, bail};
use clap::Args;

use self::position::Positions;
use self::server::{Server, Tally};
use super::{Outcome, Surroundings, terminal};

const AFTER: &str = "\
Examples:
  audiapro import --source rome Master.csv              what is new in the file since the last time
  audiapro import --source rome --watch /var/log/asterisk/cdr-csv/Master.csv
  audiapro import --source cucm --watch /srv/cdr         every file that comes to lie in the folder
  audiapro import --source rome --from-start Master.csv  all of it again: what is known is a duplicate
  audiapro import --source own calls.ndjson              records in our own form, a line each or as one array, into a canonical source
  audiapro import --source own calls.csv                 the same as a table whose first line names the keys, custom.NAME among them
  audiapro import --source own calls.csv --dry-run       what would be read of it, and what could not be; nothing is sent
  audiapro import --source rome recordings /srv/calls --dry-run --pattern '{started:%Y%m%d-%H%M%S}_{from}_{to}.{any}'
  audiapro import --source rome recordings /srv/calls  every recording of the folder, each to its leg by its name

The source is one of GET /v1/sources; it says in which form the files are. Server and key are taken from AUDIAPRO_URL and
AUDIAPRO_API_KEY if not named. A file that grows is read on, one that was rotated away is read to its end under its new name.
What cannot be read lies in the quarantine with the name of its file and its place there.";

/// A watched folder is looked at so often.
const LOOK: Duration = Duration::from_secs(2);

/// Send a telephone system's files to a running server, resumable
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    /// Name of the source
    #[arg(long, value_name = "NAME")]
    source: String,
    /// Where the server is
    #[arg(long, env = "AUDIAPRO_URL", default_value = "http://127.0.0.1:8080")]
    url: String,
    /// A key that may send calls and see the settings
    #[arg(long, env = "AUDIAPRO_API_KEY", hide_env_values = true)]
    key: String,
    /// Go on as the files grow and others come, until it is ended
    #[arg(long)]
    watch: bool,
    /// Forget where the files were left
    #[arg(long)]
    from_start: bool,
    /// A last line without an end is read once its file has not changed for so many seconds
    #[arg(long, default_value_t = 5, value_name = "SECONDS")]
    rest_s: u64,
    /// Where positions are kept; below the user's state folder if not named
    #[arg(long, value_name = "FOLDER")]
    positions: Option<PathBuf>,
    /// Of recordings: the pattern of their names, with {id}, {from}, {to}, {agent}, {started:%Y%m%d-%H%M%S} and {any}; that of the source if not
    /// named
    #[arg(long, value_name = "PATTERN")]
    pattern: Option<String>,
    /// Show what would be read, or of recordings what their names say, and send nothing
    #[arg(long)]
    dry_run: bool,
    /// A file, or a folder of files; or `recordings` and a folder of them
    #[arg(value_name = "FILE|FOLDER|recordings FOLDER", required = true)]
    paths: Vec<PathBuf>,
}

impl Arguments {
    /// The folder of recordings, if that is what is to be imported.
    fn recordings(&self) -> anyhow::Result<Option<&Path>> {
        match self.paths.as_slice() {
            [what, folder] if what.as_os_str() == "recordings" && self.watch => {
                bail!(
                    "{} is not watched: run the command again, what was sent is known",
                    folder.display()
                )
            }
            [what, folder] if what.as_os_str() == "recordings" => Ok(Some(folder)),
            _ if self.pattern.is_some() => bail!("--pattern is for `recordings FOLDER`"),
            _ if self.watch && self.dry_run => {
                bail!("--dry-run looks once, and not for what comes later: leave --watch out")
            }
            _ => Ok(None),
        }
    }
}

pub fn run(arguments: &Arguments, _: &Surroundings) -> anyhow::Result<Outcome> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    match arguments.recordings()? {
        Some(folder) => runtime.block_on(recordings::import(arguments, folder)),
        None => runtime.block_on(import(arguments)),
    }
}

async fn import(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let server = Server::find(&arguments.url, &arguments.key, &arguments.source).await?;
    let positions = Positions::open(arguments.positions.as_deref(), &arguments.url, server.id())?;
    if arguments.dry_run {
        return look::look(arguments, &server, &positions);
    }
    if arguments.from_start {
        for file in files(&arguments.paths, None)? {
            positions.forget(&file)?;
        }
    }
    let rest = Duration::from_secs(arguments.rest_s);
    let mut all = Tally::default();
    loop {
        let (mut moved, mut waiting, mut failed) = (false, false, 0);
        let found = files(&arguments.paths, Some(&positions))?;
        for file in &found {
            positions.adopt(file).ok();
        }
        for file in found {
            match read_on(&server, &positions, &file, rest, &mut all).await {
                Ok(state) => {
                    moved |= state == Rest::Moved;
                    waiting |= state == Rest::Waiting;
                }
                Err(Failure::Server(error)) => return Err(error),
                Err(Failure::File(error)) => {
                    failed += 1;
                    terminal::complain(&error.context(format!("could not import {}", file.display())));
                }
            }
        }
        if !arguments.watch && !waiting {
            terminal::line(&all.sentence())?;
            return Ok(if failed > 0 { Outcome::Partial } else { Outcome::Done });
        }
        if !moved {
            tokio::time::sleep(if arguments.watch { LOOK } else { rest.min(LOOK) }).await;
        }
    }
}

/// Whether a file is still on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rest {
    /// Something was sent.
    Moved,
    /// Something stands there that has no end yet, or was written anew while it was read.
    Waiting,
    Still,
}

/// What ended: the whole command, or one file.
enum Failure {
    Server(anyhow::Error),
    File(anyhow::Error),
}

/// Sends what has come since the file was left.
async fn read_on(
    server: &Server,
    positions: &Positions,
    file: &Path,
    rest: Duration,
    all: &mut Tally,
) -> Result<Rest, Failure> {
    let place = positions.of(file).map_err(Failure::File)?;
    let open = std::fs::File::open(file).map_err(|error| Failure::File(error.into()))?;
    let tail = Tail::new(open, server.form(), server.settings(), &place);
    let mut tail = tail.map_err(|error| Failure::File(error.into()))?;
    let name = name_of(file);
    let mut state = Rest::Still;
    loop {
        let rested = is_rested(file, rest);
        let part = match tail.next(rested) {
            Ok(Some(part)) => part,
            // What stands there without an end may still grow.
            Ok(None) if state == Rest::Still && tail.is_waiting() => return Ok(Rest::Waiting),
            Ok(None) => return Ok(state),
            // Where it goes on is looked for anew.
            Err(Unread::Changed) => return Ok(Rest::Waiting),
            Err(error) => return Err(Failure::File(error.into())),
        };
        for payload in part.payloads {
            let tally = server.send(&name, payload).await.map_err(Failure::Server)?;
            all.add(&tally);
        }
        positions.keep(file, &part.place).map_err(Failure::File)?;
        state = Rest::Moved;
    }
}

fn is_rested(file: &Path, rest: Duration) -> bool {
    let changed = std::fs::metadata(file).and_then(|file| file.modified());
    changed.is_ok_and(|changed| SystemTime::now().duration_since(changed).unwrap_or_default() >= rest)
}

/// The files that are named, behind those that were rotated away from under their names, and those of the folders that are; the oldest
/// first, so that calls come in their order.
fn files(paths: &[PathBuf], positions: Option<&Positions>) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for path in paths {
        let about = std::fs::metadata(path).with_context(|| format!("could not find {}", path.display()))?;
        if about.is_file() {
            found.extend(positions.into_iter().flat_map(|positions| positions.rotated(path)));
            found.push(path.clone());
            continue;
        }
        if !about.is_dir() {
            bail!("{} is neither a file nor a folder", path.display());
        }
        let entries = std::fs::read_dir(path).with_context(|| format!("could not read {}", path.display()))?;
        let mut within: Vec<(SystemTime, PathBuf)> = entries
            .filter_map(|entry| {
                let entry = entry.ok()?;
                let about = entry.metadata().ok().filter(std::fs::Metadata::is_file)?;
                is_finished(&entry.path()).then_some((about.modified().ok()?, entry.path()))
            })
            .collect();
        within.sort();
        found.extend(within.into_iter().map(|(_, path)| path));
    }
    Ok(found)
}

fn is_finished(path: &Path) -> bool {
    names::is_finished(&name_of(path))
}

fn name_of(path: &Path) -> Cow<'_, str> {
    path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_and_unfinished_files_of_a_folder_are_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.csv", "a.csv", ".hidden", "c.csv.part", "d.TMP"] {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        std::fs::create_dir(folder.path().join("below")).unwrap();
        let mut names: Vec<_> = files(&[folder.path().to_owned()], None)
            .unwrap()
            .into_iter()
            .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
            .collect();
        names.sort();
        assert_eq!(names, ["a.csv", "b.csv"]);
        assert!(files(&[folder.path().join("none")], None).is_err());
    }
}
