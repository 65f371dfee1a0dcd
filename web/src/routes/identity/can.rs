//! Authorisation is an extractor: a handler that takes `Can<CallsRead>` cannot run without that permission. A new operation takes
//! one of these, and has its line in `tests/it/permissions.tsv`.

use std::future::Future;
use std::marker::PhantomData;
use std::ops::Deref;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::{FromRequest, HttpRequest, web};
use models::identity::authority::{Authority, Standing, Who};
use models::identity::permission::Permission;
use models::ids::{PersonId, SessionId};

use super::key::Caller;
use crate::problem::{Code, Problem};
use crate::state::State;

/// What a handler needs.
pub trait Needs {
    const PERMISSION: Permission;
}

macro_rules! needs {
    ($($name:ident)*) => {
        $(
            #[doc = concat!("`Permission::", stringify!($name), "`.")]
            #[derive(Clone, Copy, Debug)]
            pub struct $name;

            impl Needs for $name {
                const PERMISSION: Permission = Permission::$name;
            }
        )*
    };
}

needs! {
    CallsRead CallsListen CallsSend CallsEdit CallsDelete CallsExport CallsShare EventsRead UsageRead UsageManage QueueRead QueueManage TeamRead
    TeamManage KeysManage SettingsRead SettingsManage BillingManage AuditRead
}

type Answer<T> = Pin<Box<dyn Future<Output = Result<T, Problem>>>>;

/// A caller with this permission, in a tenant that may do such things now.
pub struct Can<P> {
    caller: Caller,
    needed: PhantomData<P>,
}

impl<P> Can<P> {
    pub fn into_inner(self) -> Caller {
        self.caller
    }
}

impl<P> Deref for Can<P> {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

impl<P: Needs> FromRequest for Can<P> {
    type Error = Problem;
    type Future = Answer<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let state = state(&request)?;
            let caller = Caller::of(&request, &state).await?;
            permit(&caller.authority, P::PERMISSION)?;
            helps(&caller, request.method())?;
            Ok(Can {
                caller,
                needed: PhantomData,
            })
        })
    }
}

/// A person who is signed in, or somebody of the staff who sees what they see: who one is, and how to leave.
pub struct Present(pub SignedIn);

impl FromRequest for Present {
    type Error = Problem;
    type Future = Answer<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let state = state(&request)?;
            let caller = Caller::of(&request, &state).await?;
            standing(&caller.authority, false)?;
            match caller.authority.who {
                Who::Person { person, session } => Ok(Self(SignedIn {
                    caller,
                    person,
                    session,
                })),
                Who::Key(_) => Err(Problem::new(
                    Code::Forbidden,
                    "this is for people who are signed in; a key is nobody",
                )),
            }
        })
    }
}

/// A person who is signed in, whatever they may do: for what is theirs alone.
pub struct SignedIn {
    pub caller: Caller,
    pub person: PersonId,
    pub session: SessionId,
}

impl FromRequest for SignedIn {
    type Error = Problem;
    type Future = Answer<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let present = Present::from_request(request, payload);
        Box::pin(async move {
            let Present(me) = present.await?;
            me.caller.in_person()?;
            Ok(me)
        })
    }
}

/// Whether somebody may do this now, in a tenant that may do such things now.
pub fn permit(authority: &Authority, permission: Permission) -> Result<(), Problem> {
    standing(authority, permission == Permission::CallsSend)?;
    if authority.second_factor_missing {
        let detail = "set up a second factor, then sign in again";
        return Err(Problem::new(Code::SecondFactorRequired, detail));
    }
    if !authority.permissions.has(permission) {
        let detail = format!("this needs the permission `{}`", permission.name());
        return Err(Problem::new(Code::Forbidden, detail).with("permission", permission.name()));
    }
    Ok(())
}

/// Whoever of the staff sees what a member sees reads; where the tenant lets them help, they change things too and remove none.
fn helps(caller: &Caller, method: &Method) -> Result<(), Problem> {
    let is_read = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    let may_change = caller
        .authority
        .impersonation
        .as_ref()
        .is_none_or(|staff| staff.may_change);
    match is_read || (may_change && *method != Method::DELETE) {
        true => Ok(()),
        false => caller.in_person(),
    }
}

fn standing(authority: &Authority, is_intake: bool) -> Result<(), Problem> {
    let standing = authority.standing;
    let allowed = standing.allowed();
    match (if is_intake { allowed.intake } else { allowed.access }, standing) {
        (true, _) => Ok(()),
        (false, Standing::Closed) => Err(Problem::new(Code::InvalidKey, "the key is unknown, revoked or expired")),
        (false, _) => Err(Problem::new(
            Code::TenantSuspended,
            "only records and recordings are taken at the moment",
        )),
    }
}

fn state(request: &HttpRequest) -> Result<web::Data<State>, Problem> {
    let state = request.app_data::<web::Data<State>>().cloned();
    state.ok_or_else(|| Problem::internal("no state in the application"))
}
