//! Computes the steps of a graph for one whisper.cpp state: what it has packed stays between calls.

use std::cell::Cell;
use std::collections::HashMap;
use std::ffi::CStr;

use super::branches;
use super::capture::{self, Head};
use super::kernel::{Activations, After, Aligned, Asked, HEAD_WIDTH, Heads, Kernels, Keys, OwnWords, Scores};
use super::plan::{self, Attention, MANY, Parts, Step, Then};
use super::tensor::Tensor;
use super::weights::{self, Weights};
use crate::stop;

/// What whisper.cpp calls the places of tokens in their text.
const POSITIONS: &CStr = c"position";

/// Why a graph was not computed to its end.
#[derive(Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nobody wants it any more.
    Stopped,
    /// A step cannot be done as it was offered.
    Refused(String),
}

impl From<String> for Fault {
    fn from(reason: String) -> Self {
        Self::Refused(reason)
    }
}

/// One state's.
#[derive(Default)]
pub struct Worker {
    weights: Weights,
    activations: Activations,
    scores: Scores,
    own_scores: Aligned,
    /// By where the keys lie.
    keys: HashMap<usize, PackedKeys>,
    /// How much was last copied to an address, and in which call.
    copied: HashMap<usize, Copied>,
    call: u64,
}

#[derive(Default)]
struct PackedKeys {
    values: usize,
    packed: Keys,
    is_stale: bool,
}

#[derive(Clone, Copy)]
struct Copied {
    elements: usize,
    call: u64,
}

impl Worker {
    pub fn compute(&mut self, kernels: Kernels, parts: Parts, nodes: &[Tensor<'_>]) -> Result<(), Fault> {
        self.call += 1;
        // The input whose bytes lie in `activations`. It is not overwritten before its last use, which is ggml's own rule.
        let mut quantised: Option<Tensor<'_>> = None;
        for step in plan::steps(nodes, parts)? {
            if stop::is_asked() {
                return Err(Fault::Stopped);
            }
            #[cfg(test)]
            super::mishaps::strike(&step)?;
            self.step(kernels, step, &mut quantised)?;
        }
        Ok(())
    }

    /// `quantised`: the input whose bytes are at hand.
    fn step<'g>(&mut self, kernels: Kernels, step: Step<'g>, quantised: &mut Option<Tensor<'g>>) -> Result<(), Fault> {
        match step {
            Step::Linear {
                weights,
                x,
                bias,
                then,
                out,
            } => {
                if !quantised.is_some_and(|last| last.is(x)) {
                    kernels.quantise(x.floats(), x.size(0), &mut self.activations);
                    *quantised = Some(x);
                }
                self.multiply(kernels, (weights, bias), then, out)?;
            }
            Step::Norm {
                x,
                epsilon,
                affine,
                out,
            } => {
                let affine = affine.map(|(gain, shift)| (gain.floats(), shift.floats()));
                kernels.norm(x.floats(), x.size(0), epsilon, affine, out.floats());
            }
            Step::Gelu { x, out } => kernels.gelu(x.floats(), out.floats()),
            Step::Add { a, b, out } => each(a.floats(), b.floats(), out.floats(), |a, b| a + b),
            Step::Mul { a, b, out } => each(a.floats(), b.floats(), out.floats(), |a, b| a * b),
            Step::Scale { x, factor, out } => {
                let pairs = x.floats().iter().zip(out.floats());
                pairs.for_each(|(x, out)| out.set(x.get() * factor));
            }
            Step::ToHalf { x, out } => {
                kernels.to_half(x.floats(), out.halves());
                self.note_copy(out);
            }
            Step::Turn { x, out } => turn(x, out),
            Step::Rows { table, numbers, out } => {
                if numbers.is_named(POSITIONS) {
                    branches::place(numbers.ints());
                }
                fetch(table, numbers, out)?;
            }
            Step::Attend(attention) => self.attend(kernels, &attention)?,
            Step::OwnWords { attention, mask } => {
                branches::blindfold(mask.halves(), mask.size(0));
                let own = own_words(&attention, mask);
                kernels.own_words(&own, &mut self.own_scores);
            }
        }
        Ok(())
    }

    /// The input whose bytes are at hand · weightsᵀ, with what follows it.
    fn multiply(
        &mut self,
        kernels: Kernels,
        (weights, bias): (Tensor<'_>, Option<Tensor<'_>>),
        then: Then<'_>,
        out: Tensor<'_>,
    ) -> Result<(), Fault> {
        let packed = self
            .weights
            .packed(kernels, weights)
            .ok_or_else(|| "weights that cannot be packed".to_owned())?;
        let after = after(then);
        kernels.multiply(
            &self.activations,
            &packed,
            bias.map(Tensor::floats),
            after,
            out.floats(),
        );
        branches::keep(out.size(0), out.floats());
        Ok(())
    }

    /// Keys or values went to `out`: what was packed of them is no longer true.
    fn note_copy(&mut self, out: Tensor<'_>) {
        let copied = Copied {
            elements: out.elements(),
            call: self.call,
        };
        self.copied.insert(out.address(), copied);
        let touched = self.keys.iter_mut();
        touched
            .filter(|(keys, packed)| **keys == out.address() || packed.values == out.address())
            .for_each(|(_, packed)| packed.is_stale = true);
    }

