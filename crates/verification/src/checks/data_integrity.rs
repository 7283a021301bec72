use crate::case::{Case, ReadZone};
use crate::check::{Check, Finding};
use crate::clarity;
use crate::licence;
use crate::repairs::repaired_fields;
use crate::visual::{Agreement, CHECKED, Comparison};
use bonafide_documents::mrz::{CheckDigitName, CheckDigitState};

/// Every check digit is right, and no field of the visual zone contradicts the machine-readable zone; enough of
/// them say the same. (ICAO 9303-3, section 4.9: check digits; section 4.1: the two zones carry the same data.)
pub(super) fn make(case: &Case, comparisons: &[Comparison]) -> Finding {
    let check = Check::DataIntegrity;
    let Some(zone) = case.zone() else {
        return licence::integrity(case, comparisons);
    };
    let wrong = wrong_check_digits(&zone);
    if !wrong.is_empty() {
        return judge_wrong_digits(case, &zone, &wrong);
    }
    let contradictions: Vec<&Comparison> = comparisons
        .iter()
        .filter(|comparison| comparison.agreement == Agreement::Contradicts)
        .collect();
    if let Some(first) = contradictions.first() {
        let names: Vec<&str> = contradictions
            .iter()
            .map(|comparison| comparison.name)
            .collect();
        let reason = format!(
            "The check digits are right, but the {} in the visual zone differs from the machine-readable zone.",
            names.join(" and the ")
        );
        let finding = Finding::failed(check, reason);
        return match first.place {
            Some((side, area)) => finding.at(side, area),
            None => finding,
        };
    }
    let doubt = doubt_of_zones(case)
        .or_else(|| doubt(&zone, comparisons))
        .or_else(|| unconfirmed(&zone, comparisons))
        .or_else(|| unclear(case, &zone, comparisons));
    if let Some(doubt) = doubt {
        return doubt;
    }
    let agreeing: Vec<&str> = comparisons
        .iter()
        .filter(|comparison| comparison.agreement == Agreement::Agrees)
        .map(|comparison| comparison.name)
        .collect();
    let (found, needed) = (agreeing.len(), case.rules.agreements_needed);
    let digits = zone.mrz.check_digits.len();
    let finding = if found >= needed {
        let reason = format!(
            "All {digits} check digits are right{}, and the visual zone shows the same {}.",
            repairs(&zone),
            agreeing.join(", ")
        );
        Finding::passed(check, reason)
    } else {
        let reason = format!(
            "All {digits} check digits are right{}, but only {found} fields of the visual zone could be read and compared; {needed} are needed.",
            repairs(&zone)
        );
        Finding::not_made(check, reason)
    };
    finding
        .measured(found as f64, needed as f64)
        .at(zone.side, zone.fact.area)
}

/// Zones of two sides that differ, where one was misread or is wrong: neither may win silently. Where both are right
/// by their check digits, the sides do not match.
fn doubt_of_zones(case: &Case) -> Option<Finding> {
    let differing = case.zones_differ_in()?;
    (!differing.is_empty() && !case.every_zone_checks()).then(|| {
        let reason = format!(
            "The machine-readable zones of the two sides differ in the {}, and the check digits of one are not right.",
            differing.join(" and the ")
        );
        Finding::not_made(Check::DataIntegrity, reason)
    })
}

/// What keeps the check from being made though nothing contradicts: a field that the visual zone shows a little
/// differently, or a repaired field that it does not confirm.
fn doubt(zone: &ReadZone<'_>, comparisons: &[Comparison]) -> Option<Finding> {
    let doubtful: Vec<&Comparison> = comparisons
        .iter()
        .filter(|comparison| comparison.agreement == Agreement::Doubtful)
        .collect();
    if let Some(first) = doubtful.first() {
        let names: Vec<&str> = doubtful.iter().map(|doubt| doubt.name).collect();
        let reason = format!(
            "The check digits are right{}, but the visual zone may show something else for the {}; it was not read clearly enough to say so.",
            repairs(zone),
            names.join(" and the ")
        );
        let finding = Finding::not_made(Check::DataIntegrity, reason);
        return Some(match first.place {
            Some((side, area)) => finding.at(side, area),
            None => finding,
        });
    }
    let confirmed = |name: &str| {
        comparisons
            .iter()
            .any(|comparison| comparison.name == name && comparison.agreement == Agreement::Agrees)
    };
    let unconfirmed: Vec<&str> = repaired_fields(zone)
        .into_iter()
        .filter(|name| !confirmed(name))
        .collect();
    (!unconfirmed.is_empty()).then(|| {
        let reason = format!(
            "The check digits are right{}, but the visual zone does not confirm the repaired {}.",
            repairs(zone),
            unconfirmed.join(" and the ")
        );
        Finding::not_made(Check::DataIntegrity, reason).at(zone.side, zone.fact.area)
    })
}

