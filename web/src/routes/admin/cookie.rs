//! The browser's session of the staff: another cookie than tenants', sent to the staff's paths only. Its CSRF token follows from it as
//! everybody's does: `identity::cookie`.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};

use crate::config::Config;

const PLAIN: &str = "audiapro_staff";
/// `__Host-` would send it everywhere.
const SECURE: &str = "__Secure-audiapro_staff";

fn name(config: &Config) -> &'static str {
    if config.is_https() { SECURE } else { PLAIN }
}

pub fn of(request: &HttpRequest, config: &Config) -> Option<String> {
    request.cookie(name(config)).map(|cookie| cookie.value().to_owned())
}

pub fn set(config: &Config, text: &str, seconds: i64) -> Cookie<'static> {
    Cookie::build(name(config), text.to_owned())
        .path("/admin")
        .http_only(true)
        .secure(config.is_https())
        .same_site(SameSite::Strict)
        .max_age(Duration::seconds(seconds))
        .finish()
}

pub fn clear(config: &Config) -> Cookie<'static> {
    set(config, "", 0)
}
