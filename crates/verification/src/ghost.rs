//! The portrait against its ghost image: the small second print of it that many documents carry. Whoever replaces the
//! portrait mostly leaves the ghost image as it was.

use crate::case::Case;
use bonafide_documents::catalogue::{self, SecondPortrait};
use bonafide_documents::countries::issuing_state_to_alpha3;
use bonafide_domain::Side;
use bonafide_facts::{GhostFact, PixelBox};

/// What the ghost image says of the portrait.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Ghost {
    /// The same picture.
    Same(Side, GhostFact),
    /// A picture that resembles the portrait, or is a face as well, and is another one: how alike they are, and where.
    Another(Side, f32, PixelBox),
    /// Nothing on the page looks like the portrait, though documents of this type repeat it; and where the portrait is.
    Missing(Side, GhostFact, PixelBox),
    /// Nothing does, and nobody says that something should.
    NotSeen,
    /// It could not be looked for (the page's corners were not found, or its face is missing or too small), though
    /// documents of this type repeat the portrait.
    NotLookedFor,
}

/// Compares the portrait with the place that looks most like it, on the first side that has a portrait.
pub(crate) fn compare(case: &Case) -> Ghost {
    let looked_for = case.pages.iter().find_map(|page| {
        let portrait = page.facts.faces.first()?.portrait;
        Some((page.side, page.facts.ghost?, portrait))
    });
    let Some((side, found, portrait)) = looked_for else {
        return if is_repeated(case) {
            Ghost::NotLookedFor
        } else {
            Ghost::NotSeen
        };
    };
    if f64::from(found.likeness) >= case.rules.ghost_likeness {
        Ghost::Same(side, found)
    } else if f64::from(found.resemblance) >= case.rules.ghost_resemblance {
        Ghost::Another(side, found.likeness, found.area)
    } else if let Some(face) = found.second_face
        && f64::from(face.likeness) <= case.rules.other_face
    {
        Ghost::Another(side, face.likeness, face.area)
    } else if is_repeated(case) {
        Ghost::Missing(side, found, portrait)
    } else {
        Ghost::NotSeen
    }
}

/// Whether every type that the document can be, by its machine-readable zone, repeats the portrait.
fn is_repeated(case: &Case) -> bool {
    let Some(zone) = case.zone() else {
        return false;
    };
    let state = issuing_state_to_alpha3(&zone.mrz.issuing_state);
    let mut types = catalogue::all()
        .filter(|t| Some(t.country) == state && t.icao == Some(zone.fact.format))
        .peekable();
    types.peek().is_some() && types.all(|t| t.second_portrait() == SecondPortrait::Always)
}
