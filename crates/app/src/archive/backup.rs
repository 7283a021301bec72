//! Everything, in two files: the data, and the wrapped keys without which what is sealed in the data cannot be read. The keys are
//! kept apart, and for a shorter time, because a copy of a key that was destroyed brings the person back.

use super::Progress;
use super::container::{self, Member, Writer};
use super::manifest::{ArchiveError, FORMAT, Header, Kind, Manifest, unusable};
use super::rows::{Loader, Place, write_table};
use crate::{App, audit, keys};
use bonafide_domain::{ClientId, DossierId};
use bonafide_storage::{Act, Actor, DumpedRow, Part, Storage, Unit};
use jiff::Timestamp;
use serde_json::Value;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::io::{Read, Write};

/// What was backed up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackedUp {
    /// The data.
    pub data: Manifest,
    /// The keys.
    pub keys: Manifest,
}

/// What was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The data.
    pub data: Manifest,
    /// The keys.
    pub keys: Manifest,
    /// Dossiers of which the file of keys has no key: they were erased since, and were left out.
    pub erased: u64,
}

/// Writes everything as it is at one moment. The server may work meanwhile.
///
/// # Errors
/// [`ArchiveError`].
pub async fn backup(
    app: &App,
    data: impl Write,
    keys: impl Write,
    progress: Progress<'_>,
) -> Result<BackedUp, ArchiveError> {
    let (storage, now) = (app.storage(), app.now());
    let entry = keys::entry(Actor::Operator, Act::BackupMade, now);
    audit::append(app, &entry).await?;
    let mut snapshot = storage.snapshot().await?;
    let mut written = Writer::begin(data, &header(Kind::Backup, now, None))?;
    let tables = Storage::dumped_tables();
    for table in tables.iter().filter(|table| table.is_in(None)) {
        let whole = (table, None);
        write_table(storage, &mut snapshot, whole, &mut written, progress).await?;
    }
    let (mut data, told) = written.finish()?;
    data.flush()?;
    let mut written = Writer::begin(keys, &header(Kind::Keys, now, None))?;
    for table in tables.iter().filter(|table| table.part == Part::Keys) {
        let whole = (table, None);
        write_table(storage, &mut snapshot, whole, &mut written, progress).await?;
    }
    let (mut keys, keys_told) = written.finish()?;
    keys.flush()?;
    Ok(BackedUp {
        data: told,
        keys: keys_told,
    })
}

pub(super) fn header(kind: Kind, made_at: Timestamp, client_id: Option<String>) -> Header {
    Header {
        bonafide: kind,
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        made_at,
        client_id,
        transport_key: None,
    }
}

/// Puts a backup into an instance that has nothing yet, all of it or nothing. `data` and `keys` open the files anew at each call:
/// each is read once to see that it is whole, and once more to be loaded. The tables are made here. The file of keys may be newer than the data: what was
/// erased between the two stays erased.
///
/// # Errors
/// [`ArchiveError::InTheWay`] where something is here already, also files of another database; [`ArchiveError`].
pub async fn restore<R: Read, K: Read>(
    storage: &Storage,
    data: impl Fn() -> std::io::Result<R>,
    keys: impl Fn() -> std::io::Result<K>,
    now: Timestamp,
    progress: Progress<'_>,
) -> Result<Restored, ArchiveError> {
    let mut held = Held::default();
    let (_, manifest) =
        container::read(data()?, Kind::Backup, async |_, member| held.look(&member)).await?;
    let (_, keys_manifest) =
        container::read(keys()?, Kind::Keys, async |_, member| held.look(&member)).await?;
    if let Some(lacking) = storage.lacks_master_keys(&held.master_keys).await? {
        return Err(ArchiveError::InTheWay(format!(
            "the backup is sealed under {lacking}; bring the copy back that was kept apart"
        )));
    }
    // Not before: an instance that has no master key yet draws one here.
    storage.migrate().await?;
    if let Some(table) = storage.occupied().await? {
        return Err(ArchiveError::InTheWay(format!(
            "a backup is restored into an instance that has nothing yet, and this one's table {table} has rows"
        )));
    }
    let erased: Vec<(ClientId, DossierId)> = held
        .dossiers
        .iter()
        .filter(|(dossier, _)| !held.keys.contains(*dossier))
        .map(|(dossier, owner)| Ok((parsed(owner)?, parsed(dossier)?)))
        .collect::<Result<_, ArchiveError>>()?;
    storage.own_empty_files().await?;
    let mut loader = Loader::begin(storage, &manifest, now).await?;
    let mut unit = storage.begin_load().await?;
    let loaded = async {
        for table in Storage::dumped_tables() {
            unit.clear_for_load(table).await?;
        }
        load(
            &mut unit,
            &mut loader,
            &held,
            (data()?, Kind::Backup),
            progress,
        )
        .await?;
        load(
            &mut unit,
            &mut loader,
            &held,
            (keys()?, Kind::Keys),
            progress,
        )
        .await?;
        for (owner, dossier) in &erased {
            unit.delete_dossier(owner, *dossier, now).await?;
        }
        Ok(())
    };
    match loaded.await {
        Ok(()) => loader.keep(unit).await?,
        Err(error) => {
            drop(unit);
            loader.undo().await;
            return Err(error);
        }
    }
    Ok(Restored {
        erased: erased.len() as u64,
        data: manifest,
        keys: keys_manifest,
    })
}

