//! The part of a text that is shown around a hit: cut between words, with an ellipsis where something is left out. Pure.

use super::words::{is_mark, stands_alone};

const ELLIPSIS: char = '…';

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    pub text: String,
    /// What is to be marked in `text`: first letter and the one behind the last.
    pub marks: Vec<[usize; 2]>,
}

/// The first mark, with at most so many letters before it and as many behind it; `None` without a mark. Marks are in letters (not bytes), in
/// order; those that lie beyond are left out.
pub fn around(text: &str, marks: &[[usize; 2]], letters_max: usize) -> Option<Excerpt> {
    let letters: Vec<char> = text.chars().collect();
    let &[begin, end] = marks
        .first()
        .filter(|[begin, end]| begin < end && *end <= letters.len())?;
    let from = begin_of(&letters, begin, letters_max);
    let to = end_of(&letters, end, letters_max);
    let is_text = |letters: &[char]| letters.iter().any(|letter| !letter.is_whitespace());
    let mut shown = String::new();
    if is_text(&letters[..from]) {
        shown.push(ELLIPSIS);
    }
    let before = shown.chars().count();
    shown.extend(&letters[from..to]);
    if is_text(&letters[to..]) {
        shown.push(ELLIPSIS);
    }
    let inside = marks.iter().filter(|[start, end]| *start >= from && *end <= to);
    Some(Excerpt {
        text: shown,
        marks: inside.map(|mark| mark.map(|at| at - from + before)).collect(),
    })
}

/// The first place between words that is near enough; inside a word that is too long to be shown whole, wherever it may be cut.
fn begin_of(letters: &[char], hit: usize, letters_max: usize) -> usize {
    if hit <= letters_max {
        return 0;
    }
    let mut near = hit - letters_max..=hit;
    let from = near
        .clone()
        .find(|at| parts(letters, *at))
        .or_else(|| near.find(|at| may_begin(letters, *at)))
        .unwrap_or(hit);
    let blank = letters[from..hit].iter().take_while(|letter| letter.is_whitespace());
    from + blank.count()
}

fn end_of(letters: &[char], hit: usize, letters_max: usize) -> usize {
    let furthest = hit.saturating_add(letters_max);
    if furthest >= letters.len() {
        return letters.len();
    }
    let mut near = (hit..=furthest).rev();
    let to = near
        .clone()
        .find(|at| parts(letters, *at))
        .or_else(|| near.find(|at| may_begin(letters, *at)))
        .unwrap_or(furthest);
    let blank = letters[hit..to]
        .iter()
        .rev()
        .take_while(|letter| letter.is_whitespace());
    to - blank.count()
}

/// Whether one word ends before this letter and another begins with it.
fn parts(letters: &[char], at: usize) -> bool {
    match (
        at.checked_sub(1).and_then(|before| letters.get(before)),
        letters.get(at),
    ) {
        (Some(before), Some(letter)) => {
            before.is_whitespace() || letter.is_whitespace() || (stands_alone(*letter) && !hangs_on(*letter))
        }
        _ => true,
    }
}

/// Whether a text may be cut before this letter at all: not between a letter and what stands on it.
fn may_begin(letters: &[char], at: usize) -> bool {
    let is_joined = at
        .checked_sub(1)
        .and_then(|before| letters.get(before))
        .is_some_and(|before| *before == JOINER);
    !is_joined && letters.get(at).is_none_or(|letter| !hangs_on(*letter))
}

/// Joins the signs of an emoji, and letters of Indian scripts.
const JOINER: char = '\u{200d}';

