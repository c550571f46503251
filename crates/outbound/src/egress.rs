//! Which addresses may be connected to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::Network;

/// Addresses that are not public, with what they are: the IANA special-purpose registries (RFC 6890 and its updates),
/// and every form of IPv6 that carries an IPv4 address to a gateway which would connect to it.
const NOT_PUBLIC: &[(Network, &str)] = &[
    (Network::v4(0, 0, 0, 0, 8), "this network"),
    (Network::v4(10, 0, 0, 0, 8), "private"),
    (Network::v4(100, 64, 0, 0, 10), "shared by a carrier"),
    (Network::v4(127, 0, 0, 0, 8), "loopback"),
    (Network::v4(169, 254, 0, 0, 16), "link-local"),
    (Network::v4(172, 16, 0, 0, 12), "private"),
    (Network::v4(192, 0, 0, 0, 24), "protocol assignments"),
    (Network::v4(192, 0, 2, 0, 24), "documentation"),
    (Network::v4(192, 88, 99, 0, 24), "6to4 relay"),
    (Network::v4(192, 168, 0, 0, 16), "private"),
    (Network::v4(198, 18, 0, 0, 15), "benchmarking"),
    (Network::v4(198, 51, 100, 0, 24), "documentation"),
    (Network::v4(203, 0, 113, 0, 24), "documentation"),
    (Network::v4(224, 0, 0, 0, 4), "multicast"),
    (Network::v4(240, 0, 0, 0, 4), "reserved"),
    (Network::v6(0x64, 0xff9b, 0, 96), "IPv4 through a translator"),
    (Network::v6(0x64, 0xff9b, 1, 48), "IPv4 through a local translator"),
    (Network::v6(0x100, 0, 0, 64), "discard-only"),
    (Network::v6(0x2001, 0, 0, 32), "Teredo"),
    (Network::v6(0x2001, 0, 0, 23), "protocol assignments"),
    (Network::v6(0x2001, 0xdb8, 0, 32), "documentation"),
    (Network::v6(0x2002, 0, 0, 16), "6to4"),
    (Network::v6(0x3fff, 0, 0, 20), "documentation"),
    (Network::v6(0x5f00, 0, 0, 16), "segment routing"),
    (Network::v6(0xfc00, 0, 0, 7), "private"),
    (Network::v6(0xfe80, 0, 0, 10), "link-local"),
    (Network::v6(0xfec0, 0, 0, 10), "site-local"),
    (Network::v6(0xff00, 0, 0, 8), "multicast"),
];

/// The only part of IPv6 that is given out for public use; all else is special or unassigned.
const GLOBAL_UNICAST: Network = Network::v6(0x2000, 0, 0, 3);

/// RFC 6052's prefix, by which networks without IPv4 reach it.
const TRANSLATED: Network = Network::v6(0x64, 0xff9b, 0, 96);

/// The addresses that may be connected to: the public ones, and those that the operator allows.
#[derive(Clone, Debug)]
pub(crate) struct Guard {
    allow: Vec<Network>,
}

impl Guard {
    pub(crate) fn new(allow: Vec<Network>) -> Self {
        Guard { allow }
    }

    /// A guard that lets everything pass.
    pub(crate) fn open() -> Self {
        Guard { allow: vec![Network::v4(0, 0, 0, 0, 0), Network::v6(0, 0, 0, 0)] }
    }

    /// Ok where `address` may be connected to, otherwise what kind of address it is.
    ///
    /// IPv4 in mapped form is checked as IPv4. Allowing the translator's prefix allows public IPv4 behind it and no more.
    pub(crate) fn check(&self, address: IpAddr) -> Result<(), &'static str> {
        let address = address.to_canonical();
        if !self.allow.iter().any(|network| network.contains(address)) {
            return not_public(address).map_or(Ok(()), Err);
        }
        match address {
            IpAddr::V6(ip) if TRANSLATED.contains(address) => self.check(IpAddr::V4(translated(ip))),
            _ => Ok(()),
        }
    }
}

/// The IPv4 address in the last 32 bits, where RFC 6052 puts it after a prefix of 96.
fn translated(ip: Ipv6Addr) -> Ipv4Addr {
    let [.., a, b, c, d] = ip.octets();
    Ipv4Addr::new(a, b, c, d)
}

fn not_public(address: IpAddr) -> Option<&'static str> {
    let listed = NOT_PUBLIC.iter().find(|(network, _)| network.contains(address)).map(|(_, kind)| *kind);
    listed.or(match address {
        IpAddr::V6(ip) if ip.is_loopback() => Some("loopback"),
        IpAddr::V6(ip) if ip.is_unspecified() => Some("unspecified"),
        IpAddr::V6(_) if !GLOBAL_UNICAST.contains(address) => Some("unassigned"),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(allow: &[&str], address: &str, expected: Result<(), &str>) {
        let guard = Guard::new(allow.iter().map(|text| text.parse().unwrap()).collect());
        assert_eq!(guard.check(address.parse().unwrap()), expected, "{address}, allowed {allow:?}");
    }

    #[test]
    fn public_addresses_pass_up_to_the_edge_of_the_others() {
        let public = "1.0.0.0 1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 \
                      169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 191.255.255.255 192.0.1.0 192.0.3.0 192.88.98.255 \
                      192.88.100.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 198.51.99.255 198.51.101.0 \
                      203.0.112.255 203.0.114.0 223.255.255.255 2000::1 2001:200::1 2001:db7:ffff::1 2001:db9::1 2003::1 \
                      2606:4700:4700::1111 2a00:1450:4001:82a::200e 3ffe:ffff::1 ::ffff:8.8.8.8";
        for address in public.split_whitespace() {
            check(&[], address, Ok(()));
        }
    }

    #[test]
    fn what_is_allowed_opens_no_more_than_that() {
        check(&["127.0.0.0/8"], "127.0.0.1", Ok(()));
        check(&["127.0.0.0/8"], "::ffff:127.0.0.1", Ok(()));
        check(&["127.0.0.0/8"], "10.0.0.1", Err("private"));
        check(&["127.0.0.0/8"], "::1", Err("loopback"));
        check(&["::1/128"], "::1", Ok(()));
        check(&["fd00::/8"], "fd12::1", Ok(()));
        check(&["fd00::/8"], "fc00::1", Err("private"));
        check(&["64:ff9b::/96"], "64:ff9b::808:808", Ok(()));
        check(&["64:ff9b::/96"], "64:ff9b::7f00:1", Err("loopback"));
        check(&["64:ff9b::/96", "127.0.0.0/8"], "64:ff9b::7f00:1", Ok(()));
    }
}
