use crate::case::Case;
use crate::check::{Check, Finding};
use crate::rules::{Consequence, Specimens, Switch};
use crate::{checks, quality, report, visual};
use bonafide_documents::catalogue;
use bonafide_domain::{CheckOutcome, Outcome, Side, SimilarityLevel, StatusReason};

/// Judges a case by [`crate::TABLE`] and its rules.
#[must_use]
pub fn judge(case: &Case) -> Outcome {
    let comparisons = visual::compare(case);
    let findings = checks::make(case, &comparisons);
    let (mut gravest, mut reasons) = (Consequence::None, Vec::new());
    for finding in &findings {
        let consequence = consequence(case, finding);
        if consequence > Consequence::None {
            reasons.push(check_reason(finding));
        }
        gravest = gravest.max(consequence);
    }
    for reason in missing(case, &findings) {
        reasons.push(reason);
        gravest = gravest.max(Consequence::Inconclusive);
    }
    if gravest == Consequence::Inconclusive {
        reasons.extend(quality::reasons(case));
    }
    let report = report::write(case, &findings, &comparisons, reasons);
    match gravest {
        Consequence::Rejected => Outcome::Rejected(report),
        Consequence::Inconclusive => Outcome::Inconclusive(report),
        Consequence::None => match report::final_result(case, &findings) {
            Some(result) => Outcome::Accepted(Box::new(result), report),
            None => Outcome::Inconclusive(report),
        },
    }
}

fn consequence(case: &Case, finding: &Finding) -> Consequence {
    let Some(row) = case.rules.row(finding.check) else {
        return Consequence::None;
    };
    match finding.outcome {
        _ if row.switch == Switch::Off => Consequence::None,
        CheckOutcome::Passed => Consequence::None,
        CheckOutcome::Failed => row.failed,
        CheckOutcome::NotMade => row.not_made,
    }
}

/// The wording is that of the published examples; why a check went as it did stands in the evidence.
fn check_reason(finding: &Finding) -> StatusReason {
    let key = finding.check.key();
    if let Some(level) = finding.level {
        return StatusReason {
            kind: "Document".into(),
            category: "SimilarityLevel".into(),
            sub_category: finding.check.sub_category().into(),
            message: format!(
                "Security check '{key}' has the similarity level '{}'.",
                word(level)
            ),
        };
    }
    let (category, message) = if finding.outcome == CheckOutcome::Failed {
        (
            "SecurityCheckFailed",
            format!("Security check '{key}' failed."),
        )
    } else {
        (
            "Security",
            format!("Security check '{key}' failed or was not found."),
        )
    };
    StatusReason {
        kind: "Document".into(),
        category: category.into(),
        sub_category: finding.check.sub_category().into(),
        message,
    }
}

/// The level as the API writes it.
const fn word(level: SimilarityLevel) -> &'static str {
    match level {
        SimilarityLevel::VeryLow => "veryLow",
        SimilarityLevel::Low => "low",
        SimilarityLevel::Medium => "medium",
        SimilarityLevel::High => "high",
    }
}

/// What an acceptance needs beside the checks: a portrait, that it is of the document whose data were read, and
/// the type that was asked for.
fn missing(case: &Case, findings: &[Finding]) -> Vec<StatusReason> {
    let reason = |sub_category: &str, message: String| StatusReason {
        kind: "Document".into(),
        category: "Security".into(),
        sub_category: sub_category.into(),
        message,
    };
    let mut reasons = Vec::new();
    if case
        .page(Side::Front)
        .is_none_or(|front| front.faces.is_empty())
    {
        reasons.push(reason(
            "Photo",
            "No portrait was found on the front of the document.".into(),
        ));
    }
    let specimen = case.zone().is_some_and(|zone| {
        [&zone.mrz.issuing_state, &zone.mrz.nationality]
            .iter()
            .any(|state| *state == "UTO")
    }) || case.issued_by("UTO");
    if specimen && case.rules.specimens == Specimens::Refused {
        reasons.push(reason(
            "Specimen",
            "The document is a specimen of Utopia, which only a sandbox client gets accepted."
                .into(),
        ));
    }
    let sides_unproven = findings.iter().any(|finding| {
        finding.check == Check::SidesMatch && finding.outcome == CheckOutcome::NotMade
    }) && !case.rules.is_off(Check::SidesMatch);
    if sides_unproven
        && case
            .machine_readable_side()
            .is_some_and(|side| side != Side::Front)
    {
        reasons.push(reason(
            Check::SidesMatch.sub_category(),
            "The portrait stands on the front and the data on the back, and nothing shows that both are of one document."
                .into(),
        ));
    }
    if case.zone().is_none()
        && let (Some(titled), Some(expected)) = (case.titled(), case.expected)
        && titled != expected.kind
    {
        reasons.push(reason(
            "DocumentType",
            format!(
                "The document is not of the type that was asked for: its head names a {titled}, not a {}.",
                expected.kind
            ),
        ));
    }
    if let (Some(zone), Some(expected)) = (case.zone(), case.expected)
        && let Err(mismatch) = catalogue::expects(
            expected,
            &zone.mrz.document_code,
            &zone.mrz.issuing_state,
            zone.fact.format,
        )
    {
        reasons.push(reason(
            "DocumentType",
            format!("The document is not of the type that was asked for: {mismatch}."),
        ));
    }
    reasons
}
