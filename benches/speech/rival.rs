//! faster-whisper as the peer, with the best settings that it has on this machine: found in the same run, and printed.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, anyhow};
use serde_json::Value;

use super::weights::Weights;
use crate::peer::Peer;

/// Libraries that its products of matrices can run on; without a word it takes oneDNN on processors that are not Intel's.
const LIBRARIES: [&[(&str, &str)]; 3] = [
    &[],
    &[("CT2_USE_MKL", "1")],
    &[("CT2_USE_MKL", "1"), ("CT2_USE_EXPERIMENTAL_PACKED_GEMM", "1")],
];
/// AVX2 and no more, for its own kernels and those of both libraries.
const NARROW: [(&str, &str); 4] = [
    ("CT2_FORCE_CPU_ISA", "AVX2"),
    ("MKL_ENABLE_INSTRUCTIONS", "AVX2"),
    ("ONEDNN_MAX_CPU_ISA", "AVX2"),
    ("DNNL_MAX_CPU_ISA", "AVX2"),
];
/// Windows that it decodes together.
const BATCHES: [usize; 3] = [8, 4, 16];
/// Seconds of the first channel that libraries are tried on (one is five times slower where it does not fit) …
const TRIED_SHORT_S: usize = 90;
/// … and numbers of windows.
const TRIED_S: usize = 300;

pub struct Rival {
    peer: Peer,
    about: String,
    /// The best batch by number of beams.
    batches: HashMap<usize, usize>,
}

/// What it says, and what that took.
pub struct Answer {
    pub cpu_s: f64,
    json: Value,
}

impl Answer {
    pub fn texts<'a>(&self, names: impl Iterator<Item = &'a str>) -> Vec<String> {
        let text = |name| self.json["texts"][name].as_str().unwrap_or_default().to_owned();
        names.map(text).collect()
    }

    /// Words of a channel with their begin and end in seconds, where times were asked for.
    pub fn words(&self, name: &str) -> Vec<(String, f64, f64)> {
        let words = self.json["words"][name].as_array().into_iter().flatten();
        words
            .filter_map(|word| Some((word[0].as_str()?.to_owned(), word[1].as_f64()?, word[2].as_f64()?)))
            .collect()
    }
}

/// A library of `LIBRARIES`, chosen once for a processor and not for each model.
#[derive(Clone, Copy, Debug)]
pub struct Library(&'static [(&'static str, &'static str)]);

impl Library {
    /// What it takes by itself.
    pub const OWN: Self = Self(LIBRARIES[0]);

    /// The cheapest on this processor.
    pub fn best(weights: Weights, work: &Path, is_narrow: bool) -> anyhow::Result<Self> {
        let mut best = None;
        let mut reason = None;
        for library in LIBRARIES.map(Self) {
            let tried = Rival::start(weights, work, is_narrow, library)
                .and_then(|mut rival| rival.try_out(1, BATCHES[0], TRIED_SHORT_S));
            match tried {
                Ok(cpu_s) if best.is_none_or(|(least, _)| cpu_s < least) => best = Some((cpu_s, library)),
                Ok(_) => {}
                Err(error) => reason = Some(error),
            }
        }
        best.map(|(_, library)| library)
            .ok_or_else(|| reason.unwrap_or_else(|| anyhow!("faster-whisper does not run")))
    }
}

impl Rival {
    /// On the channels in `work`.
    pub fn start(weights: Weights, work: &Path, is_narrow: bool, library: Library) -> anyhow::Result<Self> {
        let narrow: &[(&str, &str)] = if is_narrow { &NARROW } else { &[] };
        let variables = [library.0, narrow].concat();
        let peer = Peer::start("asr.py", &[weights.peers()?.into(), work.into()], &variables)?;
        let version = peer.about["faster_whisper"].as_str().unwrap_or_default();
        let set: Vec<String> = variables
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let set = if set.is_empty() {
            "as it comes".to_owned()
        } else {
            set.join(" ")
        };
        Ok(Self {
            about: format!("faster-whisper {version}, {}, int8, batched, {set}", weights.name()),
            peer,
            batches: HashMap::new(),
        })
    }

    fn try_out(&mut self, beams: usize, batch: usize, seconds: usize) -> anyhow::Result<f64> {
        let cpu_s = self.ask(&format!("plain {beams} {batch} {seconds}"))?.cpu_s;
        println!(
            "  {}, {beams} beams, batch {batch}: {cpu_s:.2} CPU s on {seconds} s",
            self.about
        );
        Ok(cpu_s)
    }

    fn batch(&mut self, beams: usize) -> anyhow::Result<usize> {
        if let Some(batch) = self.batches.get(&beams) {
            return Ok(*batch);
        }
        let mut best = (f64::INFINITY, BATCHES[0]);
        for batch in BATCHES {
            let cpu_s = self.try_out(beams, batch, TRIED_S)?;
            if cpu_s < best.0 {
                best = (cpu_s, batch);
            }
        }
        self.batches.insert(beams, best.1);
        Ok(best.1)
    }

    /// Hears all channels. `kind`: `plain`, `times` or `whole`.
    pub fn hear(&mut self, kind: &str, beams: usize) -> anyhow::Result<Answer> {
        let batch = self.batch(beams)?;
        self.ask(&format!("{kind} {beams} {batch} 0"))
    }

    /// Its version and settings.
    pub fn about(&self, beams: usize) -> String {
        let batch = self.batches.get(&beams).copied().unwrap_or(BATCHES[0]);
        format!("{}, batch {batch}, beam {beams}", self.about)
    }

    fn ask(&mut self, order: &str) -> anyhow::Result<Answer> {
        let json = self.peer.ask(order)?;
        let cpu_s = json["cpu_s"].as_f64().context("no cpu_s")?;
        Ok(Answer { cpu_s, json })
    }
}
