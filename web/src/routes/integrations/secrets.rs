//! How a source proves that it is the one: a password, a key in a header, a signature over the raw bytes, or its provider's own way. Pure
//! but for new ones, which are random.

use actix_web::HttpRequest;
use actors::engine::pbx::settings::Basic;
use actors::engine::pbx::settings::Secrets as OfForm;
use actors::engine::pbx::signature;
use actors::engine::pbx::source::Source as Form;
use chrono::{DateTime, Utc};
use models::identity::api_key::Secret;
use models::integrations::source;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// Kinds that we can make ourselves; the others come from the provider.
pub const ISSUED: [&str; 4] = ["basic", "header", "hmac", "webhook_secret"];

/// A source's secrets as they are sealed.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Kept {
    pub now: Map<String, Value>,
    /// Those before the last rotation, as long as they are still taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<Before>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Before {
    secrets: Map<String, Value>,
    until: DateTime<Utc>,
}

impl Kept {
    pub fn new(now: Map<String, Value>) -> Self {
        Self { now, before: None }
    }

    /// What is taken at this moment, the newest first.
    pub fn taken(&self, at: DateTime<Utc>) -> impl Iterator<Item = &Map<String, Value>> {
        let before = self.before.iter().filter(move |before| at < before.until);
        std::iter::once(&self.now).chain(before.map(|before| &before.secrets))
    }

    /// Puts another secret of this kind in the place of the one that is there, which is still taken until then.
    pub fn rotated(&self, kind: &str, new: Value, until: DateTime<Utc>) -> Self {
        let mut now = self.now.clone();
        now.insert(kind.to_owned(), new);
        Self {
            now,
            before: Some(Before {
                secrets: self.now.clone(),
                until,
            }),
        }
    }

    /// The one kind that can be made anew, if there is exactly one.
    pub fn issued_kind(&self) -> Option<&'static str> {
        let mut kinds = ISSUED.into_iter().filter(|kind| self.now.contains_key(*kind));
        kinds.next().filter(|_| kinds.next().is_none())
    }
}

/// The kind that a new source is given when nobody says which; `None` where the provider gives it.
pub fn usual_kind(form: Option<Form>) -> Option<&'static str> {
    match form.and_then(|form| form.format().signed_with()) {
        None => Some("basic"),
        Some(own) => ISSUED.into_iter().find(|kind| *kind == own),
    }
}

/// A new secret of this kind for the source of that name; what stood there before gives what else belongs to it.
pub fn issue(kind: &str, name: &str, before: Option<&Value>) -> Result<Value, models::Error> {
    let text = Secret::random("")?.reveal().to_owned();
    let kept = |key: &str, usual: &str| before.and_then(|old| old[key].as_str()).unwrap_or(usual).to_owned();
    Ok(match kind {
        "basic" => json!({ "user": kept("user", name), "password": text }),
        "header" => json!({ "name": kept("name", "X-AudiaPro-Key"), "value": text }),
        "hmac" => {
            json!({ "header": kept("header", "X-AudiaPro-Signature"), "secret": text, "encoding": kept("encoding", "hex") })
        }
        _ => Value::String(text),
    })
}

/// Secrets that are checked here, before anything is read; the others are the form's own to check.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Doorkeepers {
    basic: Option<Basic>,
    header: Option<Header>,
    hmac: Option<Hmac>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    name: String,
    value: String,
}

/// HMAC-SHA-256 of the body.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Hmac {
    header: String,
    secret: String,
    #[serde(default)]
    encoding: Encoding,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Encoding {
    #[default]
    Hex,
    Base64,
}

/// Whether these can be secrets of a source that writes in this form; the sentence names the key. A provider's secret is taken only where
/// the form checks it: it would open the door otherwise.
pub fn check(given: &Map<String, Value>, form: Option<Form>) -> Result<(), String> {
    let own = form.and_then(|form| form.format().signed_with());
    for (name, value) in given {
        if own == Some(name.as_str()) {
            if value.as_str().is_none_or(str::is_empty) {
                return Err(format!("`{name}` is a text"));
            }
        } else if !["basic", "header", "hmac"].contains(&name.as_str()) {
            return Err(format!("`{name}` is no secret of a source of this form"));
        }
    }
    let doors: Doorkeepers = parsed(given).map_err(|error| error.to_string())?;
    let mut texts = Vec::new();
    texts.extend(doors.basic.map(|basic| basic.password));
    texts.extend(doors.header.into_iter().flat_map(|header| [header.name, header.value]));
    texts.extend(doors.hmac.into_iter().flat_map(|hmac| [hmac.header, hmac.secret]));
    match texts.iter().find(|text| text.trim().is_empty()) {
        Some(_) => Err("a secret is not empty, and a header has a name".into()),
        None => Ok(()),
    }
}

/// Whether what is checked here is as it must be. `false` also for a source without any secret: it takes nothing without a key.
pub fn are_shown(given: &Map<String, Value>, request: &HttpRequest, body: &[u8]) -> bool {
    pass(given, request, |wanted, shown| match wanted.encoding {
        Encoding::Hex => signature::hmac_sha256_hex(body, shown, &wanted.secret),
        Encoding::Base64 => signature::hmac_sha256(body, shown, &wanted.secret),
    })
}

