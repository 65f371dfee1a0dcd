//! whisper.cpp's own way from a picture to words: what it is asked, and what it answers.

use std::ffi::c_void;

use whisper_rs::{FullParams, SamplingStrategy, WhisperState};

use super::{CENTISECOND, STOCK_CONTEXT};
use crate::speech::state::words;
use crate::speech::transcriber::{Ask, Heard, Token};
use crate::stop;

/// Tokens of what was said before.
const EARLIER_MAX: i32 = 160;

pub(super) fn parameters<'a>(ask: &Ask<'a>, beams: usize) -> FullParams<'a, 'static> {
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
    parameters.set_audio_ctx(STOCK_CONTEXT);
    parameters.set_no_timestamps(true);
    parameters.set_single_segment(true);
    parameters.set_no_context(true);
    match ask.earlier.contains('\0') || ask.earlier.is_empty() {
        true => parameters.set_n_max_text_ctx(0),
        false => {
            parameters.set_n_max_text_ctx(EARLIER_MAX);
            parameters.set_initial_prompt(ask.earlier);
        }
    }
    parameters.set_suppress_blank(true);
    parameters.set_suppress_nst(true);
    parameters.set_temperature(ask.temperature);
    parameters.set_temperature_inc(0.0);
    parameters.set_max_tokens(i32::try_from(ask.tokens_max).unwrap_or(i32::MAX));
    parameters.set_print_special(false);
    parameters.set_print_progress(false);
    parameters.set_print_realtime(false);
    parameters.set_print_timestamps(false);
    // SAFETY: the function needs no data and does not unwind: it reads a thread's own flag, in the call that it is passed to.
    unsafe { parameters.set_abort_callback(Some(is_stopped)) };
    parameters
}

/// Asked by whisper.cpp after each run of the encoder and of the decoder.
unsafe extern "C" fn is_stopped(_: *mut c_void) -> bool {
    stop::is_asked()
}

pub(super) fn heard(state: &WhisperState, ask: &Ask<'_>) -> Result<Heard, String> {
    let mut tokens = Vec::new();
    let mut no_speech = 0f32;
    for segment in state.as_iter() {
        no_speech = no_speech.max(segment.no_speech_probability());
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
    Ok(Heard {
        tokens,
        ran_away,
        no_speech,
    })
}

/// whisper.cpp names its special tokens `[_EOT_]`, `[_TT_150]` ….
fn is_special(bytes: &[u8]) -> bool {
    bytes.starts_with(b"[_") && bytes.ends_with(b"]")
}
