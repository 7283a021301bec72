//! A database of each earlier version, with rows in it, is brought to this one and keeps them.
//!
//! `filled/NNNN.sql` holds rows in the form that version NNNN gave to what it made. A version without such a file gave
//! no table or column that a client's rows lie in.

use crate::bench::at;
use bonafide_domain::{ClientId, Depiction, DossierId, ProcessId, Status};
use bonafide_storage::{Act, Actor, AuditEntry, Database, Storage, StorageSettings};
use bonafide_testbed::{Place, Tables};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{
    AssertSqlSafe, Connection as _, Executor as _, PgConnection, SqlSafeStr as _, SqliteConnection,
};
use std::path::Path;

/// The files of an engine, oldest first: number, name and text.
fn steps(engine: &str) -> Vec<(i64, String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("migrations")
        .join(engine);
    let mut steps: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let number = name[..4].parse().unwrap();
            (number, name, std::fs::read_to_string(path).unwrap())
        })
        .collect();
    steps.sort();
    steps
}

fn filling(version: i64) -> Option<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/storage/filled");
    std::fs::read_to_string(folder.join(format!("{version:04}.sql"))).ok()
}

/// Takes a database to a version step by step, with rows put in after each.
async fn filled(database: &Database, version: i64) {
    let (engine, bytes) = match database {
        Database::Sqlite { .. } => ("sqlite", "X'"),
        Database::Postgres { .. } => ("postgres", "'\\x"),
    };
    let migrations = steps(engine)
        .into_iter()
        .map(|(step, name, text)| {
            let text = AssertSqlSafe(text).into_sql_str();
            Migration::new(step, name.into(), MigrationType::Simple, text, false)
        })
        .collect();
    let migrator = Migrator::with_migrations(migrations);
    let numbers: Vec<_> = steps(engine).into_iter().map(|(step, _, _)| step).collect();
    for number in numbers.into_iter().filter(|number| *number <= version) {
        let mut rows = filling(number).unwrap_or_default().replace("HEX'", bytes);
        rows.push_str("UPDATE _sqlx_migrations SET installed_on = '2026-01-01 00:00:00';");
        match database {
            Database::Sqlite { path } => {
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                let url = format!("sqlite://{}?mode=rwc", path.display());
                let mut connection = SqliteConnection::connect(&url).await.unwrap();
                migrator.run_to(number, &mut connection).await.unwrap();
                connection.execute(AssertSqlSafe(rows)).await.unwrap();
                connection.close().await.unwrap();
            }
            Database::Postgres { url } => {
                let mut connection = PgConnection::connect(url).await.unwrap();
                migrator.run_to(number, &mut connection).await.unwrap();
                connection.execute(AssertSqlSafe(rows)).await.unwrap();
                connection.close().await.unwrap();
            }
        }
    }
}

const PICTURE: &[u8] = b"a picture";
/// Those that the rows name.
const FILES: [(&str, &str, &str); 3] = [
    (
        "sandbox-old",
        DOSSIER,
        "00000000-0000-4000-8000-0000000f0001",
    ),
    (
        "sandbox-old",
        DOSSIER,
        "00000000-0000-4000-8000-0000000f0003",
    ),
    (
        "live-older",
        "00000000-0000-4000-8000-0000000d0003",
        "00000000-0000-4000-8000-0000000f0004",
    ),
];
const DOSSIER: &str = "00000000-0000-4000-8000-0000000d0001";
const UNDER_WAY: &str = "00000000-0000-4000-8000-0000000e0002";

