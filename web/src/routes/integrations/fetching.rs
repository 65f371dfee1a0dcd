//! `/v1/sources/{id}/fetching`: from where a source's recordings are fetched, and how the names of their files are read.

use actix_web::{HttpRequest, HttpResponse, get, put, web};
use actors::engine::pbx::recording_name::usual_pattern;
use actors::engine::pbx::source::Source as Form;
use actors::fetch::token::TokenPlace;
use actors::fetch::told::{Bucket, Secret, Told, check_secret};
use models::ids::TenantId;
use models::integrations::fetching::{self, Fetching, Wanted};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::source::source_id;
use crate::body;
use crate::problem::Problem;
use crate::routes::identity::can::{Can, SettingsManage, SettingsRead};
use crate::state::{Running, State};

crate::refusals!(ReadRefusals: NotFound, Internal, Unavailable);
crate::refusals!(WriteRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, NotFound, Internal, Unavailable);

/// A place in a store that speaks S3.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RecordingBucket)]
pub struct BucketBody {
    /// The store's address, without the bucket.
    #[schema(example = "https://s3.eu-central-1.amazonaws.com")]
    endpoint: String,
    bucket: String,
    /// `us-east-1` if not given.
    #[serde(default)]
    region: String,
    /// What stands before the name that a record gives.
    #[serde(default)]
    prefix: String,
    /// The bucket is part of the host's name (`BUCKET.HOST/KEY`) and not of the path (`HOST/BUCKET/KEY`).
    #[serde(default)]
    bucket_in_host: bool,
}

/// Where a token is asked for with the secret's user and password, and how it is shown.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RecordingToken)]
pub struct TokenBody {
    /// A JSON object with user and password is posted there. At the scheme, host and port of `base_url`; the token is shown to no other.
    #[schema(example = "https://pbx.example.com:8088/openapi/v1.0/get_token")]
    url: String,
    /// What the user is called in that object; `username` if not given.
    user_key: Option<String>,
    /// The same of the password; `password` if not given.
    password_key: Option<String>,
    /// JSON pointer (RFC 6901) of the token in the answer; `/access_token` if not given.
    pointer: Option<String>,
    /// JSON pointer of the seconds for which it is good, if the answer says them; else ten minutes.
    #[schema(example = "/access_token_expire_time")]
    expires_pointer: Option<String>,
    /// The parameter of a query by which it is shown; as a bearer's (`Authorization`) if not given.
    #[schema(example = "access_token")]
    parameter: Option<String>,
}

impl From<TokenBody> for TokenPlace {
    fn from(asked: TokenBody) -> Self {
        let usual = Self::default();
        Self {
            url: asked.url,
            user_key: asked.user_key.unwrap_or(usual.user_key),
            password_key: asked.password_key.unwrap_or(usual.password_key),
            pointer: asked.pointer.unwrap_or(usual.pointer),
            expires_pointer: asked.expires_pointer,
            parameter: asked.parameter,
        }
    }
}

impl From<TokenPlace> for TokenBody {
    fn from(place: TokenPlace) -> Self {
        Self {
            url: place.url,
            user_key: Some(place.user_key),
            password_key: Some(place.password_key),
            pointer: Some(place.pointer),
            expires_pointer: place.expires_pointer,
            parameter: place.parameter,
        }
    }
}

/// How a source's recordings are come by.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SourceFetching)]
pub struct Shown {
    /// There is a place to fetch from: recordings that records announce are fetched.
    pub fetched: bool,
    #[schema(required)]
    pub base_url: Option<String>,
    #[schema(required)]
    pub link: Option<String>,
    #[schema(required)]
    pub token: Option<TokenBody>,
    pub hosts: Vec<String>,
    #[schema(required)]
    pub folder: Option<String>,
    #[schema(required)]
    pub s3: Option<BucketBody>,
    /// Kind of the secret that is kept: `basic`, `digest`, `bearer`, `token` or `s3`.
    #[schema(required)]
    pub secret: Option<String>,
    #[schema(required)]
    pub names: Option<String>,
    /// The pattern by which names are read where `names` is null.
    #[schema(required)]
    pub names_usual: Option<String>,
    pub tolerance_s: i64,
}

