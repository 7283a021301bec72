//! The positional step.

use super::candidates::{Candidates, choices};
use crate::countries;
use crate::mrz::format::MrzFormat;
use crate::mrz::layout::{Layout, MrzField, Span};
use crate::mrz::zone::Zone;

/// Puts every character right that its column does not admit. The first five columns choose the layout, so they go first: they mean the same in all.
pub(super) fn normalise(
    format: MrzFormat,
    zone: &mut Zone,
    candidates: &Candidates,
) -> &'static Layout {
    let base = Layout::of(format);
    normalise_cell(base, zone, (0, 0), candidates);
    for field in [MrzField::IssuingState, MrzField::Nationality] {
        if let Some(span) = base
            .span_of(field)
            .filter(|span| field == MrzField::IssuingState || span.line > 0)
        {
            normalise_state(base, zone, span, candidates, field);
        }
    }
    let layout = Layout::for_lines(format, &zone.lines());
    for cell in zone.cells() {
        normalise_cell(layout, zone, cell, candidates);
    }
    layout
}

/// Among what a misread State code may be, the one that is a code of 9303-3, section 5, if only one is.
fn normalise_state(
    layout: &Layout,
    zone: &mut Zone,
    span: Span,
    candidates: &Candidates,
    field: MrzField,
) {
    let misread = span.cells().any(|cell| {
        !layout
            .alphabet_at(cell.0, cell.1)
            .is_some_and(|a| a.admits(zone.get(cell)))
    });
    // a departure may have other columns here: leave what it would have to judge
    if !misread || (field == MrzField::Nationality && has_departure(layout.format, zone)) {
        return;
    }
    let mut readings = vec![String::new()];
    for cell in span.cells() {
        let choices = choices(layout, cell, zone.get(cell), zone.get(cell), candidates);
        let kept = layout
            .alphabet_at(cell.0, cell.1)
            .is_some_and(|a| a.admits(zone.get(cell)));
        let choices = if kept { vec![zone.get(cell)] } else { choices };
        readings = readings
            .iter()
            .flat_map(|head| choices.iter().map(move |&c| format!("{head}{c}")))
            .take(64)
            .collect();
    }
    let mut known = readings.iter().filter(|code| countries::is_mrz_code(code));
    if let (Some(code), None) = (known.next(), known.next()) {
        for (cell, character) in span.cells().zip(code.chars()) {
            zone.set(cell, character);
        }
    }
}

fn has_departure(format: MrzFormat, zone: &Zone) -> bool {
    Layout::for_lines(format, &zone.lines()).departure.is_some()
}

fn normalise_cell(layout: &Layout, zone: &mut Zone, cell: (usize, usize), candidates: &Candidates) {
    let read = zone.get(cell);
    if layout
        .alphabet_at(cell.0, cell.1)
        .is_some_and(|alphabet| !alphabet.admits(read))
        && let Some(&best) = choices(layout, cell, read, read, candidates).first()
    {
        zone.set(cell, best);
    }
}
