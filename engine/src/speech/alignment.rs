//! When each word of a window begins and ends. The recogniser says about where a word ends (its attention, aligned by dynamic time
//! warping); the sound says exactly where it is quiet. Both together choose, for all words at once, the cheapest way to lay the
//! boundaries: near where the recogniser puts them, into silences rather than beside them, with no word across a long one.

use std::ops::Range;

use super::packing::Window;
use super::words::HeardWord;

/// Samples of a frame of loudness: 10 ms.
const FRAME: usize = 160;
/// Frames over which loudness is averaged.
const SMOOTH: usize = 3;
/// Frames of the shortest silence that may part two words.
const SILENCE_MIN: usize = 4;
/// Frames of a silence that may well be inside a word (the closure of a plosive).
const CLOSURE: usize = 12;
/// How far from the recogniser's boundary a silence may lie, in frames.
const REACH: usize = 150;
/// Of the loudness between floor and peak (in decibels), what counts as silent.
const SILENT: f32 = 0.15;
/// The floor of digital silence tells nothing about the room: at most this far below the peak, in decibels.
const FLOOR_DEPTH: f32 = 60.0;
/// A sound between two silences that is hardly louder is a breath, in decibels.
const BREATH: f32 = 14.0;
/// What is this much louder than the background is not background, in decibels; asked only where the background is silent.
const BACKGROUND: f32 = 10.0;
/// Softer than silent by this much is background in any case, in decibels.
const SOFT_DEPTH: f32 = 10.0;
/// The longest soft beginning or end, in frames.
const SOFT_MAX: usize = 45;
/// A frame cannot be silent above this far below the peak, however loud the floor is, in decibels.
const BELOW_PEAK: f32 = 12.0;

// Costs. Tried on joined digits and read speech through mu-law: the errors hardly move when these are halved or doubled.
/// A frame of distance from where the recogniser puts the boundary.
const DISTANCE: f32 = 0.5;
const SILENCE_BONUS: f32 = 1.0;
const SILENCE_BONUS_MAX: f32 = 30.0;
const WITHIN_WORD: f32 = 1.5;
const WITHIN_WORD_EACH: f32 = 8.0;
const SHORT_WORD: f32 = 30.0;
const LONG_WORD: f32 = 0.5;
const WORD_MIN: usize = 5;
const WORD_MAX: usize = 110;

/// Start and end of each word as samples of the window. Words without a hint from the recogniser are laid out by their length.
pub fn times(window: &Window, words: &[HeardWord]) -> Vec<Range<usize>> {
    let frames = window.samples.len() / FRAME;
    let Some(ends) = words.iter().map(|word| word.end).collect::<Option<Vec<_>>>() else {
        return spread(window, words);
    };
    if words.is_empty() || frames == 0 {
        return words.iter().map(|_| 0..window.samples.len()).collect();
    }
    let loudness = loudness(&window.samples);
    let silences = silences(window, &loudness);
    let targets: Vec<(usize, usize)> = ends
        .iter()
        .map(|(sound, end)| ((sound / FRAME).min(frames), (end / FRAME).min(frames)))
        .collect();
    let cuts = Layout {
        silences: &silences,
        targets: &targets,
        is_spelled: &words.iter().map(is_spelled).collect::<Vec<_>>(),
        frames,
    }
    .cuts();
    let mut times: Vec<Range<usize>> = cuts
        .windows(2)
        .map(|pair| pair[0].end..pair[1].start.max(pair[0].end))
        .collect();
    soften(&mut times, &loudness);
    let sample = |frame: usize| (frame * FRAME).min(window.samples.len());
    times
        .into_iter()
        .map(|time| sample(time.start)..sample(time.end))
        .collect()
}

/// Several digits in one word are spoken one by one, with pauses.
fn is_spelled(word: &HeardWord) -> bool {
    word.text.bytes().filter(u8::is_ascii_digit).count() > 1
}

