use bonafide_domain::{Area, CheckEvidence, CheckOutcome, SecurityCheck, Side, SimilarityLevel};
use bonafide_facts::PixelBox;

/// The checks of a document, by their keys in the Assure API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Check {
    /// The document has not expired.
    NonExpired,
    /// The holder is of age.
    NotUnderage,
    /// Check digits are right, and the machine-readable zone says what the visual zone says.
    DataIntegrity,
    /// Both sides are of one document.
    SidesMatch,
    /// The picture is not of a black-and-white copy.
    NotBlackAndWhite,
    /// No trace of editing was found.
    NotTamperedDocument,
    /// Selfie and portrait show the same person.
    SelfieAndDocumentMatch,
    /// A person stands before the camera of the selfie, not a picture of one.
    NotFaceSpoofing,
}

impl Check {
    /// Every check, in the order in which a person would ask.
    pub const ALL: [Self; 8] = [
        Self::DataIntegrity,
        Self::SidesMatch,
        Self::NonExpired,
        Self::NotUnderage,
        Self::NotBlackAndWhite,
        Self::NotTamperedDocument,
        Self::SelfieAndDocumentMatch,
        Self::NotFaceSpoofing,
    ];

    /// Its key in `securityChecks`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::NonExpired => "nonExpired",
            Self::NotUnderage => "notUnderage",
            Self::DataIntegrity => "dataIntegrity",
            Self::SidesMatch => "sidesMatch",
            Self::NotBlackAndWhite => "notBlackAndWhite",
            Self::NotTamperedDocument => "notTamperedDocument",
            Self::SelfieAndDocumentMatch => "selfieAndDocumentMatch",
            Self::NotFaceSpoofing => "notFaceSpoofing",
        }
    }

    /// Its `subCategory` in `statusReasons`: the key with a capital.
    #[must_use]
    pub const fn sub_category(self) -> &'static str {
        match self {
            Self::NonExpired => "NonExpired",
            Self::NotUnderage => "NotUnderage",
            Self::DataIntegrity => "DataIntegrity",
            Self::SidesMatch => "SidesMatch",
            Self::NotBlackAndWhite => "NotBlackAndWhite",
            Self::NotTamperedDocument => "NotTamperedDocument",
            Self::SelfieAndDocumentMatch => "SelfieAndDocumentMatch",
            Self::NotFaceSpoofing => "NotFaceSpoofing",
        }
    }

    /// Its `name` in `securityChecks`, for people.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::NonExpired => "Document not expired",
            Self::NotUnderage => "Not underage",
            Self::DataIntegrity => "Data integrity",
            Self::SidesMatch => "Sides match",
            Self::NotBlackAndWhite => "Not black & white copy",
            Self::NotTamperedDocument => "Not tampered document",
            Self::SelfieAndDocumentMatch => "Selfie and photo in the document match",
            Self::NotFaceSpoofing => "Not face spoofing",
        }
    }
}

/// How one check went: the outcome, and what it stands on.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Which check.
    pub check: Check,
    /// How it went.
    pub outcome: CheckOutcome,
    /// One sentence for the person who asks why. Names fields, never their values.
    pub reason: String,
    /// What was measured, and what it was held against.
    pub measured: Option<(f64, f64)>,
    /// Where.
    pub place: Option<(Side, PixelBox)>,
    /// How alike faces are, for the check that compares them.
    pub level: Option<SimilarityLevel>,
}

impl Finding {
    pub(crate) fn new(check: Check, outcome: CheckOutcome, reason: impl Into<String>) -> Self {
        Self {
            check,
            outcome,
            reason: reason.into(),
            measured: None,
            place: None,
            level: None,
        }
    }

    pub(crate) fn passed(check: Check, reason: impl Into<String>) -> Self {
        Self::new(check, CheckOutcome::Passed, reason)
    }

    pub(crate) fn failed(check: Check, reason: impl Into<String>) -> Self {
        Self::new(check, CheckOutcome::Failed, reason)
    }

    pub(crate) fn not_made(check: Check, reason: impl Into<String>) -> Self {
        Self::new(check, CheckOutcome::NotMade, reason)
    }

    pub(crate) fn measured(mut self, score: f64, threshold: f64) -> Self {
        self.measured = Some((score, threshold));
        self
    }

    pub(crate) fn at(mut self, side: Side, area: PixelBox) -> Self {
        self.place = Some((side, area));
        self
    }

    pub(crate) fn of_level(mut self, level: SimilarityLevel) -> Self {
        self.level = Some(level);
        self
    }

    /// As it stands in `securityChecks`; `None` for a check that could not be made. One that answers with a level has it
    /// whatever came of it.
    pub(crate) fn security_check(&self) -> Option<SecurityCheck> {
        if self.level.is_some() {
            return Some(SecurityCheck {
                name: self.check.title().into(),
                passed: None,
                similarity_level: self.level,
            });
        }
        let passed = match self.outcome {
            CheckOutcome::Passed => true,
            CheckOutcome::Failed => false,
            CheckOutcome::NotMade => return None,
        };
        Some(SecurityCheck {
            name: self.check.title().into(),
            passed: Some(passed),
            similarity_level: None,
        })
    }

    /// As it stands in the evidence.
    pub(crate) fn evidence(&self) -> CheckEvidence {
        CheckEvidence {
            check: self.check.key().into(),
            outcome: self.outcome,
            reason: self.reason.clone(),
            score: self.measured.map(|(score, _)| score),
            threshold: self.measured.map(|(_, threshold)| threshold),
            side: self.place.map(|(side, _)| side),
            area: self.place.map(|(_, area)| domain_area(area)),
        }
    }
}

pub(crate) const fn domain_area(area: PixelBox) -> Area {
    Area {
        x: area.x,
        y: area.y,
        width: area.width,
        height: area.height,
    }
}
