//! Nothing inside is ever connected to: every hostile URL and every hostile answer of a resolver is given to the way
//! out, whose every connection is counted.

#![expect(clippy::unwrap_used, reason = "helpers of tests panic like the tests")]

use async_trait::async_trait;
use bonafide_egress::{
    Dial, Egress, Failure, HostList, Limits, Policy, Refused, Request, Resolve, range_of_its_own,
};
use bytes::Bytes;
use http::{HeaderMap, Method};
use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::net::{TcpListener, TcpStream};

const URLS: &str = include_str!("hostile_urls.txt");
const PUBLIC: &str = "93.184.215.14";

/// Writes down where it was sent and connects to nothing.
#[derive(Default)]
struct Trap(Mutex<Vec<SocketAddr>>);

#[async_trait]
impl Dial for Trap {
    async fn dial(&self, address: SocketAddr) -> io::Result<TcpStream> {
        self.0.lock().unwrap().push(address);
        Err(io::ErrorKind::ConnectionRefused.into())
    }
}

/// Knows some names; any other has a public address, so that a hostile name is refused for itself.
struct Names(HashMap<&'static str, Vec<&'static str>>);

#[async_trait]
impl Resolve for Names {
    async fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        let found = self.0.get(host).cloned().unwrap_or_else(|| vec![PUBLIC]);
        Ok(found
            .iter()
            .map(|address| address.parse().unwrap())
            .collect())
    }
}

fn hostile_names() -> HashMap<&'static str, Vec<&'static str>> {
    HashMap::from([
        ("loopback.example.org", vec!["127.0.0.1"]),
        ("metadata.example.org", vec!["169.254.169.254"]),
        ("private10.example.org", vec!["10.1.2.3"]),
        ("private172.example.org", vec!["172.20.0.1"]),
        ("private192.example.org", vec!["192.168.1.1"]),
        ("carrier.example.org", vec!["100.100.100.200"]),
        ("zero.example.org", vec!["0.0.0.0"]),
        ("v6loopback.example.org", vec!["::1"]),
        ("v6local.example.org", vec!["fe80::1"]),
        ("v6ula.example.org", vec!["fd00:ec2::254"]),
        ("mapped.example.org", vec!["::ffff:127.0.0.1"]),
        ("nat64.example.org", vec!["64:ff9b::7f00:1"]),
        ("teredo.example.org", vec!["2001:0:7f00:1::"]),
        ("sixtofour.example.org", vec!["2002:7f00:1::"]),
        ("multicast.example.org", vec!["224.0.0.251"]),
        ("broadcast.example.org", vec!["255.255.255.255"]),
        (
            "one-public-one-private.example.org",
            vec![PUBLIC, "10.0.0.1"],
        ),
        (
            "private-after-many.example.org",
            vec![
                PUBLIC,
                PUBLIC,
                PUBLIC,
                PUBLIC,
                PUBLIC,
                PUBLIC,
                PUBLIC,
                "127.0.0.1",
            ],
        ),
        ("public-v4-loopback-v6.example.org", vec![PUBLIC, "::1"]),
        ("127.0.0.1.nip.io", vec!["127.0.0.1"]),
        ("10-0-0-1.sslip.io", vec!["10.0.0.1"]),
        ("169.254.169.254.nip.io", vec!["169.254.169.254"]),
        ("app-7f000001.nip.io", vec!["127.0.0.1"]),
        ("localtest.me", vec!["127.0.0.1", "::1"]),
        ("cname-to-private.example.org", vec!["172.31.0.1"]),
        ("test.documentation.example.org", vec!["203.0.113.7"]),
    ])
}

fn corpus() -> Vec<String> {
    URLS.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            line.replace("{CR}", "\r")
                .replace("{LF}", "\n")
                .replace("{TAB}", "\t")
                .replace("{NUL}", "\0")
                .replace("(empty)", "")
        })
        .collect()
}

async fn call(egress: &Egress, url: &str) -> Result<(), Failure> {
    let request = Request {
        method: Method::POST,
        url,
        hosts: &HostList::ANY,
        headers: HeaderMap::new(),
        body: Bytes::from_static(b"{}"),
        limits: Limits::default(),
    };
    egress.call(request).await.map(|_| ())
}

fn egress(policy: Policy, resolver: Arc<dyn Resolve>, dialer: Arc<dyn Dial>) -> Egress {
    Egress::new(policy, resolver, dialer, Vec::new()).unwrap()
}

