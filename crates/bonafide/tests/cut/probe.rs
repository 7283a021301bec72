//! A client that calls at a steady pace, whatever becomes of its calls, and notes it.

use bonafide_testkit::assure::{Assure, Credentials, data_url};
use image::{ExtendedColorType, ImageEncoder as _};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// A call of each kind goes out this often.
const PACE: Duration = Duration::from_millis(500);
/// Longer than anybody may be kept waiting.
const LONGEST: Duration = Duration::from_secs(60);

/// What a call needs to be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A row that is read.
    Read,
    /// A row that is written.
    Write,
    /// A file that is written, and the row that names it.
    Upload,
    /// A file that is read.
    Picture,
}

impl Kind {
    pub(crate) const ALL: [Self; 4] = [Self::Read, Self::Write, Self::Upload, Self::Picture];
}

/// What became of a call.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) kind: Kind,
    pub(crate) began: Instant,
    pub(crate) ended: Instant,
    pub(crate) status: Option<u16>,
    pub(crate) fault: Option<String>,
}

impl Call {
    pub(crate) fn is_yes(&self) -> bool {
        self.status
            .is_some_and(|status| (200..300).contains(&status))
    }
}

/// Calls until it is told to stop.
pub(crate) struct Probe {
    calls: Arc<Mutex<Vec<Call>>>,
    calling: tokio::task::JoinHandle<()>,
    stop: tokio::sync::watch::Sender<bool>,
}

impl Probe {
    /// Works on a dossier of its own.
    pub(crate) async fn begin(base: &str, account: &Credentials) -> Self {
        let assure = Assure::sign_in(base, account).await.unwrap();
        let dossier = assure.create_dossier("probe").await.unwrap();
        let caller = Arc::new(Caller {
            http: Client::builder().timeout(LONGEST).build().unwrap(),
            path: format!("{base}/assure/dossiers/{dossier}"),
            token: assure.token().to_owned(),
            picture: picture(),
            calls: Arc::default(),
        });
        let body = json!({ "userData": { "firstName": "Anna" } });
        for (path, body) in [
            ("/userdata", body),
            ("/files", json!({ "front": caller.picture })),
        ] {
            let said = caller.send(Method::POST, path, Some(&body)).await.unwrap();
            assert!((200..300).contains(&said.0), "{said:?}");
        }
        let (stop, mut stopped) = tokio::sync::watch::channel(false);
        let calls = Arc::clone(&caller.calls);
        let calling = tokio::spawn(async move {
            let mut running = JoinSet::new();
            let mut tick = tokio::time::interval(PACE);
            loop {
                tokio::select! {
                    _ = tick.tick() => {}
                    _ = stopped.changed() => break,
                }
                for kind in Kind::ALL {
                    let caller = Arc::clone(&caller);
                    running.spawn(async move { caller.call(kind).await });
                }
                while running.try_join_next().is_some() {}
            }
            while running.join_next().await.is_some() {}
        });
        Self {
            calls,
            calling,
            stop,
        }
    }

    /// Whether every kind of call that began after this was answered yes at last.
    pub(crate) fn is_well_since(&self, then: Instant) -> bool {
        let calls = self.calls.lock().unwrap();
        Kind::ALL.iter().all(|kind| {
            let mut later = calls
                .iter()
                .filter(|call| call.kind == *kind && call.began > then);
            later.next_back().is_some_and(Call::is_yes)
        })
    }

    /// Everything that was called, once all of it was answered.
    pub(crate) async fn end(self) -> Vec<Call> {
        self.stop.send_replace(true);
        self.calling.await.unwrap();
        std::mem::take(&mut *self.calls.lock().unwrap())
    }
}

struct Caller {
    http: Client,
    path: String,
    token: String,
    picture: String,
    calls: Arc<Mutex<Vec<Call>>>,
}

impl Caller {
    async fn call(&self, kind: Kind) {
        let began = Instant::now();
        let name = json!({ "userData": { "firstName": "Björn" } });
        // Not the one that is read: a picture that is replaced under its reader is another story.
        let picture = json!({ "back": self.picture });
        let said = match kind {
            Kind::Read => self.send(Method::GET, "", None).await,
            Kind::Write => self.send(Method::PUT, "/userdata", Some(&name)).await,
            Kind::Upload => self.send(Method::POST, "/files", Some(&picture)).await,
            Kind::Picture => self.send(Method::GET, "/files?depiction=front", None).await,
        };
        let (status, fault) = match said {
            Ok((200..300, ..)) => (Some(200), None),
            Ok((503, true, _)) => (Some(503), None),
            Ok((status, waits, text)) => {
                let fault =
                    format!("{kind:?} was answered {status} (Retry-After: {waits}): {text}");
                (Some(status), Some(fault))
            }
            Err(error) => (None, Some(format!("{kind:?} was not answered: {error:?}"))),
        };
        self.calls.lock().unwrap().push(Call {
            kind,
            began,
            ended: Instant::now(),
            status,
            fault,
        });
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<(u16, bool, String), reqwest::Error> {
        let mut request = self
            .http
            .request(method, format!("{}{path}", self.path))
            .bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await?;
        let status = answer.status().as_u16();
        let waits = answer.headers().contains_key("retry-after");
        let bytes = answer.bytes().await?;
        let text = if status < 300 {
            String::new()
        } else {
            String::from_utf8_lossy(&bytes[..bytes.len().min(300)]).into_owned()
        };
        Ok((status, waits, text))
    }
}

fn picture() -> String {
    let mut png = Vec::new();
    image::codecs::png::PngEncoder::new(&mut png)
        .write_image(&[127; 64 * 64], 64, 64, ExtendedColorType::L8)
        .unwrap();
    data_url(&png)
}
