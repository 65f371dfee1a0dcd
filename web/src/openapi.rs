//! The OpenAPI document, generated from the handlers. Not served here: `routes::platform::docs` does.

pub(crate) mod headers;

use actix_web::App;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{InfoBuilder, OpenApi, Tag};
use utoipa_actix_web::AppExt;

use crate::paths::{ADMIN, is_bare};
use crate::problem::{self, Code};
use crate::refusals::declare;
use crate::routes;

/// Names of the security schemes: keys and access tokens, and the browser's cookie.
pub const KEY: &str = "api_key";
pub const COOKIE: &str = "session_cookie";
/// How telephone systems show keys of their own.
pub const WEBHOOK_BASIC: &str = "webhook_basic";
pub const WEBHOOK_KEY: &str = "webhook_key";
/// Those of the platform's staff.
pub const STAFF: &str = "staff_token";
pub const STAFF_COOKIE: &str = "staff_cookie";

/// The whole document.
pub fn document() -> OpenApi {
    let (_, mut api) = App::new()
        .into_utoipa_app()
        .configure(routes::documented)
        .split_for_parts();
    api.info = InfoBuilder::new()
        .title("AudiaPro")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Call records and recordings in; transcripts, sentiment and figures out. \
             Every refusal is an RFC 9457 problem; `/problems/{code}` explains each. \
             Every answer has `X-Request-Id`, which the server's log has too.",
        ))
        .license(Some(
            utoipa::openapi::LicenseBuilder::new()
                .name("Apache-2.0")
                .identifier(Some("Apache-2.0"))
                .build(),
        ))
        .build();
    api.tags = Some(tags());
    // One handler answers both, but every operation needs an id of its own.
    for head in api.paths.paths.values_mut().filter_map(|item| item.head.as_mut()) {
        head.operation_id = head.operation_id.take().map(|id| id.replacen("get_", "head_", 1));
    }
    guard(&mut api);
    headers::declare(&mut api);
    let components = api.components.get_or_insert_default();
    for (name, scheme) in [tenant_schemes(), webhook_schemes(), staff_schemes()]
        .into_iter()
        .flatten()
    {
        components.security_schemes.insert(name.into(), scheme.into());
    }
    let problem = <problem::Body as utoipa::PartialSchema>::schema();
    components.schemas.insert("Problem".into(), problem);
    api
}

/// What every operation answers that knows no parameter, that the platform's mode keeps out, and that asks who is there.
fn guard(api: &mut OpenApi) {
    for (path, item) in &mut api.paths.paths {
        let is_staffs = path.starts_with(ADMIN);
        for operation in operations(item) {
            if is_bare(path, operation) {
                declare(operation, &[Code::InvalidParameter]);
            }
            if path.starts_with("/v1/") {
                declare(operation, &[Code::Maintenance]);
            }
            if let Some(security) = &mut operation.security {
                let cookie = if is_staffs { STAFF_COOKIE } else { COOKIE };
                security.push(SecurityRequirement::new(cookie, Vec::<String>::new()));
                for codes in if is_staffs { STAFF_GUARDED } else { GUARDED } {
                    declare(operation, codes);
                }
            }
        }
    }
}

fn tenant_schemes() -> [(&'static str, SecurityScheme); 2] {
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer);
    let bearer = bearer.description(Some(
        "A tenant's API key, as POST /v1/keys or `audiapro tenant create` gives it; or the access token of a session.",
    ));
    let cookie = ApiKeyValue::with_description(
        "audiapro_session",
        "A browser's session; what changes something carries `X-CSRF-Token` too.",
    );
    [
        (KEY, SecurityScheme::Http(bearer.build())),
        (COOKIE, SecurityScheme::ApiKey(ApiKey::Cookie(cookie))),
    ]
}

