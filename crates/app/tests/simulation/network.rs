//! The addresses that are told of events. No packet leaves: whoever dials is connected to a task that plays the receiver.

use crate::schedule::{Scheduler, Stop, TaskId};
use async_trait::async_trait;
use bonafide_egress::Dial;
use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// The first port of the receivers; they are names, nobody listens there.
const FIRST_PORT: u16 = 21_000;

/// How the receivers are disposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mood {
    /// Each answer is drawn.
    Mixed,
    /// They take everything.
    Kind,
}

/// A message that a receiver read to its end.
#[derive(Debug, Clone)]
pub(crate) struct Got {
    pub(crate) place: usize,
    pub(crate) id: Option<String>,
    pub(crate) body: serde_json::Value,
    pub(crate) status: u16,
}

pub(crate) struct Network {
    scheduler: Arc<Scheduler>,
    door: TcpListener,
    state: Arc<Mutex<State>>,
}

struct State {
    mood: Mood,
    /// Receivers that are never there.
    dead: Vec<usize>,
    got: Vec<Got>,
    /// The last answer that a task was given, if it was given one.
    told: BTreeMap<TaskId, u16>,
}

/// What a receiver does with a call.
#[derive(Debug, Clone, Copy)]
enum Play {
    Answer(&'static str),
    /// Reads, and goes without a word: it has it, the sender does not know.
    Silence,
    Garbage,
}

impl Network {
    pub(crate) async fn new(scheduler: Arc<Scheduler>, dead: Vec<usize>) -> Self {
        Self {
            scheduler,
            door: TcpListener::bind("127.0.0.1:0").await.unwrap(),
            state: Arc::new(Mutex::new(State {
                mood: Mood::Mixed,
                dead,
                got: Vec::new(),
                told: BTreeMap::new(),
            })),
        }
    }

    pub(crate) fn url(place: usize) -> String {
        format!("http://127.0.0.1:{}/hook", usize::from(FIRST_PORT) + place)
    }

    pub(crate) fn mood(&self, mood: Mood) {
        self.state.lock().unwrap().mood = mood;
    }

    pub(crate) fn got(&self) -> Vec<Got> {
        self.state.lock().unwrap().got.clone()
    }

    /// The last status that this task was answered.
    pub(crate) fn told(&self, task: TaskId) -> Option<u16> {
        self.state.lock().unwrap().told.get(&task).copied()
    }

    fn play(&self, place: usize) -> Option<Play> {
        let state = self.state.lock().unwrap();
        if state.dead.contains(&place) {
            return None;
        }
        if state.mood == Mood::Kind {
            return Some(Play::Answer("200 OK"));
        }
        drop(state);
        Some(match self.scheduler.draw(20) {
            0..=9 => Play::Answer("204 No Content"),
            10 | 11 => Play::Answer("500 Broken"),
            12 => Play::Answer("429 Slow\r\nretry-after: 90"),
            13 => Play::Answer("302 Found\r\nlocation: http://127.0.0.1:1/"),
            14 => Play::Answer("503 Later\r\nretry-after: Sun, 01 Mar 2026 13:00:00 GMT"),
            15 => match self.scheduler.draw(6) {
                0 => Play::Answer("410 Gone"),
                _ => Play::Answer("404 Not Found"),
            },
            16 | 17 => Play::Silence,
            18 => Play::Garbage,
            _ => return None,
        })
    }
}

#[async_trait]
impl Dial for Network {
    async fn dial(&self, address: SocketAddr) -> io::Result<TcpStream> {
        let by = self.scheduler.active();
        self.scheduler.stop(Stop::Dial).await;
        let place = usize::from(address.port() - FIRST_PORT);
        let Some(play) = self.play(place) else {
            self.scheduler.note(format!("  nobody is at {place}"));
            return Err(io::Error::from(io::ErrorKind::ConnectionRefused));
        };
        self.scheduler.note(format!("  {place} plays {play:?}"));
        let here = TcpStream::connect(self.door.local_addr()?).await?;
        let (there, _) = self.door.accept().await?;
        tokio::spawn(receive(Arc::clone(&self.state), there, by, place, play));
        Ok(here)
    }
}

async fn receive(
    state: Arc<Mutex<State>>,
    mut stream: TcpStream,
    by: Option<TaskId>,
    place: usize,
    play: Play,
) {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    let (id, body) = loop {
        let read = stream.read(&mut buffer).await.unwrap_or(0);
        if read == 0 {
            return;
        }
        bytes.extend_from_slice(&buffer[..read]);
        if let Some(message) = whole(&bytes) {
            break message;
        }
    };
    let status = match play {
        Play::Answer(line) => line[..3].parse().unwrap(),
        Play::Silence | Play::Garbage => 0,
    };
    {
        let mut state = state.lock().unwrap();
        state.got.push(Got {
            place,
            id,
            body,
            status,
        });
        if let Some(task) = by {
            state.told.insert(task, status);
        }
    }
    let answer = match play {
        Play::Answer(line) => format!("HTTP/1.1 {line}\r\ncontent-length: 0\r\n\r\n"),
        Play::Garbage => "200 fine, thank you\r\n\r\n".to_owned(),
        Play::Silence => return,
    };
    let _ = stream.write_all(answer.as_bytes()).await;
}

/// The `webhook-id` and the body, once all of it is there.
fn whole(bytes: &[u8]) -> Option<(Option<String>, serde_json::Value)> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..end]);
    let header = |name: &str| {
        head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found
                .eq_ignore_ascii_case(name)
                .then(|| value.trim().to_owned())
        })
    };
    let length: usize = header("content-length")?.parse().ok()?;
    let body = &bytes[end + 4..];
    (body.len() >= length).then(|| (header("webhook-id"), serde_json::from_slice(body).unwrap()))
}
