//! Files in a bucket of a store that speaks S3.

use super::silence::Silence;
use super::{FileName, FileStore, Found, Listed, Put, folder_of};
use crate::error::StorageError;
use crate::settings::{Plaintext, S3Settings};
use async_trait::async_trait;
use bonafide_domain::{ClientId, DossierId};
use bytes::Bytes;
use futures::stream::{self, BoxStream};
use futures::{StreamExt as _, TryStreamExt as _};
use jiff::Timestamp;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::list::{PaginatedListOptions, PaginatedListStore as _};
use object_store::path::Path as Key;
use object_store::{
    BackoffConfig, Certificate, ClientOptions, ObjectMeta, ObjectStore as _, ObjectStoreExt as _,
    PutMode, PutPayload, RetryConfig,
};
use std::fmt;
use std::future::Future;
use std::time::Duration;
use tokio::time::Instant;

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(2);
/// How often a call is tried again that the store refused with a 5xx or that found no connection.
const RETRIES: usize = 2;
/// Removals at once. Each is a call of its own: not every store can take many in one.
const AT_ONCE: usize = 8;
/// No owner is called so.
const NOWHERE: &str = "nowhere/";
/// Bytes of what a store says that are passed on.
const SAID: usize = 300;

/// Durable when the store says so: a PUT that is answered 200 is kept.
pub(super) struct Bucket {
    files: AmazonS3,
    name: String,
    /// Before every name, with a slash at its end, or empty.
    prefix: String,
    patience: Duration,
    silence: Silence,
}

impl fmt::Debug for Bucket {
    // What calls it holds the keys.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bucket")
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}

impl Bucket {
    pub(super) fn open(settings: &S3Settings) -> Result<Self, StorageError> {
        let mut client = ClientOptions::new()
            .with_timeout(settings.patience)
            .with_connect_timeout(CONNECT.min(settings.patience))
            .with_allow_http(settings.plaintext == Plaintext::Allowed);
        for root in Certificate::from_pem_bundle(&settings.roots).map_err(StorageError::settings)? {
            client = client.with_root_certificate(root);
        }
        let retry = RetryConfig {
            backoff: BackoffConfig {
                init_backoff: Duration::from_millis(100),
                max_backoff: Duration::from_secs(1),
                base: 2.0,
            },
            max_retries: RETRIES,
            retry_timeout: settings.patience / 2,
        };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&settings.bucket)
            .with_region(&settings.region)
            .with_access_key_id(&settings.access_key_id)
            .with_secret_access_key(&settings.secret_access_key)
            .with_disable_bulk_delete(true)
            .with_client_options(client)
            .with_retry(retry);
        if let Some(endpoint) = &settings.endpoint {
            builder = builder.with_endpoint(endpoint);
        }
        let prefix = match settings.prefix.as_str() {
            "" => String::new(),
            prefix => format!("{prefix}/"),
        };
        Ok(Self {
            files: builder.build().map_err(StorageError::settings)?,
            name: settings.bucket.clone(),
            prefix,
            patience: settings.patience,
            silence: Silence::default(),
        })
    }

    fn key(&self, name: &FileName) -> Key {
        Key::from(format!("{}{}", self.prefix, name.as_str()))
    }

    /// A store that is away keeps nobody waiting for longer than the patience, however many calls one use case makes:
    /// after one that waited in vain those of the next second are refused at once.
    async fn in_time<T>(
        &self,
        call: impl Future<Output = Result<T, object_store::Error>>,
    ) -> Result<T, Refusal> {
        let began = Instant::now();
        if self.silence.is_on(began) {
            return Err(Refusal::Other(late(self.patience)));
        }
        let done = tokio::time::timeout(self.patience, call).await;
        match done {
            Ok(Ok(done)) => {
                self.silence.broken();
                Ok(done)
            }
            Ok(Err(error)) if began.elapsed() < self.patience => Err(error.into()),
            Ok(Err(_)) | Err(_) => {
                self.silence.found(began);
                Err(Refusal::Other(late(self.patience)))
            }
        }
    }

    /// Whether these very bytes lie under the name.
    async fn is_there(&self, name: &FileName, bytes: &Bytes) -> Result<bool, StorageError> {
        let found = self.get(name, bytes.len() as u64).await?;
        Ok(matches!(found, Found::Bytes(found) if found == bytes))
    }

    fn listed(&self, found: &ObjectMeta) -> Option<Listed> {
        let name = found.location.as_ref().strip_prefix(&self.prefix)?;
        let mut parts = name.split('/');
        let (owner, dossier, file) = (parts.next()?, parts.next()?, parts.next()?);
        let written = Timestamp::from_millisecond(found.last_modified.timestamp_millis()).ok()?;
        parts.next().is_none().then(|| Listed {
            name: FileName::listed(owner, dossier, file),
            written,
        })
    }
}

#[async_trait]
impl FileStore for Bucket {
    async fn put(&self, name: &FileName, bytes: Bytes) -> Result<Put, StorageError> {
        let payload = PutPayload::from_bytes(bytes.clone());
        let put = async {
            let key = self.key(name);
            self.files
                .put_opts(&key, payload, PutMode::Create.into())
                .await
        };
        match self.in_time(put).await {
            Ok(_) => Ok(Put::Kept),
            Err(Refusal::Taken(_)) if self.is_there(name, &bytes).await? => Ok(Put::ThereAlready),
            Err(Refusal::Taken(_)) => {
                Err(StorageError::conflict("a file of this id is there already"))
            }
            Err(other) => Err(other.into()),
        }
    }

