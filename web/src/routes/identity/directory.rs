//! `/v1/directory`: who is behind which extension, and since when.

use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post, web};
use chrono::{DateTime, Utc};
use models::Error;
use models::analytics::Clock;
use models::identity::directory::validity::{End, moment};
use models::identity::directory::{Listing, Outcome, Wanted};
use models::page::NameCursor;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::can::{Can, TeamManage, TeamRead};
use super::key::Caller;
use crate::body;
use crate::paging;
use crate::problem::Problem;
use crate::query;
use crate::routes::import::{self, Line, Report};
use crate::state::State;
use crate::table::Row;

crate::refusals!(ListRefusals: InvalidParameter, Internal, Unavailable);
crate::refusals!(WriteRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, NotFound, Conflict, Internal, Unavailable);
crate::refusals!(DeleteRefusals: NotFound, Internal, Unavailable);

/// Somebody at an extension, for a time.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DirectoryListing, example = json!({ "id": "0198c2f4-7c1e-7d5e-9d0a-2f6f8f1f3a11", "source_instance": null, "extension": "101", "name": "Anna Schmidt",
    "member_id": null, "valid_from": "2026-03-01T00:00:00Z", "valid_until": null, "updated_at": "2026-11-28T10:00:00Z" }))]
pub struct Body {
    pub id: Uuid,
    /// Name of the telephone system whose extension it is. Null: that of every one.
    #[schema(required)]
    pub source_instance: Option<String>,
    /// As telephone systems name it: an extension, or a user.
    pub extension: String,
    /// People of one name are one person in figures.
    pub name: String,
    /// The member who it is: with row scope `own` they see the calls of this extension in this time.
    #[schema(required)]
    pub member_id: Option<Uuid>,
    /// Null: always.
    #[schema(required)]
    pub valid_from: Option<DateTime<Utc>>,
    /// The first moment at which it is theirs no more. Null: it is theirs.
    #[schema(required)]
    pub valid_until: Option<DateTime<Utc>>,
    pub updated_at: DateTime<Utc>,
}

impl From<Listing> for Body {
    fn from(listing: Listing) -> Self {
        Self {
            id: listing.id,
            source_instance: listing.source_instance,
            extension: listing.extension,
            name: listing.name,
            member_id: listing.person_id,
            valid_from: listing.valid_from,
            valid_until: listing.valid_until,
            updated_at: listing.updated_at,
        }
    }
}

/// One page, by extension.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DirectoryPage)]
pub struct Page {
    pub data: Vec<Body>,
    /// The cursor of the next page; null on the last one.
    #[schema(required)]
    pub next: Option<String>,
}

/// Which listings, and which page of them.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// `next` of the page before.
    cursor: Option<String>,
    /// Listings on a page; the server has an upper bound.
    #[param(minimum = 1)]
    limit: Option<u32>,
    /// Part of the extension or the name.
    q: Option<String>,
}

/// A listing that is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewDirectoryListing, example = json!({ "extension": "101", "name": "Anna Schmidt", "valid_from": "2026-03-01" }))]
pub struct New {
    /// Name of the telephone system whose extension it is, where another one has the same. That of every one, if not given.
    source_instance: Option<String>,
    extension: String,
    name: String,
    member_id: Option<Uuid>,
    /// A day of the tenant's calendar, or a time with zone. Always, if not given.
    valid_from: Option<String>,
    /// The last day, or the time at which it ends.
    valid_until: Option<String>,
}

/// What is to be changed; what is missing stays, null takes away.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DirectoryListingChange)]
pub struct Change {
    #[serde(default, deserialize_with = "body::given")]
    #[schema(value_type = Option<String>)]
    source_instance: Option<Option<String>>,
    extension: Option<String>,
    name: Option<String>,
    #[serde(default, deserialize_with = "body::given")]
    #[schema(value_type = Option<Uuid>)]
    member_id: Option<Option<Uuid>>,
    #[serde(default, deserialize_with = "body::given")]
    #[schema(value_type = Option<String>)]
    valid_from: Option<Option<String>>,
    #[serde(default, deserialize_with = "body::given")]
    #[schema(value_type = Option<String>)]
    valid_until: Option<Option<String>>,
}

