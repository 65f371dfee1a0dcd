//! `GET /demo/outbox`: the mails of a demo, so that a newcomer can follow the links. Closed unless the configuration opens it, and
//! even then for programs on this machine alone: whoever reads it can sign in as anybody.

use actix_web::{HttpRequest, HttpResponse, get, web};
use chrono::{DateTime, Utc};
use models::platform::mail;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::problem::{Code, Problem};
use crate::state::State;

crate::refusals!(Refusals: UnknownPath, Internal, Unavailable);

const MAILS: i64 = 100;

/// A mail as it was written.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutboxMail {
    pub id: Uuid,
    pub kind: String,
    pub recipient: String,
    /// `queued`, `sending`, `sent`, `failed`, `suppressed`.
    pub state: String,
    pub created_at: DateTime<Utc>,
    pub subject: String,
    pub text: String,
    pub html: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Outbox {
    pub data: Vec<OutboxMail>,
}

/// Mails of a demo.
///
/// The latest 100. There only where `mail.outbox_open` is set, and only for this machine.
#[utoipa::path(
    operation_id = "get_demo_outbox",
    tag = "platform",
    responses((status = 200, description = "The latest first.", body = Outbox), Refusals)
)]
#[get("/demo/outbox")]
pub async fn read(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Problem> {
    let is_here = request
        .peer_addr()
        .is_some_and(|peer| peer.ip().to_canonical().is_loopback());
    // A proxy on this machine speaks for others.
    let is_forwarded = request.headers().contains_key("x-forwarded-for") || request.headers().contains_key("forwarded");
    if !state.config.mail.outbox_open || !is_here || is_forwarded {
        return Err(Problem::new(Code::UnknownPath, "there is nothing at this path"));
    }
    let running = state.running()?;
    let key = running.sealer.platform_key().await?;
    let found = running
        .pools
        .worker
        .transaction(async move |conn| mail::latest(conn, &key, MAILS).await);
    let of = |mail: mail::Mail| OutboxMail {
        id: mail.id,
        kind: mail.kind,
        recipient: mail.recipient,
        state: mail.state,
        created_at: mail.created_at,
        subject: mail.content.subject,
        text: mail.content.text,
        html: mail.content.html,
    };
    Ok(HttpResponse::Ok().json(Outbox {
        data: found.await?.into_iter().map(of).collect(),
    }))
}
