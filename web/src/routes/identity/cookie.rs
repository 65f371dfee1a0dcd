//! The browser's session: a cookie that scripts cannot read, and a token beside it that pages of other sites cannot know.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::Method;
use sha2::{Digest, Sha256};

use crate::config::Config;
use crate::problem::{Code, Problem};

/// On plain http, as in a network without certificates.
const PLAIN: &str = "audiapro_session";
/// Over TLS: no other host and no plain page can set it.
const SECURE: &str = "__Host-audiapro_session";
const CSRF_HEADER: &str = "x-csrf-token";

fn name(config: &Config) -> &'static str {
    if config.is_https() { SECURE } else { PLAIN }
}

/// The session's text, if the browser sent one.
pub fn of(request: &HttpRequest, config: &Config) -> Option<String> {
    request.cookie(name(config)).map(|cookie| cookie.value().to_owned())
}

pub fn set(config: &Config, text: &str, seconds: i64) -> Cookie<'static> {
    Cookie::build(name(config), text.to_owned())
        .path("/")
        .http_only(true)
        .secure(config.is_https())
        .same_site(SameSite::Lax)
        .max_age(Duration::seconds(seconds))
        .finish()
}

pub fn clear(config: &Config) -> Cookie<'static> {
    set(config, "", 0)
}

/// What a page sends along: it follows from the cookie, which only we and the browser know.
pub fn csrf(text: &str) -> String {
    hex::encode(Sha256::digest(format!("audiapro csrf\0{text}")))
}

/// What changes something comes from our own page, or not at all.
pub fn check(request: &HttpRequest, text: &str) -> Result<(), Problem> {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    let given = request.headers().get(CSRF_HEADER).map(|value| value.as_bytes());
    // Both are hashes of what is not known: where they begin to differ tells nothing.
    let wanted = Sha256::digest(csrf(text).as_bytes());
    if given.map(Sha256::digest) == Some(wanted) {
        return Ok(());
    }
    Err(Problem::new(
        Code::CrossSite,
        "the header `X-CSRF-Token` is missing or not this session's",
    ))
}
