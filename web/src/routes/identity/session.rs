//! Who one is, and where people are signed in. Not how a session begins: `sign_in` does that.

use actix_web::{HttpRequest, HttpResponse, delete, get, web};
use chrono::{DateTime, Utc};
use models::Error;
use models::compliance::audit::{self, Entry};
use models::identity::authority;
use models::identity::membership::{self, Member};
use models::identity::person::Person;
use models::identity::{second_factor, session};
use models::ids::SessionId;
use models::platform::flag;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::can::{Can, Present, SignedIn, TeamManage};
use super::{cookie, member};
use crate::problem::Problem;
use crate::state::State;

crate::refusals!(ReadRefusals: NotFound, Internal, Unavailable);

/// A session that lives.
#[derive(Debug, Serialize, ToSchema)]
pub struct Session {
    pub id: Uuid,
    pub tenant_id: Uuid,
    pub person_id: Uuid,
    /// `token` of a program, `cookie` of a browser.
    pub kind: String,
    /// What the program or browser calls itself.
    pub user_agent: String,
    /// From where it began.
    pub address: String,
    pub second_factor: bool,
    pub created_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    /// It is the one that asks.
    pub current: bool,
}

impl Session {
    fn new(stored: session::Session, current: Option<SessionId>) -> Self {
        Self {
            current: current.is_some_and(|current| current.0 == stored.id),
            id: stored.id,
            tenant_id: stored.tenant_id,
            person_id: stored.person_id,
            kind: stored.kind,
            user_agent: stored.user_agent,
            address: stored.address,
            second_factor: stored.second_factor,
            created_at: stored.created_at,
            last_seen_at: stored.last_seen_at,
            expires_at: stored.expires_at,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SessionList {
    pub data: Vec<Session>,
}

/// How many sessions were ended.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionsEnded {
    pub ended: usize,
}

/// A tenant in which one is somebody.
#[derive(Debug, Serialize, ToSchema)]
pub struct Place {
    pub tenant_id: Uuid,
    pub name: String,
    /// IANA name of its zone: days and hours are counted in it.
    pub zone: String,
    pub role: String,
}

impl From<membership::Place> for Place {
    fn from(place: membership::Place) -> Self {
        Self {
            tenant_id: place.tenant_id,
            name: place.name,
            zone: place.zone,
            role: place.role,
        }
    }
}

/// Who is signed in, and what they may do here.
#[derive(Serialize, ToSchema)]
pub struct Identity {
    pub person_id: Uuid,
    pub email: String,
    pub name: String,
    pub tenant_id: Uuid,
    /// `admin`, `manager`, `agent`, `viewer`, or a custom role's id.
    pub role: String,
    pub permissions: Vec<&'static str>,
    /// Whose calls are seen: `all`, `group`, `own`.
    pub row_scope: &'static str,
    /// The tenant asks for a second factor, and this session has none.
    pub second_factor_missing: bool,
    /// The person has a second factor.
    pub second_factor: bool,
    /// When this session ends however busy it is; an idle one ends before.
    pub session_expires_at: DateTime<Utc>,
    /// Of a browser's session: what changes something carries it in `X-CSRF-Token`.
    pub csrf_token: Option<String>,
    /// Where one may sign in, this tenant among them.
    pub tenants: Vec<Place>,
    /// Names of the feature flags that are on for this tenant.
    pub features: Vec<String>,
    /// Somebody of the platform's staff sees what this person sees: show it all the time.
    #[schema(required)]
    pub impersonation: Option<Impersonation>,
}

/// Who of the staff it is, why, and until when.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SessionImpersonation)]
pub struct Impersonation {
    pub staff_id: Uuid,
    pub staff_name: String,
    pub reason: String,
    pub expires_at: DateTime<Utc>,
    /// The tenant lets them change something too.
    pub may_change: bool,
}

impl From<&authority::Impersonation> for Impersonation {
    fn from(told: &authority::Impersonation) -> Self {
        Self {
            staff_id: told.staff.0,
            staff_name: told.staff_name.clone(),
            reason: told.reason.clone(),
            expires_at: told.expires_at,
            may_change: told.may_change,
        }
    }
}

/// Who one is.
///
/// Person, tenant, role and permissions of this session, and the `csrf_token` of a browser's.
#[utoipa::path(
    operation_id = "get_session",
    tag = "auth",
    responses((status = 200, description = "The person, and their rights here.", body = Identity), ReadRefusals),
    security(("api_key" = []))
)]
#[get("/v1/auth/session")]
pub async fn read_current(
    request: HttpRequest,
    Present(me): Present,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let (tenant, person, own) = (me.caller.tenant, me.person, me.session);
    let found = me
        .caller
        .running
        .pools
        .app
        .member(tenant, person, async move |conn| -> Result<_, Error> {
            let places = membership::places(conn, person).await?;
            let features = flag::of_tenant(conn, tenant).await?;
            Ok((
                Person::find(conn, person).await?,
                Member::of(tenant).find(conn, person).await?,
                places,
                second_factor::is_set(conn, person).await?,
                features,
                session::of(tenant).expires_at(conn, own).await?,
            ))
        });
    let (person, member, places, second_factor, features, session_expires_at) = found.await?;
    let authority = &me.caller.authority;
    let has_header = request.headers().contains_key(actix_web::http::header::AUTHORIZATION);
    let text = cookie::of(&request, &state.config).filter(|_| !has_header);
    Ok(HttpResponse::Ok().json(Identity {
        person_id: person.id,
        email: person.email,
        name: person.name,
        tenant_id: tenant.0,
        role: member.role,
        permissions: authority.permissions.names(),
        row_scope: authority.row_scope.as_str(),
        second_factor_missing: authority.second_factor_missing,
        second_factor,
        session_expires_at,
        csrf_token: text.as_deref().map(cookie::csrf),
        tenants: places.into_iter().map(Place::from).collect(),
        features,
        impersonation: authority.impersonation.as_ref().map(Impersonation::from),
    }))
}

