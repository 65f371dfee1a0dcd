//! The peers of `intake-single`, in a process of their own as the product is: an HTTP server that parses a record and answers 202, and
//! the same with one plain INSERT before the answer. Neither knows a key, a limit or a call.

use std::io::Write;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::{App, HttpResponse, HttpServer, web};
use actors::engine::pbx::canonical;
use anyhow::Context;
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio_postgres::{Client, Statement};
use uuid::Uuid;

use crate::copied::connect;

/// First argument of the process; the second is the database, the third how many connections to it.
pub const NAME: &str = "single-peer";
pub const ANSWERED: &str = "/answered";
pub const INSERTED: &str = "/inserted";

/// As the product's legs, with the same indexes; alone, so that nothing but the row itself is written.
pub const TABLE: &str = "CREATE TABLE single (LIKE legs INCLUDING ALL)";
const INSERT: &str = "INSERT INTO single (tenant_id, id, call_id, source_instance, external_id, source, direction, from_number, to_number,
        agent, queue, started_at, answered_at, ended_at, wait_s, talk_s, disposition, hangup_cause, custom, digest)
    VALUES ($1, $2, $3, 'api', $4, $5, $6, $7, $8, $9, $10, $11::text::timestamptz, $12::text::timestamptz, $13::text::timestamptz, $14, $15, $16, $17, $18, $19)";

/// As many connections as the product's pool of requests has.
struct Pool {
    free: Semaphore,
    idle: Mutex<Vec<(Client, Statement)>>,
}

pub fn main() -> ExitCode {
    match actix_web::rt::System::new().block_on(serve()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the peer failed: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn serve() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(2);
    let url = arguments.next().context("a database")?;
    let connections: usize = arguments.next().context("a number of connections")?.parse()?;
    let mut idle = Vec::new();
    for _ in 0..connections {
        let client = connect(&url).await?;
        let insert = client.prepare(INSERT).await?;
        idle.push((client, insert));
    }
    let pool = web::Data::from(Arc::new(Pool {
        free: Semaphore::new(connections),
        idle: Mutex::new(idle),
    }));
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    println!("{}", listener.local_addr()?);
    std::io::stdout().flush()?;
    let app = move || {
        App::new()
            .app_data(pool.clone())
            .route(ANSWERED, web::post().to(answered))
            .route(INSERTED, web::post().to(inserted))
    };
    HttpServer::new(app).listen(listener)?.run().await?;
    Ok(())
}

/// What both do: a record is parsed, and has ids.
fn taken(body: &[u8]) -> Result<(canonical::CanonicalRecord, Uuid), HttpResponse> {
    let refused = |why: String| HttpResponse::UnprocessableEntity().body(why);
    let value: Value = serde_json::from_slice(body).map_err(|error| refused(error.to_string()))?;
    let record = canonical::parse(&value).map_err(|fault| refused(fault.detail))?;
    Ok((record, Uuid::new_v4()))
}

fn accepted(id: Uuid) -> HttpResponse {
    HttpResponse::Accepted().json(json!({ "call_id": id, "leg_id": id }))
}

async fn answered(body: web::Bytes) -> HttpResponse {
    taken(&body).map_or_else(|refused| refused, |(_, id)| accepted(id))
}

async fn inserted(body: web::Bytes, pool: web::Data<Pool>) -> HttpResponse {
    let (record, id) = match taken(&body) {
        Ok(taken) => taken,
        Err(refused) => return refused,
    };
    match pool.insert(&record, id).await {
        Ok(()) => accepted(id),
        Err(error) => HttpResponse::InternalServerError().body(format!("{error:#}")),
    }
}

impl Pool {
    async fn insert(&self, record: &canonical::CanonicalRecord, id: Uuid) -> anyhow::Result<()> {
        let _permit = self.free.acquire().await?;
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let (client, insert) = idle().pop().context("a connection for each permit")?;
        let leg = &record.leg;
        let time = |at: Option<_>| at.map(|at: jiff::Timestamp| at.to_string());
        let done = client
            .execute(
                &insert,
                &[
                    &Uuid::nil(),
                    &id,
                    &id,
                    &leg.external_id,
                    &leg.source,
                    &leg.direction.as_str(),
                    &leg.from,
                    &leg.to,
                    &leg.agent,
                    &leg.queue,
                    &leg.started_at.to_string(),
                    &time(leg.answered_at),
                    &time(leg.ended_at),
                    &leg.wait_s,
                    &leg.talk_s,
                    &leg.disposition.as_str(),
                    &leg.hangup_cause,
                    &Value::Object(leg.custom.clone()),
                    &leg.digest().as_slice(),
                ],
            )
            .await;
        idle().push((client, insert));
        done?;
        Ok(())
    }
}
