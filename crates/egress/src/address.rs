use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

const fn v4(a: u8, b: u8, c: u8, d: u8, prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), prefix)
}

const fn v6(segments: [u16; 8], prefix: u8) -> Ipv6Net {
    let [a, b, c, d, e, f, g, h] = segments;
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, d, e, f, g, h), prefix)
}

/// The special-purpose ranges of IPv4 (RFC 6890 and the registry that it founds), multicast and the reserved rest.
const RANGES_4: &[(Ipv4Net, &str)] = &[
    (v4(0, 0, 0, 0, 8), "this network"),
    (v4(10, 0, 0, 0, 8), "private"),
    (v4(100, 64, 0, 0, 10), "shared by a carrier"),
    (v4(127, 0, 0, 0, 8), "loopback"),
    (v4(169, 254, 0, 0, 16), "link-local"),
    (v4(172, 16, 0, 0, 12), "private"),
    (v4(192, 0, 0, 0, 24), "protocol assignments"),
    (v4(192, 0, 2, 0, 24), "documentation"),
    (v4(192, 31, 196, 0, 24), "AS112"),
    (v4(192, 52, 193, 0, 24), "AMT"),
    (v4(192, 88, 99, 0, 24), "6to4 relays"),
    (v4(192, 168, 0, 0, 16), "private"),
    (v4(192, 175, 48, 0, 24), "AS112"),
    (v4(198, 18, 0, 0, 15), "benchmarks"),
    (v4(198, 51, 100, 0, 24), "documentation"),
    (v4(203, 0, 113, 0, 24), "documentation"),
    (v4(224, 0, 0, 0, 4), "multicast"),
    (v4(240, 0, 0, 0, 4), "reserved"),
];

/// The same for IPv6, inside the global unicast space; outside it nothing is public.
const RANGES_6: &[(Ipv6Net, &str)] = &[
    (
        v6([0x2001, 0, 0, 0, 0, 0, 0, 0], 23),
        "protocol assignments",
    ),
    (v6([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32), "documentation"),
    (v6([0x2002, 0, 0, 0, 0, 0, 0, 0], 16), "6to4"),
    (v6([0x2620, 0x4f, 0x8000, 0, 0, 0, 0, 0], 48), "AS112"),
    (v6([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20), "documentation"),
];

/// Global unicast as it is given out today (RFC 4291, section 2.4).
const GLOBAL_6: Ipv6Net = v6([0x2000, 0, 0, 0, 0, 0, 0, 0], 3);

/// IPv6 addresses that stand for an IPv4 address in their last 32 bits.
const CARRIERS_OF_4: &[Ipv6Net] = &[
    v6([0, 0, 0, 0, 0, 0xffff, 0, 0], 96),
    v6([0x64, 0xff9b, 0, 0, 0, 0, 0, 0], 96),
];

/// The name of the special range that an address lies in; `None` when it is an address of the public internet. An
/// IPv6 address that stands for an IPv4 one (mapped, NAT64) is judged by that.
#[must_use]
pub fn range_of_its_own(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(address) => range_4(address),
        IpAddr::V6(address) => match inner(address) {
            Some(inner) => range_4(inner),
            None => range_6(address),
        },
    }
}

/// The address that a network of the operator's is held against: the inner one where there is one, so that
/// `::ffff:10.0.0.1` and `10.0.0.1` are one address.
pub(crate) fn is_in(address: IpAddr, networks: &[IpNet]) -> bool {
    let address = match address {
        IpAddr::V6(v6) => inner(v6).map_or(address, IpAddr::V4),
        IpAddr::V4(_) => address,
    };
    networks.iter().any(|network| network.contains(&address))
}

fn range_4(address: Ipv4Addr) -> Option<&'static str> {
    let found = RANGES_4.iter().find(|(net, _)| net.contains(&address));
    found.map(|(_, name)| *name)
}

fn range_6(address: Ipv6Addr) -> Option<&'static str> {
    if address.is_loopback() {
        return Some("loopback");
    }
    if !GLOBAL_6.contains(&address) {
        return Some("not global");
    }
    let found = RANGES_6.iter().find(|(net, _)| net.contains(&address));
    found.map(|(_, name)| *name)
}

fn inner(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let carries = CARRIERS_OF_4.iter().any(|net| net.contains(&address));
    let [.., a, b, c, d] = address.octets();
    carries.then(|| Ipv4Addr::new(a, b, c, d))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn public_addresses_are_public() {
        for public in [
            "1.1.1.1",
            "8.8.8.8",
            "93.184.215.14",
            "2606:4700::1111",
            "::ffff:9.9.9.9",
        ] {
            assert_eq!(range_of_its_own(public.parse().unwrap()), None, "{public}");
        }
    }

    proptest! {
        #[test]
        fn an_address_and_its_mapped_form_are_judged_alike(bits: u32) {
            let plain = Ipv4Addr::from(bits);
            prop_assert_eq!(
                range_of_its_own(plain.into()),
                range_of_its_own(plain.to_ipv6_mapped().into())
            );
        }

        #[test]
        fn what_the_standard_library_calls_private_is_never_public(bits: u32) {
            let address = Ipv4Addr::from(bits);
            let special = address.is_private() || address.is_loopback() || address.is_link_local()
                || address.is_multicast() || address.is_broadcast() || address.is_unspecified()
                || address.is_documentation();
            prop_assert!(!special || range_of_its_own(address.into()).is_some());
        }
    }
}
