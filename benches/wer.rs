//! Bench `wer`: word errors by kind of recording, against faster-whisper with the same weights, with one beam and with five: English by
//! tiny.en, other languages by base. Each side as one would use it, with its own detection of speech.
//!
//! The recordings are the repository's own, or those of a folder: `--audio DIR` with a `manifest.tsv` (columns `file`, `lang`, `kind`,
//! `reference`, `channels`) and beside each `X.wav` its words in `X.txt`, or those of its two channels in `X.ch1.txt` and `X.ch2.txt`.

mod clips;

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, ensure};
use engine::audio;
use engine::speech::word_errors::{Errors, compare, plain};
use engine::worker::{Engine, EngineConfig, Options, Watch};
use serde_json::{Map, Value, json};

use crate::peer::Peer;
use crate::speech::weights::Weights;
use crate::{cpu, options};
use clips::Clip;

/// How many beams our side and the peer have in a row.
const BEAMS: [usize; 2] = [1, 5];
/// Of `wer` that no kind may be worse than the peer with one beam, in points.
const WORSE_MAX: f64 = 0.5;
const NO_CLOCK: Duration = Duration::ZERO;

/// Without limits.
struct Patient;

impl Watch for Patient {
    fn elapsed(&self) -> Duration {
        NO_CLOCK
    }

