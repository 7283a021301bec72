//! A file that lies nowhere in the clear: AES-256-GCM in segments under a key that follows from a passphrase.
//!
//! ```text
//! "bonafide-sealed-1\n" ‖ iterations (4) ‖ salt (16) ‖ segment ‖ segment ‖ …
//! key     = PBKDF2-HMAC-SHA256(passphrase, salt, iterations), 32 bytes (RFC 8018)
//! segment = AES-256-GCM of at most 64 KiB, with its tag of 16 bytes (NIST SP 800-38D)
//! nonce   = number of the segment (11 bytes, from 0) ‖ 1 for the last one and 0 for the others
//! ```
//!
//! The salt is random, so that no key is used twice; the number and the mark of the last segment show what was left out, moved
//! or cut off (STREAM: Hoang, Reyhanitabar, Rogaway, Vizár, 2015). The head is the associated data of each segment.

use super::manifest::{ArchiveError, unusable};
use crate::Random;
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::pbkdf2;
use std::fmt;
use std::io::{self, ErrorKind, Read, Write};
use std::num::NonZeroU32;

const MAGIC: &[u8] = b"bonafide-sealed-1\n";
const SALT: usize = 16;
const HEAD: usize = MAGIC.len() + 4 + SALT;
const SEGMENT: usize = 64 * 1024;
const TAG: usize = 16;
/// As OWASP asks for PBKDF2-HMAC-SHA256; a file says its own.
const ITERATIONS: u32 = 600_000;
/// A file that asks for more keeps the machine busy for long before it is found to be none.
const MOST_ITERATIONS: u32 = 10_000_000;
/// Shorter ones are guessed.
const SHORTEST: usize = 12;

/// What an exported account is sealed with.
pub struct Passphrase(Vec<u8>);

impl Passphrase {
    /// A text of at least 12 bytes.
    ///
    /// # Errors
    /// [`ArchiveError::Unusable`] for a shorter one.
    pub fn new(text: &str) -> Result<Self, ArchiveError> {
        if text.len() < SHORTEST {
            return Err(unusable(format!(
                "a passphrase has at least {SHORTEST} characters: who guesses it has the persons in the file"
            )));
        }
        Ok(Self(text.as_bytes().to_vec()))
    }

    fn key(&self, salt: &[u8], iterations: NonZeroU32) -> Result<LessSafeKey, ArchiveError> {
        let mut key = [0; 32];
        pbkdf2::derive(
            pbkdf2::PBKDF2_HMAC_SHA256,
            iterations,
            salt,
            &self.0,
            &mut key,
        );
        UnboundKey::new(&AES_256_GCM, &key)
            .map(LessSafeKey::new)
            .map_err(|_| unusable("no key can be made"))
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase([redacted])")
    }
}

/// Seals what is written to it. Without [`Sealer::finish`] the file has no last segment and is refused.
pub(super) struct Sealer<W: Write> {
    out: W,
    key: LessSafeKey,
    head: Vec<u8>,
    number: u128,
    open: Vec<u8>,
}

impl<W: Write> Sealer<W> {
    pub(super) fn begin(
        mut out: W,
        passphrase: &Passphrase,
        random: &dyn Random,
    ) -> Result<Self, ArchiveError> {
        let mut salt = [0; SALT];
        random.fill(&mut salt);
        let iterations = NonZeroU32::new(ITERATIONS).unwrap_or(NonZeroU32::MAX);
        let head = [MAGIC, &ITERATIONS.to_be_bytes(), &salt].concat();
        let key = passphrase.key(&salt, iterations)?;
        out.write_all(&head)?;
        Ok(Self {
            out,
            key,
            head,
            number: 0,
            open: Vec::with_capacity(SEGMENT + TAG),
        })
    }

    fn seal(&mut self, last: Last) -> io::Result<()> {
        let mut segment = std::mem::take(&mut self.open);
        self.key
            .seal_in_place_append_tag(
                nonce(self.number, last),
                Aad::from(&self.head),
                &mut segment,
            )
            .map_err(|_| io::Error::other("a segment cannot be sealed"))?;
        self.number += 1;
        self.out.write_all(&segment)?;
        segment.clear();
        self.open = segment;
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<W> {
        self.seal(Last::Yes)?;
        self.out.flush()?;
        Ok(self.out)
    }
}

impl<W: Write> Write for Sealer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full one is sealed when another byte comes: until then it may be the last.
        if self.open.len() == SEGMENT {
            self.seal(Last::No)?;
        }
        let taken = bytes.len().min(SEGMENT - self.open.len());
        self.open.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Opens what a [`Sealer`] sealed. Gives no byte of a segment before its tag was found good.
pub(super) struct Opener<R: Read> {
    input: R,
    key: LessSafeKey,
    head: Vec<u8>,
    number: u128,
    /// Sealed bytes that were read: a segment, and one byte of the next to know that there is one.
    sealed: Vec<u8>,
    opened: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> Opener<R> {
    pub(super) fn begin(mut input: R, passphrase: &Passphrase) -> Result<Self, ArchiveError> {
        let mut head = vec![0; HEAD];
        let none = |_| unusable("it is no sealed file of Bonafide's");
        input.read_exact(&mut head).map_err(none)?;
        let (magic, rest) = head.split_at(MAGIC.len());
        let (iterations, salt) = rest.split_at(4);
        let iterations = iterations
            .iter()
            .fold(0, |n, byte| (n << 8) | u32::from(*byte));
        let iterations = NonZeroU32::new(iterations)
            .filter(|iterations| magic == MAGIC && iterations.get() <= MOST_ITERATIONS)
            .ok_or_else(|| {
                unusable("it is no sealed file of Bonafide's, or one of a newer version")
            })?;
        let key = passphrase.key(salt, iterations)?;
        Ok(Self {
            input,
            key,
            head,
            number: 0,
            sealed: Vec::new(),
            opened: Vec::new(),
            given: 0,
            ended: false,
        })
    }

    fn next(&mut self) -> io::Result<()> {
        let whole = SEGMENT + TAG;
        let wanted = (whole + 1 - self.sealed.len()) as u64;
        (&mut self.input)
            .take(wanted)
            .read_to_end(&mut self.sealed)?;
        let last = if self.sealed.len() > whole {
            Last::No
        } else {
            Last::Yes
        };
        let rest = self.sealed.split_off(self.sealed.len().min(whole));
        let mut segment = std::mem::replace(&mut self.sealed, rest);
        let opened = self
            .key
            .open_in_place(
                nonce(self.number, last),
                Aad::from(&self.head),
                &mut segment,
            )
            .map_err(|_| {
                let told =
                    "the passphrase is another, or the file was changed or not written to its end";
                io::Error::new(ErrorKind::InvalidData, told)
            })?
            .len();
        segment.truncate(opened);
        self.number += 1;
        (self.opened, self.given) = (segment, 0);
        self.ended = matches!(last, Last::Yes);
        Ok(())
    }
}

impl<R: Read> Read for Opener<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.opened.len() {
            if self.ended {
                return Ok(0);
            }
            self.next()?;
        }
        let left = &self.opened[self.given..];
        let many = left.len().min(buffer.len());
        buffer[..many].copy_from_slice(&left[..many]);
        self.given += many;
        Ok(many)
    }
}

#[derive(Clone, Copy)]
enum Last {
    Yes,
    No,
}

fn nonce(number: u128, last: Last) -> Nonce {
    let mut bytes = [0; 12];
    bytes[..11].copy_from_slice(&number.to_be_bytes()[5..]);
    bytes[11] = u8::from(matches!(last, Last::Yes));
    Nonce::assume_unique_for_key(bytes)
}
