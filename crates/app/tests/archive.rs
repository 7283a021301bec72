//! Backups under load and accounts that move: what comes out is what went in, or nothing comes out.

#![expect(
    clippy::unwrap_used,
    reason = "in a test a panic is the report, and what was skipped is worth reading"
)]

mod support;

use bonafide_app::domain::{Depiction, DossierId, ProcessId, UserDataChange};
use bonafide_app::{
    App, ArchiveError, Caller, Imported, Passphrase, Restored, VerifyAudit, audit_owners,
    authenticate, backup, delete_dossier, export_account, get_image, get_user_data, import_account,
    issue_token, reserve_verification, restore, run_verification, set_files, set_user_data,
    verify_audit,
};
use bonafide_storage::{Act, Database, FileKeys, Storage, StorageSettings};
use bytes::Bytes;
use jiff::Timestamp;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use std::io::Cursor;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use support::{House, credentials, png};
use tempfile::TempDir;

type Known = (DossierId, ProcessId);

fn quiet(_: &str, _: u64) {}

async fn files(app: &App) -> (Vec<u8>, Vec<u8>) {
    let (mut data, mut keys) = (Vec::new(), Vec::new());
    backup(app, &mut data, &mut keys, &quiet).await.unwrap();
    (data, keys)
}

fn opened(bytes: &[u8]) -> impl Fn() -> std::io::Result<Cursor<Vec<u8>>> {
    let bytes = bytes.to_vec();
    move || Ok(Cursor::new(bytes.clone()))
}

async fn taken(storage: &Storage, data: &[u8], keys: &[u8]) -> Result<Restored, ArchiveError> {
    let now = Timestamp::UNIX_EPOCH;
    restore(storage, opened(data), opened(keys), now, &quiet).await
}

/// An empty folder with the master key, of which the operator kept a copy.
fn keyed(house: &House) -> TempDir {
    let folder = TempDir::new().unwrap();
    let key = "master.key";
    std::fs::copy(house.folder.path().join(key), folder.path().join(key)).unwrap();
    folder
}

async fn empty(folder: &TempDir) -> Storage {
    let path = folder.path().join("bonafide.db");
    on(Database::Sqlite { path }, folder).await
}

async fn on(database: Database, folder: &TempDir) -> Storage {
    let settings = StorageSettings::new(database, folder.path().join("files"));
    let storage = Storage::open(&settings).await.unwrap();
    storage.migrate().await.unwrap();
    storage
}

async fn run(house: &House) {
    let job = reserve_verification(&house.app, "worker").await.unwrap();
    run_verification(&house.app, &job.unwrap()).await.unwrap();
}

/// A person in each stage.
async fn fill(house: &House, caller: &Caller) -> Vec<Known> {
    let mut known = Vec::new();
    for _ in 0..3 {
        let (dossier, process) = house.started(caller).await;
        run(house).await;
        let data = UserDataChange {
            first_name: Some("Anna".to_owned()),
            ..UserDataChange::default()
        };
        set_user_data(&house.app, caller, dossier, data)
            .await
            .unwrap();
        let file = vec![(Depiction::Front, png("file"))];
        set_files(&house.app, caller, dossier, file, None)
            .await
            .unwrap();
        known.push((dossier, process));
    }
    known
}

async fn is_whole(app: &App, caller: &Caller, known: &[Known]) {
    for (dossier, process) in known {
        let front = get_image(app, caller, *dossier, *process, Depiction::Front).await;
        assert_eq!(front.unwrap().bytes, png("front"));
        get_user_data(app, caller, *dossier).await.unwrap();
    }
    for owner in audit_owners(app).await.unwrap() {
        let report = verify_audit(app, &owner, &VerifyAudit::default())
            .await
            .unwrap();
        assert_eq!(report.fault, None, "{owner}");
        assert!(report.entries > 0, "{owner}");
    }
}

