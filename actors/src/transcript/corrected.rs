//! Turns as people have set them right: their words take the place of the model's, and keep its times as far as they are the same. Pure.

use engine::analysis::{Turn, Word};
use engine::speech::turns::written;
use models::calls::correction::Correction;

/// What is said where somebody has set it right, else what the model heard. A turn of which nothing is left is none.
pub fn corrected(mut turns: Vec<Turn>, corrections: &[Correction]) -> Vec<Turn> {
    for correction in corrections {
        if let Some(turn) = turns.get_mut(correction.turn) {
            turn.words = words(turn, &correction.words.text);
            turn.text.clone_from(&correction.words.text);
        }
    }
    // A turn that was empty before stays: nobody has said so.
    let struck = |number: usize| {
        let own = corrections.iter().find(|correction| correction.turn == number);
        own.is_some_and(|correction| correction.words.text.is_empty())
    };
    let kept = turns.into_iter().enumerate().filter(|(number, _)| !struck(*number));
    kept.map(|(_, turn)| turn).collect()
}

/// The words of a text in place of a turn's: those that stay keep their time, what comes between lies evenly, by its letters, over the time
/// of what it replaces.
pub fn words(turn: &Turn, text: &str) -> Vec<Word> {
    let new = written(text);
    let old = &turn.words;
    let mut laid = Vec::with_capacity(new.len());
    let (mut from, mut to) = (0, 0);
    let ends = [(old.len(), new.len())];
    for (old_at, new_at) in same(old, &new).into_iter().chain(ends) {
        let start_ms = old.get(from).filter(|_| from < old_at).map_or_else(
            || {
                from.checked_sub(1)
                    .and_then(|n| old.get(n))
                    .map_or(turn.start_ms, |word| word.end_ms)
            },
            |word| word.start_ms,
        );
        let end_ms = match from < old_at {
            true => old.get(old_at - 1).map_or(turn.end_ms, |word| word.end_ms),
            false => old.get(old_at).map_or(turn.end_ms, |word| word.start_ms),
        };
        spread(&new[to..new_at], (start_ms, end_ms.max(start_ms)), &mut laid);
        if let (Some(kept), Some(text)) = (old.get(old_at), new.get(new_at)) {
            laid.push(Word {
                text: (*text).to_owned(),
                ..kept.clone()
            });
        }
        (from, to) = (old_at + 1, new_at + 1);
    }
    laid
}

/// Words that a person has heard are certain.
fn spread(words: &[&str], (start_ms, end_ms): (u64, u64), laid: &mut Vec<Word>) {
    let letters = |word: &str| word.chars().count() as u64;
    let all = words.iter().map(|word| letters(word)).sum::<u64>().max(1);
    let length = end_ms - start_ms;
    let mut before = 0;
    for word in words {
        let after = before + letters(word);
        laid.push(Word {
            text: (*word).to_owned(),
            start_ms: start_ms + length * before / all,
            end_ms: start_ms + length * after / all,
            confidence: 1.0,
        });
        before = after;
    }
}

/// Longer turns are taken as replaced as a whole: nobody says so much in one.
const COMPARED_MAX: usize = 4_000_000;

/// Which words are the same, in order, as many as possible: places in both.
fn same(old: &[Word], new: &[&str]) -> Vec<(usize, usize)> {
    let (rows, columns) = (old.len(), new.len());
    if (rows + 1).saturating_mul(columns + 1) > COMPARED_MAX {
        return Vec::new();
    }
    let old: Vec<String> = old.iter().map(|word| plain(&word.text)).collect();
    let new: Vec<String> = new.iter().map(|word| plain(word)).collect();
    // How many are the same from here on.
    let mut left = vec![0_u32; (rows + 1) * (columns + 1)];
    let at = |row: usize, column: usize| row * (columns + 1) + column;
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            left[at(row, column)] = match old[row] == new[column] {
                true => left[at(row + 1, column + 1)] + 1,
                false => left[at(row + 1, column)].max(left[at(row, column + 1)]),
            };
        }
    }
    let (mut row, mut column, mut found) = (0, 0, Vec::new());
    while row < rows && column < columns {
        if old[row] == new[column] {
            found.push((row, column));
            (row, column) = (row + 1, column + 1);
        } else if left[at(row + 1, column)] >= left[at(row, column + 1)] {
            row += 1;
        } else {
            column += 1;
        }
    }
    found
}

