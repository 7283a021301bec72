use crate::limits::ApiLimits;
use crate::problem::Problem;
use axum::http::StatusCode;
use bonafide_domain::ClientId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

const KIB: u64 = 1024;

/// The memory that uploads may hold together. A client waits for its own half first, so that no client can
/// keep the others out; who waits is served in the order of coming.
pub(crate) struct UploadMemory {
    all: Arc<Semaphore>,
    client_share: u32,
    clients: Mutex<HashMap<ClientId, Weak<Semaphore>>>,
    wait: Duration,
}

/// Memory that is an upload's until this is dropped.
#[derive(Debug)]
pub(crate) struct Reserved {
    _of_all: OwnedSemaphorePermit,
    _of_client: OwnedSemaphorePermit,
}

impl UploadMemory {
    pub(crate) fn new(limits: &ApiLimits) -> Self {
        let all = kib(limits.upload_memory_bytes);
        Self {
            all: Arc::new(Semaphore::new(all as usize)),
            client_share: all / 2,
            clients: Mutex::default(),
            wait: limits.upload_wait,
        }
    }

    /// Waits for memory for an upload of this many bytes.
    ///
    /// # Errors
    /// 503 with `Retry-After` when there is none for too long.
    pub(crate) async fn reserve(&self, client: &ClientId, bytes: u64) -> Result<Reserved, Problem> {
        let share = self.share_of(client);
        let needed = kib(bytes).clamp(1, self.client_share);
        let both = async {
            let of_client = share.acquire_many_owned(needed).await;
            let of_all = Arc::clone(&self.all).acquire_many_owned(needed).await;
            (of_client, of_all)
        };
        match timeout(self.wait, both).await {
            Ok((Ok(of_client), Ok(of_all))) => Ok(Reserved {
                _of_all: of_all,
                _of_client: of_client,
            }),
            Ok(_) => Err(Problem::internal("the upload memory was closed")),
            Err(_) => Err(Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "Too many uploads are under way. Try again in a few seconds.",
            )
            .retry_after(5)),
        }
    }

    fn share_of(&self, client: &ClientId) -> Arc<Semaphore> {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(share) = clients.get(client).and_then(Weak::upgrade) {
            return share;
        }
        clients.retain(|_, share| share.strong_count() > 0);
        let share = Arc::new(Semaphore::new(self.client_share as usize));
        clients.insert(client.clone(), Arc::downgrade(&share));
        share
    }
}

fn kib(bytes: u64) -> u32 {
    u32::try_from(bytes.div_ceil(KIB)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn memory(mib: u64) -> UploadMemory {
        UploadMemory::new(&ApiLimits {
            upload_memory_bytes: mib << 20,
            upload_wait: Duration::from_millis(50),
            ..ApiLimits::default()
        })
    }

    fn client(name: &str) -> ClientId {
        name.parse().unwrap()
    }

    #[tokio::test]
    async fn one_client_can_not_keep_another_out() {
        let memory = memory(8);
        let greedy = memory.reserve(&client("greedy"), 4 << 20).await.unwrap();
        assert_eq!(
            memory
                .reserve(&client("greedy"), 1 << 20)
                .await
                .unwrap_err()
                .status,
            StatusCode::SERVICE_UNAVAILABLE
        );
        memory.reserve(&client("modest"), 4 << 20).await.unwrap();
        drop(greedy);
        memory.reserve(&client("greedy"), 1 << 20).await.unwrap();
    }

    #[tokio::test]
    async fn all_clients_together_never_hold_more_than_there_is() {
        let memory = memory(8);
        let _one = memory.reserve(&client("one"), 4 << 20).await.unwrap();
        let _two = memory.reserve(&client("two"), 4 << 20).await.unwrap();
        assert!(memory.reserve(&client("three"), 1).await.is_err());
    }

    #[tokio::test]
    async fn clients_that_are_done_leave_nothing_behind() {
        let memory = memory(8);
        for n in 0..100 {
            drop(memory.reserve(&client(&format!("c{n}")), 1).await.unwrap());
        }
        assert_eq!(memory.clients.lock().unwrap().len(), 1);
    }
}
