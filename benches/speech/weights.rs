//! The same weights on both sides: ours in ggml's form with 8 bits, the peer's in CTranslate2's, which it makes 8 bits of.

use std::path::PathBuf;

use anyhow::{Context, ensure};
use engine::speech::accel::Acceleration;
use engine::worker::EngineConfig;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weights {
    TinyEn,
    Base,
}

impl Weights {
    pub fn name(self) -> &'static str {
        match self {
            Self::TinyEn => "tiny.en",
            Self::Base => "base",
        }
    }

    /// In the models folder that `script/bench` fills.
    pub fn ours(self) -> anyhow::Result<PathBuf> {
        let models =
            std::env::var_os("AUDIAPRO__MODELS__DIR").context("AUDIAPRO__MODELS__DIR is not set: use script/bench")?;
        let path = PathBuf::from(models).join(format!("whisper/ggml-{}-q8_0.bin", self.name()));
        ensure!(path.is_file(), "{} is missing: use script/bench", path.display());
        Ok(path)
    }

    /// A folder of faster-whisper's.
    pub fn peers(self) -> anyhow::Result<PathBuf> {
        let folder =
            std::env::var_os("AUDIAPRO_BENCH_CT2").context("AUDIAPRO_BENCH_CT2 is not set: use script/bench")?;
        let folder = PathBuf::from(folder).join(format!("faster-whisper-{}", self.name()));
        ensure!(
            folder.join("model.bin").is_file(),
            "{} is missing: use script/bench",
            folder.display()
        );
        Ok(folder)
    }

    /// The engine with these weights, otherwise as shipped.
    pub fn engine(self) -> anyhow::Result<EngineConfig> {
        let onnxruntime = std::env::var_os("ORT_DYLIB_PATH").context("ORT_DYLIB_PATH is not set: use script/bench")?;
        Ok(EngineConfig {
            whisper_model: self.ours()?,
            other_models: Vec::new(),
            multilingual: None,
            sentiment_languages: vec!["en".into()],
            onnxruntime: onnxruntime.into(),
            sentiment_folder: None,
            acceleration: Acceleration::Auto,
            beams: 1,
        })
    }
}
