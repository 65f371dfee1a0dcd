//! Writes a tar file (POSIX ustar) of plain files, one after the other. Not read here: `tar` does that everywhere.

use std::io;

use tokio::io::{AsyncWrite, AsyncWriteExt};

const BLOCK: usize = 512;
/// Eleven octal digits.
const BYTES_MAX: u64 = 0o77_777_777_777;

pub struct Tar<W> {
    into: W,
}

impl<W: AsyncWrite + Unpin> Tar<W> {
    pub fn new(into: W) -> Self {
        Self { into }
    }

    /// The header of a file of so many bytes; then `write` them, then `end`.
    pub async fn begin(&mut self, name: &str, bytes: u64) -> io::Result<()> {
        self.into.write_all(&header(name, bytes)?).await
    }

    pub async fn write(&mut self, some: &[u8]) -> io::Result<()> {
        self.into.write_all(some).await
    }

    /// Fills the last block of a file of so many bytes.
    pub async fn end(&mut self, bytes: u64) -> io::Result<()> {
        let over = (bytes % BLOCK as u64) as usize;
        match over {
            0 => Ok(()),
            over => self.into.write_all(&[0; BLOCK][over..]).await,
        }
    }

    pub async fn finish(mut self) -> io::Result<W> {
        self.into.write_all(&[0; 2 * BLOCK]).await?;
        self.into.flush().await?;
        Ok(self.into)
    }
}

fn header(name: &str, bytes: u64) -> io::Result<[u8; BLOCK]> {
    let refused = |why: &str| io::Error::new(io::ErrorKind::InvalidInput, format!("{name}: {why}"));
    if name.len() > 99 {
        return Err(refused("the name is too long for a tar file"));
    }
    if bytes > BYTES_MAX {
        return Err(refused("8 GiB are the most that a file of a tar file has"));
    }
    let mut header = [0; BLOCK];
    let mut put = |at: usize, text: &[u8]| {
        if let Some(field) = header.get_mut(at..at + text.len()) {
            field.copy_from_slice(text);
        }
    };
    put(0, name.as_bytes());
    put(100, b"0000600\0");
    put(108, b"0000000\0");
    put(116, b"0000000\0");
    put(124, format!("{bytes:011o}\0").as_bytes());
    put(136, b"00000000000\0");
    // Reckoned with spaces in its place.
    put(148, b"        ");
    put(156, b"0");
    put(257, b"ustar\x0000");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    if let Some(field) = header.get_mut(148..156) {
        field.copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    }
    Ok(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_has_a_header_with_its_sum_and_whole_blocks() {
        let mut tar = Tar::new(Vec::new());
        tar.begin("a/b.txt", 5).await.unwrap();
        tar.write(b"hello").await.unwrap();
        tar.end(5).await.unwrap();
        let bytes = tar.finish().await.unwrap();
        assert_eq!(bytes.len(), 4 * BLOCK);
        assert_eq!(&bytes[..8], b"a/b.txt\0");
        assert_eq!(&bytes[124..136], b"00000000005\0");
        assert_eq!(&bytes[BLOCK..BLOCK + 6], b"hello\0");
        let told = u32::from_str_radix(std::str::from_utf8(&bytes[148..154]).unwrap(), 8).unwrap();
        let sum: u32 = bytes[..BLOCK]
            .iter()
            .enumerate()
            .map(|(n, byte)| if (148..156).contains(&n) { 32 } else { u32::from(*byte) })
            .sum();
        assert_eq!(told, sum);
        assert!(header(&"x".repeat(100), 1).is_err() && header("x", u64::MAX).is_err());
    }
}
