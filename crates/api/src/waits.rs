//! Places for calls that wait until something changes.

use crate::problem::Problem;
use axum::http::StatusCode;
use bonafide_domain::ClientId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

type Counts = Mutex<HashMap<ClientId, u32>>;

/// How many calls of each client wait. A client without one is not in it.
pub(crate) struct Waits {
    most: u32,
    counts: Arc<Counts>,
}

/// A place that is a call's until this is dropped, also with the connection of a caller who went away.
#[derive(Debug)]
pub(crate) struct Place {
    client: ClientId,
    counts: Arc<Counts>,
}

impl Waits {
    pub(crate) fn new(most: u32) -> Self {
        Self {
            most,
            counts: Arc::default(),
        }
    }

    /// # Errors
    /// 429 with `Retry-After` when the client waits in as many calls as it may.
    pub(crate) fn take(&self, client: &ClientId) -> Result<Place, Problem> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(client.clone()).or_default();
        if *count >= self.most {
            let full = format!(
                "{} calls of this client wait already, which is as many as may; ask without waitSeconds.",
                self.most
            );
            return Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, full).retry_after(5));
        }
        *count += 1;
        Ok(Place {
            client: client.clone(),
            counts: Arc::clone(&self.counts),
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.client) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Waits;

    #[test]
    fn places_are_each_clients_own_and_come_back() {
        let waits = Waits::new(2);
        let (acme, other) = ("acme".parse().unwrap(), "other".parse().unwrap());
        let first = waits.take(&acme).unwrap();
        let second = waits.take(&acme).unwrap();
        assert!(waits.take(&acme).is_err());
        let theirs = waits.take(&other).unwrap();
        drop(first);
        assert!(waits.take(&acme).is_ok());
        drop((second, theirs));
        assert!(waits.counts.lock().unwrap().is_empty());
    }
}
