//! The personal number: nine digits that pass the test of eleven (Wet algemene bepalingen burgerservicenummer), printed
//! in the visual zone and, on older documents, in the optional data of the machine-readable zone.

use super::places::part;
use super::{Seen, boxed};
use bonafide_documents::mrz::{CheckDigitName, Layout, MrzField, Span};
use bonafide_domain::{RedactionLevel, Side};
use bonafide_facts::{Field, LineFact, MrzFact, PageFacts, Quad};
use std::collections::BTreeSet;

/// Digits of the number.
const DIGITS: usize = 9;

/// Every place of the number, and at higher levels what could hold it. `Err` where it is named but was not read.
pub(super) fn places(seen: &[Seen], level: RedactionLevel) -> Result<Vec<(Side, Quad)>, String> {
    let known = known(seen);
    let mut found = Vec::new();
    for page in seen {
        let visual = in_visual_zone(&page.facts, &known, level);
        if visual.is_empty() && names_it(&page.facts) {
            return Err(format!(
                "The {} names a personal number that could not be read; nothing was redacted. Send a sharper image.",
                page.side
            ));
        }
        let zone = page.facts.mrz.iter().flat_map(|zone| in_zone(zone, level));
        found.extend(visual.into_iter().chain(zone).map(|quad| (page.side, quad)));
    }
    Ok(found)
}

/// The places at which the number can still be read; not the zone's own, which is the same for every number.
pub(super) fn visible(seen: &[Seen], level: RedactionLevel) -> Vec<(Side, Quad)> {
    let known = known(seen);
    let mut left = Vec::new();
    for page in seen {
        let visual = in_visual_zone(&page.facts, &known, level);
        left.extend(visual.into_iter().map(|quad| (page.side, quad)));
        if let Some(zone) = &page.facts.mrz {
            let held = |span: &Span| text_of(zone, *span).chars().any(|c| c.is_ascii_digit());
            let spans = optional(zone).into_iter().filter(held);
            left.extend(spans.map(|span| (page.side, cells(zone, span))));
        }
    }
    left
}

/// The number as zones and fields have it, where its digits are right.
fn known(seen: &[Seen]) -> BTreeSet<String> {
    let mut known = BTreeSet::new();
    for page in seen {
        if let Some(zone) = &page.facts.mrz {
            for span in optional(zone) {
                let text = text_of(zone, span);
                known.extend(Some(digits(&text)).filter(|number| number.len() == DIGITS));
            }
        }
        for field in &page.facts.fields {
            if field.field == Field::PersonalNumber {
                known.extend(Some(digits(&field.text)).filter(|number| number.len() == DIGITS));
            }
        }
    }
    known
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The optional data of a zone.
fn optional(zone: &MrzFact) -> Vec<Span> {
    let layout = layout(zone);
    [MrzField::OptionalData, MrzField::OptionalData2]
        .into_iter()
        .filter_map(|field| layout.span_of(field))
        .collect()
}

fn layout(zone: &MrzFact) -> &'static Layout {
    let lines: Vec<&str> = zone.lines.iter().map(|line| line.text.as_str()).collect();
    Layout::for_lines(zone.format, &lines)
}

fn text_of(zone: &MrzFact, span: Span) -> String {
    zone.lines.get(span.line).map_or_else(String::new, |line| {
        line.text
            .chars()
            .skip(span.start)
            .take(span.end - span.start)
            .collect()
    })
}

/// Columns of a zone, with half a column more on both sides.
fn cells(zone: &MrzFact, span: Span) -> Quad {
    let Some(line) = zone.lines.get(span.line) else {
        return boxed(zone.area, 0.0);
    };
    let columns = line.text.chars().count().max(1) as f32;
    part(
        &line.quad,
        (span.start as f32 - 0.5) / columns,
        (span.end as f32 + 0.5) / columns,
    )
}

