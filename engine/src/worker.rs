//! The engine: models loaded once, and workers that turn one recording after the other into its analysis.

mod stages;

use std::ops::{ControlFlow, Range};
use std::path::PathBuf;
use std::time::Duration;

use crate::analysis::{Analysis, CUSTOMER, ModelNames, Quality, Speaker, Turn, UtteranceSentiment};
use crate::audio::{self, DeclaredFormat, Limits, Sound, View};
use crate::characteristics::{self, Levels};
use crate::error::{EngineError, RecordingError};
use crate::onnx::Onnx;
use crate::sentiment::{self, Classifier};
use crate::speech::accel::{self, Acceleration, Running};
use crate::speech::decoding::Decoding;
use crate::speech::hearing::{SpokenWord, hear, ms};
use crate::speech::packing::{Window, windows};
use crate::speech::transcriber::Transcriber;
use crate::speech::turns::{ChannelWords, turns};
use crate::speech::vad::{self, Detector};
use crate::speech::whisper::Whisper;
use crate::stop::{self, Stop};
use stages::Stages;

/// What a model that knows one language knows.
const ENGLISH: &str = "en";

/// Where the models are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EngineConfig {
    pub whisper_model: PathBuf,
    /// The library of ONNX Runtime.
    pub onnxruntime: PathBuf,
    /// A Hugging Face folder; `None` is the model in the binary.
    pub sentiment_folder: Option<PathBuf>,
    /// Whether the speech model runs in int8 on this processor's own instructions.
    pub acceleration: Acceleration,
    /// Texts kept side by side while a window is heard; 1 takes the likeliest word each time.
    pub beams: usize,
}

/// Models, loaded once. Shared by all workers.
pub struct Engine {
    whisper: Whisper,
    sentiment: sentiment::Model,
    decoding: Decoding,
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
        let stem = config.whisper_model.file_stem().unwrap_or_default().to_string_lossy();
        let speech = stem.strip_prefix("ggml-").unwrap_or(&stem).to_owned();
        let names = ModelNames {
            speech,
            sentiment: sentiment.name().to_owned(),
        };
        Ok(Self {
            whisper,
            sentiment,
            decoding: Decoding {
                beams: config.beams,
                ..Decoding::default()
            },
            names,
        })
    }

    /// A worker with states of its own.
    pub fn worker(&self) -> Result<Worker, EngineError> {
        Ok(Worker {
            detector: Detector::new(vad::Limits::default())?,
            transcriber: Box::new(self.whisper.transcriber(self.decoding)?),
            classifier: self.sentiment.classifier()?,
            names: self.names.clone(),
        })
    }

    /// What computes speech now: whisper.cpp's own way, or ours.
    pub fn speech(&self) -> Running {
        accel::running()
    }

    pub fn models(&self) -> &ModelNames {
        &self.names
    }
}

/// How one recording shall be analysed.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// ISO 639-1; `None`: what is spoken, if the model knows more than one.
    pub language: Option<String>,
    /// Whose voice is on which channel. Counts only where the recording has as many channels; else `ch1`, `ch2` ….
    pub roles: Vec<Speaker>,
    pub declared: Option<DeclaredFormat>,
    pub max_seconds: u64,
    /// Without, words lie evenly over their speech: half as dear, and good for nothing but reading.
    pub word_times: bool,
}

impl Default for Options {
    fn default() -> Self {
        let max_seconds = Limits::default().max_seconds;
        Self {
            language: None,
            roles: Vec::new(),
            declared: None,
            max_seconds,
            word_times: true,
        }
    }
}

/// The caller's clock and its wish to go on. The engine has neither.
pub trait Watch {
    /// Monotonic.
    fn elapsed(&self) -> Duration;
    /// Called between windows and utterances with what is done, 0…1; `Break` ends the analysis as `cancelled`.
    fn progress(&mut self, done: f32) -> ControlFlow<()>;
    /// The same wish for the work between two calls of `progress`, which may be long: asked by the thread that computes.
    fn stop(&self) -> Stop {
        Stop::default()
    }
}

/// One worker: for one thread, its states reused from recording to recording.
pub struct Worker {
    detector: Detector,
    transcriber: Box<dyn Transcriber>,
    classifier: Classifier,
    names: ModelNames,
}