/// Before a silent background a word's soft beginning and end are heard too: it reaches to where the background begins, or the
/// word next to it.
fn soften(times: &mut [Range<usize>], loudness: &[f32]) {
    let (floor, limit) = limits(loudness);
    let background = (floor + BACKGROUND).max(limit - SOFT_DEPTH);
    if background >= limit {
        return;
    }
    let is_soft = |frame: usize| loudness.get(frame).is_some_and(|loudness| *loudness > background);
    for word in 0..times.len() {
        let next = times.get(word + 1).map_or(loudness.len(), |next| next.start);
        let end = times[word].end;
        times[word].end = (end..next.min(end + SOFT_MAX))
            .find(|frame| !is_soft(*frame))
            .unwrap_or(next.min(end + SOFT_MAX));
        let last = if word == 0 { 0 } else { times[word - 1].end };
        let start = times[word].start;
        let first = last.max(start.saturating_sub(SOFT_MAX));
        times[word].start = (first..start)
            .rev()
            .find(|frame| !is_soft(*frame))
            .map_or(first.min(start), |frame| frame + 1);
    }
}

/// A stretch of the window → samples of the recording. What begins in a gap begins with the next piece, what ends in one ended
/// with the piece before.
pub fn in_recording(window: &Window, time: &Range<usize>) -> Range<usize> {
    let pieces = &window.pieces;
    let next = pieces
        .iter()
        .find(|piece| piece.within().end > time.start)
        .or(pieces.last());
    let start = next.map_or(0, |piece| {
        piece.from + time.start.saturating_sub(piece.within).min(piece.length)
    });
    let before = pieces
        .iter()
        .rev()
        .find(|piece| piece.within < time.end)
        .or(pieces.first());
    let end = before.map_or(0, |piece| {
        piece.from + time.end.saturating_sub(piece.within).min(piece.length)
    });
    start..end.max(start)
}

/// Of a window: the loudness of its quietest frames, and the loudness below which a frame is silent.
fn limits(loudness: &[f32]) -> (f32, f32) {
    let mut sorted = loudness.to_vec();
    sorted.sort_by(f32::total_cmp);
    let at = |share: f32| {
        sorted
            .get((sorted.len() as f32 * share) as usize)
            .copied()
            .unwrap_or(-120.0)
    };
    let (quietest, peak) = (at(0.05), at(0.95));
    let floor = quietest.max(peak - FLOOR_DEPTH);
    (quietest, (floor + SILENT * (peak - floor)).min(peak - BELOW_PEAK))
}

/// Silent stretches in frames, ordered; the edges of the window are among them. A breath alone does not part two silences.
fn silences(window: &Window, loudness: &[f32]) -> Vec<Range<usize>> {
    let (_, limit) = limits(loudness);
    let in_gap = |frame: usize| {
        let sample = frame * FRAME + FRAME / 2;
        !window.pieces.iter().any(|piece| piece.within().contains(&sample))
    };
    let mut silences: Vec<Range<usize>> = Vec::new();
    for (frame, loudness) in loudness.iter().enumerate() {
        if *loudness >= limit && !in_gap(frame) {
            continue;
        }
        match silences.last_mut() {
            Some(last) if last.end == frame => last.end += 1,
            _ => silences.push(frame..frame + 1),
        }
    }
    silences.dedup_by(|next, last| {
        let is_breath = loudness[last.end..next.start]
            .iter()
            .all(|loudness| *loudness < limit + BREATH);
        if is_breath {
            last.end = next.end;
        }
        is_breath
    });
    let frames = loudness.len();
    silences.retain(|silence| silence.len() >= SILENCE_MIN || silence.start == 0 || silence.end == frames);
    if silences.first().is_none_or(|first| first.start > 0) {
        silences.insert(0, 0..0);
    }
    if silences.last().is_none_or(|last| last.end < frames) {
        silences.push(frames..frames);
    }
    silences
}

/// Decibels of every frame, averaged over its neighbours.
fn loudness(samples: &[f32]) -> Vec<f32> {
    let power: Vec<f32> = samples
        .chunks_exact(FRAME)
        .map(|frame| frame.iter().map(|sample| sample * sample).sum::<f32>() / FRAME as f32)
        .collect();
    let mean = |frame: usize| {
        let near = &power[frame.saturating_sub(SMOOTH / 2)..(frame + SMOOTH / 2 + 1).min(power.len())];
        near.iter().sum::<f32>() / near.len() as f32
    };
    (0..power.len())
        .map(|frame| 10.0 * (mean(frame) + 1e-12).log10())
        .collect()
}

/// The search for the cheapest boundaries. Boundary 0 lies before the first word, boundary n after the last.
struct Layout<'a> {
    silences: &'a [Range<usize>],
    /// For each word, the frames between which the recogniser puts its end.
    targets: &'a [(usize, usize)],
    /// Words that may hold pauses.
    is_spelled: &'a [bool],
    frames: usize,
}

