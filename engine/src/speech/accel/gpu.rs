//! A graphics card, on which whisper.cpp computes by itself: there where it was built with CUDA (the feature `cuda`). Our kernels take no part
//! then.

use std::sync::atomic::{AtomicBool, Ordering};

use whisper_rs_sys as sys;

use super::Acceleration;

const BUILT_IN: bool = cfg!(feature = "cuda");

/// Why there is none where it is wanted.
pub const WHY_NOT: &str = match BUILT_IN {
    true => "there is no graphics card that CUDA can use",
    false => "this program was built without CUDA",
};

static TAKEN: AtomicBool = AtomicBool::new(false);

/// Takes it, if it is wanted and there; whether it is taken. Comes before the first model is loaded.
pub fn take(wanted: Acceleration) -> bool {
    let taken = chosen(wanted, || BUILT_IN && is_here());
    TAKEN.store(taken, Ordering::Relaxed);
    taken
}

pub fn is_taken() -> bool {
    TAKEN.load(Ordering::Relaxed)
}

/// Whoever names the processor's kernels, or nothing, has no card asked for.
fn chosen(wanted: Acceleration, is_here: impl FnOnce() -> bool) -> bool {
    match wanted {
        Acceleration::Auto | Acceleration::Gpu => is_here(),
        Acceleration::Off | Acceleration::Only(_) => false,
    }
}

fn is_here() -> bool {
    // CUDA tells of itself when it is first asked.
    whisper_rs::install_logging_hooks();
    // SAFETY: reads ggml's registry, which is made when it is first asked; null if nothing in it is of this kind.
    let device = unsafe { sys::ggml_backend_dev_by_type(sys::ggml_backend_dev_type_GGML_BACKEND_DEVICE_TYPE_GPU) };
    !device.is_null()
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::*;

    #[test]
    fn a_card_that_is_there_is_taken_unless_the_processor_is_asked_for() {
        for (wanted, with_one) in [
            (Acceleration::Auto, true),
            (Acceleration::Gpu, true),
            (Acceleration::Off, false),
            (Acceleration::Only(Level::Avx2), false),
        ] {
            assert_eq!(chosen(wanted, || true), with_one, "{wanted}");
            assert!(!chosen(wanted, || false), "{wanted}");
        }
    }

    #[test]
    fn a_build_without_cuda_takes_none_and_says_so() {
        if BUILT_IN {
            return;
        }
        assert!(!take(Acceleration::Gpu));
        assert!(!is_taken());
        assert_eq!(WHY_NOT, "this program was built without CUDA");
    }
}
