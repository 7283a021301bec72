use super::tokens::{Divider, Kind, Token, tokens};
use jiff::civil::Date;
use std::ops::Range;

/// The years that a document of today can print.
const YEARS: Range<i32> = 1850..2150;

/// A date found in a line, with every reading of it. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct FoundDate {
    /// Where it stands: bytes of the line.
    pub range: Range<usize>,
    /// Every day that it can mean, earliest first; never empty.
    pub readings: Vec<Date>,
}

impl std::fmt::Debug for FoundDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FoundDate")
            .field("range", &self.range)
            .field("readings", &self.readings.len())
            .finish()
    }
}

/// Every day that a printed date can mean, earliest first; empty when the text, as a whole, is no date.
///
/// Read are day, month and year in numbers (`12.08.1974`, `12/08/74`, `1974-08-12`, `12 08 1974`, and without dividers
/// `12081974`), or with the month's name in a language of Europe, also in two (`12 AUG/AOÛT 74`), or in Roman numerals.
/// `03/04/2020` is 3 April and 4 March; `74` is 1974 and 2074: who knows more chooses.
#[must_use]
pub fn printed_dates(text: &str) -> Vec<Date> {
    let tokens = tokens(text.trim());
    if let [
        Token {
            kind: Kind::Number { value, digits: 8 },
            ..
        },
    ] = tokens.as_slice()
    {
        return days(&compact(*value));
    }
    date_at(&tokens)
        .filter(|(used, _)| *used == tokens.len())
        .map(|(_, readings)| readings)
        .unwrap_or_default()
}

/// Every date that a line holds among other words, left to right. Numbers without dividers are not taken for dates
/// here.
#[must_use]
pub fn find_printed_dates(line: &str) -> Vec<FoundDate> {
    let tokens = tokens(line);
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(rest) = tokens.get(from..).filter(|rest| !rest.is_empty()) {
        // a number that goes on from another one by a divider is a part of something else
        let inside = from > 0
            && tokens
                .get(from - 1)
                .is_some_and(|before| before.joins(rest.first()));
        match date_at(rest).filter(|_| !inside) {
            Some((used, readings))
                if !rest
                    .get(used - 1)
                    .is_some_and(|last| last.joins(rest.get(used))) =>
            {
                if let (Some(first), Some(last)) = (rest.first(), rest.get(used - 1)) {
                    found.push(FoundDate {
                        range: first.start..last.end,
                        readings,
                    });
                }
                from += used;
            }
            _ => from += 1,
        }
    }
    found
}

/// The date that these tokens begin with: how many of them it takes, and its readings.
fn date_at(tokens: &[Token]) -> Option<(usize, Vec<Date>)> {
    let named = |months: u16, from: usize| {
        let year = number(tokens.get(from)?)?;
        (tokens.get(from)?.divider != Divider::Other).then_some((months, year, from + 1))
    };
    let (readings, used) = match tokens {
        // 12 AUG/AOÛT 1974
        [day, name, other, ..]
            if number(day).is_some()
                && month(name).is_some()
                && other.divider == Divider::Slash =>
        {
            let (months, from) = match (month(name)?, other.kind) {
                (months, Kind::Word { months: 0 }) => (months, 3),
                (months, Kind::Word { months: others }) if months & others != 0 => {
                    (months & others, 3)
                }
                (_, Kind::Word { .. }) => return None,
                (months, Kind::Number { .. }) => (months, 2),
            };
            let (months, year, used) = named(months, from)?;
            (with_name(number(day)?, months, year), used)
        }
        // 12 AUG 1974, 12 AUG AOÛT 1974
        [day, name, next, ..]
            if number(day).is_some() && month(name).is_some() && name.divider != Divider::Other =>
        {
            let both = month(next)
                .filter(|_| next.divider == Divider::Space)
                .map(|others| month(name).unwrap_or(0) & others);
            let (months, from) = both.map_or((month(name)?, 2), |months| (months, 3));
            let (months, year, used) = named(months, from)?;
            (with_name(number(day)?, months, year), used)
        }
        // August 12, 1974
        [name, day, year, ..]
            if month(name).is_some() && number(day).is_some() && year.divider != Divider::Other =>
        {
            (with_name(number(day)?, month(name)?, number(year)?), 3)
        }
        [a, b, c, ..] if b.divider == c.divider && b.divider != Divider::Other => {
            (in_numbers(number(a)?, number(b)?, number(c)?), 3)
        }
        _ => return None,
    };
    let readings = days(&readings);
    (!readings.is_empty()).then_some((used, readings))
}

/// A number and how many digits it is written with.
type Number = (u32, usize);

fn number(token: &Token) -> Option<Number> {
    match token.kind {
        Kind::Number { value, digits } => Some((value, digits)),
        Kind::Word { .. } => None,
    }
}

