//! `/v1/contacts`: numbers that the tenant knows, with name, company and the mark of a very important person.

use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post, web};
use actors::engine::pbx::numbers::{Party, party};
use chrono::{DateTime, Utc};
use models::Error;
use models::calls::contact::{self, Contacts, Filter, Outcome, Wanted};
use models::identity::authority::Rows;
use models::page::NameCursor;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::body;
use crate::paging;
use crate::problem::{Code, Problem};
use crate::query;
use crate::routes::identity::can::{CallsEdit, CallsRead, Can};
use crate::routes::identity::key::Caller;
use crate::routes::import::{self, Line, Report};
use crate::state::State;
use crate::table::Row;

crate::refusals!(ListRefusals: InvalidParameter, Internal, Unavailable);
crate::refusals!(ReadRefusals: NotFound, Internal, Unavailable);
crate::refusals!(WriteRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, NotFound, Conflict, Internal, Unavailable);

/// A number that is known.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Contact, example = json!({ "id": "0198c2f4-7c1e-7d5e-9d0a-2f6f8f1f3a11", "number": "+12025550143", "name": "Kim Lee",
    "company": "Lee & Sons", "vip": true, "updated_at": "2026-11-28T10:00:00Z" }))]
pub struct Body {
    pub id: Uuid,
    /// As calls have it.
    pub number: String,
    pub name: String,
    #[schema(required)]
    pub company: Option<String>,
    /// A very important person.
    pub vip: bool,
    pub updated_at: DateTime<Utc>,
}

impl From<contact::Contact> for Body {
    fn from(contact: contact::Contact) -> Self {
        Self {
            id: contact.id,
            number: contact.number,
            name: contact.name,
            company: contact.company,
            vip: contact.vip,
            updated_at: contact.updated_at,
        }
    }
}

/// One page, by number.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ContactPage)]
pub struct Page {
    pub data: Vec<Body>,
    /// The cursor of the next page; null on the last one. A page may hold fewer than asked for, and still have a next one.
    #[schema(required)]
    pub next: Option<String>,
}

/// Which contacts, and which page of them.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// `next` of the page before.
    cursor: Option<String>,
    /// Contacts on a page; the server has an upper bound.
    #[param(minimum = 1)]
    limit: Option<u32>,
    /// Part of the name, the company or the number.
    q: Option<String>,
    /// How the number begins.
    number: Option<String>,
    vip: Option<bool>,
}

/// A contact that is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewContact, example = json!({ "number": "+1 202 555 0143", "name": "Kim Lee", "company": "Lee & Sons", "vip": true }))]
pub struct New {
    /// As your calls show it; spaces, brackets and dashes do not count. `+49…`, `0049…` and `0…` are three numbers,
    /// unless the source says its `country`: then its calls have `+49…`.
    number: String,
    name: String,
    company: Option<String>,
    #[serde(default)]
    vip: bool,
}

/// What is to be changed; what is missing stays, null takes away.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ContactChange)]
pub struct Change {
    number: Option<String>,
    name: Option<String>,
    #[serde(default, deserialize_with = "body::given")]
    #[schema(value_type = Option<String>)]
    company: Option<Option<String>>,
    vip: Option<bool>,
}

/// List contacts.
///
/// By number. Names and companies are kept sealed: looking for a part of one opens 20,000 contacts at most, and the page says where to go on.
#[utoipa::path(
    operation_id = "list_contacts",
    tag = "calls",
    params(Query),
    responses((status = 200, description = "A page of contacts.", body = Page), ListRefusals),
    security(("api_key" = []))
)]
#[get("/v1/contacts")]
pub async fn list(
    request: HttpRequest,
    caller: Can<CallsRead>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    sees_all(&caller)?;
    let query: Query = query::of(&request)?;
    let page_rows = paging::rows(query.limit, &state)?;
    let after = paging::after(query.cursor.as_deref(), NameCursor::parse)?;
    let filter = Filter {
        begins: query
            .number
            .map(|begin| plain(&begin))
            .filter(|begin| !begin.contains('\0')),
        holds: query.q.filter(|q| !q.trim().is_empty()),
        vip: query.vip,
    };
    let key = caller.running.sealer.data_key(caller.tenant).await?;
    let contacts = Contacts {
        tenant: caller.tenant,
        key: &key,
    };
    let found = contacts
        .list(&caller.running.pools.app, &filter, after, page_rows)
        .await?;
    Ok(HttpResponse::Ok().json(Page {
        data: found.data.into_iter().map(Body::from).collect(),
        next: found.next,
    }))
}

