//! Read speech at telephone rate with its texts, carried by the program: what a speech model is measured by on any machine. Two
//! utterances of each of ten speakers (LibriSpeech, CC-BY-4.0). Too little to tell models of the same kind apart by tenths.

use std::ops::Range;

use super::vad::RATE;
use super::word_errors::{Errors, compare, plain};
use crate::audio;
use crate::error::RecordingError;

/// Between two utterances: a second.
const PAUSE: usize = RATE;

/// `name<tab>text`, in capitals.
const TEXTS: &str = include_str!("../../../tests/audio/read/texts.tsv");

macro_rules! utterances {
    ($($name:literal)*) => {
        &[$(($name, include_bytes!(concat!("../../../tests/audio/read/", $name, ".flac")))),*]
    };
}

const UTTERANCES: &[(&str, &[u8])] = utterances! {
    "1089-134686-0012"
    "1089-134686-0022"
    "121-127105-0002"
    "121-127105-0027"
    "1221-135766-0007"
    "1221-135766-0009"
    "1320-122612-0010"
    "1320-122617-0032"
    "1580-141083-0001"
    "1580-141084-0024"
    "2300-131720-0011"
    "2300-131720-0025"
    "260-123286-0022"
    "260-123288-0026"
    "3570-5694-0014"
    "3570-5696-0007"
    "61-70970-0004"
    "61-70970-0035"
    "8455-210777-0000"
    "8455-210777-0038"
};

/// Utterances one after the other at 16 kHz, and where each lies.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Golden {
    pub samples: Vec<f32>,
    pub spoken: Vec<Spoken>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken {
    pub place: Range<usize>,
    pub text: String,
}

impl Golden {
    /// The set that the program carries.
    pub fn own() -> Result<Self, RecordingError> {
        let text = |name: &str| {
            let lines = TEXTS.lines().filter_map(|line| line.split_once('\t'));
            lines.filter(|(own, _)| *own == name).map(|(_, text)| text).next()
        };
        let mut golden = Self::default();
        for (name, bytes) in UTTERANCES {
            golden.add(bytes, text(name).unwrap_or_default())?;
        }
        Ok(golden)
    }

    /// A recording (its first channel), a pause before it, and what is said in it.
    pub fn add(&mut self, bytes: &[u8], text: &str) -> Result<(), RecordingError> {
        let sound = audio::decode(bytes, None, &audio::Limits::default())?;
        let channel = sound.channels.first().map(audio::Channel::to_vec).unwrap_or_default();
        let begin = self.samples.len() + PAUSE;
        self.samples.resize(begin, 0.0);
        self.samples
            .extend(audio::resample(&channel, sound.rate, audio::SPEECH_RATE)?);
        self.spoken.push(Spoken {
            place: begin..self.samples.len(),
            text: text.to_owned(),
        });
        Ok(())
    }

    /// Of a transcript of the whole.
    pub fn errors(&self, heard: &str) -> Errors {
        let said: Vec<String> = self.spoken.iter().flat_map(|spoken| plain(&spoken.text)).collect();
        compare(&said, &plain(heard))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_set_is_whole_and_its_own_text_has_no_errors() {
        let golden = Golden::own().unwrap();
        assert_eq!(golden.spoken.len(), UTTERANCES.len());
        assert!(
            golden
                .spoken
                .iter()
                .all(|spoken| !spoken.text.is_empty() && spoken.place.len() > 2 * RATE)
        );
        let text = golden
            .spoken
            .iter()
            .map(|spoken| spoken.text.as_str())
            .collect::<Vec<_>>()
            .join(" ");
        let errors = golden.errors(&text);
        assert!(errors.words > 400 && errors.rate() == 0.0, "{errors:?}");
    }
}
