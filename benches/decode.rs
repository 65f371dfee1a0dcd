//! Bench `decode`: a recording of each format → samples by channel at no more than 16 kHz, beside the CPU time that ffmpeg takes for
//! the same file to raw 16-bit samples at the same rate. The floor is half of ffmpeg's speed. `--rows a,b` by file, `--passes N`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail, ensure};
use engine::audio::{self, DeclaredFormat, Limits, RawCodec};
use serde_json::{Value, json};

use crate::sentiment::median;
use crate::{cpu, options};

/// A second of two telephone channels, repeated.
const SOUND: &str = "../engine/testdata/formats/decoded/pair.flac";
const SECONDS: u64 = 1800;
const RUNS: usize = 5;
const FLOOR: f64 = 0.5;

/// A format: how ffmpeg writes it, and how it is declared where it has no header.
struct Format {
    name: &'static str,
    file: &'static str,
    encode: &'static [&'static str],
    raw: Option<(RawCodec, u16)>,
}

const fn format(name: &'static str, file: &'static str, encode: &'static [&'static str]) -> Format {
    Format {
        name,
        file,
        encode,
        raw: None,
    }
}

const FORMATS: &[Format] = &[
    format("WAV, PCM 16 bit", "pcm.wav", &["-c:a", "pcm_s16le"]),
    format("WAV, PCM 48 kHz", "pcm48.wav", &["-ar", "48000", "-c:a", "pcm_s16le"]),
    format("WAV, PCM 8 bit", "pcm8.wav", &["-c:a", "pcm_u8"]),
    format("WAV, RF64", "rf64.wav", &["-rf64", "always", "-c:a", "pcm_s16le"]),
    format("WAV, mu-law", "ulaw.wav", &["-c:a", "pcm_mulaw"]),
    format("WAV, A-law", "alaw.wav", &["-c:a", "pcm_alaw"]),
    format("WAV, GSM 6.10 (WAV49)", "gsm.wav", &["-ac", "1", "-c:a", "libgsm_ms"]),
    format("WAV, IMA ADPCM", "ima.wav", &["-c:a", "adpcm_ima_wav"]),
    format("WAV, MS ADPCM", "ms.wav", &["-c:a", "adpcm_ms"]),
    format("AIFF", "pcm.aiff", &["-c:a", "pcm_s16be"]),
    format(
        "AIFF-C, little-endian",
        "sowt.aifc",
        &["-c:a", "pcm_s16le", "-f", "aiff"],
    ),
    format("AU, mu-law", "ulaw.au", &["-c:a", "pcm_mulaw"]),
    format("AU, A-law", "alaw.au", &["-c:a", "pcm_alaw"]),
    format("FLAC", "sound.flac", &["-c:a", "flac"]),
    format("MP3", "sound.mp3", &["-c:a", "libmp3lame", "-b:a", "32k"]),
    format("Vorbis in Ogg", "vorbis.ogg", &["-c:a", "libvorbis", "-q:a", "3"]),
    format("Opus in Ogg", "opus.ogg", &["-c:a", "libopus", "-b:a", "48k"]),
    format("Opus in WebM", "opus.webm", &["-c:a", "libopus", "-b:a", "48k"]),
    format("AAC in MP4", "aac.m4a", &["-c:a", "aac", "-b:a", "48k"]),
    format("AAC in ADTS", "sound.aac", &["-c:a", "aac", "-b:a", "48k"]),
    format("ALAC in MP4", "alac.m4a", &["-c:a", "alac"]),
    Format {
        raw: Some((RawCodec::Gsm, 1)),
        ..format("GSM 6.10", "sound.gsm", &["-ac", "1", "-c:a", "libgsm", "-f", "gsm"])
    },
    Format {
        raw: Some((RawCodec::G722, 1)),
        ..format(
            "G.722",
            "sound.g722",
            &["-ac", "1", "-ar", "16000", "-c:a", "g722", "-f", "g722"],
        )
    },
    Format {
        raw: Some((RawCodec::Ulaw, 2)),
        ..format("headerless mu-law", "sound.ulaw", &["-c:a", "pcm_mulaw", "-f", "mulaw"])
    },
    Format {
        raw: Some((RawCodec::Alaw, 2)),
        ..format("headerless A-law", "sound.alaw", &["-c:a", "pcm_alaw", "-f", "alaw"])
    },
    Format {
        raw: Some((RawCodec::Sln, 2)),
        ..format("headerless linear", "sound.sln", &["-c:a", "pcm_s16le", "-f", "s16le"])
    },
];

