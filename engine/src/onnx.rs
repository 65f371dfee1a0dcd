//! The ONNX Runtime library, loaded once for the whole process, for the sentiment model.
//!
//! Not a model: a model becomes a [`Session`] by [`Onnx::session`]. The library is a file on this machine, never part of the binary.

use std::ffi::CStr;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ort::environment::Environment;
use ort::session::Session;
use ort::session::builder::{GraphOptimizationLevel, SessionBuilder};

use crate::cpu;
use crate::error::EngineError;

const LIBRARY: &str = "ONNX Runtime";

/// From this minor version on, the official Linux builds send usage data to their maker unless told not to. The
/// product promises that nothing leaves the machine, so they are refused whatever the environment says.
const FIRST_MINOR_WITH_TELEMETRY: u32 = 29;

/// A process has one ONNX Runtime environment: ort refuses a second one, even after the first was dropped.
static LOADED: Mutex<Option<Onnx>> = Mutex::new(None);

/// The loaded library and its environment. Clones share both.
#[derive(Clone, Debug)]
pub struct Onnx {
    environment: Environment,
    library: PathBuf,
    version: String,
}

impl Onnx {
    /// Loads the library at `path`, or gives the one that this process has already loaded from there.
    ///
    /// Errors: no such file; not an ONNX Runtime; too old for this binary; from 1.29 on (it sends usage data);
    /// another library is already in use.
    pub fn load(path: &Path) -> Result<Self, EngineError> {
        let missing = |_| EngineError::Missing {
            what: LIBRARY,
            path: path.to_path_buf(),
        };
        // ort looks for a relative path next to the executable first; an absolute one means what it says.
        let library = path.canonicalize().map_err(missing)?;
        let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(onnx) = loaded.as_ref() {
            return if onnx.library == library {
                Ok(onnx.clone())
            } else {
                Err(refused(
                    &library,
                    format!("this process already uses {}", onnx.library.display()),
                ))
            };
        }
        let version = version_of(&library)?;
        permit(&version).map_err(|reason| refused(&library, reason))?;
        let environment = ort::init_from(&library)
            .map_err(|error| refused(&library, error.to_string()))?
            .with_name("audiapro")
            .with_telemetry(false)
            .build()
            .map_err(|error| refused(&library, error.to_string()))?;
        let onnx = Self {
            environment,
            library,
            version,
        };
        *loaded = Some(onnx.clone());
        Ok(onnx)
    }

    /// The file that was loaded.
    pub fn library(&self) -> &Path {
        &self.library
    }

    /// As the library names itself, `1.28.0`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// A session of one thread from the bytes of a model. `what` names the model in the error.
    pub fn session(&self, what: &'static str, model: &[u8]) -> Result<Session, EngineError> {
        let failed = |reason| EngineError::Load {
            what,
            path: PathBuf::from("the built-in model"),
            reason,
        };
        self.builder()
            .map_err(failed)?
            .commit_from_memory(model)
            .map_err(|error| failed(error.to_string()))
    }

    /// The same from a file, which may keep its weights in files beside it.
    pub fn session_from_file(&self, what: &'static str, path: &Path) -> Result<Session, EngineError> {
        if !path.is_file() {
            return Err(EngineError::Missing {
                what,
                path: path.to_path_buf(),
            });
        }
        let failed = |reason| EngineError::Load {
            what,
            path: path.to_path_buf(),
            reason,
        };
        self.builder()
            .map_err(failed)?
            .commit_from_file(path)
            .map_err(|error| failed(error.to_string()))
    }

    /// One thread and no spinning: a worker's processor time is its own, and workers are what runs in parallel.
    fn builder(&self) -> Result<SessionBuilder, String> {
        let builder = Session::builder(&self.environment)
            .map_err(|error| error.to_string())?
            .with_intra_threads(1)
            .map_err(|error| error.to_string())?
            .with_inter_threads(1)
            .map_err(|error| error.to_string())?
            .with_intra_op_spinning(false)
            .map_err(|error| error.to_string())?
            .with_optimization_level(GraphOptimizationLevel::Level3)
            .map_err(|error| error.to_string())?;
        // Where products of bytes overflow, scores would differ from those of other processors. Elsewhere this way, which takes half as long
        // again, gains nothing.
        match cpu::adds_bytes_exactly() {
            true => Ok(builder),
            false => builder.with_precise_qmm().map_err(|error| error.to_string()),
        }
    }
}

fn refused(library: &Path, reason: String) -> EngineError {
    EngineError::Load {
        what: LIBRARY,
        path: library.to_path_buf(),
        reason,
    }
}

