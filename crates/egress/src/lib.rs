//! The one way out. Whatever the server calls (a client's webhook, an outside provider, a set of keys) is called
//! through [`Egress`], which judges the URL and every address that its name has before each try, and connects to
//! the address that it judged and to no other.
//!
//! Architecture invariant: no other crate that is shipped opens a connection to an address that a stranger chose.
//! There are no redirects, no proxies from the environment, no cookies, and no names that are looked up twice.

mod address;
mod client;
mod destination;
mod dial;
mod hosts;
mod policy;
mod refused;
mod resolve;
mod tls;

pub use address::range_of_its_own;
pub use client::{Answer, Egress, Failure, Limits, Request};
pub use destination::Destination;
pub use dial::{Dial, TcpDial};
pub use hosts::{HostList, HostListRefused};
pub use policy::{Loopback, Policy};
pub use refused::Refused;
pub use resolve::{Resolve, SystemResolver};
pub use tls::{RootsRefused, roots};

/// The words of HTTP that a [`Request`] is made of.
pub use http::{HeaderMap, HeaderName, HeaderValue, Method};
