//! The ways through whisper.cpp. It decides per loaded model how attention is computed, where, and whether times are; so there are up to three,
//! each loaded when first needed.

use crate::speech::accel::{self, SpeechBackend};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Attention as one operation, which our backend takes over.
    Fast,
    /// whisper.cpp alone.
    Stock,
    /// The same, with whisper.cpp's alignment.
    StockTimed,
}

impl Way {
    /// In the stock ways our backend takes no part, not even where it could: half of a decoder is no use to us.
    pub fn run<R>(self, f: impl FnOnce() -> R) -> R {
        match self {
            Self::Fast => f(),
            Self::Stock | Self::StockTimed => accel::without(f),
        }
    }

    /// Whether whisper.cpp puts it on the graphics card: our way is the processor's.
    pub fn is_on_gpu(self, backend: SpeechBackend) -> bool {
        self != Self::Fast && backend == SpeechBackend::Gpu
    }

    /// Whether attention is one operation. On a processor whisper.cpp is faster in parts, on a graphics card as a whole; times it reads off the
    /// parts.
    pub fn has_attention_in_one(self, backend: SpeechBackend) -> bool {
        match self {
            Self::Fast => true,
            Self::Stock => self.is_on_gpu(backend),
            Self::StockTimed => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::accel::Level;

    #[test]
    fn whispers_own_ways_are_on_the_graphics_card_where_one_computes_and_times_are_read_off_the_parts_of_attention() {
        let (gpu, ours) = (SpeechBackend::Gpu, SpeechBackend::Accelerated(Level::Avx2));
        let told = |way: Way, backend| (way.is_on_gpu(backend), way.has_attention_in_one(backend));
        for backend in [SpeechBackend::Stock, ours] {
            assert_eq!(told(Way::Fast, backend), (false, true));
            assert_eq!(told(Way::Stock, backend), (false, false));
            assert_eq!(told(Way::StockTimed, backend), (false, false));
        }
        assert_eq!(told(Way::Fast, gpu), (false, true));
        assert_eq!(told(Way::Stock, gpu), (true, true));
        assert_eq!(told(Way::StockTimed, gpu), (true, false));
    }
}
