use crate::error::StorageError;
use crate::row::Row;
use crate::sealing::{Personal, Ring, SERVER, Seal};
use crate::statements;
use crate::storage::Storage;
use crate::unit::Unit;
use jiff::Timestamp;
use std::fmt;

pub(crate) const PRIVATE_KEY: Personal = Personal::new("private_key_pkcs8", "signing key");

/// How a key signs (RFC 7518 section 3.1, RFC 8037).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SigningAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// ECDSA with P-256 and SHA-256.
    Es256,
    /// Ed25519.
    EdDsa,
}

impl SigningAlgorithm {
    const ALL: [Self; 3] = [Self::Rs256, Self::Es256, Self::EdDsa];

    /// The `alg` of a JWT.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
        }
    }
}

/// A key that signs tokens.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningKey {
    /// Its public name, the `kid` of a JWT.
    pub kid: String,
    /// How it signs.
    pub algorithm: SigningAlgorithm,
    /// The private key, PKCS #8 in DER (RFC 5958).
    pub private_key_pkcs8: Vec<u8>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Since when it only verifies.
    pub retired_at: Option<Timestamp>,
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("kid", &self.kid)
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}

impl Storage {
    /// Every signing key, newest first; the first that is not retired signs.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn signing_keys(&self) -> Result<Vec<SigningKey>, StorageError> {
        let rows = self.rows(&statements::SIGNING_KEYS, vec![]).await?;
        keys(&self.ring, &rows).await
    }
}

impl Unit {
    /// Every signing key, newest first, as this unit sees them.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn signing_keys(&mut self) -> Result<Vec<SigningKey>, StorageError> {
        let rows = self.rows(&statements::SIGNING_KEYS, vec![]).await?;
        keys(&self.ring, &rows).await
    }

    /// Waits for whoever else changes the signing keys, and keeps others waiting until this unit ends. To be called
    /// before the keys are read that a change depends on.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn lock_signing_keys(&mut self) -> Result<(), StorageError> {
        self.one(&statements::CHANGE_SIGNING_KEYS, vec![]).await?;
        Ok(())
    }

    /// Removes a signing key. True when it was there.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn erase_signing_key(&mut self, kid: &str) -> Result<bool, StorageError> {
        let erased = self
            .execute(&statements::ERASE_SIGNING_KEY, vec![kid.into()])
            .await?;
        Ok(erased == 1)
    }

    /// Removes the keys that retired before a time, and gives how many.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn erase_signing_keys_retired_before(
        &mut self,
        time: Timestamp,
    ) -> Result<u64, StorageError> {
        self.execute(&statements::ERASE_ENDED_SIGNING_KEYS, vec![time.into()])
            .await
    }

    /// Keeps a new signing key.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when the `kid` is taken.
    pub async fn insert_signing_key(&mut self, key: &SigningKey) -> Result<(), StorageError> {
        let seal = self.server_seal().await?;
        let private = seal.seal(PRIVATE_KEY.what, &key.kid, &key.private_key_pkcs8);
        self.execute(
            &statements::INSERT_SIGNING_KEY,
            vec![
                key.kid.as_str().into(),
                key.algorithm.as_str().into(),
                private.into(),
                key.created_at.into(),
                key.retired_at.into(),
            ],
        )
        .await?;
        Ok(())
    }

    /// Lets a key sign no more. True when it did until now.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn retire_signing_key(
        &mut self,
        kid: &str,
        at: Timestamp,
    ) -> Result<bool, StorageError> {
        let changed = self
            .execute(&statements::RETIRE_SIGNING_KEY, vec![kid.into(), at.into()])
            .await?;
        Ok(changed == 1)
    }
}

async fn keys(ring: &Ring, rows: &[Row]) -> Result<Vec<SigningKey>, StorageError> {
    let Some(first) = rows.first() else {
        return Ok(Vec::new());
    };
    let seal = ring.account(first, SERVER).await?;
    rows.iter().map(|row| key(&seal, row)).collect()
}

fn key(seal: &Seal, row: &Row) -> Result<SigningKey, StorageError> {
    let kid = row.text("kid")?;
    let algorithm = row.text("algorithm")?;
    Ok(SigningKey {
        private_key_pkcs8: seal.read_bytes(PRIVATE_KEY, &kid, row)?,
        kid,
        algorithm: SigningAlgorithm::ALL
            .into_iter()
            .find(|known| known.as_str() == algorithm)
            .ok_or_else(|| StorageError::corrupt("column algorithm"))?,
        created_at: row.time("created_at")?,
        retired_at: row.optional_time("retired_at")?,
    })
}
