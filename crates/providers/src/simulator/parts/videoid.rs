//! VideoID: what was read and checked in the video, and what an agent made of it.
//!
//! Rule source: the published examples. `substantial` is accepted with all checks valid, the score `high` and all features
//! found; a lower score or a missing feature leaves a doubt, a check that is not valid rejects. `substantialFullyAuto`
//! leaves no doubt and minds no feature. `high` is as an agent decides.

use super::{Scene, Told, Verdict};
use crate::Recording;
use crate::simulator::{props, stage};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bonafide_domain::reports::{
    ManualApproval, Ocr, RejectionReason, Valid, VideoIdFeature, VideoIdReport,
};
use bonafide_domain::{Area, Gender, ProcessType, ProviderReport, RecordingKind, SimilarityLevel};
use jiff::civil::Date;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

pub(super) fn play(scene: &Scene<'_>) -> Told {
    let report = VideoIdReport {
        ocr: ocr(scene),
        manual_approval: reviewed(scene).then(|| manual_approval(scene)),
    };
    let mut recordings = vec![props::video(), raw(scene, &report.ocr)];
    if let Some(approval) = &report.manual_approval {
        let mut told = json!(approval);
        told["simulated"] = true.into();
        recordings.push(json_file(RecordingKind::ManualApproval, &told));
    }
    let mut result = scene.holder.result();
    result.similarity_score = Some(score(scene));
    result.liveness_detected = Some(true);
    Told {
        recordings,
        ..Told::new(ProviderReport::VideoId(Box::new(report)), result)
    }
}

/// What is told while an agent still has to decide.
pub(in super::super) fn before_review(scene: &Scene<'_>) -> ProviderReport {
    ProviderReport::VideoId(Box::new(VideoIdReport {
        ocr: ocr(scene),
        manual_approval: None,
    }))
}

fn reviewed(scene: &Scene<'_>) -> bool {
    let process_type = scene.task.request.process_type;
    process_type.is_some_and(ProcessType::is_reviewed)
}

/// Whether the automatic part alone is the verdict.
fn automatic(scene: &Scene<'_>) -> bool {
    !reviewed(scene)
}

fn score(scene: &Scene<'_>) -> SimilarityLevel {
    match scene.verdict {
        Verdict::Accepted => SimilarityLevel::High,
        Verdict::Inconclusive => SimilarityLevel::Medium,
        Verdict::Rejected if automatic(scene) => SimilarityLevel::Low,
        Verdict::Rejected => SimilarityLevel::High,
    }
}

/// The checks by name; an agent may reject what passed all of them.
fn checks(scene: &Scene<'_>) -> BTreeMap<String, Valid> {
    let forged = automatic(scene) && scene.verdict == Verdict::Rejected;
    [
        "nonExpired",
        "notUnderage",
        "dataIntegrity",
        // The schema has the one name, every published example the other.
        "liveness",
        "livenessDetected",
        "sidesMatch",
        "notBWCopy",
        "notFaceSpoofing",
        "untamperedDocument",
        "untamperedVideo",
        "deviceSecurity",
        "reflectiveSurface",
        "documentTilt",
    ]
    .into_iter()
    .map(|check| {
        let valid = !(forged && matches!(check, "untamperedDocument" | "dataIntegrity"));
        (check.to_owned(), Valid { valid })
    })
    .collect()
}

fn features(scene: &Scene<'_>) -> Vec<VideoIdFeature> {
    let doubtful = scene.verdict == Verdict::Inconclusive;
    [
        ("Header", "front", [32, 20, 420, 44]),
        ("OVI 1", "front", [640, 120, 90, 90]),
        ("OVI 2", "front", [640, 240, 90, 90]),
        ("Signature", "front", [60, 430, 170, 34]),
        ("Photo", "data", [40, 124, 220, 280]),
    ]
    .into_iter()
    .map(|(name, side, [x, y, width, height])| {
        let found = !(doubtful && name == "OVI 2");
        VideoIdFeature {
            name: name.to_owned(),
            found,
            bbox: found.then_some(Area {
                x,
                y,
                width,
                height,
            }),
            side: side.to_owned(),
        }
    })
    .collect()
}

