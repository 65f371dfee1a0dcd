//! Which files on this machine the engine is loaded from: names of the models folder, paths, and their overrides. Not how
//! the folder is filled: `actors::models_store` does that.

use std::path::{Path, PathBuf};

use actors::engine::worker::{EngineConfig, OtherModel, model_name};
use actors::models_store::{ModelError, ONNXRUNTIME, Store};

use crate::config::Config;

/// The files for the configured models; `speech` overrides the speech model's name.
pub fn engine(config: &Config, speech: Option<&str>) -> Result<EngineConfig, ModelError> {
    let whisper_model = whisper(config, speech.unwrap_or(&config.models.speech))?;
    let others = Store::new(config.models_dir()).speech_files()?.into_iter();
    let others = others.filter(|file| file.path != whisper_model);
    Ok(EngineConfig {
        other_models: others
            .map(|file| OtherModel {
                path: file.path,
                sha256: file.sha256,
            })
            .collect(),
        multilingual: multilingual(config).map(String::from),
        whisper_model,
        sentiment_languages: config.sentiment_languages(),
        onnxruntime: onnxruntime(config)?,
        sentiment_folder: Some(&config.models.sentiment_dir)
            .filter(|dir| !dir.is_empty())
            .map(PathBuf::from),
        acceleration: config.analysis.acceleration,
        beams: config.analysis.beams,
    })
}

/// A path as it is, else a name in the models folder.
pub fn whisper(config: &Config, name: &str) -> Result<PathBuf, ModelError> {
    if is_path(name) {
        Ok(PathBuf::from(name))
    } else {
        Store::new(config.models_dir()).path(name)
    }
}

/// What the speech models that are configured call themselves.
pub fn names(config: &Config) -> Vec<String> {
    let default = whisper(config, &config.models.speech).map(|path| model_name(&path));
    let names = default.ok().into_iter().chain(multilingual(config).map(String::from));
    names.collect()
}

/// `ORT_DYLIB_PATH`, else the configured file, else the one in the models folder.
pub fn onnxruntime(config: &Config) -> Result<PathBuf, ModelError> {
    match own_onnxruntime(config) {
        Some(path) => Ok(path),
        None => Store::new(config.models_dir()).path(ONNXRUNTIME),
    }
}

/// Hashes the files that have a manifest: those of the models folder. `Missing` is no reason not to take calls, any other is
/// one not to start. What the operator names by path is the operator's to vouch for.
pub fn verify(config: &Config) -> Result<(), ModelError> {
    let store = Store::new(config.models_dir());
    if !is_path(&config.models.speech) {
        store.verify(&config.models.speech)?;
    }
    if let Some(name) = multilingual(config) {
        store.verify(name)?;
    }
    if own_onnxruntime(config).is_none() {
        store.verify(ONNXRUNTIME)?;
    }
    Ok(())
}

fn multilingual(config: &Config) -> Option<&str> {
    Some(config.models.multilingual.trim()).filter(|name| !name.is_empty())
}

fn own_onnxruntime(config: &Config) -> Option<PathBuf> {
    let from_environment = std::env::var_os("ORT_DYLIB_PATH")
        .filter(|path| !path.is_empty())
        .map(PathBuf::from);
    let configured = Some(&config.models.onnxruntime)
        .filter(|path| !path.is_empty())
        .map(PathBuf::from);
    from_environment.or(configured)
}

fn is_path(name: &str) -> bool {
    let path = Path::new(name);
    path.components().count() > 1
        || name.starts_with("./")
        || path.extension().is_some_and(|extension| extension == "bin")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_of_the_models_folder_and_a_path_is_itself() {
        let config = Config::defaults().unwrap();
        let of = |name: &str| whisper(&config, name).unwrap();
        assert_eq!(
            of("tiny.en-q8_0"),
            config.models_dir().join("whisper/ggml-tiny.en-q8_0.bin")
        );
        for path in ["./x", "/m/ggml-base.bin", "own.bin"] {
            assert_eq!(of(path), Path::new(path));
        }
        assert!(whisper(&config, "no such: name").is_err());
    }
}
