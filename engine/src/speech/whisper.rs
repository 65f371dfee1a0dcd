//! whisper.cpp behind the `Transcriber` door, with the settings that measured best for it: one thread a state, no time stamp
//! tokens (they lose words), no flash attention (slower on a processor), greedy, an audio context that the fast kernels take.
//!
//! The model's weights are loaded once and shared; a state is a worker's own.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use whisper_rs::{
    DtwMode, DtwModelPreset, DtwParameters, FullParams, SamplingStrategy, WhisperContext, WhisperContextParameters,
    WhisperState,
};

use super::convert::{self, Header};
use super::transcriber::{Ask, Heard, Token, Transcriber};
use crate::cpu;
use crate::error::EngineError;

const WHAT: &str = "the speech model";
/// A multiple of 16 just below Whisper's 1500: its fast kernels decline 1500.
const AUDIO_CONTEXT: i32 = 1488;
/// whisper.cpp leaves shorter audio alone; and its alignment needs a few frames.
const SAMPLES_MIN: usize = 16_000 / 4;
/// Samples of the 10 ms in which whisper.cpp tells times.
const CENTISECOND: usize = 160;

/// A loaded model. Cheap to clone.
#[derive(Clone)]
pub struct Whisper {
    model: Arc<Model>,
}

struct Model {
    path: PathBuf,
    header: Header,
    /// whisper.cpp decides per context whether times are computed, and they cost; so there are up to two, each loaded when first needed.
    timed: OnceLock<WhisperContext>,
    plain: OnceLock<WhisperContext>,
}

impl Whisper {
    /// Checks the file and loads it. Errors: missing, damaged (whisper.cpp itself may abort on a damaged file), or a processor
    /// that lacks what whisper.cpp was built for.
    pub fn load(path: &Path) -> Result<Self, EngineError> {
        cpu::check()?;
        let failed = |reason: String| EngineError::Load {
            what: WHAT,
            path: path.to_path_buf(),
            reason,
        };
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(EngineError::Missing {
                    what: WHAT,
                    path: path.to_path_buf(),
                });
            }
            Err(error) => return Err(failed(error.to_string())),
        };
        let index = convert::Index::read(&mut BufReader::new(file)).map_err(|error| failed(error.to_string()))?;
        let model = Model {
            path: path.to_path_buf(),
            header: index.header,
            timed: OnceLock::new(),
            plain: OnceLock::new(),
        };
        let whisper = Self { model: Arc::new(model) };
        whisper.context(true).map_err(failed)?;
        Ok(whisper)
    }

    /// A recogniser of its own for one worker.
    pub fn transcriber(&self) -> Result<WhisperTranscriber, EngineError> {
        let failed = |reason| EngineError::Load {
            what: WHAT,
            path: self.model.path.clone(),
            reason,
        };
        let timed = self.state(true).map_err(failed)?;
        Ok(WhisperTranscriber {
            whisper: self.clone(),
            timed: Some(timed),
            plain: None,
        })
    }

    fn state(&self, times: bool) -> Result<WhisperState, String> {
        self.context(times)?.create_state().map_err(|error| error.to_string())
    }

    fn context(&self, times: bool) -> Result<&WhisperContext, String> {
        let cell = if times { &self.model.timed } else { &self.model.plain };
        if let Some(context) = cell.get() {
            return Ok(context);
        }
        whisper_rs::install_logging_hooks();
        let mut parameters = WhisperContextParameters::default();
        parameters.use_gpu(false).flash_attn(false);
        if times {
            parameters.dtw_parameters(DtwParameters {
                mode: alignment(&self.model.header),
                ..DtwParameters::default()
            });
        }
        let context =
            WhisperContext::new_with_params(&self.model.path, parameters).map_err(|error| error.to_string())?;
        // Two threads may load at once; the first one's stays.
        Ok(cell.get_or_init(|| context))
    }
}

/// The attention heads that follow the sound, by model.
fn alignment(header: &Header) -> DtwMode<'static> {
    let preset = |model_preset| DtwMode::ModelPreset { model_preset };
    match (header.n_audio_layer, header.n_text_layer, header.is_multilingual()) {
        (4, 4, false) => preset(DtwModelPreset::TinyEn),
        (4, 4, true) => preset(DtwModelPreset::Tiny),
        (6, 6, false) => preset(DtwModelPreset::BaseEn),
        (6, 6, true) => preset(DtwModelPreset::Base),
        (12, 12, false) => preset(DtwModelPreset::SmallEn),
        (12, 12, true) => preset(DtwModelPreset::Small),
        (24, 24, false) => preset(DtwModelPreset::MediumEn),
        (24, 24, true) => preset(DtwModelPreset::Medium),
        (32, 32, true) if header.n_mels == 128 => preset(DtwModelPreset::LargeV3),
        (32, 32, true) => preset(DtwModelPreset::LargeV2),
        (32, 4, true) => preset(DtwModelPreset::LargeV3Turbo),
        (_, layers, _) => DtwMode::TopMost {
            n_top: (layers as i32 / 2).max(1),
        },
    }
}

