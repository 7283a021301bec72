//! An address to listen on, by number or by name.

use serde::{Deserialize, Deserializer};
use std::net::{SocketAddr, ToSocketAddrs as _};

/// `127.0.0.1:8080`, or a name of this machine and a port: `localhost:8080`.
///
/// # Errors
/// A sentence that says what an address looks like.
pub(crate) fn address(text: &str) -> Result<SocketAddr, String> {
    if let Ok(address) = text.parse() {
        return Ok(address);
    }
    let found = text.to_socket_addrs().ok();
    // The older kind of address first: what clients that are told the name try.
    let mut found: Vec<SocketAddr> = found.into_iter().flatten().collect();
    found.sort_by_key(SocketAddr::is_ipv6);
    found.into_iter().next().ok_or_else(|| {
        "must be an address or a name of this machine, with a port: 127.0.0.1:8080, [::1]:8080 or localhost:8080"
            .to_owned()
    })
}

pub(super) fn resolved<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SocketAddr, D::Error> {
    let text = String::deserialize(deserializer)?;
    address(&text).map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn an_address_has_a_number_or_a_name_and_a_port() {
        assert_eq!(address("127.0.0.1:80").unwrap().port(), 80);
        assert_eq!(address("[::1]:80").unwrap().port(), 80);
        assert!(address("localhost:8080").unwrap().ip().is_loopback());
        for wrong in [
            "",
            "localhost",
            "8080",
            "127.0.0.1",
            "127.0.0.1:99999",
            "http://localhost:80",
        ] {
            assert!(
                address(wrong).unwrap_err().contains("localhost:8080"),
                "{wrong}"
            );
        }
    }
}
