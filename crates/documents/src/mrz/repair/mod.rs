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

mod beam;
mod candidates;
mod joint;
mod position;
mod solve;

pub use candidates::Candidates;
pub use joint::{Decoded, decode};

use super::check_digit::{CheckDigitName, judge_all};
use super::format::MrzFormat;
use super::zone::{MrzError, Zone};
use position::normalise;
use solve::{Workshop, failing};

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
