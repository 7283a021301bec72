//! The smallest rotated rectangle around a set of points.

use bonafide_facts::{Point, Quad};

/// A rectangle at any angle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RotatedRect {
    /// Its centre.
    pub centre: Point,
    /// Unit vector along its longer side, pointing right (or down, where it stands upright).
    pub along: Point,
    /// Length of the longer side.
    pub length: f32,
    /// Length of the shorter side.
    pub thickness: f32,
}

impl RotatedRect {
    /// The smallest rectangle around the points; `None` for fewer than one point.
    #[must_use]
    pub fn around(points: &[Point]) -> Option<Self> {
        let hull = convex_hull(points);
        let first = *hull.first()?;
        if hull.len() == 1 {
            return Some(Self {
                centre: first,
                along: Point { x: 1.0, y: 0.0 },
                length: 0.0,
                thickness: 0.0,
            });
        }
        // One side of the smallest rectangle lies on a side of the hull (Freeman and Shapira, 1975).
        let mut best: Option<(f32, Self)> = None;
        for (i, from) in hull.iter().enumerate() {
            let to = hull[(i + 1) % hull.len()];
            let reach = (to.x - from.x).hypot(to.y - from.y);
            if reach < f32::EPSILON {
                continue;
            }
            let u = Point {
                x: (to.x - from.x) / reach,
                y: (to.y - from.y) / reach,
            };
            let rect = Self::along_axis(&hull, u);
            let area = rect.length * rect.thickness;
            if best.as_ref().is_none_or(|(least, _)| area < *least) {
                best = Some((area, rect));
            }
        }
        best.map(|(_, rect)| rect)
    }

    fn along_axis(hull: &[Point], u: Point) -> Self {
        let v = Point { x: -u.y, y: u.x };
        let span = |axis: Point| {
            hull.iter()
                .map(|p| p.x * axis.x + p.y * axis.y)
                .fold((f32::INFINITY, f32::NEG_INFINITY), |(least, most), d| {
                    (least.min(d), most.max(d))
                })
        };
        let (u_least, u_most) = span(u);
        let (v_least, v_most) = span(v);
        let (across, down) = ((u_least + u_most) / 2.0, (v_least + v_most) / 2.0);
        let centre = Point {
            x: u.x * across + v.x * down,
            y: u.y * across + v.y * down,
        };
        let (along, length, thickness) = if u_most - u_least >= v_most - v_least {
            (u, u_most - u_least, v_most - v_least)
        } else {
            (v, v_most - v_least, u_most - u_least)
        };
        let forward = along.x > 1e-3 || (along.x.abs() <= 1e-3 && along.y > 0.0);
        let along = if forward {
            along
        } else {
            Point {
                x: -along.x,
                y: -along.y,
            }
        };
        Self {
            centre,
            along,
            length,
            thickness,
        }
    }

    /// The rectangle with `margin` more on all sides.
    #[must_use]
    pub fn grown(self, margin: f32) -> Self {
        Self {
            length: self.length + 2.0 * margin,
            thickness: self.thickness + 2.0 * margin,
            ..self
        }
    }

    /// Its corners for a reader who reads along the longer side, from left to right.
    #[must_use]
    pub fn quad(&self) -> Quad {
        let (u, v) = (
            self.along,
            Point {
                x: -self.along.y,
                y: self.along.x,
            },
        );
        let corner = |across: f32, down: f32| Point {
            x: self.centre.x + u.x * across * self.length / 2.0 + v.x * down * self.thickness / 2.0,
            y: self.centre.y + u.y * across * self.length / 2.0 + v.y * down * self.thickness / 2.0,
        };
        Quad([
            corner(-1.0, -1.0),
            corner(1.0, -1.0),
            corner(1.0, 1.0),
            corner(-1.0, 1.0),
        ])
    }
}

/// Andrew's monotone chain.
fn convex_hull(points: &[Point]) -> Vec<Point> {
    let mut sorted = points.to_vec();
    sorted.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    sorted.dedup();
    if sorted.len() < 3 {
        return sorted;
    }
    let half = |points: &mut dyn Iterator<Item = Point>| {
        let mut chain: Vec<Point> = Vec::new();
        for p in points {
            while let [.., a, b] = chain[..] {
                if (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x) > 0.0 {
                    break;
                }
                chain.pop();
            }
            chain.push(p);
        }
        chain.pop();
        chain
    };
    let mut hull = half(&mut sorted.iter().copied());
    hull.extend(half(&mut sorted.iter().rev().copied()));
    hull
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_point_lies_in_the_rectangle(points in prop::collection::vec((0f32..500.0, 0f32..500.0), 1..60)) {
            let points: Vec<Point> = points.into_iter().map(|(x, y)| Point { x, y }).collect();
            let rect = RotatedRect::around(&points).expect("at least one point");
            prop_assert!(rect.length >= rect.thickness);
            for p in &points {
                let (dx, dy) = (p.x - rect.centre.x, p.y - rect.centre.y);
                let across = dx * rect.along.x + dy * rect.along.y;
                let down = dy * rect.along.x - dx * rect.along.y;
                prop_assert!(across.abs() <= rect.length / 2.0 + 0.05, "{across} of {rect:?}");
                prop_assert!(down.abs() <= rect.thickness / 2.0 + 0.05, "{down} of {rect:?}");
            }
        }
    }

    #[test]
    fn a_tilted_line_gets_its_own_angle() {
        let along = Point { x: 0.96, y: 0.28 };
        let points: Vec<Point> = (0..100u8)
            .flat_map(|i| [-3.0, 3.0].map(|side| (f32::from(i), side)))
            .map(|(i, side)| Point {
                x: 50.0 + i * along.x - side * along.y,
                y: 60.0 + i * along.y + side * along.x,
            })
            .collect();
        let rect = RotatedRect::around(&points).expect("points");
        assert!(
            (rect.along.x - 0.96).abs() < 1e-3 && (rect.along.y - 0.28).abs() < 1e-3,
            "{rect:?}"
        );
        assert!(
            (rect.length - 99.0).abs() < 0.1 && (rect.thickness - 6.0).abs() < 0.1,
            "{rect:?}"
        );
    }
}
