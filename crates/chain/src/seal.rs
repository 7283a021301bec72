use crate::canonical::Hash;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use std::fmt;

/// The key that seals entries. Who does not have it cannot write an entry that passes for the server's.
#[derive(Clone)]
pub struct SealKey(Hmac<Sha256>);

/// What the seal of an entry is made of besides its hash, so that the key can never be made to say something else.
const PURPOSE: &[u8] = b"bonafide-audit-seal-v1";

impl SealKey {
    /// From bytes that nobody else knows.
    #[must_use]
    pub fn new(secret: &[u8; 32]) -> Self {
        let mut keyed = Hmac::new_from_slice(secret).expect("HMAC takes keys of any length");
        keyed.update(PURPOSE);
        Self(keyed)
    }

    /// The seal of an entry with this hash.
    #[must_use]
    pub fn seal(&self, hash: &Hash) -> Hash {
        let mut keyed = self.0.clone();
        keyed.update(hash);
        keyed.finalize().into_bytes().into()
    }

    /// Whether this is the seal of an entry with this hash. Takes the same time whatever the bytes are.
    #[must_use]
    pub fn is_seal(&self, seal: &[u8], hash: &Hash) -> bool {
        let mut keyed = self.0.clone();
        keyed.update(hash);
        keyed.verify_slice(seal).is_ok()
    }
}

impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealKey([redacted])")
    }
}
