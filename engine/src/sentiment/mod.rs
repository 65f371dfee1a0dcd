//! Utterance → label and score; scores → speaker, quarter, call. Not a transcript: it sees text and nothing else.
//!
//! | file | holds |
//! |---|---|
//! | `model` | the model on disk or in the binary: weights, tokenizer, labels; loaded once |
//! | `labels` | what a model calls its classes → negative, neutral, positive |
//! | `classifier` | one worker's session: an utterance → its score |
//! | `utterance` | what of an utterance is spoken words, and whether it is enough to be scored |
//! | `call` | scored turns → speaker, quarters, call |
//! | `amazon` | the same by Amazon's own rule, for the export in its format |

pub mod amazon;
mod call;
mod classifier;
mod labels;
mod model;
mod utterance;

pub use call::of_call;
pub use classifier::Classifier;
pub use model::Model;
