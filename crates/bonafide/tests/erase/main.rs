//! Dossiers with a marker in every text that the API takes and in pictures; half of them are deleted. Then every byte
//! that was written anywhere is looked at: no marker may be found in plain, in hexadecimal digits or in base64, of the
//! deleted or of the others, and no key of the deleted.
//!
//! On SQLite and a folder always; on PostgreSQL and a bucket where `scripts/postgres.sh` and `scripts/s3.sh` have started
//! them. `BONAFIDE_DOSSIERS` says how many (20), `BONAFIDE_SEED` which markers (1).

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "in a test a panic is the report, and the figures are what it is for"
)]

#[path = "../common/models.rs"]
mod models;
#[path = "../common/number.rs"]
mod number;
mod pictures;
mod search;

use bonafide_storage::Database;
use bonafide_testbed::{Place, Tables};
use bonafide_testkit::assure::{Assure, data_url};
use bonafide_testkit::server::{Server, ServerSettings};
use number::number;
use search::{Found, Search};
use serde_json::json;
use sqlx::{Connection as _, Executor as _, PgConnection, SqliteConnection};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// How long a server may take to do what it does at its start.
const PATIENCE: Duration = Duration::from_secs(60);

/// A person that nobody is.
fn marker(seed: u64, number: u64) -> String {
    format!("Zqxjmarker{seed:03}n{number:05}")
}

/// Answers whoever calls with what it was called with, as a careless receiver would.
async fn careless_receiver() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut heard = vec![0; 4096];
                let length = stream.read(&mut heard).await.unwrap_or(0);
                let said = String::from_utf8_lossy(&heard[..length]);
                let head = format!(
                    "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                    said.len()
                );
                let _ = stream.write_all(head.as_bytes()).await;
                let _ = stream.write_all(said.as_bytes()).await;
            });
        }
    });
    format!("http://{address}")
}

/// A dossier with everything in it that a client can tell. Gives its id.
async fn fill(client: &Assure, receiver: &str, marker: &str) -> String {
    let dossier = client.create_dossier(marker).await.unwrap();
    let path = format!("/assure/dossiers/{dossier}");
    let person = json!({ "userData": {
        "firstName": marker, "lastName": format!("van {marker}"), "dateOfBirth": "1990-01-31", "gender": "F",
        "nationality": "NLD", "placeOfBirth": marker, "email": format!("{marker}@example.com"),
        "personalIdentificationNumber": marker, "mobile": marker,
        "address": {"formatted": marker, "streetAddress": marker, "houseNumber": marker, "locality": marker,
            "region": marker, "postalCode": marker, "country": "NLD"},
    }});
    let told = client
        .post(&format!("{path}/userdata"), Some(&person))
        .await;
    told.unwrap();
    let picture = json!({ "front": data_url(&pictures::jpeg(marker)) });
    let kept = client.post(&format!("{path}/files"), Some(&picture)).await;
    kept.unwrap();
    let prefilled = json!({
        "user": {"firstName": marker, "lastName": marker, "dateOfBirth": "1990-01-31",
            "contact": {"email": format!("{marker}@example.com")}, "title": null},
        "idDocument": {"nationality": "DEU"},
        "userActionParameters": {
            "redirectUrl": format!("https://example.com/{marker}"), "redirectDeclineUrl": "https://example.com/declined",
            "redirectMismatchUrl": "https://example.com/mismatch", "redirectCancelUrl": "https://example.com/canceled",
            "clientName": marker, "productType": "account",
        },
        "preferredLanguage": "de",
    });
    // Each with whether pictures are sent to it, and whether it is started.
    let requests = [
        (
            json!({"provider": "signicatpaper", "documentType": "passport", "documentCountry": "NL",
            "eventTags": [marker], "notificationUrl": format!("{receiver}/{marker}"),
            "authorizationHeader": format!("Bearer {marker}")}),
            true,
            true,
        ),
        (
            json!({"provider": "connect:idin", "redirectUrl": format!("https://example.com/{marker}"),
            "eventTags": [marker]}),
            false,
            true,
        ),
        (
            json!({"provider": "webid", "processParameters": {"webid": prefilled}}),
            false,
            true,
        ),
        (
            json!({"provider": "signicatpictureid", "processType": "document", "eventTags": [marker]}),
            true,
            false,
        ),
    ];
    for (request, uploads, starts) in &requests {
        let made = client
            .post(&format!("{path}/processes"), Some(request))
            .await
            .unwrap();
        let process = format!("{path}/processes/{}", made["processId"].as_str().unwrap());
        if *uploads {
            let picture = json!({ "front": data_url(&pictures::png(marker)) });
            let sent = client
                .post(&format!("{process}/images"), Some(&picture))
                .await;
            sent.unwrap();
        }
        if *starts {
            client.post(&process, Some(&json!({}))).await.unwrap();
            end(client, &process).await;
        }
    }
    dossier
}

