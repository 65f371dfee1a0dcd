//! whisper.cpp behind the `Transcriber` door: it computes what the model says, what is made of that is decided here. The picture of
//! the sound and the choice of tokens are our own (`mel`, `decoding`); one thread a state, no time stamp tokens (they lose words).
//!
//! With our backend (`accel`) all is ours: beams in one call of the decoder, times from what its heads looked at. Without it, and on a
//! graphics card, whisper.cpp's own way is taken as a whole where beams or times are asked for, because both are inside of it.
//! The model's weights are loaded once and shared; a state is a worker's own.

mod choice;
mod reading;
mod stock;
mod way;

use std::ffi::c_int;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use whisper_rs::{DtwParameters, WhisperContext, WhisperContextParameters, WhisperState};

use super::accel::{self, Head, SpeechBackend};
use super::convert::{self, Header};
use super::decoding::{BEAMS_MAX, Decoding, Vocabulary, no_speech};
use super::mel::Mel;
use super::state::{State, words};
use super::transcriber::{Ask, Heard, TRUST_MIN, Transcriber};
use super::{gaze, heads};
use crate::cpu;
use crate::error::EngineError;
use choice::{BEAMS_WHEN_UNSURE, Choice, Manner};
pub use reading::{is_language, language_code, language_name};
use way::Way;

const WHAT: &str = "the speech model";
/// Without our backend: a multiple of 16 just below Whisper's 1500, because whisper.cpp's fast kernels decline 1500.
const STOCK_CONTEXT: c_int = 1488;
/// Frames of the encoder in 30 s. Asked for as 0, so that nothing is set.
const FRAMES: usize = 1500;
/// What frames are rounded up to where the context is cut.
const FRAMES_STEP: usize = 64;
/// whisper.cpp leaves shorter audio alone; and its alignment needs a few frames.
const SAMPLES_MIN: usize = 16_000 / 4;
/// Samples of the 10 ms in which whisper.cpp tells times.
const CENTISECOND: usize = 160;
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
    fast: OnceLock<WhisperContext>,
    stock: OnceLock<WhisperContext>,
    stock_timed: OnceLock<WhisperContext>,
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
            fast: OnceLock::new(),
            stock: OnceLock::new(),
            stock_timed: OnceLock::new(),
            vocabulary: OnceLock::new(),
        };
        let whisper = Self { model: Arc::new(model) };
        whisper.context(whisper.first_way()).map_err(failed)?;
        Ok(whisper)
    }

    /// Whether it knows more than English.
    pub fn is_multilingual(&self) -> bool {
        self.model.header.is_multilingual()
    }

    /// Whether `language` (ISO 639-1) is one that it was made for.
    pub fn knows(&self, language: &str) -> bool {
        if !self.is_multilingual() {
            return language == "en";
        }
        // Where the mark of a language that came later would be, older models have another mark.
        reading::language_number(language).is_some_and(|number| number < self.model.header.languages())
    }

    /// Why our backend does not compute this model, if it does not.
    pub fn declined(&self) -> Option<&'static str> {
        (!self.model.is_ours()).then_some("the model's weights are neither f16 nor q8_0")
    }

    pub(super) fn is_fast(&self) -> bool {
        self.model.is_ours() && matches!(accel::running().backend, SpeechBackend::Accelerated(_))
    }

    /// What is loaded at start. Without our backend times are what is asked for most.
    fn first_way(&self) -> Way {
        match self.is_fast() {
            true => Way::Fast,
            false => Way::StockTimed,
        }
    }

    /// A recogniser of its own for one worker.
    pub fn transcriber(&self, decoding: Decoding) -> Result<WhisperTranscriber, EngineError> {
        let failed = |reason| EngineError::Load {
            what: WHAT,
            path: self.model.path.clone(),
            reason,
        };
        let mut transcriber = WhisperTranscriber {
            whisper: self.clone(),
            decoding: Decoding {
                beams: decoding.beams.clamp(1, BEAMS_MAX),
                ..decoding
            },
            heads: heads::known(&self.model.header),
            mel: (self.model.header.n_mels == BANDS).then(|| Mel::new(BANDS)),
            own: None,
            stock_timed: None,
        };
        match self.first_way() {
            Way::StockTimed => transcriber.stock_timed = Some(self.state(Way::StockTimed).map_err(failed)?),
            way => {
                transcriber.own(way).map_err(failed)?;
            }
        }
        Ok(transcriber)
    }

    fn state(&self, way: Way) -> Result<WhisperState, String> {
        way.run(|| self.context(way)?.create_state().map_err(words))
    }

    fn context(&self, way: Way) -> Result<&WhisperContext, String> {
        let cell = match way {
            Way::Fast => &self.model.fast,
            Way::Stock => &self.model.stock,
            Way::StockTimed => &self.model.stock_timed,
        };
        if let Some(context) = cell.get() {
            return Ok(context);
        }
        whisper_rs::install_logging_hooks();
        let (mut parameters, backend) = (WhisperContextParameters::default(), accel::running().backend);
        parameters
            .use_gpu(way.is_on_gpu(backend))
            .flash_attn(way.has_attention_in_one(backend));
        if way == Way::StockTimed {
            parameters.dtw_parameters(DtwParameters {
                mode: heads::preset(&self.model.header),
                ..DtwParameters::default()
            });
        }
        let context = way.run(|| WhisperContext::new_with_params(&self.model.path, parameters).map_err(words))?;
        // Two threads may load at once; the first one's stays.
        Ok(cell.get_or_init(|| context))
    }
}

