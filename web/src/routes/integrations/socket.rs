//! `GET /v1/intake/{source_instance}/ws`: a telephone system, or what stands beside it, keeps a WebSocket open. Each message is what would be
//! the body of one request; each is answered when it is kept, in order, and nothing more is read before that.

use std::time::{Duration, Instant};

use actix_web::{HttpRequest, HttpResponse, get, web};
use actix_ws::{AggregatedMessage, AggregatedMessageStream, CloseCode, CloseReason, ProtocolError, Session};
use actors::Door;
use actors::engine::pbx::source::Source as Form;
use actors::metrics::Held;
use futures::StreamExt;
use models::identity::permission::Permission;
use serde_json::{Map, Value, json};
use tokio::time::{MissedTickBehavior, interval, timeout};
use tracing::Instrument;
use uuid::Uuid;

use super::answer::Answer;
use super::knock::{Knock, knock};
use super::peer::{ANSWER_MAX, ASK, LOOK, Peer, closed};
use super::settings::{given, source_of};
use super::{live, live_socket, secrets};
use crate::problem::{Code, Problem};
use crate::rate::Rates;
use crate::request_id;
use crate::routes::identity::lasting::Lasting;
use crate::state::State;

crate::refusals!(Refusals: InvalidParameter, MissingKey, InvalidKey, BadSignature, NotFound, Conflict, UnsupportedMediaType, TooManyStreams,
    Internal, Unavailable);

/// Bytes of one message.
const MESSAGE_MAX: usize = 1024 * 1024;
/// Without a sign of life for so long the other end is gone.
const SILENT_MAX: Duration = Duration::from_secs(90);

/// Send over a WebSocket.
///
/// The same credentials as for `POST /v1/intake/{source_instance}`; a source that signs its requests needs a key here. Each message, text or
/// binary, is what would be the body of one request: one record, or several. Each is answered in order, once it is kept, by one text
/// message of JSON: `message` (its number, from 1) with what became of it as after a request, or with a `problem`. What was not answered when
/// the connection ends is to be sent again; to send the same twice is harmless.
///
/// To a source of live audio it speaks as that form does: Twilio's Media Streams, whose upgrade is signed; `mod_audio_fork`, subprotocol
/// `audio.drachtio.org`. Nothing is answered; however it ends, what was heard is a recording.
#[utoipa::path(
    operation_id = "intake_socket",
    tag = "sources",
    params(("source_instance" = String, Path, description = "The source's id, or with a key its name."), live::Asked),
    responses((status = 101, description = "It is a WebSocket from here on."), Refusals),
    security(("api_key" = []), ())
)]
#[get("/v1/intake/{source_instance}/ws")]
pub async fn connect(
    request: HttpRequest,
    wanted: web::Path<String>,
    payload: web::Payload,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let running = state.running()?.clone();
    let Knock {
        caller,
        tenant,
        row,
        kept,
    } = knock(&request, &wanted, &running, &state).await?;
    let is_audio = Form::from_name(&row.format).is_some_and(Form::is_audio);
    if caller.is_none() {
        let is_let_in = match is_audio {
            true => live_socket::is_let_in(&kept, &row, &request, &state.config.public_url()),
            false => secrets::open_a_stream(&kept, &row, &request),
        };
        if !is_let_in {
            running.app.refused_source(tenant, &row.name);
            let detail = "it is opened by a key, or by a source's own password or key in a header";
            return Err(Problem::new(Code::BadSignature, detail));
        }
    }
    let asked = match is_audio {
        true => live::Asked::of(&request)?,
        false => live::Asked::default(),
    };
    let given = asked.settings(given(&row, &Map::new(), &state.config.public_url())?);
    let source = source_of(tenant, &row, given)?;
    if source.form.format().reads_requests() {
        let detail = "this form is that of requests, which are sent one by one";
        return Err(Problem::new(Code::UnsupportedMediaType, detail));
    }
    let seat = state.sockets.enter(row.id);
    let seat = seat.ok_or_else(|| Problem::too_many_streams("too many connections are open already"))?;
    let lasting = caller
        .map(|caller| Lasting::of(&request, caller, Permission::CallsSend, state.clone()))
        .transpose()?;
    let protocols: &[&str] = if is_audio { live_socket::PROTOCOLS } else { &[] };
    let opened = actix_ws::handle_with_protocols(&request, payload, protocols);
    let (response, session, stream) =
        opened.map_err(|error| Problem::new(Code::InvalidParameter, format!("this is for WebSockets: {error}")))?;
    let stream = stream
        .max_frame_size(MESSAGE_MAX)
        .aggregate_continuations()
        .max_continuation_size(MESSAGE_MAX);
    let config = &state.config.sources;
    let peer = Peer {
        pace: Rates::new(config.lines_per_s.saturating_mul(60), config.lines_burst),
        running,
        source,
        version: row.version,
        lasting,
        state,
        _seat: seat,
    };
    let work = async move {
        match is_audio {
            true => live_socket::serve(peer, session, stream, asked).await,
            false => peer.serve(session, stream).await,
        }
    };
    actix_web::rt::spawn(request_id::scope(request_id::current(), work).in_current_span());
    Ok(response)
}