/// My sessions.
///
/// Wherever one is signed in, in all tenants.
#[utoipa::path(
    operation_id = "list_own_sessions",
    tag = "auth",
    responses((status = 200, description = "The latest first.", body = SessionList), ReadRefusals),
    security(("api_key" = []))
)]
#[get("/v1/auth/sessions")]
pub async fn list_own(me: SignedIn) -> Result<HttpResponse, Problem> {
    let person = me.person;
    let found = me
        .caller
        .running
        .pools
        .app
        .person(person, async move |conn| session::of_person(conn, person).await);
    let of = |stored| Session::new(stored, Some(me.session));
    Ok(HttpResponse::Ok().json(SessionList {
        data: found.await?.into_iter().map(of).collect(),
    }))
}

/// End one of my sessions.
///
/// In whichever tenant; it is let in nowhere within a second.
#[utoipa::path(
    operation_id = "end_own_session",
    tag = "auth",
    params(("id" = Uuid, Path, description = "The session's id.")),
    responses((status = 204, description = "Ended, on every node within a second."), ReadRefusals),
    security(("api_key" = []))
)]
#[delete("/v1/auth/sessions/{id}")]
pub async fn end_own(id: web::Path<String>, me: SignedIn, state: web::Data<State>) -> Result<HttpResponse, Problem> {
    let (person, id, actor) = (me.person, session_id(&id)?, me.caller.actor());
    let app = &me.caller.running.pools.app;
    let own = app
        .person(person, async move |conn| session::of_person(conn, person).await)
        .await?;
    let found = own
        .into_iter()
        .find(|session| session.id == id.0)
        .ok_or_else(|| Problem::not_found("session"))?;
    let tenant = models::ids::TenantId(found.tenant_id);
    let ended = app.tenant(tenant, async move |conn| {
        session::of(tenant).end(conn, id, Some(person), &actor).await
    });
    ended.await?;
    state.authorities.forget();
    Ok(HttpResponse::NoContent().finish())
}

