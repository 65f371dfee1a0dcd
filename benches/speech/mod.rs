//! What the benches of speech share: the calls with what is said in them, the weights of both sides, and faster-whisper.

pub mod material;
pub mod rival;
pub mod weights;
