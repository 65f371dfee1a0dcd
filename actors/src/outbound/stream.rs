//! A connection that is no request: to a host and a port, under the same rules.

use std::net::SocketAddr;

use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use super::{CONNECT_WAIT_MAX, Outbound, OutboundError, may_reach};

impl Outbound {
    /// Opens a connection: counted, to an address that may be reached. A name is resolved once, and the address that was looked at is the one
    /// that is connected to.
    pub async fn connect(&self, host: &str, port: u16) -> Result<TcpStream, OutboundError> {
        let host = host.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
        let opened = timeout(CONNECT_WAIT_MAX, self.open(&host, port)).await;
        opened.unwrap_or_else(|_| {
            Err(OutboundError::Connect {
                host: host.clone(),
                reason: "it does not answer".into(),
            })
        })
    }

    async fn open(&self, host: &str, port: u16) -> Result<TcpStream, OutboundError> {
        let failed = |error: std::io::Error| OutboundError::Connect {
            host: host.to_owned(),
            reason: error.to_string(),
        };
        let found: Vec<SocketAddr> = lookup_host((host, port)).await.map_err(failed)?.collect();
        let is_named = self.hosts.iter().any(|named| named == host);
        let (open, private): (Vec<SocketAddr>, Vec<SocketAddr>) = found
            .into_iter()
            .partition(|address| is_named || may_reach(address.ip(), &self.allowed));
        if open.is_empty() && !private.is_empty() {
            return Err(OutboundError::Private { host: host.to_owned() });
        }
        self.count(host);
        let mut last = std::io::Error::new(std::io::ErrorKind::NotFound, "the name has no address");
        for address in open {
            match TcpStream::connect(address).await {
                Ok(stream) => return Ok(stream),
                Err(error) => last = error,
            }
        }
        Err(failed(last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn private_addresses_are_refused_unless_the_operator_names_them() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let outbound = Outbound::new(Vec::new()).unwrap();
        for host in ["127.0.0.1", "localhost", "[::1]", "10.1.2.3", "169.254.169.254"] {
            let refused = outbound.connect(host, port).await;
            assert!(
                matches!(refused, Err(OutboundError::Private { .. })),
                "{host}: {refused:?}"
            );
        }
        assert_eq!(outbound.connections("127.0.0.1"), 0);
        let reaching = outbound.reaching(vec!["127.0.0.1".into()]).unwrap();
        reaching.connect("127.0.0.1", port).await.unwrap();
        assert_eq!(outbound.connections("127.0.0.1"), 1, "counted together");
        drop(listener);
        let closed = reaching.connect("127.0.0.1", port).await;
        assert!(matches!(closed, Err(OutboundError::Connect { .. })), "{closed:?}");
    }
}
