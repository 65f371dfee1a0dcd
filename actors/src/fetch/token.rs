//! Tokens that telephone systems give for a user and a password: where one is asked for and how it is shown; those that were given, until
//! they expire or are refused. They are kept in memory alone: a process that begins asks anew.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use models::ids::TenantId;
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::{Method, Request, Url};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use tokio::time::Instant;
use uuid::Uuid;

use super::Trouble;
use super::address::{Origin, web_address};
use super::answer::{Answer, is_pointer};
use super::response::refused;
use crate::outbound::Outbound;

/// Seconds for which a token is taken to be good, if nobody says it, and at most.
const LASTS_S: u64 = 600;
const LASTS_MAX_S: u64 = 24 * 3600;
/// What a server refuses is not asked for again before: some lock out who asks too often, and give only so many tokens at a time.
const AGAIN: Duration = Duration::from_secs(600);
const TOKEN_BYTES_MAX: usize = 4096;
const NAME_MAX: usize = 100;

/// Where a token is asked for, and how it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TokenPlace {
    /// A JSON object with user and password is posted there.
    pub url: String,
    pub user_key: String,
    pub password_key: String,
    /// JSON pointer of the token in the answer.
    pub pointer: String,
    /// JSON pointer of the seconds for which it is good.
    pub expires_pointer: Option<String>,
    /// It is shown as this parameter of a query; if there is none, as a bearer's in the header.
    pub parameter: Option<String>,
}

impl Default for TokenPlace {
    fn default() -> Self {
        Self {
            url: String::new(),
            user_key: "username".into(),
            password_key: "password".into(),
            pointer: "/access_token".into(),
            expires_pointer: None,
            parameter: None,
        }
    }
}

impl TokenPlace {
    /// Which host gives it. It is shown to that one and to no other.
    pub fn origin(&self) -> Option<Origin> {
        Origin::of(&web_address(&self.url)?)
    }

    /// Why it cannot be, if so; `base` is where recordings are asked for.
    pub fn fault(&self, base: Option<&str>) -> Option<String> {
        let origin = self.origin();
        let base = base.and_then(|base| Origin::of(&web_address(base)?));
        let is_name = |name: &str| (1..=NAME_MAX).contains(&name.len()) && !name.chars().any(char::is_control);
        let is_parameter = |name: &str| {
            let is_plain = |letter: u8| letter.is_ascii_alphanumeric() || b"_-.".contains(&letter);
            is_name(name) && name.bytes().all(is_plain)
        };
        let fault = match self {
            _ if origin.is_none() => "`url` is an http or https address, without a user in it",
            _ if base.is_none() => "it needs a `base_url`, where the token is shown",
            _ if origin != base => "`url` is at the scheme, host and port of `base_url`: the token goes to no other",
            _ if !is_name(&self.user_key) || !is_name(&self.password_key) || self.user_key == self.password_key => {
                "`user_key` and `password_key` are two names"
            }
            _ if !is_pointer(&self.pointer) => "`pointer` is a JSON pointer such as /access_token",
            Self {
                expires_pointer: Some(pointer),
                ..
            } if !is_pointer(pointer) => "`expires_pointer` is a JSON pointer such as /access_token_expire_time",
            Self {
                parameter: Some(name), ..
            } if !is_parameter(name) => "`parameter` holds letters, digits, `_`, `-` and `.`",
            _ => return None,
        };
        Some(fault.to_owned())
    }
}

/// A source that shows a token, and for what it is given one.
pub(super) struct Bearer<'a> {
    pub(super) tenant: TenantId,
    pub(super) source: Uuid,
    pub(super) place: &'a TokenPlace,
    pub(super) user: &'a str,
    pub(super) password: &'a str,
}

impl Bearer<'_> {
    /// The token, and for how long it is good.
    async fn ask(&self, outbound: &Outbound) -> Result<(String, Duration), Trouble> {
        let unsaid = |detail: &str| Trouble::never("bad_secret", detail);
        let url: Url = web_address(&self.place.url).ok_or_else(|| unsaid("no address can be asked for a token"))?;
        let pairs = [
            (&self.place.user_key, self.user),
            (&self.place.password_key, self.password),
        ];
        let body: Map<String, Value> = pairs
            .into_iter()
            .map(|(key, text)| (key.clone(), text.into()))
            .collect();
        let body = serde_json::to_vec(&body).map_err(|_| unsaid("the secret cannot be written as JSON"))?;
        let mut request = Request::new(Method::POST, url);
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        *request.body_mut() = Some(body.into());
        let response = outbound.send(request).await?;
        if response.status() != 200 {
            let trouble = refused(&response);
            let detail = format!("asked for a token: {}", trouble.detail);
            return Err(Trouble { detail, ..trouble });
        }
        let answer = Answer::read(response).await?;
        let is_whole = |text: &&str| text.len() <= TOKEN_BYTES_MAX && !text.chars().any(char::is_control);
        let token = answer.text(&self.place.pointer).filter(is_whole);
        let token = token.ok_or_else(|| {
            let trouble = answer.lacks(&self.place.pointer, &[self.password]);
            let detail = format!("asked for a token: {}", trouble.detail);
            Trouble { detail, ..trouble }
        })?;
        let told = self.place.expires_pointer.as_deref();
        let lasts = lasts(told.and_then(|pointer| answer.number(pointer)));
        Ok((token.to_owned(), lasts))
    }

    /// By which it is seen that something else is said by now.
    fn print(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        let place = self.place;
        for text in [&place.url, &place.user_key, &place.password_key, &place.pointer] {
            hash.update(text.as_bytes());
            hash.update([0_u8]);
        }
        hash.update(self.user.as_bytes());
        hash.update([0_u8]);
        hash.update(self.password.as_bytes());
        hash.finalize().into()
    }
}

