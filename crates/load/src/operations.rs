//! What is asked of the server, and how often it answers.

use crate::client::{Answer, Connection, head, request};
use crate::picture;
use crate::server::Server;
use anyhow::{Context as _, Result, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hdrhistogram::Histogram;
use serde_json::json;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    Health,
    GetProcess,
    GetOfMany,
    GetUnchanged,
    GetFinished,
    CreateDossier,
    SetImages,
}

impl Operation {
    pub(crate) const ALL: [Self; 7] = [
        Self::Health,
        Self::GetProcess,
        Self::GetOfMany,
        Self::GetUnchanged,
        Self::GetFinished,
        Self::CreateDossier,
        Self::SetImages,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Health => "health check",
            Self::GetProcess => "get process",
            Self::GetOfMany => "get process, 20 000 in turn",
            Self::GetUnchanged => "get process, unchanged (304)",
            Self::GetFinished => "get process, finished (audited)",
            Self::CreateDossier => "create dossier",
            Self::SetImages => "set images, 1 MB",
        }
    }

    const fn expected(self) -> u16 {
        match self {
            Self::Health | Self::GetProcess | Self::GetOfMany | Self::GetFinished => 200,
            Self::GetUnchanged => 304,
            Self::CreateDossier | Self::SetImages => 201,
        }
    }
}

/// What came of a measurement.
#[derive(Debug, Clone)]
pub(crate) struct Done {
    pub(crate) requests: u64,
    pub(crate) elapsed: Duration,
    /// Microseconds.
    pub(crate) latencies: Histogram<u64>,
    /// Processor time of the server.
    pub(crate) processor: f64,
}

/// What the operations work on.
pub(crate) struct Prepared {
    /// The body of a call that brings a picture.
    pictures: Arc<[u8]>,
    /// Processes that are asked for in turn.
    pending: Vec<String>,
    /// More of them than the server keeps in memory; none unless they are wanted.
    many: Vec<String>,
    /// One of them, and its `ETag`.
    unchanged: (String, String),
    finished: String,
}

/// How many processes are asked for in turn.
const PENDING: usize = 1000;
const MANY: usize = 20_000;

impl Prepared {
    pub(crate) async fn make(server: &Server, wanted: &[Operation]) -> Result<Self> {
        let url = format!(
            "data:image/jpeg;base64,{}",
            STANDARD.encode(picture::jpeg())
        );
        let pictures: Arc<[u8]> = json!({ "front": url }).to_string().into_bytes().into();
        let pending = empty_processes(server, PENDING).await?;
        let many = if wanted.contains(&Operation::GetOfMany) {
            empty_processes(server, MANY).await?
        } else {
            Vec::new()
        };
        // Opened late: the server closes one on which nothing comes for half a minute.
        let mut connection = Connection::open(&server.address).await?;
        let one = pending.first().context("a process")?.clone();
        let shown = connection
            .send(&[&request("GET", &one, &server.token, "")])
            .await?;
        let tag = shown.header("etag").context("an ETag")?.to_owned();
        let folder = dossier(server, &mut connection).await?;
        let finished = process(server, &mut connection, &folder).await?;
        let grey = STANDARD.encode(picture::grey());
        let grey = json!({ "front": format!("data:image/jpeg;base64,{grey}") }).to_string();
        let path = format!("{finished}/images");
        let set = connection
            .send(&[&request("POST", &path, &server.token, &grey)])
            .await?;
        ensure!(
            set.status == 201,
            "the picture was refused: {}",
            String::from_utf8_lossy(&set.body)
        );
        connection
            .send(&[&request("POST", &finished, &server.token, "")])
            .await?;
        loop {
            let wait = format!("{finished}?waitSeconds=30");
            let shown = connection
                .send(&[&request("GET", &wait, &server.token, "")])
                .await?
                .json()?;
            match shown["status"].as_str() {
                Some("pending" | "processing") => {}
                // Without a report there is nothing of a person, and no mark in the audit log.
                Some(status) => {
                    ensure!(status != "failed", "the verification failed: {shown}");
                    break;
                }
                None => bail!("no status: {shown}"),
            }
        }
        Ok(Self {
            pictures,
            pending,
            many,
            unchanged: (one, tag),
            finished,
        })
    }
}

async fn dossier(server: &Server, connection: &mut Connection) -> Result<String> {
    let made = connection
        .send(&[&request("POST", "/assure/dossiers", &server.token, "")])
        .await?;
    let id = made.json()?["dossierId"]
        .as_str()
        .context("a dossier")?
        .to_owned();
    Ok(format!("/assure/dossiers/{id}"))
}

async fn process(server: &Server, connection: &mut Connection, dossier: &str) -> Result<String> {
    let body = json!({"provider": "signicatpictureid", "processType": "document"}).to_string();
    let path = format!("{dossier}/processes");
    let made = connection
        .send(&[&request("POST", &path, &server.token, &body)])
        .await?;
    let id = made.json()?["processId"]
        .as_str()
        .context("a process")?
        .to_owned();
    Ok(format!("{path}/{id}"))
}

