use crate::engine::Transaction;
use crate::error::StorageError;
use crate::faults::{Moment, Seam};
use crate::process_cache::ProcessCache;
use crate::process_changes::ProcessChanges;
use crate::row::{Row, Value};
use crate::sealing::{Ring, Seal};
use crate::statements::Statement;
use bonafide_chain::SealKey;
use bonafide_domain::ProcessId;
use std::sync::{Arc, OnceLock};
use tokio::sync::watch;

/// A unit of work: everything written through it becomes true at once with [`Unit::commit`], durably, or
/// not at all.
///
/// After an error drop it. On PostgreSQL units run beside each other; a unit that changes a process takes
/// [`Unit::process_for_update`] first, decides on what that gives, and appends to the audit log last.
#[must_use = "without a commit nothing is kept"]
pub struct Unit {
    transaction: Transaction,
    queued: watch::Sender<u64>,
    jobs: u64,
    changed: Changed,
    seam: Seam,
    audit_seal: Arc<OnceLock<SealKey>>,
    pub(crate) ring: Ring,
    /// Those that this unit used: one for each dossier or account that it writes about.
    seals: Vec<Arc<Seal>>,
}

/// The processes that a unit changed. Who keeps or waits for them is told when this is dropped, which is after the
/// commit, however that ended.
#[derive(Debug)]
pub(crate) struct Changed {
    changes: ProcessChanges,
    cache: Option<Arc<ProcessCache>>,
    processes: Vec<ProcessId>,
}

impl Changed {
    pub(crate) const fn new(changes: ProcessChanges, cache: Option<Arc<ProcessCache>>) -> Self {
        Self {
            changes,
            cache,
            processes: Vec::new(),
        }
    }
}

impl Drop for Changed {
    fn drop(&mut self) {
        if let Some(cache) = &self.cache {
            cache.forget(&self.processes);
        }
        self.changes.tell(&self.processes);
    }
}

impl Unit {
    pub(crate) const fn new(
        transaction: Transaction,
        queued: watch::Sender<u64>,
        changed: Changed,
        seam: Seam,
        audit_seal: Arc<OnceLock<SealKey>>,
        ring: Ring,
    ) -> Self {
        Self {
            transaction,
            queued,
            jobs: 0,
            changed,
            seam,
            audit_seal,
            ring,
            seals: Vec::new(),
        }
    }

    /// Seals what this unit appends to the audit log with a key that is kept with it, and that no other unit may use before.
    pub fn seal_audit_with(&mut self, key: SealKey) {
        self.audit_seal = Arc::new(OnceLock::from(key));
    }

    /// What seals entries of the audit log, as soon as it is known.
    pub(crate) fn audit_seal(&self) -> Option<&SealKey> {
        self.audit_seal.get()
    }

    /// Makes everything true, durably; wakes the workers of this node when jobs were queued, and who waits on it for a
    /// process that changed.
    ///
    /// # Errors
    /// [`StorageError`]. When it is `Unavailable` on PostgreSQL, the connection may have broken after the
    /// commit: what was to be written has to be looked up.
    pub async fn commit(self) -> Result<(), StorageError> {
        let Self {
            transaction,
            queued,
            jobs,
            changed,
            seam,
            audit_seal: _,
            ring: _,
            seals: _,
        } = self;
        seam.at(Moment::Commit).await?;
        if changed.processes.is_empty() {
            transaction.commit().await?;
        } else {
            // Not given up when the caller is: a commit that nobody waits for may still succeed, and what it changed
            // is to be told after that.
            let ended = tokio::spawn(async move {
                let ended = transaction.commit().await;
                drop(changed);
                ended
            });
            ended.await.map_err(StorageError::unavailable)??;
        }
        if jobs > 0 {
            queued.send_modify(|count| *count = count.wrapping_add(jobs));
        }
        seam.at(Moment::Committed).await
    }

    pub(crate) const fn note_job(&mut self) {
        self.jobs += 1;
    }

    pub(crate) fn held_seal(&self, account: &str, dossier: &str) -> Option<Arc<Seal>> {
        let found = self.seals.iter().find(|seal| seal.is_of(account, dossier));
        found.cloned()
    }

    pub(crate) fn hold_seal(&mut self, seal: Seal) -> Arc<Seal> {
        let seal = Arc::new(seal);
        self.seals.push(Arc::clone(&seal));
        seal
    }

    /// After its key was destroyed.
    pub(crate) fn drop_seal(&mut self, account: &str, dossier: &str) {
        self.seals.retain(|seal| !seal.is_of(account, dossier));
    }

    pub(crate) fn note_change(&mut self, process: ProcessId) {
        self.changed.processes.push(process);
    }

    pub(crate) async fn rows(
        &mut self,
        statement: &Statement,
        values: Vec<Value>,
    ) -> Result<Vec<Row>, StorageError> {
        self.transaction.rows(statement, values).await
    }

    pub(crate) async fn row(
        &mut self,
        statement: &Statement,
        values: Vec<Value>,
    ) -> Result<Option<Row>, StorageError> {
        Ok(self.rows(statement, values).await?.into_iter().next())
    }

    /// Lets the unit take longer than the server lets a request take.
    pub(crate) async fn take_time(&mut self) -> Result<(), StorageError> {
        self.transaction.take_time().await
    }

    /// For statements that always give a row.
    pub(crate) async fn one(
        &mut self,
        statement: &Statement,
        values: Vec<Value>,
    ) -> Result<Row, StorageError> {
        self.row(statement, values)
            .await?
            .ok_or_else(|| StorageError::corrupt(format!("{} gave no row", statement.name)))
    }

    pub(crate) async fn execute(
        &mut self,
        statement: &Statement,
        values: Vec<Value>,
    ) -> Result<u64, StorageError> {
        self.transaction.execute(statement, values).await
    }
}

impl std::fmt::Debug for Unit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Unit")
            .field("jobs", &self.jobs)
            .finish_non_exhaustive()
    }
}
