//! What tells two tables apart.

use super::{Rules, SIGNALS, TABLE, THRESHOLDS};

/// FNV-1a, 32 bits (draft-eastlake-fnv): it tells tables apart and guards against nobody.
fn fnv(hash: u32, bytes: &[u8]) -> u32 {
    bytes.iter().fold(hash, |hash, byte| {
        (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    })
}

impl Rules {
    /// The version that stands in the evidence: the edition, and eight digits that change with every consequence and
    /// every threshold as shipped.
    #[must_use]
    pub fn version() -> String {
        let mut hash = 0x811c_9dc5;
        for row in TABLE {
            let words = [row.check.key(), row.failed.word(), row.not_made.word()];
            hash = words
                .iter()
                .fold(hash, |hash, word| fnv(hash, word.as_bytes()));
        }
        for threshold in THRESHOLDS {
            hash = fnv(hash, threshold.key.as_bytes());
            hash = fnv(hash, &threshold.shipped.to_bits().to_be_bytes());
        }
        for signal in SIGNALS {
            hash = fnv(hash, signal.name.as_bytes());
            hash = fnv(hash, &signal.shipped.to_bits().to_be_bytes());
        }
        format!("{}+{hash:08x}", Self::EDITION)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_names_the_edition_and_the_numbers() {
        let version = Rules::version();
        let (edition, numbers) = version.split_once('+').unwrap();
        assert_eq!(edition, Rules::EDITION);
        assert_eq!(numbers.len(), 8, "{version}");
    }
}
