use crate::case::Case;
use crate::check::{Check, Finding};
use crate::visual::{Agreement, Comparison};
use bonafide_domain::Side;

/// For a document of two sides whose zone (or a licence's barcode) stands on one of them: the other side's visual zone
/// must show the same.
pub(super) fn make(case: &Case, comparisons: &[Comparison]) -> Finding {
    let check = Check::SidesMatch;
    if case.page(Side::Front).is_none() || case.page(Side::Back).is_none() {
        return Finding::not_made(check, "There is only one side.");
    }
    let Some(read_on) = case.machine_readable_side() else {
        return Finding::not_made(
            check,
            "No side has a machine-readable zone or a licence's barcode to compare the other with.",
        );
    };
    if let Some(differing) = case.zones_differ_in()
        && !differing.is_empty()
        && case.every_zone_checks()
    {
        let reason = format!(
            "The machine-readable zones of the two sides differ in the {}.",
            differing.join(" and the ")
        );
        return Finding::failed(check, reason);
    }
    let across =
        |comparison: &&Comparison| comparison.place.is_some_and(|(side, _)| side != read_on);
    let count = |agreement| {
        comparisons
            .iter()
            .filter(across)
            .filter(|c| c.agreement == agreement)
            .count()
    };
    let (same, different) = (count(Agreement::Agrees), count(Agreement::Contradicts));
    let needed = case.rules.agreements_needed;
    let finding = if different > 0 {
        Finding::failed(check, "The two sides show different data.")
    } else if same >= needed {
        Finding::passed(
            check,
            format!("{same} fields of one side are the same on the other."),
        )
    } else {
        Finding::not_made(
            check,
            format!("Only {same} fields could be compared across the sides; {needed} are needed."),
        )
    };
    finding.measured(same as f64, needed as f64)
}
