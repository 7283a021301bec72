//! What only a bucket can get wrong: it is elsewhere, and may be away.

use crate::bench::Bench;
use bonafide_storage::{
    Database, FileSettings, Plaintext, S3Settings, Storage, StorageError, StorageSettings,
};
use bonafide_testbed::{Place, Tables};
use std::time::{Duration, Instant};
use tokio::net::TcpListener;

/// A storage whose database is there and whose bucket is at this address.
async fn over(endpoint: String, folder: &std::path::Path, patience: Duration) -> Storage {
    let database = Database::Sqlite {
        path: folder.join("bonafide.sqlite"),
    };
    let files = FileSettings::S3(S3Settings {
        endpoint: Some(endpoint),
        bucket: "pictures".to_owned(),
        region: "us-east-1".to_owned(),
        prefix: "live".to_owned(),
        access_key_id: "AKIAMARKER".to_owned(),
        secret_access_key: "hunter2-of-the-store".to_owned(),
        plaintext: Plaintext::Allowed,
        roots: Vec::new(),
        patience,
    });
    let settings = StorageSettings::new(database, files);
    assert!(!format!("{settings:?}").contains("hunter2"));
    let storage = Storage::open(&settings).await.unwrap();
    storage.migrate().await.unwrap();
    assert!(!format!("{storage:?}").contains("hunter2"));
    storage
}

fn is_away<T: std::fmt::Debug>(answer: &Result<T, StorageError>) {
    let Err(StorageError::Unavailable(cause)) = answer else {
        panic!("{answer:?}");
    };
    let said = cause.to_string();
    assert!(
        !said.contains("hunter2") && !said.contains("AKIAMARKER"),
        "{said}"
    );
}

#[tokio::test]
async fn a_store_that_is_not_there_is_unavailable_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    let storage = over(endpoint, folder.path(), Duration::from_secs(8)).await;
    let began = Instant::now();
    is_away(&storage.ready().await);
    is_away(&storage.try_files([7; 16]).await);
    is_away(&storage.sweep_orphans(jiff::Timestamp::MAX).await);
    assert!(
        began.elapsed() < Duration::from_secs(8),
        "{:?}",
        began.elapsed()
    );
}

#[tokio::test]
async fn a_store_that_takes_a_call_and_says_nothing_keeps_nobody_for_longer_than_the_patience() {
    let folder = tempfile::tempdir().unwrap();
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", silent.local_addr().unwrap());
    let held = tokio::spawn(async move {
        let mut connections = Vec::new();
        loop {
            connections.push(silent.accept().await.unwrap());
        }
    });
    let storage = over(endpoint, folder.path(), Duration::from_secs(1)).await;
    let began = Instant::now();
    is_away(&storage.ready().await);
    // Nobody asks it again for a while.
    for _ in 0..50 {
        is_away(&storage.ready().await);
    }
    assert!(
        began.elapsed() < Duration::from_secs(2),
        "{:?}",
        began.elapsed()
    );
    held.abort();
}

#[tokio::test]
async fn a_bucket_that_is_not_there_and_a_key_that_is_refused_are_told_and_the_key_is_not() {
    let Some(place) = Place::of_servers(Tables::Made).await else {
        return;
    };
    let settings = place.settings();
    let FileSettings::S3(right) = &settings.files else {
        unreachable!("of_servers has a bucket")
    };
    let opened = async |files: S3Settings| {
        let settings = StorageSettings {
            files: FileSettings::S3(files),
            ..settings.clone()
        };
        Storage::open(&settings).await.unwrap()
    };
    opened(right.clone())
        .await
        .try_files([1; 16])
        .await
        .unwrap();
    let elsewhere = S3Settings {
        bucket: "not-there".to_owned(),
        ..right.clone()
    };
    is_away(&opened(elsewhere).await.ready().await);
    let stranger = S3Settings {
        secret_access_key: "hunter2-of-the-store".to_owned(),
        ..right.clone()
    };
    is_away(&opened(stranger).await.ready().await);
}

#[tokio::test]
async fn two_installations_share_a_bucket_by_their_prefixes() {
    let Some(bench) = Bench::of_servers().await else {
        return;
    };
    let settings = &bench.settings;
    let FileSettings::S3(bucket) = &settings.files else {
        unreachable!("of_servers has a bucket")
    };
    let with = |prefix: &str| StorageSettings {
        files: FileSettings::S3(S3Settings {
            prefix: prefix.to_owned(),
            ..bucket.clone()
        }),
        ..settings.clone()
    };
    let live = Storage::open(&with("live")).await.unwrap();
    let also = Storage::open(&with("live2/inner")).await.unwrap();
    let owner = bench.client("acme").await;
    let dossier = bench.dossier(&owner).await.id;
    let blob = |number| bonafide_domain::BlobId::new(uuid::Uuid::from_u128(number));
    for (storage, number) in [(&live, 1), (&also, 2)] {
        let bytes = bytes::Bytes::from_static(b"a picture");
        storage
            .put_blob(&owner, dossier, blob(number), bytes)
            .await
            .unwrap();
    }
    // Nothing names either: each sweeps its own.
    assert_eq!(live.sweep_orphans(jiff::Timestamp::MAX).await.unwrap(), 1);
    assert_eq!(live.sweep_orphans(jiff::Timestamp::MAX).await.unwrap(), 0);
    also.delete_folder_of(&owner, dossier).await.unwrap();
    assert_eq!(also.sweep_orphans(jiff::Timestamp::MAX).await.unwrap(), 0);
}
