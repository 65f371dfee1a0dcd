//! `/v1/team/invitations`: who is asked to join, one by one, many at once, or by an open link.

use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use chrono::{DateTime, Utc};
use models::Error;
use models::identity::authority::Who;
use models::identity::email::Email;
use models::identity::invitation::{self, Invited, NewInvitation};
use models::identity::inviter::{self, Inviter};
use models::identity::membership::NewMember;
use models::identity::permission::RowScope;
use models::identity::role::RoleRef;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::can::{Can, TeamManage, TeamRead};
use super::key::Caller;
use crate::body;
use crate::problem::Problem;
use crate::state::State;

crate::refusals!(ListRefusals: Internal, Unavailable);
crate::refusals!(WriteRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, NotFound, Conflict, Internal, Unavailable);
crate::refusals!(RenewRefusals: NotFound, Conflict, Internal, Unavailable);

/// Of one request for many.
const MANY_MAX: usize = 500;

/// An invitation that was not taken up yet.
#[derive(Serialize, ToSchema)]
pub struct Invitation {
    pub id: Uuid,
    /// Null: an open link.
    #[schema(required)]
    pub email: Option<String>,
    /// `admin`, `manager`, `agent`, `viewer`, or a custom role's id.
    pub role: String,
    /// Whose calls they will see: `all`, `group`, `own`.
    pub row_scope: String,
    pub agents: Vec<String>,
    /// `person:…`, `key:…`.
    pub invited_by: String,
    /// How many have asked with an open link, and how many may.
    pub uses: i32,
    #[schema(required)]
    pub uses_max: Option<i32>,
    pub expired: bool,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    /// An open link's address, shown this once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

impl From<invitation::Invitation> for Invitation {
    fn from(from: invitation::Invitation) -> Self {
        Self {
            id: from.id,
            email: from.email,
            role: from.role,
            row_scope: from.row_scope,
            agents: from.agents,
            invited_by: from.invited_by,
            uses: from.uses,
            uses_max: from.uses_max,
            expired: from.expired,
            created_at: from.created_at,
            expires_at: from.expires_at,
            link: None,
        }
    }
}

/// The latest first.
#[derive(Serialize, ToSchema)]
pub struct InvitationList {
    pub data: Vec<Invitation>,
}

/// Somebody who is to come. Without an address: an open link, for as many as `uses_max` says.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewInvitation, example = json!({ "email": "bert@example.com", "role": "agent", "agents": ["201"] }))]
pub struct New {
    email: Option<String>,
    role: String,
    row_scope: Option<String>,
    #[serde(default)]
    agents: Vec<String>,
    #[schema(minimum = 1, maximum = 1000)]
    uses_max: Option<i32>,
}

impl New {
    fn parse(self) -> Result<NewInvitation, Error> {
        let to = match (self.email, self.uses_max) {
            (Some(email), None) => {
                let email = Email::parse(&email).map_err(|error| Error::Invalid(format!("`email`: {error}")));
                Invited::Address(email?)
            }
            (None, Some(uses_max)) => Invited::Anybody { uses_max },
            (Some(_), Some(_)) | (None, None) => {
                return Err(Error::Invalid(
                    "`email` is needed, or for an open link `uses_max`, and not both".into(),
                ));
            }
        };
        let member = NewMember {
            role: RoleRef::parse(&self.role)?,
            row_scope: self.row_scope.as_deref().map(RowScope::parse).transpose()?,
            agents: self.agents,
        };
        Ok(NewInvitation { to, member })
    }
}

/// Many who are to come.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "invitations": [{ "email": "bert@example.com", "role": "agent" }], "dry_run": true }))]
pub struct Many {
    #[schema(max_items = 500)]
    invitations: Vec<New>,
    /// Only say what would happen.
    #[serde(default)]
    dry_run: bool,
}

/// What came, or would come, of one of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct Outcome {
    /// Which one, from 0.
    pub index: usize,
    #[schema(required)]
    pub email: Option<String>,
    /// `invited`, `would_be_invited`, `member_already`, `twice`, `invalid`, `forbidden`.
    pub outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl Outcome {
    fn of((index, (email, outcome, detail)): (usize, (Option<String>, inviter::Outcome, Option<String>))) -> Self {
        Self {
            index,
            email,
            outcome: outcome.as_str(),
            detail,
        }
    }
}

/// In the order of the request.
#[derive(Debug, Serialize, ToSchema)]
pub struct Outcomes {
    pub invited: usize,
    pub data: Vec<Outcome>,
}

/// List invitations.
///
/// Those that were not taken up yet, expired ones too; the latest first.
#[utoipa::path(
    operation_id = "list_invitations",
    tag = "team",
    responses((status = 200, description = "All that wait.", body = InvitationList), ListRefusals),
    security(("api_key" = []))
)]
#[get("/v1/team/invitations")]
pub async fn list(caller: Can<TeamRead>) -> Result<HttpResponse, Problem> {
    let tenant = caller.tenant;
    let found = caller.running.pools.app.tenant(tenant, async move |conn| {
        invitation::Invitation::of(tenant).list(conn).await
    });
    Ok(HttpResponse::Ok().json(InvitationList {
        data: found.await?.into_iter().map(Invitation::from).collect(),
    }))
}