    fn progress(&mut self, _: f32) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

/// What one side heard, with its CPU seconds.
struct Side {
    name: String,
    texts: Vec<String>,
    cpu_s: f64,
}

pub fn run() -> anyhow::Result<Value> {
    let clips = match options::value("--audio") {
        Some(folder) => clips::of_manifest(Path::new(&folder))?,
        None => clips::own()?,
    };
    ensure!(!clips.is_empty(), "there is no recording with a text");
    let work = tempfile::tempdir()?;
    let mut sides: Vec<Side> = Vec::new();
    for beams in BEAMS {
        sides.push(ours(&clips, beams)?);
    }
    let mut about = Value::Null;
    for beams in BEAMS {
        let (side, version) = peers(&clips, beams, work.path())?;
        sides.push(side);
        about = version;
    }
    let kinds = by_kind(&clips, &sides);
    print(&kinds, &sides);
    let of = |kind: &str, side: usize| kinds.get(kind).map_or(0.0, |errors| errors[side].rate());
    let worse: Vec<&String> = kinds
        .keys()
        .filter(|kind| of(kind, 0) > of(kind, BEAMS.len()) + WORSE_MAX)
        .collect();
    let rows: Map<String, Value> = kinds
        .iter()
        .map(|(kind, errors)| {
            let rates: Map<String, Value> = sides
                .iter()
                .zip(errors)
                .map(|(side, errors)| {
                    let told = match errors.words {
                        0 => json!(errors.inserted),
                        _ => json!(errors.rate()),
                    };
                    (side.name.clone(), told)
                })
                .collect();
            // Where nothing is said, words that were heard all the same.
            let what = if errors[0].words == 0 { "heard" } else { "wer" };
            (kind.clone(), json!({ "words": errors[0].words, what: rates }))
        })
        .collect();
    Ok(json!({
        "bench": "wer", "unit": "word errors, percent", "product": of("all", 0), "peer": of("all", BEAMS.len()),
        "peer_name": format!("faster-whisper {}, beam 1", about.as_str().unwrap_or_default()),
        "ratio": of("all", 0) / of("all", BEAMS.len()).max(1e-9), "runs": 1,
        "conditions": {"weights": "tiny.en for English, base for others", "threads": 1, "clips": clips.len()},
        "extra": {
            "kinds": rows, "worse_than_beam_1_by_more_than_half_a_point": worse,
            "cpu_s": sides.iter().map(|side| (side.name.clone(), json!(side.cpu_s))).collect::<Map<_, _>>(),
        },
    }))
}

fn weights(clip: &Clip) -> Weights {
    if clip.language == "en" {
        Weights::TinyEn
    } else {
        Weights::Base
    }
}

fn ours(clips: &[Clip], beams: usize) -> anyhow::Result<Side> {
    let mut texts = vec![String::new(); clips.len()];
    let mut cpu_s = 0.0;
    for model in [Weights::TinyEn, Weights::Base] {
        let engine = Engine::load(&EngineConfig {
            beams,
            ..model.engine()?
        })?;
        let mut worker = engine.worker()?;
        let begin = cpu::seconds()?;
        for (number, clip) in clips.iter().enumerate().filter(|(_, clip)| weights(clip) == model) {
            let options = Options {
                language: Some(clip.language.clone()),
                ..Options::default()
            };
            let found = worker.analyze(&std::fs::read(&clip.path)?, &options, &mut Patient);
            let found = found.with_context(|| clip.path.display().to_string())?;
            texts[number] = found
                .turns
                .iter()
                .filter(|turn| usize::from(turn.channel) == clip.channel)
                .map(|turn| turn.text.as_str())
                .collect::<Vec<_>>()
                .join(" ");
        }
        cpu_s += cpu::seconds()? - begin;
    }
    Ok(Side {
        name: format!("ours, {beams}"),
        texts,
        cpu_s,
    })
}

fn peers(clips: &[Clip], beams: usize, work: &Path) -> anyhow::Result<(Side, Value)> {
    let mut texts = vec![String::new(); clips.len()];
    let (mut cpu_s, mut version) = (0.0, Value::Null);
    for model in [Weights::TinyEn, Weights::Base] {
        let own: Vec<(usize, &Clip)> = clips
            .iter()
            .enumerate()
            .filter(|(_, clip)| weights(clip) == model)
            .collect();
        if own.is_empty() {
            continue;
        }
        let told: Vec<Value> = own
            .iter()
            .map(|(_, clip)| json!({ "name": clip.name, "language": clip.language }))
            .collect();
        std::fs::write(work.join("clips.json"), Value::from(told).to_string())?;
        for (_, clip) in &own {
            let sound = audio::decode(&std::fs::read(&clip.path)?, None, &audio::Limits::default())?;
            let channel = sound.channels.get(clip.channel).context("no such channel")?.to_vec();
            let samples = audio::resample(&channel, sound.rate, audio::SPEECH_RATE)?;
            let bytes: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
            std::fs::write(work.join(format!("{}.f32", clip.name)), bytes)?;
        }
        let mut peer = Peer::start("wer.py", &[model.peers()?.into(), work.into()], &[])?;
        version = peer.about["faster_whisper"].clone();
        let answer = peer.ask(&beams.to_string())?;
        cpu_s += answer["cpu_s"].as_f64().unwrap_or(0.0);
        for (number, clip) in own {
            texts[number] = answer["texts"][&clip.name].as_str().unwrap_or_default().to_owned();
        }
    }
    let side = Side {
        name: format!("faster-whisper, {beams}"),
        texts,
        cpu_s,
    };
    Ok((side, version))
}

/// Errors of each side by kind, and of `all` together. Where nothing is said, every word is an error and there are none to divide by.
fn by_kind(clips: &[Clip], sides: &[Side]) -> BTreeMap<String, Vec<Errors>> {
    let mut kinds: BTreeMap<String, Vec<Errors>> = BTreeMap::new();
    for (number, clip) in clips.iter().enumerate() {
        let words = |text: &str| match clip.has_blanks() {
            true => normal(text),
            // What is written without blanks is compared sign by sign.
            false => plain(text)
                .iter()
                .flat_map(|word| word.chars().map(String::from))
                .collect(),
        };
        let reference = words(&clip.text);
        for kind in [clip.kind.as_str(), "all"] {
            let errors = kinds
                .entry(kind.to_owned())
                .or_insert_with(|| vec![Errors::default(); sides.len()]);
            for (errors, side) in errors.iter_mut().zip(sides) {
                errors.add(compare(&reference, &words(&side.texts[number])));
            }
        }
    }
    kinds
}

/// Letters that are spelled out are one word, and numbers are read digit by digit, except those of two digits: on both sides alike.
fn normal(text: &str) -> Vec<String> {
    const TENS: [&str; 10] = [
        "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ];
    let mut words: Vec<String> = Vec::new();
    let mut spelled = String::new();
    for word in plain(text) {
        let word = if word == "oh" { "zero".to_owned() } else { word };
        if word.chars().count() == 1 && word.chars().all(char::is_alphabetic) {
            spelled.push_str(&word);
            continue;
        }
        if !spelled.is_empty() {
            words.push(std::mem::take(&mut spelled));
        }
        let digits: Vec<usize> = word
            .chars()
            .filter_map(|c| c.to_digit(10))
            .map(|digit| digit as usize)
            .collect();
        match digits.as_slice() {
            [] => words.push(word),
            _ if digits.len() < word.chars().count() => words.push(word),
            [tens, ones] if *tens > 1 => {
                words.push(TENS[*tens].to_owned());
                words.extend(plain(&ones.to_string()).into_iter().filter(|_| *ones > 0));
            }
            digits => words.extend(digits.iter().flat_map(|digit| plain(&digit.to_string()))),
        }
    }
    if !spelled.is_empty() {
        words.push(spelled);
    }
    words
}

fn print(kinds: &BTreeMap<String, Vec<Errors>>, sides: &[Side]) {
    print!("{:<20}{:>7}", "kind", "words");
    sides.iter().for_each(|side| print!("{:>20}", side.name));
    println!("   word errors, %; where nothing is said, words");
    for (kind, errors) in kinds {
        print!("{kind:<20}{:>7}", errors[0].words);
        for errors in errors {
            match errors.words {
                0 => print!("{:>20}", errors.inserted),
                _ => print!("{:>20.2}", errors.rate()),
            }
        }
        println!();
    }
    print!("{:<27}", "CPU s");
    sides.iter().for_each(|side| print!("{:>20.1}", side.cpu_s));
    println!();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spelled_and_counted_is_the_same_however_it_is_written() {
        assert_eq!(normal("F A R R E L L Y"), normal("Farrelly."));
        assert_eq!(normal("K L M U FIVE TWO SEVEN FOUR"), normal("K-L-M-U 5274"));
        assert_eq!(normal("SEVENTY EIGHT"), normal("78"));
        assert_eq!(normal("ONE OH SEVEN"), normal("107"));
        assert_eq!(normal("September 15th"), ["september", "15th"]);
    }
}
