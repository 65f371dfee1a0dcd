//! Who is behind a request: the key or access token of `Authorization: Bearer`, else the session of the cookie. Not whether they
//! may: `can` asks that, and no handler takes a `Caller` by itself.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use actix_web::http::header::AUTHORIZATION;
use actix_web::{HttpMessage, HttpRequest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use models::db::Pool;
use models::identity::api_key::{self, ApiKey};
use models::identity::authority::{self, Authority, Who};
use models::identity::membership::Member;
use models::identity::session;
use models::ids::TenantId;
use sha2::{Digest, Sha256};

use super::cookie;
use crate::client_address;
use crate::problem::{Code, Problem};
use crate::state::{Running, State};

/// A change of a key, a role or a status reaches every node within this time.
const FRESH: Duration = Duration::from_secs(1);
/// The use of a key is noted once in so long: a busy key costs a request no write.
const NOTED: Duration = Duration::from_secs(60);
/// Keys that are remembered; wrong ones count too, so that guessing costs no memory.
const REMEMBERED_MAX: usize = 10_000;

/// An authenticated request of one tenant, and what answers it.
#[derive(Clone)]
pub struct Caller {
    pub tenant: TenantId,
    pub authority: Arc<Authority>,
    pub address: Option<IpAddr>,
    pub running: Running,
}

impl Caller {
    /// Who did it, as the audit says.
    pub fn actor(&self) -> String {
        self.authority.actor()
    }

    /// Refused to the staff that sees what a member sees: what is the member's alone, and what leaves the house.
    pub fn in_person(&self) -> Result<(), Problem> {
        match &self.authority.impersonation {
            None => Ok(()),
            Some(_) => Err(Problem::new(
                Code::Forbidden,
                "whoever sees what a member sees reads only",
            )),
        }
    }

    pub(super) async fn of(request: &HttpRequest, state: &State) -> Result<Self, Problem> {
        let credential = Credential::of(request, state)?;
        let running = state.running()?.clone();
        let authority = credential.used(&running, &state.authorities).await?;
        if let Given::Cookie(text) = &credential.given {
            cookie::check(request, text)?;
        }
        let bucket = match authority.who {
            Who::Key(key) => key.0,
            Who::Person { session, .. } => session.0,
        };
        let (standing, taken) = state.rates.take(bucket, authority.requests_per_minute, Instant::now());
        request.extensions_mut().insert(standing);
        taken.map_err(Problem::too_many_requests)?;
        if authority.tenant_requests_per_minute.is_some() {
            let of_all = state
                .rates
                .take(authority.tenant.0, authority.tenant_requests_per_minute, Instant::now());
            of_all.1.map_err(Problem::too_many_requests)?;
        }
        let address = client_address::of(request, state);
        from_allowed(&authority, address)?;
        // Every line about this request names its tenant from here on.
        tracing::Span::current().record("tenant.id", tracing::field::display(authority.tenant));
        Ok(Self {
            tenant: authority.tenant,
            authority,
            address,
            running,
        })
    }
}

/// Whether requests are taken from there.
pub fn from_allowed(authority: &Authority, address: Option<IpAddr>) -> Result<(), Problem> {
    let is_allowed = |address| authority.addresses.iter().all(|list| list.allow(address));
    match address.is_some_and(is_allowed) {
        true => Ok(()),
        false => Err(Problem::new(
            Code::AddressNotAllowed,
            "requests are not taken from this address",
        )),
    }
}

/// What a request shows, to be asked again as long as its answer goes on.
pub struct Credential {
    given: Given,
    hash: [u8; 32],
}

impl Credential {
    pub fn of(request: &HttpRequest, state: &State) -> Result<Self, Problem> {
        let given = Given::of(request, state)?;
        let hash = Sha256::digest(given.text().as_bytes()).into();
        Ok(Self { given, hash })
    }

    /// What it may do now; that it was used is noted.
    async fn used(&self, running: &Running, known: &AuthorityCache) -> Result<Arc<Authority>, Problem> {
        let authority = self.now(running, known).await?;
        if known.is_to_be_noted(&self.hash) {
            touch(running, &authority);
        }
        Ok(authority)
    }

    /// What it may do now, which was asked a second ago at most.
    pub async fn now(&self, running: &Running, known: &AuthorityCache) -> Result<Arc<Authority>, Problem> {
        let authority = match known.get(&self.hash) {
            Some(known) => known,
            None => {
                let found = self.given.authority(&running.pools.app).await?.map(Arc::new);
                known.remember(self.hash, found.clone());
                found
            }
        };
        authority.ok_or_else(|| self.given.refusal())
    }
}

/// What a request shows.
enum Given {
    Key(String),
    Access(String),
    Cookie(String),
}

impl Given {
    /// The header wins: who sends one means it.
    fn of(request: &HttpRequest, state: &State) -> Result<Self, Problem> {
        if !request.headers().contains_key(AUTHORIZATION)
            && let Some(text) = cookie::of(request, &state.config)
        {
            return Ok(Self::Cookie(text));
        }
        let text = match basic_key(request) {
            Some(key) => key,
            None => bearer(request)?,
        };
        Ok(match text.starts_with(session::ACCESS_MARK) {
            true => Self::Access(text),
            false => Self::Key(text),
        })
    }

    fn text(&self) -> &str {
        match self {
            Self::Key(text) | Self::Access(text) | Self::Cookie(text) => text,
        }
    }

    /// Each by its own mark: a refresh token opens nothing.
    async fn authority(&self, app: &Pool) -> Result<Option<Authority>, models::Error> {
        match self {
            Self::Key(text) if text.starts_with(api_key::MARK) => authority::of_key(app, text).await,
            Self::Access(text) => authority::of_session(app, text).await,
            Self::Cookie(text) if text.starts_with(session::COOKIE_MARK) => authority::of_session(app, text).await,
            Self::Key(_) | Self::Cookie(_) => Ok(None),
        }
    }

    fn refusal(&self) -> Problem {
        match self {
            Self::Key(_) => Problem::new(Code::InvalidKey, "the key is unknown, revoked or expired"),
            Self::Access(_) | Self::Cookie(_) => Problem::new(Code::InvalidSession, "sign in again"),
        }
    }
}

/// Notes that the key or session was used. Not worth a request's time, nor its failure.
fn touch(running: &Running, authority: &Authority) {
    let (app, tenant, who) = (running.pools.app.clone(), authority.tenant, authority.who);
    // Whoever sees what a member sees is not the member.
    let is_member = authority.impersonation.is_none();
    actix_web::rt::spawn(async move {
        let noted = app
            .tenant(tenant, async move |conn| -> Result<(), models::Error> {
                match who {
                    Who::Key(key) => ApiKey::of(tenant).touch(conn, key).await,
                    Who::Person { person, session } => {
                        session::of(tenant).touch(conn, session).await?;
                        match is_member {
                            true => Member::of(tenant).seen(conn, person).await,
                            false => Ok(()),
                        }
                    }
                }
            })
            .await;
        if let Err(error) = noted {
            tracing::debug!(%error, "could not note the use of a key: {error}");
        }
    });
}

/// The password of `Authorization: Basic`, where it is a key: for telephone systems that know no other way. The user is anybody.
fn basic_key(request: &HttpRequest) -> Option<String> {
    let header = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, text) = header.trim().split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(text.trim()).ok()?).ok()?;
    let (_, password) = text.split_once(':')?;
    password.starts_with(api_key::MARK).then(|| password.to_owned())
}

