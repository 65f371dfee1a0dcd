//! Who is behind a request: the key or access token of `Authorization: Bearer`, else the session of the cookie. Not whether they
//! may: `can` asks that, and no handler takes a `Caller` by itself.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use actix_web::http::header::AUTHORIZATION;
use actix_web::{HttpMessage, HttpRequest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use models::db::Pool;
use models::identity::api_key::{self, ApiKey};
use models::identity::authority::{self, Authority, Who};
use models::identity::manner::{self, Manner, WEBHOOK_MARK};
use models::identity::membership::Member;
use models::identity::session;
use models::ids::TenantId;
use sha2::{Digest, Sha256};

use super::cookie;
use crate::client_address;
use crate::problem::{Code, Problem};
use crate::state::authorities::AuthorityCache;
use crate::state::key_uses::Used;
use crate::state::{Running, State};

/// Where a telephone system shows a key of its own.
pub const KEY_HEADER: &str = "x-audiapro-key";

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
                "that is the member's alone, whoever sees what they see",
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
        Self::let_in(request, state, running, authority)
    }

    /// Whoever it is by now: within their rate, from an address that is theirs.
    pub(super) fn let_in(
        request: &HttpRequest,
        state: &State,
        running: Running,
        authority: Arc<Authority>,
    ) -> Result<Self, Problem> {
        let bucket = match authority.who {
            Who::Key(key) => key.0,
            Who::Person { session, .. } => session.0,
        };
        let (standing, taken) = state.rates.take(bucket, authority.requests_per_minute, Instant::now());
        request.extensions_mut().insert(standing);
        if let Who::Key(key) = authority.who {
            request.extensions_mut().insert(Used {
                tenant: authority.tenant,
                key,
            });
        }
        taken.map_err(Problem::too_many_requests)?;
        if authority.tenant_requests_per_minute.is_some() {
            let (of_all, taken) =
                state
                    .rates
                    .take(authority.tenant.0, authority.tenant_requests_per_minute, Instant::now());
            // The headers tell of the limit that is nearer.
            if of_all.remaining < standing.remaining {
                request.extensions_mut().insert(of_all);
            }
            taken.map_err(Problem::too_many_requests)?;
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
        let hash = Sha256::new().chain_update([given.tag()]).chain_update(given.text());
        Ok(Self {
            given,
            hash: hash.finalize().into(),
        })
    }

    /// What it may do now; that it was used is noted.
    async fn used(&self, running: &Running, known: &AuthorityCache) -> Result<Arc<Authority>, Problem> {
        let authority = self.now(running, known).await?;
        note(known, &self.hash, running, &authority);
        Ok(authority)
    }

    /// What it may do now, which was asked a second ago at most.
    pub async fn now(&self, running: &Running, known: &AuthorityCache) -> Result<Arc<Authority>, Problem> {
        let authority = match known.get(&self.hash) {
            Some(known) => known,
            None => self.ask(running, known).await?,
        };
        authority.ok_or_else(|| self.given.refusal())
    }

    /// One request asks, and the others of the same key take its answer: a busy key's lapse each second is one question, and not as
    /// many as it has connections.
    async fn ask(&self, running: &Running, known: &AuthorityCache) -> Result<Option<Arc<Authority>>, models::Error> {
        let _turn = known.turn(&self.hash).await;
        if let Some(known) = known.get(&self.hash) {
            return Ok(known);
        }
        let found = self.given.authority(&running.pools.app).await?.map(Arc::new);
        known.remember(self.hash, found.clone());
        Ok(found)
    }
}

/// What a request shows.
enum Given {
    Key(String),
    Access(String),
    Cookie(String),
    /// User and password of a telephone system.
    Basic(String),
    /// Its key in a header.
    Header(String),
}

impl Given {
    /// The header wins: who sends one means it.
    fn of(request: &HttpRequest, state: &State) -> Result<Self, Problem> {
        if !request.headers().contains_key(AUTHORIZATION)
            && let Some(text) = cookie::of(request, &state.config)
        {
            return Ok(Self::Cookie(text));
        }
        if !request.headers().contains_key(AUTHORIZATION)
            && let Some(text) = webhook_key(request)
        {
            return Ok(Self::Header(text));
        }
        if let Some((user, password)) = basic(request)
            && password.starts_with(WEBHOOK_MARK)
        {
            return Ok(Self::Basic(manner::basic_text(&user, &password)));
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
            Self::Key(text) | Self::Access(text) | Self::Cookie(text) | Self::Basic(text) | Self::Header(text) => text,
        }
    }

    /// The same text shown in another manner is something else.
    fn tag(&self) -> u8 {
        match self {
            Self::Key(_) => 0,
            Self::Access(_) => 1,
            Self::Cookie(_) => 2,
            Self::Basic(_) => 3,
            Self::Header(_) => 4,
        }
    }

    /// Each by its own mark: a refresh token opens nothing.
    async fn authority(&self, app: &Pool) -> Result<Option<Authority>, models::Error> {
        match self {
            Self::Key(text) if text.starts_with(api_key::MARK) => authority::of_key(app, text).await,
            Self::Access(text) => authority::of_session(app, text).await,
            Self::Cookie(text) if text.starts_with(session::COOKIE_MARK) => authority::of_session(app, text).await,
            Self::Basic(text) => authority::of_manner(app, text, Manner::Basic).await,
            Self::Header(text) => authority::of_manner(app, text, Manner::Header).await,
            Self::Key(_) | Self::Cookie(_) => Ok(None),
        }
    }

    fn refusal(&self) -> Problem {
        match self {
            Self::Key(_) | Self::Basic(_) | Self::Header(_) => {
                Problem::new(Code::InvalidKey, "the key is unknown, revoked or expired")
            }
            Self::Access(_) | Self::Cookie(_) => Problem::new(Code::InvalidSession, "sign in again"),
        }
    }
}

/// That it was used is written down, once in a while.
pub(super) fn note(known: &AuthorityCache, hash: &[u8; 32], running: &Running, authority: &Authority) {
    if known.is_to_be_noted(hash) {
        touch(running, authority);
    }
}

/// Notes that the key or session was used. Not worth a request's time, nor its failure.
pub(super) fn touch(running: &Running, authority: &Authority) {
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
    let (_, password) = basic(request)?;
    password.starts_with(api_key::MARK).then_some(password)
}

/// A telephone system's own key in its header; another text there is the secret of a source.
fn webhook_key(request: &HttpRequest) -> Option<String> {
    let text = request.headers().get(KEY_HEADER)?.to_str().ok()?.trim();
    text.starts_with(WEBHOOK_MARK).then(|| text.to_owned())
}

/// User and password of `Authorization: Basic`.
fn basic(request: &HttpRequest) -> Option<(String, String)> {
    let header = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, text) = header.trim().split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(text.trim()).ok()?).ok()?;
    let (user, password) = text.split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}

/// Whether a request shows a key or an access token of ours. Another token, or another password, is somebody else's to judge.
pub fn is_shown(request: &HttpRequest) -> bool {
    let is_ours = |token: String| token.starts_with(api_key::MARK) || token.starts_with(session::ACCESS_MARK);
    let of_webhook = || basic(request).is_some_and(|(_, password)| password.starts_with(WEBHOOK_MARK));
    basic_key(request).is_some() || of_webhook() || webhook_key(request).is_some() || bearer(request).is_ok_and(is_ours)
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
}
