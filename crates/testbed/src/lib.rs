//! A database and a store of files of a test's own.
//!
//! `BONAFIDE_TEST_ON` says where tests that don't mind run: `files` (SQLite and a folder, the default) or `servers`
//! (PostgreSQL and a store that speaks S3, which `scripts/postgres.sh` and `scripts/s3.sh` start).
//!
//! - `BONAFIDE_TEST_POSTGRES`: the URL of a server on which databases may be made.
//! - `BONAFIDE_TEST_S3`: the address of a store, `BONAFIDE_TEST_S3_KEY` and `BONAFIDE_TEST_S3_SECRET` its key, and
//!   `BONAFIDE_TEST_S3_FOLDER` the folder on this machine in which a bucket is a folder and a file a file.
//! - `BONAFIDE_REQUIRE_POSTGRES`, `BONAFIDE_REQUIRE_S3`: a test that is skipped without them fails instead.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "for tests, where a panic is the report"
)]

mod postgres;

use bonafide_storage::{Database, FileKeys, FileSettings, Plaintext, S3Settings, StorageSettings};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tempfile::TempDir;

/// Every server of a place has the same.
fn master_key_in(folder: &Path) -> PathBuf {
    folder.join("master.key")
}

static PLACES: AtomicU64 = AtomicU64::new(0);

/// Whether a database has its tables already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tables {
    /// Those of this version.
    Made,
    /// None: as an operator makes it.
    None,
}

/// Where one test keeps rows and files. Dropped, it is gone with all that lies in it.
#[derive(Debug)]
pub struct Place {
    settings: StorageSettings,
    files: PathBuf,
    // Last: what works on them is asked to go first.
    _database: Option<postgres::OfATest>,
    _folder: TempDir,
}

impl Place {
    /// On whichever engines the tests run.
    ///
    /// # Panics
    /// When there is no such place.
    pub async fn fresh() -> Self {
        match std::env::var("BONAFIDE_TEST_ON").as_deref() {
            Err(_) | Ok("" | "files") => Self::of_files(),
            Ok("servers") => {
                let servers = Self::of_servers(Tables::Made).await;
                servers.expect(
                    "BONAFIDE_TEST_ON is servers; scripts/postgres.sh and scripts/s3.sh start them",
                )
            }
            Ok(other) => panic!("BONAFIDE_TEST_ON is to be files or servers, not '{other}'"),
        }
    }

    /// SQLite and a folder.
    ///
    /// # Panics
    /// When no folder can be made.
    #[must_use]
    pub fn of_files() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data/bonafide.sqlite");
        let files = folder.path().join("data/blobs");
        Self {
            settings: StorageSettings::new(Database::Sqlite { path }, files.clone()),
            files,
            _database: None,
            _folder: folder,
        }
    }

    /// A database on the PostgreSQL server and a bucket in the store. `None`, with a line that says so, where the tests
    /// have no such servers.
    ///
    /// # Panics
    /// When they are required or do not do what they are asked to.
    pub async fn of_servers(tables: Tables) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let master_key = master_key_in(folder.path());
        let database = postgres::OfATest::make(tables, &master_key).await?;
        let store = Store::of_the_tests()?;
        let number = PLACES.fetch_add(1, Ordering::Relaxed);
        let bucket = format!("test-{}-{number}", std::process::id());
        let files = store.folder.join(&bucket);
        std::fs::create_dir_all(&files).unwrap();
        let url = database.url();
        let settings = StorageSettings::new(Database::Postgres { url }, store.bucket(bucket));
        Some(Self {
            settings: StorageSettings {
                connections: 4,
                master_keys: Arc::new(FileKeys::new(master_key)),
                ..settings
            },
            files,
            _database: Some(database),
            _folder: folder,
        })
    }

    /// What a storage here is opened with.
    #[must_use]
    pub const fn settings(&self) -> &StorageSettings {
        &self.settings
    }

    /// Where the files lie on this machine, whichever store keeps them there: `{owner}/{dossier}/{file}`.
    #[must_use]
    pub fn files(&self) -> &Path {
        &self.files
    }

    /// The folder of the test itself; the database and the files of [`Place::of_files`] lie in `data`.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self._folder.path()
    }

    /// What tells a server of this place; its data folder is `data` of [`Place::folder`], or for a second server any.
    #[must_use]
    pub fn environment(&self) -> Vec<(String, String)> {
        let mut told = Vec::new();
        if let Database::Postgres { url } = &self.settings.database {
            let master_key = master_key_in(self.folder()).display().to_string();
            told.push(("BONAFIDE_DATABASE__URL", url.clone()));
            told.push(("BONAFIDE_SEALING__MASTER_KEY_FILE", master_key));
        }
        if let FileSettings::S3(bucket) = &self.settings.files {
            told.extend([
                ("BONAFIDE_FILES__STORE", "s3".to_owned()),
                (
                    "BONAFIDE_FILES__ENDPOINT",
                    bucket.endpoint.clone().unwrap_or_default(),
                ),
                ("BONAFIDE_FILES__BUCKET", bucket.bucket.clone()),
                ("BONAFIDE_FILES__PREFIX", bucket.prefix.clone()),
                (
                    "BONAFIDE_FILES__ACCESS_KEY_ID",
                    bucket.access_key_id.clone(),
                ),
                (
                    "BONAFIDE_FILES__SECRET_ACCESS_KEY",
                    bucket.secret_access_key.clone(),
                ),
            ]);
        }
        let owned = |(name, value): (&str, String)| (name.to_owned(), value);
        told.into_iter().map(owned).collect()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // A bucket is a folder of the store, which lives on.
        let _ = std::fs::remove_dir_all(&self.files);
    }
}

/// The store that the tests may use.
struct Store {
    endpoint: String,
    key: String,
    secret: String,
    folder: PathBuf,
}

impl Store {
    fn of_the_tests() -> Option<Self> {
        let told = |name: &str| std::env::var(name).ok();
        let endpoint = told("BONAFIDE_TEST_S3");
        assert!(
            endpoint.is_some() || std::env::var_os("BONAFIDE_REQUIRE_S3").is_none(),
            "BONAFIDE_REQUIRE_S3 is set, but BONAFIDE_TEST_S3 is not"
        );
        let Some(endpoint) = endpoint else {
            println!("skipped: BONAFIDE_TEST_S3 is not set");
            return None;
        };
        Some(Self {
            endpoint,
            key: told("BONAFIDE_TEST_S3_KEY")?,
            secret: told("BONAFIDE_TEST_S3_SECRET")?,
            folder: told("BONAFIDE_TEST_S3_FOLDER")?.into(),
        })
    }

    fn bucket(&self, bucket: String) -> FileSettings {
        FileSettings::S3(S3Settings {
            endpoint: Some(self.endpoint.clone()),
            bucket,
            region: "us-east-1".to_owned(),
            prefix: String::new(),
            access_key_id: self.key.clone(),
            secret_access_key: self.secret.clone(),
            plaintext: Plaintext::Allowed,
            roots: Vec::new(),
            patience: Duration::from_secs(8),
        })
    }
}