/// Whether a request shows a key or an access token of ours. Another token, or another password, is somebody else's to judge.
pub fn is_shown(request: &HttpRequest) -> bool {
    let is_ours = |token: String| token.starts_with(api_key::MARK) || token.starts_with(session::ACCESS_MARK);
    basic_key(request).is_some() || bearer(request).is_ok_and(is_ours)
}

pub fn bearer(request: &HttpRequest) -> Result<String, Problem> {
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

/// What each hash may do, for as long as that may be believed without asking.
pub struct AuthorityCache<T = Authority>(Mutex<HashMap<[u8; 32], Known<T>>>);

impl<T> Default for AuthorityCache<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

struct Known<T> {
    /// What it was.
    authority: Option<Arc<T>>,
    /// `None`: it has to be asked again.
    asked: Option<Instant>,
    /// When its use was last written down.
    noted: Option<Instant>,
}

impl<T> Known<T> {
    fn is_fresh(&self) -> bool {
        self.asked.is_some_and(|asked| asked.elapsed() < FRESH)
    }
}

impl<T> AuthorityCache<T> {
    pub fn get(&self, hash: &[u8; 32]) -> Option<Option<Arc<T>>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known
            .get(hash)
            .filter(|known| known.is_fresh())
            .map(|known| known.authority.clone())
    }

    pub fn remember(&self, hash: [u8; 32], authority: Option<Arc<T>>) {
        let asked = Some(Instant::now());
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.get_mut(&hash) {
            known.authority = authority;
            known.asked = asked;
            return;
        }
        if known.len() >= REMEMBERED_MAX {
            known.retain(|_, known| known.is_fresh());
        }
        if known.len() < REMEMBERED_MAX {
            let noted = None;
            known.insert(
                hash,
                Known {
                    authority,
                    asked,
                    noted,
                },
            );
        }
    }

    /// Whether its use is to be written down now: once in a while.
    pub fn is_to_be_noted(&self, hash: &[u8; 32]) -> bool {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(known) = known.get_mut(hash) else {
            return false;
        };
        let is_due = known.noted.is_none_or(|noted| noted.elapsed() >= NOTED);
        if is_due {
            known.noted = Some(Instant::now());
        }
        is_due
    }

    /// After a change made here: on this node it holds from the next request on.
    pub fn forget(&self) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.values_mut().for_each(|known| known.asked = None);
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
    fn a_key_may_come_as_the_password_of_anybody() {
        let request = |value: String| {
            TestRequest::default()
                .insert_header((AUTHORIZATION, value))
                .to_http_request()
        };
        let basic = |text: &str| request(format!("Basic {}", STANDARD.encode(text)));
        assert_eq!(basic_key(&basic("pbx:ap_secret")).unwrap(), "ap_secret");
        assert!(is_shown(&basic("pbx:ap_secret")) && is_shown(&request("Bearer ap_secret".into())));
        for other in ["pbx:password", "ap_secret", "pbx:aps_x"] {
            assert_eq!(basic_key(&basic(other)), None, "{other}");
            assert!(!is_shown(&basic(other)));
        }
        assert!(!is_shown(&request("Bearer eyJhbGciOiJIUzI1NiJ9.e30.x".into())));
    }

    #[test]
    fn the_use_of_a_key_is_noted_once_in_a_while() {
        let cache = AuthorityCache::<Authority>::default();
        cache.remember([1; 32], None);
        assert!(cache.is_to_be_noted(&[1; 32]) && !cache.is_to_be_noted(&[1; 32]));
        cache.remember([2; 32], None);
        assert!(cache.is_to_be_noted(&[2; 32]));
        cache.forget();
        assert!(cache.get(&[1; 32]).is_none());
        cache.remember([1; 32], None);
        assert!(!cache.is_to_be_noted(&[1; 32]));
    }

    #[test]
    fn a_full_memory_forgets_no_tenant_that_asks_again_and_never_grows() {
        let cache = AuthorityCache::<Authority>::default();
        for n in 0..REMEMBERED_MAX as u64 + 5 {
            let mut hash = [0; 32];
            hash[..8].copy_from_slice(&n.to_be_bytes());
            cache.remember(hash, None);
        }
        assert_eq!(cache.0.lock().unwrap().len(), REMEMBERED_MAX);
    }
}