impl Model {
    /// All of its products are such as our backend computes.
    fn is_ours(&self) -> bool {
        matches!(self.header.ftype, convert::ggml::FTYPE_F16 | convert::ggml::FTYPE_Q8_0)
    }

    fn vocabulary(&self, context: &WhisperContext) -> &Vocabulary {
        self.vocabulary.get_or_init(|| reading::vocabulary(context))
    }
}

/// One worker's recogniser.
pub struct WhisperTranscriber {
    whisper: Whisper,
    decoding: Decoding,
    heads: Vec<Head>,
    /// `None` for models whose picture only whisper.cpp can make.
    mel: Option<Mel>,
    own: Option<(Way, State)>,
    stock_timed: Option<WhisperState>,
}

impl WhisperTranscriber {
    /// The state for our own loops.
    fn own(&mut self, way: Way) -> Result<&mut State, String> {
        if self.own.as_ref().is_none_or(|(made_for, _)| *made_for != way) {
            let beams = match way {
                Way::Fast => self.decoding.beams.max(BEAMS_WHEN_UNSURE),
                Way::Stock | Way::StockTimed => 1,
            };
            self.own = Some((way, State::new(self.whisper.state(way)?, beams)?));
        }
        self.own
            .as_mut()
            .map(|(_, state)| state)
            .ok_or_else(|| "no state".to_owned())
    }

    /// Beams, unless the text is to be drawn.
    fn beams(&self, ask: &Ask<'_>) -> usize {
        if ask.temperature > 0.0 { 1 } else { self.decoding.beams }
    }

    /// Our own way: picture, encoder, and one token after the other.
    fn hear(&mut self, way: Way, samples: &[f32], ask: &Ask<'_>) -> Result<Heard, String> {
        let whisper = self.whisper.clone();
        let context = whisper.context(way)?;
        let vocabulary = whisper.model.vocabulary(context);
        let earlier = reading::earlier(context, ask.earlier)?;
        let prompt = vocabulary.prompt(reading::language(context, ask.language)?, &earlier);
        let begin = prompt
            .iter()
            .rposition(|token| *token == vocabulary.marks.start)
            .unwrap_or(0);
        let frames = self.frames(way, samples.len());
        let beams = self.beams(ask);
        let heads = if ask.times { self.heads.clone() } else { Vec::new() };
        let mut mel = self.mel.take();
        let shown = self
            .own(way)
            .and_then(|state| state.encode(mel.as_mut(), samples, frames));
        self.mel = mel;
        shown?;
        let manner = Manner {
            vocabulary,
            prompt: &prompt,
            heads: &heads,
            beams,
            may_look_again: way == Way::Fast && ask.temperature == 0.0,
        };
        let Choice { text, rows, looks } = manner.choose(self.own(way)?, ask)?;
        let ends = match ask.times {
            true => Some(reading::ends(
                &looks,
                heads.len(),
                begin..prompt.len(),
                &rows,
                samples.len(),
            )?),
            false => None,
        };
        let end = |number: usize| {
            ends.as_ref()
                .map(|ends| ends.get(number).copied().unwrap_or(samples.len()))
        };
        let tokens = text
            .iter()
            .enumerate()
            .map(|(number, chosen)| reading::token(context, chosen, end(number)));
        let mut heard = Heard {
            tokens: tokens.collect::<Result<_, _>>()?,
            ran_away: text.len() >= ask.tokens_max,
            no_speech: 0.0,
        };
        // Another step of the decoder: only where the answer matters.
        if heard.certainty() < TRUST_MIN {
            heard.no_speech = no_speech(self.own(way)?, vocabulary)?;
        }
        Ok(heard)
    }

