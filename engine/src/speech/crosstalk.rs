//! A voice that leaks from one channel into another is heard there again: the same words at the same time, far fainter. Nobody has said them there,
//! and they stand where they were said. Only what words and sound both say is a copy is taken out; in doubt it stays.

use std::ops::Range;

use super::hearing::SpokenWord;
use crate::audio::{self, Sound};

/// So many words that are the same, and half of all of a stretch, are no chance.
const WORDS_MIN: usize = 3;
/// As many may lie between two of them that were understood otherwise, and as long a pause, in ms.
const OTHERWISE_MAX: usize = 2;
const PAUSE_MAX: u64 = 2_000;
/// How far apart the same word may begin on two channels, in ms.
const APART_MAX: u64 = 400;

/// Takes out what leaked, of each channel; whether there was any.
pub fn take_out(heard: &mut [Vec<SpokenWord>], sound: &Sound) -> bool {
    let leaked: Vec<Vec<Range<usize>>> = (0..heard.len()).map(|channel| leaked(channel, heard, sound)).collect();
    let is_any = leaked.iter().any(|stretches| !stretches.is_empty());
    for (said, stretches) in heard.iter_mut().zip(leaked) {
        let mut place = 0;
        said.retain(|_| {
            place += 1;
            !stretches.iter().any(|stretch| stretch.contains(&(place - 1)))
        });
    }
    is_any
}

/// Places of the words of a channel that are those of another one.
fn leaked(channel: usize, heard: &[Vec<SpokenWord>], sound: &Sound) -> Vec<Range<usize>> {
    let (Some(own), Some(faint)) = (heard.get(channel), sound.channels.get(channel)) else {
        return Vec::new();
    };
    let others = heard.iter().zip(&sound.channels).enumerate();
    let others = others.filter(|(other, _)| *other != channel);
    let found = others.flat_map(|(_, (other, voice))| {
        let stretches = same(own, other).into_iter();
        stretches.filter(move |stretch| {
            let words = &own[stretch.clone()];
            let start = words.iter().map(|spoken| spoken.word.start_ms).min().unwrap_or(0);
            let end = words.iter().map(|spoken| spoken.word.end_ms).max().unwrap_or(0);
            audio::is_faint_copy(faint, voice, sound.rate, start..end)
        })
    });
    found.collect()
}

/// A stretch of words, and how many of them are the same.
struct Same {
    places: Range<usize>,
    words: usize,
}

/// Stretches of words that another channel has too, at that time and in that order.
fn same(own: &[SpokenWord], other: &[SpokenWord]) -> Vec<Range<usize>> {
    let (mut stretches, mut from) = (Vec::<Same>::new(), 0);
    for (place, spoken) in own.iter().enumerate() {
        let (start, text) = (spoken.word.start_ms, plain(&spoken.word.text));
        let first = other.partition_point(|word| word.word.start_ms.saturating_add(APART_MAX) < start);
        let last = start.saturating_add(APART_MAX);
        let mut near = (first.max(from)..other.len()).take_while(|at| other[*at].word.start_ms <= last);
        let Some(found) = near.find(|at| !text.is_empty() && plain(&other[*at].word.text) == text) else {
            continue;
        };
        from = found + 1;
        match stretches.last_mut() {
            Some(last) if goes_on(own, last, place) => {
                last.places.end = place + 1;
                last.words += 1;
            }
            _ => stretches.push(Same {
                places: place..place + 1,
                words: 1,
            }),
        }
    }
    let are_enough = |one: &Same| one.words >= WORDS_MIN && 2 * one.words >= one.places.len();
    let enough = stretches.into_iter().filter(are_enough);
    enough.map(|one| one.places).collect()
}

fn goes_on(own: &[SpokenWord], last: &Same, place: usize) -> bool {
    let pauses = own[last.places.end - 1..=place].windows(2);
    let mut pauses = pauses.map(|pair| pair[1].word.start_ms.saturating_sub(pair[0].word.end_ms));
    place - last.places.end <= OTHERWISE_MAX && pauses.all(|pause| pause <= PAUSE_MAX)
}

