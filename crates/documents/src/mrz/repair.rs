//! Repair of a machine-readable zone as a recogniser read it, by position and by check digit.
//!
//! Two steps, and nothing else is ever changed:
//!
//! 1. **Position.** A character that its column does not admit becomes one that looks like it and that the column
//!    does admit (`O` in a date becomes `0`). In a column that admits both, nothing happens.
//! 2. **Check digits.** Where a check digit is wrong, each single exchange of one covered character (or of the digit
//!    itself) for one of its look-alikes is tried. It is made only if exactly one makes that check digit right and
//!    leaves every other check digit right, the composite included. If none or several do, nothing changes there.
//!
//! The look-alikes are those of [`Alphabet::look_alikes`](super::Alphabet::look_alikes), or, where the recogniser
//! says what else it saw, only what it saw ([`Candidates`]). A check digit tells ten cases apart, no more: a
//! fault that is *not* in the table is now and then explained by a look-alike that is innocent. What the
//! recogniser saw is the better witness; hand it in where there is one.

use super::check_digit::{
    CheckDigit, CheckDigitName, CheckDigitState, Resolved, judge_all, resolve,
};
use super::format::MrzFormat;
use super::layout::{Layout, MrzField, Span};
use super::zone::{MrzError, Zone};
use crate::countries;

/// More combined fixes than this are not weighed against each other: that many are never one.
const MOST_COMBINATIONS: usize = 4096;

/// What a recogniser saw in each place besides what it read.
///
/// By line, then column: characters with their confidence, 0 to 1. A place without any is one where the recogniser
/// is sure. Hand in only characters worth believing: every one with a confidence above 0 counts as possible, and
/// the most confident that a column admits is the one its position chooses (the table of look-alikes helps where
/// none is admitted).
#[derive(Clone, Default)]
pub struct Candidates(Option<Vec<Vec<Vec<(char, f32)>>>>);

impl Candidates {
    /// Nothing is known: the table of look-alikes stands for it.
    #[must_use]
    pub const fn none() -> Self {
        Self(None)
    }

    /// Candidates by line, column and choice; missing lines and columns have none.
    #[must_use]
    pub fn new(lines: &[&[&[(char, f32)]]]) -> Self {
        Self(Some(
            lines
                .iter()
                .map(|line| line.iter().map(|cell| most_confident_first(cell)).collect())
                .collect(),
        ))
    }

    /// What was seen in a cell; `None` when nothing is known.
    fn at(&self, (line, column): (usize, usize)) -> Option<&[(char, f32)]> {
        let lines = self.0.as_ref()?;
        Some(
            lines
                .get(line)
                .and_then(|line| line.get(column))
                .map_or(&[], Vec::as_slice),
        )
    }
}

impl std::fmt::Debug for Candidates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Candidates")
            .field("known", &self.0.is_some())
            .field("characters", &"[redacted]")
            .finish()
    }
}

fn most_confident_first(cell: &[(char, f32)]) -> Vec<(char, f32)> {
    let mut choices: Vec<_> = cell
        .iter()
        .copied()
        .filter(|&(_, confidence)| confidence > 0.0)
        .collect();
    choices.sort_by(|a, b| b.1.total_cmp(&a.1));
    choices
}

/// Why a character was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RepairReason {
    /// Its column does not admit what was read.
    Position,
    /// Exactly one change made this check digit right.
    CheckDigit(CheckDigitName),
}

/// One changed character; at most one per place. `Debug` does not show it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Repair {
    /// Line, from 0.
    pub line: usize,
    /// Column, from 0.
    pub column: usize,
    /// What was read.
    pub read: char,
    /// What stands there now.
    pub repaired: char,
    /// Why.
    pub reason: RepairReason,
}

impl std::fmt::Debug for Repair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Repair")
            .field("line", &self.line)
            .field("column", &self.column)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

