//! The key of the audit log: it signs heads, and what it seals entries with follows from it.

use crate::random::Random;
use crate::{AppError, Clock, keys};
use aws_lc_rs::hmac;
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bonafide_chain::{Hash, SealKey};
use bonafide_storage::{Act, Actor, SigningAlgorithm, SigningKey as StoredKey, Storage};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fmt;

/// What the sealing key is made for. It follows from the seed of the signing key, so that there is one secret to keep.
const SEAL_PURPOSE: &[u8] = b"bonafide-audit-seal-key-v1";

/// An Ed25519 key (RFC 8032).
pub(crate) struct AuditKey {
    pair: Ed25519KeyPair,
    seal: SealKey,
}

impl AuditKey {
    /// The key that the storage holds; draws it where there is none, which is also where the logs of older versions are
    /// chained. From then on the storage seals what is appended.
    pub(crate) async fn open(
        storage: &Storage,
        clock: &dyn Clock,
        random: &dyn Random,
    ) -> Result<Self, AppError> {
        let key = match stored(&storage.signing_keys().await?)? {
            Some(key) => key,
            None => Self::draw_and_keep(storage, clock, random).await?,
        };
        storage.seal_audit_with(key.seal.clone());
        Ok(key)
    }

    async fn draw_and_keep(
        storage: &Storage,
        clock: &dyn Clock,
        random: &dyn Random,
    ) -> Result<Self, AppError> {
        let mut unit = storage.begin().await?;
        unit.lock_signing_keys().await?;
        if let Some(key) = stored(&unit.signing_keys().await?)? {
            // That of another node is there for readers only with its commit, which ours follows.
            unit.commit().await?;
            return Ok(key);
        }
        if let Some(owner) = unit.sealed_audit_log().await? {
            return Err(AppError::Internal(format!(
                "the audit log of '{owner}' was sealed by a key that is not in the database any more; it was taken away or \
                 lost, and a new one would hide what was done since: bring a backup back that has it"
            )));
        }
        let mut seed = [0; 32];
        random.fill(&mut seed);
        let damaged = |_| AppError::Internal("no key of the audit log can be made".to_owned());
        let pkcs8 = Ed25519KeyPair::from_seed_unchecked(&seed)
            .map_err(|_| damaged(()))?
            .to_pkcs8v1()
            .map_err(|_| damaged(()))?;
        let key = Self::read(pkcs8.as_ref())?;
        let now = clock.now();
        unit.insert_signing_key(&StoredKey {
            kid: key.public().kid(),
            algorithm: SigningAlgorithm::EdDsa,
            private_key_pkcs8: pkcs8.as_ref().to_vec(),
            created_at: now,
            retired_at: None,
        })
        .await?;
        // The others' units not before it is kept.
        unit.seal_audit_with(key.seal.clone());
        let chained = unit.chain_older_audit_logs(now).await?;
        unit.append_audit(&keys::entry(Actor::System, Act::AuditKeyCreated, now))
            .await?;
        unit.commit().await?;
        if chained > 0 {
            tracing::warn!(
                logs = chained,
                "audit logs that were not chained are sealed from here on, as an upgrade from an older version does; \
                 where there was none, somebody has set them back"
            );
        }
        Ok(key)
    }

    /// From its PKCS #8 form (RFC 8410, 7), of which the seed is the end.
    fn read(pkcs8: &[u8]) -> Result<Self, AppError> {
        let damaged =
            || AppError::Internal("the stored key of the audit log is damaged".to_owned());
        let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(pkcs8).map_err(|_| damaged())?;
        let seed = pkcs8.last_chunk::<32>().ok_or_else(damaged)?;
        // Of a form that also holds the public key, the end would be that.
        let again = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| damaged())?;
        if again.public_key().as_ref() != pair.public_key().as_ref() {
            return Err(damaged());
        }
        let derived = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, seed), SEAL_PURPOSE);
        let secret = derived.as_ref().try_into().map_err(|_| damaged())?;
        Ok(Self {
            pair,
            seal: SealKey::new(&secret),
        })
    }

    pub(crate) const fn seal(&self) -> &SealKey {
        &self.seal
    }

    pub(crate) fn sign(&self, statement: &Hash) -> Vec<u8> {
        self.pair.sign(statement).as_ref().to_vec()
    }

    /// Its public half.
    pub(crate) fn public(&self) -> AuditPublicKey {
        AuditPublicKey::new(self.pair.public_key().as_ref())
    }
}

impl fmt::Debug for AuditKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuditKey").finish_non_exhaustive()
    }
}

fn stored(keys: &[StoredKey]) -> Result<Option<AuditKey>, AppError> {
    keys.iter()
        .find(|key| key.algorithm == SigningAlgorithm::EdDsa)
        .map(|key| AuditKey::read(&key.private_key_pkcs8))
        .transpose()
}

/// The public half of a key that signs heads, as a JWK (RFC 8037, 2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the members of a JWK by their own names")]
pub struct AuditPublicKey {
    pub kty: String,
    pub crv: String,
    pub x: String,
    #[serde(default)]
    pub kid: String,
}

impl AuditPublicKey {
    pub(crate) fn new(bytes: &[u8]) -> Self {
        let mut key = Self {
            kty: "OKP".to_owned(),
            crv: "Ed25519".to_owned(),
            x: URL_SAFE_NO_PAD.encode(bytes),
            kid: String::new(),
        };
        key.kid = key.kid();
        key
    }

    /// The thumbprint of the key (RFC 7638; RFC 8037, 2).
    #[must_use]
    pub fn kid(&self) -> String {
        let canonical = format!(
            r#"{{"crv":"{}","kty":"{}","x":"{}"}}"#,
            self.crv, self.kty, self.x
        );
        URL_SAFE_NO_PAD.encode(Sha256::digest(canonical.as_bytes()))
    }

    /// The 32 bytes of the key; `None` for a key of another kind.
    pub(crate) fn bytes(&self) -> Option<Vec<u8>> {
        let known = self.kty == "OKP" && self.crv == "Ed25519";
        let bytes = URL_SAFE_NO_PAD.decode(&self.x).ok()?;
        (known && bytes.len() == 32).then_some(bytes)
    }
}

/// Whether this key has signed this.
pub(crate) fn has_signed(public_key: &[u8], statement: &Hash, signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, public_key)
        .verify(statement, signature)
        .is_ok()
}
