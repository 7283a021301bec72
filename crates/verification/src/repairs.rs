//! Characters of the machine-readable zone that were repaired, and what must confirm them.

use crate::case::ReadZone;
use bonafide_documents::mrz::{Departure, MrzFormat};

/// The fields with repaired characters that the visual zone must confirm, by the names that comparisons have. Check
/// digits belong to their field (ICAO 9303-4 to 9303-7, the tables of data elements of the zone).
pub(crate) fn repaired_fields(zone: &ReadZone<'_>) -> Vec<&'static str> {
    let mut names: Vec<&'static str> = zone
        .fact
        .repairs
        .iter()
        .filter_map(|repair| match zone.mrz.departure {
            Some(Departure::FrenchIdentityCard) => {
                field_of_departure_at(repair.line, repair.column)
            }
            _ => field_at(zone.fact.format, repair.line, repair.column),
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The compared field whose characters or check digit stand at a line and column, both from 0.
fn field_at(format: MrzFormat, line: usize, column: usize) -> Option<&'static str> {
    match (format, line, column) {
        (MrzFormat::Td1, 0, 5..=14) => Some("document number"),
        (MrzFormat::Td1, 1, 0..=6) => Some("date of birth"),
        (MrzFormat::Td1, 1, 8..=14) => Some("date of expiry"),
        (MrzFormat::Td1, ..) => None,
        (_, 1, 0..=9) => Some("document number"),
        (_, 1, 13..=19) => Some("date of birth"),
        (_, 1, 21..=27) => Some("date of expiry"),
        _ => None,
    }
}

/// The same on the French identity card of 1988 to 2021, whose second line begins with a number of twelve.
fn field_of_departure_at(line: usize, column: usize) -> Option<&'static str> {
    match (line, column) {
        (1, 0..=12) => Some("document number"),
        (1, 27..=33) => Some("date of birth"),
        _ => None,
    }
}
