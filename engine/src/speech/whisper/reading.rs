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

/// What others write for languages that Whisper knows by another code: those that were in use before, and those of single tongues.
const ALSO: [(&str, &str); 7] = [
    ("cmn", "zh"),
    ("fil", "tl"),
    ("in", "id"),
    ("iw", "he"),
    ("ji", "yi"),
    ("jv", "jw"),
    ("nb", "no"),
];

/// The code of a language that Whisper was made for, as people and systems write it: BCP 47 (`pt-BR`, `es_419`, `cmn-Hans-CN`), of which no model
/// tells countries apart, or its English name.
pub fn language_code(text: &str) -> Option<&'static str> {
    let text = text.trim().to_ascii_lowercase();
    let first = text.split(['-', '_']).next().unwrap_or_default();
    let also = ALSO.iter().find(|(other, _)| *other == first);
    let code = also.map_or(first, |(_, own)| *own);
    let is_name = || text.len() > 3 && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b' ');
    let known = match is_language(code) {
        true => code,
        false if is_name() => text.as_str(),
        false => return None,
    };
    whisper_rs::get_lang_str(whisper_rs::get_lang_id(known)?)
}

/// Which of Whisper's languages it is: models know the first so many.
pub(super) fn language_number(code: &str) -> Option<u32> {
    let number = is_language(code).then(|| whisper_rs::get_lang_id(code)).flatten()?;
    u32::try_from(number).ok()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_known_as_systems_and_people_write_them() {
        for (text, code) in [
            ("es", "es"),
            ("EN", "en"),
            ("pt-BR", "pt"),
            ("es_419", "es"),
            ("zh-Hant-HK", "zh"),
            ("cmn-Hans-CN", "zh"),
            ("nb-NO", "no"),
            ("iw-IL", "he"),
            ("fil-PH", "tl"),
            ("yue-Hant-HK", "yue"),
            ("haw", "haw"),
            ("English", "en"),
            (" haitian creole ", "ht"),
        ] {
            assert_eq!(language_code(text), Some(code), "{text}");
        }
        for text in [
            "",
            "-",
            "xx",
            "klingon",
            "e",
            "auto",
            "en\0",
            "en\0glish",
            "\u{e9}s",
            "und",
            "x-klingon",
        ] {
            assert_eq!(language_code(text), None, "{text:?}");
        }
    }

    #[test]
    fn cantonese_came_last() {
        assert_eq!(language_number("en"), Some(0));
        assert_eq!(language_number("su"), Some(98));
        assert_eq!(language_number("yue"), Some(99));
        assert_eq!(language_number("english"), None);
    }
}