fn webhook_schemes() -> [(&'static str, SecurityScheme); 2] {
    let basic = HttpBuilder::new().scheme(HttpAuthScheme::Basic);
    let basic = basic.description(Some(
        "User and password of a telephone system: a key that was made with `manner: basic`.",
    ));
    let header = ApiKeyValue::with_description(
        "X-AudiaPro-Key",
        "A telephone system's key in a header: one that was made with `manner: header`.",
    );
    [
        (WEBHOOK_BASIC, SecurityScheme::Http(basic.build())),
        (WEBHOOK_KEY, SecurityScheme::ApiKey(ApiKey::Header(header))),
    ]
}

fn staff_schemes() -> [(&'static str, SecurityScheme); 2] {
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer);
    let bearer = bearer.description(Some("The token of a session of the platform's staff."));
    let cookie = ApiKeyValue::with_description(
        "audiapro_staff",
        "A browser's session of the staff; what changes something carries `X-CSRF-Token` too.",
    );
    [
        (STAFF, SecurityScheme::Http(bearer.build())),
        (STAFF_COOKIE, SecurityScheme::ApiKey(ApiKey::Cookie(cookie))),
    ]
}

/// By status.
const GUARDED: [&[Code]; 3] = [
    &[Code::MissingKey, Code::InvalidKey, Code::InvalidSession],
    &[
        Code::Forbidden,
        Code::TenantSuspended,
        Code::AddressNotAllowed,
        Code::SecondFactorRequired,
        Code::CrossSite,
    ],
    &[Code::TooManyRequests],
];

const STAFF_GUARDED: [&[Code]; 3] = [
    &[Code::MissingKey, Code::InvalidSession],
    &[
        Code::Forbidden,
        Code::AddressNotAllowed,
        Code::SecondFactorRequired,
        Code::CrossSite,
    ],
    &[Code::TooManyRequests],
];

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let methods = [
        &mut item.get,
        &mut item.head,
        &mut item.post,
        &mut item.put,
        &mut item.patch,
        &mut item.delete,
    ];
    methods.into_iter().filter_map(Option::as_mut)
}

/// The document as it is checked in: pretty, with a line end.
pub fn text() -> Result<String, serde_json::Error> {
    document().to_pretty_json().map(|text| text + "\n")
}

fn tags() -> Vec<Tag> {
    vec![
        tag("auth", "Who one is: sessions and what they may do."),
        tag("team", "Members, their roles and groups."),
        tag("keys", "With which programs speak for the tenant."),
        tag("settings", "How the tenant wants it."),
        tag(
            "sources",
            "Telephone systems: how they are configured, where they send, and what of it nobody could read.",
        ),
        tag("calls", "Records, recordings and what the engine found in them."),
        tag("analysis", "What waits, what was given up, and having it done again."),
        tag(
            "analytics",
            "Figures over calls, each with its formula and the calls behind it.",
        ),
        tag("billing", "What was used of the plan."),
        tag(
            "staff",
            "The platform's own people: signing in, and who they are. Tenants' credentials open nothing here.",
        ),
        tag("tenants", "Tenants, as the platform's staff sees and changes them."),
        tag("platform", "Health, metrics and this document."),
    ]
}

fn tag(name: &str, description: &str) -> Tag {
    let mut tag = Tag::new(name);
    tag.description = Some(description.into());
    tag
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paths::Paths;
    use actix_web::http::Method;

    #[test]
    fn operations_that_know_no_parameter_say_that_they_refuse_every_one() {
        let document = document();
        let paths = Paths::of(&document);
        for (method, path) in [
            (Method::GET, "/v1/usage"),
            (Method::GET, "/v1/calls/0198c2f4-7c1e-7d5e-9d0a-2f6f8f1f3a11"),
            (Method::POST, "/v1/auth/sign-in"),
            (Method::DELETE, "/admin/v1/flags/new_pages"),
        ] {
            assert!(paths.is_bare(&method, path), "{method} {path}");
        }
        for (method, path) in [
            (Method::GET, "/v1/calls"),
            (Method::GET, "/v1/calls/count"),
            (Method::POST, "/v1/calls"),
            (Method::GET, "/v1/intake/rome"),
            (Method::PUT, "/v1/usage"),
            (Method::GET, "/health/live"),
            (Method::GET, "/app"),
        ] {
            assert!(!paths.is_bare(&method, path), "{method} {path}");
        }
        let usage = document.paths.paths["/v1/usage"].get.as_ref().unwrap();
        assert!(usage.responses.responses.contains_key("400"));
    }
}
