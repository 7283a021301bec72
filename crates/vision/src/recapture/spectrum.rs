//! Spectra of pieces of a picture, and the sharp peaks in them.

use crate::raster::{Raster, RgbRaster};
use crate::region;
use bonafide_facts::{Point, Quad};
use rustfft::{FftPlanner, num_complex::Complex32};

/// Pixels on a side of a piece.
pub(super) const SIDE: usize = 128;
/// Pieces across and down the document: enough to tell what runs through all of it.
const ACROSS: usize = 7;
const DOWN: usize = 5;
/// Waves longer than this share of a piece are the picture itself: 1/10 of a pixel's rate and below.
const LOWEST: i32 = 13;
/// Logarithm by which a peak stands out from its surroundings. The largest of the 8 000 values of a piece of noise
/// reaches 2.8.
const STANDS_OUT: f32 = 3.6;
/// Peaks kept of each piece.
const KEPT: usize = 8;

/// A wave: cycles across and down a piece, and by how much it stands out (natural logarithm of power).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Peak {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) height: f32,
}

/// One piece's peaks, the highest first: of its luma, and of the difference between red and blue.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) luma: Vec<Peak>,
    pub(super) colour: Vec<Peak>,
}

/// The spectra of pieces spread evenly over the document, as far as they lie in the picture.
pub(super) fn pieces(raster: &RgbRaster, document: &Quad) -> Vec<Piece> {
    let (width, height) = region::sides(document);
    // Pieces may overlap by half and no more.
    let fit = |length: f32, most: usize| ((2.0 * length / SIDE as f32) as usize).clamp(1, most);
    let (across, down) = (fit(width, ACROSS), fit(height, DOWN));
    let fft = FftPlanner::new().plan_fft_forward(SIDE);
    let window: Vec<f32> = (0..SIDE)
        .map(|place| {
            let phase = (place as f32 + 0.5) / SIDE as f32 * std::f32::consts::TAU;
            0.5 - 0.5 * phase.cos()
        })
        .collect();
    let mut pieces = Vec::new();
    for row in 0..down {
        for column in 0..across {
            let share = |place: usize, of: usize| (place as f32 + 0.5) / of as f32;
            let middle = within(document, share(column, across), share(row, down));
            let (left, top) = (middle.x - SIDE as f32 / 2.0, middle.y - SIDE as f32 / 2.0);
            let fits = left >= 0.0
                && top >= 0.0
                && left + SIDE as f32 <= raster.width() as f32
                && top + SIDE as f32 <= raster.height() as f32;
            if fits {
                let field = cut(raster, left as usize, top as usize, &window);
                pieces.push(seen(field, fft.as_ref()));
            }
        }
    }
    pieces
}

fn within(quad: &Quad, across: f32, down: f32) -> Point {
    let along = |a: Point, b: Point, share: f32| Point {
        x: a.x + (b.x - a.x) * share,
        y: a.y + (b.y - a.y) * share,
    };
    let [a, b, c, d] = quad.0;
    along(along(a, b, across), along(d, c, across), down)
}

/// Luma as the real part, red minus blue as the imaginary one, each without its mean, under the window.
fn cut(raster: &RgbRaster, left: usize, top: usize, window: &[f32]) -> Vec<Complex32> {
    let mut field = Vec::with_capacity(SIDE * SIDE);
    for y in 0..SIDE {
        let row = &raster.row(top + y)[left * 3..(left + SIDE) * 3];
        field.extend(row.chunks_exact(3).map(|pixel| {
            let [r, g, b] = [pixel[0], pixel[1], pixel[2]].map(f32::from);
            Complex32::new(0.299 * r + 0.587 * g + 0.114 * b, r - b)
        }));
    }
    let mean = field.iter().sum::<Complex32>() / (SIDE * SIDE) as f32;
    for (y, row) in field.chunks_exact_mut(SIDE).enumerate() {
        for (value, weight) in row.iter_mut().zip(window) {
            *value = (*value - mean) * (weight * window[y]);
        }
    }
    field
}

