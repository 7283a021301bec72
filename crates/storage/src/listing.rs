use crate::dossiers::reference;
use crate::error::StorageError;
use crate::processes::{ProcessSummary, STATE, summary};
use crate::row::{Row, Value};
use crate::sealing::Ring;
use crate::statements;
use crate::storage::Storage;
use bonafide_domain::{ClientId, Dossier, DossierId, State, Status};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// Which processes of a client are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessFilter {
    /// Made at this moment or later.
    pub from: Timestamp,
    /// Made before this moment.
    pub before: Timestamp,
    /// In one of these statuses; empty for any.
    pub statuses: BTreeSet<Status>,
}

/// By when they were made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProcessOrder {
    /// The newest first.
    NewestFirst,
    /// The oldest first.
    OldestFirst,
}

/// A process in the list over all dossiers.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedProcess {
    /// The process.
    pub process: ProcessSummary,
    /// Where it stands, with what belongs to that.
    pub state: State,
    /// The dossier it lies in.
    pub dossier: Dossier,
}

impl Storage {
    /// A page of the processes of this client, over all its dossiers.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn listed_processes(
        &self,
        owner: &ClientId,
        filter: &ProcessFilter,
        order: ProcessOrder,
        limit: u32,
        offset: u32,
    ) -> Result<Vec<ListedProcess>, StorageError> {
        let statement = match order {
            ProcessOrder::NewestFirst => &statements::LISTED_PROCESSES_NEWEST,
            ProcessOrder::OldestFirst => &statements::LISTED_PROCESSES_OLDEST,
        };
        let mut values = filtered(owner, filter);
        values.extend([i64::from(limit).into(), i64::from(offset).into()]);
        let rows = self.rows(statement, values).await?;
        let mut processes = Vec::with_capacity(rows.len());
        for row in &rows {
            processes.push(listed(&self.ring, row).await?);
        }
        Ok(processes)
    }

    /// How many there are on all pages.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn count_listed_processes(
        &self,
        owner: &ClientId,
        filter: &ProcessFilter,
    ) -> Result<u64, StorageError> {
        self.row(&statements::COUNT_LISTED_PROCESSES, filtered(owner, filter))
            .await?
            .ok_or_else(|| StorageError::corrupt("COUNT_LISTED_PROCESSES gave no row"))?
            .count("processes")
    }

    /// Ids of the dossiers of this client, after one of them (or from the first), at most `limit`.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn dossier_ids(
        &self,
        owner: &ClientId,
        after: Option<DossierId>,
        limit: u32,
    ) -> Result<Vec<DossierId>, StorageError> {
        let after = after.map_or_else(String::new, |id| id.to_string());
        let values = vec![owner.into(), after.into(), i64::from(limit).into()];
        let rows = self.rows(&statements::DOSSIER_IDS, values).await?;
        rows.iter().map(|row| row.parsed("id")).collect()
    }
}

fn filtered(owner: &ClientId, filter: &ProcessFilter) -> Vec<Value> {
    let mut statuses: String = filter
        .statuses
        .iter()
        .flat_map(|status| [",", status.as_str()])
        .collect();
    if !statuses.is_empty() {
        statuses.push(',');
    }
    vec![
        owner.into(),
        filter.from.into(),
        filter.before.into(),
        statuses.into(),
    ]
}

async fn listed(ring: &Ring, row: &Row) -> Result<ListedProcess, StorageError> {
    let (id, owner) = (row.parsed("dossier_id")?, row.parsed("owner_id")?);
    let seal = ring.dossier(row, &owner, id).await?;
    let process = summary(&seal, row)?;
    Ok(ListedProcess {
        state: seal.read_json(STATE, &process.id.to_string(), row)?,
        process,
        dossier: Dossier {
            external_reference: reference(&seal, row, id)?,
            id,
            owner,
            created_at: row.time("dossier_created_at")?,
            updated_at: row.time("dossier_updated_at")?,
        },
    })
}