/// Whether they may be, as long as the body has not come that is signed.
pub fn may_be_shown(given: &Map<String, Value>, request: &HttpRequest) -> bool {
    pass(given, request, |_, shown| shown.is_some())
}

fn pass(
    given: &Map<String, Value>,
    request: &HttpRequest,
    is_signed: impl FnOnce(&Hmac, Option<&str>) -> bool,
) -> bool {
    let Ok(doors) = parsed::<Doorkeepers>(given) else {
        return false;
    };
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let basic = doors
        .basic
        .is_none_or(|wanted| signature::basic(header("authorization"), &wanted));
    let key = doors
        .header
        .is_none_or(|wanted| signature::is_same(header(&wanted.name), &wanted.value));
    let signed = doors
        .hmac
        .is_none_or(|wanted| is_signed(&wanted, header(&wanted.header)));
    !given.is_empty() && basic && key && signed
}

/// Bytes that have not come yet cannot be signed: where a source asks for a signature, only a key will do.
pub fn open_a_stream(kept: &Kept, row: &source::Source, request: &HttpRequest) -> bool {
    let signed_with = Form::from_name(&row.format).and_then(|form| form.format().signed_with());
    let is_signed = |secrets: &Map<String, Value>| {
        secrets.contains_key("hmac") || signed_with.is_some_and(|name| secrets.contains_key(name))
    };
    let mut taken = kept.taken(Utc::now());
    taken.any(|secrets| !is_signed(secrets) && are_shown(secrets, request, b""))
}

/// What the form itself checks while it reads.
pub fn of_form(given: &Map<String, Value>) -> OfForm {
    OfForm {
        basic: None,
        ..parsed(given).unwrap_or_default()
    }
}

fn parsed<T: DeserializeOwned>(given: &Map<String, Value>) -> Result<T, serde_json::Error> {
    serde_json::from_value(Value::Object(given.clone()))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use chrono::TimeDelta;

    use super::*;

    fn given(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn a_password_a_key_and_a_signature_are_asked_for_all_together() {
        let secrets =
            given(json!({ "basic": { "user": "u", "password": "p" }, "header": { "name": "X-Key", "value": "k" } }));
        let request = |basic: &str, key: &str| {
            TestRequest::default()
                .insert_header(("authorization", basic.to_owned()))
                .insert_header(("x-key", key.to_owned()))
                .to_http_request()
        };
        assert!(are_shown(&secrets, &request("Basic dTpw", "k"), b""));
        assert!(!are_shown(&secrets, &request("Basic dTpx", "k"), b""));
        assert!(!may_be_shown(&secrets, &request("Basic dTpx", "k")));
        assert!(!are_shown(&secrets, &request("Basic dTpw", "x"), b""));
        assert!(!are_shown(&given(json!({})), &request("Basic dTpw", "k"), b""));
    }

    #[test]
    fn a_signature_covers_the_raw_bytes() {
        let secrets = given(json!({ "hmac": { "header": "X-Sig", "secret": "key" } }));
        // The value that the literature gives for this key and sentence.
        let sig = "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8";
        let request = TestRequest::default().insert_header(("x-sig", sig)).to_http_request();
        let text = b"The quick brown fox jumps over the lazy dog";
        assert!(are_shown(&secrets, &request, text));
        assert!(may_be_shown(&secrets, &request));
        assert!(!may_be_shown(&secrets, &TestRequest::default().to_http_request()));
        assert!(!are_shown(
            &secrets,
            &request,
            b"The quick brown fox jumps over the lazy cat"
        ));
    }

    #[test]
    fn what_is_no_secret_of_this_form_is_named() {
        let (twilio, asterisk) = (Some(Form::Twilio), Some(Form::AsteriskCdrCsv));
        let token = given(json!({ "auth_token": "x" }));
        assert!(check(&token, twilio).is_ok());
        // Nobody would check it.
        assert_eq!(
            check(&token, asterisk).unwrap_err(),
            "`auth_token` is no secret of a source of this form"
        );
        let number = given(json!({ "auth_token": 3 }));
        assert_eq!(check(&number, twilio).unwrap_err(), "`auth_token` is a text");
        assert!(check(&given(json!({ "hmac": { "header": "", "secret": "x" } })), asterisk).is_err());
        assert!(check(&given(json!({ "basic": { "user": "u", "password": "p" } })), asterisk).is_ok());
    }

    #[test]
    fn what_was_before_a_rotation_is_taken_until_its_end() {
        let kept = Kept::new(given(json!({ "basic": { "user": "u", "password": "old" } })));
        assert_eq!(kept.issued_kind(), Some("basic"));
        let now = Utc::now();
        let new = issue("basic", "rome", kept.now.get("basic")).unwrap();
        assert_eq!(new["user"], "u");
        let kept = kept.rotated("basic", new.clone(), now + TimeDelta::hours(1));
        let kept: Kept = serde_json::from_value(serde_json::to_value(kept).unwrap()).unwrap();
        let passwords = |at| -> Vec<Value> {
            let taken = kept.taken(at);
            taken.map(|secrets| secrets["basic"]["password"].clone()).collect()
        };
        assert_eq!(passwords(now), [new["password"].clone(), json!("old")]);
        assert_eq!(passwords(now + TimeDelta::hours(1)), [new["password"].clone()]);
    }
}