fn seen(mut field: Vec<Complex32>, fft: &dyn rustfft::Fft<f32>) -> Piece {
    fft.process(&mut field);
    let mut turned = transposed(&field);
    fft.process(&mut turned);
    // Rows are now waves across; the two real signals are told apart by the symmetry that each has by itself.
    let (mut luma, mut colour) = (vec![0.0; SIDE * SIDE], vec![0.0; SIDE * SIDE]);
    for x in 0..SIDE {
        for y in 0..SIDE {
            let own = turned[x * SIDE + y];
            let other = turned[(SIDE - x) % SIDE * SIDE + (SIDE - y) % SIDE].conj();
            // What the rounding of eight bits leaves in any picture is the least that can stand out of.
            luma[y * SIDE + x] = ((own + other).norm_sqr() / 4.0 + FLOOR).ln();
            colour[y * SIDE + x] = ((own - other).norm_sqr() / 4.0 + FLOOR).ln();
        }
    }
    Piece {
        luma: peaks(&luma, 16),
        // Colour is stored at half the resolution: its blocks are of 16 pixels.
        colour: peaks(&colour, 8),
    }
}

/// Power of a rounding error of half a step, spread evenly, under the window.
const FLOOR: f32 = 0.25 * (SIDE * SIDE) as f32 * 0.14;

fn transposed(field: &[Complex32]) -> Vec<Complex32> {
    let mut turned = vec![Complex32::default(); SIDE * SIDE];
    for y in 0..SIDE {
        for x in 0..SIDE {
            turned[x * SIDE + y] = field[y * SIDE + x];
        }
    }
    turned
}

/// The places that stand out from their surroundings, the highest first. `blocks`: the waves at whole multiples of
/// so many cycles in both directions belong to JPEG blocks.
fn peaks(power: &[f32], blocks: i32) -> Vec<Peak> {
    let around = surroundings(power);
    let at = |x: i32, y: i32| {
        let side = SIDE as i32;
        (y.rem_euclid(side) * side + x.rem_euclid(side)) as usize
    };
    let half = SIDE as i32 / 2;
    let near_block = |k: i32| {
        let over = k.rem_euclid(blocks);
        over <= 1 || over >= blocks - 1
    };
    let mut found = Vec::new();
    // One half of the plane: the other mirrors it.
    for y in 0..half {
        for x in -half + 1..half {
            if x * x + y * y < LOWEST * LOWEST || (y == 0 && x < 0) {
                continue;
            }
            let place = at(x, y);
            let height = power[place] - around[place];
            if height < STANDS_OUT || (near_block(x) && near_block(y)) {
                continue;
            }
            let highest = (-1..=1)
                .flat_map(|dy| (-1..=1).map(move |dx| (dx, dy)))
                .all(|(dx, dy)| power[at(x + dx, y + dy)] <= power[place]);
            if highest {
                found.push(Peak {
                    x: x as f32,
                    y: y as f32,
                    height,
                });
            }
        }
    }
    found.sort_unstable_by(|a, b| b.height.total_cmp(&a.height));
    found.truncate(KEPT);
    found
}

/// The mean of the 13 by 13 places around each, without the 5 by 5 in the middle. The plane repeats.
fn surroundings(power: &[f32]) -> Vec<f32> {
    let (large, small) = (boxed(power, 6), boxed(power, 2));
    large
        .iter()
        .zip(&small)
        .map(|(large, small)| (large - small) / (169.0 - 25.0))
        .collect()
}

/// Sums over squares of `2 reach + 1` places a side.
fn boxed(values: &[f32], reach: usize) -> Vec<f32> {
    let across = lines(values, reach, 1, SIDE);
    lines(&across, reach, SIDE, 1)
}

fn lines(values: &[f32], reach: usize, step: usize, next: usize) -> Vec<f32> {
    let mut sums = vec![0.0; SIDE * SIDE];
    for line in 0..SIDE {
        let at = |place: usize| line * next + (place % SIDE) * step;
        let mut sum: f32 = (0..=2 * reach)
            .map(|offset| values[at(SIDE - reach + offset)])
            .sum();
        for place in 0..SIDE {
            sums[at(place)] = sum;
            sum += values[at(place + reach + 1)] - values[at(SIDE + place - reach)];
        }
    }
    sums
}
