//! One file per check.

mod data_integrity;
mod non_expired;
mod not_black_and_white;
mod not_tampered;
mod not_underage;
mod sides_match;

use crate::case::Case;
use crate::check::{Check, Finding};
use crate::visual::Comparison;

/// Makes every check of a case, in the order of [`Check::ALL`].
pub(crate) fn make(case: &Case, comparisons: &[Comparison]) -> Vec<Finding> {
    Check::ALL
        .into_iter()
        .map(|check| match check {
            Check::DataIntegrity => data_integrity::make(case, comparisons),
            Check::SidesMatch => sides_match::make(case, comparisons),
            Check::NonExpired => non_expired::make(case),
            Check::NotUnderage => not_underage::make(case),
            Check::NotBlackAndWhite => not_black_and_white::make(case),
            Check::NotTamperedDocument => not_tampered::make(case),
        })
        .collect()
}
