//! Spectra of pieces of a picture, and how far waves stand out in all of them together.

use crate::raster::{Raster, RgbRaster};
use crate::region;
use bonafide_facts::{Point, Quad};
use rustfft::{Fft, FftPlanner, num_complex::Complex32};

/// Pixels on a side of a piece.
pub(super) const SIDE: usize = 128;
/// Pieces across and down the document: enough to tell what runs through all of it.
const ACROSS: usize = 6;
const DOWN: usize = 4;

/// What a picture is seen through: its luma (ITU-R BT.601), red against blue, green against both.
pub(super) const CHANNELS: usize = 3;
/// The weights of red, green and blue in each.
const MIXED: [[f32; 3]; CHANNELS] = [[0.299, 0.587, 0.114], [1.0, 0.0, -1.0], [-0.5, 1.0, -0.5]];
/// Waves at whole multiples of so many cycles in both directions belong to JPEG blocks: of 8 pixels, and of 16 for
/// colour, which is stored at half the resolution.
const BLOCKS: [usize; CHANNELS] = [SIDE / 8, SIDE / 16, SIDE / 16];

/// Waves longer than this share of a piece are the picture itself: 1/10 of a pixel's rate and below.
const LOWEST: f32 = 13.0;
/// Logarithm of power by which a peak stands out from its surroundings. The largest of the 8 000 values of a piece of
/// noise reaches 2.8.
const STANDS_OUT: f32 = 3.6;
/// What one piece can say at most, so that few with high peaks do not speak for all.
const AT_MOST: f32 = 6.0;
/// Power of a rounding error of half a step, spread evenly, under the window: what any picture has at least.
const FLOOR: f32 = 0.25 * (SIDE * SIDE) as f32 * 0.14;

/// Places to each side of which the surroundings are taken, and which are left out of them.
const AROUND: usize = 6;
const OWN: usize = 2;
/// By how many places a wave may lie elsewhere in another piece: seen aslant, distances change across the document.
const SLACK: usize = 2;

/// Half of the plane of waves: the other mirrors it. Row 0 is no cycle across.
const ROWS: usize = SIDE / 2 + 1;
/// Rows before and after it that are needed to judge it.
const RIM: usize = AROUND + SLACK;

/// How far waves stand out, in the mean of all pieces: `SIDE / 2 + 1` rows of cycles across, from 0, each of `SIDE`
/// places of cycles down, those from `SIDE / 2` on being negative.
pub(super) type Plane = Vec<[f32; SIDE]>;

/// What all pieces say of one channel.
pub(super) struct Seen {
    /// Mean natural logarithm of power over that of the surroundings, 0 to [`AT_MOST`].
    pub(super) plane: Plane,
    /// Peaks that stand out, in the mean of a piece.
    pub(super) peaks: f32,
    /// The root mean square of short waves in each piece, in steps of 255.
    pub(super) strengths: Vec<f32>,
}

/// Cycles across and down a piece at a place of a [`Plane`].
pub(super) fn wave(row: usize, column: usize) -> (f32, f32) {
    let down = if column < SIDE / 2 {
        column as f32
    } else {
        column as f32 - SIDE as f32
    };
    (row as f32, down)
}

/// Whether a wave is long enough to be the picture itself.
pub(super) fn is_long(row: usize, column: usize) -> bool {
    let (across, down) = wave(row, column);
    across.hypot(down) < LOWEST
}

