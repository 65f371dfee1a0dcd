//! Real models on real speech: the whole way of a recording.

use super::*;
use crate::onnx;
use crate::speech::testing::{plain, recording, whisper_path};

fn engine() -> Engine {
    with_beams(1)
}

fn with_beams(beams: usize) -> Engine {
    let onnx = onnx::for_tests();
    let config = EngineConfig {
        whisper_model: whisper_path(),
        onnxruntime: onnx.library().to_path_buf(),
        sentiment_folder: None,
        acceleration: Acceleration::Auto,
        beams,
    };
    Engine::load(&config).unwrap()
}

/// A clock that stands still, and a caller who stops after so many calls.
struct Patience(u32, f32);

impl Watch for Patience {
    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }

    fn progress(&mut self, done: f32) -> ControlFlow<()> {
        assert!(done >= self.1 && done <= 1.0, "{done} after {}", self.1);
        (self.0, self.1) = (self.0 - 1, done);
        if self.0 == 0 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}

/// WAV, 16 bits, the channels given as samples.
fn wav(rate: u32, channels: &[Vec<f32>]) -> Vec<u8> {
    let count = channels.len() as u16;
    let frames = channels[0].len();
    let bytes = (frames * channels.len() * 2) as u32;
    let mut out = b"RIFF".to_vec();
    out.extend((36 + bytes).to_le_bytes());
    out.extend(b"WAVEfmt \x10\0\0\0\x01\0");
    out.extend(count.to_le_bytes());
    out.extend(rate.to_le_bytes());
    out.extend((rate * u32::from(count) * 2).to_le_bytes());
    out.extend((count * 2).to_le_bytes());
    out.extend(b"\x10\0data");
    out.extend(bytes.to_le_bytes());
    for frame in 0..frames {
        for channel in channels {
            out.extend(((channel[frame] * 32_767.0) as i16).to_le_bytes());
        }
    }
    out
}

#[test]
fn a_recording_goes_all_the_way_and_every_worker_says_the_same() {
    let engine = engine();
    let jfk = recording("read/jfk.flac");
    let options = Options::default();
    let analysis = engine
        .worker()
        .unwrap()
        .analyze(&jfk, &options, &mut Patience(1000, 0.0))
        .unwrap();
    let text: Vec<String> = analysis.turns.iter().flat_map(|turn| plain(&turn.text)).collect();
    assert!(
        text.join(" ").ends_with("ask what you can do for your country"),
        "{text:?}"
    );
    assert_eq!((analysis.language.as_str(), analysis.channels), ("en", 1));
    assert_eq!(analysis.models.speech, "tiny.en-q8_0");
    assert!(
        analysis
            .turns
            .iter()
            .all(|turn| turn.speaker == "ch1" && turn.sentiment.is_some())
    );
    assert!(analysis.turns.windows(2).all(|pair| pair[0].end_ms <= pair[1].start_ms));
    assert!(analysis.quality.speech_ratio > 0.5 && analysis.quality.mean_confidence.unwrap() > 0.6);
    let again = |engine: &Engine| {
        engine
            .worker()
            .unwrap()
            .analyze(&jfk, &options, &mut Patience(1000, 0.0))
            .unwrap()
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..2).map(|_| scope.spawn(|| again(&engine))).collect();
        for worker in workers {
            assert_eq!(worker.join().unwrap(), analysis);
        }
    });
}

/// Of whatever came before, and whoever works beside.
#[test]
fn with_several_beams_the_text_is_the_same_on_every_run_and_for_any_number_of_workers() {
    let engine = with_beams(3);
    let calls = ["read/1089-134686-0012.flac", "read/61-70968-0001.flac", "read/jfk.flac"].map(recording);
    let texts = |order: &[usize]| {
        let mut worker = engine.worker().unwrap();
        let mut texts = vec![Vec::new(); calls.len()];
        for number in order {
            let mut patience = Patience(1000, 0.0);
            let analysis = worker
                .analyze(&calls[*number], &Options::default(), &mut patience)
                .unwrap();
            texts[*number] = analysis.turns;
        }
        texts
    };
    let alone = texts(&[0, 1, 2]);
    assert!(alone.iter().all(|turns| !turns.is_empty()));
    let orders: [&[usize]; 3] = [&[2, 1, 0], &[0, 1, 2], &[1, 1, 2, 0]];
    std::thread::scope(|scope| {
        let workers: Vec<_> = orders.map(|order| scope.spawn(|| texts(order))).into();
        for worker in workers {
            assert_eq!(worker.join().unwrap(), alone);
        }
    });
}

#[test]
fn silence_has_no_turns_and_no_error() {
    let mut worker = engine().worker().unwrap();
    let silence = recording("noise/silence-digital-20s.flac");
    let analysis = worker
        .analyze(&silence, &Options::default(), &mut Patience(1000, 0.0))
        .unwrap();
    assert!(analysis.turns.is_empty());
    assert_eq!((analysis.duration_ms, analysis.quality.speech_ratio), (20_000, 0.0));
    assert_eq!(analysis.quality.mean_confidence, None);
}

