//! The ear on real speech: what is heard, when, and that noise is no speech.

use std::ops::Range;

use sha2::{Digest, Sha256};

use super::decoding::Decoding;
use super::hearing;
use super::testing::{matched, plain, samples, whisper, whisper_path};
use super::transcriber::{Ask, Heard, Transcriber};
use super::vad::{Detector, Limits, RATE};
use super::{packing, whisper};
use crate::analysis::Word;

mod by_hand;
mod languages;
mod names;
mod noise;

fn detector() -> Detector {
    Detector::new(Limits::default()).unwrap()
}

fn hear(transcriber: &mut dyn Transcriber, samples: &[f32], spans: &[Range<usize>], times: bool) -> Vec<Word> {
    let windows = packing::windows(samples, spans);
    let heard =
        windows.flat_map(|window| hearing::hear(transcriber, &window, hearing::Manner::of("en", times)).unwrap());
    heard.map(|spoken| spoken.word).collect()
}

fn text(words: &[Word]) -> Vec<String> {
    words.iter().flat_map(|word| plain(&word.text)).collect()
}

#[test]
fn a_known_speech_is_heard_word_for_word_and_the_same_every_time() {
    let samples = samples("read/jfk.flac");
    let spans = detector().speech(&samples);
    let whisper = whisper();
    let mut first = whisper.transcriber(Decoding::default()).unwrap();
    let words = hear(&mut first, &samples, &spans, true);
    let expected = plain(
        "And so my fellow Americans ask not what your country can do for you ask what you can do for your country",
    );
    assert_eq!(text(&words), expected);
    // Another state, after other windows, with and without times.
    hear(&mut first, &samples[..5 * RATE], &[0..5 * RATE], true);
    assert_eq!(hear(&mut first, &samples, &spans, true), words);
    let mut second = whisper.transcriber(Decoding::default()).unwrap();
    assert_eq!(text(&hear(&mut second, &samples, &spans, false)), expected);
}

#[test]
fn the_tokens_of_a_word_are_its_text_and_carry_its_confidence() {
    let samples = samples("read/jfk.flac");
    let spans = detector().speech(&samples);
    let mut transcriber = whisper().transcriber(Decoding::default()).unwrap();
    let windows = packing::windows(&samples[..], &spans);
    let manner = hearing::Manner::of("en", true);
    let heard: Vec<hearing::SpokenWord> = windows
        .flat_map(|window| hearing::hear(&mut transcriber, &window, manner).unwrap())
        .collect();
    assert!(heard.len() > 15, "{}", heard.len());
    for spoken in heard {
        let bytes: Vec<u8> = spoken.tokens.iter().flat_map(|token| token.bytes.clone()).collect();
        assert_eq!(String::from_utf8(bytes).unwrap(), spoken.word.text);
        // Punctuation tells nothing of how well a word was heard.
        let sounds = spoken
            .tokens
            .iter()
            .filter(|token| token.bytes.iter().any(u8::is_ascii_alphanumeric));
        let logs: Vec<f32> = sounds.map(|token| token.log_probability).collect();
        let mean = logs.iter().sum::<f32>() / logs.len() as f32;
        let apart = (f64::from(mean.exp()) - spoken.word.confidence).abs();
        assert!(apart < 0.001 && logs.iter().all(|log| *log <= 0.0), "{spoken:?}");
    }
}

/// The file that all of this is heard with is what our converter and quantiser make of the published weights: a change in
/// either would change these bytes.
#[test]
fn the_model_is_the_converted_one_to_the_byte() {
    let bytes = std::fs::read(whisper_path()).unwrap();
    assert_eq!(bytes.len(), 43_550_778);
    let digest = hex::encode(Sha256::digest(&bytes));
    assert_eq!(
        digest,
        "c4a5a739651dd550652655f82ad0b95b72cc9ebf2156d2ffd5efb8157f70b7cb"
    );
}

/// Digits joined from single recordings: true times are known to the millisecond.
#[test]
fn words_begin_and_end_where_they_were_spoken() {
    let table = String::from_utf8(super::testing::recording("digits/times.tsv")).unwrap();
    let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split('\t').collect()).collect();
    let mut files: Vec<&str> = rows.iter().map(|row| row[0]).collect();
    files.dedup();
    let (mut detector, mut transcriber) = (detector(), whisper().transcriber(Decoding::default()).unwrap());
    let mut errors = Vec::new();
    for file in files {
        let truth: Vec<&Vec<&str>> = rows.iter().filter(|row| row[0] == file).collect();
        let samples = samples(&format!("digits/{file}.flac"));
        let spans = detector.speech(&samples);
        let words = hear(&mut transcriber, &samples, &spans, true);
        // A word of several digits ("95") has the start of its first and the end of its last.
        let mut heard = Vec::new();
        for word in &words {
            let digits = plain(&word.text);
            let last = digits.len().saturating_sub(1);
            for (number, digit) in digits.into_iter().enumerate() {
                let start = (number == 0).then_some(word.start_ms);
                heard.push((digit, start, (number == last).then_some(word.end_ms)));
            }
        }
        let reference: Vec<String> = truth.iter().map(|row| row[1].to_owned()).collect();
        let found: Vec<String> = heard.iter().map(|word| word.0.clone()).collect();
        for (i, j) in matched(&reference, &found) {
            let known = |column: usize| truth[i][column].parse::<u64>().unwrap();
            errors.extend(heard[j].1.map(|start| start.abs_diff(known(2))));
            errors.extend(heard[j].2.map(|end| end.abs_diff(known(3))));
        }
    }
    errors.sort_unstable();
    let at = |share: f64| errors[(errors.len() as f64 * share) as usize];
    assert!(errors.len() >= 80, "only {} ends of words were matched", errors.len());
    assert!(at(0.5) <= 80, "median {} ms", at(0.5));
    println!(
        "{} word ends: median {} ms, 90 % {} ms, 95 % {} ms",
        errors.len(),
        at(0.5),
        at(0.9),
        at(0.95)
    );
    assert!(at(0.95) <= 250, "95 % {} ms", at(0.95));
}

