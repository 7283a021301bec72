//! Processes that are still going on, as they were last read, so that asking for one again costs no look-up.
//!
//! Only where this process of the machine is the one server of a SQLite file: its own units tell what they changed, and
//! the file says whether another process (the command line) wrote to it. On PostgreSQL other nodes write, and nothing
//! is kept. Processes with a report are not kept either: reading one leaves an entry in the audit log, beside which the
//! look-up costs nothing, and what is known of a person does not stay in memory.

use bonafide_domain::{ClientId, DossierId, Process, ProcessId};
use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

const SHARDS: usize = 64;
/// Some 10 MB in all.
const ENTRIES_PER_SHARD: usize = 128;
/// How long the word of the file holds that nobody else wrote to it.
const LOOK: Duration = Duration::from_secs(1);

/// What is kept, in parts so that readers seldom wait for each other.
#[derive(Debug)]
pub(crate) struct ProcessCache {
    shards: [Mutex<Shard>; SHARDS],
    began: Instant,
    /// Milliseconds from `began` until which the word of the file holds.
    good_until: AtomicU64,
    /// What the file said.
    version: AtomicI64,
}

#[derive(Debug, Default)]
struct Shard {
    /// Counts what was forgotten, so that what was read before that is not kept after it.
    forgotten: u64,
    kept: HashMap<ProcessId, Process>,
}

/// Where a look-up began.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Began(u64);

/// When the file was asked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked(u64);

impl ProcessCache {
    pub(crate) fn new() -> Self {
        Self {
            shards: std::array::from_fn(|_| Mutex::default()),
            began: Instant::now(),
            good_until: AtomicU64::new(0),
            version: AtomicI64::new(i64::MIN),
        }
    }

    /// A process of this client, in this dossier, when it is kept and nobody else wrote to the file.
    pub(crate) fn get<T>(
        &self,
        (owner, dossier, id): (&ClientId, DossierId, ProcessId),
        show: impl FnOnce(&Process) -> T,
    ) -> Option<T> {
        if !self.is_good() {
            return None;
        }
        let shard = self.shard(id);
        let process = shard.kept.get(&id)?;
        (process.owner == *owner && process.dossier == dossier).then(|| show(process))
    }

    /// To be called before a process is looked up that is to be kept.
    pub(crate) fn begin(&self, id: ProcessId) -> Began {
        Began(self.shard(id).forgotten)
    }

    /// Keeps what was looked up since `began`, unless it may have changed meanwhile.
    pub(crate) fn keep(&self, began: Began, process: &Process) {
        if process.report.is_some() {
            return;
        }
        let mut shard = self.shard(process.id);
        if shard.forgotten != began.0 {
            return;
        }
        if shard.kept.len() >= ENTRIES_PER_SHARD
            && !shard.kept.contains_key(&process.id)
            && let Some(any) = shard.kept.keys().next().copied()
        {
            shard.kept.remove(&any);
        }
        shard.kept.insert(process.id, process.clone());
    }

    /// Forgets what a unit changed. To be called when its commit has ended, however it ended.
    pub(crate) fn forget(&self, changed: &[ProcessId]) {
        for id in changed {
            let mut shard = self.shard(*id);
            shard.forgotten += 1;
            shard.kept.remove(id);
        }
    }

    /// True when the file was asked less than a second ago.
    pub(crate) fn is_good(&self) -> bool {
        self.now() < self.good_until.load(Ordering::Acquire)
    }

    /// The server writes over another connection from now on, whose numbers say nothing about those before.
    pub(crate) fn connection_changed(&self) {
        self.version.store(i64::MIN, Ordering::Release);
        self.good_until.store(0, Ordering::Release);
    }

    /// When the file is asked.
    pub(crate) fn asked(&self) -> Asked {
        Asked(self.now())
    }

    /// Takes the word of the file, asked on the connection that this server writes with: it changes when another
    /// process wrote, and not when we did.
    pub(crate) fn heard(&self, asked: Asked, version: i64) {
        if self.version.swap(version, Ordering::AcqRel) != version {
            for shard in &self.shards {
                let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
                shard.forgotten += 1;
                shard.kept.clear();
            }
        }
        let look = u64::try_from(LOOK.as_millis()).unwrap_or(u64::MAX);
        self.good_until.fetch_max(asked.0 + look, Ordering::AcqRel);
    }

    /// Milliseconds, from 1.
    fn now(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis())
            .unwrap_or(u64::MAX - 1)
            .saturating_add(1)
    }

    fn shard(&self, id: ProcessId) -> MutexGuard<'_, Shard> {
        // The last byte of a UUID of either kind in use is random.
        let number = usize::from(id.uuid().as_bytes()[15]) % SHARDS;
        self.shards[number]
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
