//! The trial at start: each kernel, and a small graph through ggml, against plain arithmetic. What does not pass does not run: a
//! processor, a compiler or a ggml that is not what we think must cost speed, and never words.

use std::cell::Cell;

use half::f16;
use whisper_rs_sys as sys;

use super::device;
use super::kernel::{Activations, After, Aligned, Asked, HEAD_WIDTH, Heads, Kernels, Keys, OwnWords, Scores, plain};
use super::plan::Parts;
use super::switch::{self, Active};

/// Errors: which kernel is wrong.
pub fn run(kernels: Kernels) -> Result<(), String> {
    product(kernels)?;
    floats(kernels)?;
    attention(kernels)?;
    own_words(kernels)?;
    graph(kernels)
}

const ROWS: usize = 7;
const DEPTH: usize = 64;
const COLUMNS: usize = 70;
/// One in a hundred of values around one: bytes do better, mistakes much worse.
const TOLERANCE: f32 = 0.04;

/// Numbers in −1…1 without a pattern that a mistake could hide in.
fn numbers(count: usize, seed: u32) -> Vec<f32> {
    let mut state = seed.wrapping_mul(0x9E37_79B9) | 1;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 23) as f32 - 1.0
    };
    (0..count).map(|_| next()).collect()
}

fn cells<T>(of: &mut [T]) -> &[Cell<T>] {
    Cell::from_mut(of).as_slice_of_cells()
}

fn agree(what: &str, found: &[f32], expected: &[f32], tolerance: f32) -> Result<(), String> {
    let wrong = found.iter().zip(expected).position(|(found, expected)| {
        // What is not a number is far from all.
        let distance = (found - expected).abs();
        distance.is_nan() || distance > tolerance
    });
    match wrong {
        None if found.len() == expected.len() => Ok(()),
        _ => Err(format!("{what} is not right on this processor")),
    }
}

fn product(kernels: Kernels) -> Result<(), String> {
    let (mut x, weights) = (numbers(ROWS * DEPTH, 1), numbers(COLUMNS * DEPTH, 2));
    let (mut bias, mut out) = (numbers(COLUMNS, 3), vec![0.0; ROWS * COLUMNS]);
    let mut expected = plain::product(&x, &weights, DEPTH);
    let pairs = expected.iter_mut().zip(bias.iter().cycle());
    pairs.for_each(|(y, bias)| *y = plain::gelu(*y + bias));
    let packed = kernels.pack(COLUMNS, DEPTH, |row, to| {
        to.copy_from_slice(&weights[row * DEPTH..][..DEPTH])
    });
    let mut bytes = Activations::default();
    kernels.quantise(cells(&mut x), DEPTH, &mut bytes);
    kernels.multiply(&bytes, &packed, Some(cells(&mut bias)), After::Gelu, cells(&mut out));
    agree("the product", &out, &expected, 2.0 * TOLERANCE)
}

fn floats(kernels: Kernels) -> Result<(), String> {
    let (mut x, mut gain, mut shift) = (numbers(DEPTH, 4), numbers(DEPTH, 5), numbers(DEPTH, 6));
    let mut out = vec![0.0; DEPTH];
    let affine = Some((cells(&mut gain), cells(&mut shift)));
    kernels.norm(cells(&mut x), DEPTH, 1e-5, affine, cells(&mut out));
    agree("the norm", &out, &plain::norm(&x, 1e-5, &gain, &shift), 1e-4)?;
    kernels.gelu(cells(&mut x), cells(&mut out));
    let expected: Vec<f32> = x.iter().map(|x| plain::gelu(*x)).collect();
    agree("GELU", &out, &expected, 1e-4)?;
    let mut halves = vec![0; DEPTH];
    kernels.to_half(cells(&mut x), cells(&mut halves));
    let rounded: Vec<u16> = x.iter().map(|x| f16::from_f32(*x).to_bits()).collect();
    (halves == rounded)
        .then_some(())
        .ok_or("halves are not right on this processor".to_owned())
}

/// Keys, not a multiple of anything.
const KEYS: usize = 75;

fn in_halves(of: &[f32]) -> (Vec<u16>, Vec<f32>) {
    let halves: Vec<f16> = of.iter().map(|x| f16::from_f32(*x)).collect();
    (
        halves.iter().map(|x| x.to_bits()).collect(),
        halves.iter().map(|x| x.to_f32()).collect(),
    )
}

fn one_head<T>(cells: &[Cell<T>]) -> Heads<'_, T> {
    Heads {
        cells,
        row: HEAD_WIDTH,
        head: 0,
    }
}

fn attention(kernels: Kernels) -> Result<(), String> {
    let mut queries = numbers(ROWS * HEAD_WIDTH, 7);
    let (mut keys, plain_keys) = in_halves(&numbers(KEYS * HEAD_WIDTH, 8));
    let (mut values, plain_values) = in_halves(&numbers(KEYS * HEAD_WIDTH, 9));
    let each = queries.chunks_exact(HEAD_WIDTH);
    let seen = each.map(|query| plain::attention(query, &plain_keys, &plain_values, 0.5, &[]));
    let (shares, expected): (Vec<_>, Vec<_>) = seen.unzip();
    let mut packed = Keys::default();
    kernels.pack_keys(
        one_head(cells(&mut keys)),
        one_head(cells(&mut values)),
        1,
        KEYS,
        &mut packed,
    );
    let mut scratch = Scores::default();
    let (mut many, mut few) = (vec![0.0; queries.len()], vec![0.0; queries.len()]);
    let queries = cells(&mut queries);
    let mut asked = Asked {
        queries: one_head(queries),
        count: ROWS,
        scale: 0.5,
        out: one_head(cells(&mut many)),
    };
    kernels.attend(&asked, &packed, &mut scratch);
    asked.out = one_head(cells(&mut few));
    let mut rows = Vec::new();
    kernels.look(
        &asked,
        &packed,
        &mut scratch,
        |_| true,
        |_, seen| rows.extend_from_slice(seen),
    );
    agree("attention", &many, &expected.concat(), TOLERANCE)?;
    agree("the decoder's attention", &few, &expected.concat(), TOLERANCE)?;
    agree("what the decoder saw", &rows, &shares.concat(), TOLERANCE)
}

