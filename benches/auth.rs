//! Bench `auth`: what it costs that a request is somebody's: the key is looked up, its permission and its rate are asked, and what it reads
//! goes into the audit. One handler with all of it and the same one without, in one process and turn by turn, over the product's own edge.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use ::web::config::Config;
use ::web::database::Database;
use ::web::edge;
use ::web::http_metrics::HttpMetrics;
use ::web::problem::Problem;
use ::web::routes::identity::can::{CallsRead, Can};
use ::web::state::{Running, State};
use actix_web::dev::Service;
use actix_web::middleware::from_fn;
use actix_web::{App as HttpApp, HttpResponse, test, web};
use actors::config::AppConfig;
use actors::postgres::{OWNER, SUPERUSER};
use actors::sound::Sounds;
use anyhow::{Context, anyhow, ensure};
use models::calls::search::Vocabularies;
use models::compliance::audit::Entry;
use models::compliance::read_log::{ReadLog, WRITTEN};
use models::compliance::sealing::Sealer;
use models::identity::tenant::{NewTenant, Tenant};
use serde_json::{Value, json};

use crate::copied::connect;
use crate::sentiment::median;
use crate::served::Served;

/// Requests of each kind; AUDIAPRO_BENCH_RECORDS sets another number. The first tenth warms up.
const REQUESTS: usize = 50_000;
/// Keys that ask in turn.
const KEYS: usize = 50;
const OWN: &str = "bench_auth";
const TARGET_US: f64 = 100.0;

/// Runs the bench, prints its table, returns the closing object.
pub fn run() -> anyhow::Result<Value> {
    actix_rt::System::new().block_on(bench())
}

async fn without() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "data": [] }))
}

async fn with(caller: Can<CallsRead>) -> Result<HttpResponse, Problem> {
    let read = Entry::new(
        caller.actor(),
        "transcript.read",
        "leg:0198c2f4-7c1e-7d5e-9d0a-2f6f8f1f3a11",
    );
    caller.running.reads.note(caller.tenant, vec![read]).await?;
    Ok(HttpResponse::Ok().json(json!({ "data": [] })))
}

async fn bench() -> anyhow::Result<Value> {
    let requests = std::env::var("AUDIAPRO_BENCH_RECORDS").map_or(Ok(REQUESTS), |text| text.parse())?;
    // For its cluster, and as the neighbour that a node has.
    let served = Served::start("auth")?;
    let superuser = connect(&served.url(SUPERUSER, "postgres")?).await?;
    superuser
        .batch_execute(&format!("CREATE DATABASE {OWN} OWNER {OWNER}"))
        .await?;
    let folder = tempfile::tempdir()?;
    let (state, keys) = node(&served, folder.path()).await?;
    let metrics = web::Data::new(HttpMetrics::new()?);
    let app = HttpApp::new()
        .app_data(state.clone())
        .app_data(metrics)
        .route("/with", web::get().to(with))
        .route("/without", web::get().to(without))
        .wrap(from_fn(edge::edge));
    let service = test::init_service(app).await;
    // Microseconds of one request.
    let time = async |path: &str, key: &str| -> anyhow::Result<f64> {
        let request = test::TestRequest::get()
            .uri(path)
            .peer_addr(SocketAddr::from(([127, 0, 0, 1], 1)))
            .insert_header(("authorization", format!("Bearer {key}")))
            .to_request();
        let begun = Instant::now();
        let answer = service.call(request).await.map_err(|error| anyhow!("{error}"))?;
        let took = begun.elapsed().as_secs_f64() * 1e6;
        ensure!(answer.status().is_success(), "{path} answers {}", answer.status());
        Ok(took)
    };
    let (mut bare, mut guarded) = (Vec::with_capacity(requests), Vec::with_capacity(requests));
    for n in 0..requests {
        let key = keys.get(n % KEYS).context("a key")?;
        bare.push(time("/without", key).await?);
        guarded.push(time("/with", key).await?);
    }
    let warm = requests / 10;
    let (mut bare, mut guarded) = (bare.split_off(warm), guarded.split_off(warm));
    let (without_us, with_us) = (median(bare.clone()), median(guarded.clone()));
    let mean = |all: &[f64]| all.iter().sum::<f64>() / all.len().max(1) as f64;
    let (without_mean, with_mean) = (mean(&bare), mean(&guarded));
    let (without_p99, with_p99) = (below(&mut bare, 0.99), below(&mut guarded, 0.99));
    let overhead = with_us - without_us;
    println!("{:<44}{:>12}{:>12}{:>12}", "microseconds", "median", "mean", "99 %");
    println!(
        "{:<44}{without_us:>12.1}{without_mean:>12.1}{without_p99:>12.1}",
        "nobody is asked for"
    );
    println!(
        "{:<44}{with_us:>12.1}{with_mean:>12.1}{with_p99:>12.1}",
        "key, permission, rate, audit of a read"
    );
    println!(
        "{:<44}{overhead:>12.1}   wanted: less than {TARGET_US}",
        "what it costs"
    );
    let audited = audited(&served, &state).await?;
    ensure!(
        audited == requests as i64,
        "{audited} readings of {requests} stand in the audit"
    );
    if let Ok(running) = state.running() {
        running.app.drain().await;
    }
    Ok(json!({
        "bench": "auth", "unit": "microseconds more than the same without, median", "product": overhead, "peer": Value::Null, "peer_name": Value::Null,
        "ratio": with_us / without_us, "runs": requests - warm,
        "conditions": {"keys": KEYS, "target_us": TARGET_US, "cores": std::thread::available_parallelism()?.get()},
        "extra": {"with_us": with_us, "without_us": without_us, "with_mean_us": with_mean, "without_mean_us": without_mean, "with_p99_us": with_p99,
            "without_p99_us": without_p99, "audited": audited},
    }))
}