/// What was there is there, and can be worked with.
async fn holds_what_it_held(settings: &StorageSettings, version: i64) {
    let storage = Storage::open(settings).await.unwrap();
    storage.migrate().await.unwrap();
    storage.migrate().await.unwrap();
    storage.ready().await.unwrap();
    storage.prepare_statements().await.unwrap();
    storage.check_integrity().await.unwrap();

    let owner: ClientId = "sandbox-old".parse().unwrap();
    let dossier: DossierId = DOSSIER.parse().unwrap();
    let process: ProcessId = UNDER_WAY.parse().unwrap();
    let clients = storage.clients().await.unwrap();
    assert_eq!(clients.len(), 2);
    assert!(clients[1].revoked_at.is_some());
    assert_eq!(storage.signing_keys().await.unwrap().len(), 1);
    assert_eq!(storage.dossiers(&owner, 10).await.unwrap().len(), 2);
    let found = storage.dossier(&owner, dossier).await.unwrap().unwrap();
    assert_eq!(found.external_reference.unwrap().as_str(), "cust-42");
    let processes = storage.processes(&owner, dossier).await.unwrap();
    let statuses: Vec<_> = processes.iter().map(|one| one.status).collect();
    assert_eq!(statuses, [Status::Pending, Status::Processing]);
    let found = storage.process(&owner, dossier, process).await.unwrap();
    assert_eq!(found.unwrap().images, [Depiction::Front].into());
    let images = storage.images(&owner, dossier, process).await.unwrap();
    assert_eq!(images.len(), 1);
    let bytes = storage.read_blob(&owner, dossier, &images[0]).await;
    assert_eq!(&bytes.unwrap()[..], PICTURE);
    // What was there before times of retention were is not over at once.
    let from = storage.retained_from(&owner).await.unwrap();
    assert_eq!(from.is_some(), version < 10, "{from:?}");
    if version >= 3 {
        let data = storage.user_data(&owner, dossier).await.unwrap();
        assert_eq!(data.unwrap().data.first_name.as_deref(), Some("Anna"));
    }
    if version >= 7 {
        assert_eq!(storage.subscriptions(&owner).await.unwrap().len(), 1);
        assert_eq!(storage.delivery_counts(at(0)).await.unwrap().due, 1);
    }

    // The log goes on where it was, the lease of a worker that is no more is over, and all of it can go.
    let mut unit = storage.begin().await.unwrap();
    let entry = AuditEntry {
        owner: Some(owner.clone()),
        at: at(1),
        actor: Actor::Client,
        act: Act::DossierErased,
        dossier: Some(dossier),
        process: None,
    };
    // What a start does before the first entry; a log that is chained already is left as it is.
    storage.seal_audit_with(crate::audit::key());
    unit.chain_older_audit_logs(at(0)).await.unwrap();
    unit.append_audit(&entry).await.unwrap();
    unit.commit().await.unwrap();
    let log = storage.audit(Some(&owner), 0, 10).await.unwrap();
    let acts: Vec<_> = log.iter().map(|record| record.entry.act).collect();
    assert_eq!(
        acts,
        [
            Act::ClientCreated,
            Act::DossierCreated,
            Act::VerificationStarted,
            Act::ChainBegun,
            Act::DossierErased
        ]
    );
    let numbers: Vec<_> = log.iter().map(|record| record.sequence).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5]);
    let leased = storage
        .reserve(at(2), "worker-new", std::time::Duration::from_secs(30))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(leased.job.process, process);
    let mut unit = storage.begin().await.unwrap();
    let erased = unit.delete_dossier(&owner, dossier, at(3)).await;
    assert!(erased.unwrap().is_some());
    unit.commit().await.unwrap();
    assert_eq!(storage.dossiers(&owner, 10).await.unwrap().len(), 1);
    storage.close().await;
}

async fn from_each_version(engine: &str, place: impl AsyncFn() -> Option<Place>) {
    for (version, _, _) in steps(engine) {
        let Some(place) = place().await else { return };
        filled(&place.settings().database, version).await;
        for (owner, dossier, file) in FILES {
            let folder = place.files().join(owner).join(dossier);
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join(file), PICTURE).unwrap();
        }
        holds_what_it_held(place.settings(), version).await;
    }
}

#[tokio::test]
async fn from_each_version_on_sqlite() {
    from_each_version("sqlite", async || Some(Place::of_files())).await;
}

#[tokio::test]
async fn from_each_version_on_postgres() {
    from_each_version("postgres", async || Place::of_servers(Tables::None).await).await;
}

#[tokio::test]
async fn from_nothing_on_postgres() {
    let Some(place) = Place::of_servers(Tables::None).await else {
        return;
    };
    // Several nodes may start at once.
    let nodes = (0..3).map(|_| {
        let settings = place.settings().clone();
        tokio::spawn(async move {
            let storage = Storage::open(&settings).await.unwrap();
            storage.migrate().await.unwrap();
            storage.prepare_statements().await.unwrap();
            storage.close().await;
        })
    });
    for node in nodes.collect::<Vec<_>>() {
        node.await.unwrap();
    }
}

#[test]
fn both_engines_have_the_same_steps() {
    let names = |engine| -> Vec<_> { steps(engine).into_iter().map(|(_, name, _)| name).collect() };
    assert_eq!(names("sqlite"), names("postgres"));
}
