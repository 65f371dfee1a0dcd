//! The peers of `intake-single`, in a process of their own as the product is: an HTTP server that parses a record and answers 202; the
//! same with one plain INSERT before the answer; the same with a transaction that inserts leg, call and event. None knows a key, a
//! limit, a duplicate or a trace.

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
pub const STORED: &str = "/stored";

/// As the product's, with the same indexes; without their foreign keys.
pub const TABLES: &str =
    "CREATE TABLE single_legs (LIKE legs INCLUDING ALL); CREATE TABLE single_calls (LIKE calls INCLUDING ALL);
    CREATE TABLE single_outbox (LIKE outbox INCLUDING ALL); CREATE SEQUENCE single_seq";
const EVENT: &str = "INSERT INTO single_outbox (tenant_id, seq_from, seq_to, events)
    SELECT $1, n, n, jsonb_build_array(jsonb_build_object('seq', n, 'type', 'call.received', 'data', $2::jsonb)) FROM nextval('single_seq') n";
const CALL: &str = "INSERT INTO single_calls (tenant_id, id, source_instance, key, source, direction, from_number, to_number, agent, queue,
        started_at, answered_at, ended_at, wait_s, talk_s, disposition, agents, legs, recordings, analysis_status, charge_kind)
    SELECT tenant_id, id, source_instance, external_id, source, direction, from_number, to_number, agent, queue,
        started_at, answered_at, ended_at, wait_s, talk_s, disposition, ARRAY[agent], 1, 0, 'none', 'none' FROM single_legs
    WHERE tenant_id = $1 AND id = $2";
const LEG: &str = "INSERT INTO single_legs (tenant_id, id, call_id, source_instance, external_id, source, direction, from_number, to_number,
        agent, queue, started_at, answered_at, ended_at, wait_s, talk_s, disposition, hangup_cause, custom, digest)
    VALUES ($1, $2, $3, 'api', $4, $5, $6, $7, $8, $9, $10, $11::text::timestamptz, $12::text::timestamptz, $13::text::timestamptz, $14, $15, $16, $17, $18, $19)";

/// As many connections as the product's pool of requests has.
struct Pool {
    free: Semaphore,
    idle: Mutex<Vec<Held>>,
}

struct Held {
    client: Client,
    leg: Statement,
    call: Statement,
    event: Statement,
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
        let (leg, call, event) = (
            client.prepare(LEG).await?,
            client.prepare(CALL).await?,
            client.prepare(EVENT).await?,
        );
        idle.push(Held {
            client,
            leg,
            call,
            event,
        });
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
            .route(STORED, web::post().to(stored))
    };
    HttpServer::new(app).listen(listener)?.run().await?;
    Ok(())
}

/// What both do: a record is parsed, and has ids.
fn taken(body: &[u8]) -> Result<(canonical::CanonicalRecord, Uuid), String> {
    let given: canonical::Given = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    let record = canonical::parse(given).map_err(|fault| fault.detail)?;
    Ok((record, Uuid::new_v4()))
}

fn refused(why: String) -> HttpResponse {
    HttpResponse::UnprocessableEntity().body(why)
}

fn accepted(id: Uuid) -> HttpResponse {
    HttpResponse::Accepted().json(json!({ "call_id": id, "leg_id": id }))
}

async fn answered(body: web::Bytes) -> HttpResponse {
    taken(&body).map_or_else(refused, |(_, id)| accepted(id))
}

async fn inserted(body: web::Bytes, pool: web::Data<Pool>) -> HttpResponse {
    write(&body, &pool, false).await
}

async fn stored(body: web::Bytes, pool: web::Data<Pool>) -> HttpResponse {
    write(&body, &pool, true).await
}

async fn write(body: &[u8], pool: &Pool, all: bool) -> HttpResponse {
    let (record, id) = match taken(body) {
        Ok(taken) => taken,
        Err(why) => return refused(why),
    };
    match pool.write(&record, id, all).await {
        Ok(()) => accepted(id),
        Err(error) => HttpResponse::InternalServerError().body(format!("{error:#}")),
    }
}

impl Pool {
    async fn write(&self, record: &canonical::CanonicalRecord, id: Uuid, all: bool) -> anyhow::Result<()> {
        let _permit = self.free.acquire().await?;
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let held = idle().pop().context("a connection for each permit")?;
        let done = if all {
            held.all(record, id).await
        } else {
            held.leg(record, id).await
        };
        idle().push(held);
        done
    }
}

impl Held {
    async fn all(&self, record: &canonical::CanonicalRecord, id: Uuid) -> anyhow::Result<()> {
        self.client.batch_execute("BEGIN").await?;
        self.leg(record, id).await?;
        self.client.execute(&self.call, &[&Uuid::nil(), &id]).await?;
        let event = json!({ "call_id": id, "direction": record.leg.direction.as_str(), "talk_s": record.leg.talk_s });
        self.client.execute(&self.event, &[&Uuid::nil(), &event]).await?;
        self.client.batch_execute("COMMIT").await?;
        Ok(())
    }

    async fn leg(&self, record: &canonical::CanonicalRecord, id: Uuid) -> anyhow::Result<()> {
        let leg = &record.leg;
        let time = |at: Option<jiff::Timestamp>| at.map(|at| at.to_string());
        self.client
            .execute(
                &self.leg,
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
            .await?;
        Ok(())
    }
}
