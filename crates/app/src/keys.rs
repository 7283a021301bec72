use crate::published_keys::PublishedKey;
use crate::random::Random;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::{DecodingKey, EncodingKey};
use sha2::{Digest as _, Sha256};
use std::fmt;

/// A key that cannot sign tokens.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a private key on P-256 in PKCS#8 PEM ('-----BEGIN PRIVATE KEY-----'): {problem}")]
pub struct InvalidKey {
    /// What is wrong with it.
    pub problem: String,
}

/// A key that signs access tokens by ES256 (RFC 7518, 3.4) and by nothing else.
pub struct SigningKey {
    kid: String,
    x: String,
    y: String,
    signing: EncodingKey,
    checking: DecodingKey,
}

/// The keys of this server: the first signs, all are published and trusted, so that a new one can be put
/// first while tokens of an older one are still good.
pub struct SigningKeys(Vec<SigningKey>);

impl SigningKey {
    /// Draws a new key and writes it as PKCS#8 PEM (RFC 7468, 10), to be kept where nobody else reads.
    #[must_use]
    pub fn draw_pem(random: &dyn Random) -> String {
        loop {
            let mut scalar = [0; 32];
            random.fill(&mut scalar);
            // One in 2^32 is not below the order of the curve.
            if let Some(der) = pkcs8(&scalar) {
                return pem(&der);
            }
        }
    }

    /// Reads a key from PKCS#8 PEM.
    ///
    /// # Errors
    /// [`InvalidKey`] when it is no such PEM or not a key on P-256.
    pub fn from_pem(pem: &str) -> Result<Self, InvalidKey> {
        let invalid = |problem: &str| InvalidKey {
            problem: problem.to_owned(),
        };
        let signing = EncodingKey::from_ec_pem(pem.as_bytes())
            .map_err(|_| invalid("no private key of an elliptic curve in it"))?;
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, signing.as_bytes())
            .map_err(|_| invalid("the key is not on P-256 or is damaged"))?;
        // SEC 1, 2.3.3: 04, then x and y of 32 bytes each.
        let [4, point @ ..] = pair.public_key().as_ref() else {
            return Err(invalid("the public point has an unknown form"));
        };
        let Some((x, y)) = point.split_at_checked(32) else {
            return Err(invalid("the public point is cut short"));
        };
        let (x, y) = (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y));
        let checking = DecodingKey::from_ec_components(&x, &y)
            .map_err(|_| invalid("the public point is damaged"))?;
        Ok(Self {
            kid: thumbprint(&x, &y),
            x,
            y,
            signing,
            checking,
        })
    }

    /// Its key id: the thumbprint of its public half (RFC 7638).
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    pub(crate) const fn signing(&self) -> &EncodingKey {
        &self.signing
    }

    pub(crate) const fn checking(&self) -> &DecodingKey {
        &self.checking
    }
}

impl SigningKeys {
    /// The key that signs, and older ones that are still trusted.
    #[must_use]
    pub fn new(current: SigningKey, older: Vec<SigningKey>) -> Self {
        let mut keys = vec![current];
        keys.extend(older);
        Self(keys)
    }

    pub(crate) fn current(&self) -> &SigningKey {
        &self.0[0]
    }

    pub(crate) fn find(&self, kid: &str) -> Option<&SigningKey> {
        self.0.iter().find(|key| key.kid == kid)
    }

    pub(crate) fn published(&self) -> Vec<PublishedKey> {
        self.0
            .iter()
            .map(|key| PublishedKey {
                kty: "EC",
                crv: "P-256",
                x: key.x.clone(),
                y: key.y.clone(),
                usage: "sig",
                alg: "ES256",
                kid: key.kid.clone(),
            })
            .collect()
    }
}

/// RFC 7638, 3: the required members in the order of their names, without spaces.
fn thumbprint(x: &str, y: &str) -> String {
    let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
    URL_SAFE_NO_PAD.encode(Sha256::digest(canonical.as_bytes()))
}

/// The PKCS#8 form of a scalar, by way of the shorter form of RFC 5915. `None`: no scalar of the curve.
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

fn pem(der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut pem = String::from("-----BEGIN PRIVATE KEY-----\n");
    for line in text.as_bytes().chunks(64) {
        pem.extend(line.iter().map(|&byte| char::from(byte)));
        pem.push('\n');
    }
    pem.push_str("-----END PRIVATE KEY-----\n");
    pem
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}
