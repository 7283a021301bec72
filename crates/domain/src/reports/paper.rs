use super::told;
use crate::result::Gender;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What Paper tells. Its features and its zone are flat maps of what was read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct PaperReport {
    /// What was compared, and how it went.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verification: Option<PaperVerification>,
    /// What was read in the visual zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub features: Option<PaperFields>,
    /// What was read in the machine-readable zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mrz: Option<PaperFields>,
    /// `VALID` or `INVALID`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mrz_checksum: Option<String>,
    /// `VALID` or `INVALID`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mrz_verification: Option<String>,
    /// `FULL_MATCH`, `LEVENSHTEIN1` to `LEVENSHTEIN4`, `VALID`, `PARSED`, `FOUND`, `MISSING`, by field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mrz_feature_matching: Option<std::collections::BTreeMap<String, String>>,
    /// `FOUND` or `MISSING`, by field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub features_verification: Option<std::collections::BTreeMap<String, String>>,
    /// How far the pictures were blackened, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redaction_result: Option<RedactionResult>,
    /// What is wrong, where it was rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub errors: Option<Vec<String>>,
}

/// How far pictures were blackened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct RedactionResult {
    /// Some of the fields.
    pub is_partial_redaction: bool,
    /// All of them.
    pub is_full_redaction: bool,
}

impl RedactionResult {
    /// Whether a picture may be shown: something of it was blackened.
    #[must_use]
    pub const fn succeeded(self) -> bool {
        self.is_full_redaction || self.is_partial_redaction
    }
}

told! {
    /// What was compared, and how it went.
    PaperVerification {
        /// `MRZ_FEATURE_COMPARISON`, `MRZ_ONLY`, `FEATURES_ONLY`.
        #[serde(rename = "type")]
        kind: String,
        status: String,
    }
    /// What was read in one zone.
    PaperFields {
        first_name: String,
        last_name: String,
        date_of_birth: Date,
        place_of_birth: String,
        gender: Gender,
        nationality: String,
        document_type: String,
        document_number: String,
        issuing_country: String,
        issuing_authority: String,
        date_of_issue: Date,
        date_of_expiry: Date,
        personal_identification_number: String,
    }
}
