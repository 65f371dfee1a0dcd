//! Addresses that can be asked, and where they are. Pure.

use reqwest::Url;

/// A scheme, a host and a port: what a secret is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    scheme: String,
    host: String,
    port: u16,
}

impl Origin {
    pub fn of(url: &Url) -> Option<Self> {
        Some(Self {
            scheme: url.scheme().to_owned(),
            host: url.host_str()?.to_ascii_lowercase(),
            port: url.port_or_known_default()?,
        })
    }

    /// `HOST[:PORT]`, or with a scheme before it.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let address = match text.contains("://") {
            true => text.to_owned(),
            false => format!("https://{text}"),
        };
        let url = web_address(&address)?;
        let is_bare = matches!(url.path(), "" | "/") && url.query().is_none();
        is_bare.then(|| Self::of(&url)).flatten()
    }
}

/// An address that can be asked: of the web, and without a secret in it.
pub fn web_address(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| !host.is_empty());
    (is_web && url.username().is_empty() && url.password().is_none()).then_some(url)
}

/// Percent-encoded as RFC 3986 has it; slashes stay if they are said to.
pub fn encoded(text: &str, keep_slashes: bool) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(char::from(byte)),
            b'/' if keep_slashes => encoded.push('/'),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}
