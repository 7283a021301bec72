use bonafide_domain::{RedactionLevel, UnknownName};
use bytes::Bytes;
use std::str::FromStr;

/// A name that redaction does not know.
pub type RedactionUnknown = UnknownName;

/// The Dutch documents that are redacted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say what they are")]
pub enum RedactionDocument {
    Passport,
    IdentityCard,
    DriversLicense,
    ResidencePermit,
}

impl RedactionDocument {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Passport,
        Self::IdentityCard,
        Self::DriversLicense,
        Self::ResidencePermit,
    ];

    /// Its name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Passport => "passport",
            Self::IdentityCard => "identityCard",
            Self::DriversLicense => "driversLicense",
            Self::ResidencePermit => "residencePermit",
        }
    }
}

impl FromStr for RedactionDocument {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL
            .into_iter()
            .find(|document| document.name() == text)
            .ok_or_else(|| UnknownName::new(text, Self::ALL.map(Self::name)))
    }
}

/// What is to be taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RedactedFields {
    /// `personalIdentificationNumber`.
    pub number: bool,
    /// `photo`.
    pub photo: bool,
}

/// Pictures to be redacted.
#[derive(Clone)]
pub struct RedactionTask {
    /// What they are of.
    pub document: RedactionDocument,
    /// How much is to be taken away.
    pub level: RedactionLevel,
    /// What.
    pub fields: RedactedFields,
    /// The front, as a file.
    pub front: Option<Bytes>,
    /// The back, as a file.
    pub back: Option<Bytes>,
}

/// What came of it.
#[derive(Clone)]
pub enum Redaction {
    /// All that was asked for is gone from both pictures.
    Done {
        /// The front, where one was given.
        front: Option<crate::EditedPicture>,
        /// The back, where one was given.
        back: Option<crate::EditedPicture>,
        /// One sentence: what was hidden, at how many places.
        detail: String,
    },
    /// It cannot be said for certain that it would be; there are no pictures.
    NotDone {
        /// One sentence: why.
        detail: String,
    },
}
