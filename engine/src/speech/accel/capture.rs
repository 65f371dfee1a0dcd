//! Where the decoder looked: for chosen heads, a row of weights over the audio's frames for every token that was decoded. What word
//! times are made of.

use std::cell::RefCell;

/// A head of a decoder's layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub layer: usize,
    pub head: usize,
}

/// For each head asked for, in that order, the rows of all tokens.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Looks {
    heads: Vec<Vec<f32>>,
    frames: usize,
}

impl Looks {
    /// Frames of 20 ms that a row has; 0 where nothing was seen.
    pub fn frames(&self) -> usize {
        self.frames
    }

    /// Tokens that were decoded.
    pub fn tokens(&self) -> usize {
        let shortest = self.heads.iter().map(Vec::len).min().unwrap_or(0);
        shortest.checked_div(self.frames).unwrap_or(0)
    }

    /// Weights over the frames, their sum 1. Empty where there is no such token or head.
    pub fn row(&self, head: usize, token: usize) -> &[f32] {
        let rows = self.heads.get(head).map(Vec::as_slice).unwrap_or_default();
        rows.get(token * self.frames..(token + 1) * self.frames)
            .unwrap_or_default()
    }
}

struct Capture {
    wanted: Vec<Head>,
    looks: Looks,
}

thread_local! {
    static CAPTURE: RefCell<Option<Capture>> = const { RefCell::new(None) };
}

/// Runs `f`, and keeps what `heads` look at for each token that whisper.cpp decodes on this thread meanwhile, in the order in which
/// they are decoded. Nothing is seen (`tokens()` is 0) where the backend does not run, or the context has flash attention off.
pub fn capture<R>(heads: &[Head], f: impl FnOnce() -> R) -> (R, Looks) {
    /// Puts back what was there, also when `f` panics.
    struct Before(Option<Capture>);
    impl Drop for Before {
        fn drop(&mut self) {
            let before = self.0.take();
            CAPTURE.with(|capture| *capture.borrow_mut() = before);
        }
    }
    // Nothing is asked for here: whoever asked around it goes on seeing.
    if heads.is_empty() {
        return (f(), Looks::default());
    }
    let fresh = Capture {
        wanted: heads.to_vec(),
        looks: Looks {
            heads: vec![Vec::new(); heads.len()],
            frames: 0,
        },
    };
    let before = Before(CAPTURE.with(|capture| capture.borrow_mut().replace(fresh)));
    let result = f();
    let seen = CAPTURE.with(|capture| capture.borrow_mut().take());
    drop(before);
    (result, seen.map(|capture| capture.looks).unwrap_or_default())
}

/// Whether anything in `layer` is wanted on this thread.
pub(super) fn wants_layer(layer: usize) -> bool {
    with(|capture| capture.wanted.iter().any(|wanted| wanted.layer == layer)).unwrap_or(false)
}

pub(super) fn wants(looked: Head) -> bool {
    with(|capture| capture.wanted.contains(&looked)).unwrap_or(false)
}

/// Rows of `frames`, end to end.
pub(super) fn keep(looked: Head, frames: usize, rows: &[f32]) {
    with(|capture| {
        capture.looks.frames = frames;
        let places = capture.wanted.iter().zip(&mut capture.looks.heads);
        places
            .filter(|(wanted, _)| **wanted == looked)
            .for_each(|(_, kept)| kept.extend_from_slice(rows));
    });
}

fn with<R>(f: impl FnOnce(&mut Capture) -> R) -> Option<R> {
    CAPTURE.with(|capture| capture.borrow_mut().as_mut().map(f))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_the_wanted_heads_come_back_in_the_order_of_their_tokens() {
        let heads = [Head { layer: 1, head: 2 }, Head { layer: 0, head: 0 }];
        let ((), looks) = capture(&heads, || {
            assert!(wants_layer(0) && wants_layer(1) && !wants_layer(2));
            assert!(wants(heads[0]) && !wants(Head { layer: 1, head: 0 }));
            keep(heads[1], 2, &[0.25, 0.75]);
            keep(heads[0], 2, &[1.0, 0.0]);
            keep(heads[1], 2, &[0.5, 0.5]);
            keep(heads[0], 2, &[0.0, 1.0]);
        });
        assert_eq!((looks.frames(), looks.tokens()), (2, 2));
        assert_eq!((looks.row(0, 1), looks.row(1, 0)), (&[0.0, 1.0][..], &[0.25, 0.75][..]));
        assert!(looks.row(2, 0).is_empty() && looks.row(0, 2).is_empty());
    }

    #[test]
    fn nothing_is_wanted_outside_and_a_panic_inside_leaves_nothing_behind() {
        assert!(!wants_layer(0));
        let panicked = std::panic::catch_unwind(|| capture(&[Head { layer: 0, head: 0 }], || panic!("on purpose")));
        assert!(panicked.is_err() && !wants_layer(0));
        let ((), looks) = capture(&[], || {});
        assert_eq!((looks.frames(), looks.tokens()), (0, 0));
    }
}