fn ocr(scene: &Scene<'_>) -> Ocr {
    let holder = &scene.holder;
    Ocr {
        first_name: Some(holder.first_name.clone()),
        alternative_first_name: Some(holder.first_name.clone()),
        last_name: Some(holder.last_name.clone()),
        alternative_last_name: Some(holder.last_name.clone()),
        date_of_birth: Some(holder.date_of_birth),
        birth_place: Some(holder.place_of_birth.clone()),
        gender: Some(holder.gender),
        nationality: Some(holder.nationality.clone()),
        address: Some(holder.address.clone()),
        predicted_age: Some("35.5".to_owned()),
        document_type: Some(holder.document_type.clone()),
        id_type: Some(scene.task.request.document_id.unwrap_or(136).to_string()),
        document_number: Some(holder.document_number.clone()),
        date_of_issue: Some(holder.date_of_issue),
        date_of_expiry: Some(holder.date_of_expiry),
        issuing_country: Some(holder.issuing_country.clone()),
        issuing_authority: Some(holder.issuing_authority.clone()),
        personal_identification_number: Some(holder.personal_number.clone()),
        social_security_number: Some(holder.personal_number.clone()),
        tax_number: Some(holder.personal_number.clone()),
        health_number: Some(holder.personal_number.clone()),
        similarity_score: Some(score(scene)),
        liveness_detected: Some("true".to_owned()),
        security_checks: Some(checks(scene)),
        features: Some(features(scene)),
    }
}

fn manual_approval(scene: &Scene<'_>) -> ManualApproval {
    let holder = &scene.holder;
    let authority = scene.task.start.registration_authority.clone();
    ManualApproval {
        duration: Some("74".to_owned()),
        first_name: Some(holder.first_name.clone()),
        alternative_first_name: Some(holder.first_name.clone()),
        last_name: Some(holder.last_name.clone()),
        alternative_last_name: Some(holder.last_name.clone()),
        date_of_birth: Some(holder.date_of_birth),
        birth_place: Some(holder.place_of_birth.clone()),
        gender: Some(holder.gender),
        nationality: Some(holder.nationality.clone()),
        address: Some(holder.address.clone()),
        document_number: Some(holder.document_number.clone()),
        date_of_expiry: Some(holder.date_of_expiry),
        issuing_country: Some(holder.issuing_country.clone()),
        issuing_authority: Some(holder.issuing_authority.clone()),
        personal_identification_number: Some(holder.personal_number.clone()),
        video_id: Some(stage::session_id(scene.task.process)),
        verification_id: Some(stage::another_id(scene.task.process, 2)),
        verifier_id: Some(stage::another_id(scene.task.process, 3)),
        verification_date: Some(scene.now()),
        r_authority_id: Some(authority.unwrap_or_else(|| "simulated-authority".to_owned())),
        rejection_reasons: (scene.verdict == Verdict::Rejected).then(|| {
            vec![RejectionReason {
                kind: "Document.NotLegible".to_owned(),
                message: "The data of the document cannot be read in the video.".to_owned(),
            }]
        }),
    }
}

/// The automatic part as VideoID itself writes it.
fn raw(scene: &Scene<'_>, ocr: &Ocr) -> Recording {
    let holder = &scene.holder;
    let compact = |day: Date| day.strftime("%y%m%d").to_string();
    let millis = scene.task.now.as_millisecond();
    let level = match score(scene) {
        SimilarityLevel::VeryLow => "VeryLow",
        SimilarityLevel::Low => "Low",
        SimilarityLevel::Medium => "Medium",
        SimilarityLevel::High => "High",
    };
    let checks: Map<String, Value> = ocr
        .security_checks
        .iter()
        .flatten()
        .map(|(name, check)| (name.clone(), json!({"name": name, "passed": check.valid})))
        .collect();
    let features: Map<String, Value> = ocr
        .features
        .iter()
        .flatten()
        .map(|feature| (feature.name.clone(), json!(feature)))
        .collect();
    let told = json!({
        "simulated": true,
        "id": stage::session_id(scene.task.process),
        "process": if reviewed(scene) { "Unattended" } else { "Substantial" },
        "status": "Completed",
        "tenantId": "simulated-tenant",
        "request": {"date": millis, "minSimilarityLevel": "Medium"},
        "completion": {"date": millis},
        "document": {
            "classification": ocr.id_type,
            "type": "TD1",
            "issuer": holder.issuing_country,
            "documentNumber": holder.document_number,
            "expiryDate": compact(holder.date_of_expiry),
            "front": STANDARD.encode(props::front()),
            "subject": {
                "primaryName": holder.last_name,
                "secondaryName": holder.first_name,
                "birthDate": compact(holder.date_of_birth),
                "sex": if holder.gender == Gender::M { "M" } else { "F" },
                "nationality": holder.nationality,
                "personalNumber": holder.personal_number,
                "address": holder.address,
            },
        },
        "biometrics": {
            "face": {"image": STANDARD.encode(props::selfie()), "similarityLevel": level},
        },
        "features": features,
        "securityChecks": checks,
    });
    json_file(RecordingKind::Raw, &told)
}

pub(super) fn json_file(kind: RecordingKind, told: &Value) -> Recording {
    Recording {
        kind,
        bytes: format!("{told:#}").into(),
    }
}
