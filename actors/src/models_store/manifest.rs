//! What stands beside a model file, as `<file>.json`: its name, hash, size, source and licence. The hash decides whether the
//! file is used.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::ModelError;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub name: String,
    /// Lower-case hexadecimal.
    pub sha256: String,
    pub bytes: u64,
    /// Where the bytes came from and what was done with them.
    pub source: String,
    pub licence: String,
}

impl Manifest {
    pub fn path(model: &Path) -> PathBuf {
        let mut name = model.as_os_str().to_owned();
        name.push(".json");
        name.into()
    }

    /// Of a model file; `None` if it has none.
    pub fn read(model: &Path) -> Result<Option<Self>, ModelError> {
        let path = Self::path(model);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(ModelError::io("read", &path)(error)),
        };
        serde_json::from_str(&text)
            .map(Some)
            .map_err(|error| ModelError::Manifest {
                path,
                reason: error.to_string(),
            })
    }

    /// Beside `model`, whole or not at all.
    pub fn write(&self, model: &Path) -> Result<(), ModelError> {
        write_json(self, &Self::path(model))
    }
}

/// Whole or not at all, whenever the power fails.
pub(super) fn write_json(content: &impl Serialize, path: &Path) -> Result<(), ModelError> {
    let mut text = serde_json::to_string_pretty(content).map_err(|error| ModelError::Manifest {
        path: path.to_owned(),
        reason: error.to_string(),
    })?;
    text.push('\n');
    let unfinished = path.with_extension("json.new");
    let mut file = File::create(&unfinished).map_err(ModelError::io("create", &unfinished))?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(ModelError::io("write", &unfinished))?;
    fs::rename(&unfinished, path).map_err(ModelError::io("write", path))
}

/// Hash (lower-case hexadecimal) and size of a file.
pub fn sha256_of(path: &Path) -> Result<(String, u64), ModelError> {
    let mut file = File::open(path).map_err(ModelError::io("open", path))?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    let mut bytes = 0;
    loop {
        let count = file.read(&mut buffer).map_err(ModelError::io("read", path))?;
        let Some(read) = buffer.get(..count).filter(|read| !read.is_empty()) else {
            break;
        };
        hasher.update(read);
        bytes += read.len() as u64;
    }
    Ok((hex::encode(hasher.finalize()), bytes))
}