/// Without capitals and signs.
fn plain(word: &str) -> String {
    let letters: String = word.chars().filter(|letter| letter.is_alphanumeric()).collect();
    match letters.is_empty() {
        true => word.to_owned(),
        false => letters.to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use chrono::Utc;
    use models::calls::correction::Words;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn turn(said: &str) -> Turn {
        let words: Vec<Word> = said
            .split(' ')
            .enumerate()
            .map(|(n, text)| Word {
                text: text.into(),
                start_ms: n as u64 * 100,
                end_ms: n as u64 * 100 + 80,
                confidence: 0.5,
            })
            .collect();
        Turn {
            speaker: "agent".into(),
            channel: 0,
            start_ms: 0,
            end_ms: words.last().map_or(0, |word| word.end_ms),
            text: said.into(),
            words,
            sentiment: None,
            confidence: None,
            flags: vec![],
        }
    }

    fn laid(said: &str, text: &str) -> Vec<(String, u64, u64)> {
        let words = words(&turn(said), text).into_iter();
        words.map(|word| (word.text, word.start_ms, word.end_ms)).collect()
    }

    #[test]
    fn words_that_stay_keep_their_time_and_others_lie_where_they_replace_something() {
        let of = |text: &str, start_ms, end_ms| (text.to_owned(), start_ms, end_ms);
        assert_eq!(
            laid("my name is jack smith", "My name is Jacques Smyth."),
            [
                of("My", 0, 80),
                of("name", 100, 180),
                of("is", 200, 280),
                of("Jacques", 300, 396),
                of("Smyth.", 396, 480)
            ]
        );
        // One more, in the pause between two; one less; one before all.
        assert_eq!(laid("good day", "good fine day")[1], of("fine", 80, 100));
        assert_eq!(laid("a b c", "a c"), [of("a", 0, 80), of("c", 200, 280)]);
        assert_eq!(laid("day", "good day"), [of("good", 0, 0), of("day", 0, 80)]);
        assert!(laid("a b", "").is_empty());
        // Without spaces each character is a word, as it was heard.
        assert_eq!(
            laid("日 本 五", "日本語。"),
            [of("日", 0, 80), of("本", 100, 180), of("語。", 200, 280)]
        );
    }

    #[test]
    fn a_correction_takes_the_place_of_its_turn_alone_and_nothing_said_is_no_turn() {
        let correction = |turn: usize, text: &str| Correction {
            id: Uuid::nil(),
            leg: Uuid::nil(),
            turn,
            words: Words {
                text: text.into(),
                heard: String::new(),
            },
            author: None,
            made_at: Utc::now(),
            ended: None,
        };
        let turns = vec![turn("one"), turn("thank you"), turn("three")];
        let after = corrected(turns, &[correction(0, "won"), correction(1, ""), correction(9, "none")]);
        let texts: Vec<&str> = after.iter().map(|turn| turn.text.as_str()).collect();
        assert_eq!(texts, ["won", "three"]);
        assert_eq!(
            (after[0].words[0].text.as_str(), after[0].words[0].confidence),
            ("won", 1.0)
        );
    }

    proptest! {
        #[test]
        fn whatever_is_written_its_words_are_all_there_in_order_inside_the_turn(said in "[abc]( [abc]){0,12}", text in "[abcd]{0,2}( [abcd]{1,2}){0,12}") {
            let turn = turn(&said);
            let words = words(&turn, &text);
            prop_assert_eq!(words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>(), text.split_whitespace().collect::<Vec<_>>());
            prop_assert!(words.iter().all(|word| word.start_ms <= word.end_ms && word.end_ms <= turn.end_ms));
            prop_assert!(words.windows(2).all(|pair| pair[0].start_ms <= pair[1].start_ms));
        }
    }
}
