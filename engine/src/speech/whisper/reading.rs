//! What whisper-rs says of tokens and languages, when the tokens of a text end, and what is no sound.

use std::ops::Range;

use whisper_rs::WhisperContext;

use crate::speech::accel::Looks;
use crate::speech::decoding::vocabulary::Marks;
use crate::speech::decoding::{Chosen, TokenId, Vocabulary};
use crate::speech::gaze;
use crate::speech::state::words;
use crate::speech::transcriber::Token;

/// Mean square of digital silence (-70 dBFS).
const SILENCE: f32 = 1e-7;
/// Tokens of what was said before that the model reads: it reads them anew for each window.
const EARLIER_MAX: usize = 160;

/// The sample at which each token of a text ends, from what the heads looked at while it was read. `prompt`: its marks among all tokens
/// that were read, without what was said before; `rows`: the text's.
pub(super) fn ends(
    looks: &Looks,
    heads: usize,
    prompt: Range<usize>,
    rows: &[usize],
    samples: usize,
) -> Result<Vec<usize>, String> {
    if looks.tokens() == 0 {
        return Err("the backend saw no attention".to_owned());
    }
    let marks = prompt.len();
    let rows: Vec<usize> = prompt.chain(rows.iter().copied()).collect();
    let looked: Vec<Vec<&[f32]>> = (0..heads)
        .map(|head| rows.iter().map(|row| looks.row(head, *row)).collect())
        .collect();
    let frames = samples / gaze::FRAME;
    let ends = gaze::ends(&looked, marks.saturating_sub(1), frames);
    Ok(ends.into_iter().map(|frame| frame * gaze::FRAME).collect())
}

/// The mark of a language, for models that know several.
pub(super) fn language(context: &WhisperContext, language: &str) -> Result<Option<TokenId>, String> {
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

/// Whether Whisper was made for a language: two or three lower-case letters (whisper-rs takes full names as well, and panics on a zero byte).
pub fn is_language(code: &str) -> bool {
    (2..=3).contains(&code.len())
        && code.bytes().all(|byte| byte.is_ascii_lowercase())
        && whisper_rs::get_lang_id(code).is_some()
}

/// A language's English name, in lower case: `english` for `en`.
pub fn language_name(code: &str) -> Option<&'static str> {
    if !is_language(code) {
        return None;
    }
    whisper_rs::get_lang_str_full(whisper_rs::get_lang_id(code)?)
}

/// Tokens of what was said before; the last ones where they are too many. whisper-rs answers with memory that is not ours where it finds
/// more tokens than it was promised: none is shorter than a byte.
pub(super) fn earlier(context: &WhisperContext, text: &str) -> Result<Vec<TokenId>, String> {
    let text: String = text.chars().filter(|character| !character.is_control()).collect();
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let text = format!(" {}", text.trim());
    let mut tokens = context.tokenize(&text, text.len() + 1).map_err(words)?;
    let surplus = tokens.len().saturating_sub(EARLIER_MAX);
    tokens.drain(..surplus);
    Ok(tokens)
}

/// All tokens of a model.
pub(super) fn vocabulary(context: &WhisperContext) -> Vocabulary {
    let marks = Marks {
        end: context.token_eot(),
        start: context.token_sot(),
        transcribe: context.token_transcribe(),
        no_times: context.token_not(),
        no_speech: context.token_nosp(),
        earlier: context.token_prev(),
    };
    let bytes = (0..marks.end).map(|id| context.token_to_bytes(id).unwrap_or_default());
    Vocabulary::new(marks, bytes)
}

pub(super) fn token(context: &WhisperContext, chosen: &Chosen, end: Option<usize>) -> Result<Token, String> {
    Ok(Token {
        bytes: context.token_to_bytes(chosen.id).map_err(words)?.to_vec(),
        probability: chosen.log_probability.exp(),
        end,
    })
}

/// Whisper hears a "you" in perfect silence.
pub(super) fn is_silent(samples: &[f32]) -> bool {
    let sound = samples.iter().filter(|sample| sample.is_finite());
    let power = sound.map(|sample| sample * sample).sum::<f32>() / samples.len() as f32;
    power < SILENCE
}