/// Without capitals and signs.
fn plain(word: &str) -> String {
    word.chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Word;
    use crate::audio::Channel;

    const RATE: usize = 8000;

    /// Half a second each, a word every half second.
    fn said(text: &str, from_ms: u64) -> Vec<SpokenWord> {
        let words = text.split(' ').zip(0_u64..).map(|(word, number)| SpokenWord {
            word: Word {
                text: word.to_owned(),
                start_ms: from_ms + number * 500,
                end_ms: from_ms + number * 500 + 450,
                confidence: 0.9,
            },
            doubt: None,
            tokens: Vec::new(),
        });
        words.collect()
    }

    fn text(said: &[SpokenWord]) -> String {
        let words: Vec<&str> = said.iter().map(|spoken| spoken.word.text.as_str()).collect();
        words.join(" ")
    }

    /// Noise of one of several kinds, as long as a call of ten seconds.
    fn voice(seed: u32) -> Vec<f32> {
        let mut state = seed;
        let next = |_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 24) as f32 - 0.5
        };
        (0..10 * RATE).map(next).collect()
    }

    /// The first side as it is; the second has a voice of its own from five seconds on, and before it what leaks.
    fn call(leak: f32) -> Sound {
        let (first, second) = (voice(1), voice(2));
        let second: Vec<f32> = (0..10 * RATE)
            .map(|n| match n < 5 * RATE {
                true => leak * first[n.saturating_sub(40)],
                false => second[n],
            })
            .collect();
        Sound {
            rate: RATE as u32,
            channels: vec![Channel::from(first.as_slice()), Channel::from(second.as_slice())],
            source_channels: 2,
            flags: Vec::new(),
            duration_ms: 10_000,
        }
    }

    #[test]
    fn words_that_leaked_stand_where_they_were_said() {
        let own = said("Yes I do.", 6_000);
        let heard = |leaked: &str| {
            let second = [said(leaked, 1_050), own.clone()].concat();
            [said("Thank you for calling Acme.", 1_000), second]
        };
        // One of them was understood otherwise.
        for leaked in ["thank you for calling Acme", "Thank you for falling Acme."] {
            let mut both = heard(leaked);
            assert!(take_out(&mut both, &call(0.05)), "{leaked}");
            assert_eq!(
                [text(&both[0]), text(&both[1])],
                ["Thank you for calling Acme.", "Yes I do."]
            );
        }
    }

    #[test]
    fn what_words_or_sound_do_not_both_call_a_copy_stays() {
        let greeting = || said("Thank you for calling Acme.", 1_000);
        let stays = |second: Vec<SpokenWord>, sound: &Sound, why: &str| {
            let mut both = [greeting(), second];
            let before = both.clone();
            assert!(!take_out(&mut both, sound) && both == before, "{why}");
        };
        stays(greeting(), &call(0.9), "as loud as the voice");
        stays(said("Thank you", 1_000), &call(0.05), "two words are chance");
        stays(
            said("Nobody has called anybody here", 1_000),
            &call(0.05),
            "other words",
        );
        stays(
            said("Thank you for calling Acme.", 2_000),
            &call(0.05),
            "at another time",
        );
        // Both say the same at once, each with a voice of their own.
        let late = || said("Happy new year to you.", 6_000);
        let mut both = [late(), late()];
        assert!(!take_out(&mut both, &call(0.05)));
        assert_eq!(both, [late(), late()]);
        let mut nothing: [Vec<SpokenWord>; 2] = [greeting(), Vec::new()];
        assert!(!take_out(&mut nothing, &call(0.05)));
        assert!(!take_out(&mut [greeting()], &call(0.05)) && !take_out(&mut [], &call(0.05)));
    }
}
