//! Processes that are still going on, as they were last read, so that asking for one again costs no look-up.
//!
//! Only where this process of the machine is the one server of a SQLite file: its own units tell what they changed, and
//! the file says whether another process (the command line) wrote to it. On PostgreSQL other nodes write, and nothing
//! is kept. Processes with a report are not kept either: reading one leaves an entry in the audit log, beside which the
//! look-up costs nothing, and what was found out about a person does not stay in memory. What the client asked with,
//! which may name a person, does: for as long as the process goes on and is asked for.

use bonafide_domain::{ClientId, DossierId, Process, ProcessId};
use hashlink::LruCache;
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

#[derive(Debug)]
struct Shard {
    /// Counts what was forgotten, so that what was read before that is not kept after it.
    forgotten: u64,
    /// What was asked for longest ago gives way.
    kept: LruCache<ProcessId, Process>,
}

impl Default for Shard {
    fn default() -> Self {
        Self {
            forgotten: 0,
            kept: LruCache::new(ENTRIES_PER_SHARD),
        }
    }
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
        let mut shard = self.shard(id);
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

#[cfg(test)]
mod tests {
    use super::*;
    use bonafide_domain::{ProcessRequest, ProcessType, Provider, State};
    use std::collections::BTreeSet;
    use uuid::Uuid;

    fn process(number: u128) -> Process {
        let now = jiff::Timestamp::UNIX_EPOCH;
        Process {
            id: ProcessId::new(Uuid::from_u128(number)),
            dossier: DossierId::new(Uuid::nil()),
            owner: "live-a".parse().unwrap(),
            request: ProcessRequest::new(
                Provider::SignicatPictureId,
                Some(ProcessType::DocumentSelfie),
            ),
            external_id: None,
            simulation: None,
            start: None,
            state: State::Pending,
            images: BTreeSet::new(),
            report: None,
            created_at: now,
            updated_at: now,
        }
    }

    fn is_kept(cache: &ProcessCache, process: &Process) -> bool {
        cache
            .get((&process.owner, process.dossier, process.id), |_| ())
            .is_some()
    }

    #[tokio::test(start_paused = true)]
    async fn after_many_more_than_are_kept_those_asked_for_last_are_kept() {
        let cache = ProcessCache::new();
        cache.heard(cache.asked(), 1);
        let keep = |process: &Process| cache.keep(cache.begin(process.id), process);
        (0..20_000).map(process).for_each(|other| keep(&other));
        let asked: Vec<Process> = (20_000..21_000).map(process).collect();
        asked.iter().for_each(keep);
        assert!(asked.iter().all(|process| is_kept(&cache, process)));
        // They are asked for again and again, while others are asked for once.
        for other in 30_000..50_000 {
            keep(&process(other));
            if other % 1_000 == 0 {
                assert!(
                    asked.iter().all(|process| is_kept(&cache, process)),
                    "{other}"
                );
            }
        }
    }
}
