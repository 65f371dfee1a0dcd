//! A hash on its way between nodes, in hexadecimal digits.

use serde::{Deserialize, Deserializer, Serializer, de::Error};

pub fn serialize<S: Serializer>(hash: &[u8; 32], to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&hex::encode(hash))
}

pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<[u8; 32], D::Error> {
    let mut hash = [0; 32];
    let text = String::deserialize(from)?;
    hex::decode_to_slice(text, &mut hash).map_err(D::Error::custom)?;
    Ok(hash)
}
