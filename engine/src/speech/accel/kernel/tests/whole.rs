//! Whole layers of each of Whisper's sizes, looked at here and there; attention over all heads at full length; and values that nobody
//! wants to see, anywhere.

use super::*;

/// Widths of tiny, base, small, medium and large.
const WIDTHS: [usize; 5] = [384, 512, 768, 1024, 1280];

/// Numbers in −1…1, the same on every run.
fn numbers(count: usize, seed: u32) -> Vec<f32> {
    let mut state = seed.wrapping_mul(0x9E37_79B9) | 1;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 23) as f32 - 1.0
    };
    (0..count).map(|_| next()).collect()
}

/// `rows` · `depth` by `columns`, held against plain arithmetic at two hundred places and at the corners.
fn sampled(rows: usize, depth: usize, columns: usize) {
    let (mut x, weights) = (numbers(rows * depth, 1), numbers(columns * depth, 2));
    for kernels in here() {
        let mut out = vec![0.0; rows * columns];
        multiplied(kernels, &mut x, &weights, depth, &mut [], After::Store, &mut out);
        let corners = [0, columns - 1, (rows - 1) * columns, rows * columns - 1];
        let places = (0..200).map(|number| number * 7919 * 104_729 % out.len());
        for at in corners.into_iter().chain(places) {
            let (x, w) = (
                &x[at / columns * depth..][..depth],
                &weights[at % columns * depth..][..depth],
            );
            let expected = plain::product(x, w, depth)[0];
            let bound = bound(x, w, kernels.entries().signed_max);
            assert!(
                (out[at] - expected).abs() <= bound,
                "{kernels:?} {rows}x{depth}x{columns} at {at}: {} {expected}",
                out[at]
            );
        }
    }
}

#[test]
fn layers_of_every_size_are_right() {
    for width in WIDTHS {
        // A block of the encoder, a token, five beams, a prompt.
        for rows in [67, 1, 5, 4] {
            sampled(rows, width, width);
        }
        sampled(5, width, 4 * width);
        sampled(5, 4 * width, width);
    }
    // The words of the smallest models, and of the largest vocabulary.
    sampled(1, 384, 51_864);
    sampled(5, 512, 51_866);
}

#[test]
fn attention_of_every_size_is_right_at_full_length() {
    for width in WIDTHS {
        let heads = width / HEAD;
        let scene = Scene {
            heads,
            queries: numbers(7 * width, 3),
            keys: in_halves(numbers(1500 * width, 4)),
            values: in_halves(numbers(1500 * width, 5)),
        };
        let (_, expected) = scene.plain(0.35, &[]);
        for kernels in here() {
            let mut keys = Keys::default();
            scene.packed(kernels, &mut keys);
            for (found, expected) in asked(kernels, &scene, &keys, 0.35)
                .iter()
                .flat_map(|out| out.iter().zip(&expected))
            {
                assert!(
                    (found - expected).abs() <= 0.05,
                    "{kernels:?} {heads} heads: {found} {expected}"
                );
            }
        }
    }
}

/// For many queries, and for few.
fn asked(kernels: Kernels, scene: &Scene, keys: &Keys, scale: f32) -> [Vec<f32>; 2] {
    let (mut many, mut few) = (vec![7.0; scene.queries.len()], vec![7.0; scene.queries.len()]);
    let mut queries = scene.queries.clone();
    let mut scratch = Scores::default();
    let mut asked = Asked {
        queries: side_by_side(cells(&mut queries), scene.heads),
        count: scene.count(&scene.queries),
        scale,
        out: side_by_side(cells(&mut many), scene.heads),
    };
    kernels.attend(&asked, keys, &mut scratch);
    asked.out = side_by_side(cells(&mut few), scene.heads);
    kernels.look(&asked, keys, &mut scratch, |_| false, |_, _| {});
    [many, few]
}

