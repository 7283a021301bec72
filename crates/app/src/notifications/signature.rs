use crate::hexadecimal;
use crate::random::Random;
use aws_lc_rs::hmac;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bonafide_domain::SignatureAlgorithm;
use std::fmt;
use std::fmt::Write as _;

/// What the events of one subscription are signed with: 32 bytes that both sides know (HMAC-SHA256, `v1`) and 32
/// that only this server knows (the seed of an Ed25519 key, `v1a`). Standard Webhooks 1.0.
#[derive(Clone)]
pub struct SigningSecret {
    shared: [u8; 32],
    seed: [u8; 32],
}

/// The three headers of a message. Standard Webhooks 1.0, "Webhook Headers".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandardHeaders {
    /// `webhook-id`: the same on every try.
    pub id: String,
    /// `webhook-timestamp`: seconds since 1970 at this try.
    pub timestamp: String,
    /// `webhook-signature`: every signature, with a blank between.
    pub signature: String,
}

impl SigningSecret {
    /// A new one.
    pub fn draw(random: &dyn Random) -> Self {
        let mut bytes = [0; 64];
        random.fill(&mut bytes);
        let (shared, seed) = bytes.split_at(32);
        let mut secret = Self {
            shared: [0; 32],
            seed: [0; 32],
        };
        secret.shared.copy_from_slice(shared);
        secret.seed.copy_from_slice(seed);
        secret
    }

    pub(crate) fn stored(&self) -> Vec<u8> {
        [self.shared, self.seed].concat()
    }

    pub(crate) fn from_stored(bytes: &[u8]) -> Option<Self> {
        let (shared, seed) = bytes.split_at_checked(32)?;
        Some(Self {
            shared: shared.try_into().ok()?,
            seed: seed.try_into().ok()?,
        })
    }

    /// What the receiver checks `v1` with: `whsec_` and the shared bytes in base64.
    #[must_use]
    pub fn reveal(&self) -> String {
        format!("whsec_{}", STANDARD.encode(self.shared))
    }

    /// What anybody checks `v1a` with: `whpk_` and the public key in base64.
    #[must_use]
    pub fn public_key(&self) -> String {
        let key = self
            .key_pair()
            .map(|pair| STANDARD.encode(pair.public_key()))
            .unwrap_or_default();
        format!("whpk_{key}")
    }

    fn key_pair(&self) -> Option<Ed25519KeyPair> {
        Ed25519KeyPair::from_seed_unchecked(&self.seed).ok()
    }

    /// Both signatures over `id.timestamp.body`.
    fn sign(&self, signed: &[u8]) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.shared);
        let mut text = format!("v1,{}", STANDARD.encode(hmac::sign(&key, signed)));
        if let Some(pair) = self.key_pair() {
            let signature = STANDARD.encode(pair.sign(signed));
            // Writing into a text cannot fail.
            let _ = write!(text, " v1a,{signature}");
        }
        text
    }

    /// The body alone, signed and written as a receiver of another kind wants it. The key is the text of the secret,
    /// as such receivers take it.
    pub(crate) fn sign_body(&self, algorithm: SignatureAlgorithm, body: &[u8]) -> String {
        let kind = match algorithm {
            SignatureAlgorithm::HmacSha256Hex | SignatureAlgorithm::HmacSha256Base64 => {
                hmac::HMAC_SHA256
            }
            SignatureAlgorithm::HmacSha512Hex => hmac::HMAC_SHA512,
        };
        let tag = hmac::sign(&hmac::Key::new(kind, self.reveal().as_bytes()), body);
        match algorithm {
            SignatureAlgorithm::HmacSha256Base64 => STANDARD.encode(tag),
            SignatureAlgorithm::HmacSha256Hex | SignatureAlgorithm::HmacSha512Hex => {
                hexadecimal(tag.as_ref())
            }
        }
    }
}

impl StandardHeaders {
    /// The headers of a message, signed with each of these: with more than one while a secret is being replaced.
    #[must_use]
    pub fn sign(secrets: &[SigningSecret], id: &str, second: i64, body: &[u8]) -> Self {
        let timestamp = second.to_string();
        let signed = [id.as_bytes(), b".", timestamp.as_bytes(), b".", body].concat();
        let signatures: Vec<String> = secrets.iter().map(|secret| secret.sign(&signed)).collect();
        Self {
            id: id.to_owned(),
            timestamp,
            signature: signatures.join(" "),
        }
    }
}

impl fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningSecret([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(shared: &[u8]) -> SigningSecret {
        let mut bytes = shared.to_vec();
        bytes.resize(64, 7);
        SigningSecret::from_stored(&bytes).unwrap()
    }

    #[test]
    fn a_secret_reads_back_as_it_was_kept_and_never_shows_itself() {
        let secret = secret(b"0123456789abcdef0123456789abcdef");
        let again = SigningSecret::from_stored(&secret.stored()).unwrap();
        assert_eq!(secret.reveal(), again.reveal());
        assert_eq!(format!("{secret:?}"), "SigningSecret([redacted])");
        assert!(SigningSecret::from_stored(b"short").is_none());
    }

    #[test]
    fn while_a_secret_is_replaced_both_sign() {
        let both = [secret(b"one"), secret(b"two")];
        let headers = StandardHeaders::sign(&both, "msg", 1_700_000_000, b"{}");
        let versions: Vec<&str> = headers
            .signature
            .split(' ')
            .filter_map(|one| one.split_once(',').map(|(version, _)| version))
            .collect();
        assert_eq!(versions, ["v1", "v1a", "v1", "v1a"]);
    }
}