/// The spectra of pieces spread evenly over the document, as far as they lie in the picture; `None` when fewer than
/// `least` do.
pub(super) fn seen(raster: &RgbRaster, document: &Quad, least: usize) -> Option<[Seen; CHANNELS]> {
    let corners = corners(raster, document);
    if corners.len() < least {
        return None;
    }
    let fft = FftPlanner::new().plan_fft_forward(SIDE);
    let mut glass = Glass::new(fft.as_ref());
    let ignored = BLOCKS.map(ignored);
    let mut all = [0; CHANNELS].map(|_| Seen {
        plane: vec![[0.0; SIDE]; ROWS],
        peaks: 0.0,
        strengths: Vec::with_capacity(corners.len()),
    });
    for (left, top) in &corners {
        let (luma, colour) = glass.two(raster, *left, *top, [MIXED[0], MIXED[1]]);
        let (green, _) = glass.two(raster, *left, *top, [MIXED[2], [0.0; 3]]);
        for ((seen, power), ignored) in all.iter_mut().zip([luma, colour, green]).zip(&ignored) {
            seen.strengths.push(power.strength);
            let standing = standing(&power.logarithms, ignored);
            seen.peaks += peaks(&standing);
            gather(&mut seen.plane, &standing);
        }
    }
    let share = 1.0 / corners.len() as f32;
    for seen in &mut all {
        seen.peaks *= share;
        seen.plane
            .iter_mut()
            .flatten()
            .for_each(|value| *value *= share);
    }
    Some(all)
}

/// The upper left corners of the pieces.
fn corners(raster: &RgbRaster, document: &Quad) -> Vec<(usize, usize)> {
    let (width, height) = region::sides(document);
    // Pieces may overlap by half and no more.
    let fit = |length: f32, most: usize| ((2.0 * length / SIDE as f32) as usize).clamp(1, most);
    let (across, down) = (fit(width, ACROSS), fit(height, DOWN));
    let places = (0..down).flat_map(|row| (0..across).map(move |column| (column, row)));
    places
        .filter_map(|(column, row)| {
            let share = |place: usize, of: usize| (place as f32 + 0.5) / of as f32;
            let middle = within(document, share(column, across), share(row, down));
            let (left, top) = (middle.x - SIDE as f32 / 2.0, middle.y - SIDE as f32 / 2.0);
            let fits = left >= 0.0
                && top >= 0.0
                && left + SIDE as f32 <= raster.width() as f32
                && top + SIDE as f32 <= raster.height() as f32;
            fits.then_some((left as usize, top as usize))
        })
        .collect()
}

fn within(quad: &Quad, across: f32, down: f32) -> Point {
    let along = |a: Point, b: Point, share: f32| Point {
        x: a.x + (b.x - a.x) * share,
        y: a.y + (b.y - a.y) * share,
    };
    let [a, b, c, d] = quad.0;
    along(along(a, b, across), along(d, c, across), down)
}

/// The spectrum of one piece.
struct Power {
    /// Natural logarithms: the rows of half the plane, and [`RIM`] more on each side.
    logarithms: Vec<[f32; SIDE]>,
    /// See [`Seen::strengths`].
    strength: f32,
}

/// The power of a wave of a root mean square of 1, under the window.
const UNIT: f32 = 0.14 * (SIDE * SIDE * SIDE * SIDE) as f32;

/// What spectra are made with.
struct Glass<'a> {
    fft: &'a dyn Fft<f32>,
    window: Vec<f32>,
    field: Vec<Complex32>,
    turned: Vec<Complex32>,
}

impl<'a> Glass<'a> {
    fn new(fft: &'a dyn Fft<f32>) -> Self {
        let window = (0..SIDE)
            .map(|place| {
                let phase = (place as f32 + 0.5) / SIDE as f32 * std::f32::consts::TAU;
                0.5 - 0.5 * phase.cos()
            })
            .collect();
        Self {
            fft,
            window,
            field: vec![Complex32::default(); SIDE * SIDE],
            turned: vec![Complex32::default(); SIDE * SIDE],
        }
    }

