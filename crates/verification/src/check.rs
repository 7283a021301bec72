use bonafide_domain::{Area, CheckEvidence, CheckOutcome, SecurityCheck, Side};
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
}

impl Check {
    /// Every check, in the order in which a person would ask.
    pub const ALL: [Self; 6] = [
        Self::DataIntegrity,
        Self::SidesMatch,
        Self::NonExpired,
        Self::NotUnderage,
        Self::NotBlackAndWhite,
        Self::NotTamperedDocument,
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
}

impl Finding {
    pub(crate) fn new(check: Check, outcome: CheckOutcome, reason: impl Into<String>) -> Self {
        Self {
            check,
            outcome,
            reason: reason.into(),
            measured: None,
            place: None,
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

    /// As it stands in `securityChecks`; `None` for a check that could not be made.
    pub(crate) fn security_check(&self) -> Option<SecurityCheck> {
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
