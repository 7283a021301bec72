//! Lines that stand over each other as those of one MRZ do, and where their common edges are.

use super::line::Line;
use super::recogniser::LineRecogniser;
use super::strip::Strip;
use crate::error::VisionError;
use crate::raster::Levels;

/// Lengths of the lines of ICAO's formats, and how many of them there are.
const SHAPES: [(usize, usize); 3] = [(30, 3), (36, 2), (44, 2)];

/// From line to line, in pitches. Print at 10 characters and 4 to 6 lines an inch is 1.7 to 2.5; perspective
/// and other fonts widen that.
const APART: std::ops::Range<f32> = 1.05..4.2;

/// One line of a stack, in the direction of reading, with its first and last character's middles.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// The strip, with its start at the middle of the first character and its end at that of the last.
    pub(super) strip: Strip,
    /// Mean pitch, in pixels.
    pub(super) pitch: f32,
    /// Pitch at the first character, and by how much it grows: place = `(opening + bend * k) * k`.
    opening: f32,
    bend: f32,
    /// Characters from the first read to the last.
    pub(super) cells: usize,
    pub(super) merit: f32,
    pub(super) fillers: usize,
}

impl Row {
    pub(super) fn of(line: &Line) -> Option<Self> {
        let grid = line.grid.as_ref()?;
        let (from, to) = (
            line.pixels(grid.at(0.0)),
            line.pixels(grid.at(grid.cells as f32 - 1.0)),
        );
        Some(Self {
            strip: line.strip.between(from, to, line.strip.height),
            pitch: line.pitch()?,
            opening: line.pixels(grid.pitch),
            bend: line.pixels(grid.bend),
            cells: grid.cells,
            merit: line.merit(),
            fillers: line.fillers(),
        })
    }

    /// The middle of character `k`, counted from the first that was read: pixels after the strip's start.
    pub(super) fn place(&self, k: f32) -> f32 {
        (self.opening + self.bend * k) * k
    }

    fn middle(&self) -> bonafide_facts::Point {
        self.strip.at(self.strip.length / 2.0, 0.0)
    }
}

/// Rows from top to bottom.
#[derive(Debug, Clone)]
pub(super) struct Stack {
    pub(super) rows: Vec<Row>,
}

/// Groups lines into stacks, the best first.
pub(super) fn stacks(lines: &[Line]) -> Vec<Stack> {
    let mut rows: Vec<Row> = lines.iter().filter_map(Row::of).collect();
    rows.sort_by(|a, b| b.merit.total_cmp(&a.merit));
    let mut stacks = Vec::new();
    while let Some(seed) = rows.first().cloned() {
        let mut members = vec![rows.remove(0)];
        loop {
            let next = rows
                .iter()
                .position(|row| members.iter().any(|member| neighbours(member, row)));
            match next {
                Some(index) => members.push(rows.remove(index)),
                None => break,
            }
        }
        members.sort_by(|a, b| {
            seed.strip
                .locate(a.middle())
                .1
                .total_cmp(&seed.strip.locate(b.middle()).1)
        });
        stacks.push(Stack { rows: members });
    }
    stacks
}

fn neighbours(a: &Row, b: &Row) -> bool {
    let facing = a.strip.along.x * b.strip.along.x + a.strip.along.y * b.strip.along.y;
    let ratio = b.pitch / a.pitch;
    let (_, down) = a.strip.locate(b.middle());
    let (from, _) = a.strip.locate(b.strip.start);
    let (to, _) = a.strip.locate(b.strip.at(b.strip.length, 0.0));
    let shared = to.min(a.strip.length) - from.max(0.0);
    facing > 0.97
        && (0.85..1.18).contains(&ratio)
        && APART.contains(&(down.abs() / a.pitch))
        && shared > 0.4 * a.strip.length.min(b.strip.length)
}

impl Stack {
    /// The rows that may be zones, with the length and number of their lines, the likeliest first. Rows may show
    /// too few characters, for text boxes lose ends, but hardly too many.
    pub(super) fn zones(&self) -> Vec<(Vec<Row>, usize, usize)> {
        let mut zones = Vec::new();
        for (length, count) in SHAPES {
            let held = count.min(self.rows.len());
            let mut windows: Vec<Vec<Row>> = self.rows.windows(held).map(<[Row]>::to_vec).collect();
            windows.sort_by(|a, b| merit(b).total_cmp(&merit(a)));
            windows.truncate(2);
            for rows in windows {
                let off = cells(&rows) - length as f32;
                if (-0.45 * length as f32..=3.5).contains(&off) {
                    zones.push((off.abs(), rows, length, count));
                }
            }
        }
        zones.sort_by(|a, b| a.0.total_cmp(&b.0));
        zones
            .into_iter()
            .map(|(_, rows, length, count)| (rows, length, count))
            .collect()
    }
}

/// Whether lines show every character of a zone, as far as their first reading tells, and nothing beside it.
pub(super) fn whole(lines: &[Line]) -> bool {
    stacks(lines).first().is_some_and(|stack| {
        let rows = stack.rows.len();
        let of = |shape: &(usize, usize)| {
            let (length, count) = *shape;
            rows == count && (cells(&stack.rows) - length as f32).abs() <= WHOLE
        };
        SHAPES.iter().any(of)
    })
}

/// By how many characters the first reading of a whole line may be off.
const WHOLE: f32 = 1.5;

