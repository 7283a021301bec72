use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Who verifies. The names are those of the Assure API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// Documents, and a selfie against the document, by our own engine.
    SignicatPictureId,
    /// A video of the person and the document.
    SignicatVideoId,
    /// The older name of `signicatvideoid`; answered as it was asked.
    Eid,
    /// Onfido.
    Onfido,
    /// ReadID: the chip of the document.
    ReadId,
    /// Signicat Paper.
    SignicatPaper,
    /// The older name of `signicatpaper`.
    Paper,
    /// FaceTec.
    FaceTec,
    /// WebID.
    WebId,
}

/// A name that is none of those known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{given}' is not one of {known}")]
pub struct UnknownName {
    /// What was given, cut to 64 characters.
    pub given: String,
    /// What would have been understood.
    pub known: String,
}

impl UnknownName {
    pub(crate) fn new(given: &str, known: impl IntoIterator<Item = &'static str>) -> Self {
        Self {
            given: given.chars().take(64).collect(),
            known: known.into_iter().collect::<Vec<_>>().join(", "),
        }
    }
}

impl Provider {
    /// Every provider of the contract.
    pub const ALL: [Self; 9] = [
        Self::SignicatPictureId,
        Self::SignicatVideoId,
        Self::Eid,
        Self::Onfido,
        Self::ReadId,
        Self::SignicatPaper,
        Self::Paper,
        Self::FaceTec,
        Self::WebId,
    ];

    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignicatPictureId => "signicatpictureid",
            Self::SignicatVideoId => "signicatvideoid",
            Self::Eid => "eid",
            Self::Onfido => "onfido",
            Self::ReadId => "readid",
            Self::SignicatPaper => "signicatpaper",
            Self::Paper => "paper",
            Self::FaceTec => "facetec",
            Self::WebId => "webid",
        }
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Provider {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL
            .into_iter()
            .find(|provider| provider.as_str() == text)
            .ok_or_else(|| UnknownName::new(text, Self::ALL.map(Self::as_str)))
    }
}

/// What a process of a provider looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ProcessType {
    /// A document.
    Document,
    /// A document and a selfie.
    DocumentSelfie,
}

impl ProcessType {
    /// Every type that can be asked for.
    pub const ALL: [Self; 2] = [Self::Document, Self::DocumentSelfie];

    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::DocumentSelfie => "documentSelfie",
        }
    }
}

impl fmt::Display for ProcessType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ProcessType {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| UnknownName::new(text, Self::ALL.map(Self::as_str)))
    }
}
