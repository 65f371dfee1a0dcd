//! Speech of one channel, packed into windows for the recogniser: a full window costs as much as an empty one, and gives more
//! context, so that it is heard better. The map from a window's time back to the recording's is part of it.

use std::ops::Range;

use crate::audio::Samples;

/// Samples a second.
const RATE: usize = super::vad::RATE;
/// Most samples of a window: 28 of the 30 s that Whisper hears.
pub const WINDOW_MAX: usize = 28 * RATE;
/// Between two pieces, so that words do not run together: 0.4 s.
const GAP: usize = 2 * RATE / 5;
/// A longer piece is split in its last third of the window, where it is quietest.
const SPLIT_BEGIN: usize = 18 * RATE;
/// Over which loudness is measured to find the quietest point: 50 ms.
const QUIET: usize = RATE / 20;

/// Samples for the recogniser, and where they came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    pub samples: Vec<f32>,
    /// Ordered, apart in both times.
    pub pieces: Vec<Piece>,
}

/// A run of samples that was taken over unchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// First sample in the window.
    pub within: usize,
    /// First sample in the recording.
    pub from: usize,
    pub length: usize,
}

impl Piece {
    pub fn within(&self) -> Range<usize> {
        self.within..self.within + self.length
    }
}

impl Window {
    /// Samples of speech, without the gaps.
    pub fn speech(&self) -> usize {
        self.pieces.iter().map(|piece| piece.length).sum()
    }

    /// The window cut in two at the pause or the quietest point next to its middle; `None` where it is too short for that.
    pub fn halves(&self) -> Option<(Window, Window)> {
        let middle = self.samples.len() / 2;
        if self.samples.len() < 8 * RATE {
            return None;
        }
        let third = self.samples.len() / 3;
        let between = self.pieces.iter().skip(1).map(|piece| piece.within);
        let cut = between
            .filter(|start| (third..2 * third).contains(start))
            .min_by_key(|start| start.abs_diff(middle))
            .unwrap_or_else(|| quietest(&self.samples, third..2 * third));
        Some((self.part(0..cut), self.part(cut..self.samples.len())))
    }

    /// The part between two of its samples.
    pub fn part(&self, range: Range<usize>) -> Window {
        let cut = |piece: &Piece| {
            let start = piece.within.max(range.start);
            let end = piece.within().end.min(range.end);
            (start < end).then(|| Piece {
                within: start - range.start,
                from: piece.from + (start - piece.within),
                length: end - start,
            })
        };
        Window {
            samples: self.samples[range.clone()].to_vec(),
            pieces: self.pieces.iter().filter_map(cut).collect(),
        }
    }
}

/// Packs `spans` of `samples` into windows, in order. A span longer than a window is split at quiet points.
pub fn windows<'a, S: Samples + ?Sized>(
    samples: &'a S,
    spans: &[Range<usize>],
) -> impl Iterator<Item = Window> + use<'a, S> {
    let mut plan: Vec<Vec<Range<usize>>> = Vec::new();
    let mut filled = 0;
    for span in spans.iter().flat_map(|span| split(samples, span.clone())) {
        let length = span.len();
        match plan.last_mut() {
            Some(window) if filled + GAP + length <= WINDOW_MAX => {
                filled += GAP + length;
                window.push(span);
            }
            _ => {
                filled = length;
                plan.push(vec![span]);
            }
        }
    }
    plan.into_iter().map(|spans| pack(samples, &spans))
}

fn pack<S: Samples + ?Sized>(samples: &S, spans: &[Range<usize>]) -> Window {
    let mut window = Window {
        samples: Vec::new(),
        pieces: Vec::new(),
    };
    let mut last_end = None;
    for span in spans {
        let pause = last_end.unwrap_or(span.start)..span.start;
        last_end = Some(span.end);
        // A short pause is taken over as it is: the detector may have missed a soft sound in it.
        if let Some(last) = window.pieces.last_mut()
            && pause.len() <= GAP
        {
            last.length += pause.len() + span.len();
            window.samples.extend_from_slice(&samples.read(pause.start..span.end));
            continue;
        }
        if pause.len() > GAP {
            window
                .samples
                .extend_from_slice(&samples.read(pause.start..pause.start + GAP / 2));
            window
                .samples
                .extend_from_slice(&samples.read(pause.end - GAP / 2..pause.end));
        }
        window.pieces.push(Piece {
            within: window.samples.len(),
            from: span.start,
            length: span.len(),
        });
        window.samples.extend_from_slice(&samples.read(span.clone()));
    }
    window
}

