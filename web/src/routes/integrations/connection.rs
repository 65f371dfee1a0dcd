//! `/v1/sources/{id}/connection`: the connection that we open to a telephone system which waits for one.

use actix_web::{HttpRequest, HttpResponse, delete, get, put, web};
use actors::engine::pbx::source::Source as Form;
use actors::sources::caller::told::{Called, Credentials, Login, Protocol};
use chrono::{DateTime, Utc};
use models::Error;
use models::ids::TenantId;
use models::integrations::caller::{self, Caller, Wanted};
use models::integrations::lease::{self, Kind, Standing};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::source::source_id;
use super::work::WorkError;
use crate::body;
use crate::problem::Problem;
use crate::routes::identity::can::{Can, SettingsManage, SettingsRead};
use crate::state::{Running, State};

crate::refusals!(ReadRefusals: NotFound, Internal, Unavailable);
crate::refusals!(WriteRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, NotFound, Internal, Unavailable);

/// The connection that we open, and how it is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SourceConnection)]
pub struct Shown {
    /// How such a system is spoken to: `ami`, `lines` or `smdr`. Null: a system of this form does not wait for a connection.
    #[schema(required)]
    pub protocol: Option<String>,
    /// Null: none is opened.
    #[schema(required)]
    pub connection: Option<Place>,
    #[schema(required)]
    pub state: Option<ConnectionState>,
}

/// To where, without the login.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SourceConnectionPlace)]
pub struct Place {
    pub host: String,
    pub port: u16,
    pub tls: bool,
    /// Certificates in PEM that are trusted instead of those that the server trusts.
    #[schema(required)]
    pub certificate: Option<String>,
    /// How a password is proved to Asterisk: `challenge` or `plain`.
    pub login: String,
    /// A user and a password are kept.
    pub credentials: bool,
}

/// How the connection is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SourceConnectionState)]
pub struct ConnectionState {
    /// `idle`: no server has begun; `connecting`, `connected`; `failing`: it is tried again later and later.
    pub state: String,
    pub since: DateTime<Utc>,
    /// The last one, whatever came after it.
    #[schema(required)]
    pub last_error: Option<WorkError>,
}

/// As it is to be, all of it; only the login stays where it is not named.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SourceConnectionBody, example = json!({ "host": "pbx.example.com", "tls": true,
    "credentials": { "user": "audiapro", "password": "…" } }))]
pub struct Body {
    /// Name or address.
    host: String,
    /// The usual one of such a system, if it has one and none is given.
    #[schema(minimum = 1)]
    port: Option<u16>,
    #[serde(default)]
    tls: bool,
    /// Certificates in PEM: the system's own, under whichever name, or those of who has signed it. Those that the server trusts if not given.
    certificate: Option<String>,
    /// `challenge` (if not given): the password does not cross the wire; `plain`: it does.
    login: Option<String>,
    /// Sealed; never shown again. To be named again where anything else changes. Null takes it away.
    #[serde(default, deserialize_with = "named")]
    #[schema(value_type = Option<CredentialsBody>)]
    credentials: Option<Option<CredentialsBody>>,
}

/// As whom we log in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SourceCredentials)]
pub struct CredentialsBody {
    /// Where a password is all that is asked for, none.
    #[serde(default)]
    user: String,
    password: String,
}

// It is never logged.
impl std::fmt::Debug for CredentialsBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CredentialsBody(…)")
    }
}

/// Null is something else than nothing.
fn named<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Option<CredentialsBody>>, D::Error> {
    Option::deserialize(value).map(Some)
}

impl From<Standing> for ConnectionState {
    fn from(standing: Standing) -> Self {
        let state = match standing.state.as_str() {
            "trying" => "connecting",
            "working" => "connected",
            other => other,
        };
        let last_error = WorkError::of(&standing);
        Self {
            state: state.to_owned(),
            since: standing.state_at,
            last_error,
        }
    }
}

impl Shown {
    fn of(caller: Caller, standing: Option<Standing>) -> Self {
        let credentials = caller.connection_sealed.is_some();
        let place = told(&caller).map(|called| Place {
            host: called.host,
            port: called.port,
            tls: called.tls,
            certificate: called.certificate,
            login: match called.login {
                Login::Challenge => "challenge".into(),
                Login::Plain => "plain".into(),
            },
            credentials,
        });
        let protocol = Form::from_name(&caller.format).and_then(Protocol::of);
        Self {
            protocol: protocol.map(|protocol| protocol.as_str().to_owned()),
            state: standing.filter(|_| place.is_some()).map(ConnectionState::from),
            connection: place,
        }
    }
}

fn told(caller: &Caller) -> Option<Called> {
    let connection = caller.connection.clone()?;
    serde_json::from_value(connection).ok()
}

/// A source's connection.
///
/// Where we connect to, without the login, and whether we are connected.
#[utoipa::path(
    operation_id = "get_source_connection",
    tag = "sources",
    params(("id" = Uuid, Path, description = "The source's id.")),
    responses((status = 200, description = "As it is.", body = Shown), ReadRefusals),
    security(("api_key" = []))
)]
#[get("/v1/sources/{id}/connection")]
pub async fn read(id: web::Path<String>, caller: Can<SettingsRead>) -> Result<HttpResponse, Problem> {
    let (tenant, id) = (caller.tenant, source_id(&id)?);
    let app = &caller.running.pools.app;
    let found = app.tenant(tenant, async move |conn| -> Result<_, Error> {
        let found = caller::find(conn, tenant, id).await?;
        let standing = lease::standing(conn, tenant, &found.name, Kind::Caller).await?;
        Ok((found, standing))
    });
    let (found, standing) = found.await?;
    Ok(HttpResponse::Ok().json(Shown::of(found, standing)))
}

