//! What calls ask for again and again: who a client is, and whether a token is good.

use crate::keys::KeyRing;
use bonafide_domain::{Client, ClientId};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// For so long a client is taken for what it was: a client that another process revoked may call for as long. What this
/// process changes holds at once.
const FRESH: Duration = Duration::from_secs(1);
/// Clients, and tokens, that are remembered at once.
const MOST: usize = 4096;

/// Remembers at least the last `most` that were put in, and at most twice as many.
struct Recent<K, V> {
    new: HashMap<K, V>,
    old: HashMap<K, V>,
    most: usize,
}

impl<K: Eq + Hash, V: Clone> Recent<K, V> {
    fn new(most: usize) -> Self {
        Self {
            new: HashMap::new(),
            old: HashMap::new(),
            most,
        }
    }

    fn get(&self, key: &K) -> Option<V> {
        self.new.get(key).or_else(|| self.old.get(key)).cloned()
    }

    fn put(&mut self, key: K, value: V) {
        if self.new.len() >= self.most {
            self.old = std::mem::take(&mut self.new);
        }
        self.new.insert(key, value);
    }

    fn forget(&mut self, key: &K) {
        self.new.remove(key);
        self.old.remove(key);
    }

    fn clear(&mut self) {
        self.new.clear();
        self.old.clear();
    }
}

/// When a client was looked up, and what was found.
type LookedUp = (Instant, Option<Arc<Client>>);

/// Clients as they were a moment ago.
pub(crate) struct KnownClients(Mutex<Recent<ClientId, LookedUp>>);

impl Default for KnownClients {
    fn default() -> Self {
        Self(Mutex::new(Recent::new(MOST)))
    }
}

impl KnownClients {
    /// The client as it was within the last second, if it was asked for then; `Some(None)`: there was none.
    pub(crate) fn get(&self, id: &ClientId) -> Option<Option<Arc<Client>>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known
            .get(id)
            .filter(|(since, _)| since.elapsed() < FRESH)
            .map(|(_, client)| client)
    }

    /// `since`: when it was read, or earlier.
    pub(crate) fn put(&self, id: ClientId, since: Instant, client: Option<Arc<Client>>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.put(id, (since, client));
    }

    pub(crate) fn forget(&self, id: &ClientId) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.forget(id);
    }
}

/// What a token says that was found good: the client, whether its scope opens the Assure API, and when it ends.
#[derive(Clone)]
pub(crate) struct GoodToken {
    pub(crate) client: ClientId,
    pub(crate) opens_assure: bool,
    pub(crate) ends_at: i64,
}

/// A ring of keys, and what was found good under it.
type GoodUnder = (Option<Arc<KeyRing>>, Recent<[u8; 32], Arc<GoodToken>>);

/// Tokens whose signature and claims were found good under a ring of keys, by their SHA-256.
pub(crate) struct KnownTokens(Mutex<GoodUnder>);

impl Default for KnownTokens {
    fn default() -> Self {
        Self(Mutex::new((None, Recent::new(MOST))))
    }
}

impl KnownTokens {
    /// What a token says, if it was found good under these very keys. Whether it has ended is not looked at.
    pub(crate) fn get(&self, ring: &Arc<KeyRing>, hash: &[u8; 32]) -> Option<Arc<GoodToken>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (of, tokens) = &mut *known;
        if !of.as_ref().is_some_and(|of| Arc::ptr_eq(of, ring)) {
            tokens.clear();
            *of = Some(Arc::clone(ring));
            return None;
        }
        tokens.get(hash)
    }

    pub(crate) fn put(&self, ring: &Arc<KeyRing>, hash: [u8; 32], token: Arc<GoodToken>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (of, tokens) = &mut *known;
        if of.as_ref().is_some_and(|of| Arc::ptr_eq(of, ring)) {
            tokens.put(hash, token);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Recent;

    #[test]
    fn what_was_put_in_last_is_remembered_and_not_more_than_twice_as_much() {
        let mut recent = Recent::new(10);
        for number in 0..100 {
            recent.put(number, number);
            assert!(recent.new.len() + recent.old.len() <= 20);
            assert!((number.max(9) - 9..=number).all(|known| recent.get(&known) == Some(known)));
        }
        recent.forget(&99);
        assert_eq!(recent.get(&99), None);
    }
}