fn split<S: Samples + ?Sized>(samples: &S, mut span: Range<usize>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    while span.len() > WINDOW_MAX {
        let begin = span.start + SPLIT_BEGIN;
        let third = samples.read(begin..span.start + WINDOW_MAX);
        let cut = begin + quietest(&third, 0..third.len());
        parts.push(span.start..cut);
        span.start = cut;
    }
    parts.push(span);
    parts
}

/// The middle of the quietest 50 ms of `range`, which is longer than that.
fn quietest(samples: &[f32], range: Range<usize>) -> usize {
    let step = QUIET / 5;
    let power = |start: &usize| {
        samples[*start..*start + QUIET]
            .iter()
            .map(|sample| sample * sample)
            .sum::<f32>()
    };
    let starts = range.start..range.end.saturating_sub(QUIET);
    let best = starts.step_by(step).min_by(|a, b| power(a).total_cmp(&power(b)));
    best.unwrap_or(range.start) + QUIET / 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp(seconds: usize) -> Vec<f32> {
        (0..seconds * RATE).map(|i| i as f32).collect()
    }

    #[test]
    fn spans_share_a_window_until_it_is_full_and_the_map_leads_back() {
        let samples = ramp(120);
        let spans = [
            RATE..11 * RATE,
            20 * RATE..30 * RATE,
            31 * RATE..40 * RATE,
            100 * RATE..101 * RATE,
        ];
        let windows: Vec<Window> = windows(&samples, &spans).collect();
        assert_eq!(windows.iter().map(|w| w.pieces.len()).collect::<Vec<_>>(), [2, 2]);
        for window in &windows {
            assert!(window.samples.len() <= WINDOW_MAX);
            for piece in &window.pieces {
                assert_eq!(
                    window.samples[piece.within()],
                    samples[piece.from..piece.from + piece.length]
                );
            }
        }
        assert_eq!(windows[0].pieces[1].within, 10 * RATE + GAP);
        assert_eq!(windows[0].speech(), 20 * RATE);
    }

    #[test]
    fn a_short_pause_is_kept_as_it_is() {
        let samples = ramp(10);
        let window = windows(&samples, &[0..RATE, RATE + 800..2 * RATE]).next().unwrap();
        assert_eq!(window.samples, samples[..2 * RATE]);
        assert_eq!(
            window.pieces,
            [Piece {
                within: 0,
                from: 0,
                length: 2 * RATE
            }]
        );
    }

    #[test]
    fn a_long_span_is_cut_where_it_is_quietest_and_loses_nothing() {
        let mut samples = vec![0.5; 70 * RATE];
        samples[22 * RATE..22 * RATE + 1600].fill(0.0);
        let windows: Vec<Window> = windows(&samples, &[0..70 * RATE]).collect();
        let cut = windows[1].pieces[0].from;
        assert!((22 * RATE..22 * RATE + 1600).contains(&cut), "{cut}");
        assert_eq!(windows.iter().map(Window::speech).sum::<usize>(), 70 * RATE);
    }

    #[test]
    fn halves_meet_between_pieces_and_keep_the_map() {
        let samples = ramp(100);
        let window = windows(&samples, &[0..6 * RATE, 10 * RATE..20 * RATE]).next().unwrap();
        let (first, second) = window.halves().unwrap();
        assert_eq!(
            first.pieces,
            [Piece {
                within: 0,
                from: 0,
                length: 6 * RATE
            }]
        );
        assert_eq!(
            second.pieces,
            [Piece {
                within: 0,
                from: 10 * RATE,
                length: 10 * RATE
            }]
        );
        assert_eq!(windows(&samples, &[0..2 * RATE]).next().unwrap().halves(), None);
    }
}