    async fn get(&self, name: &FileName, size: u64) -> Result<Found, StorageError> {
        let get = async {
            let found = self.files.get(&self.key(name)).await?;
            if found.meta.size != size {
                return Ok(Found::OtherSize);
            }
            Ok(Found::Bytes(found.bytes().await?))
        };
        match self.in_time(get).await {
            Ok(found) => Ok(found),
            Err(Refusal::NothingThere) => Ok(Found::Nothing),
            Err(other) => Err(other.into()),
        }
    }

    async fn read(&self, name: &FileName, limit: u64) -> Result<Option<Bytes>, StorageError> {
        let get = async {
            let found = self.files.get(&self.key(name)).await?;
            let size = found.meta.size;
            if size > limit {
                return Ok(Err(size));
            }
            Ok(Ok(found.bytes().await?))
        };
        match self.in_time(get).await {
            Ok(Ok(bytes)) => Ok(Some(bytes)),
            Ok(Err(bytes)) => Err(StorageError::TooLarge { bytes, limit }),
            Err(Refusal::NothingThere) => Ok(None),
            Err(other) => Err(other.into()),
        }
    }

    async fn remove(&self, name: &FileName) -> Result<(), StorageError> {
        let key = self.key(name);
        match self.in_time(self.files.delete(&key)).await {
            Ok(()) | Err(Refusal::NothingThere) => Ok(()),
            Err(other) => Err(other.into()),
        }
    }

    async fn remove_all_of(
        &self,
        owner: &ClientId,
        dossier: DossierId,
    ) -> Result<(), StorageError> {
        let folder = Key::from(format!("{}{}", self.prefix, folder_of(owner, dossier)));
        let remove_all = async {
            // Nothing lies deeper; a store that keeps folders then looks at this one alone.
            let found = self.files.list_with_delimiter(Some(&folder)).await?;
            stream::iter(found.objects)
                .map(Ok)
                .try_for_each_concurrent(AT_ONCE, |found| async move {
                    match self.files.delete(&found.location).await {
                        Err(object_store::Error::NotFound { .. }) => Ok(()),
                        done => done,
                    }
                })
                .await
        };
        Ok(self.in_time(remove_all).await?)
    }

    fn list(&self) -> BoxStream<'_, Result<Listed, StorageError>> {
        let prefix = Some(Key::from(self.prefix.as_str())).filter(|key| !key.as_ref().is_empty());
        // A page of the store at a time, each in its time.
        let pages = self.files.list(prefix.as_ref());
        stream::try_unfold(pages, move |mut pages| async move {
            let next = self.in_time(pages.try_next()).await?;
            Ok(next.map(|found| (found, pages)))
        })
        .try_filter_map(move |found| async move { Ok(self.listed(&found)) })
        .boxed()
    }

    fn whereabouts(&self) -> String {
        match self.prefix.as_str() {
            "" => format!("the bucket {}", self.name),
            prefix => format!("the bucket {}, under {prefix},", self.name),
        }
    }

    async fn ready(&self) -> Result<(), StorageError> {
        // Where nothing lies: what is asked is whether there is the bucket and who may look into it.
        let nowhere = format!("{}{NOWHERE}", self.prefix);
        let one = PaginatedListOptions {
            delimiter: Some("/".into()),
            max_keys: Some(1),
            ..PaginatedListOptions::default()
        };
        let list = self.files.list_paginated(Some(&nowhere), one);
        self.in_time(list).await?;
        Ok(())
    }
}

fn late(patience: Duration) -> String {
    format!("the store of files did not answer within {patience:?}")
}

/// Why a call was not done.
enum Refusal {
    /// There is no file of this name.
    NothingThere,
    /// There is one of this name.
    Taken(String),
    /// The store is away, or does not know these settings.
    Other(String),
}

impl From<object_store::Error> for Refusal {
    fn from(error: object_store::Error) -> Self {
        let said = said(&error);
        match error {
            // The same status says that there is no bucket.
            object_store::Error::NotFound { .. } if !said.contains("NoSuchBucket") => {
                Self::NothingThere
            }
            object_store::Error::AlreadyExists { .. } => Self::Taken(said),
            _ => Self::Other(said),
        }
    }
}

impl From<Refusal> for StorageError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NothingThere => Self::unavailable("the store of files knows no such place"),
            Refusal::Taken(said) | Refusal::Other(said) => Self::unavailable(said),
        }
    }
}

/// What the store said, without what it repeats of the request: some stores quote the id of the key and the signature.
fn said(error: &object_store::Error) -> String {
    let whole = error.to_string();
    let code = whole
        .split_once("<Code>")
        .and_then(|(_, rest)| rest.split_once("</Code>"))
        .map(|(code, _)| format!(" ({code})"))
        .unwrap_or_default();
    let before = whole.split('<').next().unwrap_or_default().trim_end();
    let short: String = before.chars().take(SAID).collect();
    format!("{short}{code}")
}
