//! Bench `beams`: what more beams and more weights gain and cost. Our own side alone: each model that `audiapro models` brings in 8 bits,
//! by number of beams, on the calls of the bench `asr`. It has no peer; the defaults rest on it.

use engine::speech::accel::{self, Acceleration};
use engine::speech::vad::Limits;
use engine::speech::whisper::Whisper;
use serde_json::{Map, Value, json};

use crate::calls::{self, LINE_NOISE};
use crate::cpu;
use crate::options::{self, Rows};
use crate::sentiment::median;
use crate::speech::material;
use crate::speech::weights::Weights;

const PASSES: usize = 1;
const BEAMS: [usize; 4] = [1, 2, 3, 5];

pub fn run() -> anyhow::Result<Value> {
    let wanted = Rows::read(&[Weights::TinyEn.name(), Weights::Base.name()])?;
    let passes = options::passes(PASSES)?;
    let channels = material::channels(&calls::calls(LINE_NOISE)?)?;
    let (spans, _) = material::detected(&channels, Limits::default())?;
    let seconds = material::seconds(&channels);
    let running = accel::start(Acceleration::Auto);
    println!(
        "{:<12}{:>7}{:>10}{:>14}{:>9}",
        "model", "beams", "CPU s", "audio/CPU s", "WER %"
    );
    let mut rows = Map::new();
    for weights in [Weights::TinyEn, Weights::Base] {
        if !wanted.has(weights.name()) {
            continue;
        }
        let whisper = Whisper::load(&weights.ours()?)?;
        for beams in BEAMS {
            let mut transcriber = material::warm(&whisper, beams, &channels[0], &spans[0])?;
            let (mut taken, mut texts) = (Vec::new(), Vec::new());
            for _ in 0..passes {
                let begin = cpu::seconds()?;
                texts = material::all_heard(&mut transcriber, &channels, &spans, true)?;
                taken.push(cpu::seconds()? - begin);
            }
            let (cpu_s, errors) = (median(taken), material::errors(&channels, &texts));
            let rate = seconds / cpu_s;
            println!(
                "{:<12}{beams:>7}{cpu_s:>10.1}{rate:>14.1}{:>9.2}",
                weights.name(),
                errors.rate()
            );
            let row =
                json!({"cpu_s": cpu_s, "audio_s_per_cpu_s": rate, "wer": errors.rate(), "deleted": errors.deleted});
            rows.insert(format!("{} {beams}", weights.name()), row);
        }
    }
    let first = rows.values().next().cloned().unwrap_or_default();
    Ok(json!({
        "bench": "beams", "unit": "audio seconds per CPU second", "product": first["audio_s_per_cpu_s"], "peer": Value::Null,
        "peer_name": Value::Null, "ratio": Value::Null, "runs": passes,
        "conditions": {
            "backend": running.to_string(), "word_times": true, "threads": 1, "audio_s": seconds, "words": material::words(&channels),
            "audio": "simulated two-channel calls from read speech, 8 kHz mu-law; detection not counted",
        },
        "extra": {"rows": rows},
    }))
}
