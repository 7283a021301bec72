use crate::error::StorageError;
use crate::process_cache::ProcessCache;
use crate::row::{Row, Value, to_json};
use crate::statements;
use crate::storage::Storage;
use crate::{dialect, unit::Unit};
use bonafide_domain::{
    ClientId, Depiction, DossierId, ExternalId, Process, ProcessId, ProcessType, Provider, Status,
};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeSet;

/// A process in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessSummary {
    /// Its id.
    pub id: ProcessId,
    /// Who verifies.
    pub provider: Provider,
    /// What is looked at; `None` where the provider has no types.
    pub process_type: Option<ProcessType>,
    /// The provider's own name for it, where it has one.
    pub external_id: Option<ExternalId>,
    /// Where it stands.
    pub status: Status,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// What tells one form of a process from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProcessVersion {
    /// Where it stands.
    pub status: Status,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl Storage {
    /// The version of a process of this client: one look-up, whatever the process holds.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn process_version(
        &self,
        owner: &ClientId,
        dossier: DossierId,
        id: ProcessId,
    ) -> Result<Option<ProcessVersion>, StorageError> {
        if let Some(cache) = self.kept_processes().await? {
            let version = |process: &Process| ProcessVersion {
                status: process.state.status(),
                updated_at: process.updated_at,
            };
            if let Some(kept) = cache.get((owner, dossier, id), version) {
                return Ok(Some(kept));
            }
        }
        let key = vec![owner.into(), dossier.into(), id.into()];
        let row = self.row(&statements::PROCESS_VERSION, key).await?;
        row.map(|row| {
            Ok(ProcessVersion {
                status: row.parsed("status")?,
                updated_at: row.time("updated_at")?,
            })
        })
        .transpose()
    }

    /// A process of this client, in this dossier.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn process(
        &self,
        owner: &ClientId,
        dossier: DossierId,
        id: ProcessId,
    ) -> Result<Option<Process>, StorageError> {
        let cache = self.kept_processes().await?;
        if let Some(kept) = cache.and_then(|cache| cache.get((owner, dossier, id), Process::clone))
        {
            return Ok(Some(kept));
        }
        let began = cache.map(|cache| cache.begin(id));
        let key = vec![owner.into(), dossier.into(), id.into()];
        let Some(row) = self.row(&statements::PROCESS, key).await? else {
            return Ok(None);
        };
        let process = process(&row)?;
        if let (Some(cache), Some(began)) = (cache, began) {
            cache.keep(began, &process);
        }
        Ok(Some(process))
    }

    /// The processes in memory, where there are any, after asking whether another process of the machine wrote to the
    /// file.
    async fn kept_processes(&self) -> Result<Option<&ProcessCache>, StorageError> {
        let Some(cache) = self.pools.cache() else {
            return Ok(None);
        };
        if !cache.is_good() {
            self.pools.listen().await?;
        }
        Ok(Some(cache))
    }

    /// The processes of a dossier of this client, oldest first. Empty also when the client has no such
    /// dossier: ask for that first.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn processes(
        &self,
        owner: &ClientId,
        dossier: DossierId,
    ) -> Result<Vec<ProcessSummary>, StorageError> {
        self.rows(&statements::PROCESSES, vec![owner.into(), dossier.into()])
            .await?
            .iter()
            .map(summary)
            .collect()
    }

    /// How many processes stand in each status, over all clients: for metrics.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn processes_by_status(&self) -> Result<Vec<(Status, u64)>, StorageError> {
        self.rows(&statements::PROCESSES_BY_STATUS, vec![])
            .await?
            .iter()
            .map(|row| Ok((row.parsed("status")?, row.count("processes")?)))
            .collect()
    }
}

impl Unit {
    /// Keeps a new process. Its images are not kept by this; see [`Unit::put_image`].
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when the id is taken or the client has no such dossier.
    pub async fn insert_process(&mut self, process: &Process) -> Result<(), StorageError> {
        self.execute(
            &statements::INSERT_PROCESS,
            vec![
                process.id.into(),
                process.dossier.into(),
                (&process.owner).into(),
                process.request.provider.as_str().into(),
                // Empty where the provider has no types.
                process
                    .request
                    .process_type
                    .map_or("", ProcessType::as_str)
                    .into(),
                to_json("request", &process.request)?.into(),
                process.state.status().as_str().into(),
                to_json("state", &process.state)?.into(),
                optional_json("report", process.report.as_ref())?,
                process.created_at.into(),
                process.updated_at.into(),
                external_id(process),
                optional_json("simulation", process.simulation.as_ref())?,
                optional_json("started_with", process.start.as_ref())?,
            ],
        )
        .await?;
        Ok(())
    }

