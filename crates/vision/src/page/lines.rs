//! Straight lines among the edges: a Hough transform about the page's own directions.

use super::edges::Edges;
use bonafide_facts::Point;

/// A side leans from the page's direction by at most this many degrees: perspective of a steep look.
const LEAN: f32 = 22.0;
/// Degrees between two directions that are told apart.
const TURN: f32 = 0.75;
/// An edge pixel's own direction is known to about so many degrees.
const WOBBLE: f32 = 4.5;
/// Lines that are kept in each of the two directions.
const MOST: usize = 40;
/// Cosine of the angle between an edge and a line that it lies on: 18 degrees.
const ALIGNED: f32 = 0.951;
/// How far from a line its edges lie, in pixels.
const CLOSE: f32 = 1.3;

/// A straight line and where along it edges lie.
#[derive(Clone)]
pub(super) struct Line {
    /// The place on it that is nearest to the picture's middle.
    pub(super) through: Point,
    /// Its direction: to the right, or down.
    pub(super) along: Point,
    pub(super) kind: Kind,
    /// Sums of hits, and of hits by weight, for each pixel along it from `-reach`.
    sums: Vec<(f32, f32)>,
    reach: i32,
    /// The share of hits that a line at any place would have.
    chance: f32,
}

/// Where a line comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Edges lie along it.
    Seen,
    /// The border of the picture.
    Border,
    /// Where the zone says that the page ends.
    Told,
}

impl Line {
    pub(super) fn unseen(kind: Kind, from: Point, to: Point) -> Self {
        let length = (to.x - from.x).hypot(to.y - from.y).max(1e-3);
        Self {
            through: from,
            along: Point {
                x: (to.x - from.x) / length,
                y: (to.y - from.y) / length,
            },
            kind,
            sums: Vec::new(),
            reach: 0,
            chance: 0.0,
        }
    }

    /// The share of the way from one place on it to another along which edges lie: above what chance gives, and
    /// weighted by how clear they are; and that share as it is. Only what lies in the picture counts.
    pub(super) fn support(&self, from: Point, to: Point, edges: &Edges) -> (f32, f32) {
        if self.sums.is_empty() {
            return (0.0, 0.0);
        }
        let (from, to) = (self.step(from), self.step(to));
        let (from, to) = (from.min(to), from.max(to));
        // A rounded corner is no part of a straight side.
        let rounded = 0.05 * (to - from);
        let inside = self.inside(edges);
        let clip = |step: f32| step.clamp(inside.0, inside.1);
        let (from, to) = (clip(from + rounded), clip(to - rounded));
        if to - from < 8.0 {
            return (0.0, 0.0);
        }
        let at = |step: f32| {
            let index = (step.round() as i32 + self.reach).clamp(0, self.sums.len() as i32 - 1);
            self.sums[index as usize]
        };
        let (a, b) = (at(from), at(to));
        let share = |sum: f32| (sum / (to - from)).clamp(0.0, 1.0);
        let (plain, weighted) = (share(b.0 - a.0), share(b.1 - a.1));
        let chance = self.chance.min(0.9);
        (((weighted - chance) / (1.0 - chance)).max(0.0), plain)
    }

    /// The steps between which the line lies in the picture.
    fn inside(&self, edges: &Edges) -> (f32, f32) {
        let (mut least, mut most) = (-(self.reach as f32), self.reach as f32);
        for (start, direction, side) in [
            (self.through.x, self.along.x, edges.width as f32),
            (self.through.y, self.along.y, edges.height as f32),
        ] {
            if direction.abs() > 1e-4 {
                let (a, b) = ((2.0 - start) / direction, (side - 2.0 - start) / direction);
                least = least.max(a.min(b));
                most = most.min(a.max(b));
            }
        }
        (least, most.max(least))
    }

    fn step(&self, place: Point) -> f32 {
        (place.x - self.through.x) * self.along.x + (place.y - self.through.y) * self.along.y
    }

    /// Pixels from the line: to the right of its direction is positive.
    pub(super) fn distance(&self, place: Point) -> f32 {
        (place.y - self.through.y) * self.along.x - (place.x - self.through.x) * self.along.y
    }

