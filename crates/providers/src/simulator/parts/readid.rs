//! ReadID: a chip that cannot be verified rejects; one that could be a clone, or a face that was not recognised, leaves a
//! doubt.

use super::videoid::json_file;
use super::{Scene, Told, Verdict};
use crate::simulator::stage;
use bonafide_domain::reports::{
    ConsolidatedIdentityData, DocumentContent, IproovSession, ReadIdReport,
};
use bonafide_domain::{FinalResult, ProviderReport, RecordingKind};
use serde_json::json;

pub(super) fn play(scene: &Scene<'_>) -> Told {
    let holder = &scene.holder;
    let word = |well: bool| Some(if well { "SUCCEEDED" } else { "FAILED" }.to_owned());
    let code = match holder.document_type.as_str() {
        "passport" => "P",
        "driversLicense" => "D",
        _ => "I",
    };
    let report = ReadIdReport {
        consolidated_identity_data: ConsolidatedIdentityData {
            chip_verification: word(scene.not_rejected()),
            chip_clone_detection: match scene.verdict {
                Verdict::Rejected => Some("NOT_AVAILABLE".to_owned()),
                _ => word(scene.accepted()),
            },
            first_name: Some(holder.first_name.clone()),
            last_name: Some(holder.last_name.clone()),
            date_of_birth: Some(holder.date_of_birth),
            gender: Some(holder.gender),
            nationality: Some(holder.nationality.clone()),
            document_code: Some(code.to_owned()),
            document_type: Some(holder.document_type.clone()),
            document_number: Some(holder.document_number.clone()),
            issuing_country: Some(holder.issuing_country.clone()),
            date_of_expiry: Some(holder.date_of_expiry),
            personal_identification_number: Some(holder.personal_number.clone()),
        },
        document_content: Some(content(scene, code)),
        iproov_session: Some(IproovSession {
            attempts: Some(1),
            enrollment_image_source: Some("CHIP".to_owned()),
            error_string: Some(String::new()),
            finished: Some(true),
            has_error: Some(false),
            passed: Some(scene.accepted()),
            enrollment_risk_profile: Some("none".to_owned()),
            risk_profile: Some("none".to_owned()),
            iproov_assurance_type: Some("genuine_presence_assurance".to_owned()),
        }),
    };
    let mut raw = json!(report);
    raw["simulated"] = true.into();
    raw["sessionId"] = stage::session_id(scene.task.process).into();
    Told {
        recordings: vec![json_file(RecordingKind::Raw, &raw)],
        external_id: stage::external_id_at_the_end(scene.task.process),
        ..Told::new(
            ProviderReport::ReadId(Box::new(report)),
            FinalResult {
                liveness_detected: Some(true),
                ..holder.result()
            },
        )
    }
}

fn content(scene: &Scene<'_>, code: &str) -> DocumentContent {
    let holder = &scene.holder;
    DocumentContent {
        first_name: Some(holder.first_name.clone()),
        last_name: Some(holder.last_name.clone()),
        mrz_first_name: Some(holder.first_name.clone()),
        mrz_last_name: Some(holder.last_name.clone()),
        date_of_birth: Some(holder.date_of_birth),
        place_of_birth: Some(holder.place_of_birth.clone()),
        gender: Some(holder.gender),
        nationality: Some(holder.nationality.clone()),
        document_code: Some(code.to_owned()),
        document_type: Some(holder.document_type.clone()),
        document_number: Some(holder.document_number.clone()),
        issuing_country: Some(holder.issuing_country.clone()),
        date_of_issue: Some(holder.date_of_issue),
        date_of_expiry: Some(holder.date_of_expiry),
        personal_identification_number: Some(holder.personal_number.clone()),
        profession: Some("SPECIMEN".to_owned()),
        telephone: Some("+31000000000".to_owned()),
        title: Some("MS".to_owned()),
    }
}
