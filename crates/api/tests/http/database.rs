//! A database of a test's own: a new file, or a new database on the server of `BONAFIDE_TEST_POSTGRES`.

use bonafide_storage::Database;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

static DATABASES: AtomicU64 = AtomicU64::new(0);

pub(crate) fn sqlite(folder: &Path) -> Database {
    Database::Sqlite {
        path: folder.join("bonafide.sqlite"),
    }
}

/// `None` when there is no server to test on. It is left to the end of that server, which is the tests' own.
pub(crate) async fn postgres() -> Option<Database> {
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
    let name = format!("bonafide_http_{}_{number}", std::process::id());
    let mut connection = PgConnection::connect(&server).await.unwrap();
    let create = AssertSqlSafe(format!("CREATE DATABASE {name}"));
    connection.execute(create).await.unwrap();
    let (base, _) = server.rsplit_once('/').unwrap();
    Some(Database::Postgres {
        url: format!("{base}/{name}"),
    })
}
