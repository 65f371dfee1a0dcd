//! From where a request comes: the peer, or what a trusted proxy says about it. A header that anybody can write is believed from
//! nobody else.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use actix_web::HttpRequest;
use models::identity::address::Addresses;

use crate::state::State;

const FORWARDED_FOR: &str = "x-forwarded-for";

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
    fn client(&self, peer: IpAddr, forwarded: &[&str]) -> IpAddr {
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

/// `None` where the connection is gone.
pub fn of(request: &HttpRequest, state: &State) -> Option<IpAddr> {
    let headers = request.headers().get_all(FORWARDED_FOR);
    let forwarded: Vec<&str> = headers.filter_map(|value| value.to_str().ok()).collect();
    Some(state.proxies.client(request.peer_addr()?.ip(), &forwarded))
}

/// Whose it is: of IPv6 whoever has one address has all of its /64.
pub fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(own) => IpAddr::V6(Ipv6Addr::from_bits(own.to_bits() & (u128::MAX << 64))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_has_an_address_has_those_beside_it() {
        let of = |text: &str| network(text.parse::<IpAddr>().unwrap()).to_string();
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(of("2001:db8:1:2::"), of("2001:db8:1:2:ffff::1"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("192.0.2.7"), "192.0.2.7");
    }

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