/// So many uploads there can be in the time, at most.
fn uploads(time: Duration) -> usize {
    const A_SECOND: f64 = 400.0;
    (time.as_secs_f64() * A_SECOND) as usize + 64
}

/// At least so many processes that wait for a picture.
async fn empty_processes(server: &Server, wanted: usize) -> Result<Vec<String>> {
    let makers = (0..16).map(|_| async {
        let mut connection = Connection::open(&server.address).await?;
        let mut made = Vec::new();
        let mut folder = String::new();
        for number in 0..wanted.div_ceil(16) {
            if number % 90 == 0 {
                folder = dossier(server, &mut connection).await?;
            }
            made.push(process(server, &mut connection, &folder).await?);
        }
        Ok::<_, anyhow::Error>(made)
    });
    let mut all = Vec::new();
    let mut running = Vec::new();
    for maker in makers {
        running.push(Box::pin(maker));
    }
    for made in join(running).await {
        all.extend(made?);
    }
    Ok(all)
}

/// Runs them side by side on this task.
async fn join<F: Future + Unpin>(mut running: Vec<F>) -> Vec<F::Output> {
    let mut outputs: Vec<Option<F::Output>> = running.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        let mut all = true;
        for (one, output) in running.iter_mut().zip(&mut outputs) {
            if output.is_none() {
                match std::pin::Pin::new(one).poll(context) {
                    std::task::Poll::Ready(done) => *output = Some(done),
                    std::task::Poll::Pending => all = false,
                }
            }
        }
        if all {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    outputs.into_iter().flatten().collect()
}

/// Asks for one thing over so many connections, each of which asks again as soon as it was answered.
pub(crate) async fn run(
    server: &Server,
    prepared: &Prepared,
    operation: Operation,
    connections: usize,
    time: Duration,
) -> Result<Done> {
    let processes = match operation {
        Operation::SetImages => empty_processes(server, uploads(time)).await?,
        _ => Vec::new(),
    };
    let processes = Arc::new(Mutex::new(processes));
    let token = &server.token;
    let fixed = match operation {
        Operation::Health => vec![request("GET", "/health", "", "")],
        Operation::GetProcess => gets(&prepared.pending, token),
        Operation::GetOfMany => gets(&prepared.many, token),
        Operation::GetUnchanged => {
            let (path, tag) = &prepared.unchanged;
            let headers = format!("{token}if-none-match: {tag}\r\n");
            vec![request("GET", path, &headers, "")]
        }
        Operation::GetFinished => vec![request("GET", &prepared.finished, token, "")],
        Operation::CreateDossier => vec![request(
            "POST",
            "/assure/dossiers",
            token,
            r#"{"externalReference":"load"}"#,
        )],
        Operation::SetImages => Vec::new(),
    };
    let fixed: Arc<[Vec<u8>]> = fixed.into();
    let turn = Arc::new(AtomicUsize::new(0));
    let mut opened = Vec::new();
    for _ in 0..connections {
        opened.push(Connection::open(&server.address).await?);
    }
    let processor = server.processor_seconds();
    let began = Instant::now();
    let workers: Vec<_> = opened
        .into_iter()
        .map(|mut connection| {
            let (fixed, turn, processes) = (
                Arc::clone(&fixed),
                Arc::clone(&turn),
                Arc::clone(&processes),
            );
            let (pictures, token) = (Arc::clone(&prepared.pictures), token.clone());
            tokio::spawn(async move {
                let mut latencies = Histogram::<u64>::new(3)?;
                while began.elapsed() < time {
                    let asked = Instant::now();
                    let answer = if operation == Operation::SetImages {
                        let next = processes.lock().ok().and_then(|mut all| all.pop());
                        let Some(process) = next else { break };
                        let path = format!("{process}/images");
                        let head = head("POST", &path, &token, pictures.len());
                        connection.send(&[head.as_bytes(), &pictures]).await?
                    } else {
                        let next = turn.fetch_add(1, Ordering::Relaxed) % fixed.len();
                        connection.send(&[&fixed[next]]).await?
                    };
                    check(operation, &answer)?;
                    let took = u64::try_from(asked.elapsed().as_micros()).unwrap_or(u64::MAX);
                    latencies.record(took)?;
                }
                Ok::<_, anyhow::Error>(latencies)
            })
        })
        .collect();
    let mut latencies = Histogram::<u64>::new(3)?;
    for worker in workers {
        latencies.add(worker.await??)?;
    }
    Ok(Done {
        requests: latencies.len(),
        elapsed: began.elapsed(),
        latencies,
        processor: server.processor_seconds() - processor,
    })
}

fn gets(processes: &[String], token: &str) -> Vec<Vec<u8>> {
    let get = |process: &String| request("GET", process, token, "");
    processes.iter().map(get).collect()
}

fn check(operation: Operation, answer: &Answer) -> Result<()> {
    ensure!(
        answer.status == operation.expected(),
        "answered {}: {}",
        answer.status,
        String::from_utf8_lossy(&answer.body)
    );
    Ok(())
}
