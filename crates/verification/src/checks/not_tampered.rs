use crate::case::Case;
use crate::check::{Check, Finding};
use crate::rules::Signal;

/// Passes when every signal that could be computed lies below its threshold. That no trace was found does not
/// prove that there is none, and the reason says so and what was looked for.
pub(super) fn make(case: &Case) -> Finding {
    let check = Check::NotTamperedDocument;
    let excess = |kind, score: f32| f64::from(score) / case.rules.tamper_threshold(kind);
    let gravest = case
        .pages
        .iter()
        .flat_map(|page| {
            page.facts
                .tamper
                .iter()
                .map(move |signal| (page.side, signal))
        })
        .max_by(|(_, a), (_, b)| excess(a.kind, a.score).total_cmp(&excess(b.kind, b.score)));
    let Some((side, signal)) = gravest else {
        return Finding::not_made(check, "No trace of editing could be looked for.");
    };
    let (score, threshold) = (
        f64::from(signal.score),
        case.rules.tamper_threshold(signal.kind),
    );
    if score >= threshold {
        let finding =
            Finding::failed(check, Signal::of(signal.kind).seen).measured(score, threshold);
        return match signal.area {
            Some(area) => finding.at(side, area),
            None => finding,
        };
    }
    let reason = format!(
        "Looked for and not found: {}. This does not prove that the document is untouched.",
        looked_for(case).join(", ")
    );
    Finding::passed(check, reason).measured(score, threshold)
}

fn looked_for(case: &Case) -> Vec<&'static str> {
    let mut traces = Vec::new();
    for signal in case.pages.iter().flat_map(|page| &page.facts.tamper) {
        let trace = Signal::of(signal.kind).sought;
        if !traces.contains(&trace) {
            traces.push(trace);
        }
    }
    traces
}
