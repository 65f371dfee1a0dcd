//! Whisper models from one form of file into another: CTranslate2 (faster-whisper) → ggml (whisper.cpp), and ggml f16 → quantised.
//! Written in Rust from the formats alone; fetching and verifying of files is somebody else's work.
//!
//! Model files come from outside: every length is checked before memory is taken for it, and tensors stream through
//! one buffer each, so that the largest tensor and not the file decides how much memory is needed.
//!
//! | module | holds |
//! |---|---|
//! | `ct2` | reading of CTranslate2's `model.bin` |
//! | `names` | which tensors of ggml a variable of CTranslate2 becomes |
//! | `vocabulary` | `vocabulary.txt` → bytes of tokens |
//! | `mel` | the mel filterbank that ggml files carry |
//! | `ggml` | reading and writing of ggml files, and their check before whisper.cpp sees them |
//! | `blocks` | quantised blocks of 32 values |
//! | `parts` | a file in several parts, read as one |

mod blocks;
mod ct2;
pub mod ggml;
mod mel;
mod names;
mod parts;
mod tensor_type;
mod vocabulary;

use std::fs::File;
use std::io::{BufReader, Read, Seek, Write};
use std::path::Path;

pub use blocks::Kind;
pub use ggml::{Header, Index};
pub use mel::filters as filterbank;
pub use parts::Parts;

/// Why a model could not be converted. The message names the place in the file.
#[derive(Debug, thiserror::Error)]
pub enum ConvertError {
    #[error("could not read or write a model file")]
    File(#[from] std::io::Error),
    #[error("not a model that can be converted: {0}")]
    Malformed(String),
    #[error("the model holds {0}, which is not supported")]
    Unsupported(String),
}

pub(crate) fn malformed(what: impl Into<String>) -> ConvertError {
    ConvertError::Malformed(what.into())
}

/// Converts CTranslate2's `model` with its `vocabulary` (the text of `vocabulary.txt`) to a ggml file with f16 weights.
///
/// Biases, norms and positional embeddings stay f32, as whisper.cpp wants them. The same input gives the same bytes.
pub fn ctranslate2(mut model: impl Read + Seek, vocabulary: &str, mut out: impl Write) -> Result<Header, ConvertError> {
    let index = ct2::Index::read(&mut model)?;
    let header = index.header()?;
    header.write(&mut out)?;
    mel::write(header.n_mels, &mut out)?;
    vocabulary::write(vocabulary, header.n_vocab, &mut out)?;
    let mut written = 0usize;
    for variable in &index.variables {
        let pieces = names::pieces(variable)?;
        if pieces.is_empty() {
            continue;
        }
        let values = index.values(&mut model, variable)?;
        for piece in pieces {
            written += usize::from(piece.write(variable, &values, &mut out)?);
        }
    }
    let expected = header.tensors_expected();
    if written != expected {
        return Err(malformed(format!("{written} tensors where {expected} were expected")));
    }
    out.flush()?;
    Ok(header)
}

/// Converts a folder of faster-whisper: `vocabulary.txt` beside `model.bin`, or beside `model.bin.part1`, `model.bin.part2` ….
pub fn ctranslate2_folder(folder: &Path, out: impl Write) -> Result<Header, ConvertError> {
    let vocabulary = std::fs::read_to_string(folder.join("vocabulary.txt"))?;
    let whole = folder.join("model.bin");
    if whole.is_file() {
        return ctranslate2(BufReader::new(File::open(whole)?), &vocabulary, out);
    }
    let mut parts = Vec::new();
    for number in 1.. {
        let part = folder.join(format!("model.bin.part{number}"));
        if !part.is_file() {
            break;
        }
        parts.push(File::open(part)?);
    }
    if parts.is_empty() {
        return Err(malformed(format!(
            "{} holds neither model.bin nor model.bin.part1",
            folder.display()
        )));
    }
    ctranslate2(BufReader::new(Parts::of(parts)?), &vocabulary, out)
}

/// Quantises a ggml file with f16 weights. As whisper.cpp's tool does: only matrices (two dimensions) of weights;
/// convolutions, biases, norms and positional embeddings are copied as they are.
pub fn quantise(mut model: impl Read + Seek, kind: Kind, mut out: impl Write) -> Result<Header, ConvertError> {
    let index = Index::read(&mut model)?;
    if index.header.ftype != ggml::FTYPE_F16 {
        return Err(ConvertError::Unsupported(format!(
            "weights of type {} (only f16 is quantised)",
            index.header.ftype
        )));
    }
    let header = Header {
        ftype: kind.ftype(),
        ..index.header.clone()
    };
    header.write(&mut out)?;
    index.copy_mel_and_vocabulary(&mut model, &mut out)?;
    for tensor in &index.tensors {
        let data = index.data(&mut model, tensor)?;
        if tensor.kind == ggml::Type::F16 && tensor.shape.len() == 2 {
            let row = tensor.shape.last().copied().unwrap_or(0);
            if !(row as usize).is_multiple_of(blocks::BLOCK) {
                return Err(ConvertError::Unsupported(format!(
                    "rows of {row} values in {}",
                    tensor.name
                )));
            }
            let blocks = kind.encode(&data);
            ggml::write_tensor(&mut out, &tensor.name, &tensor.shape, kind.tensor_type(), &blocks)?;
        } else {
            ggml::write_tensor(&mut out, &tensor.name, &tensor.shape, tensor.kind, &data)?;
        }
    }
    out.flush()?;
    Ok(header)
}

#[cfg(test)]
mod tests;
