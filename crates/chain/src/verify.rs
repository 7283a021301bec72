use crate::canonical::{Entry, Hash, ORIGIN, hash};
use crate::fault::{Fault, Wrong};
use crate::seal::SealKey;
use std::collections::BTreeMap;

/// An entry with what was kept beside it. Lengths are checked here: somebody may have changed them.
#[derive(Debug, Clone, Copy)]
pub struct StoredEntry<'a> {
    /// What it says.
    pub entry: Entry<'a>,
    /// The hash of the entry before it.
    pub previous: Option<&'a [u8]>,
    /// Its own.
    pub hash: Option<&'a [u8]>,
    /// Its seal.
    pub seal: Option<&'a [u8]>,
}

/// What is known of an entry from elsewhere: a head whose signature was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor {
    /// The number of the entry.
    pub sequence: i64,
    /// Its hash.
    pub hash: Hash,
}

/// The row that says which entry is the last.
#[derive(Debug, Clone, Copy)]
pub struct Head<'a> {
    /// Its number.
    pub sequence: i64,
    /// Its hash.
    pub hash: Option<&'a [u8]>,
}

/// So many numbers up and down are tried for an entry that stands under a wrong one. One from farther away is told as changed.
const NUMBERS_TRIED: i64 = 5_000;

/// Goes through the log of one owner, oldest entry first, and stops at the first that is bad.
#[derive(Debug)]
pub struct Verifier {
    key: Option<SealKey>,
    /// Several of one entry where a witness and the log itself have a head of it: they must all agree.
    anchors: BTreeMap<i64, Vec<Hash>>,
    next: i64,
    tip: Hash,
    anchored: i64,
}

impl Verifier {
    /// For a log that has not been looked at yet. Without a key seals are not looked at: then an entry that was hashed anew
    /// shows at the entry after it, and one behind the last anchor not at all.
    #[must_use]
    pub fn new(key: Option<SealKey>, anchors: impl IntoIterator<Item = Anchor>) -> Self {
        Self::after(key, anchors, 0, ORIGIN)
    }

    /// For the rest of a log of which entry `sequence` is known to be good and to have this hash.
    #[must_use]
    pub fn after(
        key: Option<SealKey>,
        anchors: impl IntoIterator<Item = Anchor>,
        sequence: i64,
        tip: Hash,
    ) -> Self {
        let mut known: BTreeMap<i64, Vec<Hash>> = BTreeMap::new();
        for anchor in anchors {
            known.entry(anchor.sequence).or_default().push(anchor.hash);
        }
        Self {
            key,
            anchors: known,
            next: sequence.saturating_add(1),
            tip,
            anchored: sequence,
        }
    }

    /// How many entries were found good.
    #[must_use]
    pub const fn verified(&self) -> i64 {
        self.next - 1
    }

    /// The hash of the last good entry.
    #[must_use]
    pub const fn tip(&self) -> &Hash {
        &self.tip
    }

    /// Looks at the next entry, by its number.
    ///
    /// # Errors
    /// What is wrong with it, or with one that should stand before it.
    pub fn push(&mut self, stored: &StoredEntry<'_>) -> Result<(), Fault> {
        let sequence = stored.entry.sequence;
        let fault = |sequence, wrong| Err(Fault { sequence, wrong });
        if sequence < self.next {
            return fault(sequence, Wrong::PutIn);
        }
        if sequence > self.next {
            let until = sequence;
            return fault(self.next, Wrong::Missing { until });
        }
        let previous = stored.previous.and_then(exact);
        let Some(previous) = previous else {
            return fault(sequence, Wrong::Changed);
        };
        let found = hash(&stored.entry, &previous);
        if stored.hash != Some(found.as_slice()) {
            let wrong = self
                .written_as(stored, &previous)
                .map_or(Wrong::Changed, |written_as| Wrong::OutOfOrder {
                    written_as,
                });
            return fault(sequence, wrong);
        }
        if !self.sealed(stored, &found) {
            return fault(sequence, Wrong::NotSealed);
        }
        if previous != self.tip {
            return fault(sequence, Wrong::NotFollowing);
        }
        if let Some(signed) = self.anchors.get(&sequence) {
            if signed.iter().any(|signed| *signed != found) {
                let since = self.anchored + 1;
                let signed_at = sequence;
                return fault(sequence, Wrong::Rewritten { since, signed_at });
            }
            self.anchored = sequence;
        }
        self.tip = found;
        self.next += 1;
        Ok(())
    }

    /// Looks at the end, when all entries up to that which `head` names were pushed, and those after it that there are.
    ///
    /// # Errors
    /// That the end is missing, or that the head's row is not that of the last entry.
    pub fn finish(&self, head: Option<Head<'_>>) -> Result<(), Fault> {
        let last = self.verified();
        let cut = |length| {
            Err(Fault {
                sequence: self.next,
                wrong: Wrong::CutOff { length },
            })
        };
        if let Some((&length, _)) = self.anchors.last_key_value()
            && length > last
        {
            return cut(length);
        }
        let Some(head) = head else {
            // A log without entries needs no head.
            return if last == 0 {
                Ok(())
            } else {
                self.head_changed()
            };
        };
        let is_of_last = head.hash == Some(self.tip.as_slice());
        if head.sequence > last && !is_of_last {
            return cut(head.sequence);
        }
        if head.sequence == last && is_of_last {
            Ok(())
        } else {
            self.head_changed()
        }
    }

    const fn head_changed(&self) -> Result<(), Fault> {
        Err(Fault {
            sequence: self.verified(),
            wrong: Wrong::HeadChanged,
        })
    }

    fn sealed(&self, stored: &StoredEntry<'_>, hash: &Hash) -> bool {
        match (&self.key, stored.seal) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(key), Some(seal)) => key.is_seal(seal, hash),
        }
    }

    /// The number that an entry was written under, where that is another than it has now.
    fn written_as(&self, stored: &StoredEntry<'_>, previous: &Hash) -> Option<i64> {
        let kept = stored.hash.and_then(exact)?;
        if !self.sealed(stored, &kept) {
            return None;
        }
        let mut entry = stored.entry;
        let around = stored.entry.sequence;
        let from = around.saturating_sub(NUMBERS_TRIED).max(1);
        (from..=around.saturating_add(NUMBERS_TRIED)).find(|number| {
            entry.sequence = *number;
            hash(&entry, previous) == kept
        })
    }
}

fn exact(bytes: &[u8]) -> Option<Hash> {
    bytes.try_into().ok()
}
