//! How an error leaves: one table from every error to an RFC 9457 problem. Never a cause, a statement or a path of this
//! machine: those are logged here, once, where the error stops.

mod code;
pub mod openai;
mod page;

use std::fmt;
use std::time::Duration;

use actix_web::http::header::{ALLOW, CONTENT_RANGE, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use code::Code;
pub use page::page;

use crate::request_id;

/// Media type of every refusal.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// Letters of a sentence that leave: it may hold the caller's own words, and those may be long.
const TOLD_MAX: usize = 2_000;

/// A refusal on its way out.
#[derive(Debug)]
pub struct Problem {
    pub code: Code,
    /// For the caller: what was wrong with this request.
    pub detail: String,
    rest: Box<Rest>,
}

/// What few problems have.
#[derive(Debug, Default)]
struct Rest {
    /// For the log: what stopped us.
    cause: Option<String>,
    retry_after: Option<Duration>,
    allow: Option<String>,
    content_range: Option<String>,
    more: Map<String, Value>,
}

/// The body of a problem, as RFC 9457 has it, with our `code` and `request_id`.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Problem, example = json!({
    "type": "/problems/invalid_key", "title": "The API key is not valid", "status": 401, "code": "invalid_key",
    "detail": "the key is unknown, revoked or expired", "request_id": "0198c2f4-7c1e-7d5e-9d0a-2f6f8f1f3a11"
}))]
pub struct Body {
    /// Path of the page that explains this kind of problem.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind of problem in a sentence.
    pub title: String,
    /// The HTTP status again.
    pub status: u16,
    /// Stable name of the kind, for programs.
    pub code: String,
    /// What was wrong with this very request.
    pub detail: String,
    /// Names this request in the server's log.
    pub request_id: String,
    /// Further members, such as `errors` (one entry a refused record), `line` and `column` (of malformed JSON), or, where OpenAI's clients ask,
    /// `error` in OpenAI's form (`message`, `type`, `param`, `code`).
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

impl Problem {
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: told(detail.into()),
            rest: Box::default(),
        }
    }

    /// Something of ours broke: the caller learns only that, the log learns why.
    pub fn internal(cause: impl fmt::Display) -> Self {
        Self::new(
            Code::Internal,
            "something went wrong on our side; it is logged under this request's id",
        )
        .caused_by(cause)
    }

    pub fn unavailable(retry_after: Duration, cause: impl fmt::Display) -> Self {
        let mut problem = Self::new(Code::Unavailable, "not possible at the moment; try again").caused_by(cause);
        problem.rest.retry_after = Some(retry_after);
        problem
    }

    /// The platform's mode does not let it through.
    pub fn maintenance(mode: &str) -> Self {
        let mut problem = Self::new(Code::Maintenance, format!("the platform is in mode {mode}")).with("mode", mode);
        problem.rest.retry_after = Some(Duration::from_secs(60));
        problem
    }

    /// Another request with the same `Idempotency-Key` is at work.
    pub fn in_progress() -> Self {
        let detail = "a request with this key is on its way; its answer can be had when it is done";
        let mut problem = Self::new(Code::IdempotencyInProgress, detail);
        problem.rest.retry_after = Some(Duration::from_secs(1));
        problem
    }

    /// The key has to wait.
    pub fn too_many_requests(wait: Duration) -> Self {
        let seconds = wait.as_secs_f64().ceil().max(1.0);
        let mut problem = Self::new(
            Code::TooManyRequests,
            format!("the next request is taken in {seconds:.0} s"),
        );
        problem.rest.retry_after = Some(Duration::from_secs_f64(seconds));
        problem
    }

    /// Whoever wants to follow has to wait until another one ends.
    pub fn too_many_streams(why: impl fmt::Display) -> Self {
        let mut problem = Self::new(Code::TooManyStreams, why.to_string());
        problem.rest.retry_after = Some(Duration::from_secs(5));
        problem
    }

    /// The address has to wait.
    pub fn too_many_attempts(wait: Duration) -> Self {
        let seconds = wait.as_secs_f64().ceil().max(1.0);
        let mut problem = Self::new(
            Code::TooManyAttempts,
            format!("the next attempt is heard in {seconds:.0} s"),
        );
        problem.rest.retry_after = Some(Duration::from_secs_f64(seconds));
        problem
    }

    /// What stood at a place of the body, both from 1, where JSON cannot have it.
    pub fn malformed_at(line: usize, column: usize, what: &str) -> Self {
        // Where nothing was read of a line, there was nothing before its first column.
        let (line, column) = (line.max(1), column.max(1));
        Self::new(Code::MalformedJson, format!("line {line}, column {column}: {what}"))
            .with("line", line)
            .with("column", column)
    }

    /// Of a value that begins at this place of the body.
    pub fn malformed_value(error: &serde_json::Error, line: usize, column: usize) -> Self {
        // serde_json appends the position to its message; it stands in members of its own here.
        let text = error.to_string();
        let what = text.split(" at line ").next().unwrap_or(&text);
        let before = if error.line() == 1 { column.saturating_sub(1) } else { 0 };
        Self::malformed_at(line + error.line().saturating_sub(1), before + error.column(), what)
    }

    pub fn malformed_json(error: &serde_json::Error) -> Self {
        Self::malformed_value(error, 1, 1)
    }

    pub fn parameter(name: &str, detail: impl fmt::Display) -> Self {
        Self::new(Code::InvalidParameter, format!("`{name}`: {detail}")).with("parameter", told(name.to_owned()))
    }

    /// What a rule says of the value of this parameter; any other error as it is.
    pub fn about(name: &str, error: models::Error) -> Self {
        match error {
            models::Error::Invalid(detail) => Self::new(Code::InvalidParameter, detail).with("parameter", name),
            other => other.into(),
        }
    }

    /// Rules begin with the name of a value that has one, in backquotes or with a colon behind it.
    fn invalid(detail: String) -> Self {
        let is_of_name = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
        let quoted = detail.strip_prefix('`').and_then(|rest| rest.split_once('`'));
        let name = quoted.or_else(|| detail.split_once(": "));
        let name = name.map(|(name, _)| name.to_owned());
        let name = name.filter(|name| !name.is_empty() && name.bytes().all(is_of_name));
        let problem = Self::new(Code::InvalidParameter, detail);
        match name {
            Some(name) => problem.with("parameter", name),
            None => problem,
        }
    }

    pub fn not_found(what: &str) -> Self {
        Self::new(Code::NotFound, format!("no such {what}"))
    }

    pub fn too_large(bytes_max: u64) -> Self {
        Self::new(Code::BodyTooLarge, format!("the body is larger than {bytes_max} bytes")).with("bytes_max", bytes_max)
    }

    pub fn method_not_allowed(allow: String) -> Self {
        let mut problem = Self::new(Code::MethodNotAllowed, format!("this path answers {allow}"));
        problem.rest.allow = Some(allow);
        problem
    }

    pub fn range_not_satisfiable(length: u64) -> Self {
        let mut problem = Self::new(Code::RangeNotSatisfiable, format!("the recording has {length} bytes"));
        problem.rest.content_range = Some(format!("bytes */{length}"));
        problem
    }

    /// A member of the body beside the standard ones.
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.rest.more.insert(key.to_owned(), value.into());
        self
    }

    pub fn caused_by(mut self, cause: impl fmt::Display) -> Self {
        self.rest.cause = Some(cause.to_string());
        self
    }

    pub fn body(&self) -> Body {
        let code = self.code;
        let mut more = self.rest.more.clone();
        if openai::is_asked() {
            more.insert("error".to_owned(), openai::error(self));
        }
        Body {
            kind: format!("/problems/{}", code.slug()),
            title: code.title().to_owned(),
            status: code.status().as_u16(),
            code: code.slug().to_owned(),
            detail: self.detail.clone(),
            request_id: request_id::current(),
            more,
        }
    }
}

