//! A folder of this machine, below one that its operator gives to a tenant. Whoever may write into it may be a telephone system that somebody
//! has broken into: every part of the way is opened by its name in the folder that is open already, and no link is followed, so that nothing
//! leads out of it, and nothing can be put in its place between a look and the next. Blocking.

use std::fs::{DirEntry, File, Metadata, OpenOptions};
use std::io;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::fcntl::{OFlag, openat, readlinkat, renameat};
use nix::sys::stat::{Mode, mkdirat};

use super::Trouble;
use super::plan::Seen;

/// Where files lie that were read, in their folder.
const DONE: &str = "done";
/// Names that are tried for a file that is moved where one of its name lies already.
const NAMES_MAX: u32 = 10_000;

/// What lies in a folder.
#[derive(Debug, Default)]
pub struct Listed {
    /// Files, in no order.
    pub seen: Vec<Seen>,
    /// What is passed over although somebody may mean it.
    pub strange: Vec<Trouble>,
}

/// An open folder.
#[derive(Debug)]
pub struct Folder {
    at: OwnedFd,
}

impl Folder {
    /// Below `root`, which is the operator's word and may be a link; what lies below it may not.
    pub fn enter(root: &Path, parts: &[String]) -> Result<Self, Trouble> {
        let root = OpenOptions::new()
            .read(true)
            .custom_flags(OFlag::O_DIRECTORY.bits())
            .open(root);
        let root = root.map_err(|error| {
            let detail = format!("the server's folder cannot be entered: {}", error.kind());
            Trouble::new("no_folder", detail)
        })?;
        let mut at = OwnedFd::from(root);
        for part in parts {
            at = inner(&at, part)?;
        }
        Ok(Self { at })
    }

    /// Its files that `is_wanted` by name; at most so many.
    pub fn list(&self, files_max: usize, is_wanted: impl Fn(&str) -> bool) -> Result<Listed, Trouble> {
        let unreadable = |error: io::Error| {
            Trouble::new(
                "unreadable_folder",
                format!("the folder cannot be read: {}", error.kind()),
            )
        };
        let mut listed = Listed::default();
        for entry in std::fs::read_dir(self.path("")).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            listed.add(&entry, &is_wanted);
            if listed.seen.len() > files_max {
                let detail = format!("more than {files_max} files lie in it: take some away, or have them moved");
                return Err(Trouble::new("too_many_files", detail));
            }
        }
        Ok(listed)
    }

    /// A file of it, never another thing.
    pub fn open(&self, name: &str) -> io::Result<File> {
        // What is no file may wait for ever to be opened.
        let flags = OFlag::O_RDONLY | OFlag::O_NOFOLLOW | OFlag::O_NONBLOCK | OFlag::O_NOCTTY | OFlag::O_CLOEXEC;
        let file = File::from(openat(&self.at, name, flags, Mode::empty())?);
        match file.metadata()?.is_file() {
            true => Ok(file),
            false => Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no file")),
        }
    }

    /// Moves a file to those that were read; one of its name that lies there stays.
    pub fn put_away(&self, name: &str) -> Result<(), Trouble> {
        let trouble = |error: io::Error| {
            Trouble::new(
                "not_moved",
                format!("{name} cannot be moved to {DONE}: {}", error.kind()),
            )
        };
        match mkdirat(&self.at, DONE, Mode::from_bits_truncate(0o750)) {
            Ok(()) | Err(Errno::EEXIST) => {}
            Err(error) => return Err(trouble(error.into())),
        }
        let done = inner(&self.at, DONE);
        let done = done.map_err(|why| Trouble::new("not_moved", format!("{name} cannot be moved: {}", why.detail)))?;
        let names = std::iter::once(name.to_owned()).chain((2..NAMES_MAX).map(|n| format!("{name}.{n}")));
        for new in names {
            // Nobody else moves files there: between the look and the move nothing comes to lie in its place.
            if std::fs::symlink_metadata(path_in(&done, &new)).is_ok() {
                continue;
            }
            return renameat(&self.at, name, &done, new.as_str()).map_err(|error| trouble(error.into()));
        }
        Err(trouble(io::ErrorKind::AlreadyExists.into()))
    }

    /// By which the system reaches what is in it, through the folder that is open.
    fn path(&self, name: &str) -> PathBuf {
        path_in(&self.at, name)
    }
}

fn path_in(folder: &impl AsRawFd, name: &str) -> PathBuf {
    PathBuf::from(format!("/proc/self/fd/{}", folder.as_raw_fd())).join(name)
}

/// A folder in a folder.
fn inner(at: &OwnedFd, part: &str) -> Result<OwnedFd, Trouble> {
    let flags = OFlag::O_RDONLY | OFlag::O_DIRECTORY | OFlag::O_NOFOLLOW | OFlag::O_CLOEXEC;
    openat(at.as_fd(), part, flags, Mode::empty()).map_err(|error| {
        if readlinkat(at.as_fd(), part).is_ok() {
            return Trouble::new("link_refused", format!("{part} is a link, and none is followed"));
        }
        let kind = io::Error::from(error).kind();
        Trouble::new("no_folder", format!("the folder {part} cannot be entered: {kind}"))
    })
}

