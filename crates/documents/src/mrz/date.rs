/// A date of a machine-readable zone: year of century, month, day; parts may be unknown (9303-3, 4.8).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct MrzDate {
    /// 0 to 99.
    pub year: Option<u8>,
    /// 1 to 12.
    pub month: Option<u8>,
    /// 1 to 31.
    pub day: Option<u8>,
}

impl MrzDate {
    /// A date of which all is known; `None` when month or day cannot be.
    #[must_use]
    pub const fn new(year: u8, month: u8, day: u8) -> Option<Self> {
        if year < 100 && 1 <= month && month <= 12 && 1 <= day && day <= 31 {
            Some(Self {
                year: Some(year),
                month: Some(month),
                day: Some(day),
            })
        } else {
            None
        }
    }

    /// Reads `YYMMDD`. A part written `<<`, and a month or day `00`, is unknown. `None` when the text is no date.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (year, rest) = text.split_at_checked(2)?;
        let (month, day) = rest.split_at_checked(2)?;
        let known = |part: Option<u8>, most: u8| match part {
            Some(0) | None => Some(None),
            Some(value) if value <= most => Some(Some(value)),
            Some(_) => None,
        };
        Some(Self {
            year: part(year)?,
            month: known(part(month)?, 12)?,
            day: known(part(day)?, 31)?,
        })
    }

    /// `YYMMDD`, with `<<` for each unknown part.
    #[must_use]
    pub fn encode(self) -> String {
        let part = |value: Option<u8>| {
            value.map_or_else(|| "<<".to_owned(), |value| format!("{:02}", value % 100))
        };
        [self.year, self.month, self.day].map(part).concat()
    }
}

/// Two digits, or unknown; `None` when it is neither.
fn part(text: &str) -> Option<Option<u8>> {
    match text.as_bytes() {
        b"<<" => Some(None),
        [a @ b'0'..=b'9', b @ b'0'..=b'9'] => Some(Some((a - b'0') * 10 + (b - b'0'))),
        _ => None,
    }
}

impl std::fmt::Debug for MrzDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MrzDate([redacted])")
    }
}