#[tokio::test]
async fn every_hostile_url_is_refused_and_nothing_is_connected_to() {
    let trap = Arc::new(Trap::default());
    let egress = egress(
        Policy::default(),
        Arc::new(Names(hostile_names())),
        trap.clone(),
    );
    let corpus = corpus();
    assert!(
        corpus.len() >= 200,
        "the corpus has shrunk to {}",
        corpus.len()
    );
    for url in &corpus {
        let failure = call(&egress, url).await.expect_err(url);
        assert!(matches!(failure, Failure::Refused(_)), "{url:?}: {failure}");
    }
    assert_eq!(*trap.0.lock().unwrap(), [], "connections were made");
}

#[tokio::test]
async fn an_ordinary_url_does_reach_the_network() {
    // Or the test above could pass because nothing ever does.
    let trap = Arc::new(Trap::default());
    let egress = egress(
        Policy::default(),
        Arc::new(Names(hostile_names())),
        trap.clone(),
    );
    for url in [
        "https://hooks.example.com/a?b=c#d",
        "https://example.com:8443/",
        "https://1.1.1.1/",
        "https://bücher.example/",
    ] {
        assert_eq!(call(&egress, url).await, Err(Failure::Unreachable), "{url}");
    }
    assert_eq!(trap.0.lock().unwrap().len(), 4);
}

/// A name that leads outside when it is judged and inside at every other look.
struct Rebinding(AtomicUsize);

#[async_trait]
impl Resolve for Rebinding {
    async fn resolve(&self, _host: &str) -> io::Result<Vec<IpAddr>> {
        let look = self.0.fetch_add(1, Ordering::Relaxed);
        let address = if look.is_multiple_of(2) {
            PUBLIC
        } else {
            "127.0.0.1"
        };
        Ok(vec![address.parse().unwrap()])
    }
}

#[tokio::test]
async fn a_name_that_changes_between_looks_is_connected_to_only_where_it_was_judged() {
    let trap = Arc::new(Trap::default());
    let egress = egress(
        Policy::default(),
        Arc::new(Rebinding(AtomicUsize::new(0))),
        trap.clone(),
    );
    for try_no in 0..20 {
        let failure = call(&egress, "https://rebind.example.org/")
            .await
            .unwrap_err();
        let expected = if try_no % 2 == 0 {
            Failure::Unreachable
        } else {
            Failure::Refused(Refused::Address("loopback"))
        };
        assert_eq!(failure, expected);
    }
    let dialled = trap.0.lock().unwrap();
    assert_eq!(dialled.len(), 10);
    assert!(
        dialled
            .iter()
            .all(|address| range_of_its_own(address.ip()).is_none())
    );
}

/// The real network, for the real listener.
struct Counting(bonafide_egress::TcpDial, AtomicUsize);

#[async_trait]
impl Dial for Counting {
    async fn dial(&self, address: SocketAddr) -> io::Result<TcpStream> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.dial(address).await
    }
}

#[tokio::test]
async fn a_listener_on_this_machine_is_reached_by_no_spelling_of_it() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let policy = Policy {
        ports: vec![port],
        ..Policy::default()
    };
    let dialer = Arc::new(Counting(bonafide_egress::TcpDial, AtomicUsize::new(0)));
    let egress = egress(
        policy,
        Arc::new(bonafide_egress::SystemResolver),
        dialer.clone(),
    );
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "017700000001",
        "0x7f.1",
        "0177.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "0.0.0.0",
        "0",
        "127.0.0.1.",
        "１２７.0.0.1",
    ] {
        let failure = call(&egress, &format!("https://{host}:{port}/"))
            .await
            .expect_err(host);
        assert!(matches!(failure, Failure::Refused(_)), "{host}: {failure}");
    }
    assert_eq!(dialer.1.load(Ordering::Relaxed), 0);
    drop(listener);
}

#[tokio::test]
async fn networks_of_the_operators_own_may_be_allowed_and_no_others_with_them() {
    let trap = Arc::new(Trap::default());
    let policy = Policy {
        networks: vec!["10.1.0.0/16".parse().unwrap()],
        ..Policy::default()
    };
    let egress = egress(policy, Arc::new(Names(hostile_names())), trap.clone());
    assert_eq!(
        call(&egress, "https://private10.example.org/").await,
        Err(Failure::Unreachable)
    );
    assert_eq!(
        call(&egress, "https://10.1.9.9/").await,
        Err(Failure::Unreachable)
    );
    let refused = call(&egress, "https://10.2.0.1/").await;
    assert_eq!(refused, Err(Failure::Refused(Refused::Address("private"))));
}
