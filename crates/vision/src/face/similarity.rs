//! Maps that turn, scale and shift, without a mirror: z ↦ a·z + b in complex numbers.

use bonafide_facts::{Point, Quad};

/// Such a map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Similarity {
    /// `a`: cosine and sine of the turn, times the scale.
    turn: (f64, f64),
    /// `b`.
    shift: (f64, f64),
}

impl Similarity {
    /// The map that brings points closest to others, by least squares. `None` when all points are one, or their numbers
    /// differ.
    pub(super) fn fitted(from: &[Point], to: &[Point]) -> Option<Self> {
        if from.len() != to.len() || from.len() < 2 {
            return None;
        }
        let (middle_from, middle_to) = (middle(from), middle(to));
        let (mut real, mut imaginary, mut spread) = (0.0, 0.0, 0.0);
        for (a, b) in from.iter().zip(to) {
            let (ax, ay) = (
                f64::from(a.x) - middle_from.0,
                f64::from(a.y) - middle_from.1,
            );
            let (bx, by) = (f64::from(b.x) - middle_to.0, f64::from(b.y) - middle_to.1);
            real += ax * bx + ay * by;
            imaginary += ax * by - ay * bx;
            spread += ax * ax + ay * ay;
        }
        let turn = (real / spread, imaginary / spread);
        let usable = turn.0.is_finite() && turn.1.is_finite() && turn.0.hypot(turn.1) > 1e-6;
        usable.then(|| Self::through(turn, middle_from, middle_to))
    }

    /// The map that brings `centre` to the middle of a square of `side`, and a square of `reach` pixels around it, turned by
    /// `angle` (radians, clockwise), to the whole of it.
    pub(super) fn window(centre: Point, reach: f32, angle: f32, side: u32) -> Self {
        let scale = f64::from(side) / f64::from(reach.max(1.0));
        let (sine, cosine) = (-f64::from(angle)).sin_cos();
        let half = f64::from(side) / 2.0;
        Self::through(
            (scale * cosine, scale * sine),
            (f64::from(centre.x), f64::from(centre.y)),
            (half, half),
        )
    }

    fn through(turn: (f64, f64), from: (f64, f64), to: (f64, f64)) -> Self {
        let turned = times(turn, from);
        Self {
            turn,
            shift: (to.0 - turned.0, to.1 - turned.1),
        }
    }

    pub(super) fn inverse(self) -> Self {
        let size = self.turn.0.powi(2) + self.turn.1.powi(2);
        let turn = (self.turn.0 / size, -self.turn.1 / size);
        let back = times(turn, self.shift);
        Self {
            turn,
            shift: (-back.0, -back.1),
        }
    }

    pub(super) fn at(self, place: Point) -> Point {
        let turned = times(self.turn, (f64::from(place.x), f64::from(place.y)));
        Point {
            x: (turned.0 + self.shift.0) as f32,
            y: (turned.1 + self.shift.1) as f32,
        }
    }

    /// The corners that a square of `side` pixels, begun at the origin, has under this map.
    pub(super) fn square(self, side: u32) -> Quad {
        let far = side as f32;
        Quad([(0.0, 0.0), (far, 0.0), (far, far), (0.0, far)].map(|(x, y)| self.at(Point { x, y })))
    }
}

fn times(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    (a.0 * b.0 - a.1 * b.1, a.0 * b.1 + a.1 * b.0)
}

fn middle(points: &[Point]) -> (f64, f64) {
    let count = points.len() as f64;
    (
        points.iter().map(|p| f64::from(p.x)).sum::<f64>() / count,
        points.iter().map(|p| f64::from(p.y)).sum::<f64>() / count,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: Point, x: f32, y: f32) -> bool {
        (a.x - x).abs() < 1e-3 && (a.y - y).abs() < 1e-3
    }

    #[test]
    fn a_turn_a_scale_and_a_shift_are_found_again() {
        let from = [(0.0, 0.0), (10.0, 0.0), (10.0, 20.0), (3.0, 7.0)].map(|(x, y)| Point { x, y });
        // A quarter turn clockwise, twice as large, moved.
        let to = from.map(|p| Point {
            x: 100.0 - 2.0 * p.y,
            y: 50.0 + 2.0 * p.x,
        });
        let map = Similarity::fitted(&from, &to).expect("a map");
        assert!(near(map.at(Point { x: 1.0, y: 2.0 }), 96.0, 52.0));
        assert!(near(map.inverse().at(Point { x: 96.0, y: 52.0 }), 1.0, 2.0));
        assert!(Similarity::fitted(&[from[0]; 4], &to).is_none());
        assert!(Similarity::fitted(&from[..1], &to[..1]).is_none());
    }

    #[test]
    fn a_window_has_its_centre_in_the_middle_and_stands_upright() {
        // A face that leans by a quarter to the right: its top lies to the right of its middle.
        let centre = Point { x: 40.0, y: 30.0 };
        let map = Similarity::window(centre, 20.0, std::f32::consts::FRAC_PI_2, 100);
        assert!(near(map.at(centre), 50.0, 50.0));
        assert!(near(map.at(Point { x: 50.0, y: 30.0 }), 50.0, 0.0));
        let corners = map.inverse().square(100);
        assert!(near(corners.0[0], 50.0, 20.0), "{corners:?}");
    }
}
