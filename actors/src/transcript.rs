//! The turns of a recording as bytes, in the form in which they are sealed. The seal is the models'.

pub mod corrected;

use engine::analysis::Turn;
use models::Error;
use models::calls::transcript;
use models::compliance::sealing::DataKey;
use models::ids::{LegId, TenantId};

/// First byte: how the rest is to be read.
const FORM_JSON: u8 = 1;

#[derive(Debug, thiserror::Error)]
pub enum TranscriptError {
    #[error("the transcript is empty")]
    Empty,
    #[error("a transcript of form {0} cannot be read by this version")]
    Form(u8),
    #[error("the transcript cannot be read")]
    Json(#[from] serde_json::Error),
}

pub fn pack(turns: &[Turn]) -> Result<Vec<u8>, TranscriptError> {
    let mut bytes = vec![FORM_JSON];
    serde_json::to_writer(&mut bytes, turns)?;
    Ok(bytes)
}

pub fn unpack(bytes: &[u8]) -> Result<Vec<Turn>, TranscriptError> {
    match bytes.split_first() {
        None => Err(TranscriptError::Empty),
        Some((&FORM_JSON, json)) => Ok(serde_json::from_slice(json)?),
        Some((&form, _)) => Err(TranscriptError::Form(form)),
    }
}

/// A leg's turns as the model heard them.
pub(crate) fn opened(key: &DataKey, tenant: TenantId, leg: LegId, sealed: &[u8]) -> Result<Vec<Turn>, Error> {
    let packed = transcript::open(key, tenant, leg, sealed)?;
    unpack(&packed).map_err(|error| Error::Refused(format!("the transcript of leg {leg} cannot be read: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::analysis::Word;

    #[test]
    fn turns_come_back_as_they_were() {
        let word = Word {
            text: "Grüß".into(),
            start_ms: 20,
            end_ms: 340,
            confidence: 0.87,
        };
        let turn = Turn {
            speaker: "agent".into(),
            channel: 1,
            start_ms: 20,
            end_ms: 340,
            text: "Grüß".into(),
            words: vec![word],
            sentiment: None,
            confidence: None,
            flags: vec![],
        };
        assert_eq!(unpack(&pack(std::slice::from_ref(&turn)).unwrap()).unwrap(), [turn]);
        assert!(matches!(unpack(&[]), Err(TranscriptError::Empty)));
        assert!(matches!(unpack(&[9, 1]), Err(TranscriptError::Form(9))));
        assert!(unpack(&[1, b'{']).is_err());
    }
}
