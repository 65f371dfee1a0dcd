//! What an operation refuses, as the OpenAPI document says it.

use std::collections::BTreeMap;

use utoipa::openapi::path::Operation;
use utoipa::openapi::{Content, Ref, RefOr, Response, ResponseBuilder, schema};

use crate::openapi::headers;
use crate::problem::{self, Code};

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
pub fn declare(operation: &mut Operation, codes: &[Code]) {
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
                $crate::refusals::problems(&[$($crate::problem::Code::$code),+])
            }
        }
    };
}