    /// The power of two mixtures of red, green and blue: one as the real part, one as the imaginary one.
    fn two(
        &mut self,
        raster: &RgbRaster,
        left: usize,
        top: usize,
        mixed: [[f32; 3]; 2],
    ) -> (Power, Power) {
        self.cut(raster, left, top, mixed);
        self.fft.process(&mut self.field);
        for (y, row) in self.field.chunks_exact(SIDE).enumerate() {
            for (x, value) in row.iter().enumerate() {
                self.turned[x * SIDE + y] = *value;
            }
        }
        self.fft.process(&mut self.turned);
        // Rows are now waves across; the two are told apart by the symmetry that each has by itself.
        let rows = ROWS + 2 * RIM;
        let (mut first, mut second) = (vec![[0.0; SIDE]; rows], vec![[0.0; SIDE]; rows]);
        let mut sums = [0.0_f32; 2];
        for (place, (first, second)) in first.iter_mut().zip(&mut second).enumerate() {
            let across = (place + SIDE - RIM) % SIDE;
            let own = &self.turned[across * SIDE..][..SIDE];
            let mirrored = &self.turned[(SIDE - across) % SIDE * SIDE..][..SIDE];
            let counts = (RIM + 1..RIM + ROWS).contains(&place);
            for down in 0..SIDE {
                let (own, other) = (own[down], mirrored[(SIDE - down) % SIDE].conj());
                let powers = [own + other, own - other].map(|sum| sum.norm_sqr() / 4.0);
                first[down] = logarithm(powers[0] + FLOOR);
                second[down] = logarithm(powers[1] + FLOOR);
                if counts && !is_long(across, down) {
                    sums[0] += powers[0];
                    sums[1] += powers[1];
                }
            }
        }
        // Half of the plane was added up.
        let [first_sum, second_sum] = sums.map(|sum| (2.0 * sum / UNIT).sqrt());
        let power = |logarithms, strength| Power {
            logarithms,
            strength,
        };
        (power(first, first_sum), power(second, second_sum))
    }

    /// Both mixtures, each without its mean, under the window.
    fn cut(&mut self, raster: &RgbRaster, left: usize, top: usize, mixed: [[f32; 3]; 2]) {
        let mut sum = Complex32::default();
        for (y, row) in self.field.chunks_exact_mut(SIDE).enumerate() {
            let pixels = &raster.row(top + y)[left * 3..(left + SIDE) * 3];
            for (value, pixel) in row.iter_mut().zip(pixels.chunks_exact(3)) {
                let [r, g, b] = [pixel[0], pixel[1], pixel[2]].map(f32::from);
                let mix = |[of_r, of_g, of_b]: [f32; 3]| of_r * r + of_g * g + of_b * b;
                *value = Complex32::new(mix(mixed[0]), mix(mixed[1]));
                sum += *value;
            }
        }
        let mean = sum / (SIDE * SIDE) as f32;
        for (row, down) in self.field.chunks_exact_mut(SIDE).zip(&self.window) {
            for (value, across) in row.iter_mut().zip(&self.window) {
                *value = (*value - mean) * (across * down);
            }
        }
    }
}

/// The natural logarithm of a positive normal number, within 0.001: the library's takes three times as long as all else
/// that is done to a value. The exponent is the logarithm's whole part; ln(1 + m) is a polynomial (fitted at Chebyshev
/// places).
fn logarithm(value: f32) -> f32 {
    let bits = value.to_bits();
    let exponent = (bits >> 23) as f32 - 127.0;
    let m = f32::from_bits(bits & 0x007f_ffff | 0x3f80_0000) - 1.0;
    let fraction = m * (0.997_008_6 + m * (-0.468_484_8 + m * (0.220_527_9 - m * 0.055_904_52)));
    exponent * std::f32::consts::LN_2 + fraction
}

/// Which places of half the plane, with [`SLACK`] more rows on each side, say nothing.
fn ignored(blocks: usize) -> Vec<[bool; SIDE]> {
    let near_block = |place: usize| {
        let over = place % blocks;
        over <= 1 || over >= blocks - 1
    };
    (0..ROWS + 2 * SLACK)
        .map(|row| {
            let across = (row + SIDE - SLACK) % SIDE;
            // Beyond the half, the mirror image is as long.
            let mirrored = across.min(SIDE - across);
            std::array::from_fn(|down| {
                is_long(mirrored, down) || (near_block(across) && near_block(down))
            })
        })
        .collect()
}

