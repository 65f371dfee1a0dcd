//! `GET /v1/calls/{id}/recording`: the sound, unsealed while it is sent, whole or in ranges.

use std::fs::File;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use actix_web::body::{BodySize, SizedStream};
use actix_web::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, HeaderName,
    IF_RANGE, RANGE,
};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, route, web};
use actors::engine::audio::Wav;
use actors::recordings;
use futures::stream;
use models::calls::call::Found;
use models::calls::recording::{Blob, Recording};
use models::compliance::audit::Entry;
use models::compliance::sealed_recording::{CHUNK_BYTES, SealedRecording};
use models::compliance::sealing::DataKey;
use models::ids::{LegId, TenantId};
use serde::Deserialize;
use sha2::{Digest, Sha512};
use utoipa::IntoParams;

use super::lookup;
use super::peaks;
use super::range::{self, Wanted};
use crate::conditional;
use crate::head::Unsent;
use crate::problem::{Code, Problem};
use crate::query;
use crate::routes::identity::can::{CallsListen, Can};
use crate::routes::identity::key::Caller;

crate::refusals!(Refusals: InvalidParameter, MissingKey, InvalidKey, NotFound, NoRecording, Undecodable, RangeNotSatisfiable, Internal, Unavailable);

/// Bytes that are unsealed and sent at a time.
const PIECE_BYTES: u64 = 8 * CHUNK_BYTES as u64;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// Id of the leg; the first person's with a recording if not given.
    #[param(value_type = Option<uuid::Uuid>)]
    leg: Option<String>,
    /// `wav`: decoded, for players that know nothing of GSM, G.722 or bytes without a header.
    form: Option<String>,
}

/// What is sent: the bytes as they came, or as a WAV.
enum Sent {
    AsItCame(Blob),
    Decoded(Arc<Wav>),
}

/// The recording of a call.
///
/// The bytes as they came; with `form=wav` decoded to 16-bit linear at no more than 16 kHz. `Range`, `If-Range` and `If-None-Match` work; the ETag
/// is the SHA-256 of what came. Reading stands in the tenant's audit.
#[utoipa::path(
    method(get, head),
    operation_id = "get_recording",
    path = "/v1/calls/{id}/recording",
    tag = "calls",
    params(
        ("id" = uuid::Uuid, Path, description = "The call's id."),
        Asked,
        ("Range" = Option<String>, Header, description = "`bytes=first-last`, one range."),
        ("If-None-Match" = Option<String>, Header, description = "The ETag that is known already.")
    ),
    responses(
        (status = 200, description = "The whole recording, in the media type it came with.", body = Vec<u8>, content_type = "*/*"),
        (status = 206, description = "The range.", body = Vec<u8>, content_type = "*/*"),
        (status = 304, description = "It is the one that is known already."),
        (status = 308, description = "It is part of another call now."),
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
    let query: Asked = query::of(&request)?;
    let is_decoded = match query.form.as_deref() {
        None => false,
        Some("wav") => true,
        Some(_) => {
            return Err(Problem::parameter(
                "form",
                "`wav`, or nothing for the bytes as they came",
            ));
        }
    };
    let call = match lookup::find(&caller, &id).await? {
        Found::Call(call) => call,
        Found::Moved(to) => return Ok(lookup::moved(&request, to)),
    };
    let leg = lookup::leg(&call, query.leg.as_deref(), Code::NoRecording)?
        .leg
        .leg_id();
    let found = Recording::of(caller.tenant)
        .of_leg(&caller.running.pools.app, leg)
        .await;
    let (recording, blob) = found.map_err(peaks::none)?;
    let form = if is_decoded { "-wav" } else { "" };
    let etag = format!("\"{}{form}\"", hex::encode(&recording.sha256));
    if conditional::is_known(&request, &etag) {
        return Ok(HttpResponse::NotModified().insert_header((ETAG, etag)).finish());
    }
    let (sent, kind) = if is_decoded {
        let source = peaks::source(&caller.running, caller.tenant, leg).await?;
        let wav = caller.running.sounds.wav(source, None).await.map_err(peaks::problem)?;
        (Sent::Decoded(wav), "audio/wav")
    } else {
        (Sent::AsItCame(blob), media_type(recording.media_type.as_deref()))
    };
    let (mut response, part) = headed(&request, sent.length()?, &etag)?;
    response
        .insert_header((CONTENT_TYPE, kind))
        .insert_header((CONTENT_DISPOSITION, format!("inline; filename=\"{leg}\"")));
    let length = part.end - part.start;
    if request.method() == Method::HEAD {
        let unsent = Unsent(BodySize::Sized(length));
        return Ok(response.insert_header((CONTENT_LENGTH, length)).body(unsent));
    }
    audit_reading(&caller, leg).await?;
    Ok(match sent {
        Sent::Decoded(wav) => response.body(SizedStream::new(length, Box::pin(decoded(wav, part)))),
        Sent::AsItCame(blob) => {
            let key = caller.running.sealer.data_key(caller.tenant).await?;
            let path = caller.running.app.recordings().path(&blob.store_key);
            let pieces = Pieces::open(path, key, caller.tenant, blob, part).await?;
            response.body(SizedStream::new(length, Box::pin(pieces.stream())))
        }
    })
}

