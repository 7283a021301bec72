use crate::bench::{Bench, at, fresh, is_conflict};
use bonafide_domain::{BlobId, Depiction, Dossier, Process};
use bonafide_storage::{
    Database, FileCheck, FileKeys, FilesFound, Storage, StorageError, StorageSettings,
};
use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

async fn case(bench: &Bench) -> (Dossier, Process) {
    let owner = bench.client("acme").await;
    let dossier = bench.dossier(&owner).await;
    let process = bench.process(&dossier).await;
    (dossier, process)
}

pub(crate) async fn a_file_comes_back_as_it_was_given(bench: &Bench) {
    let (dossier, process) = case(bench).await;
    let bytes: Vec<u8> = (0..200_000_u32).map(|i| ((i * 31) >> 3) as u8).collect();
    let given = bench.picture(&process, Depiction::Front, &bytes).await;
    let storage = bench.reopened().await;
    let found = storage
        .image(&process.owner, dossier.id, process.id, Depiction::Front)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found, given);
    let read = storage
        .read_blob(&process.owner, dossier.id, &found)
        .await
        .unwrap();
    assert_eq!(read, Bytes::from(bytes));
    let back = storage
        .image(&process.owner, dossier.id, process.id, Depiction::Back)
        .await;
    assert_eq!(back.unwrap(), None);
}

pub(crate) async fn a_damaged_a_cut_and_a_missing_file_are_named_as_such(bench: &Bench) {
    let (dossier, process) = case(bench).await;
    let image = bench
        .picture(&process, Depiction::Front, b"a picture")
        .await;
    let file = bench.file(&dossier, image.blob);
    for damage in [&b"a pictur3"[..], b"a pict", b"a picture and more", b""] {
        std::fs::write(&file, damage).unwrap();
        let read = bench
            .storage
            .read_blob(&process.owner, dossier.id, &image)
            .await;
        assert!(
            matches!(read, Err(StorageError::Corrupt { .. })),
            "{read:?}"
        );
    }
    std::fs::remove_file(&file).unwrap();
    let read = bench
        .storage
        .read_blob(&process.owner, dossier.id, &image)
        .await;
    assert!(
        matches!(read, Err(StorageError::Corrupt { .. })),
        "{read:?}"
    );

    // Gone by intention is something else.
    let mut unit = bench.unit().await;
    unit.delete_process(&process.owner, dossier.id, process.id, at(9))
        .await
        .unwrap();
    unit.commit().await.unwrap();
    assert!(is_conflict(
        &bench
            .storage
            .read_blob(&process.owner, dossier.id, &image)
            .await
    ));
}

pub(crate) async fn rows_whose_file_is_gone_or_damaged_are_counted(bench: &Bench) {
    let (dossier, process) = case(bench).await;
    let front = bench
        .picture(&process, Depiction::Front, b"a picture")
        .await;
    let back = bench.picture(&process, Depiction::Back, b"another").await;
    let found = async |check| bench.storage.check_files(check).await.unwrap();
    let whole = FilesFound {
        named: 2,
        ..FilesFound::default()
    };
    assert_eq!(found(FileCheck::Presence).await, whole);
    assert_eq!(found(FileCheck::Contents).await, whole);

    std::fs::write(bench.file(&dossier, front.blob), b"a pictur3").unwrap();
    assert_eq!(found(FileCheck::Presence).await, whole);
    let damaged = found(FileCheck::Contents).await;
    assert_eq!((damaged.missing, damaged.damaged), (0, 1));
    let named = Some((dossier.owner.clone(), dossier.id, front.blob));
    assert_eq!(damaged.example, named);

    std::fs::remove_file(bench.file(&dossier, back.blob)).unwrap();
    let missing = found(FileCheck::Presence).await;
    assert_eq!((missing.missing, missing.damaged), (1, 0));
}

