//! Puts the built dashboard (`ui/dist`) into the binary: a table of its files, in the forms that browsers ask for. Where it was not
//! built the table is empty, so that `cargo check` needs no Node; the server then says how to build it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let dist = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?).join("ui/dist");
    // Without the folder cargo would take this crate for changed at each build.
    fs::create_dir_all(&dist)?;
    println!("cargo:rerun-if-changed={}", dist.display());
    println!("cargo:rerun-if-changed=build.rs");
    let mut files = Vec::new();
    walk(&dist, &mut files)?;
    files.sort();
    let mut table = String::from("&[\n");
    for file in files.iter().filter(|file| is_served(file)) {
        let name = file
            .strip_prefix(&dist)
            .map_err(io::Error::other)?
            .display()
            .to_string();
        let form = |suffix: &str| {
            let packed = PathBuf::from(format!("{}.{suffix}", file.display()));
            match packed.exists() {
                true => format!("Some(include_bytes!({:?}))", packed.display().to_string()),
                false => "None".into(),
            }
        };
        writeln!(
            table,
            "File {{ path: {name:?}, plain: include_bytes!({:?}), brotli: {}, gzip: {} }},",
            file.display().to_string(),
            form("br"),
            form("gz")
        )
        .map_err(io::Error::other)?;
    }
    table.push(']');
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    fs::write(out.join("dashboard.rs"), table)
}

fn is_served(file: &Path) -> bool {
    let name = file
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    !(name.starts_with('.') || name.ends_with(".br") || name.ends_with(".gz"))
        && file.parent().is_none_or(|folder| !folder.ends_with(".vite"))
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
