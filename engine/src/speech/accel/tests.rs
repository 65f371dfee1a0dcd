//! The backend under whisper.cpp: the same words as without it.

#![cfg(target_arch = "x86_64")]

use super::kernel::Kernels;
use super::plan::Parts;
use super::switch::{self, Active};
use super::*;
use crate::speech::decoding::Decoding;
use crate::speech::testing;
use crate::speech::transcriber::{Ask, Transcriber};
use crate::speech::whisper::Whisper;

mod forms;
mod mishaps;

/// Packed weights are counted for this level: one test at a time uses it.
static AVX2: Mutex<()> = Mutex::new(());

fn here() -> Vec<Kernels> {
    Level::ALL.into_iter().filter_map(Kernels::of).collect()
}

/// With these kernels, or stock.
fn with<R>(kernels: Option<Kernels>, f: impl FnOnce() -> R) -> R {
    device::register().expect("this is the ggml that the backend is made for");
    let parts = Parts::ALL;
    switch::overlaid(kernels.map(|kernels| Active { kernels, parts }), f)
}

fn transcribe(transcriber: &mut dyn Transcriber, name: &str) -> String {
    let ask = Ask {
        language: "en",
        earlier: "",
        times: false,
        temperature: 0.0,
        tokens_max: 200,
    };
    let heard = transcriber.transcribe(&testing::samples(name), &ask).expect(name);
    let bytes: Vec<u8> = heard.tokens.into_iter().flat_map(|token| token.bytes).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn read(kernels: Option<Kernels>, names: &[&str]) -> Vec<String> {
    with(kernels, || {
        let whisper = Whisper::load(&testing::whisper_path()).unwrap();
        let mut transcriber = whisper.transcriber(Decoding::default()).unwrap();
        names.iter().map(|name| transcribe(&mut transcriber, name)).collect()
    })
}

const READ: [&str; 5] = [
    "read/1089-134686-0003.flac",
    "read/1221-135766-0004.flac",
    "read/1320-122612-0006.flac",
    "read/1580-141083-0001.flac",
    "read/121-127105-0008.flac",
];

/// Also: packed weights are gone with the last state that used them.
#[test]
fn the_words_are_the_same_with_it_and_without_but_for_noise() {
    let _alone = AVX2.lock().unwrap_or_else(PoisonError::into_inner);
    let stock: Vec<Vec<String>> = read(None, &READ).iter().map(|text| testing::plain(text)).collect();
    for kernels in here() {
        let ours: Vec<Vec<String>> = read(Some(kernels), &READ)
            .iter()
            .map(|text| testing::plain(text))
            .collect();
        let all: usize = stock.iter().map(Vec::len).sum();
        let same: usize = stock.iter().zip(&ours).map(|(a, b)| testing::matched(a, b).len()).sum();
        assert!(
            all > 50 && same * 100 >= all * 95,
            "{kernels:?}: {same} of {all}\n{stock:?}\n{ours:?}"
        );
    }
    assert_eq!(super::weights::alive(Level::Avx2), 0);
}

#[test]
fn workers_share_packed_weights_and_give_the_same_text() {
    let _alone = AVX2.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(kernels) = Kernels::of(Level::Avx2) else {
        return;
    };
    let whisper = with(Some(kernels), || Whisper::load(&testing::whisper_path()).unwrap());
    let one = |name: &'static str| {
        let whisper = whisper.clone();
        move || {
            with(Some(kernels), || {
                let mut transcriber = whisper.transcriber(Decoding::default()).unwrap();
                let texts: Vec<String> = (0..2).map(|_| transcribe(&mut transcriber, name)).collect();
                (texts, super::weights::alive(Level::Avx2))
            })
        }
    };
    let (first, second) = std::thread::scope(|scope| {
        let (a, b) = (scope.spawn(one(READ[0])), scope.spawn(one(READ[0])));
        (a.join().unwrap(), b.join().unwrap())
    });
    assert_eq!(first.0, second.0);
    assert_eq!(first.0[0], first.0[1]);
    // tiny.en has 65 matrices; each was packed once, whoever came first.
    assert_eq!((first.1, second.1), (65, 65));
    // They go with the last worker; who comes later packs anew and hears the same.
    assert_eq!(super::weights::alive(Level::Avx2), 0);
    assert_eq!(one(READ[0])().0, first.0);
}

#[test]
fn the_trial_passes_here_and_the_best_level_runs() {
    let _alone = AVX2.lock().unwrap_or_else(PoisonError::into_inner);
    let running = start(Acceleration::Auto);
    let best = here().first().map(|kernels| kernels.level());
    assert_eq!(
        running.backend,
        best.map_or(SpeechBackend::Stock, SpeechBackend::Accelerated)
    );
    for kernels in here() {
        assert_eq!(trial::run(kernels), Ok(()));
    }
}