/// One way to lay a boundary: the word before ends at `start`, the word after begins at `end`.
#[derive(Clone)]
struct Choice {
    at: Range<usize>,
    cost: f32,
    /// Which choice of the boundary before.
    from: usize,
}

impl Layout<'_> {
    fn cuts(&self) -> Vec<Range<usize>> {
        let mut columns: Vec<Vec<Choice>> = vec![self.first()];
        for boundary in 1..=self.targets.len() {
            let mut column = self.choices(boundary);
            let before = &columns[boundary - 1];
            for choice in &mut column {
                let ways = before
                    .iter()
                    .map(|last| last.cost + self.word(last.at.end, choice.at.start, self.is_spelled[boundary - 1]));
                let best = ways.enumerate().min_by(|a, b| a.1.total_cmp(&b.1));
                let (from, cost) = best.unwrap_or((0, f32::INFINITY));
                choice.cost += cost;
                choice.from = from;
            }
            columns.push(column);
        }
        self.trace(&columns)
    }

    fn trace(&self, columns: &[Vec<Choice>]) -> Vec<Range<usize>> {
        let last = columns.last().map(Vec::as_slice).unwrap_or_default();
        let mut index = last
            .iter()
            .enumerate()
            .min_by(|a, b| a.1.cost.total_cmp(&b.1.cost))
            .map_or(0, |(index, _)| index);
        let mut cuts = Vec::with_capacity(columns.len());
        for column in columns.iter().rev() {
            let choice = &column[index];
            cuts.push(choice.at.clone());
            index = choice.from;
        }
        cuts.reverse();
        cuts
    }

    /// The first word may begin after any silence that lies before its end.
    fn first(&self) -> Vec<Choice> {
        let end = self.targets[0].0;
        let before = self
            .silences
            .iter()
            .filter(|silence| silence.start == 0 || silence.end < end);
        before
            .map(|silence| Choice {
                at: silence.clone(),
                cost: 0.0,
                from: 0,
            })
            .collect()
    }

    /// Where the recogniser puts the boundary, and every silence near it.
    fn choices(&self, boundary: usize) -> Vec<Choice> {
        let (low, high) = self.targets[boundary - 1];
        let is_last = boundary == self.targets.len();
        let mut choices = vec![Choice {
            at: low..low,
            cost: 0.0,
            from: 0,
        }];
        for silence in self.silences {
            let distance = silence.start.saturating_sub(high) + low.saturating_sub(silence.end);
            if distance > REACH {
                continue;
            }
            let bonus = if is_last && silence.end == self.frames {
                SILENCE_BONUS_MAX
            } else {
                (silence.len() as f32 * SILENCE_BONUS).min(SILENCE_BONUS_MAX)
            };
            choices.push(Choice {
                at: silence.clone(),
                cost: distance as f32 * DISTANCE - bonus,
                from: 0,
            });
        }
        choices
    }

    /// What it costs to let a word reach from `start` to `end`.
    fn word(&self, start: usize, end: usize, is_spelled: bool) -> f32 {
        if end < start {
            return f32::MAX / 1e6 + (start - end) as f32;
        }
        let length = end - start;
        if is_spelled {
            return if length < WORD_MIN { SHORT_WORD } else { 0.0 };
        }
        let mut cost = length.saturating_sub(WORD_MAX) as f32 * LONG_WORD;
        if length < WORD_MIN {
            cost += SHORT_WORD;
        }
        let first = self.silences.partition_point(|silence| silence.start <= start);
        for silence in self.silences[first..].iter().take_while(|silence| silence.end < end) {
            if silence.len() > CLOSURE {
                cost += WITHIN_WORD_EACH + (silence.len() - CLOSURE) as f32 * WITHIN_WORD;
            }
        }
        cost
    }
}

/// Without a hint: the speech of the window is shared out by the number of characters.
fn spread(window: &Window, words: &[HeardWord]) -> Vec<Range<usize>> {
    let size = |word: &HeardWord| word.text.chars().count() + 1;
    let total = words.iter().map(size).sum::<usize>().max(1);
    let speech = window.speech();
    let mut before = 0;
    let mut times = Vec::with_capacity(words.len());
    for word in words {
        let start = speech * before / total;
        before += size(word);
        times.push(within(window, start)..within(window, (speech * before / total).saturating_sub(1)) + 1);
    }
    times
}

