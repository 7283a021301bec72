//! Whether a zone stands on the page of a document.
//!
//! ICAO 9303-3, section 4.1 puts the zone at the foot of a page whose visual zone is above it, on the same paper. A
//! zone on a strip of paper that ends, straight and sharply, right above and right below the lines, in a background
//! of one value, is a cutting: a piece of a document in a drawing or on a form. It says nothing of a document and is
//! not reported as one.
//!
//! A page must never be taken for a cutting. Light beyond what the sensor can tell apart makes one value of paper
//! too, but it fades in over many pixels, along no straight edge, and not on both sides of the lines; a page that was
//! cropped or scanned on white has its own paper above the lines. So all of it is asked for: nearly every column must
//! show the edge, at one distance, between paper that was photographed and another brightness of one value, above and
//! below.

use super::exact::ExactLine;
use super::strip::Strip;
use crate::raster::{GrayRaster, Levels, Raster};

/// How far from the middle of a line the edge of its paper is looked for, in pitches.
const FROM: f32 = 0.9;
const TO: f32 = 3.2;
/// How far the background has to keep one value beyond the edge, in pitches.
const BEYOND: f32 = 0.8;
/// By how much values of the background may differ, in grey levels of 255: what a JPEG leaves beside an edge.
const ONE_VALUE: u8 = 3;
/// By how much, in grey levels of 255, paper and background differ.
const APART: u8 = 40;
/// By how much paper that was photographed or printed on differs along a line, at least, in grey levels of 255: in a
/// drawing of a whole document the paper is of one value too, and its lines often stand on a stripe.
const PHOTOGRAPHED: u8 = 8;
/// The share of columns that must show the edge.
const NEARLY_ALL: f32 = 0.85;
/// How far, in pitches, the edge may stand from where it is in the middle column.
const STRAIGHT: f32 = 0.35;

/// False for a cutting; true where nothing speaks against a page.
pub(super) fn holds(picture: &Levels, lines: &[&ExactLine]) -> bool {
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else {
        return true;
    };
    let picture = picture.full();
    let above = Edge::of(picture, &first.strip, first.cells.len(), -1.0);
    let below = || Edge::of(picture, &last.strip, last.cells.len(), 1.0);
    !(above == Edge::Sharp && below() != Edge::None)
}

/// What ends the paper on one side of the zone.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Edge {
    /// Nothing that could be told.
    None,
    /// A straight, sharp edge against a background of one value.
    Sharp,
    /// The picture itself ends there.
    Picture,
}

/// Where one column leaves the paper: how far from the line, from which value and for which.
struct Leaving {
    distance: f32,
    value: u8,
    paper: u8,
}

impl Edge {
    /// Looks above (`side` -1) or below (1) a line.
    fn of(picture: &GrayRaster, strip: &Strip, cells: usize, side: f32) -> Self {
        let pitch = strip.length / cells.max(1) as f32;
        let columns: Vec<f32> = (0..cells)
            .step_by(2)
            .map(|k| (k as f32 + 0.5) * pitch)
            .collect();
        let outside = |along: f32| value(picture, strip, along, side * FROM * pitch).is_none();
        let most = NEARLY_ALL * columns.len() as f32;
        if columns.iter().filter(|along| outside(**along)).count() as f32 >= most {
            return Self::Picture;
        }
        let mut leaving: Vec<Leaving> = columns
            .iter()
            .filter_map(|along| leaving(picture, strip, *along, side, pitch))
            .collect();
        if (leaving.len() as f32) < most {
            return Self::None;
        }
        leaving.sort_by(|a, b| a.distance.total_cmp(&b.distance));
        let distance = leaving[leaving.len() / 2].distance;
        leaving.sort_by_key(|found| found.value);
        let value = leaving[leaving.len() / 2].value;
        let straight = leaving.iter().filter(|found| {
            (found.distance - distance).abs() <= STRAIGHT * pitch
                && found.value.abs_diff(value) <= ONE_VALUE
        });
        let papers: Vec<u8> = leaving.iter().map(|found| found.paper).collect();
        let (darkest, brightest) = bounds(&papers);
        if straight.count() as f32 >= most && brightest - darkest >= PHOTOGRAPHED {
            Self::Sharp
        } else {
            Self::None
        }
    }
}

