//! Samples of a recording → words with times.
//!
//! | module | holds |
//! |---|---|
//! | `vad` | where somebody speaks |
//! | `packing` | speech → windows, and the map back to the recording's time |
//! | `transcriber` | the one door to a recogniser |
//! | `mel` | samples → the picture of the sound that the model sees |
//! | `decoding` | what the model says, step by step → tokens |
//! | `whisper` | whisper.cpp behind that door |
//! | `gaze` | where the model looked while it read a token → where the token ends |
//! | `heads` | which heads of a model follow the sound |
//! | `state` | a state of whisper.cpp as our own loops use it |
//! | `words` | tokens → words |
//! | `alignment` | when each word begins and ends |
//! | `vocabulary` | words that are likely to be said → what the model is told |
//! | `hearing` | window → words, heard again where they are not to be trusted |
//! | `crosstalk` | what leaked from one channel into another, taken out there |
//! | `turns` | words of all channels → turns |
//! | `accel` | whisper.cpp's heavy work in int8 |
//! | `convert` | models of other programs → whisper.cpp's |
//! | `word_errors` | how far a transcript is from what was said |
//! | `golden` | read speech with its texts, to measure a model by |

pub mod accel;
pub mod alignment;
pub mod convert;
pub mod crosstalk;
pub mod decoding;
pub mod gaze;
pub mod golden;
mod heads;
pub mod hearing;
pub mod mel;
pub mod packing;
mod state;
pub mod transcriber;
pub mod turns;
pub mod vad;
pub mod vocabulary;
pub mod whisper;
pub mod word_errors;
pub mod words;

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