pub(crate) async fn a_file_that_is_too_large_is_refused(bench: &Bench) {
    let (dossier, process) = case(bench).await;
    let limit = bench.settings.max_blob_bytes as usize;
    let put = |size| {
        let bytes = Bytes::from(vec![1; size]);
        bench
            .storage
            .put_blob(&process.owner, dossier.id, BlobId::new(fresh()), bytes)
    };
    put(limit).await.unwrap();
    let refused = put(limit + 1).await;
    assert!(
        matches!(refused, Err(StorageError::TooLarge { .. })),
        "{refused:?}"
    );
    assert_eq!(bench.files().len(), 1);
}

pub(crate) async fn an_id_of_a_file_is_taken_once(bench: &Bench) {
    let (dossier, process) = case(bench).await;
    let image = bench.picture(&process, Depiction::Front, b"first").await;
    let again = bench
        .storage
        .put_blob(
            &process.owner,
            dossier.id,
            image.blob,
            Bytes::from_static(b"second"),
        )
        .await;
    assert!(is_conflict(&again));
    let read = bench
        .storage
        .read_blob(&process.owner, dossier.id, &image)
        .await
        .unwrap();
    assert_eq!(&read[..], b"first");
    assert_eq!(bench.files().len(), 1, "the second left something behind");
}

#[tokio::test]
async fn files_and_folders_are_for_their_owner_alone() {
    let bench = &Bench::of_files().await;
    let (dossier, process) = case(bench).await;
    let image = bench
        .picture(&process, Depiction::Front, b"a picture")
        .await;
    let mode =
        |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let file = bench.file(&dossier, image.blob);
    assert_eq!(mode(&file), 0o600);
    for folder in file.ancestors().skip(1).take(3) {
        assert_eq!(mode(folder), 0o700, "{}", folder.display());
    }
    let data = bench.folder().join("data");
    if data.exists() {
        assert_eq!(mode(&data), 0o700);
        for entry in std::fs::read_dir(data).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                continue;
            }
            assert_eq!(mode(&path), 0o600, "{}", path.display());
        }
    }
}

pub(crate) async fn a_file_without_a_row_is_swept_and_one_with_a_row_is_not(bench: &Bench) {
    let (dossier, process) = case(bench).await;
    let kept = bench.picture(&process, Depiction::Front, b"kept").await;
    // The server died between the file and the commit of the unit that names it.
    let orphan = bench.upload(&process, Depiction::Back, b"orphan").await;
    let storage = bench.reopened().await;
    let long_ago = at(0);
    assert_eq!(
        storage.sweep_orphans(long_ago).await.unwrap(),
        0,
        "a young file was swept"
    );
    assert!(bench.file(&dossier, orphan.blob).exists());
    assert_eq!(storage.sweep_orphans(Timestamp::MAX).await.unwrap(), 1);
    assert_eq!(bench.files(), [bench.file(&dossier, kept.blob)].into());
    assert_eq!(storage.sweep_orphans(Timestamp::MAX).await.unwrap(), 0);
}

#[tokio::test]
async fn an_unfinished_file_is_swept() {
    let bench = &Bench::of_files().await;
    let (dossier, process) = case(bench).await;
    let kept = bench.picture(&process, Depiction::Front, b"kept").await;
    let file = bench.file(&dossier, kept.blob);
    let folder = file.parent().unwrap();
    // What the server leaves when it dies in the middle of writing a file, and what is none of its business.
    std::fs::write(folder.join(format!("{}#1", fresh())), b"half").unwrap();
    let foreign = folder.join("notes.txt");
    std::fs::write(&foreign, b"somebody's").unwrap();
    assert_eq!(
        bench.storage.sweep_orphans(Timestamp::MAX).await.unwrap(),
        1
    );
    assert_eq!(bench.files(), [file, foreign].into());
}