fn in_zone(zone: &MrzFact, level: RedactionLevel) -> Vec<Quad> {
    let spans = optional(zone);
    if level == RedactionLevel::VeryHigh {
        let lines = zone.lines.iter().map(|line| part(&line.quad, 0.0, 1.0));
        return lines.chain([boxed(zone.area, 0.02)]).collect();
    }
    if level == RedactionLevel::High {
        let lines: BTreeSet<usize> = spans.iter().map(|span| span.line).collect();
        return lines
            .into_iter()
            .filter_map(|line| zone.lines.get(line))
            .map(|line| part(&line.quad, 0.0, 1.0))
            .collect();
    }
    let empty = |span: &Span| {
        zone.check_digits_valid
            && text_of(zone, *span)
                .chars()
                .all(|character| character == '<')
    };
    let mut found: Vec<Quad> = spans
        .iter()
        .filter(|span| level >= RedactionLevel::Medium || !empty(span))
        .map(|span| cells(zone, *span))
        .collect();
    if level >= RedactionLevel::Medium {
        // A check digit tells one digit of what it covers.
        let checks = layout(zone).checks.iter().filter(|check| {
            matches!(
                check.name,
                CheckDigitName::OptionalData | CheckDigitName::Composite
            )
        });
        found.extend(checks.map(|check| {
            let span = Span {
                line: check.line,
                start: check.column,
                end: check.column + 1,
            };
            cells(zone, span)
        }));
    }
    found
}

fn in_visual_zone(facts: &PageFacts, known: &BTreeSet<String>, level: RedactionLevel) -> Vec<Quad> {
    let fields = facts
        .fields
        .iter()
        .filter(|field| field.field == Field::PersonalNumber)
        .map(|field| boxed(field.area, 0.25));
    let lines = facts
        .text
        .iter()
        .flat_map(|line| in_line(line, known, level));
    fields.chain(lines).collect()
}

/// Runs of characters of a line that are the number, or could be it.
fn in_line(line: &LineFact, known: &BTreeSet<String>, level: RedactionLevel) -> Vec<Quad> {
    let characters: Vec<char> = line.text.chars().collect();
    let columns = characters.len().max(1) as f32;
    runs(&characters)
        .into_iter()
        .filter(|run| is_number(&run.digits, known, level))
        .map(|run| {
            part(
                &line.quad,
                (run.start as f32 - 1.3) / columns,
                (run.end as f32 + 1.3) / columns,
            )
        })
        .collect()
}

/// Digits in a row, with single spaces or dots between them left out.
struct Run {
    start: usize,
    end: usize,
    digits: String,
}

fn runs(characters: &[char]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut last = None;
    for (at, character) in characters.iter().enumerate() {
        let Some(digit) = as_digit(*character) else {
            continue;
        };
        let goes_on = match last {
            Some(before) if before + 1 == at => true,
            Some(before) if before + 2 == at => matches!(characters[at - 1], ' ' | '.' | '-'),
            _ => false,
        };
        match runs.last_mut() {
            Some(run) if goes_on => {
                run.end = at + 1;
                run.digits.push(digit);
            }
            _ => runs.push(Run {
                start: at,
                end: at + 1,
                digits: digit.to_string(),
            }),
        }
        last = Some(at);
    }
    runs
}

/// A digit, or a letter that a reader takes for one.
fn as_digit(character: char) -> Option<char> {
    match character {
        '0'..='9' => Some(character),
        'O' | 'o' | 'Q' | 'D' => Some('0'),
        'I' | 'l' | '|' => Some('1'),
        'Z' => Some('2'),
        'S' => Some('5'),
        'B' => Some('8'),
        _ => None,
    }
}

fn is_number(run: &str, known: &BTreeSet<String>, level: RedactionLevel) -> bool {
    if run.len() < 8 {
        return false;
    }
    let near = |number: &String| {
        run.len() == number.len()
            && run
                .chars()
                .zip(number.chars())
                .filter(|(a, b)| a != b)
                .count()
                <= 3
    };
    known
        .iter()
        .any(|number| run.contains(number.as_str()) || near(number))
        || (run.len() == DIGITS && passes_the_test_of_eleven(run))
        || level == RedactionLevel::VeryHigh
}