/// Asks the library for its version before anything of it runs: ort would panic on some files and start telemetry on others.
fn version_of(library: &Path) -> Result<String, EngineError> {
    let fail = |reason: String| refused(library, reason);
    // SAFETY: loading runs the library's initialisers. The operator names this file as the ONNX Runtime to use, and
    // ort loads the same file right after; a file that is not a shared library is refused by the loader.
    let handle = unsafe { libloading::Library::new(library) }.map_err(|error| fail(error.to_string()))?;
    // SAFETY: every ONNX Runtime exports this symbol with this signature (onnxruntime_c_api.h).
    let base = unsafe { handle.get::<unsafe extern "C" fn() -> *const ort::sys::OrtApiBase>(b"OrtGetApiBase") }
        .map_err(|_| fail("it is not an ONNX Runtime library".to_owned()))?;
    // SAFETY: the function takes nothing and returns a pointer to a static table, checked for null below.
    let base = unsafe { base() };
    // SAFETY: not null, and the table lives as long as the library, which stays open (see below).
    let Some(base) = (unsafe { base.as_ref() }) else {
        return Err(fail("it has no interface".to_owned()));
    };
    // SAFETY: the table's second entry returns a static, zero-terminated string.
    let version = unsafe { (base.GetVersionString)() };
    if version.is_null() {
        return Err(fail("it does not name its version".to_owned()));
    }
    // SAFETY: checked for null; the C interface promises a zero-terminated string.
    let version = unsafe { CStr::from_ptr(version) }.to_string_lossy().into_owned();
    // The library is never unloaded: its threads and tables may outlive any handle of ours.
    std::mem::forget(handle);
    Ok(version)
}

/// Whether this version may run here; else the reason.
fn permit(version: &str) -> Result<(), String> {
    let mut parts = version.split('.').map(str::parse::<u32>);
    let (Some(Ok(major)), Some(Ok(minor))) = (parts.next(), parts.next()) else {
        return Err(format!("its version {version:?} is unknown"));
    };
    if (major, minor) < (1, ort::MINOR_VERSION) {
        return Err(format!(
            "version {version} is too old; take 1.28.0 (at least 1.{})",
            ort::MINOR_VERSION
        ));
    }
    if (major, minor) >= (1, FIRST_MINOR_WITH_TELEMETRY) {
        return Err(format!("version {version} sends usage data to its maker; take 1.28.0"));
    }
    Ok(())
}

#[cfg(test)]
mod testing;
#[cfg(test)]
pub(crate) use testing::for_tests;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_library_is_an_error_that_names_the_path() {
        let error = Onnx::load(Path::new("/nowhere/libonnxruntime.so")).unwrap_err();
        assert_eq!(error.to_string(), "ONNX Runtime is missing: /nowhere/libonnxruntime.so");
    }

    #[test]
    fn a_file_that_is_no_library_is_refused_without_a_panic() {
        for_tests();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("libonnxruntime.so");
        std::fs::write(&path, b"not a library").unwrap();
        assert!(
            version_of(&path)
                .unwrap_err()
                .to_string()
                .starts_with("could not load ONNX Runtime from")
        );
    }

    #[test]
    fn a_second_load_shares_the_first_and_another_library_is_refused() {
        let first = for_tests();
        assert_eq!(Onnx::load(&first.library).unwrap().version(), first.version());
        let folder = tempfile::tempdir().unwrap();
        let other = folder.path().join("other.so");
        std::fs::copy(&first.library, &other).unwrap();
        assert!(
            Onnx::load(&other)
                .unwrap_err()
                .to_string()
                .contains("this process already uses")
        );
    }

    #[test]
    fn the_loaded_version_is_one_that_sends_nothing() {
        assert_eq!(permit(for_tests().version()), Ok(()));
    }

    #[test]
    fn versions_that_send_usage_data_or_are_too_old_are_refused_with_the_one_to_take() {
        for (version, told) in [
            ("1.29.0", "sends usage data"),
            ("1.31.1", "sends usage data"),
            ("2.0.0", "sends usage data"),
            ("1.20.1", "too old"),
            ("0.9", "too old"),
            ("x", "unknown"),
            ("", "unknown"),
        ] {
            let reason = permit(version).unwrap_err();
            assert!(reason.contains(told), "{version}: {reason}");
        }
        for version in ["1.24.4", "1.27.0", "1.28.0"] {
            assert_eq!(permit(version), Ok(()));
        }
    }

    #[test]
    fn bytes_that_are_no_model_are_an_error() {
        let error = for_tests().session("the sentiment model", b"nothing").unwrap_err();
        assert!(
            error.to_string().starts_with("could not load the sentiment model"),
            "{error}"
        );
    }
}
