//! Texts that open something: keys, tokens, links. A mark, then 256 random bits; shown once, kept as a hash.

use aws_lc_rs::{digest, rand};

use crate::Error;
use crate::compliance::sealing::SealError;

/// 62⁴³ > 2²⁵⁶: as many digits as 32 random bytes need.
pub const DIGITS: usize = 43;
const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A new secret's text, to be shown once. Debug output does not tell it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The mark and 43 base-62 digits. A byte of 248 or more is thrown again, so that every digit is as likely as any other.
    pub fn random(mark: &str) -> Result<Self, Error> {
        let mut text = mark.to_owned();
        while text.len() < mark.len() + DIGITS {
            let mut bytes = [0u8; 64];
            rand::fill(&mut bytes).map_err(|_| SealError::NoRandom)?;
            let digits = bytes
                .iter()
                .filter(|&&byte| byte < 248)
                .map(|byte| char::from(BASE62[usize::from(byte % 62)]));
            text.extend(digits.take(mark.len() + DIGITS - text.len()));
        }
        Ok(Secret(text))
    }

    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub fn hash(&self) -> Vec<u8> {
        hash(&self.0)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// SHA-256 is enough: the text has 256 random bits, nothing to guess.
pub fn hash(text: &str) -> Vec<u8> {
    digest::digest(&digest::SHA256, text.as_bytes()).as_ref().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_has_its_mark_and_43_digits_and_never_comes_twice() {
        let texts: std::collections::BTreeSet<String> =
            (0..200).map(|_| Secret::random("ap_").expect("random").0).collect();
        assert_eq!(texts.len(), 200);
        for text in texts {
            assert_eq!(text.len(), 46);
            assert!(
                text.starts_with("ap_") && text[3..].bytes().all(|byte| byte.is_ascii_alphanumeric()),
                "{text}"
            );
        }
    }

    #[test]
    fn debug_output_does_not_tell_a_secret() {
        let secret = Secret::random("ap_").expect("random");
        assert!(!format!("{secret:?}").contains(&secret.0[3..]));
    }
}
