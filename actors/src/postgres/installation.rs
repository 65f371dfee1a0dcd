//! Where this machine's PostgreSQL programs are, and which major version they have. Installs nothing.

use std::path::{Path, PathBuf};

use super::{ClusterError, command};

/// Debian keeps each major version in a folder of its own below this one.
const SYSTEM: &str = "/usr/lib/postgresql";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installation {
    bin: PathBuf,
    major: u32,
}

impl Installation {
    /// The configured folder if there is one; else the system's version that made the data folder (`wanted`, content of
    /// its `PG_VERSION`); else the newest of the system.
    pub fn find(configured: Option<&Path>, wanted: Option<&str>) -> Result<Self, ClusterError> {
        if let Some(bin) = configured {
            return Self::at(bin);
        }
        let mut versions = system_versions(Path::new(SYSTEM));
        versions.sort_by_key(|(major, _)| *major);
        let matching = versions
            .iter()
            .find(|(major, _)| wanted == Some(major.to_string().as_str()));
        match matching.or(versions.last()) {
            Some((_, bin)) => Self::at(bin),
            None => Err(ClusterError::NotInstalled {
                place: format!("{SYSTEM}/*/bin/postgres"),
            }),
        }
    }

    fn at(bin: &Path) -> Result<Self, ClusterError> {
        let postgres = bin.join("postgres");
        if !postgres.is_file() || !bin.join("initdb").is_file() {
            return Err(ClusterError::NotInstalled {
                place: format!("{} with initdb beside it", postgres.display()),
            });
        }
        let answer = command(&postgres, None)
            .arg("--version")
            .output()
            .map_err(ClusterError::io("run", &postgres))?;
        let text = String::from_utf8_lossy(&answer.stdout).into_owned();
        let major = major_of(&text).ok_or_else(|| ClusterError::Program {
            action: "postgres --version",
            detail: format!("it answered {text:?}"),
        })?;
        Ok(Self {
            bin: bin.to_owned(),
            major,
        })
    }

    pub fn major(&self) -> u32 {
        self.major
    }

    pub fn program(&self, name: &str) -> PathBuf {
        self.bin.join(name)
    }
}

/// Folders `<root>/<major>/bin` that hold a server.
fn system_versions(root: &Path) -> Vec<(u32, PathBuf)> {
    let Ok(entries) = std::fs::read_dir(root) else {
        return Vec::new();
    };
    entries
        .flatten()
        .filter_map(|entry| {
            let major = entry.file_name().to_str()?.parse().ok()?;
            let bin = entry.path().join("bin");
            bin.join("postgres").is_file().then_some((major, bin))
        })
        .collect()
}

/// `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)` → 15; also `17beta1`.
fn major_of(version: &str) -> Option<u32> {
    let number = version.split_whitespace().nth(2)?;
    let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_what_postgres_says_of_itself() {
        assert_eq!(
            major_of("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n"),
            Some(15)
        );
        assert_eq!(major_of("postgres (PostgreSQL) 19beta1\n"), Some(19));
        assert_eq!(major_of("nonsense"), None);
    }

    #[test]
    fn a_folder_without_the_programs_is_refused_with_the_remedy() {
        let empty = tempfile::tempdir().unwrap();
        let error = Installation::find(Some(empty.path()), None).unwrap_err().to_string();
        assert!(
            error.contains("apt-get install postgresql") && error.contains("DATABASE_URL"),
            "{error}"
        );
    }

    #[test]
    fn the_version_that_made_the_data_folder_is_preferred_to_a_newer_one() {
        let root = tempfile::tempdir().unwrap();
        for major in ["9", "15", "17"] {
            let bin = root.path().join(major).join("bin");
            std::fs::create_dir_all(&bin).unwrap();
            std::fs::write(bin.join("postgres"), "").unwrap();
        }
        std::fs::create_dir_all(root.path().join("18/bin")).unwrap();
        let mut found: Vec<u32> = system_versions(root.path())
            .into_iter()
            .map(|(major, _)| major)
            .collect();
        found.sort_unstable();
        assert_eq!(found, [9, 15, 17], "18 has no server");
    }
}