pub fn run() -> anyhow::Result<Value> {
    let folder = tempfile::tempdir()?;
    let sound = Path::new(env!("CARGO_MANIFEST_DIR")).join(SOUND);
    let files: Vec<&str> = FORMATS.iter().map(|format| format.file).collect();
    let (wanted, passes) = (options::Rows::read(&files)?, options::passes(RUNS)?);
    let (mut rows, mut missing, mut worst) = (Vec::new(), Vec::new(), (f64::INFINITY, ""));
    println!(
        "{:<24}{:>14}{:>14}{:>8}",
        "format", "ours, x real", "ffmpeg, x real", "ratio"
    );
    for format in FORMATS.iter().filter(|format| wanted.has(format.file)) {
        let file = folder.path().join(format.file);
        if !encoded(&sound, format, &file)? {
            println!("{:<24}{:>14}", format.name, "ffmpeg does not write it here");
            missing.push(format.name);
            continue;
        }
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..passes {
            ours.push(SECONDS as f64 / our_seconds(format, &file)?);
            theirs.push(SECONDS as f64 / their_seconds(format, &file)?);
        }
        let (own, peer) = (median(ours.clone()), median(theirs.clone()));
        let mark = if own / peer < FLOOR { "  BELOW" } else { "" };
        println!("{:<24}{own:>14.0}{peer:>14.0}{:>8.2}{mark}", format.name, own / peer);
        if own / peer < worst.0 {
            worst = (own / peer, format.name);
        }
        rows.push(json!({ "format": format.name, "product": ours, "peer": theirs, "ratio": own / peer }));
    }
    let (worst, which) = worst;
    ensure!(!rows.is_empty(), "ffmpeg writes none of the formats here");
    println!("lowest ratio {worst:.2} ({which}), floor {FLOOR}");
    Ok(json!({
        "bench": "decode", "unit": "lowest of the formats' speeds, by ffmpeg's", "product": worst, "peer": 1.0, "peer_name": "ffmpeg, CPU time",
        "ratio": worst, "runs": passes,
        "conditions": { "seconds": SECONDS, "threads": 1, "rate_at_most_hz": 16_000 },
        "extra": { "formats": rows, "lowest": which, "floor": FLOOR, "within_floor": worst >= FLOOR, "not_measured": missing },
    }))
}

/// `false` where this ffmpeg was built without the encoder.
fn encoded(sound: &Path, format: &Format, file: &PathBuf) -> anyhow::Result<bool> {
    let repeats = (SECONDS - 1).to_string();
    let status = Command::new("ffmpeg")
        .args(["-nostdin", "-loglevel", "quiet", "-y", "-stream_loop", &repeats, "-i"])
        .arg(sound)
        .args(format.encode)
        .arg(file)
        .status()
        .context("ffmpeg is the peer of this bench: apt-get install ffmpeg")?;
    Ok(status.success())
}

fn our_seconds(format: &Format, file: &Path) -> anyhow::Result<f64> {
    let bytes = std::fs::read(file)?;
    let declared = format.raw.map(|(codec, channels)| DeclaredFormat {
        codec,
        rate: codec.rate().unwrap_or(8000),
        channels,
    });
    let begin = cpu::seconds()?;
    let sound = audio::decode(&bytes, declared.as_ref(), &Limits::default())?;
    let took = cpu::seconds()? - begin;
    let off = sound.duration_ms.abs_diff(SECONDS * 1000);
    ensure!(off < 200, "{}: {} ms", format.name, sound.duration_ms);
    // The clock's own step.
    Ok(took.max(0.01))
}

fn their_seconds(format: &Format, file: &Path) -> anyhow::Result<f64> {
    let mut command = Command::new("ffmpeg");
    command.args(["-nostdin", "-loglevel", "error", "-threads", "1"]);
    if let Some((codec, channels)) = format.raw {
        let plain = match codec {
            RawCodec::Ulaw => Some("mulaw"),
            RawCodec::Alaw => Some("alaw"),
            RawCodec::Sln => Some("s16le"),
            RawCodec::L16 => Some("s16be"),
            RawCodec::Gsm | RawCodec::G722 => None,
            RawCodec::Wav49 | RawCodec::G729 => bail!("{}: ffmpeg has no such file", format.name),
        };
        match plain {
            Some(name) => command.args(["-f", name, "-ar", "8000", "-ac", &channels.to_string()]),
            None => command.args(["-f", codec.name()]),
        };
    }
    command.arg("-i").arg(file).args(["-f", "s16le"]);
    // What has a higher rate is reduced by both.
    if format.file.contains("48") || format.file.contains("opus") {
        command.args(["-ar", "16000"]);
    }
    let before = cpu::children_seconds()?;
    let status = command.arg("-y").arg("/dev/null").stdin(Stdio::null()).status()?;
    ensure!(status.success(), "ffmpeg does not decode {}", format.name);
    Ok((cpu::children_seconds()? - before).max(0.01))
}
