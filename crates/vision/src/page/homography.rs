//! Projective maps of the plane: from a page, measured in millimetres, to a picture, and back.

use bonafide_facts::{Point, Quad};

/// A projective map, row by row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Homography(pub(super) [[f64; 3]; 3]);

impl Homography {
    /// The map that takes the corners of an upright rectangle with its top left corner at the origin to those of
    /// `quad`; `None` where three of them lie on a line.
    ///
    /// Closed form for a unit square: Heckbert, *Fundamentals of Texture Mapping and Image Warping* (1989), 2.2.3.
    pub(crate) fn of_rectangle(width: f32, height: f32, quad: &Quad) -> Option<Self> {
        let [p0, p1, p2, p3] = quad.0.map(|p| (f64::from(p.x), f64::from(p.y)));
        let (sx, sy) = (p0.0 - p1.0 + p2.0 - p3.0, p0.1 - p1.1 + p2.1 - p3.1);
        let (dx1, dx2) = (p1.0 - p2.0, p3.0 - p2.0);
        let (dy1, dy2) = (p1.1 - p2.1, p3.1 - p2.1);
        let determinant = dx1 * dy2 - dx2 * dy1;
        if determinant.abs() < 1e-9 {
            return None;
        }
        let g = (sx * dy2 - dx2 * sy) / determinant;
        let h = (dx1 * sy - sx * dy1) / determinant;
        let (w, d) = (f64::from(width), f64::from(height));
        let map = Self([
            [
                (p1.0 - p0.0 + g * p1.0) / w,
                (p3.0 - p0.0 + h * p3.0) / d,
                p0.0,
            ],
            [
                (p1.1 - p0.1 + g * p1.1) / w,
                (p3.1 - p0.1 + h * p3.1) / d,
                p0.1,
            ],
            [g / w, h / d, 1.0],
        ]);
        (map.determinant().abs() > 1e-12).then_some(map)
    }

    fn minor(&self, row: usize, column: usize) -> f64 {
        let (r1, r2) = ((row + 1) % 3, (row + 2) % 3);
        let (c1, c2) = ((column + 1) % 3, (column + 2) % 3);
        self.0[r1][c1] * self.0[r2][c2] - self.0[r1][c2] * self.0[r2][c1]
    }

    fn determinant(&self) -> f64 {
        (0..3).map(|c| self.0[0][c] * self.minor(0, c)).sum()
    }

    /// The way back.
    pub(crate) fn inverse(&self) -> Self {
        let determinant = self.determinant();
        Self(std::array::from_fn(|r| {
            std::array::from_fn(|c| self.minor(c, r) / determinant)
        }))
    }

    /// Where a place goes.
    pub(crate) fn place(&self, point: Point) -> Point {
        let (x, y) = (f64::from(point.x), f64::from(point.y));
        let [a, b, c] = self.0.map(|row| row[0] * x + row[1] * y + row[2]);
        let c = if c.abs() < 1e-9 { 1e-9 } else { c };
        Point {
            x: (a / c) as f32,
            y: (b / c) as f32,
        }
    }

    /// Where four corners go.
    pub(crate) fn quad(&self, quad: &Quad) -> Quad {
        Quad(quad.0.map(|corner| self.place(corner)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_goes_to_the_picture_and_comes_back() {
        let quad = Quad(
            [(20.0, 30.0), (300.0, 10.0), (380.0, 180.0), (50.0, 250.0)]
                .map(|(x, y)| Point { x, y }),
        );
        let map = Homography::of_rectangle(125.0, 88.0, &quad).expect("four corners");
        let corner = map.place(Point { x: 125.0, y: 88.0 });
        assert!((corner.x - 380.0).abs() < 1e-3 && (corner.y - 180.0).abs() < 1e-3);
        let there = Point { x: 31.0, y: 62.0 };
        let back = map.inverse().place(map.place(there));
        assert!((back.x - there.x).abs() < 1e-3 && (back.y - there.y).abs() < 1e-3);
        let flat =
            Quad([(0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (3.0, 0.0)].map(|(x, y)| Point { x, y }));
        assert!(Homography::of_rectangle(1.0, 1.0, &flat).is_none());
    }
}