    /// A process of this client, locked until the end of the unit: who else asks for it with this method
    /// waits until then and sees what this unit wrote.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn process_for_update(
        &mut self,
        owner: &ClientId,
        dossier: DossierId,
        id: ProcessId,
    ) -> Result<Option<Process>, StorageError> {
        let key = || vec![owner.into(), dossier.into(), id.into()];
        // The lock first and alone: what was read in the same statement could be older than the lock.
        if self.row(&dialect::LOCK_PROCESS, key()).await?.is_none() {
            return Ok(None);
        }
        self.row(&statements::PROCESS, key())
            .await?
            .map(|row| process(&row))
            .transpose()
    }

    /// Keeps the state, the report, the time and what else a provider tells or is told of a process. What was asked for never changes, and
    /// neither does a final state: that one is refused here whatever the caller thought.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when it is gone or its stored state is final.
    pub async fn save_process(&mut self, process: &Process) -> Result<(), StorageError> {
        let changed = self
            .execute(
                &statements::SAVE_PROCESS,
                vec![
                    (&process.owner).into(),
                    process.dossier.into(),
                    process.id.into(),
                    process.state.status().as_str().into(),
                    to_json("state", &process.state)?.into(),
                    optional_json("report", process.report.as_ref())?,
                    process.updated_at.into(),
                    external_id(process),
                    optional_json("simulation", process.simulation.as_ref())?,
                    optional_json("started_with", process.start.as_ref())?,
                ],
            )
            .await?;
        if changed == 1 {
            self.note_change(process.id);
            Ok(())
        } else {
            Err(StorageError::conflict("the process is final or gone"))
        }
    }
}

fn external_id(process: &Process) -> Value {
    let id = process.external_id.as_ref();
    id.map(|id| id.as_str().to_owned()).into()
}

fn read_external_id(row: &Row) -> Result<Option<ExternalId>, StorageError> {
    match row.optional_text("external_id")? {
        None => Ok(None),
        Some(text) => match ExternalId::new(text) {
            Some(id) => Ok(Some(id)),
            None => Err(StorageError::corrupt("column external_id")),
        },
    }
}

fn optional_json(column: &str, value: Option<&impl Serialize>) -> Result<Value, StorageError> {
    let json = value.map(|value| to_json(column, value)).transpose()?;
    Ok(json.into())
}

fn process(row: &Row) -> Result<Process, StorageError> {
    let images = row
        .optional_text("depictions")?
        .unwrap_or_default()
        .split(',')
        .filter(|name| !name.is_empty())
        .map(str::parse::<Depiction>)
        .collect::<Result<BTreeSet<_>, _>>()
        .map_err(|_| StorageError::corrupt("column depiction"))?;
    Ok(Process {
        id: row.parsed("id")?,
        dossier: row.parsed("dossier_id")?,
        owner: row.parsed("owner_id")?,
        request: row.json("request")?,
        external_id: read_external_id(row)?,
        simulation: row.optional_json("simulation")?,
        start: row.optional_json("started_with")?,
        state: row.json("state")?,
        images,
        report: row.optional_json("report")?,
        created_at: row.time("created_at")?,
        updated_at: row.time("updated_at")?,
    })
}

pub(crate) fn summary(row: &Row) -> Result<ProcessSummary, StorageError> {
    Ok(ProcessSummary {
        id: row.parsed("id")?,
        provider: row.parsed("provider")?,
        process_type: Some(row.text("process_type")?)
            .filter(|name| !name.is_empty())
            .map(|name| name.parse())
            .transpose()
            .map_err(|_| StorageError::corrupt("column process_type"))?,
        external_id: read_external_id(row)?,
        status: row.parsed("status")?,
        created_at: row.time("created_at")?,
        updated_at: row.time("updated_at")?,
    })
}
