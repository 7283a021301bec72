use crate::error::StorageError;
use crate::faults::Moment;
use crate::process_cache::ProcessCache;
use crate::row::{Row, Value};
use crate::sealing::{Personal, Ring, Seal};
use crate::statements;
use crate::storage::Storage;
use crate::{dialect, unit::Unit};
use bonafide_domain::{
    ClientId, Depiction, DossierId, ExternalId, Process, ProcessId, ProcessType, Provider, Status,
};
use jiff::Timestamp;
use std::collections::BTreeSet;

const REQUEST: Personal = Personal::new("request", "process request");
pub(crate) const STATE: Personal = Personal::new("state", "process state");
const REPORT: Personal = Personal::new("report", "process report");
const EXTERNAL_ID: Personal = Personal::new("external_id", "process external id");
const SIMULATION: Personal = Personal::new("simulation", "process simulation");
const STARTED_WITH: Personal = Personal::new("started_with", "process start");

/// What of a process is sealed, in the order of the statement that seals an older one.
pub(crate) const SEALED: [Personal; 6] = [
    REQUEST,
    EXTERNAL_ID,
    SIMULATION,
    STARTED_WITH,
    STATE,
    REPORT,
];

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
        let cache = self.kept_processes().await?;
        if let Some(kept) = cache.and_then(|cache| cache.get((owner, dossier, id), version)) {
            return Ok(Some(kept));
        }
        let key = vec![owner.into(), dossier.into(), id.into()];
        let Some(row) = self.row(&statements::PROCESS_VERSION, key).await? else {
            return Ok(None);
        };
        let found = ProcessVersion {
            status: row.parsed("status")?,
            updated_at: row.time("updated_at")?,
        };
        if cache.is_some() && !found.status.is_final() {
            // Who asks for versions asks again: this once the whole process is read, so that it is kept.
            let process = self.process(owner, dossier, id).await?;
            return Ok(process.as_ref().map(version));
        }
        Ok(Some(found))
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
        // Before it is known whether it is kept: that depends on the time of the machine.
        self.seam.at(Moment::Read).await?;
        let cache = self.kept_processes().await?;
        if let Some(kept) = cache.and_then(|cache| cache.get((owner, dossier, id), Process::clone))
        {
            return Ok(Some(kept));
        }
        let began = cache.map(|cache| cache.begin(id));
        let key = vec![owner.into(), dossier.into(), id.into()];
        let rows = self.pools.rows(&statements::PROCESS, key).await?;
        let Some(row) = rows.first() else {
            return Ok(None);
        };
        let process = process(&self.ring, row).await?;
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
        let key = vec![owner.into(), dossier.into()];
        let rows = self.rows(&statements::PROCESSES, key).await?;
        // All lie in one dossier and bring the same key.
        let Some(first) = rows.first() else {
            return Ok(Vec::new());
        };
        let seal = self.ring.dossier(first, owner, dossier).await?;
        rows.iter().map(|row| summary(&seal, row)).collect()
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
        let seal = self.seal_of(&process.owner, process.dossier).await?;
        let sealed = Sealed::of(&seal, process)?;
        let request = seal.json(REQUEST, &process.id.to_string(), &process.request)?;
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
                request,
                process.state.status().as_str().into(),
                sealed.state,
                sealed.report,
                process.created_at.into(),
                process.updated_at.into(),
                sealed.external_id,
                sealed.simulation,
                sealed.started_with,
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
        match self.row(&statements::PROCESS, key()).await? {
            Some(row) => {
                let ring = self.ring.clone();
                process(&ring, &row).await.map(Some)
            }
            None => Ok(None),
        }
    }

    /// Keeps the state, the report, the time and what else a provider tells or is told of a process. What was asked for never changes, and
    /// neither does a final state: that one is refused here whatever the caller thought.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when it is gone or its stored state is final.
    pub async fn save_process(&mut self, process: &Process) -> Result<(), StorageError> {
        let seal = self.seal_of(&process.owner, process.dossier).await?;
        let sealed = Sealed::of(&seal, process)?;
        let changed = self
            .execute(
                &statements::SAVE_PROCESS,
                vec![
                    (&process.owner).into(),
                    process.dossier.into(),
                    process.id.into(),
                    process.state.status().as_str().into(),
                    sealed.state,
                    sealed.report,
                    process.updated_at.into(),
                    sealed.external_id,
                    sealed.simulation,
                    sealed.started_with,
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

fn version(process: &Process) -> ProcessVersion {
    ProcessVersion {
        status: process.state.status(),
        updated_at: process.updated_at,
    }
}

/// The columns of a process that change, sealed.
struct Sealed {
    state: Value,
    report: Value,
    external_id: Value,
    simulation: Value,
    started_with: Value,
}

impl Sealed {
    fn of(seal: &Seal, process: &Process) -> Result<Self, StorageError> {
        let id = process.id.to_string();
        let external_id = process.external_id.as_ref().map(ExternalId::as_str);
        Ok(Self {
            state: seal.json(STATE, &id, &process.state)?,
            report: seal.optional_json(REPORT, &id, process.report.as_ref())?,
            external_id: seal.optional_text(EXTERNAL_ID, &id, external_id),
            simulation: seal.optional_json(SIMULATION, &id, process.simulation.as_ref())?,
            started_with: seal.optional_json(STARTED_WITH, &id, process.start.as_ref())?,
        })
    }
}

fn read_external_id(
    seal: &Seal,
    row: &Row,
    process: &str,
) -> Result<Option<ExternalId>, StorageError> {
    match seal.read_optional_text(EXTERNAL_ID, process, row)? {
        None => Ok(None),
        Some(text) => match ExternalId::new(text) {
            Some(id) => Ok(Some(id)),
            None => Err(StorageError::corrupt("column external_id")),
        },
    }
}

async fn process(ring: &Ring, row: &Row) -> Result<Process, StorageError> {
    let images = row
        .optional_text("depictions")?
        .unwrap_or_default()
        .split(',')
        .filter(|name| !name.is_empty())
        .map(str::parse::<Depiction>)
        .collect::<Result<BTreeSet<_>, _>>()
        .map_err(|_| StorageError::corrupt("column depiction"))?;
    let (owner, dossier) = (row.parsed("owner_id")?, row.parsed("dossier_id")?);
    let id: ProcessId = row.parsed("id")?;
    let which = id.to_string();
    let seal = ring.dossier(row, &owner, dossier).await?;
    Ok(Process {
        id,
        dossier,
        owner,
        request: seal.read_json(REQUEST, &which, row)?,
        external_id: read_external_id(&seal, row, &which)?,
        simulation: seal.read_optional_json(SIMULATION, &which, row)?,
        start: seal.read_optional_json(STARTED_WITH, &which, row)?,
        state: seal.read_json(STATE, &which, row)?,
        images,
        report: seal.read_optional_json(REPORT, &which, row)?,
        created_at: row.time("created_at")?,
        updated_at: row.time("updated_at")?,
    })
}

pub(crate) fn summary(seal: &Seal, row: &Row) -> Result<ProcessSummary, StorageError> {
    let id: ProcessId = row.parsed("id")?;
    Ok(ProcessSummary {
        id,
        provider: row.parsed("provider")?,
        process_type: Some(row.text("process_type")?)
            .filter(|name| !name.is_empty())
            .map(|name| name.parse())
            .transpose()
            .map_err(|_| StorageError::corrupt("column process_type"))?,
        external_id: read_external_id(seal, row, &id.to_string())?,
        status: row.parsed("status")?,
        created_at: row.time("created_at")?,
        updated_at: row.time("updated_at")?,
    })
}
