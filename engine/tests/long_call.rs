//! A call of hours in two channels, in a process of its own: heard in bounded memory, whatever it is written in, with progress, as it is
//! heard in pieces, and given up at any time. Here it lasts some minutes; `script/soak long` makes it two hours.

#![allow(clippy::expect_used, clippy::unwrap_used)]

use std::io;
use std::ops::{ControlFlow, Range};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use engine::analysis::{Analysis, Word};
use engine::audio::{self, Recorded, Sound, View};
use engine::error::RecordingError;
use engine::speech::accel::Acceleration;
use engine::speech::packing::windows;
use engine::speech::vad::{Detector, Limits};
use engine::speech::word_errors::{compare, plain};
use engine::stop::Stop;
use engine::worker::{Engine, EngineConfig, Options, Watch};

const MINUTES: usize = 5;
/// Of a telephone line, Hz.
const RATE: usize = 8_000;
/// What a worker needs however short the call is, in bytes.
const WORKER_MAX: usize = 250_000_000;
/// A sample as it came (mu-law) and as it is kept: with these a call of two hours stays below 600 MB.
const BYTES_A_SAMPLE: usize = 3;
/// How much of a call is heard before its memory is looked at: all of it is decoded then, and a worker's states are made.
const HEARD: f32 = 0.05;
/// Of all words, in percent. A window's edges move by some milliseconds with what was heard before it, and with them a word that could be either.
const DIFFERENT_MAX: f64 = 5.0;
/// From the wish to stop to the end.
const PATIENCE: Duration = Duration::from_secs(2);

/// One test at a time: the memory is that of the process.
static TURN: Mutex<()> = Mutex::new(());

fn minutes() -> usize {
    std::env::var("AUDIAPRO_SOAK_ROUNDS").map_or(MINUTES, |rounds| rounds.parse().expect("minutes"))
}

#[test]
fn a_long_call_is_heard_in_bounded_memory_as_in_its_pieces_and_given_up_at_any_time() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let minutes = minutes();
    let engine = engine();
    let call = Call::of(minutes * 60 * RATE);
    let recording = call.recording();
    let models = forget_peak_kib() * 1024 - recording.len();
    let mut worker = engine.worker().unwrap();
    let mut caller = Caller::patient();
    let whole = worker.analyze(&recording, &Options::default(), &mut caller).unwrap();
    let most = peak_kib() * 1024 - models;
    println!("{minutes} minutes: at most {} MB above the models", most / 1_000_000);
    assert!(most < WORKER_MAX + call.samples() * BYTES_A_SAMPLE, "{most} bytes");

    let told = &caller.told;
    assert!(
        told.is_sorted() && told.len() > minutes && told.last() >= Some(&0.97),
        "{told:?}"
    );
    let asked = caller.asked.load(Relaxed);
    for question in [0, asked / 500, asked / 20, asked / 5] {
        let mut caller = Caller::who_gives_up_at(question);
        let found = worker.analyze(&recording, &Options::default(), &mut caller);
        let waited = caller.gave_up.get().expect("it was asked").elapsed();
        assert!(matches!(found, Err(RecordingError::Cancelled)), "{question} of {asked}");
        assert!(waited < PATIENCE, "{question} of {asked}: {waited:?}");
    }

    let sound = audio::decode(&recording, None, &audio::Limits::default()).unwrap();
    drop(recording);
    let (mut words, mut different) = (0, 0);
    for channel in 0..2 {
        let cuts = cuts(&sound, channel, (call.frames() / 12).max(30 * RATE));
        assert!(cuts.len() > 3, "{cuts:?}");
        for part in cuts.windows(2) {
            let piece = wav(&call.lines[channel..=channel], part[0]..part[1]);
            let found = worker
                .analyze(&piece, &Options::default(), &mut Caller::patient())
                .unwrap();
            let at = |word: &Word| (part[0]..part[1]).contains(&(word.start_ms as usize * RATE / 1000));
            let errors = compare(&said(&whole, channel, at), &said(&found, 0, |_| true));
            words += errors.words;
            different += errors.substituted + errors.deleted + errors.inserted;
        }
    }
    println!("{different} of {words} words differ in pieces");
    assert!(words > 60 * minutes, "{words} words in {minutes} minutes");
    assert!(
        100.0 * different as f64 / (words as f64) < DIFFERENT_MAX,
        "{different} of {words}"
    );
}

