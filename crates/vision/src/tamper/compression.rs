//! Places of a JPEG picture that were compressed less often than the rest of it.
//!
//! Whoever edits a photograph opens a JPEG file and stores it again. What he left alone was quantised twice, on the
//! same grid of blocks, and its coefficients cluster at the multiples of the first, coarser step; what he set in was
//! quantised once, and its coefficients do not (Z. Lin, J. He, X. Tang, C.-K. Tang: "Fast, automatic and fine-grained
//! tampered JPEG image detection via DCT coefficient analysis", Pattern Recognition 42, 2009). The first steps are
//! found from the picture itself. A picture that was stored once, or a second time with coarser steps, shows
//! nothing, and then nothing was looked for.

use crate::decode::{Picture, is_upright_jpeg, luma_steps};
use crate::raster::{Raster, RgbRaster};
use bonafide_facts::{PixelBox, TamperSignal, TamperSignalKind};
use std::sync::LazyLock;

/// Rows and columns of the coefficients that are looked at: the low frequencies, which survive compression.
const FREQUENCIES: [(usize, usize); 14] = [
    (0, 1),
    (1, 0),
    (2, 0),
    (1, 1),
    (0, 2),
    (0, 3),
    (1, 2),
    (2, 1),
    (3, 0),
    (4, 0),
    (3, 1),
    (2, 2),
    (1, 3),
    (0, 4),
];

/// Larger multiples of the last step are too rare to say anything.
const MOST: usize = 64;
/// A first step is believed when it explains each coefficient by so much better (natural logarithm of the likelihood
/// ratio, mean over all).
const EXPLAINS: f64 = 0.1;
/// Fewer coefficients tell no step.
const FEWEST: u64 = 200;
/// Standard deviation of a coefficient after decoding to whole numbers: 1/√12 for rounding, as much again for
/// the way through red, green and blue.
const ROUNDING: f64 = 0.6;
/// Of coefficients that were quantised twice, so many do not cluster all the same: clipped, or changed by a filter.
const STRAYS: f64 = 0.03;
/// Sides of the windows that are looked at, in blocks: a character or two, a field, a portrait.
const WINDOWS: [usize; 3] = [3, 5, 9];
/// Adds this many coefficients of no evidence to every window, so that few say little.
const CAUTION: f64 = 30.0;
/// The deviation at which the score is a half.
const HALF: f64 = 7.0;

/// Looks for places that were compressed once in a picture that was compressed twice. `None` where that cannot be
/// told: the file is no JPEG, its pixels are not stored as they are shown, the picture was reduced, or no earlier
/// compression shows.
#[must_use]
pub fn compression(file: &[u8], picture: &Picture) -> Option<TamperSignal> {
    if picture.raster.size() != picture.size || !is_upright_jpeg(file) {
        return None;
    }
    let found = deviation(&evidence(&picture.raster, &luma_steps(file)?)?);
    let (deviation, area) = found.map_or((0.0, None), |(most, area)| (most, Some(area)));
    let score = score(deviation);
    Some(TamperSignal {
        kind: TamperSignalKind::CompressionInconsistency,
        score,
        area: area.filter(|_| score > 0.0),
    })
}

/// From 0 at no deviation over a half at [`HALF`] towards 1.
fn score(deviation: f64) -> f32 {
    let deviation = deviation.max(0.0);
    (deviation / (deviation + HALF)) as f32
}

/// What each block says against its having been compressed twice.
struct Evidence {
    across: usize,
    down: usize,
    /// Sum of logarithms of likelihood ratios.
    against: Vec<f64>,
    /// How many coefficients were heard.
    heard: Vec<f64>,
}

fn evidence(picture: &RgbRaster, steps: &[u16; 64]) -> Option<Evidence> {
    let (across, down) = (picture.width() / 8, picture.height() / 8);
    if across < 9 || down < 9 {
        return None;
    }
    let blocks = coefficients(picture, across, down);
    let mut evidence = Evidence {
        across,
        down,
        against: vec![0.0; across * down],
        heard: vec![0.0; across * down],
    };
    let mut told = false;
    for (index, (row, column)) in FREQUENCIES.into_iter().enumerate() {
        let step = steps[row * 8 + column];
        let multiples: Vec<u8> = blocks
            .iter()
            .map(|block| {
                block.as_ref().map_or(0, |block| {
                    (block[index] / f32::from(step.max(1)))
                        .round()
                        .abs()
                        .min(MOST as f32) as u8
                })
            })
            .collect();
        let mut counts = [0_u64; MOST + 1];
        for multiple in &multiples {
            counts[usize::from(*multiple)] += 1;
        }
        let Some(table) = first_step(&counts, step) else {
            continue;
        };
        told = true;
        for (block, multiple) in multiples.iter().enumerate() {
            let multiple = usize::from(*multiple);
            if (1..MOST).contains(&multiple) {
                evidence.against[block] -= table[multiple];
                evidence.heard[block] += 1.0;
            }
        }
    }
    told.then_some(evidence)
}