/// A node in this process, on a database of its own in the other's cluster; and keys of its tenants.
async fn node(served: &Served, folder: &std::path::Path) -> anyhow::Result<(web::Data<State>, Vec<String>)> {
    let mut config = Config::load(None, &[])?;
    config.data.dir = folder.display().to_string();
    config.database.url = served.url(OWNER, OWN)?;
    config.bounds.key_requests_per_minute = 100_000_000;
    config.bounds.key_requests_burst = 100_000_000;
    // Roles belong to the whole cluster, and so does their key.
    std::fs::copy(served.data().join("master.key"), folder.join("master.key"))?;
    let database = Database::start(&config)?;
    let (master_key, pools) = database.open(&config).await?;
    let mut keys = Vec::with_capacity(KEYS);
    for n in 0..KEYS {
        let new = NewTenant {
            plan: "enterprise".into(),
            ..NewTenant::named(format!("Bench {n}"))
        };
        let (_, _, secret) = Tenant::create(&pools.owner, &master_key, "bench", new).await?;
        keys.push(secret.reveal().to_owned());
    }
    let sealer = Sealer::new(pools.app.clone(), master_key);
    let nobody = Err("this bench analyses nothing".to_owned());
    let app = actors::start(AppConfig::new(config.data_dir()), pools.clone(), sealer.clone(), nobody).await?;
    let reads = ReadLog::new(pools.app.clone());
    let log = reads.clone();
    actix_rt::spawn(async move {
        let mut turns = tokio::time::interval(WRITTEN);
        loop {
            turns.tick().await;
            log.write().await;
        }
    });
    let state = web::Data::from(Arc::new(State::new(config)));
    state.run(Running {
        app,
        reads,
        pools,
        sealer,
        vocabularies: Vocabularies::default(),
        sounds: Sounds::default(),
    });
    Ok((state, keys))
}

/// The value below which this share lies.
fn below(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = (values.len().saturating_sub(1) as f64 * share) as usize;
    values.get(at).copied().unwrap_or(f64::NAN)
}

/// Readings that stand in the chains.
async fn audited(served: &Served, state: &State) -> anyhow::Result<i64> {
    if let Ok(running) = state.running() {
        running.reads.write().await;
    }
    let client = connect(&served.url(SUPERUSER, OWN)?).await?;
    let count = "SELECT count(*) FROM audit_details WHERE action = 'transcript.read'";
    Ok(client.query_one(count, &[]).await?.get(0))
}
