//! How lines lie to each other, on a page that may be tilted.

use super::reader::ReadLine;
use bonafide_facts::{PixelBox, Point, Quad, Size};

/// Boxes on one row that are divided by less than this many line heights may be one value.
const WORD_GAP: f32 = 1.3;
/// Boxes that are joined to one text at most.
const MOST_JOINED: usize = 4;

/// A box in coordinates in which the page's lines run level.
#[derive(Debug, Clone, Copy)]
pub(super) struct Level {
    pub(super) left: f32,
    pub(super) right: f32,
    pub(super) top: f32,
    pub(super) bottom: f32,
}

impl Level {
    pub(super) fn height(&self) -> f32 {
        self.bottom - self.top
    }

    fn middle(&self) -> f32 {
        (self.top + self.bottom) / 2.0
    }

    /// Whether another box stands on the same row.
    pub(super) fn on_row_of(&self, other: &Self) -> bool {
        let height = self.height().min(other.height()).max(1.0);
        (self.middle() - other.middle()).abs() < 0.55 * height
    }

    fn with(&self, other: &Self) -> Self {
        Self {
            left: self.left.min(other.left),
            right: self.right.max(other.right),
            top: self.top.min(other.top),
            bottom: self.bottom.max(other.bottom),
        }
    }
}

/// The boxes of all lines, levelled by the tilt that most of the text has.
pub(super) fn levelled(lines: &[ReadLine]) -> Vec<Level> {
    let mut tilts: Vec<(f32, f32)> = lines
        .iter()
        .map(|line| {
            let [a, b, ..] = line.quad.0;
            ((b.y - a.y).atan2(b.x - a.x), (b.x - a.x).hypot(b.y - a.y))
        })
        .collect();
    tilts.sort_by(|a, b| a.0.total_cmp(&b.0));
    // The weighted median: long lines know the tilt best.
    let half = tilts.iter().map(|(_, length)| length).sum::<f32>() / 2.0;
    let mut sum = 0.0;
    let tilt = tilts.iter().find(|(_, length)| {
        sum += length;
        sum >= half
    });
    let (sin, cos) = tilt.map_or(0.0, |(tilt, _)| *tilt).sin_cos();
    let level = |p: Point| Point {
        x: p.x * cos + p.y * sin,
        y: p.y * cos - p.x * sin,
    };
    lines
        .iter()
        .map(|line| {
            let [a, b, c, d] = line.quad.0.map(level);
            Level {
                left: (a.x + d.x) / 2.0,
                right: (b.x + c.x) / 2.0,
                top: (a.y + b.y) / 2.0,
                bottom: (c.y + d.y) / 2.0,
            }
        })
        .collect()
}

/// A text that may be a value: one line, or neighbours on a row.
#[derive(Debug, Clone)]
pub(super) struct Run {
    /// Which lines, left to right.
    pub(super) lines: Vec<usize>,
    pub(super) place: Level,
}

/// Every line by itself, and every row of up to four neighbours.
pub(super) fn runs(levels: &[Level]) -> Vec<Run> {
    let mut all = Vec::new();
    for (first, level) in levels.iter().enumerate() {
        let mut run = Run {
            lines: vec![first],
            place: *level,
        };
        all.push(run.clone());
        while run.lines.len() < MOST_JOINED {
            let last = run.lines[run.lines.len() - 1];
            let Some(next) = right_neighbour(levels, last) else {
                break;
            };
            run.lines.push(next);
            run.place = run.place.with(&levels[next]);
            all.push(run.clone());
        }
    }
    all
}

fn right_neighbour(levels: &[Level], of: usize) -> Option<usize> {
    let own = &levels[of];
    let gap = |other: &Level| other.left - own.right;
    let near = WORD_GAP * own.height();
    (0..levels.len())
        .filter(|&other| other != of && levels[other].on_row_of(own))
        .filter(|&other| gap(&levels[other]) > -0.5 * own.height() && gap(&levels[other]) < near)
        .filter(|&other| levels[other].left > own.left)
        .min_by(|&a, &b| gap(&levels[a]).total_cmp(&gap(&levels[b])))
}

/// The upright box around some lines, in the pixels of the picture.
pub(super) fn area(lines: &[ReadLine], which: &[usize], size: Size) -> PixelBox {
    let points: Vec<Point> = which
        .iter()
        .flat_map(|&index| lines[index].quad.0)
        .collect();
    let least = |axis: fn(&Point) -> f32| points.iter().map(axis).fold(f32::INFINITY, f32::min);
    let most = |axis: fn(&Point) -> f32| points.iter().map(axis).fold(f32::NEG_INFINITY, f32::max);
    let (left, right, top, bottom) = (least(|p| p.x), most(|p| p.x), least(|p| p.y), most(|p| p.y));
    Quad([(left, top), (right, top), (right, bottom), (left, bottom)].map(|(x, y)| Point { x, y }))
        .bounds(size)
}
