use super::Licence;
use crate::mrz::Sex;
use jiff::civil::Date;
use std::fmt::Write;

/// The text of a licence's barcode, version 10 of the standard (2020), with one subfile. Dates are written as in the
/// United States, but for Canada.
#[must_use]
pub fn encode(licence: &Licence) -> String {
    let canadian = licence.country.as_deref() == Some("CAN");
    let date = |date: Date| {
        if canadian {
            format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())
        } else {
            format!("{:02}{:02}{:04}", date.month(), date.day(), date.year())
        }
    };
    let mut given = licence.given_names.splitn(2, ' ');
    let (first, middle) = (given.next().unwrap_or(""), given.next().unwrap_or(""));
    let mut elements = vec![
        ("DAQ", licence.number.clone()),
        ("DCS", licence.surname.clone()),
        ("DDE", if licence.truncated { "T" } else { "N" }.to_owned()),
        ("DAC", first.to_owned()),
        ("DAD", middle.to_owned()),
    ];
    let dates = [
        ("DBD", licence.date_of_issue),
        ("DBB", licence.date_of_birth),
        ("DBA", licence.date_of_expiry),
    ];
    elements.extend(
        dates
            .into_iter()
            .filter_map(|(name, day)| Some((name, date(day?)))),
    );
    if let Some(sex) = licence.sex {
        let sex = match sex {
            Sex::Male => "1",
            Sex::Female => "2",
            Sex::Unspecified => "9",
        };
        elements.push(("DBC", sex.to_owned()));
    }
    let address = ["DAG", "DAI", "DAJ", "DAK"];
    elements.extend(address.into_iter().zip(licence.address.iter().cloned()));
    if let Some(country) = &licence.country {
        elements.push(("DCG", country.clone()));
    }
    let mut subfile = String::from("DL");
    for (name, value) in elements {
        // Writing to a string cannot fail.
        let _ = writeln!(subfile, "{name}{value}");
    }
    subfile.pop();
    subfile.push('\r');
    // The header has 21 characters and each entry of the directory ten.
    format!(
        "@\n\u{1e}\rANSI {:0>6}100001DL{:04}{:04}{subfile}",
        licence.issuer,
        31,
        subfile.len()
    )
}
