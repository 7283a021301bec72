//! The keys that sign access tokens: one signs, those before it are trusted until their last token has ended.

use crate::audit_log::AuditKey;
use crate::key_pair::{self, SigningKey};
use crate::random::Random;
use crate::{AppError, Clock};
use bonafide_storage::{
    Act, Actor, AuditEntry, SigningAlgorithm, SigningKey as StoredKey, Storage, Unit,
};
use jiff::{SignedDuration, Timestamp};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;
use tokio::time::Instant;

/// Seconds that a token can be good for at most, and a minute for clocks that differ and for servers that have not yet
/// heard that a key retired.
const LONGEST_LIFETIME: SignedDuration = SignedDuration::from_secs(3600 + 60);
/// Between two looks for a key that nobody here knows.
const PAUSE: Duration = Duration::from_secs(1);

/// The keys of this server: those that sign tokens as it last read them, of which the first signs and all are published and
/// trusted; and that of the audit log.
pub struct SigningKeys {
    ring: RwLock<Arc<KeyRing>>,
    looked: Mutex<Instant>,
    audit: AuditKey,
}

/// Keys that belong together; a change of any makes another ring.
pub(crate) struct KeyRing(Vec<SigningKey>);

impl KeyRing {
    pub(crate) fn current(&self) -> Result<&SigningKey, AppError> {
        self.0
            .first()
            .ok_or_else(|| AppError::Internal("there is no key that signs tokens".to_owned()))
    }

    pub(crate) fn find(&self, kid: &str) -> Option<&SigningKey> {
        self.0.iter().find(|key| key.kid() == kid)
    }

    pub(crate) fn all(&self) -> &[SigningKey] {
        &self.0
    }

    /// The newest that still signs goes first; the order of the others does not matter.
    fn read(mut stored: Vec<StoredKey>, now: Timestamp) -> Result<Self, AppError> {
        stored.retain(|key| key.algorithm == SigningAlgorithm::Es256 && !has_ended(key, now));
        stored.sort_by_key(|key| !signs(key));
        stored
            .iter()
            .map(|key| SigningKey::read(&key.private_key_pkcs8))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    fn is_of(&self, other: &Self) -> bool {
        let kids = |ring: &Self| ring.0.iter().map(|key| key.kid().to_owned()).collect();
        let (ours, theirs): (Vec<String>, Vec<String>) = (kids(self), kids(other));
        ours == theirs
    }
}

impl SigningKeys {
    /// The keys that the storage holds; draws the first one where there is none. Servers that start at once on an empty
    /// database wait for each other and have the same key.
    ///
    /// # Errors
    /// [`AppError::Unavailable`]; [`AppError::Internal`] when a stored key is damaged.
    pub async fn open(
        storage: &Storage,
        clock: &dyn Clock,
        random: &dyn Random,
    ) -> Result<Self, AppError> {
        // First: it seals the entries that the others leave.
        let audit = AuditKey::open(storage, clock, random).await?;
        if !storage.signing_keys().await?.iter().any(signs) {
            let mut unit = storage.begin().await?;
            unit.lock_signing_keys().await?;
            if !unit.signing_keys().await?.iter().any(signs) {
                add(&mut unit, clock.now(), random).await?;
            }
            // Also without a key of our own: that of another is there for readers only with its commit, which ours follows.
            unit.commit().await?;
        }
        let ring = KeyRing::read(storage.signing_keys().await?, clock.now())?;
        Ok(Self {
            ring: RwLock::new(Arc::new(ring)),
            looked: Mutex::new(Instant::now()),
            audit,
        })
    }

    /// The key of the audit log.
    pub(crate) const fn audit(&self) -> &AuditKey {
        &self.audit
    }

    pub(crate) fn ring(&self) -> Arc<KeyRing> {
        let ring = self.ring.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&ring)
    }

    /// Reads the keys again. The ring stays the same one where nothing changed.
    pub(crate) async fn refresh(&self, storage: &Storage, now: Timestamp) -> Result<(), AppError> {
        let read = KeyRing::read(storage.signing_keys().await?, now)?;
        // Somebody emptied the table: what is held is better than nothing.
        if !read.0.is_empty() && !read.is_of(&self.ring()) {
            *self.ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(read);
        }
        Ok(())
    }

    /// The same, unless it was done within the last second: for callers that strangers can make call.
    pub(crate) async fn look_again(
        &self,
        storage: &Storage,
        now: Timestamp,
    ) -> Result<(), AppError> {
        {
            let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
            if looked.elapsed() < PAUSE {
                return Ok(());
            }
            *looked = Instant::now();
        }
        self.refresh(storage, now).await
    }
}

/// Draws a key and keeps it, in a unit that holds the lock of the keys.
pub(crate) async fn add(
    unit: &mut Unit,
    now: Timestamp,
    random: &dyn Random,
) -> Result<StoredKey, AppError> {
    let pkcs8 = key_pair::draw(random);
    let key = StoredKey {
        kid: SigningKey::read(&pkcs8)?.kid().to_owned(),
        algorithm: SigningAlgorithm::Es256,
        private_key_pkcs8: pkcs8,
        created_at: now,
        retired_at: None,
    };
    unit.insert_signing_key(&key).await?;
    unit.append_audit(&entry(Actor::System, Act::SigningKeyCreated, now))
        .await?;
    Ok(key)
}

pub(crate) const fn entry(actor: Actor, act: Act, at: Timestamp) -> AuditEntry {
    AuditEntry {
        owner: None,
        at,
        actor,
        act,
        dossier: None,
        process: None,
    }
}

pub(crate) fn signs(key: &StoredKey) -> bool {
    key.retired_at.is_none() && key.algorithm == SigningAlgorithm::Es256
}

/// When the last token that it signed has ended; `None` while it signs.
pub(crate) fn trusted_until(key: &StoredKey) -> Option<Timestamp> {
    let until = |at: Timestamp| {
        at.saturating_add(LONGEST_LIFETIME)
            .unwrap_or(Timestamp::MAX)
    };
    key.retired_at.map(until)
}

/// A key that retired before this time signed no token that is still good.
pub(crate) fn ended_before(now: Timestamp) -> Timestamp {
    now.saturating_sub(LONGEST_LIFETIME)
        .unwrap_or(Timestamp::MIN)
}

fn has_ended(key: &StoredKey, now: Timestamp) -> bool {
    trusted_until(key).is_some_and(|until| until <= now)
}

impl fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.ring().all().iter().map(SigningKey::kid))
            .finish()
    }
}
