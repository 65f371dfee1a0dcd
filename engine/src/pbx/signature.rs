//! Signatures and passwords of webhooks, over the bytes as they came, compared in constant time.

use aws_lc_rs::{constant_time, hmac, signature};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::requests::{Request, form};
use super::settings::Basic;

/// Twilio: base64(HMAC-SHA1(token, URL + every key and value, sorted by key)).
pub fn twilio(request: &Request<'_>, header: &str, token: &str, public_url: &str) -> bool {
    let Some(given) = request.header(header).and_then(base64) else {
        return false;
    };
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.as_bytes());
    let bare = public_url.split('?').next().unwrap_or(public_url);
    let mut text = match request.target.split_once('?') {
        // All that a GET says is in its address, behind what was configured there.
        Some((_, query)) if request.asked().is_some() || bare == public_url => format!("{bare}?{query}"),
        _ => public_url.to_owned(),
    };
    match request.query("bodySHA256") {
        // A JSON body is signed by its hash in the query.
        Some(hash) if hash.eq_ignore_ascii_case(&hex::encode(Sha256::digest(request.body))) => {}
        Some(_) => return false,
        None => {
            let mut pairs = form(request.body);
            pairs.sort();
            pairs.dedup();
            for (name, value) in pairs {
                text.push_str(&name);
                text.push_str(&value);
            }
        }
    }
    hmac::verify(&key, text.as_bytes(), &given).is_ok()
}

/// base64(HMAC-SHA256(secret, body)).
pub fn hmac_sha256(body: &[u8], given: Option<&str>, secret: &str) -> bool {
    let Some(given) = given.and_then(base64) else {
        return false;
    };
    hmac::verify(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), body, &given).is_ok()
}

/// base64 Ed25519 over `timestamp|body`.
pub fn ed25519(body: &[u8], timestamp: &str, given: Option<&str>, public_key: &str) -> bool {
    let (Some(given), Some(key)) = (given.and_then(base64), base64(public_key)) else {
        return false;
    };
    let mut message = format!("{timestamp}|").into_bytes();
    message.extend_from_slice(body);
    signature::UnparsedPublicKey::new(&signature::ED25519, key)
        .verify(&message, &given)
        .is_ok()
}

/// A bearer token (JWT, HS256) whose `payload_hash` is the SHA-256 of the body. Gives its `iat`.
pub fn jwt(body: &[u8], authorization: Option<&str>, secret: &str) -> Option<i64> {
    let token = authorization?.strip_prefix("Bearer ")?.trim();
    let (signed, given) = token.rsplit_once('.')?;
    let (header, claims) = signed.split_once('.')?;
    let header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
    // A token that names another algorithm, or none, is not signed by us.
    if header.get("alg").and_then(Value::as_str) != Some("HS256") {
        return None;
    }
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    hmac::verify(&key, signed.as_bytes(), &URL_SAFE_NO_PAD.decode(given).ok()?).ok()?;
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()?;
    let hash = claims.get("payload_hash").and_then(Value::as_str)?;
    let same = hash.eq_ignore_ascii_case(&hex::encode(Sha256::digest(body)));
    same.then(|| claims.get("iat").and_then(Value::as_i64).unwrap_or(0))
}

/// `Authorization: Basic …`.
pub fn basic(authorization: Option<&str>, wanted: &Basic) -> bool {
    let given = authorization
        .and_then(|value| value.strip_prefix("Basic "))
        .and_then(base64);
    let wanted = format!("{}:{}", wanted.user, wanted.password);
    given.is_some_and(|given| constant_time::verify_slices_are_equal(&given, wanted.as_bytes()).is_ok())
}

/// The same in hexadecimal, with or without `sha256=` before it.
pub fn hmac_sha256_hex(body: &[u8], given: Option<&str>, secret: &str) -> bool {
    let given = given.map(|text| text.trim().trim_start_matches("sha256="));
    let Some(given) = given.and_then(|text| hex::decode(text).ok()) else {
        return false;
    };
    hmac::verify(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), body, &given).is_ok()
}

/// Whether a header says what it must.
pub fn is_same(given: Option<&str>, wanted: &str) -> bool {
    given.is_some_and(|given| constant_time::verify_slices_are_equal(given.as_bytes(), wanted.as_bytes()).is_ok())
}

fn base64(text: &str) -> Option<Vec<u8>> {
    let text = text.trim();
    STANDARD.decode(text).or_else(|_| STANDARD_NO_PAD.decode(text)).ok()
}
