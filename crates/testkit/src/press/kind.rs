//! The documents that the press can print.

use bonafide_documents::mrz::MrzFormat;
use serde::{Deserialize, Serialize};

/// One printed side of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DocumentKind {
    /// The data page of a passport: TD3, 125 × 88 mm (ICAO Doc 9303-4, section 2).
    Passport,
    /// The front of an identity card: TD1, 85.6 × 54 mm (ICAO Doc 9303-5, section 2). It has no MRZ.
    CardFront,
    /// The back of an identity card, with its MRZ of three lines.
    CardBack,
    /// An identity card of TD2 size: 105 × 74 mm (ICAO Doc 9303-6, section 2).
    LargeCard,
    /// The front of a European driving licence: numbered fields (Directive 2006/126/EC, annex I).
    LicenceFront,
    /// Its back: the table of categories, and what the numbers mean.
    LicenceBack,
    /// The front of a North American driving licence (AAMVA DL/ID Card Design Standard, 2020).
    AmericanLicenceFront,
    /// Its back, with PDF417.
    AmericanLicenceBack,
}

impl DocumentKind {
    /// Every side of the documents of ICAO Doc 9303.
    pub const ALL: [Self; 4] = [
        Self::Passport,
        Self::CardFront,
        Self::CardBack,
        Self::LargeCard,
    ];

    /// Every side of driving licences, which have no machine-readable zone.
    pub const LICENCES: [Self; 4] = [
        Self::LicenceFront,
        Self::LicenceBack,
        Self::AmericanLicenceFront,
        Self::AmericanLicenceBack,
    ];

    /// Width and height in millimetres.
    #[must_use]
    pub fn millimetres(self) -> (f32, f32) {
        match self {
            Self::Passport => (125.0, 88.0),
            Self::LargeCard => (105.0, 74.0),
            _ => (85.6, 53.98),
        }
    }

    /// Radius of the rounded corners, in millimetres (ISO/IEC 7810 for cards).
    #[must_use]
    pub fn corner_radius(self) -> f32 {
        match self {
            Self::Passport => 1.2,
            _ => 3.18,
        }
    }

    /// Whether the side shows the holder's portrait.
    #[must_use]
    pub fn has_portrait(self) -> bool {
        !matches!(
            self,
            Self::CardBack | Self::LicenceBack | Self::AmericanLicenceBack
        )
    }

    /// The format of its machine-readable zone, on sides that have one.
    #[must_use]
    pub fn mrz_format(self) -> Option<MrzFormat> {
        match self {
            Self::Passport => Some(MrzFormat::Td3),
            Self::CardBack => Some(MrzFormat::Td1),
            Self::LargeCard => Some(MrzFormat::Td2),
            _ => None,
        }
    }
}
