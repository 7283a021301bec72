use super::check_digit::{CheckDigit, CheckDigitState};
use super::date::MrzDate;
use super::departures::Departure;
use super::format::MrzFormat;
use serde::{Deserialize, Serialize};

/// A machine-readable zone, taken apart. Fillers at the end of a field are gone; those inside a number stand.
///
/// Nothing is judged here but the check digits: a date may be impossible, a State unknown. Personal data: `Debug`
/// shows the format and the state of the check digits alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Mrz {
    /// Its format.
    pub format: MrzFormat,
    /// The national rule that it follows instead of ICAO's own, if it does.
    pub departure: Option<Departure>,
    /// The lines it was parsed from.
    pub lines: Vec<String>,
    /// One or two characters: `P`, `ID`, `C1`.
    pub document_code: String,
    /// Issuing State or organisation as printed: one to three letters, `D` for Germany (9303-3, section 5).
    pub issuing_state: String,
    /// The holder's names.
    pub names: Names,
    /// The document number, an overlong one whole.
    pub document_number: String,
    /// Nationality as printed, like the issuing State; `FRA` on the old French card, which does not print it.
    pub nationality: String,
    /// Date of birth; `None` when what stands there is no date.
    pub date_of_birth: Option<MrzDate>,
    /// Sex; `None` when what stands there is neither of the three.
    pub sex: Option<Sex>,
    /// Date of expiry; `None` when the layout has none, or when what stands there is no date.
    pub date_of_expiry: Option<MrzDate>,
    /// Year and month of issue, where a national rule puts them into the number.
    pub date_of_issue: Option<MrzDate>,
    /// Optional data, without the rest of an overlong document number.
    pub optional_data: String,
    /// The second optional data of TD1; empty elsewhere.
    pub optional_data_2: String,
    /// Every check digit that the layout defines, the composite last.
    pub check_digits: Vec<CheckDigit>,
    /// Line and column, from 0, of each character that its column does not admit.
    pub irregular: Vec<(usize, usize)>,
}

impl Mrz {
    /// True only when every check digit that the layout defines is right (or left out where the layout allows).
    #[must_use]
    pub fn check_digits_valid(&self) -> bool {
        self.check_digits
            .iter()
            .all(|check| check.state != CheckDigitState::Invalid)
    }
}

impl std::fmt::Debug for Mrz {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mrz")
            .field("format", &self.format)
            .field("departure", &self.departure)
            .field("check_digits", &self.check_digits)
            .field("data", &"[redacted]")
            .finish()
    }
}

/// The names field: components divided by single spaces.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Names {
    /// Primary identifier: the surname, mostly.
    pub primary: String,
    /// Secondary identifier: the given names; empty when there is none.
    pub secondary: String,
    /// True when the field is full to its last column, so that something may have been cut off (9303-4, 4.2.3).
    pub truncated: bool,
}

impl std::fmt::Debug for Names {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Names")
            .field("truncated", &self.truncated)
            .field("names", &"[redacted]")
            .finish()
    }
}

/// Sex as the machine-readable zone writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Sex {
    /// `F`
    Female,
    /// `M`
    Male,
    /// `<`: unspecified (`X` in the visual zone).
    Unspecified,
}

impl Sex {
    /// Reads `M`, `F` or `<`; `X` as well, which some States print in both zones.
    #[must_use]
    pub const fn from_mrz(character: char) -> Option<Self> {
        match character {
            'F' => Some(Self::Female),
            'M' => Some(Self::Male),
            '<' | 'X' => Some(Self::Unspecified),
            _ => None,
        }
    }

    /// `M`, `F` or `<`.
    #[must_use]
    pub const fn to_mrz(self) -> char {
        match self {
            Self::Female => 'F',
            Self::Male => 'M',
            Self::Unspecified => '<',
        }
    }
}
