//! Who may say for whom a request speaks.

use std::net::{IpAddr, SocketAddr};

use models::identity::address::Addresses;

/// Who may speak for others.
#[derive(Clone, Debug, Default)]
pub struct Proxies(Option<Addresses>);

impl Proxies {
    /// Checked when the configuration was read; none at all trusts nobody.
    pub fn new(blocks: &[String]) -> Self {
        Self(Addresses::parse(blocks).ok().filter(|_| !blocks.is_empty()))
    }

    fn trust(&self, address: IpAddr) -> bool {
        self.0.as_ref().is_some_and(|proxies| proxies.allow(address))
    }

    /// From the right, the first that is no proxy of ours.
    pub fn client(&self, peer: IpAddr, forwarded: &[&str]) -> IpAddr {
        let mut client = peer;
        for hop in forwarded.iter().rev().flat_map(|header| header.rsplit(',')) {
            if !self.trust(client) {
                break;
            }
            match told(hop.trim()) {
                Some(address) => client = address,
                None => break,
            }
        }
        client.to_canonical()
    }
}

/// Some proxies write the port along.
fn told(hop: &str) -> Option<IpAddr> {
    let with_port = || hop.parse::<SocketAddr>().ok().map(|peer| peer.ip());
    hop.parse().ok().or_else(with_port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_trusted_proxy_is_believed_and_only_about_who_spoke_to_it() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let nobody = Proxies::new(&[]);
        assert_eq!(nobody.client(ip("10.0.0.1"), &["192.0.2.1"]), ip("10.0.0.1"));
        let ours = Proxies::new(&["10.0.0.0/8".into()]);
        assert_eq!(ours.client(ip("10.0.0.1"), &["192.0.2.1"]), ip("192.0.2.1"));
        assert_eq!(
            ours.client(ip("10.0.0.1"), &["1.2.3.4, 192.0.2.1, 10.0.0.7"]),
            ip("192.0.2.1")
        );
        assert_eq!(ours.client(ip("10.0.0.1"), &["1.2.3.4", "192.0.2.1"]), ip("192.0.2.1"));
        assert_eq!(ours.client(ip("192.0.2.9"), &["1.2.3.4"]), ip("192.0.2.9"));
        assert_eq!(ours.client(ip("10.0.0.1"), &["nonsense"]), ip("10.0.0.1"));
        assert_eq!(
            ours.client(ip("10.0.0.1"), &["192.0.2.1:4711, 10.0.0.7:80"]),
            ip("192.0.2.1")
        );
        let six = ours.client(ip("10.0.0.1"), &["[2001:db8::1]:443"]);
        assert_eq!(six, ip("2001:db8::1"));
    }
}
