//! Every kernel, at every level that this processor has, against plain arithmetic: over the shapes of Whisper's sizes, and over
//! values that nobody wants to see.

use half::f16;
use proptest::prelude::*;

use super::*;

mod whole;

fn here() -> Vec<Kernels> {
    Level::ALL.into_iter().filter_map(Kernels::of).collect()
}

fn cells<T>(of: &mut [T]) -> &[Cell<T>] {
    Cell::from_mut(of).as_slice_of_cells()
}

/// Widths of the layers, tiny to large, and of the convolutions.
const DEPTHS: [usize; 9] = [64, 240, 384, 512, 768, 1024, 1152, 1280, 5120];

/// Ordinary numbers, and among them the ends of what floats and bytes can hold.
fn number() -> impl Strategy<Value = f32> {
    prop_oneof![
        12 => -1.0f32..1.0,
        2 => Just(0.0f32),
        1 => Just(-0.0f32),
        1 => Just(f32::MIN_POSITIVE / 8.0),
        1 => Just(1.0f32),
        1 => Just(-1.0f32),
        1 => -30.0f32..30.0,
    ]
}

/// A row: mixed, or all at one end, where sums of products are greatest.
fn row(length: usize) -> impl Strategy<Value = Vec<f32>> {
    prop_oneof![
        6 => prop::collection::vec(number(), length),
        1 => prop_oneof![Just(1.0f32), Just(-1.0), Just(0.0), Just(1e-38), Just(1e15)].prop_map(move |x| vec![x; length]),
    ]
}

fn rows(count: usize, length: usize) -> impl Strategy<Value = Vec<f32>> {
    prop::collection::vec(row(length), count).prop_map(|rows| rows.concat())
}

fn most(of: &[f32]) -> f32 {
    of.iter().fold(0.0, |most, x| most.max(x.abs()))
}

/// What rounding to bytes may cost at worst: half a step of either side, all in the same direction.
fn bound(x: &[f32], w: &[f32], signed_max: f32) -> f32 {
    let (step_x, step_w) = (most(x) / 127.0, most(w) / signed_max);
    let each = x.iter().zip(w).map(|(x, w)| {
        0.5 * f64::from(x.abs()) * f64::from(step_w)
            + 0.5 * f64::from(w.abs()) * f64::from(step_x)
            + 0.25 * f64::from(step_x) * f64::from(step_w)
    });
    (each.sum::<f64>() * 1.01 + 1e-4) as f32
}

fn multiplied(
    kernels: Kernels,
    x: &mut [f32],
    weights: &[f32],
    depth: usize,
    bias: &mut [f32],
    after: After<'_>,
    out: &mut [f32],
) {
    let columns = weights.len() / depth;
    let packed = kernels.pack(columns, depth, |row, to| {
        to.copy_from_slice(&weights[row * depth..][..depth])
    });
    let mut bytes = Activations::default();
    kernels.quantise(cells(x), depth, &mut bytes);
    let bias = (!bias.is_empty()).then(|| cells(bias));
    kernels.multiply(&bytes, &packed, bias, after, cells(out));
}

