//! The network against the same model in ONNX Runtime, on real speech.

use ort::value::TensorRef;

use super::*;
use crate::onnx;
use crate::speech::testing;
use crate::stop::{self, Stop};

/// Probabilities by ONNX Runtime, the state carried from frame to frame over all of `samples`.
fn published(samples: &[f32]) -> Vec<f32> {
    let mut session = onnx::for_tests().session("the voice detector", MODEL).unwrap();
    let count = samples.len().div_ceil(FRAME);
    let mut padded = vec![0.0; CONTEXT];
    padded.extend_from_slice(samples);
    padded.resize(CONTEXT + count * FRAME, 0.0);
    let frames: Vec<f32> = (0..count)
        .flat_map(|frame| padded[frame * FRAME..][..CONTEXT + FRAME].to_vec())
        .collect();
    let nothing = [0f32; 128];
    let outputs = session
        .run(ort::inputs![
            "input" => TensorRef::from_array_view(([count, CONTEXT + FRAME], frames.as_slice())).unwrap(),
            "h" => TensorRef::from_array_view(([1, 1, 128], nothing.as_slice())).unwrap(),
            "c" => TensorRef::from_array_view(([1, 1, 128], nothing.as_slice())).unwrap(),
        ])
        .unwrap();
    outputs["speech_probs"].try_extract_tensor::<f32>().unwrap().1.to_vec()
}

fn own(samples: &[f32], level: Level) -> Vec<f32> {
    let mut network = Network::read(MODEL, level).unwrap();
    let mut state = State::new();
    let mut probabilities = vec![0.0; samples.len().div_ceil(FRAME)];
    for (number, piece) in probabilities.chunks_mut(PIECE).enumerate() {
        network.probabilities(samples, number * PIECE, &mut state, piece);
    }
    probabilities
}

fn levels() -> impl Iterator<Item = Level> {
    [Level::Plain, Level::Avx2, Level::Avx512]
        .into_iter()
        .filter(|level| level.is_here())
}

#[test]
fn every_level_gives_what_the_published_model_gives() {
    let mut speech = testing::samples("read/jfk.flac");
    for name in [
        "read/61-70968-0001",
        "digits/fsdd-lucas-1",
        "noise/moh-reno_project-system",
    ] {
        speech.extend(testing::samples(&format!("{name}.flac")));
    }
    // Not whole frames, and loud beyond full scale at the end.
    speech.extend((0..12_345).map(|at| if at / 40 % 2 == 0 { 3.0 } else { -3.0 }));
    let expected = published(&speech);
    assert!(expected.iter().filter(|p| **p > 0.9).count() > 100 && expected.iter().any(|p| *p < 0.01));
    for level in levels() {
        let found = own(&speech, level);
        let worst = found
            .iter()
            .zip(&expected)
            .map(|(a, b)| (a - b).abs())
            .fold(0.0, f32::max);
        assert!(worst < 1e-4, "{level:?}: {worst}");
        assert_eq!(found.len(), expected.len());
    }
}

#[test]
fn what_is_no_number_spoils_no_frame_but_its_own() {
    let mut samples = testing::samples("read/jfk.flac");
    let clean = own(&samples, Level::best());
    samples[2 * RATE] = f32::NAN;
    samples[2 * RATE + 5000] = f32::INFINITY;
    for level in levels() {
        let found = own(&samples, level);
        assert!(found.iter().all(|p| (0.0..=1.0).contains(p)), "{level:?}");
        // The memory of it fades: five seconds later the same frames are speech.
        let late = 7 * RATE / FRAME;
        let differ = found[late..]
            .iter()
            .zip(&clean[late..])
            .filter(|(a, b)| (**a > 0.5) != (**b > 0.5))
            .count();
        assert!(differ * 20 <= found.len() - late, "{level:?}: {differ} frames");
    }
}

#[test]
fn lengths_around_frames_and_pieces_are_all_heard() {
    let samples = testing::samples("read/jfk.flac");
    let mut detector = Detector::new(Limits::default()).unwrap();
    for length in [
        0,
        1,
        FRAME - 1,
        FRAME,
        FRAME + 1,
        PIECE * FRAME - 1,
        PIECE * FRAME + 1,
        5 * FRAME,
    ] {
        assert_eq!(detector.probabilities(&samples[..length]).len(), length.div_ceil(FRAME));
    }
    // The same from a detector that has heard other things before.
    let again = detector.probabilities(&samples);
    assert_eq!(again, Detector::new(Limits::default()).unwrap().probabilities(&samples));
}

/// Asked every two seconds of sound at the latest, and gone at once.
#[test]
fn a_stop_ends_a_long_channel() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    let samples = [testing::samples("read/jfk.flac"), vec![0.01; 60 * RATE]].concat();
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = asked.clone();
    // Three times while the silence is looked for, half a minute at a time, then before each piece.
    let stop = Stop::when(move || counter.fetch_add(1, Ordering::Relaxed) >= 6);
    let mut detector = Detector::new(Limits::default()).unwrap();
    let stopped = stop::during(stop, || detector.probabilities(&samples));
    assert_eq!(asked.load(Ordering::Relaxed), 7);
    assert!(stopped[..3 * PIECE].iter().any(|p| *p > 0.9) && stopped[3 * PIECE..].iter().all(|p| *p == 0.0));
    const { assert!(PIECE * FRAME <= 5 * RATE / 2) };
}
