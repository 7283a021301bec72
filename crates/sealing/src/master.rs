//! Version 1 of a wrapped key:
//!
//! ```text
//! 1 byte    version
//! 8 bytes   id of the master key
//! 24 bytes  nonce
//! 48 bytes  the key and its tag
//! ```

use crate::place::bind;
use crate::{DataKey, Entropy};
use chacha20poly1305::{AeadInOut as _, KeyInit as _, XChaCha20Poly1305};
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::str::FromStr;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

const VERSION: u8 = 1;
const KEY: usize = 32;
const TAG: usize = 16;
const NONCE: usize = 24;
const ID: usize = 8;

/// The name of a master key: the first eight bytes of a hash of it. It tells a wrong key from the right one, and nothing
/// of either.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MasterKeyId([u8; ID]);

impl fmt::Display for MasterKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.0 {
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl FromStr for MasterKeyId {
    type Err = InvalidMasterKey;

    fn from_str(text: &str) -> Result<Self, InvalidMasterKey> {
        hex(text).map(|bytes| Self(*bytes))
    }
}

/// A text that is no master key, or no id of one. It is not repeated: it may be nearly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the hexadecimal digits that are expected: 64 for a master key, 16 for the id of one")]
pub struct InvalidMasterKey;

/// A key that wraps keys: 256 random bits. It never seals data.
#[derive(Clone)]
pub struct MasterKey {
    id: MasterKeyId,
    key: Zeroizing<[u8; KEY]>,
}

impl MasterKey {
    /// A new one.
    #[must_use]
    pub fn draw(entropy: &dyn Entropy) -> Self {
        let mut key = Zeroizing::new([0; KEY]);
        entropy.fill(&mut *key);
        Self::from_bytes(key)
    }

    fn from_bytes(key: Zeroizing<[u8; KEY]>) -> Self {
        let digest = Sha256::new()
            .chain_update(b"bonafide master key\0")
            .chain_update(key.as_slice())
            .finalize();
        let mut id = [0; ID];
        id.copy_from_slice(&digest[..ID]);
        Self {
            id: MasterKeyId(id),
            key,
        }
    }

    /// Its name.
    #[must_use]
    pub const fn id(&self) -> MasterKeyId {
        self.id
    }

    /// Its 64 hexadecimal digits, for where master keys are kept and for nowhere else.
    #[must_use]
    pub fn reveal(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(2 * KEY));
        for byte in &*self.key {
            for digit in [byte >> 4, byte & 15] {
                text.push(char::from_digit(digit.into(), 16).unwrap_or('0'));
            }
        }
        text
    }

    /// Wraps the key of a dossier, or of an account where `dossier` is empty.
    #[must_use]
    pub fn wrap(
        &self,
        account: &str,
        dossier: &str,
        key: &DataKey,
        entropy: &dyn Entropy,
    ) -> WrappedKey {
        let mut nonce = [0; NONCE];
        entropy.fill(&mut nonce);
        let mut wrapped = Vec::with_capacity(WrappedKey::LENGTH);
        wrapped.push(VERSION);
        wrapped.extend(self.id.0);
        wrapped.extend(nonce);
        let at = wrapped.len();
        wrapped.extend(key.bytes());
        let tag = self
            .cipher()
            .encrypt_inout_detached(
                &nonce.into(),
                &self.associated(account, dossier),
                (&mut wrapped[at..]).into(),
            )
            .expect("a key is shorter than what one nonce seals");
        wrapped.extend(tag);
        WrappedKey {
            master: self.id,
            bytes: wrapped,
        }
    }

    fn unwrap(
        &self,
        account: &str,
        dossier: &str,
        wrapped: &WrappedKey,
    ) -> Result<DataKey, UnwrapError> {
        let body = &wrapped.bytes[1 + ID..];
        let (nonce, body) = body.split_at(NONCE);
        let (body, tag) = body.split_at(KEY);
        let damaged = |_| UnwrapError::Damaged;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(damaged)?;
        let tag: [u8; TAG] = tag.try_into().map_err(damaged)?;
        let mut key = Zeroizing::new([0; KEY]);
        key.copy_from_slice(body);
        self.cipher()
            .decrypt_inout_detached(
                &nonce.into(),
                &self.associated(account, dossier),
                (&mut key[..]).into(),
                &tag.into(),
            )
            .map_err(|_| UnwrapError::Damaged)?;
        Ok(DataKey::from_bytes(key))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.key).into())
    }

    fn associated(&self, account: &str, dossier: &str) -> Vec<u8> {
        bind(
            VERSION,
            &[b"wrap", account.as_bytes(), dossier.as_bytes(), &self.id.0],
        )
    }
}