/// As much of a text as leaves.
fn told(text: String) -> String {
    match text.char_indices().nth(TOLD_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.slug(), self.detail)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> actix_web::http::StatusCode {
        self.code.status()
    }

    fn error_response(&self) -> HttpResponse {
        let body = self.body();
        if let Some(cause) = &self.rest.cause {
            tracing::warn!(request.id = %body.request_id, code = %body.code, %cause, "refused a request: {cause}");
        }
        let mut response = HttpResponse::build(self.code.status());
        response.insert_header((CONTENT_TYPE, MEDIA_TYPE));
        if let Some(wait) = self.rest.retry_after {
            response.insert_header((RETRY_AFTER, wait.as_secs().max(1).to_string()));
        }
        if let Some(allow) = &self.rest.allow {
            response.insert_header((ALLOW, allow.as_str()));
        }
        if let Some(range) = &self.rest.content_range {
            response.insert_header((CONTENT_RANGE, range.as_str()));
        }
        if matches!(self.code, Code::MissingKey | Code::InvalidKey | Code::InvalidSession) {
            response.insert_header((WWW_AUTHENTICATE, "Bearer realm=\"audiapro\""));
        }
        if self.code == Code::BadSignature {
            response.insert_header((WWW_AUTHENTICATE, "Basic realm=\"audiapro\""));
        }
        response.json(body)
    }
}

