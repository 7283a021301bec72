use crate::error::StorageError;
use crate::jobs::{Fence, Job, JobKind, LeasedJob, NewJob, QueueCounts};
use crate::row::Row;
use crate::statements;
use crate::storage::Storage;
use crate::{dialect, unit::Unit};
use bonafide_domain::JobId;
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

/// What is kept of an error at most.
const MAX_ERROR_CHARS: usize = 500;

impl Unit {
    /// Puts a piece of work in the queue, in the unit of its cause.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when the id is taken or the process does not exist.
    pub async fn enqueue(&mut self, job: &NewJob) -> Result<(), StorageError> {
        self.execute(&statements::JOIN_TURNS, vec![(&job.owner).into()])
            .await?;
        self.execute(
            &statements::INSERT_JOB,
            vec![
                job.id.into(),
                job.kind.as_str().into(),
                (&job.owner).into(),
                job.dossier.into(),
                job.process.into(),
                job.run_at.into(),
                i64::from(job.max_attempts).into(),
                job.created_at.into(),
            ],
        )
        .await?;
        self.note_job();
        Ok(())
    }

    /// Takes a job that is done out of the queue, in the unit that keeps what came of it.
    ///
    /// # Errors
    /// [`StorageError::Fenced`] when another worker took it over, or it was removed: drop the unit.
    pub async fn complete_job(&mut self, job: JobId, fence: Fence) -> Result<(), StorageError> {
        let changed = self
            .execute(&statements::COMPLETE_JOB, vec![job.into(), fence.0.into()])
            .await?;
        holds(changed)
    }

    /// Puts a job back for a later try. `error` says why, without personal data; 500 characters are kept.
    ///
    /// # Errors
    /// [`StorageError::Fenced`] when another worker took it over, or it was removed: drop the unit.
    pub async fn retry_job(
        &mut self,
        job: JobId,
        fence: Fence,
        run_at: Timestamp,
        error: &str,
    ) -> Result<(), StorageError> {
        self.put_back(&statements::RETRY_JOB, job, fence, run_at, error)
            .await
    }

    /// Puts a job back as if this try had not been: what broke off was not the job's doing.
    ///
    /// # Errors
    /// [`StorageError::Fenced`] when another worker took it over, or it was removed: drop the unit.
    pub async fn return_job(
        &mut self,
        job: JobId,
        fence: Fence,
        run_at: Timestamp,
        error: &str,
    ) -> Result<(), StorageError> {
        self.put_back(&statements::RETURN_JOB, job, fence, run_at, error)
            .await
    }

    async fn put_back(
        &mut self,
        statement: &'static statements::Statement,
        job: JobId,
        fence: Fence,
        run_at: Timestamp,
        error: &str,
    ) -> Result<(), StorageError> {
        // PostgreSQL's text takes no NUL.
        let error: String = error
            .chars()
            .filter(|c| *c != '\0')
            .take(MAX_ERROR_CHARS)
            .collect();
        let changed = self
            .execute(
                statement,
                vec![job.into(), fence.0.into(), run_at.into(), error.into()],
            )
            .await?;
        holds(changed)?;
        self.note_job();
        Ok(())
    }
}

impl Storage {
    /// Leases the next job to `worker` for `lease`, or gives `None` when nothing can be worked on at `now`.
    ///
    /// Turns go round between clients: the client served longest ago goes first, so that neither a flood of
    /// one client nor a newcomer keeps others waiting for more than one job. Within a client the job that
    /// was due first goes first. A job whose lease ended is taken over, with a new fence.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn reserve(
        &self,
        now: Timestamp,
        worker: &str,
        lease: Duration,
    ) -> Result<Option<LeasedJob>, StorageError> {
        // A look without a lock first, so that idle workers cost no write.
        if self
            .row(&statements::JOB_IS_WAITING, vec![now.into()])
            .await?
            .is_none()
        {
            return Ok(None);
        }
        let lease_until = SignedDuration::try_from(lease)
            .ok()
            .and_then(|lease| now.checked_add(lease).ok())
            .unwrap_or(Timestamp::MAX);
        let mut unit = self.begin().await?;
        // Whoever reserves holds the counter's row: on PostgreSQL too turns are given one after another.
        let turn = unit
            .one(&statements::NEXT_TURN, vec![])
            .await?
            .int("turn")?;
        let Some(row) = unit
            .row(
                &dialect::LEASE_JOB,
                vec![worker.into(), lease_until.into(), now.into()],
            )
            .await?
        else {
            return Ok(None);
        };
        let job = job(&row)?;
        let fence = Fence(row.int("fence")?);
        unit.execute(
            &statements::TAKE_TURN,
            vec![(&job.owner).into(), turn.into()],
        )
        .await?;
        unit.commit().await?;
        Ok(Some(LeasedJob {
            job,
            fence,
            lease_until,
        }))
    }

    /// Keeps a job until a later time.
    ///
    /// # Errors
    /// [`StorageError::Fenced`] when another worker took it over, or it was removed: stop working on it.
    pub async fn extend_lease(
        &self,
        job: JobId,
        fence: Fence,
        until: Timestamp,
    ) -> Result<(), StorageError> {
        let mut unit = self.begin().await?;
        let changed = unit
            .execute(
                &statements::EXTEND_LEASE,
                vec![job.into(), fence.0.into(), until.into()],
            )
            .await?;
        holds(changed)?;
        unit.commit().await
    }

    /// Gives back every lease under this worker's name: for a worker that starts again under the name it
    /// had when it died, so that nobody has to wait for those leases to end. Gives how many there were.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn release_leases(&self, worker: &str) -> Result<u64, StorageError> {
        let mut unit = self.begin().await?;
        let released = unit
            .execute(&statements::RELEASE_LEASES, vec![worker.into()])
            .await?;
        if released > 0 {
            unit.note_job();
        }
        unit.commit().await?;
        Ok(released)
    }

    /// How full the queue is at `now`: for metrics.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn queue(&self, now: Timestamp) -> Result<QueueCounts, StorageError> {
        let row = self
            .row(&statements::QUEUE_COUNTS, vec![now.into()])
            .await?
            .ok_or_else(|| StorageError::corrupt("QUEUE_COUNTS gave no row"))?;
        Ok(QueueCounts {
            waiting: row.count("waiting")?,
            running: row.count("running")?,
            delayed: row.count("delayed")?,
            oldest_waiting: row.optional_time("oldest_waiting")?,
        })
    }
}

const fn holds(changed: u64) -> Result<(), StorageError> {
    if changed == 1 {
        Ok(())
    } else {
        Err(StorageError::Fenced)
    }
}

fn job(row: &Row) -> Result<Job, StorageError> {
    let kind = row.text("kind")?;
    Ok(Job {
        id: row.parsed("id")?,
        kind: JobKind::ALL
            .into_iter()
            .find(|known| known.as_str() == kind)
            .ok_or_else(|| StorageError::corrupt("column kind"))?,
        owner: row.parsed("owner_id")?,
        dossier: row.parsed("dossier_id")?,
        process: row.parsed("process_id")?,
        run_at: row.time("run_at")?,
        attempts: row.small("attempts")?,
        max_attempts: row.small("max_attempts")?,
        created_at: row.time("created_at")?,
    })
}