/// What is stored is read as it is decoded: neither 230 MB at 8 kHz nor 1.4 GB at 48 kHz ever lie in memory.
#[test]
fn a_long_call_in_pcm_needs_no_more_memory_than_its_samples() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let minutes = minutes();
    let engine = engine();
    let call = Call::of(minutes * 60 * RATE);
    // Bytes of what is kept of a sample, in percent: at 48 kHz two of each three are not, and who listens needs half of one that speaks.
    for (times, percent) in [(1, 200), (6, 300)] {
        let recording = Pcm { call: &call, times };
        let models = forget_peak_kib() * 1024;
        let mut worker = engine.worker().unwrap();
        let mut caller = Caller::who_has_heard_enough();
        let found = worker.analyze(&recording, &Options::default(), &mut caller);
        assert!(matches!(found, Err(RecordingError::Cancelled)), "{found:?}");
        let most = peak_kib() * 1024 - models;
        let (khz, file) = (times * RATE / 1000, recording.length() / 1_000_000);
        println!(
            "{minutes} minutes at {khz} kHz, {file} MB: at most {} MB above the models",
            most / 1_000_000
        );
        assert!(
            most < WORKER_MAX + call.samples() * percent / 100,
            "{khz} kHz: {most} bytes"
        );
    }
}

/// A call as a WAV of 16 bits at some times its rate, made as it is read.
struct Pcm<'a> {
    call: &'a Call,
    times: usize,
}

impl Pcm<'_> {
    const HEADER: usize = 44;

    fn header(&self) -> Vec<u8> {
        let (rate, data) = (self.times * RATE, self.length() as usize - Self::HEADER);
        let mut header = b"RIFF".to_vec();
        header.extend((36 + data as u32).to_le_bytes());
        header.extend(b"WAVEfmt \x10\0\0\0\x01\0\x02\0");
        header.extend((rate as u32).to_le_bytes());
        header.extend((4 * rate as u32).to_le_bytes());
        header.extend(b"\x04\0\x10\0data");
        header.extend((data as u32).to_le_bytes());
        header
    }

    /// Of the samples, one channel beside the other.
    fn byte(&self, at: usize) -> u8 {
        let (frame, channel) = (at / 4 / self.times, at / 2 % 2);
        linear(self.call.lines[channel][frame]).to_le_bytes()[at % 2]
    }
}

impl Recorded for Pcm<'_> {
    fn length(&self) -> u64 {
        (Self::HEADER + 2 * self.times * self.call.samples()) as u64
    }

    fn read(&self, range: Range<u64>) -> io::Result<Vec<u8>> {
        let header = self.header();
        let range = range.start as usize..range.end.min(self.length()) as usize;
        let byte = |at: usize| header.get(at).copied().unwrap_or_else(|| self.byte(at - Self::HEADER));
        Ok(range.map(byte).collect())
    }
}

/// Two people who speak in turn over lines that hiss.
struct Call {
    /// mu-law.
    lines: [Vec<u8>; 2],
}

impl Call {
    /// At least so many frames long: read speech of many speakers, a pause after each utterance.
    fn of(frames: usize) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/audio/read");
        let texts = std::fs::read_to_string(folder.join("texts.tsv")).unwrap();
        let names = texts.lines().filter_map(|line| line.split('\t').next());
        let utterance = |name: &str| {
            let file = std::fs::read(folder.join(format!("{name}.flac"))).unwrap();
            let sound = audio::decode(&file, None, &audio::Limits::default()).unwrap();
            (sound.rate as usize == RATE).then(|| sound.channels[0].to_vec())
        };
        let utterances: Vec<Vec<f32>> = names.filter_map(utterance).collect();
        let mut lines = [Vec::new(), Vec::new()];
        let mut hiss = Hiss(1);
        for (turn, utterance) in utterances.iter().cycle().enumerate() {
            let (speaks, listens) = (turn % 2, 1 - turn % 2);
            let pause = RATE * (6 + turn % 7) / 10;
            let sound = utterance.iter().copied().chain(std::iter::repeat_n(0.0, pause));
            lines[speaks].extend(sound.map(|sample| ulaw(sample + hiss.sample())));
            let length = utterance.len() + pause;
            lines[listens].extend(std::iter::repeat_with(|| ulaw(hiss.sample())).take(length));
            if lines[0].len() >= frames {
                break;
            }
        }
        Self { lines }
    }

    fn frames(&self) -> usize {
        self.lines[0].len()
    }

    fn samples(&self) -> usize {
        2 * self.frames()
    }

    fn recording(&self) -> Vec<u8> {
        wav(&self.lines, 0..self.frames())
    }
}

/// Noise of a line, some -66 dB.
struct Hiss(u32);

impl Hiss {
    fn sample(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        ((self.0 >> 16) as f32 / 32_768.0 - 1.0) * 16.0 / 32_768.0
    }
}

fn ulaw(sample: f32) -> u8 {
    let value = (sample * 32_768.0) as i32;
    let sign = if value < 0 { 0x80 } else { 0 };
    let magnitude = value.abs().min(32_635) + 132;
    let exponent = 24 - magnitude.leading_zeros() as i32;
    let mantissa = magnitude >> (exponent + 3) & 0x0F;
    !(sign | exponent << 4 | mantissa) as u8
}

fn linear(byte: u8) -> i16 {
    let byte = !byte;
    let magnitude = (((i16::from(byte & 0x0F) << 3) + 132) << (byte >> 4 & 7)) - 132;
    if byte & 0x80 == 0 { magnitude } else { -magnitude }
}