fn product_case() -> impl Strategy<Value = (usize, Vec<f32>, Vec<f32>, Vec<f32>)> {
    let shape = (1usize..=14, prop::sample::select(&DEPTHS[..]), 1usize..=70);
    shape.prop_flat_map(|(count, depth, columns)| (Just(depth), rows(count, depth), rows(columns, depth), row(columns)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn products_are_right_to_within_the_rounding_to_bytes((depth, mut x, weights, mut bias) in product_case()) {
        let columns = bias.len();
        let plain = plain::product(&x, &weights, depth);
        for kernels in here() {
            let signed_max = kernels.entries().signed_max;
            let mut out = vec![0.0; plain.len()];
            multiplied(kernels, &mut x, &weights, depth, &mut bias, After::Store, &mut out);
            for (at, (found, plain)) in out.iter().zip(&plain).enumerate() {
                let (x, w) = (&x[at / columns * depth..][..depth], &weights[at % columns * depth..][..depth]);
                let (expected, bias) = (plain + bias[at % columns], bias[at % columns].abs());
                let bound = bound(x, w, signed_max) + 1e-5 * (expected.abs() + bias);
                prop_assert!((found - expected).abs() <= bound, "{kernels:?} {at}: {found} {expected} ±{bound}");
            }
            // What comes after the product is what comes after by itself.
            let mut gelu = vec![0.0; out.len()];
            multiplied(kernels, &mut x, &weights, depth, &mut bias, After::Gelu, &mut gelu);
            for (found, before) in gelu.iter().zip(&out) {
                prop_assert!((found - plain::gelu(*before)).abs() <= 1e-4 * before.abs().max(1.0));
            }
            let other = out.clone();
            let (mut other, mut sum) = (other, vec![0.0; out.len()]);
            multiplied(kernels, &mut x, &weights, depth, &mut bias, After::Add(cells(&mut other)), &mut sum);
            prop_assert!(sum.iter().zip(&out).all(|(sum, one)| *sum == one + one));
        }
    }

    #[test]
    fn what_is_no_number_comes_out_as_none_and_touches_no_other_row(
        bad in prop_oneof![Just(f32::NAN), Just(f32::INFINITY), Just(f32::NEG_INFINITY)],
        place in 0usize..384,
    ) {
        let depth = 384;
        let (mut x, weights) = (vec![0.5f32; 3 * depth], vec![0.25f32; 20 * depth]);
        x[depth + place] = bad;
        for kernels in here() {
            let mut out = vec![0.0; 60];
            multiplied(kernels, &mut x, &weights, depth, &mut [], After::Store, &mut out);
            prop_assert!(out[20..40].iter().all(|y| y.is_nan()), "{kernels:?}");
            prop_assert!(out[..20].iter().chain(&out[40..]).all(|y| (y - 48.0).abs() < 0.5), "{kernels:?}");
        }
    }

    #[test]
    fn norms_are_right(width in prop::sample::select(&[384usize, 512, 768, 1024, 1280][..]), seed in row(1280), gain in row(1280)) {
        let mut x: Vec<f32> = seed[..width].iter().map(|x| x.clamp(-1e4, 1e4)).collect();
        let mut gain: Vec<f32> = gain[..width].iter().map(|x| x.clamp(-10.0, 10.0)).collect();
        let mut shift = vec![0.5; width];
        let expected = plain::norm(&x, 1e-5, &gain, &shift);
        for kernels in here() {
            let mut out = vec![0.0; width];
            kernels.norm(cells(&mut x), width, 1e-5, Some((cells(&mut gain), cells(&mut shift))), cells(&mut out));
            for (found, expected) in out.iter().zip(&expected) {
                prop_assert!((found - expected).abs() <= 2e-3 * expected.abs().max(1.0), "{kernels:?} {found} {expected}");
            }
            // Upon itself it is the same.
            let mut same = x.clone();
            let both = cells(&mut same);
            kernels.norm(both, width, 1e-5, Some((cells(&mut gain), cells(&mut shift))), both);
            prop_assert_eq!(&same, &out);
        }
    }

    #[test]
    fn gelu_and_halves_are_right(x in prop::collection::vec(prop_oneof![number(), -100.0f32..100.0], 64)) {
        let mut x = x;
        for kernels in here() {
            let mut out = vec![0.0; 64];
            kernels.gelu(cells(&mut x), cells(&mut out));
            for (found, x) in out.iter().zip(&x) {
                prop_assert!((found - plain::gelu(*x)).abs() <= 1e-4 * x.abs().max(1.0), "{kernels:?} {x} {found}");
            }
            for count in [1, 15, 64] {
                let mut halves = vec![0; count];
                kernels.to_half(cells(&mut x[..count]), cells(&mut halves));
                prop_assert!(halves.iter().zip(&x).all(|(half, x)| *half == f16::from_f32(*x).to_bits()));
            }
        }
    }
}

#[test]
fn gelu_of_the_ends_of_floats() {
    for kernels in here() {
        let mut x = [
            f32::NAN,
            f32::INFINITY,
            f32::NEG_INFINITY,
            f32::MAX,
            f32::MIN,
            1e-40,
            0.0,
            -0.0,
        ]
        .repeat(2);
        let mut out = vec![1.0; 16];
        kernels.gelu(cells(&mut x), cells(&mut out));
        assert!(out[0].is_nan());
        assert_eq!(&out[1..2], &[f32::INFINITY]);
        assert_eq!(out[3], f32::MAX);
        assert!(out[2].abs() < 1e-6 && out[4].abs() < 1e-6 && out[5..8].iter().all(|y| y.abs() < 1e-30));
    }
}

/// Queries, keys and values of some heads, side by side as ggml lays them.
#[derive(Clone, Debug)]
struct Scene {
    heads: usize,
    queries: Vec<f32>,
    keys: Vec<f32>,
    values: Vec<f32>,
}

fn scene(queries: impl Strategy<Value = usize>, keys: impl Strategy<Value = usize>) -> impl Strategy<Value = Scene> {
    // Whisper has 6 to 20 heads; one by one they are the same.
    (1usize..=3, queries, keys).prop_flat_map(|(heads, queries, keys)| {
        let values = |rows: usize| prop::collection::vec(-1.0f32..1.0, rows * heads * HEAD);
        (values(queries), values(keys), values(keys)).prop_map(move |(queries, keys, values)| Scene {
            heads,
            queries,
            keys: in_halves(keys),
            values: in_halves(values),
        })
    })
}

fn in_halves(of: Vec<f32>) -> Vec<f32> {
    of.into_iter().map(|x| f16::from_f32(x).to_f32()).collect()
}

fn bits(of: &[f32]) -> Vec<u16> {
    of.iter().map(|x| f16::from_f32(*x).to_bits()).collect()
}

fn side_by_side<T>(cells: &[Cell<T>], heads: usize) -> Heads<'_, T> {
    Heads {
        cells,
        row: heads * HEAD,
        head: HEAD,
    }
}

impl Scene {
    fn count(&self, of: &[f32]) -> usize {
        of.len() / (self.heads * HEAD)
    }

    /// One head's rows.
    fn head(&self, of: &[f32], head: usize) -> Vec<f32> {
        let rows = of.chunks_exact(self.heads * HEAD);
        rows.flat_map(|row| row[head * HEAD..][..HEAD].to_vec()).collect()
    }

    /// What is seen, and what comes of it, laid out as the queries are.
    fn plain(&self, scale: f32, mask: &[f32]) -> (Vec<Vec<f32>>, Vec<f32>) {
        let mut out = vec![0.0; self.queries.len()];
        let mut shares = vec![Vec::new(); self.heads];
        for head in 0..self.heads {
            let (keys, values) = (self.head(&self.keys, head), self.head(&self.values, head));
            for (number, query) in self.head(&self.queries, head).chunks_exact(HEAD).enumerate() {
                let (seen, result) = plain::attention(query, &keys, &values, scale, mask);
                shares[head].extend(seen);
                out[(number * self.heads + head) * HEAD..][..HEAD].copy_from_slice(&result);
            }
        }
        (shares, out)
    }

    fn packed(&self, kernels: Kernels, to: &mut Keys) {
        let (mut keys, mut values) = (bits(&self.keys), bits(&self.values));
        let count = self.count(&self.keys);
        let (keys, values) = (cells(&mut keys), cells(&mut values));
        let (keys, values) = (side_by_side(keys, self.heads), side_by_side(values, self.heads));
        kernels.pack_keys(keys, values, self.heads, count, to);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn attention_is_right_for_many_queries_and_for_few(scene in scene(1usize..20, prop_oneof![1usize..200, Just(1500)])) {
        let scale = 0.5;
        let (shares, expected) = scene.plain(scale, &[]);
        for kernels in here() {
            let mut keys = Keys::default();
            scene.packed(kernels, &mut keys);
            let (mut many, mut few) = (vec![0.0; expected.len()], vec![0.0; expected.len()]);
            let mut queries = scene.queries.clone();
            let queries = cells(&mut queries);
            let mut asked = Asked {
                queries: side_by_side(queries, scene.heads),
                count: scene.count(&scene.queries),
                scale,
                out: side_by_side(cells(&mut many), scene.heads),
            };
            let mut scratch = Scores::default();
            kernels.attend(&asked, &keys, &mut scratch);
            asked.out = side_by_side(cells(&mut few), scene.heads);
            let mut seen = vec![Vec::new(); scene.heads];
            kernels.look(&asked, &keys, &mut scratch, |head| head != 1, |head, rows| seen[head] = rows.to_vec());
            for (at, expected) in expected.iter().enumerate() {
                prop_assert!((many[at] - expected).abs() <= 0.06, "{kernels:?} {at}: {} {expected}", many[at]);
                prop_assert!((few[at] - expected).abs() <= 0.05, "{kernels:?} {at}: {} {expected}", few[at]);
            }
            for head in (0..scene.heads).filter(|head| *head != 1) {
                prop_assert_eq!(seen[head].len(), shares[head].len());
                prop_assert!(seen[head].iter().zip(&shares[head]).all(|(found, share)| (found - share).abs() <= 0.05));
                let rows = seen[head].chunks_exact(keys.count());
                prop_assert!(rows.map(|row| row.iter().sum::<f32>()).all(|sum| (sum - 1.0).abs() < 1e-3));
            }
            prop_assert!(scene.heads < 2 || seen[1].is_empty());
        }
    }

    #[test]
    fn attention_to_own_words_is_right(scene in scene(Just(1usize), 1usize..60), hidden in prop::collection::vec(any::<bool>(), 60)) {
        let mut mask: Vec<f32> = hidden.iter().map(|hidden| if *hidden { f32::NEG_INFINITY } else { 0.0 }).collect();
        mask.truncate(scene.count(&scene.keys));
        mask[0] = 0.0;
        let (_, expected) = scene.plain(0.5, &mask);
        for kernels in here() {
            let (mut keys, mut values, mut mask) = (bits(&scene.keys), bits(&scene.values), bits(&mask));
            let (mut queries, mut out) = (scene.queries.clone(), vec![0.0; expected.len()]);
            let own = OwnWords {
                queries: side_by_side(cells(&mut queries), scene.heads),
                keys: side_by_side(cells(&mut keys), scene.heads),
                values: side_by_side(cells(&mut values), scene.heads),
                mask_row: mask.len(),
                keys_count: mask.len(),
                mask: cells(&mut mask),
                out: side_by_side(cells(&mut out), scene.heads),
                heads: scene.heads,
                queries_count: 1,
                scale: 0.5,
            };
            kernels.own_words(&own, &mut Aligned::default());
            prop_assert!(out.iter().zip(&expected).all(|(found, expected)| (found - expected).abs() < 1e-3), "{kernels:?}");
        }
    }
}

/// A denormal half.
const SMALL: f32 = 1.0 / (1 << 20) as f32;

#[test]
fn attention_with_hostile_values_gives_no_made_up_numbers() {
    let zeros = Scene {
        heads: 1,
        queries: vec![0.0; HEAD],
        keys: vec![0.0; 70 * HEAD],
        values: vec![SMALL; 70 * HEAD],
    };
    let queries = [f32::NAN, f32::INFINITY, 1e35, 1e-40];
    for kernels in here() {
        let mut keys = Keys::default();
        zeros.packed(kernels, &mut keys);
        let run = |query: f32, keys: &Keys| {
            let (mut queries, mut many, mut few) = (vec![query; HEAD], vec![7.0; HEAD], vec![7.0; HEAD]);
            let queries = cells(&mut queries);
            let mut scratch = Scores::default();
            let mut asked = Asked {
                queries: side_by_side(queries, 1),
                count: 1,
                scale: 1.0,
                out: side_by_side(cells(&mut many), 1),
            };
            kernels.attend(&asked, keys, &mut scratch);
            asked.out = side_by_side(cells(&mut few), 1);
            kernels.look(&asked, keys, &mut scratch, |_| false, |_, _| {});
            [many, few]
        };
        // Keys of nothing: an even look at the values, whatever is asked; what is no number stays none.
        for query in queries {
            let is_right = |y: &f32| {
                if query.is_finite() {
                    (y - SMALL).abs() < SMALL / 100.0
                } else {
                    y.is_nan()
                }
            };
            assert!(run(query, &keys).iter().flatten().all(is_right), "{kernels:?} {query}");
        }
        // A channel of values that overflowed spoils itself alone, and a key that did all.
        let mut spoiled = zeros.clone();
        spoiled.values[HEAD + 3] = f32::INFINITY;
        spoiled.packed(kernels, &mut keys);
        let seen = run(0.5, &keys);
        assert!(
            seen.iter()
                .all(|out| out[3].is_nan() && out[..3].iter().chain(&out[4..]).all(|y| y.is_finite()))
        );
        let mut spoiled = zeros.clone();
        spoiled.keys[HEAD + 3] = f32::INFINITY;
        spoiled.packed(kernels, &mut keys);
        assert!(run(0.5, &keys).iter().flatten().all(|y| y.is_nan()), "{kernels:?}");
    }
}