/// A tenth of its time before it expires, a token is asked for anew.
fn lasts(told_s: Option<u64>) -> Duration {
    let seconds = told_s.unwrap_or(LASTS_S).min(LASTS_MAX_S);
    Duration::from_millis(seconds * 900)
}

/// A token as it is shown.
pub(super) struct Token {
    pub(super) text: String,
    /// It was given just now, and not for another recording.
    pub(super) is_fresh: bool,
}

struct Kept {
    print: [u8; 32],
    /// Or why none was given.
    said: Result<String, Trouble>,
    until: Instant,
    /// It was refused when it had just been given: until then another one would be, too.
    firm_until: Option<Instant>,
}

/// Whoever asks for a token holds it, so that others of the same source wait for that one.
type Slot = Arc<tokio::sync::Mutex<Option<Kept>>>;

/// The tokens that sources were given.
#[derive(Default)]
pub(super) struct Tokens(Mutex<HashMap<(TenantId, Uuid), Slot>>);

impl Tokens {
    /// The one that was given, or another one if it is about to expire.
    pub(super) async fn show(&self, bearer: &Bearer<'_>, outbound: &Outbound) -> Result<Token, Trouble> {
        let slot = self.slot(bearer);
        let (mut kept, print, now) = (slot.lock().await, bearer.print(), Instant::now());
        if let Some(known) = kept.as_ref().filter(|kept| kept.print == print && kept.until > now) {
            return known.said.clone().map(|text| Token { text, is_fresh: false });
        }
        let (said, lasts) = match bearer.ask(outbound).await {
            Ok((text, lasts)) => (Ok(text), lasts),
            Err(trouble) if matches!(trouble.code, "unauthorized" | "bad_answer" | "refused") => (Err(trouble), AGAIN),
            Err(trouble) => return Err(trouble),
        };
        *kept = Some(Kept {
            print,
            said: said.clone(),
            until: Instant::now() + lasts,
            firm_until: None,
        });
        said.map(|text| Token { text, is_fresh: true })
    }

    /// It seems that it is taken no more. Whether another one is to be tried.
    pub(super) async fn refuse(&self, bearer: &Bearer<'_>, token: &Token) -> bool {
        let slot = self.slot(bearer);
        let (mut kept, now) = (slot.lock().await, Instant::now());
        let is_it = |kept: &Kept| kept.said.as_ref().is_ok_and(|text| *text == token.text);
        let Some(known) = kept.as_mut().filter(|kept| is_it(kept)) else {
            return true;
        };
        if token.is_fresh {
            known.firm_until = Some(now + AGAIN);
            return false;
        }
        if known.firm_until.is_some_and(|until| until > now) {
            return false;
        }
        *kept = None;
        true
    }

    fn slot(&self, bearer: &Bearer<'_>) -> Slot {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (bearer.tenant, bearer.source);
        if !slots.contains_key(&key) {
            let now = Instant::now();
            // Of sources that have not fetched for long nothing is kept.
            slots.retain(|_, slot| match slot.try_lock() {
                Ok(kept) => Arc::strong_count(slot) > 1 || kept.as_ref().is_some_and(|kept| kept.until > now),
                Err(_) => true,
            });
        }
        slots.entry(key).or_default().clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> TokenPlace {
        TokenPlace {
            url: "https://pbx.example:8088/openapi/v1.0/get_token".into(),
            expires_pointer: Some("/access_token_expire_time".into()),
            parameter: Some("access_token".into()),
            ..TokenPlace::default()
        }
    }

    #[test]
    fn what_is_said_of_a_token_is_checked() {
        let base = Some("https://pbx.example:8088/openapi/v1.0/recording/download?file={ref}");
        assert_eq!(place().fault(base), None);
        let wrong = |change: fn(&mut TokenPlace)| {
            let mut place = place();
            change(&mut place);
            place.fault(base).unwrap()
        };
        for (fault, word) in [
            (wrong(|place| place.url = "ftp://pbx.example".into()), "`url`"),
            (
                wrong(|place| place.url = "https://pbx.example/get_token".into()),
                "host and port",
            ),
            (wrong(|place| place.user_key = "password".into()), "`user_key`"),
            (wrong(|place| place.pointer = "access_token".into()), "`pointer`"),
            (
                wrong(|place| place.expires_pointer = Some(String::new())),
                "`expires_pointer`",
            ),
            (wrong(|place| place.parameter = Some("a b".into())), "`parameter`"),
            (place().fault(None).unwrap(), "`base_url`"),
        ] {
            assert!(fault.contains(word), "{fault}");
        }
    }

    #[test]
    fn a_token_is_asked_for_anew_before_it_expires() {
        assert_eq!(lasts(Some(1800)), Duration::from_secs(1620));
        assert_eq!(lasts(None), Duration::from_secs(540));
        assert_eq!(
            (lasts(Some(0)), lasts(Some(u64::MAX))),
            (Duration::ZERO, Duration::from_secs(77_760))
        );
    }

    #[test]
    fn a_token_is_kept_for_those_words_alone_for_which_it_was_given() {
        let place = place();
        let print = |user: &str, password: &str| {
            let bearer = Bearer {
                tenant: TenantId(Uuid::nil()),
                source: Uuid::nil(),
                place: &place,
                user,
                password,
            };
            bearer.print()
        };
        assert_eq!(print("a", "b"), print("a", "b"));
        assert!(print("a", "b") != print("a", "c") && print("ab", "") != print("a", "b"));
    }
}
