//! The most probable texts of a zone whose check digits are all right.
//!
//! A check digit is a sum modulo 10, so what matters of the characters before it is one digit: the beam goes from
//! cell to cell and keeps, for each value of the sums so far, the few most probable texts. The cells of one check
//! digit make a group; groups meet in the composite, of which each group carries its part.

use super::joint::{Choices, Place};
use crate::mrz::check_digit::{CheckDigitName, Resolved, resolve};
use crate::mrz::date::MrzDate;
use crate::mrz::layout::{Filler, Layout};
use crate::mrz::zone::Zone;

/// Texts kept for each value of the sums.
const KEPT: usize = 6;
/// Characters weighed in one cell.
const MOST_CHOICES: usize = 6;
/// What it costs (natural logarithm) when six digits are no date.
const NO_DATE: f64 = 4.0;
/// What it costs when a letter follows a digit or a digit a letter: numbers are runs of either, seldom a mixture.
const MIXED: f64 = 0.6;

/// One text of the cells that check digits cover, with right check digits.
#[derive(Debug, Clone)]
pub(super) struct Assignment {
    /// Each cell and its character.
    pub(super) cells: Vec<(Place, char)>,
    /// Logarithm of its probability, up to a constant of the zone.
    pub(super) log: f64,
    /// By how much the picture speaks more for the most probable text of any check digits: logarithm of the odds.
    pub(super) against: f64,
}

impl Assignment {
    pub(super) fn character(&self, cell: Place) -> Option<char> {
        self.cells
            .iter()
            .find(|(place, _)| *place == cell)
            .map(|(_, c)| *c)
    }
}

/// The cells that go with one check digit, which is the last of them; or those of the composite alone.
struct Group {
    name: Option<CheckDigitName>,
    cells: Vec<Cell>,
    filler: Filler,
}

struct Cell {
    place: Place,
    /// Its weight in the sum of its own check digit.
    own: u8,
    /// Its weight in the composite's.
    composite: u8,
    choices: Vec<(char, f64)>,
}

/// A text so far.
#[derive(Clone)]
struct Partial {
    text: Vec<char>,
    own: u8,
    composite: u8,
    /// Logarithm of its probability, less its costs.
    log: f64,
    /// What it costs to be an unlikely text.
    cost: f64,
}

pub(super) struct Beam {
    groups: Vec<Group>,
    /// The composite's own place and what may stand there; none in formats without it.
    composite: Option<Cell>,
    /// The sum over all cells of the best choice's logarithm.
    best: f64,
}

/// Where an overlong number has fillers and where it has none: what its check digit covers depends on that, so the
/// beam must not change it.
#[derive(Default)]
struct Structure {
    fillers: Vec<Place>,
    number: Vec<Place>,
}

impl Structure {
    fn of(layout: &Layout, checks: &[Resolved]) -> Self {
        let mut structure = Self::default();
        for (spec, check) in layout.checks.iter().zip(checks) {
            let place = (spec.line, spec.column);
            if check.at == place {
                continue;
            }
            structure.fillers.push(place);
            structure.fillers.push((check.at.0, check.at.1 + 1));
            let rest = check.covers.iter().filter(|cell| cell.1 > place.1);
            structure.number.extend(rest);
        }
        structure
    }

    fn admits(&self, place: Place, character: char) -> bool {
        let filler = character == '<';
        !(filler && self.number.contains(&place)) && (filler || !self.fillers.contains(&place))
    }
}

const WEIGHTS: [u8; 3] = [7, 3, 1];

/// Value of a character in a check digit's sum, modulo 10.
fn value(character: char) -> u8 {
    match character {
        '0'..='9' => character as u8 - b'0',
        'A'..='Z' => (character as u8 - b'A') % 10,
        _ => 0,
    }
}

