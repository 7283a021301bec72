use super::settings::{InvalidSetting, invalid};
use axum::http::Uri;
use bonafide_storage::{FileSettings, Plaintext, S3Settings};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// No call waits longer for the store than this, so that no client does.
const MOST_PATIENCE: u32 = 10;

/// Where files lie. What each setting is for stands in `bonafide.default.toml`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FilesSection {
    store: StoreKind,
    endpoint: String,
    bucket: String,
    region: String,
    prefix: String,
    access_key_id: String,
    secret_access_key: String,
    secret_access_key_file: PathBuf,
    plaintext: PlaintextSetting,
    roots: PathBuf,
    patience_seconds: u32,
}

impl fmt::Debug for FilesSection {
    // It may hold the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FilesSection([redacted])")
    }
}

/// Which stores there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum StoreKind {
    Folder,
    S3,
}

/// To whom http:// is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum PlaintextSetting {
    Loopback,
    Allowed,
}

impl FilesSection {
    /// Looks for settings that do not go together, and reads no file.
    ///
    /// # Errors
    /// [`InvalidSetting`] names the setting.
    pub(super) fn check(&self) -> Result<(), InvalidSetting> {
        match self.store {
            StoreKind::Folder => Ok(()),
            StoreKind::S3 => self.check_s3(),
        }
    }

    fn check_s3(&self) -> Result<(), InvalidSetting> {
        self.plaintext()?;
        let small = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.".contains(c);
        if !(3..=63).contains(&self.bucket.len()) || !self.bucket.chars().all(small) {
            return Err(invalid(
                "files.bucket",
                "must be the name of the bucket: 3 to 63 small letters, digits, hyphens and points",
            ));
        }
        if self.region.is_empty() || !self.region.chars().all(small) {
            return Err(invalid(
                "files.region",
                "must be the region that the store signs for, such as eu-central-1",
            ));
        }
        let part = |part: &str| {
            !part.is_empty()
                && part
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
        };
        if !self.prefix.is_empty() && !self.prefix.split('/').all(part) {
            return Err(invalid(
                "files.prefix",
                "must be empty, or letters, digits, - and _ with single slashes between, such as bonafide/live",
            ));
        }
        if self.access_key_id.is_empty() {
            return Err(invalid(
                "files.access_key_id",
                "is needed for a store that speaks S3",
            ));
        }
        let in_file = !self.secret_access_key_file.as_os_str().is_empty();
        if self.secret_access_key.is_empty() != in_file {
            return Err(invalid(
                "files.secret_access_key",
                "is needed for a store that speaks S3: here, or in the file that files.secret_access_key_file names, not in both",
            ));
        }
        if !(1..=MOST_PATIENCE).contains(&self.patience_seconds) {
            return Err(invalid("files.patience_seconds", "must be from 1 to 10"));
        }
        Ok(())
    }

    fn plaintext(&self) -> Result<Plaintext, InvalidSetting> {
        if self.endpoint.is_empty() {
            return Ok(Plaintext::Refused);
        }
        let wrong = || {
            invalid(
                "files.endpoint",
                "must be a URL such as https://s3.example.com, without the bucket and without a name or password",
            )
        };
        let uri: Uri = self.endpoint.parse().map_err(|_| wrong())?;
        let authority = uri.authority().ok_or_else(wrong)?;
        let bare = !authority.as_str().contains('@') && uri.query().is_none();
        let host = authority.host().trim_matches(['[', ']']);
        let loopback = host == "localhost"
            || host
                .parse()
                .is_ok_and(|address: IpAddr| address.is_loopback());
        match uri.scheme_str().unwrap_or_default() {
            _ if !bare => Err(wrong()),
            "https" => Ok(Plaintext::Refused),
            "http" if loopback || self.plaintext == PlaintextSetting::Allowed => {
                Ok(Plaintext::Allowed)
            }
            "http" => Err(invalid(
                "files.endpoint",
                "speaks http:// to another machine; use https://, or set files.plaintext to \"allowed\" where the network between is yours alone",
            )),
            _ => Err(wrong()),
        }
    }

    /// What the storage is opened with. A folder lies in that of the data.
    ///
    /// # Errors
    /// [`InvalidSetting`] when a file that is named cannot be read.
    pub(crate) fn settings(&self, data: &Path) -> Result<FileSettings, InvalidSetting> {
        Ok(match self.store {
            StoreKind::Folder => FileSettings::from(data.join("blobs")),
            StoreKind::S3 => FileSettings::S3(S3Settings {
                endpoint: Some(self.endpoint.trim_end_matches('/').to_owned())
                    .filter(|endpoint| !endpoint.is_empty()),
                bucket: self.bucket.clone(),
                region: self.region.clone(),
                prefix: self.prefix.clone(),
                access_key_id: self.access_key_id.clone(),
                secret_access_key: self.secret()?,
                plaintext: self.plaintext()?,
                roots: self.roots()?,
                patience: Duration::from_secs(self.patience_seconds.into()),
            }),
        })
    }

    fn secret(&self) -> Result<String, InvalidSetting> {
        if !self.secret_access_key.is_empty() {
            return Ok(self.secret_access_key.clone());
        }
        let text = std::fs::read_to_string(&self.secret_access_key_file)
            .map_err(|problem| self.unreadable(&problem))?;
        match text.trim() {
            "" => Err(invalid(
                "files.secret_access_key_file",
                format!("{} is empty", self.secret_access_key_file.display()),
            )),
            secret => Ok(secret.to_owned()),
        }
    }

    fn unreadable(&self, problem: &std::io::Error) -> InvalidSetting {
        let path = self.secret_access_key_file.display();
        invalid(
            "files.secret_access_key_file",
            format!("{path} cannot be read: {problem}"),
        )
    }

    fn roots(&self) -> Result<Vec<u8>, InvalidSetting> {
        if self.roots.as_os_str().is_empty() {
            return Ok(Vec::new());
        }
        std::fs::read(&self.roots).map_err(|problem| {
            let path = self.roots.display();
            invalid("files.roots", format!("{path} cannot be read: {problem}"))
        })
    }

    /// Takes out what must not be printed.
    pub(super) fn hide_secrets(&mut self) {
        if !self.secret_access_key.is_empty() {
            self.secret_access_key = "(hidden)".to_owned();
        }
    }
}
