//! CTranslate2's `model.bin`, version 6, "WhisperSpec": where each variable lies, and its values.
//!
//! Little-endian: `u32 version; str spec; u32 revision; u32 count;` then per variable `str name; u8 rank; u32 dims[rank]; u8 type;
//! u32 bytes; data`, then `u32 aliases; {str alias; str target}`. A `str` is `u16 length`, bytes, NUL (counted).

use std::io::{Read, Seek, SeekFrom};

use half::f16;

use super::ggml::{self, Header};
use super::{ConvertError, malformed};

const VERSION: u32 = 6;
const SPEC: &str = "WhisperSpec";
/// More variables than any Whisper model has (large: 32 + 32 layers, about 1,100).
const VARIABLES_MAX: u32 = 16_384;
const RANK_MAX: u8 = 4;

pub struct Index {
    pub variables: Vec<Variable>,
}

pub struct Variable {
    pub name: String,
    /// Rows first.
    pub shape: Vec<u32>,
    kind: u8,
    offset: u64,
    bytes: u32,
}

impl Variable {
    fn value_bytes(&self) -> Option<u64> {
        match self.kind {
            0 | 3 => Some(4),
            1 => Some(1),
            2 | 4 => Some(2),
            _ => None,
        }
    }

    /// What the shape says the data must hold.
    fn bytes_expected(&self) -> Option<u64> {
        self.shape
            .iter()
            .try_fold(self.value_bytes()?, |size, dim| size.checked_mul(u64::from(*dim)))
    }
}

impl Index {
    /// Reads names, shapes and places; the data is passed over. The file must end where its last alias ends.
    pub fn read(file: &mut (impl Read + Seek)) -> Result<Self, ConvertError> {
        let length = file.seek(SeekFrom::End(0))?;
        file.seek(SeekFrom::Start(0))?;
        let version = u32(file)?;
        if version != VERSION {
            return Err(ConvertError::Unsupported(format!(
                "version {version} of CTranslate2's format (known: {VERSION})"
            )));
        }
        let spec = string(file)?;
        if spec != SPEC {
            return Err(ConvertError::Unsupported(format!(
                "a model of kind {spec:?} (known: {SPEC:?})"
            )));
        }
        let _revision = u32(file)?;
        let count = u32(file)?;
        if count > VARIABLES_MAX {
            return Err(malformed(format!("{count} variables")));
        }
        let mut variables = Vec::new();
        for _ in 0..count {
            variables.push(variable(file, length)?);
        }
        let aliases = u32(file)?;
        if aliases > VARIABLES_MAX {
            return Err(malformed(format!("{aliases} aliases")));
        }
        for _ in 0..aliases {
            string(file)?;
            string(file)?;
        }
        let end = file.stream_position()?;
        if end != length {
            return Err(malformed(format!("{} bytes after the end of the model", length - end)));
        }
        Ok(Self { variables })
    }

    /// The header of the ggml file: all of it can be read off the shapes, but for the number of heads.
    pub fn header(&self) -> Result<Header, ConvertError> {
        let [n_vocab, n_state] = self.shape("decoder/embeddings/weight")?;
        let [n_audio_ctx, n_audio_state] = self.shape("encoder/position_encodings/encodings")?;
        let [n_text_ctx, n_text_state] = self.shape("decoder/position_encodings/encodings")?;
        let [_, n_mels, _] = self.shape("encoder/conv1/weight")?;
        if n_text_state != n_state {
            return Err(malformed("embeddings and positions of the decoder differ in width"));
        }
        // Every Whisper model has heads of 64.
        let header = Header {
            n_vocab,
            n_audio_ctx,
            n_audio_state,
            n_audio_head: n_audio_state / 64,
            n_audio_layer: self.layers("encoder"),
            n_text_ctx,
            n_text_state,
            n_text_head: n_text_state / 64,
            n_text_layer: self.layers("decoder"),
            n_mels,
            ftype: ggml::FTYPE_F16,
        };
        header.check()?;
        Ok(header)
    }

    /// The values of one variable as f32, row after row.
    pub fn values(&self, file: &mut (impl Read + Seek), variable: &Variable) -> Result<Vec<f32>, ConvertError> {
        file.seek(SeekFrom::Start(variable.offset))?;
        let mut bytes = vec![0; variable.bytes as usize];
        file.read_exact(&mut bytes)?;
        match variable.kind {
            0 => Ok(bytes
                .as_chunks::<4>()
                .0
                .iter()
                .map(|b| f32::from_le_bytes(*b))
                .collect()),
            4 => Ok(bytes
                .as_chunks::<2>()
                .0
                .iter()
                .map(|b| f16::from_le_bytes(*b).to_f32())
                .collect()),
            _ => Err(ConvertError::Unsupported(format!(
                "{} as whole numbers (only f16 and f32 weights are converted)",
                variable.name
            ))),
        }
    }

    fn shape<const N: usize>(&self, name: &str) -> Result<[u32; N], ConvertError> {
        let found = self.variables.iter().find(|variable| variable.name == name);
        let variable = found.ok_or_else(|| malformed(format!("{name} is missing")))?;
        <[u32; N]>::try_from(variable.shape.as_slice())
            .map_err(|_| malformed(format!("{name} has {} dimensions, not {N}", variable.shape.len())))
    }

    fn layers(&self, side: &str) -> u32 {
        let prefix = format!("{side}/layer_");
        let is_layer = |name: &str| name.starts_with(&prefix) && name.ends_with("/ffn/linear_0/bias");
        self.variables
            .iter()
            .filter(|variable| is_layer(&variable.name))
            .count() as u32
    }
}

fn variable(file: &mut (impl Read + Seek), length: u64) -> Result<Variable, ConvertError> {
    let name = string(file)?;
    let rank = u8(file)?;
    if rank > RANK_MAX {
        return Err(malformed(format!("{name} has {rank} dimensions")));
    }
    let shape = (0..rank).map(|_| u32(file)).collect::<Result<Vec<_>, _>>()?;
    let kind = u8(file)?;
    let bytes = u32(file)?;
    let offset = file.stream_position()?;
    let variable = Variable {
        name,
        shape,
        kind,
        offset,
        bytes,
    };
    let end = offset.checked_add(u64::from(bytes)).filter(|end| *end <= length);
    let Some(end) = end else {
        return Err(malformed(format!("{} reaches past the end of the file", variable.name)));
    };
    if variable.bytes_expected() != Some(u64::from(bytes)) {
        return Err(malformed(format!(
            "{} has {bytes} bytes, which its shape does not explain",
            variable.name
        )));
    }
    file.seek(SeekFrom::Start(end))?;
    Ok(variable)
}

fn u8(file: &mut impl Read) -> Result<u8, ConvertError> {
    let mut bytes = [0; 1];
    file.read_exact(&mut bytes)?;
    Ok(bytes[0])
}

fn u32(file: &mut impl Read) -> Result<u32, ConvertError> {
    let mut bytes = [0; 4];
    file.read_exact(&mut bytes)?;
    Ok(u32::from_le_bytes(bytes))
}

fn string(file: &mut impl Read) -> Result<String, ConvertError> {
    let mut length = [0; 2];
    file.read_exact(&mut length)?;
    let mut bytes = vec![0; usize::from(u16::from_le_bytes(length))];
    file.read_exact(&mut bytes)?;
    if bytes.pop() != Some(0) {
        return Err(malformed("a name without its final NUL"));
    }
    String::from_utf8(bytes).map_err(|_| malformed("a name that is not UTF-8"))
}
