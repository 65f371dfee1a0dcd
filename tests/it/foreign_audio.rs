//! What the real ffmpeg writes is heard as ffmpeg hears it, sample by sample: nothing is early, late or on another channel.

use std::path::{Path, PathBuf};
use std::process::Command;

use actors::engine::audio::{Limits, Sound, decode, probe};
use tests::project;

use crate::external_decoder::ffmpeg;

/// Two decoders round differently, and at higher rates there is a filter to 16 kHz behind the rounding.
const APART_MAX: f32 = 2.002 / 32_768.0;

/// A folder for one recording, and the ffmpeg that fills it.
struct Bench {
    folder: tempfile::TempDir,
    ffmpeg: String,
}

impl Bench {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            ffmpeg: ffmpeg(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, before: &[&str], from: &Path, after: &[&str], to: &Path) {
        let mut command = Command::new(&self.ffmpeg);
        command.args(["-v", "error", "-y"]).args(before);
        let ran = command.arg("-i").arg(from).args(after).arg(to).output().unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    }

    /// What ffmpeg makes of a recording, by that decoder of its.
    fn theirs(&self, before: &[&str], recording: &Path) -> Sound {
        let decoded = self.path("decoded.wav");
        self.run(before, recording, &["-c:a", "pcm_s16le"], &decoded);
        heard(&decoded)
    }
}

fn heard(recording: &Path) -> Sound {
    let bytes = std::fs::read(recording).unwrap();
    decode(&bytes, None, &Limits::default()).unwrap_or_else(|error| panic!("{}: {error}", recording.display()))
}

fn codec(recording: &Path) -> String {
    probe(&std::fs::read(recording).unwrap(), None).unwrap().codec
}

/// `order`: for each of our channels which of theirs it is.
fn assert_alike(name: &str, ours: &Sound, theirs: &Sound, order: &[usize]) {
    assert_eq!((ours.rate, ours.channels.len()), (theirs.rate, order.len()), "{name}");
    assert!(ours.flags.is_empty(), "{name}: {:?}", ours.flags);
    for (channel, other) in ours.channels.iter().zip(order) {
        let (ours, theirs) = (channel.to_vec(), theirs.channels[*other].to_vec());
        // The last frame may be cut or played out.
        let (own, other_own) = (ours.len(), theirs.len());
        assert!(own.abs_diff(other_own) <= 1152, "{name}: {own} {other_own}");
        let common = own.min(other_own) - 64;
        assert!(common > 12_000, "{name}: {common}");
        let apart = ours[..common].iter().zip(&theirs).map(|(a, b)| (a - b).abs());
        let most = apart.fold(0.0, f32::max);
        assert!(most <= APART_MAX, "{name}, channel {other}: {most}");
    }
}

#[test]
fn mpeg_layer_two_lies_where_ffmpeg_has_it_bare_and_in_a_wav() {
    let bench = Bench::new();
    let pair = project("engine/testdata/formats/pair.wav");
    // The lower rates of MPEG 2, and both of its tables of MPEG 1.
    for (name, rate, channels, bits) in [
        ("low.mp2", "16000", "2", "64k"),
        ("slow.wav", "24000", "1", "32k"),
        ("one.mp2", "44100", "1", "96k"),
        ("two.wav", "48000", "2", "192k"),
        ("few.mp2", "32000", "2", "96k"),
    ] {
        let recording = bench.path(name);
        let wanted = ["-c:a", "mp2", "-ar", rate, "-ac", channels, "-b:a", bits];
        bench.run(&[], &pair, &wanted, &recording);
        assert_eq!(codec(&recording), "MP2", "{name}");
        let theirs = bench.theirs(&["-c:a", "mp2float"], &recording);
        let order: &[usize] = if channels == "2" { &[0, 1] } else { &[0] };
        assert_alike(name, &heard(&recording), &theirs, order);
    }
}

