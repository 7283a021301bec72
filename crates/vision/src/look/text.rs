//! Lines of text outside of the machine-readable zone: where they stand, and what they say.

use super::Sight;
use crate::engine::MrzReading;
use crate::error::{Deadline, VisionError};
use crate::frame::Frame;
use crate::page::{Flat, SeenText, Unread, look_closer};
use crate::raster::{Levels, RgbRaster};
use crate::text::TextDetector;
use crate::visual_zone::ReadLine;
use bonafide_facts::{MrzFact, Point, Quad};

/// Where lines of text stand in the upright raster, after a closer look at a page that is small in its picture.
pub(super) fn all_text(
    detector: &mut TextDetector,
    upright: &RgbRaster,
    flat: Option<&Flat>,
    frame: &Frame,
    reading: &MrzReading,
    deadline: Deadline,
) -> Result<Vec<Quad>, VisionError> {
    let text: Vec<Quad> = reading
        .text
        .iter()
        .map(|found| frame.quad_from_raster(found.quad()))
        .collect();
    let Some(flat) = flat.filter(|_| deadline.check("looking closer at the page").is_ok()) else {
        return Ok(text);
    };
    let seen = SeenText {
        text: &text,
        scale: reading.text_scale,
        unread: match reading.mrz {
            Some(_) => Unread::AboveZone,
            None => Unread::Page,
        },
    };
    Ok(look_closer(detector, upright, flat, &seen)?.unwrap_or(text))
}

/// The lines of text outside of the machine-readable zone, in the frame of the upright raster.
pub(super) fn visual_lines(
    sight: &mut Sight,
    page: &Levels,
    frame: &Frame,
    reading: &MrzReading,
    text: &[Quad],
    deadline: Deadline,
) -> Result<Vec<ReadLine>, VisionError> {
    let zone = reading.mrz.as_ref().and_then(zone_block);
    let outside = |quad: &Quad| {
        let centre = frame.to_picture(quad.centre());
        !zone.is_some_and(|zone| zone.contains(centre))
    };
    let quads: Vec<Quad> = text.iter().copied().filter(outside).collect();
    sight.lines.read(page, &quads, deadline)
}

/// The block of all lines of a machine-readable zone, half a line larger on every side: text boxes that lie between
/// two lines, or beside the characters that were read, still belong to the zone. Read as visual text they would
/// confirm the zone by itself.
fn zone_block(zone: &MrzFact) -> Option<Quad> {
    let (first, last) = (zone.lines.first()?.quad.0, zone.lines.last()?.quad.0);
    let along = |from: Point, to: Point, share: f32| Point {
        x: from.x + (to.x - from.x) * share,
        y: from.y + (to.y - from.y) * share,
    };
    // Half the height of a line, as a share of the block's height and of its length.
    let reach = |a: Point, b: Point| (a.x - b.x).hypot(a.y - b.y);
    let half = reach(first[0], first[3]) / 2.0;
    let down = half / reach(first[0], last[3]).max(1.0);
    let across = half / reach(first[0], first[1]).max(1.0);
    let grown =
        |a: Point, b: Point, share: f32| (along(b, a, 1.0 + share), along(a, b, 1.0 + share));
    let (top_left, bottom_left) = grown(first[0], last[3], down);
    let (top_right, bottom_right) = grown(first[1], last[2], down);
    let (top_left, top_right) = grown(top_left, top_right, across);
    let (bottom_left, bottom_right) = grown(bottom_left, bottom_right, across);
    Some(Quad([top_left, top_right, bottom_right, bottom_left]))
}
