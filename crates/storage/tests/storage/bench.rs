use bonafide_domain::{
    BlobId, Client, ClientAccess, ClientId, Depiction, Dossier, DossierId, Environment, EventTags,
    ImageFormat, ImageRow, JobId, Process, ProcessId, ProcessRequest, ProcessType, Provider, State,
};
use bonafide_storage::{
    Database, FileKeys, FileSettings, JobKind, NewJob, SecretHash, Storage, StorageError,
    StorageSettings, Unit,
};
use bonafide_testbed::{Place, Tables};
use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use uuid::Uuid;

/// A storage of its own, with what tests need around it.
pub(crate) struct Bench {
    pub(crate) storage: Storage,
    pub(crate) settings: StorageSettings,
    place: Place,
}

static IDS: AtomicU64 = AtomicU64::new(1);

pub(crate) fn fresh() -> Uuid {
    let number = IDS.fetch_add(1, Ordering::Relaxed);
    // Spread, so that the order of ids is not the order in which they were made.
    uuid::Builder::from_random_bytes(
        (u128::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835)).to_be_bytes(),
    )
    .into_uuid()
}

/// Midday of a day in the tests' year, and so many seconds later.
pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_780_000_000 + seconds).unwrap()
}

pub(crate) fn after(time: Timestamp, seconds: i64) -> Timestamp {
    time.checked_add(SignedDuration::from_secs(seconds))
        .unwrap()
}

impl Bench {
    /// SQLite and a folder.
    pub(crate) async fn of_files() -> Self {
        Self::open(Place::of_files()).await
    }

    /// PostgreSQL and a bucket. `None` when there are no servers to test on.
    pub(crate) async fn of_servers() -> Option<Self> {
        Some(Self::open(Place::of_servers(Tables::Made).await?).await)
    }

    async fn open(place: Place) -> Self {
        let settings = StorageSettings {
            connections: 4,
            max_blob_bytes: 1024 * 1024,
            master_keys: Arc::new(FileKeys::new(place.folder().join("master.key"))),
            ..place.settings().clone()
        };
        let storage = Storage::open(&settings).await.unwrap();
        storage.migrate().await.unwrap();
        storage.ready().await.unwrap();
        Self {
            storage,
            settings,
            place,
        }
    }

    pub(crate) async fn finish(self) {
        self.storage.close().await;
    }

    /// As after a crash: another storage on the same data, which knows nothing of the first.
    pub(crate) async fn reopened(&self) -> Storage {
        let storage = Storage::open(&self.settings).await.unwrap();
        storage.migrate().await.unwrap();
        storage
    }

    /// Runs SQL past the storage, as somebody with a database shell would.
    pub(crate) async fn raw(&self, sql: &'static str) -> Result<(), sqlx::Error> {
        match &self.settings.database {
            Database::Sqlite { path } => {
                let url = format!("sqlite://{}", path.display());
                SqliteConnection::connect(&url).await?.execute(sql).await?;
            }
            Database::Postgres { url } => {
                PgConnection::connect(url).await?.execute(sql).await?;
            }
        }
        Ok(())
    }

    /// The same with text that a test put together.
    pub(crate) async fn sql(&self, sql: String) {
        let sql = AssertSqlSafe(sql);
        match &self.settings.database {
            Database::Sqlite { path } => {
                let url = format!("sqlite://{}", path.display());
                let mut connection = SqliteConnection::connect(&url).await.unwrap();
                connection.execute(sql).await.unwrap();
            }
            Database::Postgres { url } => {
                let mut connection = PgConnection::connect(url).await.unwrap();
                connection.execute(sql).await.unwrap();
            }
        }
    }

    /// Whether the files lie where a test can look at them.
    pub(crate) fn has_folder(&self) -> bool {
        matches!(self.settings.files, FileSettings::Folder { .. })
    }

    /// The wrapped keys of all dossiers, as their rows hold them. On SQLite.
    pub(crate) async fn wrapped_keys(&self) -> Vec<Vec<u8>> {
        let Database::Sqlite { path } = &self.settings.database else {
            panic!("asked of SQLite alone");
        };
        let url = format!("sqlite://{}", path.display());
        let mut connection = SqliteConnection::connect(&url).await.unwrap();
        sqlx::query_scalar("SELECT wrapped FROM dossier_keys")
            .fetch_all(&mut connection)
            .await
            .unwrap()
    }

    /// The columns of each table, sorted.
    pub(crate) async fn columns(&self) -> BTreeMap<String, Vec<String>> {
        let mut columns: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let pairs: Vec<(String, String)> = match &self.settings.database {
            Database::Sqlite { path } => {
                let url = format!("sqlite://{}", path.display());
                let mut shell = SqliteConnection::connect(&url).await.unwrap();
                sqlx::query_as(
                    "SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'",
                )
                .fetch_all(&mut shell)
                .await
                .unwrap()
            }
            Database::Postgres { url } => {
                let mut shell = PgConnection::connect(url).await.unwrap();
                sqlx::query_as(
                    "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT) FROM information_schema.columns
                    WHERE table_schema = current_schema()",
                )
                .fetch_all(&mut shell)
                .await
                .unwrap()
            }
        };
        for (table, column) in pairs {
            columns.entry(table).or_default().push(column);
        }
        for names in columns.values_mut() {
            names.sort();
        }
        columns
    }

