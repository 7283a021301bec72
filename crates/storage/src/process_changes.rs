//! Who waits for a process to change is told when a unit of this node changed it.

use bonafide_domain::ProcessId;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

type Waiting = Mutex<HashMap<ProcessId, watch::Sender<()>>>;

/// The processes that somebody waits for; others are not in it.
#[derive(Debug, Clone, Default)]
pub(crate) struct ProcessChanges(Arc<Waiting>);

/// Tells of changes of one process by units of this node. What another node changed is found by looking again.
#[derive(Debug)]
pub struct ProcessWatch {
    id: ProcessId,
    changes: ProcessChanges,
    /// Present until this is dropped.
    told: Option<watch::Receiver<()>>,
}

impl ProcessChanges {
    /// From now on changes of this process are told.
    pub(crate) fn watch(&self, id: ProcessId) -> ProcessWatch {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let told = match waiting.entry(id) {
            Entry::Occupied(known) => known.get().subscribe(),
            Entry::Vacant(new) => new.insert(watch::Sender::new(())).subscribe(),
        };
        ProcessWatch {
            id,
            changes: self.clone(),
            told: Some(told),
        }
    }

    pub(crate) fn tell(&self, changed: &[ProcessId]) {
        if changed.is_empty() {
            return;
        }
        let waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for id in changed {
            if let Some(who) = waiting.get(id) {
                who.send_replace(());
            }
        }
    }
}

impl ProcessWatch {
    /// Returns when the process changed since the last call, or after `at_most`.
    pub async fn changed(&mut self, at_most: Duration) {
        let Some(told) = &mut self.told else { return };
        // The sender stays in the map for as long as this is there.
        let _ = tokio::time::timeout(at_most, told.changed()).await;
    }
}

impl Drop for ProcessWatch {
    fn drop(&mut self) {
        self.told = None;
        let mut waiting = self
            .changes
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Entry::Occupied(known) = waiting.entry(self.id)
            && known.get().receiver_count() == 0
        {
            known.remove();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ProcessChanges;
    use bonafide_domain::ProcessId;
    use std::time::Duration;
    use uuid::Uuid;

    #[tokio::test(start_paused = true)]
    async fn who_waits_is_told_and_who_goes_is_forgotten() {
        let changes = ProcessChanges::default();
        let id = ProcessId::new(Uuid::nil());
        let began = tokio::time::Instant::now();
        let mut first = changes.watch(id);
        let second = changes.watch(id);
        changes.tell(&[id]);
        first.changed(Duration::from_secs(9)).await;
        assert_eq!(began.elapsed(), Duration::ZERO);
        first.changed(Duration::from_secs(9)).await;
        assert_eq!(began.elapsed(), Duration::from_secs(9));
        drop(first);
        assert_eq!(changes.0.lock().unwrap().len(), 1);
        drop(second);
        assert!(changes.0.lock().unwrap().is_empty());
    }
}
