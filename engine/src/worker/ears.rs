//! The speech models of an engine, and one worker's recognisers of them: which model hears a channel, and in which language.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use sha2::{Digest, Sha256};

use crate::analysis::{ChannelLanguage, ModelNames};
use crate::error::{EngineError, RecordingError};
use crate::speech::decoding::Decoding;
use crate::speech::packing::Window;
use crate::speech::transcriber::Transcriber;
use crate::speech::whisper::Whisper;

/// What a model that knows one language knows.
const ENGLISH: &str = "en";
/// The language that came last to Whisper, and what models that came before it were taught it as.
const CANTONESE: &str = "yue";
const CHINESE: &str = "zh";
/// A channel's language that is found with less is taken from the channel that is surest: people answer each other in one language.
const SURE: f64 = 0.5;
/// Recognisers of models beside the default one that a worker keeps: each has its own memory.
const OTHERS_MAX: usize = 1;

/// A model that may be asked for by name beside the default one. It is loaded when it is first needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherModel {
    pub path: PathBuf,
    /// Its hash, where it is known: another one is refused.
    pub sha256: Option<String>,
}

/// All models of an engine. Shared by its workers.
pub(super) struct Library {
    /// The default one first.
    models: Vec<Shelf>,
    /// Finds out languages, and hears those that the default one does not know.
    multilingual: Option<usize>,
    decoding: Decoding,
}

struct Shelf {
    name: String,
    model: OtherModel,
    loaded: OnceLock<Result<Whisper, String>>,
}

impl Library {
    /// `multilingual` names one of the others, or the default one.
    pub fn new(
        default: (&Path, Whisper),
        others: &[OtherModel],
        multilingual: Option<&str>,
        decoding: Decoding,
    ) -> Result<Self, EngineError> {
        let (path, whisper) = default;
        let first = OtherModel {
            path: path.to_path_buf(),
            sha256: None,
        };
        let mut models = vec![Shelf::new(first)];
        models[0].loaded = OnceLock::from(Ok(whisper));
        for other in others {
            let shelf = Shelf::new(other.clone());
            if models.iter().all(|known| known.name != shelf.name) {
                models.push(shelf);
            }
        }
        let mut library = Self {
            models,
            multilingual: None,
            decoding,
        };
        if let Some(name) = multilingual {
            let found = library.models.iter().position(|shelf| shelf.name == name);
            let missing = || EngineError::Missing {
                what: "the multilingual speech model",
                path: PathBuf::from(name),
            };
            let number = found.ok_or_else(missing)?;
            let load = |reason: String| EngineError::Load {
                what: "the multilingual speech model",
                path: library.models[number].model.path.clone(),
                reason,
            };
            if !library.models[number].whisper().map_err(load)?.is_multilingual() {
                return Err(load("it knows English only".to_owned()));
            }
            library.multilingual = Some(number);
        }
        Ok(library)
    }

    pub fn default_name(&self) -> &str {
        self.models.first().map_or("", |shelf| &shelf.name)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.models.iter().map(|shelf| shelf.name.as_str())
    }

    fn find(&self, name: &str) -> Result<usize, RecordingError> {
        let found = self.models.iter().position(|shelf| shelf.name == name);
        found.ok_or_else(|| RecordingError::UnknownModel { model: name.to_owned() })
    }

    fn whisper(&self, number: usize) -> Result<&Whisper, RecordingError> {
        self.models[number].whisper().map_err(failed)
    }

    /// The model for a language: that one, if it knows it; where none was asked for, the multilingual one.
    fn for_language(&self, number: usize, is_asked: bool, language: &str) -> Result<usize, RecordingError> {
        if self.whisper(number)?.knows(language) {
            return Ok(number);
        }
        match self.multilingual {
            Some(other) if !is_asked && self.whisper(other)?.knows(language) => Ok(other),
            _ => Err(RecordingError::UnsupportedLanguage {
                language: language.to_owned(),
                model: self.models[number].name.clone(),
            }),
        }
    }

    /// A channel of which the language is said.
    fn given(&self, number: usize, is_asked: bool, language: String) -> Result<Choice, RecordingError> {
        let model = |language: &str| self.for_language(number, is_asked, language);
        let (model, language) = match model(&language) {
            Err(unknown) if language == CANTONESE => (model(CHINESE).map_err(|_| unknown)?, CHINESE.to_owned()),
            model => (model?, language),
        };
        Ok(Choice {
            model,
            language,
            confidence: 1.0,
        })
    }

