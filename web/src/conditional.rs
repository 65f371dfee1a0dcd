//! An answer that a client has already is not sent again: `ETag` and `If-None-Match` (RFC 9110).

use actix_web::http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::problem::Problem;

/// Stands for what an answer says.
pub struct Tag(String);

impl Tag {
    /// Of everything the answer depends on.
    pub fn of(what: &impl Serialize) -> Result<Self, Problem> {
        let json = serde_json::to_vec(what).map_err(Problem::internal)?;
        Ok(Self::of_bytes(&json))
    }

    pub fn of_bytes(bytes: &[u8]) -> Self {
        let hash = Sha256::digest(bytes);
        Self(format!("\"{}\"", hex::encode(&hash[..16])))
    }

    /// 304, if that is what the client has.
    pub fn not_modified(&self, request: &HttpRequest) -> Option<HttpResponse> {
        is_known(request, &self.0).then(|| self.mark(HttpResponse::NotModified()).finish())
    }

    /// An answer with this tag: kept by the client alone, and asked for each time.
    pub fn mark(&self, mut response: HttpResponseBuilder) -> HttpResponseBuilder {
        response.insert_header((ETAG, self.0.as_str()));
        response.insert_header((CACHE_CONTROL, "private, no-cache"));
        response
    }
}

/// Whether the client says that it has what this tag, with its quotes, stands for.
pub fn is_known(request: &HttpRequest, tag: &str) -> bool {
    let given = request.headers().get_all(IF_NONE_MATCH);
    let mut given = given
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    // The comparison is weak: a proxy may have marked it.
    given.any(|known| known.trim() == "*" || known.trim().trim_start_matches("W/") == tag)
}

/// JSON, or 304 where the client has it.
pub fn json(request: &HttpRequest, what: &impl Serialize) -> Result<HttpResponse, Problem> {
    let json = serde_json::to_vec(what).map_err(Problem::internal)?;
    let tag = Tag::of_bytes(&json);
    Ok(tag
        .not_modified(request)
        .unwrap_or_else(|| tag.mark(HttpResponse::Ok()).content_type("application/json").body(json)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn what_the_client_has_is_not_sent_again() {
        let tag = Tag::of(&["a"]).unwrap();
        let asks = |given: &str| {
            let request = TestRequest::default()
                .insert_header((IF_NONE_MATCH, given))
                .to_http_request();
            tag.not_modified(&request).map(|answer| answer.status().as_u16())
        };
        let other = Tag::of(&["b"]).unwrap();
        for same in [
            tag.0.clone(),
            format!("W/{}", tag.0),
            format!("{}, {}", other.0, tag.0),
            "*".into(),
        ] {
            assert_eq!(asks(&same), Some(304), "{same}");
        }
        assert_eq!((asks(&other.0), asks("")), (None, None));
    }
}
