//! Failures on purpose, for the tests: at a chosen kind of step of this thread's next graphs, once.

use std::cell::Cell;

use super::plan::{MANY, Step};

/// Where it happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The first step of all.
    First,
    EncoderProduct,
    EncoderAttention,
    /// Keys and values of the audio, packed once a window.
    CrossKeys,
    DecoderProduct,
    OwnWords,
    CrossAttention,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mishap {
    Panic,
    Refusal,
}

thread_local! {
    static NEXT: Cell<Option<(Place, Mishap)>> = const { Cell::new(None) };
}

pub fn arrange(place: Place, mishap: Mishap) {
    NEXT.set(Some((place, mishap)));
}

/// Whether it has not happened yet.
pub fn is_waiting() -> bool {
    NEXT.get().is_some()
}

/// Before each step.
pub fn strike(step: &Step<'_>) -> Result<(), String> {
    let Some((_, mishap)) = NEXT.get().filter(|(place, _)| is_at(*place, step)) else {
        return Ok(());
    };
    NEXT.set(None);
    match mishap {
        Mishap::Panic => panic!("on purpose"),
        Mishap::Refusal => Err("on purpose".to_owned()),
    }
}

fn is_at(place: Place, step: &Step<'_>) -> bool {
    match (place, step) {
        (Place::First, _) | (Place::CrossKeys, Step::ToHalf { .. }) | (Place::OwnWords, Step::OwnWords { .. }) => true,
        (Place::EncoderProduct, Step::Linear { x, .. }) => x.size(1) >= MANY,
        (Place::DecoderProduct, Step::Linear { x, .. }) => x.size(1) < MANY,
        (Place::EncoderAttention, Step::Attend(attention)) => attention.queries.size(1) >= MANY,
        (Place::CrossAttention, Step::Attend(attention)) => attention.queries.size(1) < MANY,
        _ => false,
    }
}
