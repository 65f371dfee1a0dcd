//! The tokens that a text was made of, and how likely each was to the model, in the form of OpenAI's interface. Pure.

use std::sync::{Arc, Mutex, PoisonError};

use actors::engine::analysis::{Turn, Word};
use actors::engine::speech::hearing::SpokenWord;
use actors::engine::speech::turns;
use actors::engine::speech::words::SpokenToken;
use serde::Serialize;
use utoipa::ToSchema;

/// A token. One after the other they are the text.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = TranscriptionLogprob)]
pub struct Logprob {
    /// With U+FFFD for each part of a character that is spread over several.
    pub token: String,
    /// Natural logarithm of its probability.
    pub logprob: f64,
    /// UTF-8.
    #[schema(value_type = Vec<u32>)]
    pub bytes: Vec<u8>,
}

/// The words of a channel with their tokens.
type Spoken = Vec<(Word, Vec<SpokenToken>)>;

/// The tokens of all channels, kept as they are heard: an analysis has only words.
#[derive(Clone, Debug, Default)]
pub struct Tokens(Arc<Mutex<Vec<Spoken>>>);

impl Tokens {
    /// What was said next on a channel.
    pub fn keep(&self, channel: usize, words: &[SpokenWord]) {
        let mut channels = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if channels.len() <= channel {
            channels.resize_with(channel + 1, Vec::new);
        }
        if let Some(own) = channels.get_mut(channel) {
            own.extend(words.iter().map(|spoken| (spoken.word.clone(), spoken.tokens.clone())));
        }
    }

    /// Of the text of all turns: each channel's words stand in its turns, one after the other, but for those that leaked into it.
    pub fn of_turns(&self, turns: &[Turn]) -> Vec<Logprob> {
        let channels = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut rest: Vec<_> = channels.iter().map(|own| own.iter()).collect();
        let (mut all, mut before) = (Vec::new(), "");
        for turn in turns {
            let Some(own) = rest.get_mut(usize::from(turn.channel)) else {
                continue;
            };
            let lead = turns::space(before, &turn.text);
            let words = turn.words.iter().filter_map(|word| {
                let (_, tokens) = own.find(|(kept, _)| kept == word)?;
                Some((word, tokens.as_slice()))
            });
            all.extend(row(lead, words));
            before = &turn.text;
        }
        all
    }
}

/// Of words that were heard now; `lead` stands before the first.
pub fn of_words(lead: &str, words: &[SpokenWord]) -> Vec<Logprob> {
    row(
        lead,
        words.iter().map(|spoken| (&spoken.word, spoken.tokens.as_slice())),
    )
}

fn row<'a>(lead: &str, words: impl Iterator<Item = (&'a Word, &'a [SpokenToken])>) -> Vec<Logprob> {
    let (mut all, mut text) = (Vec::new(), String::new());
    for (word, tokens) in words {
        let before = if text.is_empty() {
            lead
        } else {
            turns::space(&text, &word.text)
        };
        // What stands between two words is part of the second one's first token, as it is to the model.
        let befores = std::iter::once(before).chain(std::iter::repeat(""));
        all.extend(tokens.iter().zip(befores).map(|(token, before)| logprob(before, token)));
        text.push_str(&word.text);
    }
    all
}

fn logprob(before: &str, token: &SpokenToken) -> Logprob {
    let bytes = [before.as_bytes(), &token.bytes].concat();
    Logprob {
        token: String::from_utf8_lossy(&bytes).into_owned(),
        logprob: token.log_probability.into(),
        bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn spoken(text: &str, start_ms: u64, pieces: &[&str]) -> SpokenWord {
        let token = |piece: &&str| SpokenToken {
            bytes: piece.as_bytes().to_vec(),
            log_probability: -0.5,
        };
        SpokenWord {
            word: Word {
                text: text.to_owned(),
                start_ms,
                end_ms: start_ms + 100,
                confidence: 0.6,
            },
            doubt: None,
            tokens: pieces.iter().map(token).collect(),
        }
    }

    fn turn(channel: u16, words: &[&SpokenWord]) -> Turn {
        let words: Vec<Word> = words.iter().map(|spoken| spoken.word.clone()).collect();
        let told = json!({ "speaker": "agent", "channel": channel, "text": turns::text(&words), "words": words });
        serde_json::from_value(told).unwrap()
    }

    fn text(tokens: &[Logprob]) -> String {
        tokens.iter().map(|token| token.token.as_str()).collect()
    }

    #[test]
    fn tokens_of_several_channels_follow_one_another_as_their_words_do() {
        let (good, day) = (spoken("Good", 0, &["Good"]), spoken("day.", 100, &["day", "."]));
        let (japan, hello) = (spoken("日", 300, &["日"]), spoken("本", 400, &["本"]));
        let bye = spoken("Bye.", 900, &["By", "e", "."]);
        let tokens = Tokens::default();
        tokens.keep(0, &[good.clone(), day.clone()]);
        tokens.keep(0, std::slice::from_ref(&bye));
        tokens.keep(1, &[japan.clone(), hello.clone()]);
        let turns = [turn(0, &[&good, &day]), turn(1, &[&japan, &hello]), turn(0, &[&bye])];
        let all = tokens.of_turns(&turns);
        let wanted: Vec<&str> = turns.iter().map(|turn| turn.text.as_str()).collect();
        assert_eq!(text(&all), wanted.join(" "));
        assert_eq!(
            (all.len(), all[1].token.as_str(), all[3].token.as_str()),
            (8, " day", " 日")
        );
        assert_eq!(
            json!(all[0]),
            json!({ "token": "Good", "logprob": -0.5, "bytes": [71, 111, 111, 100] })
        );
        assert!(Tokens::default().of_turns(&turns).is_empty());
        // A word that was heard and stands in no turn takes its tokens with it.
        let without = [turn(0, &[&day]), turn(0, &[&bye])];
        assert_eq!(text(&tokens.of_turns(&without)), "day. Bye.");
        let unspaced = [turn(1, &[&japan]), turn(1, &[&hello])];
        assert_eq!(text(&tokens.of_turns(&unspaced)), "日本");
        assert_eq!(text(&of_words(" ", &[good, day])), " Good day.");
        assert!(of_words("", &[]).is_empty());
    }

    #[test]
    fn a_character_that_is_spread_over_tokens_is_put_together_by_its_bytes() {
        let mut word = spoken("本", 0, &["x", "y"]);
        word.tokens[0].bytes = "本".as_bytes()[..2].to_vec();
        word.tokens[1].bytes = "本".as_bytes()[2..].to_vec();
        let tokens = of_words("", &[word]);
        assert_eq!(tokens[0].token, "\u{fffd}");
        let bytes: Vec<u8> = tokens.into_iter().flat_map(|token| token.bytes).collect();
        assert_eq!(bytes, "本".as_bytes());
    }
}
