//! The server that is loaded: started on a folder of its own, ended with this.

use crate::client::{Connection, request};
use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;
use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
    /// `authorization: Bearer …` and the end of its line.
    pub(crate) token: String,
}

impl Server {
    pub(crate) async fn start(
        binary: &Path,
        models: &Path,
        data: &Path,
        postgres: Option<&str>,
    ) -> Result<Self> {
        std::fs::create_dir_all(data)?;
        let ready = data.join("ready");
        let command = || {
            let mut command = Command::new(binary);
            command
                .env("BONAFIDE_MODELS__DIR", models)
                .env("BONAFIDE_METRICS__LISTEN", "off")
                // Limits are there to keep one client from doing what is done here.
                .env("BONAFIDE_RATE_LIMITS__READS_PER_MINUTE", "0")
                .env("BONAFIDE_RATE_LIMITS__WRITES_PER_MINUTE", "0")
                .stdin(Stdio::null());
            if let Some(url) = postgres {
                command.env("BONAFIDE_DATABASE__URL", url);
            }
            command
        };
        let log = File::create(data.join("server.log"))?;
        let child = command()
            .args(["serve", "--listen", "127.0.0.1:0", "--ready-file"])
            .arg(&ready)
            .arg("--data")
            .arg(data)
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .with_context(|| format!("starting {}", binary.display()))?;
        let mut server = Self {
            child,
            address: String::new(),
            token: String::new(),
        };
        server.address = server.wait(&ready).await?;
        let made = command()
            .args(["client", "create", "load", "--sandbox", "--json", "--data"])
            .arg(data)
            .output()?;
        ensure!(
            made.status.success(),
            "no client was made: {}",
            String::from_utf8_lossy(&made.stderr)
        );
        let made: Value = serde_json::from_slice(&made.stdout)?;
        server.token = server.sign_in(&made).await?;
        Ok(server)
    }

    async fn wait(&mut self, ready: &Path) -> Result<String> {
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(60) {
            if let Some(status) = self.child.try_wait()? {
                bail!(
                    "the server ended with {status}; its log is beside {}",
                    ready.display()
                );
            }
            match std::fs::read_to_string(ready) {
                Ok(address) if address.ends_with('\n') => return Ok(address.trim().to_owned()),
                _ => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
        bail!("the server did not become ready")
    }

    async fn sign_in(&self, made: &Value) -> Result<String> {
        let text = |name: &str| {
            made[name]
                .as_str()
                .context("credentials")
                .map(str::to_owned)
        };
        let form = format!(
            "grant_type=client_credentials&client_id={}&client_secret={}",
            text("clientId")?,
            text("clientSecret")?
        );
        let mut connection = Connection::open(&self.address).await?;
        let answer = connection
            .send(&[&request("POST", "/auth/open/connect/token", "", &form)])
            .await?;
        let token = answer.json()?["access_token"]
            .as_str()
            .context("a token")?
            .to_owned();
        Ok(format!("authorization: Bearer {token}\r\n"))
    }

    /// Processor time that it has used, in seconds.
    pub(crate) fn processor_seconds(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()));
        let stat = stat.unwrap_or_default();
        // Behind the name, which stands in brackets: fields 14 and 15 of proc(5), in hundredths.
        let fields = stat
            .rsplit(')')
            .next()
            .unwrap_or_default()
            .split_whitespace();
        let ticks: f64 = fields
            .skip(11)
            .take(2)
            .filter_map(|field| field.parse::<f64>().ok())
            .sum();
        ticks / 100.0
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