    /// As many keys as were last copied there: what lies behind is padding, and no key.
    fn attend(&mut self, kernels: Kernels, attention: &Attention<'_>) -> Result<(), String> {
        let Attention {
            queries,
            keys,
            values,
            scale,
            out,
        } = *attention;
        let heads = queries.size(2);
        let address = keys.address();
        let copied = self
            .copied
            .get(&address)
            .copied()
            .ok_or("attention to keys that nobody copied")?;
        let count = (copied.elements / (heads * HEAD_WIDTH)).min(keys.size(1));
        let entry = self.keys.entry(address).or_insert_with(|| PackedKeys {
            is_stale: true,
            ..PackedKeys::default()
        });
        if entry.is_stale || (entry.values, entry.packed.count()) != (values.address(), count) {
            let (keys, values) = (half_heads(keys), half_heads(values));
            kernels.pack_keys(keys, values, heads, count, &mut entry.packed);
            (entry.values, entry.is_stale) = (attention.values.address(), false);
        }
        let rows = queries.size(1);
        let asked = Asked {
            queries: float_heads(queries),
            count: rows,
            scale,
            out: results(out, heads),
        };
        // The encoder copies its keys and looks at them in one call; the decoder's were copied before.
        let is_decoder = copied.call != self.call;
        let layer = attention.layer();
        let is_seen = is_decoder && capture::wants_layer(layer);
        if rows >= MANY && !is_seen {
            kernels.attend(&asked, &entry.packed, &mut self.scores);
            return Ok(());
        }
        let wanted = |head| is_seen && capture::wants(Head { layer, head });
        let keep = |head, rows: &[f32]| capture::keep(Head { layer, head }, count, rows);
        kernels.look(&asked, &entry.packed, &mut self.scores, wanted, keep);
        Ok(())
    }
}

fn after(then: Then<'_>) -> After<'_> {
    match then {
        Then::Store => After::Store,
        Then::Gelu => After::Gelu,
        Then::Add(other) => After::Add(other.floats()),
    }
}

fn float_heads<'g>(of: Tensor<'g>) -> Heads<'g, f32> {
    Heads {
        cells: of.floats(),
        row: of.stride(1) / size_of::<f32>(),
        head: of.stride(2) / size_of::<f32>(),
    }
}

fn half_heads<'g>(of: Tensor<'g>) -> Heads<'g, u16> {
    Heads {
        cells: of.halves(),
        row: of.stride(1) / size_of::<u16>(),
        head: of.stride(2) / size_of::<u16>(),
    }
}

/// ggml lays the heads of a query side by side.
fn results<'g>(out: Tensor<'g>, heads: usize) -> Heads<'g, f32> {
    Heads {
        cells: out.floats(),
        row: heads * HEAD_WIDTH,
        head: HEAD_WIDTH,
    }
}

fn own_words<'g>(attention: &Attention<'g>, mask: Tensor<'g>) -> OwnWords<'g> {
    let heads = attention.queries.size(2);
    OwnWords {
        queries: float_heads(attention.queries),
        keys: half_heads(attention.keys),
        values: half_heads(attention.values),
        mask: mask.halves(),
        mask_row: mask.size(0),
        out: results(attention.out, heads),
        heads,
        queries_count: attention.queries.size(1),
        keys_count: attention.keys.size(1),
        scale: attention.scale,
    }
}

/// `b` again for each of its lengths in `a`.
fn each(a: &[Cell<f32>], b: &[Cell<f32>], out: &[Cell<f32>], f: impl Fn(f32, f32) -> f32) {
    let length = b.len().max(1);
    for (a, out) in a.chunks(length).zip(out.chunks(length)) {
        let triples = a.iter().zip(b).zip(out);
        triples.for_each(|((a, b), out)| out.set(f(a.get(), b.get())));
    }
}

/// Rows of the result that are read in one go: as many floats as a cache line has.
const TURNED: usize = 16;

fn turn(x: Tensor<'_>, out: Tensor<'_>) {
    let (width, height) = (out.size(0), out.size(1));
    let (from, to) = (x.floats(), out.floats());
    for first in (0..height).step_by(TURNED) {
        let rows = first..(first + TURNED).min(height);
        for column in 0..width {
            for row in rows.clone() {
                to[row * width + column].set(from[column * height + row].get());
            }
        }
    }
}

fn fetch(table: Tensor<'_>, numbers: Tensor<'_>, out: Tensor<'_>) -> Result<(), String> {
    let width = table.size(0);
    let mut row = vec![0.0; width];
    for (number, out) in numbers.ints().iter().zip(out.floats().chunks_exact(width)) {
        let number = usize::try_from(number.get())
            .ok()
            .filter(|number| *number < table.size(1));
        weights::read(table, number.ok_or("a row that the table lacks")?, &mut row);
        out.iter().zip(&row).for_each(|(out, value)| out.set(*value));
    }
    Ok(())
}
