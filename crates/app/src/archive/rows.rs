//! From tables to members and back.

use super::Progress;
use super::container::Writer;
use super::manifest::{ArchiveError, Manifest, unusable};
use bonafide_domain::{BlobId, ClientId, DossierId};
use bonafide_storage::{DumpTable, DumpedRow, LoadNote, Snapshot, Storage, Unit};
use bytes::Bytes;
use jiff::Timestamp;
use std::collections::HashSet;
use std::io::Write;

/// Earlier versions have no such column.
const RETAINED_FROM: &str = "retained_from";

/// A file by its place in the store: `{client}/{dossier}/{file}`.
pub(super) struct Place {
    pub(super) owner: ClientId,
    pub(super) dossier: DossierId,
    pub(super) blob: BlobId,
}

impl Place {
    fn of_row(row: &DumpedRow) -> Option<Self> {
        let text = |column: &str| row.get(column)?.as_str();
        Some(Self {
            owner: text("owner_id")?.parse().ok()?,
            dossier: text("dossier_id")?.parse().ok()?,
            blob: text("blob_id")?.parse().ok()?,
        })
    }

    pub(super) fn read(place: &str) -> Result<Self, ArchiveError> {
        let mut parts = place.split('/');
        let mut part = || parts.next().unwrap_or_default();
        let (owner, dossier, blob) = (part().parse(), part().parse(), part().parse());
        match (owner, dossier, blob, parts.next()) {
            (Ok(owner), Ok(dossier), Ok(blob), None) => Ok(Self {
                owner,
                dossier,
                blob,
            }),
            _ => Err(unusable("it holds a file that has no place")),
        }
    }

    fn name(&self) -> String {
        format!("{}/{}/{}", self.owner, self.dossier, self.blob)
    }
}

/// Writes the rows of a table, and after each that names a file the file.
pub(super) async fn write_table<W: Write>(
    storage: &Storage,
    snapshot: &mut Snapshot,
    (table, account): (&'static DumpTable, Option<&str>),
    writer: &mut Writer<W>,
    progress: Progress<'_>,
) -> Result<(), ArchiveError> {
    let mut done = 0;
    snapshot
        .each_row(table, account, async |row| {
            writer.row(table.name, &row)?;
            if row.contains_key("blob_id") {
                let place = Place::of_row(&row)
                    .ok_or_else(|| unusable(format!("a row of {} names no file", table.name)))?;
                let found = storage
                    .stored_file(&place.owner, place.dossier, place.blob)
                    .await?;
                match found {
                    Some(bytes) => writer.file(&place.name(), &bytes)?,
                    // Rows go before their files.
                    None if storage.names_blob(place.blob).await? => writer.missing(place.name()),
                    // It was erased or replaced since the snapshot.
                    None => writer.vanished(&place.blob.to_string()),
                }
            }
            done += 1;
            if done % 1000 == 0 {
                progress(table.name, done);
            }
            Ok::<_, ArchiveError>(())
        })
        .await?;
    progress(table.name, done);
    Ok(())
}

/// Puts rows back.
pub(super) struct Loader<'a> {
    storage: &'a Storage,
    note: LoadNote,
    now: Timestamp,
    vanished: HashSet<&'a str>,
    /// Files that were not there before.
    pub(super) kept: Vec<Place>,
}

impl<'a> Loader<'a> {
    /// Notes that files come, so that nobody sweeps them away before their rows are there.
    pub(super) async fn begin(
        storage: &'a Storage,
        manifest: &'a Manifest,
        now: Timestamp,
    ) -> Result<Self, ArchiveError> {
        Ok(Self {
            storage,
            note: storage.note_load(now).await?,
            now,
            vanished: manifest
                .vanished
                .iter()
                .map(String::as_str)
                .chain(
                    manifest
                        .missing
                        .iter()
                        .filter_map(|place| place.rsplit('/').next()),
                )
                .collect(),
            kept: Vec::new(),
        })
    }

    /// The table of this name, which the file may have.
    pub(super) fn table(name: &str) -> Result<&'static DumpTable, ArchiveError> {
        Storage::dumped_tables()
            .iter()
            .find(|table| table.name == name)
            .ok_or_else(|| {
                unusable(format!(
                    "it has a table that this Bonafide does not know ({name}): a newer one wrote it"
                ))
            })
    }

    pub(super) async fn row(
        &self,
        unit: &mut Unit,
        table: &'static DumpTable,
        mut row: DumpedRow,
    ) -> Result<(), ArchiveError> {
        if table.name == "clients" && !row.contains_key(RETAINED_FROM) {
            // Of a version that may have kept everything for ever: what it has counts from now on.
            row.insert(RETAINED_FROM.to_owned(), self.now.as_microsecond().into());
        }
        let blob = row.get("blob_id").and_then(serde_json::Value::as_str);
        if blob.is_some_and(|blob| self.vanished.contains(blob)) {
            return Ok(());
        }
        Ok(unit.load_row(table, row).await?)
    }

    pub(super) async fn file(&mut self, place: Place, bytes: Vec<u8>) -> Result<(), ArchiveError> {
        let bytes = Bytes::from(bytes);
        let new = self
            .storage
            .restore_file(&place.owner, place.dossier, place.blob, bytes)
            .await?;
        if new {
            self.kept.push(place);
        }
        Ok(())
    }

    /// Keeps all that was loaded.
    pub(super) async fn keep(self, mut unit: Unit) -> Result<(), ArchiveError> {
        unit.end_load(&self.note).await?;
        Ok(unit.commit().await?)
    }

    /// Takes the files away again, after the rows that name them were given up.
    pub(super) async fn undo(self) {
        if let Err(error) = self.storage.forget_load(&self.note).await {
            tracing::warn!(%error, "files that nothing names stay for a week");
        }
        for place in self.kept {
            let gone = self
                .storage
                .discard_blob(&place.owner, place.dossier, place.blob)
                .await;
            if let Err(error) = gone {
                tracing::warn!(%error, "a file of an import that was given up is left to the sweeper");
            }
        }
    }
}
