//! `vocabulary.txt` of CTranslate2 (one token a line, line number = id, in GPT-2's printable form of bytes) → the tokens of a ggml file.
//! Only text tokens are written: whisper.cpp makes the special ones itself from the size of the vocabulary.

use std::io::Write;

use super::{ConvertError, malformed};

const END_OF_TEXT: &str = "<|endoftext|>";
/// From this size on whisper.cpp takes a model for multilingual.
pub const MULTILINGUAL: u32 = 51_865;

/// How many text tokens a model with this vocabulary has.
pub fn text_tokens(n_vocab: u32) -> u32 {
    if n_vocab >= MULTILINGUAL { 50_257 } else { 50_256 }
}

/// Writes count and tokens. In a multilingual model the last text token is empty, and is written so.
pub fn write(vocabulary: &str, n_vocab: u32, out: &mut impl Write) -> Result<(), ConvertError> {
    let count = text_tokens(n_vocab);
    // Only "\n" ends a line: tokens may hold other characters that Unicode counts as line ends.
    let tokens: Vec<&str> = vocabulary
        .split('\n')
        .take_while(|token| *token != END_OF_TEXT)
        .collect();
    if tokens.len() != count as usize {
        return Err(malformed(format!(
            "{} text tokens in the vocabulary where {count} were expected",
            tokens.len()
        )));
    }
    out.write_all(&count.to_le_bytes())?;
    for (id, token) in tokens.iter().enumerate() {
        let bytes = token.chars().map(byte).collect::<Option<Vec<u8>>>();
        let bytes = bytes.ok_or_else(|| malformed(format!("token {id} holds a character that stands for no byte")))?;
        out.write_all(&(bytes.len() as u32).to_le_bytes())?;
        out.write_all(&bytes)?;
    }
    Ok(())
}

/// GPT-2 writes printable Latin-1 bytes as themselves, and the other 68, in order, as U+0100 onwards.
fn byte(character: char) -> Option<u8> {
    let code = u32::from(character);
    match code {
        0x21..=0x7e | 0xa1..=0xac | 0xae..=0xff => u8::try_from(code).ok(),
        0x100..=0x143 => {
            let hidden = (0u8..=255).filter(|b| !matches!(b, 0x21..=0x7e | 0xa1..=0xac | 0xae..=0xff));
            hidden.into_iter().nth((code - 0x100) as usize)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_one_character_and_back() {
        let of: Vec<u8> = (0..0x144).filter_map(char::from_u32).filter_map(byte).collect();
        assert_eq!(of.len(), 256);
        assert_eq!(
            (byte('Ġ'), byte('Ċ'), byte('a'), byte('é'), byte('ń')),
            (Some(b' '), Some(b'\n'), Some(b'a'), Some(0xe9), None)
        );
    }

    #[test]
    fn the_text_tokens_are_written_and_no_special_one() {
        let lines: Vec<String> = (0..50_256)
            .map(|id| if id == 7 { "Ġhi".into() } else { "x".into() })
            .collect();
        let text = format!("{}\n<|endoftext|>\n<|startoftranscript|>\n", lines.join("\n"));
        let mut out = Vec::new();
        write(&text, 51_864, &mut out).unwrap();
        assert_eq!(out.len(), 4 + 50_255 * 5 + 4 + 3);
        assert_eq!(out[4 + 7 * 5..][..7], [3, 0, 0, 0, b' ', b'h', b'i']);
        assert!(write(&text, 51_865, &mut Vec::new()).is_err());
    }
}