/// The table: every error of the crates below, each with what the caller is told.
impl From<models::Error> for Problem {
    fn from(error: models::Error) -> Self {
        use models::Error;
        match error {
            Error::Unavailable(cause) => Self::unavailable(Duration::from_secs(2), cause),
            Error::NotFound(what) => Self::not_found(what),
            Error::Invalid(detail) => Self::invalid(detail),
            Error::Conflict(detail) => Self::new(Code::Conflict, detail),
            Error::Forbidden(detail) => Self::new(Code::Forbidden, detail),
            Error::Refused(cause) => Self::internal(cause),
            Error::Sealed(cause) => Self::internal(cause),
            Error::Corrupt { what, source } => Self::internal(format!("stored {what} cannot be read: {source}")),
            Error::Query(cause) => Self::internal(cause),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cause_never_leaves() {
        let problem = Problem::internal("relation \"calls\" does not exist");
        assert!(!serde_json::to_string(&problem.body()).unwrap().contains("relation"));
    }

    #[test]
    fn what_a_rule_says_of_a_name_is_told_of_that_parameter() {
        let told = |detail: &str| {
            let problem = Problem::from(models::Error::Invalid(detail.into()));
            assert_eq!(problem.detail, detail);
            problem.body().more.get("parameter").cloned()
        };
        assert_eq!(
            told("valid_until: it lies before valid_from"),
            Some("valid_until".into())
        );
        assert_eq!(told("`for_s` is between 1 and 9"), Some("for_s".into()));
        assert_eq!(told("`week`: two spans of one day overlap"), Some("week".into()));
        for other in [
            "an empty table",
            "`",
            "`A b` is no name",
            "line 1: it is not UTF-8",
            "\"x: y\" is no role",
            ": ",
        ] {
            assert_eq!(told(other), None, "{other}");
        }
        let about = Problem::about("q", models::Error::Invalid("too long".into()));
        assert_eq!(
            (about.detail.as_str(), about.code),
            ("too long", Code::InvalidParameter)
        );
        assert_eq!(about.body().more["parameter"], "q");
    }

    #[test]
    fn a_callers_own_words_are_told_back_as_far_as_they_are_of_use() {
        let long = Problem::parameter(&"é".repeat(70_000), "no");
        assert_eq!(long.detail.chars().count(), TOLD_MAX + 1);
        let name = long.body().more["parameter"].as_str().map(|name| name.chars().count());
        assert_eq!(name, Some(TOLD_MAX + 1));
    }

    #[test]
    fn malformed_json_says_where() {
        let error = serde_json::from_str::<Value>("{\n  \"a\": }").unwrap_err();
        let body = serde_json::to_value(Problem::malformed_json(&error).body()).unwrap();
        assert_eq!(
            (&body["line"], &body["column"], &body["status"]),
            (&2.into(), &8.into(), &400.into())
        );
        assert_eq!(body["detail"], "line 2, column 8: expected value");
        assert_eq!(body["type"], "/problems/malformed_json");
        let error = serde_json::from_str::<Value>("").unwrap_err();
        let empty = serde_json::to_value(Problem::malformed_json(&error).body()).unwrap();
        assert_eq!((&empty["line"], &empty["column"]), (&1.into(), &1.into()));
    }

    #[test]
    fn a_database_that_is_away_is_503_with_a_time_to_come_back() {
        let response = Problem::from(models::Error::Unavailable("gone".into())).error_response();
        assert_eq!(response.status(), 503);
        assert_eq!(response.headers().get(RETRY_AFTER).unwrap(), "2");
    }

    #[test]
    fn a_request_whose_twin_is_at_work_is_told_when_to_come_back() {
        let response = Problem::in_progress().error_response();
        assert_eq!(response.status(), 409);
        assert_eq!(response.headers().get(RETRY_AFTER).unwrap(), "1");
    }

    #[test]
    fn a_refused_key_says_how_to_give_one() {
        let response = Problem::new(Code::MissingKey, "no key").error_response();
        assert!(response.headers().contains_key(WWW_AUTHENTICATE));
    }
}
