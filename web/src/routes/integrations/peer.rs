//! The other end of a WebSocket, and whether it may still send.

use std::time::Duration;

use actix_web::web;
use actix_ws::{CloseCode, CloseReason};
use actors::sources::Source;
use models::integrations::source;

use crate::rate::Rates;
use crate::routes::identity::lasting::Lasting;
use crate::state::sockets::Seat;
use crate::state::{Running, State};

/// The other end is asked for a sign of life so often.
pub(super) const ASK: Duration = Duration::from_secs(30);
/// Whether it may still send, and its source is still what it was, is looked at so often.
pub(super) const LOOK: Duration = Duration::from_secs(2);
/// Who does not read its answers for so long is hung up on.
pub(super) const ANSWER_MAX: Duration = Duration::from_secs(30);

/// The other end.
pub(super) struct Peer {
    pub(super) running: Running,
    pub(super) source: Source,
    /// Of its row, as it was read.
    pub(super) version: i32,
    /// Who shows a key.
    pub(super) lasting: Option<Lasting>,
    pub(super) state: web::Data<State>,
    pub(super) pace: Rates,
    pub(super) _seat: Seat,
}

impl Peer {
    /// Why it may not go on.
    pub(super) async fn amiss(&mut self) -> Option<CloseReason> {
        if self.running.app.health().draining {
            return Some(closed(CloseCode::Restart, "the server ends; connect again"));
        }
        if let Some(lasting) = &mut self.lasting
            && lasting.still().await.is_err()
        {
            return Some(closed(CloseCode::Policy, "the key may no longer send"));
        }
        let (tenant, name) = (self.source.tenant, self.source.instance.clone());
        let app = &self.running.pools.app;
        let found = app.tenant(tenant, async move |conn| {
            source::Source::of(tenant).named(conn, &name).await
        });
        match found.await {
            // A call that is heard goes on: it cannot connect again.
            Ok(Some((row, _))) if row.version == self.version || self.source.form.is_audio() => None,
            Ok(_) => Some(closed(CloseCode::Restart, "the source was changed; connect again")),
            // A database that is away says nothing about anybody.
            Err(_) => None,
        }
    }
}

pub(super) fn closed(code: CloseCode, why: &str) -> CloseReason {
    CloseReason {
        code,
        description: Some(why.to_owned()),
    }
}
