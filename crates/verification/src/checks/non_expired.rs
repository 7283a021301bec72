use crate::case::Case;
use crate::check::{Check, Finding};
use bonafide_documents::dates;

/// A document is good through the whole day of its expiry.
pub(super) fn make(case: &Case) -> Finding {
    let check = Check::NonExpired;
    let Some(zone) = case.zone() else {
        return Finding::not_made(check, "No machine-readable zone was read, so the date of expiry is not known.");
    };
    let Some(expiry) = zone.mrz.date_of_expiry.and_then(|date| dates::expiry_date(date, case.rules.today)) else {
        return Finding::not_made(check, "The machine-readable zone has no whole date of expiry.")
            .at(zone.side, zone.fact.area);
    };
    let days_left = f64::from((expiry - case.rules.today).get_days());
    let finding = if expiry >= case.rules.today {
        Finding::passed(check, "The date of expiry lies ahead.")
    } else {
        Finding::failed(check, "The date of expiry has passed.")
    };
    finding.measured(days_left, 0.0).at(zone.side, zone.fact.area)
}
