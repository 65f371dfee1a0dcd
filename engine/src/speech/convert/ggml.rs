//! ggml model files of whisper.cpp: header, mel filters, vocabulary, tensors; all numbers little-endian, no padding.
//!
//! whisper.cpp trusts what it reads and may abort the process on a damaged file. So a file is read here first, to its
//! last byte: `Index::check` answers whether each tensor that the header calls for is there, in its shape and size.

use std::collections::HashMap;
use std::io::{Read, Seek, SeekFrom, Write};

use super::tensor_type::FORMS;
pub use super::tensor_type::{FTYPE_F16, FTYPE_Q8_0, Type};
use super::{ConvertError, malformed, mel, vocabulary};

const MAGIC: u32 = 0x6767_6d6c;
/// Channels of a head, in all of Whisper's sizes.
const HEAD: u32 = 64;
/// Longer than any name of a tensor.
const NAME_MAX: u32 = 256;
const TOKEN_MAX: u32 = 4096;
const DIMENSIONS_MAX: u32 = 3;
/// Twice the largest Whisper model in each measure.
const WIDTH_MAX: u32 = 2560;
const LAYERS_MAX: u32 = 64;
/// English alone, 99 languages, 100. Of others whisper.cpp takes marks to be where they are not.
const VOCABULARIES: std::ops::RangeInclusive<u32> = vocabulary::MULTILINGUAL - 1..=vocabulary::MULTILINGUAL + 1;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    pub n_vocab: u32,
    pub n_audio_ctx: u32,
    pub n_audio_state: u32,
    pub n_audio_head: u32,
    pub n_audio_layer: u32,
    pub n_text_ctx: u32,
    pub n_text_state: u32,
    pub n_text_head: u32,
    pub n_text_layer: u32,
    pub n_mels: u32,
    /// 0: f32, 1: f16, 2000 + type: quantised.
    pub ftype: u32,
}

impl Header {
    /// Whether the figures are those of a Whisper model.
    pub fn check(&self) -> Result<(), ConvertError> {
        let within = |value: u32, max: u32| value >= 1 && value <= max;
        let is_whisper = within(self.n_audio_state, WIDTH_MAX)
            && self.n_audio_state == self.n_text_state
            && self.n_audio_head.checked_mul(HEAD) == Some(self.n_audio_state)
            && self.n_text_head == self.n_audio_head
            && within(self.n_audio_layer, LAYERS_MAX)
            && within(self.n_text_layer, LAYERS_MAX)
            && self.n_audio_ctx == 1500
            && self.n_text_ctx == 448
            && matches!(self.n_mels, 80 | 128)
            && VOCABULARIES.contains(&self.n_vocab);
        match is_whisper {
            true => Ok(()),
            false => Err(malformed(format!(
                "its figures are not those of a Whisper model: {self:?}"
            ))),
        }
    }

    /// The type of the weights. Errors: one that whisper.cpp does not take, and may abort on.
    fn weights(&self) -> Result<Type, ConvertError> {
        let form = FORMS.iter().find(|(number, _)| *number == self.ftype);
        match (form, self.ftype) {
            (Some((_, weights)), _) => Ok(*weights),
            (None, 0) => Err(ConvertError::Unsupported(
                "weights of 32 bits (whisper.cpp takes 16 and fewer)".to_owned(),
            )),
            (None, other) => Err(ConvertError::Unsupported(format!("weights of the form {other}"))),
        }
    }

    pub fn is_multilingual(&self) -> bool {
        self.n_vocab >= vocabulary::MULTILINGUAL
    }

    /// How many of Whisper's languages it knows, the first ones.
    pub fn languages(&self) -> u32 {
        match self.is_multilingual() {
            true => self.n_vocab - vocabulary::MULTILINGUAL + 99,
            false => 1,
        }
    }

    /// 11 of their own, 15 a layer of the encoder, 24 a layer of the decoder.
    pub fn tensors_expected(&self) -> usize {
        11 + 15 * self.n_audio_layer as usize + 24 * self.n_text_layer as usize
    }

    pub fn write(&self, out: &mut impl Write) -> std::io::Result<()> {
        out.write_all(&MAGIC.to_le_bytes())?;
        let values = [
            self.n_vocab,
            self.n_audio_ctx,
            self.n_audio_state,
            self.n_audio_head,
            self.n_audio_layer,
            self.n_text_ctx,
            self.n_text_state,
            self.n_text_head,
            self.n_text_layer,
            self.n_mels,
            self.ftype,
        ];
        values.iter().try_for_each(|value| out.write_all(&value.to_le_bytes()))
    }

