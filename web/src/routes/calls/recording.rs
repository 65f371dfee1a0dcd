//! `GET /v1/calls/{id}/recording`: the sound, unsealed while it is sent, whole or in ranges.

use std::fs::File;
use std::ops::Range;
use std::path::PathBuf;

use actix_web::body::SizedStream;
use actix_web::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG,
    IF_NONE_MATCH, IF_RANGE, RANGE,
};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse, route, web};
use actors::recordings;
use futures::stream;
use models::Error;
use models::calls::call::Found;
use models::calls::recording::{Blob, Recording};
use models::compliance::audit::{self, Entry};
use models::compliance::sealed_recording::{CHUNK_BYTES, SealedRecording};
use models::compliance::sealing::DataKey;
use models::ids::TenantId;
use serde::Deserialize;
use utoipa::IntoParams;

use super::detail;
use super::range::{self, Wanted};
use crate::problem::{Code, Problem};
use crate::routes::identity::can::{CallsListen, Can};

crate::refusals!(Refusals: InvalidParameter, MissingKey, InvalidKey, NotFound, NoRecording, RangeNotSatisfiable, Internal, Unavailable);

/// Bytes that are unsealed and sent at a time.
const PIECE_BYTES: u64 = 8 * CHUNK_BYTES as u64;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// Id of the leg; the first person's with a recording if not given.
    #[param(value_type = Option<uuid::Uuid>)]
    leg: Option<String>,
}

/// The recording of a call.
///
/// The bytes as they came. `Range`, `If-Range` and `If-None-Match` work; the ETag is the SHA-256 of the whole. Reading stands in
/// the tenant's audit.
#[utoipa::path(
    method(get, head),
    operation_id = "get_recording",
    path = "/v1/calls/{id}/recording",
    tag = "calls",
    params(
        ("id" = uuid::Uuid, Path, description = "The call's id."),
        Query,
        ("Range" = Option<String>, Header, description = "`bytes=first-last`, one range."),
        ("If-None-Match" = Option<String>, Header, description = "The ETag that is known already.")
    ),
    responses(
        (status = 200, description = "The whole recording, in the media type it came with.", body = Vec<u8>, content_type = "*/*",
         headers(("ETag" = String), ("Accept-Ranges" = String))),
        (status = 206, description = "The range.", body = Vec<u8>, content_type = "*/*", headers(("Content-Range" = String), ("ETag" = String))),
        (status = 304, description = "It is the one that is known already."),
        (status = 308, description = "It is part of another call now.", headers(("Location" = String, description = "There."))),
        Refusals
    ),
    security(("api_key" = []))
)]
#[route("/v1/calls/{id}/recording", method = "GET", method = "HEAD")]
pub async fn read(
    request: HttpRequest,
    id: web::Path<String>,
    caller: Can<CallsListen>,
) -> Result<HttpResponse, Problem> {
    let query = web::Query::<Query>::from_query(request.query_string())
        .map_err(|error| Problem::new(Code::InvalidParameter, error.to_string()))?;
    let call = match detail::find(&caller, &id).await? {
        Found::Call(call) => call,
        Found::Moved(to) => return Ok(detail::moved(to, "/recording")),
    };
    let leg = detail::leg(&call, query.leg.as_deref(), Code::NoRecording)?
        .leg
        .leg_id();
    let app = &caller.running.pools.app;
    let found = Recording::of(caller.tenant).of_leg(app, leg).await;
    let (recording, blob) = found.map_err(|error| match error {
        Error::NotFound(_) => Problem::new(Code::NoRecording, "this leg has no recording"),
        error => error.into(),
    })?;
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let etag = format!("\"{}\"", hex::encode(&recording.sha256));
    if header(IF_NONE_MATCH).is_some_and(|known| known.trim() == "*" || known.split(',').any(|tag| tag.trim() == etag))
    {
        return Ok(HttpResponse::NotModified().insert_header((ETAG, etag)).finish());
    }
    let length = u64::try_from(blob.bytes).map_err(Problem::internal)?;
    // A range of another version would be joined to what the client has of this one.
    let ranged = header(RANGE).filter(|_| header(IF_RANGE).is_none_or(|known| known == etag));
    let (status, part) = match range::wanted(ranged, length) {
        Wanted::Whole => (StatusCode::OK, 0..length),
        Wanted::Part(part) => (StatusCode::PARTIAL_CONTENT, part),
        Wanted::Nothing => return Err(Problem::range_not_satisfiable(length)),
    };
    let mut response = HttpResponse::build(status);
    response
        .insert_header((CONTENT_TYPE, media_type(&recording)))
        .insert_header((CONTENT_DISPOSITION, format!("inline; filename=\"{leg}\"")))
        .insert_header((ACCEPT_RANGES, "bytes"))
        .insert_header((CACHE_CONTROL, "private, no-cache"))
        .insert_header((ETAG, etag));
    if status == StatusCode::PARTIAL_CONTENT {
        response.insert_header((
            CONTENT_RANGE,
            format!("bytes {}-{}/{length}", part.start, part.end.saturating_sub(1)),
        ));
    }
    if request.method() == Method::HEAD {
        return Ok(response
            .insert_header((CONTENT_LENGTH, part.end - part.start))
            .body(Empty(part.end - part.start)));
    }
    let (tenant, actor) = (caller.tenant, caller.actor());
    app.tenant(tenant, async move |conn| {
        audit::append(
            conn,
            tenant,
            &[Entry::new(actor, "recording.read", format!("leg:{leg}"))],
        )
        .await
    })
    .await?;
    let key = caller.running.sealer.data_key(tenant).await?;
    let path = caller.running.app.recordings().path(&blob.store_key);
    let pieces = Pieces::open(path, key, tenant, blob, part.clone()).await?;
    Ok(response.body(SizedStream::new(part.end - part.start, Box::pin(pieces.stream()))))
}