/// Walks away from the line until nothing changes any more; `None` where the paper goes on, or fades.
fn leaving(
    picture: &GrayRaster,
    strip: &Strip,
    along: f32,
    side: f32,
    pitch: f32,
) -> Option<Leaving> {
    let step = (pitch / 10.0).max(1.0);
    let walk: Vec<u8> = (0..)
        .map(|i| FROM * pitch + step * f32::from(i as u8))
        .take_while(|down| *down <= (TO + BEYOND) * pitch)
        .map_while(|down| value(picture, strip, along, side * down))
        .collect();
    let run = (BEYOND * pitch / step).ceil() as usize;
    let paper = *walk.first()?;
    let start = walk.windows(run.max(2)).position(|window| {
        let (least, most) = bounds(window);
        most - least <= ONE_VALUE && window[0].abs_diff(paper) >= APART
    })?;
    Some(Leaving {
        distance: FROM * pitch + step * start as f32,
        value: walk[start],
        paper,
    })
}

fn bounds(values: &[u8]) -> (u8, u8) {
    values.iter().fold((u8::MAX, 0), |(least, most), v| {
        (least.min(*v), most.max(*v))
    })
}

/// The picture's value so far along and under the strip; `None` outside of it.
fn value(picture: &GrayRaster, strip: &Strip, along: f32, down: f32) -> Option<u8> {
    let at = strip.at(along, down);
    let inside = at.x >= 0.0
        && at.y >= 0.0
        && at.x < picture.width() as f32
        && at.y < picture.height() as f32;
    inside.then(|| picture.at(at.x as usize, at.y as usize))
}

#[cfg(test)]
mod tests {
    use super::*;
    use bonafide_facts::{Point, Size};

    const SIZE: Size = Size {
        width: 720,
        height: 400,
    };
    const STRIP: Strip = Strip {
        start: Point { x: 30.0, y: 300.0 },
        along: Point { x: 1.0, y: 0.0 },
        length: 660.0,
        height: 24.0,
    };

    /// Two lines of paper from row 270 to row 360 in what `around` makes of each place.
    fn edges(around: impl Fn(usize, usize) -> u8) -> [Edge; 2] {
        drawn(|x, y| 120 + ((x * 7 + y * 13) % 23) as u8, around)
    }

    fn drawn(paper: impl Fn(usize, usize) -> u8, around: impl Fn(usize, usize) -> u8) -> [Edge; 2] {
        let data = (0..400usize)
            .flat_map(|y| (0..720usize).map(move |x| (x, y)))
            .map(|(x, y)| {
                if (270..360).contains(&y) && (10..710).contains(&x) {
                    paper(x, y)
                } else {
                    around(x, y)
                }
            })
            .collect();
        let picture = GrayRaster::from_pixels(SIZE, data).expect("pixels");
        let lower = STRIP.lowered(30.0);
        [
            Edge::of(&picture, &STRIP, 44, -1.0),
            Edge::of(&picture, &lower, 44, 1.0),
        ]
    }

    #[test]
    fn a_strip_of_paper_on_one_value_is_a_cutting() {
        assert_eq!(edges(|_, _| 255), [Edge::Sharp, Edge::Sharp]);
        assert_eq!(edges(|_, _| 20), [Edge::Sharp, Edge::Sharp]);
    }

    #[test]
    fn a_drawing_of_a_document_with_its_lines_on_a_stripe_is_none() {
        assert_eq!(drawn(|_, _| 200, |_, _| 90), [Edge::None, Edge::None]);
        // Smooth paper that was photographed: its brightness falls off to one side.
        let smooth = |x: usize, _: usize| 120 + (x / 30) as u8;
        assert_eq!(drawn(smooth, |_, _| 255), [Edge::Sharp, Edge::Sharp]);
    }

    #[test]
    fn a_page_above_the_lines_is_none() {
        let page = |x: usize, y: usize| 120 + ((x * 5 + y * 3) % 31) as u8;
        assert_eq!(edges(page)[0], Edge::None);
        // A scan on white: the page goes on above, white begins below.
        let scan = |x: usize, y: usize| if y < 300 { page(x, y) } else { 255 };
        assert_eq!(edges(scan), [Edge::None, Edge::Sharp]);
    }

    #[test]
    fn light_beyond_the_sensor_is_no_edge() {
        // From the paper's brightness to white within six lines, and white from there on.
        let glare = |x: usize, y: usize| {
            let strength = (300usize.saturating_sub(y) * 2) as f32 + (x as f32 / 40.0).sin() * 40.0;
            (140.0 + strength).clamp(0.0, 255.0) as u8
        };
        assert_eq!(edges(glare)[0], Edge::None);
    }
}
