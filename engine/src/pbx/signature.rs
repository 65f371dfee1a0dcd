//! Signatures and passwords of webhooks, over the bytes as they came, compared in constant time.

use aws_lc_rs::{constant_time, hmac, signature};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::requests::{Request, form};
use super::settings::Basic;

/// Twilio: base64(HMAC-SHA1(token, URL + every key and value, sorted by key)). Its servers write the port into the URL or leave it out.
pub fn twilio(request: &Request<'_>, header: &str, token: &str, public_url: &str) -> bool {
    let Some(given) = request.header(header).and_then(base64) else {
        return false;
    };
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.as_bytes());
    let hash = request.query("bodySHA256");
    let bare = public_url.split('?').next().unwrap_or(public_url);
    let url = match request.target.split_once('?') {
        // All that a GET says is in its address, behind what was configured there; and so is the hash of a JSON body.
        Some((_, query)) if request.asked().is_some() || hash.is_some() || bare == public_url => {
            format!("{bare}?{query}")
        }
        _ => public_url.to_owned(),
    };
    let mut said = String::new();
    match hash {
        // A JSON body is signed by its hash in the query.
        Some(hash) if hash.eq_ignore_ascii_case(&hex::encode(Sha256::digest(request.body))) => {}
        Some(_) => return false,
        None => {
            let mut pairs = form(request.body);
            pairs.sort();
            pairs.dedup();
            for (name, value) in pairs {
                said.push_str(&name);
                said.push_str(&value);
            }
        }
    }
    let signs = |url: &str| hmac::verify(&key, format!("{url}{said}").as_bytes(), &given).is_ok();
    signs(&url) || with_other_port(&url).is_some_and(|url| signs(&url))
}

/// The same address without the port that is usual for it, or with it.
fn with_other_port(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let port = match scheme {
        "https" | "wss" => ":443",
        "http" | "ws" => ":80",
        _ => return None,
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let host = match host.strip_suffix(port) {
        Some(bare) => bare.to_owned(),
        None if !host.contains(':') => format!("{host}{port}"),
        None => return None,
    };
    Some(format!("{scheme}://{host}{path}"))
}

/// SignalWire's newer spaces: HMAC-SHA1(key, URL + raw body) in hexadecimal.
pub fn signalwire(request: &Request<'_>, key: &str, public_url: &str) -> bool {
    let given = request.header("x-signalwire-signature");
    let Some(given) = given.and_then(|text| hex::decode(text.trim()).ok()) else {
        return false;
    };
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, key.as_bytes());
    hmac::verify(&key, &[public_url.as_bytes(), request.body].concat(), &given).is_ok()
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
    let token = shown(authorization?, "Bearer")?;
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
    let given = authorization.and_then(|value| shown(value, "Basic")).and_then(base64);
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

/// What is shown in this way, whose name may be written in any case.
fn shown<'a>(authorization: &'a str, scheme: &str) -> Option<&'a str> {
    let (named, value) = authorization.trim().split_once(' ')?;
    named.eq_ignore_ascii_case(scheme).then(|| value.trim())
}

fn base64(text: &str) -> Option<Vec<u8>> {
    let text = text.trim();
    STANDARD.decode(text).or_else(|_| STANDARD_NO_PAD.decode(text)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://hooks.example.com/v1/hooks/twilio/018f3a52";

    fn request<'a>(target: &str, header: (&str, &str), body: &'a [u8]) -> Request<'a> {
        Request {
            method: "POST".into(),
            target: target.into(),
            headers: vec![(header.0.into(), header.1.into())],
            body,
        }
    }

    fn sha1(text: &[u8]) -> hmac::Tag {
        hmac::sign(&hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, b"12345"), text)
    }

    #[test]
    fn a_url_is_signed_with_its_port_or_without() {
        let sids = [("AC", "0"), ("SM", "a")].map(|(kind, letter)| format!("{kind}{}", letter.repeat(32)));
        let [account, message] = &sids;
        let body = format!(
            "MessageSid={message}&SmsSid={message}&MessageStatus=undelivered&SmsStatus=undelivered&ErrorCode=30005&From=%2B15005550006\
             &To=%2B15005550009&AccountSid={account}&ApiVersion=2010-04-01"
        );
        for (signature, is_good) in [
            ("1EaJ//hcBRQ/vMeFNnYOQ9kdVDc=", true),
            ("EKJUeb9LyiWWw8jgOn4KG8fzZz8=", true),
            ("EKJUeb9LyiWWw8jgOn4KG8fzZa8=", false),
        ] {
            let request = request(
                "/v1/hooks/twilio/018f3a52",
                ("x-twilio-signature", signature),
                body.as_bytes(),
            );
            for url in [URL.to_owned(), URL.replace(".com/", ".com:443/")] {
                assert_eq!(
                    twilio(&request, "x-twilio-signature", "12345", &url),
                    is_good,
                    "{signature} {url}"
                );
            }
        }
        assert_eq!(
            with_other_port("wss://a.example/x:443"),
            Some("wss://a.example:443/x:443".into())
        );
        assert_eq!(with_other_port("https://a.example:8443/x"), None);
    }

    #[test]
    fn the_hash_of_a_json_body_stands_behind_the_query_that_was_configured() {
        let body = br#"{"CallSid":"CA1"}"#;
        let query = format!("office=rome&bodySHA256={}", hex::encode(Sha256::digest(body)));
        let signature = STANDARD.encode(sha1(format!("{URL}?{query}").as_bytes()));
        let header = ("x-twilio-signature", signature.as_str());
        let target = format!("/018f3a52?{query}");
        for url in [URL.to_owned(), format!("{URL}?office=rome")] {
            assert!(
                twilio(&request(&target, header, body), header.0, "12345", &url),
                "{url}"
            );
            assert!(
                !twilio(&request(&target, header, b"{}"), header.0, "12345", &url),
                "{url}"
            );
        }
    }

    #[test]
    fn a_newer_space_signs_the_raw_body() {
        let body = br#"{"CallSid": "1"}"#;
        let signature = hex::encode(sha1(&[URL.as_bytes(), body].concat()));
        let header = ("x-signalwire-signature", signature.as_str());
        assert!(signalwire(&request("/", header, body), "12345", URL));
        assert!(!signalwire(&request("/", header, b"{}"), "12345", URL));
        assert!(!signalwire(&request("/", header, body), "other", URL));
    }

    #[test]
    fn the_name_of_a_scheme_has_any_case() {
        let wanted = Basic {
            user: "ucm".into(),
            password: "demo:pass".into(),
        };
        let shown = STANDARD.encode("ucm:demo:pass");
        assert!(basic(Some(&format!("basic {shown}")), &wanted));
        assert!(!basic(Some(&format!("Bearer {shown}")), &wanted) && !basic(Some("Basic"), &wanted));
    }
}
