//! The product from the first listener to the last flush: configuration → listener → database → migrations → checks → master
//! key → models → everything that runs; and back in the reverse order. Not what any of them does.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::middleware::from_fn;
use actix_web::{App as HttpApp, HttpServer, web};
use actors::analysis::staff;
use actors::app::Staff;
use actors::config::{AppConfig, JobBounds, SourceBounds};
use actors::engine::Engine;
use actors::models_store::ModelError;
use actors::outbound::Outbound;
use actors::sound::Sounds;
use anyhow::{Context, anyhow};
use models::calls::search::Vocabularies;
use models::compliance::read_log::{self, ReadLog};
use models::compliance::sealing::Sealer;
use models::identity::tenant::Tenant;
use tokio::net::TcpSocket;
use tokio::sync::{mpsc, oneshot};

use crate::config::{self, Config, Sources};
use crate::database::Database;
use crate::http_metrics::HttpMetrics;
use crate::openapi;
use crate::paths::Paths;
pub use crate::reload::Reload;
use crate::routes::{self, platform::docs::DocumentText};
use crate::speech_info::SpeechInfo;
use crate::state::{Running, Stage, State};
use crate::{
    calling, connection, courier, edge, fetching, folders, key_usage, maintenance, model_files, plane, query, reload,
};

/// Runs the product on this thread until `stop` comes. `listening` hears the address as soon as it answers.
pub async fn serve(
    config: Config,
    stop: impl Future<Output = ()>,
    reloads: mpsc::Receiver<Reload>,
    listening: impl FnOnce(SocketAddr),
) -> anyhow::Result<()> {
    let state = web::Data::new(State::new(config));
    let (server, address) = listen(&state)?;
    let http = server.handle();
    let mut serving = actix_web::rt::spawn(server);
    tracing::info!(%address, "listening on http://{address}");
    listening(address);
    actix_web::rt::spawn(reload::follow(state.clone(), reloads));
    actix_web::rt::spawn(maintenance::follow(state.clone()));
    actix_web::rt::spawn(key_usage::follow(state.clone()));
    let mut stop = std::pin::pin!(stop);
    let database = tokio::select! {
        started = start(&state) => started,
        () = &mut stop => Err(anyhow!("stopped while starting")),
        ended = &mut serving => Err(ended_early(ended)),
    };
    let database = match database {
        Ok(database) => database,
        Err(error) => {
            http.stop(false).await;
            return Err(error);
        }
    };
    let ended = tokio::select! {
        () = &mut stop => Ok(()),
        ended = &mut serving => Err(ended_early(ended)),
    };
    state.enter(Stage::Draining);
    if let Ok(running) = state.running() {
        running.app.turn_away();
    }
    if ended.is_ok() {
        // Whoever watches the readiness sends elsewhere from here on; what comes all the same is taken.
        tokio::time::sleep(Duration::from_secs(state.config.server.drain_notice_s)).await;
    }
    if let Ok(running) = state.running() {
        // A stream has no end of its own to wait for.
        running.app.feed().close();
    }
    http.stop(true).await;
    if let Ok(running) = state.running() {
        key_usage::write(running, &state.key_uses).await;
        running.reads.write().await;
        running.app.drain().await;
    }
    tokio::task::spawn_blocking(move || database.stop())
        .await
        .context("could not stop the database")?;
    tracing::info!("stopped");
    ended
}

fn ended_early(ended: Result<std::io::Result<()>, tokio::task::JoinError>) -> anyhow::Error {
    match ended {
        Ok(Ok(())) => anyhow!("the HTTP listener ended"),
        Ok(Err(error)) => anyhow::Error::new(error).context("the HTTP listener failed"),
        Err(error) => anyhow::Error::new(error).context("the HTTP listener died"),
    }
}

