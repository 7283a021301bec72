//! The close reading of one line whose length is known.

use super::greedy;
use super::lattice::{self, Cell, Cells};
use super::recogniser::{ALPHABET, Frames, LineRecogniser, STEPS};
use super::stack::Row;
use super::strip::Strip;
use crate::error::VisionError;
use crate::raster::GrayRaster;

/// Paper left of the first and right of the last character's middle, in pitches.
const MARGIN: f32 = 1.3;
/// Heights of the strip that are tried, in pitches.
const HEIGHTS: [f32; 3] = [2.0, 1.65, 2.45];
/// Readings that are averaged.
const KEPT: usize = 3;

/// A line as it was closely read.
#[derive(Clone)]
pub(super) struct ExactLine {
    /// From half a pitch before the first character to half a pitch after the last.
    pub(super) strip: Strip,
    pub(super) cells: Vec<Cell>,
    /// Mean log probability a step of the best reading.
    pub(super) fit: f32,
}

impl ExactLine {
    /// The most probable character of each cell and its probability.
    pub(super) fn best(&self) -> Vec<(char, f32)> {
        self.cells.iter().map(|cell| most_probable(cell)).collect()
    }
}

fn most_probable(cell: &Cell) -> (char, f32) {
    let (class, p) = cell
        .iter()
        .copied()
        .enumerate()
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .unwrap_or((0, 0.0));
    (ALPHABET[class], p)
}

/// One way to lay the strip, and what the recogniser says of it.
struct Attempt {
    strip: Strip,
    cells: Cells,
}

/// Reads `length` characters from the row on, whose first has its middle `first` pixels after the row's start.
pub(super) fn read(
    recogniser: &mut LineRecogniser,
    picture: &GrayRaster,
    row: &Row,
    first: f32,
    length: usize,
) -> Result<Option<ExactLine>, VisionError> {
    let reach = (length - 1) as f32 * row.pitch;
    let lay = |height: f32| {
        row.strip.between(
            first - MARGIN * row.pitch,
            first + reach + MARGIN * row.pitch,
            height * row.pitch,
        )
    };
    let mut attempts: Vec<Attempt> = Vec::new();
    for height in HEIGHTS {
        attempts.extend(attempt(recogniser, picture, lay(height), length)?);
    }
    let Some(best) = surest(&attempts) else {
        return Ok(None);
    };
    let strip = best.strip;
    let nudge = 0.22 * row.pitch;
    let angle = 2.0 * nudge / strip.length;
    for moved in [
        strip.lowered(nudge),
        strip.lowered(-nudge),
        strip.tilted(angle),
        strip.tilted(-angle),
    ] {
        attempts.extend(attempt(recogniser, picture, moved, length)?);
    }
    attempts.sort_by(|a, b| b.cells.fit.total_cmp(&a.cells.fit));
    attempts.truncate(KEPT);
    let Some(best) = attempts.first() else {
        return Ok(None);
    };
    let mut cells = vec![[0f32; ALPHABET.len()]; length];
    for attempt in &attempts {
        for (sum, cell) in cells.iter_mut().zip(&attempt.cells.cells) {
            sum.iter_mut()
                .zip(cell)
                .for_each(|(sum, p)| *sum += p / attempts.len() as f32);
        }
    }
    let edge = (MARGIN - 0.5) * row.pitch;
    let strip = best
        .strip
        .between(edge, best.strip.length - edge, best.strip.height);
    Ok(Some(ExactLine {
        strip,
        cells,
        fit: best.cells.fit,
    }))
}

fn surest(attempts: &[Attempt]) -> Option<&Attempt> {
    attempts
        .iter()
        .max_by(|a, b| a.cells.fit.total_cmp(&b.cells.fit))
}

fn attempt(
    recogniser: &mut LineRecogniser,
    picture: &GrayRaster,
    strip: Strip,
    length: usize,
) -> Result<Option<Attempt>, VisionError> {
    let frames = recogniser.read(&strip.cut(picture))?;
    let places = places(&frames, length);
    let pitch = STEPS as f32 / (length as f32 - 1.0 + 2.0 * MARGIN);
    Ok(lattice::read(&frames, &places, pitch).map(|cells| Attempt { strip, cells }))
}

/// Where the middles of the characters are, in steps: evenly spread, and moved to where they were first read.
fn places(frames: &Frames, length: usize) -> Vec<f32> {
    let pitch = STEPS as f32 / (length as f32 - 1.0 + 2.0 * MARGIN);
    let expected = |k: f32| (MARGIN + k) * pitch;
    // The difference between expected and read places, as a parabola over the line from -1 to 1.
    let half = (length as f32 - 1.0) / 2.0;
    let mut correction = [0f32; 3];
    for round in 0..2 {
        let reach = if round == 0 { 0.75 } else { 0.5 };
        let mut s = [0f64; 5];
        let mut m = [0f64; 3];
        let mut counted = 0;
        for symbol in greedy::symbols(frames) {
            let k = ((symbol.centre / pitch - MARGIN) - correction[0] / pitch)
                .round()
                .clamp(0.0, length as f32 - 1.0);
            let z = (k - half) / half;
            let now = correction[0] + correction[1] * z + correction[2] * z * z;
            let off = symbol.centre - expected(k);
            if (off - now).abs() > reach * pitch || symbol.confidence < 0.5 {
                continue;
            }
            counted += 1;
            let (z, off) = (f64::from(z), f64::from(off));
            let powers = [1.0, z, z * z, z * z * z, z * z * z * z];
            (0..5).for_each(|i| s[i] += powers[i]);
            (0..3).for_each(|i| m[i] += powers[i] * off);
        }
        if counted < 8 {
            break;
        }
        // A little weight for no correction at all keeps a half-read line straight.
        let ridge = [0.5, 1.0, 2.0];
        (0..3).for_each(|i| s[2 * i] += ridge[i]);
        if let Some(solution) = solve(s, m) {
            correction = solution;
        }
    }
    (0..length)
        .map(|k| {
            let z = (k as f32 - half) / half;
            expected(k as f32) + correction[0] + correction[1] * z + correction[2] * z * z
        })
        .collect()
}

/// Solves the normal equations of a parabola by Cramer's rule.
fn solve(s: [f64; 5], m: [f64; 3]) -> Option<[f32; 3]> {
    let rows = [[s[0], s[1], s[2]], [s[1], s[2], s[3]], [s[2], s[3], s[4]]];
    let determinant = |r: &[[f64; 3]; 3]| {
        r[0][0] * (r[1][1] * r[2][2] - r[1][2] * r[2][1])
            - r[0][1] * (r[1][0] * r[2][2] - r[1][2] * r[2][0])
            + r[0][2] * (r[1][0] * r[2][1] - r[1][1] * r[2][0])
    };
    let whole = determinant(&rows);
    if whole.abs() < 1e-9 {
        return None;
    }
    let with = |column: usize| {
        let mut replaced = rows;
        (0..3).for_each(|row| replaced[row][column] = m[row]);
        (determinant(&replaced) / whole) as f32
    };
    Some([with(0), with(1), with(2)])
}
