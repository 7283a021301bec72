//! One file per check.

mod data_integrity;
mod face_spoofing;
mod non_expired;
mod not_black_and_white;
mod not_tampered;
mod not_underage;
mod selfie_match;
mod sides_match;

use crate::case::Case;
use crate::check::{Check, Finding};
use crate::visual::Comparison;

/// Why a check that is switched off was not made.
const OFF: &str = "The rules of this account switch this check off: it was not made, and the verdict stands without it.";

/// Makes every check of a case, in the order of [`Check::ALL`]; those of a selfie where there is one.
pub(crate) fn make(case: &Case, comparisons: &[Comparison]) -> Vec<Finding> {
    Check::ALL
        .into_iter()
        .filter_map(|check| {
            let finding = match check {
                _ if case.rules.is_off(check) => Finding::not_made(check, OFF),
                Check::DataIntegrity => data_integrity::make(case, comparisons),
                Check::SidesMatch => sides_match::make(case, comparisons),
                Check::NonExpired => non_expired::make(case),
                Check::NotUnderage => not_underage::make(case),
                Check::NotBlackAndWhite => not_black_and_white::make(case),
                Check::NotTamperedDocument => not_tampered::make(case),
                Check::SelfieAndDocumentMatch => selfie_match::make(case, case.selfie.as_ref()?),
                Check::NotFaceSpoofing => face_spoofing::make(case.selfie.as_ref()?),
            };
            Some(finding)
        })
        .collect()
}
