//! The check-digit step.

use super::candidates::{Candidates, choices};
use crate::mrz::check_digit::{
    CheckDigit, CheckDigitName, CheckDigitState, Resolved, judge_all, resolve,
};
use crate::mrz::layout::Layout;
use crate::mrz::zone::Zone;

/// More combined fixes than this are not weighed against each other: that many are never one.
const MOST_COMBINATIONS: usize = 4096;

pub(super) fn failing(checks: &[CheckDigit]) -> impl Iterator<Item = CheckDigitName> {
    checks
        .iter()
        .filter(|check| check.state == CheckDigitState::Invalid)
        .map(|check| check.name)
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Fix {
    pub(super) check: CheckDigitName,
    pub(super) cell: (usize, usize),
    pub(super) to: char,
}

#[derive(Default)]
pub(super) struct Solution {
    pub(super) fixes: Vec<Fix>,
    pub(super) ambiguous: bool,
}

/// The check-digit step.
pub(super) struct Workshop<'a> {
    pub(super) layout: &'static Layout,
    pub(super) read: &'a Zone,
    pub(super) candidates: &'a Candidates,
}

impl Workshop<'_> {
    pub(super) fn solve(&self, zone: &Zone) -> Solution {
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
