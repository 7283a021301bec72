use crate::ids::BlobId;
use crate::provider::UnknownName;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use utoipa::ToSchema;

/// What a picture shows.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Depiction {
    /// The front, or the data page, of the document.
    Front,
    /// Its back.
    Back,
    /// The person.
    Selfie,
    /// The portrait cut out of the document or its chip; never uploaded.
    Portrait,
}

impl Depiction {
    /// Every depiction of the contract.
    pub const ALL: [Self; 4] = [Self::Front, Self::Back, Self::Selfie, Self::Portrait];

    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Front => "front",
            Self::Back => "back",
            Self::Selfie => "selfie",
            Self::Portrait => "portrait",
        }
    }
}

impl fmt::Display for Depiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Depiction {
    type Err = UnknownName;

    /// Takes capitals too: one published guide writes them.
    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL
            .into_iter()
            .find(|depiction| depiction.as_str().eq_ignore_ascii_case(text))
            .ok_or_else(|| UnknownName::new(text, Self::ALL.map(Self::as_str)))
    }
}

/// A side of a document.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The front, or the data page.
    Front,
    /// The back.
    Back,
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Front => "front",
            Self::Back => "back",
        })
    }
}

/// The two formats in which a picture may be uploaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ImageFormat {
    /// ISO/IEC 10918.
    Jpeg,
    /// ISO/IEC 15948.
    Png,
}

/// A picture that is stored: the row that names its blob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageRow {
    /// What it shows.
    pub depiction: Depiction,
    /// Where its bytes lie.
    pub blob: BlobId,
    /// Its format, by its first bytes.
    pub format: ImageFormat,
    /// How many bytes it has.
    pub bytes: u64,
    /// The sha256 of its bytes.
    pub sha256: [u8; 32],
}
