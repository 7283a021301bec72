//! Characters of a machine-readable zone that were read with doubt, though every check digit is right. Characters
//! whose values differ by ten count the same in a check digit (0 and U, 6 and G; ICAO 9303-3, section 4.9), and one
//! in ten of all other mistakes passes as well: right check digits do not prove a doubtful character.

use crate::case::{Case, ReadZone};
use crate::likeness;
use crate::visual::{Agreement, Comparison};
use bonafide_documents::mrz::{Layout, MrzField};

/// A field with doubtful characters that the visual zone does not confirm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Unclear {
    /// The field, for people.
    pub(crate) name: &'static str,
    /// The least confidence among its characters.
    pub(crate) least: f32,
}

/// The fields that are judged, by the names that comparisons have.
const JUDGED: [(MrzField, &str); 5] = [
    (MrzField::DocumentNumber, "document number"),
    (MrzField::DateOfBirth, "date of birth"),
    (MrzField::DateOfExpiry, "date of expiry"),
    (MrzField::OptionalData, "optional data"),
    (MrzField::OptionalData2, "optional data"),
];

/// Letters and digits below which a text could stand in a line by chance.
const ENOUGH: usize = 5;

/// The fields of which a character was read with less confidence than the rules ask, and whose doubtful characters the
/// visual zone does not show.
pub(crate) fn unclear(
    case: &Case,
    zone: &ReadZone<'_>,
    comparisons: &[Comparison],
) -> Vec<Unclear> {
    let unclear = JUDGED.iter().filter_map(|(field, name)| {
        let characters = characters(case, zone, *field);
        let least = characters
            .iter()
            .filter(|character| character.doubtful)
            .map(|character| character.confidence)
            .reduce(f32::min)?;
        let confirmed = match field {
            MrzField::DateOfBirth | MrzField::DateOfExpiry => comparisons
                .iter()
                .any(|compared| compared.name == *name && compared.agreement == Agreement::Agrees),
            _ => shown(case, &characters),
        };
        (!confirmed).then_some(Unclear { name, least })
    });
    unclear.collect()
}

#[derive(Clone, Copy)]
struct Character {
    seen: char,
    confidence: f32,
    doubtful: bool,
}

/// The characters of a field, in reading order. One whose confidence is not known is not doubted.
fn characters(case: &Case, zone: &ReadZone<'_>, field: MrzField) -> Vec<Character> {
    let layout = Layout::for_lines(zone.fact.format, &zone.mrz.lines);
    let specs = layout.fields.iter().filter(|spec| spec.field == field);
    specs
        .flat_map(|spec| spec.span.cells())
        .filter_map(|(line, column)| {
            let line = zone.fact.lines.get(line)?;
            let confidence = line.confidence.get(column).copied().unwrap_or(1.0);
            Some(Character {
                seen: line.text.chars().nth(column)?,
                confidence,
                doubtful: confidence < case.rules.clear_character,
            })
        })
        .collect()
}

/// Whether a line of the visual zone shows these characters and none before or behind them, so that doubtful fillers
/// are confirmed too: the doubtful ones as they are, look-alikes of the others.
fn shown(case: &Case, characters: &[Character]) -> bool {
    let wanted: Vec<Character> = characters
        .iter()
        .copied()
        .filter(|character| character.seen != '<')
        .collect();
    let texts = case.pages.iter().flat_map(|page| {
        let fields = page.facts.fields.iter().map(|found| &found.text);
        fields.chain(page.facts.text.iter().map(|line| &line.text))
    });
    wanted.len() >= ENOUGH && texts.into_iter().any(|text| shows(text, &wanted))
}

fn shows(text: &str, wanted: &[Character]) -> bool {
    let all: Vec<char> = text.chars().collect();
    let printed: Vec<(usize, char)> = all
        .iter()
        .enumerate()
        .filter(|(_, c)| c.is_ascii_alphanumeric())
        .map(|(at, c)| (at, c.to_ascii_uppercase()))
        .collect();
    let bounded = |window: &[(usize, char)]| {
        let letter = |at: Option<usize>| {
            at.and_then(|at| all.get(at))
                .is_some_and(|c| c.is_alphanumeric())
        };
        let ends = window.first().zip(window.last());
        ends.is_some_and(|((first, _), (last, _))| {
            !letter(first.checked_sub(1)) && !letter(Some(last + 1))
        })
    };
    printed.windows(wanted.len()).any(|window| {
        bounded(window)
            && window.iter().zip(wanted).all(|((_, seen), wanted)| {
                *seen == wanted.seen
                    || (!wanted.doubtful
                        && likeness::look_alike(*seen) == likeness::look_alike(wanted.seen))
            })
    })
}
