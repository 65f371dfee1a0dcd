//! Real models on real speech: the whole way of a recording.

use super::*;
use crate::analysis::{SentimentLabel, TurnFlag};
use crate::onnx;
use crate::speech::testing::{plain, recording, whisper_path};
use crate::speech::word_errors::compare;

fn engine() -> Engine {
    with_beams(1)
}

fn with_beams(beams: usize) -> Engine {
    with(|config| config.beams = beams)
}

fn with(change: impl FnOnce(&mut EngineConfig)) -> Engine {
    let onnx = onnx::for_tests();
    let mut config = EngineConfig {
        whisper_model: whisper_path(),
        other_models: Vec::new(),
        multilingual: None,
        sentiment_languages: vec!["en".into()],
        onnxruntime: onnx.library().to_path_buf(),
        sentiment_folder: None,
        acceleration: Acceleration::Auto,
        beams: 1,
    };
    change(&mut config);
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

/// The first side is heard on the second one too, 14 dB fainter and 20 ms late, before somebody speaks there.
#[test]
fn a_voice_that_leaks_into_the_other_channel_is_heard_once() {
    let [first, second] = ["read/jfk.flac", "read/61-70968-0001.flac"].map(crate::speech::testing::samples);
    let length = first.len() + second.len() + 16_000;
    let mut channels = [vec![0.0; length], vec![0.0; length]];
    channels[0][..first.len()].copy_from_slice(&first);
    for (n, sample) in first.iter().enumerate() {
        channels[1][n + 320] = 0.2 * sample;
    }
    let from = length - second.len();
    channels[1][from..].copy_from_slice(&second);
    let mut worker = engine().worker().unwrap();
    let call = wav(16_000, &channels);
    let analysis = worker
        .analyze(&call, &Options::default(), &mut Patience(1000, 0.0))
        .unwrap();
    let said = |channel: u16| -> Vec<String> {
        let own = analysis.turns.iter().filter(|turn| turn.channel == channel);
        own.flat_map(|turn| plain(&turn.text)).collect()
    };
    assert!(said(0).join(" ").ends_with("do for your country"), "{:?}", said(0));
    assert!(
        !said(1).is_empty() && !said(1).join(" ").contains("your country"),
        "{:?}",
        said(1)
    );
    assert!(analysis.quality.flags.contains(&QualityFlag::Crosstalk));
    let half = (from as u64) / 16;
    let own = analysis.turns.iter().filter(|turn| turn.channel == 1);
    assert!(
        own.map(|turn| turn.start_ms).all(|start| start + 500 >= half),
        "{:?}",
        said(1)
    );
}

/// The words of recordings side by side, a channel each.
fn side_by_side(names: [&str; 2]) -> Vec<u8> {
    let [left, right] = names.map(crate::speech::testing::samples);
    let length = left.len().max(right.len());
    let channels = [left, right].map(|mut samples| {
        samples.resize(length, 0.0);
        samples
    });
    wav(16_000, &channels)
}

fn two_models() -> Engine {
    with(|config| {
        config.other_models = vec![OtherModel {
            path: crate::speech::testing::multilingual_path(),
            sha256: None,
        }];
        config.multilingual = Some("base-q8_0".into());
    })
}

#[test]
fn each_channel_is_heard_in_its_own_language_by_a_model_that_knows_it() {
    let engine = two_models();
    let mut worker = engine.worker().unwrap();
    let call = side_by_side(["lang/fr-confbridge-lock-extended.flac", "read/jfk.flac"]);
    let analysis = worker
        .analyze(&call, &Options::default(), &mut Patience(1000, 0.0))
        .unwrap();
    let languages: Vec<&str> = analysis
        .quality
        .languages
        .iter()
        .map(|own| own.language.as_str())
        .collect();
    assert_eq!(languages, ["fr", "en"]);
    assert!(
        analysis
            .quality
            .languages
            .iter()
            .all(|own| own.confidence > 0.5 && own.confidence <= 1.0)
    );
    assert_eq!(analysis.models.speech, "tiny.en-q8_0+base-q8_0");
    let said = |channel: u16| -> Vec<&Turn> { analysis.turns.iter().filter(|turn| turn.channel == channel).collect() };
    let words = |turns: &[&Turn]| turns.iter().flat_map(|turn| plain(&turn.text)).collect::<Vec<_>>();
    assert!(
        words(&said(0)).iter().any(|word| word == "conférence"),
        "{:?}",
        words(&said(0))
    );
    assert!(
        words(&said(1)).iter().any(|word| word == "country"),
        "{:?}",
        words(&said(1))
    );
    // The sentiment model reads English: of the rest it says nothing, and that it does not.
    assert!(said(0).iter().all(|turn| turn.sentiment.is_none()));
    assert!(said(1).iter().any(|turn| turn.sentiment.is_some()));
    assert!(analysis.quality.flags.contains(&QualityFlag::SentimentUnsupported));
}

#[test]
fn a_language_and_a_model_that_are_asked_for_are_taken_or_refused_by_name() {
    let engine = two_models();
    assert_eq!(
        engine.speech_models().collect::<Vec<_>>(),
        ["tiny.en-q8_0", "base-q8_0"]
    );
    let mut worker = engine.worker().unwrap();
    let spanish = recording("lang/es-followme-status.flac");
    let mut ask = |model: Option<&str>, language: Option<&str>| {
        let options = Options {
            model: model.map(String::from),
            language: language.map(String::from),
            ..Options::default()
        };
        worker.analyze(&spanish, &options, &mut Patience(1000, 0.0))
    };
    let told = ask(None, Some("es")).unwrap();
    assert_eq!(
        (
            told.models.speech.as_str(),
            told.language.as_str(),
            told.language_confidence
        ),
        ("base-q8_0", "es", 1.0)
    );
    let found = ask(Some("base-q8_0"), None).unwrap();
    assert!(found.language == "es" && found.language_confidence > 0.5 && found.language_confidence < 1.0);
    assert_eq!(
        ask(Some("tiny.en-q8_0"), None).unwrap().language,
        "en",
        "it knows no other"
    );
    assert_eq!(
        ask(Some("tiny.en-q8_0"), Some("es")).unwrap_err().code(),
        "unsupported_language"
    );
    assert_eq!(ask(Some("large"), None).unwrap_err().code(), "unknown_model");
    // It was made before Cantonese had a mark of its own.
    assert_eq!(ask(Some("base-q8_0"), Some("yue")).unwrap().language, "zh");
    let refused = ask(Some("tiny.en-q8_0"), Some("yue")).unwrap_err();
    assert!(refused.to_string().contains("yue"), "{refused}");
    // Nor does a channel without speech take over a mark that the model has not.
    let left = crate::speech::testing::samples("read/jfk.flac");
    let silent = vec![0.0; left.len()];
    let options = Options {
        by_channel: vec![Some("yue".into()), None],
        ..Options::default()
    };
    let both = worker
        .analyze(&wav(16_000, &[left, silent]), &options, &mut Patience(1000, 0.0))
        .unwrap();
    let told = both.quality.languages.iter().map(|own| own.language.as_str());
    assert_eq!(told.collect::<Vec<_>>(), ["zh", "zh"]);
}

#[test]
fn a_model_whose_file_is_not_what_it_should_be_hears_nothing() {
    let engine = with(|config| {
        config.other_models = vec![OtherModel {
            path: crate::speech::testing::multilingual_path(),
            sha256: Some("0".repeat(64)),
        }];
    });
    let options = Options {
        model: Some("base-q8_0".into()),
        ..Options::default()
    };
    let mut worker = engine.worker().unwrap();
    let refused = worker.analyze(&recording("read/jfk.flac"), &options, &mut Patience(1000, 0.0));
    let refused = refused.unwrap_err();
    assert!(
        refused.code() == "model_failed" && refused.to_string().contains("sha256"),
        "{refused}"
    );
    let missing = |name: &str| {
        let onnx = onnx::for_tests();
        let config = EngineConfig {
            whisper_model: whisper_path(),
            other_models: Vec::new(),
            multilingual: Some(name.into()),
            sentiment_languages: Vec::new(),
            onnxruntime: onnx.library().to_path_buf(),
            sentiment_folder: None,
            acceleration: Acceleration::Auto,
            beams: 1,
        };
        Engine::load(&config).map(drop).unwrap_err().to_string()
    };
    assert!(missing("base-q8_0").contains("missing") && missing("tiny.en-q8_0").contains("English only"));
}

/// A long call has the text of its pieces, cut where nobody speaks between two windows.
#[test]
fn a_long_recording_has_the_text_of_its_pieces() {
    const NAMES: [&str; 8] = [
        "1089-134686-0012",
        "121-127105-0002",
        "1221-135766-0007",
        "1320-122612-0010",
        "1580-141083-0001",
        "2300-131720-0011",
        "260-123286-0022",
        "61-70970-0004",
    ];
    let mut samples = Vec::new();
    for name in NAMES {
        samples.extend(crate::speech::testing::samples(&format!("read/{name}.flac")));
        samples.extend(vec![0.0; 16_000 * 3 / 2]);
    }
    let engine = engine();
    let mut worker = engine.worker().unwrap();
    let mut analyze = |samples: &[f32]| {
        let call = wav(16_000, &[samples.to_vec()]);
        let found = worker
            .analyze(&call, &Options::default(), &mut Patience(10_000, 0.0))
            .unwrap();
        found
            .turns
            .iter()
            .flat_map(|turn| plain(&turn.text))
            .collect::<Vec<_>>()
    };
    let whole = analyze(&samples);
    let spans = Detector::new(vad::Limits::default()).unwrap().speech(&samples);
    let begins: Vec<usize> = windows(&samples, &spans).map(|window| window.pieces[0].from).collect();
    assert!(begins.len() > 1, "it has several windows");
    let cuts: Vec<usize> = begins[1..]
        .iter()
        .map(|begin| {
            let before = spans
                .iter()
                .map(|span| span.end)
                .filter(|end| end <= begin)
                .max()
                .unwrap();
            before.midpoint(*begin)
        })
        .collect();
    let bounds: Vec<usize> = [0].into_iter().chain(cuts).chain([samples.len()]).collect();
    let pieces: Vec<String> = bounds
        .windows(2)
        .flat_map(|pair| analyze(&samples[pair[0]..pair[1]]))
        .collect();
    assert!(whole.len() > 100);
    // What was heard before a window moves its edges by some milliseconds, and with them a word that could be either.
    let differ = compare(&whole, &pieces).rate();
    assert!(differ < 5.0, "{differ} % of {whole:?} are others in {pieces:?}");
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
fn what_is_doubted_is_left_out_of_sentiment() {
    let mut worker = engine().worker().unwrap();
    let turn = |number: u64, text: &str, flags: &[TurnFlag]| Turn {
        speaker: CUSTOMER.into(),
        channel: 0,
        start_ms: number * 5000,
        end_ms: number * 5000 + 4000,
        text: text.into(),
        words: vec![],
        sentiment: None,
        confidence: None,
        flags: flags.to_vec(),
    };
    let said = [
        "This is wonderful, thank you so much.",
        "I am very happy with your help.",
        "That was excellent service.",
    ];
    let mut turns: Vec<Turn> = (0..).zip(said).map(|(number, text)| turn(number, text, &[])).collect();
    let flags = [
        TurnFlag::LowConfidence,
        TurnFlag::Repetition,
        TurnFlag::NoSpeech,
        TurnFlag::ImplausibleRate,
    ];
    let doubted = (3..).zip(flags);
    turns.extend(doubted.map(|(number, flag)| turn(number, "This is terrible, I am furious and I hate it.", &[flag])));
    let mut patience = Patience(1000, 0.0);
    let mut stages = Stages::begin(&mut patience).unwrap();
    assert!(worker.score_all(&mut turns, &[], &mut stages).unwrap());
    let (sure, doubted) = turns.split_at(said.len());
    let score = |turn: &Turn| turn.sentiment.as_ref().map(|sentiment| sentiment.score);
    assert!(sure.iter().all(|turn| score(turn) > Some(1.0)), "{sure:?}");
    assert!(doubted.iter().all(|turn| turn.sentiment.is_none()), "{doubted:?}");
    // Nor does it move the call: it is as if those turns had not been there.
    let of = |turns: &[Turn]| sentiment::of_call(turns, CUSTOMER).label;
    assert_eq!(
        (of(&turns), of(sure)),
        (Some(SentimentLabel::Positive), Some(SentimentLabel::Positive))
    );
}

#[test]
fn a_file_that_is_no_sound_has_a_code() {
    let mut worker = engine().worker().unwrap();
    let error = |worker: &mut Worker, bytes: &[u8]| {
        worker
            .analyze(&bytes.to_vec(), &Options::default(), &mut Patience(10, 0.0))
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