/// List the directory.
///
/// Who is behind which extension, and since when. Calls show these names, and figures count by them, whenever they are read: what is corrected
/// here holds for all calls of the past at once.
#[utoipa::path(
    operation_id = "list_directory",
    tag = "team",
    params(Query),
    responses((status = 200, description = "A page of listings.", body = Page), ListRefusals),
    security(("api_key" = []))
)]
#[get("/v1/directory")]
pub async fn list(
    request: HttpRequest,
    caller: Can<TeamRead>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let query: Query = query::of(&request)?;
    let rows = paging::rows(query.limit, &state)?;
    let after = paging::after(query.cursor.as_deref(), NameCursor::parse)?;
    let q = query.q.filter(|q| !q.contains('\0'));
    let (tenant, app) = (caller.tenant, &caller.running.pools.app);
    let found = app.tenant(tenant, async move |conn| {
        Listing::of(tenant).list(conn, q.as_deref(), after.as_ref(), rows).await
    });
    let found = found.await?;
    Ok(HttpResponse::Ok().json(Page {
        data: found.data.into_iter().map(Body::from).collect(),
        next: found.next,
    }))
}

/// List somebody.
///
/// An extension of a telephone system is one person's at a time; without a system it is that of every one. A time that lies in somebody else's is
/// cut out of theirs: who had the extension without an end has it until the new one begins.
#[utoipa::path(
    operation_id = "create_directory_listing",
    tag = "team",
    request_body = New,
    responses((status = 201, description = "Listed.", body = Body), WriteRefusals),
    security(("api_key" = []))
)]
#[post("/v1/directory")]
pub async fn create(
    request: HttpRequest,
    payload: web::Payload,
    caller: Can<TeamManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    caller.authority.grantor().may_seat()?;
    let new: New = body::json(&request, payload, &state).await?;
    let (tenant, actor) = (caller.tenant, caller.actor());
    let made = caller
        .running
        .pools
        .app
        .tenant(tenant, async move |conn| -> Result<_, Error> {
            let clock = Clock::of(conn, tenant).await?;
            let wanted = Wanted {
                source_instance: named(new.source_instance),
                extension: new.extension,
                name: new.name,
                person_id: new.member_id,
                valid_from: at("valid_from", new.valid_from.as_deref(), End::From, &clock)?,
                valid_until: at("valid_until", new.valid_until.as_deref(), End::Until, &clock)?,
            };
            Listing::of(tenant).create(conn, &actor, wanted).await
        });
    Ok(HttpResponse::Created().json(Body::from(made.await?)))
}

/// Change a listing.
///
/// It holds for the calls of the past, too: they are shown and counted by it from the next moment on.
#[utoipa::path(
    operation_id = "change_directory_listing",
    tag = "team",
    params(("id" = Uuid, Path, description = "The listing's id.")),
    request_body = Change,
    responses((status = 200, description = "As it is now.", body = Body), WriteRefusals),
    security(("api_key" = []))
)]
#[patch("/v1/directory/{id}")]
pub async fn change(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: Can<TeamManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let (tenant, actor, id) = (caller.tenant, caller.actor(), listing_id(&id)?);
    caller.authority.grantor().may_seat()?;
    let change: Change = body::json(&request, payload, &state).await?;
    let changed = caller
        .running
        .pools
        .app
        .tenant(tenant, async move |conn| -> Result<_, Error> {
            let clock = Clock::of(conn, tenant).await?;
            let moment = |name, given: &Option<Option<String>>, end| match given {
                None => Ok(None),
                Some(text) => at(name, text.as_deref(), end, &clock).map(Some),
            };
            let from = moment("valid_from", &change.valid_from, End::From)?;
            let until = moment("valid_until", &change.valid_until, End::Until)?;
            let apply = |before: Wanted| Wanted {
                source_instance: change.source_instance.map_or(before.source_instance, named),
                extension: change.extension.unwrap_or(before.extension),
                name: change.name.unwrap_or(before.name),
                person_id: change.member_id.unwrap_or(before.person_id),
                valid_from: from.unwrap_or(before.valid_from),
                valid_until: until.unwrap_or(before.valid_until),
            };
            Listing::of(tenant).change(conn, &actor, id, apply).await
        });
    Ok(HttpResponse::Ok().json(Body::from(changed.await?)))
}

