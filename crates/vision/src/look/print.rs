//! What is printed on the page: portraits, lines, the machine-readable zone.

use crate::decode::Picture;
use crate::engine::MrzReading;
use crate::face::Face;
use crate::frame::Frame;
use crate::visual_zone::ReadLine;
use bonafide_facts::{PixelBox, Point, Quad};

/// From this mean confidence on a line is print: handwriting is not read so surely.
const SURELY_PRINT: f32 = 0.9;

/// Where no signature can stand: portraits, print, the machine-readable zone; in the upright raster.
pub(super) fn taken(
    faces: &[Face],
    lines: &[ReadLine],
    picture: &Picture,
    frame: &Frame,
    reading: &MrzReading,
) -> Vec<PixelBox> {
    let size = frame.upright_size();
    let print = lines
        .iter()
        .filter(|line| line.mean_confidence() >= SURELY_PRINT)
        .map(|line| line.quad.bounds(size));
    let zone = reading.mrz.iter().flat_map(|mrz| &mrz.lines).map(|line| {
        let reduced = |p: Point| Point {
            x: p.x * picture.scale(),
            y: p.y * picture.scale(),
        };
        frame
            .quad_from_raster(Quad(line.quad.0.map(reduced)))
            .bounds(size)
    });
    let portraits = faces.iter().map(|face| face.portrait);
    portraits.chain(print).chain(zone).collect()
}

/// What belongs to the document for sure, in the upright raster: portraits, print, the machine-readable zone.
pub(super) fn printed(
    faces: &[Face],
    lines: &[ReadLine],
    picture: &Picture,
    frame: &Frame,
    reading: &MrzReading,
) -> Vec<Quad> {
    let lines = lines
        .iter()
        .filter(|line| line.mean_confidence() >= SURELY_PRINT)
        .map(|line| line.quad);
    let zone = reading.mrz.iter().flat_map(|mrz| &mrz.lines).map(|line| {
        let reduced = |p: Point| Point {
            x: p.x * picture.scale(),
            y: p.y * picture.scale(),
        };
        frame.quad_from_raster(Quad(line.quad.0.map(reduced)))
    });
    let portraits = faces.iter().map(|face| corners(face.portrait));
    portraits.chain(lines).chain(zone).collect()
}

fn corners(area: PixelBox) -> Quad {
    let at = |x: u32, y: u32| Point {
        x: x as f32,
        y: y as f32,
    };
    let (right, bottom) = (area.x + area.width, area.y + area.height);
    Quad([
        at(area.x, area.y),
        at(right, area.y),
        at(right, bottom),
        at(area.x, bottom),
    ])
}
