//! What only SQLite can get wrong.

use crate::bench::{Bench, at};
use bonafide_domain::{ClientId, Dossier, ExternalReference, Process};
use bonafide_storage::{Storage, StorageError, StorageSettings};
use std::time::Duration;

const MARKER: &str = "MARKER-7f3a9c51-of-a-person";

fn files_that_hold(bench: &Bench, marker: &[u8]) -> Vec<String> {
    let folder = bench.folder().join("data");
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .filter(|path| {
            let bytes = std::fs::read(path).unwrap();
            bytes.windows(marker.len()).any(|window| window == marker)
        })
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect()
}

#[tokio::test]
async fn a_person_is_in_no_file_of_the_database_and_the_key_of_an_erased_one_neither() {
    let bench = Bench::of_files().await;
    let owner = bench.client("acme").await;
    let mut dossiers = Vec::new();
    let mut unit = bench.unit().await;
    for _ in 0..50 {
        let dossier = Dossier {
            external_reference: Some(ExternalReference::try_from(MARKER.to_owned()).unwrap()),
            ..crate::bench::dossier(&owner, at(1))
        };
        unit.insert_dossier(&dossier).await.unwrap();
        dossiers.push(dossier);
    }
    unit.commit().await.unwrap();
    assert_eq!(
        files_that_hold(&bench, MARKER.as_bytes()),
        Vec::<String>::new()
    );
    let keys = bench.wrapped_keys().await;
    assert_eq!(keys.len(), 50);
    for key in &keys {
        assert!(!files_that_hold(&bench, key).is_empty());
    }

    let mut unit = bench.unit().await;
    for dossier in &dossiers {
        unit.delete_dossier(&owner, dossier.id, at(2))
            .await
            .unwrap();
    }
    unit.commit().await.unwrap();
    assert!(bench.storage.checkpoint().await.unwrap());
    assert_eq!(
        files_that_hold(&bench, MARKER.as_bytes()),
        Vec::<String>::new()
    );
    for key in &keys {
        assert_eq!(files_that_hold(&bench, key), Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_writer_that_does_not_end_makes_the_others_say_unavailable() {
    let bench = Bench::of_files().await;
    let hasty = StorageSettings {
        patience: Duration::from_millis(100),
        ..bench.settings.clone()
    };
    // Another process, such as the command line beside the server.
    let other = Storage::open(&hasty).await.unwrap();
    let unit = bench.unit().await;
    for storage in [&other, &other] {
        let refused = storage.begin().await;
        assert!(
            matches!(refused, Err(StorageError::Unavailable(_))),
            "{refused:?}"
        );
    }
    // Reading goes on meanwhile.
    assert!(other.clients().await.unwrap().is_empty());
    drop(unit);
    drop(bench.unit().await);
    drop(other.begin().await.unwrap());
}

#[tokio::test]
async fn a_file_that_is_no_database_is_named_corrupt() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bonafide.db");
    std::fs::write(
        &path,
        "this is not a database, but it is long enough to be asked".repeat(40),
    )
    .unwrap();
    let database = bonafide_storage::Database::Sqlite { path };
    let settings = StorageSettings::new(database, folder.path().join("blobs"));
    let refused = Storage::open(&settings).await;
    assert!(
        matches!(refused, Err(StorageError::Corrupt { .. })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_database_without_tables_is_not_ready() {
    let folder = tempfile::tempdir().unwrap();
    let database = bonafide_storage::Database::Sqlite {
        path: folder.path().join("bonafide.db"),
    };
    let settings = StorageSettings::new(database, folder.path().join("blobs"));
    let storage = Storage::open(&settings).await.unwrap();
    assert!(storage.ready().await.is_err());
    storage.migrate().await.unwrap();
    storage.ready().await.unwrap();
    std::fs::remove_dir(folder.path().join("blobs")).unwrap();
    let gone = storage.ready().await;
    assert!(
        matches!(gone, Err(StorageError::Unavailable(_))),
        "{gone:?}"
    );
}

#[tokio::test]
async fn an_address_that_is_not_understood_is_not_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let url = "postgres://bonafide:hunter2@host:notaport/db".to_owned();
    let database = bonafide_storage::Database::Postgres { url };
    let settings = StorageSettings::new(database, folder.path().join("blobs"));
    let refused = Storage::open(&settings).await.unwrap_err();
    assert!(matches!(refused, StorageError::Settings(_)), "{refused:?}");
    for text in [
        format!("{refused}"),
        format!("{refused:?}"),
        format!("{settings:?}"),
    ] {
        assert!(!text.contains("hunter2"), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_and_a_command_may_make_the_database_at_the_same_time() {
    for _ in 0..10 {
        let folder = tempfile::tempdir().unwrap();
        let together = std::sync::Arc::new(tokio::sync::Barrier::new(4));
        let makers: Vec<_> = (0..4)
            .map(|_| {
                let path = folder.path().join("data/bonafide.sqlite");
                let database = bonafide_storage::Database::Sqlite { path };
                let settings = StorageSettings::new(database, folder.path().join("blobs"));
                let together = together.clone();
                tokio::spawn(async move {
                    together.wait().await;
                    let storage = Storage::open(&settings).await?;
                    storage.migrate().await?;
                    storage.ready().await
                })
            })
            .collect();
        for maker in makers {
            maker.await.unwrap().unwrap();
        }
    }
}

#[tokio::test]
async fn a_row_that_lost_what_it_belongs_to_and_a_damaged_page_are_found() {
    let bench = Bench::of_files().await;
    let owner = bench.client("acme").await;
    let dossier = bench.dossier(&owner).await;
    for _ in 0..200 {
        bench.process(&dossier).await;
    }
    bench.storage.check_integrity().await.unwrap();

    bench
        .raw("PRAGMA foreign_keys = OFF; DELETE FROM dossier_keys; DELETE FROM dossiers")
        .await
        .unwrap();
    let found = bench
        .storage
        .check_integrity()
        .await
        .unwrap_err()
        .to_string();
    assert!(found.contains("processes"), "{found}");

    assert!(bench.storage.checkpoint().await.unwrap());
    bench.storage.close().await;
    let path = bench.folder().join("data/bonafide.sqlite");
    let mut bytes = std::fs::read(&path).unwrap();
    // The tables' own description stands further in front.
    let rows = bytes.len() / 4 * 3;
    bytes[rows..rows + 8192].fill(0xa5);
    std::fs::write(&path, bytes).unwrap();
    let found = bench.reopened().await.check_integrity().await;
    assert!(
        matches!(found, Err(StorageError::Corrupt { .. })),
        "{found:?}"
    );
}

#[tokio::test]
async fn what_a_process_is_after_a_commit_is_what_is_read_next_also_where_it_was_read_before() {
    let bench = Bench::of_files().await;
    let owner = bench.client("acme").await;
    let mut processes = Vec::new();
    for _ in 0..4 {
        processes.push(bench.process(&bench.dossier(&owner).await).await);
    }
    // Readers that read all the time, so that what is kept in memory is always being renewed.
    let readers: Vec<_> = (0..4)
        .map(|_| {
            let (storage, processes) = (bench.storage.clone(), processes.clone());
            tokio::spawn(async move {
                loop {
                    for process in &processes {
                        let (owner, dossier) = (&process.owner, process.dossier);
                        storage.process(owner, dossier, process.id).await.unwrap();
                    }
                    // What is kept is there at once: without this nobody else would have a turn.
                    tokio::task::yield_now().await;
                }
            })
        })
        .collect();
    for round in 1..=100 {
        for process in &processes {
            let changed = Process {
                updated_at: at(1000 + round),
                ..process.clone()
            };
            let mut unit = bench.unit().await;
            unit.save_process(&changed).await.unwrap();
            unit.commit().await.unwrap();
            let found = bench
                .storage
                .process(&process.owner, process.dossier, process.id)
                .await
                .unwrap();
            assert_eq!(found.unwrap().updated_at, changed.updated_at);
        }
    }
    for reader in readers {
        reader.abort();
    }
}

#[tokio::test]
async fn what_another_process_of_the_machine_changed_is_seen_within_a_second_or_so() {
    let bench = Bench::of_files().await;
    let owner = bench.client("acme").await;
    let process = bench.process(&bench.dossier(&owner).await).await;
    let read = async || {
        let key = (process.dossier, process.id);
        let found = bench.storage.process(&owner, key.0, key.1).await.unwrap();
        found.map(|found| found.updated_at)
    };
    assert_eq!(read().await, Some(process.updated_at));
    let other = Storage::open(&bench.settings).await.unwrap();
    let mut unit = other.begin().await.unwrap();
    let changed = Process {
        updated_at: at(7000),
        ..process.clone()
    };
    unit.save_process(&changed).await.unwrap();
    unit.commit().await.unwrap();
    tokio::time::sleep(Duration::from_millis(1100)).await;
    assert_eq!(read().await, Some(changed.updated_at));
    let mut unit = other.begin().await.unwrap();
    unit.delete_dossier(&owner, process.dossier, at(7001))
        .await
        .unwrap();
    unit.commit().await.unwrap();
    tokio::time::sleep(Duration::from_millis(1100)).await;
    assert_eq!(read().await, None);
}

#[tokio::test]
async fn a_process_that_was_erased_is_not_found_by_who_read_it_before() {
    let bench = Bench::of_files().await;
    let owner = bench.client("acme").await;
    let process = bench.process(&bench.dossier(&owner).await).await;
    let other = bench.client("other").await;
    let read = async |owner: &ClientId| {
        let found = bench.storage.process(owner, process.dossier, process.id);
        found.await.unwrap().is_some()
    };
    assert!(read(&owner).await);
    assert!(read(&owner).await);
    assert!(!read(&other).await, "what is kept is the owner's alone");
    let mut unit = bench.unit().await;
    unit.delete_dossier(&owner, process.dossier, at(5))
        .await
        .unwrap();
    unit.commit().await.unwrap();
    assert!(!read(&owner).await);
}
