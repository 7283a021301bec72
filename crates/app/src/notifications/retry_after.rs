use jiff::{SignedDuration, Timestamp};

/// How long a `Retry-After` (RFC 9110, 10.2.3) asks to wait: seconds, or a date. `None` when it is neither.
pub(crate) fn asked_pause(header: &str, now: Timestamp) -> Option<SignedDuration> {
    let header = header.trim();
    if let Ok(seconds) = header.parse::<u32>() {
        return Some(SignedDuration::from_secs(i64::from(seconds)));
    }
    let date = jiff::fmt::rfc2822::parse(header).ok()?.timestamp();
    Some(date.duration_since(now).max(SignedDuration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_dates_are_understood_and_nothing_else() {
        let now = Timestamp::from_second(784_111_700).unwrap();
        let pause = |header| asked_pause(header, now).map(|pause| pause.as_secs());
        assert_eq!(pause("120"), Some(120));
        assert_eq!(pause("Sun, 06 Nov 1994 08:49:37 GMT"), Some(77));
        assert_eq!(pause("Tue, 06 Nov 1984 08:49:37 GMT"), Some(0));
        for nonsense in ["", "soon", "-5", "1e9", "99999999999"] {
            assert_eq!(pause(nonsense), None, "{nonsense}");
        }
    }
}
