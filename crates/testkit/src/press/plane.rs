//! The geometry of a flat thing before a camera.

use bonafide_facts::{Point, QuarterTurn};

/// A projective map of the plane, row by row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plane(pub(crate) [[f32; 3]; 3]);

impl Plane {
    /// Looks at the plane of the document, whose origin is the document's middle (millimetres, y down).
    ///
    /// Angles in degrees: `tilt` leans the upper edge away, `yaw` the right edge, `roll` turns clockwise.
    /// `distance` is the camera's, in millimetres.
    pub(crate) fn seen(tilt: f32, yaw: f32, roll: f32, distance: f32) -> Self {
        let (st, ct) = tilt.to_radians().sin_cos();
        let (sy, cy) = yaw.to_radians().sin_cos();
        let (sr, cr) = roll.to_radians().sin_cos();
        // First the roll in the plane, then yaw about the upright axis, then tilt about the level one.
        let column = |x: f32, y: f32| {
            let (x, z) = (x * cy, x * sy);
            [x, y * ct + z * st, z * ct - y * st]
        };
        let (a, b) = (column(cr, sr), column(-sr, cr));
        Self([
            [a[0], b[0], 0.0],
            [a[1], b[1], 0.0],
            [a[2] / distance, b[2] / distance, 1.0],
        ])
    }

    pub(crate) fn place(&self, point: Point) -> Point {
        let [a, b, c] = self
            .0
            .map(|row| row[0] * point.x + row[1] * point.y + row[2]);
        Point { x: a / c, y: b / c }
    }

    /// First this, then a scaling and a shift.
    pub(crate) fn then(self, scale: f32, shift: Point) -> Self {
        let [a, b, c] = self.0;
        let row = |row: [f32; 3], by: f32| std::array::from_fn(|i| row[i] * scale + c[i] * by);
        Self([row(a, shift.x), row(b, shift.y), c])
    }

    /// The way back. The maps made here always have one.
    pub(crate) fn inverse(&self) -> Self {
        let m = self.0.map(|row| row.map(f64::from));
        let minor = |r: usize, c: usize| {
            let (r1, r2, c1, c2) = ((r + 1) % 3, (r + 2) % 3, (c + 1) % 3, (c + 2) % 3);
            m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1]
        };
        let determinant: f64 = (0..3).map(|c| m[0][c] * minor(0, c)).sum();
        Self(std::array::from_fn(|r| {
            std::array::from_fn(|c| (minor(c, r) / determinant) as f32)
        }))
    }
}

/// The quarter turn that sets upright what is turned clockwise by so many degrees, but for at most 45.
pub(crate) fn righting(roll: f32) -> QuarterTurn {
    match (roll / 90.0).round().rem_euclid(4.0) as u8 {
        1 => QuarterTurn::Left,
        2 => QuarterTurn::Half,
        3 => QuarterTurn::Right,
        _ => QuarterTurn::None,
    }
}

/// How far, in degrees clockwise, a document lies that needs this turn.
pub(crate) fn lying(turn: QuarterTurn) -> f32 {
    match turn {
        QuarterTurn::None => 0.0,
        QuarterTurn::Left => 90.0,
        QuarterTurn::Half => 180.0,
        QuarterTurn::Right => 270.0,
    }
}
