//! What processes of the other providers need before they can start, whoever stands behind them.
//!
//! Rule source: sections "processes" and "images" of the Assure API.

use crate::{Plan, PlanRefused};
use bonafide_domain::{Depiction, ProcessRequest, ProcessType, Provider};
use std::collections::BTreeSet;

/// What a process needs.
///
/// # Errors
/// Names the field that does not go with the others.
pub(crate) fn plan(request: &ProcessRequest) -> Result<Plan, PlanRefused> {
    use Depiction::{Back, Front, Selfie};
    let (required, accepted): (&[Depiction], &[Depiction]) = match request.provider {
        // With an SDK the pictures come from there; uploads are still taken.
        Provider::Onfido => match request.process_type {
            Some(ProcessType::DocumentVideo) => (&[], &[]),
            Some(ProcessType::Document) if uploads(request) => (&[Front], &[Front, Back]),
            Some(ProcessType::Document) => (&[], &[Front, Back]),
            _ if uploads(request) => (&[Front, Selfie], &[Front, Back, Selfie]),
            _ => (&[], &[Front, Back, Selfie]),
        },
        Provider::SignicatPaper | Provider::Paper => (&[Front], &[Front, Back]),
        // The picture that the face is compared with is named at the start.
        Provider::FaceTec => (&[], &[Front, Selfie]),
        _ => (&[], &[]),
    };
    refuse_redaction_without_fields_to_find(request)?;
    Ok(Plan {
        required: BTreeSet::from_iter(required.iter().copied()),
        accepted: BTreeSet::from_iter(accepted.iter().copied()),
        document_pages: None,
    })
}

/// Onfido without an SDK.
fn uploads(request: &ProcessRequest) -> bool {
    request.parameters.referrer.is_none() && request.parameters.mobile_app_id.is_none()
}

fn refuse_redaction_without_fields_to_find(request: &ProcessRequest) -> Result<(), PlanRefused> {
    let universal = request.document_country.as_deref() == Some("UNIV");
    if universal && request.redaction.is_some() {
        return Err(PlanRefused {
            field: "redact",
            problem: "redact cannot be used with documentCountry UNIV: only the machine-readable zone of such a document is read.".to_owned(),
        });
    }
    Ok(())
}