#[test]
fn a_trial_that_is_not_passed_leaves_stock_with_the_reason() {
    if here().is_empty() {
        return;
    }
    let wrong = |_| Err("the product is not right on this processor".to_owned());
    assert_eq!(
        decide(Acceleration::Auto, wrong),
        Err("the product is not right on this processor".to_owned())
    );
    let panics = |_| panic!("index out of bounds");
    let reason = decide(Acceleration::Auto, panics).unwrap_err();
    assert!(reason.contains("index out of bounds"), "{reason}");
    assert_eq!(
        decide(Acceleration::Off, panics),
        Err("off in the configuration".to_owned())
    );
    assert_eq!(decide(Acceleration::Gpu, panics), Err(gpu::WHY_NOT.to_owned()));
    if let Some(level) = Level::ALL.into_iter().find(|level| !level.is_here()) {
        let reason = decide(Acceleration::Only(level), panics).unwrap_err();
        assert!(reason.contains(level.name()), "{reason}");
    }
    let running = Running {
        backend: SpeechBackend::Stock,
        reason: Some("the norm is not right on this processor".to_owned()),
    };
    assert_eq!(running.to_string(), "stock: the norm is not right on this processor");
}

#[test]
fn what_the_decoder_looked_at_is_there_for_every_token() {
    let Some(kernels) = here().into_iter().next() else {
        return;
    };
    with(Some(kernels), || {
        let whisper = Whisper::load(&testing::whisper_path()).unwrap();
        let mut transcriber = whisper.transcriber(Decoding::default()).unwrap();
        let heads = [Head { layer: 1, head: 0 }, Head { layer: 3, head: 5 }];
        let (text, looks) = capture(&heads, || transcribe(&mut transcriber, READ[1]));
        assert!(
            !text.is_empty() && looks.frames() >= 1488 && looks.tokens() > 10,
            "{} {}",
            looks.frames(),
            looks.tokens()
        );
        for head in 0..heads.len() {
            for token in 0..looks.tokens() {
                let sum: f32 = looks.row(head, token).iter().sum();
                assert!((sum - 1.0).abs() < 1e-2, "{sum}");
            }
        }
    });
}

#[test]
fn the_setting_is_read_and_refused_by_name() {
    assert_eq!("auto".parse(), Ok(Acceleration::Auto));
    assert_eq!("off".parse(), Ok(Acceleration::Off));
    assert_eq!("gpu".parse(), Ok(Acceleration::Gpu));
    assert_eq!("avx2".parse(), Ok(Acceleration::Only(Level::Avx2)));
    let refused = "fast".parse::<Acceleration>().unwrap_err();
    assert!(refused.contains("avx512-vnni, avx-vnni, avx2"), "{refused}");
}

/// CPU seconds of this thread so far.
fn cpu_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    text.split(' ').next().unwrap().parse::<f64>().unwrap() * 1e-9
}

/// What each step gains: prints CPU seconds for the same windows. `cargo test -p engine each_step -- --ignored --nocapture`.
#[test]
#[ignore = "measures, and asserts nothing that a busy machine could not break"]
fn each_step_and_what_it_gains() {
    const NONE: Parts = Parts {
        encoder_products: false,
        fusion: false,
        encoder_attention: false,
        decoder_products: false,
        decoder_attention: false,
    };
    let steps = [
        (
            "linears of the encoder",
            Parts {
                encoder_products: true,
                ..NONE
            },
        ),
        (
            "norms, bias, GELU, residuals",
            Parts {
                encoder_products: true,
                fusion: true,
                ..NONE
            },
        ),
        (
            "attention of the encoder",
            Parts {
                decoder_products: false,
                decoder_attention: false,
                ..Parts::ALL
            },
        ),
        (
            "linears of the decoder",
            Parts {
                decoder_attention: false,
                ..Parts::ALL
            },
        ),
        ("attention of the decoder: all", Parts::ALL),
    ];
    let runs = std::env::var("AUDIAPRO_STEPS").unwrap_or_default();
    let wanted = |name: &str| runs.is_empty() || name.contains(&runs);
    let samples: Vec<f32> = READ
        .iter()
        .flat_map(|name| testing::samples(name))
        .take(28 * 16_000)
        .collect();
    let run = |name: &str, active: Option<Active>| {
        if !wanted(name) {
            return;
        }
        switch::overlaid(active, || {
            let whisper = Whisper::load(&testing::whisper_path()).unwrap();
            let mut transcriber = whisper.transcriber(Decoding::default()).unwrap();
            let ask = Ask {
                language: "en",
                earlier: "",
                times: false,
                temperature: 0.0,
                tokens_max: 200,
            };
            let tokens = transcriber.transcribe(&samples, &ask).unwrap().tokens.len();
            let begin = cpu_seconds();
            const WINDOWS: usize = 8;
            for _ in 0..WINDOWS {
                transcriber.transcribe(&samples, &ask).unwrap();
            }
            let each = (cpu_seconds() - begin) / WINDOWS as f64;
            println!("{name:<50} {:>7.1} ms a window of 28 s, {tokens} tokens", 1000.0 * each);
        });
    };
    device::register().unwrap();
    run("stock", None);
    for kernels in here() {
        for (name, parts) in steps {
            run(
                &format!("{} + {name}", kernels.level().name()),
                Some(Active { kernels, parts }),
            );
        }
    }
}
