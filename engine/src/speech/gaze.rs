//! Where in the sound the model looked while it read each token → where each token ends. Some heads of its cross attention follow
//! the sound; dynamic time warping lays the tokens along what they looked at, in order. Pure.

/// Samples of a frame of the encoder: 20 ms.
pub const FRAME: usize = 320;
/// Frames over which a glance is smoothed.
const MEDIAN: usize = 7;
/// Frames done at once.
const LANES: usize = 16;
/// Keeps what never changes from being divided by nothing.
const EPSILON: f32 = 1e-9;

/// `looks`: for each head, for each token that was read, how much of its attention lay on each frame. `first` is the last token of
/// the prompt: it looks where the first token of the text is. The frame at which each token after it ends.
pub fn ends(looks: &[Vec<&[f32]>], first: usize, frames: usize) -> Vec<usize> {
    let tokens = looks.iter().map(Vec::len).min().unwrap_or(0);
    let frames = looks
        .iter()
        .flatten()
        .map(|row| row.len())
        .min()
        .unwrap_or(0)
        .min(frames);
    if tokens <= first + 1 || frames <= MEDIAN {
        return vec![frames; tokens.saturating_sub(first + 1)];
    }
    let mut attention = vec![0.0; (tokens - first) * frames];
    let mut smooth = Smoother::new(frames);
    for head in looks {
        let (mean, scale) = spread(&head[..tokens], frames);
        for (row, sum) in head[first..tokens].iter().zip(attention.chunks_exact_mut(frames)) {
            smooth.add(row, &mean, &scale, sum);
        }
    }
    warp(&attention, frames)
}

/// For each frame the mean over all tokens, and one over the deviation.
fn spread(head: &[&[f32]], frames: usize) -> (Vec<f32>, Vec<f32>) {
    let count = head.len() as f32;
    let mut mean = vec![0.0; frames];
    for row in head {
        mean.iter_mut().zip(*row).for_each(|(sum, value)| *sum += value);
    }
    mean.iter_mut().for_each(|sum| *sum /= count);
    let mut scale = vec![0.0; frames];
    for row in head {
        for ((sum, value), mean) in scale.iter_mut().zip(*row).zip(&mean) {
            *sum += (value - mean) * (value - mean);
        }
    }
    scale
        .iter_mut()
        .for_each(|sum| *sum = 1.0 / (*sum / count + EPSILON).sqrt());
    (mean, scale)
}

/// The median over each frame and its neighbours, mirrored at the edges.
struct Smoother {
    row: Vec<f32>,
}

impl Smoother {
    fn new(frames: usize) -> Self {
        Self {
            row: vec![0.0; frames + MEDIAN - 1],
        }
    }

    fn add(&mut self, row: &[f32], mean: &[f32], scale: &[f32], sum: &mut [f32]) {
        const EDGE: usize = MEDIAN / 2;
        let frames = sum.len();
        let inside = &mut self.row[EDGE..EDGE + frames];
        for (((to, value), mean), scale) in inside.iter_mut().zip(row).zip(mean).zip(scale) {
            *to = (value - mean) * scale;
        }
        for step in 1..=EDGE {
            self.row[EDGE - step] = self.row[EDGE + step];
            self.row[EDGE + frames - 1 + step] = self.row[EDGE + frames - 1 - step];
        }
        let mut blocks = sum.chunks_exact_mut(LANES);
        for (number, sums) in blocks.by_ref().enumerate() {
            let near = &self.row[number * LANES..number * LANES + LANES + MEDIAN - 1];
            let medians: [f32; LANES] = median(std::array::from_fn(|shift| {
                std::array::from_fn(|lane| near[shift + lane])
            }));
            sums.iter_mut().zip(medians).for_each(|(sum, median)| *sum += median);
        }
        let done = frames / LANES * LANES;
        for (frame, sum) in blocks.into_remainder().iter_mut().enumerate() {
            let near = &self.row[done + frame..done + frame + MEDIAN];
            *sum += median(std::array::from_fn(|shift| [near[shift]]))[0];
        }
    }
}

/// By a network of comparisons without branches, so that many frames are done at once.
#[inline(always)]
fn median<const N: usize>(mut of: [[f32; N]; MEDIAN]) -> [f32; N] {
    const NETWORK: [(usize, usize); 13] = [
        (0, 5),
        (0, 3),
        (1, 6),
        (2, 4),
        (0, 1),
        (3, 5),
        (2, 6),
        (2, 3),
        (3, 6),
        (4, 5),
        (1, 4),
        (1, 3),
        (3, 4),
    ];
    for (low, high) in NETWORK {
        let (a, b) = (of[low], of[high]);
        for lane in 0..N {
            of[low][lane] = if a[lane] < b[lane] { a[lane] } else { b[lane] };
            of[high][lane] = if a[lane] < b[lane] { b[lane] } else { a[lane] };
        }
    }
    of[MEDIAN / 2]
}