    pub fn read(file: &mut impl Read) -> Result<Self, ConvertError> {
        if u32(file)? != MAGIC {
            return Err(malformed("it does not begin like a ggml file"));
        }
        let mut next = || u32(file);
        let header = Self {
            n_vocab: next()?,
            n_audio_ctx: next()?,
            n_audio_state: next()?,
            n_audio_head: next()?,
            n_audio_layer: next()?,
            n_text_ctx: next()?,
            n_text_state: next()?,
            n_text_head: next()?,
            n_text_layer: next()?,
            n_mels: next()?,
            ftype: next()?,
        };
        header.check()?;
        Ok(header)
    }

    /// Name and shape (rows first) of every tensor.
    fn shapes(&self) -> HashMap<String, Vec<u32>> {
        let d = self.n_audio_state;
        let mut shapes = HashMap::from([
            ("encoder.positional_embedding".to_owned(), vec![self.n_audio_ctx, d]),
            ("encoder.conv1.weight".to_owned(), vec![d, self.n_mels, 3]),
            ("encoder.conv1.bias".to_owned(), vec![d, 1]),
            ("encoder.conv2.weight".to_owned(), vec![d, d, 3]),
            ("encoder.conv2.bias".to_owned(), vec![d, 1]),
            ("encoder.ln_post.weight".to_owned(), vec![d]),
            ("encoder.ln_post.bias".to_owned(), vec![d]),
            ("decoder.positional_embedding".to_owned(), vec![self.n_text_ctx, d]),
            ("decoder.token_embedding.weight".to_owned(), vec![self.n_vocab, d]),
            ("decoder.ln.weight".to_owned(), vec![d]),
            ("decoder.ln.bias".to_owned(), vec![d]),
        ]);
        let mut block = |side: &str, number: u32, attentions: &[&str]| {
            let mut put = |name: &str, shape: &[u32]| {
                shapes.insert(format!("{side}.blocks.{number}.{name}"), shape.to_vec());
            };
            for norm in attentions
                .iter()
                .map(|a| format!("{a}_ln"))
                .chain(["mlp_ln".to_owned()])
            {
                put(&format!("{norm}.weight"), &[d]);
                put(&format!("{norm}.bias"), &[d]);
            }
            for attention in attentions {
                for linear in ["query", "key", "value", "out"] {
                    put(&format!("{attention}.{linear}.weight"), &[d, d]);
                    if linear != "key" {
                        put(&format!("{attention}.{linear}.bias"), &[d]);
                    }
                }
            }
            put("mlp.0.weight", &[4 * d, d]);
            put("mlp.0.bias", &[4 * d]);
            put("mlp.2.weight", &[d, 4 * d]);
            put("mlp.2.bias", &[d]);
        };
        (0..self.n_audio_layer).for_each(|number| block("encoder", number, &["attn"]));
        (0..self.n_text_layer).for_each(|number| block("decoder", number, &["attn", "cross_attn"]));
        shapes
    }
}

pub struct Tensor {
    pub name: String,
    /// Rows first (the file has them last).
    pub shape: Vec<u32>,
    pub kind: Type,
    offset: u64,
    bytes: u64,
}

/// What a ggml file holds and where.
pub struct Index {
    pub header: Header,
    pub tensors: Vec<Tensor>,
    /// From the first byte of the mel filters to the last of the vocabulary.
    mel_and_vocabulary: std::ops::Range<u64>,
}

impl Index {
    /// Reads the whole file but for the tensors' data, and checks it.
    pub fn read(file: &mut (impl Read + Seek)) -> Result<Self, ConvertError> {
        let length = file.seek(SeekFrom::End(0))?;
        file.seek(SeekFrom::Start(0))?;
        let header = Header::read(file)?;
        let begin = file.stream_position()?;
        if (u32(file)?, u32(file)?) != (header.n_mels, mel::BINS) {
            return Err(malformed("its mel filters have another shape"));
        }
        file.seek(SeekFrom::Current(i64::from(header.n_mels * mel::BINS) * 4))?;
        let tokens = u32(file)?;
        if tokens > header.n_vocab {
            return Err(malformed(format!(
                "{tokens} tokens in a vocabulary of {}",
                header.n_vocab
            )));
        }
        let mut token = [0; TOKEN_MAX as usize];
        for _ in 0..tokens {
            let bytes = u32(file)?;
            if bytes > TOKEN_MAX {
                return Err(malformed(format!("a token of {bytes} bytes")));
            }
            // Read and not sought: a seek would throw the reader's buffer away, 50,000 times.
            file.read_exact(&mut token[..bytes as usize])?;
        }
        let end = file.stream_position()?;
        let mut tensors = Vec::new();
        while file.stream_position()? < length {
            if tensors.len() == header.tensors_expected() {
                return Err(malformed("it goes on after the last tensor"));
            }
            tensors.push(Tensor::read(file, length)?);
        }
        let index = Self {
            header,
            tensors,
            mel_and_vocabulary: begin..end,
        };
        index.check()?;
        Ok(index)
    }