/// Utterances of many speakers, apart by pauses: where each was spoken is known.
#[test]
fn words_lie_inside_their_own_utterance() {
    const UTTERANCES: usize = 16;
    const TOLERANCE_MS: u64 = 250;
    let texts = String::from_utf8(super::testing::recording("read/texts.tsv")).unwrap();
    let (mut sound, mut reference, mut places) = (Vec::new(), Vec::new(), Vec::new());
    for (number, line) in texts.lines().step_by(3).take(UTTERANCES).enumerate() {
        let (name, text) = line.split_once('\t').unwrap();
        // Pauses of 0.5 to 2.6 s: some stay inside a window, some are cut short.
        sound.resize(sound.len() + RATE / 2 + number * RATE / 7, 0.0);
        let begin = sound.len();
        sound.extend(samples(&format!("read/{name}.flac")));
        for word in plain(text) {
            reference.push(word);
            places.push(hearing::ms(begin)..hearing::ms(sound.len()));
        }
    }
    let spans = detector().speech(&sound);
    let words = hear(
        &mut whisper().transcriber(Decoding::default()).unwrap(),
        &sound,
        &spans,
        true,
    );
    let heard: Vec<(String, &Word)> = words
        .iter()
        .flat_map(|word| plain(&word.text).into_iter().map(move |text| (text, word)))
        .collect();
    let found: Vec<String> = heard.iter().map(|(text, _)| text.clone()).collect();
    let pairs = matched(&reference, &found);
    let inside = |&&(i, j): &&(usize, usize)| {
        let (place, word) = (&places[i], heard[j].1);
        word.start_ms + TOLERANCE_MS >= place.start && word.end_ms <= place.end + TOLERANCE_MS
    };
    let right = pairs.iter().filter(inside).count();
    println!("{right} of {} matched words, {} spoken", pairs.len(), reference.len());
    assert!(
        pairs.len() * 10 >= reference.len() * 8,
        "only {} of {} words were heard",
        pairs.len(),
        reference.len()
    );
    assert!(right * 100 >= pairs.len() * 99, "{right} of {}", pairs.len());
}

