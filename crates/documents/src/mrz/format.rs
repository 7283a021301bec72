use serde::{Deserialize, Serialize};

/// The five formats of ICAO Doc 9303, parts 4 to 7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MrzFormat {
    /// Three lines of 30: cards.
    #[serde(rename = "TD1")]
    Td1,
    /// Two lines of 36: larger cards.
    #[serde(rename = "TD2")]
    Td2,
    /// Two lines of 44: passports.
    #[serde(rename = "TD3")]
    Td3,
    /// Two lines of 44: full-page visas.
    #[serde(rename = "MRV-A")]
    MrvA,
    /// Two lines of 36: smaller visas.
    #[serde(rename = "MRV-B")]
    MrvB,
}

impl MrzFormat {
    /// All five.
    pub const ALL: [Self; 5] = [Self::Td1, Self::Td2, Self::Td3, Self::MrvA, Self::MrvB];

    /// How many lines it has: 3 for TD1, else 2.
    #[must_use]
    pub const fn line_count(self) -> usize {
        match self {
            Self::Td1 => 3,
            Self::Td2 | Self::Td3 | Self::MrvA | Self::MrvB => 2,
        }
    }

    /// How many characters a line has: 30, 36 or 44.
    #[must_use]
    pub const fn line_length(self) -> usize {
        match self {
            Self::Td1 => 30,
            Self::Td2 | Self::MrvB => 36,
            Self::Td3 | Self::MrvA => 44,
        }
    }

    /// True for the two visa formats, which have no composite check digit (9303-7, 4.2.2).
    #[must_use]
    pub const fn is_visa(self) -> bool {
        matches!(self, Self::MrvA | Self::MrvB)
    }

    /// The format that lines of this number and length have; a first character `V` tells a visa from a passport
    /// or card of the same shape (9303-7, 4.2.2). `None` where the lines have no format's shape.
    #[must_use]
    pub fn from_lines(lines: &[impl AsRef<str>]) -> Option<Self> {
        let length = lines.first()?.as_ref().chars().count();
        if lines
            .iter()
            .any(|line| line.as_ref().chars().count() != length)
        {
            return None;
        }
        let visa = lines.first()?.as_ref().starts_with('V');
        Self::ALL.into_iter().find(|format| {
            format.line_count() == lines.len()
                && format.line_length() == length
                && (format.is_visa() == visa || lines.len() == 3)
        })
    }

    /// Its name in ICAO 9303: `TD1`, `TD2`, `TD3`, `MRV-A`, `MRV-B`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Td1 => "TD1",
            Self::Td2 => "TD2",
            Self::Td3 => "TD3",
            Self::MrvA => "MRV-A",
            Self::MrvB => "MRV-B",
        }
    }
}

impl std::fmt::Display for MrzFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
