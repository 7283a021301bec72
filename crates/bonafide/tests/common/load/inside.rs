use super::Done;
use bonafide_domain::{ClientId, ProcessId};
use bonafide_storage::{Act, AuditRecord, Database, Storage, StorageSettings};
use jiff::Timestamp;
use sqlx::{Connection as _, PgConnection, Row as _, SqliteConnection};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// No call of the load keeps more files: a start keeps copies of the pictures of its dossier.
const FILES_OF_A_CALL: u64 = 2;

/// What rows and files say, with no server running.
#[derive(Debug, Default)]
pub(crate) struct Inside {
    pub(crate) rows: usize,
    /// Files without a row before the sweep: of calls that were under way when a server was killed, and of nothing else.
    pub(crate) broken_off: usize,
    /// Those of them that the sweep removed.
    pub(crate) swept: u64,
    pub(crate) files_without_row: Vec<String>,
    pub(crate) rows_without_file: Vec<String>,
    pub(crate) ended_once: usize,
    /// Processes that ended more than once, or in no entry of the log.
    pub(crate) ended_otherwise: Vec<String>,
    /// Verifications that are not over, with what is known of them.
    pub(crate) queued: Vec<String>,
    /// Numbers of the audit log that are missing or come twice.
    pub(crate) gaps: Vec<String>,
}

impl Inside {
    /// More files without a row than calls were under way would be files that something else has left.
    pub(crate) fn assert_no_more_broke_off_than(&self, calls: u64) {
        let most = calls * FILES_OF_A_CALL;
        assert!(
            self.broken_off as u64 <= most,
            "{} files without a row before the sweep; {calls} calls can have left {most}",
            self.broken_off
        );
    }

    pub(crate) fn assert_nothing_is_wrong(&self) {
        let wrong: Vec<_> = [
            &self.files_without_row,
            &self.rows_without_file,
            &self.ended_otherwise,
            &self.gaps,
        ]
        .into_iter()
        .flatten()
        .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}

/// Looks at the storage itself. `files` is where the files lie on this machine, whichever store keeps them there:
/// `{owner}/{dossier}/{file}`.
pub(crate) async fn look_inside(done: &Done, settings: &StorageSettings, files: &Path) -> Inside {
    let storage = Storage::open(settings).await.unwrap();
    storage.check_integrity().await.unwrap();
    // What a start does, and an hour later the sweep.
    while storage.delete_pending_blobs(1000).await.unwrap() > 0 {}
    let named = texts(&settings.database, NAMED).await;
    let mut inside = Inside {
        broken_off: lying(files).difference(&named).count(),
        swept: storage.sweep_orphans(Timestamp::MAX).await.unwrap(),
        ..Inside::default()
    };
    let named = texts(&settings.database, NAMED).await;
    inside.queued = texts(&settings.database, QUEUED)
        .await
        .into_iter()
        .collect();
    let there = lying(files);
    inside.rows = named.len();
    inside.files_without_row = there.difference(&named).cloned().collect();
    inside.rows_without_file = named.difference(&there).cloned().collect();
    for door in &done.doors {
        let owner: ClientId = door.client_id.parse().unwrap();
        log_of(&storage, &owner, &mut inside).await;
    }
    storage.close().await;
    inside
}

/// `{owner}/{dossier}/{file}` of every row that names a file.
const NAMED: &str = "
    SELECT owner_id || '/' || dossier_id || '/' || blob_id AS told FROM images
    UNION ALL SELECT owner_id || '/' || dossier_id || '/' || blob_id FROM recordings
    UNION ALL SELECT owner_id || '/' || dossier_id || '/' || blob_id FROM dossier_files";

const QUEUED: &str = "
    SELECT 'process ' || process_id || ' after ' || CAST(attempts AS TEXT) || ' attempts: '
        || COALESCE(last_error, 'never put back') AS told FROM jobs";

async fn texts(database: &Database, query: &'static str) -> BTreeSet<String> {
    match database {
        Database::Sqlite { path } => {
            let url = format!("sqlite://{}", path.display());
            let mut connection = SqliteConnection::connect(&url).await.unwrap();
            let rows = sqlx::query(query).fetch_all(&mut connection).await;
            rows.unwrap().iter().map(|row| row.get("told")).collect()
        }
        Database::Postgres { url } => {
            let mut connection = PgConnection::connect(url).await.unwrap();
            let rows = sqlx::query(query).fetch_all(&mut connection).await;
            rows.unwrap().iter().map(|row| row.get("told")).collect()
        }
    }
}

fn lying(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with("instance/bonafide/owner") {
                let name = path.strip_prefix(folder).unwrap();
                found.insert(name.to_str().unwrap().to_owned());
            }
        }
    }
    found
}

const ENDS: [Act; 5] = [
    Act::ProcessAccepted,
    Act::ProcessRejected,
    Act::ProcessInconclusive,
    Act::ProcessFailed,
    Act::ProcessCanceled,
];

/// Every process that was ever started by this owner ended once; its numbers have no gaps.
async fn log_of(storage: &Storage, owner: &ClientId, inside: &mut Inside) {
    let mut log: Vec<AuditRecord> = Vec::new();
    loop {
        let last = log.last().map_or(0, |record| record.sequence);
        let page = storage.audit(Some(owner), last, 1000).await.unwrap();
        if page.is_empty() {
            break;
        }
        log.extend(page);
    }
    for (record, number) in log.iter().zip(1..) {
        if record.sequence != number {
            let gap = format!("{owner}: {} in the place of {number}", record.sequence);
            inside.gaps.push(gap);
        }
    }
    let entries = || log.iter().map(|record| &record.entry);
    let erased: BTreeSet<_> = entries()
        .filter(|entry| entry.act == Act::DossierErased)
        .filter_map(|entry| entry.dossier)
        .collect();
    let mut ends = BTreeMap::<ProcessId, usize>::new();
    let mut gone = BTreeSet::new();
    for entry in entries() {
        let Some(process) = entry.process else {
            continue;
        };
        if entry.act == Act::VerificationStarted {
            ends.entry(process).or_default();
        } else if ENDS.contains(&entry.act) {
            *ends.entry(process).or_default() += 1;
        }
        let with_its_dossier = entry.dossier.is_some_and(|one| erased.contains(&one));
        if entry.act == Act::ProcessErased || with_its_dossier {
            gone.insert(process);
        }
    }
    for (process, times) in ends {
        match times {
            1 => inside.ended_once += 1,
            // Erased before it could.
            0 if gone.contains(&process) => {}
            _ => inside
                .ended_otherwise
                .push(format!("process {process} ended {times} times")),
        }
    }
}