/// What the sender called it, if that can be a header; else bytes.
fn media_type(recording: &Recording) -> &str {
    recording
        .media_type
        .as_deref()
        .filter(|kind| kind.contains('/'))
        .unwrap_or("application/octet-stream")
}

/// The length of a body that is not sent.
struct Empty(u64);

impl actix_web::body::MessageBody for Empty {
    type Error = std::convert::Infallible;

    fn size(&self) -> actix_web::body::BodySize {
        actix_web::body::BodySize::Sized(self.0)
    }

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<web::Bytes, Self::Error>>> {
        std::task::Poll::Ready(None)
    }
}

/// A recording that is being sent, a piece at a time. Unsealing computes, so it runs where blocking is allowed.
struct Pieces {
    sealed: SealedRecording<File>,
    left: Range<u64>,
}

impl Pieces {
    async fn open(
        path: PathBuf,
        key: DataKey,
        tenant: TenantId,
        blob: Blob,
        part: Range<u64>,
    ) -> Result<Self, Problem> {
        let opened = tokio::task::spawn_blocking(move || {
            let file = File::open(&path).map_err(|error| error.to_string())?;
            let place = recordings::place(tenant, &blob.store_key);
            SealedRecording::open(&key, place, file).map_err(|error| error.to_string())
        });
        let sealed = opened.await.map_err(Problem::internal)?.map_err(Problem::internal)?;
        Ok(Self { sealed, left: part })
    }

    fn stream(self) -> impl futures::Stream<Item = Result<web::Bytes, std::io::Error>> {
        stream::try_unfold(self, |pieces| async move {
            if pieces.left.is_empty() {
                return Ok(None);
            }
            let piece = tokio::task::spawn_blocking(move || pieces.next())
                .await
                .map_err(std::io::Error::other)?;
            piece.map(Some)
        })
    }

    fn next(mut self) -> Result<(web::Bytes, Self), std::io::Error> {
        let end = self.left.end.min(self.left.start.saturating_add(PIECE_BYTES));
        let bytes = self.sealed.read(self.left.start..end).map_err(std::io::Error::other)?;
        self.left.start = end;
        Ok((bytes.into(), self))
    }
}
