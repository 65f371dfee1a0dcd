//! What a word is: letters and digits, whatever their case; an apostrophe inside it does not part it. Where writing has no spaces, each
//! sign is one, and several typed together are a phrase. Pure.

/// Longer ones are cut: nobody says them.
const LETTERS_MAX: usize = 40;

/// A word of a text, and where it stands there, in letters (not bytes).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    pub word: String,
    pub start: usize,
    pub end: usize,
}

pub fn of(text: &str) -> Vec<Placed> {
    let mut words: Vec<Placed> = Vec::new();
    let mut open: Option<Placed> = None;
    for (at, letter) in text.chars().enumerate() {
        if stands_alone(letter) {
            words.extend(open.take());
            words.push(Placed {
                word: letter.to_string(),
                start: at,
                end: at + 1,
            });
            continue;
        }
        let joins = matches!(letter, '\'' | '\u{2019}') && open.is_some();
        if letter.is_alphanumeric() || is_mark(letter) {
            let word = open.get_or_insert_with(|| Placed {
                word: String::new(),
                start: at,
                end: at,
            });
            if word.word.chars().count() < LETTERS_MAX {
                word.word.extend(letter.to_lowercase());
            }
            word.end = at + 1;
        } else if !joins {
            words.extend(open.take());
        }
    }
    words.extend(open);
    words
}

/// Chinese signs and Japanese syllables.
pub(super) fn stands_alone(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{2ffff}')
}

/// Marks that stand on the letter before them.
pub(super) fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{93a}'..='\u{94f}' | '\u{64b}'..='\u{65f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        of(text).into_iter().map(|placed| placed.word).collect()
    }

    #[test]
    fn words_are_letters_and_digits_whatever_their_case() {
        assert_eq!(words("Hello, World! It's 42-B."), ["hello", "world", "its", "42", "b"]);
        assert_eq!(words("Grüße 你好 'quoted'"), ["grüße", "你", "好", "quoted"]);
        assert_eq!(words(" ... "), Vec::<String>::new());
    }

    #[test]
    fn a_word_is_found_where_it_stands() {
        let text = "ä, It's";
        let placed = of(text);
        let cut = |one: &Placed| {
            text.chars()
                .skip(one.start)
                .take(one.end - one.start)
                .collect::<String>()
        };
        assert_eq!(placed.iter().map(cut).collect::<Vec<_>>(), ["ä", "It's"]);
    }
}