#[test]
fn two_channels_are_two_speakers_with_their_roles_and_no_word_is_in_both() {
    let mut worker = engine().worker().unwrap();
    let speech = crate::speech::testing::samples("read/jfk.flac");
    let length = speech.len() * 2;
    let mut channels = [vec![0.0; length], vec![0.0; length]];
    channels[0][..speech.len()].copy_from_slice(&speech);
    channels[1][speech.len()..].copy_from_slice(&speech);
    let options = Options {
        roles: vec!["agent".into(), "customer".into()],
        ..Options::default()
    };
    let call = wav(16_000, &channels);
    let analysis = worker.analyze(&call, &options, &mut Patience(1000, 0.0)).unwrap();
    let of = |speaker: &str| -> Vec<(u64, Vec<String>)> {
        let own = analysis.turns.iter().filter(|turn| turn.speaker == speaker);
        own.map(|turn| (turn.start_ms, plain(&turn.text))).collect()
    };
    let (agent, customer) = (of("agent"), of("customer"));
    let words = |turns: &[(u64, Vec<String>)]| turns.iter().flat_map(|turn| turn.1.clone()).collect::<Vec<_>>();
    assert_eq!(words(&agent), words(&customer));
    let half = analysis.duration_ms / 2;
    assert!(agent.iter().all(|turn| turn.0 < half) && customer.iter().all(|turn| turn.0 >= half));
}

#[test]
fn a_caller_who_stops_gets_cancelled_and_the_worker_goes_on_with_the_next() {
    let mut worker = engine().worker().unwrap();
    let jfk = recording("read/jfk.flac");
    for patience in 1..=2 {
        let stopped = worker.analyze(&jfk, &Options::default(), &mut Patience(patience, 0.0));
        assert!(matches!(stopped, Err(RecordingError::Cancelled)));
    }
    assert!(
        worker
            .analyze(&jfk, &Options::default(), &mut Patience(1000, 0.0))
            .is_ok()
    );
}

#[test]
fn a_file_that_is_no_sound_has_a_code() {
    let mut worker = engine().worker().unwrap();
    let error = |worker: &mut Worker, bytes: &[u8]| {
        worker
            .analyze(bytes, &Options::default(), &mut Patience(10, 0.0))
            .unwrap_err()
            .code()
    };
    assert_eq!(error(&mut worker, b""), "empty");
    assert_eq!(error(&mut worker, b"no sound at all, just text"), "unreadable");
}

#[test]
fn a_language_that_the_model_does_not_know_is_refused_by_name() {
    let mut worker = engine().worker().unwrap();
    let options = Options {
        language: Some("de".into()),
        ..Options::default()
    };
    let refused = worker.analyze(&recording("read/jfk.flac"), &options, &mut Patience(1000, 0.0));
    let refused = refused.unwrap_err();
    assert_eq!(refused.code(), "unsupported_language");
    assert!(refused.to_string().contains("de"), "{refused}");
}

#[test]
fn roles_count_only_where_there_is_one_for_each_channel() {
    let roles = ["agent".to_owned(), "customer".to_owned()];
    assert_eq!(speakers(2, &roles), roles);
    assert_eq!(speakers(1, &roles), ["ch1"]);
    assert_eq!(speakers(3, &[]), ["ch1", "ch2", "ch3"]);
}

/// A caller who lost interest after so many questions, wherever they were asked.
struct Fickle(u32, std::sync::Arc<std::sync::atomic::AtomicU32>);

impl Watch for Fickle {
    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }

    fn progress(&mut self, _: f32) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn stop(&self) -> Stop {
        let (questions, asked) = (self.0, self.1.clone());
        Stop::when(move || asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed) >= questions)
    }
}

#[test]
fn a_stop_ends_an_analysis_wherever_it_is_and_the_worker_goes_on_as_before() {
    let engine = engine();
    let mut worker = engine.worker().unwrap();
    let jfk = recording("read/jfk.flac");
    let options = Options::default();
    let mut analyze = |questions: u32| {
        let asked = std::sync::Arc::default();
        let found = worker.analyze(&jfk, &options, &mut Fickle(questions, std::sync::Arc::clone(&asked)));
        (found, asked.load(std::sync::atomic::Ordering::Relaxed))
    };
    let (whole, asked) = analyze(u32::MAX);
    let turns = whole.unwrap().turns;
    // Decoding, resampling, detection, encoder, decoder.
    for questions in [0, 1, asked / 50, asked / 20, asked / 5, asked / 2, asked - 20] {
        let (found, asked) = analyze(questions);
        assert!(
            matches!(found, Err(RecordingError::Cancelled)),
            "{questions}: {found:?}"
        );
        assert!(
            asked <= questions + 4,
            "{asked} questions, the answer to {questions} was no"
        );
    }
    assert_eq!(analyze(u32::MAX).0.unwrap().turns, turns);
}