/// End my other sessions.
///
/// Everywhere but here.
#[utoipa::path(
    operation_id = "end_other_sessions",
    tag = "auth",
    responses((status = 200, description = "Ended.", body = SessionsEnded), ReadRefusals),
    security(("api_key" = []))
)]
#[delete("/v1/auth/sessions")]
pub async fn end_others(me: SignedIn, state: web::Data<State>) -> Result<HttpResponse, Problem> {
    let (tenant, person, but, actor) = (me.caller.tenant, me.person, me.session, me.caller.actor());
    let ended = me
        .caller
        .running
        .pools
        .app
        .member(tenant, person, async move |conn| -> Result<usize, Error> {
            let ended = session::end_everywhere(conn, person, Some(but), "ended from another session").await?;
            let entry = Entry::new(actor, "session.others_ended", format!("person:{person}"));
            audit::append(
                conn,
                tenant,
                &[entry.change(None, Some(serde_json::json!({ "ended": ended })))],
            )
            .await?;
            Ok(ended)
        });
    let ended = ended.await?;
    state.authorities.forget();
    Ok(HttpResponse::Ok().json(SessionsEnded { ended }))
}

/// Sessions of the team.
///
/// Where members are signed in: program or browser, address, second factor.
#[utoipa::path(
    operation_id = "list_sessions",
    tag = "team",
    responses((status = 200, description = "The latest 500 in this tenant.", body = SessionList), ReadRefusals),
    security(("api_key" = []))
)]
#[get("/v1/team/sessions")]
pub async fn all(caller: Can<TeamManage>) -> Result<HttpResponse, Problem> {
    let tenant = caller.tenant;
    let found = caller
        .running
        .pools
        .app
        .tenant(tenant, async move |conn| session::of(tenant).list(conn, None).await);
    let current = current_of(&caller);
    let of = |stored| Session::new(stored, current);
    Ok(HttpResponse::Ok().json(SessionList {
        data: found.await?.into_iter().map(of).collect(),
    }))
}

/// End a session.
///
/// Of any member.
#[utoipa::path(
    operation_id = "end_session",
    tag = "team",
    params(("id" = Uuid, Path, description = "The session's id.")),
    responses((status = 204, description = "Ended, on every node within a second."), ReadRefusals),
    security(("api_key" = []))
)]
#[delete("/v1/team/sessions/{id}")]
pub async fn end(
    id: web::Path<String>,
    caller: Can<TeamManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let (tenant, id, by) = (caller.tenant, session_id(&id)?, caller.authority.grantor());
    let ended = caller
        .running
        .pools
        .app
        .tenant(tenant, async move |conn| -> Result<(), Error> {
            let sessions = session::of(tenant);
            let owner = sessions.owner(conn, id).await?;
            Member::of(tenant).manageable(conn, &by, owner).await?;
            sessions.end(conn, id, None, &by.actor).await
        });
    ended.await?;
    state.authorities.forget();
    Ok(HttpResponse::NoContent().finish())
}

/// Sign a member out.
///
/// All their sessions in this tenant.
#[utoipa::path(
    operation_id = "end_sessions_of_member",
    tag = "team",
    params(("id" = Uuid, Path, description = "The person's id.")),
    responses((status = 200, description = "Ended.", body = SessionsEnded), ReadRefusals),
    security(("api_key" = []))
)]
#[delete("/v1/team/members/{id}/sessions")]
pub async fn end_of_member(
    id: web::Path<String>,
    caller: Can<TeamManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let (tenant, person, by) = (caller.tenant, member::person(&id)?, caller.authority.grantor());
    let ended = caller
        .running
        .pools
        .app
        .tenant(tenant, async move |conn| -> Result<usize, Error> {
            Member::of(tenant).manageable(conn, &by, person).await?;
            let ended = session::of(tenant)
                .end_all(conn, person, None, "signed out by the team")
                .await?;
            let entry = Entry::new(&by.actor, "member.signed_out", format!("person:{person}"));
            audit::append(
                conn,
                tenant,
                &[entry.change(None, Some(serde_json::json!({ "ended": ended })))],
            )
            .await?;
            Ok(ended)
        });
    let ended = ended.await?;
    state.authorities.forget();
    Ok(HttpResponse::Ok().json(SessionsEnded { ended }))
}

fn current_of<P>(caller: &Can<P>) -> Option<SessionId> {
    match caller.authority.who {
        models::identity::authority::Who::Person { session, .. } => Some(session),
        models::identity::authority::Who::Key(_) => None,
    }
}

fn session_id(id: &str) -> Result<SessionId, Problem> {
    id.parse().map(SessionId).map_err(|_| Problem::not_found("session"))
}