#[test]
fn a_damaged_model_file_is_an_error_that_names_it_and_never_an_abort() {
    let good = std::fs::read(whisper_path()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ggml-damaged.bin");
    let mut bent = good.clone();
    bent[8] = 0xff;
    for (bytes, what) in [
        (&good[..1_000_000], "cut"),
        (&good[..0], "empty"),
        (&bent[..], "bent"),
        (b"hello", "text"),
    ] {
        std::fs::write(&path, bytes).unwrap();
        let error = whisper::Whisper::load(&path).err().expect(what).to_string();
        assert!(error.contains("ggml-damaged.bin"), "{what}: {error}");
    }
    assert!(whisper::Whisper::load(&folder.path().join("none.bin")).is_err());
}

/// Our own picture and choice of tokens against whisper.cpp's own greedy search, on read speech of many speakers. Both round
/// differently (the prompt is read in other pieces), so that a close call may fall otherwise.
#[test]
fn our_own_loop_hears_what_whisper_cpp_hears() {
    let texts = String::from_utf8(super::testing::recording("read/texts.tsv")).unwrap();
    let mut transcriber = whisper().transcriber(Decoding::default()).unwrap();
    let (mut same, mut all, mut files, mut far) = (0, 0, 0, 0f32);
    for line in texts.lines().step_by(8) {
        let name = line.split('\t').next().unwrap();
        let samples = samples(&format!("read/{name}.flac"));
        let ask = Ask {
            language: "en",
            earlier: "",
            times: true,
            temperature: 0.0,
            tokens_max: 200,
        };
        let own = transcriber.transcribe(&samples, &ask).unwrap();
        let theirs = transcriber.whole(&samples, &ask).unwrap();
        let said = |heard: &Heard| {
            let bytes: Vec<u8> = heard.tokens.iter().flat_map(|token| token.bytes.clone()).collect();
            plain(&String::from_utf8(bytes).unwrap())
        };
        let (a, b) = (said(&own), said(&theirs));
        same += matched(&a, &b).len();
        all += a.len().max(b.len());
        if own.tokens.len() == theirs.tokens.len() {
            let sum = |heard: &Heard| heard.tokens.iter().map(|token| token.probability).sum::<f32>();
            far = far.max((sum(&own) - sum(&theirs)).abs() / own.tokens.len() as f32);
        }
        files += 1;
    }
    println!("{same} of {all} words of {files} files the same, probabilities at most {far} apart");
    assert!(files >= 8 && same * 100 >= all * 96, "{same} of {all}");
    assert!(far < 0.1, "{far}");
}

/// What a worker heard before, and what others hear meanwhile, change nothing: neither the likeliest words nor a search.
#[test]
fn any_number_of_workers_side_by_side_hear_what_one_hears() {
    let model = whisper();
    let sounds: Vec<Vec<f32>> = ["read/61-70968-0001.flac", "digits/fsdd-lucas-1.flac", "read/jfk.flac"]
        .iter()
        .map(|name| samples(name))
        .collect();
    for beams in [1, 5] {
        let decoding = Decoding {
            beams,
            ..Decoding::default()
        };
        let hear_all = |first: usize| {
            let mut transcriber = model.transcriber(decoding).unwrap();
            let mut heard = vec![Vec::new(); sounds.len()];
            for number in first..first + sounds.len() {
                let sound = &sounds[number % sounds.len()];
                heard[number % sounds.len()] = hear(&mut transcriber, sound, &[0..sound.len()], true);
            }
            heard
        };
        let alone = hear_all(0);
        assert!(alone.iter().all(|words| !words.is_empty()));
        for workers in [2, 3] {
            std::thread::scope(|scope| {
                let working: Vec<_> = (0..workers).map(|first| scope.spawn(move || hear_all(first))).collect();
                for worker in working {
                    assert_eq!(worker.join().unwrap(), alone, "{beams} beams, {workers} workers");
                }
            });
        }
    }
}

/// More views of the same sound may not hear less, hear the same every time, and give times in order.
#[test]
fn five_beams_hear_no_worse_than_one() {
    let texts = String::from_utf8(super::testing::recording("read/texts.tsv")).unwrap();
    let model = whisper();
    let five = Decoding {
        beams: 5,
        ..Decoding::default()
    };
    let (mut one, mut many) = (
        model.transcriber(Decoding::default()).unwrap(),
        model.transcriber(five).unwrap(),
    );
    let (mut by_one, mut by_many, mut spoken) = (0, 0, 0);
    let mut first = None;
    for line in texts.lines().step_by(6) {
        let (name, said) = line.split_once('\t').unwrap();
        let (samples, said) = (samples(&format!("read/{name}.flac")), plain(said));
        let greedy = hear(&mut one, &samples, &[0..samples.len()], false);
        let words = hear(&mut many, &samples, &[0..samples.len()], true);
        assert!(
            words.windows(2).all(|pair| pair[0].end_ms <= pair[1].start_ms),
            "{name}"
        );
        by_one += matched(&said, &text(&greedy)).len();
        by_many += matched(&said, &text(&words)).len();
        spoken += said.len();
        first.get_or_insert((samples, words));
    }
    let (samples, words) = first.unwrap();
    let mut fresh = model.transcriber(five).unwrap();
    assert_eq!(hear(&mut fresh, &samples, &[0..samples.len()], true), words);
    println!("of {spoken} words one beam hears {by_one}, five hear {by_many}");
    assert!(by_many * 100 >= by_one * 99, "{by_one} {by_many} of {spoken}");
}

/// Certainty from which on one beam is believed.
const SURE: f32 = -0.2;

/// Looking again costs nothing where one beam is sure, and where it is not it is as good as three.
#[test]
fn what_one_beam_is_not_sure_of_is_heard_by_three() {
    let model = whisper();
    if !model.is_fast() {
        return;
    }
    let three = Decoding {
        beams: 3,
        ..Decoding::default()
    };
    let (mut one, mut three) = (
        model.transcriber(Decoding::default()).unwrap(),
        model.transcriber(three).unwrap(),
    );
    let ask = Ask {
        language: "en",
        earlier: "",
        times: true,
        temperature: 0.0,
        tokens_max: 60,
    };
    let folder = std::fs::read_dir(super::testing::folder().join("spelled")).unwrap();
    let mut names: Vec<String> = folder
        .map(|file| format!("spelled/{}", file.unwrap().file_name().display()))
        .filter(|name| name.ends_with(".flac"))
        .collect();
    names.sort();
    let mut unsure = 0;
    for name in names {
        let samples = samples(&name);
        let by_three = three.transcribe(&samples, &ask).unwrap();
        let by_one = one.transcribe(&samples, &ask).unwrap();
        if by_one == by_three {
            unsure += usize::from(by_three.certainty() < SURE);
        } else {
            assert!(by_one.certainty() >= SURE, "{name}: {by_one:?}, {by_three:?}");
        }
    }
    assert!(unsure >= 3, "{unsure}");
}
