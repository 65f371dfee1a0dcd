//! A recording in a folder of this machine that the operator gives to its tenant. No path leads out of it, however it is written or linked.

use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use models::ids::TenantId;

use super::Trouble;
use super::path::relative;

/// A file that was written to so lately may be written to again.
const SETTLED: Duration = Duration::from_secs(5);

/// The folder of a source, its links followed: below the operator's, that of the tenant, named by its id, and in it the source's own. Blocking.
pub fn of_source(all: Option<&Path>, tenant: TenantId, folder: &str) -> Result<PathBuf, Trouble> {
    let all = all.ok_or_else(|| {
        Trouble::never(
            "no_folder",
            "this server gives no folder to recordings (`recordings.folder`)",
        )
    })?;
    let below = relative(folder).ok_or_else(|| Trouble::never("no_folder", "it leads out of the tenant's folder"))?;
    let path = all.join(tenant.to_string()).join(below);
    path.canonicalize().map_err(|error| {
        Trouble::again(
            "no_folder",
            format!("the source's folder cannot be entered: {}", error.kind()),
        )
    })
}

/// A file of it that is whole, and its size. Blocking.
pub fn file(folder: &Path, path: &str, bytes_max: u64) -> Result<(PathBuf, u64), Trouble> {
    let path = relative(path).ok_or_else(|| Trouble::never("bad_reference", "it leads out of the folder"))?;
    let real = folder.join(path).canonicalize().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Trouble::again("not_found", "there is no such file in the source's folder"),
        kind => Trouble::again("unreadable", format!("the file cannot be read: {kind}")),
    })?;
    if !real.starts_with(folder) {
        return Err(Trouble::never("bad_reference", "it is a link out of the folder"));
    }
    let unreadable =
        |error: io::Error| Trouble::again("unreadable", format!("the file cannot be read: {}", error.kind()));
    let about = real.metadata().map_err(unreadable)?;
    if !about.is_file() {
        return Err(Trouble::never("bad_reference", "it is no file"));
    }
    if about.len() > bytes_max {
        return Err(Trouble::never(
            "too_large",
            format!("a recording has at most {bytes_max} bytes"),
        ));
    }
    if about.len() == 0 {
        return Err(Trouble::again("empty", "the file has no bytes yet"));
    }
    match is_settled(&about) {
        true => Ok((real, about.len())),
        false => Err(Trouble {
            wait: Some(SETTLED),
            ..Trouble::again("unfinished", "the file was written to a moment ago")
        }),
    }
}

fn is_settled(about: &Metadata) -> bool {
    let changed = about.modified().ok();
    let age = changed.and_then(|changed| SystemTime::now().duration_since(changed).ok());
    // A clock that is ahead of ours says nothing about how long ago that was.
    age.is_none_or(|age| age >= SETTLED)
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};

    use uuid::Uuid;

    use super::*;

    const TENANT: TenantId = TenantId(Uuid::from_u128(5));

    fn old(path: &Path, bytes: &[u8]) {
        fs::write(path, bytes).unwrap();
        let then = SystemTime::now() - Duration::from_secs(60);
        File::options()
            .write(true)
            .open(path)
            .unwrap()
            .set_modified(then)
            .unwrap();
    }

    #[test]
    fn a_file_of_the_folder_is_found_and_no_path_or_link_leads_out_of_it() {
        let all = tempfile::tempdir().unwrap();
        let own = all.path().join(TENANT.to_string()).join("rome");
        fs::create_dir_all(own.join("2026")).unwrap();
        old(&own.join("2026/a.wav"), b"sound");
        old(&all.path().join("secret"), b"of another");
        std::os::unix::fs::symlink(all.path().join("secret"), own.join("link.wav")).unwrap();
        let folder = of_source(Some(all.path()), TENANT, "rome").unwrap();
        assert_eq!(file(&folder, "2026/a.wav", 10).unwrap().1, 5);
        let code = |path: &str, most| file(&folder, path, most).unwrap_err().code;
        assert_eq!(code("../../secret", 99), "bad_reference");
        assert_eq!(code("link.wav", 99), "bad_reference");
        assert_eq!(code("2026", 99), "bad_reference");
        assert_eq!(code("2026/a.wav", 4), "too_large");
        assert_eq!(code("none.wav", 99), "not_found");
        fs::write(own.join("now.wav"), b"x").unwrap();
        assert_eq!(code("now.wav", 99), "unfinished");
        assert_eq!(
            of_source(Some(all.path()), TENANT, "../x").unwrap_err().code,
            "no_folder"
        );
        assert_eq!(of_source(None, TENANT, "rome").unwrap_err().code, "no_folder");
        assert!(of_source(Some(all.path()), TENANT, "none").unwrap_err().again);
    }
}
