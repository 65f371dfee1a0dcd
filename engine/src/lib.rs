//! Sound in; words, feeling and figures out. Pure and synchronous: this crate knows no tenant, runtime, clock or network.
//!
//! | module | holds |
//! |---|---|
//! | `analysis` | the analysis object: what the engine found in one recording, as it leaves in JSON |
//! | `error` | why a recording cannot be analysed (stable codes), why the engine cannot start |
//! | `onnx` | the ONNX Runtime library, loaded once for the whole process |
//! | `audio` | bytes of a recording → samples by channel, 16 kHz for speech |
//! | `speech` | samples → words with times: detection, packing, whisper.cpp, turns; conversion of models |
//! | `sentiment` | utterance → label and score; scores → speaker, quarter, call |
//! | `characteristics` | turns and word times → talk time, interruptions, pace, loudness, patience |
//! | `roles` | who of two speakers is the agent; other names for speakers |
//! | `pbx` | records of telephone systems → legs → calls |
//! | `cpu` | whether this processor has what the binary was built for |
//! | `stop` | whether the work at hand is still wanted |
//! | `worker` | one worker: all of the above in order, with states that are reused |

pub mod analysis;
pub mod audio;
pub mod characteristics;
pub mod cpu;
pub mod error;
pub mod onnx;
pub mod pbx;
pub mod roles;
pub mod sentiment;
pub mod speech;
pub mod stop;
pub mod worker;

pub use worker::Engine;
