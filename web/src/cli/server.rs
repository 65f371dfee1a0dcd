//! `audiapro server`: the product itself, in the foreground, until SIGTERM or SIGINT.

use clap::Args;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc;

use super::installation::At;
use super::{Outcome, Surroundings};
use crate::config::Config;
use crate::reload::Reload;
use crate::{logging, server};

const AFTER: &str = "\
Examples:
  audiapro server
  audiapro server --listen 0.0.0.0:8080 --data /srv/audiapro
  DATABASE_URL=postgres://audiapro_owner:…@db/audiapro audiapro server

Started as root it becomes the user of server.user first. /health/live answers at once, /health/ready when calls are taken.
SIGTERM and SIGINT end it cleanly: what is in flight is finished, at most server.drain_s long; a second one ends it at once.
SIGHUP reads the configuration's file again: limits of requests and the log's level are taken up, the log names the rest.";

/// Run the product
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    /// Address and port (server.listen)
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    #[command(flatten)]
    at: At,
}

pub fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Outcome> {
    actors::engine::cpu::check()?;
    let more: Vec<_> = arguments
        .listen
        .iter()
        .map(|listen| ("AUDIAPRO__SERVER__LISTEN", listen.clone()))
        .collect();
    let config = arguments.at.enter(surroundings, &more)?;
    logging::init(&config.log)?;
    let mut environment = surroundings.environment.clone();
    environment.extend(more.into_iter().map(|(key, value)| (key.to_owned(), value)));
    let file = surroundings.config_file.clone();
    let settled = config.clone();
    let read = move || Ok(Config::load(file.as_deref(), &environment)?.in_the_folders_of(&settled));
    actix_web::rt::System::new().block_on(async move {
        let terminate = signal(SignalKind::terminate())?;
        let interrupt = signal(SignalKind::interrupt())?;
        let (tell, reloads) = mpsc::channel(1);
        actix_web::rt::spawn(read_again(signal(SignalKind::hangup())?, read, tell));
        server::serve(config, asked_to_stop(terminate, interrupt), reloads, |_| ()).await
    })?;
    Ok(Outcome::Done)
}

/// Reads the configuration again at each SIGHUP.
async fn read_again(mut hangup: Signal, read: impl Fn() -> Reload, tell: mpsc::Sender<Reload>) {
    while hangup.recv().await.is_some() {
        if tell.send(read()).await.is_err() {
            return;
        }
    }
}

/// Ends at the first signal; the second one ends the process, for somebody who does not want to wait.
async fn asked_to_stop(mut terminate: Signal, mut interrupt: Signal) {
    either(&mut terminate, &mut interrupt).await;
    tracing::info!("asked to stop: finishing what is in flight");
    actix_web::rt::spawn(async move {
        either(&mut terminate, &mut interrupt).await;
        tracing::warn!("asked to stop again: ending at once");
        std::process::exit(130);
    });
}

async fn either(terminate: &mut Signal, interrupt: &mut Signal) {
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}