    /// The model that finds out the language; `None` where there is nothing to find out.
    fn for_finding_out(&self, number: usize, is_asked: bool) -> Result<Option<usize>, RecordingError> {
        if self.whisper(number)?.is_multilingual() {
            return Ok(Some(number));
        }
        Ok(self.multilingual.filter(|_| !is_asked))
    }
}

impl Shelf {
    fn new(model: OtherModel) -> Self {
        Self {
            name: name_of(&model.path),
            model,
            loaded: OnceLock::new(),
        }
    }

    fn whisper(&self) -> Result<&Whisper, String> {
        let loaded = self.loaded.get_or_init(|| {
            if let Some(expected) = &self.model.sha256 {
                let bytes = std::fs::read(&self.model.path).map_err(|error| error.to_string())?;
                let found = hex::encode(Sha256::digest(&bytes));
                if found != *expected {
                    return Err(format!("{} is not what it should be: sha256 {found}", self.name));
                }
            }
            Whisper::load(&self.model.path).map_err(|error| error.to_string())
        });
        loaded.as_ref().map_err(Clone::clone)
    }
}

/// `…/ggml-base-q8_0.bin` → `base-q8_0`.
pub fn name_of(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    stem.strip_prefix("ggml-").unwrap_or(&stem).to_owned()
}

fn failed(reason: String) -> RecordingError {
    RecordingError::Model {
        stage: "speech",
        reason,
    }
}

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wish<'a> {
    pub model: Option<&'a str>,
    pub language: Option<&'a str>,
    /// Of each channel, where the recording has as many.
    pub by_channel: &'a [Option<String>],
}

impl<'a> Wish<'a> {
    /// What is asked for of a channel; `None` is to be found out.
    fn of(&self, channel: usize, channels: usize) -> Option<&'a str> {
        match self.by_channel.get(channel) {
            Some(own) if self.by_channel.len() == channels => own.as_deref(),
            _ => self.language,
        }
    }
}

/// Which model hears a channel, and in which language.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Choice {
    model: usize,
    pub language: String,
    pub confidence: f64,
}

/// One worker's recognisers.
pub(super) struct Ears {
    library: Arc<Library>,
    default: Box<dyn Transcriber>,
    /// Of other models, the one that was used last at the end.
    others: Vec<(usize, Box<dyn Transcriber>)>,
}

impl Ears {
    pub fn new(library: Arc<Library>) -> Result<Self, EngineError> {
        let load = |reason| EngineError::Load {
            what: "the speech model",
            path: library.models[0].model.path.clone(),
            reason,
        };
        let default = library.models[0]
            .whisper()
            .map_err(load)?
            .transcriber(library.decoding)?;
        Ok(Self {
            default: Box::new(default),
            others: Vec::new(),
            library,
        })
    }

    fn of(&mut self, number: usize) -> Result<&mut dyn Transcriber, RecordingError> {
        if number == 0 {
            return Ok(self.default.as_mut());
        }
        let at = match self.others.iter().position(|(own, _)| *own == number) {
            Some(at) => at,
            None => {
                let whisper = self.library.whisper(number)?;
                let new = whisper
                    .transcriber(self.library.decoding)
                    .map_err(|error| failed(error.to_string()))?;
                if self.others.len() >= OTHERS_MAX {
                    self.others.remove(0);
                }
                self.others.push((number, Box::new(new)));
                self.others.len() - 1
            }
        };
        let used = self.others.remove(at);
        self.others.push(used);
        match self.others.last_mut() {
            Some((_, transcriber)) => Ok(transcriber.as_mut()),
            None => Err(failed("no recogniser".to_owned())),
        }
    }

    pub fn transcriber(&mut self, choice: &Choice) -> Result<&mut dyn Transcriber, RecordingError> {
        self.of(choice.model)
    }