async fn end(client: &Assure, process: &str) {
    for _ in 0..600 {
        let found = client.get(process).await.unwrap();
        if !["pending", "processing"].contains(&found["status"].as_str().unwrap()) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{process} does not end");
}

/// The wrapped keys of the dossiers, by their ids.
async fn keys(database: &Database) -> BTreeMap<String, Vec<u8>> {
    const KEYS: &str = "SELECT dossier_id, wrapped FROM dossier_keys";
    let rows: Vec<(String, Vec<u8>)> = match database {
        Database::Sqlite { path } => {
            let url = format!("sqlite://{}", path.display());
            let mut connection = SqliteConnection::connect(&url).await.unwrap();
            sqlx::query_as(KEYS).fetch_all(&mut connection).await
        }
        Database::Postgres { url } => {
            let mut connection = PgConnection::connect(url).await.unwrap();
            sqlx::query_as(KEYS).fetch_all(&mut connection).await
        }
    }
    .unwrap();
    rows.into_iter().collect()
}

/// Where the database itself writes.
async fn data_of_postgres(database: &Database) -> Option<PathBuf> {
    let Database::Postgres { url } = database else {
        return None;
    };
    let mut connection = PgConnection::connect(url).await.unwrap();
    let folder: String = sqlx::query_scalar("SHOW data_directory")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    Some(PathBuf::from(folder))
}

/// Where PostgreSQL keeps the table of the keys now: another file each time that it is written anew.
async fn file_of_the_keys(connection: &mut PgConnection) -> i64 {
    sqlx::query_scalar(
        "SELECT CAST(relfilenode AS BIGINT) FROM pg_class WHERE relname = 'dossier_keys'",
    )
    .fetch_one(connection)
    .await
    .unwrap()
}

/// What happens within the hour: a server writes the table of the keys anew, which it also does at its start, and
/// PostgreSQL removes the write-ahead log from before, as it is told here to do at once.
async fn upkeep(server: Server, place: &Place) -> Server {
    let Database::Postgres { url } = &place.settings().database else {
        return server;
    };
    let mut connection = PgConnection::connect(url).await.unwrap();
    let before = file_of_the_keys(&mut connection).await;
    let server = server.restart().await.unwrap();
    let began = Instant::now();
    while file_of_the_keys(&mut connection).await == before {
        assert!(began.elapsed() < PATIENCE, "the keys are not written anew");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    for _ in 0..2 {
        connection.execute("SELECT pg_switch_wal()").await.unwrap();
        connection.execute("CHECKPOINT").await.unwrap();
    }
    server
}

fn report(what: &str, found: &Found, looked_for: usize) -> usize {
    let (needles, times) = (
        found.hits.len(),
        found.hits.values().map(|(times, _)| times).sum::<u64>(),
    );
    println!(
        "{what}: {needles} of {looked_for} found, {times} times, in {} files of {} MB",
        found.files,
        found.bytes / 1_000_000
    );
    for (_, file) in found.hits.values().take(3) {
        println!("  for example in {}", file.display());
    }
    needles
}

async fn erase_on(place: &Place, what: &str) {
    let (dossiers, seed) = (number("BONAFIDE_DOSSIERS", 20), number("BONAFIDE_SEED", 1));
    let data = place.folder().join("data");
    let mut settings = ServerSettings::new(env!("CARGO_BIN_EXE_bonafide"), models::folder(), data);
    settings.environment = place.environment();
    let told = [
        ("BONAFIDE_EGRESS__LOOPBACK", "development"),
        ("BONAFIDE_RATE_LIMITS__READS_PER_MINUTE", "0"),
        ("BONAFIDE_RATE_LIMITS__WRITES_PER_MINUTE", "0"),
        ("BONAFIDE_LOG__LEVEL", "debug"),
    ];
    let told = told.map(|(name, value)| (name.to_owned(), value.to_owned()));
    settings.environment.extend(told);
    let mut server = Server::start(settings).await.unwrap();
    let account = server.create_client("acme").unwrap();
    let client = Assure::sign_in(&server.url(), &account).await.unwrap();
    let receiver = careless_receiver().await;
    let subscription = json!({"url": format!("{receiver}/hook"),
        "events": ["process.complete", "process.started", "dossier.erased"]});
    let subscribed = client
        .post("/events/subscriptions", Some(&subscription))
        .await;
    subscribed.unwrap();

    let mut made = Vec::new();
    for number in 0..dossiers {
        made.push(fill(&client, &receiver, &marker(seed, number)).await);
    }
    let wrapped = keys(&place.settings().database).await;
    assert_eq!(wrapped.len(), made.len());
    let (erased, kept): (Vec<_>, Vec<_>) = made.iter().enumerate().partition(|(at, _)| at % 2 == 0);
    for (_, dossier) in &erased {
        let path = format!("/assure/dossiers/{dossier}");
        client.delete(&path).await.unwrap();
    }
    // Before anything else is written: the log of the database is as the last answer left it.
    let mut folders = vec![place.folder().to_owned(), place.files().to_owned()];
    folders.extend(data_of_postgres(&place.settings().database).await);
    let of = |some: &[(usize, &String)]| {
        Search::new(some.iter().map(|(_, dossier)| wrapped[*dossier].clone()))
    };
    let gone = Search::for_every_form(erased.iter().map(|(_, dossier)| wrapped[*dossier].clone()));
    let left = of(&kept);
    println!(
        "{what}, seed {seed}: {dossiers} dossiers, {} deleted",
        erased.len()
    );
    let at_once = report(
        "keys of the deleted, as it was answered",
        &gone.through(&folders),
        erased.len(),
    );
    if matches!(place.settings().database, Database::Sqlite { .. }) {
        assert_eq!(at_once, 0);
    }
    server = upkeep(server, place).await;

    let markers = (0..dossiers).map(|number| marker(seed, number).into_bytes());
    let markers = Search::for_every_form(markers);
    let names = Search::new(made.iter().map(|dossier| dossier.clone().into_bytes()));
    for stage in ["while the server runs", "after it was killed"] {
        println!("{stage}");
        let found = report(
            "markers in plain, hexadecimal or base64, of all",
            &markers.through(&folders),
            made.len(),
        );
        assert_eq!(found, 0);
        let found = report("keys of the deleted", &gone.through(&folders), erased.len());
        assert_eq!(found, 0);
        // That the search can find is seen by what must be there.
        let found = report("keys of the others", &left.through(&folders), kept.len());
        assert_eq!(found, kept.len());
        let found = report("ids of dossiers", &names.through(&folders), made.len());
        assert_eq!(found, made.len());
        server.kill();
    }
    // The others are whole.
    let mut server = server.restart().await.unwrap();
    let client = client.at(&server.url());
    for (at, dossier) in &kept {
        let found = client
            .get(&format!("/assure/dossiers/{dossier}/userdata"))
            .await
            .unwrap();
        assert_eq!(found["userData"]["firstName"], marker(seed, *at as u64));
    }
    server.kill();
    assert!(Path::new(&place.folder().join("data/server.log")).exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_deleted_person_nothing_is_left_and_of_no_person_anything_in_plain() {
    erase_on(&Place::of_files(), "SQLite and a folder").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nor_on_postgresql_and_in_a_bucket() {
    if let Some(place) = Place::of_servers(Tables::None).await {
        erase_on(&place, "PostgreSQL and a bucket").await;
    }
}
