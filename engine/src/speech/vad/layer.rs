//! A layer of the detector: rows of numbers times a matrix. A convolution is one too, where its input lies such that the frames
//! under the kernel are one run of numbers.

/// Rows that are computed together.
pub(super) const ROWS: usize = 4;

/// Multiplies and adds, in one instruction where the processor has it.
#[inline(always)]
pub(super) fn fused<const FUSED: bool>(a: f32, b: f32, sum: f32) -> f32 {
    if FUSED { a.mul_add(b, sum) } else { a * b + sum }
}

/// A matrix, packed in panels of columns, and a bias.
pub(super) struct Layer {
    inputs: usize,
    outputs: usize,
    /// Columns of a panel.
    wide: usize,
    panels: Vec<f32>,
    bias: Vec<f32>,
}

/// Where a layer's rows lie: some for each frame.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub frame: usize,
    pub row: usize,
    pub begin: usize,
}

impl Place {
    #[inline(always)]
    fn of(&self, row: usize, per_frame: usize) -> usize {
        self.begin + row / per_frame * self.frame + row % per_frame * self.row
    }
}

impl Layer {
    /// `weight(output, input)` gives the matrix; `wide` divides the number of outputs.
    pub fn new(wide: usize, bias: Vec<f32>, inputs: usize, weight: impl Fn(usize, usize) -> f32) -> Self {
        let outputs = bias.len();
        let mut panels = Vec::with_capacity(inputs * outputs);
        for begin in (0..outputs).step_by(wide) {
            for input in 0..inputs {
                panels.extend((begin..begin + wide).map(|output| weight(output, input)));
            }
        }
        Self {
            inputs,
            outputs,
            wide,
            panels,
            bias,
        }
    }

    /// All rows of `frames` frames, a multiple of [`ROWS`] in total; negative sums become 0 with `RELU`. `WIDE` is the panels' width.
    #[inline(always)]
    pub fn apply<const WIDE: usize, const FUSED: bool, const RELU: bool>(
        &self,
        (input, from): (&[f32], Place),
        (output, to): (&mut [f32], Place),
        (frames, per_frame): (usize, usize),
    ) {
        debug_assert!(self.wide == WIDE && frames * per_frame % ROWS == 0);
        for panel in 0..self.outputs / WIDE {
            let (columns, _) = self.panels[panel * self.inputs * WIDE..][..self.inputs * WIDE].as_chunks::<WIDE>();
            let (bias, _) = self.bias[panel * WIDE..][..WIDE].as_chunks::<WIDE>();
            for row in (0..frames * per_frame).step_by(ROWS) {
                let rows: [&[f32]; ROWS] =
                    std::array::from_fn(|at| &input[from.of(row + at, per_frame)..][..columns.len()]);
                let mut sums = [bias[0]; ROWS];
                for (at, column) in columns.iter().enumerate() {
                    for (sums, row) in sums.iter_mut().zip(&rows) {
                        for (sum, weight) in sums.iter_mut().zip(column) {
                            *sum = fused::<FUSED>(row[at], *weight, *sum);
                        }
                    }
                }
                for (at, sums) in sums.iter().enumerate() {
                    let out = &mut output[to.of(row + at, per_frame) + panel * WIDE..][..WIDE];
                    for (out, sum) in out.iter_mut().zip(sums) {
                        *out = if RELU { sum.max(0.0) } else { *sum };
                    }
                }
            }
        }
    }

    /// One row, added to what `output` holds.
    #[inline(always)]
    pub fn add<const WIDE: usize, const FUSED: bool>(&self, input: &[f32], output: &mut [f32]) {
        debug_assert!(self.wide == WIDE);
        for panel in 0..self.outputs / WIDE {
            let (columns, _) = self.panels[panel * self.inputs * WIDE..][..self.inputs * WIDE].as_chunks::<WIDE>();
            let (sums, _) = output[panel * WIDE..][..WIDE].as_chunks_mut::<WIDE>();
            let mut held = sums[0];
            for (value, column) in input.iter().zip(columns) {
                for (sum, weight) in held.iter_mut().zip(column) {
                    *sum = fused::<FUSED>(*value, *weight, *sum);
                }
            }
            sums[0] = held;
        }
    }
}
