//! Words of all channels → turns: what one speaker said without a long pause. No word stands in two turns.

use std::collections::BTreeSet;

use super::words::is_unspaced;
use crate::analysis::{Speaker, Turn, TurnFlag, Word};

/// A longer pause between two words of a speaker ends the turn, in ms.
const PAUSE_MAX: u64 = 1_000;
/// A shorter one ends it where a sentence ends.
const PAUSE_OF_A_SENTENCE: u64 = 600;
/// And so does any pause in which somebody else says this much or more, in ms.
const OTHERS_MIN: u64 = 400;
/// Mean confidence of a turn's words below which it is marked.
const CONFIDENCE_MIN: f64 = 0.45;
/// Nobody says so many letters in a second: fast talkers come to 25 …
const LETTERS_PER_SECOND_MAX: u64 = 45;
/// … over at least so many. Of fewer the times of words are not exact enough.
const LETTERS_MIN: u64 = 20;

/// What one channel holds.
#[derive(Clone, Debug, PartialEq)]
pub struct ChannelWords {
    pub speaker: Speaker,
    pub channel: u16,
    /// Ordered by start; with the reason why a word is doubted.
    pub words: Vec<(Word, Option<TurnFlag>)>,
}

/// Turns of all channels, ordered by their start.
pub fn turns(channels: &[ChannelWords]) -> Vec<Turn> {
    let mut turns: Vec<Turn> = channels
        .iter()
        .enumerate()
        .flat_map(|(number, channel)| {
            let others: Vec<&ChannelWords> = channels
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != number)
                .map(|(_, other)| other)
                .collect();
            of_channel(channel, &others)
        })
        .collect();
    turns.sort_by_key(|turn| (turn.start_ms, turn.channel));
    turns
}

fn of_channel(channel: &ChannelWords, others: &[&ChannelWords]) -> Vec<Turn> {
    let mut turns = Vec::new();
    let mut open: Vec<&(Word, Option<TurnFlag>)> = Vec::new();
    for word in &channel.words {
        if let Some((last, _)) = open.last()
            && ends_between(last, &word.0, others)
        {
            turns.push(turn(channel, &std::mem::take(&mut open)));
        }
        open.push(word);
    }
    if !open.is_empty() {
        turns.push(turn(channel, &open));
    }
    turns
}

/// Whether a turn ends in the pause between two words of one speaker.
fn ends_between(last: &Word, next: &Word, others: &[&ChannelWords]) -> bool {
    let pause = next.start_ms.saturating_sub(last.end_ms);
    pause > PAUSE_MAX
        || (ends_sentence(&last.text) && pause > PAUSE_OF_A_SENTENCE)
        || others
            .iter()
            .any(|other| spoken(other, last.end_ms, next.start_ms) >= OTHERS_MIN)
}

/// Milliseconds of speech of a channel between two times.
fn spoken(channel: &ChannelWords, from: u64, to: u64) -> u64 {
    let first = channel.words.partition_point(|(word, _)| word.end_ms <= from);
    channel.words[first..]
        .iter()
        .take_while(|(word, _)| word.start_ms < to)
        .map(|(word, _)| word.end_ms.min(to).saturating_sub(word.start_ms.max(from)))
        .sum()
}

fn turn(channel: &ChannelWords, words: &[&(Word, Option<TurnFlag>)]) -> Turn {
    let confidence = words.iter().map(|(word, _)| word.confidence).sum::<f64>() / words.len().max(1) as f64;
    let mut flags: BTreeSet<TurnFlag> = words.iter().filter_map(|(_, doubt)| *doubt).collect();
    if confidence < CONFIDENCE_MIN {
        flags.insert(TurnFlag::LowConfidence);
    }
    let words: Vec<Word> = words.iter().map(|(word, _)| word.clone()).collect();
    let (start_ms, end_ms) = (
        words.first().map_or(0, |word| word.start_ms),
        words.iter().map(|word| word.end_ms).max().unwrap_or(0),
    );
    if is_too_fast(&words, end_ms.saturating_sub(start_ms)) {
        flags.insert(TurnFlag::ImplausibleRate);
    }
    Turn {
        speaker: channel.speaker.clone(),
        channel: channel.channel,
        start_ms,
        end_ms,
        text: text(&words),
        words,
        sentiment: None,
        confidence: Some((confidence * 1000.0).round() / 1000.0),
        flags: flags.into_iter().collect(),
    }
}

/// Letters as they are spoken: one of a script without spaces is a syllable, as long as two of an alphabet.
fn is_too_fast(words: &[Word], ms: u64) -> bool {
    let weight = |character: char| match character.is_alphanumeric() {
        false => 0,
        true => 1 + u64::from(!is_spaced(character)),
    };
    let letters: u64 = words.iter().flat_map(|word| word.text.chars()).map(weight).sum();
    letters >= LETTERS_MIN && letters.saturating_mul(1000) > ms.saturating_mul(LETTERS_PER_SECOND_MAX)
}

