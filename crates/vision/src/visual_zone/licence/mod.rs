//! The numbered fields of driving licences (ISO/IEC 18013-1), as Europe prints them (Directive 2006/126/EC, annex I,
//! section 3) and North America (AAMVA DL/ID Card Design Standard 2020, annex A).
//!
//! 1 surname, 2 other names, 3 date and place of birth, 4a date of issue, 4b date of expiry, 4c issuing authority,
//! 4d another number, 5 number of the licence, 8 place of residence. What 6, 7 and 9 stand beside (photo, signature,
//! categories) is no field. North America puts a word behind the number (`4b EXP`), the number of the licence at 4d
//! and one of its own making at 5, and the sex at 15.
//!
//! The back of a European licence says what the numbers mean (`4a. Date of issue`): it has no fields, whatever its table
//! of categories holds. A page is a licence's front only where a date stands at 4a or 4b.

mod entry;
mod number;
#[cfg(test)]
mod tests;
mod words;

use super::labels::is_field_label;
use super::reader::ReadLine;
use bonafide_facts::{Field, Size, VisualField};
use entry::{Entry, beside_of, divides};
use number::Number;

/// How many numbers a page must show, one of them 4a or 4b, to be taken for a licence: forms number their fields too.
const LEAST_NUMBERS: usize = 4;

/// The fields of a page that numbers them as licences do: none of them on a back that explains the numbers. `None` for
/// any other page.
#[must_use]
pub fn licence_fields(lines: &[ReadLine], page: Size) -> Option<Vec<VisualField>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for line in lines {
        entries.extend(Entry::of(line));
    }
    // What was read plainly has the first claim to its number.
    entries.sort_by_key(|entry| entry.written);
    let mut seen: Vec<Number> = entries.iter().map(|entry| entry.number).collect();
    seen.sort_unstable();
    seen.dedup();
    if seen.len() < LEAST_NUMBERS {
        return None;
    }
    let explained = entries.iter().filter(|entry| {
        let text = entry.text();
        !text.contains(|c: char| c.is_ascii_digit()) && is_field_label(&text)
    });
    if explained.count() >= LEAST_EXPLAINED {
        let licence = seen.contains(&Number::Issued) || seen.contains(&Number::Expires);
        return licence.then(Vec::new);
    }
    let worded = entries.iter().filter(|entry| entry.worded).count();
    let model = if worded >= LEAST_WORDS {
        Model::American
    } else {
        Model::European
    };
    let mut fields: Vec<VisualField> = Vec::new();
    for entry in &entries {
        // A number that was read apart from its value: what stands to its right on its row.
        let beside;
        let entry = if entry.text().trim_matches(divides).is_empty() {
            let Some(line) = beside_of(entry.line, lines) else {
                continue;
            };
            beside = Entry {
                line,
                from: 0,
                to: line.text.chars().count(),
                ..*entry
            };
            &beside
        } else {
            entry
        };
        for field in entry.fields(model, page) {
            if !fields.iter().any(|known| known.field == field.field) {
                fields.push(field);
            }
        }
    }
    let dated = [Field::DateOfIssue, Field::DateOfExpiry];
    let is_front = fields.iter().any(|found| dated.contains(&found.field));
    is_front.then_some(fields)
}

/// So many numbers with a label behind them make a page that says what the numbers mean.
const LEAST_EXPLAINED: usize = 3;
/// So many numbers with a word behind them make a licence of the North American model.
const LEAST_WORDS: usize = 2;

/// What the numbers stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Model {
    European,
    American,
}