fn own_words(kernels: Kernels) -> Result<(), String> {
    const WORDS: usize = 5;
    let mut queries = numbers(HEAD_WIDTH, 10);
    let (mut keys, plain_keys) = in_halves(&numbers(WORDS * HEAD_WIDTH, 11));
    let (mut values, plain_values) = in_halves(&numbers(WORDS * HEAD_WIDTH, 12));
    let (mut mask, plain_mask) = in_halves(&[0.0, 0.0, f32::NEG_INFINITY, 0.0, f32::NEG_INFINITY]);
    let (_, expected) = plain::attention(&queries, &plain_keys, &plain_values, 0.5, &plain_mask);
    let mut out = vec![0.0; HEAD_WIDTH];
    let own = OwnWords {
        queries: one_head(cells(&mut queries)),
        keys: one_head(cells(&mut keys)),
        values: one_head(cells(&mut values)),
        mask: cells(&mut mask),
        mask_row: WORDS,
        out: one_head(cells(&mut out)),
        heads: 1,
        queries_count: 1,
        keys_count: WORDS,
        scale: 0.5,
    };
    kernels.own_words(&own, &mut Aligned::default());
    agree("attention to own words", &out, &expected, 1e-3)
}

/// weights · x, plus a bias, through GELU: built, placed and computed by ggml, on our device.
fn graph(kernels: Kernels) -> Result<(), String> {
    let (weights, plain_weights) = in_halves(&numbers(DEPTH * DEPTH, 13));
    let (x, bias) = (numbers(2 * DEPTH, 14), numbers(DEPTH, 15));
    let mut expected = plain::product(&x, &plain_weights, DEPTH);
    let pairs = expected.iter_mut().zip(bias.iter().cycle());
    pairs.for_each(|(y, bias)| *y = plain::gelu(*y + bias));
    let active = Active {
        kernels,
        parts: Parts::ALL,
    };
    let found = switch::overlaid(Some(active), || through_ggml(&weights, &x, &bias))?;
    agree("a graph through ggml", &found, &expected, 2.0 * TOLERANCE)
}

fn through_ggml(weights: &[u16], x: &[f32], bias: &[f32]) -> Result<Vec<f32>, String> {
    let device = device::pointer()?;
    let side = DEPTH as i64;
    let parameters = sys::ggml_init_params {
        mem_size: 1 << 20,
        mem_buffer: std::ptr::null_mut(),
        no_alloc: true,
    };
    // SAFETY: ggml's own calls, in the order that its documentation asks for; all that is made here is freed here; the sizes
    // written and read are those of the tensors.
    unsafe {
        let context = sys::ggml_init(parameters);
        if context.is_null() {
            return Err("ggml gave no memory".to_owned());
        }
        let w = sys::ggml_new_tensor_2d(context, sys::ggml_type_GGML_TYPE_F16, side, side);
        let input = sys::ggml_new_tensor_2d(context, sys::ggml_type_GGML_TYPE_F32, side, x.len() as i64 / side);
        let b = sys::ggml_new_tensor_1d(context, sys::ggml_type_GGML_TYPE_F32, side);
        let y = sys::ggml_gelu(context, sys::ggml_add(context, sys::ggml_mul_mat(context, w, input), b));
        let nodes = sys::ggml_new_graph(context);
        sys::ggml_build_forward_expand(nodes, y);
        let buffer = sys::ggml_backend_alloc_ctx_tensors_from_buft(context, sys::ggml_backend_cpu_buffer_type());
        sys::ggml_backend_buffer_set_usage(buffer, sys::ggml_backend_buffer_usage_GGML_BACKEND_BUFFER_USAGE_WEIGHTS);
        sys::ggml_backend_tensor_set(w, weights.as_ptr().cast(), 0, size_of_val(weights));
        sys::ggml_backend_tensor_set(input, x.as_ptr().cast(), 0, size_of_val(x));
        sys::ggml_backend_tensor_set(b, bias.as_ptr().cast(), 0, size_of_val(bias));
        let backend = sys::ggml_backend_dev_init(device, std::ptr::null());
        let is_taken = (0..sys::ggml_graph_n_nodes(nodes))
            .all(|number| sys::ggml_backend_dev_supports_op(device, sys::ggml_graph_node(nodes, number)));
        let status = sys::ggml_backend_graph_compute(backend, nodes);
        let mut found = vec![0f32; x.len()];
        sys::ggml_backend_tensor_get(y, found.as_mut_ptr().cast(), 0, size_of_val(found.as_slice()));
        sys::ggml_backend_free(backend);
        sys::ggml_backend_buffer_free(buffer);
        sys::ggml_free(context);
        if !is_taken || status != sys::ggml_status_GGML_STATUS_SUCCESS {
            return Err("a graph through ggml was refused".to_owned());
        }
        Ok(found)
    }
}
