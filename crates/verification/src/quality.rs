//! How good the pictures are: never a verdict by itself, but the reason why there is none, and what to do about it.

use crate::case::Case;
use crate::check::domain_area;
use bonafide_domain::{CheckEvidence, CheckOutcome, Side, StatusReason};
use bonafide_facts::{QualityKind, QualityMeasure};

/// One kind of fault.
struct Fault {
    kind: QualityKind,
    /// Its key in the evidence, and its `subCategory` in `statusReasons`.
    key: &'static str,
    sub_category: &'static str,
    /// The score from which it is a fault.
    from: f64,
    /// What is wrong, and what helps.
    advice: &'static str,
    /// When it is not there.
    fine: &'static str,
}

/// The faults. Thresholds are chosen by what the scores mean (see `vision/src/quality`), not measured: quality alone
/// decides nothing.
const FAULTS: [Fault; 4] = [
    Fault {
        kind: QualityKind::Blurred,
        key: "quality.blurred",
        sub_category: "Blurred",
        // Edges as wide as a quarter of a letter is high.
        from: 0.45,
        advice: "is blurred: hold the phone still, and wait until it is in focus",
        fine: "Letters have edges.",
    },
    Fault {
        kind: QualityKind::Glare,
        key: "quality.glare",
        sub_category: "Glare",
        // A fiftieth of the document.
        from: 0.2,
        advice: "shows reflected light on the document: turn it away from lamp and window, without flash",
        fine: "No light is reflected on the document.",
    },
    Fault {
        kind: QualityKind::CutOff,
        key: "quality.cutOff",
        sub_category: "CutOff",
        // More than corners are found amiss.
        from: 0.06,
        advice: "does not show the whole document: all four corners must be seen",
        fine: "All corners lie within the picture.",
    },
    Fault {
        kind: QualityKind::TooSmall,
        key: "quality.tooSmall",
        sub_category: "TooSmall",
        // Six pixels by the character.
        from: 0.5,
        advice: "shows the document too small: go closer, or send the picture in its full size",
        fine: "Letters have enough pixels.",
    },
];

impl Fault {
    /// Each measure of this kind, and on which side.
    fn measures<'a>(&'a self, case: &'a Case) -> impl Iterator<Item = (Side, &'a QualityMeasure)> {
        case.pages.iter().flat_map(move |page| {
            let own = page.facts.quality.measured.iter();
            own.filter(|measure| measure.kind == self.kind)
                .map(move |measure| (page.side, measure))
        })
    }

    fn seen(&self, measure: &QualityMeasure) -> bool {
        f64::from(measure.score) >= self.from
    }

    fn words(&self, side: Side) -> String {
        let side = match side {
            Side::Front => "front",
            Side::Back => "back",
        };
        format!("The picture of the {side} {}.", self.advice)
    }
}

/// What was measured, for the evidence.
pub(crate) fn evidence(case: &Case) -> Vec<CheckEvidence> {
    let entries = FAULTS.iter().flat_map(|fault| {
        fault.measures(case).map(|(side, measure)| {
            let seen = fault.seen(measure);
            CheckEvidence {
                check: fault.key.into(),
                outcome: if seen {
                    CheckOutcome::Failed
                } else {
                    CheckOutcome::Passed
                },
                reason: if seen {
                    fault.words(side)
                } else {
                    fault.fine.into()
                },
                score: Some(f64::from(measure.score)),
                threshold: Some(fault.from),
                side: Some(side),
                area: measure.area.filter(|_| seen).map(domain_area),
            }
        })
    });
    entries.collect()
}

/// Why a case may be undecided: what is wrong with its pictures, and what helps.
pub(crate) fn reasons(case: &Case) -> Vec<StatusReason> {
    let reasons = FAULTS.iter().flat_map(|fault| {
        let seen = fault
            .measures(case)
            .filter(|(_, measure)| fault.seen(measure));
        seen.map(|(side, _)| StatusReason {
            kind: "Document".into(),
            category: "Security".into(),
            sub_category: fault.sub_category.into(),
            message: fault.words(side),
        })
    });
    reasons.collect()
}