/// What nobody wants to see in halves; `true`: a number after all.
const HOSTILE: [(f32, bool); 8] = [
    (0.0, true),
    (-0.0, true),
    (1.0 / (1 << 24) as f32, true),
    (65_504.0, true),
    (-65_504.0, true),
    (f32::INFINITY, false),
    (f32::NEG_INFINITY, false),
    (f32::NAN, false),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// A query that is no number spoils its own row, a key the whole head, a value its own channel; numbers, however great, nothing.
    #[test]
    fn attention_makes_no_number_of_none_and_none_of_a_number(
        hostile in prop::sample::select(&HOSTILE[..]),
        side in 0usize..3,
        place in 0usize..HEAD,
        row in 0usize..5,
        keys_count in 5usize..130,
    ) {
        let (hostile, is_number) = hostile;
        let mut scene = Scene {
            heads: 2,
            queries: numbers(5 * 2 * HEAD, 6),
            keys: in_halves(numbers(keys_count * 2 * HEAD, 7)),
            values: in_halves(numbers(keys_count * 2 * HEAD, 8)),
        };
        // In the second head.
        let at = row * 2 * HEAD + HEAD + place;
        [&mut scene.queries, &mut scene.keys, &mut scene.values][side][at] = hostile;
        for kernels in here() {
            let mut keys = Keys::default();
            scene.packed(kernels, &mut keys);
            for out in asked(kernels, &scene, &keys, 0.125) {
                for (number, found) in out.iter().enumerate() {
                    let (query, head, channel) = (number / (2 * HEAD), number / HEAD % 2, number % HEAD);
                    let is_spoiled = !is_number && head == 1 && [query == row, true, channel == place][side];
                    prop_assert_eq!(found.is_nan(), is_spoiled, "{:?} {} in {}: {}", kernels, hostile, side, found);
                }
            }
        }
    }

    #[test]
    fn own_words_make_no_number_of_none(
        hostile in prop::sample::select(&HOSTILE[..]),
        side in 0usize..3,
        place in 0usize..HEAD,
        key in 0usize..9,
    ) {
        let (hostile, is_number) = hostile;
        let mut scene = Scene {
            heads: 1,
            queries: numbers(HEAD, 6),
            keys: in_halves(numbers(9 * HEAD, 7)),
            values: in_halves(numbers(9 * HEAD, 8)),
        };
        let at = if side == 0 { place } else { key * HEAD + place };
        [&mut scene.queries, &mut scene.keys, &mut scene.values][side][at] = hostile;
        for kernels in here() {
            let (mut keys, mut values, mut mask) = (bits(&scene.keys), bits(&scene.values), vec![0u16; 9]);
            let (mut queries, mut out) = (scene.queries.clone(), vec![0.0; HEAD]);
            let own = OwnWords {
                queries: side_by_side(cells(&mut queries), 1),
                keys: side_by_side(cells(&mut keys), 1),
                values: side_by_side(cells(&mut values), 1),
                mask: cells(&mut mask),
                mask_row: 9,
                out: side_by_side(cells(&mut out), 1),
                heads: 1,
                queries_count: 1,
                keys_count: 9,
                scale: 0.125,
            };
            kernels.own_words(&own, &mut Aligned::default());
            let finite = out.iter().filter(|y| y.is_finite()).count();
            let expected = match (is_number, side) {
                (true, _) => HEAD..=HEAD,
                // A key that is minus infinity is one that is not looked at; else it spoils all.
                (false, 0 | 1) => 0..=if hostile.is_infinite() { HEAD } else { 0 },
                _ => HEAD - 1..=HEAD - 1,
            };
            prop_assert!(expected.contains(&finite), "{:?} {} in {}: {:?}", kernels, hostile, side, out);
        }
    }

    #[test]
    fn norms_make_no_number_of_none(hostile in prop_oneof![Just(f32::NAN), Just(f32::INFINITY), Just(f32::NEG_INFINITY)], at in 0usize..384) {
        let mut x = numbers(3 * 384, 9);
        x[384 + at] = hostile;
        for kernels in here() {
            let mut out = vec![0.0; x.len()];
            kernels.norm(cells(&mut x), 384, 1e-5, None, cells(&mut out));
            prop_assert!(out[384..768].iter().all(|y| !y.is_finite() || *y == 0.0), "{:?}", kernels);
            prop_assert!(out[384..768].iter().any(|y| y.is_nan()));
            prop_assert!(out[..384].iter().chain(&out[768..]).all(|y| y.is_finite()));
        }
    }
}
