//! The parameters of an address as what they stand for; one that is none, or holds what it cannot, is refused by its name. Which there are
//! each operation says.

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{HttpRequest, ResponseError, web};
use chrono::{DateTime, Datelike, Utc};
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};

use crate::paths::Paths;
use crate::problem::{Code, Problem};

/// What the framework says before each reason.
const FRAMEWORKS: &str = "Query deserialize error: ";

/// Reasons that name a parameter themselves, and what is told of it.
const OF_NAMES: [(&str, &str); 3] = [
    ("unknown field `", "there is no such parameter"),
    ("missing field `", "it is missing"),
    ("duplicate field `", "it is given twice"),
];

/// Those of a request.
pub fn of<Q: DeserializeOwned>(request: &HttpRequest) -> Result<Q, Problem> {
    parse(request.query_string())
}

/// Those of a text, as it stands in an address.
pub fn parse<Q: DeserializeOwned>(text: &str) -> Result<Q, Problem> {
    read(text).map_err(|why| refusal::<Q>(text, &why))
}

/// The layer below the edge: where an operation knows no parameter, the first one is refused before any handler.
pub async fn gate<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, actix_web::Error> {
    // As the router reads it, which knows a letter that is written as its number.
    let is_bare = |paths: &web::Data<Paths>| paths.is_bare(request.method(), request.match_info().as_str());
    let first = first(request.query_string());
    let refused = first.filter(|_| request.app_data().is_some_and(is_bare));
    let Some(refused) = refused else {
        return next.call(request).await.map(ServiceResponse::map_into_left_body);
    };
    let answer = Problem::parameter(&refused, "there is no such parameter, this operation knows none").error_response();
    Ok(request.into_response(answer).map_into_right_body())
}

/// The name that stands first in a text.
fn first(text: &str) -> Option<String> {
    text.split('&').find_map(name)
}

/// A moment (RFC 3339), of a year that every sum with it stays in bounds of.
pub fn moment<'de, D: Deserializer<'de>>(from: D) -> Result<Option<DateTime<Utc>>, D::Error> {
    let Some(text) = Option::<String>::deserialize(from)? else {
        return Ok(None);
    };
    let at = at(&text).filter(|at| (1..=9999).contains(&at.year()));
    at.map(Some)
        .ok_or_else(|| Error::custom(format!("{text:?} is no moment; write 2026-11-28T09:00:00Z")))
}

/// Whether, or `any`: either way.
pub fn either_way<'de, D: Deserializer<'de>>(from: D) -> Result<Option<bool>, D::Error> {
    match Option::<String>::deserialize(from)?.as_deref() {
        None | Some("any") => Ok(None),
        Some("true") => Ok(Some(true)),
        Some("false") => Ok(Some(false)),
        Some(other) => Err(Error::custom(format!("{other:?} is none of true, false, any"))),
    }
}

fn at(text: &str) -> Option<DateTime<Utc>> {
    // A `+` that nobody escaped has become a blank, and before an offset nothing else can be meant.
    let unescaped = || {
        let (when, offset) = text.rsplit_once(' ')?;
        format!("{when}+{offset}").parse().ok()
    };
    text.parse().ok().or_else(unescaped)
}

fn read<Q: DeserializeOwned>(text: &str) -> Result<Q, String> {
    let read = web::Query::<Q>::from_query(text).map(web::Query::into_inner);
    read.map_err(|error| error.to_string().replacen(FRAMEWORKS, "", 1))
}

fn refusal<Q: DeserializeOwned>(text: &str, why: &str) -> Problem {
    for (begin, told) in OF_NAMES {
        if let Some(rest) = why.strip_prefix(begin) {
            let (name, more) = rest.split_once('`').unwrap_or((rest, ""));
            return Problem::parameter(name, format!("{told}{more}"));
        }
    }
    // A reason of a value does not say whose it is: it is that of the first pair that is refused for the same alone.
    let is_it = |pair: &&str| read::<Q>(pair).is_err_and(|own| own == why);
    match text.split('&').find(is_it).and_then(name) {
        Some(name) => Problem::parameter(&name, why),
        None => Problem::new(Code::InvalidParameter, why),
    }
}

/// Of a pair.
fn name(pair: &str) -> Option<String> {
    let pairs: Vec<(String, String)> = read(pair).ok()?;
    pairs.into_iter().next().map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Format {
        Csv,
        Ndjson,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Asked {
        format: Format,
        limit: Option<u32>,
        #[serde(default, deserialize_with = "moment")]
        before: Option<DateTime<Utc>>,
        vip: Option<bool>,
        #[serde(default, deserialize_with = "either_way")]
        archived: Option<bool>,
    }

    #[test]
    fn a_text_without_a_name_has_no_parameter() {
        for (text, told) in [("", None), ("&", None), ("zzz=1&a=2", Some("zzz")), ("&%7A", Some("z"))] {
            assert_eq!(first(text).as_deref(), told, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_is_refused_by_its_name() {
        for (text, parameter, told) in [
            (
                "format=csv&limit=x&before=1",
                "limit",
                "`limit`: invalid digit found in string",
            ),
            ("format=csv&limit=-1", "limit", "invalid digit"),
            ("format=csv&limit=", "limit", "empty string"),
            ("limit=5&before=yesterday&format=csv", "before", "`before`: "),
            ("format=csv&%76ip=maybe", "vip", "`true` or `false`"),
            ("format=csv&archived=all", "archived", "true, false, any"),
            ("format=xml", "format", "expected `csv` or `ndjson`"),
            ("limit=5", "format", "`format`: it is missing"),
            ("", "format", "it is missing"),
            ("format=csv&limit=1&limit=2", "limit", "`limit`: it is given twice"),
            (
                "format=csv&colour=red",
                "colour",
                "`colour`: there is no such parameter, expected one of `format`",
            ),
        ] {
            let problem = parse::<Asked>(text).unwrap_err();
            assert_eq!(problem.code, Code::InvalidParameter, "{text}");
            assert!(problem.detail.contains(told), "{text}: {}", problem.detail);
            assert_eq!(problem.body().more["parameter"], parameter, "{text}");
        }
        for far in [
            "-0001-01-01T00:00:00Z",
            "%2B262142-12-31T23:59:59Z",
            "2026-11-24T09:00:00",
            "",
        ] {
            let problem = parse::<Asked>(&format!("format=csv&before={far}")).unwrap_err();
            assert_eq!(problem.body().more["parameter"], "before", "{far}");
        }
        for same in [
            "2026-11-24T09:00:00+01:00",
            "2026-11-24T08:00:00Z",
            "2026-11-24%2008:00:00Z",
        ] {
            let asked: Asked = parse(&format!("format=csv&before={same}")).unwrap();
            assert_eq!(asked.before.map(|at| at.timestamp()), Some(1_795_507_200), "{same}");
        }
        for (text, archived) in [
            ("", None),
            ("&archived=any", None),
            ("&archived=true", Some(true)),
            ("&archived=false", Some(false)),
        ] {
            let asked: Asked = parse(&format!("format=csv{text}")).unwrap();
            assert_eq!(asked.archived, archived, "{text}");
        }
        let asked: Asked = parse("format=ndjson&limit=5&before=2026-11-24T09:00:00%2B01:00&vip=true").unwrap();
        let before = asked.before.unwrap().to_rfc3339();
        assert!(matches!(asked.format, Format::Ndjson));
        assert_eq!(
            (asked.limit, before.as_str(), asked.vip),
            (Some(5), "2026-11-24T08:00:00+00:00", Some(true))
        );
    }
}
