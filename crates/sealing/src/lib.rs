//! Sealing: personal data are kept under a random key of their dossier, and that key under a master key. What destroys
//! the key of a dossier destroys every copy of what was sealed under it.
//!
//! ```text
//! master key ──wraps──▶ key of a dossier ──seals──▶ columns and files, in segments of 64 KiB
//! ```
//!
//! Everything is XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03 over RFC 8439): its nonces of 192 bits may be drawn at
//! random. Segments follow STREAM (Hoang, Reyhanitabar, Rogaway, Vizár: "Online Authenticated-Encryption and its
//! Nonce-Reuse Misuse-Resistance", 2015), so that none can be left out, swapped or added.
//!
//! Pure: bytes in, bytes out. Randomness is handed in. Keys are wiped from memory when they are dropped, and `Debug`
//! shows none.

mod key;
mod master;
mod place;
mod segments;

pub use key::DataKey;
pub use master::{InvalidMasterKey, MasterKey, MasterKeyId, MasterKeys, UnwrapError, WrappedKey};
pub use place::Place;
pub use segments::{Unopened, sealed_len};

/// Where unguessable bytes come from.
pub trait Entropy: Send + Sync {
    /// Fills the buffer with bytes that nobody can guess.
    ///
    /// # Panics
    /// When the machine has no randomness to give: nothing secret can be made then.
    fn fill(&self, buffer: &mut [u8]);
}
