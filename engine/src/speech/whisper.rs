//! whisper.cpp behind the `Transcriber` door: it computes what the model says, what is made of that is decided here. The picture of
//! the sound and the choice of tokens are our own (`mel`, `decoding`); one thread a state, no time stamp tokens (they lose
//! words), no flash attention (slower on a processor), an audio context that the fast kernels take.
//!
//! Where times or several beams are asked for, whisper.cpp's own way is taken as a whole, because both are inside of it.
//! The model's weights are loaded once and shared; a state is a worker's own.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use whisper_rs::{
    DtwMode, DtwModelPreset, DtwParameters, FullParams, SamplingStrategy, WhisperContext, WhisperContextParameters,
    WhisperError, WhisperState,
};

use super::accel::{self, SpeechBackend};
use super::convert::{self, Header};
use super::decoding::vocabulary::Marks;
use super::decoding::{BEAMS_MAX, Chosen, Decoding, Steps, TokenId, Vocabulary, greedy};
use super::mel::Mel;
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
/// Mean square of digital silence (-70 dBFS).
const SILENCE: f32 = 1e-7;
/// Bands of the only picture that whisper-rs takes over.
const BANDS: u32 = 80;

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
    vocabulary: OnceLock<Vocabulary>,
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
            vocabulary: OnceLock::new(),
        };
        let whisper = Self { model: Arc::new(model) };
        whisper.context(true).map_err(failed)?;
        Ok(whisper)
    }

    /// A recogniser of its own for one worker.
    pub fn transcriber(&self, decoding: Decoding) -> Result<WhisperTranscriber, EngineError> {
        let failed = |reason| EngineError::Load {
            what: WHAT,
            path: self.model.path.clone(),
            reason,
        };
        let timed = self.state(true).map_err(failed)?;
        Ok(WhisperTranscriber {
            whisper: self.clone(),
            decoding: Decoding {
                beams: decoding.beams.clamp(1, BEAMS_MAX),
            },
            mel: (self.model.header.n_mels == BANDS).then(|| Mel::new(BANDS)),
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
        // Our backend takes attention whole; whisper.cpp's own is slower that way. Its times need it in parts.
        let is_stock = accel::running().backend == SpeechBackend::Stock;
        parameters.use_gpu(false).flash_attn(!is_stock && !times);
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

impl Model {
    fn vocabulary(&self, context: &WhisperContext) -> &Vocabulary {
        self.vocabulary.get_or_init(|| {
            let marks = Marks {
                end: context.token_eot(),
                start: context.token_sot(),
                transcribe: context.token_transcribe(),
                no_times: context.token_not(),
            };
            let bytes = (0..marks.end).map(|id| context.token_to_bytes(id).unwrap_or_default());
            Vocabulary::new(marks, bytes)
        })
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
    decoding: Decoding,
    /// `None` for models whose picture only whisper.cpp can make.
    mel: Option<Mel>,
    timed: Option<WhisperState>,
    plain: Option<WhisperState>,
}

impl WhisperTranscriber {
    /// whisper.cpp's own way from samples to tokens.
    fn whole(&mut self, samples: &[f32], ask: &Ask<'_>) -> Result<Heard, String> {
        let beams = if ask.temperature > 0.0 { 1 } else { self.decoding.beams };
        let parameters = parameters(ask, beams);
        if ask.temperature > 0.0 || beams > 1 {
            // A state's random numbers go on from window to window: a fresh one draws the same for the same window.
            let mut fresh = self.whisper.state(ask.times)?;
            fresh.full(parameters, samples).map_err(words)?;
            return heard(&fresh, ask);
        }
        if self.timed.is_none() {
            self.timed = Some(self.whisper.state(true)?);
        }
        let state = self.timed.as_mut().ok_or("no state")?;
        state.full(parameters, samples).map_err(words)?;
        heard(state, ask)
    }

    /// Our own way: picture, encoder, and one token after the other.
    fn plain(&mut self, samples: &[f32], ask: &Ask<'_>) -> Result<Heard, String> {
        let context = self.whisper.context(false)?;
        let vocabulary = self.whisper.model.vocabulary(context);
        let prompt = vocabulary.prompt(language(context, ask.language)?);
        if self.plain.is_none() {
            self.plain = Some(with_context(self.whisper.state(false)?, AUDIO_CONTEXT)?);
        }
        let state = self.plain.as_mut().ok_or("no state")?;
        show(state, self.mel.as_mut(), samples)?;
        state.encode(0, 1).map_err(words)?;
        let text = greedy::decode(
            &mut StateSteps(state),
            vocabulary,
            &prompt,
            ask.tokens_max,
            ask.temperature,
        )?;
        let ran_away = text.len() >= ask.tokens_max;
        let tokens = text
            .iter()
            .map(|chosen| token(context, chosen))
            .collect::<Result<_, _>>()?;
        Ok(Heard { tokens, ran_away })
    }
}

impl Transcriber for WhisperTranscriber {
    fn transcribe(&mut self, samples: &[f32], ask: &Ask<'_>) -> Result<Heard, String> {
        if samples.len() < SAMPLES_MIN || is_silent(samples) {
            return Ok(Heard::default());
        }
        let is_greedy = self.decoding.beams == 1 || ask.temperature > 0.0;
        match ask.times || !is_greedy {
            true => self.whole(samples, ask),
            false => self.plain(samples, ask),
        }
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
        if self.timed.is_none() {
            self.timed = Some(self.whisper.state(true)?);
        }
        let state = self.timed.as_mut().ok_or("no state")?;
        show(state, self.mel.as_mut(), samples)?;
        let (best, probabilities) = state.lang_detect(0, 1).map_err(words)?;
        let name = whisper_rs::get_lang_str(best).ok_or("a language without a name")?;
        let probability = usize::try_from(best)
            .ok()
            .and_then(|best| probabilities.get(best).copied());
        Ok((name.to_owned(), probability.unwrap_or(0.0)))
    }
}

/// A state after its encoder ran.
struct StateSteps<'a>(&'a mut WhisperState);

impl Steps for StateSteps<'_> {
    fn feed(&mut self, kept: usize, tokens: &[TokenId]) -> Result<(), String> {
        self.0.decode(tokens, kept, 1).map_err(words)
    }

    fn logits(&self) -> Result<&[f32], String> {
        self.0.get_logits().map_err(words)
    }
}

/// Whisper hears a "you" in perfect silence.
fn is_silent(samples: &[f32]) -> bool {
    let sound = samples.iter().filter(|sample| sample.is_finite());
    let power = sound.map(|sample| sample * sample).sum::<f32>() / samples.len() as f32;
    power < SILENCE
}

fn words(error: WhisperError) -> String {
    error.to_string()
}

/// Gives the sound to a state.
fn show(state: &mut WhisperState, mel: Option<&mut Mel>, samples: &[f32]) -> Result<(), String> {
    match mel {
        Some(mel) => state.set_mel(mel.picture(samples)),
        None => state.pcm_to_mel(samples, 1),
    }
    .map_err(words)
}

/// Only whisper.cpp's whole way sets the audio context of a state, and keeps it: asked for a tenth of a second, it does nothing else.
fn with_context(mut state: WhisperState, context: i32) -> Result<WhisperState, String> {
    const TENTH: usize = 1600;
    let mut parameters = FullParams::new(SamplingStrategy::Greedy { best_of: 1 });
    parameters.set_n_threads(1);
    parameters.set_audio_ctx(context);
    parameters.set_duration_ms(100);
    parameters.set_print_progress(false);
    state.full(parameters, &[0.0; TENTH]).map_err(words)?;
    Ok(state)
}

/// The mark of a language, for models that know several.
fn language(context: &WhisperContext, language: &str) -> Result<Option<TokenId>, String> {
    if !context.is_multilingual() {
        return Ok(None);
    }
    // whisper-rs panics on a zero byte.
    let id = (!language.contains('\0'))
        .then(|| whisper_rs::get_lang_id(language))
        .flatten();
    let id = id.ok_or_else(|| format!("the language {language:?} is not known"))?;
    Ok(Some(context.token_lang(id)))
}

fn token(context: &WhisperContext, chosen: &Chosen) -> Result<Token, String> {
    Ok(Token {
        bytes: context.token_to_bytes(chosen.id).map_err(words)?.to_vec(),
        probability: chosen.log_probability.exp(),
        end: None,
    })
}

fn parameters<'a>(ask: &Ask<'a>, beams: usize) -> FullParams<'a, 'static> {
    let mut parameters = FullParams::new(match i32::try_from(beams) {
        Ok(beam_size) if beam_size > 1 => SamplingStrategy::BeamSearch {
            beam_size,
            patience: -1.0,
        },
        _ => SamplingStrategy::Greedy { best_of: 1 },
    });
    // whisper-rs keeps a copy of the name for good; English is the default and needs none.
    if ask.language != "en" {
        parameters.set_language(Some(ask.language));
    }
    parameters.set_n_threads(1);
    if accel::running().backend == SpeechBackend::Stock || ask.times {
        parameters.set_audio_ctx(AUDIO_CONTEXT);
    }
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
            let bytes = token.to_bytes().map_err(words)?;
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
