//! Headers of answers: what each says stands once in the document (`components.headers`), and every answer that carries one points there.
//! Not where they are set: that is `edge`, `problem`, `conditional` and the operations.

use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::{Object, OpenApi, Ref, RefOr, Required, Response, Type};

use crate::problem::Code;

/// How a key stands; on whatever a request is told that was let in.
const RATE: [&str; 3] = ["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"];
const RETRY_AFTER: &str = "Retry-After";
const WWW_AUTHENTICATE: &str = "WWW-Authenticate";
const ALLOW: &str = "Allow";
const LOCATION: &str = "Location";
const ETAG: &str = "ETag";
const ACCEPT_RANGES: &str = "Accept-Ranges";
const CONTENT_RANGE: &str = "Content-Range";
const REPLAYED: &str = "Idempotent-Replayed";
const APPLIED: &str = "Preference-Applied";

/// What each says.
const KNOWN: [(&str, Type, &str); 12] = [
    (
        RATE[0],
        Type::Integer,
        "Requests that may follow one another at once: of the key or session, or of the whole tenant where that limit is nearer.",
    ),
    (
        RATE[1],
        Type::Integer,
        "Requests that are left of them. Refusals of a request that was let in say it too.",
    ),
    (RATE[2], Type::Integer, "Seconds until none of them is missing."),
    (RETRY_AFTER, Type::Integer, "Seconds after which to come again."),
    (WWW_AUTHENTICATE, Type::String, "How to show a key."),
    (ALLOW, Type::String, "The methods that the path answers."),
    (
        LOCATION,
        Type::String,
        "The same address with the id of the call that it is part of now.",
    ),
    (
        ETAG,
        Type::String,
        "Stands for what is answered; sent back as `If-None-Match`, the same is not sent again.",
    ),
    (ACCEPT_RANGES, Type::String, "`bytes`: `Range` works."),
    (
        CONTENT_RANGE,
        Type::String,
        "Which bytes of how many; `bytes */n` where the range lies outside.",
    ),
    (
        REPLAYED,
        Type::Boolean,
        "`true` where the answer is the one that a request with this `Idempotency-Key` got before; else the header is missing.",
    ),
    (
        APPLIED,
        Type::String,
        "`respond-async` where the stream is acknowledged as it goes; else the header is missing.",
    ),
];

/// Describes them, and says of each operation's answers which they carry; those of a problem's own stand there already.
pub fn declare(api: &mut OpenApi) {
    for item in api.paths.paths.values_mut() {
        super::operations(item).for_each(told);
    }
    let components = api.components.get_or_insert_default();
    for (name, kind, description) in KNOWN {
        let header = HeaderBuilder::new()
            .schema(Some(Object::with_type(kind)))
            .description(Some(description))
            .build();
        components.headers.insert(name.into(), header.into());
    }
}

/// By what else the document knows of an operation.
fn told(operation: &mut Operation) {
    let is_let_in = operation.security.is_some();
    let [is_named, is_heard] = ["Idempotency-Key", "Prefer"].map(|name| takes(operation, name));
    let responses = &mut operation.responses.responses;
    let is_compared = responses.contains_key("304");
    let is_ranged = responses.contains_key("206");
    for (status, response) in responses {
        let RefOr::T(response) = response else { continue };
        if is_let_in && (status.as_str() < "400" || status == "429") {
            carry(response, &RATE);
        }
        let carried: &[(&str, bool)] = match status.as_str() {
            "200" => &[(ETAG, is_compared || is_ranged), (ACCEPT_RANGES, is_ranged)],
            "202" => &[(REPLAYED, is_named), (APPLIED, is_heard)],
            "206" => &[(ETAG, true), (ACCEPT_RANGES, true), (CONTENT_RANGE, true)],
            "304" => &[(ETAG, true)],
            "308" => &[(LOCATION, true)],
            _ => &[],
        };
        for (name, _) in carried.iter().filter(|(_, is_there)| *is_there) {
            carry(response, &[*name]);
        }
    }
    if is_compared && !takes(operation, "If-None-Match") {
        operation
            .parameters
            .get_or_insert_default()
            .push(if_none_match().into());
    }
}

/// Says of the answer that refuses with these codes which headers come with them.
pub fn of_codes(response: &mut Response, codes: &[Code]) {
    for code in codes {
        carry(response, of_code(*code));
    }
}