/// The first eight digits times nine to two, less the last one, are a multiple of eleven.
fn passes_the_test_of_eleven(number: &str) -> bool {
    let sum: i32 = number
        .bytes()
        .zip([9, 8, 7, 6, 5, 4, 3, 2, -1])
        .map(|(digit, weight)| i32::from(digit - b'0') * weight)
        .sum();
    sum % 11 == 0 && number.bytes().any(|digit| digit != b'0')
}

/// Whether a label of the page names the number.
fn names_it(facts: &PageFacts) -> bool {
    facts.text.iter().any(|line| {
        let letters: String = line
            .text
            .chars()
            .filter(|character| character.is_alphabetic())
            .flat_map(char::to_lowercase)
            .collect();
        [
            "persoonsnummer",
            "burgerservice",
            "personalno",
            "servicenumber",
        ]
        .iter()
        .any(|label| letters.contains(label))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use bonafide_facts::Point;
    use proptest::prelude::*;

    fn line(text: &str) -> LineFact {
        let at = |x, y| Point { x, y };
        LineFact {
            text: text.to_owned(),
            quad: Quad([at(0.0, 0.0), at(300.0, 0.0), at(300.0, 20.0), at(0.0, 20.0)]),
            confidence: Vec::new(),
        }
    }

    fn hidden(text: &str, known: &[&str], level: RedactionLevel) -> usize {
        let known = known.iter().map(|number| (*number).to_owned()).collect();
        in_line(&line(text), &known, level).len()
    }

    #[test]
    fn nine_digits_are_a_number_when_they_pass_the_test_of_eleven() {
        use RedactionLevel::Standard;
        assert_eq!(hidden("BSN 123456782", &[], Standard), 1);
        assert_eq!(hidden("1234.56.782", &[], Standard), 1);
        assert_eq!(hidden("123 456 782", &[], Standard), 1);
        assert_eq!(hidden("l234S6782", &[], Standard), 1);
        assert_eq!(hidden("BSN 123456781", &[], Standard), 0);
        assert_eq!(hidden("10 MAA/MAR 1990", &[], Standard), 0);
        assert_eq!(hidden("000000000", &[], Standard), 0);
    }

    #[test]
    fn a_known_number_is_found_although_it_is_read_with_faults() {
        use RedactionLevel::Standard;
        assert_eq!(hidden("No. 123456789", &["123456782"], Standard), 1);
        assert_eq!(hidden("5123456782", &["123456782"], Standard), 1);
        assert_eq!(hidden("987654321", &["123456782"], Standard), 0);
    }

    #[test]
    fn at_the_highest_level_every_long_number_goes() {
        assert_eq!(hidden("5123456789", &[], RedactionLevel::High), 0);
        assert_eq!(hidden("5123456789", &[], RedactionLevel::VeryHigh), 1);
    }

    proptest! {
        #[test]
        fn any_line_is_looked_at(text in any::<String>()) {
            let _ = in_line(&line(&text), &BTreeSet::new(), RedactionLevel::VeryHigh);
        }

        #[test]
        fn one_wrong_digit_fails_the_test_of_eleven(number in 0_u32..100_000_000, place in 0_usize..9, more in 1_u8..10) {
            let head = format!("{number:08}");
            let right = (0..10).map(|last| format!("{head}{last}")).find(|full| passes_the_test_of_eleven(full));
            if let Some(right) = right {
                let mut wrong = right.into_bytes();
                wrong[place] = b'0' + (wrong[place] - b'0' + more) % 10;
                let wrong = String::from_utf8(wrong).expect("digits");
                prop_assert!(!passes_the_test_of_eleven(&wrong));
            }
        }
    }
}
