//! Where colour changes along a line: the edges of a picture that was reduced to what a document's outline needs.

use crate::raster::{Raster, RgbRaster};
use bonafide_facts::Point;

/// Pixels of the long side at which outlines are looked for, about. A side is then placed to a fraction of a pixel:
/// better than 0.2 % of the document.
const SIDE: u32 = 500;
/// A step in one of the channels of at least this many levels is an edge. White office paper beside tinted paper
/// differs by ten and more.
const LEAST_STEP: i32 = 7;
/// Beyond this a step is no more of an edge: print is black on white, a page on a desk need not be.
const PLAIN_STEP: i32 = 40;

/// One pixel on an edge.
#[derive(Debug, Clone, Copy)]
pub(super) struct EdgePixel {
    /// Its place to a fraction of a pixel, in the reduced picture.
    pub(super) place: Point,
    /// Across the edge; of length 1, its sign says nothing.
    pub(super) normal: Point,
    /// How much of an edge it is, 0 to 1.
    pub(super) weight: f32,
}

/// The edges of a reduced picture.
pub(super) struct Edges {
    pub(super) width: usize,
    pub(super) height: usize,
    /// Pixels of the raster to one of the reduced picture.
    pub(super) factor: f32,
    pub(super) pixels: Vec<EdgePixel>,
    /// For every pixel the place of its edge in `pixels`, plus one; 0 for none.
    index: Vec<u32>,
}

impl Edges {
    pub(super) fn of(picture: &RgbRaster) -> Self {
        let factor = ((picture.long_side() as f32 / SIDE as f32).round() as usize).max(1);
        let (width, height, small) = reduced(picture, factor);
        let mut edges = Self {
            width,
            height,
            factor: factor as f32,
            pixels: Vec::new(),
            index: vec![0; width * height],
        };
        if width < 8 || height < 8 {
            return edges;
        }
        let steps = steps(&small, width, height);
        let strength = |x: usize, y: usize| {
            let (gx, gy) = steps[y * width + x];
            i32::from(gx) * i32::from(gx) + i32::from(gy) * i32::from(gy)
        };
        let least = (4 * LEAST_STEP).pow(2);
        for y in 2..height - 2 {
            for x in 2..width - 2 {
                let here = strength(x, y);
                if here < least {
                    continue;
                }
                let (gx, gy) = steps[y * width + x];
                let (ax, ay) = (i32::from(gx).abs(), i32::from(gy).abs());
                let (dx, dy) = if 2 * ay < ax {
                    (1_isize, 0_isize)
                } else if 2 * ax < ay {
                    (0, 1)
                } else if (gx > 0) == (gy > 0) {
                    (1, 1)
                } else {
                    (1, -1)
                };
                let beside = |side: isize| {
                    strength(
                        x.wrapping_add_signed(side * dx),
                        y.wrapping_add_signed(side * dy),
                    )
                };
                let (before, after) = (beside(-1), beside(1));
                if here < before || here <= after {
                    continue;
                }
                let root = |value: i32| (value as f32).sqrt();
                let (b, h, a) = (root(before), root(here), root(after));
                let shift = 0.5 * (b - a) / (b - 2.0 * h + a).min(-1e-3);
                let shift = shift.clamp(-0.5, 0.5);
                edges.pixels.push(EdgePixel {
                    place: Point {
                        x: x as f32 + 0.5 + shift * dx as f32,
                        y: y as f32 + 0.5 + shift * dy as f32,
                    },
                    normal: Point {
                        x: f32::from(gx) / h,
                        y: f32::from(gy) / h,
                    },
                    weight: 0.35 + 0.65 * (h / (4 * PLAIN_STEP) as f32).min(1.0),
                });
                edges.index[y * width + x] = edges.pixels.len() as u32;
            }
        }
        edges
    }

    /// The edge at a pixel, if there is one.
    pub(super) fn at(&self, x: i32, y: i32) -> Option<&EdgePixel> {
        let inside = (0..self.width as i32).contains(&x) && (0..self.height as i32).contains(&y);
        let index = inside.then(|| self.index[y as usize * self.width + x as usize])?;
        self.pixels.get((index as usize).checked_sub(1)?)
    }
}

/// Means of `factor` by `factor` pixels; what is left over at the right and the bottom is left out.
fn reduced(picture: &RgbRaster, factor: usize) -> (usize, usize, Vec<u8>) {
    let (width, height) = (picture.width() / factor, picture.height() / factor);
    if factor == 1 {
        return (width, height, picture.pixels().to_vec());
    }
    let mut small = vec![0_u8; width * height * 3];
    let mut sums = vec![0_u32; width * 3];
    let all = (factor * factor) as u32;
    for y in 0..height {
        sums.fill(0);
        for row in 0..factor {
            let row = picture.row(y * factor + row);
            for (sum, block) in sums.chunks_exact_mut(3).zip(row.chunks_exact(3 * factor)) {
                for pixel in block.chunks_exact(3) {
                    sum[0] += u32::from(pixel[0]);
                    sum[1] += u32::from(pixel[1]);
                    sum[2] += u32::from(pixel[2]);
                }
            }
        }
        for (byte, sum) in small[y * width * 3..].iter_mut().zip(&sums) {
            *byte = ((sum + all / 2) / all) as u8;
        }
    }
    (width, height, small)
}

/// Sobel's step across and down, four times the height of a step, of the channel that changes most.
fn steps(small: &[u8], width: usize, height: usize) -> Vec<(i16, i16)> {
    let mut steps = vec![(0_i16, 0_i16); width * height];
    let stride = width * 3;
    for y in 1..height - 1 {
        let row = |y: usize| &small[y * stride..(y + 1) * stride];
        let (above, here, below) = (row(y - 1), row(y), row(y + 1));
        for x in 1..width - 1 {
            let mut best = (0_i16, 0_i16, -1_i16);
            for channel in 0..3 {
                let (left, middle, right) =
                    (x * 3 - 3 + channel, x * 3 + channel, x * 3 + 3 + channel);
                let value = |row: &[u8], at: usize| i16::from(row[at]);
                let gx = value(above, right) - value(above, left)
                    + 2 * (value(here, right) - value(here, left))
                    + value(below, right)
                    - value(below, left);
                let gy = value(below, left) - value(above, left)
                    + 2 * (value(below, middle) - value(above, middle))
                    + value(below, right)
                    - value(above, right);
                let size = gx.abs() + gy.abs();
                if size > best.2 {
                    best = (gx, gy, size);
                }
            }
            steps[y * width + x] = (best.0, best.1);
        }
    }
    steps
}
