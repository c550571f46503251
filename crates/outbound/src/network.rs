//! A network in CIDR notation.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// A network: an address and how many of its leading bits are fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

/// Why a text is not a network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a network: {why}; write it like 127.0.0.0/8 or ::1/128")]
pub struct NetworkError {
    text: String,
    why: &'static str,
}

impl Network {
    pub(crate) const fn v4(a: u8, b: u8, c: u8, d: u8, prefix: u8) -> Self {
        Network { address: IpAddr::V4(Ipv4Addr::new(a, b, c, d)), prefix }
    }

    /// The network whose first three groups are given, the others being zero.
    pub(crate) const fn v6(a: u16, b: u16, c: u16, prefix: u8) -> Self {
        Network { address: IpAddr::V6(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0)), prefix }
    }

    /// Whether `address` lies within; false where one is IPv4 and the other IPv6, mapped forms included.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(net), IpAddr::V4(ip)) => {
                (net.to_bits() ^ ip.to_bits()).leading_zeros() >= u32::from(self.prefix)
            }
            (IpAddr::V6(net), IpAddr::V6(ip)) => {
                (net.to_bits() ^ ip.to_bits()).leading_zeros() >= u32::from(self.prefix)
            }
            _ => false,
        }
    }

    /// The first address of the network that `address` and `prefix` stand for.
    fn first(address: IpAddr, prefix: u8) -> IpAddr {
        let host_bits = |width: u8| u32::from(width - prefix);
        match address {
            IpAddr::V4(ip) => {
                let mask = u32::MAX.checked_shl(host_bits(32)).unwrap_or(0);
                IpAddr::V4(Ipv4Addr::from_bits(ip.to_bits() & mask))
            }
            IpAddr::V6(ip) => {
                let mask = u128::MAX.checked_shl(host_bits(128)).unwrap_or(0);
                IpAddr::V6(Ipv6Addr::from_bits(ip.to_bits() & mask))
            }
        }
    }
}

impl FromStr for Network {
    type Err = NetworkError;

    /// Reads `address/prefix`; a bare address is the network of itself alone. Bits after the prefix must be zero, because
    /// `10.1.2.3/8` says two things, and mapped IPv4 must be written as IPv4, because that is how it is checked.
    fn from_str(text: &str) -> Result<Self, NetworkError> {
        let wrong = |why| NetworkError { text: text.to_owned(), why };
        let (address, prefix) = text.split_once('/').map_or((text, None), |(a, p)| (a, Some(p)));
        let address: IpAddr =
            address.parse().map_err(|_| wrong("the address is not an IPv4 or IPv6 address"))?;
        let width = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            None => width,
            Some(digits) => digits.parse().ok().filter(|p| *p <= width).ok_or_else(|| {
                wrong(if width == 32 { "the prefix is not 0 to 32" } else { "the prefix is not 0 to 128" })
            })?,
        };
        if address.to_canonical() != address {
            return Err(wrong("an IPv4 address in IPv6 form must be written as IPv4"));
        }
        if Self::first(address, prefix) != address {
            return Err(wrong("the address has bits set after the prefix"));
        }
        Ok(Network { address, prefix })
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_are_read_and_refused_with_the_reason() {
        let check = |text: &str, expected: Result<&str, &str>| match (text.parse::<Network>(), expected) {
            (Ok(network), Ok(shown)) => assert_eq!(network.to_string(), shown, "{text}"),
            (Err(error), Err(why)) => assert!(error.to_string().contains(why), "{text}: {error}"),
            (got, _) => panic!("{text}: {got:?}"),
        };
        check("127.0.0.0/8", Ok("127.0.0.0/8"));
        check("127.0.0.1", Ok("127.0.0.1/32"));
        check("0.0.0.0/0", Ok("0.0.0.0/0"));
        check("::1/128", Ok("::1/128"));
        check("fd00::/8", Ok("fd00::/8"));
        check("::/0", Ok("::/0"));
        check("10.1.2.3/8", Err("bits set after the prefix"));
        check("10.0.0.0/33", Err("0 to 32"));
        check("fd00::/129", Err("0 to 128"));
        check("10.0.0.0/", Err("0 to 32"));
        check("10.0.0.0/-1", Err("0 to 32"));
        check("localhost", Err("not an IPv4 or IPv6 address"));
        check("", Err("not an IPv4 or IPv6 address"));
        check("::ffff:127.0.0.1", Err("written as IPv4"));
    }

    #[test]
    fn a_network_holds_the_addresses_of_its_prefix() {
        let check = |network: &str, address: &str, holds: bool| {
            let network: Network = network.parse().unwrap();
            assert_eq!(network.contains(address.parse().unwrap()), holds, "{network} {address}");
        };
        check("127.0.0.0/8", "127.255.255.255", true);
        check("127.0.0.0/8", "128.0.0.0", false);
        check("0.0.0.0/0", "8.8.8.8", true);
        check("0.0.0.0/0", "::1", false);
        check("::/0", "8.8.8.8", false);
        check("fe80::/10", "febf::1", true);
        check("fe80::/10", "fec0::1", false);
        check("10.0.0.1/32", "10.0.0.1", true);
        check("10.0.0.1/32", "10.0.0.2", false);
    }
}
