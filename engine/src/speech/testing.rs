//! Real models and real speech for this crate's tests.

use std::path::{Path, PathBuf};

use super::accel::{self, Acceleration};
use super::whisper::Whisper;
pub use super::word_errors::pairs as matched;
use crate::audio;

/// The speech model that the tests were made with.
pub fn whisper_path() -> PathBuf {
    model("whisper/ggml-tiny.en-q8_0.bin")
}

/// One that knows more than English.
pub fn multilingual_path() -> PathBuf {
    model("whisper/ggml-base-q8_0.bin")
}

/// In `AUDIAPRO__MODELS__DIR`, else in the default folders.
fn model(name: &str) -> PathBuf {
    let named = std::env::var_os("AUDIAPRO__MODELS__DIR").map(PathBuf::from);
    let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share/audiapro/models"));
    let folders = [named, Some(PathBuf::from("/var/lib/audiapro/models")), home];
    let files = folders.into_iter().flatten().map(|folder| folder.join(name));
    let found = files.into_iter().find(|file| file.is_file());
    found.unwrap_or_else(|| panic!("{name} is not on this machine: run script/test, which fetches it"))
}

pub fn whisper() -> Whisper {
    accel::start(Acceleration::Auto);
    Whisper::load(&whisper_path()).expect("the speech model loads")
}

/// A file of `tests/audio`.
pub fn recording(name: &str) -> Vec<u8> {
    let path = folder().join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/audio")
}

/// One channel at 16 kHz.
pub fn samples(name: &str) -> Vec<f32> {
    let sound = audio::decode(&recording(name), None, &audio::Limits::default()).expect(name);
    audio::resample(&sound.channels[0].to_vec(), sound.rate, 16_000).expect(name)
}

/// Lower case, letters and digits only, digits as words.
pub fn plain(text: &str) -> Vec<String> {
    const DIGITS: [&str; 10] = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    ];
    let mut words = Vec::new();
    for word in text.split(|c: char| c.is_whitespace() || c == '-') {
        let bare: String = word
            .chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect();
        match bare.chars().all(|c| c.is_ascii_digit()) {
            true => words.extend(bare.bytes().map(|digit| DIGITS[usize::from(digit - b'0')].to_owned())),
            false => words.push(bare),
        }
    }
    words
}
