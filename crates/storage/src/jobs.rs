use bonafide_domain::{ClientId, DossierId, JobId, ProcessId};
use jiff::Timestamp;
use std::time::Duration;
use tokio::sync::watch;

/// What there is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum JobKind {
    /// Run the verification of a process.
    Verify,
}

impl JobKind {
    pub(crate) const ALL: [Self; 1] = [Self::Verify];

    /// The name in the table and in logs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Verify => "verify",
        }
    }
}

/// A piece of work to be queued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    /// Its id.
    pub id: JobId,
    /// What to do.
    pub kind: JobKind,
    /// For which client; turns go round between clients.
    pub owner: ClientId,
    /// In which dossier.
    pub dossier: DossierId,
    /// On which process.
    pub process: ProcessId,
    /// Not before this time.
    pub run_at: Timestamp,
    /// How many tries it has. See [`LeasedJob::is_exhausted`].
    pub max_attempts: u32,
    /// When it was queued.
    pub created_at: Timestamp,
}

/// A piece of work in the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// What to do.
    pub kind: JobKind,
    /// For which client.
    pub owner: ClientId,
    /// In which dossier.
    pub dossier: DossierId,
    /// On which process.
    pub process: ProcessId,
    /// Not before this time.
    pub run_at: Timestamp,
    /// How often it was leased, this time included. Leases that ended with a crash count.
    pub attempts: u32,
    /// How many tries it has.
    pub max_attempts: u32,
    /// When it was queued.
    pub created_at: Timestamp,
}

/// A number that grows with each lease of a job. Who writes with an old one is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fence(pub(crate) i64);

/// A job that this worker alone may finish, until its lease ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeasedJob {
    /// The job.
    pub job: Job,
    /// What to show when it is finished.
    pub fence: Fence,
    /// When others may take it over.
    pub lease_until: Timestamp,
}

impl LeasedJob {
    /// True when all its tries are used up: the workers that had it died with it. It must not be tried
    /// again; give it up in a unit that completes it.
    #[must_use]
    pub const fn is_exhausted(&self) -> bool {
        self.job.attempts > self.job.max_attempts
    }
}

/// How full the queue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueCounts {
    /// Could be worked on now.
    pub waiting: u64,
    /// Are being worked on.
    pub running: u64,
    /// Wait for a later time.
    pub delayed: u64,
    /// Since when the longest-waiting one could be worked on.
    pub oldest_waiting: Option<Timestamp>,
}

/// Tells one worker loop of this process that jobs were queued by this process. Jobs that another node
/// queued are found by looking again from time to time: wait no longer than that.
#[derive(Debug, Clone)]
pub struct JobSignal(pub(crate) watch::Receiver<u64>);

impl JobSignal {
    /// Returns when jobs were queued since the last call, or after `at_most`.
    pub async fn wait(&mut self, at_most: Duration) {
        // The sender lives as long as the storage; without it there is nothing to be told, only time.
        match tokio::time::timeout(at_most, self.0.changed()).await {
            Ok(Ok(())) | Err(_) => {}
            Ok(Err(_)) => tokio::time::sleep(at_most).await,
        }
    }
}
