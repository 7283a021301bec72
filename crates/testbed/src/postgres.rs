//! A database for each test on the server of `BONAFIDE_TEST_POSTGRES`. The tables are made once for all tests of a
//! process and copied.

use crate::Tables;
use bonafide_storage::{Database, Storage, StorageSettings};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::OnceCell;

static DATABASES: AtomicU64 = AtomicU64::new(0);
static TEMPLATE: OnceCell<Template> = OnceCell::const_new();

/// A database with its tables, and the master key that it was made under.
struct Template {
    name: String,
    master_key: Vec<u8>,
}

#[derive(Debug)]
pub(crate) struct OfATest {
    server: String,
    name: String,
}

impl OfATest {
    /// `master_key` is where the servers of the place will look for theirs.
    pub(crate) async fn make(tables: Tables, master_key: &Path) -> Option<Self> {
        let server = std::env::var("BONAFIDE_TEST_POSTGRES").ok();
        assert!(
            server.is_some() || std::env::var_os("BONAFIDE_REQUIRE_POSTGRES").is_none(),
            "BONAFIDE_REQUIRE_POSTGRES is set, but BONAFIDE_TEST_POSTGRES is not"
        );
        let Some(server) = server else {
            println!("skipped: BONAFIDE_TEST_POSTGRES is not set");
            return None;
        };
        let number = DATABASES.fetch_add(1, Ordering::Relaxed);
        let name = format!("bonafide_test_{}_{number}", std::process::id());
        let from = match tables {
            Tables::Made => {
                let template = TEMPLATE.get_or_init(|| template(&server)).await;
                keep(master_key, &template.master_key);
                &template.name
            }
            Tables::None => "template0",
        };
        // Copies of files are cheaper here than copies by the log.
        let sql = format!("CREATE DATABASE {name} TEMPLATE {from} STRATEGY file_copy");
        run(&server, sql).await;
        Some(Self { server, name })
    }

    pub(crate) fn url(&self) -> String {
        on(&self.server, &self.name)
    }
}

fn keep(path: &Path, key: &[u8]) {
    let mut file = OpenOptions::new()
        .create_new(true)
        .write(true)
        .mode(0o600)
        .open(path)
        .unwrap();
    file.write_all(key).unwrap();
}

async fn template(server: &str) -> Template {
    let name = format!("bonafide_template_{}", std::process::id());
    run(server, format!("CREATE DATABASE {name}")).await;
    let url = on(server, &name);
    let folder = tempfile::tempdir().unwrap();
    let settings = StorageSettings::new(Database::Postgres { url }, folder.path().join("blobs"));
    let storage = Storage::open(&settings).await.unwrap();
    storage.migrate().await.unwrap();
    // A database is copied while nobody looks at it.
    storage.close().await;
    let master_key = std::fs::read(folder.path().join("master.key")).unwrap();
    Template { name, master_key }
}

fn on(server: &str, name: &str) -> String {
    let (base, _) = server
        .rsplit_once('/')
        .expect("a URL that names a database");
    format!("{base}/{name}")
}

async fn run(server: &str, sql: String) {
    let mut connection = PgConnection::connect(server).await.unwrap();
    connection.execute(AssertSqlSafe(sql)).await.unwrap();
    connection.close().await.unwrap();
}

impl Drop for OfATest {
    fn drop(&mut self) {
        let server = std::mem::take(&mut self.server);
        let sql = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        // Not on the runtime of the test, which may be ending.
        let gone = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(run(&server, sql));
        });
        let _ = gone.join();
    }
}
