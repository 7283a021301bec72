//! The positional step.

use super::candidates::{Candidates, choices};
use crate::countries;
use crate::mrz::format::MrzFormat;
use crate::mrz::layout::{Layout, MrzField};
use crate::mrz::zone::Zone;

/// Puts every character right that its column does not admit, and says which layout the zone follows: its first
/// five columns choose that, and they mean the same in all.
pub(super) fn normalise(
    format: MrzFormat,
    zone: &mut Zone,
    candidates: &Candidates,
) -> &'static Layout {
    let base = Layout::of(format);
    normalise_cell(base, zone, (0, 0), candidates);
    normalise_state(base, zone, MrzField::IssuingState, candidates);
    let layout = Layout::for_lines(format, &zone.lines());
    normalise_state(layout, zone, MrzField::Nationality, candidates);
    for cell in zone.cells() {
        normalise_cell(layout, zone, cell, candidates);
    }
    layout
}

fn admits(layout: &Layout, zone: &Zone, (line, column): (usize, usize)) -> bool {
    let character = zone.get((line, column));
    layout
        .alphabet_at(line, column)
        .is_some_and(|alphabet| alphabet.admits(character))
}

/// Among what a misread State code may be, the one that is a code of 9303-3, section 5, if only one is.
fn normalise_state(layout: &Layout, zone: &mut Zone, field: MrzField, candidates: &Candidates) {
    let Some(span) = layout.span_of(field) else {
        return;
    };
    if span.cells().all(|cell| admits(layout, zone, cell)) {
        return;
    }
    let mut readings = vec![String::new()];
    for cell in span.cells() {
        let read = zone.get(cell);
        let choices = if admits(layout, zone, cell) {
            vec![read]
        } else {
            choices(layout, cell, read, read, candidates)
        };
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

fn normalise_cell(layout: &Layout, zone: &mut Zone, cell: (usize, usize), candidates: &Candidates) {
    let read = zone.get(cell);
    if !admits(layout, zone, cell)
        && let Some(&best) = choices(layout, cell, read, read, candidates).first()
    {
        zone.set(cell, best);
    }
}
