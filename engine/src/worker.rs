//! The engine: models loaded once, and workers that turn one recording after the other into its analysis.

mod ears;
mod options;
mod stages;

use std::ops::{ControlFlow, Range};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::analysis::{Analysis, CUSTOMER, ModelNames, Quality, QualityFlag, Roles, Speaker, Turn, UtteranceSentiment};
use crate::audio::{self, Limits, Recorded, Sound, View};
use crate::characteristics::{self, Levels};
use crate::error::{EngineError, RecordingError};
use crate::onnx::Onnx;
use crate::roles::{self, Hints};
use crate::sentiment::{self, Classifier};
use crate::speech::accel::{self, Acceleration, Running};
use crate::speech::crosstalk;
use crate::speech::decoding::Decoding;
use crate::speech::hearing::{Manner, SpokenWord, hear, ms};
use crate::speech::packing::{Window, windows};
use crate::speech::turns::{ChannelWords, turns};
use crate::speech::vad::{self, Detector};
use crate::speech::vocabulary::{self, Spellings};
use crate::speech::whisper::Whisper;
use crate::stop::{self, Stop};
use ears::{Choice, Ears, Library, Wish};
pub use ears::{OtherModel, name_of as model_name};
pub use options::Options;
use stages::Stages;

/// Where the models are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EngineConfig {
    pub whisper_model: PathBuf,
    /// Those that may be asked for by name.
    pub other_models: Vec<OtherModel>,
    /// The name of the one that finds out languages, and hears those that the first does not know.
    pub multilingual: Option<String>,
    /// The library of ONNX Runtime.
    pub onnxruntime: PathBuf,
    /// A Hugging Face folder; `None` is the model in the binary.
    pub sentiment_folder: Option<PathBuf>,
    /// Languages that the sentiment model reads (ISO 639-1); none named is all.
    pub sentiment_languages: Vec<String>,
    /// Whether the speech model runs in int8 on this processor's own instructions.
    pub acceleration: Acceleration,
    /// Texts kept side by side while a window is heard; 1 takes the likeliest word each time.
    pub beams: usize,
}

/// Models, loaded once. Shared by all workers.
pub struct Engine {
    library: Arc<Library>,
    sentiment: sentiment::Model,
    sentiment_languages: Vec<String>,
    names: ModelNames,
}

impl Engine {
    /// Errors: a file is missing or damaged, with its path; this processor lacks what the binary was built for.
    pub fn load(config: &EngineConfig) -> Result<Self, EngineError> {
        let onnx = Onnx::load(&config.onnxruntime)?;
        // Before the first model: whisper.cpp asks for its backends then.
        accel::start(config.acceleration);
        let whisper = Whisper::load(&config.whisper_model)?;
        if let Some(reason) = whisper.declined() {
            accel::stand_down(reason);
        }
        let sentiment = sentiment::Model::load(&onnx, config.sentiment_folder.as_deref())?;
        let names = ModelNames {
            speech: ears::name_of(&config.whisper_model),
            sentiment: sentiment.name().to_owned(),
        };
        let decoding = Decoding {
            beams: config.beams,
            ..Decoding::default()
        };
        let default = (config.whisper_model.as_path(), whisper);
        let library = Library::new(default, &config.other_models, config.multilingual.as_deref(), decoding)?;
        Ok(Self {
            library: Arc::new(library),
            sentiment,
            sentiment_languages: config.sentiment_languages.clone(),
            names,
        })
    }

    /// A worker with states of its own.
    pub fn worker(&self) -> Result<Worker, EngineError> {
        Ok(Worker {
            detector: Detector::new(vad::Limits::default())?,
            ears: Ears::new(Arc::clone(&self.library))?,
            classifier: self.sentiment.classifier()?,
            sentiment_languages: self.sentiment_languages.clone(),
            sentiment_name: self.names.sentiment.clone(),
        })
    }

    /// Names of the speech models that may be asked for, the default one first.
    pub fn speech_models(&self) -> impl Iterator<Item = &str> {
        self.library.names()
    }

    /// What computes speech now: whisper.cpp's own way, or ours.
    pub fn speech(&self) -> Running {
        accel::running()
    }

    pub fn models(&self) -> &ModelNames {
        &self.names
    }
}

/// The caller's clock and its wish to go on. The engine has neither.
pub trait Watch {
    /// Monotonic.
    fn elapsed(&self) -> Duration;
    /// Called between windows and utterances with what is done, 0…1; `Break` ends the analysis as `cancelled`.
    fn progress(&mut self, done: f32) -> ControlFlow<()>;
    /// What was said in the next stretch of a channel, of so many; channel by channel, in order.
    fn heard(&mut self, _channel: usize, _channels: usize, _words: &[SpokenWord]) {}
    /// The same wish for the work between two calls of `progress`, which may be long: asked by the thread that computes.
    fn stop(&self) -> Stop {
        Stop::default()
    }
}

