//! A recording in a codec that the engine does not read: named where nobody allows more, and heard through the real ffmpeg where the
//! operator does.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;
use tests::{binary, project};

/// The program that `script/test` fetches as a Python package.
pub fn ffmpeg() -> String {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let home = || PathBuf::from(std::env::var_os("HOME").unwrap()).join(".cache");
    let python = cache
        .unwrap_or_else(home)
        .join("audiapro/imageio-ffmpeg-venv/bin/python");
    let asked = Command::new(&python)
        .args(["-c", "import imageio_ffmpeg; print(imageio_ffmpeg.get_ffmpeg_exe())"])
        .output()
        .unwrap_or_else(|error| panic!("{}: {error}: script/test makes it", python.display()));
    assert!(asked.status.success(), "{}", String::from_utf8_lossy(&asked.stderr));
    String::from_utf8(asked.stdout).unwrap().trim().to_owned()
}

/// The analysis of eleven seconds of G.726 in a WAV.
fn analyzed(decoder: Option<&str>) -> Value {
    let mut command = Command::new(binary());
    command
        .args(["analyze", "--json"])
        .arg(project("tests/audio/foreign/jfk-g726.wav"))
        .env_remove("DATABASE_URL")
        .env_remove("KAFKA_BROKERS");
    if let Some(decoder) = decoder {
        command.env("AUDIAPRO__ANALYSIS__EXTERNAL_DECODER", decoder);
    }
    let ran = command.output().unwrap();
    let told = String::from_utf8_lossy(&ran.stderr);
    serde_json::from_slice(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {told}"))
}

#[test]
fn a_codec_that_is_not_read_is_named_or_left_to_the_operators_ffmpeg() {
    let refused = analyzed(None);
    assert_eq!(refused["error"]["code"], "unsupported_codec", "{refused}");
    let message = refused["error"]["message"].as_str().unwrap();
    assert!(message.contains("G.726 ADPCM (format tag 0x0045)"), "{message}");

    let heard = analyzed(Some(&ffmpeg()));
    assert!(heard["duration_ms"].as_u64().unwrap().abs_diff(11_000) < 50, "{heard}");
    let turns = heard["turns"].as_array().unwrap();
    let text: Vec<&str> = turns.iter().map(|turn| turn["text"].as_str().unwrap()).collect();
    let text = text.join(" ").to_lowercase();
    assert!(text.contains("what you can do for your country"), "{text}");
}
