//! Who of the staff asks, and whether they may: an extractor, as for tenants' people. A new operation takes `StaffCan<…>` and has its
//! line in `tests/it/staff_permissions.tsv`.

use std::future::Future;
use std::marker::PhantomData;
use std::ops::Deref;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Instant;

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use models::staff::role::StaffPermission;
use models::staff::session::{self, StaffAuthority};
use sha2::{Digest, Sha256};

use super::cookie;
use crate::client_address;
use crate::problem::{Code, Problem};
use crate::routes::identity::key::bearer;
use crate::state::{Running, State};

/// What a handler needs.
pub trait Needs {
    const PERMISSION: StaffPermission;
}

macro_rules! needs {
    ($($name:ident)*) => {
        $(
            #[doc = concat!("`StaffPermission::", stringify!($name), "`.")]
            #[derive(Clone, Copy, Debug)]
            pub struct $name;

            impl Needs for $name {
                const PERMISSION: StaffPermission = StaffPermission::$name;
            }
        )*
    };
}

needs! {
    TenantsRead TenantsNote TenantsManage TenantsErase TenantsExport Impersonate AuditRead PlatformRead PlatformManage StaffRead StaffManage
}

type Answer<T> = Pin<Box<dyn Future<Output = Result<T, Problem>>>>;

/// Somebody of the staff who is signed in, whatever they may do.
#[derive(Clone)]
pub struct StaffCaller {
    pub authority: Arc<StaffAuthority>,
    /// The cookie's text, of a browser's session.
    pub cookie: Option<String>,
    pub running: Running,
}

impl StaffCaller {
    pub fn actor(&self) -> String {
        self.authority.actor()
    }

    async fn of(request: &HttpRequest, state: &State) -> Result<Self, Problem> {
        at_an_allowed_address(request, state)?;
        let cookie = match request.headers().contains_key(AUTHORIZATION) {
            true => None,
            false => cookie::of(request, &state.config),
        };
        let text = match &cookie {
            Some(text) => text.clone(),
            None => bearer(request)?,
        };
        let mark = if cookie.is_some() {
            session::COOKIE_MARK
        } else {
            session::TOKEN_MARK
        };
        let refused = || Problem::new(Code::InvalidSession, "sign in again");
        if !text.starts_with(mark) {
            return Err(refused());
        }
        let running = state.running()?.clone();
        let authority = known(&running, state, &text).await?.ok_or_else(refused)?;
        if let Some(text) = &cookie {
            crate::routes::identity::cookie::check(request, text)?;
        }
        let (standing, taken) = state.rates.take(authority.session, None, Instant::now());
        request.extensions_mut().insert(standing);
        taken.map_err(Problem::too_many_requests)?;
        Ok(Self {
            authority,
            cookie,
            running,
        })
    }
}

/// From where the staff may come.
pub fn at_an_allowed_address(request: &HttpRequest, state: &State) -> Result<(), Problem> {
    let address = client_address::of(request, state);
    match address.is_some_and(|address| state.staff_addresses.allow(address)) {
        true => Ok(()),
        false => Err(Problem::new(
            Code::AddressNotAllowed,
            "the staff is not let in from this address",
        )),
    }
}

async fn known(running: &Running, state: &State, text: &str) -> Result<Option<Arc<StaffAuthority>>, Problem> {
    let hash: [u8; 32] = Sha256::digest(text.as_bytes()).into();
    if let Some(known) = state.staff_authorities.get(&hash) {
        return Ok(known);
    }
    let found = session::authority(&mut *running.pools.staff.get().await?, text).await?;
    let found = found.map(Arc::new);
    state.staff_authorities.remember(hash, found.clone());
    let is_due = found.is_some() && state.staff_authorities.is_to_be_noted(&hash);
    if let Some(authority) = found.clone().filter(|_| is_due) {
        let owner = running.pools.owner.clone();
        // Not worth a request's time, nor its failure.
        actix_web::rt::spawn(async move {
            let (staff, session) = (authority.staff, authority.session);
            let noted = owner.transaction(async move |conn| session::touch(conn, staff, session).await);
            if let Err(error) = noted.await {
                tracing::debug!(%error, "could not note the use of a session: {error}");
            }
        });
    }
    Ok(found)
}

/// Signed in, for what is one's own: the account, and setting up a second factor.
pub struct StaffSignedIn(pub StaffCaller);

impl FromRequest for StaffSignedIn {
    type Error = Problem;
    type Future = Answer<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Ok(Self(StaffCaller::of(&request, &*state(&request)?).await?)) })
    }
}

/// Somebody with this permission.
pub struct StaffCan<P> {
    caller: StaffCaller,
    needed: PhantomData<P>,
}

impl<P> Deref for StaffCan<P> {
    type Target = StaffCaller;

    fn deref(&self) -> &StaffCaller {
        &self.caller
    }
}

impl<P: Needs> FromRequest for StaffCan<P> {
    type Error = Problem;
    type Future = Answer<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let state = state(&request)?;
            let caller = StaffCaller::of(&request, &state).await?;
            if state.config.staff.second_factor_required && !caller.authority.second_factor {
                let detail = "set up a second factor, then sign in again";
                return Err(Problem::new(Code::SecondFactorRequired, detail));
            }
            let permission = P::PERMISSION;
            if !caller.authority.role.may(permission) {
                let detail = format!("this needs the permission `{}`", permission.name());
                return Err(Problem::new(Code::Forbidden, detail).with("permission", permission.name()));
            }
            Ok(Self {
                caller,
                needed: PhantomData,
            })
        })
    }
}

fn state(request: &HttpRequest) -> Result<web::Data<State>, Problem> {
    let state = request.app_data::<web::Data<State>>().cloned();
    state.ok_or_else(|| Problem::internal("no state in the application"))
}
