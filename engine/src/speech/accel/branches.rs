//! Several texts in one call. whisper.cpp's `decode` reads tokens of one text, one after the other; laid over with branches, each
//! token of a call is the end of a text of its own: it stands at its own position, and sees its own words alone.
//!
//! It works because all of a decoder's graph is ours: the positions and the mask that whisper.cpp filled in are overwritten before
//! they are used, and the logits of all rows are kept, where whisper.cpp takes the last one's only.

use std::cell::{Cell, RefCell};

/// The end of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// Tokens before it.
    pub position: usize,
    /// Which tokens of the cache belong to its text, in the order in which they were read since the cache was empty; itself among
    /// them.
    pub slots: Vec<usize>,
}

struct Plan {
    branches: Vec<Branch>,
    columns: usize,
    logits: Vec<f32>,
}

thread_local! {
    static PLAN: RefCell<Option<Plan>> = const { RefCell::new(None) };
}

/// Halves for "sees" and "does not see".
const SEEN: u16 = 0;
const UNSEEN: u16 = 0xfc00;

/// Runs `f`, which decodes one token for each of `branches`, in order. Gives its result, and the logits (`columns` for each token)
/// of all: none where the backend does not run.
pub fn branched<R>(branches: Vec<Branch>, columns: usize, f: impl FnOnce() -> R) -> (R, Vec<f32>) {
    /// Takes the plan away also when `f` panics.
    struct End;
    impl Drop for End {
        fn drop(&mut self) {
            PLAN.with(|plan| plan.borrow_mut().take());
        }
    }
    let _end = End;
    let plan = Plan {
        branches,
        columns,
        logits: Vec::new(),
    };
    PLAN.with(|place| place.borrow_mut().replace(plan));
    let result = f();
    let done = PLAN.with(|plan| plan.borrow_mut().take());
    (result, done.map(|plan| plan.logits).unwrap_or_default())
}

/// Lays the branches' positions over those of the tokens at hand.
pub(super) fn place(positions: &[Cell<i32>]) {
    with(positions.len(), |plan| {
        for (position, branch) in positions.iter().zip(&plan.branches) {
            position.set(i32::try_from(branch.position).unwrap_or(i32::MAX));
        }
    });
}

/// Lays what each branch sees over the mask: a row of `width` for each token.
pub(super) fn blindfold(mask: &[Cell<u16>], width: usize) {
    with(mask.len().checked_div(width).unwrap_or(0), |plan| {
        for (row, branch) in mask.chunks_exact(width).zip(&plan.branches) {
            row.iter().for_each(|place| place.set(UNSEEN));
            let seen = branch.slots.iter().filter_map(|slot| row.get(*slot));
            seen.for_each(|place| place.set(SEEN));
        }
    });
}

/// Keeps a result, if it is the logits.
pub(super) fn keep(columns: usize, result: &[Cell<f32>]) {
    with(result.len().checked_div(columns).unwrap_or(0), |plan| {
        if plan.columns == columns {
            plan.logits.clear();
            plan.logits.extend(result.iter().map(Cell::get));
        }
    });
}

/// With the plan, if there is one for as many tokens.
fn with(tokens: usize, f: impl FnOnce(&mut Plan)) {
    PLAN.with(|plan| {
        if let Some(plan) = plan.borrow_mut().as_mut()
            && plan.branches.len() == tokens
        {
            f(plan);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells<T: Copy>(values: &[T]) -> Vec<Cell<T>> {
        values.iter().copied().map(Cell::new).collect()
    }

    fn values<T: Copy>(cells: &[Cell<T>]) -> Vec<T> {
        cells.iter().map(Cell::get).collect()
    }

    #[test]
    fn each_branch_stands_at_its_own_place_and_sees_its_own_words() {
        let branch = |position, slots: &[usize]| Branch {
            position,
            slots: slots.to_vec(),
        };
        let (positions, mask) = (cells(&[3, 4]), cells(&[0u16; 10]));
        let branches = vec![branch(2, &[0, 1, 3]), branch(2, &[0, 2, 4])];
        let (answer, logits) = branched(branches, 3, || {
            place(&positions);
            blindfold(&mask, 5);
            keep(2, &cells(&[9.0; 4]));
            keep(3, &cells(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]));
            7
        });
        assert_eq!((answer, logits), (7, vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0]));
        assert_eq!(values(&positions), [2, 2]);
        let seen: Vec<bool> = values(&mask).iter().map(|half| *half == SEEN).collect();
        assert_eq!(seen, [true, true, false, true, false, true, false, true, false, true]);
    }

    #[test]
    fn without_branches_nothing_is_touched_and_a_panic_leaves_none() {
        let panicked = std::panic::catch_unwind(|| branched(Vec::new(), 1, || panic!("on purpose")));
        assert!(panicked.is_err());
        let positions = cells(&[3]);
        place(&positions);
        assert_eq!(values(&positions), [3]);
        let other = vec![Branch {
            position: 9,
            slots: vec![],
        }];
        branched(other, 1, || place(&cells(&[1, 2])));
    }
}