    /// Where two lines cross; `None` for parallels.
    pub(super) fn crossing(&self, other: &Self) -> Option<Point> {
        let across = self.along.x * other.along.y - self.along.y * other.along.x;
        if across.abs() < 0.05 {
            return None;
        }
        let (dx, dy) = (
            other.through.x - self.through.x,
            other.through.y - self.through.y,
        );
        let step = (dx * other.along.y - dy * other.along.x) / across;
        Some(Point {
            x: self.through.x + step * self.along.x,
            y: self.through.y + step * self.along.y,
        })
    }

    /// The line again through the edges that lie along it between two places: least squares of their distances,
    /// twice, the second time without what lies off. Itself where too few do.
    pub(super) fn fitted(&self, from: Point, to: Point, edges: &Edges) -> Self {
        let mut line = self.clone();
        for close in [2.2, 1.1] {
            let (a, b) = (line.step(from), line.step(to));
            let (a, b) = (a.min(b), a.max(b));
            let rounded = 0.06 * (b - a);
            let (mut n, mut s, mut d, mut ss, mut sd) = (0.0_f32, 0.0, 0.0, 0.0, 0.0);
            line.each_edge(
                edges,
                a + rounded,
                b - rounded,
                close,
                |step, distance, weight| {
                    n += weight;
                    s += weight * step;
                    d += weight * distance;
                    ss += weight * step * step;
                    sd += weight * step * distance;
                },
            );
            let spread = n * ss - s * s;
            if n < 8.0 || spread < 1.0 {
                return line;
            }
            let slope = ((n * sd - s * d) / spread).clamp(-0.1, 0.1);
            let offset = (d - slope * s) / n;
            let normal = Point {
                x: -line.along.y,
                y: line.along.x,
            };
            line.through = Point {
                x: line.through.x + offset * normal.x,
                y: line.through.y + offset * normal.y,
            };
            let length = (1.0 + slope * slope).sqrt();
            line.along = Point {
                x: (line.along.x + slope * normal.x) / length,
                y: (line.along.y + slope * normal.y) / length,
            };
        }
        line
    }

    /// Calls `each` with every edge along the line between two steps: its step, its distance, its weight.
    fn each_edge(
        &self,
        edges: &Edges,
        from: f32,
        to: f32,
        close: f32,
        mut each: impl FnMut(f32, f32, f32),
    ) {
        let normal = Point {
            x: -self.along.y,
            y: self.along.x,
        };
        let inside = self.inside(edges);
        let (from, to) = (from.max(inside.0), to.min(inside.1));
        let reach = close.ceil() as i32;
        let mut last = None;
        for step in from.ceil() as i32..=to.floor() as i32 {
            let x = self.through.x + step as f32 * self.along.x;
            let y = self.through.y + step as f32 * self.along.y;
            for off in -reach..=reach {
                let (px, py) = (
                    (x + off as f32 * normal.x).floor() as i32,
                    (y + off as f32 * normal.y).floor() as i32,
                );
                let Some(edge) = edges.at(px, py) else {
                    continue;
                };
                let facing = edge.normal.x * normal.x + edge.normal.y * normal.y;
                let distance = self.distance(edge.place);
                if facing.abs() < ALIGNED || distance.abs() > close || last == Some((px, py)) {
                    continue;
                }
                last = Some((px, py));
                each(self.step(edge.place), distance, edge.weight);
            }
        }
    }

    fn with_sums(mut self, edges: &Edges, chance: f32) -> Self {
        self.reach = (edges.width as f32).hypot(edges.height as f32).ceil() as i32 / 2 + 2;
        self.chance = chance;
        let count = (2 * self.reach + 1) as usize;
        let mut hits = vec![(0.0_f32, 0.0_f32); count];
        let normal = Point {
            x: -self.along.y,
            y: self.along.x,
        };
        for (index, hit) in hits.iter_mut().enumerate() {
            let step = index as f32 - self.reach as f32;
            let x = self.through.x + step * self.along.x;
            let y = self.through.y + step * self.along.y;
            for off in [0.0, 1.0, -1.0] {
                let Some(edge) = edges.at(
                    (x + off * normal.x).floor() as i32,
                    (y + off * normal.y).floor() as i32,
                ) else {
                    continue;
                };
                let facing = edge.normal.x * normal.x + edge.normal.y * normal.y;
                if facing.abs() >= ALIGNED && self.distance(edge.place).abs() <= CLOSE {
                    *hit = (1.0, 0.6 + 0.4 * edge.weight);
                    break;
                }
            }
        }
        let mut sum = (0.0, 0.0);
        self.sums = hits
            .into_iter()
            .map(|hit| {
                sum = (sum.0 + hit.0, sum.1 + hit.1);
                sum
            })
            .collect();
        self
    }
}

