//! A thin client of the Assure API, as a backend developer would write one.

use base64::Engine as _;
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use thiserror::Error;

/// What `bonafide client create --json` prints.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Credentials {
    /// The public id.
    pub client_id: String,
    /// The secret, shown once.
    pub client_secret: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials")
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// An answer that is not the one that was hoped for.
#[derive(Debug, Error)]
pub enum CallError {
    /// The server could not be reached, or broke off.
    #[error("{0}")]
    Transport(#[from] reqwest::Error),
    /// It refused.
    #[error("{method} {path} was answered {status}: {body}")]
    Refused {
        /// The call.
        method: &'static str,
        /// Its path.
        path: String,
        /// The status.
        status: u16,
        /// The body, as text.
        body: String,
    },
    /// A process did not end in time.
    #[error("the process was still {0} after the time given")]
    StillRunning(String),
}

/// A client with a token. Cloning shares the connections.
#[derive(Clone)]
pub struct Assure {
    http: reqwest::Client,
    base: String,
    token: String,
}

impl Assure {
    /// Fetches a token.
    ///
    /// # Errors
    /// When the credentials are refused or the server cannot be reached.
    pub async fn sign_in(base: &str, credentials: &Credentials) -> Result<Self, CallError> {
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(60))
            .build()?;
        let answer = http
            .post(format!("{base}/auth/open/connect/token"))
            .basic_auth(&credentials.client_id, Some(&credentials.client_secret))
            .form(&[
                ("grant_type", "client_credentials"),
                ("scope", "signicat-api"),
            ])
            .send()
            .await?;
        let answer = expect("POST", "/auth/open/connect/token", answer).await?;
        let token = answer["access_token"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        Ok(Self {
            http,
            base: base.to_owned(),
            token,
        })
    }

    /// The token, for calls that are made by other means.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The same token against another address: the server after a restart.
    #[must_use]
    pub fn at(&self, base: &str) -> Self {
        Self {
            base: base.to_owned(),
            ..self.clone()
        }
    }

    /// `GET` with the answer as JSON.
    ///
    /// # Errors
    /// When the answer is not 2xx.
    pub async fn get(&self, path: &str) -> Result<Value, CallError> {
        let answer = self
            .http
            .get(self.url(path))
            .bearer_auth(&self.token)
            .send()
            .await?;
        expect("GET", path, answer).await
    }

    /// `POST` of a JSON body, or of none.
    ///
    /// # Errors
    /// When the answer is not 2xx.
    pub async fn post(&self, path: &str, body: Option<&Value>) -> Result<Value, CallError> {
        let request = self.http.post(self.url(path)).bearer_auth(&self.token);
        let request = match body {
            Some(body) => request.json(body),
            None => request,
        };
        expect("POST", path, request.send().await?).await
    }

    /// `DELETE`.
    ///
    /// # Errors
    /// When the answer is not 2xx.
    pub async fn delete(&self, path: &str) -> Result<Value, CallError> {
        let answer = self
            .http
            .delete(self.url(path))
            .bearer_auth(&self.token)
            .send()
            .await?;
        expect("DELETE", path, answer).await
    }

    /// The bytes of a stored picture.
    ///
    /// # Errors
    /// When the answer is not 2xx.
    pub async fn image(
        &self,
        process: &ProcessPath,
        depiction: &str,
    ) -> Result<Vec<u8>, CallError> {
        let path = format!("{process}/images?depiction={depiction}");
        let answer = self
            .http
            .get(self.url(&path))
            .bearer_auth(&self.token)
            .send()
            .await?;
        if answer.status().is_success() {
            Ok(answer.bytes().await?.to_vec())
        } else {
            Err(refusal("GET", &path, answer).await)
        }
    }

    /// Makes a dossier and answers its id.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn create_dossier(&self, external_reference: &str) -> Result<String, CallError> {
        let answer = self
            .post(
                "/assure/dossiers",
                Some(&json!({ "externalReference": external_reference })),
            )
            .await?;
        Ok(text(&answer, "dossierId"))
    }

    /// Makes a PictureID process for a document.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn create_process(
        &self,
        dossier: &str,
        document_id: Option<i64>,
    ) -> Result<ProcessPath, CallError> {
        self.create_process_of("document", dossier, document_id)
            .await
    }

    /// The same for `document` or `documentSelfie`.
    ///
    /// # Errors
    /// When the server refuses it or cannot be reached.
    pub async fn create_process_of(
        &self,
        process_type: &str,
        dossier: &str,
        document_id: Option<i64>,
    ) -> Result<ProcessPath, CallError> {
        let mut body = json!({ "provider": "signicatpictureid", "processType": process_type });
        if let Some(id) = document_id {
            body["documentId"] = id.into();
        }
        let answer = self
            .post(
                &format!("/assure/dossiers/{dossier}/processes"),
                Some(&body),
            )
            .await?;
        Ok(ProcessPath {
            dossier: dossier.to_owned(),
            process: text(&answer, "processId"),
        })
    }

    /// Uploads pictures: pairs of depiction and file.
    ///
    /// # Errors
    /// When they are refused.
    pub async fn set_images(
        &self,
        process: &ProcessPath,
        images: &[(&str, &[u8])],
    ) -> Result<(), CallError> {
        let body: serde_json::Map<String, Value> = images
            .iter()
            .map(|(depiction, bytes)| ((*depiction).to_owned(), data_url(bytes).into()))
            .collect();
        self.post(&format!("{process}/images"), Some(&body.into()))
            .await?;
        Ok(())
    }

    /// Starts the verification.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn start(&self, process: &ProcessPath) -> Result<(), CallError> {
        self.post(&process.to_string(), None).await?;
        Ok(())
    }

    /// Polls until the process is final, and answers it.
    ///
    /// # Errors
    /// When a call fails, or it is not final within `patience`.
    pub async fn wait(
        &self,
        process: &ProcessPath,
        patience: Duration,
    ) -> Result<Value, CallError> {
        let deadline = Instant::now() + patience;
        loop {
            let answer = self.get(&process.to_string()).await?;
            let status = text(&answer, "status");
            if status != "pending" && status != "processing" {
                return Ok(answer);
            }
            if Instant::now() >= deadline {
                return Err(CallError::StillRunning(status));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }
}

/// Where a process lies; prints as its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessPath {
    /// The id of its dossier.
    pub dossier: String,
    /// Its own id.
    pub process: String,
}

impl std::fmt::Display for ProcessPath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "/assure/dossiers/{}/processes/{}",
            self.dossier, self.process
        )
    }
}

/// A file as the API takes it (RFC 2397).
#[must_use]
pub fn data_url(bytes: &[u8]) -> String {
    let kind = if bytes.starts_with(b"\x89PNG") {
        "png"
    } else {
        "jpeg"
    };
    format!(
        "data:image/{kind};base64,{}",
        base64::engine::general_purpose::STANDARD.encode(bytes)
    )
}

fn text(answer: &Value, field: &str) -> String {
    answer[field].as_str().unwrap_or_default().to_owned()
}

async fn expect(
    method: &'static str,
    path: &str,
    answer: reqwest::Response,
) -> Result<Value, CallError> {
    if !answer.status().is_success() {
        return Err(refusal(method, path, answer).await);
    }
    let bytes = answer.bytes().await?;
    Ok(serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

async fn refusal(method: &'static str, path: &str, answer: reqwest::Response) -> CallError {
    let status = answer.status().as_u16();
    let body = answer.text().await.unwrap_or_default();
    CallError::Refused {
        method,
        path: path.to_owned(),
        status,
        body,
    }
}
