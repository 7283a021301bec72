//! The printed photo around a face.
//!
//! A photo's frame shows as long straight edges at plausible distances from the face. Of those, the four are
//! taken that together look most like a photo with the proportions of ICAO 9303 part 3, section 3.9
//! (35 × 45 mm, the face in the middle); a side without an edge gets its usual place.

use crate::page::Flat;
use crate::raster::{Border, GrayRaster, Raster};
use bonafide_facts::{PixelBox, Point, Quad, Size};

/// Pixels of the face's width at which edges are looked for.
const FACE: f32 = 64.0;
/// How much darker or lighter the other side of an edge has to be, in grey levels.
const STEP: i32 = 10;
/// The share of an edge's length that has to show the step, all in one direction, for it to be an edge; and
/// what speaks for the usual place of a side without one.
const NO_EDGE: f32 = 0.4;
/// Slopes of a photo's sides that are tried: up to six degrees.
const SLOPES: [f32; 7] = [-0.105, -0.07, -0.035, 0.0, 0.035, 0.07, 0.105];
/// Edges that are weighed for each side.
const MOST_CANDIDATES: usize = 6;
/// Width of a photo over its height: 35 mm over 45 mm.
const PROPORTION: f32 = 0.78;
/// Height of a photo over the height of the detector's box, which begins in the middle of the forehead.
const HEIGHTS: f32 = 2.0;

/// The photo around a face at `area`, cut to a picture of that size, of which `part` gives a part in grey.
pub(super) fn around(
    picture: Size,
    area: PixelBox,
    part: impl FnOnce(PixelBox) -> Option<GrayRaster>,
) -> PixelBox {
    let scale = (FACE / area.width.max(1) as f32).min(4.0);
    let window = grown(area, picture, 1.6, 1.6);
    let Some(crop) = part(window) else {
        return area;
    };
    let size = Size {
        width: ((window.width as f32 * scale).round() as u32).max(1),
        height: ((window.height as f32 * scale).round() as u32).max(1),
    };
    let small = crop.resized(size);
    let face = [
        (area.x - window.x) as f32 * scale,
        (area.y - window.y) as f32 * scale,
        area.width as f32 * scale,
        area.height as f32 * scale,
    ];
    let [left, top, right, bottom] = sides(&small, face);
    let place = |value: f32, origin: u32, most: u32| {
        ((value / scale).round().max(0.0) as u32)
            .saturating_add(origin)
            .min(most)
    };
    let (x, y) = (place(left, window.x, area.x), place(top, window.y, area.y));
    let end_x = place(right, window.x, picture.width).max(area.x + area.width);
    let end_y = place(bottom, window.y, picture.height).max(area.y + area.height);
    PixelBox {
        x,
        y,
        width: end_x - x,
        height: end_y - y,
    }
}

/// The photo around a face on a page whose corners are known, as corners in the picture: its frame is looked for on
/// the page laid flat, where a photo's sides are level and upright however the page lies.
pub(crate) fn on_page(picture: &GrayRaster, flat: &Flat, area: PixelBox) -> Quad {
    let at = |x: f32, y: f32| flat.on_page(Point { x, y });
    let (left, top) = (area.x as f32, area.y as f32);
    let (width, height) = (area.width as f32, area.height as f32);
    let middle = at(left + width / 2.0, top + height / 2.0);
    // A box around a face that lies askew is a box around it on the page as well, of about the same size.
    let reach = |a: Point, b: Point| (a.x - b.x).hypot(a.y - b.y);
    let across = reach(
        at(left, top + height / 2.0),
        at(left + width, top + height / 2.0),
    )
    .max(0.5);
    let down = reach(
        at(left + width / 2.0, top),
        at(left + width / 2.0, top + height),
    )
    .max(0.5);
    let (half_width, half_height) = (2.1 * across, 2.1 * down);
    let window = flat.corners(
        middle.x - half_width,
        middle.y - half_height,
        middle.x + half_width,
        middle.y + half_height,
    );
    let scale = FACE / across;
    let pixels = |mm: f32| ((2.0 * mm * scale).round() as u32).clamp(8, 512);
    let small = picture.crop_quad(
        &window,
        Size {
            width: pixels(half_width),
            height: pixels(half_height),
        },
        Border::Nearest,
    );
    let face = [
        (half_width - across / 2.0) * scale,
        (half_height - down / 2.0) * scale,
        across * scale,
        down * scale,
    ];
    let [left, top, right, bottom] = sides(&small, face);
    let mm = |value: f32, middle: f32, half: f32| middle - half + value / scale;
    flat.corners(
        mm(left, middle.x, half_width),
        mm(top, middle.y, half_height),
        mm(right, middle.x, half_width),
        mm(bottom, middle.y, half_height),
    )
}

