//! The barcode of North American driving licences and identification cards: AAMVA DL/ID Card Design Standard
//! (2020), annex D: a header, a directory of subfiles, and in the subfile `DL` or `ID` elements of three letters
//! each with its value, one a line.

mod encode;

pub use encode::encode;

use crate::mrz::Sex;
use jiff::civil::Date;
use thiserror::Error;

/// More bytes than a PDF417 symbol can hold (ISO/IEC 15438: 1 850 characters of text).
const LONGEST: usize = 4_096;
/// Elements that are read at most; the standard knows fewer than 70.
const MOST_ELEMENTS: usize = 128;
/// Characters of a value that are kept; the longest that the standard allows has 40.
const LONGEST_VALUE: usize = 120;

/// What a licence's barcode says of its holder. `Debug` shows nothing of it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Licence {
    /// Issuer identification number: which authority of which State or province issued it (six digits).
    pub issuer: String,
    /// Family name (DCS).
    pub surname: String,
    /// First and middle names (DAC and DAD, or DCT), separated by spaces.
    pub given_names: String,
    /// True when one of the names was cut to fit (DDE, DDF or DDG is `T`).
    pub truncated: bool,
    /// Customer identification number: the licence's number (DAQ).
    pub number: String,
    /// Date of birth (DBB).
    pub date_of_birth: Option<Date>,
    /// Date of expiry (DBA).
    pub date_of_expiry: Option<Date>,
    /// Date of issue (DBD).
    pub date_of_issue: Option<Date>,
    /// Sex (DBC: 1 male, 2 female, 9 not specified).
    pub sex: Option<Sex>,
    /// Country (DCG: `USA` or `CAN`).
    pub country: Option<String>,
    /// Street, city, jurisdiction and postal code (DAG, DAI, DAJ, DAK), as far as given.
    pub address: Vec<String>,
}

impl std::fmt::Debug for Licence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Licence([redacted])")
    }
}

/// Why a barcode's text is no licence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NotALicence {
    /// More than a symbol can hold.
    #[error("the barcode holds more than {LONGEST} bytes")]
    TooLong,
    /// It does not begin as annex D.12.3 says.
    #[error("the barcode has no AAMVA header")]
    NoHeader,
    /// It has no subfile `DL` or `ID`.
    #[error("the barcode has no DL or ID subfile")]
    NoSubfile,
    /// Neither a name nor a number stands in it.
    #[error("the barcode names no holder")]
    NoHolder,
}

/// Reads the text of a barcode.
///
/// # Errors
/// When it is not a licence's; bounded in length, elements and values whatever it holds.
pub fn parse(text: &str) -> Result<Licence, NotALicence> {
    if text.len() > LONGEST {
        return Err(NotALicence::TooLong);
    }
    // "ANSI " since version 1, "AAMVA" before; printers leave out or double the control characters around it.
    let start = ["ANSI ", "AAMVA"]
        .iter()
        .filter_map(|magic| text.find(magic).map(|at| at + magic.len()))
        .min()
        .filter(|start| *start <= 16)
        .ok_or(NotALicence::NoHeader)?;
    let header = &text[start..];
    let issuer: String = header.chars().take(6).collect();
    if issuer.len() != 6 || !issuer.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NotALicence::NoHeader);
    }
    let subfile = subfile(header).ok_or(NotALicence::NoSubfile)?;
    let elements = Elements::of(subfile);
    let licence = elements.licence(issuer);
    if licence.surname.is_empty() && licence.given_names.is_empty() || licence.number.is_empty() {
        return Err(NotALicence::NoHolder);
    }
    Ok(licence)
}

/// The text of the first subfile `DL` or `ID`, without its two letters. Offsets of the directory are often wrong in
/// the field, so the subfile is found by what stands there: its letters before an element that begins with D.
fn subfile(header: &str) -> Option<&str> {
    let directory_end = header.len().min(8);
    ["DL", "ID"]
        .iter()
        .flat_map(|kind| header.match_indices(kind))
        .filter(|(at, _)| *at >= directory_end)
        .filter_map(|(at, kind)| {
            let rest = header.get(at + kind.len()..)?;
            let mut letters = rest.bytes();
            let element = letters.next() == Some(b'D')
                && letters.next().is_some_and(|b| b.is_ascii_uppercase())
                && letters.next().is_some_and(|b| b.is_ascii_uppercase());
            element.then_some((at, rest))
        })
        .min_by_key(|(at, _)| *at)
        .map(|(_, rest)| rest)
}

