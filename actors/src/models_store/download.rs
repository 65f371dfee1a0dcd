//! One file over HTTP into place: resumed where it broke off, moved under its name only when its hash is right.

use std::{
    io::SeekFrom,
    path::{Path, PathBuf},
};

use futures::StreamExt;
use reqwest::{
    Response, StatusCode,
    header::{CONTENT_RANGE, HeaderMap},
};
use tokio::{
    fs::{self, File},
    io::{AsyncSeekExt, AsyncWriteExt},
};

use super::{ModelError, manifest::sha256_of};
use crate::outbound::{Outbound, innermost};

/// Attempts in a row that brought not a single byte.
const FRUITLESS_ATTEMPTS_MAX: u32 = 3;

/// Called with bytes done and, where the server says it, bytes in all.
pub type OnBytes<'a> = &'a mut (dyn FnMut(u64, Option<u64>) + Send);

/// Downloads `url` to `to`. What an earlier attempt left in `to.part` is continued. A hash other than `sha256` (where one is
/// given) removes what was loaded: a damaged beginning must not be continued for ever.
pub async fn download(
    outbound: &Outbound,
    url: &str,
    to: &Path,
    sha256: Option<&str>,
    progress: OnBytes<'_>,
) -> Result<(), ModelError> {
    let part = part_of(to);
    let mut fruitless = 0;
    loop {
        let before = length(&part).await;
        match attempt(outbound, url, &part, before, progress).await {
            Ok(()) => break,
            // A server that was never reached, or that says no, will say so again.
            Err(Broken::Final(error)) => return Err(error),
            Err(Broken::Midway(error)) => {
                fruitless = if length(&part).await > before { 0 } else { fruitless + 1 };
                if fruitless >= FRUITLESS_ATTEMPTS_MAX {
                    return Err(error);
                }
            }
        }
    }
    if let Some(expected) = sha256 {
        check(&part, expected).await?;
    }
    fs::rename(&part, to)
        .await
        .map_err(ModelError::io("move into place", to))
}

fn part_of(to: &Path) -> PathBuf {
    let mut name = to.as_os_str().to_owned();
    name.push(".part");
    name.into()
}

async fn length(path: &Path) -> u64 {
    fs::metadata(path).await.map_or(0, |file| file.len())
}

enum Broken {
    /// Worth another attempt from where it broke off.
    Midway(ModelError),
    Final(ModelError),
}

async fn attempt(outbound: &Outbound, url: &str, part: &Path, from: u64, progress: OnBytes<'_>) -> Result<(), Broken> {
    let response = outbound
        .get(url, from)
        .await
        .map_err(|error| Broken::Final(error.into()))?;
    let says = |reason: String| ModelError::Download {
        url: url.to_owned(),
        reason,
    };
    let start = match response.status() {
        StatusCode::OK => 0,
        StatusCode::PARTIAL_CONTENT if range_start(response.headers()) == Some(from) => from,
        // Longer than the file, or a range that we did not ask for: begin anew.
        StatusCode::RANGE_NOT_SATISFIABLE | StatusCode::PARTIAL_CONTENT if from > 0 => {
            fs::remove_file(part)
                .await
                .map_err(|error| Broken::Final(ModelError::io("remove", part)(error)))?;
            return Err(Broken::Midway(says(
                "the server could not continue at that place".to_owned(),
            )));
        }
        status => return Err(Broken::Final(says(format!("the server answered {status}")))),
    };
    let file = open_at(part, start)
        .await
        .map_err(|error| Broken::Final(ModelError::io("write", part)(error)))?;
    copy(response, file, start, progress)
        .await
        .map_err(|error| match error {
            CopyError::Network(error) => Broken::Midway(says(format!("it broke off: {}", innermost(&error)))),
            CopyError::Disk(error) => Broken::Final(ModelError::io("write", part)(error)),
        })
}

async fn open_at(part: &Path, start: u64) -> std::io::Result<File> {
    let mut file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(part)
        .await?;
    file.set_len(start).await?;
    file.seek(SeekFrom::Start(start)).await?;
    Ok(file)
}

enum CopyError {
    Network(reqwest::Error),
    Disk(std::io::Error),
}

async fn copy(response: Response, mut file: File, start: u64, progress: OnBytes<'_>) -> Result<(), CopyError> {
    let total = response.content_length().map(|rest| start.saturating_add(rest));
    let mut done = start;
    let mut body = response.bytes_stream();
    let outcome = loop {
        progress(done, total);
        match body.next().await {
            None => break Ok(()),
            Some(Err(error)) => break Err(CopyError::Network(error)),
            Some(Ok(bytes)) => {
                file.write_all(&bytes).await.map_err(CopyError::Disk)?;
                done = done.saturating_add(bytes.len() as u64);
            }
        }
    };
    // What arrived counts, also where it broke off.
    file.sync_all().await.map_err(CopyError::Disk)?;
    outcome
}

/// `bytes 100-199/200` → 100
fn range_start(headers: &HeaderMap) -> Option<u64> {
    let value = headers.get(CONTENT_RANGE)?.to_str().ok()?;
    value.strip_prefix("bytes ")?.split('-').next()?.parse().ok()
}

async fn check(part: &Path, expected: &str) -> Result<(), ModelError> {
    let path = part.to_owned();
    let (found, _) = tokio::task::spawn_blocking(move || sha256_of(&path))
        .await
        .map_err(|_| ModelError::Interrupted)??;
    if found == expected {
        return Ok(());
    }
    fs::remove_file(part).await.map_err(ModelError::io("remove", part))?;
    Err(ModelError::Mismatch {
        path: part.to_owned(),
        expected: expected.to_owned(),
        found,
    })
}

#[cfg(test)]
mod tests;
