//! With programs that stand in for ffmpeg and misbehave; the real one is asked in the integration tests.

use std::fs;
use std::ops::ControlFlow;
use std::os::unix::fs::PermissionsExt;

use super::*;

struct Patient(Instant);

impl Watch for Patient {
    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    fn progress(&mut self, _: f32) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

struct Gone;

impl Watch for Gone {
    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }

    fn progress(&mut self, _: f32) -> ControlFlow<()> {
        ControlFlow::Break(())
    }
}

fn program(folder: &tempfile::TempDir, text: &str) -> ExternalDecoder {
    let program = folder.path().join("decoder");
    fs::write(&program, format!("#!/bin/sh\n{text}\n")).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    ExternalDecoder { program, seconds: 2 }
}

fn decoded(text: &str) -> Result<Vec<u8>, RecordingError> {
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        max_seconds: 1,
        ..Options::default()
    };
    let recording = vec![7; 300_000];
    program(&folder, text).decode(&recording, "G.729", &options, &mut Patient(Instant::now()))
}

#[test]
fn what_it_gives_is_taken_and_what_it_complains_of_is_repeated() {
    assert_eq!(decoded("cat >/dev/null; printf RIFF").unwrap(), b"RIFF");
    // It need not hear everything.
    assert_eq!(decoded("printf RIFF").unwrap(), b"RIFF");
    let refusal = decoded("echo 'no such codec' >&2; exit 3").unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "the codec is not supported: G.729; the external decoder ended with exit status: 3: no such codec"
    );
}

#[test]
fn one_that_never_ends_or_never_stops_is_ended() {
    assert_eq!(decoded("exec sleep 100").unwrap_err().code(), "unreadable");
    assert_eq!(decoded("exec cat /dev/zero").unwrap_err().code(), "too_long");
    let folder = tempfile::tempdir().unwrap();
    let sleeper = program(&folder, "exec sleep 100");
    let refusal = sleeper
        .decode(b"", "G.729", &Options::default(), &mut Gone)
        .unwrap_err();
    assert_eq!(refusal.code(), "cancelled");
}

#[test]
fn it_sees_no_environment_and_writes_no_file() {
    assert_eq!(
        decoded("printf %s \"$HOME$AUDIAPRO_SECRET\" >&2; exit 1")
            .unwrap_err()
            .code(),
        "unsupported_codec"
    );
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("written");
    let writer = program(&folder, &format!("echo secret > {}", file.display()));
    let refusal = writer.decode(b"", "G.729", &Options::default(), &mut Patient(Instant::now()));
    assert_eq!(refusal.unwrap_err().code(), "unsupported_codec");
    assert_eq!(fs::read(&file).unwrap_or_default(), b"");
}

#[test]
fn a_program_that_is_not_there_is_named() {
    let missing = ExternalDecoder {
        program: "/nowhere/ffmpeg".into(),
        seconds: 1,
    };
    let refusal = missing
        .decode(b"", "AMR", &Options::default(), &mut Patient(Instant::now()))
        .unwrap_err();
    assert!(
        refusal
            .to_string()
            .contains("AMR; the external decoder /nowhere/ffmpeg did not run"),
        "{refusal}"
    );
}
