//! The row `workers` of the bench `asr`: windows shared by two workers against one that hears them all, in wall time. Beside it what
//! two threads gain on plain arithmetic at that moment: on a busy machine neither can gain much.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use anyhow::{anyhow, ensure};
use engine::speech::accel::{self, Acceleration};
use engine::speech::hearing;
use engine::speech::packing::{Window, windows};
use engine::speech::whisper::Whisper;
use serde_json::{Value, json};

use crate::sentiment::median;
use crate::speech::material::{self, Channel, Spans};
use crate::speech::weights::Weights;

const WORKERS: usize = 2;
/// Additions of the plain loop: about a second.
const ADDITIONS: u64 = 1 << 30;

pub fn row(channels: &[Channel], spans: &[Spans], passes: usize) -> anyhow::Result<Value> {
    accel::start(Acceleration::Auto);
    let whisper = Whisper::load(&Weights::TinyEn.ours()?)?;
    let pairs = channels.iter().zip(spans);
    let windows: Vec<Window> = pairs
        .flat_map(|(channel, spans)| windows(&channel.samples, spans))
        .collect();
    let pass = |count: usize| -> anyhow::Result<(f64, Vec<String>)> {
        let mut hands = Vec::new();
        for _ in 0..count {
            hands.push(material::warm(&whisper, 1, &channels[0], &spans[0])?);
        }
        let (next, texts) = (AtomicUsize::new(0), Mutex::new(vec![String::new(); windows.len()]));
        let work = |mut own| -> anyhow::Result<()> {
            while let Some((number, window)) = take(&next, &windows) {
                let heard =
                    hearing::hear(&mut own, window, hearing::Manner::of("en", false)).map_err(anyhow::Error::msg)?;
                let words: Vec<&str> = heard.iter().map(|spoken| spoken.word.text.as_str()).collect();
                texts.lock().unwrap_or_else(PoisonError::into_inner)[number] = words.join(" ");
            }
            Ok(())
        };
        let begin = Instant::now();
        std::thread::scope(|scope| {
            let hands: Vec<_> = hands.into_iter().map(|own| scope.spawn(|| work(own))).collect();
            let mut hands = hands.into_iter();
            hands.try_for_each(|hand| hand.join().map_err(|_| anyhow!("a worker panicked"))?)
        })?;
        let texts = texts.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok((begin.elapsed().as_secs_f64(), texts))
    };
    let (mut one, mut two, mut plain) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..passes {
        let (alone, shared) = (pass(1)?, pass(WORKERS)?);
        ensure!(alone.1 == shared.1, "two workers hear something else than one");
        one.push(alone.0);
        two.push(shared.0);
        plain.push(added(1) / added(WORKERS));
    }
    let (ratio, plain) = (median(one.clone()) / median(two.clone()), median(plain));
    println!("\n{:<42}{ratio:>28.2}", "two workers over one, wall time");
    println!("  two threads over one at plain additions, in between: {plain:.2}");
    Ok(json!({
        "ratio": ratio, "floor": 1.8, "aim": 1.95, "one_wall_s": one, "two_wall_s": two, "plain_additions_ratio": plain,
    }))
}

fn take<'a>(next: &AtomicUsize, windows: &'a [Window]) -> Option<(usize, &'a Window)> {
    let number = next.fetch_add(1, Ordering::Relaxed);
    windows.get(number).map(|window| (number, window))
}

/// Seconds that so many threads need for the same additions together.
fn added(threads: usize) -> f64 {
    let begin = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(move || {
                let mut sum = 0u64;
                for number in 0..ADDITIONS / threads as u64 {
                    sum = std::hint::black_box(sum.wrapping_add(number));
                }
            });
        }
    });
    begin.elapsed().as_secs_f64()
}
