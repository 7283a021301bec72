//! One key that signs access tokens: drawn, read, and shown by its public half.

use crate::AppError;
use crate::published_keys::PublishedKey;
use crate::random::Random;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{DecodingKey, EncodingKey};
use sha2::{Digest as _, Sha256};

/// A key that signs access tokens by ES256 (RFC 7518, 3.4) and by nothing else.
pub(crate) struct SigningKey {
    kid: String,
    x: String,
    y: String,
    signing: EncodingKey,
    checking: DecodingKey,
}

impl SigningKey {
    /// From its PKCS #8 form.
    ///
    /// # Errors
    /// [`AppError::Internal`] where it is none.
    pub(crate) fn read(pkcs8: &[u8]) -> Result<Self, AppError> {
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

    /// Its public half.
    pub(crate) fn published(&self) -> PublishedKey {
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

/// RFC 7638, 3: the required members in the order of their names, without spaces.
fn thumbprint(x: &str, y: &str) -> String {
    let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
    URL_SAFE_NO_PAD.encode(Sha256::digest(canonical.as_bytes()))
}

/// A new private key, PKCS #8 in DER.
pub(crate) fn draw(random: &dyn Random) -> Vec<u8> {
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
