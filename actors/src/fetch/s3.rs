//! Requests for objects of a store that speaks S3: the address of an object, and the signature (AWS, version 4). The time is an argument.

use aws_lc_rs::hmac;
use chrono::{DateTime, Utc};
use reqwest::Url;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::address::{encoded, web_address};

/// SHA-256 of nothing: these requests have no body.
const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// Bytes of an answer that are looked at for its code.
pub const REFUSAL_MAX: usize = 4096;
const CODE_LETTERS_MAX: usize = 60;

/// The header that shows the token of keys that were lent; it is signed with the others.
pub const SESSION_TOKEN: &str = "x-amz-security-token";

/// A place in a store that speaks S3.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Bucket {
    /// Its address, without the bucket.
    pub endpoint: String,
    pub bucket: String,
    pub region: String,
    pub prefix: String,
    /// The bucket is part of the host's name (`BUCKET.HOST/KEY`) and not of the path, as some stores have it.
    pub bucket_in_host: bool,
}

/// What a store calls the reason of its refusal: `SignatureDoesNotMatch`, `NoSuchBucket`.
pub fn code(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    let (code, _) = text.split_once("<Code>")?.1.split_once("</Code>")?;
    let is_code = (1..=CODE_LETTERS_MAX).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_code.then(|| code.to_owned())
}

/// The object with the bucket in the path, as every store understands it; or in the host's name, where that is said.
pub fn address(bucket: &Bucket, key: &str) -> Option<Url> {
    let (endpoint, key) = (bucket.endpoint.trim_end_matches('/'), encoded(key, true));
    if !bucket.bucket_in_host {
        return web_address(&format!("{endpoint}/{}/{key}", encoded(&bucket.bucket, false)));
    }
    let is_of_host = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    let (scheme, host) = endpoint.split_once("://")?;
    let is_named = bucket.bucket.bytes().all(is_of_host);
    let address = is_named.then(|| format!("{scheme}://{}.{host}/{key}", bucket.bucket))?;
    web_address(&address)
}

/// The headers that sign a GET; `range` and others that are sent too are signed with it.
pub fn signed(
    url: &Url,
    region: &str,
    (access_key, secret_key): (&str, &str),
    others: &[(&str, &str)],
    now: DateTime<Utc>,
) -> Vec<(String, String)> {
    let (date, day) = (
        now.format("%Y%m%dT%H%M%SZ").to_string(),
        now.format("%Y%m%d").to_string(),
    );
    let host = match (url.host_str().unwrap_or_default(), url.port()) {
        (host, Some(port)) => format!("{host}:{port}"),
        (host, None) => host.to_owned(),
    };
    let mut headers: Vec<(String, String)> = vec![
        ("host".into(), host),
        ("x-amz-content-sha256".into(), EMPTY.into()),
        ("x-amz-date".into(), date.clone()),
    ];
    headers.extend(
        others
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).trim().to_owned())),
    );
    headers.sort();
    let names: Vec<&str> = headers.iter().map(|(name, _)| name.as_str()).collect();
    let names = names.join(";");
    let lines: String = headers
        .iter()
        .map(|(name, value)| format!("{name}:{value}\n"))
        .collect();
    let request = format!("GET\n{}\n\n{lines}\n{names}\n{EMPTY}", url.path());
    let scope = format!("{day}/{region}/s3/aws4_request");
    let digest = hex::encode(Sha256::digest(request.as_bytes()));
    let text = format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{digest}");
    let mut key = format!("AWS4{secret_key}").into_bytes();
    for part in [day.as_str(), region, "s3", "aws4_request"] {
        key = mac(&key, part.as_bytes());
    }
    let signature = hex::encode(mac(&key, text.as_bytes()));
    let authorization =
        format!("AWS4-HMAC-SHA256 Credential={access_key}/{scope},SignedHeaders={names},Signature={signature}");
    vec![
        ("x-amz-content-sha256".into(), EMPTY.into()),
        ("x-amz-date".into(), date),
        ("authorization".into(), authorization),
    ]
}

fn mac(key: &[u8], text: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text)
        .as_ref()
        .to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example "GET Object" of Amazon's page on signature calculation.
    #[test]
    fn the_published_example_has_the_published_signature() {
        let url = Url::parse("https://examplebucket.s3.amazonaws.com/test.txt").unwrap();
        let now = "2013-05-24T00:00:00Z".parse().unwrap();
        let keys = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
        let headers = signed(&url, "us-east-1", keys, &[("range", "bytes=0-9")], now);
        assert_eq!(
            headers[2].1,
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,\
             SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,\
             Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
        );
    }

    #[test]
    fn an_object_lies_below_its_bucket_with_every_letter_encoded() {
        let bucket = Bucket {
            endpoint: "http://store.lan:9000/".into(),
            bucket: "calls".into(),
            ..Bucket::default()
        };
        let url = address(&bucket, "2026/a b+c.wav").unwrap();
        assert_eq!(url.as_str(), "http://store.lan:9000/calls/2026/a%20b%2Bc.wav");
    }

    #[test]
    fn a_bucket_may_stand_in_the_name_of_the_host() {
        let at = |bucket: &str| Bucket {
            endpoint: "https://s3.eu-south-1.amazonaws.com".into(),
            bucket: bucket.into(),
            bucket_in_host: true,
            ..Bucket::default()
        };
        let url = address(&at("calls"), "2026/a b.wav").unwrap();
        assert_eq!(url.as_str(), "https://calls.s3.eu-south-1.amazonaws.com/2026/a%20b.wav");
        for other in ["a/b", "a@b", "a:1", "a b", "\u{e9}"] {
            assert_eq!(address(&at(other), "x"), None, "{other}");
        }
    }

    #[test]
    fn the_token_of_keys_that_were_lent_is_signed_with_them() {
        let url = Url::parse("https://store.lan/calls/a.wav").unwrap();
        let now = "2026-03-02T10:00:00Z".parse().unwrap();
        let signature = |token: Option<&str>| {
            let others: Vec<(&str, &str)> = token.iter().map(|token| (SESSION_TOKEN, *token)).collect();
            signed(&url, "eu-south-1", ("key", "secret"), &others, now)[2].1.clone()
        };
        let (plain, lent, other) = (signature(None), signature(Some("token")), signature(Some("other")));
        assert!(!plain.contains(SESSION_TOKEN) && plain != lent && lent != other);
        assert!(
            lent.contains("SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token,"),
            "{lent}"
        );
    }

    #[test]
    fn a_refusal_is_known_by_its_code_and_by_nothing_else() {
        let answer =
            |code: &str| format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>No</Message></Error>");
        assert_eq!(code(answer("NoSuchBucket").as_bytes()).as_deref(), Some("NoSuchBucket"));
        let endless = "x".repeat(CODE_LETTERS_MAX + 1);
        for other in ["", "<b>x</b>", "a\nb", endless.as_str()] {
            assert_eq!(code(answer(other).as_bytes()), None, "{other}");
        }
        assert_eq!(code(b"\xff not found"), None);
    }
}
