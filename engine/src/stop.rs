//! Whether the work at hand is still wanted. Asked deep inside, where no argument reaches (a step of the speech model, called back
//! through C), on the thread that computes: a recording of hours is given up within a second.

use std::cell::RefCell;
use std::sync::Arc;

/// The caller's answer. By default all work is wanted.
#[derive(Clone, Default)]
pub struct Stop(Option<Arc<dyn Fn() -> bool + Send + Sync>>);

impl Stop {
    /// `is_asked` is called often, and stays true once it was.
    pub fn when(is_asked: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(is_asked)))
    }
}

thread_local! {
    static STOP: RefCell<Stop> = RefCell::new(Stop::default());
}

/// Runs `f`, which ends early once `stop` is asked for.
pub fn during<R>(stop: Stop, f: impl FnOnce() -> R) -> R {
    /// Puts back what was there, also when `f` panics.
    struct Before(Stop);
    impl Drop for Before {
        fn drop(&mut self) {
            STOP.replace(std::mem::take(&mut self.0));
        }
    }
    let _before = Before(STOP.replace(stop));
    f()
}

/// Whether to end the work on this thread.
pub fn is_asked() -> bool {
    let Stop(asked) = STOP.with_borrow(Clone::clone);
    asked.is_some_and(|asked| asked())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asks_is_heard_while_the_work_runs_and_not_after_it() {
        assert!(!is_asked());
        during(Stop::when(|| true), || {
            assert!(is_asked());
            during(Stop::default(), || assert!(!is_asked()));
            assert!(is_asked());
            assert!(!std::thread::spawn(is_asked).join().unwrap());
        });
        let panicked = std::panic::catch_unwind(|| during(Stop::when(|| true), || panic!("on purpose")));
        assert!(panicked.is_err() && !is_asked());
    }
}
