//! Invented holders and what is printed about them.

use super::{dice::Dice, names};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Sex as printed (ICAO Doc 9303-3, section 4.8: `F`, `M`; in the MRZ `<` where the visual zone says `X`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sex {
    /// `F`.
    Female,
    /// `M`.
    Male,
    /// `X`.
    Unspecified,
}

impl Sex {
    /// As it is printed in the visual zone.
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            Self::Female => 'F',
            Self::Male => 'M',
            Self::Unspecified => 'X',
        }
    }
}

/// Everything that a specimen says. The people are invented, so `Debug` may show them.
///
/// Names are printed as given, in capitals, diacritics and all; the machine-readable zone has them
/// transliterated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SpecimenData {
    /// The primary identifier.
    pub surname: String,
    /// The secondary identifier, separated by spaces; may be empty.
    pub given_names: String,
    /// Document number, at most 9 letters and digits.
    pub number: String,
    /// Code of the issuing state (ICAO Doc 9303-3, section 5): three letters, or `D`.
    pub issuing_state: String,
    /// Code of the nationality.
    pub nationality: String,
    /// Date of birth.
    pub birth: Date,
    /// Sex.
    pub sex: Sex,
    /// Date of issue.
    pub issue: Date,
    /// Date of expiry.
    pub expiry: Date,
    /// A personal number, if there is one; in the optional data of the MRZ as far as it fits.
    pub personal_number: Option<String>,
    /// Place of birth.
    pub place_of_birth: String,
    /// The authority that issued the document.
    pub authority: String,
}

impl SpecimenData {
    /// An invented adult with a document of Utopia that is valid on `today`.
    ///
    /// The same seed and day give the same person. About half of the names have letters outside A–Z, some are
    /// long, and some have an apostrophe, a hyphen or several parts.
    #[must_use]
    pub fn random(seed: u64, today: Date) -> Self {
        let mut dice = Dice::new(seed, "holder");
        let sex = match dice.below(20) {
            0 => Sex::Unspecified,
            n if n % 2 == 0 => Sex::Female,
            _ => Sex::Male,
        };
        let people = dice.pick(names::PEOPLES);
        let given_pool = match sex {
            Sex::Female => people.women,
            Sex::Male => people.men,
            Sex::Unspecified => *dice.pick(&[people.women, people.men]),
        };
        let mut given: Vec<&str> = Vec::new();
        let wanted = [1, 1, 2, 2, 2, 3][dice.below(6)];
        while given.len() < wanted.min(given_pool.len()) {
            let name = *dice.pick(given_pool);
            if !given.contains(&name) {
                given.push(name);
            }
        }
        let mut surname = (*dice.pick(people.surnames)).to_owned();
        if dice.chance(0.15) {
            let second = *dice.pick(people.surnames);
            if second != surname {
                surname.push(if dice.chance(0.5) { '-' } else { ' ' });
                surname.push_str(second);
            }
        }
        let days = |date: Date, days: i32| date.saturating_add(jiff::Span::new().days(days));
        let birth = days(today, -dice.whole(19 * 366, 82 * 365));
        let issue = days(today, -dice.whole(30, 9 * 365));
        let expiry = days(issue.saturating_add(jiff::Span::new().years(10)), -1);
        Self {
            surname,
            given_names: given.join(" "),
            number: number(&mut dice),
            issuing_state: "UTO".to_owned(),
            nationality: "UTO".to_owned(),
            birth,
            sex,
            issue,
            expiry,
            personal_number: dice.chance(0.6).then(|| {
                let serial = dice.below(100_000);
                format!(
                    "{:02}{:02}{:02}{serial:05}",
                    birth.year() % 100,
                    birth.month(),
                    birth.day()
                )
            }),
            place_of_birth: (*dice.pick(names::PLACES)).to_owned(),
            authority: (*dice.pick(names::AUTHORITIES)).to_owned(),
        }
    }

    /// With another name.
    #[must_use]
    pub fn named(mut self, surname: &str, given_names: &str) -> Self {
        self.surname = surname.to_owned();
        self.given_names = given_names.to_owned();
        self
    }

    /// With another document number.
    #[must_use]
    pub fn numbered(mut self, number: &str) -> Self {
        self.number = number.to_owned();
        self
    }

    /// With another issuing state and nationality.
    #[must_use]
    pub fn of_state(mut self, code: &str) -> Self {
        self.issuing_state = code.to_owned();
        self.nationality = code.to_owned();
        self
    }

    /// With another date of birth.
    #[must_use]
    pub fn born(mut self, birth: Date) -> Self {
        self.birth = birth;
        self
    }

    /// With other dates of issue and expiry.
    #[must_use]
    pub fn valid(mut self, issue: Date, expiry: Date) -> Self {
        self.issue = issue;
        self.expiry = expiry;
        self
    }

    /// With another sex.
    #[must_use]
    pub fn of_sex(mut self, sex: Sex) -> Self {
        self.sex = sex;
        self
    }

    /// With another personal number, or none.
    #[must_use]
    pub fn personally_numbered(mut self, personal_number: Option<&str>) -> Self {
        self.personal_number = personal_number.map(str::to_owned);
        self
    }
}

/// A letter or two and digits, nine in all; sometimes shorter, so that fillers follow it in the MRZ.
fn number(dice: &mut Dice) -> String {
    let letters = b"ABCDEFGHJKLMNPRSTUVWXYZ";
    let length = if dice.chance(0.2) { 8 } else { 9 };
    let lead = 1 + dice.below(2);
    (0..length)
        .map(|place| {
            let letter = place < lead || dice.chance(0.08);
            char::from(if letter {
                *dice.pick(letters)
            } else {
                b'0' + dice.below(10) as u8
            })
        })
        .collect()
}
