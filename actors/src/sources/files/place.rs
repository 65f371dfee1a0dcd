//! Where a file was left: how far, and how it begins and how its last bytes before that read, so that a file is known again when it was
//! renamed or copied, and another one under its name is not taken for it.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Bytes from the beginning, and bytes before a position, by which a file is known again.
const PRINT: u64 = 1024;

/// A place in a file. Its texts are as they are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub at: u64,
    /// The line on which what follows depends, in base64.
    pub context: String,
    /// SHA-256 of the first bytes before it; empty where nobody noted it.
    #[serde(default)]
    pub head: String,
    /// SHA-256 of the last bytes before it.
    pub tail: String,
}

impl Place {
    /// This place of an open file. Blocking.
    pub fn of(file: &mut File, at: u64, context: &[u8]) -> io::Result<Self> {
        Ok(Self {
            at,
            context: STANDARD.encode(context),
            head: hash(file, 0, at.min(PRINT))?,
            tail: hash(file, at - at.min(PRINT), at.min(PRINT))?,
        })
    }

    /// The place behind a file's first bytes, as they were read: the file itself may have others by now.
    pub(super) fn behind(first: &[u8]) -> Self {
        let length = first.len().min(PRINT as usize);
        Self {
            at: first.len() as u64,
            context: String::new(),
            head: print(&first[..length]),
            tail: print(&first[first.len() - length..]),
        }
    }

    pub fn context(&self) -> Vec<u8> {
        STANDARD.decode(&self.context).unwrap_or_default()
    }

    /// Whether the file has what stood before this place. Blocking.
    pub fn is_in(&self, file: &mut File) -> io::Result<bool> {
        let length = self.at.min(PRINT);
        if file.metadata()?.len() < self.at || hash(file, self.at - length, length)? != self.tail {
            return Ok(false);
        }
        Ok(self.head.is_empty() || hash(file, 0, length)? == self.head)
    }

    /// Whether the file begins as the one that was left here, however long it is. Blocking.
    pub fn begins_like(&self, file: &mut File) -> io::Result<bool> {
        let length = self.at.min(PRINT);
        let is_told = length > 0 && !self.head.is_empty();
        Ok(is_told && file.metadata()?.len() >= length && hash(file, 0, length)? == self.head)
    }
}

/// Of so many bytes from there on, in hex.
fn hash(file: &mut File, from: u64, length: u64) -> io::Result<String> {
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    Ok(print(&bytes))
}

fn print(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> File {
        use std::io::Write;
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        file
    }

    #[test]
    fn a_place_is_in_a_file_that_grew_and_in_no_other() {
        let place = Place::of(&mut file("one\ntwo\n"), 8, b"head\n").unwrap();
        assert_eq!(place.context(), b"head\n");
        for (text, is_in) in [
            ("one\ntwo\n", true),
            ("one\ntwo\nthree\n", true),
            ("one\ntw", false),
            ("one\nsix\nthree\n", false),
        ] {
            assert_eq!(place.is_in(&mut file(text)).unwrap(), is_in, "{text:?}");
        }
        let begin = "x".repeat(5000);
        let place = Place::of(&mut file(&begin), 5000, b"").unwrap();
        let other = format!("y{}", &begin[1..]);
        assert!(!place.is_in(&mut file(&other)).unwrap(), "it begins otherwise");
        let noted_before = Place {
            head: String::new(),
            ..place.clone()
        };
        assert!(noted_before.is_in(&mut file(&other)).unwrap());
        assert!(place.begins_like(&mut file(&begin[..2000])).unwrap());
        assert!(!place.begins_like(&mut file(&other)).unwrap());
        assert!(!place.begins_like(&mut file("")).unwrap());
    }

    #[test]
    fn the_place_behind_what_was_read_is_that_of_the_file() {
        for text in ["", "one\n", "long\n".repeat(1000).as_str()] {
            let place = Place::of(&mut file(text), text.len() as u64, b"").unwrap();
            assert_eq!(Place::behind(text.as_bytes()), place);
        }
    }

    #[test]
    fn the_beginning_is_in_every_file() {
        let begin = Place::of(&mut file("one\n"), 0, b"").unwrap();
        assert!(begin.is_in(&mut file("")).unwrap() && begin.is_in(&mut file("other")).unwrap());
        assert!(
            !begin.begins_like(&mut file("one\n")).unwrap(),
            "nothing says that it is the same"
        );
    }
}
