//! A code from a telephone beside the password: TOTP (RFC 6238: SHA-1, 6 digits, half minutes), and codes on paper for when it is
//! lost. No code is taken twice.

use aws_lc_rs::{digest, hmac, rand};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use zeroize::Zeroizing;

use crate::Error;
use crate::compliance::sealing::{DataKey, Place, SealError};
use crate::ids::{PersonId, TenantId};
use crate::schema::{recovery_codes, second_factors};

const STEP_S: i64 = 30;
const SECRET_BYTES: usize = 20;
const RECOVERY_CODES: usize = 10;
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A secret on its way to a telephone.
pub struct Offer {
    pub secret: Zeroizing<String>,
    pub uri: Zeroizing<String>,
}

impl Offer {
    /// As an authenticator takes it.
    pub(crate) fn of(bytes: &[u8], issuer: &str, email: &str) -> Self {
        let secret = base32(bytes);
        let encoded = |text: &str| -> String {
            let byte = |b: u8| match b.is_ascii_alphanumeric() {
                true => char::from(b).to_string(),
                false => format!("%{b:02X}"),
            };
            text.bytes().map(byte).collect()
        };
        let (issuer, label) = (encoded(issuer), encoded(email));
        Self {
            uri: Zeroizing::new(format!(
                "otpauth://totp/{issuer}:{label}?secret={secret}&issuer={issuer}"
            )),
            secret: Zeroizing::new(secret),
        }
    }
}

pub(crate) fn new_secret() -> Result<Zeroizing<[u8; SECRET_BYTES]>, Error> {
    let mut bytes = Zeroizing::new([0u8; SECRET_BYTES]);
    rand::fill(bytes.as_mut()).map_err(|_| SealError::NoRandom)?;
    Ok(bytes)
}

fn place(person: &PersonId) -> Place<'_> {
    Place {
        tenant: TenantId(uuid::Uuid::nil()),
        table: "second_factors",
        row: person.0.as_bytes(),
    }
}

/// The code of a half minute.
pub fn code(secret: &[u8], step: i64) -> u32 {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let tag = tag.as_ref();
    let at = usize::from(tag.last().copied().unwrap_or(0) & 0x0f);
    let word = tag
        .get(at..at + 4)
        .and_then(|bytes| bytes.try_into().ok())
        .map_or(0, u32::from_be_bytes);
    (word & 0x7fff_ffff) % 1_000_000
}

/// The half minute of which this is the code: this one, the one before or the one after, and later than the last that was taken.
pub(crate) fn step_of(secret: &[u8], given: &str, now_s: i64, last: i64) -> Option<i64> {
    let given: u32 = Some(given.trim())
        .filter(|text| text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit()))?
        .parse()
        .ok()?;
    let now = now_s / STEP_S;
    [now, now - 1, now + 1]
        .into_iter()
        .find(|step| *step > last && code(secret, *step) == given)
}

fn base32(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(5) {
        let mut word = [0u8; 8];
        word[3..3 + chunk.len()].copy_from_slice(chunk);
        let word = u64::from_be_bytes(word);
        let digits = (chunk.len() * 8).div_ceil(5);
        text.extend((0..digits).map(|digit| char::from(BASE32[(word >> (35 - 5 * digit)) as usize & 31])));
    }
    text
}

/// A new secret, in force once a code of it was given. In the person's transaction; one that is in force is not replaced.
pub async fn offer(conn: &mut AsyncPgConnection, key: &DataKey, person: PersonId, email: &str) -> Result<Offer, Error> {
    const OFFER: &str = "INSERT INTO second_factors (person_id, sealed) VALUES ($1, $2)
        ON CONFLICT (person_id) DO UPDATE SET sealed = $2, last_step = 0 WHERE second_factors.confirmed_at IS NULL";
    let bytes = new_secret()?;
    let made = diesel::sql_query(OFFER)
        .bind::<SqlUuid, _>(person.0)
        .bind::<Binary, _>(key.seal(place(&person), bytes.as_ref())?)
        .execute(conn)
        .await?;
    if made == 0 {
        return Err(Error::Conflict(
            "there is a second factor already: take it away first".into(),
        ));
    }
    Ok(Offer::of(bytes.as_ref(), "AudiaPro", email))
}

/// Whether this person has one in force. In the person's transaction.
pub async fn is_set(conn: &mut AsyncPgConnection, person: PersonId) -> Result<bool, Error> {
    let own = second_factors::table
        .find(person.0)
        .filter(second_factors::confirmed_at.is_not_null());
    Ok(own.count().get_result::<i64>(conn).await? > 0)
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Binary)]
    sealed: Vec<u8>,
    #[diesel(sql_type = BigInt)]
    last_step: i64,
    #[diesel(sql_type = BigInt)]
    now_s: i64,
}

