//! What of an utterance is spoken words, and whether it is enough to be scored. No model in here.

use crate::analysis::{Probabilities, SentimentLabel};
use crate::speech::words::is_unspaced;

/// Fewer words than these say something only where the model is sure of it.
const WORDS_ENOUGH: usize = 3;

/// How sure it must be of a short one. "Thank you." (0.69) is above; "Wow." (0.56) and "No thanks." (0.43) are not.
const SURE: f64 = 0.58;

/// Openings and endings that are said in every call; alone they are manners, whatever a model makes of them.
const FORMULAS: [&str; 8] = [
    "hello",
    "hi",
    "hey",
    "bye",
    "goodbye",
    "bye bye",
    "good morning",
    "good afternoon",
];

/// The utterance without noise marks: `[MUSIC]`, `(laughs)`, `*sighs*`, `♪ … ♪`. Empty if nothing was said.
pub(super) fn spoken(text: &str) -> String {
    let mut spoken = String::with_capacity(text.len());
    let mut closing = None;
    for letter in text.chars() {
        match (closing, letter) {
            (Some(end), letter) if letter == end => closing = None,
            (Some(_), _) => {}
            (None, '[') => closing = Some(']'),
            (None, '(') => closing = Some(')'),
            (None, '*') => closing = Some('*'),
            (None, '♪' | '♫' | '♬') => closing = Some(letter),
            (None, letter) => spoken.push(letter),
        }
    }
    // A mark that is never closed hides nothing: it was punctuation.
    if closing.is_some() {
        spoken = text.to_owned();
    }
    if spoken.chars().any(char::is_alphanumeric) {
        spoken.trim().to_owned()
    } else {
        String::new()
    }
}

/// Whether a label for these spoken words means anything. Under three words it does only if the model is sure of a
/// feeling and the words are no formula: "Great." and "Terrible." count, "Okay.", "Yes." and "My name" do not.
pub(super) fn is_enough(spoken: &str, label: SentimentLabel, sums: &Probabilities) -> bool {
    let words: Vec<String> = spoken
        .split_whitespace()
        .map(|word| {
            word.trim_matches(|letter: char| !letter.is_alphanumeric())
                .to_lowercase()
                .replace('-', " ")
        })
        .filter(|word| !word.is_empty())
        .collect();
    if words.iter().map(|word| weight(word)).sum::<usize>() >= WORDS_ENOUGH {
        return true;
    }
    let sure = match label {
        SentimentLabel::Negative => sums.negative >= SURE,
        SentimentLabel::Neutral => false,
        SentimentLabel::Positive => sums.positive >= SURE,
    };
    sure && !FORMULAS.contains(&words.join(" ").as_str())
}

/// How many words stand between two spaces: of a script without spaces one for two letters.
fn weight(word: &str) -> usize {
    let unspaced = word.chars().filter(|letter| is_unspaced(*letter)).count();
    (unspaced / 2).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_without_spaces_is_counted_by_its_letters() {
        let sums = Probabilities {
            negative: 0.1,
            neutral: 0.8,
            positive: 0.1,
        };
        let is_enough = |spoken: &str| is_enough(spoken, SentimentLabel::Neutral, &sums);
        assert!(is_enough("配送は明日になります。") && is_enough("我想取消我的订单"));
        assert!(!is_enough("はい。") && !is_enough("もしもし"));
        assert!(!is_enough("Grüße"));
    }

    #[test]
    fn noise_marks_are_no_words() {
        for (text, wanted) in [
            ("[MUSIC]", ""),
            ("(laughs) ", ""),
            ("*sighs*", ""),
            ("♪ la la ♪", ""),
            ("...", ""),
            ("", ""),
            ("[MUSIC] Thank you.", "Thank you."),
            ("That is (coughs) fine.", "That is  fine."),
            ("Press * to go on", "Press * to go on"),
        ] {
            assert_eq!(spoken(text), wanted, "{text:?}");
        }
    }

    #[test]
    fn short_utterances_count_only_with_a_sure_feeling() {
        let sums = |negative, positive| Probabilities {
            negative,
            neutral: 1.0 - negative - positive,
            positive,
        };
        assert!(is_enough("Thank you.", SentimentLabel::Positive, &sums(0.04, 0.59)));
        assert!(!is_enough("Wow.", SentimentLabel::Positive, &sums(0.08, 0.54)));
        assert!(!is_enough("Okay.", SentimentLabel::Neutral, &sums(0.1, 0.16)));
        assert!(!is_enough("Bye-bye!", SentimentLabel::Negative, &sums(0.68, 0.1)));
        assert!(is_enough("my name is", SentimentLabel::Neutral, &sums(0.0, 0.1)));
        assert!(!is_enough("my - name", SentimentLabel::Neutral, &sums(0.0, 0.1)));
    }
}