/// One worker: for one thread, its states reused from recording to recording.
pub struct Worker {
    detector: Detector,
    ears: Ears,
    classifier: Classifier,
    sentiment_languages: Vec<String>,
    sentiment_name: String,
}

impl Worker {
    /// The whole way of one recording, of whose bytes nothing is kept once it is decoded. No speech gives no turns and no error.
    pub fn analyze(
        &mut self,
        recording: &dyn Recorded,
        options: &Options,
        watch: &mut dyn Watch,
    ) -> Result<Analysis, RecordingError> {
        stop::during(watch.stop(), || {
            let found = self.analyze_all(recording, options, watch);
            // What was stopped in the middle of a model says so in the model's words.
            match found {
                Err(RecordingError::Model { .. }) if stop::is_asked() => Err(RecordingError::Cancelled),
                found => found,
            }
        })
    }

    fn analyze_all(
        &mut self,
        recording: &dyn Recorded,
        options: &Options,
        watch: &mut dyn Watch,
    ) -> Result<Analysis, RecordingError> {
        let mut stages = Stages::begin(watch)?;
        let limits = Limits {
            max_seconds: options.max_seconds,
            ..Limits::default()
        };
        let mut sound = audio::decode_from(recording, options.declared.as_ref(), &limits)?;
        let levels: Vec<Vec<f32>> = sound
            .channels
            .iter()
            .map(|own| audio::channel_loudness(own, sound.rate))
            .collect();
        stages.decode = stages.lap();
        let speech = self.detect(&sound, &mut stages)?;
        stages.vad = stages.lap();
        let heard = self.languages(options, &sound, &speech)?;
        let mut words = self.transcribe(&sound, &speech, &heard, options, &mut stages)?;
        if crosstalk::take_out(&mut words, &sound) {
            sound.flags.push(QualityFlag::Crosstalk);
        }
        stages.transcribe = stages.lap();
        let channels = sound.channels.len();
        let mut turns = turns(&by_speaker(words, &roles::by_channel(channels)));
        let hints = Hints {
            roles: &options.roles,
            corrected: options.roles_corrected,
            direction: options.direction,
        };
        let (speakers, roles) = roles::of(&turns, channels, &hints);
        for turn in &mut turns {
            turn.speaker.clone_from(&speakers[usize::from(turn.channel)]);
        }
        let levels: Levels = speakers.into_iter().zip(levels).collect();
        let is_read = self.score_all(&mut turns, &heard, &mut stages)?;
        stages.sentiment = stages.lap();
        let main = most_spoken(&speech)
            .and_then(|channel| heard.get(channel))
            .or(heard.first());
        let (language, language_confidence) =
            main.map_or_else(Default::default, |own| (own.language.clone(), own.confidence));
        Ok(Analysis {
            duration_ms: sound.duration_ms,
            channels: sound.source_channels,
            language,
            language_confidence,
            models: self.ears.names(&heard, &self.sentiment_name),
            sentiment: sentiment::of_call(&turns, CUSTOMER),
            characteristics: characteristics::within(&turns, sound.duration_ms, &levels, options.thresholds),
            quality: Quality {
                languages: ears::told(&heard),
                ..quality(&sound, &speech, &turns, roles, is_read)
            },
            turns,
            timings_ms: stages.end(),
        })
    }

    /// One utterance by itself. The same score as inside a call.
    pub fn score(&mut self, utterance: &str) -> Result<UtteranceSentiment, RecordingError> {
        self.classifier.score(utterance).map_err(failed("sentiment"))
    }

    fn detect(&mut self, sound: &Sound, stages: &mut Stages<'_>) -> Result<Vec<Vec<Range<usize>>>, RecordingError> {
        let mut speech = Vec::with_capacity(sound.channels.len());
        for channel in 0..sound.channels.len() {
            stages.progress(0.0)?;
            speech.push(self.detector.speech(&View::of(sound, channel)?));
            if stop::is_asked() {
                return Err(RecordingError::Cancelled);
            }
        }
        Ok(speech)
    }

    /// What was asked for, else what the first window with speech of each channel sounds like.
    fn languages(
        &mut self,
        options: &Options,
        sound: &Sound,
        speech: &[Vec<Range<usize>>],
    ) -> Result<Vec<Choice>, RecordingError> {
        let wish = Wish {
            model: options.model.as_deref(),
            language: options.language.as_deref(),
            by_channel: &options.by_channel,
        };
        let first = |channel: usize| -> Result<Option<Window>, RecordingError> {
            Ok(windows(&View::of(sound, channel)?, &speech[channel]).next())
        };
        self.ears.choose(wish, sound.channels.len(), first)
    }

