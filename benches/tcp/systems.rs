//! Telephone systems that write to a port each: sources of some tenants, and the lines they send, made ahead.

use std::fmt::Write as _;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use chrono::{DateTime, TimeDelta, Utc};
use models::ids::{self, LegId, TenantId};
use models::integrations::listener::{self, Ports, Wanted};
use models::integrations::source::{NewSource, Secrets, Source};
use serde_json::json;
use tokio_postgres::Client;
use uuid::Uuid;

use crate::served::Served;

/// Where ranges of free ports are looked for: below those that the system gives out by itself.
const PORTS: std::ops::Range<u16> = 12_000..32_000;
/// The program looks once a second which ports to open.
const OPEN_MAX: Duration = Duration::from_secs(90);
/// One line in so many is watched until it is committed: no divisor of usual numbers of systems, so that each has its turn.
const WATCHED_EVERY: usize = 47;
/// A program that reads nothing for so long has given up.
const WRITE_MAX: Duration = Duration::from_secs(120);

/// A range of so many ports that nobody uses.
pub fn free_ports(count: u16) -> anyhow::Result<Ports> {
    for lowest in PORTS.step_by(500) {
        let Some(highest) = lowest.checked_add(count - 1).filter(|highest| PORTS.contains(highest)) else {
            break;
        };
        let taken: Result<Vec<_>, _> = (lowest..=highest)
            .map(|port| TcpListener::bind(("127.0.0.1", port)))
            .collect();
        if taken.is_ok() {
            return Ok(Ports { lowest, highest });
        }
    }
    bail!("no {count} ports in a row are free")
}

/// One of them, with whose it is.
pub struct System {
    tenant: TenantId,
    name: String,
    pub address: SocketAddr,
}

/// Makes a source for every port, in turn for each tenant of the bench.
pub async fn make(served: &Served, client: &Client, ports: Ports) -> anyhow::Result<Vec<System>> {
    let rows = client
        .query("SELECT id FROM tenants WHERE name LIKE 'Bench %' ORDER BY name", &[])
        .await?;
    ensure!(!rows.is_empty(), "there is no tenant");
    let (pools, _) = served.pools()?;
    let mut systems = Vec::new();
    for (n, port) in (ports.lowest..=ports.highest).enumerate() {
        let tenant = TenantId(rows[n % rows.len()].try_get(0)?);
        let name = format!("pbx-{n}");
        let new = NewSource {
            id: Uuid::new_v4(),
            name: name.clone(),
            label: name.clone(),
            format: "asterisk-cdr-csv".into(),
            settings: json!({ "tz": "UTC", "extension_pattern": "^2\\d\\d$", "trunk_channel_prefixes": ["PJSIP/trunk"] }),
            secrets: Secrets::default(),
        };
        let wanted = Wanted {
            port: Some(port),
            allow: vec!["127.0.0.1".into()],
        };
        let made = pools
            .app
            .tenant(tenant, async move |conn| -> Result<(), models::Error> {
                let source = Source::of(tenant).create(conn, "bench", new).await?;
                listener::set(conn, tenant, "bench", &source.name, Some(ports), Some(wanted)).await
            });
        made.await?;
        systems.push(System {
            tenant,
            name,
            address: SocketAddr::from(([127, 0, 0, 1], port)),
        });
    }
    Ok(systems)
}

/// Connects them, as soon as the program listens.
pub fn connect<'a>(systems: impl Iterator<Item = &'a System>) -> anyhow::Result<Vec<TcpStream>> {
    let begun = Instant::now();
    let mut streams = Vec::new();
    for system in systems {
        let stream = loop {
            match TcpStream::connect(system.address) {
                Ok(stream) => break stream,
                Err(error) if begun.elapsed() > OPEN_MAX => {
                    return Err(error).context(format!("nobody listens to {}", system.name));
                }
                Err(_) => std::thread::sleep(Duration::from_millis(50)),
            }
        };
        stream.set_nodelay(true)?;
        stream.set_write_timeout(Some(WRITE_MAX))?;
        streams.push(stream);
    }
    Ok(streams)
}

/// What one system writes at once.
pub struct Line {
    pub text: String,
    pub watched: Option<(TenantId, LegId)>,
}

/// So many lines, one after the other for each system: calls that ended a moment ago. `first` numbers them; none is ever the same.
pub fn lines(systems: &[System], first: usize, count: usize, now: DateTime<Utc>) -> Vec<Line> {
    (first..first + count)
        .map(|number| line(&systems[(number - first) % systems.len()], number, now))
        .collect()
}

fn line(system: &System, number: usize, now: DateTime<Utc>) -> Line {
    let ended = now - TimeDelta::seconds((number % 30) as i64);
    let started = ended - TimeDelta::seconds(60);
    let text_of = |at: DateTime<Utc>| at.format("%Y-%m-%d %H:%M:%S");
    let id = format!("{}.{number}", started.timestamp());
    let (caller, extension) = (number % 10_000, 200 + number % 40);
    let mut text = String::with_capacity(320);
    // Writing to a String cannot fail.
    let _ = writeln!(
        text,
        "\"\",\"1202555{caller:04}\",\"{extension}\",\"from-trunk\",\"\"\"Caller\"\" <1202555{caller:04}>\",\"PJSIP/trunk-{number:08x}\",\
         \"PJSIP/{extension}-{number:08x}\",\"Dial\",\"PJSIP/{extension},60\",\"{}\",\"{}\",\"{}\",60,55,\"ANSWERED\",\"DOCUMENTATION\",\
         \"{id}\",\"\",\"\",\"{id}\",{number}",
        text_of(started),
        text_of(started + TimeDelta::seconds(5)),
        text_of(ended),
    );
    let leg = || ids::leg(system.tenant, &system.name, &format!("{id}#{number}"));
    Line {
        text,
        watched: number.is_multiple_of(WATCHED_EVERY).then(|| (system.tenant, leg())),
    }
}
