//! The OpenAPI document, generated from the handlers, and the paths in it. Not served here: `routes::platform::docs` does.

mod headers;

use std::collections::BTreeMap;

use actix_web::App;
use actix_web::dev::ResourceDef;
use actix_web::http::Method;
use utoipa::openapi::path::{Operation, Parameter, ParameterIn, PathItem};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{Content, InfoBuilder, OpenApi, Ref, RefOr, Response, ResponseBuilder, Tag, schema};
use utoipa_actix_web::AppExt;

use crate::head;
use crate::problem::{self, Code};
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
/// Where the staff's operations are.
pub const ADMIN: &str = "/admin/";

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
    api.tags = Some(vec![
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
    ]);
    // One handler answers both, but every operation needs an id of its own.
    for head in api.paths.paths.values_mut().filter_map(|item| item.head.as_mut()) {
        head.operation_id = head.operation_id.take().map(|id| id.replacen("get_", "head_", 1));
    }
    guard(&mut api);
    headers::declare(&mut api);
    let components = api.components.get_or_insert_default();
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer);
    let bearer = bearer
        .description(Some("A tenant's API key, as POST /v1/keys or `audiapro tenant create` gives it; or the access token of a session."))
        .build();
    components
        .security_schemes
        .insert(KEY.into(), SecurityScheme::Http(bearer).into());
    let cookie = ApiKeyValue::with_description(
        "audiapro_session",
        "A browser's session; what changes something carries `X-CSRF-Token` too.",
    );
    components
        .security_schemes
        .insert(COOKIE.into(), SecurityScheme::ApiKey(ApiKey::Cookie(cookie)).into());
    for (name, scheme) in webhook_schemes().into_iter().chain(staff_schemes()) {
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

/// Whether an operation knows no parameter of an address. What stands in one at the door of telephone systems they choose.
fn is_bare(path: &str, operation: &Operation) -> bool {
    let is_ours = path.starts_with("/v1/") || path.starts_with(ADMIN);
    let is_of_query =
        |given: &RefOr<Parameter>| matches!(given, RefOr::T(known) if known.parameter_in == ParameterIn::Query);
    is_ours && !path.starts_with(head::INTAKE) && !operation.parameters.iter().flatten().any(is_of_query)
}

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

fn tag(name: &str, description: &str) -> Tag {
    let mut tag = Tag::new(name);
    tag.description = Some(description.into());
    tag
}

/// Responses for the problems an operation may answer, grouped by status, each naming its codes.
pub fn problems(codes: &[Code]) -> BTreeMap<String, RefOr<Response>> {
    let mut by_status: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
    for code in codes {
        by_status.entry(code.status().as_u16()).or_default().push(*code);
    }
    by_status
        .into_iter()
        .map(|(status, codes)| (status.to_string(), RefOr::T(response(&codes))))
        .collect()
}

/// Says of an operation that it answers these too, all of one status.
fn declare(operation: &mut Operation, codes: &[Code]) {
    let status = codes[0].status().as_str().to_owned();
    match operation.responses.responses.get_mut(&status) {
        Some(RefOr::T(own)) => add(own, codes),
        _ => drop(operation.responses.responses.insert(status, RefOr::T(response(codes)))),
    }
}

/// Names these codes too.
fn add(response: &mut Response, codes: &[Code]) {
    let more = codes.iter().map(|code| line(*code));
    let more = more.filter(|line| !response.description.contains(line.as_str()));
    let lines: Vec<String> = std::iter::once(response.description.clone()).chain(more).collect();
    response.description = lines.join("; ");
    headers::of_codes(response, codes);
}

fn line(code: Code) -> String {
    format!("`{}`: {}", code.slug(), code.title())
}

fn response(codes: &[Code]) -> Response {
    let lines = codes.iter().map(|code| line(*code));
    let schema = RefOr::<schema::Schema>::Ref(Ref::from_schema_name("Problem"));
    let mut response = ResponseBuilder::new()
        .description(lines.collect::<Vec<_>>().join("; "))
        .content(problem::MEDIA_TYPE, Content::new(Some(schema)))
        .build();
    headers::of_codes(&mut response, codes);
    response
}

/// Declares a type that stands for the problems of an operation, for its `responses(…)`.
#[macro_export]
macro_rules! refusals {
    ($name:ident: $($code:ident),+ $(,)?) => {
        /// The problems that this operation may answer.
        pub struct $name;

        impl utoipa::IntoResponses for $name {
            fn responses() -> std::collections::BTreeMap<String, utoipa::openapi::RefOr<utoipa::openapi::Response>> {
                $crate::openapi::problems(&[$($crate::problem::Code::$code),+])
            }
        }
    };
}

/// Which methods each documented path answers, for 405 and `Allow`, and which of those know no parameter of an address.
pub struct Paths(Vec<Path>);

struct Path {
    pattern: ResourceDef,
    methods: Vec<Method>,
    bare: Vec<Method>,
}

impl Paths {
    pub fn of(api: &OpenApi) -> Self {
        let paths = api.paths.paths.iter().map(|(path, item)| {
            let operations: [(&Option<Operation>, Method); 6] = [
                (&item.get, Method::GET),
                (&item.head, Method::HEAD),
                (&item.post, Method::POST),
                (&item.put, Method::PUT),
                (&item.patch, Method::PATCH),
                (&item.delete, Method::DELETE),
            ];
            let mut known = Path {
                pattern: ResourceDef::new(path.as_str()),
                methods: Vec::new(),
                bare: Vec::new(),
            };
            for (operation, method) in operations {
                let Some(operation) = operation else { continue };
                if is_bare(path, operation) {
                    known.bare.push(method.clone());
                }
                known.methods.push(method);
            }
            known
        });
        Self(paths.collect())
    }

    /// The methods of a path; none if it is unknown.
    pub fn methods(&self, path: &str) -> Vec<Method> {
        let found = self.0.iter().filter(|known| known.pattern.is_match(path));
        let mut all: Vec<Method> = Vec::new();
        // `/v1/calls/count` is `/v1/calls/{id}` as well.
        for method in found.flat_map(|known| &known.methods) {
            if !all.contains(method) {
                all.push(method.clone());
            }
        }
        all
    }

    /// Whether the operation that answers there knows no parameter of an address.
    pub fn is_bare(&self, method: &Method, path: &str) -> bool {
        // The document is sorted: what has a name of its own stands before what `{id}` stands for.
        let answering = |known: &&Path| known.methods.contains(method) && known.pattern.is_match(path);
        self.0
            .iter()
            .find(answering)
            .is_some_and(|known| known.bare.contains(method))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
