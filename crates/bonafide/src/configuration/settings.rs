use super::egress::EgressSection;
use super::faces::Faces;
use super::files::FilesSection;
use super::listen;
use super::sealing::SealingSection;
use super::webhooks::WebhooksSection;
use bonafide_api::{ApiLimits, ConnectionLimits, Origin, RateLimits};
use bonafide_app::{CaptureSettings, Limits, Settings, TokenSettings, VerificationSettings};
use bonafide_domain::{AccountRules, ProcessKind, Retention, RuleValue};
use bonafide_providers::accept_rules;
use bonafide_storage::{Database, StorageSettings};
use bonafide_worker::WorkerSettings;
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

/// Everything that can be set. What each is for stands in `bonafide.default.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Configuration {
    pub(crate) server: Server,
    pub(crate) metrics: Metrics,
    pub(crate) data: Data,
    pub(crate) database: DatabaseSection,
    pub(crate) files: FilesSection,
    pub(crate) sealing: SealingSection,
    pub(crate) retention: Retention,
    pub(crate) models: Models,
    pub(crate) faces: Faces,
    pub(crate) tokens: Tokens,
    pub(crate) capture: Capture,
    pub(crate) verification: Verification,
    pub(crate) limits: LimitsSection,
    pub(crate) egress: EgressSection,
    pub(crate) webhooks: WebhooksSection,
    pub(crate) rate_limits: RateLimitsSection,
    pub(crate) log: Log,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Server {
    #[serde(deserialize_with = "listen::resolved")]
    pub(crate) listen: SocketAddr,
    pub(crate) public_url: String,
    pub(crate) max_connections: NonZeroUsize,
    pub(crate) head_seconds: u32,
    pub(crate) body_seconds: u32,
    pub(crate) send_seconds: u32,
    pub(crate) grace_seconds: u32,
    cors_origins: Vec<String>,
    waits_per_client: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Metrics {
    listen: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Data {
    pub(crate) dir: PathBuf,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DatabaseSection {
    pub(crate) url: String,
    connections: u32,
    patience_seconds: u32,
}

impl std::fmt::Debug for DatabaseSection {
    // The URL holds the password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DatabaseSection([redacted])")
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Models {
    pub(crate) dir: PathBuf,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tokens {
    lifetime_seconds: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Capture {
    link_seconds: u32,
    domains: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Verification {
    parallel: usize,
    minimum_age: u8,
    rules: AccountRules,
    time_limit_seconds: u32,
    lease_seconds: u32,
    max_attempts: u32,
    retry_pause_seconds: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LimitsSection {
    image_bytes: u64,
    process_image_bytes: u64,
    images_body_bytes: u64,
    body_bytes: u64,
    upload_memory_bytes: u64,
    upload_wait_seconds: u32,
    processes_per_dossier: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RateLimitsSection {
    reads_per_minute: u32,
    writes_per_minute: u32,
    tokens_per_minute: u32,
    refused_tokens_per_minute: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Log {
    pub(crate) level: String,
    pub(crate) format: LogFormat,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    /// Human on a terminal, JSON otherwise.
    Auto,
    /// Lines for people.
    Human,
    /// One JSON object a line.
    Json,
}

/// A setting that cannot be worked with.
#[derive(Debug, thiserror::Error)]
#[error("{setting}: {problem}")]
pub(crate) struct InvalidSetting {
    setting: &'static str,
    problem: String,
}

pub(super) fn invalid(setting: &'static str, problem: impl Into<String>) -> InvalidSetting {
    InvalidSetting {
        setting,
        problem: problem.into(),
    }
}

/// A level, or rooms with levels: a single word that is no level would be taken for a room that nobody has.
fn check_level(text: &str) -> Result<(), InvalidSetting> {
    const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];
    let is_level = |word: &str| LEVELS.iter().any(|level| level.eq_ignore_ascii_case(word));
    let good = text
        .split(',')
        .all(|part| match part.trim().rsplit_once('=') {
            Some((room, level)) => !room.is_empty() && is_level(level),
            None => is_level(part.trim()),
        });
    if good {
        return Ok(());
    }
    Err(invalid(
        "log.level",
        format!(
            "must be one of {}, or levels by room, such as \"info,bonafide_storage=debug\"",
            LEVELS.join(", ")
        ),
    ))
}

/// The rule that has a setting of its own.
const AGE: &str = "minimum_age";

fn seconds(number: u32) -> Duration {
    Duration::from_secs(number.into())
}

impl Configuration {
    /// Looks for settings that cannot be worked with or contradict each other.
    pub(crate) fn check(&self) -> Result<(), InvalidSetting> {
        self.metrics_listen()?;
        let public = &self.server.public_url;
        let web = public.starts_with("http://") || public.starts_with("https://");
        if !(public.is_empty() || web) || public.ends_with('/') {
            return Err(invalid(
                "server.public_url",
                "must begin with http:// or https:// and must not end with a slash",
            ));
        }
        self.origins()?;
        check_level(&self.log.level)?;
        self.check_capture()?;
        self.faces.check()?;
        self.files.check()?;
        self.egress.policy()?;
        self.sealing.check()?;
        self.check_retention()?;
        self.webhooks.deliveries()?;
        let url = &self.database.url;
        if !(url.is_empty() || url.starts_with("postgres://") || url.starts_with("postgresql://")) {
            return Err(invalid(
                "database.url",
                "must be empty or begin with postgres://",
            ));
        }
        if self.database.connections == 0 {
            return Err(invalid("database.connections", "must be at least 1"));
        }
        if self.limits.image_bytes > 20 << 20 {
            return Err(invalid(
                "limits.image_bytes",
                "must be at most 20971520; the engine takes no larger pictures",
            ));
        }
        if self.limits.images_body_bytes < self.limits.process_image_bytes / 3 * 4 {
            return Err(invalid(
                "limits.images_body_bytes",
                "must hold four thirds of limits.process_image_bytes: base64 makes pictures longer by a third",
            ));
        }
        self.check_rules()?;
        self.use_cases()
            .check()
            .map_err(|error| invalid(error.field, error.problem))?;
        self.api_limits()
            .check()
            .map_err(|error| invalid("limits.upload_memory_bytes", error.to_string()))
    }

    fn check_capture(&self) -> Result<(), InvalidSetting> {
        if self.capture.link_seconds == 0 {
            return Err(invalid("capture.link_seconds", "must be at least 1"));
        }
        let domain = |text: &String| {
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-:".contains(c);
            !text.is_empty() && text.chars().all(plain)
        };
        if self.capture.domains.iter().all(domain) {
            Ok(())
        } else {
            Err(invalid(
                "capture.domains",
                "must be names such as id.example.com, in small letters and without https://",
            ))
        }
    }

    fn check_retention(&self) -> Result<(), InvalidSetting> {
        for name in self.retention.processes.keys() {
            name.parse::<ProcessKind>().map_err(|error| {
                invalid("retention.processes", format!("'{name}' is not {error}"))
            })?;
        }
        Ok(())
    }

    fn check_rules(&self) -> Result<(), InvalidSetting> {
        let twice = self.verification.rules.iter();
        if twice.into_iter().any(|(rule, _)| rule == AGE) {
            return Err(invalid(
                "verification.rules",
                "minimum_age has a setting of its own: verification.minimum_age",
            ));
        }
        accept_rules(&self.rules()).map_err(|refused| {
            if refused.rule == AGE {
                invalid("verification.minimum_age", refused.problem)
            } else {
                invalid("verification.rules", refused.to_string())
            }
        })
    }

    /// Takes out what must not be printed.
    pub(crate) fn hide_secrets(&mut self) {
        if !self.database.url.is_empty() {
            self.database.url = "postgres://(hidden)".to_owned();
        }
        self.files.hide_secrets();
        self.sealing.hide_secrets();
    }

    /// Where metrics are served, if they are.
    pub(crate) fn metrics_listen(&self) -> Result<Option<SocketAddr>, InvalidSetting> {
        match self.metrics.listen.as_str() {
            "off" => Ok(None),
            address => address.parse().map(Some).map_err(|_| {
                invalid(
                    "metrics.listen",
                    "must be an address with a port, such as 127.0.0.1:9464, or \"off\"",
                )
            }),
        }
    }

    /// The address under which clients know the server.
    pub(crate) fn public_url(&self) -> String {
        let listen = self.server.listen;
        match (self.server.public_url.as_str(), listen.port()) {
            ("", 0) => "http://localhost:8080".to_owned(),
            ("", port) if listen.ip().is_unspecified() => format!("http://localhost:{port}"),
            ("", _) => format!("http://{listen}"),
            (given, _) => given.to_owned(),
        }
    }

    /// How the storage is opened.
    ///
    /// # Errors
    /// [`InvalidSetting`] when a file that is named cannot be read.
    pub(crate) fn storage(&self) -> Result<StorageSettings, InvalidSetting> {
        let database = match self.database.url.as_str() {
            "" => Database::Sqlite {
                path: self.data.dir.join("bonafide.sqlite"),
            },
            url => Database::Postgres {
                url: url.to_owned(),
            },
        };
        let files = self.files.settings(&self.data.dir)?;
        Ok(StorageSettings {
            connections: self.database.connections,
            patience: seconds(self.database.patience_seconds),
            max_blob_bytes: self.limits.image_bytes,
            master_keys: self.sealing.source(&self.data.dir),
            ..StorageSettings::new(database, files)
        })
    }

    pub(crate) fn use_cases(&self) -> Settings {
        Settings {
            token: TokenSettings {
                lifetime: seconds(self.tokens.lifetime_seconds),
                issuer: format!("{}/auth/open", self.public_url()),
                ..TokenSettings::default()
            },
            verification: VerificationSettings {
                time_limit: seconds(self.verification.time_limit_seconds),
                lease: seconds(self.verification.lease_seconds),
                max_attempts: self.verification.max_attempts,
                retry_pause: seconds(self.verification.retry_pause_seconds),
            },
            capture: CaptureSettings {
                public_url: self.public_url(),
                domains: self.capture.domains.clone(),
                lifetime: seconds(self.capture.link_seconds),
            },
            retention: self.retention.clone(),
            // Checked when it was read.
            delivery: self.webhooks.deliveries().unwrap_or_default(),
            limits: Limits {
                image_bytes: self.limits.image_bytes,
                process_image_bytes: self.limits.process_image_bytes,
                processes_per_dossier: self.limits.processes_per_dossier,
                ..Limits::default()
            },
        }
    }

    pub(crate) fn api_limits(&self) -> ApiLimits {
        ApiLimits {
            body_bytes: self.limits.body_bytes,
            images_body_bytes: self.limits.images_body_bytes,
            body_time: seconds(self.server.body_seconds),
            upload_memory_bytes: self.limits.upload_memory_bytes,
            upload_wait: seconds(self.limits.upload_wait_seconds),
            rates: RateLimits {
                reads: self.rate_limits.reads_per_minute,
                writes: self.rate_limits.writes_per_minute,
                tokens: self.rate_limits.tokens_per_minute,
                refused_tokens: self.rate_limits.refused_tokens_per_minute,
            },
            waits_per_client: self.server.waits_per_client,
        }
    }

    /// Whose pages may call from a browser.
    pub(crate) fn origins(&self) -> Result<Vec<Origin>, InvalidSetting> {
        let origins = self.server.cors_origins.iter();
        origins
            .map(|text| {
                text.parse()
                    .map_err(|error| invalid("server.cors_origins", format!("{error}")))
            })
            .collect()
    }

    pub(crate) fn connections(&self) -> ConnectionLimits {
        ConnectionLimits {
            connections: self.server.max_connections.get(),
            head_time: seconds(self.server.head_seconds),
            send_time: seconds(self.server.send_seconds),
            grace: seconds(self.server.grace_seconds),
        }
    }

    /// Verifications at once.
    pub(crate) fn parallel(&self) -> NonZeroUsize {
        NonZeroUsize::new(self.verification.parallel)
            .or_else(|| std::thread::available_parallelism().ok())
            .unwrap_or(NonZeroUsize::MIN)
    }

    /// The rules for all accounts, which an account's own go over.
    pub(crate) fn rules(&self) -> AccountRules {
        let mut rules = self.verification.rules.clone();
        rules.set(AGE, RuleValue::Number(self.verification.minimum_age.into()));
        rules
    }

    /// Bytes of one picture.
    pub(crate) fn image_bytes(&self) -> usize {
        usize::try_from(self.limits.image_bytes).unwrap_or(usize::MAX)
    }

    pub(crate) fn worker(&self, name: String) -> WorkerSettings {
        WorkerSettings {
            parallel: self.parallel(),
            grace: seconds(self.server.grace_seconds),
            ..WorkerSettings::new(name)
        }
    }
}
