//! What the sealing keeps of its word, over both engines.

use crate::bench::{Bench, at, fresh};
use async_trait::async_trait;
use bonafide_domain::{Depiction, State};
use bonafide_sealing::{Entropy as _, MasterKey, MasterKeyId, MasterKeys};
use bonafide_storage::{
    EnvironmentKeys, FileKeys, MasterKeySource, MasterKeyStanding, Storage, StorageError,
    StorageSettings, StoredUserData, SystemEntropy,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

fn master_key(bench: &Bench) -> std::path::PathBuf {
    bench.folder().join("master.key")
}

/// As a literal of SQL.
fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap().replace('\'', "''")
}

/// As an operator brings it.
fn bring(file: &std::path::Path, text: impl AsRef<[u8]>) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::write(file, text).unwrap();
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).unwrap();
}

fn is_refused(refused: &Result<Storage, StorageError>, sentence: &str) {
    match refused {
        Err(StorageError::MasterKey(said)) => assert!(said.contains(sentence), "{said}"),
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn a_master_key_that_is_missing_or_another_is_refused_and_nothing_changes(
    bench: &Bench,
) {
    let owner = bench.client("acme").await;
    let folder = bench.dossier(&owner).await;
    let file = master_key(bench);
    let right = std::fs::read(&file).unwrap();

    std::fs::remove_file(&file).unwrap();
    let refused = Storage::open(&bench.settings).await;
    is_refused(&refused, "bring the copy back");
    assert!(
        !file.exists(),
        "a key was made in the place of the lost one"
    );

    bring(&file, &*MasterKey::draw(&SystemEntropy).reveal());
    is_refused(&Storage::open(&bench.settings).await, "instead");
    bring(&file, "no key");
    is_refused(
        &Storage::open(&bench.settings).await,
        "not the hexadecimal digits",
    );

    bring(&file, right);
    let found = bench.reopened().await.dossier(&owner, folder.id).await;
    assert_eq!(found.unwrap(), Some(folder));
}

pub(crate) async fn every_key_is_wrapped_anew_while_it_is_used_and_the_old_master_key_is_not_needed_any_more(
    bench: &Bench,
) {
    let owner = bench.client("acme").await;
    let mut folders = Vec::new();
    for _ in 0..30 {
        folders.push(bench.dossier(&owner).await);
    }
    let verification = bench.process(&folders[0]).await;
    let image = bench
        .picture(&verification, Depiction::Front, b"front")
        .await;
    let old = std::fs::read(master_key(bench)).unwrap();

    // A server beside it, which hears of the new key only when it meets it.
    let server = bench.reopened().await;
    let new = bench.storage.change_master_key().await.unwrap();
    while bench.storage.rewrap(7).await.unwrap() > 0 {
        for folder in &folders {
            let found = server.dossier(&owner, folder.id).await.unwrap();
            assert_eq!(found.as_ref(), Some(folder));
        }
        let bytes = server.read_blob(&owner, folders[0].id, &image).await;
        assert_eq!(&bytes.unwrap()[..], b"front");
    }
    server.read_master_keys().await.unwrap();
    let mut unit = server.begin().await.unwrap();
    let later = crate::bench::dossier(&owner, at(9));
    unit.insert_dossier(&later).await.unwrap();
    unit.commit().await.unwrap();

    for key in bench.storage.master_keys().await.unwrap() {
        let wraps = key.standing == MasterKeyStanding::Wraps;
        assert_eq!(wraps, key.id == new);
        assert_eq!(key.dossiers, if wraps { 31 } else { 0 });
        if !wraps {
            assert_eq!(key.accounts, 0);
            assert!(bench.storage.forget_master_key(key.id).await.unwrap());
        }
    }
    assert!(!bench.storage.forget_master_key(new).await.unwrap());
    let left = std::fs::read_to_string(master_key(bench)).unwrap();
    let old = String::from_utf8(old).unwrap();
    let old = old.lines().find(|line| !line.starts_with('#')).unwrap();
    assert!(!left.contains(old), "the old key is still in the file");
    let alone = bench.reopened().await;
    for folder in folders.iter().chain([&later]) {
        let found = alone.dossier(&owner, folder.id).await.unwrap();
        assert_eq!(found.as_ref(), Some(folder));
    }
    // The other way round: with the old key alone nothing opens.
    std::fs::write(master_key(bench), old).unwrap();
    is_refused(&Storage::open(&bench.settings).await, "instead");
}

pub(crate) async fn a_rotation_that_was_interrupted_is_gone_on_with_and_draws_no_other_key(
    bench: &Bench,
) {
    let owner = bench.client("acme").await;
    for _ in 0..5 {
        bench.dossier(&owner).await;
    }
    let first = bench.storage.change_master_key().await.unwrap();
    assert_eq!(bench.storage.rewrap(2).await.unwrap(), 2);
    let again = bench.reopened().await;
    assert_eq!(again.change_master_key().await.unwrap(), first);
    while again.rewrap(2).await.unwrap() > 0 {}
    assert_eq!(again.master_keys().await.unwrap().len(), 2);
    assert_ne!(again.change_master_key().await.unwrap(), first);
}

pub(crate) async fn keys_of_the_environment_are_made_by_the_operator(bench: &Bench) {
    let owner = bench.client("acme").await;
    let folder = bench.dossier(&owner).await;
    let text = std::fs::read_to_string(master_key(bench)).unwrap();
    let first = text.lines().find(|line| !line.starts_with('#')).unwrap();
    let first = first.split(' ').next().unwrap().to_owned();
    let settings = |keys: &str| StorageSettings {
        master_keys: Arc::new(EnvironmentKeys::read("KEYS", keys).unwrap()),
        ..bench.settings.clone()
    };
    let one = Storage::open(&settings(&first)).await.unwrap();
    assert!(matches!(
        one.change_master_key().await,
        Err(StorageError::MasterKey(_))
    ));
    let second = MasterKey::draw(&SystemEntropy);
    let both = format!("{first}, {}", &*second.reveal());
    let two = Storage::open(&settings(&both)).await.unwrap();
    assert_eq!(two.change_master_key().await.unwrap(), second.id());
    while two.rewrap(100).await.unwrap() > 0 {}
    let alone = Storage::open(&settings(&second.reveal())).await.unwrap();
    assert_eq!(
        alone.dossier(&owner, folder.id).await.unwrap(),
        Some(folder)
    );
    for wrong in ["", "00", "zz"] {
        assert!(EnvironmentKeys::read("KEYS", wrong).is_err());
    }
}

pub(crate) async fn what_is_moved_between_dossiers_by_hand_does_not_open(bench: &Bench) {
    let owner = bench.client("acme").await;
    let (first, second) = (bench.dossier(&owner).await, bench.dossier(&owner).await);
    let (one, two) = (bench.process(&first).await, bench.process(&second).await);
    let image = bench.picture(&one, Depiction::Front, b"of the first").await;
    let other = bench.picture(&two, Depiction::Front, b"of the other").await;
    for swap in [
        "UPDATE dossiers SET external_reference = (SELECT MAX(d.external_reference) FROM dossiers d)",
        "UPDATE processes SET request = (SELECT MAX(p.request) FROM processes p)",
    ] {
        bench.raw(swap).await.unwrap();
    }
    let damaged = |found: Result<(), StorageError>| {
        assert!(
            matches!(found, Err(StorageError::Corrupt { .. })),
            "{found:?}"
        );
    };
    // One of the two is where it belongs.
    let storage = bench.reopened().await;
    let list = storage.dossiers(&owner, 10).await.map(drop);
    damaged(list);
    let mut opened = 0;
    for process in [&one, &two] {
        match storage.process(&owner, process.dossier, process.id).await {
            Ok(_) => opened += 1,
            Err(error) => damaged(Err(error)),
        }
    }
    assert_eq!(opened, 1);

    // Each stands in the file of the other, whole and of the right length.
    if !bench.has_folder() {
        return;
    }
    let (a, b) = (
        bench.file(&first, image.blob),
        bench.file(&second, other.blob),
    );
    let (in_a, in_b) = (std::fs::read(&a).unwrap(), std::fs::read(&b).unwrap());
    assert_eq!(in_a.len(), in_b.len());
    std::fs::write(&a, in_b).unwrap();
    std::fs::write(&b, in_a).unwrap();
    damaged(storage.read_blob(&owner, first.id, &image).await.map(drop));
    damaged(storage.read_blob(&owner, second.id, &other).await.map(drop));
}

pub(crate) async fn a_dossier_that_another_node_erased_opens_nowhere_any_more(bench: &Bench) {
    let owner = bench.client("acme").await;
    let folder = bench.dossier(&owner).await;
    let verification = bench.process(&folder).await;
    let image = bench
        .picture(&verification, Depiction::Front, b"front")
        .await;
    let node = bench.reopened().await;
    assert!(node.read_blob(&owner, folder.id, &image).await.is_ok());

    let mut unit = bench.unit().await;
    unit.delete_dossier(&owner, folder.id, at(9)).await.unwrap();
    unit.commit().await.unwrap();
    // Its file is there yet: the key is not.
    let read = node.read_blob(&owner, folder.id, &image).await;
    assert!(
        matches!(read, Err(StorageError::Conflict { .. })),
        "{read:?}"
    );
    let kept = node
        .put_blob(
            &owner,
            folder.id,
            bonafide_domain::BlobId::new(fresh()),
            b"late".as_slice().into(),
        )
        .await;
    assert!(
        matches!(kept, Err(StorageError::Conflict { .. })),
        "{kept:?}"
    );
    let mut late = verification;
    late.state = State::Canceled;
    let mut unit = node.begin().await.unwrap();
    assert!(unit.save_process(&late).await.is_err());
}

pub(crate) async fn what_was_kept_before_it_was_sealed_is_sealed_at_the_start(bench: &Bench) {
    let owner = bench.client("acme").await;
    let folder = bench.dossier(&owner).await;
    let verification = bench.process(&folder).await;
    let image = bench
        .picture(&verification, Depiction::Front, b"a face in the clear")
        .await;
    let data = StoredUserData {
        data: bonafide_domain::UserData::default(),
        created_at: at(4),
        updated_at: at(4),
    };
    let mut unit = bench.unit().await;
    unit.insert_user_data(&owner, folder.id, &data)
        .await
        .unwrap();
    unit.commit().await.unwrap();
    // As version 7 of the tables had them.
    for sql in [
        format!(
            "UPDATE dossiers SET external_reference = 'cust-42' WHERE id = '{}'",
            folder.id
        ),
        format!(
            "UPDATE processes SET request = '{}', state = '{}'",
            json(&verification.request),
            json(&verification.state)
        ),
        format!("UPDATE user_data SET data = '{}'", json(&data.data)),
        "DELETE FROM dossier_keys".to_owned(),
        "INSERT INTO unsealed (id) VALUES (1)".to_owned(),
    ] {
        bench.sql(sql).await;
    }
    if bench.has_folder() {
        std::fs::write(bench.file(&folder, image.blob), b"a face in the clear").unwrap();
    }

    let sealed = bench.reopened().await;
    assert_eq!(
        sealed.dossier(&owner, folder.id).await.unwrap(),
        Some(folder.clone())
    );
    let mut expected = verification.clone();
    expected.images = [Depiction::Front].into();
    let found = sealed.process(&owner, folder.id, verification.id).await;
    assert_eq!(found.unwrap(), Some(expected));
    assert_eq!(
        sealed.user_data(&owner, folder.id).await.unwrap(),
        Some(data)
    );
    if bench.has_folder() {
        let row = sealed
            .image(&owner, folder.id, verification.id, Depiction::Front)
            .await
            .unwrap()
            .unwrap();
        assert_ne!(row.blob, image.blob);
        let bytes = sealed.read_blob(&owner, folder.id, &row).await.unwrap();
        assert_eq!(&bytes[..], b"a face in the clear");
        for file in bench.files() {
            let bytes = std::fs::read(&file).unwrap();
            assert!(!bytes.windows(6).any(|window| window == b"a face"));
        }
    }
    // Once is enough.
    let again = bench.reopened().await;
    assert!(again.dossier(&owner, folder.id).await.unwrap().is_some());
}

#[tokio::test]
async fn the_file_of_the_master_key_is_its_owners_alone_and_says_what_it_is() {
    use std::os::unix::fs::PermissionsExt as _;
    let bench = Bench::of_files().await;
    let file = master_key(&bench);
    assert_eq!(
        std::fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.starts_with("# The master keys of Bonafide"), "{text}");
    let shown = format!("{:?} {:?}", bench.settings, FileKeys::new(file));
    let key = text.lines().last().unwrap().split(' ').next().unwrap();
    assert_eq!(key.len(), 64);
    assert!(!shown.contains(key));
    let mut drawn = [0; 32];
    SystemEntropy.fill(&mut drawn);
    assert_ne!(drawn, [0; 32]);
}

#[tokio::test]
async fn a_key_file_that_others_may_read_is_refused_with_what_to_do() {
    use std::os::unix::fs::PermissionsExt as _;
    let bench = Bench::of_files().await;
    let file = master_key(&bench);
    for rights in [0o644, 0o604, 0o620] {
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(rights)).unwrap();
        is_refused(&Storage::open(&bench.settings).await, "chmod 600");
    }
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o440)).unwrap();
    Storage::open(&bench.settings).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_that_are_kept_at_once_are_all_kept_and_a_link_stays_one() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let real = folder.path().join("elsewhere");
    std::fs::create_dir(&real).unwrap();
    let real = real.join("keys");
    FileKeys::new(real.clone())
        .keep(&MasterKey::draw(&SystemEntropy))
        .await
        .unwrap();
    let link = folder.path().join("master.key");
    std::os::unix::fs::symlink(&real, &link).unwrap();
    let source = Arc::new(FileKeys::new(link.clone()));
    let mut keeping = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let source = Arc::clone(&source);
        keeping.spawn(async move { source.keep(&MasterKey::draw(&SystemEntropy)).await });
    }
    while let Some(kept) = keeping.join_next().await {
        kept.unwrap().unwrap();
    }
    let keys = source.load().await.unwrap();
    assert_eq!(keys.all().len(), 9);
    source.forget(keys.all()[0].id()).await.unwrap();
    assert_eq!(source.load().await.unwrap().all().len(), 8);
    assert!(link.is_symlink());
    let rights = std::fs::metadata(&real).unwrap().permissions().mode() & 0o777;
    assert_eq!(rights, 0o600);

    std::fs::remove_file(&real).unwrap();
    let refused = source.keep(&MasterKey::draw(&SystemEntropy)).await;
    let said = refused.unwrap_err().to_string();
    assert!(said.contains("leads to no file"), "{said}");
}