/// The table of the first step that explains the multiples best, if any explains them well.
fn first_step(counts: &[u64; MOST + 1], step: u16) -> Option<[f64; MOST]> {
    let total: u64 = counts[1..MOST].iter().sum();
    if step == 0 || total < FEWEST {
        return None;
    }
    let candidates = step + 1..=(4 * step).min(40);
    let explained = candidates.map(|first| {
        let table = likelihoods(f64::from(first), f64::from(step));
        let gain: f64 = (1..MOST).map(|k| counts[k] as f64 * table[k]).sum();
        (gain / total as f64, table)
    });
    explained
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .filter(|(gain, _)| *gain > EXPLAINS)
        .map(|(_, table)| table)
}

/// For each multiple of the last step, how much likelier (natural logarithm) it is after a first, coarser step than
/// without one.
fn likelihoods(first: f64, step: f64) -> [f64; MOST] {
    std::array::from_fn(|k| {
        let (low, high) = ((k as f64 - 0.5) * step, (k as f64 + 0.5) * step);
        let nearest = (low / first).floor() as i64 - 1;
        let last = (high / first).ceil() as i64 + 1;
        let share: f64 = (nearest..=last)
            .map(|m| {
                let centre = m as f64 * first;
                normal((high - centre) / ROUNDING) - normal((low - centre) / ROUNDING)
            })
            .sum();
        (first / step * share * (1.0 - STRAYS) + STRAYS).ln()
    })
}

/// The distribution function of the normal distribution, to 1e-4 (its logistic approximation by S. R. Bowling et al.,
/// 2009, is right to 1.4e-4).
fn normal(x: f64) -> f64 {
    1.0 / (1.0 + (-(0.07056 * x * x * x + 1.5976 * x)).exp())
}

/// The window that speaks most against a first compression: its evidence over the root of how much was heard, as the
/// spread of a sum grows.
fn deviation(evidence: &Evidence) -> Option<(f64, PixelBox)> {
    let Evidence { across, down, .. } = *evidence;
    let (against, heard) = (
        sums(&evidence.against, across, down),
        sums(&evidence.heard, across, down),
    );
    let mut most: Option<(f64, PixelBox)> = None;
    for side in WINDOWS {
        for y in 0..=down - side {
            for x in 0..=across - side {
                let coefficients = window(&heard, across, x, y, side);
                // A coefficient or two a block: where there is less, there is nothing but paper.
                if coefficients < (side * side) as f64 {
                    continue;
                }
                let value = window(&against, across, x, y, side) / (coefficients + CAUTION).sqrt();
                if most.is_none_or(|(most, _)| value > most) {
                    let pixels = |blocks: usize| 8 * blocks as u32;
                    let area = PixelBox {
                        x: pixels(x),
                        y: pixels(y),
                        width: pixels(side),
                        height: pixels(side),
                    };
                    most = Some((value, area));
                }
            }
        }
    }
    most
}

/// Sums over all rectangles from the top left corner, a row and a column larger.
fn sums(values: &[f64], across: usize, down: usize) -> Vec<f64> {
    let stride = across + 1;
    let mut sums = vec![0.0; stride * (down + 1)];
    for y in 0..down {
        let mut row = 0.0;
        for x in 0..across {
            row += values[y * across + x];
            sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1] + row;
        }
    }
    sums
}

fn window(sums: &[f64], across: usize, x: usize, y: usize, side: usize) -> f64 {
    let at = |x: usize, y: usize| sums[y * (across + 1) + x];
    at(x + side, y + side) - at(x, y + side) - at(x + side, y) + at(x, y)
}

