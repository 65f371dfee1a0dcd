//! What goes wrong inside costs one attempt, wherever it happens, and no word: whisper.cpp's own way goes on.

use super::*;
use crate::speech::accel;
use crate::speech::accel::mishaps::{self, Mishap, Place};
use crate::stop::{self, Stop};

const PLACES: [Place; 7] = [
    Place::First,
    Place::EncoderProduct,
    Place::EncoderAttention,
    Place::CrossKeys,
    Place::DecoderProduct,
    Place::OwnWords,
    Place::CrossAttention,
];

#[test]
fn a_panic_or_a_refusal_costs_one_attempt_and_then_stock_goes_on() {
    let Some(kernels) = here().into_iter().next() else {
        return;
    };
    let whisper = with(Some(kernels), || Whisper::load(&testing::whisper_path()).unwrap());
    let stock = read(None, &READ[..1]);
    for (place, mishap) in PLACES.into_iter().flat_map(|place| {
        let mishaps = [Mishap::Panic, Mishap::Refusal];
        // A refusal takes the same way out wherever it happens: a few places will do.
        let enough = if place == Place::OwnWords { 2 } else { 1 };
        mishaps.into_iter().take(enough).map(move |mishap| (place, mishap))
    }) {
        with(Some(kernels), || {
            let mut transcriber = whisper.transcriber(Decoding::default()).unwrap();
            mishaps::arrange(place, mishap);
            let heard = transcribe(&mut transcriber, READ[0]);
            assert!(!mishaps::is_waiting(), "{place:?} was never reached");
            assert_eq!(running().backend, SpeechBackend::Stock, "{place:?} {mishap:?}");
            assert_eq!(heard, stock[0], "{place:?} {mishap:?}");
        });
    }
}

#[test]
fn the_language_is_found_in_spite_of_a_panic() {
    let Some(kernels) = here().into_iter().next() else {
        return;
    };
    with(Some(kernels), || {
        let whisper = Whisper::load(&testing::multilingual_path()).unwrap();
        let mut transcriber = whisper.transcriber(Decoding::default()).unwrap();
        mishaps::arrange(Place::CrossAttention, Mishap::Panic);
        let (language, _) = transcriber.language(&testing::samples(READ[0])).unwrap();
        assert_eq!((language.as_str(), mishaps::is_waiting()), ("en", false));
        assert_eq!(running().backend, SpeechBackend::Stock);
    });
}

/// A stop is no failure: the backend goes on with the next window, and hears what it always hears.
#[test]
fn a_stop_in_the_middle_of_a_window_ends_it_and_nothing_else() {
    let Some(kernels) = here().into_iter().next() else {
        return;
    };
    with(Some(kernels), || {
        let whisper = Whisper::load(&testing::whisper_path()).unwrap();
        let mut transcriber = whisper.transcriber(Decoding::default()).unwrap();
        let expected = transcribe(&mut transcriber, READ[0]);
        let samples = testing::samples(READ[0]);
        let ask = Ask {
            language: "en",
            earlier: "",
            times: true,
            temperature: 0.0,
            tokens_max: 200,
        };
        for questions in [0, 1, 5, 60, 150] {
            let asked = std::sync::atomic::AtomicUsize::new(0);
            let stop = Stop::when(move || asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed) >= questions);
            let stopped = stop::during(stop, || transcriber.transcribe(&samples, &ask));
            assert!(stopped.is_err(), "{questions}");
        }
        assert_ne!(running().backend, SpeechBackend::Stock);
        assert_eq!(transcribe(&mut transcriber, READ[0]), expected);
        // Stock asks between its runs.
        accel::without(|| {
            for times in [false, true] {
                let stopped = stop::during(Stop::when(|| true), || {
                    transcriber.transcribe(&samples, &Ask { times, ..ask })
                });
                assert!(stopped.is_err(), "{times}");
            }
        });
    });
}