#[tokio::test]
async fn a_key_file_that_is_away_for_a_moment_takes_no_key_along() {
    let bench = Bench::of_files().await;
    let owner = bench.client("acme").await;
    let before = bench.dossier(&owner).await;
    let other = bench.reopened().await;
    other.change_master_key().await.unwrap();
    let after = crate::bench::dossier(&owner, at(5));
    let mut unit = other.begin().await.unwrap();
    unit.insert_dossier(&after).await.unwrap();
    unit.commit().await.unwrap();
    let (file, away) = (master_key(&bench), bench.folder().join("away"));
    std::fs::rename(&file, &away).unwrap();
    let read = async |dossier| bench.storage.dossier(&owner, dossier).await;
    assert!(read(after.id).await.is_err());
    assert!(read(before.id).await.unwrap().is_some());
    assert!(bench.storage.refresh_master_keys().await.is_err());
    assert!(read(before.id).await.unwrap().is_some());
    std::fs::rename(&away, &file).unwrap();
    bench.storage.refresh_master_keys().await.unwrap();
    assert!(read(after.id).await.unwrap().is_some());
}

/// Counts how often it is asked, as a service with a price would.
#[derive(Debug)]
struct Dear(FileKeys, AtomicU64);

#[async_trait]
impl MasterKeySource for Dear {
    fn whereabouts(&self) -> String {
        self.0.whereabouts()
    }
    async fn load(&self) -> Result<MasterKeys, StorageError> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.load().await
    }
    async fn keep(&self, key: &MasterKey) -> Result<(), StorageError> {
        self.0.keep(key).await
    }
    async fn forget(&self, id: MasterKeyId) -> Result<(), StorageError> {
        self.0.forget(id).await
    }
    fn good_for(&self) -> Duration {
        Duration::from_hours(1)
    }
}

#[tokio::test]
async fn a_service_is_asked_for_master_keys_when_one_is_missing_and_seldom_besides() {
    let bench = Bench::of_files().await;
    let dear = Arc::new(Dear(FileKeys::new(master_key(&bench)), AtomicU64::new(0)));
    let settings = StorageSettings {
        master_keys: dear.clone(),
        ..bench.settings.clone()
    };
    let storage = Storage::open(&settings).await.unwrap();
    let asked = || dear.1.load(Ordering::Relaxed);
    assert_eq!(asked(), 1);
    for _ in 0..5 {
        storage.refresh_master_keys().await.unwrap();
    }
    assert_eq!(asked(), 1);
    bench.storage.change_master_key().await.unwrap();
    for _ in 0..5 {
        storage.refresh_master_keys().await.unwrap();
    }
    assert_eq!(asked(), 2);
}
