//! `Idempotency-Key`: a request that its sender has named is answered once, and again with the same answer. The records have
//! identities of their own; this is for senders that want the very same answer back.

use std::time::Duration;

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use models::calls::idempotency::{self, Begun};
use serde_json::Value;
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::acknowledgement::{heard, line};
use crate::body::{self, Body};
use crate::problem::{Code, Problem};
use crate::routes::identity::key::Caller;

const HEADER: &str = "idempotency-key";
const LENGTH_MAX: usize = 255;
/// A stream may go on for longer than a key is held for somebody who is silent.
const RENEWED: Duration = Duration::from_secs(20);

/// What to do with a request.
pub enum Start {
    /// It names no key, or one that is ours now.
    Work(Option<Hold>),
    /// It was answered before: read it, and give the answer again if it is the same.
    Again(Answered),
}

/// To which body what was answered.
pub struct Answered {
    body_sha256: Vec<u8>,
    answer: Value,
}

/// Looks at the key of a request, if it has one; the body is hashed then.
pub async fn start(request: &HttpRequest, body: &mut Body, caller: &Caller) -> Result<Start, Problem> {
    let Some(key) = key(request)? else {
        return Ok(Start::Work(None));
    };
    body.hash();
    let holder = Uuid::now_v7();
    let begun = idempotency::begin(&caller.running.pools.app, caller.tenant, key.clone(), holder).await?;
    match begun {
        Begun::Fresh => Ok(Start::Work(Some(Hold::new(caller.clone(), key, holder)))),
        Begun::Held => Err(Problem::in_progress()),
        Begun::Answered { body_sha256, answer } => Ok(Start::Again(Answered { body_sha256, answer })),
    }
}

fn key(request: &HttpRequest) -> Result<Option<String>, Problem> {
    let Some(value) = request.headers().get(HEADER) else {
        return Ok(None);
    };
    let plain = value
        .to_str()
        .ok()
        .filter(|key| (1..=LENGTH_MAX).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()));
    plain
        .map(|key| Some(key.to_owned()))
        .ok_or_else(|| Problem::parameter("Idempotency-Key", format!("1 to {LENGTH_MAX} visible ASCII characters")))
}

/// The stored answer, if this is the body it was given to; as the last line where a stream is acknowledged as it goes.
pub async fn replay(request: &HttpRequest, mut body: Body, answered: &Answered) -> Result<HttpResponse, Problem> {
    while body.next().await?.is_some() {}
    if body.digest() != answered.body_sha256 {
        let detail = "this key came with another body before; a new request needs a new key";
        return Err(Problem::new(Code::IdempotencyKeyReused, detail));
    }
    let is_heard = body::is_lines(&body::media_type(request)) && body::prefers_async(request);
    let mut response = match is_heard {
        true => heard(),
        false => HttpResponse::Accepted(),
    };
    response.insert_header((
        HeaderName::from_static("idempotent-replayed"),
        HeaderValue::from_static("true"),
    ));
    Ok(match is_heard {
        true => response.body(line(&answered.answer)),
        false => response.json(&answered.answer),
    })
}

/// 202 with this answer, which is kept first if the sender named the request.
pub async fn answer(hold: Option<Hold>, body: &mut Body, answer: Value) -> Result<HttpResponse, Problem> {
    if let Some(hold) = hold {
        hold.finish(body.digest(), &answer).await?;
    }
    Ok(HttpResponse::Accepted().json(answer))
}

/// A key that is ours. Dropped without an answer, it is given back, so that the sender may try again at once.
pub struct Hold {
    caller: Box<Caller>,
    key: String,
    holder: Uuid,
    is_open: bool,
    renewing: JoinHandle<()>,
}

impl Hold {
    fn new(caller: Caller, key: String, holder: Uuid) -> Self {
        let (app, tenant, renewed) = (caller.running.pools.app.clone(), caller.tenant, key.clone());
        let renewing = actix_web::rt::spawn(async move {
            loop {
                tokio::time::sleep(RENEWED).await;
                if let Err(error) = idempotency::renew(&app, tenant, &renewed, holder).await {
                    tracing::debug!(%error, "could not keep an idempotency key: {error}");
                }
            }
        });
        Self {
            caller: Box::new(caller),
            key,
            holder,
            is_open: true,
            renewing,
        }
    }

    /// Keeps the answer; only then it may be sent.
    pub async fn finish(mut self, body_sha256: Vec<u8>, answer: &Value) -> Result<(), Problem> {
        let app = &self.caller.running.pools.app;
        let (tenant, key) = (self.caller.tenant, self.key.clone());
        idempotency::finish(app, tenant, key, self.holder, body_sha256, answer.clone()).await?;
        self.is_open = false;
        Ok(())
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.renewing.abort();
        if !self.is_open {
            return;
        }
        let app = self.caller.running.pools.app.clone();
        let (tenant, key, holder) = (self.caller.tenant, std::mem::take(&mut self.key), self.holder);
        actix_web::rt::spawn(async move {
            if let Err(error) = idempotency::release(&app, tenant, key, holder).await {
                tracing::debug!(%error, "could not give an idempotency key back; it is free in a minute: {error}");
            }
        });
    }
}
