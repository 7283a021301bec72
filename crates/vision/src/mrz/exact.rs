//! The close reading of one line whose length is known.

use super::greedy;
use super::lattice::{self, Cell, Cells};
use super::line::Line;
use super::recogniser::{ALPHABET, Frames, LineRecogniser, STEPS};
use super::stack::Row;
use super::strip::Strip;
use crate::error::VisionError;
use crate::raster::Levels;

/// Paper left of the first and right of the last character's middle, in pitches.
const MARGIN: f32 = 1.3;
/// Heights of the strip that are tried, in pitches.
const HEIGHTS: [f32; 3] = [2.0, 1.65, 2.45];
/// Mean log probability a step of a line that the recogniser reads without doubt.
const NO_DOUBT: f32 = -0.002;
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
        self.cells.iter().map(most_probable).collect()
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

/// Which characters of a row are read: `length` of them, of which the first stands `lacking` before the first
/// that was read on the row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) row: &'a Row,
    pub(super) lacking: i32,
    pub(super) length: usize,
}

impl Wanted<'_> {
    /// Pixels after the row's start at which character `k` of the line has its middle.
    fn place(&self, k: f32) -> f32 {
        self.row.place(k - self.lacking as f32)
    }

    fn edges(&self) -> (f32, f32) {
        (
            self.place(-MARGIN),
            self.place(self.length as f32 - 1.0 + MARGIN),
        )
    }

    /// The strip over it with its margins, `height` pitches high.
    fn strip(&self, height: f32) -> Strip {
        let (from, to) = self.edges();
        self.row.strip.between(from, to, height * self.row.pitch)
    }

    /// Where the middles are by the row's first reading, in steps along the strip.
    fn expected(&self) -> Vec<f32> {
        let (from, to) = self.edges();
        let step = (to - from) / STEPS as f32;
        (0..self.length)
            .map(|k| (self.place(k as f32) - from) / step)
            .collect()
    }
}

/// How well the line can be read so; `None` where it cannot.
pub(super) fn fit(
    recogniser: &mut LineRecogniser,
    picture: &Levels,
    wanted: Wanted<'_>,
) -> Result<Option<f32>, VisionError> {
    Ok(
        attempt(recogniser, picture, wanted, wanted.strip(HEIGHTS[0]))?
            .map(|attempt| attempt.cells.fit),
    )
}

/// The line's row found again from where it reads best when it is moved a little: for rows that were found askew.
pub(super) fn straightened(
    recogniser: &mut LineRecogniser,
    picture: &Levels,
    wanted: Wanted<'_>,
) -> Result<Option<Row>, VisionError> {
    let laid = wanted.strip(HEIGHTS[0]);
    let mut best = attempt(recogniser, picture, wanted, laid)?;
    for moved in moved(laid, wanted.row.pitch) {
        let other = attempt(recogniser, picture, wanted, moved)?;
        if let Some(other) = other
            && best
                .as_ref()
                .is_none_or(|best| other.cells.fit > best.cells.fit)
        {
            best = Some(other);
        }
    }
    let Some(best) = best else { return Ok(None) };
    let line = Line::read(recogniser, picture, best.strip)?;
    Ok(if line.likely() { Row::of(&line) } else { None })
}

/// A strip moved up, down and about its middle by a part of a character.
fn moved(strip: Strip, pitch: f32) -> [Strip; 4] {
    let nudge = 0.22 * pitch;
    let angle = 2.0 * nudge / strip.length;
    [
        strip.lowered(nudge),
        strip.lowered(-nudge),
        strip.tilted(angle),
        strip.tilted(-angle),
    ]
}

/// Reads the line several ways, fewer where it reads without doubt, and averages the best.
pub(super) fn read(
    recogniser: &mut LineRecogniser,
    picture: &Levels,
    wanted: Wanted<'_>,
) -> Result<Option<ExactLine>, VisionError> {
    let mut attempts: Vec<Attempt> = Vec::new();
    for height in HEIGHTS {
        attempts.extend(attempt(recogniser, picture, wanted, wanted.strip(height))?);
        if attempts.len() >= 2 && attempts.iter().all(Attempt::leaves_no_doubt) {
            return Ok(averaged(attempts, wanted));
        }
    }
    let Some(best) = surest(&attempts) else {
        return Ok(None);
    };
    let strip = best.strip;
    for moved in moved(strip, wanted.row.pitch) {
        attempts.extend(attempt(recogniser, picture, wanted, moved)?);
    }
    Ok(averaged(attempts, wanted))
}

