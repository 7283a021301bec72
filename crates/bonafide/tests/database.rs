//! The same flow with the database on PostgreSQL: accepted, and still there after a power cut.
//!
//! Runs where `BONAFIDE_TEST_POSTGRES` is the URL of a server on which databases may be made; with
//! `BONAFIDE_REQUIRE_POSTGRES` set a missing URL is a failure.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

#[path = "common/models.rs"]
mod models;
#[path = "common/specimens.rs"]
mod specimens;

use bonafide_testkit::assure::Assure;
use bonafide_testkit::press::Scene;
use bonafide_testkit::server::{Server, ServerSettings};
use specimens::{holder, passport, started, verified};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use std::time::Duration;

const PASSPORT: i64 = 9001;

/// A new database, if there is a server to make it on.
struct Fresh {
    server: String,
    name: String,
}

impl Fresh {
    async fn make() -> Option<Self> {
        let server = std::env::var("BONAFIDE_TEST_POSTGRES").ok();
        assert!(
            server.is_some() || std::env::var_os("BONAFIDE_REQUIRE_POSTGRES").is_none(),
            "BONAFIDE_REQUIRE_POSTGRES is set, but BONAFIDE_TEST_POSTGRES is not"
        );
        let fresh = Self {
            server: server?,
            name: format!("bonafide_end_to_end_{}", std::process::id()),
        };
        fresh
            .on_server(format!("CREATE DATABASE {}", fresh.name))
            .await;
        Some(fresh)
    }

    fn url(&self) -> String {
        let (base, _) = self
            .server
            .rsplit_once('/')
            .expect("a URL that names a database");
        format!("{base}/{}", self.name)
    }

    async fn on_server(&self, sql: String) {
        let mut connection = PgConnection::connect(&self.server).await.unwrap();
        connection.execute(AssertSqlSafe(sql)).await.unwrap();
    }

    /// How many processes the database itself holds.
    async fn processes(&self) -> i64 {
        let mut connection = PgConnection::connect(&self.url()).await.unwrap();
        sqlx::query_scalar("SELECT count(*) FROM processes")
            .fetch_one(&mut connection)
            .await
            .unwrap()
    }
}

#[tokio::test]
async fn on_postgres_a_passport_is_accepted_and_still_there_after_a_power_cut() {
    let Some(database) = Fresh::make().await else {
        println!("skipped: BONAFIDE_TEST_POSTGRES is not set");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let mut settings = ServerSettings::new(
        env!("CARGO_BIN_EXE_bonafide"),
        models::folder(),
        folder.path(),
    );
    let url = ("BONAFIDE_DATABASE__URL".to_owned(), database.url());
    settings.environment.push(url);
    let server = Server::start(settings).await.unwrap();
    let credentials = server.create_client("bank").unwrap();
    let client = Assure::sign_in(&server.url(), &credentials).await.unwrap();

    let photo = passport(&holder(), &Scene::careful(1));
    let images: [(&str, &[u8]); 1] = [("front", &photo.jpeg)];
    let accepted = verified(&client, Some(PASSPORT), &images).await;
    assert_eq!(accepted["status"], "accepted", "{accepted:#}");
    assert_eq!(accepted["finalResult"]["documentNumber"], "LK4809215");
    let dossiers = client.get("/assure/dossiers").await.unwrap();

    // The cut comes in the middle of a second one.
    let underway = started(&client, Some(PASSPORT), &images).await;
    let server = server.restart().await.unwrap();
    let client = client.at(&server.url());

    let end = client
        .wait(&underway, Duration::from_secs(120))
        .await
        .unwrap();
    assert_eq!(end["status"], "accepted", "{end:#}");
    assert_eq!(end["finalResult"], accepted["finalResult"]);
    assert_eq!(client.image(&underway, "front").await.unwrap(), photo.jpeg);
    let first = bonafide_testkit::assure::ProcessPath {
        dossier: dossiers[0]["dossierId"].as_str().unwrap().to_owned(),
        process: accepted["processId"].as_str().unwrap().to_owned(),
    };
    assert_eq!(client.get(&first.to_string()).await.unwrap(), accepted);
    assert_eq!(client.image(&first, "front").await.unwrap(), photo.jpeg);

    // Not beside it, in a file of the default database.
    assert_eq!(database.processes().await, 2);
    assert!(!folder.path().join("bonafide.sqlite").exists());
    drop(server);
    database
        .on_server(format!("DROP DATABASE {} WITH (FORCE)", database.name))
        .await;
}
