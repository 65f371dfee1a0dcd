//! A sentiment model: weights, tokenizer and labels. The one in the binary, or any Hugging Face folder of a sequence
//! classification model that was exported to ONNX. Loaded once and shared; sessions are a worker's own.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;
use sha2::{Digest, Sha256};
use tokenizers::{Tokenizer, TruncationParams};

use super::classifier::Classifier;
use super::labels::Labels;
use crate::error::EngineError;
use crate::onnx::Onnx;

pub(super) const WHAT: &str = "the sentiment model";

const WEIGHTS: &[u8] = include_bytes!("../../assets/sentiment/sentiment.int8.onnx");
const TOKENIZER: &[u8] = include_bytes!("../../assets/sentiment/tokenizer.json");
const DESCRIPTION: &[u8] = include_bytes!("../../assets/sentiment/model.json");

/// Tokens that are scored at once where the model does not say how many it takes.
const TOKENS_DEFAULT: usize = 128;
/// Longer pieces cost more than they tell.
const TOKENS_MAX: usize = 256;

/// A loaded model. Clones share it.
#[derive(Clone)]
pub struct Model(Arc<Loaded>);

pub(super) struct Loaded {
    pub onnx: Onnx,
    pub weights: Weights,
    pub tokenizer: Tokenizer,
    pub labels: Labels,
    /// Added to the outputs before softmax; as many as labels.
    pub bias: Vec<f32>,
    name: String,
}

pub(super) enum Weights {
    Bytes(Cow<'static, [u8]>),
    /// A file that may keep its weights in others beside it.
    File(PathBuf),
}

/// `model.json` beside the weights: what this project's own models say of themselves.
#[derive(Deserialize)]
struct Description {
    labels: Vec<String>,
    #[serde(default)]
    logit_bias: Vec<f32>,
    max_tokens: Option<usize>,
}

/// `config.json` of a Hugging Face model, as far as it matters here.
#[derive(Deserialize)]
struct HuggingFace {
    id2label: std::collections::BTreeMap<String, String>,
    max_position_embeddings: Option<usize>,
    problem_type: Option<String>,
}

impl Model {
    /// From `folder`, or the built-in one. A trial utterance is scored, so that a model that cannot work is refused
    /// here, with its path, and not at the first call.
    ///
    /// A folder holds `model.onnx` or `onnx/model.onnx`, `tokenizer.json`, and `config.json` (with `id2label`) or
    /// `model.json` (with `labels`, `logit_bias`, `max_tokens`). Inputs `input_ids`, `attention_mask` and, if the model
    /// wants it, `token_type_ids`; output `logits`.
    pub fn load(onnx: &Onnx, folder: Option<&Path>) -> Result<Self, EngineError> {
        let model = match folder {
            Some(folder) => Self::from_folder(onnx, folder)?,
            None => Self::built_in(onnx)?,
        };
        let path = folder.unwrap_or(Path::new("the built-in model"));
        let failed = |reason| EngineError::Load {
            what: WHAT,
            path: path.to_path_buf(),
            reason,
        };
        model.classifier()?.score("This is a trial.").map_err(failed)?;
        Ok(model)
    }

    /// What the analysis object calls it: its own name and the beginning of the SHA-256 of its weights.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// A session of its own for one worker.
    pub fn classifier(&self) -> Result<Classifier, EngineError> {
        let session = match &self.0.weights {
            Weights::Bytes(bytes) => self.0.onnx.session(WHAT, bytes)?,
            Weights::File(path) => self.0.onnx.session_from_file(WHAT, path)?,
        };
        let failed = |reason| EngineError::Load {
            what: WHAT,
            path: PathBuf::from(&self.0.name),
            reason,
        };
        Classifier::new(Arc::clone(&self.0), session).map_err(failed)
    }

