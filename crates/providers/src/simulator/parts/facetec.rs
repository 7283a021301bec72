//! FaceTec: a match of level 8 accepts, of level 5 leaves a doubt, of level 0 rejects.

use super::{Scene, Told, Verdict};
use bonafide_domain::reports::{
    FaceScanChecks, FaceTecAttempt, FaceTecLiveness, FaceTecMatching, FaceTecReport,
};
use bonafide_domain::{Depiction, FinalResult, ProviderReport, SimilarityLevel};

pub(super) fn play(scene: &Scene<'_>) -> Told {
    let level = match scene.verdict {
        Verdict::Accepted => 8,
        Verdict::Inconclusive => 5,
        Verdict::Rejected => 0,
    };
    let algorithm = match scene.task.start.image_depiction {
        Some(Depiction::Front) => "idPhoto",
        _ => "facePortrait",
    };
    let report = FaceTecReport {
        liveness: FaceTecLiveness {
            error: Some(false),
            success: Some(true),
            face_scan_security_checks: Some(FaceScanChecks {
                audit_trail_verification_check_succeeded: Some(true),
                replay_check_succeeded: Some(true),
                face_scan_liveness_check_succeeded: Some(true),
                session_token_check_succeeded: Some(true),
            }),
        },
        matching: Some(FaceTecMatching {
            attempts: Some(vec![FaceTecAttempt {
                algorithm: Some(algorithm.to_owned()),
                match_level: Some(level),
                image_processing: Some("faceFound".to_owned()),
                success: Some(scene.accepted()),
                error: Some(false),
            }]),
            algorithm: Some(algorithm.to_owned()),
            match_level: Some(level),
            image_processing: Some("faceFound".to_owned()),
            success: Some(scene.accepted()),
            error: Some(false),
        }),
    };
    // It looks at a face and at no document.
    let result = FinalResult {
        similarity_score: Some(SimilarityLevel::High),
        liveness_detected: Some(true),
        ..FinalResult::default()
    };
    Told::new(ProviderReport::FaceTec(Box::new(report)), result)
}
