use crate::case::Case;
use crate::check::{Check, Finding};

/// A grey side is enough to fail: a person photographs both sides of the same card.
pub(super) fn make(case: &Case) -> Finding {
    let check = Check::NotBlackAndWhite;
    let Some(page) = case.pages.iter().min_by(|a, b| {
        a.facts
            .colour
            .own_chroma
            .total_cmp(&b.facts.colour.own_chroma)
    }) else {
        return Finding::not_made(check, "There is no picture.");
    };
    let chroma = f64::from(page.facts.colour.own_chroma);
    let rules = &case.rules;
    if chroma <= rules.grey_at_most {
        Finding::failed(
            check,
            "The picture has no colour beside its tint, as a black-and-white copy has none.",
        )
        .measured(chroma, rules.grey_at_most)
    } else if chroma >= rules.colour_from {
        Finding::passed(check, "The picture is in colour.").measured(chroma, rules.colour_from)
    } else {
        Finding::not_made(
            check,
            "The picture has so little colour that a copy cannot be told from a pale document.",
        )
        .measured(chroma, rules.colour_from)
    }
}
