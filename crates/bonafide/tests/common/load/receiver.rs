use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tokio::task::JoinHandle;

/// A client's own machine, which is told of events.
pub(crate) struct Receiver {
    address: std::net::SocketAddr,
    heard: Arc<Mutex<Heard>>,
    running: JoinHandle<()>,
}

#[derive(Default)]
struct Heard {
    /// By their ids.
    messages: BTreeMap<String, Value>,
    times: u64,
    faults: Vec<String>,
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        let heard = Arc::<Mutex<Heard>>::default();
        let router = Router::new()
            .route("/", post(hear))
            .with_state(Arc::clone(&heard));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let running = tokio::spawn(async move {
            axum::serve(listener, router).await.unwrap();
        });
        Self {
            address,
            heard,
            running,
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Of which processes it heard that they are final, and with which status.
    pub(crate) fn ends(&self) -> BTreeMap<String, Vec<String>> {
        let heard = self.heard.lock().unwrap();
        let mut ends = BTreeMap::<String, Vec<String>>::new();
        for message in heard.messages.values() {
            if message["eventName"] == "process.complete" {
                let text = |name: &str| {
                    message["eventData"][name]
                        .as_str()
                        .unwrap_or_default()
                        .to_owned()
                };
                ends.entry(text("processId"))
                    .or_default()
                    .push(text("status"));
            }
        }
        ends
    }

    /// Messages, how often any was told, and what should never have come.
    pub(crate) fn counts(&self) -> (usize, u64, Vec<String>) {
        let heard = self.heard.lock().unwrap();
        (heard.messages.len(), heard.times, heard.faults.clone())
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.running.abort();
    }
}

async fn hear(
    State(heard): State<Arc<Mutex<Heard>>>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let mut heard = heard.lock().unwrap();
    heard.times += 1;
    let id = headers
        .get("webhook-id")
        .and_then(|id| id.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let Ok(message) = serde_json::from_slice::<Value>(&body) else {
        heard.faults.push(format!("message {id} is no JSON"));
        return StatusCode::OK;
    };
    if message["id"] != id.as_str() {
        heard
            .faults
            .push(format!("message {id} has another id inside"));
    }
    match heard.messages.get(&id) {
        // What is said of a dossier is taken out of its events when it goes; the rest is as it was.
        Some(before)
            if before["eventName"] != message["eventName"]
                || before["eventData"]["processId"] != message["eventData"]["processId"]
                || before["eventData"]["status"] != message["eventData"]["status"] =>
        {
            heard
                .faults
                .push(format!("message {id} was another the second time"));
        }
        Some(_) => {}
        None => {
            heard.messages.insert(id, message);
        }
    }
    StatusCode::OK
}
