//! The chain of the audit log. Pure: entries in, hashes and faults out.
//!
//! An entry's hash covers its canonical bytes and the hash of the entry before it, so that no entry can be changed,
//! removed, put in or moved without every later hash being another. Two things keep somebody who can write the database from
//! writing all later hashes anew:
//!
//! - a *seal* on each entry, an HMAC of its hash under a key that only the server has, names the first entry that the server
//!   did not write;
//! - a *signed head*, an Ed25519 signature over the number and the hash of an entry, can be kept and checked elsewhere. It is
//!   what shows that the end of a log was cut off, and it needs no key that is secret.
//!
//! `docs/audit.md` gives the bytes for those who check by hand.

mod canonical;
mod fault;
mod seal;
mod verify;

pub use canonical::{Entry, HASH_BYTES, Hash, ORIGIN, SignedHead, hash, head_statement};
pub use fault::{Fault, Wrong};
pub use seal::SealKey;
pub use verify::{Anchor, Head, StoredEntry, Verifier};
