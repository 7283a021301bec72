//! Onfido: `clear` accepts; `consider` with `suspected` leaves a doubt, with `rejected` rejects. A video of the person is
//! kept of `documentVideo`.

use super::{Scene, Told, Verdict};
use crate::simulator::props;
use bonafide_domain::reports::{
    OnfidoDocument, OnfidoFace, OnfidoReport, PassengerVehicle, VehicleClassDetail,
};
use bonafide_domain::{Gender, ProcessType, ProviderReport, SimilarityLevel};
use serde_json::{Map, Value, json};

pub(super) fn play(scene: &Scene<'_>) -> Told {
    let compares = scene.task.request.process_type != Some(ProcessType::Document);
    let report = OnfidoReport {
        document_verification: document(scene),
        facial_similarity: compares.then(|| face(scene)),
    };
    let mut result = scene.holder.result();
    result.similarity_score = compares.then_some(SimilarityLevel::High);
    let mut told = Told::new(ProviderReport::Onfido(Box::new(report)), result);
    if scene.task.request.process_type == Some(ProcessType::DocumentVideo) {
        told.recordings.push(props::video());
    }
    told
}

fn word(clear: bool) -> Option<String> {
    Some(if clear { "clear" } else { "consider" }.to_owned())
}

fn document(scene: &Scene<'_>) -> OnfidoDocument {
    let holder = &scene.holder;
    let sub_result = match scene.verdict {
        Verdict::Accepted => "clear",
        Verdict::Inconclusive => "suspected",
        Verdict::Rejected => "rejected",
    };
    let sex = if holder.gender == Gender::M { 'M' } else { 'F' };
    let licence = holder.document_type == "driversLicense";
    let wanted = scene
        .task
        .request
        .parameters
        .request_extra_data_from_driving_license;
    let plain = OnfidoDocument {
        first_name: Some(holder.first_name.clone()),
        last_name: Some(holder.last_name.clone()),
        gender: Some(holder.gender),
        nationality: Some(holder.nationality.clone()),
        date_of_birth: Some(holder.date_of_birth),
        place_of_birth: Some(holder.place_of_birth.clone()),
        document_type: Some(holder.document_type.clone()),
        document_number: Some(holder.document_number.clone()),
        tax_number: Some(holder.personal_number.clone()),
        personal_identification_number: Some(holder.personal_number.clone()),
        date_of_issue: Some(holder.date_of_issue),
        date_of_expiry: Some(holder.date_of_expiry),
        issuing_country: Some(holder.issuing_country.clone()),
        issuing_state: Some("UTRECHT".to_owned()),
        issuing_authority: Some(holder.issuing_authority.clone()),
        spouse_name: Some("EXAMPLE".to_owned()),
        widow_name: Some("EXAMPLE".to_owned()),
        alias_name: Some("EXAMPLE".to_owned()),
        mrz_line1: Some("I<UTOSPECI20140999999990<<<<<<".to_owned()),
        mrz_line2: Some(format!("9001319{sex}3301017UTO<<<<<<<<<<<8")),
        mrz_line3: Some("SPECIMEN<<ANNA<<<<<<<<<<<<<<<<".to_owned()),
        result: word(scene.accepted()),
        sub_result: Some(sub_result.to_owned()),
        age_validation: word(true),
        police_record: word(true),
        data_consistency: word(scene.not_rejected()),
        data_validation: word(scene.not_rejected()),
        image_integrity: word(true),
        data_comparison: word(true),
        face_comparison: word(true),
        compromised_document: word(true),
        visual_authenticity: word(scene.accepted()),
        breakdowns: Some(breakdowns(
            scene,
            "visualAuthenticity",
            "originalDocumentPresent",
        )),
        ..OnfidoDocument::default()
    };
    if licence && wanted == Some(true) {
        with_licence(scene, plain)
    } else {
        plain
    }
}

fn with_licence(scene: &Scene<'_>, plain: OnfidoDocument) -> OnfidoDocument {
    let (from, to) = (scene.holder.date_of_issue, scene.holder.date_of_expiry);
    OnfidoDocument {
        drivers_license: Some(true),
        restricted_licence: Some(false),
        raw_licence_category: Some("B".to_owned()),
        raw_vehicle_classes: Some("B".to_owned()),
        vehicle_class_details: Some(vec![VehicleClassDetail {
            category: Some("B".to_owned()),
            codes: Some("01".to_owned()),
            obtainment_date: Some(from),
            expiry_date: Some(to),
        }]),
        manual_transmission_restriction: Some(false),
        passenger_vehicle: Some(PassengerVehicle {
            permission_to_drive: Some(true),
            obtainment_date: Some(from),
            expiry_date: Some(to),
        }),
        ..plain
    }
}

fn face(scene: &Scene<'_>) -> OnfidoFace {
    let score = match scene.verdict {
        Verdict::Accepted => SimilarityLevel::High,
        Verdict::Inconclusive => SimilarityLevel::Medium,
        Verdict::Rejected => SimilarityLevel::VeryLow,
    };
    OnfidoFace {
        result: word(scene.accepted()),
        image_integrity: word(true),
        face_comparison: word(scene.accepted()),
        visual_authenticity: word(scene.not_rejected()),
        similarity_score: Some(score),
        breakdowns: Some(breakdowns(scene, "faceComparison", "faceMatch")),
    }
}

fn breakdowns(scene: &Scene<'_>, group: &str, check: &str) -> Map<String, Value> {
    let result = word(scene.accepted());
    let group_told = json!({"result": result, "breakdown": {check: {"result": result}}});
    Map::from_iter([(group.to_owned(), group_told)])
}
