use jiff::civil::Date;

/// A date of which parts may be unknown (9303-3, 4.8). `Debug` does not show it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct PartialDate {
    /// Four-digit year.
    pub year: Option<i16>,
    /// 1 to 12.
    pub month: Option<i8>,
    /// 1 to 31.
    pub day: Option<i8>,
}

impl PartialDate {
    /// The date, when all of it is known.
    #[must_use]
    pub fn full(self) -> Option<Date> {
        Date::new(self.year?, self.month?, self.day?).ok()
    }

    /// The first day that it can be; `None` when not even the year is known, or there is no such day.
    #[must_use]
    pub fn earliest(self) -> Option<Date> {
        let month = self.month.unwrap_or(1);
        Date::new(self.year?, month, self.day.unwrap_or(1)).ok()
    }

    /// The last day that it can be; `None` as for [`earliest`](Self::earliest). What must not be guessed in
    /// favour stands on it: the age of the youngest holder that the date allows.
    #[must_use]
    pub fn latest(self) -> Option<Date> {
        let year = self.year?;
        match (self.month, self.day) {
            (Some(month), Some(day)) => Date::new(year, month, day).ok(),
            (Some(month), None) => Date::new(year, month, 1).ok().map(Date::last_of_month),
            // the last month that has such a day
            (None, Some(day)) => (1..=12)
                .rev()
                .find_map(|month| Date::new(year, month, day).ok()),
            (None, None) => Date::new(year, 12, 31).ok(),
        }
    }

    /// True when the known parts of both agree and the year of both is known.
    #[must_use]
    pub fn agrees_with(self, date: Date) -> bool {
        self.year == Some(date.year())
            && self.month.is_none_or(|month| month == date.month())
            && self.day.is_none_or(|day| day == date.day())
    }
}

impl From<Date> for PartialDate {
    fn from(date: Date) -> Self {
        Self {
            year: Some(date.year()),
            month: Some(date.month()),
            day: Some(date.day()),
        }
    }
}

impl std::fmt::Debug for PartialDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PartialDate([redacted])")
    }
}

/// As ISO 8601 as far as it is known: `1974-08-12`, `1974-08`, `1974`; empty when nothing is.
impl std::fmt::Display for PartialDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Some(year) = self.year else { return Ok(()) };
        write!(f, "{year:04}")?;
        let Some(month) = self.month else {
            return Ok(());
        };
        write!(f, "-{month:02}")?;
        self.day.map_or(Ok(()), |day| write!(f, "-{day:02}"))
    }
}