    pub(crate) fn folder(&self) -> PathBuf {
        self.place.folder().to_owned()
    }

    pub(crate) fn files_folder(&self) -> PathBuf {
        self.place.files().to_owned()
    }

    pub(crate) fn file(&self, dossier: &Dossier, blob: BlobId) -> PathBuf {
        self.files_folder()
            .join(dossier.owner.as_str())
            .join(dossier.id.to_string())
            .join(blob.to_string())
    }

    /// Every file in the blob folder but the marker that says whose it is.
    pub(crate) fn files(&self) -> BTreeSet<PathBuf> {
        let mut files = BTreeSet::new();
        let mut folders = vec![self.files_folder()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if !path.ends_with("instance/bonafide/owner") {
                    files.insert(path);
                }
            }
        }
        files
    }

    pub(crate) async fn unit(&self) -> Unit {
        self.storage.begin().await.unwrap()
    }

    pub(crate) async fn client(&self, name: &str) -> ClientId {
        let client = Client {
            id: format!("sandbox-{name}").parse().unwrap(),
            name: name.parse().unwrap(),
            environment: Environment::Sandbox,
            created_at: at(0),
            revoked_at: None,
            access: ClientAccess::default(),
        };
        let mut unit = self.unit().await;
        unit.insert_client(&client, &SecretHash(vec![7; 32]))
            .await
            .unwrap();
        unit.commit().await.unwrap();
        client.id
    }

    pub(crate) async fn dossier(&self, owner: &ClientId) -> Dossier {
        let dossier = dossier(owner, at(1));
        let mut unit = self.unit().await;
        unit.insert_dossier(&dossier).await.unwrap();
        unit.commit().await.unwrap();
        dossier
    }

    pub(crate) async fn process(&self, dossier: &Dossier) -> Process {
        let process = process(dossier, at(2));
        let mut unit = self.unit().await;
        unit.insert_process(&process).await.unwrap();
        unit.commit().await.unwrap();
        process
    }

    /// Keeps a picture as a request would: the file first, then the unit that names it.
    pub(crate) async fn picture(
        &self,
        process: &Process,
        depiction: Depiction,
        bytes: &[u8],
    ) -> ImageRow {
        let image = self.upload(process, depiction, bytes).await;
        let mut unit = self.unit().await;
        unit.put_image(process, &image, at(3)).await.unwrap();
        unit.commit().await.unwrap();
        image
    }

    /// The file alone.
    pub(crate) async fn upload(
        &self,
        process: &Process,
        depiction: Depiction,
        bytes: &[u8],
    ) -> ImageRow {
        let blob = BlobId::new(fresh());
        let sha256 = self
            .storage
            .put_blob(
                &process.owner,
                process.dossier,
                blob,
                Bytes::copy_from_slice(bytes),
            )
            .await
            .unwrap();
        ImageRow {
            depiction,
            blob,
            format: ImageFormat::Png,
            bytes: bytes.len() as u64,
            sha256,
        }
    }

    pub(crate) async fn queue(&self, process: &Process, run_at: Timestamp) -> NewJob {
        let job = job(process, run_at);
        let mut unit = self.unit().await;
        unit.enqueue(&job).await.unwrap();
        unit.commit().await.unwrap();
        job
    }

    pub(crate) async fn read(&self, process: &Process) -> Option<Process> {
        self.storage
            .process(&process.owner, process.dossier, process.id)
            .await
            .unwrap()
    }
}

pub(crate) const LEASE: Duration = Duration::from_secs(60);

pub(crate) fn dossier(owner: &ClientId, at: Timestamp) -> Dossier {
    Dossier {
        id: DossierId::new(fresh()),
        owner: owner.clone(),
        external_reference: Some("cust-42".to_owned().try_into().unwrap()),
        created_at: at,
        updated_at: at,
    }
}

pub(crate) fn process(dossier: &Dossier, at: Timestamp) -> Process {
    Process {
        id: ProcessId::new(fresh()),
        dossier: dossier.id,
        owner: dossier.owner.clone(),
        external_id: None,
        simulation: None,
        start: None,
        request: ProcessRequest {
            document_id: Some(12),
            required: BTreeSet::from([Depiction::Front]),
            accepted: BTreeSet::from([Depiction::Front, Depiction::Back]),
            event_tags: EventTags(vec!["tag".into()]),
            ..ProcessRequest::new(Provider::SignicatPictureId, Some(ProcessType::Document))
        },
        state: State::Pending,
        images: BTreeSet::new(),
        report: None,
        created_at: at,
        updated_at: at,
    }
}

pub(crate) fn job(process: &Process, run_at: Timestamp) -> NewJob {
    NewJob {
        id: JobId::new(fresh()),
        kind: JobKind::Verify,
        owner: process.owner.clone(),
        dossier: process.dossier,
        process: process.id,
        run_at,
        max_attempts: 3,
        created_at: run_at,
    }
}

pub(crate) fn is_conflict<T: std::fmt::Debug>(result: &Result<T, StorageError>) -> bool {
    matches!(result, Err(StorageError::Conflict { .. }))
}

pub(crate) fn is_fenced<T: std::fmt::Debug>(result: &Result<T, StorageError>) -> bool {
    matches!(result, Err(StorageError::Fenced))
}