fn listen(state: &web::Data<State>) -> anyhow::Result<(actix_web::dev::Server, SocketAddr)> {
    let config = &state.config;
    let listener = bound(&config.server.listen, "server.listen (or --listen)")?;
    let address = listener.local_addr()?;
    let staffs = match config.staff.listen.as_str() {
        "" => None,
        own => Some(bound(own, "staff.listen")?),
    };
    if let Some(staffs) = &staffs {
        let own = staffs.local_addr()?;
        state.staff_address.get_or_init(|| own);
        tracing::info!(address = %own, "the staff's plane is at http://{own} alone");
    }
    let at_one_address = match config.server.shared_listen.as_str() {
        "" => None,
        shared => Some(
            shared_listener(shared).with_context(|| format!("could not listen on {shared}, server.shared_listen"))?,
        ),
    };
    let document = openapi::document();
    let paths = web::Data::new(Paths::of(&document));
    let text = web::Data::new(DocumentText(openapi::text()?));
    let metrics = web::Data::new(HttpMetrics::new()?);
    let shared = state.clone();
    let server = HttpServer::new(move || {
        let paths = paths.clone();
        HttpApp::new()
            .app_data(shared.clone())
            .app_data(metrics.clone())
            .app_data(text.clone())
            .configure(|config| routes::all(config, paths))
            .wrap(from_fn(query::gate))
            .wrap(from_fn(maintenance::gate))
            .wrap(from_fn(plane::gate))
            .wrap(from_fn(edge::edge))
    })
    .workers(config.http_workers())
    // Counted by each of them.
    .max_connections(config.server.connections_max.div_ceil(config.http_workers()))
    .shutdown_timeout(config.server.drain_s)
    .client_request_timeout(Duration::from_secs(config.server.header_timeout_s))
    .keep_alive(Duration::from_secs(config.server.keep_alive_s))
    .disable_signals()
    .on_connect(connection::remember)
    .listen(listener)?;
    let server = match staffs {
        Some(staffs) => server.listen(staffs)?,
        None => server,
    };
    let server = match at_one_address {
        Some(listener) => server.listen(listener)?,
        None => server,
    };
    Ok((server.run(), address))
}

fn bound(address: &str, setting: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .with_context(|| format!("could not listen on {address}: choose another {setting}, or stop what uses it"))
}

/// At one address with other processes of this user: the kernel gives each new connection to one of them.
fn shared_listener(address: &str) -> std::io::Result<TcpListener> {
    const WAITING_MAX: u32 = 1024;
    let address: SocketAddr = address.parse().map_err(std::io::Error::other)?;
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    socket.set_reuseaddr(true)?;
    socket.set_reuseport(true)?;
    socket.bind(address)?;
    socket.listen(WAITING_MAX)?.into_std()
}

/// Everything behind the listener, in order; each step with the sentence that says what to do about it.
async fn start(state: &web::Data<State>) -> anyhow::Result<Database> {
    let config = state.config.clone();
    state.enter(Stage::StartingDatabase);
    let blocking = config.clone();
    let database = tokio::task::spawn_blocking(move || Database::start(&blocking))
        .await?
        .context("no database")?;
    state.enter(Stage::Migrating);
    let (master_key, pools) = database
        .open(&config)
        .await
        .context("the database could not be opened")?;
    models::platform::server::check(&pools)
        .await
        .context("PostgreSQL is not as it must be")?;
    state.enter(Stage::LoadingModels);
    let blocking = config.clone();
    let staff = tokio::task::spawn_blocking(move || staff(&blocking)).await??;
    if config.canary.every_s > 0 {
        Tenant::keep_canary(&pools.owner, &master_key).await?;
    }
    let sealer = Sealer::new(pools.app.clone(), master_key);
    let outbound = Outbound::new(config.private_subnets())?;
    let mut app = app_config(&config);
    app.courier = courier::of(&config.mail, &outbound).context("mails cannot be sent so")?;
    app.fetching = Some(Arc::new(fetching::of(&config.recordings, &outbound)?));
    app.calling = Some(Arc::new(calling::of(&config.sources, &outbound)?));
    app.spans = config.tracing.settings(&outbound).context("spans cannot be sent so")?;
    let app = actors::start(app, pools.clone(), sealer.clone(), staff).await?;
    app.registry().register(outbound.collector())?;
    app.registry().register(Box::new(SpeechInfo::new()?))?;
    let reads = ReadLog::new(pools.app.clone());
    actix_web::rt::spawn(write_reads(reads.clone()));
    state.run(Running {
        app,
        reads,
        pools,
        sealer,
        vocabularies: Vocabularies::default(),
        sounds: Sounds::default(),
    });
    Ok(database)
}

