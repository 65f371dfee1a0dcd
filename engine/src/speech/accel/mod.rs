//! The fast ear: a backend for ggml, written in Rust, that takes whisper.cpp's linears, norms and attention and does them in int8.
//! `docs/fast-ear.md` tells how and why.
//!
//! | file | |
//! |---|---|
//! | `abi`, `device` | what ggml sees: its private structs, and our functions in them |
//! | `tensor` | what we see of ggml: a tensor's shape and memory |
//! | `plan` | which operations are ours, and which go together |
//! | `worker` | computes them for one state; `weights`: packed, shared |
//! | `kernel` | the arithmetic, for three kinds of processor |
//! | `gpu` | a graphics card, where whisper.cpp computes instead |
//! | `switch` | on or off, and why; `trial`: what has to be right before it is on |
//! | `branches` | several texts in one call of the decoder |
//! | `capture` | where the decoder looked, for word times |

#[cfg(target_arch = "x86_64")]
mod abi;
mod branches;
mod capture;
#[cfg(target_arch = "x86_64")]
mod device;
mod gpu;
#[cfg(target_arch = "x86_64")]
mod kernel;
mod level;
#[cfg(test)]
#[cfg(target_arch = "x86_64")]
mod mishaps;
#[cfg(target_arch = "x86_64")]
mod plan;
#[cfg(target_arch = "x86_64")]
mod switch;
#[cfg(target_arch = "x86_64")]
mod tensor;
#[cfg(target_arch = "x86_64")]
mod trial;
#[cfg(target_arch = "x86_64")]
mod weights;
#[cfg(target_arch = "x86_64")]
mod worker;

use std::fmt;
use std::str::FromStr;
#[cfg(target_arch = "x86_64")]
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

pub use branches::{Branch, branched};
pub use capture::{Head, Looks, capture};
pub use level::Level;
#[cfg(target_arch = "x86_64")]
pub use plan::Parts;

/// What the operator wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub enum Acceleration {
    /// The fastest that there is: a graphics card if whisper.cpp was built for one, else what this processor has.
    #[default]
    Auto,
    Off,
    /// A graphics card.
    Gpu,
    /// These kernels and no others.
    Only(Level),
}

impl FromStr for Acceleration {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let level = Level::ALL.into_iter().find(|level| level.name() == text);
        match text {
            "auto" => Ok(Self::Auto),
            "off" => Ok(Self::Off),
            "gpu" => Ok(Self::Gpu),
            _ => level.map(Self::Only).ok_or_else(|| {
                let names = Level::ALL.map(Level::name).join(", ");
                format!("{text:?} is none of auto, off, gpu, {names}")
            }),
        }
    }
}

impl fmt::Display for Acceleration {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(match self {
            Self::Auto => "auto",
            Self::Off => "off",
            Self::Gpu => "gpu",
            Self::Only(level) => level.name(),
        })
    }
}

impl TryFrom<String> for Acceleration {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Acceleration> for String {
    fn from(this: Acceleration) -> Self {
        this.to_string()
    }
}

/// What computes speech.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpeechBackend {
    /// whisper.cpp's own, on the processor.
    Stock,
    /// The same, on a graphics card.
    Gpu,
    Accelerated(Level),
}

impl SpeechBackend {
    pub fn name(self) -> &'static str {
        match self {
            Self::Stock => "stock",
            Self::Gpu => "gpu",
            Self::Accelerated(level) => level.name(),
        }
    }
}

impl fmt::Display for SpeechBackend {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(self.name())
    }
}

/// What runs now, and where it is stock: why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    pub backend: SpeechBackend,
    pub reason: Option<String>,
}

impl fmt::Display for Running {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.reason {
            Some(reason) => write!(to, "{}: {reason}", self.backend),
            None => write!(to, "{}", self.backend),
        }
    }
}

