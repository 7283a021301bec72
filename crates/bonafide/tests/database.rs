//! The same flow with rows on PostgreSQL and files in a bucket: accepted, and still there after a power cut.
//!
//! Runs where `scripts/postgres.sh` and `scripts/s3.sh` have started servers.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

#[path = "common/models.rs"]
mod models;
#[path = "common/specimens.rs"]
mod specimens;

use bonafide_storage::Database;
use bonafide_testbed::{Place, Tables};
use bonafide_testkit::assure::Assure;
use bonafide_testkit::press::Scene;
use bonafide_testkit::server::{Server, ServerSettings};
use specimens::{holder, passport, started, verified};
use sqlx::{Connection as _, PgConnection};
use std::path::Path;
use std::time::Duration;

const PASSPORT: i64 = 9001;

/// How many processes the database itself holds.
async fn processes(url: &str) -> i64 {
    let mut connection = PgConnection::connect(url).await.unwrap();
    sqlx::query_scalar("SELECT count(*) FROM processes")
        .fetch_one(&mut connection)
        .await
        .unwrap()
}

/// Every file under a folder but the marker that says whose it is.
fn files(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap();
    entries
        .map(|entry| entry.unwrap().path())
        .map(|path| match path.is_dir() {
            true => files(&path),
            false => usize::from(!path.ends_with("instance/bonafide/owner")),
        })
        .sum()
}

#[tokio::test]
async fn on_postgres_and_a_bucket_a_passport_is_accepted_and_still_there_after_a_power_cut() {
    let Some(place) = Place::of_servers(Tables::None).await else {
        return;
    };
    let data = place.folder().join("data");
    let mut settings = ServerSettings::new(env!("CARGO_BIN_EXE_bonafide"), models::folder(), &data);
    settings.environment = place.environment();
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

    // There, and not beside it in the data folder.
    let Database::Postgres { url } = &place.settings().database else {
        unreachable!("of_servers is on PostgreSQL")
    };
    assert_eq!(processes(url).await, 2);
    assert_eq!(files(place.files()), 2);
    assert!(!data.join("bonafide.sqlite").exists());
    assert!(!data.join("blobs").exists());
}
