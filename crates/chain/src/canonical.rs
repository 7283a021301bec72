use sha2::{Digest as _, Sha256};

/// Bytes of a hash and of a seal.
pub const HASH_BYTES: usize = 32;

/// SHA-256.
pub type Hash = [u8; HASH_BYTES];

/// What the first entry of a log follows.
pub const ORIGIN: Hash = [0; HASH_BYTES];

/// The first bytes of what is hashed. Another form of the bytes gets another number.
const ENTRY_FORM: &str = "bonafide-audit-entry-v1";
/// The first bytes of what is signed.
const HEAD_FORM: &str = "bonafide-audit-head-v1";

/// An entry as the database holds it: texts, so that an entry that somebody changed can be looked at too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'a> {
    /// Whose log: a client's id, or nothing for what belongs to no client.
    pub owner: &'a str,
    /// 1, 2, 3, … within the log of one owner.
    pub sequence: i64,
    /// Microseconds since 1970.
    pub at: i64,
    /// Who.
    pub actor: &'a str,
    /// What.
    pub act: &'a str,
    /// On which dossier.
    pub dossier: Option<&'a str>,
    /// On which process.
    pub process: Option<&'a str>,
}

/// The hash of an entry that follows one with the hash `previous`; the first follows [`ORIGIN`].
#[must_use]
pub fn hash(entry: &Entry<'_>, previous: &Hash) -> Hash {
    let mut bytes = Canonical::of(ENTRY_FORM);
    bytes.text(entry.owner);
    bytes.number(entry.sequence);
    bytes.number(entry.at);
    bytes.text(entry.actor);
    bytes.text(entry.act);
    bytes.optional(entry.dossier);
    bytes.optional(entry.process);
    bytes.0.update(previous);
    bytes.0.finalize().into()
}

/// That a log had this entry as its last at this time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedHead<'a> {
    /// Whose log.
    pub owner: &'a str,
    /// The number of the entry.
    pub sequence: i64,
    /// Its hash.
    pub hash: &'a Hash,
    /// When it was signed, in microseconds since 1970.
    pub at: i64,
}

/// What is signed of a head: the SHA-256 of its canonical bytes.
#[must_use]
pub fn head_statement(head: &SignedHead<'_>) -> Hash {
    let mut bytes = Canonical::of(HEAD_FORM);
    bytes.text(head.owner);
    bytes.number(head.sequence);
    bytes.0.update(head.hash);
    bytes.number(head.at);
    bytes.0.finalize().into()
}

/// Every field either has a fixed length or begins with its length, so that no two entries have the same bytes.
struct Canonical(Sha256);

impl Canonical {
    fn of(form: &str) -> Self {
        let mut bytes = Self(Sha256::new());
        bytes.text(form);
        bytes
    }

    /// Eight bytes, the highest first, in two's complement.
    fn number(&mut self, number: i64) {
        self.0.update(number.to_be_bytes());
    }

    /// The number of bytes as eight bytes, then the text in UTF-8.
    fn text(&mut self, text: &str) {
        self.0.update((text.len() as u64).to_be_bytes());
        self.0.update(text.as_bytes());
    }

    /// A byte 0 where there is none; a byte 1 and the text where there is one.
    fn optional(&mut self, text: Option<&str>) {
        match text {
            None => self.0.update([0]),
            Some(text) => {
                self.0.update([1]);
                self.text(text);
            }
        }
    }
}
