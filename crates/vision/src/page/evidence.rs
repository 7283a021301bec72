//! What is known of a page before its outline is looked for.

use super::outline::{Evidence, ZonePlace};
use crate::decode::Picture;
use crate::engine::MrzReading;
use crate::face::Face;
use crate::frame::Frame;
use bonafide_facts::{MrzFact, Point, Quad};

/// The zone, the text and the holder's face of a picture, in the frame of its upright raster.
pub(crate) fn evidence(
    reading: &MrzReading,
    picture: &Picture,
    frame: &Frame,
    faces: &[Face],
) -> Evidence {
    let reduced = |p: Point| Point {
        x: p.x * picture.scale(),
        y: p.y * picture.scale(),
    };
    let zone = reading.mrz.as_ref().and_then(|zone| {
        let middles = middles(zone)?;
        Some(ZonePlace {
            format: zone.format,
            middles: frame.quad_from_raster(Quad(middles.0.map(reduced))),
        })
    });
    Evidence {
        zone,
        text: reading
            .text
            .iter()
            .map(|found| frame.quad_from_raster(found.quad()))
            .collect(),
        face: faces.first().map(|face| face.area),
    }
}

/// Where the middles of a zone's first and last line begin and end.
fn middles(zone: &MrzFact) -> Option<Quad> {
    let (first, last) = (zone.lines.first()?.quad.0, zone.lines.last()?.quad.0);
    let middle = |a: Point, b: Point| Point {
        x: (a.x + b.x) / 2.0,
        y: (a.y + b.y) / 2.0,
    };
    Some(Quad([
        middle(first[0], first[3]),
        middle(first[1], first[2]),
        middle(last[1], last[2]),
        middle(last[0], last[3]),
    ]))
}