/// The chosen coefficients of each block (ITU-T T.81, A.3.3). `None` for blocks with a clipped channel: decoding cut
/// their ringing off, and their coefficients are no longer multiples of anything.
fn coefficients(
    picture: &RgbRaster,
    across: usize,
    down: usize,
) -> Vec<Option<[f32; FREQUENCIES.len()]>> {
    static COSINES: LazyLock<[[f32; 8]; 8]> = LazyLock::new(|| {
        std::array::from_fn(|u| {
            let norm = if u == 0 { 0.125_f64.sqrt() } else { 0.5 };
            std::array::from_fn(|x| {
                let angle = (2 * x + 1) as f64 * u as f64 * std::f64::consts::PI / 16.0;
                (norm * angle.cos()) as f32
            })
        })
    });
    let cosines = &*COSINES;
    let mut blocks = Vec::with_capacity(across * down);
    for y in 0..down {
        for x in 0..across {
            let mut luma = [[0.0_f32; 8]; 8];
            let mut clipped = false;
            for (line, values) in luma.iter_mut().enumerate() {
                let row = picture.row(8 * y + line);
                for (value, pixel) in values
                    .iter_mut()
                    .zip(row[24 * x..24 * x + 24].chunks_exact(3))
                {
                    let of = |channel: usize| f32::from(pixel[channel]);
                    *value = 0.299 * of(0) + 0.587 * of(1) + 0.114 * of(2);
                    clipped |= pixel.iter().any(|value| *value <= 1 || *value >= 254);
                }
            }
            if clipped {
                blocks.push(None);
                continue;
            }
            // Across for the five columns that are needed, then down for each coefficient.
            let mut halfway = [[0.0_f32; 5]; 8];
            for (line, values) in halfway.iter_mut().zip(&luma) {
                for (to, cosine) in line.iter_mut().zip(cosines) {
                    *to = values.iter().zip(cosine).map(|(a, b)| a * b).sum();
                }
            }
            blocks.push(Some(FREQUENCIES.map(|(row, column)| {
                halfway
                    .iter()
                    .zip(&cosines[row])
                    .map(|(line, cosine)| line[column] * cosine)
                    .sum()
            })));
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Limits, decode};
    use bonafide_facts::Size;
    use image::codecs::jpeg::JpegEncoder;

    const SIDE: u32 = 320;

    /// A pattern without a repeat, with edges and slopes of all kinds.
    fn textured(seed: u32) -> Vec<u8> {
        let mut state = seed | 1;
        let mut drawn = Vec::new();
        let phases: Vec<f32> = (0..24)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 8) as f32 / 16_777_216.0
            })
            .collect();
        for y in 0..SIDE {
            for x in 0..SIDE {
                let wave = |n: usize| {
                    let (a, b) = (phases[n] - 0.5, phases[n + 12] - 0.5);
                    (x as f32 * a + y as f32 * b + phases[n] * 9.0).sin()
                };
                let value = 128.0 + (0..12).map(wave).sum::<f32>() * 12.0;
                drawn.extend([value as u8; 3]);
            }
        }
        drawn
    }

    fn stored(pixels: &[u8], quality: u8) -> Vec<u8> {
        let mut file = Vec::new();
        JpegEncoder::new_with_quality(&mut file, quality)
            .encode(pixels, SIDE, SIDE, image::ExtendedColorType::Rgb8)
            .expect("encoded");
        file
    }

    fn shown(file: &[u8]) -> Picture {
        decode(file, &Limits::default()).expect("decoded")
    }

    fn twice(edit: impl Fn(&mut [u8])) -> TamperSignal {
        let mut pixels = shown(&stored(&textured(7), 60)).raster.pixels().to_vec();
        edit(&mut pixels);
        let file = stored(&pixels, 93);
        compression(&file, &shown(&file)).expect("an earlier compression shows")
    }

    #[test]
    fn what_was_set_into_a_photograph_before_it_was_stored_again_is_found_where_it_is() {
        let other = textured(99);
        let found = twice(|pixels| {
            for y in 100..190 {
                let row = (y * SIDE as usize + 80) * 3;
                pixels[row..row + 270].copy_from_slice(&other[row..row + 270]);
            }
        });
        assert!(found.score > 0.5, "{}", found.score);
        let set_in = PixelBox {
            x: 80,
            y: 100,
            width: 90,
            height: 90,
        };
        assert!(found.area.expect("a place").iou(&set_in) > 0.3);
    }

    #[test]
    fn a_photograph_that_was_only_stored_again_shows_nothing() {
        assert!(twice(|_| ()).score < 0.2);
    }

    #[test]
    fn a_picture_that_was_stored_once_shows_nothing() {
        let file = stored(&textured(7), 90);
        let found = compression(&file, &shown(&file));
        assert!(found.is_none_or(|found| found.score < 0.2));
    }

    #[test]
    fn a_picture_of_few_blocks_is_refused_without_harm() {
        let size = Size {
            width: 40,
            height: 200,
        };
        let picture = RgbRaster::filled(size, [90, 90, 90]);
        assert!(evidence(&picture, &[3; 64]).is_none());
    }
}
