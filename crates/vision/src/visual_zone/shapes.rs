//! What values look like, and texts without what readers of letters get wrong.

use bonafide_documents::dates::{find_printed_dates, printed_dates};
use bonafide_documents::names::plain_letters;
use bonafide_facts::Field;

/// Capitals A-Z and digits alone: the form in which texts are compared.
pub(super) fn folded(text: &str) -> String {
    plain_letters(text)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|character| character.to_ascii_uppercase())
        .collect()
}

/// [`folded`], with printed look-alikes of digits as digits: numbers are compared by it.
pub(super) fn folded_number(text: &str) -> String {
    let digit = |character| match character {
        'O' | 'Q' | 'D' => '0',
        'I' | 'L' => '1',
        'Z' => '2',
        'S' => '5',
        'B' => '8',
        other => other,
    };
    folded(text).chars().map(digit).collect()
}

/// Dates as year of century, month and day, of everything in the text that can be read as a date.
pub(super) fn short_dates(text: &str) -> Vec<(u8, u8, u8)> {
    let mut days = printed_dates(text);
    if days.is_empty() {
        days = printed_dates(&with_slashes(text));
    }
    if days.is_empty() {
        days.extend(
            find_printed_dates(text)
                .into_iter()
                .flat_map(|found| found.readings),
        );
    }
    let mut short: Vec<(u8, u8, u8)> = days
        .into_iter()
        .map(|day| {
            (
                day.year().rem_euclid(100) as u8,
                day.month().unsigned_abs(),
                day.day().unsigned_abs(),
            )
        })
        .collect();
    short.sort_unstable();
    short.dedup();
    short
}

/// The text with slashes where the bar between two names of a month was read as a letter or a one: `AUGIAOUT`,
/// `AUG1AOUT`. Every name of a month has three letters at least; the first bar that can be one is taken.
fn with_slashes(text: &str) -> String {
    let letters: Vec<char> = text.chars().take(LONGEST_DATE).collect();
    let name = |part: &[char]| part.len() >= 3 && part.iter().all(|c| c.is_alphabetic());
    for (at, bar) in letters.iter().enumerate() {
        if !"IlL1|J!(){}[]".contains(*bar) {
            continue;
        }
        let (before, after) = (&letters[..at], &letters[at + 1..]);
        let from = before
            .iter()
            .rposition(|c| !c.is_alphabetic())
            .map_or(0, |last| last + 1);
        let to = after
            .iter()
            .position(|c| !c.is_alphabetic())
            .unwrap_or(after.len());
        if !name(&before[from..]) || !name(&after[..to]) {
            continue;
        }
        let mended: String = before.iter().chain(&['/']).chain(after).collect();
        if !printed_dates(&mended).is_empty() {
            return mended;
        }
    }
    text.to_owned()
}

/// No printed date has more characters.
const LONGEST_DATE: usize = 40;

/// Whether a text can be a value of a field at all. What passes may still be something else.
pub(super) fn may_be(field: Field, text: &str) -> bool {
    let fold = folded(text);
    let digits = fold.bytes().filter(u8::is_ascii_digit).count();
    let letters = fold.len() - digits;
    // Fields are printed in capitals; a small letter or two come from misreading, more make it a sentence or a
    // label.
    let small = text
        .chars()
        .filter(|character| character.is_lowercase())
        .count();
    let capital = text
        .chars()
        .find(|character| character.is_alphabetic())
        .is_some_and(char::is_uppercase);
    match field {
        Field::Surname | Field::GivenNames => {
            capital && letters >= 2 && digits == 0 && fold.len() <= 60
        }
        Field::DocumentNumber => {
            (5..=16).contains(&fold.len())
                && digits >= 3
                && small <= 1
                && short_dates(text).is_empty()
        }
        Field::DateOfBirth | Field::DateOfIssue | Field::DateOfExpiry => {
            !short_dates(text).is_empty()
        }
        Field::PlaceOfBirth | Field::Authority | Field::Address => capital && letters >= 3,
        Field::Nationality => capital && letters >= 3 && digits == 0,
        Field::Sex => sex(text).is_some(),
        Field::PersonalNumber => digits >= 4 && small <= 1,
    }
}

/// `M`, `F` or `X` of a printed sex: `F`, `F/F`, `M/H`, `K/F`.
pub(super) fn sex(text: &str) -> Option<char> {
    match folded(text).as_str() {
        "M" | "MM" | "MH" | "HM" | "VM" | "MV" | "MALE" | "MALEM" => Some('M'),
        "F" | "FF" | "KF" | "FK" | "WF" | "FW" | "VF" | "FV" | "NF" | "FEMALE" | "FEMALEF"
        | "ZF" | "SF" => Some('F'),
        "X" | "XX" => Some('X'),
        _ => None,
    }
}

/// Parts of a line between signs that divide: labels in several languages, names in one line.
pub(super) fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(['/', '|', ':', '(', ')', '\\', '•', ';'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_between_two_names_of_a_month_may_have_been_read_as_a_letter() {
        for text in [
            "12 AUGIAOUT 1974",
            "12 AUG1AOÛT 1974",
            "12 AUG|AOUT 1974",
            "12 AUG/AOÛT 1974",
        ] {
            assert_eq!(short_dates(text), [(74, 8, 12)], "{text}");
        }
        assert!(short_dates("12 AUGXAOUT 1974").is_empty());
    }
}
