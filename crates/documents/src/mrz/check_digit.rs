use super::layout::{CheckSpec, Filler, Layout};
use super::zone::Zone;
use serde::{Deserialize, Serialize};

/// The check digit of ICAO 9303-3, 4.9: the weighted sum (7, 3, 1, repeating) of the characters' values (0-9 as they
/// are, A-Z as 10-35, `<` as 0), modulo 10. `None` when a character is none of these.
#[must_use]
pub fn check_digit(text: &str) -> Option<u8> {
    text.bytes()
        .map(value)
        .zip([7, 3, 1].into_iter().cycle())
        .try_fold(0, |sum, (value, weight)| Some((sum + value? * weight) % 10))
        .and_then(|digit| u8::try_from(digit).ok())
}

fn value(character: u8) -> Option<u32> {
    match character {
        b'0'..=b'9' => Some(u32::from(character - b'0')),
        b'A'..=b'Z' => Some(u32::from(character - b'A') + 10),
        b'<' => Some(0),
        _ => None,
    }
}

/// The check digits that a machine-readable zone can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CheckDigitName {
    /// Over the document number.
    DocumentNumber,
    /// Over the date of birth.
    DateOfBirth,
    /// Over the date of expiry.
    DateOfExpiry,
    /// Over the optional data (TD3).
    OptionalData,
    /// Over all of these.
    Composite,
}

/// How a printed check digit compares with the one computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CheckDigitState {
    /// It is right.
    Valid,
    /// It is wrong.
    Invalid,
    /// A filler stands in its place, as the format allows where there is nothing to check.
    NotUsed,
}

/// One check digit as printed and as computed. `Debug` does not show the digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CheckDigit {
    /// Which one.
    pub name: CheckDigitName,
    /// Its line, from 0.
    pub line: usize,
    /// Its column, from 0; that of an overlong document number stands behind the number's rest.
    pub column: usize,
    /// What it has to be, `0` to `9`.
    pub expected: char,
    /// What stands there.
    pub printed: char,
    /// How the two compare.
    pub state: CheckDigitState,
}

impl std::fmt::Debug for CheckDigit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CheckDigit")
            .field("name", &self.name)
            .field("state", &self.state)
            .field("digits", &"[redacted]")
            .finish_non_exhaustive()
    }
}

/// A check digit of one zone: where it stands there, and the cells that it covers there.
pub(super) struct Resolved {
    pub(super) name: CheckDigitName,
    pub(super) at: (usize, usize),
    pub(super) covers: Vec<(usize, usize)>,
    pub(super) filler: Filler,
}

impl Resolved {
    fn of(spec: &CheckSpec, zone: &Zone) -> Self {
        let mut covers: Vec<_> = spec.covers.iter().flat_map(|span| span.cells()).collect();
        let mut at = (spec.line, spec.column);
        if let Filler::Overflow(rest) = spec.filler
            && zone.get(at) == '<'
            && let Some(last) = rest
                .cells()
                .take_while(|&cell| zone.get(cell) != '<')
                .last()
            && last.1 > rest.start
        {
            covers.extend(rest.cells().filter(|cell| cell.1 < last.1));
            at = last;
        }
        Self {
            name: spec.name,
            at,
            covers,
            filler: spec.filler,
        }
    }

    /// The check digit of this zone; its characters are known to be those of MRZ, so that the sum exists.
    pub(super) fn judge(&self, zone: &Zone) -> CheckDigit {
        let covered: String = self.covers.iter().map(|&cell| zone.get(cell)).collect();
        let expected = check_digit(&covered).map_or('0', |digit| char::from(b'0' + digit));
        let printed = zone.get(self.at);
        let state = if printed == expected {
            CheckDigitState::Valid
        } else if printed == '<'
            && self.filler == Filler::NothingToCheck
            && covered.bytes().all(|c| c == b'<')
        {
            CheckDigitState::NotUsed
        } else {
            CheckDigitState::Invalid
        };
        CheckDigit {
            name: self.name,
            line: self.at.0,
            column: self.at.1,
            expected,
            printed,
            state,
        }
    }
}

/// All check digits of a zone, the composite last.
pub(super) fn resolve(layout: &Layout, zone: &Zone) -> Vec<Resolved> {
    layout
        .checks
        .iter()
        .map(|spec| Resolved::of(spec, zone))
        .collect()
}

pub(super) fn judge_all(layout: &Layout, zone: &Zone) -> Vec<CheckDigit> {
    resolve(layout, zone)
        .iter()
        .map(|check| check.judge(zone))
        .collect()
}
