//! Which operations are ours, and which of them go together: nodes of a graph → steps. Pure: computes nothing.
//!
//! What `takes` says of a node decides who computes it, and ggml asks anew for every graph; so everything that a step relies on is
//! asked here, once, and a node that is ours is a step by itself too, if its neighbours should turn out otherwise.

use std::collections::HashMap;

use whisper_rs_sys as sys;

use super::kernel::HEAD_WIDTH;
use super::tensor::{Kind, Q8_VALUES, Tensor};

/// Lanes of the widest vector: what is worked on in rows has a multiple of them.
const LANES: usize = 16;

/// Something to be done, its result in `out`.
#[derive(Clone, Copy)]
pub enum Step<'g> {
    /// `x` · weightsᵀ, with what follows it.
    Linear {
        weights: Tensor<'g>,
        x: Tensor<'g>,
        bias: Option<Tensor<'g>>,
        then: Then<'g>,
        out: Tensor<'g>,
    },
    Norm {
        x: Tensor<'g>,
        epsilon: f32,
        affine: Option<(Tensor<'g>, Tensor<'g>)>,
        out: Tensor<'g>,
    },
    /// `b` has `a`'s sizes, or is one row for all of `a`'s.
    Add {
        a: Tensor<'g>,
        b: Tensor<'g>,
        out: Tensor<'g>,
    },
    Mul {
        a: Tensor<'g>,
        b: Tensor<'g>,
        out: Tensor<'g>,
    },
    Gelu {
        x: Tensor<'g>,
        out: Tensor<'g>,
    },
    Scale {
        x: Tensor<'g>,
        factor: f32,
        out: Tensor<'g>,
    },
    /// Floats to halves, such as keys into their cache.
    ToHalf {
        x: Tensor<'g>,
        out: Tensor<'g>,
    },
    /// Rows and columns change places.
    Turn {
        x: Tensor<'g>,
        out: Tensor<'g>,
    },
    /// Rows of a table of weights.
    Rows {
        table: Tensor<'g>,
        numbers: Tensor<'g>,
        out: Tensor<'g>,
    },
    /// Attention to the audio: every key counts.
    Attend(Attention<'g>),
    /// Attention of the decoder to its own words.
    OwnWords {
        attention: Attention<'g>,
        mask: Tensor<'g>,
    },
}

#[derive(Clone, Copy)]
pub enum Then<'g> {
    Store,
    Gelu,
    Add(Tensor<'g>),
}

#[derive(Clone, Copy)]
pub struct Attention<'g> {
    pub queries: Tensor<'g>,
    pub keys: Tensor<'g>,
    pub values: Tensor<'g>,
    pub scale: f32,
    pub out: Tensor<'g>,
}

impl Attention<'_> {
    /// Which decoder layer's keys these are: they lie one layer after the other, each as long as this one.
    pub fn layer(&self) -> usize {
        let layer = self.keys.stride(1) * self.keys.size(1);
        self.keys.view_offset().checked_div(layer).unwrap_or(0)
    }
}

/// Which groups of operations are ours: all, but for measuring what each is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// Products of the encoder: of 64 rows and more.
    pub encoder_products: bool,
    /// Norms, biases, GELU, residuals, copies; and what of them goes into a product.
    pub fusion: bool,
    pub encoder_attention: bool,
    pub decoder_products: bool,
    pub decoder_attention: bool,
}

impl Parts {
    pub const ALL: Self = Self {
        encoder_products: true,
        fusion: true,
        encoder_attention: true,
        decoder_products: true,
        decoder_attention: true,
    };
}

/// From this many rows on it is the encoder.
pub const MANY: usize = 64;

/// Whether the node is ours to compute.
pub fn takes(node: Tensor<'_>, parts: Parts) -> bool {
    is_view(node) || step(node, parts).is_some()
}

/// The steps of a graph's nodes, all of which are ours. Errors: a node is not.
pub fn steps<'g>(nodes: &[Tensor<'g>], parts: Parts) -> Result<Vec<Step<'g>>, String> {
    let work: Vec<Tensor<'g>> = nodes.iter().copied().filter(|node| !is_view(*node)).collect();
    let uses = uses(nodes);
    let mut steps = Vec::with_capacity(work.len());
    let mut rest = work.as_slice();
    while let Some((node, _)) = rest.split_first() {
        let first = step(*node, parts).ok_or_else(|| format!("an operation that was not offered: {}", node.op()))?;
        let (step, taken) = match first {
            Step::Linear { .. } | Step::Norm { .. } if parts.fusion => fuse(first, rest, &uses, parts),
            _ => (first, 1),
        };
        steps.push(step);
        rest = rest.get(taken..).unwrap_or_default();
    }
    Ok(steps)
}