/// As long as the server runs.
async fn write_reads(reads: ReadLog) {
    let mut turns = tokio::time::interval(read_log::WRITTEN);
    turns.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        turns.tick().await;
        reads.write().await;
    }
}

/// Who analyses. A model that is missing is no reason not to take calls; one that is broken is a reason not to start.
fn staff(config: &Config) -> anyhow::Result<Staff> {
    let files = model_files::engine(config, None)?;
    let verified = model_files::verify(config);
    let missing = match &verified {
        Err(ModelError::Missing { name, .. }) => Some(name.clone()),
        _ => [&files.whisper_model, &files.onnxruntime]
            .into_iter()
            .find(|file| !file.exists())
            .map(|file| file.display().to_string()),
    };
    if let Some(missing) = missing {
        tracing::warn!(
            "analysis waits for a model: {missing} is not on this machine. `audiapro models fetch` brings it; restart then"
        );
        // Names of files are for the operator's log, not for whoever asks for the health.
        return Ok(Err(
            "a model is missing on this node: `audiapro models fetch` brings it".into(),
        ));
    }
    verified.context("a model is not what it should be")?;
    let engine = Engine::load(&files).context("the models could not be loaded")?;
    let speech = engine.speech();
    tracing::info!(speech.backend = %speech.backend, "speech runs on {speech}");
    Ok(Ok(staff::of_engine(Arc::new(engine), config.external_decoder())))
}

fn job_bounds(jobs: &config::Jobs, mail: &config::Mail) -> JobBounds {
    JobBounds {
        concurrent_max: jobs.concurrent_max,
        lease: Duration::from_secs(jobs.lease_s),
        poll: Duration::from_millis(jobs.poll_ms),
        retry_first: Duration::from_secs(jobs.retry_first_s),
        retry_max: Duration::from_secs(jobs.retry_max_s),
        kept: Duration::from_secs(jobs.kept_s),
        conservation_calls_max: jobs.conservation_calls_max,
        tenants_named_max: jobs.tenants_named_max,
        outbox_kept: Duration::from_secs(jobs.outbox_kept_s),
        trace_kept: Duration::from_secs(jobs.trace_kept_s),
        mails_kept: Duration::from_secs(mail.kept_s),
        observations_kept: Duration::from_secs(jobs.observations_kept_s),
    }
}

