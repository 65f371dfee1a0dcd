//! Samples of a recording → words with times.
//!
//! | module | holds |
//! |---|---|
//! | `convert` | models of other programs → whisper.cpp's |

pub mod convert;