/// Get a contact.
///
/// With the name and the company that its calls show.
#[utoipa::path(
    operation_id = "get_contact",
    tag = "calls",
    params(("id" = Uuid, Path, description = "The contact's id.")),
    responses((status = 200, description = "The contact.", body = Body), ReadRefusals),
    security(("api_key" = []))
)]
#[get("/v1/contacts/{id}")]
pub async fn read(id: web::Path<String>, caller: Can<CallsRead>) -> Result<HttpResponse, Problem> {
    sees_all(&caller)?;
    let id = contact_id(&id)?;
    Ok(HttpResponse::Ok().json(Body::from(find(&caller, id).await?)))
}

/// Make a contact.
///
/// One a number. Calls from and to the number show it at once, those of the past too.
#[utoipa::path(
    operation_id = "create_contact",
    tag = "calls",
    request_body = New,
    responses((status = 201, description = "Made.", body = Body), WriteRefusals),
    security(("api_key" = []))
)]
#[post("/v1/contacts")]
pub async fn create(
    request: HttpRequest,
    payload: web::Payload,
    caller: Can<CallsEdit>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    sees_all(&caller)?;
    let new: New = body::json(&request, payload, &state).await?;
    let wanted = Wanted {
        number: number(&new.number).map_err(numberless)?,
        name: new.name,
        company: new.company,
        vip: new.vip,
    };
    let (tenant, actor) = (caller.tenant, caller.actor());
    let key = caller.running.sealer.data_key(tenant).await?;
    let made = caller.running.pools.app.tenant(tenant, async |conn| {
        Contacts { tenant, key: &key }.create(conn, &actor, wanted).await
    });
    Ok(HttpResponse::Created().json(Body::from(made.await?)))
}

/// Change a contact.
///
/// What is missing stays, null takes away; its calls show it at once.
#[utoipa::path(
    operation_id = "change_contact",
    tag = "calls",
    params(("id" = Uuid, Path, description = "The contact's id.")),
    request_body = Change,
    responses((status = 200, description = "As it is now.", body = Body), WriteRefusals),
    security(("api_key" = []))
)]
#[patch("/v1/contacts/{id}")]
pub async fn change(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: Can<CallsEdit>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    sees_all(&caller)?;
    let (tenant, actor, id) = (caller.tenant, caller.actor(), contact_id(&id)?);
    let change: Change = body::json(&request, payload, &state).await?;
    let given = change.number.as_deref().map(number).transpose();
    let given = given.map_err(numberless)?;
    let apply = |before: Wanted| Wanted {
        number: given.unwrap_or(before.number),
        name: change.name.unwrap_or(before.name),
        company: change.company.unwrap_or(before.company),
        vip: change.vip.unwrap_or(before.vip),
    };
    let key = caller.running.sealer.data_key(tenant).await?;
    let changed = caller.running.pools.app.tenant(tenant, async |conn| {
        Contacts { tenant, key: &key }.change(conn, &actor, id, apply).await
    });
    Ok(HttpResponse::Ok().json(Body::from(changed.await?)))
}

/// Delete a contact.
///
/// Calls show the bare number again.
#[utoipa::path(
    operation_id = "delete_contact",
    tag = "calls",
    params(("id" = Uuid, Path, description = "The contact's id.")),
    responses((status = 204, description = "Deleted."), ReadRefusals),
    security(("api_key" = []))
)]
#[delete("/v1/contacts/{id}")]
pub async fn delete(id: web::Path<String>, caller: Can<CallsEdit>) -> Result<HttpResponse, Problem> {
    sees_all(&caller)?;
    let (tenant, actor, id) = (caller.tenant, caller.actor(), contact_id(&id)?);
    let key = caller.running.sealer.data_key(tenant).await?;
    let deleted = caller.running.pools.app.tenant(tenant, async |conn| {
        Contacts { tenant, key: &key }.delete(conn, &actor, id).await
    });
    deleted.await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Import contacts.
///
/// CSV with a header: `number` and `name`, and if wanted `company` and `vip` (`yes` or `no`). A line with a number that is known changes its
/// contact; the same table again changes nothing. What is wrong is refused for itself, the other lines are taken, a thousand at a time.
#[utoipa::path(
    operation_id = "import_contacts",
    tag = "calls",
    params(import::Query),
    request_body(content = String, content_type = "text/csv", example = "number,name,company,vip\n+12025550143,Kim Lee,Lee & Sons,yes\n"),
    responses((status = 200, description = "What became of each line.", body = Report), WriteRefusals),
    security(("api_key" = []))
)]
#[post("/v1/contacts/import")]
pub async fn import_all(
    request: HttpRequest,
    payload: web::Payload,
    caller: Can<CallsEdit>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    const COLUMNS: (&[&str], &[&str]) = (&["number", "name"], &["company", "vip"]);
    sees_all(&caller)?;
    let (query, table) = import::table(&request, payload, &state, COLUMNS).await?;
    let (tenant, actor) = (caller.tenant, caller.actor());
    let key = caller.running.sealer.data_key(tenant).await?;
    let lines = table.rows.iter().map(wanted).collect();
    let app = &caller.running.pools.app;
    let outcomes = contact::import(app, &key, tenant, &actor, lines, query.dry_run).await?;
    let lines = table.rows.iter().zip(outcomes).map(|(row, outcome)| told(row, outcome));
    Ok(HttpResponse::Ok().json(Report::of(query.dry_run, lines.collect())))
}

