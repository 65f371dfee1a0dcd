//! The master key: the one secret that no database holds. It wraps every tenant's data key and derives the passwords of
//! the request roles. A backup without it cannot be restored. Not the sealing itself: `sealing.rs`.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use aws_lc_rs::{hmac, rand};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

use crate::Error;

/// 256 bits, wiped from memory when dropped.
#[derive(Clone)]
pub struct MasterKey {
    bytes: Zeroizing<[u8; 32]>,
}

/// Where the key comes from. A file is made by the program on its very first start; the others are the operator's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MasterKeySource {
    /// 32 bytes in base64, readable by its owner only.
    File(PathBuf),
    /// The value of `AUDIAPRO_MASTER_KEY`.
    Environment,
    /// A shell command whose output is the key: a vault's client, a key service.
    Command(String),
}

pub const ENVIRONMENT: &str = "AUDIAPRO_MASTER_KEY";

impl MasterKey {
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        MasterKey {
            bytes: Zeroizing::new(bytes),
        }
    }

    pub fn random() -> Result<Self, Error> {
        let mut bytes = Zeroizing::new([0; 32]);
        rand::fill(bytes.as_mut()).map_err(|_| Error::Refused("the system gives no random numbers".into()))?;
        Ok(MasterKey { bytes })
    }

    fn from_text(text: &str, whence: &str) -> Result<Self, Error> {
        let refused = || Error::Refused(format!("the master key from {whence} is not 32 bytes in base64"));
        let decoded = Zeroizing::new(STANDARD.decode(text.trim()).map_err(|_| refused())?);
        let bytes: [u8; 32] = decoded.as_slice().try_into().map_err(|_| refused())?;
        Ok(MasterKey::from_bytes(bytes))
    }

    fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(STANDARD.encode(self.bytes.as_ref()))
    }

    /// Names the key without telling it: 16 hex digits.
    pub fn id(&self) -> String {
        hex::encode(&self.derive("master key id", "")[..8])
    }

    /// The password of a request role, on servers that ask for one.
    pub(crate) fn database_password(&self, role: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.derive("database password", role))
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    fn derive(&self, purpose: &str, detail: &str) -> [u8; 32] {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.bytes.as_ref());
        let tag = hmac::sign(&key, format!("audiapro\0{purpose}\0{detail}").as_bytes());
        let mut derived = [0; 32];
        derived.copy_from_slice(tag.as_ref());
        derived
    }

    /// Loads the key, or makes one if there never was one: `known` is the id under which this installation is sealed
    /// already (`installation::sealed_under`). Then nothing is made, and another key is refused by name.
    pub fn load_or_create(source: &MasterKeySource, known: Option<&str>) -> Result<Self, Error> {
        let found = match source {
            MasterKeySource::File(path) => finish_rotation(path, known)?,
            MasterKeySource::Environment => Some(from_environment()?),
            MasterKeySource::Command(command) => Some(from_command(command)?),
        };
        match (found, known, source) {
            (Some(key), Some(known), _) if key.id() != known => Err(Error::Refused(format!(
                "wrong master key: this installation is sealed under key {known}, and {} holds key {}",
                source.name(),
                key.id()
            ))),
            (Some(key), _, _) => Ok(key),
            (None, Some(known), _) => Err(Error::Refused(format!(
                "the master key is missing: this installation is sealed under key {known}, and {} does not exist. Restore it from \
                 where you keep it; without it recordings and transcripts cannot be read",
                source.name()
            ))),
            (None, None, MasterKeySource::File(path)) => create(path),
            (None, None, _) => Err(Error::Refused(format!("{} gives no master key", source.name()))),
        }
    }
}

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MasterKey({})", self.id())
    }
}

impl MasterKeySource {
    pub fn name(&self) -> String {
        match self {
            MasterKeySource::File(path) => path.display().to_string(),
            MasterKeySource::Environment => ENVIRONMENT.into(),
            MasterKeySource::Command(_) => "the master key command".into(),
        }
    }
}

fn from_environment() -> Result<MasterKey, Error> {
    let text = std::env::var(ENVIRONMENT).map(Zeroizing::new).map_err(|_| {
        Error::Refused(format!(
            "{ENVIRONMENT} is not set, and the configuration says that it holds the master key"
        ))
    })?;
    MasterKey::from_text(&text, ENVIRONMENT)
}

fn from_command(command: &str) -> Result<MasterKey, Error> {
    let refused = |why: String| Error::Refused(format!("the master key command failed: {why}"));
    let output = Command::new("sh")
        .args(["-c", command])
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| refused(error.to_string()))?;
    let printed = Zeroizing::new(output.stdout);
    if !output.status.success() {
        return Err(refused(output.status.to_string()));
    }
    let text = std::str::from_utf8(&printed).map_err(|_| refused("its output is not text".into()))?;
    MasterKey::from_text(text, "the command")
}

fn read(path: &Path) -> Result<Option<MasterKey>, Error> {
    let refused =
        |error: std::io::Error| Error::Refused(format!("could not read the master key {}: {error}", path.display()));
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(refused(error)),
    };
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(Error::Refused(format!(
            "others may read the master key {} (mode {mode:o}): chmod 600 {}",
            path.display(),
            path.display()
        )));
    }
    let text = Zeroizing::new(fs::read_to_string(path).map_err(refused)?);
    MasterKey::from_text(&text, &path.display().to_string()).map(Some)
}

