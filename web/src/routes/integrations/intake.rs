//! `POST /v1/intake/{source_instance}`: a telephone system sends in its own form. To its source's id with that source's own secret, or to
//! its name with a key. `webhook` is the same by GET.

use actix_web::http::Method;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{HttpRequest, HttpResponse, post, web};
use actors::Door;
use actors::engine::pbx::repeats::Numbers;
use actors::engine::pbx::requests::percent_decoded;
use actors::engine::pbx::source::Source as Form;
use actors::sources::{Receipt, Source, TakeError};
use models::identity::permission::Permission;
use serde_json::{Map, Value};

use super::answer::Answer;
use super::knock::{Knock, knock};
use super::settings::{given, source_of};
use super::{live, secrets, stream};
use crate::body;
use crate::problem::{Code, Problem};
use crate::routes::identity::key;
use crate::routes::identity::lasting::Lasting;
use crate::state::{Running, State};

crate::refusals!(Refusals: InvalidParameter, InterruptedBody, RequestTimeout, MissingKey, InvalidKey, BadSignature, LimitReached, NotFound,
    Conflict, BodyTooLarge, UnsupportedMediaType, Undecodable, StorageFull, Internal, Unavailable);

/// Says where what is sent stood before, as `audiapro import` does it.
const ORIGIN: &str = "x-audiapro-origin";
/// Letters of that.
const ORIGIN_MAX: usize = 500;
/// Says which of the lines of a part of a file are not the first of their kind in it.
const LINES: &str = "x-audiapro-lines";

/// Send in a telephone system's own form.
///
/// To the source's id with the secret that it was configured with (`basic`, `header`, `hmac` over the raw bytes, or its provider's own
/// signature); or to its name with a key. To a source whose form is `canonical` records in our own form, one a line, or an array of them.
/// What can be read is stored; what cannot is kept aside and does not keep the rest out. Sending the same again is harmless.
///
/// With `Prefer: respond-async` the body may go on for ever: it is cut as the form is (lines, JSON documents, blocks), and after each part
/// that is kept the answer has a line `{"through": n}`; its last line is the sum.
///
/// To a source of live audio the body is a capture of one stream, of any length. Its sound is a recording afterwards, of the leg that the
/// stream or `id` names; `recording` says what became of it.
#[utoipa::path(
    operation_id = "intake",
    tag = "sources",
    params(
        ("source_instance" = String, Path, description = "The source's id, or with a key its name."),
        ("Prefer" = Option<String>, Header, description = "`respond-async`: a stream, acknowledged as it goes."),
        ("X-AudiaPro-Origin" = Option<String>, Header,
            description = "With a key: from where in which file it is, percent-encoded. What cannot be read is listed with it."),
        ("X-AudiaPro-Lines" = Option<String>, Header,
            description = "With a key, for lines without ids in a part of a file: which of them are not the first of their kind in the file, \
                as `3=2,17=4`: the third line is the second such line, the seventeenth the fourth. Empty: each is the first."),
        live::Asked
    ),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "As the system writes it; any media type."),
    responses(
        (status = 202, description = "Kept.", content(
            (Answer = "application/json"),
            (String = "application/x-ndjson", example = "{\"through\":500}\n")
        )),
        Refusals
    ),
    security(("api_key" = []), ())
)]
#[post("/v1/intake/{source_instance}")]
pub async fn receive(
    request: HttpRequest,
    wanted: web::Path<String>,
    payload: web::Payload,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let running = state.running()?.clone();
    let door = knock(&request, &wanted, &running, &state).await?;
    let (tenant, row) = (door.tenant, &door.row);
    let is_audio = Form::from_name(&row.format).is_some_and(Form::is_audio);
    if is_audio || body::prefers_async(&request) {
        if door.caller.is_none() && !secrets::open_a_stream(&door.kept, row, &request) {
            running.app.refused_source(tenant, &row.name);
            let detail = "a stream is opened by a key, or by a source's own password or key in a header";
            return Err(Problem::new(Code::BadSignature, detail));
        }
        let given = given(row, &Map::new(), &state.config.public_url())?;
        if is_audio {
            let asked = live::Asked::of(&request)?;
            let source = source_of(tenant, row, asked.settings(given))?;
            return live::receive(&request, payload, &running, &state, &source, asked).await;
        }
        let source = source_of(tenant, row, given)?;
        let who = door
            .caller
            .map(|caller| Lasting::of(&request, caller, Permission::CallsSend, state.clone()))
            .transpose()?;
        return stream::receive(&request, payload, running, source, row.version, who);
    }
    door.take(&running, &state, &request, payload).await
}

/// What a request brings: its body, or the query of one that has none.
struct Sent<'a> {
    request: &'a HttpRequest,
    bytes: &'a [u8],
    /// The server's own address.
    base: &'a str,
}

