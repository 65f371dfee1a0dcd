//! HTTP digest access authentication (RFC 7616): a challenge → the header that answers it. Chance and the request are arguments.

use std::collections::HashMap;

use sha2::Sha256;

/// What a server asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    realm: String,
    nonce: String,
    opaque: Option<String>,
    algorithm: Algorithm,
    is_session: bool,
    has_qop: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Algorithm {
    Md5,
    Sha256,
}

impl Algorithm {
    fn hash(self, text: &str) -> String {
        match self {
            Self::Md5 => hex::encode(<md5::Md5 as md5::Digest>::digest(text.as_bytes())),
            Self::Sha256 => hex::encode(<Sha256 as sha2::Digest>::digest(text.as_bytes())),
        }
    }

    fn name(self, is_session: bool) -> &'static str {
        match (self, is_session) {
            (Self::Md5, false) => "MD5",
            (Self::Md5, true) => "MD5-sess",
            (Self::Sha256, false) => "SHA-256",
            (Self::Sha256, true) => "SHA-256-sess",
        }
    }
}

impl Challenge {
    /// Of a `WWW-Authenticate` header; `None` if it asks for something else, or in a way that nobody knows.
    pub fn parse(header: &str) -> Option<Self> {
        let rest = header.trim();
        let (scheme, rest) = rest.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("digest") {
            return None;
        }
        let pairs = pairs(rest);
        let get = |name: &str| pairs.get(name).cloned();
        let named = get("algorithm").unwrap_or_else(|| "MD5".into()).to_ascii_uppercase();
        let (name, is_session) = match named.strip_suffix("-SESS") {
            Some(name) => (name, true),
            None => (named.as_str(), false),
        };
        let algorithm = match name {
            "MD5" => Algorithm::Md5,
            "SHA-256" => Algorithm::Sha256,
            _ => return None,
        };
        let qop = get("qop");
        let has_qop = qop
            .as_ref()
            .is_some_and(|qop| qop.split(',').any(|one| one.trim().eq_ignore_ascii_case("auth")));
        if qop.is_some() && !has_qop {
            return None;
        }
        Some(Self {
            realm: get("realm")?,
            nonce: get("nonce")?,
            opaque: get("opaque"),
            algorithm,
            is_session,
            has_qop,
        })
    }

    /// The `Authorization` header of the first request with this nonce.
    pub fn answer(&self, user: &str, password: &str, method: &str, uri: &str, cnonce: &str) -> String {
        const COUNT: &str = "00000001";
        let hash = |text: &str| self.algorithm.hash(text);
        let mut a1 = hash(&format!("{user}:{}:{password}", self.realm));
        if self.is_session {
            a1 = hash(&format!("{a1}:{}:{cnonce}", self.nonce));
        }
        let a2 = hash(&format!("{method}:{uri}"));
        let response = match self.has_qop {
            true => hash(&format!("{a1}:{}:{COUNT}:{cnonce}:auth:{a2}", self.nonce)),
            false => hash(&format!("{a1}:{}:{a2}", self.nonce)),
        };
        let mut header = format!(
            "Digest username=\"{}\", realm=\"{}\", nonce=\"{}\", uri=\"{uri}\", algorithm={}, response=\"{response}\"",
            quoted(user),
            quoted(&self.realm),
            quoted(&self.nonce),
            self.algorithm.name(self.is_session),
        );
        if self.has_qop {
            header.push_str(&format!(", qop=auth, nc={COUNT}, cnonce=\"{cnonce}\""));
        }
        if let Some(opaque) = &self.opaque {
            header.push_str(&format!(", opaque=\"{}\"", quoted(opaque)));
        }
        header
    }
}

fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// `name=value, name="va\"lue"`; names in small letters.
fn pairs(text: &str) -> HashMap<String, String> {
    let mut pairs = HashMap::new();
    let mut letters = text.chars().peekable();
    loop {
        let name: String = std::iter::from_fn(|| letters.next_if(|letter| *letter != '=')).collect();
        if letters.next().is_none() {
            return pairs;
        }
        let mut value = String::new();
        if letters.next_if_eq(&'"').is_some() {
            while let Some(letter) = letters.next() {
                match letter {
                    '"' => break,
                    '\\' => value.extend(letters.next()),
                    letter => value.push(letter),
                }
            }
            while letters.next_if(|letter| *letter != ',').is_some() {}
        } else {
            value.extend(std::iter::from_fn(|| letters.next_if(|letter| *letter != ',')));
        }
        let name = name.trim_matches(|letter: char| letter == ',' || letter.is_whitespace());
        pairs.insert(name.to_ascii_lowercase(), value.trim().to_owned());
        letters.next_if_eq(&',');
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_examples_of_rfc_7616_give_what_it_says() {
        for (algorithm, response) in [
            ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
            (
                "SHA-256",
                "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
            ),
        ] {
            let header = format!(
                "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm={algorithm}, \
                 nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""
            );
            let challenge = Challenge::parse(&header).unwrap();
            let cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
            let answer = challenge.answer("Mufasa", "Circle of Life", "GET", "/dir/index.html", cnonce);
            assert!(answer.contains(&format!("response=\"{response}\"")), "{answer}");
            assert!(
                answer.contains("nc=00000001") && answer.contains("opaque=\"FQhe"),
                "{answer}"
            );
        }
    }

    #[test]
    fn a_server_of_rfc_2069_is_answered_too_and_what_nobody_knows_is_not() {
        let challenge = Challenge::parse("digest realm=\"a \\\"b\\\"\", nonce=\"n\"").unwrap();
        let answer = challenge.answer("u", "p", "GET", "/", "c");
        assert!(
            answer.contains("realm=\"a \\\"b\\\"\"") && !answer.contains("qop"),
            "{answer}"
        );
        for other in [
            "Basic realm=\"x\"",
            "Digest realm=\"x\", nonce=\"n\", algorithm=SHA-512-256",
            "Digest realm=\"x\", nonce=\"n\", qop=\"auth-int\"",
            "Digest",
        ] {
            assert_eq!(Challenge::parse(other), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn no_header_panics(header in ".{0,80}") {
            let _ = Challenge::parse(&format!("Digest {header}"));
        }
    }
}
