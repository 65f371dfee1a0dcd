//! A model's weights in bytes: packed when first needed, shared by all workers, gone with the last of them.
//!
//! They are known by their address. That is safe because only those who use a model hold its packed weights: while one does, the
//! model lives and its addresses are its own; once none does, the entry is dead and is packed anew.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use half::f16;

use super::kernel::{Kernels, Packed};
use super::level::Level;
use super::tensor::{Kind, Q8_BYTES, Q8_VALUES, Tensor};

/// Which weights, and for which kernels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Key {
    address: usize,
    kind: Kind,
    sizes: [i64; 4],
    level: Level,
}

static SHARED: Mutex<Option<HashMap<Key, Weak<Packed>>>> = Mutex::new(None);

/// What one worker has in use.
#[derive(Default)]
pub struct Weights {
    held: HashMap<Key, Arc<Packed>>,
}

impl Weights {
    /// `None`: weights of a kind that nobody should have offered.
    pub fn packed(&mut self, kernels: Kernels, weights: Tensor<'_>) -> Option<Arc<Packed>> {
        let key = Key {
            address: weights.address(),
            kind: weights.kind(),
            sizes: weights.sizes(),
            level: kernels.level(),
        };
        if let Some(packed) = self.held.get(&key) {
            return Some(packed.clone());
        }
        // Held while packing: a second worker waits for the first one's work instead of doing it again.
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        let shared = shared.get_or_insert_default();
        let packed = match shared.get(&key).and_then(Weak::upgrade) {
            Some(packed) => packed,
            None => {
                shared.retain(|_, weights| weights.strong_count() > 0);
                let packed = Arc::new(pack(kernels, weights)?);
                shared.insert(key, Arc::downgrade(&packed));
                packed
            }
        };
        self.held.insert(key, packed.clone());
        Some(packed)
    }
}

/// How many packed matrices for `level` are alive in the process.
#[cfg(test)]
pub fn alive(level: Level) -> usize {
    let shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    let entries = shared.iter().flatten().filter(|(key, _)| key.level == level);
    entries.filter(|(_, weights)| weights.strong_count() > 0).count()
}

fn pack(kernels: Kernels, weights: Tensor<'_>) -> Option<Packed> {
    let (depth, columns) = (weights.size(0), weights.size(1));
    if weights.weight_row(columns.checked_sub(1)?).is_empty() {
        return None;
    }
    Some(kernels.pack(columns, depth, |row, to| read(weights, row, to)))
}

/// A row of weights in floats.
pub fn read(weights: Tensor<'_>, row: usize, to: &mut [f32]) {
    let bytes = weights.weight_row(row);
    match weights.kind() {
        Kind::F32 => {
            let values = bytes.as_chunks::<4>().0.iter();
            to.iter_mut()
                .zip(values)
                .for_each(|(to, bytes)| *to = f32::from_le_bytes(*bytes));
        }
        Kind::F16 => {
            let values = bytes.as_chunks::<2>().0.iter();
            to.iter_mut()
                .zip(values)
                .for_each(|(to, bytes)| *to = f16::from_le_bytes(*bytes).to_f32());
        }
        Kind::Q8 => {
            let blocks = bytes.as_chunks::<Q8_BYTES>().0.iter();
            for (to, [low, high, values @ ..]) in to.chunks_exact_mut(Q8_VALUES).zip(blocks) {
                let scale = f16::from_le_bytes([*low, *high]).to_f32();
                to.iter_mut()
                    .zip(values)
                    .for_each(|(to, q)| *to = scale * f32::from(*q as i8));
            }
        }
        Kind::I32 | Kind::Other => {}
    }
}
