//! From where a request may come: lists of CIDR blocks. An empty list says: from anywhere.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::Error;

/// Blocks on one list.
const BLOCKS_MAX: usize = 100;

/// An allow-list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Addresses(Vec<IpNet>);

impl Addresses {
    /// Blocks (`192.0.2.0/24`, `2001:db8::/32`) or single addresses.
    pub fn parse(texts: &[String]) -> Result<Self, Error> {
        if texts.len() > BLOCKS_MAX {
            return Err(Error::Invalid(format!("at most {BLOCKS_MAX} blocks of addresses")));
        }
        let one = |text: &String| {
            let text = text.trim();
            let block = text
                .parse::<IpNet>()
                .or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
            block.map_err(|_| Error::Invalid(format!("{text:?} is no address and no CIDR block")))
        };
        texts.iter().map(one).collect::<Result<_, _>>().map(Addresses)
    }

    /// As they are stored: blocks without host bits.
    pub fn texts(&self) -> Vec<String> {
        self.0.iter().map(|block| block.trunc().to_string()).collect()
    }

    pub fn allow(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.is_empty() || self.0.iter().any(|block| block.contains(&address))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(texts: &[&str]) -> Result<Addresses, Error> {
        Addresses::parse(&texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn an_empty_list_allows_all_and_any_other_only_its_blocks() {
        let ip = |text: &str| text.parse::<IpAddr>().expect("address");
        assert!(Addresses::default().allow(ip("203.0.113.9")));
        let list = of(&["192.0.2.7/24", "2001:db8::/32", "198.51.100.1"]).expect("list");
        for inside in ["192.0.2.255", "2001:db8:1::1", "198.51.100.1", "::ffff:192.0.2.1"] {
            assert!(list.allow(ip(inside)), "{inside}");
        }
        for outside in ["192.0.3.1", "2001:db9::1", "198.51.100.2"] {
            assert!(!list.allow(ip(outside)), "{outside}");
        }
        assert_eq!(list.texts(), ["192.0.2.0/24", "2001:db8::/32", "198.51.100.1/32"]);
        assert!(of(&["192.0.2.0/33"]).is_err() && of(&["everywhere"]).is_err());
    }
}