/// As it is to be, all of it; only the secret stays where it is not named.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SourceFetchingBody, example = json!({ "base_url": "https://pbx.example.com/recordings/", "hosts": ["api.twilio.com"],
    "secret": { "basic": { "user": "audiapro", "password": "…" } }, "names": "{any}-{to}-{from}-{started:%Y%m%d-%H%M%S}-{id}.{any}" }))]
pub struct Body {
    /// A record's reference is looked for below this address; or exactly where it says with `{ref}`, `{path}`, `{external_id}` or `{linked_id}`
    /// in it.
    base_url: Option<String>,
    /// What `base_url` answers is JSON, and at this JSON pointer (RFC 6901) in it stands the address of the recording: whole, on a host that is
    /// named here, or relative.
    #[schema(example = "/download_resource_url")]
    link: Option<String>,
    token: Option<TokenBody>,
    /// Where references that are addresses may lead, and redirects: `HOST` or `HOST:PORT` by TLS, `http://HOST:PORT` without.
    #[serde(default)]
    hosts: Vec<String>,
    /// Below the folder that the server has for the tenant.
    folder: Option<String>,
    s3: Option<BucketBody>,
    /// `basic {user, password}`, `digest {user, password}`, `bearer: TOKEN`, `token {user, password}` or `s3 {access_key, secret_key}`, with a
    /// `session_token` where the keys were lent for a while. Sealed; never shown again. Sent to the first place that is asked and to none that it
    /// leads to; of `token` to its `url` alone. To be named again with a host that is new. Null takes it away.
    #[serde(default, deserialize_with = "named")]
    #[schema(value_type = Option<Object>)]
    secret: Option<Option<Value>>,
    /// Pattern of the names of files: `{id}` (or `{external_id}`, `{linked_id}`), `{from}`, `{to}`, `{agent}`, `{started:%Y%m%d-%H%M%S}`,
    /// `{any}`. That of the source's form if not given.
    names: Option<String>,
    /// Seconds by which the begin of a recording and that of its leg may differ; 60 if not given.
    #[schema(maximum = 3600)]
    tolerance_s: Option<u32>,
}

/// Null is something else than nothing.
fn named<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Option<Value>>, D::Error> {
    Option::deserialize(value).map(Some)
}

impl From<Fetching> for Shown {
    fn from(row: Fetching) -> Self {
        let told: Told = row
            .recordings
            .and_then(|told| serde_json::from_value(told).ok())
            .unwrap_or_default();
        let usual = Form::from_name(&row.format).and_then(usual_pattern);
        Self {
            fetched: told.fetched,
            tolerance_s: told.tolerance_s(),
            base_url: told.base_url,
            link: told.link,
            token: told.token.map(TokenBody::from),
            hosts: told.hosts,
            folder: told.folder,
            s3: told.s3.map(|s3| BucketBody {
                endpoint: s3.endpoint,
                bucket: s3.bucket,
                region: s3.region,
                prefix: s3.prefix,
                bucket_in_host: s3.bucket_in_host,
            }),
            secret: row.recordings_secret,
            names: told.names,
            names_usual: usual.map(str::to_owned),
        }
    }
}

/// How a source's recordings are fetched.
///
/// Without the secret.
#[utoipa::path(
    operation_id = "get_source_fetching",
    tag = "sources",
    params(("id" = uuid::Uuid, Path, description = "The source's id.")),
    responses((status = 200, description = "As it is.", body = Shown), ReadRefusals),
    security(("api_key" = []))
)]
#[get("/v1/sources/{id}/fetching")]
pub async fn read(id: web::Path<String>, caller: Can<SettingsRead>) -> Result<HttpResponse, Problem> {
    let (tenant, id) = (caller.tenant, source_id(&id)?);
    let app = &caller.running.pools.app;
    let found = app.tenant(tenant, async move |conn| fetching::find(conn, tenant, id).await);
    Ok(HttpResponse::Ok().json(Shown::from(found.await?)))
}

