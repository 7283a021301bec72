//! Machines that are told of events: some always listen, some hang for ever, the others fail three times in ten in every
//! way that there is. Each message is checked over its very bytes.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// How a receiver takes what it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// Takes everything.
    Healthy,
    /// Three calls of ten end in one of six ways of failing.
    Moody,
    /// Never answers.
    Hanging,
}

/// What a receiver knows of one event.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub(crate) process: String,
    pub(crate) body: Vec<u8>,
    pub(crate) tries: u32,
    pub(crate) taken: u32,
    /// From the event's own time to the moment at which it was first taken.
    pub(crate) latency: Option<Duration>,
}

/// What all of it came to, so far.
#[derive(Default)]
pub(crate) struct Counts {
    pub(crate) tries: AtomicU64,
    pub(crate) failures: [AtomicU64; 6],
    pub(crate) bad_signatures: AtomicU64,
    pub(crate) changed_bodies: AtomicU64,
    pub(crate) trapped: AtomicU64,
}

pub(crate) const FAILURES: [&str; 6] = ["500", "time-out", "reset", "slow drip", "redirect", "429"];

#[derive(Clone)]
pub(crate) struct Receiver {
    pub(crate) url: String,
    pub(crate) manner: Manner,
    secret: Arc<Mutex<Vec<u8>>>,
    told: Arc<Mutex<BTreeMap<String, Told>>>,
    dice: Arc<Mutex<StdRng>>,
    counts: Arc<Counts>,
    trap: String,
}

/// A listener to which nobody may come: redirects lead there.
pub(crate) async fn trap(counts: Arc<Counts>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/trap", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while listener.accept().await.is_ok() {
            counts.trapped.fetch_add(1, Ordering::Relaxed);
        }
    });
    url
}

impl Receiver {
    pub(crate) async fn open(manner: Manner, seed: u64, counts: Arc<Counts>, trap: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let receiver = Self {
            url: format!("http://{}/hook", listener.local_addr().unwrap()),
            manner,
            secret: Arc::default(),
            told: Arc::default(),
            dice: Arc::new(Mutex::new(StdRng::seed_from_u64(seed))),
            counts,
            trap,
        };
        let serving = receiver.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serving.clone().serve(stream));
            }
        });
        receiver
    }

    /// `whsec_…`, as it was given when the subscription was made.
    pub(crate) fn knows(&self, secret: &str) {
        let bytes = STANDARD.decode(secret.strip_prefix("whsec_").unwrap());
        *self.secret.lock().unwrap() = bytes.unwrap();
    }

    pub(crate) fn told(&self) -> BTreeMap<String, Told> {
        self.told.lock().unwrap().clone()
    }

    /// How many events it has taken.
    pub(crate) fn taken(&self) -> usize {
        let told = self.told.lock().unwrap();
        told.values().filter(|one| one.taken > 0).count()
    }

    fn draw(&self) -> Option<usize> {
        let mut dice = self.dice.lock().unwrap();
        match self.manner {
            Manner::Healthy => None,
            Manner::Hanging => Some(1),
            Manner::Moody => (dice.random_range(0..10) < 3).then(|| dice.random_range(0..6)),
        }
    }

    async fn serve(self, mut stream: TcpStream) {
        let Some((head, body)) = message(&mut stream).await else {
            return;
        };
        self.counts.tries.fetch_add(1, Ordering::Relaxed);
        let failure = self.draw();
        self.note(&head, &body, failure.is_none());
        let answer = |line: &str| format!("HTTP/1.1 {line}\r\ncontent-length: 0\r\n\r\n");
        let Some(failure) = failure else {
            let _ = stream.write_all(answer("204 No Content").as_bytes()).await;
            return;
        };
        self.counts.failures[failure].fetch_add(1, Ordering::Relaxed);
        let redirect = format!("302 Found\r\nlocation: {}", self.trap);
        let said = match failure {
            0 => "500 Broken",
            1 => {
                // Longer than any try may take.
                tokio::time::sleep(Duration::from_secs(20)).await;
                return;
            }
            2 => {
                let _ = stream.set_zero_linger();
                return;
            }
            3 => {
                for byte in answer("204 No Content").bytes().take(20) {
                    if stream.write_all(&[byte]).await.is_err() {
                        return;
                    }
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
                return;
            }
            4 => redirect.as_str(),
            _ => "429 Slow\r\nretry-after: 1",
        };
        let _ = stream.write_all(answer(said).as_bytes()).await;
    }

    fn note(&self, head: &str, body: &[u8], takes: bool) {
        let id = header(head, "webhook-id").unwrap_or_default();
        if !self.is_signed(head, &id, body) {
            self.counts.bad_signatures.fetch_add(1, Ordering::Relaxed);
            return;
        }
        let json: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let mut told = self.told.lock().unwrap();
        let known = told.entry(id).or_insert_with(|| Told {
            process: text(&json["eventData"]["processId"]),
            body: body.to_vec(),
            tries: 0,
            taken: 0,
            latency: None,
        });
        if known.body != body {
            self.counts.changed_bodies.fetch_add(1, Ordering::Relaxed);
        }
        known.tries += 1;
        if takes {
            known.taken += 1;
            if known.latency.is_none() {
                known.latency = Some(since(&text(&json["timestamp"])));
            }
        }
    }

    /// HMAC-SHA256 over `id.timestamp.body` (Standard Webhooks), the time within five minutes.
    fn is_signed(&self, head: &str, id: &str, body: &[u8]) -> bool {
        let Some(timestamp) = header(head, "webhook-timestamp") else {
            return false;
        };
        let near = timestamp
            .parse::<i64>()
            .is_ok_and(|second| (now().as_second() - second).abs() < 300);
        let signed = [id.as_bytes(), b".", timestamp.as_bytes(), b".", body].concat();
        let signatures = header(head, "webhook-signature").unwrap_or_default();
        let given = signatures
            .split(' ')
            .find_map(|one| one.strip_prefix("v1,"))
            .and_then(|text| STANDARD.decode(text).ok());
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.secret.lock().unwrap());
        near && given.is_some_and(|given| hmac::verify(&key, &signed, &given).is_ok())
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "what the server's clock says is compared with it"
)]
fn now() -> Timestamp {
    Timestamp::now()
}

fn since(timestamp: &str) -> Duration {
    let then: Timestamp = timestamp.parse().unwrap();
    Duration::try_from(now().duration_since(then)).unwrap_or_default()
}

fn header(head: &str, name: &str) -> Option<String> {
    head.lines().find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found
            .eq_ignore_ascii_case(name)
            .then(|| value.trim().to_owned())
    })
}

/// The head and the body, once all of it is there.
async fn message(stream: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let read = stream
            .read(&mut buffer)
            .await
            .ok()
            .filter(|read| *read > 0)?;
        bytes.extend_from_slice(&buffer[..read]);
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let length: usize = header(&head, "content-length")?.parse().ok()?;
        if bytes.len() >= end + 4 + length {
            return Some((head, bytes[end + 4..].to_vec()));
        }
    }
}
