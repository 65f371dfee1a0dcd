//! A file that came in several parts, read and searched as if it were one.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

pub struct Parts {
    /// Each part with its length.
    parts: Vec<(File, u64)>,
    position: u64,
}

impl Parts {
    pub fn of(files: Vec<File>) -> io::Result<Self> {
        let mut parts = Vec::with_capacity(files.len());
        for file in files {
            let length = file.metadata()?.len();
            parts.push((file, length));
        }
        Ok(Self { parts, position: 0 })
    }

    fn length(&self) -> u64 {
        self.parts.iter().map(|(_, length)| length).sum()
    }
}

impl Read for Parts {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut within = self.position;
        for (file, length) in &mut self.parts {
            if within < *length {
                file.seek(SeekFrom::Start(within))?;
                let most = buffer
                    .len()
                    .min(usize::try_from(*length - within).unwrap_or(usize::MAX));
                let read = file.read(&mut buffer[..most])?;
                self.position += read as u64;
                return Ok(read);
            }
            within -= *length;
        }
        Ok(0)
    }
}

impl Seek for Parts {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
            SeekFrom::End(by) => self.length().checked_add_signed(by),
        };
        self.position = target.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.position)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn parts_read_as_one_file_and_can_be_searched() {
        let files = ["hello ", "", "world"].map(|text| {
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(text.as_bytes()).unwrap();
            file
        });
        let mut parts = Parts::of(files.into()).unwrap();
        let mut text = String::new();
        parts.read_to_string(&mut text).unwrap();
        assert_eq!(text, "hello world");
        parts.seek(SeekFrom::End(-5)).unwrap();
        text.clear();
        parts.read_to_string(&mut text).unwrap();
        assert_eq!(text, "world");
        assert!(parts.seek(SeekFrom::Current(-100)).is_err());
    }
}
