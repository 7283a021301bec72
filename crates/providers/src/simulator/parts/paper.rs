//! Paper: a document whose zone could not be read leaves a doubt; one that failed a check is rejected, with its errors.

use super::{Scene, Told, Verdict};
use bonafide_domain::ProviderReport;
use bonafide_domain::reports::{PaperFields, PaperReport, PaperVerification, RedactionResult};
use jiff::ToSpan as _;
use std::collections::BTreeMap;

pub(super) fn play(scene: &Scene<'_>) -> Told {
    let request = &scene.task.request;
    let read = scene.verdict != Verdict::Inconclusive;
    let universal = request.document_country.as_deref() == Some("UNIV");
    let kind = match scene.verdict {
        Verdict::Inconclusive => "FEATURES_ONLY",
        _ if universal => "MRZ_ONLY",
        _ => "MRZ_FEATURE_COMPARISON",
    };
    let word = |valid: bool| Some(if valid { "VALID" } else { "INVALID" }.to_owned());
    let report = PaperReport {
        verification: Some(PaperVerification {
            kind: Some(kind.to_owned()),
            status: word(scene.accepted()),
        }),
        features: (!universal).then(|| fields(scene)),
        mrz: read.then(|| fields(scene)),
        mrz_checksum: word(read),
        mrz_verification: word(scene.accepted()),
        mrz_feature_matching: Some(by_field(match scene.verdict {
            Verdict::Accepted => "FULL_MATCH",
            Verdict::Rejected => "LEVENSHTEIN3",
            Verdict::Inconclusive => "MISSING",
        })),
        features_verification: Some(by_field("FOUND")),
        redaction_result: request.redaction.is_some().then_some(RedactionResult {
            is_partial_redaction: scene.verdict == Verdict::Inconclusive,
            is_full_redaction: scene.accepted(),
        }),
        errors: (scene.verdict == Verdict::Rejected).then(|| {
            let expired = scene.task.today.saturating_sub(1.year());
            vec![format!(
                "Invalid date_of_expiry: NOT in the future, value {expired}"
            )]
        }),
    };
    let told = ProviderReport::Paper(Box::new(report));
    Told::new(told, scene.holder.result())
}

fn by_field(word: &str) -> BTreeMap<String, String> {
    ["firstName", "lastName", "dateOfBirth", "documentNumber"]
        .into_iter()
        .map(|field| (field.to_owned(), word.to_owned()))
        .collect()
}

fn fields(scene: &Scene<'_>) -> PaperFields {
    let holder = &scene.holder;
    let expiry = match scene.verdict {
        Verdict::Rejected => scene.task.today.saturating_sub(1.year()),
        _ => holder.date_of_expiry,
    };
    PaperFields {
        first_name: Some(holder.first_name.clone()),
        last_name: Some(holder.last_name.clone()),
        date_of_birth: Some(holder.date_of_birth),
        place_of_birth: Some(holder.place_of_birth.clone()),
        gender: Some(holder.gender),
        nationality: Some(holder.nationality.clone()),
        document_type: Some(holder.document_type.clone()),
        document_number: Some(holder.document_number.clone()),
        issuing_country: Some(holder.issuing_country.clone()),
        issuing_authority: Some(holder.issuing_authority.clone()),
        date_of_issue: Some(holder.date_of_issue),
        date_of_expiry: Some(expiry),
        personal_identification_number: Some(holder.personal_number.clone()),
    }
}
