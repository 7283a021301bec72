//! What the numbers of BlazeFace mean.
//!
//! The model looks at two grids: 16×16 cells with two guesses each and 8×8 cells with six. A guess is a
//! score (as a logit) and 16 numbers relative to the middle of its cell, in pixels of the 256×256 input:
//! the centre and size of the box, and six points.

use crate::session::Tensor;
use bonafide_facts::{PixelBox, Point, Quad, Size};

/// Cells on a side and guesses in a cell, in the order of the guesses.
const GRIDS: [(usize, usize); 2] = [(16, 2), (8, 6)];
/// Numbers of a guess: centre, size and six points.
const NUMBERS: usize = 16;
const SIDE: f32 = 256.0;

/// A guess that is good enough.
#[derive(Debug, Clone)]
pub(super) struct Sighting {
    top_left: Point,
    bottom_right: Point,
    /// The six points, in the order of the model.
    pub(super) points: [Point; 6],
    /// 0 to 1.
    pub(super) score: f32,
}

/// Sightings of at least `least` as score, in fractions of the input's side; `None` when the outputs are not
/// those of the model. Which output is which is told by shape.
pub(super) fn decode(outputs: &[Tensor], least: f32) -> Option<Vec<Sighting>> {
    let mut found = Vec::new();
    for (cells, guesses) in GRIDS {
        let count = cells * cells * guesses;
        let values = |last: usize| {
            let output = outputs
                .iter()
                .find(|output| output.shape == [1, count, last])?;
            (output.data.len() == count * last).then_some(output.data.as_slice())
        };
        let (scores, boxes) = (values(1)?, values(NUMBERS)?);
        for (index, (logit, numbers)) in scores.iter().zip(boxes.chunks_exact(NUMBERS)).enumerate()
        {
            let score = 1.0 / (1.0 + (-logit).exp());
            if score < least || numbers.iter().any(|number| !number.is_finite()) {
                continue;
            }
            let cell = index / guesses;
            let middle = |position: usize| (position as f32 + 0.5) / cells as f32;
            let (x, y) = (middle(cell % cells), middle(cell / cells));
            let at = |index: usize| Point {
                x: x + numbers[index] / SIDE,
                y: y + numbers[index + 1] / SIDE,
            };
            let centre = at(0);
            let (half_width, half_height) = (numbers[2] / SIDE / 2.0, numbers[3] / SIDE / 2.0);
            found.push(Sighting {
                top_left: Point {
                    x: centre.x - half_width,
                    y: centre.y - half_height,
                },
                bottom_right: Point {
                    x: centre.x + half_width,
                    y: centre.y + half_height,
                },
                points: std::array::from_fn(|point| at(4 + 2 * point)),
                score,
            });
        }
    }
    Some(found)
}

impl Sighting {
    pub(super) fn width(&self) -> f32 {
        self.bottom_right.x - self.top_left.x
    }

    /// The same sighting in other coordinates.
    pub(super) fn moved(&self, place: impl Fn(Point) -> Point) -> Self {
        Self {
            top_left: place(self.top_left),
            bottom_right: place(self.bottom_right),
            points: self.points.map(place),
            score: self.score,
        }
    }

    /// The box in whole pixels, cut to a picture.
    pub(super) fn area(&self, size: Size) -> PixelBox {
        let (a, b) = (self.top_left, self.bottom_right);
        Quad([a, Point { x: b.x, y: a.y }, b, Point { x: a.x, y: b.y }]).bounds(size)
    }

    /// Whether two sightings overlap by more than `share` (intersection over union), or one lies in the other:
    /// a look at a part of the picture may have cut a face.
    pub(super) fn shows_the_face_of(&self, other: &Self, share: f32) -> bool {
        let overlap =
            |from: (f32, f32), to: (f32, f32)| (from.1.min(to.1) - from.0.max(to.0)).max(0.0);
        let shared = overlap(
            (self.top_left.x, self.bottom_right.x),
            (other.top_left.x, other.bottom_right.x),
        ) * overlap(
            (self.top_left.y, self.bottom_right.y),
            (other.top_left.y, other.bottom_right.y),
        );
        let area = |sighting: &Self| {
            (sighting.width() * (sighting.bottom_right.y - sighting.top_left.y)).max(f32::EPSILON)
        };
        let (own, others) = (area(self), area(other));
        shared / (own + others - shared) > share || shared / own.min(others) > 0.7
    }
}
