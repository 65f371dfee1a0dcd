//! Turns cut into what is read at once: the cues of subtitles. Pure; how they are written is in `transcript_text.rs`.

use std::ops::RangeInclusive;

use actors::engine::analysis::{Turn, Word};
use actors::engine::speech::turns::{ends_sentence, text};
use actors::transcript::corrected;

/// What can be read while it is said, as subtitlers have it: letters of a line, lines, and milliseconds.
const LETTERS_MAX: usize = 42;
const LINES_MAX: usize = 2;
const MS_MAX: u64 = 7_000;
/// Words that are too few for a cue of their own, at the end of a sentence.
const WORDS_MIN: usize = 3;

/// Letters and signs of East Asia.
const WIDE: [RangeInclusive<char>; 8] = [
    '\u{1100}'..='\u{115f}',
    '\u{2e80}'..='\u{a4cf}',
    '\u{ac00}'..='\u{d7a3}',
    '\u{f900}'..='\u{faff}',
    '\u{fe30}'..='\u{fe6f}',
    '\u{ff00}'..='\u{ff60}',
    '\u{ffe0}'..='\u{ffe6}',
    '\u{20000}'..='\u{3fffd}',
];

const COMMAS: [char; 6] = [',', ';', ':', '、', '，', '،'];

#[derive(Debug, PartialEq, Eq)]
pub struct Cue<'a> {
    pub speaker: &'a str,
    pub start_ms: u64,
    pub end_ms: u64,
    /// The first one begins with what the speaker is called, if that is shown.
    pub lines: Vec<String>,
}

/// Cues in the order in which they begin, as both forms want them, also where two speak at once; `name` is what stands before the words of a
/// speaker.
pub fn cues<'a>(turns: &'a [Turn], name: impl Fn(&str) -> String) -> Vec<Cue<'a>> {
    let mut cues: Vec<Cue<'a>> = Vec::new();
    for turn in turns {
        let name = name(&turn.speaker);
        let pieces = sentences(turn).into_iter().flat_map(|words| pieces(words, &name));
        cues.extend(pieces.map(|words| Cue::of(&turn.speaker, &words, &name)));
    }
    cues.sort_by_key(|cue| cue.start_ms);
    cues
}

/// The words of a turn, cut where sentences end. If only its text is known they lie evenly over its time.
pub fn sentences(turn: &Turn) -> Vec<Vec<Word>> {
    // Imports may have words that are blank: however many there are, they would fit into one line.
    let spoken = turn.words.iter().filter(|word| !word.text.trim().is_empty());
    let laid: Vec<Word> = match turn.words.is_empty() {
        true => corrected::words(turn, &turn.text),
        false => spoken.cloned().collect(),
    };
    let sentences = laid.split_inclusive(|word| ends_sentence(&word.text));
    sentences.map(<[Word]>::to_vec).collect()
}

/// A line break or an arrow inside a text would end its cue.
pub fn one_line(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace("-->", "->")
}

impl<'a> Cue<'a> {
    fn of(speaker: &'a str, words: &[Word], name: &str) -> Self {
        let (start_ms, end_ms) = times(words);
        Self {
            speaker,
            start_ms,
            // It has to end after it begins.
            end_ms: end_ms.clamp(start_ms + 1, start_ms + MS_MAX),
            lines: lines(words, name),
        }
    }
}

/// A sentence in pieces that fit, cut after a comma where one is not too early.
fn pieces(sentence: Vec<Word>, name: &str) -> Vec<Vec<Word>> {
    let mut pieces = Vec::new();
    let mut open: Vec<Word> = Vec::new();
    for word in sentence {
        open.push(word);
        while open.len() > 1 && !fits(&open, name) {
            let rest = open.split_off(place(&open[..open.len() - 1]));
            pieces.push(std::mem::replace(&mut open, rest));
        }
    }
    if !open.is_empty() {
        pieces.push(open);
    }
    level(&mut pieces, name);
    pieces
}

/// After how many words a piece ends that can have all of these.
fn place(words: &[Word]) -> usize {
    let half = words.len().div_ceil(2);
    let comma = (half..=words.len()).rev().find(|at| ends_with_comma(&words[..*at]));
    comma.unwrap_or(words.len())
}

fn ends_with_comma(words: &[Word]) -> bool {
    words.last().is_some_and(|word| word.text.ends_with(COMMAS))
}

