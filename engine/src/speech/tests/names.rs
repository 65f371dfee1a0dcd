//! Names that the model is told beforehand: how many more of them it writes as they are written, and that the rest is not the worse for
//! it. Prints what it finds (`script/test names_that_are_told -- --show-output`).

use super::*;
use crate::speech::testing::recording;
use crate::speech::vocabulary::{Spellings, earlier};
use crate::speech::word_errors::{Errors, compare, plain as words_of};

/// Spelled letter by letter: file, name.
const SPELLED: [(&str, &str); 12] = [
    ("cen1-ffmm-b", "Modugno"),
    ("cen1-fsaf2-b", "Farrelly"),
    ("cen1-mcsc-b", "Caligiuri"),
    ("cen2-ffmm-b", "Frances Mary"),
    ("cen2-fsaf2-b", "Sheila"),
    ("cen2-mcsc-b", "Charles"),
    ("cen4-ffmm-b", "Phillips"),
    ("cen4-fsaf2-b", "Tanglewylde"),
    ("cen4-mcsc-b", "Trenton"),
    ("cen5-ffmm-b", "Pittsburgh"),
    ("cen5-fsaf2-b", "Bronxville"),
    ("cen5-mcsc-b", "PGH"),
];
/// Said in a sentence.
const SAID: [&str; 12] = [
    "Bertie",
    "Hester Prynne",
    "Uncas",
    "Holmes",
    "Edisonia",
    "ichthyosaurus",
    "Hans",
    "Montfichet",
    "Warrenton",
    "Geoffrey",
    "Ferdinando",
    "Battleax",
];
/// Of the sentences without a name, one in so many.
const STEP: usize = 4;

/// By how much the rest may be worse, in points of word errors: two or three words of so few.
const WORSE_MAX: f64 = 3.0;

/// What was said, and the names in it.
struct Clip {
    samples: Vec<f32>,
    text: String,
    names: Vec<&'static str>,
}

/// Of a kind of clips: names written as they are, and word errors of clips that have none.
#[derive(Debug, Default, PartialEq)]
struct Found {
    names: usize,
    rest: Errors,
}

fn texts(folder: &str) -> Vec<(String, String)> {
    let table = String::from_utf8(recording(&format!("{folder}/texts.tsv"))).unwrap();
    let rows = table.lines().filter_map(|line| line.split_once('\t'));
    rows.map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
}

fn spelled() -> Vec<Clip> {
    let clip = |(file, text): (String, String)| Clip {
        samples: samples(&format!("spelled/{file}.flac")),
        names: SPELLED
            .iter()
            .filter(|(of, _)| *of == file)
            .map(|(_, name)| *name)
            .collect(),
        text,
    };
    texts("spelled").into_iter().map(clip).collect()
}

fn read() -> Vec<Clip> {
    let mut clips = Vec::new();
    for (number, (file, text)) in texts("read").into_iter().enumerate() {
        let names: Vec<&'static str> = SAID
            .into_iter()
            .filter(|name| letters(&text).contains(&letters(name)))
            .collect();
        if !names.is_empty() || number.is_multiple_of(STEP) {
            clips.push(Clip {
                samples: samples(&format!("read/{file}.flac")),
                text,
                names,
            });
        }
    }
    clips
}

/// Letters and digits, one after the other: "M-O-D-U-G-N-O." is Modugno.
fn letters(text: &str) -> String {
    let letters = text.chars().filter(|character| character.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

fn heard(transcriber: &mut dyn Transcriber, samples: &[f32], vocabulary: &[String]) -> String {
    let manner = hearing::Manner {
        earlier: &earlier(vocabulary),
        ..hearing::Manner::of("en", false)
    };
    let windows = packing::windows(samples, &[0..samples.len()]);
    let spellings = Spellings::new(vocabulary);
    let said = windows.flat_map(|window| spellings.write(hearing::hear(transcriber, &window, manner).unwrap()));
    said.map(|spoken| spoken.word.text).collect::<Vec<_>>().join(" ")
}

fn found(clips: &[Clip], vocabulary: &[String]) -> Found {
    let mut transcriber = whisper().transcriber(Decoding::default()).unwrap();
    let mut found = Found::default();
    for clip in clips {
        let text = heard(&mut transcriber, &clip.samples, vocabulary);
        println!("  {} | {text}", clip.text);
        let is_there = |name: &&&str| letters(&text).contains(&letters(name));
        found.names += clip.names.iter().filter(is_there).count();
        if clip.names.is_empty() {
            found.rest.add(compare(&words_of(&clip.text), &words_of(&text)));
        }
    }
    found
}

fn list(names: impl Iterator<Item = &'static str>) -> Vec<String> {
    names.map(str::to_owned).collect()
}

#[test]
fn names_that_are_told_are_written_as_they_are_and_the_rest_is_not_the_worse_for_it() {
    for (kind, clips, vocabulary) in [
        ("spelled", spelled(), list(SPELLED.iter().map(|(_, name)| *name))),
        ("said", read(), list(SAID.into_iter())),
    ] {
        let all: usize = clips.iter().map(|clip| clip.names.len()).sum();
        let (without, with) = (found(&clips, &[]), found(&clips, &vocabulary));
        println!(
            "{kind}: {} of {all} names without the list, {} with it; word errors of the rest {:.1} % and {:.1} % of {} words (spelled: numbers, in digits)",
            without.names,
            with.names,
            without.rest.rate(),
            with.rest.rate(),
            with.rest.words
        );
        assert!(all >= 12, "{kind}: {all} names");
        assert!(with.names >= without.names, "{kind}: {without:?}, {with:?}");
        // What is spelled besides are numbers, told in words and written in digits: their words cannot be compared.
        if kind == "said" {
            assert!(with.rest.words > 50, "{with:?}");
            assert!(
                with.rest.rate() <= without.rest.rate() + WORSE_MAX,
                "{without:?}, {with:?}"
            );
        }
    }
}
