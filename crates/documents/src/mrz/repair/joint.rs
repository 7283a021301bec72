//! Decoding a whole zone at once: of all texts that the format's columns and check digits admit, the most probable
//! by what the recogniser saw, and how probable each of its characters is among them.

use super::beam::{Assignment, Beam};
use super::candidates::Candidates;
use super::position::normalise;
use super::solve::failing;
use super::{Outcome, Repair, RepairReason, Repaired, repair_with};
use crate::mrz::check_digit::{CheckDigitName, Resolved, judge_all, resolve};
use crate::mrz::format::MrzFormat;
use crate::mrz::layout::{Filler, Layout};
use crate::mrz::zone::{MrzError, Zone};

/// A cell's place: line and column.
pub(super) type Place = (usize, usize);

/// What the recogniser must give a character for it to be weighed.
pub(super) const CONCEIVABLE: f32 = 0.003;
/// The same where characters are changed one by one, without weighing the whole.
const CONCEIVABLE_ALONE: f32 = 0.01;
/// By how much (natural logarithm of the odds) the picture may speak against a text whose check digits are right and
/// for one whose check digits are wrong: 100 to 1. Print with wrong check digits of its own exists, on specimens above all.
const MOST_ODDS: f64 = 4.6;
/// By how much more for each further check digit that becomes right: one in ten is right by chance.
const CHANCE: f64 = std::f64::consts::LN_10;
/// The share of all valid texts' probability that one must have to be made by changing what was read.
const CLEARLY: f64 = 0.75;

/// A zone as it was decoded. `Debug` does not show the lines.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoded {
    /// Lines, changes and how the check digits stand.
    pub repaired: Repaired,
    /// For each line and column the probability of the character that stands there, 0 to 1, given what was seen,
    /// what the columns admit and that the check digits are most likely right.
    pub confidence: Vec<Vec<f32>>,
}

/// Decodes what a recogniser saw: for each line and column characters with their probabilities, in any order.
///
/// Where a text with right check digits is probable enough, the most probable such text is taken: several characters
/// may then differ from the best of their column. Else the steps of [`repair_with`] are taken.
///
/// # Errors
/// When there are not as many lines and columns as the format has.
pub fn decode(format: MrzFormat, seen: &[Vec<Vec<(char, f32)>>]) -> Result<Decoded, MrzError> {
    let read = Zone::new(format, &best_of(seen))?;
    let possible = Candidates::above(seen, CONCEIVABLE_ALONE);
    let mut by_position = read.clone();
    let layout = normalise(format, &mut by_position, &possible);
    let choices = Choices {
        layout,
        seen,
        zone: &by_position,
    };
    let mut found: Vec<Assignment> = Vec::new();
    for structure in structures(layout, &by_position, &choices) {
        found.extend(Beam::new(layout, &structure, &choices).assignments());
    }
    found.sort_by(|a, b| b.log.total_cmp(&a.log));
    let total: f64 = found.iter().map(|one| (one.log - found[0].log).exp()).sum();
    let wrong = failing(&judge_all(layout, &by_position)).collect::<Vec<_>>();
    let accepted = found.first().filter(|best| {
        let changed = best
            .cells
            .iter()
            .any(|(cell, c)| by_position.get(*cell) != *c);
        let parts = wrong
            .iter()
            .filter(|name| **name != CheckDigitName::Composite)
            .count();
        let most = MOST_ODDS + CHANCE * parts.saturating_sub(1) as f64;
        best.against <= most && (!changed || 1.0 / total >= CLEARLY)
    });
    let Some(best) = accepted else {
        let lines = read.lines();
        let repaired = repair_with(format, &lines, &possible)?;
        let confidence = confidence(format, &repaired.lines, &choices, &found, total);
        return Ok(Decoded {
            repaired,
            confidence,
        });
    };
    let mut zone = by_position.clone();
    for (cell, character) in &best.cells {
        zone.set(*cell, *character);
    }
    let checks = resolve(layout, &zone);
    let repairs = read
        .cells()
        .filter(|cell| read.get(*cell) != zone.get(*cell))
        .map(|cell| Repair {
            line: cell.0,
            column: cell.1,
            read: read.get(cell),
            repaired: zone.get(cell),
            reason: if by_position.get(cell) == zone.get(cell) {
                RepairReason::Position
            } else {
                reason(&checks, cell)
            },
        })
        .collect();
    let failing: Vec<_> = failing(&judge_all(layout, &zone)).collect();
    let outcome = if failing.is_empty() {
        Outcome::Consistent
    } else {
        Outcome::Inconsistent {
            failing,
            ambiguous: false,
        }
    };
    let confidence = confidence(format, &zone.lines(), &choices, &found, total);
    Ok(Decoded {
        repaired: Repaired {
            lines: zone.lines(),
            repairs,
            outcome,
        },
        confidence,
    })
}