/// The n-th sample of speech → the sample of the window.
fn within(window: &Window, mut speech: usize) -> usize {
    for piece in &window.pieces {
        if speech < piece.length {
            return piece.within + speech;
        }
        speech -= piece.length;
    }
    window.samples.len().saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::super::packing::Piece;
    use super::*;

    /// `#` is 100 ms of tone, `.` 100 ms of silence.
    fn window(picture: &str) -> Window {
        let mut samples = Vec::new();
        for (number, mark) in picture.bytes().enumerate() {
            let volume = if mark == b'#' { 0.3 } else { 0.0005 };
            samples.extend((0..1600).map(|i| volume * ((number * 1600 + i) as f32 * 0.3).sin()));
        }
        let length = samples.len();
        Window {
            samples,
            pieces: vec![Piece {
                within: 0,
                from: 0,
                length,
            }],
        }
    }

    fn word(text: &str, end: Option<usize>) -> HeardWord {
        HeardWord {
            text: text.into(),
            confidence: 1.0,
            end: end.map(|end| (end * 16, end * 16)),
            tokens: 0..0,
        }
    }

    fn milliseconds(times: &[Range<usize>]) -> Vec<(usize, usize)> {
        times.iter().map(|time| (time.start / 16, time.end / 16)).collect()
    }

    fn close(found: &[(usize, usize)], expected: &[(usize, usize)]) {
        let near = |a: usize, b: usize| a.abs_diff(b) <= 20;
        let all = found
            .iter()
            .zip(expected)
            .all(|(f, e)| near(f.0, e.0) && near(f.1, e.1));
        assert!(all && found.len() == expected.len(), "{found:?} is not {expected:?}");
    }

    #[test]
    fn boundaries_fall_into_the_silences_next_to_them() {
        let window = window("..####...###...####...");
        let words = [
            word("one", Some(750)),
            word("two", Some(1100)),
            word("three", Some(2000)),
        ];
        close(
            &milliseconds(&times(&window, &words)),
            &[(200, 600), (900, 1200), (1500, 1900)],
        );
    }

    #[test]
    fn a_boundary_without_a_silence_stays_where_the_recogniser_put_it() {
        let window = window("..########..");
        let words = [word("one", Some(500)), word("two", Some(1050))];
        close(&milliseconds(&times(&window, &words)), &[(200, 500), (500, 1000)]);
    }

    #[test]
    fn no_word_reaches_across_a_long_silence() {
        // The recogniser's second boundary is far off: it lies in the third word.
        let window = window(".####......####....####.");
        let words = [
            word("one", Some(520)),
            word("two", Some(1900)),
            word("three", Some(2200)),
        ];
        close(
            &milliseconds(&times(&window, &words)),
            &[(100, 500), (1100, 1500), (1900, 2300)],
        );
    }

    #[test]
    fn boundaries_that_fall_together_still_give_words_in_order() {
        let window = window("..####..");
        let words: Vec<HeardWord> = (0..40).map(|_| word("na", Some(500))).collect();
        let times = times(&window, &words);
        assert_eq!(times.len(), 40);
        assert!(times.windows(2).all(|pair| pair[0].end <= pair[1].start), "{times:?}");
        assert!(times.iter().all(|time| time.start <= time.end));
    }

    #[test]
    fn without_a_hint_words_share_the_speech_by_their_length() {
        let window = window("##########");
        let words = [word("a", None), word("abcdefg", None)];
        close(&milliseconds(&times(&window, &words)), &[(0, 200), (200, 1000)]);
    }

    #[test]
    fn times_in_the_window_lead_back_to_the_recording() {
        let pieces = vec![
            Piece {
                within: 0,
                from: 1000,
                length: 500,
            },
            Piece {
                within: 700,
                from: 9000,
                length: 500,
            },
        ];
        let window = Window {
            samples: vec![0.0; 1200],
            pieces,
        };
        assert_eq!(in_recording(&window, &(100..200)), 1100..1200);
        assert_eq!(in_recording(&window, &(100..600)), 1100..1500);
        assert_eq!(in_recording(&window, &(600..800)), 9000..9100);
        assert_eq!(in_recording(&window, &(550..600)), 9000..9000);
        assert_eq!(in_recording(&window, &(1300..1400)), 9500..9500);
    }

    #[test]
    fn nothing_heard_has_no_times() {
        assert!(times(&window(".."), &[]).is_empty());
        let empty = Window {
            samples: vec![],
            pieces: vec![],
        };
        assert_eq!(times(&empty, &[word("a", Some(3))]).len(), 1);
    }
}
