//! Where each file was left, on disk, replaced as a whole and flushed; by whatever name it is known. What a place is: `actors::sources::files`.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use actors::sources::files::names::{former, former_before_its_end};
use actors::sources::files::place::Place;
use anyhow::Context;
use sha2::{Digest, Sha256};

/// The places of one source's files.
pub struct Positions {
    folder: PathBuf,
}

impl Positions {
    /// `folder`, or one below the user's state folder; in it one of this server and source.
    pub fn open(folder: Option<&Path>, url: &str, source: &str) -> anyhow::Result<Self> {
        Ok(Self {
            folder: folder_of(folder, url, source)?,
        })
    }

    /// Where the file was left; its beginning if it was never read. A file that was rotated away is known under its new name.
    pub fn of(&self, file: &Path) -> anyhow::Result<Place> {
        let path = std::path::absolute(file)?;
        let mut open = File::open(&path)?;
        let places = former_names(&path).filter_map(|name| self.read(&name));
        let mut known = places.filter(|place| place.is_in(&mut open).unwrap_or(false));
        Ok(known.next().unwrap_or_default())
    }

    /// Notes under its present name where a file was left that was rotated away, before another one under its old name is read.
    pub fn adopt(&self, file: &Path) -> anyhow::Result<()> {
        let place = self.of(file)?;
        match place.at > 0 && self.read(&std::path::absolute(file)?).as_ref() != Some(&place) {
            true => self.keep(file, &place),
            false => Ok(()),
        }
    }

    /// Files beside this one that stood under its name when they were read, and were rotated away since.
    pub fn rotated(&self, file: &Path) -> Vec<PathBuf> {
        let Ok(path) = std::path::absolute(file) else {
            return Vec::new();
        };
        let entries = path.parent().and_then(|folder| std::fs::read_dir(folder).ok());
        let siblings = entries
            .into_iter()
            .flatten()
            .filter_map(|entry| Some(entry.ok()?.path()));
        let was_it = siblings.filter(|sibling| former_names(sibling).skip(1).any(|name| name == path));
        was_it
            .filter(|sibling| self.of(sibling).is_ok_and(|place| place.at > 0))
            .collect()
    }

    pub fn keep(&self, file: &Path, place: &Place) -> anyhow::Result<()> {
        let target = self.file_of(&std::path::absolute(file)?);
        let new = target.with_extension("new");
        let write = || -> anyhow::Result<()> {
            let mut file = File::create(&new)?;
            file.write_all(serde_json::to_string(place)?.as_bytes())?;
            file.sync_all()?;
            Ok(std::fs::rename(&new, &target)?)
        };
        write().with_context(|| format!("could not write {}", target.display()))
    }

    pub fn forget(&self, file: &Path) -> anyhow::Result<()> {
        for name in former_names(&std::path::absolute(file)?) {
            match std::fs::remove_file(self.file_of(&name)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        Ok(())
    }

    fn read(&self, path: &Path) -> Option<Place> {
        serde_json::from_slice(&std::fs::read(self.file_of(path)).ok()?).ok()
    }

    fn file_of(&self, path: &Path) -> PathBuf {
        let name = hex::encode(Sha256::digest(path.as_os_str().as_encoded_bytes()));
        self.folder.join(format!("{name}.json"))
    }
}

/// Where it is noted how far one server and source have got: in this folder, or one below the user's state folder.
pub fn folder_of(folder: Option<&Path>, url: &str, source: &str) -> anyhow::Result<PathBuf> {
    let below = match folder {
        Some(folder) => folder.to_owned(),
        None => state_folder().context("neither HOME nor XDG_STATE_HOME is set: name a folder with --positions")?,
    };
    let own = hex::encode(&Sha256::digest(format!("{url}\0{source}"))[..8]);
    let folder = below.join(own);
    std::fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
    Ok(folder)
}

/// The path itself, and those under which a rotated file stood before: `Master.csv.1` was `Master.csv`.
fn former_names(path: &Path) -> impl Iterator<Item = PathBuf> {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let shorter = former(&name).skip(1).map(str::to_owned);
    let shorter = shorter.chain(former_before_its_end(&name));
    let shorter: Vec<PathBuf> = shorter.map(|name| path.with_file_name(name)).collect();
    std::iter::once(path.to_owned()).chain(shorter)
}

fn state_folder() -> Option<PathBuf> {
    let set = |name: &str| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let state = set("XDG_STATE_HOME").or_else(|| Some(set("HOME")?.join(".local/state")))?;
    Some(state.join("audiapro/import"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(positions: &Positions, file: &Path, at: u64) {
        let place = Place::of(&mut File::open(file).unwrap(), at, b"head\n").unwrap();
        positions.keep(file, &place).unwrap();
    }

    #[test]
    fn a_file_is_known_again_when_it_grew_or_was_rotated_away_and_another_under_its_name_is_not() {
        let (folder, state) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let positions = Positions::open(Some(state.path()), "http://x", "s").unwrap();
        let file = folder.path().join("Master.csv");
        std::fs::write(&file, "one\ntwo\n").unwrap();
        assert_eq!(positions.of(&file).unwrap().at, 0);
        left(&positions, &file, 8);
        std::fs::write(&file, "one\ntwo\nthree\n").unwrap();
        let place = positions.of(&file).unwrap();
        assert_eq!((place.at, place.context()), (8, b"head\n".to_vec()));
        let rotated = folder.path().join("Master.csv.1");
        std::fs::rename(&file, &rotated).unwrap();
        std::fs::write(&file, "other, and long enough\n").unwrap();
        std::fs::write(folder.path().join("Master.csv.2"), "older, and never read\n").unwrap();
        assert_eq!(positions.rotated(&file), std::slice::from_ref(&rotated));
        positions.adopt(&rotated).unwrap();
        left(&positions, &file, 6);
        assert_eq!(positions.of(&rotated).unwrap().at, 8);
        assert_eq!(positions.of(&file).unwrap().at, 6, "another file");
        positions.forget(&rotated).unwrap();
        assert_eq!(positions.of(&rotated).unwrap().at, 0);
    }

    #[test]
    fn a_file_that_was_rotated_with_a_date_before_its_end_is_known_again() {
        let (folder, state) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let positions = Positions::open(Some(state.path()), "http://x", "s").unwrap();
        let file = folder.path().join("Master.csv");
        std::fs::write(&file, "one\ntwo\n").unwrap();
        left(&positions, &file, 8);
        let rotated = folder.path().join("Master-20260302.csv");
        std::fs::rename(&file, &rotated).unwrap();
        std::fs::write(&file, "other, and long enough\n").unwrap();
        std::fs::write(folder.path().join("Master-sales.csv"), "one\ntwo\n").unwrap();
        assert_eq!(positions.rotated(&file), std::slice::from_ref(&rotated));
        assert_eq!(positions.of(&rotated).unwrap().at, 8);
    }

    #[test]
    fn each_server_and_source_has_places_of_its_own() {
        let (folder, state) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let file = folder.path().join("x");
        std::fs::write(&file, "one\n").unwrap();
        let open = |source| Positions::open(Some(state.path()), "http://x", source).unwrap();
        left(&open("a"), &file, 4);
        assert_eq!(
            (open("a").of(&file).unwrap().at, open("b").of(&file).unwrap().at),
            (4, 0)
        );
    }
}
