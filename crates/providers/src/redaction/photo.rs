//! The photo of the holder, and where it is repeated.

use super::{Seen, boxed};
use bonafide_domain::{RedactionLevel, Side};
use bonafide_facts::{FaceFact, PixelBox, Quad};

/// How alike a place and the portrait are, at the least, to count as its ghost image: faces of two people reach a half
/// at most.
const REPEATED: f32 = 0.5;

/// Where the photo stands; from `medium` on also where it is repeated.
pub(super) fn places(seen: &[Seen], level: RedactionLevel) -> Vec<(Side, Quad)> {
    let mut found = Vec::new();
    for page in seen {
        let faces = &page.facts.faces;
        let mut here: Vec<PixelBox> = faces.first().map(portrait).into_iter().collect();
        if level >= RedactionLevel::Medium {
            here.extend(faces.iter().skip(1).map(portrait));
            if let Some(ghost) = &page.facts.ghost {
                here.extend(ghost.second_face.map(|face| wider(face.area, 0.7)));
                let certain = ghost.likeness >= REPEATED || ghost.second_face.is_some();
                if certain || level >= RedactionLevel::High {
                    here.push(wider(ghost.area, 0.3));
                }
            }
        }
        found.extend(here.into_iter().map(|area| (page.side, boxed(area, 0.02))));
    }
    found
}

/// The printed picture around a face: hair and shoulders too.
fn portrait(face: &FaceFact) -> PixelBox {
    joined(face.portrait, wider(face.area, 0.4))
}

fn joined(a: PixelBox, b: PixelBox) -> PixelBox {
    let (x, y) = (a.x.min(b.x), a.y.min(b.y));
    PixelBox {
        x,
        y,
        width: (a.x + a.width).max(b.x + b.width) - x,
        height: (a.y + a.height).max(b.y + b.height) - y,
    }
}

/// With so much of its sides more on each side.
fn wider(area: PixelBox, share: f32) -> PixelBox {
    let more = |side: u32| (side as f32 * share) as u32;
    let (left, top) = (more(area.width).min(area.x), more(area.height).min(area.y));
    PixelBox {
        x: area.x - left,
        y: area.y - top,
        width: area.width + left + more(area.width),
        height: area.height + top + more(area.height),
    }
}