fn parsed<T: std::str::FromStr>(id: &str) -> Result<T, ArchiveError> {
    id.parse()
        .map_err(|_| unusable("it has an id that is none"))
}

/// What is known of a backup after the first look through its files.
#[derive(Default)]
struct Held {
    /// Dossiers with their owners.
    dossiers: HashMap<String, String>,
    /// Dossiers that have a key.
    keys: HashSet<String>,
    /// Master keys that something is wrapped under, or will be.
    master_keys: BTreeSet<String>,
}

impl Held {
    fn look(&mut self, member: &Member) -> Result<(), ArchiveError> {
        let Member::Rows { table, rows } = member else {
            return Ok(());
        };
        let table = Loader::table(table)?;
        for row in rows {
            let text = |column: &str| {
                let value = row.get(column).and_then(Value::as_str);
                value.unwrap_or_default().to_owned()
            };
            match table.name {
                "dossiers" => drop(self.dossiers.insert(text("id"), text("owner_id"))),
                "dossier_keys" => {
                    self.keys.insert(text("dossier_id"));
                    self.master_keys.insert(text("master_key_id"));
                }
                "account_keys" => drop(self.master_keys.insert(text("master_key_id"))),
                "master_keys" if row.get("wraps").is_some_and(Value::is_i64) => {
                    self.master_keys.insert(text("id"));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// A key of a dossier that is younger than the data has nothing to open.
    fn takes(&self, table: &str, row: &DumpedRow) -> bool {
        let dossier = row.get("dossier_id").and_then(Value::as_str);
        table != "dossier_keys" || dossier.is_some_and(|id| self.dossiers.contains_key(id))
    }
}

async fn load(
    unit: &mut Unit,
    loader: &mut Loader<'_>,
    held: &Held,
    (input, kind): (impl Read, Kind),
    progress: Progress<'_>,
) -> Result<(), ArchiveError> {
    let mut files = 0;
    container::read(input, kind, async |_, member| {
        match member {
            Member::Rows { table, rows } => {
                let table = Loader::table(&table)?;
                let many = rows.len() as u64;
                for row in rows {
                    if held.takes(table.name, &row) {
                        loader.row(unit, table, row).await?;
                    }
                }
                progress(table.name, many);
            }
            Member::File { place, bytes } => {
                loader.file(Place::read(&place)?, bytes).await?;
                files += 1;
                if files % 1000 == 0 {
                    progress("files", files);
                }
            }
        }
        Ok::<_, ArchiveError>(())
    })
    .await?;
    Ok(())
}

/// Notes in the log of the server that a backup was restored.
///
/// # Errors
/// [`crate::AppError::Unavailable`].
pub async fn note_restored(app: &App) -> Result<(), crate::AppError> {
    let entry = keys::entry(Actor::Operator, Act::BackupRestored, app.now());
    audit::append(app, &entry).await
}