/// The way through the matrix (tokens × frames) that sees the most attention, from its first corner to its last: at which frame
/// it enters each token's row after the first.
fn warp(attention: &[f32], frames: usize) -> Vec<usize> {
    #[derive(Clone, Copy)]
    enum From {
        Both,
        Token,
        Frame,
    }
    let tokens = attention.len() / frames;
    let mut ways = vec![From::Frame; tokens * frames];
    let mut above = vec![f32::INFINITY; frames + 1];
    above[0] = 0.0;
    let mut here = vec![f32::INFINITY; frames + 1];
    for (row, ways) in attention.chunks_exact(frames).zip(ways.chunks_exact_mut(frames)) {
        here[0] = f32::INFINITY;
        for (frame, (value, way)) in row.iter().zip(ways).enumerate() {
            let (both, token, same) = (above[frame], above[frame + 1], here[frame]);
            let (cost, from) = if both < token && both < same {
                (both, From::Both)
            } else if token < both && token < same {
                (token, From::Token)
            } else {
                (same, From::Frame)
            };
            *way = from;
            here[frame + 1] = cost - value;
        }
        std::mem::swap(&mut above, &mut here);
    }
    let (mut token, mut frame) = (tokens - 1, frames - 1);
    let mut ends = vec![0; tokens - 1];
    while token > 0 {
        let from = ways[token * frames + frame];
        if !matches!(from, From::Frame) || frame == 0 {
            ends[token - 1] = frame;
            token -= 1;
        }
        if !matches!(from, From::Token) {
            frame = frame.saturating_sub(1);
        }
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Attention of tokens that each look at their own stretch of frames, with a little everywhere.
    fn rows(stretches: &[std::ops::Range<usize>], frames: usize) -> Vec<Vec<f32>> {
        let row = |stretch: &std::ops::Range<usize>| {
            let value = |frame: usize| {
                if stretch.contains(&frame) {
                    0.9 / stretch.len() as f32
                } else {
                    0.1 / frames as f32
                }
            };
            (0..frames).map(value).collect()
        };
        stretches.iter().map(row).collect()
    }

    fn of(heads: &[Vec<Vec<f32>>], first: usize, frames: usize) -> Vec<usize> {
        let looks: Vec<Vec<&[f32]>> = heads
            .iter()
            .map(|head| head.iter().map(Vec::as_slice).collect())
            .collect();
        ends(&looks, first, frames)
    }

    #[test]
    fn tokens_end_where_the_next_one_begins_to_look() {
        let rows = rows(&[0..100, 0..20, 20..50, 50..90, 90..100], 100);
        let found = of(&[rows.clone(), rows], 1, 100);
        for (end, expected) in found.iter().zip([20, 50, 90]) {
            assert!(end.abs_diff(expected) <= 2, "{found:?}");
        }
        assert_eq!(found.len(), 3);
    }

    #[test]
    fn one_head_that_looks_elsewhere_is_outvoted_by_two() {
        let good = rows(&[0..30, 30..60, 60..100], 100);
        let bad = rows(&[60..100, 0..30, 30..60], 100);
        let found = of(&[good.clone(), bad, good], 0, 100);
        assert!(found[0].abs_diff(30) <= 4 && found[1].abs_diff(60) <= 4, "{found:?}");
    }

    proptest! {
        #[test]
        fn ends_are_in_order_and_inside_whatever_the_attention(
            values in prop::collection::vec(prop_oneof![5 => 0f32..1.0, 1 => Just(f32::NAN), 1 => Just(f32::INFINITY)], 12 * 40),
        ) {
            let rows: Vec<Vec<f32>> = values.chunks(40).map(<[f32]>::to_vec).collect();
            let found = of(&[rows], 2, 35);
            prop_assert_eq!(found.len(), 9);
            prop_assert!(found.windows(2).all(|pair| pair[0] <= pair[1]) && found.iter().all(|end| *end < 35));
        }

        #[test]
        fn the_median_is_the_middle(of in prop::array::uniform7(-9f32..9.0)) {
            let mut sorted = of;
            sorted.sort_by(f32::total_cmp);
            prop_assert_eq!(median(of.map(|value| [value]))[0], sorted[3]);
        }
    }

    #[test]
    fn too_little_to_see_ends_at_the_end() {
        assert!(of(&[], 0, 100).is_empty());
        assert!(of(&[rows(&[0..10], 100)], 0, 100).is_empty());
        assert_eq!(of(&[rows(&[0..2, 2..5], 5)], 0, 100), [5]);
    }
}