fn month(token: &Token) -> Option<u16> {
    match token.kind {
        Kind::Word { months } if months != 0 => Some(months),
        _ => None,
    }
}

/// Year, month, day.
type Reading = (i32, u32, u32);

fn with_name((day, digits): Number, months: u16, year: Number) -> Vec<Reading> {
    let named = (1..=12).filter(|month| digits <= 2 && months & (1 << (month - 1)) != 0);
    named
        .flat_map(|month| years(year).into_iter().map(move |year| (year, month, day)))
        .collect()
}

fn in_numbers(a: Number, b: Number, c: Number) -> Vec<Reading> {
    let short = |number: Number| (number.1 <= 2).then_some(number.0);
    let mut readings = Vec::new();
    if let (Some(first), Some(second)) = (short(a), short(b)) {
        for year in years(c) {
            readings.extend([(year, second, first), (year, first, second)]);
        }
    }
    if let (Some(month), Some(day)) = (short(b), short(c)) {
        readings.extend(years(a).into_iter().map(|year| (year, month, day)));
    }
    readings
}

/// Eight digits: DDMMYYYY or YYYYMMDD.
fn compact(value: u32) -> Vec<Reading> {
    let year = |value: u32| i32::try_from(value).unwrap_or(0);
    vec![
        (
            year(value % 10_000),
            value / 10_000 % 100,
            value / 1_000_000,
        ),
        (year(value / 10_000), value / 100 % 100, value % 100),
    ]
}

/// The years that a number can stand for: of four digits one, of two digits one in each century.
fn years((value, digits): Number) -> Vec<i32> {
    let Ok(value) = i32::try_from(value) else {
        return Vec::new();
    };
    match digits {
        4 => vec![value],
        2 => vec![1900 + value, 2000 + value],
        _ => Vec::new(),
    }
}

fn days(readings: &[Reading]) -> Vec<Date> {
    let mut days: Vec<Date> = readings
        .iter()
        .filter(|reading| YEARS.contains(&reading.0))
        .filter_map(|&(year, month, day)| {
            Date::new(
                i16::try_from(year).ok()?,
                i8::try_from(month).ok()?,
                i8::try_from(day).ok()?,
            )
            .ok()
        })
        .collect();
    days.sort_unstable();
    days.dedup();
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        printed_dates(text)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn a_date_in_any_usual_form_is_read() {
        for text in [
            "25.08.1974",
            "25/08/1974",
            "1974-08-25",
            "25 08 1974",
            "25-08-1974",
            "25. 8. 1974",
            "25081974",
            "19740825",
            "25 AUG 1974",
            "25 AUG/AOÛT 1974",
            "25 AUG / AOUT 1974",
            "25AUG/AOUT1974",
            "25. August 1974",
            "August 25, 1974",
            "25 VIII 1974",
            "25 ΑΥΓ 1974",
            "25 СЕР/AUG 1974",
            "25 Αυγ/Aug 1974.",
            "25 août/aug 1974",
        ] {
            assert_eq!(read(text), ["1974-08-25"], "{text}");
        }
    }

    #[test]
    fn two_digit_years_and_swapped_days_give_every_reading() {
        assert_eq!(read("12 AUG/AOUT 74"), ["1974-08-12", "2074-08-12"]);
        assert_eq!(read("03/04/2020"), ["2020-03-04", "2020-04-03"]);
        assert_eq!(read("04/04/2020"), ["2020-04-04"]);
        assert_eq!(read("31.12.99"), ["1999-12-31", "2099-12-31"]);
        assert_eq!(read("5 LISTOPAD 2001"), ["2001-10-05", "2001-11-05"]);
        assert_eq!(read("5 LISTOPAD/NOV 2001"), ["2001-11-05"]);
    }

    #[test]
    fn what_is_no_day_is_no_date() {
        for text in [
            "",
            "31.04.2001",
            "29 FEB 2001",
            "12 AUG/SEP 1974",
            "12.08",
            "12 MARY 1974",
            "99999999",
            "12.08.1974.5",
            "1.2.3",
            "12:08:1974",
            "12 AUG 19745",
            "é",
            "١٢/٠٨/١٩٧٤",
        ] {
            assert_eq!(read(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn dates_are_found_among_other_words() {
        let line = "4b. 01.02.2030  4a. 17.02.2020 4c. DVLA";
        let found = find_printed_dates(line);
        let texts: Vec<_> = found
            .iter()
            .map(|found| &line[found.range.clone()])
            .collect();
        assert_eq!(texts, ["01.02.2030", "17.02.2020"]);
        let line = "Date of birth/Date de naissance 12 AUG/AOÛT 74 Sex F";
        let found = find_printed_dates(line);
        assert_eq!(found.len(), 1);
        assert_eq!(&line[found[0].range.clone()], "12 AUG/AOÛT 74");
        assert!(find_printed_dates("192.168.10.20 and 12345678").is_empty());
    }
}
