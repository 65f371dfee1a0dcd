//! Ports at which sources are listened to: systems that open a connection and write, line after line, and hear nothing back. One port a
//! source, on every node; which there are is asked for again and again.
//!
//! Nothing proves who speaks but its address. So: only those that the source allows; so many connections and lines a second, beyond which
//! nobody reads on; whoever speaks another protocol is hung up on. What was read is kept before more is read.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use engine::pbx::settings::Given;
use engine::pbx::source::Source as Form;
use models::Error;
use models::identity::address::Addresses;
use models::ids::TenantId;
use models::integrations::listener::{self, Listener};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use super::Source;
use super::connection::{Connection, Shared};
use super::live;
use super::pace::Pace;
use crate::app::WeakApp;
use crate::config::SourceBounds;
use crate::loops::stopped;

/// A change of a listener is known after so long.
const FRESH: Duration = Duration::from_secs(1);

/// Strangers of one source that the log tells of, each once: whoever knocks again and again fills no disk. The metric counts them all.
const STRANGERS_MAX: usize = 100;

/// A port that is open, until it is dropped.
struct Open {
    listener: Listener,
    stop: watch::Sender<bool>,
}

/// Opens and closes ports as sources come and go, until `stop` is told or the application is gone.
pub async fn run(app: WeakApp, bounds: SourceBounds, mut stop: watch::Receiver<bool>) {
    let all = Arc::new(Semaphore::new(bounds.connections_max));
    let mut open: BTreeMap<i32, Open> = BTreeMap::new();
    let mut failed: BTreeMap<i32, String> = BTreeMap::new();
    let mut turns = interval(FRESH);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = turns.tick() => {}
            () = stopped(&mut stop) => return,
        }
        let Some(live) = app.upgrade() else { return };
        let worker = &live.pools().worker;
        let found = worker
            .transaction(async |conn| -> Result<Vec<Listener>, Error> { listener::all(conn).await })
            .await;
        let wanted: BTreeMap<i32, Listener> = match found {
            Ok(found) => found.into_iter().filter_map(|one| Some((one.tcp_port?, one))).collect(),
            // What is open stays open.
            Err(error) => {
                tracing::debug!(%error, "could not ask which sources are listened to: {error}");
                continue;
            }
        };
        open.retain(|port, open| wanted.get(port) == Some(&open.listener));
        failed.retain(|port, _| wanted.contains_key(port));
        for (port, listener) in wanted {
            if open.contains_key(&port) {
                continue;
            }
            match begin(&app, &bounds, &listener, all.clone()).await {
                Ok(stop) => {
                    failed.remove(&port);
                    open.insert(port, Open { listener, stop });
                }
                Err(why) if failed.get(&port) != Some(&why) => {
                    tracing::error!(tenant.id = %listener.tenant_id, port, "could not listen to source {}: {why}", listener.name);
                    failed.insert(port, why);
                }
                Err(_) => {}
            }
        }
        live.registry()
            .sources
            .listeners
            .set(i64::try_from(open.len()).unwrap_or(0));
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

/// Opens a port; it is closed by what is given back.
async fn begin(
    app: &WeakApp,
    bounds: &SourceBounds,
    listener: &Listener,
    all: Arc<Semaphore>,
) -> Result<watch::Sender<bool>, String> {
    let form = Form::from_name(&listener.format).filter(|form| form.is_listened_to());
    let form = form.ok_or_else(|| format!("{:?} is no form of a stream", listener.format))?;
    let given: Given = serde_json::from_value(listener.settings.clone()).map_err(|error| error.to_string())?;
    let source = Source::new(TenantId(listener.tenant_id), &listener.name, form, given);
    let source = source.map_err(|fault| fault.to_string())?;
    let allow = Addresses::parse(&listener.tcp_allow).map_err(|error| error.to_string())?;
    let port = u16::try_from(listener.tcp_port.unwrap_or(0)).map_err(|error| error.to_string())?;
    let address = (bounds.tcp_address.as_str(), port);
    let socket = TcpListener::bind(address).await.map_err(|error| error.to_string())?;
    let (stop, stopped) = watch::channel(false);
    let shared = Arc::new(Shared {
        app: app.clone(),
        source,
        pace: Pace::new(bounds.lines_per_s, bounds.lines_burst),
        stopped,
    });
    let own = Arc::new(Semaphore::new(bounds.source_connections_max));
    tracing::info!(tenant.id = %listener.tenant_id, port, "listening to source {} on port {port}", listener.name);
    tokio::spawn(accept(socket, allow, shared, own, all));
    Ok(stop)
}

/// Takes connections until the source is listened to no longer; then those that are there end as well.
async fn accept(socket: TcpListener, allow: Addresses, shared: Arc<Shared>, own: Arc<Semaphore>, all: Arc<Semaphore>) {
    let mut connections = JoinSet::new();
    let mut strangers = Strangers::default();
    let mut stop = shared.stopped.clone();
    loop {
        let accepted = tokio::select! {
            accepted = socket.accept() => accepted,
            Some(_) = connections.join_next(), if !connections.is_empty() => continue,
            () = stopped(&mut stop) => break,
        };
        let Ok((stream, peer)) = accepted else {
            // Too many open files, or a peer that is gone already: neither is worth a loop that spins.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let turned_away = |why: &str| shared.count_refusal(why);
        if !allow.allow(peer.ip()) {
            turned_away("address");
            if strangers.meet(peer.ip()) {
                tracing::info!(tenant.id = %shared.source.tenant, "hung up on {}: source {} does not allow it", peer.ip(), shared.source.instance);
            }
            continue;
        }
        let (Ok(place), Ok(room)) = (own.clone().try_acquire_owned(), all.clone().try_acquire_owned()) else {
            turned_away("too_many");
            continue;
        };
        let (shared, origin) = (shared.clone(), origin(peer.ip()));
        connections.spawn(async move {
            let _places = (place, room);
            match shared.source.form.is_audio() {
                true => live::connection::hear(&shared, stream).await,
                false => Connection::new(shared, origin).read(stream).await,
            }
        });
    }
    // Each of them hears it too, and keeps what it has read.
    while connections.join_next().await.is_some() {}
}

fn origin(address: IpAddr) -> String {
    address.to_canonical().to_string()
}

#[derive(Default)]
struct Strangers(BTreeSet<IpAddr>);

impl Strangers {
    /// Whether it is told of: it was not met before, and there were not too many already.
    fn meet(&mut self, address: IpAddr) -> bool {
        self.0.len() < STRANGERS_MAX && self.0.insert(address.to_canonical())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stranger_is_told_of_once_and_of_very_many_only_some() {
        let mut strangers = Strangers::default();
        let address = |n: u8| IpAddr::from([192, 0, 2, n]);
        assert!(strangers.meet(address(1)) && !strangers.meet(address(1)));
        assert!(
            !strangers.meet("::ffff:192.0.2.1".parse().unwrap()),
            "it is the same one"
        );
        let told = (2..=250).filter(|n| strangers.meet(address(*n))).count();
        assert_eq!(told, STRANGERS_MAX - 1);
    }
}
