//! A model of many languages: which one is spoken, and what, with our backend and without.

use super::*;
use crate::speech::accel::{self, Acceleration};
use crate::speech::testing::{multilingual_path, recording};

#[test]
fn spanish_and_french_are_told_apart_and_heard_with_the_backend_and_without() {
    accel::start(Acceleration::Auto);
    let model = whisper::Whisper::load(&multilingual_path()).unwrap();
    let five = Decoding {
        beams: 5,
        ..Decoding::default()
    };
    let check = |decoding: Decoding| -> Vec<String> {
        let mut transcriber = model.transcriber(decoding).unwrap();
        let mut heard = Vec::new();
        for language in ["es", "fr"] {
            let samples = samples(&format!("lang/{language}.flac"));
            let (found, probability) = transcriber.language(&samples).unwrap();
            assert!(
                found == language && probability > 0.5,
                "{language}: {found} {probability}"
            );
            let window = packing::windows(&samples, &[0..samples.len()]).next().unwrap();
            let said = hearing::hear(&mut transcriber, &window, hearing::Manner::of(language, true)).unwrap();
            let words: Vec<Word> = said.into_iter().map(|spoken| spoken.word).collect();
            // A small model on narrow-band sound: half of the words to the letter ("la arena" for "las arenas").
            let expected = plain(&String::from_utf8(recording(&format!("lang/{language}.txt"))).unwrap());
            let right = matched(&expected, &text(&words)).len();
            assert!(right * 2 >= expected.len(), "{expected:?} {:?}", text(&words));
            assert!(words.windows(2).all(|pair| pair[0].end_ms <= pair[1].start_ms));
            heard.extend(text(&words));
        }
        assert!(transcriber.knows("es") && !transcriber.knows("xx"));
        heard
    };
    let with = check(Decoding::default());
    check(five);
    let without = accel::without(|| check(Decoding::default()));
    assert!(
        matched(&with, &without).len() * 10 >= without.len() * 7,
        "{with:?} {without:?}"
    );
}

/// Announcements of a telephone system, as it plays them.
#[test]
fn announcements_in_spanish_and_french_are_recognised() {
    let model = whisper::Whisper::load(&multilingual_path()).unwrap();
    let mut transcriber = model.transcriber(Decoding::default()).unwrap();
    let (mut right, mut all) = (0, 0);
    for name in [
        "es-followme-status",
        "es-dir-instr",
        "fr-transfer",
        "fr-confbridge-lock-extended",
    ] {
        let samples = samples(&format!("lang/{name}.flac"));
        let (language, probability) = transcriber.language(&samples).unwrap();
        assert!(
            name.starts_with(&language) && probability > 0.5,
            "{name}: {language} {probability}"
        );
        let window = packing::windows(&samples, &[0..samples.len()]).next().unwrap();
        let said = hearing::hear(&mut transcriber, &window, hearing::Manner::of(&language, true)).unwrap();
        let words: Vec<Word> = said.into_iter().map(|spoken| spoken.word).collect();
        let expected = plain(&String::from_utf8(recording(&format!("lang/{name}.txt"))).unwrap());
        println!("{name}: {:?}", text(&words));
        right += matched(&expected, &text(&words)).len();
        all += expected.len();
    }
    assert!(right * 10 >= all * 6, "{right} of {all}");
}

/// A sentence of each, compared letter by letter: what is a word differs among them.
#[test]
fn sentences_of_other_languages_and_scripts_are_told_apart_and_heard() {
    let model = whisper::Whisper::load(&multilingual_path()).unwrap();
    let mut transcriber = model.transcriber(Decoding::default()).unwrap();
    let letters = |text: &str| -> Vec<String> {
        let letters = text.chars().filter(|character| character.is_alphanumeric());
        letters.map(|character| character.to_lowercase().to_string()).collect()
    };
    for language in ["de", "it", "pt", "ja", "ko"] {
        let samples = samples(&format!("lang/{language}.flac"));
        let (found, probability) = transcriber.language(&samples).unwrap();
        assert!(
            found == language && probability > 0.5,
            "{language}: {found} {probability}"
        );
        let window = packing::windows(&samples, &[0..samples.len()]).next().unwrap();
        let said = hearing::hear(&mut transcriber, &window, hearing::Manner::of(language, true)).unwrap();
        let heard: String = said.iter().map(|spoken| spoken.word.text.as_str()).collect();
        let expected = letters(&String::from_utf8(recording(&format!("lang/{language}.txt"))).unwrap());
        let right = matched(&expected, &letters(&heard)).len();
        println!(
            "{language} {probability:.2}: {right} of {} letters, {heard}",
            expected.len()
        );
        assert!(right * 10 >= expected.len() * 6, "{language}: {heard}");
        assert!(said.iter().all(|spoken| spoken.doubt.is_none()), "{language}: {said:?}");
    }
}
