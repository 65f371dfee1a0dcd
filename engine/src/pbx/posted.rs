//! What was posted to us: the bodies of captured requests with their password checked and their form undone, or a body alone.

use std::borrow::Cow;

use super::parsed::Observed;
use super::requests::{self, Request, captured, is_capture};
use super::settings::Settings;
use super::signature;

/// How a form with one record begins.
const FORM: &[u8] = b"cdr=";

/// The bodies of an input: what was captured, with password and form undone, or the input itself.
pub fn bodies(input: &[u8], settings: &Settings, observed: &mut Observed, mut take: impl FnMut(&[u8], &mut Observed)) {
    if !is_capture(input) {
        // A form as it was posted, without its request.
        let alone = Request {
            method: String::new(),
            target: String::new(),
            headers: Vec::new(),
            body: input,
        };
        return match body(&alone).filter(|_| input.starts_with(FORM)) {
            Some(body) => take(&body, observed),
            None => take(input, observed),
        };
    }
    let (requests, rest) = captured(input);
    for (index, request) in requests.iter().enumerate() {
        let wanted = settings.given.secrets.basic.as_ref();
        if wanted.is_some_and(|wanted| !signature::basic(request.header("authorization"), wanted)) {
            observed.quarantine(index + 1, "bad_signature", "wrong user or password");
            continue;
        }
        let Some(body) = body(request) else {
            observed.quarantine(index + 1, "bad_payload", "no field `cdr`");
            continue;
        };
        let mut found = Observed::default();
        take(&body, &mut found);
        found.renumber(index + 1);
        observed.extend(found);
    }
    if let Some(rest) = rest {
        observed.quarantine(requests.len() + 1, "bad_payload", rest);
    }
}

/// The record of a post: raw, or the field `cdr` of a form, percent-encoded or in base64.
fn body<'a>(request: &Request<'a>) -> Option<Cow<'a, [u8]>> {
    use base64::Engine as _;
    let body = request.body;
    let plain = request
        .header("content-type")
        .is_some_and(|kind| kind.contains("plaintext"));
    let Some(field) = body.strip_prefix(FORM) else {
        let first = body.iter().find(|byte| !byte.is_ascii_whitespace());
        return matches!(first, Some(b'{' | b'<' | b'[')).then_some(Cow::Borrowed(body));
    };
    if plain {
        return Some(Cow::Borrowed(field));
    }
    // Raw XML may hold any `&`: what is written out is no escaped form.
    if field.trim_ascii_start().starts_with(b"<") {
        return Some(Cow::Borrowed(field));
    }
    let (_, value) = requests::form(body).into_iter().find(|(key, _)| key == "cdr")?;
    if value.trim_start().starts_with(['{', '<']) {
        return Some(Cow::Owned(value.into_bytes()));
    }
    // A form turns `+` into a blank, and FreeSWITCH ends a line after every 72 letters.
    let letters = value.replace(' ', "+").replace(['\r', '\n'], "");
    base64::engine::general_purpose::STANDARD
        .decode(letters)
        .ok()
        .map(Cow::Owned)
}