/// Words with spaces between them, except between two of a script that has none.
pub fn text(words: &[Word]) -> String {
    let mut text = String::new();
    for word in words {
        text.push_str(space(&text, &word.text));
        text.push_str(&word.text);
    }
    text
}

/// Signs that end a sentence, of scripts other than Latin, too.
const SENTENCE_ENDS: [char; 9] = ['.', '?', '!', '。', '？', '！', '؟', '۔', '।'];
/// Short words for who is spoken of, whose full stop ends none: "Dr. Kim".
const TITLES: [&str; 12] = [
    "mr", "mrs", "ms", "dr", "prof", "sr", "sra", "srta", "dra", "mme", "hr", "fr",
];

/// Whether a sentence ends with a word, its signs and quotation marks with it.
pub fn ends_sentence(word: &str) -> bool {
    let word = word.trim_end_matches(['"', '\'', '”', '’', '»', ')']);
    let is_title = || {
        let title = word.strip_suffix('.').unwrap_or_default();
        TITLES.iter().any(|known| title.eq_ignore_ascii_case(known))
    };
    word.ends_with(SENTENCE_ENDS) && !is_title()
}

/// What stands between a text and the word that follows it.
pub fn space(text: &str, next: &str) -> &'static str {
    let meeting = text.chars().next_back().zip(next.chars().next());
    let joined = meeting.is_some_and(|(a, b)| !is_spaced(a) && !is_spaced(b));
    if text.is_empty() || joined { "" } else { " " }
}

/// The words of a text that somebody has written: what stands between spaces, and of a script without them each character, with the
/// signs behind it.
pub fn written(text: &str) -> Vec<&str> {
    text.split_whitespace().flat_map(characters).collect()
}

fn characters(part: &str) -> Vec<&str> {
    let (mut words, mut from, mut has_unspaced) = (Vec::new(), 0, false);
    for (at, letter) in part.char_indices() {
        let before = &part[from..at];
        if has_unspaced && letter.is_alphanumeric() && space(before, &part[at..]).is_empty() {
            words.push(before);
            (from, has_unspaced) = (at, false);
        }
        has_unspaced |= is_unspaced(letter);
    }
    words.push(&part[from..]);
    words
}

