//! What becomes of genuine documents: as much a measure of a judge as what becomes of forged ones.

use crate::looks::{self, Look};
use crate::measure::{Cell, Rate, Section, Setting, Table};
use crate::print::{Care, TODAY};
use anyhow::Result;
use bonafide_domain::{CheckOutcome, Outcome, ProviderReport, Side};
use bonafide_testkit::press::DocumentKind;
use bonafide_verification::{Case, Page, Rules, judge};
use std::collections::BTreeMap;

/// Sides that make a document together.
const DOCUMENTS: [(&str, &[(Side, DocumentKind)]); 3] = [
    ("passport", &[(Side::Front, DocumentKind::Passport)]),
    (
        "identity card, both sides",
        &[
            (Side::Front, DocumentKind::CardFront),
            (Side::Back, DocumentKind::CardBack),
        ],
    ),
    (
        "large identity card",
        &[(Side::Front, DocumentKind::LargeCard)],
    ),
];

/// What was judged of one document.
struct Judged {
    accepted: bool,
    rejected: bool,
    /// Checks that did not pass, and how.
    doubts: Vec<String>,
}

pub(crate) fn measure(setting: &Setting) -> Result<Section> {
    let mut section = Section {
        about: vec![
            "Genuine specimens, judged by the shipped rules on the day they are printed for. All of them are valid and belong to \
             adults and minors as chance has it: a minor is inconclusive by the rules, and so counts as not accepted. The rest \
             that is not accepted is a false alarm, or a picture that could not be read."
                .into(),
        ],
        ..Section::default()
    };
    let mut table = Table::new(
        "Verdicts on genuine documents",
        &["documents", "accepted", "inconclusive", "rejected"],
    );
    let mut checks: BTreeMap<(String, &str), u64> = BTreeMap::new();
    let mut of_care: BTreeMap<&str, u64> = BTreeMap::new();
    for care in Care::ALL {
        let looks = looks::genuine(setting, care)?;
        let mut all = Rate::default();
        for (name, sides) in DOCUMENTS {
            let (mut accepted, mut rejected) = (Rate::default(), Rate::default());
            for seed in setting.seeds(looks::COUNT) {
                let Some(judged) = judged(&looks, sides, seed) else {
                    continue;
                };
                accepted.count(judged.accepted);
                rejected.count(judged.rejected);
                all.count(judged.accepted);
                *of_care.entry(care.name()).or_default() += 1;
                for doubt in judged.doubts {
                    if !judged.accepted {
                        let case = format!("{name}, {} {seed}", care.name());
                        section.fail(format!("genuine, {doubt}"), case);
                    }
                    *checks.entry((doubt, care.name())).or_default() += 1;
                }
            }
            let inconclusive = Rate::new(accepted.of - accepted.hits - rejected.hits, accepted.of);
            table.row(vec![
                format!("{name}, {}", care.name()).into(),
                accepted.into(),
                inconclusive.into(),
                rejected.into(),
            ]);
        }
        if care == Care::Careful {
            section.headline(
                "genuine documents, photographed with care, accepted",
                all,
                None,
            );
        }
    }
    section.tables.push(table);
    section.tables.push(doubts(&checks, &of_care));
    Ok(section)
}

/// Which checks held genuine documents up.
fn doubts(checks: &BTreeMap<(String, &str), u64>, of_care: &BTreeMap<&str, u64>) -> Table {
    let columns: Vec<&str> = std::iter::once("check")
        .chain(Care::ALL.map(Care::name))
        .collect();
    let mut table = Table::new("Checks that genuine documents did not pass", &columns);
    let mut names: Vec<&String> = checks.keys().map(|(check, _)| check).collect();
    names.dedup();
    for name in names {
        let rate = |care: Care| {
            let hits = checks
                .get(&(name.clone(), care.name()))
                .copied()
                .unwrap_or(0);
            Cell::Rate(Rate::new(
                hits,
                of_care.get(care.name()).copied().unwrap_or(0),
            ))
        };
        table.row(
            std::iter::once(name.as_str().into())
                .chain(Care::ALL.map(rate))
                .collect(),
        );
    }
    table
}

fn judged(looks: &[Look], sides: &[(Side, DocumentKind)], seed: u64) -> Option<Judged> {
    let pages = sides
        .iter()
        .map(|&(side, kind)| {
            let look = looks
                .iter()
                .find(|look| look.kind == kind && look.seed == seed)?;
            Some(Page {
                side,
                facts: look.facts.clone(),
            })
        })
        .collect::<Option<Vec<_>>>()?;
    let outcome = judge(&Case {
        pages,
        selfie: None,
        expected: None,
        rules: Rules::shipped(TODAY),
    });
    let (accepted, rejected, report) = match &outcome {
        Outcome::Accepted(_, report) => (true, false, report),
        Outcome::Rejected(report) => (false, true, report),
        Outcome::Inconclusive(report) => (false, false, report),
        Outcome::Failed(_) | Outcome::Canceled => return None,
    };
    let ProviderReport::PictureId(pictureid) = &report.provider_specific else {
        unreachable!("our own engine told it")
    };
    let doubts = pictureid
        .evidence
        .checks
        .iter()
        .filter_map(|check| match check.outcome {
            CheckOutcome::Passed => None,
            // One side has nothing to be compared with.
            CheckOutcome::NotMade if sides.len() == 1 && check.check == "sidesMatch" => None,
            CheckOutcome::Failed => Some(format!("{} failed", check.check)),
            CheckOutcome::NotMade => Some(format!("{} could not be made", check.check)),
        })
        .collect();
    Some(Judged {
        accepted,
        rejected,
        doubts,
    })
}