/// The most probable character of each cell; cells of which nothing was seen hold a filler.
fn best_of(seen: &[Vec<Vec<(char, f32)>>]) -> Vec<String> {
    let best = |cell: &Vec<(char, f32)>| {
        cell.iter()
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .map_or('<', |(c, _)| *c)
    };
    seen.iter()
        .map(|line| line.iter().map(best).collect())
        .collect()
}

/// The check digit that a character was changed for: its own, or the composite.
fn reason(checks: &[Resolved], cell: Place) -> RepairReason {
    checks
        .iter()
        .find(|check| check.at == cell || check.covers.contains(&cell))
        .map_or(RepairReason::Position, |check| {
            RepairReason::CheckDigit(check.name)
        })
}

/// What may stand in each cell.
pub(super) struct Choices<'a> {
    layout: &'static Layout,
    seen: &'a [Vec<Vec<(char, f32)>>],
    zone: &'a Zone,
}

impl Choices<'_> {
    fn cell(&self, (line, column): Place) -> &[(char, f32)] {
        self.seen
            .get(line)
            .and_then(|line| line.get(column))
            .map_or(&[], Vec::as_slice)
    }

    /// The characters that the column admits and that are conceivable, with their probabilities; never empty: the
    /// character that position chose is always among them.
    pub(super) fn at(&self, cell: Place) -> Vec<(char, f32)> {
        let alphabet = self.layout.alphabet_at(cell.0, cell.1);
        let chosen = self.zone.get(cell);
        let mut choices: Vec<(char, f32)> = self
            .cell(cell)
            .iter()
            .copied()
            .filter(|(c, p)| {
                *p >= CONCEIVABLE && alphabet.is_some_and(|alphabet| alphabet.admits(*c))
            })
            .collect();
        if !choices.iter().any(|(c, _)| *c == chosen) {
            choices.push((chosen, CONCEIVABLE));
        }
        choices
    }

    /// The probability of a character among those that the column admits.
    fn share(&self, cell: Place, character: char) -> f32 {
        let choices = self.at(cell);
        let all: f32 = choices.iter().map(|(_, p)| p).sum();
        let this = choices
            .iter()
            .find(|(c, _)| *c == character)
            .map_or(0.0, |(_, p)| *p);
        // Where the recogniser saw next to nothing that can stand there, nothing can be sure.
        let sure = if all < 0.01 { 0.5 } else { 1.0 };
        sure * this / all.max(f32::EPSILON)
    }
}

/// The zone, and the zone with a filler for a check digit (or the other way round) where that is conceivable and
/// means that the number goes on elsewhere: what a check digit covers depends on it.
fn structures(layout: &Layout, zone: &Zone, choices: &Choices<'_>) -> Vec<Zone> {
    let mut structures = vec![zone.clone()];
    for spec in layout.checks {
        if !matches!(spec.filler, Filler::Overflow(_)) {
            continue;
        }
        let at = (spec.line, spec.column);
        let other = choices
            .at(at)
            .into_iter()
            .filter(|(c, p)| (*c == '<') != (zone.get(at) == '<') && *p >= CONCEIVABLE_ALONE)
            .max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((character, _)) = other {
            let mut changed = zone.clone();
            changed.set(at, character);
            structures.push(changed);
        }
    }
    structures
}

/// The probability of each character: its share among the valid texts, as far as the zone is likely to be one of
/// those, and its share in its own cell as far as it is not.
fn confidence(
    format: MrzFormat,
    lines: &[String],
    choices: &Choices<'_>,
    found: &[Assignment],
    total: f64,
) -> Vec<Vec<f32>> {
    let valid = found
        .first()
        .map_or(0.0, |best| 1.0 / (1.0 + (best.against - MOST_ODDS).exp()));
    let text: Vec<Vec<char>> = lines.iter().map(|line| line.chars().collect()).collect();
    let mut confidence: Vec<Vec<f32>> = (0..format.line_count())
        .map(|line| {
            (0..format.line_length())
                .map(|column| choices.share((line, column), text[line][column]))
                .collect()
        })
        .collect();
    let Some(best) = found.first() else {
        return confidence;
    };
    for (cell, _) in &best.cells {
        let here = text[cell.0][cell.1];
        let share: f64 = found
            .iter()
            .filter(|one| one.character(*cell).unwrap_or(here) == here)
            .map(|one| (one.log - best.log).exp() / total)
            .sum();
        let alone = f64::from(confidence[cell.0][cell.1]);
        confidence[cell.0][cell.1] = (valid * share + (1.0 - valid) * alone).clamp(0.0, 1.0) as f32;
    }
    confidence
}
