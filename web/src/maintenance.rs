//! The platform's mode at the edge: what it does not let through is answered before any handler. The staff's plane, health and the pages
//! for people are always there.

use std::time::Duration;

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::{Error, ResponseError, web};
use models::platform::mode::{self, Kind, Mode};

use crate::paths::ADMIN;
use crate::problem::Problem;
use crate::state::State;

/// A switch reaches every node within this time.
const FRESH: Duration = Duration::from_millis(500);

/// Reads the mode again and again, as long as the server runs. What cannot be read stays as it was.
pub async fn follow(state: web::Data<State>) {
    let mut turns = tokio::time::interval(FRESH);
    turns.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        turns.tick().await;
        let Some(running) = state.started() else { continue };
        let read = async { mode::read(&mut *running.pools.staff.get().await?).await };
        match read.await {
            Ok(standing) if standing.mode != state.mode.get() => {
                let (mode, reason, by) = (standing.mode.as_str(), &standing.reason, &standing.changed_by);
                tracing::warn!(mode, reason, by, "the platform runs in mode {mode}: {reason}");
                state.mode.set(standing.mode);
            }
            Ok(_) => {}
            Err(error) => tracing::debug!(%error, "could not read the platform's mode: {error}"),
        }
    }
}

/// The layer below the edge.
pub async fn gate<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let mode = request
        .app_data::<web::Data<State>>()
        .map_or(Mode::Normal, |state| state.mode.get());
    // As the router reads it, which knows a letter that is written as its number.
    let path = request.match_info().as_str();
    let is_let = kind(request.method(), path).is_none_or(|kind| mode.lets(kind));
    if is_let {
        return next.call(request).await.map(ServiceResponse::map_into_left_body);
    }
    let answer = Problem::maintenance(mode.as_str()).error_response();
    Ok(request.into_response(answer).map_into_right_body())
}

/// What a request is about; `None`: no mode keeps it out.
fn kind(method: &Method, path: &str) -> Option<Kind> {
    if path.starts_with(ADMIN) || !path.starts_with("/v1/") {
        return None;
    }
    // A webhook may come by GET; the WebSocket beside it asks by itself.
    let of_source = path.strip_prefix("/v1/intake/").filter(|source| !source.contains('/'));
    let is_webhook = *method == Method::GET && of_source.is_some();
    let is_read = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) && !is_webhook;
    let is_intake = path == "/v1/calls"
        || path == "/v1/recordings"
        || path.ends_with("/recording")
        || path.starts_with("/v1/intake/");
    Some(match (is_read, is_intake) {
        (true, _) => Kind::Read,
        (false, true) => Kind::Intake,
        // Whoever may read may sign in for it.
        (false, false) if path.starts_with("/v1/auth/sign-") || path == "/v1/auth/refresh" => Kind::Read,
        (false, false) => Kind::Change,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_staff_and_the_probes_are_let_in_whatever_the_mode() {
        for path in [
            "/admin/v1/platform/mode",
            "/health/ready",
            "/metrics",
            "/openapi.json",
            "/docs",
        ] {
            assert_eq!(kind(&Method::GET, path), None, "{path}");
            assert_eq!(kind(&Method::POST, path), None, "{path}");
        }
        assert_eq!(kind(&Method::POST, "/v1/calls"), Some(Kind::Intake));
        assert_eq!(kind(&Method::PUT, "/v1/calls/api/1/recording"), Some(Kind::Intake));
        assert_eq!(kind(&Method::GET, "/v1/calls"), Some(Kind::Read));
        assert_eq!(kind(&Method::GET, "/v1/intake/rome"), Some(Kind::Intake));
        assert_eq!(kind(&Method::GET, "/v1/intake/rome/ws"), Some(Kind::Read));
        assert_eq!(kind(&Method::POST, "/v1/auth/sign-in"), Some(Kind::Read));
        assert_eq!(kind(&Method::POST, "/v1/keys"), Some(Kind::Change));
    }
}