/// By how much each place stands out from its surroundings: half the plane, with [`SLACK`] more rows on each side.
fn standing(power: &[[f32; SIDE]], ignored: &[[bool; SIDE]]) -> Vec<[f32; SIDE]> {
    let sums: Vec<([f32; SIDE], [f32; SIDE])> = power.iter().map(across).collect();
    let count = ((2 * AROUND + 1).pow(2) - (2 * OWN + 1).pow(2)) as f32;
    ignored
        .iter()
        .enumerate()
        .map(|(row, ignored)| {
            let mut around = [0.0_f32; SIDE];
            for (large, _) in &sums[row..=row + 2 * AROUND] {
                add(&mut around, large, 1.0);
            }
            for (_, small) in &sums[row + AROUND - OWN..=row + AROUND + OWN] {
                add(&mut around, small, -1.0);
            }
            let own = &power[row + AROUND];
            std::array::from_fn(|down| {
                if ignored[down] {
                    0.0
                } else {
                    own[down] - around[down] / count
                }
            })
        })
        .collect()
}

fn add(to: &mut [f32; SIDE], values: &[f32; SIDE], times: f32) {
    for (to, value) in to.iter_mut().zip(values) {
        *to += value * times;
    }
}

/// Sums of the places around each in a row that repeats: the larger and the smaller neighbourhood.
fn across(row: &[f32; SIDE]) -> ([f32; SIDE], [f32; SIDE]) {
    let mut upto = [0.0_f32; SIDE + 2 * AROUND + 1];
    for place in 0..SIDE + 2 * AROUND {
        upto[place + 1] = upto[place] + row[(place + SIDE - AROUND) % SIDE];
    }
    (
        std::array::from_fn(|place| upto[place + 2 * AROUND + 1] - upto[place]),
        std::array::from_fn(|place| upto[place + AROUND + OWN + 1] - upto[place + AROUND - OWN]),
    )
}

/// Adds a piece, each place with the highest of those within [`SLACK`].
fn gather(plane: &mut Plane, standing: &[[f32; SIDE]]) {
    for (row, to) in plane.iter_mut().enumerate() {
        let mut highest = [0.0_f32; SIDE];
        for near in &standing[row..=row + 2 * SLACK] {
            for (highest, value) in highest.iter_mut().zip(near) {
                *highest = highest.max(*value);
            }
        }
        let mut repeated = [0.0_f32; SIDE + 2 * SLACK];
        for (place, value) in repeated.iter_mut().enumerate() {
            *value = highest[(place + SIDE - SLACK) % SIDE];
        }
        for (place, to) in to.iter_mut().enumerate() {
            let near = &repeated[place..=place + 2 * SLACK];
            let highest = near.iter().fold(0.0_f32, |most, value| most.max(*value));
            *to += highest.min(AT_MOST);
        }
    }
}

/// How many places stand out and are higher than those beside them.
fn peaks(standing: &[[f32; SIDE]]) -> f32 {
    let mut count = 0.0;
    for row in SLACK..SLACK + ROWS {
        for down in 0..SIDE {
            let height = standing[row][down];
            if height <= STANDS_OUT {
                continue;
            }
            let highest = standing[row - 1..=row + 1].iter().all(|near| {
                let beside = [(down + SIDE - 1) % SIDE, down, (down + 1) % SIDE];
                beside.iter().all(|place| near[*place] <= height)
            });
            if highest {
                // The first and the last row hold their own mirror images.
                let twice = row == SLACK || row == SLACK + ROWS - 1;
                count += if twice { 0.5 } else { 1.0 };
            }
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::logarithm;

    #[test]
    fn the_quick_logarithm_is_the_librarys_within_a_thousandth() {
        let mut value = 0.001_f32;
        while value < 1e12 {
            assert!((logarithm(value) - value.ln()).abs() < 1e-3, "{value}");
            value *= 1.003;
        }
    }
}