/// Say how a source's recordings are fetched.
///
/// From then on each recording that a record announces is fetched, those that were announced before too. Addresses are asked only of the
/// hosts that are named here, and never inside private networks unless the server's operator names the host.
#[utoipa::path(
    operation_id = "set_source_fetching",
    tag = "sources",
    params(("id" = uuid::Uuid, Path, description = "The source's id.")),
    request_body = Body,
    responses((status = 200, description = "As it is now.", body = Shown), WriteRefusals),
    security(("api_key" = []))
)]
#[put("/v1/sources/{id}/fetching")]
pub async fn set(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: Can<SettingsManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let (tenant, actor, id) = (caller.tenant, caller.actor(), source_id(&id)?);
    let app = &caller.running.pools.app;
    let found = app.tenant(tenant, async move |conn| fetching::find(conn, tenant, id).await);
    let before = found.await?;
    let asked: Body = body::json(&request, payload, &state).await?;
    let secret = asked.secret.map(|secret| secret.map(parsed).transpose()).transpose()?;
    let kind = match &secret {
        Some(secret) => secret.as_ref().map(Secret::kind),
        None => before.recordings_secret.as_deref(),
    };
    let told = Told {
        fetched: false,
        base_url: asked.base_url,
        link: asked.link,
        token: asked.token.map(TokenPlace::from),
        hosts: asked.hosts,
        folder: asked.folder,
        s3: asked.s3.map(|s3| Bucket {
            endpoint: s3.endpoint,
            bucket: s3.bucket,
            region: s3.region,
            prefix: s3.prefix,
            bucket_in_host: s3.bucket_in_host,
        }),
        names: asked.names,
        tolerance_s: asked.tolerance_s,
    };
    let told = told.checked(kind).map_err(|(key, why)| Problem::parameter(key, why))?;
    let secret = match secret {
        None if kind.is_some_and(|kind| kind != "s3") && !told.is_where(&told_before(&before)) => {
            let why = "name it again: what is kept was given for another place";
            return Err(Problem::parameter("secret", why));
        }
        None => None,
        Some(None) => Some(None),
        Some(Some(secret)) => Some(Some(sealed(&caller.running, tenant, before.id, &secret).await?)),
    };
    let is_empty = told == Told::default();
    let wanted = Wanted {
        recordings: (!is_empty)
            .then(|| serde_json::to_value(told))
            .transpose()
            .map_err(Problem::internal)?,
        secret,
    };
    let set = app.tenant(tenant, async move |conn| {
        fetching::set(conn, tenant, &actor, id, wanted).await
    });
    Ok(HttpResponse::Ok().json(Shown::from(set.await?)))
}

fn told_before(before: &Fetching) -> Told {
    let told = before.recordings.clone();
    told.and_then(|told| serde_json::from_value(told).ok())
        .unwrap_or_default()
}

fn parsed(given: Value) -> Result<Secret, Problem> {
    let secret: Secret = serde_json::from_value(given).map_err(|_| {
        let kinds = "`basic {user, password}`, `digest {user, password}`, `bearer: TOKEN`, `token {user, password}` or \
            `s3 {access_key, secret_key[, session_token]}`";
        Problem::parameter("secret", kinds)
    })?;
    check_secret(&secret).map_err(|why| Problem::parameter("secret", why))?;
    Ok(secret)
}

async fn sealed(
    running: &Running,
    tenant: TenantId,
    id: uuid::Uuid,
    secret: &Secret,
) -> Result<(String, Vec<u8>), Problem> {
    let key = running.sealer.data_key(tenant).await?;
    let text = serde_json::to_vec(secret).map_err(Problem::internal)?;
    let row = fetching::row(id);
    let sealed = key
        .seal(fetching::place(tenant, &row), &text)
        .map_err(Problem::internal)?;
    Ok((secret.kind().to_owned(), sealed))
}
