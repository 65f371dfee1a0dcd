//! HEAD: what GET would answer, without its body (RFC 9110, 9.3.2). Operations that answer HEAD themselves go on doing so.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::web::{self, Bytes};

use crate::paths::{INTAKE, Paths};

/// Whether HEAD is answered at this path, where operations answer these methods.
pub fn is_answered(path: &str, methods: &[Method]) -> bool {
    methods.contains(&Method::GET) && !methods.contains(&Method::HEAD) && !path.starts_with(INTAKE)
}

/// Makes a HEAD that nobody answers itself a GET. Whether it did, and the body is to be kept back.
pub fn as_get(request: &mut ServiceRequest) -> bool {
    if *request.method() != Method::HEAD {
        return false;
    }
    // As the router reads it, which knows a letter that is written as its number.
    let path = request.match_info().as_str();
    let has_own = |paths: &web::Data<Paths>| paths.methods(path).contains(&Method::HEAD);
    if path.starts_with(INTAKE) || request.app_data().is_some_and(has_own) {
        return false;
    }
    request.head_mut().method = Method::GET;
    true
}

/// The same answer, of whose body only the length is told.
pub fn bodiless<B: MessageBody + 'static>(
    response: ServiceResponse<EitherBody<B, BoxBody>>,
) -> ServiceResponse<EitherBody<B, BoxBody>> {
    response.map_body(|_, body| EitherBody::right(Unsent(body.size()).boxed()))
}

/// A body of this size that is not sent.
pub struct Unsent(pub BodySize);

impl MessageBody for Unsent {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        self.0
    }

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        Poll::Ready(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn head_is_answered_where_get_is_and_nothing_is_told_by_it() {
        let (get, head, post) = (Method::GET, Method::HEAD, Method::POST);
        assert!(is_answered("/v1/calls", &[get.clone(), post.clone()]));
        assert!(!is_answered("/v1/recordings", std::slice::from_ref(&post)));
        assert!(!is_answered("/v1/calls/x/recording", &[get.clone(), head]));
        assert!(!is_answered("/v1/intake/rome", &[get, post]));
    }
}