/// As `Problem` sets them.
fn of_code(code: Code) -> &'static [&'static str] {
    match code {
        Code::TooManyRequests
        | Code::TooManyAttempts
        | Code::TooManyStreams
        | Code::IdempotencyInProgress
        | Code::Maintenance
        | Code::Unavailable => &[RETRY_AFTER],
        Code::MissingKey | Code::InvalidKey | Code::InvalidSession | Code::BadSignature => &[WWW_AUTHENTICATE],
        Code::MethodNotAllowed => &[ALLOW],
        Code::RangeNotSatisfiable => &[CONTENT_RANGE],
        _ => &[],
    }
}

fn carry(response: &mut Response, names: &[&str]) {
    for name in names {
        let there = Ref::new(format!("#/components/headers/{name}"));
        response.headers.insert((*name).into(), RefOr::<Header>::Ref(there));
    }
}

fn takes(operation: &Operation, header: &str) -> bool {
    let mut given = operation.parameters.iter().flatten();
    given.any(|given| match given {
        RefOr::T(given) => given.parameter_in == ParameterIn::Header && given.name == header,
        RefOr::Ref(_) => false,
    })
}

fn if_none_match() -> Parameter {
    ParameterBuilder::new()
        .name("If-None-Match")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some("The ETag of what is there already."))
        .schema(Some(Object::with_type(Type::String)))
        .build()
}

#[cfg(test)]
mod tests {
    use actix_web::ResponseError;
    use serde_json::Value;

    use super::*;
    use crate::problem::Problem;

    fn carried(document: &Value, method: &str, path: &str, status: &str) -> Vec<String> {
        let response = &document["paths"][path][method]["responses"][status];
        assert!(response.is_object(), "{method} {path} {status}");
        let headers = response["headers"].as_object().into_iter().flatten();
        headers.map(|(name, _)| name.clone()).collect()
    }

    #[test]
    fn every_answer_names_the_headers_that_it_carries() {
        let document = serde_json::to_value(crate::openapi::document()).unwrap();
        let carried = |method, path, status| carried(&document, method, path, status);
        assert_eq!(carried("get", "/v1/usage", "200"), RATE);
        let of_key = |others: &[&'static str]| [others, &RATE[..]].concat();
        assert_eq!(
            carried("get", "/v1/usage", "429"),
            [&RATE[..], &[RETRY_AFTER][..]].concat()
        );
        assert_eq!(carried("get", "/v1/usage", "503"), [RETRY_AFTER]);
        assert_eq!(carried("get", "/v1/usage", "401"), [WWW_AUTHENTICATE]);
        assert_eq!(carried("get", "/v1/calls", "304"), of_key(&[ETAG]));
        assert_eq!(carried("get", "/v1/calls/{id}", "308"), of_key(&[LOCATION]));
        assert_eq!(carried("post", "/v1/calls", "202"), of_key(&[REPLAYED, APPLIED]));
        assert_eq!(carried("post", "/v1/calls", "409"), [RETRY_AFTER]);
        assert_eq!(carried("post", "/v1/auth/sign-in", "429"), [RETRY_AFTER]);
        assert!(carried("get", "/health/ready", "503").is_empty());
        assert_eq!(
            document["components"]["headers"].as_object().unwrap().len(),
            KNOWN.len()
        );
    }

    #[test]
    fn a_refusal_carries_what_the_document_says_of_its_code() {
        let second = std::time::Duration::from_secs(1);
        let problems = [
            Problem::too_many_requests(second),
            Problem::too_many_attempts(second),
            Problem::too_many_streams("enough"),
            Problem::in_progress(),
            Problem::maintenance("drain"),
            Problem::unavailable(second, "away"),
            Problem::method_not_allowed("GET".into()),
            Problem::range_not_satisfiable(1),
        ];
        let is_plain = |code: &&Code| problems.iter().all(|problem| problem.code != **code);
        let plain = Code::ALL.iter().filter(is_plain);
        let plain: Vec<Problem> = plain.map(|code| Problem::new(*code, "no")).collect();
        for problem in problems.iter().chain(&plain) {
            let response = problem.error_response();
            let carried = response.headers().keys().map(|name| name.as_str());
            let mut carried: Vec<&str> = carried.filter(|name| *name != "content-type").collect();
            carried.sort_unstable();
            let known: Vec<String> = of_code(problem.code).iter().map(|name| name.to_lowercase()).collect();
            assert_eq!(carried, known, "{problem}");
        }
    }
}
