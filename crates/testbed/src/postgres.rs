//! A database for each test on the server of `BONAFIDE_TEST_POSTGRES`. The tables are made once for all tests of a
//! process and copied.

use crate::Tables;
use bonafide_storage::{Database, Storage, StorageSettings};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::OnceCell;

static DATABASES: AtomicU64 = AtomicU64::new(0);
static TEMPLATE: OnceCell<String> = OnceCell::const_new();

#[derive(Debug)]
pub(crate) struct OfATest {
    server: String,
    name: String,
}

impl OfATest {
    pub(crate) async fn make(tables: Tables) -> Option<Self> {
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
            Tables::Made => TEMPLATE.get_or_init(|| template(&server)).await,
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

async fn template(server: &str) -> String {
    let name = format!("bonafide_template_{}", std::process::id());
    run(server, format!("CREATE DATABASE {name}")).await;
    let url = on(server, &name);
    let folder = tempfile::tempdir().unwrap();
    let settings = StorageSettings::new(Database::Postgres { url }, folder.path().join("blobs"));
    let storage = Storage::open(&settings).await.unwrap();
    storage.migrate().await.unwrap();
    // A database is copied while nobody looks at it.
    storage.close().await;
    name
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