fn app_config(config: &Config) -> AppConfig {
    let mut app = AppConfig::new(config.data_dir());
    app.intake.ledgers = config.bounds.ledgers;
    app.intake.batch_max = config.bounds.intake_batch_max;
    app.intake.queue_max = config.bounds.intake_queue_max;
    app.intake.supervisor_idle_max = Duration::from_secs(config.bounds.supervisor_idle_s);
    app.recordings.bytes_max = config.bounds.recording_bytes_max;
    app.recordings.uploads_max = config.bounds.uploads_max;
    app.analysis.workers = config.analysis.workers;
    app.analysis.recording_seconds_max = config.bounds.recording_seconds_max;
    app.analysis.language = config.language();
    app.analysis.roles = config.roles();
    app.analysis.speech_models = model_files::names(config);
    app.analysis.attempts_max = config.analysis.attempts_max;
    app.analysis.lease = Duration::from_secs(config.analysis.lease_s);
    app.analysis.retry_first = Duration::from_secs(config.analysis.retry_first_s);
    app.analysis.retry_max = Duration::from_secs(config.analysis.retry_max_s);
    app.analysis.fresh_share_min = config.analysis.fresh_share_min;
    app.analysis.backfill_share_min = config.analysis.backfill_share_min;
    app.intake.backfill_after = Duration::from_secs(config.analysis.backfill_after_s);
    app.feed.streams_max = config.feed.streams_max;
    app.feed.tenant_streams_max = config.feed.tenant_streams_max;
    app.feed.events_max = config.feed.events_max;
    app.intake.call_quiet = Duration::from_secs(config.sources.call_quiet_s);
    app.sources = source_bounds(&config.sources);
    app.live.idle_max = Duration::from_secs(config.sources.live_idle_s);
    app.live.length_max = Duration::from_secs(config.sources.live_max_s);
    app.folders = folders::of(&config.sources);
    app.source_lease = Duration::from_secs(config.sources.lease_s);
    app.kafka = config.kafka.settings(config.store.shared);
    app.jobs = job_bounds(&config.jobs, &config.mail);
    app.mail = courier::bounds(&config.mail);
    app.canary_every = (config.canary.every_s > 0).then(|| Duration::from_secs(config.canary.every_s));
    app.drain_max = Duration::from_secs(config.server.drain_s);
    app
}

/// `None` where no port may be opened.
fn source_bounds(sources: &Sources) -> Option<SourceBounds> {
    (!sources.tcp_ports.is_empty()).then(|| SourceBounds {
        tcp_address: sources.tcp_address.clone(),
        connections_max: sources.connections_max,
        source_connections_max: sources.source_connections_max,
        lines_per_s: sources.lines_per_s,
        lines_burst: sources.lines_burst,
    })
}

/// A server on a thread of its own, for tests and tools in the same process.
pub struct Spawned {
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    reload: mpsc::Sender<Reload>,
    thread: Option<std::thread::JoinHandle<anyhow::Result<()>>>,
}

impl Spawned {
    /// Returns once it listens; `/health/ready` tells when the rest has started.
    pub fn start(config: Config) -> anyhow::Result<Self> {
        let (stop, stopped) = oneshot::channel();
        let (reload, reloads) = mpsc::channel(1);
        let (tell, told) = std::sync::mpsc::channel();
        let thread = std::thread::Builder::new().name("server".into()).spawn(move || {
            actix_web::rt::System::new().block_on(serve(
                config,
                // A handle that was dropped is an order to stop as well.
                async move { stopped.await.unwrap_or_default() },
                reloads,
                move |address| tell.send(address).unwrap_or_default(),
            ))
        })?;
        match told.recv() {
            Ok(address) => Ok(Self {
                address,
                stop: Some(stop),
                reload,
                thread: Some(thread),
            }),
            Err(_) => Err(thread.join().map_or_else(
                |_| anyhow!("the server panicked"),
                |ended| {
                    ended
                        .err()
                        .unwrap_or_else(|| anyhow!("the server ended before it listened"))
                },
            )),
        }
    }

    /// Hands a changed configuration over, or what was wrong with it.
    pub async fn reload(&self, changed: Reload) {
        self.reload.send(changed).await.unwrap_or_default();
    }

    /// Drains and waits for the end.
    pub fn stop(mut self) -> anyhow::Result<()> {
        self.end()
    }

    fn end(&mut self) -> anyhow::Result<()> {
        if let Some(stop) = self.stop.take() {
            stop.send(()).unwrap_or_default();
        }
        match self.thread.take().map(std::thread::JoinHandle::join) {
            Some(Ok(ended)) => ended,
            Some(Err(_)) => Err(anyhow!("the server panicked")),
            None => Ok(()),
        }
    }
}

impl Drop for Spawned {
    fn drop(&mut self) {
        if let Err(error) = self.end() {
            tracing::error!("the server ended badly: {error:#}");
        }
    }
}