/// How the check digits stand after the repair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// All are right.
    Consistent,
    /// Some are wrong, and stay so.
    Inconsistent {
        /// Those that are wrong.
        failing: Vec<CheckDigitName>,
        /// True when the reason is that several repairs fit, not that none did.
        ambiguous: bool,
    },
}

/// Lines after repair, with everything that was changed. `Debug` does not show the lines.
#[derive(Clone, PartialEq, Eq)]
pub struct Repaired {
    /// The lines.
    pub lines: Vec<String>,
    /// Each changed character, in reading order.
    pub repairs: Vec<Repair>,
    /// How the check digits stand.
    pub outcome: Outcome,
}

impl std::fmt::Debug for Repaired {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Repaired")
            .field("lines", &"[redacted]")
            .field("repairs", &self.repairs)
            .field("outcome", &self.outcome)
            .finish()
    }
}

/// Repairs lines with the table of look-alikes.
///
/// # Errors
/// When the lines do not have the format's shape or hold a character that no zone has.
pub fn repair(format: MrzFormat, lines: &[impl AsRef<str>]) -> Result<Repaired, MrzError> {
    repair_with(format, lines, &Candidates::none())
}

/// Repairs lines with what the recogniser saw besides.
///
/// # Errors
/// As [`repair`].
pub fn repair_with(
    format: MrzFormat,
    lines: &[impl AsRef<str>],
    candidates: &Candidates,
) -> Result<Repaired, MrzError> {
    let read = Zone::new(format, lines)?;
    let mut zone = read.clone();
    let layout = normalise(format, &mut zone, candidates);
    let by_position = zone.clone();
    let solution = Workshop {
        layout,
        read: &read,
        candidates,
    }
    .solve(&zone);
    for fix in &solution.fixes {
        zone.set(fix.cell, fix.to);
    }
    let failing: Vec<_> = failing(&judge_all(layout, &zone)).collect();
    let outcome = if failing.is_empty() {
        Outcome::Consistent
    } else {
        Outcome::Inconsistent {
            failing,
            ambiguous: solution.ambiguous,
        }
    };
    let reason = |cell| {
        let fix = solution.fixes.iter().find(|fix| fix.cell == cell);
        fix.filter(|_| by_position.get(cell) != zone.get(cell))
            .map_or(RepairReason::Position, |fix| {
                RepairReason::CheckDigit(fix.check)
            })
    };
    let repairs = read
        .cells()
        .filter(|&cell| read.get(cell) != zone.get(cell))
        .map(|cell| Repair {
            line: cell.0,
            column: cell.1,
            read: read.get(cell),
            repaired: zone.get(cell),
            reason: reason(cell),
        })
        .collect();
    Ok(Repaired {
        lines: zone.lines(),
        repairs,
        outcome,
    })
}

fn failing(checks: &[CheckDigit]) -> impl Iterator<Item = CheckDigitName> {
    checks
        .iter()
        .filter(|check| check.state == CheckDigitState::Invalid)
        .map(|check| check.name)
}

/// The positional step. The first five columns choose the layout, so they go first: they mean the same in all.
fn normalise(format: MrzFormat, zone: &mut Zone, candidates: &Candidates) -> &'static Layout {
    let base = Layout::of(format);
    normalise_cell(base, zone, (0, 0), candidates);
    for field in [MrzField::IssuingState, MrzField::Nationality] {
        if let Some(span) = base
            .span_of(field)
            .filter(|span| field == MrzField::IssuingState || span.line > 0)
        {
            normalise_state(base, zone, span, candidates, field);
        }
    }
    let layout = Layout::for_lines(format, &zone.lines());
    for cell in zone.cells() {
        normalise_cell(layout, zone, cell, candidates);
    }
    layout
}

