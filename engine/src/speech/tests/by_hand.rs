//! Run by hand over a folder of recordings: `AUDIAPRO_AUDIO=FOLDER cargo test -p engine by_hand -- --ignored --nocapture`, with
//! `AUDIAPRO_BASE=1` by the model of many languages.

use std::path::{Path, PathBuf};

use super::*;
use crate::audio;
use crate::speech::accel::{self, Acceleration};
use crate::speech::testing::multilingual_path;

/// What each way hears of a file, and what was said, where that is known.
struct Heard {
    with: Vec<String>,
    without: Vec<String>,
    said: Option<Vec<String>>,
}

#[test]
#[ignore = "by hand, over a folder"]
fn a_folder_is_heard_the_same_with_the_backend_and_without() {
    let Some(folder) = std::env::var_os("AUDIAPRO_AUDIO") else {
        return;
    };
    accel::start(Acceleration::Auto);
    let path = if std::env::var_os("AUDIAPRO_BASE").is_some() {
        multilingual_path()
    } else {
        whisper_path()
    };
    let model = whisper::Whisper::load(&path).unwrap();
    let mut with = model.transcriber(Decoding::default()).unwrap();
    let mut without = accel::without(|| model.transcriber(Decoding::default())).unwrap();
    let mut all = Vec::new();
    for path in recordings(Path::new(&folder)) {
        let (windows, language) = windows(&path, &mut with);
        let hear = |transcriber: &mut whisper::WhisperTranscriber| -> Vec<String> {
            let heard = windows
                .iter()
                .flat_map(|window| hearing::hear(transcriber, window, hearing::Manner::of(&language, false)).unwrap());
            heard
                .flat_map(|spoken| plain(&spoken.word.text))
                .filter(|word| !word.is_empty())
                .collect()
        };
        let heard = Heard {
            with: hear(&mut with),
            without: accel::without(|| hear(&mut without)),
            said: std::fs::read_to_string(path.with_extension("txt"))
                .ok()
                .map(|said| plain(&said)),
        };
        println!("{} {language}: {}", path.display(), heard.with.join(" "));
        if heard.with != heard.without {
            println!("    without: {}", heard.without.join(" "));
        }
        all.push(heard);
    }
    report(&all);
}

fn recordings(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.extension().and_then(|end| end.to_str()) {
            _ if path.is_dir() => found.extend(recordings(&path)),
            Some("wav" | "flac") => found.push(path),
            _ => {}
        }
    }
    found.sort();
    found
}

/// All channels', and the language of the first.
fn windows(path: &Path, transcriber: &mut whisper::WhisperTranscriber) -> (Vec<packing::Window>, String) {
    let sound = audio::decode(&std::fs::read(path).unwrap(), None, &audio::Limits::default()).unwrap();
    let mut windows = Vec::new();
    for channel in &sound.channels {
        let samples = audio::resample(&channel.to_vec(), sound.rate, 16_000).unwrap();
        let spans = detector().speech(&samples);
        windows.extend(packing::windows(&samples, &spans).collect::<Vec<_>>());
    }
    let language = windows
        .first()
        .map(|window| transcriber.language(&window.samples).unwrap().0);
    (windows, language.unwrap_or_else(|| "en".to_owned()))
}

fn report(all: &[Heard]) {
    let count = |of: fn(&Heard) -> usize| all.iter().map(of).sum::<usize>();
    let same = count(|heard| matched(&heard.with, &heard.without).len());
    println!(
        "{} files; words with {}, without {}, the same {same}; files that differ {}",
        all.len(),
        count(|heard| heard.with.len()),
        count(|heard| heard.without.len()),
        all.iter().filter(|heard| heard.with != heard.without).count(),
    );
    let known: Vec<(&Vec<String>, &Heard)> = all
        .iter()
        .filter_map(|heard| heard.said.as_ref().map(|said| (said, heard)))
        .collect();
    let said: usize = known.iter().map(|(said, _)| said.len()).sum();
    let right = |of: fn(&Heard) -> &Vec<String>| {
        known
            .iter()
            .map(|(said, heard)| matched(said, of(heard)).len())
            .sum::<usize>()
    };
    println!(
        "of {said} words that are known to be said, right: with {}, without {}",
        right(|heard| &heard.with),
        right(|heard| &heard.without)
    );
}
