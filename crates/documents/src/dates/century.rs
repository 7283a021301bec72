use super::partial::PartialDate;
use crate::mrz::MrzDate;
use jiff::civil::Date;

/// The date of birth: the latest that does not lie after today. It is never in the future and, for that, never more
/// than a hundred years ago (a holder of 100 and more needs the visual zone). Unknown parts stay unknown.
///
/// `None` when there is no such day in the year it would be (29 February, 31 April).
#[must_use]
pub fn birth_date(date: MrzDate, today: Date) -> Option<PartialDate> {
    in_century(date, today.year(), |candidate| {
        candidate.earliest().is_some_and(|day| day <= today)
    })
}

/// The date of expiry: the one within the fifty years after today, or else the fifty before. Unknown parts stay unknown.
///
/// `None` when there is no such day in the year it would be.
#[must_use]
pub fn expiry_date(date: MrzDate, today: Date) -> Option<PartialDate> {
    in_century(date, today.year().saturating_add(50), |candidate| {
        candidate
            .year
            .is_some_and(|year| year < today.year().saturating_add(50))
    })
}

/// The date of expiry where the date of issue is known: the first that does not lie before it.
///
/// `None` when there is no such day in the year it would be.
#[must_use]
pub fn expiry_date_after(date: MrzDate, issued: Date) -> Option<PartialDate> {
    let last = issued.year().saturating_add(100);
    in_century(date, last, |candidate| {
        let next = PartialDate {
            year: candidate.year.map(|year| year - 100),
            ..candidate
        };
        next.latest().is_none_or(|day| day < issued)
    })
}

/// The date in the latest century, up to that of a year, in which it may lie.
fn in_century(
    date: MrzDate,
    last_year: i16,
    may_be: impl Fn(PartialDate) -> bool,
) -> Option<PartialDate> {
    let part = |value: Option<u8>| value.and_then(|value| i8::try_from(value).ok());
    let known = PartialDate {
        year: None,
        month: part(date.month),
        day: part(date.day),
    };
    let Some(short) = date.year else {
        return Some(known);
    };
    let century = last_year.div_euclid(100);
    (0..3)
        .map(|back| PartialDate {
            year: century
                .checked_sub(back)
                .and_then(|c| c.checked_mul(100))
                .and_then(|y| y.checked_add(i16::from(short))),
            ..known
        })
        .find(|&candidate| may_be(candidate))
        .filter(|candidate| candidate.earliest().is_some() || candidate.latest().is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn of(text: &str) -> MrzDate {
        MrzDate::parse(text).expect("a date of a zone")
    }

    #[test]
    fn a_birth_date_is_never_in_the_future() {
        let today = date(2026, 11, 21);
        let born = |text| birth_date(of(text), today).map(|date| date.to_string());
        assert_eq!(born("740812").as_deref(), Some("1974-08-12"));
        assert_eq!(born("261121").as_deref(), Some("2026-11-21"));
        assert_eq!(born("261122").as_deref(), Some("1926-11-22"));
        assert_eq!(born("050101").as_deref(), Some("2005-01-01"));
        assert_eq!(born("0501<<").as_deref(), Some("2005-01"));
        assert_eq!(born("2612<<").as_deref(), Some("1926-12"));
        assert_eq!(born("26<<<<").as_deref(), Some("2026"));
        assert_eq!(born("<<<<<<").as_deref(), Some(""));
        assert_eq!(born("000229").as_deref(), Some("2000-02-29"));
        assert_eq!(born("010229"), None);
    }

    #[test]
    fn an_expiry_date_lies_within_fifty_years_of_today() {
        let expires = |text, today| expiry_date(of(text), today).map(|date| date.to_string());
        assert_eq!(
            expires("120415", date(2026, 11, 21)).as_deref(),
            Some("2012-04-15")
        );
        assert_eq!(
            expires("361121", date(2026, 11, 21)).as_deref(),
            Some("2036-11-21")
        );
        assert_eq!(
            expires("940415", date(2026, 11, 21)).as_deref(),
            Some("1994-04-15")
        );
        assert_eq!(
            expires("060101", date(1998, 1, 1)).as_deref(),
            Some("2006-01-01")
        );
    }

    #[test]
    fn an_expiry_date_follows_the_date_of_issue() {
        let expires =
            |text, issued| expiry_date_after(of(text), issued).map(|date| date.to_string());
        assert_eq!(
            expires("990101", date(2020, 5, 1)).as_deref(),
            Some("2099-01-01")
        );
        assert_eq!(
            expires("200501", date(2020, 5, 1)).as_deref(),
            Some("2020-05-01")
        );
        assert_eq!(
            expires("200430", date(2020, 5, 1)).as_deref(),
            Some("2120-04-30")
        );
    }

    #[test]
    fn a_partial_date_spans_all_days_that_it_may_be() {
        let partial = birth_date(of("0402<<"), date(2026, 1, 1)).expect("a date");
        assert_eq!(
            (partial.earliest(), partial.latest()),
            (Some(date(2004, 2, 1)), Some(date(2004, 2, 29)))
        );
        assert!(partial.agrees_with(date(2004, 2, 17)));
        assert!(!partial.agrees_with(date(2004, 3, 17)));
        assert_eq!(partial.full(), None);
    }
}