impl Sent<'_> {
    /// What a signature covers.
    fn signed(&self) -> &[u8] {
        match self.bytes.is_empty() && self.request.method() == Method::GET {
            true => self.request.query_string().as_bytes(),
            false => self.bytes,
        }
    }

    /// Where it stood before it was sent, if that is told.
    fn origin(&self) -> Option<String> {
        let told = self.request.headers().get(ORIGIN)?.to_str().ok()?;
        let letters = percent_decoded(told);
        let letters = letters.chars().filter(|letter| !letter.is_control());
        let origin: String = letters.take(ORIGIN_MAX).collect();
        Some(origin).filter(|origin| !origin.trim().is_empty())
    }

    /// Which of its lines are not the first of their kind, if that is told.
    fn numbers(&self) -> Result<Option<Numbers>, Problem> {
        let Some(told) = self.request.headers().get(LINES) else {
            return Ok(None);
        };
        let numbers = told.to_str().ok().and_then(Numbers::of_text);
        let numbers =
            numbers.ok_or_else(|| Problem::parameter("X-AudiaPro-Lines", "pairs of whole numbers, as `3=2,17=4`"));
        numbers.map(Some)
    }
}

impl Knock {
    /// Keeps what the request brings, if who sends it proves to be the one.
    pub(super) async fn take(
        &self,
        running: &Running,
        state: &State,
        request: &HttpRequest,
        payload: web::Payload,
    ) -> Result<HttpResponse, Problem> {
        let shows = |secrets: &Map<String, Value>| secrets::may_be_shown(secrets, request);
        // The body of somebody who lacks what stands in a header takes no room.
        if self.caller.is_none() && !self.kept.taken(chrono::Utc::now()).any(shows) {
            return Err(self.turned_away(running));
        }
        let (bytes, _held) = body::whole(request, payload, state).await?;
        let base = state.config.public_url();
        let sent = Sent {
            request,
            bytes: &bytes,
            base: &base,
        };
        let receipt = match self.caller {
            // Who shows a key need not sign as well.
            Some(_) => {
                let told = (sent.origin(), sent.numbers()?);
                self.keep(running, &Map::new(), &sent, told).await
            }
            None => self.with_its_secret(running, &sent).await,
        }?;
        if receipt.is_over_limit() {
            return Err(Problem::new(
                Code::LimitReached,
                "the calls of this period are used up; send it again later",
            ));
        }
        Ok(HttpResponse::Accepted().json(Answer::from(receipt)))
    }

    /// The newest secret first, then the one before it.
    async fn with_its_secret(&self, running: &Running, sent: &Sent<'_>) -> Result<Receipt, Problem> {
        let mut unsigned = None;
        for secrets in self.kept.taken(chrono::Utc::now()) {
            if !secrets::are_shown(secrets, sent.request, sent.signed()) {
                continue;
            }
            match self.keep(running, secrets, sent, (None, None)).await {
                Err(problem) if problem.code == Code::BadSignature => unsigned = Some(problem),
                taken => return taken,
            }
        }
        let refusal = self.turned_away(running);
        Err(unsigned.unwrap_or(refusal))
    }

    fn turned_away(&self, running: &Running) -> Problem {
        running.app.refused_source(self.tenant, &self.row.name);
        Problem::new(Code::BadSignature, "the source's own secret is missing or wrong")
    }

    async fn keep(
        &self,
        running: &Running,
        secrets: &Map<String, Value>,
        sent: &Sent<'_>,
        (origin, numbers): (Option<String>, Option<Numbers>),
    ) -> Result<Receipt, Problem> {
        let source = source_of(self.tenant, &self.row, given(&self.row, secrets, sent.base)?)?;
        let source = Source {
            origin,
            numbers,
            ..source
        };
        let payload = match source.form.format().reads_requests() {
            true => captured(sent.request, sent.bytes),
            false => sent.bytes.to_vec(),
        };
        Ok(running.app.take_in(&source, payload, Door::Source).await?)
    }
}

/// Headers that forms look at. Others, as passwords and keys that were checked by now, are not to lie in the quarantine.
const LOOKED_AT: [&str; 8] = [
    "content-type",
    "user-agent",
    "x-twilio-signature",
    "x-signalwire-signature",
    "i-twilio-idempotency-token",
    "telnyx-timestamp",
    "telnyx-signature-ed25519",
    "x-signature",
];

/// The request as it came, for forms that look at headers and sign the raw bytes.
fn captured(request: &HttpRequest, body: &[u8]) -> Vec<u8> {
    let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
    let head = format!(
        "{} {target} HTTP/1.1\r\ncontent-length: {}\r\n",
        request.method(),
        body.len()
    );
    let mut capture = head.into_bytes();
    for (name, value) in request.headers() {
        // A provider's token signs this one body.
        let is_bearer = value
            .as_bytes()
            .get(..7)
            .is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"Bearer "));
        let is_token = *name == AUTHORIZATION && is_bearer && !key::is_shown(request);
        if !is_token && !LOOKED_AT.contains(&name.as_str()) {
            continue;
        }
        capture.extend_from_slice(name.as_str().as_bytes());
        capture.extend_from_slice(b": ");
        capture.extend_from_slice(value.as_bytes());
        capture.extend_from_slice(b"\r\n");
    }
    capture.extend_from_slice(b"\r\n");
    capture.extend_from_slice(body);
    capture
}

impl From<TakeError> for Problem {
    fn from(error: TakeError) -> Self {
        match error {
            TakeError::Unsigned(code) => Self::new(Code::BadSignature, format!("the signature is not valid: {code}")),
            TakeError::OverLimit => Self::new(
                Code::LimitReached,
                "the calls of this period are used up: it stays aside, to be read again later",
            ),
            TakeError::Unavailable(error) => error.into(),
            TakeError::Database(error) => error.into(),
            TakeError::Failed(error) => Self::internal(error),
        }
    }
}
