//! A tensor of the graph at hand, with the few questions that we ask of it. Reading a tensor's fields and memory is unsafe in C's
//! world; it happens here alone.
//!
//! Invariants: a `Tensor` is made from a pointer of a graph that ggml gave us, and lives no longer than the call in which it did;
//! meanwhile nobody changes the graph. Its memory, where allocated, spans what its sizes and strides say, is worked on by this
//! thread alone (a graph belongs to one state, a state to one worker), and is handed out as cells, because ggml lays results over
//! inputs. Weights are read by many threads and written by none.

use std::cell::Cell;
use std::ffi::CStr;

use whisper_rs_sys as sys;

#[derive(Clone, Copy)]
pub struct Tensor<'g>(&'g sys::ggml_tensor);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    F32,
    F16,
    Q8,
    I32,
    Other,
}

/// Bytes and values of a block of q8_0.
pub const Q8_BYTES: usize = 34;
pub const Q8_VALUES: usize = 32;

impl<'g> Tensor<'g> {
    /// SAFETY: `tensor` is null, or a tensor of a graph that nobody changes or frees during `'g`.
    pub unsafe fn at(tensor: *const sys::ggml_tensor) -> Option<Self> {
        // SAFETY: the caller's word.
        unsafe { tensor.as_ref() }.map(Self)
    }

    pub fn op(self) -> sys::ggml_op {
        self.0.op
    }

    pub fn kind(self) -> Kind {
        match self.0.type_ {
            sys::ggml_type_GGML_TYPE_F32 => Kind::F32,
            sys::ggml_type_GGML_TYPE_F16 => Kind::F16,
            sys::ggml_type_GGML_TYPE_Q8_0 => Kind::Q8,
            sys::ggml_type_GGML_TYPE_I32 => Kind::I32,
            _ => Kind::Other,
        }
    }

    /// Elements in a dimension, the innermost first.
    pub fn size(self, dimension: usize) -> usize {
        usize::try_from(self.0.ne[dimension]).unwrap_or(0)
    }

    /// Bytes from one element of a dimension to the next.
    pub fn stride(self, dimension: usize) -> usize {
        self.0.nb[dimension]
    }

    pub fn sizes(self) -> [i64; 4] {
        self.0.ne
    }

    pub fn elements(self) -> usize {
        (0..4).map(|dimension| self.size(dimension)).product()
    }

    pub fn source(self, number: usize) -> Option<Self> {
        // SAFETY: a graph's sources are of the graph.
        unsafe { Self::at(self.0.src[number]) }
    }

    /// Where a view begins in what it shows, in bytes.
    pub fn view_offset(self) -> usize {
        self.0.view_offs
    }

    pub fn int_parameter(self, number: usize) -> i32 {
        self.0.op_params[number]
    }

    pub fn float_parameter(self, number: usize) -> f32 {
        f32::from_bits(self.0.op_params[number] as u32)
    }

    /// The same tensor, not merely an equal one.
    pub fn is(self, other: Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }

    /// Tells one tensor of a graph from another.
    pub fn identity(self) -> usize {
        std::ptr::from_ref(self.0) as usize
    }

    pub fn is_named(self, name: &CStr) -> bool {
        let bytes = name.to_bytes_with_nul();
        self.0.name.iter().zip(bytes).filter(|(a, b)| **a as u8 == **b).count() == bytes.len()
    }

    /// Where its memory begins.
    pub fn address(self) -> usize {
        self.0.data as usize
    }

    pub fn is_output(self) -> bool {
        self.0.flags & sys::ggml_tensor_flag_GGML_TENSOR_FLAG_OUTPUT as i32 != 0
    }

    /// One of the model's, which never change.
    pub fn is_weight(self) -> bool {
        // SAFETY: a view's source lives as long as the view; a buffer as long as its tensors.
        unsafe {
            let owner = self.0.view_src.as_ref().unwrap_or(self.0);
            !owner.buffer.is_null()
                && sys::ggml_backend_buffer_get_usage(owner.buffer)
                    == sys::ggml_backend_buffer_usage_GGML_BACKEND_BUFFER_USAGE_WEIGHTS
        }
    }

    /// Without gaps, as sizes say.
    pub fn is_contiguous(self) -> bool {
        let (unit, per_unit) = match self.kind() {
            Kind::F32 | Kind::I32 => (4, 1),
            Kind::F16 => (2, 1),
            Kind::Q8 => (Q8_BYTES, Q8_VALUES),
            Kind::Other => return false,
        };
        let mut expected = unit;
        for dimension in 0..4 {
            if self.size(dimension) != 1 && self.stride(dimension) != expected {
                return false;
            }
            expected *= match dimension {
                0 => self.size(0) / per_unit,
                _ => self.size(dimension),
            };
        }
        true
    }

    /// From its first element to its last, gaps included; nothing where it has no memory or another type.
    pub fn floats(self) -> &'g [Cell<f32>] {
        self.cells(Kind::F32)
    }

    pub fn halves(self) -> &'g [Cell<u16>] {
        self.cells(Kind::F16)
    }

    pub fn ints(self) -> &'g [Cell<i32>] {
        self.cells(Kind::I32)
    }

    fn cells<T: Copy>(self, kind: Kind) -> &'g [Cell<T>] {
        let start = self.0.data.cast::<Cell<T>>();
        if self.kind() != kind || start.is_null() || !start.is_aligned() || self.elements() == 0 {
            return &[];
        }
        let last: usize = (0..4)
            .map(|dimension| (self.size(dimension) - 1) * self.stride(dimension))
            .sum();
        // SAFETY: the memory reaches from the first element to the last and, as `kind` says, is one of `T`, all of whose bit
        // patterns are values.
        unsafe { std::slice::from_raw_parts(start, last / size_of::<T>() + 1) }
    }

    /// Row `number` of a matrix of weights, as bytes.
    pub fn weight_row(self, number: usize) -> &'g [u8] {
        let bytes = match self.kind() {
            Kind::F32 | Kind::I32 => 4 * self.size(0),
            Kind::F16 => 2 * self.size(0),
            Kind::Q8 => self.size(0) / Q8_VALUES * Q8_BYTES,
            Kind::Other => 0,
        };
        if !self.is_weight() || self.0.data.is_null() || number >= self.size(1) {
            return &[];
        }
        // SAFETY: weights are written by nobody; the row lies within the tensor.
        unsafe { std::slice::from_raw_parts(self.0.data.cast::<u8>().add(number * self.stride(1)), bytes) }
    }
}

/// The nodes of a graph, in the order of their computation.
///
/// SAFETY: `graph` is one that ggml gave us to compute, and outlives `'g` unchanged.
pub unsafe fn nodes<'g>(graph: *mut sys::ggml_cgraph) -> Vec<Tensor<'g>> {
    // SAFETY: the caller's word; every number below the count has a node.
    unsafe {
        let count = sys::ggml_graph_n_nodes(graph);
        (0..count)
            .filter_map(|number| Tensor::at(sys::ggml_graph_node(graph, number)))
            .collect()
    }
}