impl Worker {
    /// The whole way of one recording. No speech gives no turns and no error.
    pub fn analyze(
        &mut self,
        recording: &[u8],
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
        recording: &[u8],
        options: &Options,
        watch: &mut dyn Watch,
    ) -> Result<Analysis, RecordingError> {
        let mut stages = Stages::begin(watch)?;
        let limits = Limits {
            max_seconds: options.max_seconds,
            ..Limits::default()
        };
        let sound = audio::decode(recording, options.declared.as_ref(), &limits)?;
        let speakers = speakers(sound.channels.len(), &options.roles);
        let levels = levels(&sound, &speakers);
        stages.decode = stages.lap();
        let speech = self.detect(&sound, &mut stages)?;
        stages.vad = stages.lap();
        let (language, language_confidence) = self.language(options, &sound, &speech)?;
        let words = self.transcribe(&sound, &speech, &language, options.word_times, &mut stages)?;
        stages.transcribe = stages.lap();
        let mut turns = turns(&by_speaker(words, &speakers));
        self.score_all(&mut turns, &mut stages)?;
        stages.sentiment = stages.lap();
        Ok(Analysis {
            duration_ms: sound.duration_ms,
            channels: sound.source_channels,
            language,
            language_confidence,
            models: self.names.clone(),
            sentiment: sentiment::of_call(&turns, CUSTOMER),
            characteristics: characteristics::of(&turns, sound.duration_ms, &levels),
            quality: quality(&sound, &speech, &turns),
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

    /// What was asked for, else what the first window with speech sounds like.
    fn language(
        &mut self,
        options: &Options,
        sound: &Sound,
        speech: &[Vec<Range<usize>>],
    ) -> Result<(String, f64), RecordingError> {
        match options.language.as_deref() {
            Some(language) if self.transcriber.knows(language) => return Ok((language.to_owned(), 1.0)),
            Some(language) => {
                return Err(RecordingError::UnsupportedLanguage {
                    language: language.to_owned(),
                    model: self.names.speech.clone(),
                });
            }
            None if !self.transcriber.is_multilingual() => return Ok((ENGLISH.to_owned(), 1.0)),
            None => {}
        }
        let said = |spans: &[Range<usize>]| spans.iter().map(Range::len).sum::<usize>();
        let longest = speech.iter().enumerate().max_by_key(|(_, spans)| said(spans));
        let window = match longest {
            Some((channel, spans)) => windows(&View::of(sound, channel)?, spans).next(),
            None => None,
        };
        match window {
            Some(window) => {
                let (language, probability) = self.transcriber.language(&window.samples).map_err(failed("speech"))?;
                Ok((language, thousandths(probability.into())))
            }
            None => Ok((ENGLISH.to_owned(), 0.0)),
        }
    }

    fn transcribe(
        &mut self,
        sound: &Sound,
        speech: &[Vec<Range<usize>>],
        language: &str,
        times: bool,
        stages: &mut Stages<'_>,
    ) -> Result<Vec<Vec<SpokenWord>>, RecordingError> {
        let all: usize = speech.iter().flatten().map(Range::len).sum();
        let mut done = 0;
        let mut heard = Vec::with_capacity(speech.len());
        for (channel, spans) in speech.iter().enumerate() {
            let samples = View::of(sound, channel)?;
            let mut said = Vec::new();
            for window in windows(&samples, spans) {
                stages.progress(done as f32 / all.max(1) as f32 * SPEECH_SHARE)?;
                done += window.speech();
                said.extend(self.hear(&window, language, times)?);
            }
            heard.push(said);
        }
        Ok(heard)
    }

    fn hear(&mut self, window: &Window, language: &str, times: bool) -> Result<Vec<SpokenWord>, RecordingError> {
        hear(self.transcriber.as_mut(), window, language, times).map_err(failed("speech"))
    }

    /// Scores every turn but those that are doubtful: a figure must not rest on words that nobody said.
    fn score_all(&mut self, turns: &mut [Turn], stages: &mut Stages<'_>) -> Result<(), RecordingError> {
        let all = turns.len().max(1) as f32;
        for (number, turn) in turns.iter_mut().enumerate() {
            stages.progress(SPEECH_SHARE + (1.0 - SPEECH_SHARE) * number as f32 / all)?;
            if turn.flags.is_empty() {
                turn.sentiment = Some(self.classifier.score(&turn.text).map_err(failed("sentiment"))?);
            }
        }
        Ok(())
    }
}

/// The part of the work that lies in speech, for progress.
const SPEECH_SHARE: f32 = 0.97;

fn failed(stage: &'static str) -> impl FnOnce(String) -> RecordingError {
    move |reason| RecordingError::Model { stage, reason }
}

/// Who speaks on each channel.
fn speakers(channels: usize, roles: &[Speaker]) -> Vec<Speaker> {
    if roles.len() == channels {
        roles.to_vec()
    } else {
        (1..=channels).map(|number| format!("ch{number}")).collect()
    }
}

fn levels(sound: &Sound, speakers: &[Speaker]) -> Levels {
    let by_channel = sound
        .channels
        .iter()
        .map(|samples| audio::channel_loudness(samples, sound.rate));
    speakers.iter().cloned().zip(by_channel).collect()
}

fn by_speaker(words: Vec<Vec<SpokenWord>>, speakers: &[Speaker]) -> Vec<ChannelWords> {
    let of_channel = |(channel, (said, speaker)): (u16, (Vec<SpokenWord>, &Speaker))| ChannelWords {
        speaker: speaker.clone(),
        channel,
        words: said.into_iter().map(|spoken| (spoken.word, spoken.circles)).collect(),
    };
    (0..).zip(words.into_iter().zip(speakers)).map(of_channel).collect()
}

fn quality(sound: &Sound, speech: &[Vec<Range<usize>>], turns: &[Turn]) -> Quality {
    let spoken: u64 = speech.iter().flatten().map(|span| ms(span.len())).sum();
    let all = sound.duration_ms * sound.channels.len() as u64;
    let confidences: Vec<f64> = turns
        .iter()
        .flat_map(|turn| &turn.words)
        .map(|word| word.confidence)
        .collect();
    let mean = confidences.iter().sum::<f64>() / confidences.len().max(1) as f64;
    Quality {
        flags: sound.flags.clone(),
        speech_ratio: thousandths((spoken as f64 / all.max(1) as f64).min(1.0)),
        mean_confidence: (!confidences.is_empty()).then(|| thousandths(mean)),
    }
}

fn thousandths(share: f64) -> f64 {
    (share * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests;
