//! HTTP digest access authentication (RFC 7616): a challenge → the header that answers it. Chance and the request are arguments.

use std::collections::HashMap;

use sha2::{Sha256, Sha512_256};

use super::address::encoded;

/// What a server asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    realm: String,
    nonce: String,
    opaque: Option<String>,
    algorithm: Algorithm,
    is_session: bool,
    quality: Quality,
    /// The name of the user is sent as a hash.
    hides_user: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Algorithm {
    Md5,
    Sha256,
    Sha512_256,
}

/// What the answer protects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quality {
    /// As RFC 2069 has it.
    Old,
    Request,
    /// The body as well, which these requests have not.
    RequestAndBody,
}

impl Algorithm {
    fn by_name(name: &str) -> Option<Self> {
        match name {
            "MD5" => Some(Self::Md5),
            "SHA-256" => Some(Self::Sha256),
            "SHA-512-256" => Some(Self::Sha512_256),
            _ => None,
        }
    }

    fn hash(self, text: &str) -> String {
        let bytes = text.as_bytes();
        match self {
            Self::Md5 => hex::encode(<md5::Md5 as md5::Digest>::digest(bytes)),
            Self::Sha256 => hex::encode(<Sha256 as sha2::Digest>::digest(bytes)),
            Self::Sha512_256 => hex::encode(<Sha512_256 as sha2::Digest>::digest(bytes)),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha256 => "SHA-256",
            Self::Sha512_256 => "SHA-512-256",
        }
    }
}

impl Quality {
    /// The least that is asked for; `None`: nothing that is known.
    fn of(asked: Option<&str>) -> Option<Self> {
        let Some(asked) = asked else { return Some(Self::Old) };
        let holds = |wanted: &str| asked.split(',').any(|one| one.trim().eq_ignore_ascii_case(wanted));
        match (holds("auth"), holds("auth-int")) {
            (true, _) => Some(Self::Request),
            (false, true) => Some(Self::RequestAndBody),
            (false, false) => None,
        }
    }

    fn name(self) -> Option<&'static str> {
        match self {
            Self::Old => None,
            Self::Request => Some("auth"),
            Self::RequestAndBody => Some("auth-int"),
        }
    }
}

impl Challenge {
    /// The first one of a `WWW-Authenticate` header that can be answered, as the server prefers them; `None` if it asks for something else, or
    /// in a way that nobody knows.
    pub fn parse(header: &str) -> Option<Self> {
        let mut digests = challenges(header).into_iter().filter(|(scheme, _)| scheme == "digest");
        digests.find_map(|(_, pairs)| Self::of(&pairs))
    }

    fn of(pairs: &HashMap<String, String>) -> Option<Self> {
        let get = |name: &str| pairs.get(name).cloned();
        let named = get("algorithm").unwrap_or_else(|| "MD5".into()).to_ascii_uppercase();
        let (name, is_session) = match named.strip_suffix("-SESS") {
            Some(name) => (name, true),
            None => (named.as_str(), false),
        };
        Some(Self {
            realm: get("realm")?,
            nonce: get("nonce")?,
            opaque: get("opaque"),
            algorithm: Algorithm::by_name(name)?,
            is_session,
            quality: Quality::of(get("qop").as_deref())?,
            hides_user: get("userhash").is_some_and(|hides| hides.eq_ignore_ascii_case("true")),
        })
    }

    /// The `Authorization` header of the first request with this nonce. The request has no body.
    pub fn answer(&self, user: &str, password: &str, method: &str, uri: &str, cnonce: &str) -> String {
        const COUNT: &str = "00000001";
        let hash = |text: &str| self.algorithm.hash(text);
        let mut a1 = hash(&format!("{user}:{}:{password}", self.realm));
        if self.is_session {
            a1 = hash(&format!("{a1}:{}:{cnonce}", self.nonce));
        }
        let a2 = match self.quality {
            Quality::RequestAndBody => hash(&format!("{method}:{uri}:{}", hash(""))),
            Quality::Old | Quality::Request => hash(&format!("{method}:{uri}")),
        };
        let response = match self.quality.name() {
            Some(quality) => hash(&format!("{a1}:{}:{COUNT}:{cnonce}:{quality}:{a2}", self.nonce)),
            None => hash(&format!("{a1}:{}:{a2}", self.nonce)),
        };
        let session = if self.is_session { "-sess" } else { "" };
        let mut header = format!(
            "Digest {}, realm=\"{}\", nonce=\"{}\", uri=\"{uri}\", algorithm={}{session}, response=\"{response}\"",
            self.named(user),
            quoted(&self.realm),
            quoted(&self.nonce),
            self.algorithm.name(),
        );
        if let Some(quality) = self.quality.name() {
            header.push_str(&format!(", qop={quality}, nc={COUNT}"));
        }
        if self.quality != Quality::Old || self.is_session {
            header.push_str(&format!(", cnonce=\"{cnonce}\""));
        }
        if let Some(opaque) = &self.opaque {
            header.push_str(&format!(", opaque=\"{}\"", quoted(opaque)));
        }
        if self.hides_user {
            header.push_str(", userhash=true");
        }
        header
    }

    /// Who answers: hashed where that is asked for, else as it is, or encoded (RFC 5987) where it could not stand in a header.
    fn named(&self, user: &str) -> String {
        if self.hides_user {
            let hidden = self.algorithm.hash(&format!("{user}:{}", self.realm));
            return format!("username=\"{hidden}\"");
        }
        match user.is_ascii() {
            true => format!("username=\"{}\"", quoted(user)),
            false => format!("username*=UTF-8''{}", encoded(user, false)),
        }
    }
}

fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// The challenges of a header (RFC 9110, 11.6.1), each with its scheme and the pairs behind it; schemes and names in small letters. One header may
/// hold several.
fn challenges(header: &str) -> Vec<(String, HashMap<String, String>)> {
    let mut found: Vec<(String, HashMap<String, String>)> = Vec::new();
    for item in items(header) {
        let (scheme, pair) = match item.split_once(char::is_whitespace) {
            Some((word, rest)) if !word.contains('=') && !rest.trim_start().starts_with('=') => (Some(word), rest),
            None if !item.contains('=') => (Some(item), ""),
            _ => (None, item),
        };
        if let Some(scheme) = scheme {
            found.push((scheme.to_ascii_lowercase(), HashMap::new()));
        }
        if let (Some((_, pairs)), Some((name, value))) = (found.last_mut(), pair.split_once('=')) {
            pairs.insert(name.trim().to_ascii_lowercase(), unquoted(value.trim()));
        }
    }
    found
}

/// What stands between the commas that stand in no quotes; nothing that is blank.
fn items(text: &str) -> Vec<&str> {
    let (mut items, mut begin) = (Vec::new(), 0);
    let (mut in_quotes, mut is_escaped) = (false, false);
    for (at, letter) in text.char_indices() {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' if in_quotes => is_escaped = true,
            '"' => in_quotes = !in_quotes,
            ',' if !in_quotes => {
                items.push(&text[begin..at]);
                begin = at + 1;
            }
            _ => {}
        }
    }
    items.push(&text[begin..]);
    let items = items.into_iter().map(str::trim);
    items.filter(|item| !item.is_empty()).collect()
}

/// `"va\"lue"` → `va"lue`; what stands in no quotes is as it is.
fn unquoted(value: &str) -> String {
    let Some(inner) = value.strip_prefix('"') else {
        return value.to_owned();
    };
    let mut letters = inner.chars();
    let mut text = String::new();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => break,
            '\\' => text.extend(letters.next()),
            letter => text.push(letter),
        }
    }
    text
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

    /// With the values of its erratum 4897: those that are printed are none of SHA-512/256.
    #[test]
    fn a_name_of_any_letters_is_hashed_where_that_is_asked_for_and_else_encoded() {
        for (hides, named) in [
            (
                "true",
                "username=\"793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b\"",
            ),
            ("false", "username*=UTF-8''J%C3%A4s%C3%B8n%20Doe"),
        ] {
            let header = format!(
                "Digest realm=\"api@example.org\", qop=\"auth\", algorithm=SHA-512-256, charset=UTF-8, userhash={hides}, \
                 nonce=\"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK\", opaque=\"HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS\""
            );
            let challenge = Challenge::parse(&header).unwrap();
            let cnonce = "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v";
            let answer = challenge.answer("Jäsøn Doe", "Secret, or not?", "GET", "/doe.json", cnonce);
            assert!(answer.is_ascii() && answer.contains(named), "{answer}");
            assert_eq!(answer.contains("userhash=true"), hides == "true", "{answer}");
            let response = "3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5";
            assert!(answer.contains(&format!("response=\"{response}\"")), "{answer}");
        }
    }

    #[test]
    fn a_server_of_rfc_2069_is_answered_too_and_what_nobody_knows_is_not() {
        let challenge = Challenge::parse("digest realm=\"a \\\"b\\\"\", nonce=\"n\"").unwrap();
        let answer = challenge.answer("u", "p", "GET", "/", "c");
        assert!(
            answer.contains("realm=\"a \\\"b\\\"\"") && !answer.contains("qop") && !answer.contains("cnonce"),
            "{answer}"
        );
        for other in [
            "Basic realm=\"x\"",
            "Digest realm=\"x\", nonce=\"n\", algorithm=SHA-1",
            "Digest realm=\"x\", nonce=\"n\", qop=\"auth-conf\"",
            "Digest realm=\"x\"",
            "Digest",
            "",
        ] {
            assert_eq!(Challenge::parse(other), None, "{other}");
        }
    }

    #[test]
    fn an_answer_may_have_to_vouch_for_the_body_and_a_session_always_has_its_own_nonce() {
        let header = "Digest realm=\"http-auth@example.org\", qop=\"auth-int\", algorithm=MD5, \
                      nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\"";
        let cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
        let challenge = Challenge::parse(header).unwrap();
        let answer = challenge.answer("Mufasa", "Circle of Life", "GET", "/dir/index.html", cnonce);
        assert!(answer.contains("qop=auth-int"), "{answer}");
        assert!(
            answer.contains("response=\"8804a53d3640a40a4f73cea12c5ba451\""),
            "{answer}"
        );
        let session = Challenge::parse("Digest realm=\"r\", nonce=\"n\", algorithm=MD5-sess").unwrap();
        let answer = session.answer("u", "p", "GET", "/", "c");
        assert!(
            answer.contains("algorithm=MD5-sess") && answer.contains("cnonce=\"c\"") && !answer.contains("nc="),
            "{answer}"
        );
    }

    #[test]
    fn of_several_challenges_in_one_header_the_first_that_is_known_is_answered() {
        let header = "Negotiate, Basic realm=\"a, Digest\", Digest realm=\"old\", nonce=\"1\", algorithm=SHA-1, \
                      Digest realm = \"new\" , nonce=2, qop=\"auth,auth-int\", algorithm=SHA-256, Digest realm=\"weak\", nonce=\"3\"";
        let answer = Challenge::parse(header).unwrap().answer("u", "p", "GET", "/", "c");
        assert!(
            answer.contains("realm=\"new\", nonce=\"2\"") && answer.contains("algorithm=SHA-256"),
            "{answer}"
        );
    }

    proptest! {
        #[test]
        fn no_header_panics(header in ".{0,80}") {
            let _ = Challenge::parse(&header);
            let _ = Challenge::parse(&format!("Digest {header}"));
        }
    }
}
