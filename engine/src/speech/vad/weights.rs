//! The detector's weights, read from its published ONNX file: named tensors of floats, and nothing of the graph.

use std::collections::HashMap;

/// Kind of a tensor of 32-bit floats in ONNX.
const FLOAT: u64 = 1;

/// The tensors of an ONNX model by name.
pub(super) struct Weights {
    tensors: HashMap<String, Vec<f32>>,
}

impl Weights {
    /// Errors: not an ONNX file, or one whose tensors are kept elsewhere.
    pub fn read(model: &[u8]) -> Result<Self, String> {
        let mut tensors = HashMap::new();
        // ModelProto.graph is field 7, GraphProto.initializer field 5.
        for graph in fields(model)?.into_iter().filter_map(|field| field.bytes(7)) {
            for tensor in fields(graph)?.into_iter().filter_map(|field| field.bytes(5)) {
                let (name, values) = tensor_of(tensor)?;
                tensors.insert(name, values);
            }
        }
        Ok(Self { tensors })
    }

    /// The tensor of this name, which must have `length` values.
    pub fn take(&mut self, name: &str, length: usize) -> Result<Vec<f32>, String> {
        let values = self.tensors.remove(name).ok_or_else(|| format!("no tensor {name}"))?;
        if values.len() == length {
            Ok(values)
        } else {
            Err(format!("{} values in {name} instead of {length}", values.len()))
        }
    }
}

/// TensorProto: data_type is field 2, name field 8, raw_data field 9.
fn tensor_of(tensor: &[u8]) -> Result<(String, Vec<f32>), String> {
    let (mut name, mut values, mut kind) = (String::new(), Vec::new(), 0);
    for field in fields(tensor)? {
        match field {
            Field {
                number: 2,
                value: Value::Number(number),
            } => kind = number,
            Field {
                number: 8,
                value: Value::Bytes(bytes),
            } => name = String::from_utf8_lossy(bytes).into_owned(),
            Field {
                number: 9,
                value: Value::Bytes(bytes),
            } => values = floats(bytes),
            _ => {}
        }
    }
    // What is no float is none of the weights.
    if kind != FLOAT {
        values.clear();
    }
    Ok((name, values))
}

fn floats(bytes: &[u8]) -> Vec<f32> {
    let (whole, _) = bytes.as_chunks::<4>();
    whole.iter().map(|four| f32::from_le_bytes(*four)).collect()
}

/// A field of a protocol buffer.
struct Field<'a> {
    number: u64,
    value: Value<'a>,
}

enum Value<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

impl<'a> Field<'a> {
    fn bytes(&self, number: u64) -> Option<&'a [u8]> {
        match self.value {
            Value::Bytes(bytes) if self.number == number => Some(bytes),
            _ => None,
        }
    }
}

fn fields(mut buffer: &[u8]) -> Result<Vec<Field<'_>>, String> {
    let mut found = Vec::new();
    while !buffer.is_empty() {
        let tag = number(&mut buffer)?;
        let value = match tag & 7 {
            0 => Value::Number(number(&mut buffer)?),
            1 => Value::Bytes(taken(&mut buffer, 8)?),
            2 => {
                let length = number(&mut buffer)?;
                Value::Bytes(taken(&mut buffer, length)?)
            }
            5 => Value::Bytes(taken(&mut buffer, 4)?),
            kind => return Err(format!("a field of kind {kind}")),
        };
        found.push(Field {
            number: tag >> 3,
            value,
        });
    }
    Ok(found)
}

fn taken<'a>(buffer: &mut &'a [u8], length: u64) -> Result<&'a [u8], String> {
    let length = usize::try_from(length).map_err(|error| error.to_string())?;
    let (taken, rest) = buffer.split_at_checked(length).ok_or("it ends too early")?;
    *buffer = rest;
    Ok(taken)
}

fn number(buffer: &mut &[u8]) -> Result<u64, String> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = buffer.split_first().ok_or("it ends too early")?;
        *buffer = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(number);
        }
    }
    Err("a number without an end".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_file_holds_the_named_tensors_and_nothing_else_is_taken_for_it() {
        let mut weights = Weights::read(super::super::MODEL).unwrap();
        assert_eq!(weights.take("output.bias", 1).unwrap().len(), 1);
        assert!(weights.take("encoder.0.bias", 127).unwrap_err().contains("128 values"));
        assert!(weights.take("encoder.9.bias", 1).unwrap_err().contains("no tensor"));
    }

    #[test]
    fn a_cut_or_foreign_file_is_an_error_or_empty_and_never_a_panic() {
        let model = super::super::MODEL;
        for length in (0..model.len()).step_by(9973) {
            if let Ok(mut weights) = Weights::read(&model[..length]) {
                assert!(weights.take("onnx::LSTM_211", 1024).is_err());
            }
        }
        assert!(Weights::read(&[0xff; 64]).is_err());
    }
}
