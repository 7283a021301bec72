use super::told;
use crate::result::Gender;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What ReadID tells of a chip.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ReadIdReport {
    /// What it comes to.
    pub consolidated_identity_data: ConsolidatedIdentityData,
    /// What stands in the chip.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_content: Option<DocumentContent>,
    /// How the person's face was compared, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iproov_session: Option<IproovSession>,
}

told! {
    /// The person and the document, and whether the chip is genuine.
    ConsolidatedIdentityData {
        /// `SUCCEEDED` or `FAILED`.
        chip_verification: String,
        /// `SUCCEEDED`, `FAILED` or `NOT_AVAILABLE`.
        chip_clone_detection: String,
        first_name: String,
        last_name: String,
        date_of_birth: Date,
        gender: Gender,
        nationality: String,
        /// `P`, `I` or `D`.
        document_code: String,
        document_type: String,
        document_number: String,
        issuing_country: String,
        date_of_expiry: Date,
        personal_identification_number: String,
    }
    /// What stands in the chip.
    DocumentContent {
        first_name: String,
        last_name: String,
        mrz_first_name: String,
        mrz_last_name: String,
        date_of_birth: Date,
        place_of_birth: String,
        gender: Gender,
        nationality: String,
        document_code: String,
        document_type: String,
        document_number: String,
        issuing_country: String,
        date_of_issue: Date,
        date_of_expiry: Date,
        personal_identification_number: String,
        profession: String,
        telephone: String,
        title: String,
    }
    /// A session of iProov.
    IproovSession {
        attempts: u32,
        enrollment_image_source: String,
        error_string: String,
        finished: bool,
        has_error: bool,
        passed: bool,
        enrollment_risk_profile: String,
        risk_profile: String,
        #[serde(rename = "iProovAssuranceType")]
        iproov_assurance_type: String,
    }
}