impl Beam {
    /// A beam over the cells that the check digits of `zone` cover.
    pub(super) fn new(layout: &Layout, zone: &Zone, choices: &Choices<'_>) -> Self {
        let checks = resolve(layout, zone);
        let composite = checks
            .iter()
            .find(|check| check.name == CheckDigitName::Composite);
        let parts: Vec<&Resolved> = checks
            .iter()
            .filter(|check| check.name != CheckDigitName::Composite)
            .collect();
        let in_composite = |place: Place| {
            composite
                .and_then(|check| check.covers.iter().position(|cell| *cell == place))
                .map_or(0, |index| WEIGHTS[index % 3])
        };
        let structure = Structure::of(layout, &checks);
        let cell = |place: Place, own: u8| {
            let mut choices = choices.at(place);
            choices.retain(|(c, _)| structure.admits(place, *c));
            Cell {
                place,
                own,
                composite: in_composite(place),
                choices: logarithms(choices),
            }
        };
        let mut groups: Vec<Group> = parts
            .iter()
            .map(|check| Group {
                name: Some(check.name),
                cells: check
                    .covers
                    .iter()
                    .zip(WEIGHTS.into_iter().cycle())
                    .map(|(place, weight)| cell(*place, weight))
                    .chain([cell(check.at, 0)])
                    .collect(),
                filler: check.filler,
            })
            .collect();
        if let Some(check) = composite {
            let rest = check
                .covers
                .iter()
                .filter(|place| {
                    !parts
                        .iter()
                        .any(|part| part.at == **place || part.covers.contains(place))
                })
                .map(|place| cell(*place, 0))
                .collect();
            groups.push(Group {
                name: None,
                cells: rest,
                filler: Filler::Wrong,
            });
        }
        let composite = composite.map(|check| cell(check.at, 0));
        let best = groups
            .iter()
            .flat_map(|group| &group.cells)
            .chain(&composite)
            .map(Cell::best)
            .sum();
        Self {
            groups,
            composite,
            best,
        }
    }

    /// The most probable texts, in no order; empty where no conceivable text has right check digits.
    pub(super) fn assignments(&self) -> Vec<Assignment> {
        let mut joint: Vec<Partial> = vec![Partial::empty()];
        for group in &self.groups {
            let texts = group.texts();
            let mut next = Best::default();
            for before in &joint {
                for text in &texts {
                    let composite = (before.composite + text.composite) % 10;
                    next.offer(0, composite, before.log + text.log, || {
                        let mut both = before.clone();
                        both.text.extend(&text.text);
                        both.composite = composite;
                        both.log += text.log;
                        both.cost += text.cost;
                        both
                    });
                }
            }
            joint = next.texts();
        }
        let places: Vec<Place> = self
            .groups
            .iter()
            .flat_map(|group| &group.cells)
            .chain(&self.composite)
            .map(|cell| cell.place)
            .collect();
        let finished = joint.into_iter().filter_map(|mut text| {
            if let Some(cell) = &self.composite {
                let digit = char::from(b'0' + text.composite);
                let (_, log) = cell.choices.iter().find(|(c, _)| *c == digit)?;
                text.text.push(digit);
                text.log += log;
            }
            Some(Assignment {
                cells: places.iter().copied().zip(text.text).collect(),
                log: text.log,
                against: self.best - text.log - text.cost,
            })
        });
        finished.collect()
    }
}

impl Cell {
    fn best(&self) -> f64 {
        self.choices
            .iter()
            .map(|(_, log)| *log)
            .fold(f64::NEG_INFINITY, f64::max)
    }
}

impl Partial {
    const fn empty() -> Self {
        Self {
            text: Vec::new(),
            own: 0,
            composite: 0,
            log: 0.0,
            cost: 0.0,
        }
    }

    /// The sums with one character more.
    fn sums_with(&self, cell: &Cell, character: char) -> (u8, u8) {
        let value = value(character);
        (
            (self.own + value * cell.own) % 10,
            (self.composite + value * cell.composite) % 10,
        )
    }

