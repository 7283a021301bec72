//! Blur at the letters.

use crate::raster::{GrayRaster, Raster};
use bonafide_facts::{PixelBox, Quad};

/// Lines that are looked at, the longest first.
const LINES: usize = 16;
/// Width of an edge, as a share of a line's height, that print of ten points in focus stays below.
const SHARP: f32 = 0.10;
/// The same at which neighbouring strokes have grown together.
const MELTED: f32 = 0.45;
/// Steps of 255 between ink and paper below which a line says nothing.
const LEAST_CONTRAST: f32 = 30.0;

/// How blurred the letters are, by the sharper half of the lines, and where the sharpest of those is worst; `None`
/// without lines of some contrast. Boxes in pixels of the raster.
pub(super) fn blurred(gray: &GrayRaster, lines: &[Quad]) -> Option<(f32, PixelBox)> {
    let size = gray.size();
    let mut boxes: Vec<(PixelBox, f32)> = lines
        .iter()
        .map(|quad| (quad.bounds(size), crate::region::sides(quad).1))
        .filter(|(area, height)| area.width >= 16 && area.height >= 6 && *height >= 6.0)
        .collect();
    boxes.sort_unstable_by_key(|(area, _)| std::cmp::Reverse(area.width));
    boxes.truncate(LINES);
    let mut widths: Vec<(f32, PixelBox)> = boxes
        .into_iter()
        .filter_map(|(area, height)| Some((edge_width(gray, area)? / height, area)))
        .collect();
    if widths.is_empty() {
        return None;
    }
    widths.sort_unstable_by(|(a, _), (b, _)| a.total_cmp(b));
    let (width, area) = widths[widths.len() / 2];
    Some((((width - SHARP) / (MELTED - SHARP)).clamp(0.0, 1.0), area))
}

/// The width of the steepest edges, in pixels: how many pixels the step between ink and paper takes at the slope of
/// the steepest hundredth.
fn edge_width(gray: &GrayRaster, area: PixelBox) -> Option<f32> {
    let (mut values, mut slopes) = ([0_u32; 256], [0_u32; 256]);
    let (left, right) = (area.x as usize, (area.x + area.width) as usize);
    for y in area.y as usize..((area.y + area.height) as usize).min(gray.height() - 1) {
        let (row, below) = (&gray.row(y)[left..right], &gray.row(y + 1)[left..right]);
        for (x, pair) in row.windows(2).enumerate() {
            values[usize::from(pair[0])] += 1;
            let steepest = pair[0].abs_diff(pair[1]).max(pair[0].abs_diff(below[x]));
            slopes[usize::from(steepest)] += 1;
        }
    }
    let contrast = share(&values, 0.97) - share(&values, 0.03);
    let slope = share(&slopes, 0.99).max(1.0);
    (contrast >= LEAST_CONTRAST).then(|| contrast / slope)
}

/// The value below which that share of a histogram lies.
fn share(histogram: &[u32; 256], share: f32) -> f32 {
    let total: u32 = histogram.iter().sum();
    let mut left = (total as f32 * share) as u32;
    for (value, count) in histogram.iter().enumerate() {
        if *count > left {
            return value as f32;
        }
        left -= count;
    }
    255.0
}