/// Equal in constant time.
impl PartialEq for MasterKey {
    fn eq(&self, other: &Self) -> bool {
        self.key.ct_eq(&*other.key).into()
    }
}

impl Eq for MasterKey {}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MasterKey({}, [redacted])", self.id)
    }
}

impl FromStr for MasterKey {
    type Err = InvalidMasterKey;

    /// From its 64 hexadecimal digits.
    fn from_str(text: &str) -> Result<Self, InvalidMasterKey> {
        hex(text).map(Self::from_bytes)
    }
}

fn hex<const N: usize>(text: &str) -> Result<Zeroizing<[u8; N]>, InvalidMasterKey> {
    let digits = text.as_bytes();
    if digits.len() != 2 * N {
        return Err(InvalidMasterKey);
    }
    let mut bytes = Zeroizing::new([0; N]);
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
        for digit in pair {
            let value = char::from(*digit).to_digit(16).ok_or(InvalidMasterKey)?;
            *byte = *byte << 4 | u8::try_from(value).map_err(|_| InvalidMasterKey)?;
        }
    }
    Ok(bytes)
}

/// A key as it is kept: it opens with the master key that it names, and for its own dossier alone.
#[derive(Clone, PartialEq, Eq)]
pub struct WrappedKey {
    master: MasterKeyId,
    bytes: Vec<u8>,
}

impl WrappedKey {
    /// How many bytes it has.
    pub const LENGTH: usize = 1 + ID + NONCE + KEY + TAG;

    /// From its bytes.
    ///
    /// # Errors
    /// [`UnwrapError::Damaged`] when they are none.
    pub fn read(bytes: Vec<u8>) -> Result<Self, UnwrapError> {
        let id = match bytes.as_slice() {
            [VERSION, rest @ ..] if bytes.len() == Self::LENGTH => rest[..ID].try_into(),
            _ => return Err(UnwrapError::Damaged),
        };
        Ok(Self {
            master: MasterKeyId(id.map_err(|_| UnwrapError::Damaged)?),
            bytes,
        })
    }

    /// The master key that wraps it.
    #[must_use]
    pub const fn master(&self) -> MasterKeyId {
        self.master
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The first eight bytes of their SHA-256, as 16 hexadecimal digits: names a key that is destroyed, and tells nothing
    /// of it.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let digest = Sha256::digest(&self.bytes);
        digest[..8]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

impl fmt::Debug for WrappedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WrappedKey(under {}, [redacted])", self.master)
    }
}

/// Why a key cannot be unwrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnwrapError {
    /// It is wrapped under a master key that is not here.
    #[error("the master key {0} is not here")]
    Missing(MasterKeyId),
    /// It was changed, or belongs to another dossier.
    #[error("a wrapped key is damaged, or belongs elsewhere")]
    Damaged,
}

/// The master keys that are here, the oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MasterKeys(Vec<MasterKey>);

impl MasterKeys {
    /// These; a key that comes twice counts once.
    #[must_use]
    pub fn new(keys: impl IntoIterator<Item = MasterKey>) -> Self {
        let mut ring = Self::default();
        for key in keys {
            ring.add(key);
        }
        ring
    }

    /// One more, the newest.
    pub fn add(&mut self, key: MasterKey) {
        if self.find(key.id()).is_none() {
            self.0.push(key);
        }
    }

    /// From a text of one key on each line; a `#` begins a comment.
    ///
    /// # Errors
    /// [`InvalidMasterKey`] when a line is none.
    pub fn read(text: &str) -> Result<Self, InvalidMasterKey> {
        let lines = text.lines().filter_map(|line| {
            let line = line.split('#').next().unwrap_or_default().trim();
            (!line.is_empty()).then_some(line)
        });
        let keys: Vec<MasterKey> = lines.map(str::parse).collect::<Result<_, _>>()?;
        Ok(Self::new(keys))
    }

    /// The one of this name.
    #[must_use]
    pub fn find(&self, id: MasterKeyId) -> Option<&MasterKey> {
        self.0.iter().find(|key| key.id == id)
    }

    /// The newest.
    #[must_use]
    pub fn newest(&self) -> Option<&MasterKey> {
        self.0.last()
    }

    /// All, the oldest first.
    #[must_use]
    pub fn all(&self) -> &[MasterKey] {
        &self.0
    }

    /// Unwraps the key of a dossier, or of an account where `dossier` is empty.
    ///
    /// # Errors
    /// [`UnwrapError`].
    pub fn unwrap(
        &self,
        account: &str,
        dossier: &str,
        wrapped: &WrappedKey,
    ) -> Result<DataKey, UnwrapError> {
        self.find(wrapped.master)
            .ok_or(UnwrapError::Missing(wrapped.master))?
            .unwrap(account, dossier, wrapped)
    }
}