fn is_spaced(character: char) -> bool {
    !matches!(u32::from(character), 0x0e00..=0x0eff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x3000..=0x30ff | 0x3400..=0x9fff | 0xf900..=0xfaff | 0xff00..=0xffef)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn channel(number: u16, words: &[(&str, u64, u64)]) -> ChannelWords {
        let word = |(text, start_ms, end_ms): &(&str, u64, u64)| {
            (
                Word {
                    text: (*text).to_owned(),
                    start_ms: *start_ms,
                    end_ms: *end_ms,
                    confidence: 0.9,
                },
                None,
            )
        };
        ChannelWords {
            speaker: format!("ch{}", number + 1),
            channel: number,
            words: words.iter().map(word).collect(),
        }
    }

    fn texts(turns: &[Turn]) -> Vec<&str> {
        turns.iter().map(|turn| turn.text.as_str()).collect()
    }

    #[test]
    fn what_is_written_without_spaces_has_a_word_for_each_character() {
        assert_eq!(written(" Good  day. "), ["Good", "day."]);
        assert_eq!(written("日本、語。はい"), ["日", "本、", "語。", "は", "い"]);
        // A name in letters stays whole, with what it meets.
        assert_eq!(written("「iPhone」は 3台"), ["「iPhone」は", "3台"]);
        assert!(written("").is_empty());
    }

    #[test]
    fn a_long_pause_ends_a_turn_and_a_short_one_does_not() {
        let turns = turns(&[channel(0, &[("I", 0, 100), ("see", 900, 1100), ("well", 2200, 2400)])]);
        assert_eq!(texts(&turns), ["I see", "well"]);
        assert_eq!((turns[0].start_ms, turns[0].end_ms), (0, 1100));
    }

    #[test]
    fn a_sentence_ends_with_its_sign_and_not_with_a_title() {
        for end in ["today.", "now?", "No!", "said.”", "好。", "لماذا؟", "है।", "St.", "etc."] {
            assert!(ends_sentence(end), "{end}");
        }
        for inside in ["Dr.", "mr.", "Sra.", "so,", "3.50", "", "\"", "…"] {
            assert!(!ends_sentence(inside), "{inside}");
        }
    }

    #[test]
    fn a_sentence_ends_a_turn_sooner() {
        let turns = turns(&[channel(0, &[("Yes.", 0, 300), ("And", 1000, 1200)])]);
        assert_eq!(texts(&turns), ["Yes.", "And"]);
    }

    #[test]
    fn an_answer_in_the_pause_ends_the_turn_and_a_short_hum_does_not() {
        let agent = channel(0, &[("Your", 0, 200), ("name?", 250, 500), ("Fine", 1400, 1600)]);
        let answer = channel(1, &[("Anna", 600, 900), ("Blum", 900, 1300)]);
        assert_eq!(
            texts(&turns(&[agent.clone(), answer])),
            ["Your name?", "Anna Blum", "Fine"]
        );
        let agent = channel(0, &[("Your", 0, 200), ("name", 250, 500), ("please", 1200, 1600)]);
        let hum = channel(1, &[("mm", 600, 800)]);
        assert_eq!(texts(&turns(&[agent, hum])), ["Your name please", "mm"]);
    }

    #[test]
    fn doubtful_words_and_circles_are_marked() {
        let mut doubtful = channel(0, &[("uh", 0, 100)]);
        doubtful.words[0].0.confidence = 0.2;
        doubtful.words[0].1 = Some(TurnFlag::Repetition);
        assert_eq!(
            turns(&[doubtful])[0].flags,
            [TurnFlag::LowConfidence, TurnFlag::Repetition]
        );
    }

    #[test]
    fn what_nobody_can_say_in_its_time_is_marked_and_fast_speech_is_not() {
        let flags = |text: &str, ms: u64| turns(&[channel(0, &[(text, 0, ms)])])[0].flags.clone();
        assert_eq!(flags("Thankyouforwatching,please", 300), [TurnFlag::ImplausibleRate]);
        assert_eq!(
            flags("ご視聴ありがとうございました。", 300),
            [TurnFlag::ImplausibleRate]
        );
        assert!(flags("thefastesttalkersinanylanguage", 1000).is_empty());
        assert!(flags("Hi", 10).is_empty());
    }

    #[test]
    fn scripts_without_spaces_are_joined() {
        assert_eq!(
            turns(&[channel(0, &[("日", 0, 10), ("本。", 10, 20), ("OK", 20, 30)])])[0].text,
            "日本。 OK"
        );
    }

    /// Two who talk whenever they like: pause before a word, its length, and whose it is.
    fn talk(gaps: &[(u64, u64, bool)]) -> [ChannelWords; 2] {
        let mut channels = [channel(0, &[]), channel(1, &[])];
        let mut at = [0_u64; 2];
        for (number, (gap, long, second)) in gaps.iter().enumerate() {
            let side = usize::from(*second);
            let start_ms = at[side] + gap;
            at[side] = start_ms + long;
            let word = Word {
                text: format!("w{number}"),
                start_ms,
                end_ms: at[side],
                confidence: 1.0,
            };
            channels[side].words.push((word, None));
        }
        channels
    }

    proptest! {
        /// What both say at once stays at once, each on their channel, and the figures are those of the words, however they were cut into turns.
        #[test]
        fn overlapping_talk_is_kept_and_counted_by_its_words(gaps in prop::collection::vec((0u64..3000, 1u64..800, any::<bool>()), 0..40)) {
            let channels = talk(&gaps);
            let turns = turns(&channels);
            for (number, channel) in channels.iter().enumerate() {
                let own = turns.iter().filter(|turn| usize::from(turn.channel) == number);
                let words: Vec<Word> = own.flat_map(|turn| turn.words.clone()).collect();
                let said: Vec<Word> = channel.words.iter().map(|(word, _)| word.clone()).collect();
                prop_assert_eq!(words, said);
            }
            let alone = |turn: &Turn| turn.words.iter().map(|word| turn.of_words(vec![word.clone()])).collect::<Vec<_>>();
            let mut single: Vec<Turn> = turns.iter().flat_map(alone).collect();
            single.sort_by_key(|turn| (turn.start_ms, turn.channel));
            let end = turns.iter().map(|turn| turn.end_ms).max().unwrap_or(0);
            let figures = |turns: &[Turn]| crate::characteristics::of(turns, end, &Default::default());
            let (whole, parts) = (figures(&turns), figures(&single));
            prop_assert_eq!(&whole.talk_ms, &parts.talk_ms);
            prop_assert_eq!(&whole.non_talk, &parts.non_talk);
            prop_assert_eq!(whole.silence_share, parts.silence_share);
            prop_assert_eq!(&whole.words, &parts.words);
            // Counted by hand: each side's words never overlap one another.
            for channel in &channels {
                let ms: u64 = channel.words.iter().map(|(word, _)| word.end_ms - word.start_ms).sum();
                prop_assert_eq!(whole.talk_ms.by_speaker.get(&channel.speaker).copied().unwrap_or(0), ms);
            }
        }

        /// Every word stands in exactly one turn, whatever the overlaps.
        #[test]
        fn no_word_is_lost_or_doubled(gaps in prop::collection::vec((0u64..3000, 0u64..800, any::<bool>()), 0..40)) {
            let turns = turns(&talk(&gaps));
            let mut said: Vec<String> = turns.iter().flat_map(|turn| turn.words.iter().map(|word| word.text.clone())).collect();
            said.sort();
            let mut all: Vec<String> = (0..gaps.len()).map(|number| format!("w{number}")).collect();
            all.sort();
            prop_assert_eq!(said, all);
            prop_assert!(turns.iter().all(|turn| turn.start_ms <= turn.end_ms));
            prop_assert!(turns.is_sorted_by_key(|turn| turn.start_ms));
        }
    }
}
