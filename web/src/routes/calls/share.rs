//! `/v1/calls/{id}/shares`: links by which somebody outside sees a call, or a part of it.

use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use chrono::{DateTime, Utc};
use models::Error;
use models::calls::call::Found;
use models::calls::share::{self, NewShare as Wanted, Shares};
use models::identity::password;
use models::identity::permission::Permission;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::lookup;
use crate::body;
use crate::problem::{Code, Problem};
use crate::routes::identity::can::{self, CallsShare, Can};
use crate::routes::identity::key::Caller;
use crate::state::State;

crate::refusals!(ListRefusals: NotFound, Internal, Unavailable);
crate::refusals!(WriteRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, NotFound, NoRecording, Conflict, WeakPassword, Internal, Unavailable);

/// A week, if nothing is said.
const HOURS: i32 = 7 * 24;
const PASSWORD_LETTERS: std::ops::RangeInclusive<usize> = 4..=256;

/// A link to a call, for people outside.
#[derive(Serialize, ToSchema)]
pub struct Share {
    pub id: Uuid,
    pub call_id: Uuid,
    pub leg_id: Uuid,
    /// How whoever opens it sees it named.
    #[schema(required)]
    pub label: Option<String>,
    /// Whether what was said is shown, and whether the recording can be heard.
    pub words: bool,
    pub sound: bool,
    /// The part of the recording that is shown; null: from its begin, to its end.
    #[schema(required)]
    pub from_ms: Option<i64>,
    #[schema(required)]
    pub to_ms: Option<i64>,
    pub has_password: bool,
    /// `person:…`, `key:…`.
    pub created_by: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    #[schema(required)]
    pub revoked_at: Option<DateTime<Utc>>,
    /// Neither expired nor revoked.
    pub is_open: bool,
    /// How often it was opened, and when last.
    pub views: i64,
    #[schema(required)]
    pub viewed_at: Option<DateTime<Utc>>,
    /// The address to hand on, shown this once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

impl Share {
    fn new(share: share::Share, link: Option<String>) -> Self {
        Self {
            id: share.id,
            call_id: share.call_id,
            leg_id: share.leg_id,
            label: share.label,
            words: share.words,
            sound: share.sound,
            from_ms: share.from_ms,
            to_ms: share.to_ms,
            has_password: share.has_password,
            created_by: share.created_by,
            created_at: share.created_at,
            expires_at: share.expires_at,
            is_open: share.revoked_at.is_none() && !share.expired,
            revoked_at: share.revoked_at,
            views: share.views,
            viewed_at: share.viewed_at,
            link,
        }
    }
}

/// The latest first.
#[derive(Serialize, ToSchema)]
pub struct ShareList {
    pub data: Vec<Share>,
}

/// A link that is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "words": true, "sound": false, "hours": 48, "password": "blue-harbour" }))]
pub struct NewShare {
    /// The first person's with a recording if not given.
    leg_id: Option<Uuid>,
    label: Option<String>,
    /// Show what was said.
    #[serde(default)]
    words: bool,
    /// Let the recording be heard. Needs `calls.listen`.
    #[serde(default)]
    sound: bool,
    from_ms: Option<i64>,
    to_ms: Option<i64>,
    /// 4 to 256 letters.
    password: Option<String>,
    /// For how long; a week if nothing is said.
    #[schema(minimum = 1, maximum = 8784)]
    hours: Option<i32>,
}

/// Somebody who came to the link.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShareView {
    pub at: DateTime<Utc>,
    /// `opened`, `wrong_password`.
    pub outcome: String,
    /// Whether the recording was listened to.
    pub played: bool,
    pub address: String,
    pub user_agent: String,
}

/// The latest thousand, the latest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShareViewList {
    pub data: Vec<ShareView>,
}

/// List links to a call.
///
/// Those that are good no more too. The link itself is shown only when it is made.
#[utoipa::path(
    operation_id = "list_shares",
    tag = "calls",
    params(("id" = Uuid, Path, description = "The call's id.")),
    responses(
        (status = 200, description = "All links of the call.", body = ShareList),
        (status = 308, description = "It is part of another call now."),
        ListRefusals
    ),
    security(("api_key" = []))
)]
#[get("/v1/calls/{id}/shares")]
pub async fn list(
    request: HttpRequest,
    id: web::Path<String>,
    caller: Can<CallsShare>,
) -> Result<HttpResponse, Problem> {
    let Own { shares, legs } = match own(&request, &caller, &id).await? {
        Ok(own) => own,
        Err(moved) => return Ok(moved),
    };
    let app = &caller.running.pools.app;
    let found = app
        .tenant(caller.tenant, async move |conn| shares.list(conn).await)
        .await?;
    let seen = found.into_iter().filter(|share| legs.contains(&share.leg_id));
    Ok(HttpResponse::Ok().json(ShareList {
        data: seen.map(|share| Share::new(share, None)).collect(),
    }))
}