/// Decides what computes speech in this process. Comes before the first model is loaded; a later call may change the level, but not
/// undo a failure.
#[cfg(target_arch = "x86_64")]
pub fn start(wanted: Acceleration) -> Running {
    /// One trial at a time, and one for each level.
    static TRIED: Mutex<Vec<(Level, Result<(), String>)>> = Mutex::new(Vec::new());
    let once = |kernels: kernel::Kernels| {
        let mut tried = TRIED.lock().unwrap_or_else(PoisonError::into_inner);
        let known = tried.iter().find(|(level, _)| *level == kernels.level());
        if let Some((_, outcome)) = known {
            return outcome.clone();
        }
        let outcome = trial::run(kernels);
        tried.push((kernels.level(), outcome.clone()));
        outcome
    };
    let decided = match gpu::take(wanted) {
        true => Ok(None),
        false => decide(wanted, once).map(Some),
    };
    match decided {
        Ok(active) => switch::set(active, None),
        Err(reason) => switch::set(None, Some(reason)),
    }
    running()
}

/// Errors: why it is stock.
#[cfg(target_arch = "x86_64")]
fn decide(
    wanted: Acceleration,
    trial: impl FnOnce(kernel::Kernels) -> Result<(), String>,
) -> Result<switch::Active, String> {
    let kernels = match wanted {
        Acceleration::Off => return Err("off in the configuration".to_owned()),
        Acceleration::Gpu => return Err(gpu::WHY_NOT.to_owned()),
        Acceleration::Auto => {
            let best = Level::ALL.into_iter().find_map(kernel::Kernels::of);
            best.ok_or("this processor has neither AVX2 nor better")?
        }
        Acceleration::Only(level) => {
            kernel::Kernels::of(level).ok_or_else(|| format!("this processor lacks {}", level.name()))?
        }
    };
    device::register()?;
    // A check inside a kernel may panic; that is no more than a trial that was not passed.
    let passed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| trial(kernels)));
    passed.unwrap_or_else(|panic| Err(device::said(panic.as_ref())))?;
    Ok(switch::Active {
        kernels,
        parts: Parts::ALL,
    })
}

/// Off after all, because the model at hand is none for it.
pub fn stand_down(reason: &str) {
    #[cfg(target_arch = "x86_64")]
    switch::set(None, Some(reason.to_owned()));
    #[cfg(not(target_arch = "x86_64"))]
    let _ = reason;
}

/// What ended it while it ran, if anything did.
pub fn failure() -> Option<String> {
    #[cfg(target_arch = "x86_64")]
    return switch::failure();
    #[cfg(not(target_arch = "x86_64"))]
    None
}

/// Runs `f` with whisper.cpp's own way on this thread.
pub fn without<R>(f: impl FnOnce() -> R) -> R {
    #[cfg(target_arch = "x86_64")]
    return switch::overlaid(None, f);
    #[cfg(not(target_arch = "x86_64"))]
    f()
}

#[cfg(not(target_arch = "x86_64"))]
pub fn start(wanted: Acceleration) -> Running {
    gpu::take(wanted);
    running()
}

/// What runs now: stock until `start`, and again after a failure.
#[cfg(target_arch = "x86_64")]
pub fn running() -> Running {
    match switch::active() {
        Some(active) => Running {
            backend: SpeechBackend::Accelerated(active.kernels.level()),
            reason: None,
        },
        None if gpu::is_taken() => Running {
            backend: SpeechBackend::Gpu,
            reason: None,
        },
        None => Running {
            backend: SpeechBackend::Stock,
            reason: switch::reason(),
        },
    }
}

#[cfg(not(target_arch = "x86_64"))]
pub fn running() -> Running {
    match gpu::is_taken() {
        true => Running {
            backend: SpeechBackend::Gpu,
            reason: None,
        },
        false => Running {
            backend: SpeechBackend::Stock,
            reason: Some(format!("there are kernels for x86-64 only, and {}", gpu::WHY_NOT)),
        },
    }
}

#[cfg(test)]
mod tests;
