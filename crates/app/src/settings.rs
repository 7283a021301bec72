use bonafide_domain::{Retention, Schedule};
use std::time::Duration;

/// How the use cases behave. `Default` is what a server has that configures nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    /// Access tokens.
    pub token: TokenSettings,
    /// Verifications.
    pub verification: VerificationSettings,
    /// How much one caller may bring.
    pub limits: Limits,
    /// Hosted pages.
    pub capture: CaptureSettings,
    /// For how long things are kept where a client has no times of its own.
    pub retention: Retention,
    /// Events that are told to subscriptions.
    pub delivery: DeliverySettings,
}

/// Events that are told to subscriptions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliverySettings {
    /// The pauses between tries.
    pub schedule: Schedule,
    /// The longest that one try may take; less than the lease of a delivery, which is 45 s.
    pub time_limit: Duration,
}

impl Default for DeliverySettings {
    /// The schedule of Standard Webhooks, and 15 s for a try.
    fn default() -> Self {
        Self {
            schedule: Schedule::standard(),
            time_limit: Duration::from_secs(15),
        }
    }
}

/// Hosted pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaptureSettings {
    /// The address under which browsers find this server, without a slash at its end.
    pub public_url: String,
    /// Other domains under which they find it, by https.
    pub domains: Vec<String>,
    /// How long a link opens its page.
    pub lifetime: Duration,
}

impl Default for CaptureSettings {
    fn default() -> Self {
        Self {
            public_url: "http://localhost:8080".to_owned(),
            domains: Vec::new(),
            lifetime: Duration::from_secs(24 * 3600),
        }
    }
}

/// Access tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenSettings {
    /// How long a token is good: 1 to 3600 s.
    pub lifetime: Duration,
    /// The `iss` of tokens: the address under which clients know this server.
    pub issuer: String,
    /// The `aud` of tokens.
    pub audience: String,
}

/// Verifications.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerificationSettings {
    /// The longest that one may take.
    pub time_limit: Duration,
    /// How long a reserved job is left to its holder before another may take it.
    pub lease: Duration,
    /// How often a verification is tried before it is given up; at least 1.
    pub max_attempts: u32,
    /// The pause after the first attempt that could not be made; doubles with each, up to 64 times this.
    pub retry_pause: Duration,
}

/// How much one caller may bring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one picture.
    pub image_bytes: u64,
    /// Bytes of all pictures of one process together.
    pub process_image_bytes: u64,
    /// Processes in one dossier.
    pub processes_per_dossier: u32,
    /// Dossiers in one listing.
    pub dossiers_per_listing: u32,
    /// Configurations of one kind that a client may have.
    pub configurations_per_client: u32,
}

impl Default for TokenSettings {
    fn default() -> Self {
        Self {
            lifetime: Duration::from_secs(600),
            issuer: "http://localhost:8080/auth/open".to_owned(),
            audience: "assure".to_owned(),
        }
    }
}

impl Default for VerificationSettings {
    fn default() -> Self {
        Self {
            time_limit: Duration::from_secs(60),
            lease: Duration::from_secs(30),
            max_attempts: 5,
            retry_pause: Duration::from_secs(5),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            image_bytes: 20 << 20,
            process_image_bytes: 60 << 20,
            processes_per_dossier: 100,
            dossiers_per_listing: 100,
            configurations_per_client: 100,
        }
    }
}

/// Settings that cannot be worked with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct InvalidSettings {
    /// Its name in the configuration.
    pub field: &'static str,
    /// One sentence for the operator.
    pub problem: &'static str,
}

impl Settings {
    /// Looks for values that cannot be worked with.
    ///
    /// # Errors
    /// [`InvalidSettings`] names the first.
    pub fn check(&self) -> Result<(), InvalidSettings> {
        let wrong = |field, problem| Err(InvalidSettings { field, problem });
        if !(1..=3600).contains(&self.token.lifetime.as_secs()) {
            return wrong(
                "tokens.lifetime_seconds",
                "a token is good for 1 to 3600 seconds",
            );
        }
        if self.token.issuer.is_empty() || self.token.audience.is_empty() {
            return wrong("server.public_url", "tokens name an issuer and an audience");
        }
        if self.verification.max_attempts == 0 {
            return wrong("verification.max_attempts", "at least one attempt is made");
        }
        if self.verification.lease < Duration::from_secs(1) {
            return wrong(
                "verification.lease_seconds",
                "a lease lasts at least one second",
            );
        }
        if self.capture.lifetime.is_zero() {
            return wrong(
                "capture.link_seconds",
                "a link has to open its page for some time",
            );
        }
        if !(1..=30).contains(&self.delivery.time_limit.as_secs()) {
            return wrong(
                "webhooks.timeout_seconds",
                "a try to tell an event takes from 1 to 30 seconds",
            );
        }
        if self.verification.time_limit.is_zero() {
            return wrong(
                "verification.time_limit_seconds",
                "a verification needs some time",
            );
        }
        Ok(())
    }
}
