//! What every request passes on its way in and out: its id, its line in the log, its metrics, the security headers, and the
//! net below the handlers, so that whatever fails leaves as a problem. No operation lives here.

use std::time::Instant;

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse, ResponseError, web};
use actors::spans::{self, Kind, Open};
use tracing::Instrument;

use crate::head;
use crate::http_metrics::HttpMetrics;
use crate::paths::Paths;
use crate::problem::{Code, Problem, openai};
use crate::rate::Standing;
use crate::request_id;
use crate::state::State;
use crate::state::key_uses::Used;

/// Headers on every answer, unless the handler set its own.
const SECURITY: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'",
    ),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (header::CACHE_CONTROL, "no-store"),
];

/// The outermost layer.
pub async fn edge<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let id = request_id::of(request.headers());
    let mut open = followed(&request);
    let thread = open.thread();
    let trace = thread.map(|thread| thread.trace_id());
    let span = tracing::info_span!("request", request.id = %id, trace.id = trace, tenant.id = tracing::field::Empty);
    let method = request.method().clone();
    let is_openais = openai::is_path(request.path());
    let answering = openai::scope(is_openais, pass(request, next, id.clone()));
    let answering = request_id::scope(id, answering.instrument(span));
    let answered = spans::scope(thread, answering).await;
    if let (Some(_), Ok(response)) = (thread, &answered) {
        note(&mut open, &method, response);
    }
    answered
}

/// The request in the trace of whoever sent it, or in one that begins with it. Probes are not worth one.
fn followed(request: &ServiceRequest) -> Open {
    let running = request.app_data::<web::Data<State>>().and_then(|state| state.started());
    let Some(running) = running.filter(|_| !is_quiet(request.path())) else {
        return Open::default();
    };
    let given = request
        .headers()
        .get("traceparent")
        .and_then(|value| value.to_str().ok());
    let spans = running.app.spans();
    spans.begin(
        Kind::Server,
        request.method().to_string(),
        given.and_then(|text| text.parse().ok()),
    )
}

fn note<B>(open: &mut Open, method: &Method, response: &ServiceResponse<B>) {
    let status = response.status();
    // The pattern and not the path, here too.
    if let Some(pattern) = response.request().match_pattern() {
        open.rename(format!("{method} {pattern}"));
        open.name("http.route", pattern);
    }
    open.name("http.request.method", method);
    open.note("http.response.status_code", i64::from(status.as_u16()));
    if status.is_server_error() {
        open.fail(status.canonical_reason().unwrap_or("server error"));
    }
}

fn is_quiet(path: &str) -> bool {
    path.starts_with("/health") || path == "/metrics"
}

async fn pass<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
    id: String,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let begun = Instant::now();
    let metrics = request.app_data::<web::Data<HttpMetrics>>().cloned();
    let method = request.method().clone();
    let _in_flight = metrics.as_ref().map(|metrics| metrics.enter());
    let is_bodiless = head::as_get(&mut request);
    // No copy of the request is kept meanwhile: the router needs it for itself. Handlers' errors are answers already.
    let mut response = caught(next.call(request).await?);
    if is_bodiless {
        response = head::bodiless(response);
    }
    for (name, value) in SECURITY {
        if !response.headers().contains_key(&name) {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response
            .headers_mut()
            .insert(HeaderName::from_static(request_id::HEADER), value);
    }
    let standing = response.request().extensions().get::<Standing>().copied();
    for (name, figure) in standing.map(rate_headers).into_iter().flatten() {
        response.headers_mut().insert(name, HeaderValue::from(figure));
    }
    // The pattern and not the path: an external id may be a telephone number.
    let pattern = response.request().match_pattern().unwrap_or_else(|| "unknown".into());
    let (status, took) = (response.status(), begun.elapsed());
    if let Some(metrics) = &metrics {
        metrics.answered(&method, &pattern, status, took);
    }
    let used = response.request().extensions().get::<Used>().copied();
    if let (Some(used), Some(state)) = (used, response.request().app_data::<web::Data<State>>()) {
        state.key_uses.count(used, status);
    }
    if is_quiet(&pattern) && status.is_success() {
        tracing::debug!(%method, path = pattern, status = status.as_u16(), ms = took.as_millis() as u64, "{method} {pattern}");
    } else {
        tracing::info!(%method, path = pattern, status = status.as_u16(), ms = took.as_millis() as u64, "{method} {pattern} {status}");
    }
    Ok(response)
}

/// How the key stands after this request.
fn rate_headers(standing: Standing) -> [(HeaderName, u64); 3] {
    [
        (HeaderName::from_static("ratelimit-limit"), standing.limit),
        (HeaderName::from_static("ratelimit-remaining"), standing.remaining),
        (HeaderName::from_static("ratelimit-reset"), standing.reset_s),
    ]
}

/// Failures that the framework answered itself (no handler's problem, no handler's body) become problems.
fn caught<B: MessageBody + 'static>(response: ServiceResponse<B>) -> ServiceResponse<EitherBody<B, BoxBody>> {
    let status = response.status();
    let kind = response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or("");
    if !(status.is_client_error() || status.is_server_error()) || kind.contains("json") || kind.starts_with("text/html")
    {
        return response.map_into_left_body();
    }
    let allow = response
        .headers()
        .get(header::ALLOW)
        .and_then(|allow| allow.to_str().ok())
        .map(str::to_owned);
    let cause = response.response().error().map(ToString::to_string);
    let problem = of_status(status, allow, cause);
    let (http, _) = response.into_parts();
    ServiceResponse::new(http, problem.error_response()).map_into_right_body()
}

fn of_status(status: StatusCode, allow: Option<String>, cause: Option<String>) -> Problem {
    match status {
        StatusCode::NOT_FOUND => Problem::new(Code::UnknownPath, "there is nothing at this path"),
        StatusCode::METHOD_NOT_ALLOWED => Problem::method_not_allowed(allow.unwrap_or_else(|| "GET".into())),
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(Code::BodyTooLarge, "the body is larger than the server takes"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            Problem::new(Code::UnsupportedMediaType, "the media type is not supported")
        }
        status if status.is_client_error() => Problem::new(
            Code::InvalidParameter,
            cause.unwrap_or_else(|| "the request cannot be read".into()),
        ),
        _ => Problem::internal(cause.unwrap_or_else(|| status.to_string())),
    }
}

/// What no operation answers: another method of a known path, or an unknown path.
pub async fn unmatched(request: HttpRequest, paths: web::Data<Paths>) -> Result<HttpResponse, Problem> {
    let path = request.match_info().as_str();
    let mut methods = paths.methods(path);
    if methods.is_empty() {
        return Err(Problem::new(Code::UnknownPath, "there is nothing at this path"));
    }
    if head::is_answered(path, &methods) {
        methods.push(Method::HEAD);
    }
    methods.push(Method::OPTIONS);
    let allow: Vec<&str> = methods.iter().map(Method::as_str).collect();
    let allow = allow.join(", ");
    if request.method() == Method::OPTIONS {
        return Ok(HttpResponse::NoContent().insert_header((header::ALLOW, allow)).finish());
    }
    Err(Problem::method_not_allowed(allow))
}