fn is_view(node: Tensor<'_>) -> bool {
    matches!(
        node.op(),
        sys::ggml_op_GGML_OP_NONE
            | sys::ggml_op_GGML_OP_RESHAPE
            | sys::ggml_op_GGML_OP_VIEW
            | sys::ggml_op_GGML_OP_PERMUTE
            | sys::ggml_op_GGML_OP_TRANSPOSE
    )
}

/// How often each tensor is read.
fn uses(nodes: &[Tensor<'_>]) -> HashMap<usize, usize> {
    let mut uses = HashMap::new();
    for node in nodes {
        for source in (0..4).filter_map(|number| node.source(number)) {
            *uses.entry(source.identity()).or_insert(0) += 1;
        }
    }
    uses
}

/// The node's step by itself, if it is one of ours.
fn step(node: Tensor<'_>, parts: Parts) -> Option<Step<'_>> {
    let (a, b) = (node.source(0)?, node.source(1));
    match node.op() {
        sys::ggml_op_GGML_OP_MUL_MAT => linear(node, a, b?, parts),
        sys::ggml_op_GGML_OP_FLASH_ATTN_EXT => attention(node, a, b?, parts),
        _ if !parts.fusion => None,
        sys::ggml_op_GGML_OP_NORM => (is_rows(node) && is_rows(a)).then(|| Step::Norm {
            x: a,
            epsilon: node.float_parameter(0),
            affine: None,
            out: node,
        }),
        sys::ggml_op_GGML_OP_ADD => pair(node, a, b?).map(|(a, b)| Step::Add { a, b, out: node }),
        sys::ggml_op_GGML_OP_MUL => pair(node, a, b?).map(|(a, b)| Step::Mul { a, b, out: node }),
        sys::ggml_op_GGML_OP_UNARY => {
            let is_gelu = node.int_parameter(0) == sys::ggml_unary_op_GGML_UNARY_OP_GELU as i32;
            (is_gelu && is_rows(node) && is_rows(a)).then_some(Step::Gelu { x: a, out: node })
        }
        sys::ggml_op_GGML_OP_SCALE => {
            let is_ours = node.float_parameter(1) == 0.0 && is_floats(node) && is_floats(a);
            is_ours.then(|| Step::Scale {
                x: a,
                factor: node.float_parameter(0),
                out: node,
            })
        }
        sys::ggml_op_GGML_OP_CPY => {
            let is_half = node.kind() == Kind::F16 && node.is_contiguous() && is_floats(a);
            (is_half && node.elements() == a.elements()).then_some(Step::ToHalf { x: a, out: node })
        }
        sys::ggml_op_GGML_OP_CONT => (is_floats(node) && is_turned(a)).then_some(Step::Turn { x: a, out: node }),
        sys::ggml_op_GGML_OP_GET_ROWS => rows(node, a, b?),
        _ => None,
    }
}

fn linear<'g>(node: Tensor<'g>, weights: Tensor<'g>, x: Tensor<'g>, parts: Parts) -> Option<Step<'g>> {
    let is_wanted = if x.size(1) >= MANY {
        parts.encoder_products
    } else {
        parts.decoder_products
    };
    let is_ours = is_wanted
        && matches!(weights.kind(), Kind::F16 | Kind::Q8)
        && weights.is_weight()
        && weights.is_contiguous()
        && is_matrix(weights)
        && is_rows(x)
        && x.size(0).is_multiple_of(Q8_VALUES)
        && weights.size(0) == x.size(0)
        && is_floats(node)
        && node.elements() == weights.size(1) * x.size(1);
    is_ours.then_some(Step::Linear {
        weights,
        x,
        bias: None,
        then: Then::Store,
        out: node,
    })
}

fn attention<'g>(node: Tensor<'g>, queries: Tensor<'g>, keys: Tensor<'g>, parts: Parts) -> Option<Step<'g>> {
    let values = node.source(2)?;
    let (bias_max, cap) = (node.float_parameter(1), node.float_parameter(2));
    let heads = queries.size(2);
    let are_heads = |of: Tensor<'_>, kind, unit| {
        let is_even = of.stride(1).is_multiple_of(unit) && of.stride(2).is_multiple_of(unit);
        of.kind() == kind
            && of.size(0) == HEAD_WIDTH
            && of.stride(0) == unit
            && is_even
            && of.size(2) == heads
            && of.size(3) == 1
    };
    let is_ours = are_heads(queries, Kind::F32, 4)
        && are_heads(keys, Kind::F16, 2)
        && are_heads(values, Kind::F16, 2)
        && keys.size(1) == values.size(1)
        && is_floats(node)
        && (bias_max, cap) == (0.0, 0.0)
        && node.source(4).is_none();
    let attention = Attention {
        queries,
        keys,
        values,
        scale: node.float_parameter(0),
        out: node,
    };
    match node.source(3) {
        _ if !is_ours => None,
        None => {
            let is_many = queries.size(1) >= MANY;
            let is_wanted = if is_many {
                parts.encoder_attention
            } else {
                parts.decoder_attention
            };
            // The copies of keys tell us when they change.
            (is_wanted && parts.fusion).then_some(Step::Attend(attention))
        }
        Some(mask) => {
            let fits = mask.kind() == Kind::F16
                && mask.is_contiguous()
                && is_matrix(mask)
                && mask.size(0) >= keys.size(1)
                && mask.size(1) >= queries.size(1);
            (fits && parts.decoder_attention).then_some(Step::OwnWords { attention, mask })
        }
    }
}