/// The mean of the best attempts; `None` where there is none.
fn averaged(mut attempts: Vec<Attempt>, wanted: Wanted<'_>) -> Option<ExactLine> {
    attempts.sort_by(|a, b| b.cells.fit.total_cmp(&a.cells.fit));
    attempts.truncate(KEPT);
    let best = attempts.first()?;
    let share = 1.0 / attempts.len() as f32;
    let mut cells = vec![[0f32; ALPHABET.len()]; wanted.length];
    for attempt in &attempts {
        for (sum, cell) in cells.iter_mut().zip(&attempt.cells.cells) {
            sum.iter_mut()
                .zip(cell)
                .for_each(|(sum, p)| *sum += p * share);
        }
    }
    let edge = (MARGIN - 0.5) * wanted.row.pitch;
    let strip = best
        .strip
        .between(edge, best.strip.length - edge, best.strip.height);
    Some(ExactLine {
        strip,
        cells,
        fit: best.cells.fit,
    })
}

impl Attempt {
    fn leaves_no_doubt(&self) -> bool {
        let surely = |cell: &Cell| cell.iter().any(|p| *p >= 0.95);
        self.cells.fit >= NO_DOUBT && self.cells.cells.iter().all(surely)
    }
}

fn surest(attempts: &[Attempt]) -> Option<&Attempt> {
    attempts
        .iter()
        .max_by(|a, b| a.cells.fit.total_cmp(&b.cells.fit))
}

fn attempt(
    recogniser: &mut LineRecogniser,
    picture: &Levels,
    wanted: Wanted<'_>,
    strip: Strip,
) -> Result<Option<Attempt>, VisionError> {
    let frames = recogniser.read(picture, strip)?;
    let places = corrected(&frames, &wanted.expected());
    let pitch = STEPS as f32 / (wanted.length as f32 - 1.0 + 2.0 * MARGIN);
    Ok(lattice::read(&frames, &places, pitch).map(|cells| Attempt { strip, cells }))
}

/// Moves the expected places to where the characters were read this time: by a parabola along the line.
fn corrected(frames: &Frames, expected: &[f32]) -> Vec<f32> {
    let (Some(first), Some(last)) = (expected.first(), expected.last()) else {
        return Vec::new();
    };
    let half = (expected.len() as f32 - 1.0) / 2.0;
    let pitch = (last - first) / (2.0 * half).max(1.0);
    let along = |k: usize| (k as f32 - half) / half.max(1.0);
    let symbols = greedy::symbols(frames);
    let mut correction = [0f32; 3];
    let now =
        |correction: &[f32; 3], z: f32| correction[0] + (correction[1] + correction[2] * z) * z;
    for reach in [0.6, 0.45] {
        let mut s = [0f64; 5];
        let mut m = [0f64; 3];
        for symbol in symbols.iter().filter(|symbol| symbol.confidence >= 0.5) {
            let place = |k: usize| expected[k] + now(&correction, along(k));
            let nearest = (0..expected.len()).min_by(|a, b| {
                (place(*a) - symbol.centre)
                    .abs()
                    .total_cmp(&(place(*b) - symbol.centre).abs())
            });
            let Some(k) = nearest.filter(|k| (place(*k) - symbol.centre).abs() <= reach * pitch)
            else {
                continue;
            };
            let (z, off) = (f64::from(along(k)), f64::from(symbol.centre - expected[k]));
            let powers = [1.0, z, z * z, z * z * z, z * z * z * z];
            (0..5).for_each(|i| s[i] += powers[i]);
            (0..3).for_each(|i| m[i] += powers[i] * off);
        }
        // A little weight for no correction at all keeps a half-read line straight.
        [0.5, 1.0, 2.0]
            .iter()
            .enumerate()
            .for_each(|(i, ridge)| s[2 * i] += ridge);
        if let Some(solution) = solve(s, m) {
            correction = solution;
        }
    }
    expected
        .iter()
        .enumerate()
        .map(|(k, place)| place + now(&correction, along(k)))
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
