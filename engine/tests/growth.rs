//! Memory over many windows, in a process of its own: heard with beams and without, with times and without, by workers that come and
//! go. `script/soak ear` runs a thousand windows of it.

#![allow(clippy::expect_used, clippy::unwrap_used)]

use std::path::PathBuf;
use std::process::Command;

use engine::audio;
use engine::speech::accel::{self, Acceleration};
use engine::speech::decoding::Decoding;
use engine::speech::transcriber::{Ask, Transcriber};
use engine::speech::whisper::Whisper;

/// Windows before the first look: all that is kept is there by then.
const WARM_UP: usize = 6;
/// Windows that one worker hears before another takes its place.
const SHIFT: usize = 3;
/// What may differ with one arena: less than 1 MiB was seen, the packed weights are some 42 MiB, a worker's state some 135 MiB.
const SLACK_KIB: u64 = 8 * 1024;

#[test]
fn windows_and_workers_that_come_and_go_leave_nothing_behind() {
    if !has_one_arena() {
        return again_with_one_arena("windows_and_workers_that_come_and_go_leave_nothing_behind");
    }
    let windows =
        std::env::var("AUDIAPRO_SOAK_ROUNDS").map_or(18, |rounds| rounds.parse().expect("a number of windows"));
    accel::start(Acceleration::Auto);
    let folder = std::env::var_os("AUDIAPRO__MODELS__DIR")
        .map_or_else(|| PathBuf::from("/var/lib/audiapro/models"), PathBuf::from);
    let whisper = Whisper::load(&folder.join("whisper/ggml-tiny.en-q8_0.bin")).expect("script/test fetches it");
    let sound = sound();
    let mut before = 0;
    let mut transcriber = None;
    for number in 0..WARM_UP + windows {
        if number.is_multiple_of(SHIFT) {
            let beams = if (number / SHIFT).is_multiple_of(2) { 1 } else { 5 };
            drop(transcriber.take());
            if number == WARM_UP {
                // As at the end: the model, and no worker.
                before = resident_kib();
            }
            let decoding = Decoding {
                beams,
                ..Decoding::default()
            };
            transcriber = Some(whisper.transcriber(decoding).unwrap());
        }
        let seconds = 2 + number % 7;
        let ask = Ask {
            language: "en",
            earlier: "",
            times: number.is_multiple_of(2),
            temperature: if number % 5 == 4 { 0.4 } else { 0.0 },
            tokens_max: 40,
        };
        let heard = transcriber
            .as_mut()
            .unwrap()
            .transcribe(&sound[..seconds * 16_000], &ask)
            .unwrap();
        assert!(!heard.tokens.is_empty());
    }
    drop(transcriber);
    let after = resident_kib();
    println!("{windows} windows: {before} KiB before, {after} KiB after");
    assert!(
        after <= before + SLACK_KIB,
        "{before} KiB grew to {after} KiB over {windows} windows"
    );
    drop(whisper);
    let unloaded = resident_kib();
    println!("{unloaded} KiB without the model");
    assert!(
        unloaded + 30 * 1024 < after,
        "{after} KiB with the model, {unloaded} without"
    );
}

fn sound() -> Vec<f32> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/audio/read/jfk.flac");
    let sound = audio::decode(&std::fs::read(path).unwrap(), None, &audio::Limits::default()).unwrap();
    audio::resample(&sound.channels[0].to_vec(), sound.rate, 16_000).unwrap()
}

unsafe extern "C" {
    fn malloc_trim(pad: usize) -> i32;
}

/// With an arena for each thread glibc never gives back the top of any but the first: up to 40 MiB of what was freed, by chance. How
/// many there are is settled when a process begins.
const ARENAS: (&str, &str) = ("MALLOC_ARENA_MAX", "1");

fn has_one_arena() -> bool {
    std::env::var(ARENAS.0).as_deref() == Ok(ARENAS.1)
}

fn again_with_one_arena(test: &str) {
    let again = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(ARENAS.0, ARENAS.1)
        .status();
    assert!(again.unwrap().success(), "its words stand above");
}

/// Without what the allocator keeps of what was freed: that depends on the order in which things came and went.
fn resident_kib() -> u64 {
    // SAFETY: glibc's own function; it may be called at any time from any thread.
    unsafe { malloc_trim(0) };
    let text = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").trim().parse().unwrap()
}
