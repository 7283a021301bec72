//! National departures from ICAO 9303: one file each, which names its source.

mod french_identity_card;
mod russian_internal_passport;
mod united_states_card;

use super::format::MrzFormat;
use super::layout::Layout;
use serde::{Deserialize, Serialize};

/// A published national rule by which documents of a format's shape depart from ICAO 9303.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Departure {
    /// The laminated French national identity card of 1988 to 2021.
    FrenchIdentityCard,
    /// The passport of Russian citizens for use at home (`PNRUS`), whose names have digits for letters.
    RussianInternalPassport,
    /// Cards of the United States whose document code has a digit (`C1`, `C2`, `A3`).
    UnitedStatesCard,
}

impl Departure {
    /// The departure that the first five characters of the first line (document code, issuing State) announce.
    pub(super) fn of(format: MrzFormat, head: &str) -> Option<Self> {
        if french_identity_card::applies(format, head) {
            Some(Self::FrenchIdentityCard)
        } else if russian_internal_passport::applies(format, head) {
            Some(Self::RussianInternalPassport)
        } else if united_states_card::applies(format, head) {
            Some(Self::UnitedStatesCard)
        } else {
            None
        }
    }

    /// Its field table.
    #[must_use]
    pub fn layout(self) -> &'static Layout {
        match self {
            Self::FrenchIdentityCard => &french_identity_card::LAYOUT,
            Self::RussianInternalPassport => &russian_internal_passport::LAYOUT,
            Self::UnitedStatesCard => &united_states_card::LAYOUT,
        }
    }
}