async fn restored_is_whole(
    house: &House,
    storage: Storage,
    folder: TempDir,
    caller: &Caller,
    known: &[Known],
) {
    storage.check_integrity().await.unwrap();
    let again = House::over(storage, folder).await;
    is_whole(&again.app, caller, known).await;
    // The key of the log came along, and so the next entries follow.
    house.clock.forward(1);
    again.dossier(caller).await;
    is_whole(&again.app, caller, known).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_under_load_is_restored_whole() {
    let house = Arc::new(House::new().await);
    let caller = house.caller("acme").await;
    let known = fill(&house, &caller).await;
    let stop = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = (0..3)
        .map(|_| {
            let (house, caller, stop) = (house.clone(), caller.clone(), stop.clone());
            tokio::spawn(async move {
                let mut made = 0;
                while !stop.load(Ordering::Relaxed) {
                    let (dossier, process) = house.started(&caller).await;
                    if made % 2 == 0 {
                        delete_dossier(&house.app, &caller, dossier).await.unwrap();
                    } else {
                        house.process(&caller, dossier).await;
                        let _ = process;
                    }
                    made += 1;
                }
                made
            })
        })
        .collect();
    let mut backups = Vec::new();
    for _ in 0..3 {
        tokio::time::sleep(std::time::Duration::from_millis(150)).await;
        backups.push(files(&house.app).await);
    }
    stop.store(true, Ordering::Relaxed);
    let mut made = 0;
    for writer in writers {
        made += writer.await.unwrap();
    }
    assert!(made > 3, "nothing was written meanwhile");
    for (data, keys) in backups {
        let folder = keyed(&house);
        let storage = empty(&folder).await;
        let restored = taken(&storage, &data, &keys).await.unwrap();
        println!("{made} written meanwhile; {:?}", restored.data);
        restored_is_whole(&house, storage, folder, &caller, &known).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_goes_from_one_engine_to_the_other_and_back() {
    let Ok(server) = std::env::var("BONAFIDE_TEST_POSTGRES") else {
        assert!(std::env::var_os("BONAFIDE_REQUIRE_POSTGRES").is_none());
        println!("skipped: BONAFIDE_TEST_POSTGRES is not set");
        return;
    };
    let name = format!("bonafide_archive_{}", std::process::id());
    let mut shell = PgConnection::connect(&server).await.unwrap();
    shell
        .execute(AssertSqlSafe(format!("CREATE DATABASE {name}")))
        .await
        .unwrap();
    let url = format!("{}/{name}", server.rsplit_once('/').unwrap().0);

    let house = House::new().await;
    let caller = house.caller("acme").await;
    let known = fill(&house, &caller).await;
    let (data, keys) = files(&house.app).await;
    let folder = keyed(&house);
    let storage = on(Database::Postgres { url }, &folder).await;
    let first = taken(&storage, &data, &keys).await.unwrap();
    let postgres = House::over(storage, folder).await;
    is_whole(&postgres.app, &caller, &known).await;

    let (data, keys) = files(&postgres.app).await;
    let folder = keyed(&house);
    let storage = empty(&folder).await;
    let second = taken(&storage, &data, &keys).await.unwrap();
    for (table, rows) in &first.data.rows {
        let grew = table.starts_with("audit");
        assert!(second.data.rows[table] == *rows || grew, "{table}");
    }
    assert_eq!(first.data.files, second.data.files);
    restored_is_whole(&house, storage, folder, &caller, &known).await;
    postgres.storage.close().await;
    let drop = format!("DROP DATABASE {name} WITH (FORCE)");
    shell.execute(AssertSqlSafe(drop)).await.unwrap();
}

#[tokio::test]
async fn a_backup_that_is_cut_or_changed_or_has_no_room_leaves_nothing() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    fill(&house, &caller).await;
    let (data, keys) = files(&house.app).await;
    let refused = taken(&house.storage, &data, &keys).await;
    assert!(
        matches!(refused, Err(ArchiveError::InTheWay(_))),
        "{refused:?}"
    );

    // A database that has nothing, and the files of the one that is backed up.
    let beside = keyed(&house);
    let settings = StorageSettings {
        master_keys: Arc::new(FileKeys::new(beside.path().join("master.key"))),
        ..StorageSettings::new(
            Database::Sqlite {
                path: beside.path().join("bonafide.db"),
            },
            house.folder.path().join("files"),
        )
    };
    let storage = Storage::open(&settings).await.unwrap();
    let before = house.files();
    let refused = taken(&storage, &data, &keys).await;
    let Err(ArchiveError::InTheWay(said)) = refused else {
        panic!("{refused:?}");
    };
    assert!(said.contains("another data.dir"), "{said}");
    assert_eq!(storage.occupied().await.unwrap(), None);
    assert_eq!(house.files(), before);

    let without = TempDir::new().unwrap();
    let storage = empty(&without).await;
    let refused = taken(&storage, &data, &keys).await;
    let said = refused.unwrap_err().to_string();
    assert!(said.contains("sealed under the master key"), "{said}");
    assert_eq!(storage.occupied().await.unwrap(), None);

    let folder = keyed(&house);
    let storage = empty(&folder).await;
    let cut = |bytes: &[u8], at: usize| bytes[..at].to_vec();
    let flipped = |bytes: &[u8], at: usize| {
        let mut bytes = bytes.to_vec();
        bytes[at] ^= 1;
        bytes
    };
    // Between members there is room that belongs to none.
    let inside = String::from_utf8_lossy(&data)
        .find("signicatpictureid")
        .unwrap();
    let renumbered = String::from_utf8_lossy(&data)
        .find("\"format\": 1")
        .unwrap();
    let mut newer = data.clone();
    newer[renumbered + 10] = b'9';
    for (wrong, data, keys) in [
        (
            "the end is missing",
            cut(&data, data.len() - 3000),
            keys.clone(),
        ),
        (
            "the half is missing",
            cut(&data, data.len() / 2),
            keys.clone(),
        ),
        ("nothing is there", Vec::new(), keys.clone()),
        ("a byte is another", flipped(&data, inside), keys.clone()),
        (
            "a byte of the beginning is another",
            flipped(&data, 3),
            keys.clone(),
        ),
        ("it is newer", newer, keys.clone()),
        ("the keys are no keys", data.clone(), data.clone()),
        ("the keys are cut", data.clone(), cut(&keys, keys.len() / 2)),
    ] {
        let refused = taken(&storage, &data, &keys).await;
        assert!(
            matches!(refused, Err(ArchiveError::Unusable(_))),
            "{wrong}: {refused:?}"
        );
        assert_eq!(storage.occupied().await.unwrap(), None, "{wrong}");
    }
}

#[tokio::test]
async fn what_was_erased_stays_erased_when_the_keys_are_newer_than_the_data() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let known = fill(&house, &caller).await;
    let (old_data, old_keys) = files(&house.app).await;
    let (gone, process) = known[1];
    delete_dossier(&house.app, &caller, gone).await.unwrap();
    let younger = house.dossier(&caller).await;
    let (_, keys) = files(&house.app).await;
    for (keys, erased) in [(keys, 1), (old_keys, 0)] {
        let folder = keyed(&house);
        let storage = empty(&folder).await;
        let restored = taken(&storage, &old_data, &keys).await;
        assert_eq!(restored.unwrap().erased, erased);
        let again = House::over(storage, folder).await;
        let read = get_image(&again.app, &caller, gone, process, Depiction::Front).await;
        // Why old keys are to be kept for a short time.
        assert_eq!(read.is_err(), erased == 1);
        is_whole(&again.app, &caller, &[known[0], known[2]]).await;
        let unknown = again
            .storage
            .dossier(caller.client(), younger)
            .await
            .unwrap();
        assert_eq!(unknown, None);
    }
}

fn passphrase() -> Passphrase {
    Passphrase::new("correct horse battery").unwrap()
}

async fn exported(house: &House, client: &str) -> Vec<u8> {
    let passphrase = passphrase();
    let file = export_account(&house.app, client, Vec::new(), &passphrase, &quiet);
    file.await.unwrap().1
}

async fn imported(house: &House, file: &[u8]) -> Result<Imported, ArchiveError> {
    import_account(&house.app, opened(file), &passphrase(), &quiet).await
}

#[tokio::test]
async fn an_account_moves_with_all_that_it_has_and_its_log_still_verifies() {
    let house = House::new().await;
    let client = house.client("acme").await;
    let token = house.token(&client).await;
    let caller = authenticate(&house.app, &token).await.unwrap();
    let known = fill(&house, &caller).await;
    let other = house.caller("other").await;
    fill(&house, &other).await;
    bonafide_app::sign_audit_heads(&house.app, bonafide_app::SignHeads::All)
        .await
        .unwrap();
    let file = exported(&house, "acme").await;
    for marker in ["Anna", "sandbox-acme", "firstName"] {
        let found = file
            .windows(marker.len())
            .any(|bytes| bytes == marker.as_bytes());
        assert!(!found, "{marker} lies in the clear");
    }

    // Another key seals and signs there.
    let there = House::seeded(bonafide_app::Settings::default(), 2).await;
    let taken = imported(&there, &file).await.unwrap();
    let Imported::Taken(id, manifest) = taken else {
        panic!("{taken:?}")
    };
    assert_eq!((&id, manifest.rows["clients"]), (caller.client(), 1));
    assert_eq!(manifest.files, 6);
    // The same secret opens the door there, and the rest is behind it.
    let token = issue_token(&there.app, credentials(&client, None))
        .await
        .unwrap();
    let moved = authenticate(&there.app, &token.access_token).await.unwrap();
    is_whole(&there.app, &moved, &known).await;
    let log = there.storage.audit(Some(&id), 0, 1000).await.unwrap();
    let acts: Vec<Act> = log.iter().map(|record| record.entry.act).collect();
    let at = acts
        .iter()
        .position(|act| *act == Act::AccountImported)
        .unwrap();
    assert_eq!(acts[at - 1], Act::AccountExported);
    let all = there.storage.audit_owners().await.unwrap();
    assert_eq!(all, ["", id.as_str()], "nobody else came along");

    let again = imported(&there, &file).await.unwrap();
    assert_eq!(again, Imported::HereAlready(id.clone()));
    // A later export of the same account is another.
    house.dossier(&caller).await;
    let later = exported(&house, "acme").await;
    let refused = imported(&there, &later).await;
    assert!(
        matches!(refused, Err(ArchiveError::InTheWay(_))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn an_account_of_a_name_that_is_taken_is_refused_and_leaves_nothing() {
    let house = House::new().await;
    let caller = house.caller("acme").await;
    fill(&house, &caller).await;
    let file = exported(&house, "acme").await;
    let there = House::seeded(bonafide_app::Settings::default(), 2).await;
    let taken = there.caller("acme").await;
    assert_ne!(taken.client(), caller.client());
    let refused = imported(&there, &file).await;
    assert!(
        matches!(refused, Err(ArchiveError::InTheWay(_))),
        "{refused:?}"
    );
    assert!(there.files().is_empty(), "{:?}", there.files());
    assert!(
        there
            .storage
            .client(caller.client())
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn a_sealed_file_that_was_touched_is_refused() {
    let house = House::new().await;
    house.caller("acme").await;
    let file = exported(&house, "acme").await;
    let there = House::seeded(bonafide_app::Settings::default(), 2).await;
    assert!(Passphrase::new("short").is_err());
    let other = Passphrase::new("another passphrase").unwrap();
    let refused = import_account(&there.app, opened(&file), &other, &quiet).await;
    assert!(
        matches!(refused, Err(ArchiveError::Unusable(_))),
        "{refused:?}"
    );
    for at in [0, 20, 30, 50, file.len() / 2, file.len() - 1] {
        let mut touched = file.clone();
        touched[at] ^= 0x10;
        // Of more iterations than anybody waits for.
        if (18..22).contains(&at) {
            touched[18] = 0xff;
        }
        let refused = imported(&there, &touched).await;
        assert!(
            matches!(refused, Err(ArchiveError::Unusable(_))),
            "{at}: {refused:?}"
        );
    }
    for length in [0, 10, 40, file.len() / 2, file.len() - 1] {
        let refused = imported(&there, &file[..length]).await;
        assert!(
            matches!(refused, Err(ArchiveError::Unusable(_))),
            "{length}: {refused:?}"
        );
    }
    let longer = [file.clone(), vec![0; 100]].concat();
    assert!(imported(&there, &longer).await.is_err());
    assert!(there.storage.clients().await.unwrap().is_empty());
}

#[tokio::test]
async fn pictures_that_are_none_of_a_file_do_not_matter() {
    // A large file goes over many segments and parts.
    let house = House::new().await;
    let caller = house.caller("acme").await;
    let dossier = house.dossier(&caller).await;
    let picture = [png("big").as_ref(), &vec![7; 300_000][..]].concat();
    let big = vec![(Depiction::Front, Bytes::from(picture.clone()))];
    set_files(&house.app, &caller, dossier, big, None)
        .await
        .unwrap();
    let file = exported(&house, "acme").await;
    let there = House::seeded(bonafide_app::Settings::default(), 2).await;
    imported(&there, &file).await.unwrap();
    let read = bonafide_app::get_file(&there.app, &caller, dossier, Depiction::Front).await;
    assert_eq!(read.unwrap().bytes, picture);
}
