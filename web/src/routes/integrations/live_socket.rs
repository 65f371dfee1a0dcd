//! The WebSocket that a telephone system opens for one call, to send its sound: spoken as its form does, and never answered but by the close.

use std::time::Instant;

use actix_web::HttpRequest;
use actix_ws::{AggregatedMessage, AggregatedMessageStream, CloseCode, CloseReason, ProtocolError, Session};
use actors::Door;
use actors::engine::pbx::live::{End, Fault};
use actors::engine::pbx::requests::Request;
use actors::engine::pbx::signature;
use actors::engine::pbx::source::Source as Form;
use actors::metrics::Held;
use actors::sources::live::{Live, LiveError};
use chrono::Utc;
use futures::StreamExt;
use models::integrations::source;
use serde_json::Value;
use tokio::time::{MissedTickBehavior, interval, timeout};

use super::live::Asked;
use super::peer::{ANSWER_MAX, ASK, LOOK, Peer, closed};
use super::secrets::{self, Kept};

/// Of which mod_audio_fork asks for one; whoever asks for none is answered without.
pub(super) const PROTOCOLS: &[&str] = &["audio.drachtio.org"];
/// The header by which Twilio proves that it is the one.
const SIGNATURE: &str = "x-twilio-signature";

/// Whether the request that opens it shows the source's own secret: a password or key in a header, or Twilio's signature of the address.
pub(super) fn is_let_in(kept: &Kept, row: &source::Source, request: &HttpRequest, base: &str) -> bool {
    if secrets::open_a_stream(kept, row, request) {
        return true;
    }
    if Form::from_name(&row.format) != Some(Form::TwilioMediaStream) {
        return false;
    }
    let header = request.headers().get(SIGNATURE).and_then(|value| value.to_str().ok());
    let Some(header) = header else { return false };
    let shown = Request {
        method: request.method().to_string(),
        target: request
            .uri()
            .path_and_query()
            .map_or("/", |target| target.as_str())
            .to_owned(),
        headers: vec![(SIGNATURE.to_owned(), header.to_owned())],
        body: b"",
    };
    let addresses = addresses(row, base);
    let mut taken = kept.taken(Utc::now());
    taken.any(|secrets| {
        let token = secrets.get("auth_token").and_then(Value::as_str);
        let is_signed = |token: &str| {
            let mut signed = addresses.iter();
            signed.any(|address| signature::twilio(&shown, SIGNATURE, token, address))
        };
        token.is_some_and(is_signed) && secrets::are_shown(secrets, request, b"")
    })
}

/// As they may be written down at the provider: the source's own word, or ours; with or without a slash at the end, of which Twilio signs one
/// or the other.
fn addresses(row: &source::Source, base: &str) -> Vec<String> {
    let own = row
        .settings
        .get("public_url")
        .and_then(Value::as_str)
        .map(str::to_owned);
    let ours = format!("{base}/v1/intake/{}/ws", row.id);
    // https → wss, http → ws.
    let ours = ours.strip_prefix("http").map(|rest| format!("ws{rest}"));
    let written = own.into_iter().chain(ours);
    let both = written.flat_map(|address| {
        let bare = address.trim_end_matches('/').to_owned();
        [format!("{bare}/"), bare]
    });
    both.collect()
}

/// Until the stream is over, the other end is gone, or there is a reason to end it. What was heard is kept.
pub(super) async fn serve(mut peer: Peer, mut session: Session, mut stream: AggregatedMessageStream, asked: Asked) {
    let app = peer.running.app.clone();
    let Some(mut live) = app.listen(&peer.source, asked.hint(false), Door::Socket).await else {
        return;
    };
    let counted = Held::on(&app.registry().sources.sockets);
    let (how, reason) = heard(&mut peer, &mut live, &mut session, &mut stream).await;
    drop(counted);
    // Whoever is gone hears nothing.
    timeout(ANSWER_MAX, session.close(reason)).await.ok();
    // What could not be stored lies on the disk, and it was said.
    live.end(&app, how).await.ok();
}

