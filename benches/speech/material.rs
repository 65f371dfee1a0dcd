//! Calls taken apart: their channels as both sides hear them, and what is said in each, and where.

use std::ops::Range;
use std::path::Path;

use engine::audio;
use engine::speech::decoding::Decoding;
use engine::speech::transcriber::Transcriber;
use engine::speech::vad::{Detector, Limits};
use engine::speech::whisper::{Whisper, WhisperTranscriber};
use engine::speech::word_errors::{Errors, compare, deleted, plain};
use engine::speech::{hearing, packing};
use serde_json::json;

use crate::calls::{Call, RATE};
use crate::cpu;

/// Samples a second that speech is heard at.
pub const AT: usize = audio::SPEECH_RATE as usize;

/// Stretches of speech, in samples.
pub type Spans = Vec<Range<usize>>;

/// One channel of a call.
pub struct Channel {
    pub name: String,
    pub samples: Vec<f32>,
    /// The same at the telephone's own rate.
    pub narrow: Vec<f32>,
    pub reference: Vec<String>,
    /// Where each utterance lies.
    pub spoken: Spans,
    /// About where each word of the reference lies: at its share of the utterance's words.
    pub places: Vec<usize>,
}

impl Channel {
    /// One of which nobody knows the text.
    pub fn alone(name: String, narrow: Vec<f32>) -> anyhow::Result<Self> {
        Ok(Self {
            samples: audio::resample(&narrow, RATE as u32, audio::SPEECH_RATE)?,
            name,
            narrow,
            reference: Vec::new(),
            spoken: Spans::new(),
            places: Vec::new(),
        })
    }

    pub fn seconds(&self) -> f64 {
        self.samples.len() as f64 / AT as f64
    }
}

/// All channels of all calls.
pub fn channels(calls: &[Call]) -> anyhow::Result<Vec<Channel>> {
    let mut channels = Vec::new();
    for (number, call) in calls.iter().enumerate() {
        let sound = audio::decode(&call.wav(), None, &audio::Limits::default())?;
        for (side, narrow) in sound.channels.iter().map(audio::Channel::to_vec).enumerate() {
            let scale = AT / RATE;
            let spoken = call.spoken[side].iter();
            let spoken: Spans = spoken
                .map(|spoken| scale * spoken.time.start..scale * spoken.time.end)
                .collect();
            let (mut reference, mut places) = (Vec::new(), Vec::new());
            for (utterance, time) in call.spoken[side].iter().zip(&spoken) {
                let words = plain(&utterance.text);
                let count = words.len();
                places.extend((0..count).map(|word| time.start + time.len() * (2 * word + 1) / (2 * count)));
                reference.extend(words);
            }
            channels.push(Channel {
                name: format!("{number}-{side}"),
                samples: audio::resample(&narrow, sound.rate, audio::SPEECH_RATE)?,
                narrow,
                reference,
                spoken,
                places,
            });
        }
    }
    Ok(channels)
}

pub fn words(channels: &[Channel]) -> usize {
    channels.iter().map(|channel| channel.reference.len()).sum()
}

pub fn seconds(channels: &[Channel]) -> f64 {
    channels.iter().map(Channel::seconds).sum()
}

/// Speech of every channel by our detector, and the CPU seconds that it took.
pub fn detected(channels: &[Channel], limits: Limits) -> anyhow::Result<(Vec<Spans>, f64)> {
    let mut detector = Detector::new(limits)?;
    let begin = cpu::seconds()?;
    let spans = channels
        .iter()
        .map(|channel| detector.speech(&channel.samples))
        .collect();
    Ok((spans, cpu::seconds()? - begin))
}

/// A recogniser that has heard its first window, which makes what is made once a model.
pub fn warm(whisper: &Whisper, beams: usize, channel: &Channel, spans: &Spans) -> anyhow::Result<WhisperTranscriber> {
    let decoding = Decoding {
        beams,
        ..Decoding::default()
    };
    let mut transcriber = whisper.transcriber(decoding)?;
    if let Some(window) = packing::windows(&channel.samples, spans).next() {
        hearing::hear(&mut transcriber, &window, hearing::Manner::of("en", true)).map_err(anyhow::Error::msg)?;
        hearing::hear(&mut transcriber, &window, hearing::Manner::of("en", false)).map_err(anyhow::Error::msg)?;
    }
    Ok(transcriber)
}

/// The text of one channel.
pub fn heard(transcriber: &mut dyn Transcriber, samples: &[f32], spans: &Spans, times: bool) -> anyhow::Result<String> {
    let mut text = String::new();
    for window in packing::windows(samples, spans) {
        for spoken in
            hearing::hear(transcriber, &window, hearing::Manner::of("en", times)).map_err(anyhow::Error::msg)?
        {
            text.push(' ');
            text.push_str(&spoken.word.text);
        }
    }
    Ok(text)
}

/// The texts of all channels.
pub fn all_heard(
    transcriber: &mut dyn Transcriber,
    channels: &[Channel],
    spans: &[Spans],
    times: bool,
) -> anyhow::Result<Vec<String>> {
    let pairs = channels.iter().zip(spans);
    pairs
        .map(|(channel, spans)| heard(transcriber, &channel.samples, spans, times))
        .collect()
}

/// Errors over all channels.
pub fn errors(channels: &[Channel], texts: &[String]) -> Errors {
    let mut all = Errors::default();
    for (channel, text) in channels.iter().zip(texts) {
        all.add(compare(&channel.reference, &plain(text)));
    }
    all
}

/// Words that the texts lack and that lie where nothing was detected: lost by the detector.
pub fn lost(channels: &[Channel], spans: &[Spans], texts: &[String]) -> usize {
    let of = |((channel, spans), text): ((&Channel, &Spans), &String)| {
        let deleted = deleted(&channel.reference, &plain(text));
        let places = deleted.into_iter().filter_map(|word| channel.places.get(word));
        places
            .filter(|place| !spans.iter().any(|span| span.contains(*place)))
            .count()
    };
    channels.iter().zip(spans).zip(texts).map(of).sum()
}

/// Puts the channels where a peer finds them; with `spans` also the pieces of speech that we hear.
pub fn write<'a>(
    channels: impl IntoIterator<Item = &'a Channel>,
    spans: Option<&[Spans]>,
    folder: &Path,
) -> anyhow::Result<()> {
    let channels: Vec<&Channel> = channels.into_iter().collect();
    let names: Vec<&str> = channels.iter().map(|channel| channel.name.as_str()).collect();
    std::fs::write(folder.join("channels.json"), json!(names).to_string())?;
    for (number, channel) in channels.iter().enumerate() {
        for (kind, samples) in [("f32", &channel.samples), ("8k.f32", &channel.narrow)] {
            let bytes: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
            std::fs::write(folder.join(format!("{}.{kind}", channel.name)), bytes)?;
        }
        let Some(spans) = spans.and_then(|spans| spans.get(number)) else {
            continue;
        };
        let pieces = packing::windows(&channel.samples, spans).flat_map(|window| window.pieces);
        let pieces: Vec<[usize; 2]> = pieces.map(|piece| [piece.from, piece.from + piece.length]).collect();
        std::fs::write(
            folder.join(format!("{}.segments.json", channel.name)),
            json!(pieces).to_string(),
        )?;
    }
    Ok(())
}