fn pair<'g>(node: Tensor<'g>, a: Tensor<'g>, b: Tensor<'g>) -> Option<(Tensor<'g>, Tensor<'g>)> {
    let is_one_row = is_floats(b) && b.elements() == b.size(0) && b.size(0) == a.size(0);
    let fits =
        is_floats(node) && is_floats(a) && is_matrix(a) && (is_one_row || (is_floats(b) && b.sizes() == a.sizes()));
    (fits && node.sizes() == a.sizes()).then_some((a, b))
}

fn rows<'g>(node: Tensor<'g>, table: Tensor<'g>, numbers: Tensor<'g>) -> Option<Step<'g>> {
    let is_ours = table.is_weight()
        && matches!(table.kind(), Kind::F32 | Kind::F16 | Kind::Q8)
        && is_matrix(table)
        && table.is_contiguous()
        && numbers.kind() == Kind::I32
        && numbers.is_contiguous()
        && numbers.elements() == numbers.size(0)
        && is_floats(node)
        && node.elements() == table.size(0) * numbers.size(0);
    is_ours.then_some(Step::Rows {
        table,
        numbers,
        out: node,
    })
}

fn is_floats(of: Tensor<'_>) -> bool {
    of.kind() == Kind::F32 && of.is_contiguous()
}

fn is_matrix(of: Tensor<'_>) -> bool {
    of.size(2) == 1 && of.size(3) == 1
}

fn is_rows(of: Tensor<'_>) -> bool {
    is_floats(of) && is_matrix(of) && of.size(0) > 0 && of.size(0).is_multiple_of(LANES)
}

/// A matrix whose rows lie where another's columns do.
fn is_turned(of: Tensor<'_>) -> bool {
    of.kind() == Kind::F32 && is_matrix(of) && of.stride(1) == 4 && of.stride(0) == 4 * of.size(1)
}

/// Lengthens a step by what follows it, as long as nobody else reads what lies between. Gives the nodes used up.
fn fuse<'g>(first: Step<'g>, nodes: &[Tensor<'g>], uses: &HashMap<usize, usize>, parts: Parts) -> (Step<'g>, usize) {
    let follower = |number: usize| -> Option<Step<'g>> {
        let (before, node) = (nodes.get(number - 1)?, nodes.get(number)?);
        let is_between = uses.get(&before.identity()) == Some(&1) && !before.is_output();
        (is_between && node.source(0)?.is(*before)).then(|| step(*node, parts))?
    };
    match first {
        Step::Norm { x, epsilon, .. } => {
            if let (Some(Step::Mul { b: gain, .. }), Some(Step::Add { b: shift, out, .. })) = (follower(1), follower(2))
                && is_row_of(gain, x)
                && is_row_of(shift, x)
            {
                let affine = Some((gain, shift));
                return (
                    Step::Norm {
                        x,
                        epsilon,
                        affine,
                        out,
                    },
                    3,
                );
            }
            (first, 1)
        }
        Step::Linear {
            weights,
            x,
            out: product,
            ..
        } => {
            let Some(Step::Add { b: bias, out, .. }) = follower(1).filter(|next| is_bias(next, product)) else {
                return (first, 1);
            };
            let bias = Some(bias);
            let (then, out, taken) = match follower(2) {
                Some(Step::Gelu { out, .. }) => (Then::Gelu, out, 3),
                Some(Step::Add { b: other, out, .. }) if other.sizes() == product.sizes() && !other.is(product) => {
                    (Then::Add(other), out, 3)
                }
                _ => (Then::Store, out, 2),
            };
            (
                Step::Linear {
                    weights,
                    x,
                    bias,
                    then,
                    out,
                },
                taken,
            )
        }
        _ => (first, 1),
    }
}

fn is_bias(next: &Step<'_>, product: Tensor<'_>) -> bool {
    matches!(next, Step::Add { b, .. } if is_row_of(*b, product))
}

fn is_row_of(row: Tensor<'_>, of: Tensor<'_>) -> bool {
    row.elements() == of.size(0)
}