/// Gives the last words of a sentence company, where they would be alone.
fn level(pieces: &mut [Vec<Word>], name: &str) {
    let [.., before, last] = pieces else { return };
    if last.len() < WORDS_MIN && before.len() > 2 * WORDS_MIN && !ends_with_comma(before) {
        let middle = before.len() / 2;
        let joined = [&before[middle..], &last[..]].concat();
        if fits(&joined, name) {
            before.truncate(middle);
            *last = joined;
        }
    }
}

fn fits(words: &[Word], name: &str) -> bool {
    let (start_ms, end_ms) = times(words);
    end_ms.saturating_sub(start_ms) <= MS_MAX && lines(words, name).len() <= LINES_MAX
}

fn times(words: &[Word]) -> (u64, u64) {
    let start_ms = words.first().map_or(0, |word| word.start_ms);
    (start_ms, words.iter().map(|word| word.end_ms).max().unwrap_or(start_ms))
}

/// In letters of Latin script: those of East Asia are as wide as two.
fn width(text: &str) -> usize {
    let is_wide = |letter: char| WIDE.iter().any(|range| range.contains(&letter));
    text.chars().map(|letter| if is_wide(letter) { 2 } else { 1 }).sum()
}

/// As few as there can be; a word that is longer than a line has its own.
fn lines(words: &[Word], name: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut from, mut line) = (0, name.to_owned());
    for to in 1..=words.len() {
        let before = if lines.is_empty() { name } else { "" };
        let longer = format!("{before}{}", one_line(&text(&words[from..to])));
        if to - from > 1 && width(&longer) > LETTERS_MAX {
            from = to - 1;
            lines.push(std::mem::replace(&mut line, one_line(&text(&words[from..to]))));
        } else {
            line = longer;
        }
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words of a turn, half a second each.
    fn turn(said: &str) -> Turn {
        let words = said.split(' ').zip(0_u64..);
        let words = words.map(|(word, number)| {
            serde_json::json!({ "text": word, "start_ms": number * 500, "end_ms": number * 500 + 450 })
        });
        let words: Vec<serde_json::Value> = words.collect();
        let end_ms = words.len() * 500;
        let turn =
            serde_json::json!({ "speaker": "agent", "start_ms": 0, "end_ms": end_ms, "text": said, "words": words });
        serde_json::from_value(turn).unwrap()
    }

    fn shown(turn: &Turn, name: &str) -> Vec<(u64, u64, Vec<String>)> {
        let cues = cues(std::slice::from_ref(turn), |_| name.to_owned());
        cues.into_iter()
            .map(|cue| (cue.start_ms, cue.end_ms, cue.lines))
            .collect()
    }

    #[test]
    fn a_cue_ends_with_its_sentence_and_begins_and_ends_with_its_words() {
        let turn = turn("Good morning. How can I help you today?");
        assert_eq!(
            shown(&turn, "agent: "),
            [
                (0, 950, vec!["agent: Good morning.".to_owned()]),
                (1_000, 3_950, vec!["agent: How can I help you today?".to_owned()]),
            ]
        );
    }

    #[test]
    fn a_long_sentence_is_cut_at_commas_and_no_cue_is_longer_than_two_lines_or_seven_seconds() {
        let long = "I have been waiting for the engineer since eight this morning, and nobody has called me back to tell me whether he \
            will come at all or whether I should rather stay at home tomorrow as well, which I really cannot do a second time";
        let turn = turn(long);
        for name in ["", "customer: "] {
            let cues = shown(&turn, name);
            for (start, end, lines) in &cues {
                assert!(end - start <= 7_000 && lines.len() <= 2, "{cues:?}");
                assert!(lines.iter().all(|line| line.chars().count() <= 42), "{cues:?}");
                assert!(lines[0].starts_with(name), "{cues:?}");
                let words: usize = lines.iter().map(|line| line.split(' ').count()).sum();
                assert!(words >= 3, "{cues:?}");
            }
            assert!(cues[0].2.join(" ").ends_with("morning,"), "{cues:?}");
            let said: Vec<String> = cues
                .iter()
                .map(|(_, _, lines)| lines.join(" ").replacen(name, "", 1))
                .collect();
            assert_eq!(said.join(" "), long);
            assert!(cues.windows(2).all(|pair| pair[0].1 <= pair[1].0), "{cues:?}");
        }
    }

    #[test]
    fn a_title_ends_no_cue() {
        let cues = shown(&turn("Ask Dr. Kim about it. Thanks."), "");
        let said: Vec<String> = cues.into_iter().map(|(_, _, lines)| lines.join(" ")).collect();
        assert_eq!(said, ["Ask Dr. Kim about it.", "Thanks."]);
    }

    #[test]
    fn a_line_has_half_as_many_wide_letters() {
        let said = ["今天天气很好我们"; 8].join(" ");
        let cues = shown(&turn(&said), "");
        let widest = cues
            .iter()
            .flat_map(|(_, _, lines)| lines)
            .map(|line| line.chars().count());
        assert_eq!(widest.max(), Some(16), "{cues:?}");
        assert_eq!(width("Ａ안a"), 5);
    }

    #[test]
    fn whoever_speaks_into_a_long_turn_stands_where_it_is_said() {
        let long = turn("So I called you twice. Nobody was there. Then I wrote. That was it.");
        let mut hum = turn("Oh dear.");
        hum.speaker = "customer".into();
        for word in &mut hum.words {
            (word.start_ms, word.end_ms) = (word.start_ms + 2_700, word.end_ms + 2_700);
        }
        let turns = [long, hum];
        let cues = cues(&turns, |_| String::new());
        let shown: Vec<(u64, &str, &str)> = cues
            .iter()
            .map(|cue| (cue.start_ms, cue.speaker, cue.lines[0].as_str()))
            .collect();
        assert_eq!(
            shown,
            [
                (0, "agent", "So I called you twice."),
                (2_500, "agent", "Nobody was there."),
                (2_700, "customer", "Oh dear."),
                (4_000, "agent", "Then I wrote."),
                (5_500, "agent", "That was it."),
            ]
        );
    }

    #[test]
    fn a_turn_of_which_only_the_text_is_known_is_cut_by_its_letters() {
        let said = "one two three four five six seven eight nine ten ".repeat(4);
        let mut turn = turn(said.trim());
        turn.words.clear();
        turn.end_ms = 20_000;
        let cues = shown(&turn, "");
        assert!(cues.len() >= 3, "{cues:?}");
        assert_eq!((cues[0].0, cues.last().unwrap().1), (0, 20_000));
        assert!(
            cues.iter().all(|cue| cue.1 - cue.0 <= 7_000 && cue.2.len() <= 2),
            "{cues:?}"
        );
    }

    #[test]
    fn a_text_without_spaces_is_cut_as_others_are() {
        let said = "このままでは".repeat(15);
        let mut turn = turn(&said);
        turn.words.clear();
        turn.end_ms = 20_000;
        let cues = shown(&turn, "");
        assert!(
            cues.iter().all(|cue| cue.1 - cue.0 <= 7_000 && cue.2.len() <= 2),
            "{cues:?}"
        );
        let lines: Vec<&String> = cues.iter().flat_map(|cue| &cue.2).collect();
        assert!(lines.iter().all(|line| line.chars().count() <= 42), "{lines:?}");
        assert_eq!(lines.into_iter().cloned().collect::<String>(), said);
    }

    #[test]
    fn words_in_which_nothing_is_said_are_in_no_cue_however_many_there_are() {
        let mut turn = turn("Good morning. How can I help?");
        let spoken = shown(&turn, "");
        let blank = |start_ms: u64| Word {
            text: " ".into(),
            start_ms,
            end_ms: start_ms + 10,
            confidence: 1.0,
        };
        turn.words.insert(1, blank(460));
        turn.words.push(blank(9_000));
        assert_eq!(shown(&turn, ""), spoken);
        turn.words = vec![blank(0); 100_000];
        assert!(shown(&turn, "").is_empty());
    }

    #[test]
    fn a_word_that_no_line_holds_stands_alone_and_no_time_is_none() {
        let mut turn = turn(&"a".repeat(100));
        turn.words[0].end_ms = 0;
        assert_eq!(shown(&turn, ""), [(0, 1, vec!["a".repeat(100)])]);
        turn.words[0].end_ms = 60_000;
        assert_eq!(shown(&turn, "")[0].1, 7_000);
        turn.words.clear();
        turn.text.clear();
        assert!(shown(&turn, "").is_empty());
    }
}
