use crate::case::Case;
use crate::check::{Check, Finding};

/// A document is good through the whole day of its expiry. Where the zone leaves a part of the date unknown
/// (ICAO 9303-3, section 4.8), every day that it can mean must say the same.
pub(super) fn make(case: &Case) -> Finding {
    let check = Check::NonExpired;
    let today = case.rules.today;
    let Some(told) = case.dated() else {
        return Finding::not_made(
            check,
            "No machine-readable zone was read, so the date of expiry is not known.",
        );
    };
    let Some((earliest, latest)) = told
        .expires
        .and_then(|date| Some((date.earliest()?, date.latest()?)))
    else {
        return Finding::not_made(check, format!("The {} has no date of expiry.", told.source))
            .at(told.side, told.area);
    };
    let finding = if earliest >= today {
        Finding::passed(check, "The date of expiry lies ahead.")
    } else if latest < today {
        Finding::failed(check, "The date of expiry has passed.")
    } else {
        Finding::not_made(
            check,
            "The date of expiry is not whole, and today lies within what it can mean.",
        )
    };
    let days_left = f64::from((earliest - today).get_days());
    finding.measured(days_left, 0.0).at(told.side, told.area)
}
