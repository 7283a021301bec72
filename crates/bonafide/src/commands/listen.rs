use super::block_on;
use crate::cli::Listen;
use crate::exit::{Code, Failure};
use anyhow::{Context as _, bail};
use bonafide_app::Clock as _;
use bonafide_app::{SigningSecret, StandardHeaders, SystemClock, SystemRandom};
use bonafide_egress::{
    Answer, Egress, HeaderMap, HeaderName, HeaderValue, HostList, Limits, Loopback, Method, Policy,
    Request, SystemResolver, TcpDial,
};
use serde_json::Value;
use std::io::{Write as _, stdout};
use std::sync::Arc;
use std::time::Duration;

/// How often to ask for what happened.
const PAUSE: Duration = Duration::from_secs(1);
/// A page of a hundred events is far smaller.
const MOST_BYTES: usize = 4 << 20;

pub(crate) fn run(arguments: &Listen) -> Result<(), Failure> {
    block_on(async {
        let listener = Listener::new(arguments)?;
        tokio::select! {
            ended = listener.listen() => Ok(ended?),
            // Ctrl-C is how listening ends.
            _ = tokio::signal::ctrl_c() => Ok(()),
        }
    })
}

struct Listener<'a> {
    arguments: &'a Listen,
    egress: Egress,
    secret: SigningSecret,
}

impl<'a> Listener<'a> {
    fn new(arguments: &'a Listen) -> Result<Self, Failure> {
        // The person at the command line says where to, on whatever port.
        let policy = Policy {
            ports: (1..=u16::MAX).collect(),
            networks: ["0.0.0.0/0", "::/0"]
                .iter()
                .filter_map(|network| network.parse().ok())
                .collect(),
            loopback: Loopback::Development,
        };
        let egress = Egress::new(
            policy,
            Arc::new(SystemResolver),
            Arc::new(TcpDial),
            Vec::new(),
        )
        .context("no way out")?;
        for (name, url) in [
            ("--server", Some(&arguments.server)),
            ("--forward-to", arguments.forward_to.as_ref()),
        ] {
            if let Some(url) = url {
                egress
                    .judge(url, &HostList::ANY)
                    .with_context(|| format!("{name} {url}"))
                    .map_err(|error| Failure::new(Code::Wrong, error))?;
            }
        }
        Ok(Self {
            arguments,
            egress,
            secret: SigningSecret::draw(&SystemRandom),
        })
    }

    async fn listen(&self) -> anyhow::Result<()> {
        let mut token = self.token().await?;
        let mut place = format!("since={}", SystemClock.now());
        if let Some(url) = &self.arguments.forward_to {
            say(&format!(
                "Forwarding to {url}, signed with {}",
                self.secret.reveal()
            ))?;
        } else if !self.arguments.json {
            say("Listening; Ctrl-C ends it.")?;
        }
        loop {
            let answer = self.get(&format!("/events?{place}"), &token).await?;
            match answer.status {
                200 => {}
                401 => {
                    token = self.token().await?;
                    continue;
                }
                status => bail!("GET /events answered {status}: {}", text(&answer)),
            }
            let page: Value = serde_json::from_slice(&answer.body).context("GET /events")?;
            for event in page["events"].as_array().into_iter().flatten() {
                self.tell(event).await?;
            }
            match page["last"].as_str() {
                Some(last) => place = format!("after={last}"),
                None => tokio::time::sleep(PAUSE).await,
            }
        }
    }

    async fn tell(&self, event: &Value) -> anyhow::Result<()> {
        let word = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        if self.arguments.json {
            say(&event.to_string())?;
        } else {
            let data = &event["eventData"];
            say(&format!(
                "{}  {}  {}  dossier {}  process {}",
                word(&event["timestamp"]),
                word(&event["eventName"]),
                word(&data["status"]),
                word(&data["dossierId"]),
                word(&data["processId"]),
            ))?;
        }
        let Some(url) = &self.arguments.forward_to else {
            return Ok(());
        };
        let body = event.to_string();
        let id = word(&event["id"]);
        let signed = StandardHeaders::sign(
            std::slice::from_ref(&self.secret),
            &id,
            SystemClock.now().as_second(),
            body.as_bytes(),
        );
        let headers = headers(&[
            ("content-type", "application/json"),
            ("webhook-id", &signed.id),
            ("webhook-timestamp", &signed.timestamp),
            ("webhook-signature", &signed.signature),
        ]);
        let told = match self.call(Method::POST, url, headers, body).await {
            Ok(answer) => format!("  -> {url} answered {}", answer.status),
            Err(error) => format!("  -> {url}: {error:#}"),
        };
        if self.arguments.json {
            Ok(())
        } else {
            say(&told)
        }
    }

    async fn token(&self) -> anyhow::Result<String> {
        let url = format!("{}/auth/open/connect/token", self.arguments.server);
        let body = format!(
            "grant_type=client_credentials&scope=signicat-api&client_id={}&client_secret={}",
            self.arguments.client_id, self.arguments.client_secret
        );
        let headers = headers(&[("content-type", "application/x-www-form-urlencoded")]);
        let answer = self.call(Method::POST, &url, headers, body).await?;
        if answer.status != 200 {
            bail!(
                "no token: {url} answered {}: {}",
                answer.status,
                text(&answer)
            );
        }
        let answer: Value = serde_json::from_slice(&answer.body).context("the token")?;
        let token = answer["access_token"].as_str().context("no access_token")?;
        Ok(token.to_owned())
    }

    async fn get(&self, path: &str, token: &str) -> anyhow::Result<Answer> {
        let url = format!("{}{path}", self.arguments.server);
        let headers = headers(&[("authorization", &format!("Bearer {token}"))]);
        self.call(Method::GET, &url, headers, String::new()).await
    }

    async fn call(
        &self,
        method: Method,
        url: &str,
        headers: HeaderMap,
        body: String,
    ) -> anyhow::Result<Answer> {
        let request = Request {
            method,
            url,
            hosts: &HostList::ANY,
            headers,
            body: body.into(),
            limits: Limits {
                read: MOST_BYTES,
                keep: MOST_BYTES,
                ..Limits::default()
            },
        };
        self.egress
            .call(request)
            .await
            .with_context(|| format!("{url} was not reached"))
    }
}

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    pairs
        .iter()
        .filter_map(|(name, value)| {
            let value = HeaderValue::from_str(value).ok()?;
            Some((HeaderName::from_static(name), value))
        })
        .collect()
}

fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.body)
        .chars()
        .take(500)
        .collect()
}

fn say(line: &str) -> anyhow::Result<()> {
    writeln!(stdout(), "{line}").context("standard output")
}
