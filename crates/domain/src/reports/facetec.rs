use super::told;
use serde::{Deserialize, Serialize};

/// What FaceTec tells of a scanned face.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct FaceTecReport {
    /// Whether the face is alive.
    pub liveness: FaceTecLiveness,
    /// How it compares with the picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matching: Option<FaceTecMatching>,
}

told! {
    /// Whether the face is alive.
    FaceTecLiveness {
        error: bool,
        success: bool,
        face_scan_security_checks: FaceScanChecks,
    }
    /// How each check of the scan went.
    FaceScanChecks {
        audit_trail_verification_check_succeeded: bool,
        replay_check_succeeded: bool,
        face_scan_liveness_check_succeeded: bool,
        session_token_check_succeeded: bool,
    }
    /// How the face compares with the picture, by the best attempt.
    FaceTecMatching {
        attempts: Vec<FaceTecAttempt>,
        algorithm: String,
        /// 0 to 8.
        match_level: u8,
        image_processing: String,
        success: bool,
        error: bool,
    }
    /// One comparison.
    FaceTecAttempt {
        /// `facePortrait`, `idPhoto`, `idPhotoLowQuality`.
        algorithm: String,
        /// 0 to 8.
        match_level: u8,
        /// `faceFound`, `invalidImage`, `faceDetectionIssue`, `lowQuality`.
        image_processing: String,
        success: bool,
        error: bool,
    }
}