pub(crate) async fn files_of_an_import_that_is_under_way_are_not_swept(bench: &Bench) {
    let (dossier, process) = case(bench).await;
    let file = bench.upload(&process, Depiction::Front, b"to come").await;
    let path = bench.file(&dossier, file.blob);
    let written = std::fs::metadata(&path).unwrap().modified().unwrap();
    let written = Timestamp::try_from(written).unwrap();
    let hours = |hours| written + SignedDuration::from_hours(hours);
    let note = bench.storage.note_load(written).await.unwrap();
    assert_eq!(bench.storage.sweep_orphans(hours(48)).await.unwrap(), 0);
    assert!(path.exists());
    // What was given up, and what was not heard of for a week, keeps nothing.
    let died = bench.storage.sweep_orphans(hours(8 * 24)).await.unwrap();
    assert_eq!(died, 1);
    bench.upload(&process, Depiction::Front, b"given up").await;
    bench.storage.forget_load(&note).await.unwrap();
    assert_eq!(bench.storage.sweep_orphans(hours(48)).await.unwrap(), 1);
}

/// A storage with a database of its own over the files of the bench.
async fn stranger(bench: &Bench, name: &str) -> Storage {
    let folder = bench.folder().join(name);
    std::fs::create_dir_all(&folder).unwrap();
    let settings = StorageSettings {
        database: Database::Sqlite {
            path: folder.join("bonafide.sqlite"),
        },
        master_keys: Arc::new(FileKeys::new(folder.join("master.key"))),
        ..bench.settings.clone()
    };
    let storage = Storage::open(&settings).await.unwrap();
    storage.migrate().await.unwrap();
    storage
}

fn is_of_another<T: std::fmt::Debug>(answer: Result<T, StorageError>) {
    let Err(StorageError::OtherStore(said)) = answer else {
        panic!("{answer:?}");
    };
    assert!(said.contains("files.prefix"), "{said}");
}

pub(crate) async fn a_store_of_another_database_is_not_touched(bench: &Bench) {
    let (dossier, process) = case(bench).await;
    let kept = bench.picture(&process, Depiction::Front, b"kept").await;
    let before = bench.files();
    let stranger = stranger(bench, "stranger").await;
    is_of_another(stranger.own_files().await);
    is_of_another(stranger.own_empty_files().await);
    is_of_another(stranger.sweep_orphans(Timestamp::MAX).await);
    let (owner, id) = (&dossier.owner, dossier.id);
    is_of_another(stranger.delete_folder_of(owner, id).await);
    is_of_another(stranger.discard_blob(owner, id, kept.blob).await);
    let bytes = Bytes::from_static(b"brought along");
    let blob = BlobId::new(fresh());
    is_of_another(stranger.restore_file(owner, id, blob, bytes).await);
    is_of_another(stranger.try_files([7; 16]).await);
    stranger.close().await;
    assert_eq!(bench.files(), before);
    bench.storage.own_files().await.unwrap();
    bench.reopened().await.own_files().await.unwrap();
}

pub(crate) async fn a_store_that_an_earlier_version_used_is_taken_by_who_has_its_clients_alone(
    bench: &Bench,
) {
    let (_, process) = case(bench).await;
    bench.picture(&process, Depiction::Front, b"kept").await;
    std::fs::remove_file(bench.files_folder().join("instance/bonafide/owner")).unwrap();
    let stranger = stranger(bench, "stranger").await;
    is_of_another(stranger.own_files().await);
    is_of_another(bench.storage.own_empty_files().await);
    bench.storage.own_files().await.unwrap();
    is_of_another(stranger.own_files().await);
}

pub(crate) async fn a_file_that_is_there_is_taken_for_done_only_with_the_same_bytes(bench: &Bench) {
    let (dossier, _) = case(bench).await;
    let blob = BlobId::new(fresh());
    let restore = async |bytes: &'static [u8]| {
        let bytes = Bytes::from_static(bytes);
        let (owner, id) = (&dossier.owner, dossier.id);
        bench.storage.restore_file(owner, id, blob, bytes).await
    };
    assert!(restore(b"as it lay").await.unwrap());
    assert!(!restore(b"as it lay").await.unwrap(), "it was there before");
    assert!(is_conflict(&restore(b"otherwise").await));
    assert_eq!(
        std::fs::read(bench.file(&dossier, blob)).unwrap(),
        b"as it lay"
    );
}
