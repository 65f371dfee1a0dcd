//! The only place that opens connections to other machines. Every one is counted by destination, and private addresses are
//! refused unless the operator allows their subnet. With everything local on, the counter stays at zero.
//!
//! It is not a proxy and keeps no connections: one request is one connection, so the counter counts what it says.

mod address;
pub mod api;
mod stream;

use std::{io, net::IpAddr, sync::Arc, time::Duration};

use prometheus::{IntCounterVec, Opts, core::Collector};
use reqwest::{
    Client, Method, Request, Response, Url,
    dns::{Addrs, Name, Resolve, Resolving},
    header::{LOCATION, RANGE},
    redirect,
};

pub use address::{Subnet, is_public};

/// Long enough for a far host, short enough that a machine without a route notices.
const CONNECT_WAIT_MAX: Duration = Duration::from_secs(5);
/// Without a single byte for this long a transfer counts as broken.
const READ_WAIT_MAX: Duration = Duration::from_secs(30);
const REDIRECTS_MAX: usize = 5;
/// Where models come from by default; the one destination that every installation knows.
const MODEL_HUB: &str = "huggingface.co";

#[derive(Debug, thiserror::Error)]
pub enum OutboundError {
    #[error("could not set up the HTTP client")]
    Client(#[source] reqwest::Error),
    #[error("could not register the counter of outbound connections")]
    Counter(#[source] prometheus::Error),
    #[error("{0} is not an http or https address")]
    Address(String),
    #[error("{host} is a private address; the operator can allow its subnet")]
    Private { host: String },
    #[error("{from} sends us on to {to}, which is not followed")]
    Redirect { from: String, to: String },
    #[error("could not read {path}: {reason}")]
    File { path: String, reason: String },
    #[error("could not reach {host}: {reason}")]
    Connect { host: String, reason: String },
    #[error("the transfer from {host} broke off: {reason}")]
    Transfer { host: String, reason: String },
}

impl OutboundError {
    /// Whether the other side was never reached, so that another source is the better idea.
    pub fn is_connect(&self) -> bool {
        match self {
            Self::Connect { .. } | Self::Private { .. } => true,
            Self::Client(_)
            | Self::Counter(_)
            | Self::Address(_)
            | Self::Redirect { .. }
            | Self::File { .. }
            | Self::Transfer { .. } => false,
        }
    }
}

/// Cheap to clone; clones share the counter.
#[derive(Clone)]
pub struct Outbound {
    client: Client,
    connections: IntCounterVec,
    allowed: Arc<[Subnet]>,
    /// Hosts that may be reached wherever they are.
    hosts: Arc<[String]>,
}

impl Outbound {
    /// `allowed` are subnets of private addresses that may be reached all the same.
    pub fn new(allowed: Vec<Subnet>) -> Result<Self, OutboundError> {
        // reqwest takes the process-wide provider; setting it again is refused, which is fine.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let (allowed, hosts): (Arc<[Subnet]>, Arc<[String]>) = (allowed.into(), Arc::from([]));
        let client = client(&allowed, &hosts).build().map_err(OutboundError::Client)?;
        let options = Opts::new(
            "audiapro_outbound_connections_total",
            "Connections that this process, or a program it started, opened to other machines.",
        );
        let connections = IntCounterVec::new(options, &["destination"]).map_err(OutboundError::Counter)?;
        // At zero from the start, so that the metric is there to be watched.
        connections.with_label_values(&[MODEL_HUB]);
        Ok(Self {
            client,
            connections,
            allowed,
            hosts,
        })
    }

    /// The same, counted together, which reaches these hosts too, by name or address, wherever they are; and never by way of a proxy, which
    /// would resolve names itself.
    pub fn reaching(&self, hosts: Vec<String>) -> Result<Self, OutboundError> {
        let hosts: Arc<[String]> = hosts.iter().map(|host| host.to_ascii_lowercase()).collect();
        let client = client(&self.allowed, &hosts).no_proxy().build();
        Ok(Self {
            client: client.map_err(OutboundError::Client)?,
            connections: self.connections.clone(),
            allowed: Arc::clone(&self.allowed),
            hosts,
        })
    }

    /// The same, for an address that the operator has named himself: it may be private.
    pub fn to_the_operators_own(&self) -> Result<Self, OutboundError> {
        let anywhere = ["0.0.0.0/0", "::/0"].iter().filter_map(|subnet| subnet.parse().ok());
        Ok(Self {
            connections: self.connections.clone(),
            ..Self::new(anywhere.collect())?
        })
    }

    /// What `/metrics` registers.
    pub fn collector(&self) -> Box<dyn Collector> {
        Box::new(self.connections.clone())
    }

    /// Connections so far to one destination, or to all.
    pub fn connections(&self, destination: &str) -> u64 {
        self.connections.with_label_values(&[destination]).get()
    }

    /// For connections that somebody else opens on our behalf (a client of packages, a message broker).
    pub fn count(&self, destination: &str) {
        self.connections.with_label_values(&[destination]).inc();
    }

    /// Sends one request: counted, to an allowed address, redirects not followed.
    pub async fn send(&self, request: Request) -> Result<Response, OutboundError> {
        let host = self.destination(request.url())?;
        self.count(&host);
        self.client.execute(request).await.map_err(|error| {
            if caused_by::<PrivateOnly>(&error) {
                OutboundError::Private { host }
            } else if error.is_connect() {
                OutboundError::Connect {
                    host,
                    reason: innermost(&error),
                }
            } else {
                OutboundError::Transfer {
                    host,
                    reason: innermost(&error),
                }
            }
        })
    }

    /// GET, from byte `from` on if that is not 0, following up to five redirects that do not leave TLS.
    pub async fn get(&self, url: &str, from: u64) -> Result<Response, OutboundError> {
        let mut url = Url::parse(url).map_err(|_| OutboundError::Address(url.to_owned()))?;
        for _ in 0..=REDIRECTS_MAX {
            let mut request = Request::new(Method::GET, url.clone());
            if from > 0 {
                let range = format!("bytes={from}-")
                    .parse()
                    .map_err(|_| OutboundError::Address(url.to_string()))?;
                request.headers_mut().insert(RANGE, range);
            }
            let response = self.send(request).await?;
            if !response.status().is_redirection() {
                return Ok(response);
            }
            url = next_stop(&url, &response)?;
        }
        Err(OutboundError::Redirect {
            from: origin(&url),
            to: "yet another place".to_owned(),
        })
    }

    /// The host, if the URL names one that may be reached. Names are checked when they are resolved.
    fn destination(&self, url: &Url) -> Result<String, OutboundError> {
        let host = url.host_str().filter(|_| matches!(url.scheme(), "http" | "https"));
        let host = host.ok_or_else(|| OutboundError::Address(url.to_string()))?;
        let literal = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        let is_named = self
            .hosts
            .iter()
            .any(|one| one == host.trim_start_matches('[').trim_end_matches(']'));
        match literal {
            Ok(address) if !is_named && !may_reach(address, &self.allowed) => {
                Err(OutboundError::Private { host: host.to_owned() })
            }
            _ => Ok(host.to_owned()),
        }
    }
}

/// What every client has in common.
fn client(allowed: &Arc<[Subnet]>, hosts: &Arc<[String]>) -> reqwest::ClientBuilder {
    Client::builder()
        .user_agent(concat!("audiapro/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_WAIT_MAX)
        .read_timeout(READ_WAIT_MAX)
        .redirect(redirect::Policy::none())
        .pool_max_idle_per_host(0)
        .dns_resolver(PublicResolver {
            allowed: Arc::clone(allowed),
            hosts: Arc::clone(hosts),
        })
}

fn may_reach(address: IpAddr, allowed: &[Subnet]) -> bool {
    is_public(address) || allowed.iter().any(|subnet| subnet.contains(address))
}

pub(crate) fn next_stop(from: &Url, response: &Response) -> Result<Url, OutboundError> {
    let location = response.headers().get(LOCATION);
    step(from, location.and_then(|value| value.to_str().ok()).unwrap_or_default())
}

/// Where `location` leads. It may not lead out of TLS.
fn step(from: &Url, location: &str) -> Result<Url, OutboundError> {
    let to = from.join(location).ok().filter(|_| !location.is_empty());
    match to {
        Some(to) if from.scheme() != "https" || to.scheme() == "https" => Ok(to),
        to => Err(OutboundError::Redirect {
            from: origin(from),
            to: to.as_ref().map_or_else(|| "no address".to_owned(), origin),
        }),
    }
}

/// Of an address what may be logged: behind the host it may name the parties of a call, and hold a signature.
fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// Resolves by the system, then keeps the addresses that may be reached: a name that changes its answer between a check
/// and the connection cannot lead us inside.
struct PublicResolver {
    allowed: Arc<[Subnet]>,
    hosts: Arc<[String]>,
}

#[derive(Debug, thiserror::Error)]
#[error("the name has private addresses only")]
struct PrivateOnly;

impl Resolve for PublicResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let allowed = Arc::clone(&self.allowed);
        let is_named = self.hosts.iter().any(|host| host.eq_ignore_ascii_case(name.as_str()));
        Box::pin(async move {
            let found: Vec<_> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            if found.is_empty() {
                return Err(io::Error::new(io::ErrorKind::NotFound, "the name has no address").into());
            }
            let public: Vec<_> = found
                .into_iter()
                .filter(|address| is_named || may_reach(address.ip(), &allowed))
                .collect();
            if public.is_empty() {
                return Err(PrivateOnly.into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

fn caused_by<E: std::error::Error + 'static>(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(cause) = next {
        if cause.is::<E>() {
            return true;
        }
        next = cause.source();
    }
    false
}

/// The last cause says what happened ("connection refused"); those above only say where.
pub(crate) fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(url: &str) -> Request {
        Request::new(Method::GET, Url::parse(url).unwrap())
    }

    #[tokio::test]
    async fn private_addresses_are_refused_as_literals_and_as_names() {
        let outbound = Outbound::new(Vec::new()).unwrap();
        for url in [
            "http://127.0.0.1:9/",
            "http://[::1]:9/",
            "http://10.1.2.3/",
            "http://169.254.169.254/",
            "http://2130706433/",
        ] {
            let error = outbound.send(request(url)).await.unwrap_err();
            assert!(matches!(error, OutboundError::Private { .. }), "{url}: {error}");
        }
        let error = outbound.send(request("http://localhost:9/")).await.unwrap_err();
        assert!(matches!(error, OutboundError::Private { .. }), "{error}");
    }

    #[test]
    fn a_step_out_of_tls_is_refused_and_of_addresses_only_the_hosts_are_told() {
        let from = Url::parse("https://pbx.example.com:8443/out-12025550143.wav").unwrap();
        let inside = step(&from, "/b.wav").unwrap();
        assert_eq!(inside.as_str(), "https://pbx.example.com:8443/b.wav");
        let lost = step(&from, "http://cdn.example.net/a.wav?signature=s3cret").unwrap_err();
        let told = "https://pbx.example.com:8443 sends us on to http://cdn.example.net, which is not followed";
        assert_eq!(lost.to_string(), told);
        for nowhere in ["", "https://["] {
            let refused = step(&from, nowhere).unwrap_err().to_string();
            assert!(
                refused.ends_with(":8443 sends us on to no address, which is not followed"),
                "{refused}"
            );
        }
    }

    #[tokio::test]
    async fn an_allowed_subnet_is_reached_and_counted_by_host() {
        let outbound = Outbound::new(vec!["127.0.0.0/8".parse().unwrap()]).unwrap();
        // A port that was free a moment ago: the connection is refused, and counted as the attempt that it was.
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let error = outbound
            .send(request(&format!("http://127.0.0.1:{port}/")))
            .await
            .unwrap_err();
        assert!(error.is_connect(), "{error}");
        assert_eq!(outbound.connections("127.0.0.1"), 1);
        assert_eq!(outbound.connections("elsewhere"), 0);
        let families = outbound.collector().collect();
        let values = families.iter().flat_map(|family| family.get_metric());
        let hub = values.filter(|metric| metric.get_label().iter().any(|label| label.value() == MODEL_HUB));
        assert_eq!(hub.count(), 1, "a destination never used stands at zero");
    }

    #[tokio::test]
    async fn what_is_no_web_address_is_refused() {
        let outbound = Outbound::new(Vec::new()).unwrap();
        for url in ["file:///etc/passwd", "ftp://example.org/x", "not an address"] {
            assert!(
                matches!(outbound.get(url, 0).await, Err(OutboundError::Address(_))),
                "{url}"
            );
        }
    }
}
