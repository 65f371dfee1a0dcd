//! A channel at the rate that speech models take, converted where it is read: the whole of a long call at 16 kHz never lies in memory.

use std::borrow::Cow;
use std::ops::Range;

use super::resample::Grid;
use super::{Channel, SPEECH_RATE, Sound};
use crate::error::RecordingError;

/// Samples of one channel at one rate, of which any part can be asked for.
pub trait Samples {
    fn count(&self) -> usize;

    /// `range` lies within [`Samples::count`].
    fn read(&self, range: Range<usize>) -> Cow<'_, [f32]>;
}

impl Samples for [f32] {
    fn count(&self) -> usize {
        self.len()
    }

    fn read(&self, range: Range<usize>) -> Cow<'_, [f32]> {
        Cow::Borrowed(&self[range])
    }
}

impl Samples for Vec<f32> {
    fn count(&self) -> usize {
        self.len()
    }

    fn read(&self, range: Range<usize>) -> Cow<'_, [f32]> {
        Cow::Borrowed(&self[range])
    }
}

/// One channel of a [`Sound`] at [`SPEECH_RATE`].
pub struct View<'a> {
    channel: &'a Channel,
    /// `None` where the rate is the right one already.
    grid: Option<Grid>,
    count: usize,
}

impl<'a> View<'a> {
    /// Errors: a rate that cannot be converted.
    pub fn of(sound: &'a Sound, channel: usize) -> Result<Self, RecordingError> {
        static NOTHING: Channel = Channel::new();
        let channel = sound.channels.get(channel).unwrap_or(&NOTHING);
        let grid = match sound.rate {
            SPEECH_RATE => None,
            rate => Some(Grid::new(rate, SPEECH_RATE)?),
        };
        let count = (channel.len() as u64 * u64::from(SPEECH_RATE)).div_ceil(u64::from(sound.rate.max(1)));
        Ok(Self {
            channel,
            grid,
            count: count as usize,
        })
    }
}

impl Samples for View<'_> {
    fn count(&self) -> usize {
        self.count
    }

    fn read(&self, range: Range<usize>) -> Cow<'_, [f32]> {
        Cow::Owned(match &self.grid {
            None => self.channel.read(range),
            Some(grid) => grid.read(self.channel, range),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::audio::resample;
    use crate::audio::testing::noise;

    fn sound(rate: u32, frames: usize) -> Sound {
        Sound {
            rate,
            channels: vec![Channel::from(noise(frames).as_slice())],
            source_channels: 1,
            flags: Vec::new(),
            duration_ms: 0,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn any_part_is_the_same_as_in_the_whole(
            rate in prop::sample::select(vec![4000_u32, 6000, 8000, 11_025, 16_000]),
            frames in 0_usize..20_000,
            a in any::<prop::sample::Index>(),
            b in any::<prop::sample::Index>(),
        ) {
            let sound = sound(rate, frames);
            let whole = resample(&sound.channels[0].to_vec(), rate, SPEECH_RATE).unwrap();
            let view = View::of(&sound, 0).unwrap();
            prop_assert_eq!(view.count(), whole.len());
            let (a, b) = (a.index(whole.len() + 1), b.index(whole.len() + 1));
            let range = a.min(b)..a.max(b);
            prop_assert_eq!(view.read(range.clone()).into_owned(), whole[range].to_vec());
        }
    }

    #[test]
    fn a_channel_that_is_not_there_is_empty() {
        assert_eq!(View::of(&sound(8000, 10), 3).unwrap().count(), 0);
    }
}
