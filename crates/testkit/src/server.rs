//! The real server on a free port: started, killed without warning, started again on the same data.

use crate::assure::Credentials;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use thiserror::Error;

/// Why the server could not be driven.
#[derive(Debug, Error)]
pub enum ServerError {
    /// The binary or its files cannot be used.
    #[error("{what}: {source}")]
    Io {
        /// What was tried.
        what: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// It ended, or did not become ready.
    #[error("the server did not become ready: {0}")]
    NotReady(String),
    /// A command of the binary failed.
    #[error("`bonafide {command}` failed: {output}")]
    CommandFailed {
        /// Its arguments.
        command: String,
        /// What it wrote to standard error.
        output: String,
    },
}

fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> ServerError {
    let what = what.into();
    move |source| ServerError::Io { what, source }
}

/// How to run the server.
#[derive(Debug, Clone)]
pub struct ServerSettings {
    /// The `bonafide` binary.
    pub binary: PathBuf,
    /// The folder of the models.
    pub models: PathBuf,
    /// The folder of its data.
    pub data: PathBuf,
    /// Where its log goes; `None` throws it away.
    pub log: Option<PathBuf>,
    /// Further settings, as environment variables.
    pub environment: Vec<(String, String)>,
    /// How long it may take to become ready.
    pub patience: Duration,
}

impl ServerSettings {
    /// With the log in the data folder and a minute of patience.
    #[must_use]
    pub fn new(
        binary: impl Into<PathBuf>,
        models: impl Into<PathBuf>,
        data: impl Into<PathBuf>,
    ) -> Self {
        let data = data.into();
        Self {
            binary: binary.into(),
            models: models.into(),
            log: Some(data.join("server.log")),
            data,
            environment: Vec::new(),
            patience: Duration::from_secs(60),
        }
    }
}

/// A running server. Dropping it kills it.
pub struct Server {
    settings: ServerSettings,
    child: Child,
    address: String,
}

impl Server {
    /// Starts it on a free port of the loopback and waits until it is ready.
    ///
    /// # Errors
    /// When it cannot be started or ends before it is ready; the message holds the end of its log.
    pub async fn start(settings: ServerSettings) -> Result<Self, ServerError> {
        std::fs::create_dir_all(&settings.data).map_err(io("making the data folder"))?;
        let ready = settings.data.join("ready");
        // A file of an earlier life would name an address that nobody listens on.
        let _ = std::fs::remove_file(&ready);
        let log = match &settings.log {
            Some(path) => Stdio::from(
                std::fs::OpenOptions::new()
                    .create(true)
                    .append(true)
                    .open(path)
                    .map_err(io("opening the log"))?,
            ),
            None => Stdio::null(),
        };
        let child = base_command(&settings)
            .args(["serve", "--listen", "127.0.0.1:0", "--ready-file"])
            .arg(&ready)
            .arg("--data")
            .arg(&settings.data)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .map_err(io(format!("starting {}", settings.binary.display())))?;
        let mut server = Self {
            settings,
            child,
            address: String::new(),
        };
        server.address = server.wait_until_ready(&ready).await?;
        Ok(server)
    }

    async fn wait_until_ready(&mut self, ready: &Path) -> Result<String, ServerError> {
        let deadline = Instant::now() + self.settings.patience;
        while Instant::now() < deadline {
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(ServerError::NotReady(format!(
                    "it ended with {status}\n{}",
                    self.log_tail()
                )));
            }
            match std::fs::read_to_string(ready) {
                Ok(address) if address.ends_with('\n') => return Ok(address.trim().to_owned()),
                _ => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
        Err(ServerError::NotReady(format!(
            "it took over {:?}\n{}",
            self.settings.patience,
            self.log_tail()
        )))
    }

    /// Where it listens, e.g. `http://127.0.0.1:41234`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Its process id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// How it was started.
    #[must_use]
    pub const fn settings(&self) -> &ServerSettings {
        &self.settings
    }

    /// Ends it as a power cut would: SIGKILL, no chance to tidy up.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Starts it again on the same data.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub async fn restart(mut self) -> Result<Self, ServerError> {
        self.kill();
        Self::start(self.settings.clone()).await
    }

    /// Makes a client by the command line, as an operator would, while the server runs.
    ///
    /// # Errors
    /// When the command fails or prints something else than it promises.
    pub fn create_client(&self, name: &str) -> Result<Credentials, ServerError> {
        let arguments = ["client", "create", name, "--sandbox", "--json"];
        let failed = |output: String| ServerError::CommandFailed {
            command: arguments.join(" "),
            output,
        };
        let output = base_command(&self.settings)
            .args(arguments)
            .arg("--data")
            .arg(&self.settings.data)
            .stdin(Stdio::null())
            .output()
            .map_err(io("running `bonafide client create`"))?;
        if !output.status.success() {
            return Err(failed(String::from_utf8_lossy(&output.stderr).into_owned()));
        }
        serde_json::from_slice(&output.stdout).map_err(|error| failed(error.to_string()))
    }

    /// The last lines of its log.
    #[must_use]
    pub fn log_tail(&self) -> String {
        let text = self
            .settings
            .log
            .as_ref()
            .and_then(|path| std::fs::read_to_string(path).ok())
            .unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(15)..].join("\n")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

fn base_command(settings: &ServerSettings) -> Command {
    let mut command = Command::new(&settings.binary);
    command
        .env("BONAFIDE_MODELS__DIR", &settings.models)
        .env("BONAFIDE_METRICS__LISTEN", "off")
        .envs(
            settings
                .environment
                .iter()
                .map(|(name, value)| (name, value)),
        );
    command
}