fn wanted(row: &Row) -> Result<Wanted, String> {
    if let Some(fault) = row.fault {
        return Err(fault.to_owned());
    }
    Ok(Wanted {
        number: number(row.cell("number"))?,
        name: row.cell("name").to_owned(),
        company: row.some("company").map(str::to_owned),
        vip: match row.cell("vip").to_lowercase().as_str() {
            "" | "no" | "n" | "false" | "0" => false,
            "yes" | "y" | "true" | "1" | "x" | "vip" => true,
            other => return Err(format!("vip: {other:?}: yes or no")),
        },
    })
}

fn told(row: &Row, outcome: Outcome) -> Line {
    let (result, detail) = match outcome {
        Outcome::Created => ("created", None),
        Outcome::Changed => ("changed", None),
        Outcome::Unchanged => ("unchanged", None),
        Outcome::Refused(refusal) => ("refused", Some(refusal)),
    };
    Line {
        line: row.line,
        result,
        key: row.cell("number").to_owned(),
        detail,
    }
}

/// In the form in which calls have it.
fn number(given: &str) -> Result<String, String> {
    match party(given) {
        Party::Number(number) if !number.contains('\0') => Ok(number),
        Party::Number(_) | Party::Withheld => Err(format!("number: {given:?} is none")),
    }
}

fn numberless(why: String) -> Problem {
    Problem::about("number", Error::Invalid(why))
}

/// The beginning of a number as people type it.
fn plain(begin: &str) -> String {
    let is_kept =
        |letter: &char| !letter.is_whitespace() && !matches!(letter, '(' | ')' | '[' | ']' | '-' | '.' | '/' | '*');
    begin.chars().filter(is_kept).collect()
}

pub async fn find(caller: &Caller, id: Uuid) -> Result<contact::Contact, Problem> {
    let tenant = caller.tenant;
    let key = caller.running.sealer.data_key(tenant).await?;
    let found = caller
        .running
        .pools
        .app
        .tenant(tenant, async |conn| Contacts { tenant, key: &key }.find(conn, id).await);
    Ok(found.await?)
}

/// The number of the contact that a filter names.
pub async fn number_of(caller: &Caller, id: Option<&str>) -> Result<Option<String>, Problem> {
    let Some(id) = id else { return Ok(None) };
    let none = || Problem::parameter("contact", "there is no such contact");
    let id = id.parse().map_err(|_| none())?;
    let tenant = caller.tenant;
    let key = caller.running.sealer.data_key(tenant).await?;
    let found = caller
        .running
        .pools
        .app
        .tenant(tenant, async |conn| Contacts { tenant, key: &key }.find(conn, id).await);
    match found.await {
        Ok(found) => Ok(Some(found.number)),
        Err(Error::NotFound(_)) => Err(none()),
        Err(error) => Err(error.into()),
    }
}

/// The tenant's whole list is for those who see all of its calls; others see who is known on the calls that are theirs.
pub fn sees_all(caller: &Caller) -> Result<(), Problem> {
    match caller.authority.rows {
        Rows::All => Ok(()),
        Rows::Agents(_) => Err(Problem::new(
            Code::Forbidden,
            "contacts are listed for those who see every call",
        )),
    }
}

fn contact_id(id: &str) -> Result<Uuid, Problem> {
    id.parse().map_err(|_| Problem::not_found("contact"))
}