/// Open a connection for a source.
///
/// From then on one server is connected to the system and takes what it writes; if the connection breaks off, it is opened again. What such a
/// system tells meanwhile is lost, unless it keeps it. Private networks are connected to only where the server's operator names the host.
#[utoipa::path(
    operation_id = "set_source_connection",
    tag = "sources",
    params(("id" = Uuid, Path, description = "The source's id.")),
    request_body = Body,
    responses((status = 200, description = "As it is now.", body = Shown), WriteRefusals),
    security(("api_key" = []))
)]
#[put("/v1/sources/{id}/connection")]
pub async fn set(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: Can<SettingsManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let (tenant, actor, id) = (caller.tenant, caller.actor(), source_id(&id)?);
    let app = &caller.running.pools.app;
    let found = app.tenant(tenant, async move |conn| caller::find(conn, tenant, id).await);
    let before = found.await?;
    let asked: Body = body::json(&request, payload, &state).await?;
    let (called, credentials) = wanted(&before, asked)?;
    let sealed = match credentials {
        Kept::AsItIs => None,
        Kept::None => Some(None),
        Kept::New(credentials) => Some(Some(sealed(&caller.running, tenant, before.id, &credentials).await?)),
    };
    let wanted = Wanted {
        connection: serde_json::to_value(called).map_err(Problem::internal)?,
        sealed,
    };
    let set = app.tenant(tenant, async move |conn| -> Result<_, Error> {
        let set = caller::set(conn, tenant, &actor, id, Some(wanted)).await?;
        let standing = lease::standing(conn, tenant, &set.name, Kind::Caller).await?;
        Ok((set, standing))
    });
    let (set, standing) = set.await?;
    Ok(HttpResponse::Ok().json(Shown::of(set, standing)))
}

/// Close a source's connection.
///
/// It is not opened again; the login is forgotten.
#[utoipa::path(
    operation_id = "remove_source_connection",
    tag = "sources",
    params(("id" = Uuid, Path, description = "The source's id.")),
    responses((status = 204, description = "None is opened any more."), ReadRefusals),
    security(("api_key" = []))
)]
#[delete("/v1/sources/{id}/connection")]
pub async fn remove(id: web::Path<String>, caller: Can<SettingsManage>) -> Result<HttpResponse, Problem> {
    let (tenant, actor, id) = (caller.tenant, caller.actor(), source_id(&id)?);
    let app = &caller.running.pools.app;
    let gone = app.tenant(tenant, async move |conn| -> Result<bool, Error> {
        let before = caller::find(conn, tenant, id).await?;
        if before.connection.is_none() {
            return Ok(false);
        }
        caller::set(conn, tenant, &actor, id, None).await?;
        Ok(true)
    });
    match gone.await? {
        true => Ok(HttpResponse::NoContent().finish()),
        false => Err(Problem::not_found("connection of this source")),
    }
}

/// What becomes of the login.
enum Kept {
    AsItIs,
    None,
    New(Credentials),
}

/// The connection as it is to be kept. A login that was given for one place does not go to another one.
fn wanted(before: &Caller, asked: Body) -> Result<(Called, Kept), Problem> {
    let form = Form::from_name(&before.format);
    let form = form.ok_or_else(|| Problem::parameter("host", "a system of this form is not connected to"))?;
    let login = match asked.login.as_deref() {
        None | Some("challenge") => Login::Challenge,
        Some("plain") => Login::Plain,
        Some(_) => return Err(Problem::parameter("login", "`challenge` or `plain`")),
    };
    let called = Called {
        host: asked.host,
        port: asked.port.unwrap_or(0),
        tls: asked.tls,
        certificate: asked.certificate,
        login,
    };
    let has_credentials = match &asked.credentials {
        Some(credentials) => credentials.is_some(),
        None => before.connection_sealed.is_some(),
    };
    let called = called.checked(form, has_credentials);
    let called = called.map_err(|(key, why)| Problem::parameter(key, why))?;
    let protocol = Protocol::of(form);
    let credentials = match asked.credentials {
        Some(Some(CredentialsBody { user, password })) => {
            let credentials = Credentials { user, password };
            let checked = protocol.map_or(Ok(()), |protocol| credentials.check(protocol));
            checked.map_err(|why| Problem::parameter("credentials", why))?;
            Kept::New(credentials)
        }
        Some(None) => Kept::None,
        None if protocol == Some(Protocol::Lines) => Kept::None,
        None if told(before).as_ref() == Some(&called) => Kept::AsItIs,
        None => {
            let why = "name it again: what is kept was given for another place";
            return Err(Problem::parameter("credentials", why));
        }
    };
    Ok((called, credentials))
}

async fn sealed(running: &Running, tenant: TenantId, id: Uuid, credentials: &Credentials) -> Result<Vec<u8>, Problem> {
    let key = running.sealer.data_key(tenant).await?;
    let text = serde_json::to_vec(credentials).map_err(Problem::internal)?;
    key.seal(caller::place(tenant, &id), &text).map_err(Problem::internal)
}