async fn heard(
    peer: &mut Peer,
    live: &mut Live,
    session: &mut Session,
    stream: &mut AggregatedMessageStream,
) -> (End, Option<CloseReason>) {
    let app = peer.running.app.clone();
    let (mut asks, mut looks) = (interval(ASK), interval(LOOK));
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut last, mut is_gone, mut is_broken) = (Instant::now(), false, false);
    loop {
        let message = tokio::select! {
            message = stream.next() => message,
            // Whoever has hung up is not asked any more, but what was said before is still to be read.
            _ = asks.tick(), if !is_gone => match timeout(ANSWER_MAX, session.ping(b"")).await {
                Ok(asked) => {
                    is_gone = asked.is_err();
                    continue;
                }
                Err(_) => return (End::Broken, None),
            },
            _ = looks.tick() => match peer.amiss().await {
                Some(reason) => return (End::Broken, Some(reason)),
                None if last.elapsed() > app.live_idle_max() => {
                    return (End::Broken, Some(closed(CloseCode::Away, "nothing was heard for too long")));
                }
                None => continue,
            },
        };
        let taken = match message {
            Some(Ok(AggregatedMessage::Text(text))) => live.text(&app, &text).await,
            Some(Ok(AggregatedMessage::Binary(bytes))) => live.binary(&app, &bytes).await,
            Some(Ok(AggregatedMessage::Ping(bytes))) => {
                timeout(ANSWER_MAX, session.pong(&bytes)).await.ok();
                continue;
            }
            Some(Ok(AggregatedMessage::Pong(_))) => continue,
            Some(Ok(AggregatedMessage::Close(reason))) => return (End::Leave, reason),
            // What had come before the line broke is given after the error.
            Some(Err(ProtocolError::Io(_))) if !is_broken => {
                (is_gone, is_broken) = (true, true);
                continue;
            }
            Some(Err(error)) => return (End::Broken, Some(wrong(&error))),
            None => return (End::Broken, None),
        };
        last = Instant::now();
        match taken {
            Ok(false) => {}
            Ok(true) => return (End::Leave, Some(closed(CloseCode::Normal, "heard"))),
            Err(error) => return (End::Broken, Some(refusal(peer, &error))),
        }
    }
}

/// What is said to whoever speaks otherwise than a WebSocket does.
fn wrong(error: &ProtocolError) -> CloseReason {
    match error {
        ProtocolError::Overflow => closed(CloseCode::Size, "a message has at most 1 MiB"),
        _ => closed(CloseCode::Protocol, "not as a WebSocket speaks"),
    }
}

/// What is said to whoever is heard no further, and to the log.
fn refusal(peer: &Peer, error: &LiveError) -> CloseReason {
    let (tenant, name) = (peer.source.tenant, &peer.source.instance);
    match error {
        LiveError::Fault(Fault::Stranger(why)) => {
            let refused = &peer.running.app.registry().sources.refused;
            refused.with_label_values(&["stranger"]).inc();
            tracing::info!(tenant.id = %tenant, "hung up on who speaks otherwise to source {name}: {why}");
            closed(CloseCode::Unsupported, why)
        }
        LiveError::Fault(fault) => {
            tracing::warn!(tenant.id = %tenant, %fault, "source {name} is heard no further: {fault}");
            closed(CloseCode::Unsupported, &fault.to_string())
        }
        error => {
            tracing::warn!(tenant.id = %tenant, %error, "source {name} is heard no further: {error}");
            closed(CloseCode::Again, "not possible at the moment")
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use chrono::DateTime;
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn row(settings: Value) -> source::Source {
        source::Source {
            id: Uuid::nil(),
            name: "sound".into(),
            label: "Sound".into(),
            format: "twilio-media-stream".into(),
            settings,
            secrets: Vec::new(),
            version: 1,
            enabled: true,
            configured: true,
            tcp_port: None,
            tcp_allow: Vec::new(),
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn the_address_is_written_as_a_provider_may_have_it() {
        let known = addresses(&row(json!({})), "https://calls.example.com");
        let ours = "wss://calls.example.com/v1/intake/00000000-0000-0000-0000-000000000000/ws";
        assert_eq!(known, [format!("{ours}/"), ours.to_owned()]);
        let known = addresses(&row(json!({ "public_url": "wss://front.example.com/x/" })), "http://a");
        assert!(
            known.contains(&"wss://front.example.com/x".to_owned()) && known.len() == 4,
            "{known:?}"
        );
    }

    #[test]
    fn nothing_but_a_signature_with_the_sources_token_lets_twilio_in() {
        let secrets = json!({ "auth_token": "12345" }).as_object().cloned().unwrap();
        let kept = Kept::new(secrets);
        let row = row(json!({ "public_url": "wss://calls.example.com/stream" }));
        let let_in = |signature: &str| {
            let request = TestRequest::default().insert_header((SIGNATURE, signature.to_owned()));
            is_let_in(&kept, &row, &request.to_http_request(), "https://calls.example.com")
        };
        assert!(!let_in("") && !let_in("AAAA"));
        let unsigned = TestRequest::default().to_http_request();
        assert!(!is_let_in(&kept, &row, &unsigned, "https://calls.example.com"));
        // base64(HMAC-SHA1("12345", "wss://calls.example.com/stream"))
        assert!(let_in("x2nrdqAVDsNLTJulEjrTpd9oqjU="));
    }
}