    /// A choice for each channel. `first`: its first window with speech, asked for only where the language has to be found out.
    pub fn choose(
        &mut self,
        wish: Wish<'_>,
        channels: usize,
        mut first: impl FnMut(usize) -> Result<Option<Window>, RecordingError>,
    ) -> Result<Vec<Choice>, RecordingError> {
        let library = Arc::clone(&self.library);
        let asked = wish.model.map(|name| library.find(name)).transpose()?;
        let (number, is_asked) = (asked.unwrap_or(0), asked.is_some());
        let asked: Vec<Option<&str>> = (0..channels).map(|channel| wish.of(channel, channels)).collect();
        let Some(finder) = library.for_finding_out(number, is_asked)? else {
            let language = |own: &Option<&str>| own.unwrap_or(ENGLISH).to_owned();
            let choices = asked.iter().map(|own| library.given(number, is_asked, language(own)));
            return choices.collect();
        };
        let mut found = Vec::with_capacity(channels);
        for (channel, own) in asked.iter().enumerate() {
            found.push(
                match (own, own.is_none().then(|| first(channel)).transpose()?.flatten()) {
                    // As it will be heard: others may take it over.
                    (Some(language), _) => {
                        let given = library.given(number, is_asked, (*language).to_owned())?;
                        Some((given.language, given.confidence))
                    }
                    (None, Some(window)) => {
                        let (language, probability) = self.of(finder)?.language(&window.samples).map_err(failed)?;
                        Some((language, f64::from(probability)))
                    }
                    (None, None) => None,
                },
            );
        }
        let settled = settle(found)
            .into_iter()
            .zip(&asked)
            .map(|((language, confidence), own)| {
                if own.is_some() {
                    return library.given(number, is_asked, language);
                }
                let knows = library.whisper(number)?.knows(&language);
                Ok(Choice {
                    model: if knows { number } else { finder },
                    language,
                    confidence: (confidence * 1000.0).round() / 1000.0,
                })
            });
        settled.collect()
    }

    /// Of the models that heard, each once.
    pub fn names(&self, choices: &[Choice], sentiment: &str) -> ModelNames {
        let mut heard: Vec<usize> = choices.iter().map(|choice| choice.model).collect();
        heard.sort_unstable();
        heard.dedup();
        let names: Vec<&str> = heard
            .iter()
            .map(|number| self.library.models[*number].name.as_str())
            .collect();
        ModelNames {
            speech: match names.is_empty() {
                true => self.library.default_name().to_owned(),
                false => names.join("+"),
            },
            sentiment: sentiment.to_owned(),
        }
    }
}

/// Channels without speech, and those that are not sure, take the language of the surest; without any, English with no confidence.
fn settle(found: Vec<Option<(String, f64)>>) -> Vec<(String, f64)> {
    let surest = found.iter().flatten().max_by(|a, b| a.1.total_cmp(&b.1)).cloned();
    let surest = surest.unwrap_or_else(|| (ENGLISH.to_owned(), 0.0));
    let settled = found.into_iter().map(|own| match own {
        Some((language, confidence)) if confidence >= SURE => (language, confidence),
        Some((language, confidence)) if language == surest.0 => (language, confidence),
        Some((_, confidence)) => (surest.0.clone(), confidence),
        None => (surest.0.clone(), 0.0),
    });
    settled.collect()
}

/// As the analysis tells it.
pub(super) fn told(choices: &[Choice]) -> Vec<ChannelLanguage> {
    let channels = (0..).zip(choices);
    let told = channels.map(|(channel, choice)| ChannelLanguage {
        channel,
        language: choice.language.clone(),
        confidence: choice.confidence,
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_not_sure_speaks_what_the_other_does() {
        let of = |language: &str, confidence: f64| Some((language.to_owned(), confidence));
        let languages = |found| {
            settle(found)
                .into_iter()
                .map(|(language, _)| language)
                .collect::<Vec<_>>()
        };
        assert_eq!(languages(vec![of("es", 0.9), of("pt", 0.3)]), ["es", "es"]);
        assert_eq!(languages(vec![of("es", 0.9), of("en", 0.8)]), ["es", "en"]);
        assert_eq!(languages(vec![of("pt", 0.3), of("es", 0.4)]), ["es", "es"]);
        assert_eq!(
            settle(vec![None, of("fr", 0.7)]),
            [("fr".to_owned(), 0.0), ("fr".to_owned(), 0.7)]
        );
        assert_eq!(
            settle(vec![None, None]),
            [("en".to_owned(), 0.0), ("en".to_owned(), 0.0)]
        );
    }

    #[test]
    fn channels_have_languages_of_their_own_only_where_there_are_as_many() {
        let by_channel = [Some("es".to_owned()), None];
        let wish = Wish {
            model: None,
            language: Some("fr"),
            by_channel: &by_channel,
        };
        assert_eq!([wish.of(0, 2), wish.of(1, 2)], [Some("es"), None]);
        assert_eq!([wish.of(0, 1), wish.of(2, 3)], [Some("fr"), Some("fr")]);
    }

    #[test]
    fn a_file_is_called_by_its_stem() {
        assert_eq!(name_of(Path::new("/m/whisper/ggml-base-q8_0.bin")), "base-q8_0");
        assert_eq!(name_of(Path::new("own.bin")), "own");
    }
}
