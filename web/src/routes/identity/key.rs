//! The tenant behind `Authorization: Bearer KEY`. A handler that takes `Caller` cannot run without one.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use models::identity::api_key::{self, ApiKey, Bearer};
use models::ids::{ApiKeyId, TenantId};
use sha2::{Digest, Sha256};

use crate::problem::{Code, Problem};
use crate::state::{Running, State};

/// A change of a key reaches every node within this time.
const FRESH: Duration = Duration::from_secs(1);
/// The use of a key is noted once in so long: a busy key costs a request no write.
const NOTED: Duration = Duration::from_secs(60);
/// Keys that are remembered; wrong ones count too, so that guessing costs no memory.
const REMEMBERED_MAX: usize = 10_000;

/// An authenticated request of one tenant, and what answers it.
#[derive(Clone)]
pub struct Caller {
    pub tenant: TenantId,
    pub key: ApiKeyId,
    pub running: Running,
}

impl Caller {
    /// Who did it, as the audit says.
    pub fn actor(&self) -> String {
        format!("key:{}", self.key)
    }
}

impl FromRequest for Caller {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let state = request.app_data::<web::Data<State>>().cloned();
        let key = bearer(request);
        let request = request.clone();
        Box::pin(async move {
            let state = state.ok_or_else(|| Problem::internal("no state in the application"))?;
            let key = key?;
            let hash: [u8; 32] = Sha256::digest(key.as_bytes()).into();
            let running = state.running()?.clone();
            let bearer = match state.keys.get(&hash) {
                Some(known) => known,
                None => {
                    let found = api_key::bearer(&running.pools.app, &key).await?;
                    let is_noted = state.keys.remember(hash, found);
                    if let Some(bearer) = found.filter(|_| !is_noted) {
                        touch(&running, bearer);
                    }
                    found
                }
            };
            let bearer =
                bearer.ok_or_else(|| Problem::new(Code::InvalidKey, "the key is unknown, revoked or expired"))?;
            let (standing, taken) = state.rates.take(bearer.key, Instant::now());
            request.extensions_mut().insert(standing);
            taken.map_err(Problem::too_many_requests)?;
            // Every line about this request names its tenant from here on.
            tracing::Span::current().record("tenant.id", tracing::field::display(bearer.tenant));
            Ok(Self {
                tenant: bearer.tenant,
                key: bearer.key,
                running,
            })
        })
    }
}

/// Notes that the key was used. Not worth a request's time, nor its failure.
fn touch(running: &Running, bearer: Bearer) {
    let app = running.pools.app.clone();
    actix_web::rt::spawn(async move {
        let noted = app
            .tenant(bearer.tenant, async move |conn| -> Result<(), models::Error> {
                ApiKey::of(bearer.tenant).touch(conn, bearer.key).await
            })
            .await;
        if let Err(error) = noted {
            tracing::debug!(%error, "could not note the use of a key: {error}");
        }
    });
}

fn bearer(request: &HttpRequest) -> Result<String, Problem> {
    let missing = || Problem::new(Code::MissingKey, "the header `Authorization: Bearer KEY` is missing");
    let header = request.headers().get(AUTHORIZATION).ok_or_else(missing)?;
    let header = header
        .to_str()
        .map_err(|_| Problem::new(Code::InvalidKey, "the key holds characters no key has"))?;
    let (scheme, key) = header.trim().split_once(' ').ok_or_else(missing)?;
    if !scheme.eq_ignore_ascii_case("bearer") || key.trim().is_empty() {
        return Err(missing());
    }
    Ok(key.trim().to_owned())
}

/// Whose key a hash is, for as long as that may be believed without asking.
#[derive(Default)]
pub struct KeyCache(Mutex<HashMap<[u8; 32], Known>>);

struct Known {
    /// Whose it was.
    bearer: Option<Bearer>,
    asked: Instant,
    /// When its use was last written down.
    noted: Instant,
}

impl KeyCache {
    fn get(&self, hash: &[u8; 32]) -> Option<Option<Bearer>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known
            .get(hash)
            .filter(|known| known.asked.elapsed() < FRESH)
            .map(|known| known.bearer)
    }

    /// Whether its use has been noted not long ago.
    fn remember(&self, hash: [u8; 32], bearer: Option<Bearer>) -> bool {
        let now = Instant::now();
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.get_mut(&hash) {
            let is_noted = now.saturating_duration_since(known.noted) < NOTED;
            let noted = if is_noted { known.noted } else { now };
            let asked = now;
            *known = Known { bearer, asked, noted };
            return is_noted;
        }
        if known.len() >= REMEMBERED_MAX {
            known.retain(|_, known| now.saturating_duration_since(known.asked) < FRESH);
        }
        if known.len() < REMEMBERED_MAX {
            let (asked, noted) = (now, now);
            known.insert(hash, Known { bearer, asked, noted });
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn only_a_bearer_key_is_a_key() {
        let of = |value: &str| {
            bearer(
                &TestRequest::default()
                    .insert_header((AUTHORIZATION, value))
                    .to_http_request(),
            )
        };
        assert_eq!(of("Bearer abc").unwrap(), "abc");
        assert_eq!(of("bearer  abc ").unwrap(), "abc");
        for wrong in ["abc", "Basic abc", "Bearer ", "Bearer"] {
            assert_eq!(of(wrong).unwrap_err().code, Code::MissingKey, "{wrong}");
        }
        let none = bearer(&TestRequest::default().to_http_request());
        assert_eq!(none.unwrap_err().code, Code::MissingKey);
    }

    #[test]
    fn the_use_of_a_key_is_noted_once_in_a_while() {
        let cache = KeyCache::default();
        assert!(!cache.remember([1; 32], None));
        assert!(cache.remember([1; 32], None));
        assert!(!cache.remember([2; 32], None));
    }

    #[test]
    fn a_full_memory_forgets_no_tenant_that_asks_again_and_never_grows() {
        let cache = KeyCache::default();
        for n in 0..REMEMBERED_MAX as u64 + 5 {
            let mut hash = [0; 32];
            hash[..8].copy_from_slice(&n.to_be_bytes());
            cache.remember(hash, None);
        }
        assert_eq!(cache.0.lock().unwrap().len(), REMEMBERED_MAX);
    }
}