impl Listed {
    fn add(&mut self, entry: &DirEntry, is_wanted: &impl Fn(&str) -> bool) {
        let name = entry.file_name();
        let Some(name) = name.to_str() else {
            let detail = format!("{} is no name in UTF-8: it is passed over", name.to_string_lossy());
            return self.strange.push(Trouble::new("bad_name", detail));
        };
        if !is_wanted(name) {
            return;
        }
        // Of the entry itself, whatever it leads to. One that is gone by now is nothing to tell of.
        let Ok(about) = entry.metadata() else { return };
        if about.is_symlink() {
            let detail = format!("{name} is a link, and none is followed: it is passed over");
            return self.strange.push(Trouble::new("link_refused", detail));
        }
        if about.is_file() {
            self.seen.push(Seen::of(name, &about));
        }
    }
}

impl Seen {
    pub fn of(name: &str, about: &Metadata) -> Self {
        let seconds = about.mtime().saturating_mul(1_000_000_000);
        Self {
            name: name.to_owned(),
            device: about.dev() as i64,
            inode: about.ino() as i64,
            bytes: about.len(),
            modified_ns: seconds.saturating_add(about.mtime_nsec()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    fn parts(path: &str) -> Vec<String> {
        path.split('/').map(str::to_owned).collect()
    }

    fn names(listed: &Listed) -> Vec<&str> {
        let mut names: Vec<&str> = listed.seen.iter().map(|seen| seen.name.as_str()).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn no_way_leads_out_of_it_and_no_link_is_followed() {
        let all = tempfile::tempdir().unwrap();
        let (own, secret) = (all.path().join("own"), all.path().join("secret"));
        fs::create_dir_all(own.join("rome")).unwrap();
        fs::create_dir(&secret).unwrap();
        fs::write(secret.join("x.csv"), "of another").unwrap();
        symlink(&secret, own.join("way")).unwrap();
        symlink(secret.join("x.csv"), own.join("rome/link.csv")).unwrap();
        symlink(own.join("rome/a.csv"), own.join("rome/inside.csv")).unwrap();
        fs::write(own.join("rome/a.csv"), "a").unwrap();
        let code = |path: &str| Folder::enter(&own, &parts(path)).unwrap_err().code;
        assert_eq!(code("way"), "link_refused");
        assert_eq!(code("none"), "no_folder");
        assert_eq!(code("rome/a.csv"), "no_folder");
        assert_eq!(
            Folder::enter(&all.path().join("none"), &[]).unwrap_err().code,
            "no_folder"
        );
        let folder = Folder::enter(&own, &parts("rome")).unwrap();
        let listed = folder.list(10, |_| true).unwrap();
        assert_eq!(names(&listed), ["a.csv"]);
        let strange: Vec<&str> = listed.strange.iter().map(|trouble| trouble.code).collect();
        assert_eq!(strange, ["link_refused", "link_refused"]);
        assert!(folder.open("link.csv").is_err() && folder.open("inside.csv").is_err());
        assert_eq!(folder.open("a.csv").unwrap().metadata().unwrap().len(), 1);
        // What is put in its place is not looked into.
        fs::rename(own.join("rome"), own.join("before")).unwrap();
        symlink(&secret, own.join("rome")).unwrap();
        assert_eq!(names(&folder.list(10, |_| true).unwrap()), ["a.csv"]);
    }

    #[test]
    fn only_files_are_opened_and_what_is_not_wanted_is_not_looked_at() {
        let all = tempfile::tempdir().unwrap();
        fs::create_dir(all.path().join("below")).unwrap();
        nix::unistd::mkfifo(&all.path().join("pipe"), Mode::S_IRUSR).unwrap();
        for name in ["a.csv", "b.csv", "c.txt"] {
            fs::write(all.path().join(name), name).unwrap();
        }
        let folder = Folder::enter(all.path(), &[]).unwrap();
        assert_eq!(
            names(&folder.list(3, |name| name.ends_with("csv")).unwrap()),
            ["a.csv", "b.csv"]
        );
        assert_eq!(folder.list(2, |_| true).unwrap_err().code, "too_many_files");
        assert!(folder.open("pipe").is_err() && folder.open("below").is_err());
    }

    #[test]
    fn a_file_that_is_put_away_takes_no_others_place() {
        let all = tempfile::tempdir().unwrap();
        let folder = Folder::enter(all.path(), &[]).unwrap();
        for text in ["one", "two"] {
            fs::write(all.path().join("a"), text).unwrap();
            folder.put_away("a").unwrap();
        }
        assert_eq!(fs::read_to_string(all.path().join("done/a")).unwrap(), "one");
        assert_eq!(fs::read_to_string(all.path().join("done/a.2")).unwrap(), "two");
        assert_eq!(folder.put_away("a").unwrap_err().code, "not_moved");
    }
}
