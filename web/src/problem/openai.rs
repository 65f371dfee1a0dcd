//! A refusal as OpenAI's clients read it: the member `error`, beside those of RFC 9457, on the paths that are OpenAI's. Their clients make of it
//! the exception's `message`, `type`, `param` and `code`; everybody else finds what is everywhere.

use serde_json::{Value, json};

use super::{Code, Problem};

/// Where such clients ask.
const PATHS: [&str; 2] = ["/v1/audio/", "/v1/models"];

tokio::task_local! {
    static IS_ASKED: bool;
}

pub fn is_path(path: &str) -> bool {
    PATHS.iter().any(|own| path.starts_with(own))
}

/// Runs the work of one request, whose refusals are in OpenAI's form too if `is_asked`.
pub async fn scope<F: Future>(is_asked: bool, work: F) -> F::Output {
    IS_ASKED.scope(is_asked, work).await
}

/// Whether the request that this task answers is one at such a path.
pub fn is_asked() -> bool {
    IS_ASKED.try_with(|is_asked| *is_asked).unwrap_or(false)
}

/// Whoever names a model that is not here: OpenAI says that there is no such thing, where others would call the parameter wrong.
pub fn model_not_found(why: impl Into<String>) -> Problem {
    Problem::new(Code::NotFound, why).with("parameter", "model")
}

/// A refusal of a parameter as OpenAI has it.
pub fn of_parameter(problem: Problem) -> Problem {
    let is_model = parameter(&problem) == Some("model");
    match problem.code {
        Code::InvalidParameter if is_model => model_not_found(problem.detail),
        _ => problem,
    }
}

fn parameter(problem: &Problem) -> Option<&str> {
    problem.rest.more.get("parameter").and_then(Value::as_str)
}

/// The member `error`.
pub fn error(problem: &Problem) -> Value {
    let parameter = parameter(problem);
    let status = problem.code.status();
    let kind = match problem.code {
        Code::TooManyRequests => "rate_limit_error",
        Code::Forbidden => "permission_error",
        _ if status.is_server_error() => "server_error",
        _ => "invalid_request_error",
    };
    // Two that programs look for by OpenAI's names.
    let code = match (problem.code, parameter) {
        (Code::MissingKey | Code::InvalidKey, _) => "invalid_api_key",
        (Code::NotFound, Some("model")) => "model_not_found",
        (code, _) => code.slug(),
    };
    json!({ "message": problem.detail, "type": kind, "param": parameter, "code": code })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_a_key_and_a_model_are_told_by_openais_names() {
        let told = |problem: Problem| error(&problem);
        assert_eq!(
            told(Problem::parameter("language", "klingon")),
            json!({ "message": "`language`: klingon", "type": "invalid_request_error", "param": "language", "code": "invalid_parameter" })
        );
        let model = of_parameter(Problem::parameter("model", "none"));
        assert_eq!(model.code.status(), 404);
        assert_eq!(
            told(model),
            json!({ "message": "`model`: none", "type": "invalid_request_error", "param": "model", "code": "model_not_found" })
        );
        let other = of_parameter(Problem::parameter("language", "none"));
        assert_eq!(other.code, Code::InvalidParameter);
        let key = told(Problem::new(Code::InvalidKey, "unknown"));
        assert_eq!((&key["code"], &key["param"]), (&json!("invalid_api_key"), &Value::Null));
        assert_eq!(told(Problem::internal("broken"))["type"], "server_error");
    }

    #[tokio::test]
    async fn only_on_openais_paths_does_a_refusal_have_it() {
        let members = async |path: &str| {
            let body = scope(is_path(path), async {
                Problem::parameter("language", "klingon").body()
            })
            .await;
            body.more.get("error").is_some()
        };
        assert!(members("/v1/audio/transcriptions").await);
        assert!(members("/v1/models").await);
        assert!(members("/v1/models/none").await);
        assert!(!members("/v1/calls").await);
        assert!(Problem::not_found("call").body().more.get("error").is_none());
    }
}
