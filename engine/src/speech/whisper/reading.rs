//! What whisper-rs says of tokens and languages, and when the tokens of a text end.

use whisper_rs::WhisperContext;

use crate::speech::accel::Looks;
use crate::speech::decoding::{Chosen, TokenId};
use crate::speech::gaze;
use crate::speech::state::words;
use crate::speech::transcriber::Token;

/// The sample at which each token of a text ends, from what the heads looked at while it was read. `rows`: the text's among all
/// tokens that were read.
pub(super) fn ends(
    looks: &Looks,
    heads: usize,
    prompt: usize,
    rows: &[usize],
    samples: usize,
) -> Result<Vec<usize>, String> {
    if looks.tokens() == 0 {
        return Err("the backend saw no attention".to_owned());
    }
    let rows: Vec<usize> = (0..prompt).chain(rows.iter().copied()).collect();
    let looked: Vec<Vec<&[f32]>> = (0..heads)
        .map(|head| rows.iter().map(|row| looks.row(head, *row)).collect())
        .collect();
    let frames = samples / gaze::FRAME;
    let ends = gaze::ends(&looked, prompt.saturating_sub(1), frames);
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

pub(super) fn token(context: &WhisperContext, chosen: &Chosen, end: Option<usize>) -> Result<Token, String> {
    Ok(Token {
        bytes: context.token_to_bytes(chosen.id).map_err(words)?.to_vec(),
        probability: chosen.log_probability.exp(),
        end,
    })
}
