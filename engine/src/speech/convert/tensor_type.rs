//! How a tensor's numbers lie in a ggml file, and what a file's header says of its weights.

/// All weights are f16.
pub const FTYPE_F16: u32 = 1;
/// The second version of quantisation, and q8_0.
pub const FTYPE_Q8_0: u32 = 2007;
/// What the header says of the weights, and their type. Not among them: f32, on which whisper.cpp's convolutions abort.
pub(super) const FORMS: [(u32, Type); 6] = [
    (FTYPE_F16, Type::F16),
    (2002, Type::Q4_0),
    (2003, Type::Q4_1),
    (FTYPE_Q8_0, Type::Q8_0),
    (2008, Type::Q5_0),
    (2009, Type::Q5_1),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    F32,
    F16,
    Q4_0,
    Q4_1,
    Q5_0,
    Q5_1,
    Q8_0,
}

impl Type {
    pub(super) fn number(self) -> u32 {
        match self {
            Self::F32 => 0,
            Self::F16 => 1,
            Self::Q4_0 => 2,
            Self::Q4_1 => 3,
            Self::Q5_0 => 6,
            Self::Q5_1 => 7,
            Self::Q8_0 => 8,
        }
    }

    pub(super) fn of(number: u32) -> Option<Self> {
        let mut all = [Self::F32].into_iter().chain(FORMS.map(|(_, kind)| kind));
        all.find(|kind| kind.number() == number)
    }

    /// Values and bytes of a block.
    pub(super) fn block(self) -> (u64, u64) {
        match self {
            Self::F32 => (1, 4),
            Self::F16 => (1, 2),
            Self::Q4_0 => (32, 18),
            Self::Q4_1 => (32, 20),
            Self::Q5_0 => (32, 22),
            Self::Q5_1 => (32, 24),
            Self::Q8_0 => (32, 34),
        }
    }
}