/// The strongest lines along a direction (a unit vector), within [`LEAN`] of it.
pub(super) fn along(edges: &Edges, direction: Point) -> Vec<Line> {
    let middle = Point {
        x: edges.width as f32 / 2.0,
        y: edges.height as f32 / 2.0,
    };
    let normal = Point {
        x: -direction.y,
        y: direction.x,
    };
    let turns = (2.0 * LEAN / TURN).round() as usize + 1;
    let reach = (edges.width as f32).hypot(edges.height as f32) / 2.0 + 2.0;
    let offsets = 2 * reach.ceil() as usize + 1;
    let angle = |turn: usize| (turn as f32 * TURN - LEAN).to_radians();
    let trig: Vec<(f32, f32)> = (0..turns).map(|turn| angle(turn).sin_cos()).collect();
    let mut votes = vec![0.0_f32; turns * offsets];
    let mut members = 0_usize;
    for pixel in &edges.pixels {
        let across = pixel.normal.x * normal.x + pixel.normal.y * normal.y;
        let lengthwise = pixel.normal.x * direction.x + pixel.normal.y * direction.y;
        let lean = (-lengthwise / across).atan().to_degrees();
        if across.abs() < 0.5 || lean.abs() > LEAN + WOBBLE {
            continue;
        }
        members += 1;
        let (dx, dy) = (pixel.place.x - middle.x, pixel.place.y - middle.y);
        let s = dx * direction.x + dy * direction.y;
        let t = dx * normal.x + dy * normal.y;
        let turn = |lean: f32| {
            ((lean + LEAN) / TURN)
                .round()
                .clamp(0.0, turns as f32 - 1.0) as usize
        };
        for turn in turn(lean - WOBBLE)..=turn(lean + WOBBLE) {
            let (sin, cos) = trig[turn];
            let offset = t * cos - s * sin + reach;
            let cell = offset.floor().max(0.0) as usize;
            let share = offset - cell as f32;
            let row = &mut votes[turn * offsets..(turn + 1) * offsets];
            // Half of a vote for each of the two cells that it lies between.
            if let Some(vote) = row.get_mut(cell) {
                *vote += pixel.weight * (1.0 - share);
            }
            if let Some(vote) = row.get_mut(cell + 1) {
                *vote += pixel.weight * share;
            }
        }
    }
    let mut peaks: Vec<(f32, usize, usize)> = Vec::new();
    let least = 0.06 * edges.width.min(edges.height) as f32;
    for turn in 0..turns {
        for cell in 1..offsets - 1 {
            let here = votes[turn * offsets + cell];
            if here < least {
                continue;
            }
            let top = (turn.saturating_sub(1)..=(turn + 1).min(turns - 1))
                .all(|t| (cell - 1..=cell + 1).all(|c| votes[t * offsets + c] <= here));
            if top {
                peaks.push((here, turn, cell));
            }
        }
    }
    peaks.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut kept: Vec<(f32, usize, usize)> = Vec::new();
    for peak in peaks {
        let apart = |other: &(f32, usize, usize)| {
            other.1.abs_diff(peak.1) > 3 || other.2.abs_diff(peak.2) > 2
        };
        if kept.iter().all(apart) {
            kept.push(peak);
        }
        if kept.len() == MOST {
            break;
        }
    }
    // Three pixels are looked at for each step along a line.
    let chance = 3.0 * members as f32 / (edges.width * edges.height).max(1) as f32;
    kept.into_iter()
        .map(|(_, turn, cell)| {
            let (sin, cos) = trig[turn];
            let offset = cell as f32 - reach;
            let turned = |a: Point, b: Point, by: (f32, f32)| Point {
                x: a.x * by.0 + b.x * by.1,
                y: a.y * by.0 + b.y * by.1,
            };
            let across = turned(normal, direction, (cos, -sin));
            Line {
                through: Point {
                    x: middle.x + offset * across.x,
                    y: middle.y + offset * across.y,
                },
                along: turned(direction, normal, (cos, sin)),
                kind: Kind::Seen,
                sums: Vec::new(),
                reach: 0,
                chance: 0.0,
            }
            .with_sums(edges, chance * 0.5)
        })
        .collect()
}