/// Among what a misread State code may be, the one that is a code of 9303-3, section 5, if only one is.
fn normalise_state(
    layout: &Layout,
    zone: &mut Zone,
    span: Span,
    candidates: &Candidates,
    field: MrzField,
) {
    let misread = span.cells().any(|cell| {
        !layout
            .alphabet_at(cell.0, cell.1)
            .is_some_and(|a| a.admits(zone.get(cell)))
    });
    // a departure may have other columns here: leave what it would have to judge
    if !misread || (field == MrzField::Nationality && has_departure(layout.format, zone)) {
        return;
    }
    let mut readings = vec![String::new()];
    for cell in span.cells() {
        let choices = choices(layout, cell, zone.get(cell), zone.get(cell), candidates);
        let kept = layout
            .alphabet_at(cell.0, cell.1)
            .is_some_and(|a| a.admits(zone.get(cell)));
        let choices = if kept { vec![zone.get(cell)] } else { choices };
        readings = readings
            .iter()
            .flat_map(|head| choices.iter().map(move |&c| format!("{head}{c}")))
            .take(64)
            .collect();
    }
    let mut known = readings.iter().filter(|code| countries::is_mrz_code(code));
    if let (Some(code), None) = (known.next(), known.next()) {
        for (cell, character) in span.cells().zip(code.chars()) {
            zone.set(cell, character);
        }
    }
}

fn has_departure(format: MrzFormat, zone: &Zone) -> bool {
    Layout::for_lines(format, &zone.lines()).departure.is_some()
}

fn normalise_cell(layout: &Layout, zone: &mut Zone, cell: (usize, usize), candidates: &Candidates) {
    let read = zone.get(cell);
    if layout
        .alphabet_at(cell.0, cell.1)
        .is_some_and(|alphabet| !alphabet.admits(read))
        && let Some(&best) = choices(layout, cell, read, read, candidates).first()
    {
        zone.set(cell, best);
    }
}

/// What else may stand in a cell where this was read and that stands now: the best first.
fn choices(
    layout: &Layout,
    cell: (usize, usize),
    read: char,
    now: char,
    candidates: &Candidates,
) -> Vec<char> {
    let Some(alphabet) = layout.alphabet_at(cell.0, cell.1) else {
        return Vec::new();
    };
    let table = || {
        [read]
            .into_iter()
            .chain(alphabet.look_alikes(read))
            .chain(alphabet.look_alikes(now))
    };
    let mut choices: Vec<char> = match candidates.at(cell) {
        None => table().collect(),
        Some(seen) => seen
            .iter()
            .map(|&(character, _)| character)
            .chain([read])
            .collect(),
    };
    choices.retain(|&c| c != now && alphabet.admits(c));
    if choices.is_empty() && !alphabet.admits(now) {
        choices = table().filter(|&c| alphabet.admits(c)).collect();
    }
    let mut unique = Vec::with_capacity(choices.len());
    for choice in choices {
        if !unique.contains(&choice) {
            unique.push(choice);
        }
    }
    unique
}

#[derive(Debug, Clone, Copy)]
struct Fix {
    check: CheckDigitName,
    cell: (usize, usize),
    to: char,
}

#[derive(Default)]
struct Solution {
    fixes: Vec<Fix>,
    ambiguous: bool,
}

/// The check-digit step.
struct Workshop<'a> {
    layout: &'static Layout,
    read: &'a Zone,
    candidates: &'a Candidates,
}

