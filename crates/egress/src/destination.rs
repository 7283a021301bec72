use crate::address::{is_in, range_of_its_own};
use crate::{HostList, Loopback, Policy, Refused};
use std::net::IpAddr;
use url::{Host, Url};

const MAX_CHARS: usize = 2048;

/// Suffixes of names that no public server has: RFC 6761, RFC 6762, RFC 8375, `.internal` (reserved by ICANN in
/// 2024, and the metadata hosts of clouds), and what routers at home and in offices call themselves.
const INWARD_SUFFIXES: &[&str] = &[
    "localhost",
    "local",
    "localdomain",
    "internal",
    "home.arpa",
    "lan",
    "intranet",
    "private",
    "corp",
    "home",
    "test",
    "invalid",
    "onion",
    "arpa",
    "alt",
];

/// A URL that may be called, as far as its text tells. Where its name leads is judged at each try.
#[derive(Clone, PartialEq, Eq)]
pub struct Destination {
    url: Url,
    to_this_machine: bool,
}

impl Destination {
    /// Judges the text of a URL. A host that is an address in any spelling (`2130706433`, `0x7f.1`) is judged as the
    /// address that it means.
    ///
    /// # Errors
    /// [`Refused`] says what is wrong, for whoever set it.
    pub fn judge(text: &str, policy: &Policy, hosts: &HostList) -> Result<Self, Refused> {
        if text.len() > MAX_CHARS {
            return Err(Refused::TooLong(MAX_CHARS));
        }
        // Parsers correct these silently, each in its own way.
        if text.contains(|c: char| c.is_control() || c.is_whitespace() || c == '\\') {
            return Err(Refused::Character);
        }
        let mut url = Url::parse(text).map_err(|_| Refused::NotAUrl)?;
        if !matches!(url.scheme(), "https" | "http") {
            return Err(Refused::Scheme);
        }
        // An '@' before the path is user information, also when both of its parts are empty.
        let authority = text.split_once("://").map_or("", |(_, rest)| rest);
        let authority = authority.split(['/', '?', '#']).next().unwrap_or_default();
        if authority.contains('@') || !url.username().is_empty() || url.password().is_some() {
            return Err(Refused::UserInfo);
        }
        if authority.contains('%') {
            return Err(Refused::Character);
        }
        let to_this_machine = policy.loopback == Loopback::Development && names_this_machine(&url);
        if !to_this_machine {
            judge_host(&url, policy)?;
            if url.scheme() != "https" {
                return Err(Refused::Scheme);
            }
            let port = url.port_or_known_default().unwrap_or(0);
            if !policy.ports.contains(&port) {
                return Err(Refused::Port(port));
            }
        }
        if !hosts.has(url.host_str().unwrap_or_default()) {
            return Err(Refused::NotListed);
        }
        url.set_fragment(None);
        Ok(Self {
            url,
            to_this_machine,
        })
    }

    /// Judges one address that the name has.
    ///
    /// # Errors
    /// [`Refused::Address`].
    pub fn judge_address(&self, address: IpAddr, policy: &Policy) -> Result<(), Refused> {
        let to_this_machine = self.to_this_machine && address.is_loopback();
        match range_of_its_own(address) {
            Some(range) if !to_this_machine && !is_in(address, &policy.networks) => {
                Err(Refused::Address(range))
            }
            _ => Ok(()),
        }
    }

    /// The URL.
    #[must_use]
    pub const fn url(&self) -> &Url {
        &self.url
    }

    pub(crate) fn is_tls(&self) -> bool {
        self.url.scheme() == "https"
    }

    pub(crate) fn port(&self) -> u16 {
        self.url.port_or_known_default().unwrap_or(443)
    }

    /// The address, when the host is one and no name.
    pub(crate) fn literal(&self) -> Option<IpAddr> {
        match self.url.host()? {
            Host::Ipv4(address) => Some(address.into()),
            Host::Ipv6(address) => Some(address.into()),
            Host::Domain(_) => None,
        }
    }

    pub(crate) fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }
}

/// A path or a query may be a secret of the account's.
impl std::fmt::Debug for Destination {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Destination")
            .field("host", &self.host())
            .field("port", &self.port())
            .finish_non_exhaustive()
    }
}

fn names_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn judge_host(url: &Url, policy: &Policy) -> Result<(), Refused> {
    let address: IpAddr = match url.host() {
        Some(Host::Domain(name)) => return judge_name(name),
        Some(Host::Ipv4(address)) => address.into(),
        Some(Host::Ipv6(address)) => address.into(),
        None => return Err(Refused::Name),
    };
    match range_of_its_own(address) {
        Some(range) if !is_in(address, &policy.networks) => Err(Refused::Address(range)),
        _ => Ok(()),
    }
}

fn judge_name(name: &str) -> Result<(), Refused> {
    let inward = INWARD_SUFFIXES.iter().any(|suffix| {
        name.strip_suffix(suffix)
            .is_some_and(|left| left.is_empty() || left.ends_with('.'))
    });
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    };
    let public = name.contains('.') && name.len() <= 253 && name.split('.').all(label);
    if public && !inward {
        Ok(())
    } else {
        Err(Refused::Name)
    }
}