/// The elements of a subfile.
struct Elements<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Elements<'a> {
    fn of(subfile: &'a str) -> Self {
        let lines = subfile.split(['\n', '\r', '\u{1e}']);
        let element = |line: &'a str| {
            let line = line.trim_matches(['\0', ' ']);
            let (name, value) = (line.get(..3)?, line.get(3..)?);
            (name.bytes().all(|b| b.is_ascii_uppercase())).then_some((name, value.trim()))
        };
        Self(lines.filter_map(element).take(MOST_ELEMENTS).collect())
    }

    fn value(&self, name: &str) -> Option<String> {
        let (_, value) = self.0.iter().find(|(element, _)| *element == name)?;
        let value: String = value.chars().take(LONGEST_VALUE).collect();
        let empty = value.is_empty() || matches!(value.as_str(), "NONE" | "unavl" | "UNAVL");
        (!empty).then_some(value)
    }

    fn licence(&self, issuer: String) -> Licence {
        let country = self.value("DCG");
        let date = |name: &str| {
            let value = self.value(name)?;
            date(&value, country.as_deref())
        };
        let (surname, given_names) = self.names();
        Licence {
            issuer,
            surname,
            given_names,
            truncated: ["DDE", "DDF", "DDG"]
                .iter()
                .any(|name| self.value(name).as_deref() == Some("T")),
            number: self.value("DAQ").unwrap_or_default(),
            date_of_birth: date("DBB"),
            date_of_expiry: date("DBA"),
            date_of_issue: date("DBD"),
            sex: match self.value("DBC").as_deref() {
                Some("1" | "M") => Some(Sex::Male),
                Some("2" | "F") => Some(Sex::Female),
                Some("9" | "X") => Some(Sex::Unspecified),
                _ => None,
            },
            address: ["DAG", "DAI", "DAJ", "DAK"]
                .iter()
                .filter_map(|name| self.value(name))
                .collect(),
            country,
        }
    }

    /// Surname and given names: apart since version 4, given names together in versions 2 and 3 (DCT), all in one
    /// before (DAA: `SURNAME,FIRST,MIDDLE`).
    fn names(&self) -> (String, String) {
        let spaced = |text: String| text.replace([',', '$'], " ").trim().to_owned();
        let surname = self.value("DCS").or_else(|| self.value("DAB"));
        let given: Vec<String> = match (self.value("DAC"), self.value("DCT")) {
            (Some(first), _) => std::iter::once(first).chain(self.value("DAD")).collect(),
            (None, together) => together.into_iter().collect(),
        };
        if let Some(surname) = surname {
            return (spaced(surname), spaced(given.join(" ")));
        }
        let whole = self.value("DAA").unwrap_or_default();
        let (surname, given) = whole.split_once(',').unwrap_or((whole.as_str(), ""));
        (spaced(surname.to_owned()), spaced(given.to_owned()))
    }
}

/// Eight digits: month, day and year in the United States, year, month and day in Canada (annex D.12.5.1). Where the
/// country is not known, whichever makes a date of this century or the last.
fn date(digits: &str, country: Option<&str>) -> Option<Date> {
    if digits.len() != 8 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number = |from: usize, to: usize| digits[from..to].parse::<i16>().ok();
    let day = |year: i16, month: i16, day: i16| {
        let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        (1900..2100).contains(&date.year()).then_some(date)
    };
    let american = || day(number(4, 8)?, number(0, 2)?, number(2, 4)?);
    let canadian = || day(number(0, 4)?, number(4, 6)?, number(6, 8)?);
    match country {
        Some("CAN") => canadian(),
        // The first version wrote the year first everywhere.
        _ => american().or_else(canadian),
    }
}

#[cfg(test)]
mod tests;