/// Number, names, date of birth and date of expiry, as far as the zone carries them, must each be confirmed by the visual
/// zone (ICAO 9303-3, section 4.1: both zones carry them): what was not read there may have been changed there.
fn unconfirmed(zone: &ReadZone<'_>, comparisons: &[Comparison]) -> Option<Finding> {
    let open: Vec<&str> = comparisons
        .iter()
        .filter(|comparison| {
            CHECKED.contains(&comparison.name)
                && !matches!(
                    comparison.agreement,
                    Agreement::Agrees | Agreement::Nearly | Agreement::NotCarried
                )
        })
        .map(|comparison| comparison.name)
        .collect();
    (!open.is_empty()).then(|| {
        let reason = format!(
            "The check digits are right{}, but the {} could not be read in the visual zone, which must confirm it.",
            repairs(zone),
            open.join(" and the ")
        );
        let confirmed = CHECKED.len() - open.len();
        Finding::not_made(Check::DataIntegrity, reason)
            .measured(confirmed as f64, CHECKED.len() as f64)
            .at(zone.side, zone.fact.area)
    })
}

/// A doubtful character may be another one that counts the same: right check digits do not prove it, the visual zone
/// can.
fn unclear(case: &Case, zone: &ReadZone<'_>, comparisons: &[Comparison]) -> Option<Finding> {
    let unclear = clarity::unclear(case, zone, comparisons);
    let least = unclear.iter().map(|field| field.least).reduce(f32::min)?;
    let mut names: Vec<&str> = unclear.iter().map(|field| field.name).collect();
    names.dedup();
    let reason = format!(
        "The check digits are right{}, but a character of the {} was not read clearly enough, and the visual zone does not confirm it.",
        repairs(zone),
        names.join(" and of the ")
    );
    let finding = Finding::not_made(Check::DataIntegrity, reason)
        .measured(least.into(), case.rules.clear_character.into())
        .at(zone.side, zone.fact.area);
    Some(finding)
}

/// That characters were repaired, for a sentence on check digits; empty when none was.
fn repairs(zone: &ReadZone<'_>) -> String {
    match zone.fact.repairs.len() {
        0 => String::new(),
        1 => " (1 character was repaired by check digit)".to_owned(),
        count => format!(" ({count} characters were repaired by check digit)"),
    }
}

/// A wrong digit that was read with doubt says something of the picture, not of the document.
fn judge_wrong_digits(case: &Case, zone: &ReadZone<'_>, wrong: &[&str]) -> Finding {
    let least = zone
        .fact
        .lines
        .iter()
        .flat_map(|line| line.confidence.iter().copied())
        .fold(None, |least: Option<f32>, confidence| {
            Some(least.map_or(confidence, |least| least.min(confidence)))
        });
    let total = zone.mrz.check_digits.len();
    let right = total - wrong.len();
    let finding = match least {
        Some(least) if least >= case.rules.least_character_confidence => Finding::failed(
            Check::DataIntegrity,
            format!(
                "The check digit of the {} is wrong.",
                wrong.join(" and of the ")
            ),
        ),
        _ => Finding::not_made(
            Check::DataIntegrity,
            format!(
                "The check digit of the {} does not fit, but the zone was not read clearly enough to say that it is wrong.",
                wrong.join(" and of the ")
            ),
        ),
    };
    finding
        .measured(right as f64, total as f64)
        .at(zone.side, zone.fact.area)
}

fn wrong_check_digits(zone: &ReadZone<'_>) -> Vec<&'static str> {
    zone.mrz
        .check_digits
        .iter()
        .filter(|check| check.state == CheckDigitState::Invalid)
        .map(|check| name(check.name))
        .collect()
}

const fn name(check: CheckDigitName) -> &'static str {
    match check {
        CheckDigitName::DocumentNumber => "document number",
        CheckDigitName::DateOfBirth => "date of birth",
        CheckDigitName::DateOfExpiry => "date of expiry",
        CheckDigitName::OptionalData => "optional data",
        CheckDigitName::Composite => "whole zone",
    }
}
