use std::time::Duration;

/// Times from the quickest to the slowest, in milliseconds.
pub(crate) struct Times(Vec<u128>);

impl Times {
    pub(crate) fn new(times: impl IntoIterator<Item = Duration>) -> Self {
        let mut times: Vec<_> = times.into_iter().map(|one| one.as_millis()).collect();
        times.sort_unstable();
        Self(times)
    }

    /// The time that so many in a hundred do not exceed; 0 where there are none.
    pub(crate) fn percentile(&self, of: usize) -> u64 {
        let place = (self.0.len() * of).div_ceil(100).max(1) - 1;
        let found = self.0.get(place).copied().unwrap_or_default();
        u64::try_from(found).unwrap_or(u64::MAX)
    }

    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn over(&self, limit: Duration) -> usize {
        let limit = limit.as_millis();
        self.0.iter().filter(|one| **one > limit).count()
    }
}