#[test]
fn apples_adpcm_in_aiff_is_decoded_to_the_samples_that_ffmpeg_decodes_it_to() {
    let bench = Bench::new();
    let pair = project("engine/testdata/formats/pair.wav");
    for (name, channels, order) in [("one.aifc", "1", &[0][..]), ("two.aifc", "2", &[0, 1])] {
        let recording = bench.path(name);
        let wanted = ["-c:a", "adpcm_ima_qt", "-ar", "16000", "-ac", channels];
        bench.run(&[], &pair, &wanted, &recording);
        assert_eq!(codec(&recording), "IMA ADPCM", "{name}");
        assert_alike(name, &heard(&recording), &bench.theirs(&[], &recording), order);
    }
}

/// Numbers one bit after the other, the highest first.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    count: usize,
}

impl Bits {
    fn put(&mut self, value: u32, bits: usize) {
        for bit in (0..bits).rev() {
            if self.count.is_multiple_of(8) {
                self.bytes.push(0);
            }
            let last = self.bytes.len() - 1;
            self.bytes[last] |= ((value >> bit & 1) as u8) << (7 - self.count % 8);
            self.count += 1;
        }
    }
}

/// Layer I at 32 kHz and 128 kbit/s in one channel. ffmpeg writes none, but any numbers are sound in it.
fn layer_one(frames: usize) -> Vec<u8> {
    const BANDS: usize = 10;
    const FRAME_BYTES: usize = 192;
    let mut state = 0x2545_F491_u32;
    let mut file = Vec::new();
    for _ in 0..frames {
        let mut bits = Bits::default();
        bits.put(0xFFFF_48C0, 32);
        // Eight bits a sample in the lowest bands, and how loud each is.
        (0..32).for_each(|band| bits.put(if band < BANDS { 7 } else { 0 }, 4));
        (0..BANDS).for_each(|band| bits.put(18 + band as u32, 6));
        for _ in 0..12 * BANDS {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            // All ones are no sample.
            bits.put(state % 255, 8);
        }
        bits.bytes.resize(FRAME_BYTES, 0);
        file.extend(bits.bytes);
    }
    file
}

#[test]
fn mpeg_layer_one_is_decoded_to_the_samples_that_ffmpeg_decodes_it_to() {
    let bench = Bench::new();
    let recording = bench.path("any.mp1");
    std::fs::write(&recording, layer_one(90)).unwrap();
    assert_eq!(codec(&recording), "MP1");
    let theirs = bench.theirs(&["-f", "mp3", "-c:a", "mp1float"], &recording);
    assert_alike("any.mp1", &heard(&recording), &theirs, &[0]);
}

#[test]
fn surround_sound_in_opus_has_its_channels_in_the_order_of_vorbis() {
    // Left, right, centre, low tones, left and right behind, as ffmpeg has them.
    const PITCHES: [f64; 6] = [300.0, 700.0, 500.0, 60.0, 1100.0, 1300.0];
    let bench = Bench::new();
    let (raw, recording) = (bench.path("six.raw"), bench.path("six.ogg"));
    let samples = (0..96_000_u32).flat_map(|at| {
        let turn = std::f64::consts::TAU * f64::from(at) / 48_000.0;
        PITCHES.map(|pitch| ((turn * pitch).sin() * 10_000.0) as i16)
    });
    let samples: Vec<u8> = samples.flat_map(i16::to_le_bytes).collect();
    std::fs::write(&raw, samples).unwrap();
    let plain = ["-f", "s16le", "-ar", "48000", "-ac", "6"];
    let wanted = ["-c:a", "libopus", "-mapping_family", "1", "-b:a", "256k"];
    bench.run(&plain, &raw, &wanted, &recording);
    assert_eq!(codec(&recording), "Opus in Ogg");
    let theirs = bench.theirs(&["-c:a", "libopus"], &recording);
    let ours = heard(&recording);
    assert_eq!(ours.source_channels, 6);
    assert!(ours.duration_ms.abs_diff(2_000) <= 21, "{} ms", ours.duration_ms);
    assert_alike("six.ogg", &ours, &theirs, &[0, 2, 1, 4, 5, 3]);
}
