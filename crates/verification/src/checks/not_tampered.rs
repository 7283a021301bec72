use crate::case::Case;
use crate::check::{Check, Finding};
use crate::ghost::{self, Ghost};
use crate::rules::Signal;

/// Passes when every signal that could be computed lies below its threshold, no ghost image shows another portrait, and
/// a document whose type repeats the portrait was seen to do so.
/// That no trace was found does not prove that there is none, and the reason says so and what was looked for.
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
    let seen = gravest.map(|(side, signal)| {
        let threshold = case.rules.tamper_threshold(signal.kind);
        (side, signal, f64::from(signal.score), threshold)
    });
    if let Some((side, signal, score, threshold)) = seen
        && score >= threshold
    {
        let finding =
            Finding::failed(check, Signal::of(signal.kind).seen).measured(score, threshold);
        return match signal.area {
            Some(area) => finding.at(side, area),
            None => finding,
        };
    }
    let ghost = ghost::compare(case);
    if let Some(doubt) = other_portrait(case, &ghost) {
        return doubt;
    }
    let same = matches!(ghost, Ghost::Same(..));
    let Some((_, _, score, threshold)) = seen else {
        return Finding::not_made(check, "No trace of editing could be looked for.");
    };
    if !shows_a_document(case) {
        return Finding::not_made(check, "No document was found in the picture.");
    }
    let reason = format!(
        "Looked for and not found: {}.{} This does not prove that the document is untouched.",
        looked_for(case).join(", "),
        if same {
            " The portrait and its small repetition are the same picture."
        } else {
            ""
        }
    );
    Finding::passed(check, reason).measured(score, threshold)
}

/// That nothing was done to a picture of something else says nothing.
fn shows_a_document(case: &Case) -> bool {
    case.pages.iter().map(|page| &page.facts).any(|facts| {
        facts.document.is_some()
            || facts.mrz.is_some()
            || !facts.faces.is_empty()
            || !facts.fields.is_empty()
            || !facts.barcodes.is_empty()
    })
}

/// What a ghost image says against the portrait.
fn other_portrait(case: &Case, ghost: &Ghost) -> Option<Finding> {
    let check = Check::NotTamperedDocument;
    match *ghost {
        Ghost::Same(..) | Ghost::NotSeen => None,
        Ghost::Another(side, likeness, area) => Some(
            Finding::failed(
                check,
                "A second, smaller portrait on the document is not the same picture as the large one: one of the two may have been replaced, or the second shows somebody else.",
            )
            .measured(likeness.into(), case.rules.ghost_likeness)
            .at(side, area),
        ),
        Ghost::Missing(side, found, portrait) => Some(
            Finding::not_made(
                check,
                "Documents of this type show the portrait a second time, small; nothing on this one looks like its portrait. Either the portrait was replaced, or its repetition cannot be seen.",
            )
            .measured(found.likeness.into(), case.rules.ghost_likeness)
            .at(side, portrait),
        ),
        Ghost::NotLookedFor => Some(Finding::not_made(
            check,
            "Documents of this type repeat the portrait; it could not be looked for.",
        )),
    }
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