    fn transcribe(
        &mut self,
        sound: &Sound,
        speech: &[Vec<Range<usize>>],
        heard_in: &[Choice],
        options: &Options,
        stages: &mut Stages<'_>,
    ) -> Result<Vec<Vec<SpokenWord>>, RecordingError> {
        let earlier = vocabulary::earlier(&options.vocabulary);
        let spellings = Spellings::new(&options.vocabulary);
        let all: usize = speech.iter().flatten().map(Range::len).sum();
        let mut done = 0;
        let mut heard = Vec::with_capacity(speech.len());
        for (channel, (spans, choice)) in speech.iter().zip(heard_in).enumerate() {
            let samples = View::of(sound, channel)?;
            let manner = Manner {
                language: &choice.language,
                times: options.word_times,
                earlier: &earlier,
            };
            let mut said = Vec::new();
            for window in windows(&samples, spans) {
                stages.progress(done as f32 / all.max(1) as f32 * SPEECH_SHARE)?;
                done += window.speech();
                let words = hear(self.ears.transcriber(choice)?, &window, manner).map_err(failed("speech"))?;
                let words = spellings.write(words);
                stages.watch.heard(channel, speech.len(), &words);
                said.extend(words);
            }
            heard.push(said);
        }
        Ok(heard)
    }

    /// Scores every turn but those that are doubtful: a figure must not rest on words that nobody said.
    /// So are those in a language that the model does not read; false if there are such.
    fn score_all(
        &mut self,
        turns: &mut [Turn],
        heard_in: &[Choice],
        stages: &mut Stages<'_>,
    ) -> Result<bool, RecordingError> {
        let reads = |language: &str| {
            self.sentiment_languages.is_empty() || self.sentiment_languages.iter().any(|own| own == language)
        };
        let by_channel: Vec<bool> = heard_in.iter().map(|choice| reads(&choice.language)).collect();
        let mut is_read = true;
        let all = turns.len().max(1) as f32;
        for (number, turn) in turns.iter_mut().enumerate() {
            stages.progress(SPEECH_SHARE + (1.0 - SPEECH_SHARE) * number as f32 / all)?;
            if !by_channel.get(usize::from(turn.channel)).copied().unwrap_or(true) {
                is_read = false;
            } else if turn.flags.is_empty() {
                turn.sentiment = Some(self.classifier.score(&turn.text).map_err(failed("sentiment"))?);
            }
        }
        Ok(is_read)
    }
}

/// The channel with most speech.
fn most_spoken(speech: &[Vec<Range<usize>>]) -> Option<usize> {
    let said = |spans: &[Range<usize>]| spans.iter().map(Range::len).sum::<usize>();
    // Of equals the first.
    let most = speech.iter().enumerate().rev().max_by_key(|(_, spans)| said(spans));
    most.map(|(channel, _)| channel)
}

/// The part of the work that lies in speech, for progress.
const SPEECH_SHARE: f32 = 0.97;

fn failed(stage: &'static str) -> impl FnOnce(String) -> RecordingError {
    move |reason| RecordingError::Model { stage, reason }
}

fn by_speaker(words: Vec<Vec<SpokenWord>>, speakers: &[Speaker]) -> Vec<ChannelWords> {
    let of_channel = |(channel, (said, speaker)): (u16, (Vec<SpokenWord>, &Speaker))| ChannelWords {
        speaker: speaker.clone(),
        channel,
        words: said.into_iter().map(|spoken| (spoken.word, spoken.doubt)).collect(),
    };
    (0..).zip(words.into_iter().zip(speakers)).map(of_channel).collect()
}

fn quality(sound: &Sound, speech: &[Vec<Range<usize>>], turns: &[Turn], roles: Roles, is_read: bool) -> Quality {
    let spoken: u64 = speech.iter().flatten().map(|span| ms(span.len())).sum();
    let all = sound.duration_ms * sound.channels.len() as u64;
    let confidences: Vec<f64> = turns
        .iter()
        .flat_map(|turn| &turn.words)
        .map(|word| word.confidence)
        .collect();
    let mean = confidences.iter().sum::<f64>() / confidences.len().max(1) as f64;
    let mut flags = sound.flags.clone();
    if roles::are_doubtful(&roles) {
        flags.push(QualityFlag::RolesDoubtful);
    }
    if !is_read {
        flags.push(QualityFlag::SentimentUnsupported);
    }
    Quality {
        flags,
        roles,
        languages: Vec::new(),
        speech_ratio: thousandths((spoken as f64 / all.max(1) as f64).min(1.0)),
        mean_confidence: (!confidences.is_empty()).then(|| thousandths(mean)),
    }
}

fn thousandths(share: f64) -> f64 {
    (share * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests;