/// Invite somebody.
///
/// They are sent a link that is good once, for a week; an earlier one to the same address is good no more. Without an address the answer
/// holds an open link: who has it asks for an invitation to their own address. Nobody invites to more than they have.
#[utoipa::path(
    operation_id = "create_invitation",
    tag = "team",
    request_body = New,
    responses((status = 201, description = "Invited.", body = Invitation), WriteRefusals),
    security(("api_key" = []))
)]
#[post("/v1/team/invitations")]
pub async fn create(
    request: HttpRequest,
    payload: web::Payload,
    caller: Can<TeamManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let new = body::json::<New>(&request, payload, &state).await?.parse()?;
    let inviter = inviter(&caller, &state).await?;
    let tenant = caller.tenant;
    let made = caller
        .running
        .pools
        .app
        .tenant(tenant, async move |conn| inviter.invite(conn, new).await);
    Ok(HttpResponse::Created().json(shown(made.await?)))
}

/// Invite many.
///
/// Up to 500, each with its outcome; what is wrong with one is told and hinders no other. With `dry_run` nothing is done but the telling.
#[utoipa::path(
    operation_id = "create_invitations",
    tag = "team",
    request_body = Many,
    responses((status = 200, description = "What came of each.", body = Outcomes), WriteRefusals),
    security(("api_key" = []))
)]
#[post("/v1/team/invitations/bulk")]
pub async fn create_many(
    request: HttpRequest,
    payload: web::Payload,
    caller: Can<TeamManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let asked: Many = body::json(&request, payload, &state).await?;
    if asked.invitations.len() > MANY_MAX {
        return Err(Problem::parameter(
            "invitations",
            format!("at most {MANY_MAX} at a time"),
        ));
    }
    let inviter = inviter(&caller, &state).await?;
    let tenant = caller.tenant;
    let wanted = asked
        .invitations
        .into_iter()
        .map(|new| (new.email.clone(), new.parse()))
        .collect();
    let done = caller.running.pools.app.tenant(tenant, async move |conn| {
        inviter.invite_many(conn, wanted, asked.dry_run).await
    });
    let data: Vec<Outcome> = done.await?.into_iter().enumerate().map(Outcome::of).collect();
    Ok(HttpResponse::Ok().json(Outcomes {
        invited: data.iter().filter(|one| one.outcome == "invited").count(),
        data,
    }))
}

/// Send an invitation again.
///
/// With a new link, good for a week; the old one is good no more. Of an open link the answer holds the new one.
#[utoipa::path(
    operation_id = "renew_invitation",
    tag = "team",
    params(("id" = Uuid, Path, description = "The invitation's id.")),
    responses((status = 200, description = "On its way again.", body = Invitation), RenewRefusals),
    security(("api_key" = []))
)]
#[post("/v1/team/invitations/{id}/renew")]
pub async fn renew(
    id: web::Path<String>,
    caller: Can<TeamManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let id = invitation_id(&id)?;
    let inviter = inviter(&caller, &state).await?;
    let tenant = caller.tenant;
    let renewed = caller
        .running
        .pools
        .app
        .tenant(tenant, async move |conn| inviter.renew(conn, id).await);
    Ok(HttpResponse::Ok().json(shown(renewed.await?)))
}

/// Revoke an invitation.
///
/// Its link is good no more.
#[utoipa::path(
    operation_id = "revoke_invitation",
    tag = "team",
    params(("id" = Uuid, Path, description = "The invitation's id.")),
    responses((status = 204, description = "Revoked."), RenewRefusals),
    security(("api_key" = []))
)]
#[delete("/v1/team/invitations/{id}")]
pub async fn revoke(id: web::Path<String>, caller: Can<TeamManage>) -> Result<HttpResponse, Problem> {
    let (tenant, id, by) = (caller.tenant, invitation_id(&id)?, caller.authority.grantor());
    let revoked = caller.running.pools.app.tenant(tenant, async move |conn| {
        invitation::Invitation::of(tenant).revoke(conn, &by, id).await
    });
    revoked.await?;
    Ok(HttpResponse::NoContent().finish())
}

fn invitation_id(id: &str) -> Result<Uuid, Problem> {
    id.parse().map_err(|_| Problem::not_found("invitation"))
}

/// Who invites, by whose request this is.
async fn inviter(caller: &Caller, state: &State) -> Result<Inviter, Problem> {
    Ok(Inviter {
        tenant: caller.tenant,
        by: caller.authority.grantor(),
        person: match caller.authority.who {
            Who::Person { person, .. } => Some(person),
            Who::Key(_) => None,
        },
        key: caller.running.sealer.platform_key().await?,
        base: state.config.public_url(),
    })
}

fn shown((made, link): (invitation::Invitation, Option<String>)) -> Invitation {
    Invitation {
        link,
        ..Invitation::from(made)
    }
}