impl Workshop<'_> {
    fn solve(&self, zone: &Zone) -> Solution {
        let wrong: Vec<_> = failing(&judge_all(self.layout, zone)).collect();
        if wrong.is_empty() {
            return Solution::default();
        }
        let checks = resolve(self.layout, zone);
        let has_composite = checks
            .iter()
            .any(|check| check.name == CheckDigitName::Composite);
        let parts: Vec<_> = wrong
            .iter()
            .copied()
            .filter(|&name| name != CheckDigitName::Composite)
            .collect();
        if parts.is_empty() {
            return Self::only(self.fixes_of_composite(zone, &checks));
        }
        let fixes: Vec<_> = checks
            .iter()
            .filter(|check| parts.contains(&check.name))
            .map(|check| self.fixes_of_part(zone, check, &wrong))
            .collect();
        if has_composite {
            self.together(zone, &fixes)
        } else {
            Self::each_alone(fixes)
        }
    }

    /// A solution if there is exactly one.
    fn only(mut fixes: Vec<Fix>) -> Solution {
        if fixes.len() > 1 {
            fixes.clear();
            return Solution {
                fixes,
                ambiguous: true,
            };
        }
        Solution {
            fixes,
            ambiguous: false,
        }
    }

    fn each_alone(fixes: Vec<Vec<Fix>>) -> Solution {
        fixes
            .into_iter()
            .map(Self::only)
            .fold(Solution::default(), |mut all, one| {
                all.fixes.extend(one.fixes);
                all.ambiguous |= one.ambiguous;
                all
            })
    }

    /// One fix for each wrong check digit such that the composite is right: made if there is one such choice.
    fn together(&self, zone: &Zone, fixes: &[Vec<Fix>]) -> Solution {
        let combinations = fixes
            .iter()
            .try_fold(1_usize, |all, one| all.checked_mul(one.len()));
        let Some(count) = combinations.filter(|&count| count <= MOST_COMBINATIONS) else {
            return Solution {
                ambiguous: true,
                ..Solution::default()
            };
        };
        let mut solution = Solution::default();
        for number in 0..count {
            let mut rest = number;
            let mut chosen = Vec::with_capacity(fixes.len());
            for options in fixes {
                chosen.extend(options.get(rest % options.len()));
                rest /= options.len();
            }
            if failing(&judge_all(self.layout, &with(zone, &chosen)))
                .next()
                .is_none()
            {
                if !solution.fixes.is_empty() {
                    return Solution {
                        ambiguous: true,
                        ..Solution::default()
                    };
                }
                solution.fixes = chosen;
            }
        }
        solution
    }

    /// Changes that make one check digit right and no other wrong; the composite is left for later.
    fn fixes_of_part(&self, zone: &Zone, check: &Resolved, wrong: &[CheckDigitName]) -> Vec<Fix> {
        self.fixes(
            zone,
            check.name,
            check.covers.iter().copied().chain([check.at]),
            |left| {
                left != check.name && (left == CheckDigitName::Composite || wrong.contains(&left))
            },
        )
    }

    /// Changes outside of the other check digits that make the composite right.
    fn fixes_of_composite(&self, zone: &Zone, checks: &[Resolved]) -> Vec<Fix> {
        let Some(composite) = checks
            .iter()
            .find(|check| check.name == CheckDigitName::Composite)
        else {
            return Vec::new();
        };
        let parts = || {
            checks
                .iter()
                .filter(|check| check.name != CheckDigitName::Composite)
        };
        let free = composite
            .covers
            .iter()
            .copied()
            .filter(|cell| !parts().any(|part| part.at == *cell || part.covers.contains(cell)))
            .chain([composite.at]);
        self.fixes(zone, composite.name, free, |_| false)
    }

    /// Single changes of these cells after which only those check digits are wrong that may be.
    fn fixes(
        &self,
        zone: &Zone,
        check: CheckDigitName,
        cells: impl Iterator<Item = (usize, usize)>,
        may_be_wrong: impl Fn(CheckDigitName) -> bool,
    ) -> Vec<Fix> {
        let mut fixes = Vec::new();
        for cell in cells {
            for to in choices(
                self.layout,
                cell,
                self.read.get(cell),
                zone.get(cell),
                self.candidates,
            ) {
                let fix = Fix { check, cell, to };
                if failing(&judge_all(self.layout, &with(zone, &[fix]))).all(&may_be_wrong) {
                    fixes.push(fix);
                }
            }
        }
        fixes
    }
}

fn with(zone: &Zone, fixes: &[Fix]) -> Zone {
    let mut changed = zone.clone();
    for fix in fixes {
        changed.set(fix.cell, fix.to);
    }
    changed
}
