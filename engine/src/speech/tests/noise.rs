//! What is no speech gives no word: what telephones play, what lines hum, what is no sound at all.

use super::*;
use crate::speech::accel;

const RECORDED: [&str; 9] = [
    "baresip-busy",
    "baresip-message",
    "baresip-ringback",
    "beep-voicemail",
    "dtmf-12345",
    "moh-reno_project-system",
    "noise-white-15s",
    "ringback-us",
    "silence-digital-20s",
];

/// Tones of these frequencies, on for the first and off for the second of `beat` seconds.
fn tones(hertz: &[f32], beat: (f32, f32), seconds: usize) -> Vec<f32> {
    let sample = |at: usize| {
        let time = at as f32 / RATE as f32;
        let is_on = time % (beat.0 + beat.1) < beat.0;
        let sum: f32 = hertz
            .iter()
            .map(|hertz| (std::f32::consts::TAU * hertz * time).sin())
            .sum();
        if is_on { 0.3 * sum / hertz.len() as f32 } else { 0.0 }
    };
    (0..seconds * RATE).map(sample).collect()
}

/// The same on every run.
fn white(volume: f32, seconds: usize) -> Vec<f32> {
    let mut seed = 1u32;
    let mut next = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        volume * (seed as f32 / u32::MAX as f32 - 0.5)
    };
    (0..seconds * RATE).map(|_| next()).collect()
}

/// Chords that change twice a second, each note with overtones and dying away.
fn music(seconds: usize) -> Vec<f32> {
    const CHORDS: [[f32; 3]; 4] = [
        [261.6, 329.6, 392.0],
        [220.0, 261.6, 329.6],
        [174.6, 220.0, 261.6],
        [196.0, 246.9, 293.7],
    ];
    let sample = |at: usize| {
        let time = at as f32 / RATE as f32;
        let (number, since) = ((time * 2.0) as usize, time % 0.5);
        let note = |hertz: &f32| -> f32 {
            let overtones = (1..=4).map(|k| (std::f32::consts::TAU * hertz * k as f32 * time).sin() / k as f32);
            overtones.sum()
        };
        CHORDS[number % CHORDS.len()].iter().map(note).sum::<f32>() * 0.08 * (-3.0 * since).exp()
    };
    (0..seconds * RATE).map(sample).collect()
}

/// A line's hum with its overtones, under hiss.
fn hum(seconds: usize) -> Vec<f32> {
    let tones = tones(&[50.0, 100.0, 150.0, 250.0], (1.0, 0.0), seconds);
    tones
        .iter()
        .zip(white(0.02, seconds))
        .map(|(tone, hiss)| 0.3 * tone + hiss)
        .collect()
}

fn all() -> Vec<(String, Vec<f32>)> {
    let made = [
        ("dial tone", tones(&[350.0, 440.0], (1.0, 0.0), 8)),
        ("ringing", tones(&[440.0, 480.0], (2.0, 4.0), 14)),
        ("ringing in Europe", tones(&[425.0], (1.0, 4.0), 11)),
        ("busy", tones(&[480.0, 620.0], (0.5, 0.5), 8)),
        ("congestion", tones(&[425.0], (0.25, 0.25), 8)),
        ("fax", tones(&[1100.0], (0.5, 3.0), 10)),
        ("music", music(20)),
        ("hum", hum(10)),
        ("loud noise", white(0.8, 8)),
        ("noise", white(0.2, 8)),
        ("faint noise", white(0.001, 8)),
        ("silence", vec![0.0; 8 * RATE]),
    ];
    let recorded = RECORDED
        .iter()
        .map(|name| ((*name).to_owned(), samples(&format!("noise/{name}.flac"))));
    recorded
        .chain(made.map(|(name, samples)| (name.to_owned(), samples)))
        .collect()
}

#[test]
fn tones_noise_and_music_on_hold_are_no_speech() {
    let mut detector = detector();
    let noises = all();
    let spoken: Vec<&String> = noises
        .iter()
        .filter(|(_, samples)| !detector.speech(samples).is_empty())
        .map(|(name, _)| name)
        .collect();
    assert!(spoken.is_empty(), "{spoken:?}");
}

/// Even where all of it came through the detector. Tones and chords that begin and end are left to the detector: of them alone Whisper
/// makes a "you" now and then.
#[test]
fn noise_gives_no_word_with_the_backend_or_without() {
    const STEADY: [&str; 7] = [
        "moh-reno_project-system",
        "noise-white-15s",
        "dial tone",
        "hum",
        "noise",
        "faint noise",
        "silence",
    ];
    let model = whisper();
    let hear_every = |step: usize| {
        let mut transcriber = model.transcriber(Decoding::default()).unwrap();
        let steady = all().into_iter().filter(|(name, _)| STEADY.contains(&name.as_str()));
        let heard = steady.step_by(step).map(|(name, sound)| {
            let end = sound.len().min(7 * RATE);
            (name, text(&hear(&mut transcriber, &sound, &[0..end], false)))
        });
        heard.filter(|(_, words)| !words.is_empty()).collect::<Vec<_>>()
    };
    let (with, without) = (hear_every(1), accel::without(|| hear_every(3)));
    assert!(
        with.is_empty() && without.is_empty(),
        "with: {with:?}\nwithout: {without:?}"
    );
}

#[test]
fn what_is_no_sound_gives_no_words() {
    let mut transcriber = whisper().transcriber(Decoding::default()).unwrap();
    let hostile = [
        ("no numbers", vec![f32::NAN; 6 * RATE]),
        ("infinite", vec![f32::INFINITY; 6 * RATE]),
        ("a moment", vec![0.1; 10]),
        ("nothing", vec![]),
    ];
    for (what, samples) in hostile {
        let words = hear(&mut transcriber, &samples, &[0..samples.len()], false);
        assert!(words.is_empty(), "{what}: {:?}", text(&words));
    }
}