    fn check(&self) -> Result<(), ConvertError> {
        let weights = self.header.weights()?;
        let mut missing = self.header.shapes();
        for tensor in &self.tensors {
            match missing.remove(&tensor.name) {
                None => {
                    return Err(malformed(format!(
                        "the tensor {} is not one of Whisper's, or is there twice",
                        tensor.name
                    )));
                }
                Some(shape) if shape != tensor.shape => {
                    return Err(malformed(format!(
                        "{} is {:?} and not {shape:?}",
                        tensor.name, tensor.shape
                    )));
                }
                Some(_) if tensor.kind != tensor.expected(weights) => {
                    return Err(malformed(format!(
                        "{} is of the type {:?} and not {:?}",
                        tensor.name,
                        tensor.kind,
                        tensor.expected(weights)
                    )));
                }
                Some(_) => {}
            }
        }
        match missing.keys().min() {
            None => Ok(()),
            Some(name) => Err(malformed(format!(
                "{} tensors are missing, among them {name}",
                missing.len()
            ))),
        }
    }

    /// The bytes of one tensor.
    pub fn data(&self, file: &mut (impl Read + Seek), tensor: &Tensor) -> Result<Vec<u8>, ConvertError> {
        file.seek(SeekFrom::Start(tensor.offset))?;
        let mut data = vec![0; usize::try_from(tensor.bytes).map_err(|_| malformed("a tensor that fits no memory"))?];
        file.read_exact(&mut data)?;
        Ok(data)
    }

    /// Copies what stands between header and tensors.
    pub fn copy_mel_and_vocabulary(
        &self,
        file: &mut (impl Read + Seek),
        out: &mut impl Write,
    ) -> Result<(), ConvertError> {
        file.seek(SeekFrom::Start(self.mel_and_vocabulary.start))?;
        let length = self.mel_and_vocabulary.end - self.mel_and_vocabulary.start;
        match std::io::copy(&mut file.by_ref().take(length), out)? == length {
            true => Ok(()),
            false => Err(malformed("it ends within its vocabulary")),
        }
    }
}

impl Tensor {
    /// The type that whisper.cpp makes room for, where the model's weights are `weights`.
    fn expected(&self, weights: Type) -> Type {
        match (self.name.ends_with(".weight"), self.shape.len()) {
            (true, 2) => weights,
            (true, 3) => Type::F16,
            _ => Type::F32,
        }
    }

    fn read(file: &mut (impl Read + Seek), length: u64) -> Result<Self, ConvertError> {
        let (dimensions, name_bytes, kind) = (u32(file)?, u32(file)?, u32(file)?);
        if !(1..=DIMENSIONS_MAX).contains(&dimensions) || name_bytes > NAME_MAX {
            return Err(malformed(format!(
                "a tensor with {dimensions} dimensions and a name of {name_bytes} bytes"
            )));
        }
        let kind = Type::of(kind).ok_or_else(|| ConvertError::Unsupported(format!("tensors of type {kind}")))?;
        let mut shape = (0..dimensions).map(|_| u32(file)).collect::<Result<Vec<_>, _>>()?;
        shape.reverse();
        let mut name = vec![0; name_bytes as usize];
        file.read_exact(&mut name)?;
        let name = String::from_utf8(name).map_err(|_| malformed("the name of a tensor is not UTF-8"))?;
        let (values_a_block, bytes_a_block) = kind.block();
        let row = u64::from(shape.last().copied().unwrap_or(0));
        let values = shape
            .iter()
            .try_fold(1u64, |product, dim| product.checked_mul(u64::from(*dim)));
        let bytes = values
            .filter(|_| row % values_a_block == 0)
            .and_then(|values| (values / values_a_block).checked_mul(bytes_a_block))
            .ok_or_else(|| malformed(format!("{name} has the shape {shape:?}")))?;
        let offset = file.stream_position()?;
        let end = offset.checked_add(bytes).filter(|end| *end <= length);
        let end = end.ok_or_else(|| malformed(format!("{name} reaches past the end of the file")))?;
        file.seek(SeekFrom::Start(end))?;
        Ok(Self {
            name,
            shape,
            kind,
            offset,
            bytes,
        })
    }
}

/// Writes one tensor; `shape` has rows first.
pub fn write_tensor(out: &mut impl Write, name: &str, shape: &[u32], kind: Type, data: &[u8]) -> std::io::Result<()> {
    for value in [shape.len() as u32, name.len() as u32, kind.number()] {
        out.write_all(&value.to_le_bytes())?;
    }
    for dimension in shape.iter().rev() {
        out.write_all(&dimension.to_le_bytes())?;
    }
    out.write_all(name.as_bytes())?;
    out.write_all(data)
}

fn u32(file: &mut impl Read) -> Result<u32, ConvertError> {
    let mut bytes = [0; 4];
    file.read_exact(&mut bytes)?;
    Ok(u32::from_le_bytes(bytes))
}
