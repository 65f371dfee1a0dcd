//! Where this crate's tests find ONNX Runtime.

use std::path::{Path, PathBuf};

use super::Onnx;

/// The library for this crate's tests: `ORT_DYLIB_PATH`, else the default models folder.
pub(crate) fn for_tests() -> Onnx {
    let models = Path::new("/var/lib/audiapro/models").to_path_buf();
    let home = std::env::var_os("XDG_DATA_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".local/share")));
    let folders = [Some(models), home.map(|home| home.join("audiapro/models"))];
    let path = std::env::var_os("ORT_DYLIB_PATH").map(PathBuf::from).or_else(|| {
        let files = folders
            .into_iter()
            .flatten()
            .map(|dir| dir.join("onnxruntime/libonnxruntime.so.1.28.0"));
        files.into_iter().find(|file| file.is_file())
    });
    let path = path.expect("ONNX Runtime is not on this machine: run script/test, which fetches it");
    Onnx::load(&path).expect("ONNX Runtime")
}
