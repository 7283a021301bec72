//! Where on a picture the document's own print lies: what is measured of a document is measured there, so that the
//! desk under it has no say.

use crate::raster::{Raster, RgbRaster};
use crate::text::RotatedRect;
use bonafide_facts::{Point, Quad, Size};

/// Shares of a side by which corners may lie beyond the picture.
const BEYOND: f32 = 0.5;

/// The rectangle around everything that was found on the document; `None` when that is nothing, or no more than a
/// spot. In the frame of the places given.
pub(crate) fn print_region(places: impl IntoIterator<Item = Quad>, picture: Size) -> Option<Quad> {
    let points: Vec<Point> = places.into_iter().flat_map(|quad| quad.0).collect();
    let rect = RotatedRect::around(&points)?;
    let least = 0.12 * picture.width.min(picture.height) as f32;
    (rect.thickness >= least && rect.length >= 2.0 * least)
        .then(|| within(rect.grown(0.02 * rect.length).quad(), picture))
}

/// The whole picture.
pub(crate) fn whole(picture: Size) -> Quad {
    let (width, height) = (picture.width as f32, picture.height as f32);
    let at = |x: f32, y: f32| Point { x, y };
    Quad([
        at(0.0, 0.0),
        at(width, 0.0),
        at(width, height),
        at(0.0, height),
    ])
}

fn within(quad: Quad, picture: Size) -> Quad {
    let keep = |value: f32, most: u32| {
        let most = most as f32;
        value.clamp(-BEYOND * most, (1.0 + BEYOND) * most)
    };
    Quad(quad.0.map(|p| Point {
        x: keep(p.x, picture.width),
        y: keep(p.y, picture.height),
    }))
}

/// Length of the upper and of the left side, in pixels.
pub(crate) fn sides(quad: &Quad) -> (f32, f32) {
    let [a, b, _, d] = quad.0;
    ((b.x - a.x).hypot(b.y - a.y), (d.x - a.x).hypot(d.y - a.y))
}

/// The part of a picture between corners, upright, so many pixels across, each gathered from all pixels that it
/// stands for.
pub(crate) fn reduced(picture: &RgbRaster, region: &Quad, across: u32) -> RgbRaster {
    let (width, height) = sides(region);
    let scale = (across as f32 / width.max(1.0)).min(1.0);
    let side = |pixels: u32| ((pixels as f32 * scale).round() as u32).max(1);
    let size = picture.size();
    let small = picture.resized(Size {
        width: side(size.width),
        height: side(size.height),
    });
    let (sx, sy) = (
        small.width() as f32 / size.width as f32,
        small.height() as f32 / size.height as f32,
    );
    let quad = Quad(region.0.map(|p| Point {
        x: p.x * sx,
        y: p.y * sy,
    }));
    let pixels = |length: f32| ((length * scale).round() as u32).clamp(8, 4 * across.max(8));
    small.crop_quad(
        &quad,
        Size {
            width: pixels(width),
            height: pixels(height),
        },
        crate::raster::Border::Nearest,
    )
}
