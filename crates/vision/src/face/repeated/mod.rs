//! Where a page repeats its portrait: many documents print it a second time, small and pale (a ghost image), as a
//! safeguard against another photo in the place of the first.
//!
//! No detector sees faces that pale (BlazeFace finds as much in a guilloche). But what is looked for is known: the
//! portrait itself. Freed of light and shade it is laid over every place of the flat page at several sizes, coarsely;
//! the best places are then compared in detail.

mod plane;

use super::Face;
use crate::page::Flat;
use crate::raster::{Border, Levels, Raster};
use bonafide_facts::{GhostFact, PixelBox, SecondFace, Size};
use plane::Plane;

/// Pixels of the flat page across a portrait's pattern: a ghost image of three tenths still has as many as the detailed
/// comparison needs.
const PATTERN: f32 = 110.0;
/// The flat page has no more pixels than this on its longer side.
const LONGEST: f32 = 1000.0;
/// What the detector's box (brow to chin) is grown by, as shares of its width and height: hair and outline say much.
const ASIDE: f32 = 0.15;
const ABOVE: f32 = 0.35;
const BELOW: f32 = 0.1;
/// Sizes of a ghost image as shares of the portrait's, a seventh apart.
const SIZES: [f32; 8] = [0.29, 0.33, 0.38, 0.43, 0.49, 0.56, 0.64, 0.74];
/// Sizes of a detected face that may be a ghost image.
const SECOND: std::ops::Range<f32> = 0.25..0.85;
/// Steps between them, for the detailed comparison.
const STEPS: [f32; 9] = [0.86, 0.9, 0.94, 0.97, 1.0, 1.03, 1.07, 1.11, 1.16];
/// Places of each size, and of all sizes together, that are compared in detail.
const PLACES: usize = 2;
const MOST: usize = 4;
/// How far a place may be moved in the detailed comparison, as a share of its width.
const SLACK: f32 = 0.2;

/// How two pictures are compared: pixels across the pattern, and the deviation of the light that is taken away as a
/// share of them.
#[derive(Clone, Copy)]
struct Grain {
    pixels: usize,
    light: f32,
}

const COARSE: Grain = Grain {
    pixels: 16,
    light: 0.25,
};
const FINE: Grain = Grain {
    pixels: 32,
    light: 0.12,
};

/// A place of the flat page, in its pixels: the middle, and how wide the pattern is there as a share of the portrait's.
#[derive(Clone, Copy)]
struct Place {
    likeness: f32,
    x: f32,
    y: f32,
    size: f32,
}

/// The place of the page that looks most like the first face, in the upright raster. `None` without a face, or where
/// the face is too small to be compared.
pub(crate) fn find(levels: &Levels, flat: &Flat, faces: &[Face]) -> Option<GhostFact> {
    let face = faces.first()?;
    let (width, height) = flat.millimetres;
    let longer = width.max(height);
    // One pixel a tenth of a millimetre, to learn how large the face is on the page.
    let tenths = (longer * 10.0) as u32;
    let on_page = flat.area_on_raster(face.area, tenths);
    let pattern_mm = on_page.width as f32 / 10.0 * (1.0 + 2.0 * ASIDE);
    if pattern_mm < 4.0 {
        return None;
    }
    let long_side = (PATTERN / pattern_mm * longer).clamp(200.0, LONGEST) as u32;
    let scale = long_side as f32 / longer;
    let size = Size {
        width: ((width * scale).round() as u32).max(1),
        height: ((height * scale).round() as u32).max(1),
    };
    let corners = flat.corners(0.0, 0.0, width, height);
    let page = Plane::of(&levels.crop_quad(&corners, size, Border::Nearest));
    let own = pattern_of(flat.area_on_raster(face.area, long_side));
    let pattern = page.part(own[0], own[1], own[2], own[3])?;
    if pattern.width < FINE.pixels || pattern.height < FINE.pixels {
        return None;
    }
    let second_face = second_face(&page, &pattern, faces, |face| {
        flat.area_on_raster(face.area, long_side)
    });
    let best = places(&page, &pattern, own)
        .into_iter()
        .filter_map(|place| compared(&page, &pattern, place))
        .max_by(|(a, one), (b, other)| (a.likeness + one).total_cmp(&(b.likeness + other)))?;
    let (place, resemblance) = best;
    let (half_width, half_height) = (
        pattern.width as f32 * place.size / 2.0,
        pattern.height as f32 * place.size / 2.0,
    );
    let area = PixelBox {
        x: (place.x - half_width).max(0.0) as u32,
        y: (place.y - half_height).max(0.0) as u32,
        width: (2.0 * half_width) as u32,
        height: (2.0 * half_height) as u32,
    };
    let area = flat.corners_of(area, long_side);
    Some(GhostFact {
        area: area.bounds(levels.full().size()),
        likeness: place.likeness,
        resemblance,
        second_face,
    })
}

/// The smaller face beside the first one that looks most like it, and how much it does.
fn second_face(
    page: &Plane,
    pattern: &Plane,
    faces: &[Face],
    on_page: impl Fn(&Face) -> PixelBox,
) -> Option<SecondFace> {
    let [first, others @ ..] = faces else {
        return None;
    };
    let own = on_page(first);
    let compared = others.iter().filter_map(|face| {
        let area = on_page(face);
        let size = area.width as f32 / own.width as f32;
        if !SECOND.contains(&size) || area.iou(&own) > 0.0 {
            return None;
        }
        let [left, top, right, bottom] = pattern_of(area);
        let place = Place {
            likeness: 0.0,
            x: (left + right) as f32 / 2.0,
            y: (top + bottom) as f32 / 2.0,
            size,
        };
        let (place, _) = compared(page, pattern, place)?;
        Some(SecondFace {
            area: face.area,
            score: face.score,
            likeness: place.likeness,
        })
    });
    compared.max_by(|a, b| a.likeness.total_cmp(&b.likeness))
}

