use super::told;
use crate::result::{Area, Gender, SimilarityLevel};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What VideoID tells: the automatic part always, the agent's part where one reviewed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct VideoIdReport {
    /// The automatic part.
    pub ocr: Ocr,
    /// The agent's part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manual_approval: Option<ManualApproval>,
}

/// How a security check went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Valid {
    /// Whether it passed.
    pub valid: bool,
}

/// Something that the document shows, or does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct VideoIdFeature {
    /// `Header`, `OVI 1`, `Signature`, `Photo`, …
    pub name: String,
    /// Whether it was seen.
    pub found: bool,
    /// Where; absent when it was not found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bbox: Option<Area>,
    /// `data` or `front`.
    pub side: String,
}

/// Why an agent rejected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RejectionReason {
    /// `Document.NotLegible`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// For people.
    pub message: String,
}

told! {
    /// What was read and checked in the video.
    Ocr {
        first_name: String,
        alternative_first_name: String,
        last_name: String,
        alternative_last_name: String,
        date_of_birth: Date,
        birth_place: String,
        gender: Gender,
        nationality: String,
        address: String,
        /// Years, with decimals.
        predicted_age: String,
        document_type: String,
        /// The numeric id of the document type.
        id_type: String,
        document_number: String,
        date_of_issue: Date,
        date_of_expiry: Date,
        issuing_country: String,
        issuing_authority: String,
        personal_identification_number: String,
        social_security_number: String,
        tax_number: String,
        health_number: String,
        similarity_score: SimilarityLevel,
        /// `true` or `false`, as a text.
        liveness_detected: String,
        /// By name of the check.
        security_checks: BTreeMap<String, Valid>,
        features: Vec<VideoIdFeature>,
    }
    /// What an agent saw and decided.
    ManualApproval {
        /// Seconds.
        duration: String,
        first_name: String,
        alternative_first_name: String,
        last_name: String,
        alternative_last_name: String,
        date_of_birth: Date,
        birth_place: String,
        gender: Gender,
        nationality: String,
        address: String,
        document_number: String,
        date_of_expiry: Date,
        issuing_country: String,
        issuing_authority: String,
        personal_identification_number: String,
        video_id: String,
        verification_id: String,
        verifier_id: String,
        verification_date: String,
        r_authority_id: String,
        /// Only where the agent rejected.
        rejection_reasons: Vec<RejectionReason>,
    }
}
