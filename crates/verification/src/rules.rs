//! The rules that turn checks into a verdict: one table, and the thresholds with their origins.

use crate::check::Check;
use bonafide_facts::TamperSignalKind;
use jiff::civil::Date;

/// What a check that did not pass does to the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Consequence {
    /// Nothing.
    None,
    /// The process cannot be decided.
    Inconclusive,
    /// The process is rejected.
    Rejected,
}

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// The check.
    pub check: Check,
    /// When it was made and failed.
    pub failed: Consequence,
    /// When it could not be made.
    pub not_made: Consequence,
}

/// The table. The verdict is the gravest consequence of any row; `accepted` needs a table without any.
///
/// An expired document is inconclusive and wrong data are rejected, as the published examples of PictureID show.
/// Signals that can only raise a doubt (a grey picture, traces of editing) leave the decision to a person.
pub const TABLE: &[Row] = &[
    Row {
        check: Check::DataIntegrity,
        failed: Consequence::Rejected,
        not_made: Consequence::Inconclusive,
    },
    Row {
        check: Check::SidesMatch,
        failed: Consequence::Rejected,
        not_made: Consequence::None,
    },
    Row {
        check: Check::NonExpired,
        failed: Consequence::Inconclusive,
        not_made: Consequence::Inconclusive,
    },
    Row {
        check: Check::NotUnderage,
        failed: Consequence::Inconclusive,
        not_made: Consequence::Inconclusive,
    },
    Row {
        check: Check::NotBlackAndWhite,
        failed: Consequence::Inconclusive,
        not_made: Consequence::Inconclusive,
    },
    Row {
        check: Check::NotTamperedDocument,
        failed: Consequence::Inconclusive,
        not_made: Consequence::Inconclusive,
    },
];

/// Whether a document of Utopia (`UTO`, the State of ICAO's specimens) can be accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Specimens {
    /// In a sandbox: they are what is tried there.
    Taken,
    /// Where real people are verified: a specimen is nobody.
    Refused,
}

/// Thresholds and limits of one verification.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// The day on which expiry and age are judged.
    pub today: Date,
    /// Whether specimens can be accepted.
    pub specimens: Specimens,
    /// Completed years below which a holder is underage.
    pub minimum_age: i16,
    /// Lab chroma (90th percentile after the median tint) up to which a picture is black and white.
    ///
    /// Origin: pure grey copies measure at most 0.03, colour documents 13 in the median.
    pub grey_at_most: f64,
    /// The same measure from which a picture is in colour. Between the two lies doubt: the check is not made.
    pub colour_from: f64,
    /// How many fields of the visual zone must say what the machine-readable zone says.
    pub agreements_needed: usize,
    /// Confidence from which a differing visual field is a contradiction and not a misreading.
    pub contradiction_confidence: f32,
    /// Confidence from which a differing document number of the same length is at least a doubt.
    pub doubt_confidence: f32,
    /// Confidence of the least certain character from which a machine-readable zone is taken at its word.
    pub least_character_confidence: f32,
}

impl Rules {
    /// The version that stands in the evidence. It changes with every change of the table or a threshold.
    pub const VERSION: &'static str = "pictureid-2026-11.2";

    /// The rules as they are shipped, for one day.
    #[must_use]
    pub const fn shipped(today: Date) -> Self {
        Self {
            today,
            specimens: Specimens::Taken,
            minimum_age: 18,
            grey_at_most: 2.0,
            colour_from: 5.0,
            agreements_needed: 2,
            contradiction_confidence: 0.9,
            doubt_confidence: 0.6,
            least_character_confidence: 0.3,
        }
    }

    /// The score from which a trace of editing counts.
    ///
    /// Origin: scores are scaled by `vision` so that untouched pictures stay below a half.
    #[must_use]
    pub const fn tamper_threshold(&self, kind: TamperSignalKind) -> f64 {
        match kind {
            TamperSignalKind::EditorMetadata => 0.5,
        }
    }
}
