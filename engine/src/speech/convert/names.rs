//! Which tensors of a ggml file a variable of CTranslate2 becomes. CTranslate2 joins query, key and value of self-attention, and
//! key and value of cross-attention, along the rows: such a variable is taken apart.

use std::io::Write;

use half::f16;

use super::ct2::Variable;
use super::ggml::{self, Type};
use super::{ConvertError, malformed};

/// A run of rows of a variable under its new name.
pub struct Piece {
    name: Name,
    /// This piece and how many equal ones there are.
    part: (usize, usize),
    kind: Type,
}

enum Name {
    Tensor(String),
    /// Whisper's keys have no bias; CTranslate2 stores zeros, which are checked and left out.
    Zeros,
}

impl Piece {
    fn tensor(name: String, part: (usize, usize), kind: Type) -> Self {
        Self {
            name: Name::Tensor(name),
            part,
            kind,
        }
    }

    /// Writes the tensor; tells whether there was one to write.
    pub fn write(&self, of: &Variable, values: &[f32], out: &mut impl Write) -> Result<bool, ConvertError> {
        let (number, parts) = self.part;
        let rows = of.shape.first().copied().unwrap_or(0) as usize;
        if !rows.is_multiple_of(parts) {
            return Err(malformed(format!(
                "{} has {rows} rows, which {parts} parts do not share",
                of.name
            )));
        }
        let each = values.len() / parts;
        let values = &values[number * each..(number + 1) * each];
        let Name::Tensor(name) = &self.name else {
            return match values.iter().all(|value| *value == 0.0) {
                true => Ok(false),
                false => Err(malformed(format!("{} has a bias on its keys", of.name))),
            };
        };
        let mut shape = of.shape.clone();
        shape[0] = (rows / parts) as u32;
        if name.starts_with("encoder.conv") && name.ends_with(".bias") {
            shape.push(1);
        }
        let data: Vec<u8> = match self.kind {
            Type::F16 => values
                .iter()
                .flat_map(|value| f16::from_f32(*value).to_le_bytes())
                .collect(),
            _ => values.iter().flat_map(|value| value.to_le_bytes()).collect(),
        };
        ggml::write_tensor(out, name, &shape, self.kind, &data)?;
        Ok(true)
    }
}

/// The pieces of a variable; none for settings that whisper.cpp does not need.
pub fn pieces(variable: &Variable) -> Result<Vec<Piece>, ConvertError> {
    if variable.shape.is_empty() {
        return Ok(Vec::new());
    }
    let whole = |name: &str, kind| Ok(vec![Piece::tensor(name.to_owned(), (0, 1), kind)]);
    match variable.name.as_str() {
        "encoder/position_encodings/encodings" => whole("encoder.positional_embedding", Type::F32),
        "decoder/position_encodings/encodings" => whole("decoder.positional_embedding", Type::F32),
        "decoder/embeddings/weight" => whole("decoder.token_embedding.weight", Type::F16),
        "encoder/conv1/weight" => whole("encoder.conv1.weight", Type::F16),
        "encoder/conv2/weight" => whole("encoder.conv2.weight", Type::F16),
        "encoder/conv1/bias" => whole("encoder.conv1.bias", Type::F32),
        "encoder/conv2/bias" => whole("encoder.conv2.bias", Type::F32),
        "encoder/layer_norm/gamma" => whole("encoder.ln_post.weight", Type::F32),
        "encoder/layer_norm/beta" => whole("encoder.ln_post.bias", Type::F32),
        "decoder/layer_norm/gamma" => whole("decoder.ln.weight", Type::F32),
        "decoder/layer_norm/beta" => whole("decoder.ln.bias", Type::F32),
        name => layer(name).ok_or_else(|| ConvertError::Unsupported(format!("the variable {name}"))),
    }
}

/// `encoder/layer_3/self_attention/linear_0/weight` → the pieces of block 3.
fn layer(name: &str) -> Option<Vec<Piece>> {
    let (side, rest) = name.split_once("/layer_")?;
    let (number, rest) = rest.split_once('/')?;
    let number: u32 = number.parse().ok()?;
    if side != "encoder" && side != "decoder" {
        return None;
    }
    let (module, field) = rest.rsplit_once('/')?;
    let (suffix, kind) = match field {
        "weight" => ("weight", Type::F16),
        "bias" | "beta" => ("bias", Type::F32),
        "gamma" => ("weight", Type::F32),
        _ => return None,
    };
    let is_norm = module.ends_with("layer_norm");
    if is_norm != matches!(field, "gamma" | "beta") {
        return None;
    }
    let targets: &[&str] = match module {
        "self_attention/layer_norm" => &["attn_ln"],
        "self_attention/linear_0" => &["attn.query", "attn.key", "attn.value"],
        "self_attention/linear_1" => &["attn.out"],
        "attention/layer_norm" => &["cross_attn_ln"],
        "attention/linear_0" => &["cross_attn.query"],
        "attention/linear_1" => &["cross_attn.key", "cross_attn.value"],
        "attention/linear_2" => &["cross_attn.out"],
        "ffn/layer_norm" => &["mlp_ln"],
        "ffn/linear_0" => &["mlp.0"],
        "ffn/linear_1" => &["mlp.2"],
        _ => return None,
    };
    let piece = |(part, target): (usize, &&str)| {
        let part = (part, targets.len());
        match target.ends_with(".key") && suffix == "bias" {
            true => Piece {
                name: Name::Zeros,
                part,
                kind,
            },
            false => Piece::tensor(format!("{side}.blocks.{number}.{target}.{suffix}"), part, kind),
        }
    };
    Some(targets.iter().enumerate().map(piece).collect())
}
