use crate::published_keys::PublishedKey;
use crate::random::Random;
use crate::{AppError, Clock};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bonafide_storage::{
    Act, Actor, AuditEntry, SigningAlgorithm, SigningKey as StoredKey, Storage,
};
use jsonwebtoken::{DecodingKey, EncodingKey};
use sha2::{Digest as _, Sha256};
use std::fmt;

/// A key that signs access tokens by ES256 (RFC 7518, 3.4) and by nothing else.
pub(crate) struct SigningKey {
    kid: String,
    x: String,
    y: String,
    signing: EncodingKey,
    checking: DecodingKey,
}

/// Seconds that a token can be good for at most, and a minute for clocks that differ.
const LONGEST_LIFETIME: i64 = 3600 + 60;

/// The keys of this server: the first signs, all are published and trusted, so that a new one can be put
/// first while tokens of an older one are still good.
pub struct SigningKeys(Vec<SigningKey>);

impl SigningKeys {
    /// The keys that the storage holds; draws the first one where there is none.
    ///
    /// # Errors
    /// [`AppError::Unavailable`]; [`AppError::Internal`] when a stored key is damaged.
    pub async fn open(
        storage: &Storage,
        clock: &dyn Clock,
        random: &dyn Random,
    ) -> Result<Self, AppError> {
        let mut unit = storage.begin().await?;
        let mut stored = unit.signing_keys().await?;
        if !stored.iter().any(signs) {
            let pkcs8 = draw(random);
            let key = StoredKey {
                kid: SigningKey::read(&pkcs8)?.kid,
                algorithm: SigningAlgorithm::Es256,
                private_key_pkcs8: pkcs8,
                created_at: clock.now(),
                retired_at: None,
            };
            unit.insert_signing_key(&key).await?;
            unit.append_audit(&AuditEntry {
                owner: None,
                at: key.created_at,
                actor: Actor::System,
                act: Act::SigningKeyCreated,
                dossier: None,
                process: None,
            })
            .await?;
            unit.commit().await?;
            stored.insert(0, key);
        }
        // No token that a key signed before it retired is good any longer after this.
        let now = clock.now();
        let forgotten = |at: jiff::Timestamp| now.duration_since(at).as_secs() > LONGEST_LIFETIME;
        stored.retain(|key| !key.retired_at.is_some_and(forgotten));
        // The newest that still signs goes first; the order of the others does not matter.
        stored.sort_by_key(|key| !signs(key));
        stored
            .iter()
            .filter(|key| key.algorithm == SigningAlgorithm::Es256)
            .map(|key| SigningKey::read(&key.private_key_pkcs8))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    pub(crate) fn current(&self) -> &SigningKey {
        &self.0[0]
    }

    pub(crate) fn find(&self, kid: &str) -> Option<&SigningKey> {
        self.0.iter().find(|key| key.kid == kid)
    }

    pub(crate) fn published(&self) -> Vec<PublishedKey> {
        self.0.iter().map(SigningKey::published).collect()
    }
}

impl SigningKey {
    fn read(pkcs8: &[u8]) -> Result<Self, AppError> {
        let damaged = || AppError::Internal("a stored signing key is damaged".to_owned());
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8)
            .map_err(|_| damaged())?;
        // SEC 1, 2.3.3: 04, then x and y of 32 bytes each.
        let [4, point @ ..] = pair.public_key().as_ref() else {
            return Err(damaged());
        };
        let (x, y) = point.split_at_checked(32).ok_or_else(damaged)?;
        let (x, y) = (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y));
        Ok(Self {
            kid: thumbprint(&x, &y),
            signing: EncodingKey::from_ec_der(pkcs8),
            checking: DecodingKey::from_ec_components(&x, &y).map_err(|_| damaged())?,
            x,
            y,
        })
    }

    /// Its key id: the thumbprint of its public half (RFC 7638).
    pub(crate) fn kid(&self) -> &str {
        &self.kid
    }

    pub(crate) const fn signing(&self) -> &EncodingKey {
        &self.signing
    }

    pub(crate) const fn checking(&self) -> &DecodingKey {
        &self.checking
    }

    fn published(&self) -> PublishedKey {
        PublishedKey {
            kty: "EC",
            crv: "P-256",
            x: self.x.clone(),
            y: self.y.clone(),
            usage: "sig",
            alg: "ES256",
            kid: self.kid.clone(),
        }
    }
}

fn signs(key: &StoredKey) -> bool {
    key.retired_at.is_none() && key.algorithm == SigningAlgorithm::Es256
}

/// RFC 7638, 3: the required members in the order of their names, without spaces.
fn thumbprint(x: &str, y: &str) -> String {
    let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
    URL_SAFE_NO_PAD.encode(Sha256::digest(canonical.as_bytes()))
}

/// A new private key, PKCS #8 in DER.
fn draw(random: &dyn Random) -> Vec<u8> {
    loop {
        let mut scalar = [0; 32];
        random.fill(&mut scalar);
        // One scalar in 2^32 is not below the order of the curve; the next one is.
        if let Some(der) = pkcs8(&scalar) {
            return der;
        }
    }
}

/// The PKCS #8 form of a scalar, by way of the shorter form of RFC 5915. `None`: no scalar of the curve.
fn pkcs8(scalar: &[u8; 32]) -> Option<Vec<u8>> {
    // ECPrivateKey ::= SEQUENCE { INTEGER 1, OCTET STRING scalar, [0] prime256v1 }
    let mut der = vec![0x30, 0x31, 0x02, 0x01, 0x01, 0x04, 0x20];
    der.extend(scalar);
    der.extend([0xa0, 0x0a, 0x06, 0x08]);
    der.extend([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07]);
    let pair = EcdsaKeyPair::from_private_key_der(&ECDSA_P256_SHA256_FIXED_SIGNING, &der).ok()?;
    let pkcs8 = pair.to_pkcs8v1().ok()?;
    Some(pkcs8.as_ref().to_vec())
}

impl fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|key| &key.kid))
            .finish()
    }
}
