use crate::case::Case;
use crate::check::{Check, Finding};
use bonafide_facts::TamperSignalKind;

const fn trace(kind: TamperSignalKind) -> &'static str {
    match kind {
        TamperSignalKind::EditorMetadata => "The file says that an image editor wrote it.",
        TamperSignalKind::MrzPrintInconsistent => {
            "Characters of the machine-readable zone differ in print from their neighbours."
        }
        TamperSignalKind::PortraitNoiseInconsistent => {
            "The portrait's noise or compression differs from that of the page around it."
        }
    }
}

/// Passes when every signal that could be computed lies below its threshold. That no trace was found does not
/// prove that there is none, and the reason says so.
pub(super) fn make(case: &Case) -> Finding {
    let check = Check::NotTamperedDocument;
    let signals = || {
        case.pages.iter().flat_map(|page| {
            page.facts
                .tamper
                .iter()
                .map(move |signal| (page.side, signal))
        })
    };
    let count = signals().count();
    if count == 0 {
        return Finding::not_made(check, "No trace of editing could be looked for.");
    }
    let excess = |kind, score: f32| f64::from(score) / case.rules.tamper_threshold(kind);
    let gravest = signals()
        .max_by(|(_, a), (_, b)| excess(a.kind, a.score).total_cmp(&excess(b.kind, b.score)));
    let Some((side, signal)) = gravest else {
        return Finding::not_made(check, "No trace of editing could be looked for.");
    };
    let threshold = case.rules.tamper_threshold(signal.kind);
    let finding = if f64::from(signal.score) >= threshold {
        Finding::failed(check, trace(signal.kind))
    } else {
        let reason = format!(
            "None of the {count} traces of editing that were looked for was found; this does not prove that there is none."
        );
        Finding::passed(check, reason)
    };
    let finding = finding.measured(f64::from(signal.score), threshold);
    match signal.area {
        Some(area) if f64::from(signal.score) >= threshold => finding.at(side, area),
        _ => finding,
    }
}