/// Make a link to a call.
///
/// Whoever has it sees the words, hears the recording, or both, of the whole or of a part, until it expires or is revoked; with the password, where there
/// is one. Numbers, names of agents and everything else of the call are not shown. Making, opening and revoking stand in the audit.
#[utoipa::path(
    operation_id = "create_share",
    tag = "calls",
    params(("id" = Uuid, Path, description = "The call's id.")),
    request_body = NewShare,
    responses(
        (status = 201, description = "Made; `link` is shown this once.", body = Share),
        (status = 308, description = "It is part of another call now."),
        WriteRefusals
    ),
    security(("api_key" = []))
)]
#[post("/v1/calls/{id}/shares")]
pub async fn create(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: Can<CallsShare>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let new: NewShare = body::json(&request, payload, &state).await?;
    // Nobody shows others what they may not see themselves.
    can::permit(&caller.authority, Permission::CallsRead)?;
    if new.sound {
        can::permit(&caller.authority, Permission::CallsListen)?;
    }
    caller.in_person()?;
    let call = match lookup::find(&caller, &id).await? {
        Found::Call(call) => call,
        Found::Moved(to) => return Ok(lookup::moved(&request, to)),
    };
    let asked = new.leg_id.map(|leg| leg.to_string());
    let leg = lookup::leg(&call, asked.as_deref(), Code::NoRecording)?.leg.leg_id();
    let wanted = Wanted {
        label: new.label,
        words: new.words,
        sound: new.sound,
        from_ms: new.from_ms,
        to_ms: new.to_ms,
        password_hash: hashed(new.password, &state).await?,
        hours: new.hours.unwrap_or(HOURS),
    };
    let shares = Shares {
        tenant: caller.tenant,
        call: call.call.call_id(),
    };
    let (app, actor) = (&caller.running.pools.app, caller.actor());
    let made = app.tenant(caller.tenant, async move |conn| {
        shares.create(conn, &actor, leg, &wanted).await
    });
    let (share, secret) = made.await?;
    let link = format!("{}/s#token={}", state.config.public_url(), secret.reveal());
    Ok(HttpResponse::Created().json(Share::new(share, Some(link))))
}

async fn hashed(given: Option<String>, state: &State) -> Result<Option<String>, Problem> {
    let Some(text) = given else { return Ok(None) };
    if !PASSWORD_LETTERS.contains(&text.chars().count()) {
        return Err(Problem::new(
            Code::WeakPassword,
            "a link's password has 4 to 256 letters",
        ));
    }
    Ok(Some(state.hashing.run(move || password::hash(&text)).await??))
}

/// Revoke a link.
///
/// At once, pages that are open included. Again changes nothing.
#[utoipa::path(
    operation_id = "revoke_share",
    tag = "calls",
    params(("id" = Uuid, Path, description = "The call's id."), ("share_id" = Uuid, Path, description = "The link's id.")),
    responses(
        (status = 204, description = "Good no more."),
        (status = 308, description = "It is part of another call now."),
        ListRefusals
    ),
    security(("api_key" = []))
)]
#[delete("/v1/calls/{id}/shares/{share_id}")]
pub async fn revoke(
    request: HttpRequest,
    path: web::Path<(String, String)>,
    caller: Can<CallsShare>,
) -> Result<HttpResponse, Problem> {
    let (id, share) = path.into_inner();
    caller.in_person()?;
    let own = match own(&request, &caller, &id).await? {
        Ok(own) => own,
        Err(moved) => return Ok(moved),
    };
    let (app, actor, share) = (&caller.running.pools.app, caller.actor(), share_id(&share)?);
    app.tenant(caller.tenant, async move |conn| -> Result<(), Error> {
        own.seen(own.shares.find(conn, share).await?.leg_id)?;
        own.shares.revoke(conn, &actor, share).await
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Who came to a link.
///
/// The latest first: when, from which address, and whether the password was right.
#[utoipa::path(
    operation_id = "list_share_views",
    tag = "calls",
    params(("id" = Uuid, Path, description = "The call's id."), ("share_id" = Uuid, Path, description = "The link's id.")),
    responses(
        (status = 200, description = "When, from where and with what.", body = ShareViewList),
        (status = 308, description = "It is part of another call now."),
        ListRefusals
    ),
    security(("api_key" = []))
)]
#[get("/v1/calls/{id}/shares/{share_id}/views")]
pub async fn views(
    request: HttpRequest,
    path: web::Path<(String, String)>,
    caller: Can<CallsShare>,
) -> Result<HttpResponse, Problem> {
    let (id, share) = path.into_inner();
    let own = match own(&request, &caller, &id).await? {
        Ok(own) => own,
        Err(moved) => return Ok(moved),
    };
    let (app, share) = (&caller.running.pools.app, share_id(&share)?);
    let views = app
        .tenant(caller.tenant, async move |conn| -> Result<_, Error> {
            own.seen(own.shares.find(conn, share).await?.leg_id)?;
            own.shares.views(conn, share).await
        })
        .await?;
    let view = |view: share::view::View| ShareView {
        at: view.at,
        outcome: view.outcome,
        played: view.played,
        address: view.address,
        user_agent: view.user_agent,
    };
    Ok(HttpResponse::Ok().json(ShareViewList {
        data: views.into_iter().map(view).collect(),
    }))
}

/// The links of a call that may be seen.
struct Own {
    shares: Shares,
    /// Its legs that are seen: a link to another one is not found.
    legs: Vec<Uuid>,
}

impl Own {
    fn seen(&self, leg: Uuid) -> Result<(), Error> {
        match self.legs.contains(&leg) {
            true => Ok(()),
            false => Err(Error::NotFound("share")),
        }
    }
}

/// Or where it went.
async fn own(request: &HttpRequest, caller: &Caller, id: &str) -> Result<Result<Own, HttpResponse>, Problem> {
    Ok(match lookup::find(caller, id).await? {
        Found::Call(call) => Ok(Own {
            shares: Shares {
                tenant: caller.tenant,
                call: call.call.call_id(),
            },
            legs: call.legs.iter().map(|detail| detail.leg.id).collect(),
        }),
        Found::Moved(to) => Err(lookup::moved(request, to)),
    })
}

fn share_id(text: &str) -> Result<Uuid, Problem> {
    text.parse().map_err(|_| Problem::not_found("share"))
}
