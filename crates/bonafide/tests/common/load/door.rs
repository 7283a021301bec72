use bonafide_testkit::assure::Credentials;
use bytes::Bytes;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// The addresses of the nodes, as they are now.
pub(crate) struct Nodes(Mutex<Vec<String>>);

impl Nodes {
    pub(crate) fn new(urls: Vec<String>) -> Arc<Self> {
        Arc::new(Self(Mutex::new(urls)))
    }

    /// A node came back at another address.
    pub(crate) fn moved(&self, node: usize, url: String) {
        self.0.lock().unwrap()[node] = url;
    }

    fn any(&self, dice: &mut StdRng) -> String {
        let urls = self.0.lock().unwrap();
        urls.choose(dice).unwrap().clone()
    }

    pub(crate) fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

/// What became of a call.
#[derive(Debug)]
pub(crate) enum Said {
    /// Done.
    Yes(Bytes),
    /// 4xx: not done.
    No(u16, String),
    /// Nobody answered, or 503: it may be done or not.
    Doubt,
    /// What must never be answered.
    Fault(String),
}

/// One account's way in.
#[derive(Clone)]
pub(crate) struct Door {
    http: reqwest::Client,
    nodes: Arc<Nodes>,
    token: String,
    /// The account.
    pub(crate) client_id: String,
}

/// So long a call that may be sent again is sent again.
const PERSISTENCE: Duration = Duration::from_secs(90);

impl Door {
    pub(crate) async fn sign_in(nodes: Arc<Nodes>, account: &Credentials) -> Self {
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(30))
            .build()
            .unwrap();
        let url = format!("{}/auth/open/connect/token", nodes.all()[0]);
        let answer = http
            .post(url)
            .basic_auth(&account.client_id, Some(&account.client_secret))
            .form(&[
                ("grant_type", "client_credentials"),
                ("scope", "signicat-api"),
            ])
            .send()
            .await
            .unwrap();
        let answer: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
        Self {
            http,
            nodes,
            token: answer["access_token"].as_str().unwrap().to_owned(),
            client_id: account.client_id.clone(),
        }
    }

    /// Has every event of this account told there.
    pub(crate) async fn subscribe(&self, url: &str) {
        let node = self.nodes.all()[0].clone();
        let body = json!({ "url": url, "events": [] });
        match self
            .at(
                &node,
                Method::POST,
                "/events/subscriptions",
                Some(&body),
                None,
            )
            .await
        {
            Said::Yes(_) => {}
            other => panic!("the receiver was not subscribed: {other:?}"),
        }
    }

    /// One call to one node.
    pub(crate) async fn once(
        &self,
        dice: &mut StdRng,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Said {
        let node = self.nodes.any(dice);
        self.at(&node, method, path, body, None).await
    }

    pub(crate) async fn get(&self, dice: &mut StdRng, path: &str) -> Said {
        self.once(dice, Method::GET, path, None).await
    }

    /// Reads at whichever node answers, until one does.
    pub(crate) async fn read(&self, dice: &mut StdRng, path: &str) -> Said {
        self.until_answered(dice, Method::GET, path, None, None)
            .await
    }

    /// A POST under an idempotency key, sent until somebody says what became of it.
    pub(crate) async fn post_for_sure(
        &self,
        dice: &mut StdRng,
        path: &str,
        body: &Value,
        key: &str,
    ) -> Said {
        self.until_answered(dice, Method::POST, path, Some(body), Some(key))
            .await
    }

    async fn until_answered(
        &self,
        dice: &mut StdRng,
        method: Method,
        path: &str,
        body: Option<&Value>,
        key: Option<&str>,
    ) -> Said {
        let deadline = Instant::now() + PERSISTENCE;
        loop {
            let node = self.nodes.any(dice);
            let said = self.at(&node, method.clone(), path, body, key).await;
            let again = match &said {
                Said::Doubt => true,
                // The same key is under way on another node.
                Said::No(409, why) => key.is_some() && why.contains("Idempotency-Key"),
                _ => false,
            };
            if !again {
                return said;
            }
            if Instant::now() > deadline {
                return Said::Fault(format!(
                    "{method} {path} was not answered by anybody within {PERSISTENCE:?}"
                ));
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    async fn at(
        &self,
        node: &str,
        method: Method,
        path: &str,
        body: Option<&Value>,
        key: Option<&str>,
    ) -> Said {
        let mut request = self
            .http
            .request(method.clone(), format!("{node}{path}"))
            .bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.json(body);
        }
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let Ok(answer) = request.send().await else {
            return Said::Doubt;
        };
        let status = answer.status().as_u16();
        let waits = answer.headers().contains_key("retry-after");
        let Ok(bytes) = answer.bytes().await else {
            return Said::Doubt;
        };
        let text = || String::from_utf8_lossy(&bytes[..bytes.len().min(400)]).into_owned();
        match status {
            200..300 => Said::Yes(bytes),
            503 if waits => Said::Doubt,
            400..500 if status != 401 && status != 429 => Said::No(status, text()),
            _ => Said::Fault(format!("{method} {path} was answered {status}: {}", text())),
        }
    }
}