/// Takes a code of the telephone, once. In the person's transaction, under its row's lock.
async fn take_code(conn: &mut AsyncPgConnection, key: &DataKey, person: PersonId, given: &str) -> Result<bool, Error> {
    const READ: &str =
        "SELECT sealed, last_step, floor(extract(epoch FROM app_now()))::bigint AS now_s FROM second_factors
        WHERE person_id = $1 FOR UPDATE";
    let row = diesel::sql_query(READ)
        .bind::<SqlUuid, _>(person.0)
        .get_result::<Row>(conn)
        .await
        .optional()?;
    let Some(row) = row else { return Ok(false) };
    let secret = Zeroizing::new(key.open(place(&person), &row.sealed)?);
    let Some(step) = step_of(&secret, given, row.now_s, row.last_step) else {
        return Ok(false);
    };
    diesel::update(second_factors::table.find(person.0))
        .set(second_factors::last_step.eq(step))
        .execute(conn)
        .await?;
    Ok(true)
}

/// A code, or one from paper. In the person's transaction.
pub async fn take(conn: &mut AsyncPgConnection, key: &DataKey, person: PersonId, given: &str) -> Result<bool, Error> {
    if take_code(conn, key, person, given).await? {
        return Ok(true);
    }
    let own = recovery_codes::table.filter(
        recovery_codes::person_id
            .eq(person.0)
            .and(recovery_codes::hash.eq(recovery_hash(person, given)))
            .and(recovery_codes::used_at.is_null()),
    );
    let used = diesel::update(own)
        .set(recovery_codes::used_at.eq(diesel::dsl::sql("app_now()")))
        .execute(conn)
        .await?;
    Ok(used == 1)
}

/// The first code puts the secret in force; the codes for paper are shown this once. In the person's transaction.
pub async fn confirm(
    conn: &mut AsyncPgConnection,
    key: &DataKey,
    person: PersonId,
    given: &str,
) -> Result<Option<Vec<String>>, Error> {
    if is_set(conn, person).await? || !take_code(conn, key, person, given).await? {
        return Ok(None);
    }
    diesel::update(second_factors::table.find(person.0))
        .set(second_factors::confirmed_at.eq(diesel::dsl::sql("app_now()")))
        .execute(conn)
        .await?;
    fresh_codes(conn, person).await.map(Some)
}

/// Ten codes in the place of those before. In the person's transaction.
pub async fn fresh_codes(conn: &mut AsyncPgConnection, person: PersonId) -> Result<Vec<String>, Error> {
    diesel::delete(recovery_codes::table.filter(recovery_codes::person_id.eq(person.0)))
        .execute(conn)
        .await?;
    let codes = new_recovery_codes()?;
    let rows: Vec<_> = codes
        .iter()
        .map(|code| {
            (
                recovery_codes::person_id.eq(person.0),
                recovery_codes::hash.eq(recovery_hash(person, code)),
            )
        })
        .collect();
    diesel::insert_into(recovery_codes::table)
        .values(rows)
        .execute(conn)
        .await?;
    Ok(codes)
}

/// Ten codes for paper.
pub(crate) fn new_recovery_codes() -> Result<Vec<String>, Error> {
    let mut codes = Vec::with_capacity(RECOVERY_CODES);
    for _ in 0..RECOVERY_CODES {
        // 80 bits: nothing to guess.
        let mut bytes = [0u8; 10];
        rand::fill(&mut bytes).map_err(|_| SealError::NoRandom)?;
        let text = base32(&bytes);
        let (one, rest) = text.split_at(4);
        let (two, rest) = rest.split_at(4);
        let (three, four) = rest.split_at(4);
        codes.push(format!("{one}-{two}-{three}-{four}"));
    }
    Ok(codes)
}

/// Written with or without dashes, in any case.
pub(crate) fn recovery_hash(person: impl std::fmt::Display, code: &str) -> Vec<u8> {
    let letters: String = code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_uppercase())
        .collect();
    digest::digest(&digest::SHA256, format!("{person}\0{letters}").as_bytes())
        .as_ref()
        .to_vec()
}

/// Takes it away. In the person's transaction.
pub async fn remove(conn: &mut AsyncPgConnection, person: PersonId) -> Result<(), Error> {
    diesel::delete(recovery_codes::table.filter(recovery_codes::person_id.eq(person.0)))
        .execute(conn)
        .await?;
    diesel::delete(second_factors::table.find(person.0))
        .execute(conn)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, the last six digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = b"12345678901234567890";
        for (seconds, expected) in [
            (59, 287_082),
            (1_111_111_109, 81_804),
            (1_234_567_890, 5_924),
            (20_000_000_000, 353_130),
        ] {
            assert_eq!(code(secret, seconds / STEP_S), expected, "{seconds}");
        }
        assert_eq!(base32(secret), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(base32(b"foobar"), "MZXW6YTBOI");
    }

    #[test]
    fn a_code_is_good_for_a_minute_around_and_never_twice() {
        let secret = b"12345678901234567890";
        let text = format!("{:06}", code(secret, 100));
        for now in [99, 100, 101] {
            assert_eq!(step_of(secret, &text, now * STEP_S, 0), Some(100));
        }
        assert_eq!(step_of(secret, &text, 102 * STEP_S, 0), None);
        assert_eq!(step_of(secret, &text, 100 * STEP_S, 100), None, "taken already");
        for wrong in ["", "1", "abcdef", "0000000", "+12345"] {
            assert_eq!(step_of(secret, wrong, 100 * STEP_S, 0), None, "{wrong}");
        }
    }
}