/// Lines side by side, mu-law.
fn wav(lines: &[Vec<u8>], range: std::ops::Range<usize>) -> Vec<u8> {
    let (count, bytes) = (lines.len(), lines.len() * range.len());
    let mut out = Vec::with_capacity(44 + bytes);
    out.extend(b"RIFF");
    out.extend((36 + bytes as u32).to_le_bytes());
    out.extend(b"WAVEfmt \x10\0\0\0\x07\0");
    out.extend((count as u16).to_le_bytes());
    out.extend((RATE as u32).to_le_bytes());
    out.extend(((RATE * count) as u32).to_le_bytes());
    out.extend((count as u16).to_le_bytes());
    out.extend(b"\x08\0data");
    out.extend((bytes as u32).to_le_bytes());
    for frame in range {
        out.extend(lines.iter().map(|line| line[frame]));
    }
    out
}

/// Frames between which a channel is cut into pieces: in pauses between two windows, `apart` frames or more from one another.
fn cuts(sound: &Sound, channel: usize, apart: usize) -> Vec<usize> {
    let view = View::of(sound, channel).unwrap();
    let spans = Detector::new(Limits::default()).unwrap().speech(&view);
    let mut cuts = vec![0];
    for window in windows(&view, &spans) {
        let begin = window.pieces[0].from;
        let Some(number) = spans.iter().position(|span| span.start == begin) else {
            continue;
        };
        let before = number.checked_sub(1).map_or(0, |number| spans[number].end);
        // The view has twice the frames of the line.
        let cut = before.midpoint(begin) / 2;
        if cut >= cuts[cuts.len() - 1] + apart {
            cuts.push(cut);
        }
    }
    cuts.push(sound.channels[channel].len());
    cuts
}

fn said(analysis: &Analysis, channel: usize, is_meant: impl Fn(&Word) -> bool) -> Vec<String> {
    let turns = analysis
        .turns
        .iter()
        .filter(|turn| usize::from(turn.channel) == channel);
    let words = turns.flat_map(|turn| &turn.words).filter(|word| is_meant(word));
    words.flat_map(|word| plain(&word.text)).collect()
}

/// Who is told how far it is, and may want it no longer.
struct Caller {
    told: Vec<f32>,
    /// How often the engine asked whether it is still wanted.
    asked: Arc<AtomicU64>,
    gives_up_at: u64,
    gave_up: Arc<OnceLock<Instant>>,
    /// 0…1.
    hears: f32,
}

impl Caller {
    fn patient() -> Self {
        Self::who_gives_up_at(u64::MAX)
    }

    fn who_gives_up_at(question: u64) -> Self {
        Self {
            told: Vec::new(),
            asked: Arc::default(),
            gives_up_at: question,
            gave_up: Arc::default(),
            hears: f32::INFINITY,
        }
    }

    fn who_has_heard_enough() -> Self {
        Self {
            hears: HEARD,
            ..Self::patient()
        }
    }
}

impl Watch for Caller {
    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }

    fn progress(&mut self, done: f32) -> ControlFlow<()> {
        self.told.push(done);
        if done < self.hears {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    }

    fn stop(&self) -> Stop {
        let (asked, gave_up, at) = (Arc::clone(&self.asked), Arc::clone(&self.gave_up), self.gives_up_at);
        Stop::when(move || {
            let is_over = asked.fetch_add(1, Relaxed) >= at;
            if is_over {
                gave_up.get_or_init(Instant::now);
            }
            is_over
        })
    }
}

fn engine() -> Engine {
    let folder = std::env::var_os("AUDIAPRO__MODELS__DIR")
        .map_or_else(|| PathBuf::from("/var/lib/audiapro/models"), PathBuf::from);
    let library = "onnxruntime/libonnxruntime.so.1.28.0";
    Engine::load(&EngineConfig {
        whisper_model: folder.join("whisper/ggml-tiny.en-q8_0.bin"),
        other_models: Vec::new(),
        multilingual: None,
        onnxruntime: std::env::var_os("ORT_DYLIB_PATH").map_or_else(|| folder.join(library), PathBuf::from),
        sentiment_folder: None,
        sentiment_languages: vec!["en".into()],
        acceleration: Acceleration::Auto,
        beams: 1,
    })
    .expect("script/test fetches the models")
}

unsafe extern "C" {
    fn malloc_trim(pad: usize) -> i32;
}

/// Resident now, without what the allocator keeps of what was freed; the peak counts from here on.
fn forget_peak_kib() -> usize {
    // SAFETY: glibc's own function; it may be called at any time from any thread.
    unsafe { malloc_trim(0) };
    // Where that is forbidden, the peak of the loading counts too: more than there is, never less.
    drop(std::fs::write("/proc/self/clear_refs", "5"));
    status_kib("VmRSS:")
}

fn peak_kib() -> usize {
    status_kib("VmHWM:")
}

fn status_kib(name: &str) -> usize {
    let text = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    line.trim().trim_end_matches(" kB").trim().parse().unwrap()
}