/// `area` with `across` times its width on each side, and `down` times its height above and below.
fn grown(area: PixelBox, size: Size, across: f32, down: f32) -> PixelBox {
    let (dx, dy) = (
        (area.width as f32 * across) as u32,
        (area.height as f32 * down) as u32,
    );
    let (x, y) = (area.x.saturating_sub(dx), area.y.saturating_sub(dy));
    let end_x = (area.x + area.width).saturating_add(dx).min(size.width);
    let end_y = (area.y + area.height).saturating_add(dy).min(size.height);
    PixelBox {
        x,
        y,
        width: end_x.saturating_sub(x),
        height: end_y.saturating_sub(y),
    }
}

/// Where a side of the photo may be, and how much speaks for it.
#[derive(Debug, Clone, Copy)]
struct Side {
    position: f32,
    weight: f32,
}

/// Left, top, right and bottom of the photo around a face at `[x, y, width, height]`: of all places that
/// show an edge, those four that together look most like a photo of a face.
fn sides(picture: &GrayRaster, [x, y, width, height]: [f32; 4]) -> [f32; 4] {
    // Rows that the photo surely covers are where its left and right edges are looked for, and columns
    // likewise.
    let rows = (y - 0.4 * height, y + 1.15 * height);
    let columns = (x - 0.1 * width, x + 1.1 * width);
    let column = |from: f32, to: f32, usual: f32| {
        candidates(
            picture,
            Axis::Column,
            rows,
            (x + from * width, x + to * width),
            x + usual * width,
        )
    };
    let row = |from: f32, to: f32, usual: f32| {
        candidates(
            picture,
            Axis::Row,
            columns,
            (y + from * height, y + to * height),
            y + usual * height,
        )
    };
    let (lefts, rights) = (column(-0.95, -0.08, -0.36), column(1.08, 1.95, 1.36));
    let (tops, bottoms) = (row(-1.35, -0.3, -0.7), row(1.1, 2.1, 1.5));
    let mut best = (f32::NEG_INFINITY, [x, y, x + width, y + height]);
    for left in &lefts {
        for right in &rights {
            for top in &tops {
                for bottom in &bottoms {
                    let edges = left.weight + right.weight + top.weight + bottom.weight;
                    let (across, down) = (
                        right.position - left.position,
                        bottom.position - top.position,
                    );
                    let off_centre =
                        ((left.position + right.position) / 2.0 - (x + width / 2.0)).abs() / width;
                    let odd_shape = (across / down / PROPORTION).ln().abs();
                    let odd_size = (down / height / HEIGHTS).ln().abs();
                    let merit = edges - off_centre - odd_shape - 0.8 * odd_size;
                    if merit > best.0 {
                        best = (
                            merit,
                            [left.position, top.position, right.position, bottom.position],
                        );
                    }
                }
            }
        }
    }
    best.1
}

#[derive(Clone, Copy)]
enum Axis {
    Row,
    Column,
}

/// The straightest edges between two places, and the usual place in case there is none.
fn candidates(
    picture: &GrayRaster,
    axis: Axis,
    along: (f32, f32),
    between: (f32, f32),
    usual: f32,
) -> Vec<Side> {
    let (length, depth) = match axis {
        Axis::Row => (picture.width(), picture.height()),
        Axis::Column => (picture.height(), picture.width()),
    };
    let at = |position: usize, step: usize| {
        i32::from(match axis {
            Axis::Row => picture.at(step, position),
            Axis::Column => picture.at(position, step),
        })
    };
    let clip = |value: f32, most: usize| (value.max(0.0) as usize).min(most);
    let (first, last) = (clip(along.0, length), clip(along.1, length));
    let (from, to) = (
        clip(between.0, depth).max(2),
        clip(between.1, depth.saturating_sub(2)),
    );
    let usual = Side {
        position: usual.clamp(0.0, depth as f32),
        weight: NO_EDGE,
    };
    if last < first + 8 || to <= from {
        return vec![usual];
    }
    // A page is seldom quite level: each place is tried at several slopes, about its middle.
    let middle = (first + last) as f32 / 2.0;
    let tilted = |position: usize, slope: f32| {
        let (mut lighter, mut darker) = (0_u32, 0_u32);
        for step in first..last {
            let place = position as f32 + slope * (step as f32 - middle);
            let place = (place.round().max(2.0) as usize).min(depth - 2);
            let difference =
                at(place + 1, step) - at(place - 2, step) + at(place, step) - at(place - 1, step);
            lighter += u32::from(difference > 2 * STEP);
            darker += u32::from(difference < -2 * STEP);
        }
        lighter.max(darker) as f32 / (last - first) as f32
    };
    let share = |position: usize| {
        SLOPES
            .iter()
            .map(|&slope| tilted(position, slope))
            .fold(0.0, f32::max)
    };
    let shares: Vec<f32> = (from..to).map(share).collect();
    let mut found: Vec<Side> = (0..shares.len())
        .filter(|&i| {
            shares[i] >= NO_EDGE
                && shares[i.saturating_sub(2)..(i + 3).min(shares.len())]
                    .iter()
                    .all(|s| *s <= shares[i])
        })
        .map(|i| Side {
            position: (from + i) as f32,
            weight: shares[i],
        })
        .collect();
    found.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    found.truncate(MOST_CANDIDATES);
    found.push(usual);
    found
}