/// Left, top, right and bottom of what is compared of a face.
fn pattern_of(face: PixelBox) -> [usize; 4] {
    let (width, height) = (face.width as f32, face.height as f32);
    let (x, y) = (face.x as f32, face.y as f32);
    [
        x - ASIDE * width,
        y - ABOVE * height,
        x + (1.0 + ASIDE) * width,
        y + (1.0 + BELOW) * height,
    ]
    .map(|side| side.round().max(0.0) as usize)
}

/// The places that look most like the pattern at a glance, away from the portrait itself.
fn places(page: &Plane, pattern: &Plane, own: [usize; 4]) -> Vec<Place> {
    let tall = height_at(pattern, COARSE.pixels);
    let deviation = COARSE.light * COARSE.pixels as f32;
    let glance = pattern
        .resized(COARSE.pixels, tall)
        .without_light(deviation);
    let (wide, high) = (pattern.width as f32, pattern.height as f32);
    let around = [
        own[0] as f32 - 0.25 * wide,
        own[1] as f32 - 0.3 * high,
        own[2] as f32 + 0.25 * wide,
        own[3] as f32 + 0.6 * high,
    ];
    let mut found: Vec<Place> = Vec::new();
    for size in SIZES {
        let scale = COARSE.pixels as f32 / (size * wide);
        let small = page
            .resized(
                (page.width as f32 * scale).round() as usize,
                (page.height as f32 * scale).round() as usize,
            )
            .without_light(deviation);
        let Some(alike) = small.likeness(&glance) else {
            continue;
        };
        let middle = |x: usize, y: usize| {
            (
                (x as f32 + COARSE.pixels as f32 / 2.0) / scale,
                (y as f32 + tall as f32 / 2.0) / scale,
            )
        };
        let mut taken: Vec<(usize, usize)> = Vec::new();
        for _ in 0..PLACES {
            let highest = alike.highest(|x, y| {
                let (at_x, at_y) = middle(x, y);
                let of_portrait = (around[0]..around[2]).contains(&at_x)
                    && (around[1]..around[3]).contains(&at_y);
                let near = taken.iter().any(|(other_x, other_y)| {
                    x.abs_diff(*other_x) < COARSE.pixels / 2
                        && y.abs_diff(*other_y) < COARSE.pixels / 2
                });
                !of_portrait && !near
            });
            let Some((likeness, x, y)) = highest else {
                break;
            };
            taken.push((x, y));
            let (x, y) = middle(x, y);
            found.push(Place {
                likeness,
                x,
                y,
                size,
            });
        }
    }
    found.sort_by(|a, b| b.likeness.total_cmp(&a.likeness));
    let mut distinct: Vec<Place> = Vec::new();
    for place in found {
        let near = |other: &Place| {
            let reach = 0.3 * place.size.max(other.size) * wide;
            (place.x - other.x).hypot(place.y - other.y) < reach
        };
        if !distinct.iter().any(near) {
            distinct.push(place);
        }
        if distinct.len() == MOST {
            break;
        }
    }
    distinct
}

/// A place moved and sized to where it is most like the pattern in detail, and how alike it is at a glance.
fn compared(page: &Plane, pattern: &Plane, place: Place) -> Option<(Place, f32)> {
    let at = |grain: Grain| {
        let tall = height_at(pattern, grain.pixels);
        let deviation = grain.light * grain.pixels as f32;
        let whole = pattern.resized(grain.pixels, tall).without_light(deviation);
        let tried = STEPS.iter().filter_map(|step| {
            let size = place.size * step;
            let scale = grain.pixels as f32 / (size * pattern.width as f32);
            let (half_width, half_height) = (
                pattern.width as f32 * size * (0.5 + SLACK),
                (pattern.height as f32).mul_add(size / 2.0, pattern.width as f32 * size * SLACK),
            );
            let side = |value: f32| value.round().max(0.0) as usize;
            let (left, top) = (side(place.x - half_width), side(place.y - half_height));
            let (right, bottom) = (side(place.x + half_width), side(place.y + half_height));
            let part = page.part(left, top, right, bottom)?;
            let small = part
                .resized(
                    (part.width as f32 * scale).round() as usize,
                    (part.height as f32 * scale).round() as usize,
                )
                .without_light(deviation);
            let (likeness, x, y) = small.likeness(&whole)?.highest(|_, _| true)?;
            Some(Place {
                likeness,
                x: left as f32 + (x as f32 + grain.pixels as f32 / 2.0) / scale,
                y: top as f32 + (y as f32 + tall as f32 / 2.0) / scale,
                size,
            })
        });
        tried.max_by(|a, b| a.likeness.total_cmp(&b.likeness))
    };
    Some((at(FINE)?, at(COARSE)?.likeness))
}

/// How many pixels high the pattern is when it is so many wide.
fn height_at(pattern: &Plane, wide: usize) -> usize {
    (wide as f32 * pattern.height as f32 / pattern.width as f32).round() as usize
}

#[cfg(test)]
mod tests;
