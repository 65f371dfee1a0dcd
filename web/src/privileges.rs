//! Becoming an ordinary user, and which data folder that user can use. Before any thread, socket or file of ours exists.

use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use nix::unistd::{Gid, Uid, User, geteuid, initgroups, setgid, setuid};
use sha2::{Digest, Sha256};

use crate::config::Config;

/// Where the data of an installation lies whose own folder the user may not enter.
const STATE: &str = "/var/lib/audiapro/instances";

#[derive(Debug, thiserror::Error)]
pub enum PrivilegeError {
    #[error(
        "started as root, the program becomes the user `{user}`, but there is no such user. Create it \
         (useradd --system --no-create-home --shell /usr/sbin/nologin {user}), or name another one in server.user; \
         an empty server.user stays root, which the embedded PostgreSQL refuses"
    )]
    NoUser { user: String },
    #[error("could not become the user `{user}`: {reason}")]
    Become { user: String, reason: String },
    #[error("could not prepare the data folder {path}: {reason}")]
    Folder { path: PathBuf, reason: io::Error },
}

/// The data folder in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataDir {
    pub path: PathBuf,
    /// The configured one, where the user of the program cannot enter it.
    pub instead_of: Option<PathBuf>,
}

/// The user to become: `None` when not root, or when `server.user` is empty.
pub fn user(config: &Config) -> Result<Option<User>, PrivilegeError> {
    let name = &config.server.user;
    if !geteuid().is_root() || name.is_empty() || name == "root" {
        return Ok(None);
    }
    match User::from_name(name) {
        Ok(Some(user)) => Ok(Some(user)),
        Ok(None) => Err(PrivilegeError::NoUser { user: name.clone() }),
        Err(error) => Err(PrivilegeError::Become {
            user: name.clone(),
            reason: error.to_string(),
        }),
    }
}

/// The configured data folder, or one in the system's state folder where the user to become cannot enter it.
pub fn data_dir(config: &Config) -> Result<DataDir, PrivilegeError> {
    let wanted = absolute(&config.data_dir())?;
    let other = match user(config) {
        Ok(Some(user)) => user,
        Ok(None) | Err(PrivilegeError::NoUser { .. }) => {
            return Ok(DataDir {
                path: wanted,
                instead_of: None,
            });
        }
        Err(error) => return Err(error),
    };
    if wanted
        .ancestors()
        .skip(1)
        .all(|folder| may_enter(folder, other.uid, other.gid))
    {
        return Ok(DataDir {
            path: wanted,
            instead_of: None,
        });
    }
    let digest = Sha256::digest(wanted.as_os_str().as_encoded_bytes());
    let path = Path::new(STATE).join(&hex::encode(digest)[..16]);
    Ok(DataDir {
        path,
        instead_of: Some(wanted),
    })
}

/// Makes the data folder for the user to become and becomes that user. Call it before the first thread.
pub fn drop_to(user: Option<&User>, data: &Path) -> Result<(), PrivilegeError> {
    let folder_error = |reason| PrivilegeError::Folder {
        path: data.to_path_buf(),
        reason,
    };
    fs::create_dir_all(data).map_err(folder_error)?;
    let Some(user) = user else { return Ok(()) };
    fs::set_permissions(data, fs::Permissions::from_mode(0o700)).map_err(folder_error)?;
    own(data, user.uid, user.gid).map_err(folder_error)?;
    let failed = |reason: String| PrivilegeError::Become {
        user: user.name.clone(),
        reason,
    };
    let name = std::ffi::CString::new(user.name.as_str()).map_err(|error| failed(error.to_string()))?;
    initgroups(&name, user.gid).map_err(|error| failed(error.to_string()))?;
    setgid(user.gid).map_err(|error| failed(error.to_string()))?;
    setuid(user.uid).map_err(|error| failed(error.to_string()))?;
    Ok(())
}

/// Gives a folder and what root left in it to the user. What belongs to others already is not touched, links are not followed.
fn own(path: &Path, uid: Uid, gid: Gid) -> io::Result<()> {
    let found = fs::symlink_metadata(path)?;
    if found.uid() == 0 {
        std::os::unix::fs::lchown(path, Some(uid.as_raw()), Some(gid.as_raw()))?;
    }
    if found.is_dir() {
        for entry in fs::read_dir(path)? {
            own(&entry?.path(), uid, gid)?;
        }
    }
    Ok(())
}

/// Whether a user may pass through a folder; one that does not exist yet will be made by us.
fn may_enter(folder: &Path, uid: Uid, gid: Gid) -> bool {
    let Ok(found) = fs::metadata(folder) else { return true };
    let mode = found.mode();
    let bit = if found.uid() == uid.as_raw() {
        0o100
    } else if found.gid() == gid.as_raw() {
        0o010
    } else {
        0o001
    };
    mode & bit != 0
}

fn absolute(path: &Path) -> Result<PathBuf, PrivilegeError> {
    let folder_error = |reason| PrivilegeError::Folder {
        path: path.to_path_buf(),
        reason,
    };
    // The nearest part that exists is resolved, so that a link into a closed folder is seen.
    let absolute = std::path::absolute(path).map_err(folder_error)?;
    for known in absolute.ancestors() {
        if let Ok(real) = known.canonicalize() {
            let rest = absolute.strip_prefix(known).unwrap_or(Path::new(""));
            return Ok(if rest.as_os_str().is_empty() {
                real
            } else {
                real.join(rest)
            });
        }
    }
    Ok(absolute)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_folder_cannot_be_entered_by_a_stranger() {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
        let stranger = (Uid::from_raw(54_321), Gid::from_raw(54_321));
        assert!(!may_enter(folder.path(), stranger.0, stranger.1));
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o701)).unwrap();
        assert!(may_enter(folder.path(), stranger.0, stranger.1));
        assert!(may_enter(&folder.path().join("not yet"), stranger.0, stranger.1));
    }

    #[test]
    fn a_path_is_made_absolute_through_links() {
        let folder = tempfile::tempdir().unwrap();
        let real = folder.path().join("real");
        fs::create_dir(&real).unwrap();
        std::os::unix::fs::symlink(&real, folder.path().join("link")).unwrap();
        let found = absolute(&folder.path().join("link/a/b")).unwrap();
        assert_eq!(found, real.canonicalize().unwrap().join("a/b"));
    }
}