impl Peer {
    async fn serve(mut self, mut session: Session, mut stream: AggregatedMessageStream) {
        let counted = Held::on(&self.running.app.registry().sources.sockets);
        let reason = self.take_all(&mut session, &mut stream).await;
        drop(counted);
        // Whoever is gone hears nothing.
        timeout(ANSWER_MAX, session.close(reason)).await.ok();
    }

    /// Until the other end closes, or there is a reason to.
    async fn take_all(&mut self, session: &mut Session, stream: &mut AggregatedMessageStream) -> Option<CloseReason> {
        let (mut asks, mut looks) = (interval(ASK), interval(LOOK));
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut heard, mut count) = (Instant::now(), 0_u64);
        loop {
            let message = tokio::select! {
                message = stream.next() => message,
                _ = asks.tick() => {
                    if heard.elapsed() > SILENT_MAX || timeout(ANSWER_MAX, session.ping(b"")).await.is_err() {
                        return None;
                    }
                    continue;
                }
                _ = looks.tick() => match self.amiss().await {
                    Some(reason) => return Some(reason),
                    None => continue,
                },
            };
            heard = Instant::now();
            let bytes = match message {
                Some(Ok(AggregatedMessage::Text(text))) => text.into_bytes(),
                Some(Ok(AggregatedMessage::Binary(bytes))) => bytes,
                Some(Ok(AggregatedMessage::Ping(bytes))) => {
                    timeout(ANSWER_MAX, session.pong(&bytes)).await.ok();
                    continue;
                }
                Some(Ok(AggregatedMessage::Pong(_))) => continue,
                Some(Ok(AggregatedMessage::Close(reason))) => return reason,
                Some(Err(ProtocolError::Overflow)) => {
                    return Some(closed(CloseCode::Size, "a message has at most 1 MiB"));
                }
                Some(Err(_)) => return Some(closed(CloseCode::Protocol, "not as a WebSocket speaks")),
                None => return None,
            };
            count += 1;
            let (answer, reason) = self.take(count, bytes.to_vec()).await;
            if !matches!(timeout(ANSWER_MAX, session.text(answer.to_string())).await, Ok(Ok(()))) {
                return None;
            }
            if reason.is_some() {
                return reason;
            }
        }
    }

    /// What is answered, and why it ends there if it does.
    async fn take(&self, number: u64, bytes: Vec<u8>) -> (Value, Option<CloseReason>) {
        let mut held = self.state.bodies.hold();
        if !held.grow(bytes.len()) {
            let problem = Problem::unavailable(Duration::from_secs(1), "no room for this message");
            return refused(number, &problem);
        }
        if let (_, Err(wait)) = self.pace.take(Uuid::nil(), None, Instant::now()) {
            tokio::time::sleep(wait).await;
        }
        match self.running.app.take_in(&self.source, bytes, Door::Socket).await {
            Ok(receipt) if receipt.is_over_limit() => {
                let detail = "the calls of this period are used up; send it again later";
                refused(number, &Problem::new(Code::LimitReached, detail))
            }
            Ok(receipt) => {
                let mut answer = serde_json::to_value(Answer::from(receipt)).unwrap_or_default();
                answer["message"] = number.into();
                (answer, None)
            }
            Err(error) => refused(number, &Problem::from(error)),
        }
    }
}

/// A record that was refused for good does not end the connection; one that could not be kept does, for it is to be sent again.
fn refused(number: u64, problem: &Problem) -> (Value, Option<CloseReason>) {
    let body = serde_json::to_value(problem.body()).unwrap_or_default();
    let reason = problem.code.status().is_server_error();
    let reason = reason.then(|| {
        closed(
            CloseCode::Again,
            "not possible at the moment; connect again and send it again",
        )
    });
    (json!({ "message": number, "problem": body }), reason)
}