    fn with(&self, cell: &Cell, character: char, log: f64, cost: f64) -> Self {
        let mut next = self.clone();
        next.text.push(character);
        (next.own, next.composite) = self.sums_with(cell, character);
        next.log += log - cost;
        next.cost += cost;
        next
    }
}

impl Group {
    /// The most probable texts of the group whose check digit is right, a few for each part of the composite.
    fn texts(&self) -> Vec<Partial> {
        let mut texts = vec![Partial::empty()];
        let last = self.cells.len().saturating_sub(1);
        for (index, cell) in self.cells.iter().enumerate() {
            let is_check = self.name.is_some() && index == last;
            let mut next = Best::default();
            for text in &texts {
                for (character, log) in &cell.choices {
                    if is_check && !self.checks(text, *character) {
                        continue;
                    }
                    let mixed = !is_check
                        && self.is_number()
                        && text
                            .text
                            .last()
                            .is_some_and(|before| mixed(*before, *character));
                    let cost = if mixed { MIXED } else { 0.0 };
                    let (own, composite) = text.sums_with(cell, *character);
                    next.offer(own, composite, text.log + log - cost, || {
                        text.with(cell, *character, *log, cost)
                    });
                }
            }
            texts = next.texts();
        }
        for text in &mut texts {
            text.own = 0;
            if self.is_date() {
                let digits: String = text.text.iter().take(6).collect();
                if MrzDate::parse(&digits).is_none() {
                    text.log -= NO_DATE;
                    text.cost += NO_DATE;
                }
            }
        }
        let mut best = Best::default();
        for text in texts {
            best.offer(text.own, text.composite, text.log, || text.clone());
        }
        best.texts()
    }

    /// Whether the character is the check digit of the text before it.
    fn checks(&self, text: &Partial, character: char) -> bool {
        let nothing = self.filler == Filler::NothingToCheck
            && character == '<'
            && text.text.iter().all(|c| *c == '<');
        nothing || character == char::from(b'0' + text.own)
    }

    fn is_date(&self) -> bool {
        matches!(
            self.name,
            Some(CheckDigitName::DateOfBirth | CheckDigitName::DateOfExpiry)
        )
    }

    fn is_number(&self) -> bool {
        matches!(
            self.name,
            None | Some(CheckDigitName::DocumentNumber | CheckDigitName::OptionalData)
        )
    }
}

fn mixed(before: char, character: char) -> bool {
    (before.is_ascii_digit() && character.is_ascii_uppercase())
        || (before.is_ascii_uppercase() && character.is_ascii_digit())
}

fn logarithms(mut choices: Vec<(char, f32)>) -> Vec<(char, f64)> {
    choices.sort_by(|a, b| b.1.total_cmp(&a.1));
    choices.truncate(MOST_CHOICES);
    choices
        .into_iter()
        .map(|(c, p)| (c, f64::from(p).ln()))
        .collect()
}

/// The few most probable texts for each value of the sums. A text that is not among them is never made, so that the
/// work stays bounded however much was conceivable.
struct Best(Vec<Vec<Partial>>);

impl Default for Best {
    fn default() -> Self {
        Self(vec![Vec::new(); 100])
    }
}

impl Best {
    fn offer(&mut self, own: u8, composite: u8, log: f64, made: impl FnOnce() -> Partial) {
        let kept = &mut self.0[usize::from(own) * 10 + usize::from(composite)];
        let rank = kept.partition_point(|other| other.log >= log);
        if rank < KEPT {
            kept.insert(rank, made());
            kept.truncate(KEPT);
        }
    }

    /// All of them, the most probable first.
    fn texts(self) -> Vec<Partial> {
        let mut texts: Vec<Partial> = self.0.into_iter().flatten().collect();
        texts.sort_by(|a, b| b.log.total_cmp(&a.log));
        texts
    }
}