/// Marks, vowels and tones that stand on the letter before; what chooses its form; Japanese signs that lengthen or double a syllable.
fn hangs_on(letter: char) -> bool {
    is_mark(letter)
        || matches!(letter,
            JOINER | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}'
            | '\u{e31}' | '\u{e33}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}'
            | '\u{eb1}' | '\u{eb3}'..='\u{ebc}' | '\u{ec8}'..='\u{ece}'
            | '\u{102b}'..='\u{103e}' | '\u{17b4}'..='\u{17d3}'
            | '\u{3099}'..='\u{309c}' | '\u{30fc}' | '\u{30fd}' | '\u{30fe}'
            | 'ぁ' | 'ぃ' | 'ぅ' | 'ぇ' | 'ぉ' | 'っ' | 'ゃ' | 'ゅ' | 'ょ'
            | 'ァ' | 'ィ' | 'ゥ' | 'ェ' | 'ォ' | 'ッ' | 'ャ' | 'ュ' | 'ョ')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Around what stands between brackets, with the marks as brackets again.
    fn shown(text: &str, letters_max: usize) -> String {
        let (mut plain, mut marks, mut open) = (String::new(), Vec::new(), 0);
        for letter in text.chars() {
            match letter {
                '[' => open = plain.chars().count(),
                ']' => marks.push([open, plain.chars().count()]),
                _ => plain.push(letter),
            }
        }
        let excerpt = around(&plain, &marks, letters_max).unwrap();
        let letters: Vec<char> = excerpt.text.chars().collect();
        let mut written = String::new();
        for (at, letter) in letters.iter().enumerate() {
            written.extend(excerpt.marks.iter().filter(|[_, end]| *end == at).map(|_| ']'));
            written.extend(excerpt.marks.iter().filter(|[start, _]| *start == at).map(|_| '['));
            written.push(*letter);
        }
        written.extend(
            excerpt
                .marks
                .iter()
                .filter(|[_, end]| *end == letters.len())
                .map(|_| ']'),
        );
        written
    }

    #[test]
    fn a_text_that_fits_is_shown_whole() {
        assert_eq!(shown("I want my [money] back.", 20), "I want my [money] back.");
        assert_eq!(shown("[money]", 0), "[money]");
        assert_eq!(around("no mark", &[], 10), None);
        assert_eq!(around("short", &[[3, 9]], 10), None, "a mark that lies outside is none");
    }

    #[test]
    fn no_word_is_cut_and_what_is_left_out_is_told() {
        let text = "Yes, certainly: you will have your [money] back, within a fortnight at most.";
        assert_eq!(shown(text, 13), "…have your [money] back, within…");
        assert_eq!(shown(text, 10), "…have your [money] back,…");
        assert_eq!(shown(text, 3), "…[money]…");
        assert_eq!(shown("(\"[Money]\", he said)", 2), "(\"[Money]\",…");
        assert_eq!(
            shown("   [money]   ", 1),
            "[money]",
            "blanks are nothing that is left out"
        );
    }

    #[test]
    fn other_marks_stay_where_they_are_said_or_are_left_out() {
        let text = "a long beginning, [refund] and [refund] again and much later a [refund]";
        assert_eq!(shown(text, 16), "…long beginning, [refund] and [refund]…");
        assert_eq!(shown("[a] b [c]", 9), "[a] b [c]");
    }

    #[test]
    fn where_writing_has_no_spaces_it_is_cut_between_signs() {
        assert_eq!(
            shown("我想问一下我的[退款]什么时候到账谢谢你", 4),
            "…一下我的[退款]什么时候…"
        );
        assert_eq!(
            shown("すみません、キャンセルの[返金]についてのメールです", 6),
            "…キャンセルの[返金]についての…"
        );
        // A tone stays on its letter.
        assert_eq!(shown("ฉันต้องการน้ำ[คืนเงิน]น้ำเดี๋ยวนี้", 3), "…น้ำ[คืนเงิน]น้ำ…");
    }

    #[test]
    fn a_word_too_long_to_be_shown_whole_is_cut_between_letters() {
        let text = format!("{}[money]{}", "x".repeat(50), "e\u{301}".repeat(50));
        assert_eq!(shown(&text, 3), format!("…xxx[money]{}…", "e\u{301}"));
        assert_eq!(shown("👩\u{200d}👩\u{200d}👧\u{200d}👦[a]", 2), "…[a]");
    }

    proptest! {
        #[test]
        fn marks_keep_their_words_and_no_word_of_a_spaced_text_is_cut(
            words in proptest::collection::vec("[a-zß]{1,9}", 1..60), hit in 0_usize..60, letters_max in 0_usize..80,
        ) {
            let hit = hit % words.len();
            let start: usize = words[..hit].iter().map(|word| word.chars().count() + 1).sum();
            let end = start + words[hit].chars().count();
            let excerpt = around(&words.join(" "), &[[start, end]], letters_max).unwrap();
            let [from, to] = excerpt.marks[0];
            let marked: String = excerpt.text.chars().skip(from).take(to - from).collect();
            prop_assert_eq!(&marked, &words[hit]);
            for word in excerpt.text.trim_matches(ELLIPSIS).split(' ') {
                prop_assert!(words.iter().any(|whole| whole == word), "{}", excerpt.text);
            }
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}", start in 0_usize..50, length in 0_usize..9, letters_max in 0_usize..60) {
            let _ = around(&text, &[[start, start + length]], letters_max);
        }
    }
}