fn merit(rows: &[Row]) -> f32 {
    rows.iter().map(|row| row.merit).sum()
}

/// How many characters long the rows are, from the leftmost first to the rightmost last.
fn cells(rows: &[Row]) -> f32 {
    let Some((from, to, pitch)) = edges(rows) else {
        return 0.0;
    };
    (to - from) / pitch + 1.0
}

/// The common edges, in pixels along the first row's strip, and the pitch.
fn edges(rows: &[Row]) -> Option<(f32, f32, f32)> {
    let axis = rows.first()?.strip;
    let from = rows
        .iter()
        .map(|row| axis.locate(row.strip.start).0)
        .fold(f32::INFINITY, f32::min);
    let ends = rows
        .iter()
        .map(|row| axis.locate(row.strip.at(row.strip.length, 0.0)).0);
    let to = ends.fold(f32::NEG_INFINITY, f32::max);
    let best = rows
        .iter()
        .max_by(|a, b| a.strip.length.total_cmp(&b.strip.length))?;
    Some((from, to, best.pitch))
}

/// Looks for the lines that a window of rows still lacks, above and below it and in its gaps.
pub(super) fn completed(
    recogniser: &mut LineRecogniser,
    picture: &Levels,
    rows: &[Row],
    length: usize,
    count: usize,
) -> Result<Option<Vec<Row>>, VisionError> {
    let mut rows = rows.to_vec();
    while rows.len() < count {
        let Some(found) = lost(recogniser, picture, &rows, length)? else {
            return Ok(None);
        };
        let axis = rows[0].strip;
        rows.push(found);
        rows.sort_by(|a, b| {
            axis.locate(a.middle())
                .1
                .total_cmp(&axis.locate(b.middle()).1)
        });
    }
    Ok(Some(rows))
}

fn lost(
    recogniser: &mut LineRecogniser,
    picture: &Levels,
    rows: &[Row],
    length: usize,
) -> Result<Option<Row>, VisionError> {
    let gaps: Vec<f32> = rows
        .windows(2)
        .map(|pair| pair[0].strip.locate(pair[1].middle()).1 / pair[0].pitch)
        .collect();
    let (Some(top), Some(bottom)) = (rows.first(), rows.last()) else {
        return Ok(None);
    };
    let mut places: Vec<(&Row, f32)> = Vec::new();
    match gaps.first() {
        Some(gap) if *gap > 2.9 => places.push((top, gap / 2.0)),
        _ => {}
    }
    let spacings: Vec<f32> = match gaps.first() {
        Some(gap) => [0.86, 0.93, 1.0, 1.07, 1.14]
            .map(|part| part * gap)
            .to_vec(),
        None => (0..12u8).map(|i| 1.4 + 0.16 * f32::from(i)).collect(),
    };
    places.extend(spacings.iter().map(|spacing| (top, -spacing)));
    places.extend(spacings.iter().map(|spacing| (bottom, *spacing)));
    let Some((from, to, _)) = edges(rows) else {
        return Ok(None);
    };
    let axis = rows[0].strip;
    let mut found: Vec<(f32, Row)> = Vec::new();
    for (row, spacing) in places {
        let (start, _) = row.strip.locate(axis.at(from, 0.0));
        let reach = (to - from).max((length - 1) as f32 * row.pitch);
        let strip = row
            .strip
            .between(
                start - row.pitch,
                start + reach + row.pitch,
                2.0 * row.pitch,
            )
            .lowered(spacing * row.pitch);
        let line = Line::read(recogniser, picture, strip)?;
        let Some(lost) = Row::of(&line).filter(|_| line.likely() && line.confidence > 0.7) else {
            continue;
        };
        if (0.88..1.14).contains(&(lost.pitch / row.pitch)) {
            found.push((spacing, lost));
        }
    }
    Ok(nearest(&found))
}

/// Places no further apart than this, in pitches, may show one line.
const ONE_LINE: f32 = 0.2;

/// Of the rows that were read at a distance, the nearest line on the side that reads best. A line reads about as
/// well a little above and below its middle: the middle of such places is it.
fn nearest(found: &[(f32, Row)]) -> Option<Row> {
    let best = found
        .iter()
        .max_by(|a, b| a.1.merit.total_cmp(&b.1.merit))?;
    let mut good: Vec<&(f32, Row)> = found
        .iter()
        .filter(|(spacing, row)| spacing * best.0 > 0.0 && row.merit >= 0.97 * best.1.merit)
        .collect();
    good.sort_by(|a, b| a.0.abs().total_cmp(&b.0.abs()));
    let apart = good
        .windows(2)
        .position(|pair| pair[1].0.abs() - pair[0].0.abs() > ONE_LINE);
    good.truncate(apart.map_or(good.len(), |last| last + 1));
    good.get(good.len() / 2).map(|(_, row)| row.clone())
}

/// How many characters each row lacks on its left: all rows begin at one edge.
pub(super) fn lacking(rows: &[Row]) -> Vec<i32> {
    let Some((from, _, _)) = edges(rows) else {
        return Vec::new();
    };
    let axis = rows[0].strip;
    rows.iter()
        .map(|row| {
            let (edge, _) = row
                .strip
                .locate(axis.at(from, axis.locate(row.strip.start).1));
            (-edge / row.pitch).round().max(0.0) as i32
        })
        .collect()
}