impl Sent {
    fn length(&self) -> Result<u64, Problem> {
        match self {
            Self::AsItCame(blob) => u64::try_from(blob.bytes).map_err(Problem::internal),
            Self::Decoded(wav) => Ok(wav.len()),
        }
    }
}

fn header(request: &HttpRequest, name: HeaderName) -> Option<&str> {
    request.headers().get(name).and_then(|value| value.to_str().ok())
}

/// Status and headers of what is sent, and which part of it that is.
pub fn headed(request: &HttpRequest, length: u64, etag: &str) -> Result<(HttpResponseBuilder, Range<u64>), Problem> {
    // A range of another version would be joined to what the client has of this one.
    let ranged = header(request, RANGE).filter(|_| header(request, IF_RANGE).is_none_or(|known| known == etag));
    let (status, part) = match range::wanted(ranged, length) {
        Wanted::Whole => (StatusCode::OK, 0..length),
        Wanted::Part(part) => (StatusCode::PARTIAL_CONTENT, part),
        Wanted::Nothing => return Err(Problem::range_not_satisfiable(length)),
    };
    let mut response = HttpResponse::build(status);
    response
        .insert_header((ACCEPT_RANGES, "bytes"))
        .insert_header((CACHE_CONTROL, "private, no-cache"))
        .insert_header((ETAG, etag.to_owned()));
    if status == StatusCode::PARTIAL_CONTENT {
        response.insert_header((
            CONTENT_RANGE,
            format!("bytes {}-{}/{length}", part.start, part.end.saturating_sub(1)),
        ));
    }
    Ok((response, part))
}

async fn audit_reading(caller: &Caller, leg: LegId) -> Result<(), Problem> {
    let entry = Entry::new(caller.actor(), "recording.read", format!("leg:{leg}"));
    Ok(caller.running.reads.note(caller.tenant, vec![entry]).await?)
}

/// SHA-512 of the bytes as they came.
pub async fn sha512(caller: &Caller, leg: LegId) -> Result<Vec<u8>, Problem> {
    let found = Recording::of(caller.tenant)
        .of_leg(&caller.running.pools.app, leg)
        .await;
    let (_, blob) = found.map_err(peaks::none)?;
    let key = caller.running.sealer.data_key(caller.tenant).await?;
    let path = caller.running.app.recordings().path(&blob.store_key);
    let whole = 0..u64::try_from(blob.bytes).map_err(Problem::internal)?;
    let mut pieces = Pieces::open(path, key, caller.tenant, blob, whole).await?;
    let hashed = tokio::task::spawn_blocking(move || -> Result<Vec<u8>, std::io::Error> {
        let mut hash = Sha512::new();
        while !pieces.left.is_empty() {
            let (bytes, rest) = pieces.next()?;
            hash.update(&bytes);
            pieces = rest;
        }
        Ok(hash.finalize().to_vec())
    });
    hashed.await.map_err(Problem::internal)?.map_err(Problem::internal)
}

/// A part of a WAV, a piece at a time.
pub fn decoded(wav: Arc<Wav>, part: Range<u64>) -> impl futures::Stream<Item = Result<web::Bytes, std::io::Error>> {
    stream::try_unfold((wav, part), |(wav, left)| async move {
        if left.is_empty() {
            return Ok(None);
        }
        let end = left.end.min(left.start.saturating_add(PIECE_BYTES));
        let piece = tokio::task::spawn_blocking(move || (wav.read(left.start..end), wav, end..left.end));
        let (bytes, wav, left) = piece.await.map_err(std::io::Error::other)?;
        Ok(Some((bytes.into(), (wav, left))))
    })
}

/// What the sender called it, if that is sound; else bytes. A page of somebody's is never one of ours.
fn media_type(told: Option<&str>) -> &str {
    let is_sound = |kind: &&str| kind.starts_with("audio/") || kind.starts_with("video/") || *kind == "application/ogg";
    told.filter(is_sound).unwrap_or("application/octet-stream")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sound_is_told_by_its_senders_name() {
        for sound in ["audio/wav", "audio/x-gsm", "video/mp4", "application/ogg"] {
            assert_eq!(media_type(Some(sound)), sound);
        }
        for other in [Some("text/html"), Some("image/svg+xml"), Some("wav"), None] {
            assert_eq!(media_type(other), "application/octet-stream", "{other:?}");
        }
    }
}