    fn built_in(onnx: &Onnx) -> Result<Self, EngineError> {
        let failed = |reason| EngineError::Load {
            what: WHAT,
            path: PathBuf::from("the built-in model"),
            reason,
        };
        let description = serde_json::from_slice(DESCRIPTION).map_err(|error| failed(error.to_string()))?;
        let name = format!("audiapro-minilm-int8-{}", fingerprint(WEIGHTS));
        Self::assemble(
            onnx,
            Weights::Bytes(Cow::Borrowed(WEIGHTS)),
            TOKENIZER,
            description,
            name,
        )
        .map_err(failed)
    }

    fn from_folder(onnx: &Onnx, folder: &Path) -> Result<Self, EngineError> {
        let failed = |path: &Path, reason: String| EngineError::Load {
            what: WHAT,
            path: path.to_path_buf(),
            reason,
        };
        let read = |path: PathBuf| match std::fs::read(&path) {
            Ok(bytes) => Ok((path, bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Err(EngineError::Missing { what: WHAT, path })
            }
            Err(error) => Err(failed(&path, error.to_string())),
        };
        let candidates = ["model.onnx", "onnx/model.onnx", "sentiment.int8.onnx"].map(|file| folder.join(file));
        let missing = || EngineError::Missing {
            what: WHAT,
            path: candidates[0].clone(),
        };
        let weights = candidates.iter().find(|path| path.is_file()).ok_or_else(missing)?;
        let (weights, bytes) = read(weights.clone())?;
        let (_, tokenizer) = read(folder.join("tokenizer.json"))?;
        let own = folder.join("model.json");
        let description = if own.is_file() {
            let (path, bytes) = read(own)?;
            serde_json::from_slice(&bytes).map_err(|error| failed(&path, error.to_string()))?
        } else {
            let (path, bytes) = read(folder.join("config.json"))?;
            let config: HuggingFace =
                serde_json::from_slice(&bytes).map_err(|error| failed(&path, error.to_string()))?;
            config.describe().map_err(|reason| failed(&path, reason))?
        };
        let own_name = folder
            .file_name()
            .map_or_else(|| "model".into(), |name| name.to_string_lossy());
        let name = format!("{own_name}-{}", fingerprint(&bytes));
        Self::assemble(onnx, Weights::File(weights), &tokenizer, description, name)
            .map_err(|reason| failed(folder, reason))
    }

    fn assemble(
        onnx: &Onnx,
        weights: Weights,
        tokenizer: &[u8],
        description: Description,
        name: String,
    ) -> Result<Self, String> {
        let labels = Labels::from_names(&description.labels)?;
        let mut bias = description.logit_bias;
        if bias.is_empty() {
            bias = vec![0.0; labels.len()];
        }
        if bias.len() != labels.len() {
            return Err(format!("it has {} labels but {} biases", labels.len(), bias.len()));
        }
        let mut tokenizer = Tokenizer::from_bytes(tokenizer).map_err(|error| error.to_string())?;
        // A fixed padding would make every "yes" cost as much as the longest utterance.
        tokenizer.with_padding(None);
        let max_length = description.max_tokens.unwrap_or(TOKENS_DEFAULT).clamp(8, TOKENS_MAX);
        tokenizer
            .with_truncation(Some(TruncationParams {
                max_length,
                ..Default::default()
            }))
            .map_err(|error| error.to_string())?;
        Ok(Self(Arc::new(Loaded {
            onnx: onnx.clone(),
            weights,
            tokenizer,
            labels,
            bias,
            name,
        })))
    }
}

impl HuggingFace {
    fn describe(self) -> Result<Description, String> {
        if self
            .problem_type
            .as_deref()
            .is_some_and(|kind| kind != "single_label_classification")
        {
            return Err(format!(
                "it is a model for {}",
                self.problem_type.unwrap_or_default().replace('_', " ")
            ));
        }
        let place = |index: usize| self.id2label.get(&index.to_string()).cloned();
        let labels = (0..self.id2label.len()).map(place).collect::<Option<Vec<_>>>();
        let labels = labels.ok_or("its id2label does not count from 0")?;
        // Models of the RoBERTa family keep two of their positions for themselves.
        let max_tokens = self
            .max_position_embeddings
            .map(|positions| positions.saturating_sub(2));
        Ok(Description {
            labels,
            logit_bias: Vec::new(),
            max_tokens,
        })
    }
}

fn fingerprint(weights: &[u8]) -> String {
    hex::encode(&Sha256::digest(weights)[..6])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::onnx::for_tests;

    /// A folder as the hub's exporters write one, with the built-in weights in it.
    fn folder(id2label: &str, onnx_at: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let weights = folder.path().join(onnx_at);
        std::fs::create_dir_all(weights.parent().unwrap()).unwrap();
        std::fs::write(weights, WEIGHTS).unwrap();
        std::fs::write(folder.path().join("tokenizer.json"), TOKENIZER).unwrap();
        let config = format!(r#"{{"architectures": ["X"], "id2label": {id2label}, "max_position_embeddings": 512}}"#);
        std::fs::write(folder.path().join("config.json"), config).unwrap();
        folder
    }

    const THREE: &str = r#"{"0": "LABEL_0", "1": "LABEL_1", "2": "LABEL_2"}"#;

    #[test]
    fn a_hugging_face_folder_replaces_the_built_in_model() {
        for at in ["model.onnx", "onnx/model.onnx"] {
            let folder = folder(THREE, at);
            let model = Model::load(&for_tests(), Some(folder.path())).unwrap();
            let built_in = Model::load(&for_tests(), None).unwrap();
            assert_ne!(model.name(), built_in.name());
            // The same weights without the built-in biases: another score for the same words.
            let text = "Perfect, that works great";
            let scores = [model, built_in].map(|model| model.classifier().unwrap().score(text).unwrap().score);
            assert!(scores[0] > scores[1] && scores[1] > 4.0, "{scores:?}");
        }
    }

    #[test]
    fn our_own_folder_form_gives_the_same_model() {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in [
            ("model.onnx", WEIGHTS),
            ("tokenizer.json", TOKENIZER),
            ("model.json", DESCRIPTION),
        ] {
            std::fs::write(folder.path().join(name), bytes).unwrap();
        }
        let model = Model::load(&for_tests(), Some(folder.path())).unwrap();
        let text = "I have been waiting for two hours";
        let built_in = Model::load(&for_tests(), None).unwrap();
        let scores = [model, built_in].map(|model| model.classifier().unwrap().score(text).unwrap());
        assert_eq!(scores[0], scores[1]);
    }

    #[test]
    fn what_cannot_work_is_refused_when_it_is_loaded_with_its_path() {
        let onnx = for_tests();
        let refusal = |folder: &Path| Model::load(&onnx, Some(folder)).err().unwrap().to_string();
        let nowhere = refusal(Path::new("/nowhere"));
        assert_eq!(nowhere, "the sentiment model is missing: /nowhere/model.onnx");

        let emotions = folder(r#"{"0": "joy", "1": "anger", "2": "fear"}"#, "model.onnx");
        assert!(refusal(emotions.path()).contains("joy"));

        // Labels that the model has no outputs for show at the trial.
        let two = folder(r#"{"0": "NEGATIVE", "1": "POSITIVE"}"#, "model.onnx");
        assert!(refusal(two.path()).contains("3 outputs"), "{}", refusal(two.path()));

        let gap = folder(r#"{"0": "negative", "2": "positive"}"#, "model.onnx");
        assert!(refusal(gap.path()).contains("id2label"));

        let broken = folder(THREE, "model.onnx");
        std::fs::write(broken.path().join("tokenizer.json"), "{}").unwrap();
        assert!(refusal(broken.path()).starts_with("could not load the sentiment model"));
        std::fs::write(broken.path().join("tokenizer.json"), TOKENIZER).unwrap();
        std::fs::write(broken.path().join("model.onnx"), "x").unwrap();
        assert!(refusal(broken.path()).starts_with("could not load the sentiment model"));

        let many = folder(THREE, "model.onnx");
        let config = format!(r#"{{"id2label": {THREE}, "problem_type": "multi_label_classification"}}"#);
        std::fs::write(many.path().join("config.json"), config).unwrap();
        assert!(refusal(many.path()).contains("multi label classification"));
    }
}