    /// How much of its 30 s the encoder looks at.
    fn frames(&self, way: Way, samples: usize) -> c_int {
        match (way, self.decoding.silence) {
            (Way::Fast, None) => 0,
            (Way::Fast, Some(silence)) => {
                let frames = (samples + silence).div_ceil(gaze::FRAME).next_multiple_of(FRAMES_STEP);
                if frames < FRAMES { frames as c_int } else { 0 }
            }
            _ => STOCK_CONTEXT,
        }
    }

    /// Which language whisper.cpp makes out in the sound.
    fn spoken(&mut self, way: Way, samples: &[f32]) -> Result<(String, f32), String> {
        let frames = self.frames(way, samples.len());
        let mut mel = self.mel.take();
        let shown = self
            .own(way)
            .and_then(|state| state.show(mel.as_mut(), samples, frames));
        self.mel = mel;
        shown?;
        let (_, probabilities) = self.own(way)?.state.lang_detect(0, 1).map_err(words)?;
        // whisper.cpp asks for all languages that there are, also where the model knows fewer.
        let languages = self.whisper.model.header.languages();
        let known = (0..).zip(probabilities).take(languages as usize);
        let (best, probability) = known.max_by(|a, b| a.1.total_cmp(&b.1)).ok_or("no language")?;
        let name = whisper_rs::get_lang_str(best).ok_or("a language without a name")?;
        Ok((name.to_owned(), probability))
    }

    /// Without our backend.
    fn stock(&mut self, samples: &[f32], ask: &Ask<'_>) -> Result<Heard, String> {
        match ask.times || self.beams(ask) > 1 {
            true => Way::StockTimed.run(|| self.whole(samples, ask)),
            false => Way::Stock.run(|| self.hear(Way::Stock, samples, ask)),
        }
    }

    /// whisper.cpp's own way from samples to tokens.
    pub(super) fn whole(&mut self, samples: &[f32], ask: &Ask<'_>) -> Result<Heard, String> {
        let beams = self.beams(ask);
        let parameters = stock::parameters(ask, beams);
        if ask.temperature > 0.0 || beams > 1 {
            // A state's random numbers go on from window to window: a fresh one draws the same for the same window.
            let way = if ask.times { Way::StockTimed } else { Way::Stock };
            let mut fresh = self.whisper.state(way)?;
            fresh.full(parameters, samples).map_err(words)?;
            return stock::heard(&fresh, ask);
        }
        if self.stock_timed.is_none() {
            self.stock_timed = Some(self.whisper.state(Way::StockTimed)?);
        }
        let state = self.stock_timed.as_mut().ok_or("no state")?;
        state.full(parameters, samples).map_err(words)?;
        stock::heard(state, ask)
    }
}

impl Transcriber for WhisperTranscriber {
    fn transcribe(&mut self, samples: &[f32], ask: &Ask<'_>) -> Result<Heard, String> {
        if samples.len() < SAMPLES_MIN || reading::is_silent(samples) {
            return Ok(Heard::default());
        }
        if self.whisper.is_fast() {
            let heard = self.hear(Way::Fast, samples, ask);
            // A failure of the backend costs this attempt and switches it off; whisper.cpp alone goes on.
            if heard.is_ok() || self.whisper.is_fast() {
                return heard;
            }
        }
        self.stock(samples, ask)
    }

    fn is_multilingual(&self) -> bool {
        self.whisper.is_multilingual()
    }

    fn knows(&self, language: &str) -> bool {
        self.whisper.knows(language)
    }

    fn language(&mut self, samples: &[f32]) -> Result<(String, f32), String> {
        if !self.is_multilingual() || samples.len() < SAMPLES_MIN {
            return Ok(("en".to_owned(), 1.0));
        }
        if self.whisper.is_fast() {
            let found = self.spoken(Way::Fast, samples);
            if found.is_ok() || self.whisper.is_fast() {
                return found;
            }
        }
        Way::Stock.run(|| self.spoken(Way::Stock, samples))
    }
}