/// Delete a listing.
///
/// The calls of its time show the extension again.
#[utoipa::path(
    operation_id = "delete_directory_listing",
    tag = "team",
    params(("id" = Uuid, Path, description = "The listing's id.")),
    responses((status = 204, description = "Deleted."), DeleteRefusals),
    security(("api_key" = []))
)]
#[delete("/v1/directory/{id}")]
pub async fn delete(id: web::Path<String>, caller: Can<TeamManage>) -> Result<HttpResponse, Problem> {
    caller.authority.grantor().may_seat()?;
    let (tenant, actor, id) = (caller.tenant, caller.actor(), listing_id(&id)?);
    let deleted = caller.running.pools.app.tenant(tenant, async move |conn| {
        Listing::of(tenant).delete(conn, &actor, id).await
    });
    deleted.await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Import a directory.
///
/// CSV with a header: `extension` and `name`, and if wanted `email` (of a member), `valid_from`, `valid_until` (days or times), `source_instance`
/// (the telephone system). A line with the system, extension and beginning of a listing corrects it; without an end it is until the next one
/// begins, so that the same table again changes nothing. What is wrong is refused for itself, the other lines are taken.
#[utoipa::path(
    operation_id = "import_directory",
    tag = "team",
    params(import::Query),
    request_body(content = String, content_type = "text/csv", example = "extension,name,email,valid_from,valid_until\n101,Anna Schmidt,anna@example.org,2026-03-01,\n"),
    responses((status = 200, description = "What became of each line.", body = Report), WriteRefusals),
    security(("api_key" = []))
)]
#[post("/v1/directory/import")]
pub async fn import_all(
    request: HttpRequest,
    payload: web::Payload,
    caller: Can<TeamManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    const COLUMNS: (&[&str], &[&str]) = (
        &["extension", "name"],
        &["email", "valid_from", "valid_until", "source_instance"],
    );
    caller.authority.grantor().may_seat()?;
    let (query, table) = import::table(&request, payload, &state, COLUMNS).await?;
    let (tenant, actor) = (caller.tenant, caller.actor());
    let (rows, dry_run) = (&table.rows, query.dry_run);
    let outcomes = caller
        .running
        .pools
        .app
        .tenant(tenant, async move |conn| -> Result<_, Error> {
            let directory = Listing::of(tenant);
            let (clock, members) = (Clock::of(conn, tenant).await?, directory.members(conn).await?);
            let wanted = |row: &Row| -> Result<Wanted, String> {
                if let Some(fault) = row.fault {
                    return Err(fault.to_owned());
                }
                let person = row.some("email").map(|email| {
                    let member = members.get(&email.to_lowercase()).copied();
                    member.ok_or_else(|| format!("email: {email:?} is no member's"))
                });
                let at =
                    |name, end| moment(row.cell(name), end, &clock.zone).map_err(|wrong| format!("{name}: {wrong}"));
                Ok(Wanted {
                    source_instance: row.some("source_instance").map(str::to_owned),
                    extension: row.cell("extension").to_owned(),
                    name: row.cell("name").to_owned(),
                    person_id: person.transpose()?,
                    valid_from: at("valid_from", End::From)?,
                    valid_until: at("valid_until", End::Until)?,
                })
            };
            let lines = rows.iter().map(wanted).collect();
            directory.import(conn, &actor, lines, dry_run).await
        });
    let outcomes = outcomes.await?;
    let lines = table.rows.iter().zip(outcomes).map(|(row, outcome)| told(row, outcome));
    Ok(HttpResponse::Ok().json(Report::of(dry_run, lines.collect())))
}

fn told(row: &Row, outcome: Outcome) -> Line {
    let (result, detail) = match outcome {
        Outcome::Created { after } => ("created", after.map(|after| format!("takes over from {after}"))),
        Outcome::Changed => ("changed", None),
        Outcome::Unchanged => ("unchanged", None),
        Outcome::Refused(refusal) => ("refused", Some(refusal)),
    };
    Line {
        line: row.line,
        result,
        key: row.cell("extension").to_owned(),
        detail,
    }
}

/// An empty name is none.
fn named(source: Option<String>) -> Option<String> {
    source.filter(|name| !name.is_empty())
}

fn at(name: &str, text: Option<&str>, end: End, clock: &Clock) -> Result<Option<DateTime<Utc>>, Error> {
    let at = moment(text.unwrap_or_default(), end, &clock.zone);
    at.map_err(|wrong| Error::Invalid(format!("{name}: {wrong}")))
}

fn listing_id(id: &str) -> Result<Uuid, Problem> {
    id.parse().map_err(|_| Problem::not_found("listing"))
}

/// Where the agent of this name sat, as far as the directory knows.
pub async fn desks_of_name(
    caller: &Caller,
    name: Option<&str>,
) -> Result<Option<models::identity::desks::Desks>, Problem> {
    let Some(name) = name.filter(|name| !name.contains('\0')) else {
        return Ok(None);
    };
    let (tenant, app) = (caller.tenant, &caller.running.pools.app);
    let found = app.tenant(tenant, async move |conn| {
        Listing::of(tenant).desks_of_name(conn, name).await
    });
    Ok(found.await?)
}
