//! Version 1 of sealed bytes:
//!
//! ```text
//! 1 byte    version
//! 19 bytes  random beginning of the nonces
//! segments  65 536 bytes each, the last one 0 to 65 536, and behind each its tag of 16 bytes
//! ```
//!
//! The nonce of a segment is the random beginning, the segment's number as four bytes, the highest first, and a byte
//! that is 1 for the last segment and 0 for the others. There is always a last one, even of nothing.

use crate::{DataKey, Entropy, Place};
use chacha20poly1305::{AeadInOut as _, XChaCha20Poly1305};

const VERSION: u8 = 1;
const SEGMENT: usize = 64 * 1024;
const TAG: usize = 16;
const PREFIX: usize = 19;
const HEAD: usize = 1 + PREFIX;

/// Sealed bytes that do not open: they were changed, belong to another place or were sealed under another key. Which of
/// these cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("sealed bytes do not open: they were changed, or belong elsewhere")]
pub struct Unopened;

/// How many bytes come of sealing so many: 20, and 16 for each begun 64 KiB (at least one).
#[must_use]
pub const fn sealed_len(plain: u64) -> u64 {
    let segments = plain.div_ceil(SEGMENT as u64);
    let segments = if segments == 0 { 1 } else { segments };
    plain
        .saturating_add(segments.saturating_mul(TAG as u64))
        .saturating_add(HEAD as u64)
}

fn nonce(prefix: &[u8], number: u32, last: u8) -> [u8; 24] {
    let mut nonce = [0; 24];
    nonce[..PREFIX].copy_from_slice(prefix);
    nonce[PREFIX..PREFIX + 4].copy_from_slice(&number.to_be_bytes());
    nonce[23] = last;
    nonce
}

impl DataKey {
    /// Seals bytes for a place. Two calls never give the same.
    ///
    /// # Panics
    /// When there are 256 TiB or more: numbers of segments end there.
    #[must_use]
    pub fn seal(&self, place: &Place<'_>, plain: &[u8], entropy: &dyn Entropy) -> Vec<u8> {
        let mut prefix = [0; PREFIX];
        entropy.fill(&mut prefix);
        let associated = place.associated(VERSION);
        let cipher = self.cipher();
        let whole = usize::try_from(sealed_len(plain.len() as u64)).unwrap_or(0);
        let mut sealed = Vec::with_capacity(whole);
        sealed.push(VERSION);
        sealed.extend(prefix);
        let count = plain.len().div_ceil(SEGMENT).max(1);
        for number in 0..count {
            let begin = number * SEGMENT;
            let end = plain.len().min(begin + SEGMENT);
            let at = sealed.len();
            sealed.extend(&plain[begin..end]);
            let index = u32::try_from(number).expect("fewer than 2^32 segments");
            let nonce = nonce(&prefix, index, u8::from(number + 1 == count));
            let tag = cipher
                .encrypt_inout_detached(&nonce.into(), &associated, (&mut sealed[at..]).into())
                .expect("a segment is shorter than what one nonce seals");
            sealed.extend(tag);
        }
        sealed
    }

    /// Opens what was sealed for this place.
    ///
    /// # Errors
    /// [`Unopened`]. Nothing of what was opened before the fault is given.
    pub fn open(&self, place: &Place<'_>, sealed: &[u8]) -> Result<Vec<u8>, Unopened> {
        let (head, mut rest) = sealed.split_at_checked(HEAD).ok_or(Unopened)?;
        let (version, prefix) = head.split_first().ok_or(Unopened)?;
        if *version != VERSION {
            return Err(Unopened);
        }
        let associated = place.associated(VERSION);
        let cipher = self.cipher();
        let mut plain = Vec::with_capacity(rest.len());
        for number in 0..=u32::MAX {
            let take = rest.len().min(SEGMENT + TAG);
            let (segment, after) = rest.split_at(take);
            let last = u8::from(after.is_empty());
            let nonce = nonce(prefix, number, last);
            if let Err(refused) = open_segment(&cipher, nonce, &associated, segment, &mut plain) {
                zeroize::Zeroize::zeroize(&mut plain);
                return Err(refused);
            }
            if last == 1 {
                return Ok(plain);
            }
            rest = after;
        }
        Err(Unopened)
    }
}

fn open_segment(
    cipher: &XChaCha20Poly1305,
    nonce: [u8; 24],
    associated: &[u8],
    segment: &[u8],
    plain: &mut Vec<u8>,
) -> Result<(), Unopened> {
    let body = segment.len().checked_sub(TAG).ok_or(Unopened)?;
    let (body, tag) = segment.split_at(body);
    let tag: [u8; TAG] = tag.try_into().map_err(|_| Unopened)?;
    let at = plain.len();
    plain.extend(body);
    cipher
        .decrypt_inout_detached(
            &nonce.into(),
            associated,
            (&mut plain[at..]).into(),
            &tag.into(),
        )
        .map_err(|_| Unopened)
}