fn create(path: &Path) -> Result<MasterKey, Error> {
    let key = MasterKey::random()?;
    write_new(path, &key)?;
    Ok(key)
}

/// Mode 0600 from its first moment, on the disk with its folder entry before anybody relies on it.
fn write_new(path: &Path, key: &MasterKey) -> Result<(), Error> {
    let refused =
        |error: std::io::Error| Error::Refused(format!("could not write the master key {}: {error}", path.display()));
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map_err(refused)?;
    file.write_all(key.to_text().as_bytes())
        .and_then(|()| file.write_all(b"\n"))
        .map_err(refused)?;
    file.sync_all().map_err(refused)?;
    sync_folder(path).map_err(refused)
}

fn sync_folder(path: &Path) -> std::io::Result<()> {
    match path.parent() {
        Some(folder) if folder.as_os_str().is_empty() => File::open(".")?.sync_all(),
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

/// The key file of a rotation under way: written before the database changes, renamed after.
fn next(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".next");
    name.into()
}

/// Puts a new key beside the old one. Call `finish_rotation` once the database is sealed under it.
pub(crate) fn prepare_rotation(path: &Path) -> Result<MasterKey, Error> {
    let next = next(path);
    match fs::remove_file(&next) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(Error::Refused(format!("could not remove {}: {error}", next.display())))
        }
        _ => create(&next),
    }
}

/// Reads the key; where a crash came between the database's change and the file's, the new file takes its place.
pub(crate) fn finish_rotation(path: &Path, known: Option<&str>) -> Result<Option<MasterKey>, Error> {
    let current = read(path)?;
    let (Some(known), next) = (known, next(path)) else {
        return Ok(current);
    };
    if current.as_ref().is_some_and(|key| key.id() == known) {
        return Ok(current);
    }
    match read(&next)? {
        Some(key) if key.id() == known => {
            fs::rename(&next, path)
                .and_then(|()| sync_folder(path))
                .map_err(|error| Error::Refused(format!("could not rename {}: {error}", next.display())))?;
            Ok(Some(key))
        }
        _ => Ok(current),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(folder: &tempfile::TempDir) -> (PathBuf, MasterKeySource) {
        let path = folder.path().join("master.key");
        (path.clone(), MasterKeySource::File(path))
    }

    #[test]
    fn the_first_start_makes_a_key_that_only_its_owner_reads_and_the_second_finds_it() {
        let folder = tempfile::tempdir().expect("folder");
        let (path, source) = file(&folder);
        let made = MasterKey::load_or_create(&source, None).expect("made");
        assert_eq!(fs::metadata(&path).expect("file").permissions().mode() & 0o777, 0o600);
        let found = MasterKey::load_or_create(&source, Some(&made.id())).expect("found");
        assert_eq!(found.bytes(), made.bytes());
    }

    #[test]
    fn an_installation_that_has_a_key_never_gets_a_new_one() {
        let folder = tempfile::tempdir().expect("folder");
        let (path, source) = file(&folder);
        let error = MasterKey::load_or_create(&source, Some("0123456789abcdef")).expect_err("missing");
        assert!(error.to_string().contains("missing"), "{error}");
        assert!(!path.exists());
        MasterKey::load_or_create(&source, None).expect("made");
        let error = MasterKey::load_or_create(&source, Some("0123456789abcdef")).expect_err("wrong");
        assert!(error.to_string().contains("wrong master key"), "{error}");
    }

    #[test]
    fn a_key_that_others_may_read_is_refused() {
        let folder = tempfile::tempdir().expect("folder");
        let (path, source) = file(&folder);
        MasterKey::load_or_create(&source, None).expect("made");
        for mode in [0o640, 0o604, 0o620] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("mode");
            assert!(MasterKey::load_or_create(&source, None).is_err(), "{mode:o}");
        }
    }

    #[test]
    fn a_command_gives_the_key_and_its_failure_is_told() {
        let text = MasterKey::from_bytes([9; 32]).to_text();
        let key = MasterKey::load_or_create(&MasterKeySource::Command(format!("echo {}", *text)), None).expect("key");
        assert_eq!(key.bytes(), &[9; 32]);
        for command in ["exit 3", "echo short", "printf ''"] {
            assert!(
                MasterKey::load_or_create(&MasterKeySource::Command(command.into()), None).is_err(),
                "{command}"
            );
        }
    }

    #[test]
    fn a_crash_between_the_database_and_the_file_is_finished_at_the_next_start() {
        let folder = tempfile::tempdir().expect("folder");
        let (path, source) = file(&folder);
        let old = MasterKey::load_or_create(&source, None).expect("made");
        let new = prepare_rotation(&path).expect("next");
        // The database was not changed: the old key stays.
        assert_eq!(
            MasterKey::load_or_create(&source, Some(&old.id())).expect("old").id(),
            old.id()
        );
        // It was: the new one takes its place.
        assert_eq!(
            MasterKey::load_or_create(&source, Some(&new.id())).expect("new").id(),
            new.id()
        );
        assert_eq!(read(&path).expect("read").map(|key| key.id()), Some(new.id()));
        assert!(!next(&path).exists());
    }

    #[test]
    fn debug_output_names_the_key_and_does_not_tell_it() {
        let key = MasterKey::from_bytes([1; 32]);
        assert_eq!(format!("{key:?}"), format!("MasterKey({})", key.id()));
        assert!(!format!("{key:?}").contains(key.to_text().as_str()));
    }
}
