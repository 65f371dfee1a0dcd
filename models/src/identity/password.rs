//! Passwords: which are taken, and how they are kept. Argon2id takes tens of milliseconds and 19 MiB: never on the event loop.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use aws_lc_rs::digest;

use crate::Error;

pub const LENGTH_MIN: usize = 10;
/// Enough for any phrase, and little enough to hash.
const LENGTH_MAX: usize = 256;
/// Earlier passwords that are not taken again.
pub const REMEMBERED: usize = 4;

/// Passwords of 10 letters or more from breaches: the first four bytes of the SHA-256 of each in lower case, sorted. How it was
/// made: models/README.md.
static BREACHED: &[u8] = include_bytes!("breached.bin");

/// A password that may be set. Length and surprise are asked for, and no kinds of letters.
pub fn check(password: &str, email: &str, name: &str) -> Result<(), Error> {
    let letters = password.chars().count();
    if letters < LENGTH_MIN || password.len() > LENGTH_MAX {
        return Err(Error::Invalid(format!(
            "a password has {LENGTH_MIN} to {LENGTH_MAX} letters"
        )));
    }
    let lower = password.to_lowercase();
    if is_breached(&lower) {
        return Err(Error::Invalid(
            "this password stands in lists of stolen ones: take another".into(),
        ));
    }
    let distinct: std::collections::BTreeSet<char> = lower.chars().collect();
    if distinct.len() < 5 {
        return Err(Error::Invalid("this password is of too few different letters".into()));
    }
    let own = [email.split('@').next().unwrap_or_default(), name, email];
    let is_own = |word: &str| {
        word.chars().count() >= 4 && lower.contains(&word.to_lowercase()) && letters < word.chars().count() + 6
    };
    if own.into_iter().any(is_own) {
        return Err(Error::Invalid(
            "this password is little more than the name or the address".into(),
        ));
    }
    Ok(())
}

/// `lower` is in lower case.
pub fn is_breached(lower: &str) -> bool {
    let hash = digest::digest(&digest::SHA256, lower.as_bytes());
    let wanted: [u8; 4] = match hash.as_ref().first_chunk() {
        Some(first) => *first,
        None => return false,
    };
    let (entries, _) = BREACHED.as_chunks::<4>();
    entries.binary_search(&wanted).is_ok()
}

/// How many passwords are known to be stolen.
pub fn breached() -> usize {
    BREACHED.len() / 4
}

/// As it is kept: a PHC string with its own salt.
pub fn hash(password: &str) -> Result<String, Error> {
    let hashed = Argon2::default().hash_password(password.as_bytes());
    hashed
        .map(|hash| hash.to_string())
        .map_err(|error| Error::Refused(format!("could not hash a password: {error}")))
}

/// Whether the password is the one that was hashed. Without one, as much work is done all the same: the time tells nothing.
pub fn verify(password: &str, stored: Option<&str>) -> bool {
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$YXVkaWFwcm8gbm9ib2R5$Gh5nZrqTjeAUd9f0TeXT6VMhAFfS7T8ZAWb5g8PV6DM";
    if password.len() > LENGTH_MAX {
        return false;
    }
    let Ok(parsed) = PasswordHash::new(stored.unwrap_or(NOBODY)) else {
        return false;
    };
    let is_right = Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok();
    is_right && stored.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_kept_as_argon2id_and_only_itself_is_right() {
        let stored = hash("correct horse battery").expect("hash");
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert_ne!(stored, hash("correct horse battery").expect("hash"), "each has a salt");
        assert!(verify("correct horse battery", Some(&stored)));
        assert!(!verify("correct horse battery ", Some(&stored)) && !verify("correct horse battery", None));
        assert!(!verify("x", Some("nonsense")) && !verify(&"x".repeat(1000), Some(&stored)));
    }

    #[test]
    fn stolen_short_and_obvious_passwords_are_refused_and_phrases_taken() {
        assert!(breached() >= 100_000);
        assert!(BREACHED.as_chunks::<4>().0.is_sorted() && BREACHED.as_chunks::<4>().1.is_empty());
        let of = |password: &str| check(password, "anna.lee@example.com", "Anna Lee");
        for wrong in [
            "short",
            "Qwertyuiop",
            "1q2w3e4r5t",
            "password123",
            "aaaaaaaaaaaa",
            "anna.lee99",
            "Anna.Lee@example.com",
        ] {
            assert!(of(wrong).is_err(), "{wrong}");
        }
        for right in [
            "correct horse battery",
            "Sgt. Pepper's 12 hearts",
            "пароль из трёх слов",
        ] {
            assert!(of(right).is_ok(), "{right}");
        }
        assert!(of(&"ab cd ef gh".repeat(40)).is_err());
    }
}