/// One worker's recogniser.
pub struct WhisperTranscriber {
    whisper: Whisper,
    timed: Option<WhisperState>,
    plain: Option<WhisperState>,
}

impl WhisperTranscriber {
    fn state(&mut self, times: bool) -> Result<&mut WhisperState, String> {
        let slot = if times { &mut self.timed } else { &mut self.plain };
        if slot.is_none() {
            *slot = Some(self.whisper.state(times)?);
        }
        slot.as_mut().ok_or_else(|| "no state".to_owned())
    }
}

impl Transcriber for WhisperTranscriber {
    fn transcribe(&mut self, samples: &[f32], ask: &Ask<'_>) -> Result<Heard, String> {
        if samples.len() < SAMPLES_MIN {
            return Ok(Heard::default());
        }
        let parameters = parameters(ask);
        if ask.temperature > 0.0 {
            // A state's random numbers go on from window to window: a fresh one draws the same for the same window.
            let mut fresh = self.whisper.state(ask.times)?;
            fresh.full(parameters, samples).map_err(|error| error.to_string())?;
            return heard(&fresh, ask);
        }
        let state = self.state(ask.times)?;
        state.full(parameters, samples).map_err(|error| error.to_string())?;
        heard(state, ask)
    }

    fn is_multilingual(&self) -> bool {
        self.whisper.model.header.is_multilingual()
    }

    fn knows(&self, language: &str) -> bool {
        if !self.is_multilingual() {
            return language == "en";
        }
        // whisper-rs panics on a zero byte.
        !language.contains('\0') && whisper_rs::get_lang_id(language).is_some()
    }

    fn language(&mut self, samples: &[f32]) -> Result<(String, f32), String> {
        if !self.is_multilingual() || samples.len() < SAMPLES_MIN {
            return Ok(("en".to_owned(), 1.0));
        }
        let state = self.state(true)?;
        state.pcm_to_mel(samples, 1).map_err(|error| error.to_string())?;
        let (best, probabilities) = state.lang_detect(0, 1).map_err(|error| error.to_string())?;
        let name = whisper_rs::get_lang_str(best).ok_or("a language without a name")?;
        let probability = usize::try_from(best)
            .ok()
            .and_then(|best| probabilities.get(best).copied());
        Ok((name.to_owned(), probability.unwrap_or(0.0)))
    }
}

fn parameters<'a>(ask: &Ask<'a>) -> FullParams<'a, 'static> {
    let mut parameters = FullParams::new(SamplingStrategy::Greedy { best_of: 1 });
    // whisper-rs keeps a copy of the name for good; English is the default and needs none.
    if ask.language != "en" {
        parameters.set_language(Some(ask.language));
    }
    parameters.set_n_threads(1);
    parameters.set_audio_ctx(AUDIO_CONTEXT);
    parameters.set_no_timestamps(true);
    parameters.set_single_segment(true);
    parameters.set_no_context(true);
    parameters.set_n_max_text_ctx(0);
    parameters.set_suppress_blank(true);
    parameters.set_suppress_nst(true);
    parameters.set_temperature(ask.temperature);
    parameters.set_temperature_inc(0.0);
    parameters.set_max_tokens(i32::try_from(ask.tokens_max).unwrap_or(i32::MAX));
    parameters.set_print_special(false);
    parameters.set_print_progress(false);
    parameters.set_print_realtime(false);
    parameters.set_print_timestamps(false);
    parameters
}

fn heard(state: &WhisperState, ask: &Ask<'_>) -> Result<Heard, String> {
    let mut tokens = Vec::new();
    for segment in state.as_iter() {
        for number in 0..segment.n_tokens() {
            let Some(token) = segment.get_token(number) else {
                continue;
            };
            let bytes = token.to_bytes().map_err(|error| error.to_string())?;
            let data = token.token_data();
            if is_special(bytes) {
                continue;
            }
            let end = usize::try_from(data.t_dtw).ok().filter(|_| ask.times);
            tokens.push(Token {
                bytes: bytes.to_vec(),
                probability: data.p,
                end: end.map(|time| time * CENTISECOND),
            });
        }
    }
    let ran_away = tokens.len() >= ask.tokens_max;
    Ok(Heard { tokens, ran_away })
}

/// whisper.cpp names its special tokens `[_EOT_]`, `[_TT_150]` ….
fn is_special(bytes: &[u8]) -> bool {
    bytes.starts_with(b"[_") && bytes.ends_with(b"]")
}
