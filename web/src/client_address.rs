//! From where a request comes: the peer, or what a trusted proxy says about it. A header that anybody can write is believed from
//! nobody else.

use std::net::{IpAddr, Ipv6Addr};

use actix_web::HttpRequest;

use crate::state::State;

const FORWARDED_FOR: &str = "x-forwarded-for";

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
}
