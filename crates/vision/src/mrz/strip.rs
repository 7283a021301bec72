//! A straight strip of a picture along which a line of text runs.

use crate::raster::{Border, GrayRaster, Levels};
use bonafide_facts::{Point, Quad, QuarterTurn, Size};

/// What the line recogniser sees of a strip.
pub(super) const SEEN: Size = Size {
    width: 608,
    height: 32,
};

/// A rectangle at any angle with a reading direction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Strip {
    /// The middle of its left edge, left for the reader.
    pub(super) start: Point,
    /// Unit vector in the direction of reading.
    pub(super) along: Point,
    /// Pixels along the line.
    pub(super) length: f32,
    /// Pixels across it.
    pub(super) height: f32,
}

impl Strip {
    /// Unit vector from the top of the letters to their feet.
    pub(super) fn down(&self) -> Point {
        Point {
            x: -self.along.y,
            y: self.along.x,
        }
    }

    /// The place `along` pixels after the start and `down` pixels under the middle.
    pub(super) fn at(&self, along: f32, down: f32) -> Point {
        let v = self.down();
        Point {
            x: self.start.x + self.along.x * along + v.x * down,
            y: self.start.y + self.along.y * along + v.y * down,
        }
    }

    /// Where a place lies on this strip: pixels after the start, pixels under the middle.
    pub(super) fn locate(&self, place: Point) -> (f32, f32) {
        let (dx, dy) = (place.x - self.start.x, place.y - self.start.y);
        let v = self.down();
        (dx * self.along.x + dy * self.along.y, dx * v.x + dy * v.y)
    }

    /// The same strip read from its other end.
    pub(super) fn reversed(&self) -> Self {
        Self {
            start: self.at(self.length, 0.0),
            along: Point {
                x: -self.along.x,
                y: -self.along.y,
            },
            ..*self
        }
    }

    /// The strip moved across its line.
    pub(super) fn lowered(&self, down: f32) -> Self {
        Self {
            start: self.at(0.0, down),
            ..*self
        }
    }

    /// The part from `from` to `to` pixels after the start (either may lie outside), `height` high.
    pub(super) fn between(&self, from: f32, to: f32, height: f32) -> Self {
        Self {
            start: self.at(from, 0.0),
            length: to - from,
            height,
            ..*self
        }
    }

    /// The strip turned about its middle by a small angle, in radians, clockwise.
    pub(super) fn tilted(&self, angle: f32) -> Self {
        let (sin, cos) = angle.sin_cos();
        let along = Point {
            x: self.along.x * cos - self.along.y * sin,
            y: self.along.x * sin + self.along.y * cos,
        };
        let middle = self.at(self.length / 2.0, 0.0);
        let half = self.length / 2.0;
        Self {
            start: Point {
                x: middle.x - along.x * half,
                y: middle.y - along.y * half,
            },
            along,
            ..*self
        }
    }

    pub(super) fn quad(&self) -> Quad {
        let half = self.height / 2.0;
        Quad([
            self.at(0.0, -half),
            self.at(self.length, -half),
            self.at(self.length, half),
            self.at(0.0, half),
        ])
    }

    /// What the recogniser sees of it.
    pub(super) fn cut(&self, picture: &Levels) -> GrayRaster {
        picture.crop_quad(&self.quad(), SEEN, Border::Nearest)
    }

    /// The turn that makes it run from left to right, to the nearest quarter.
    pub(super) fn turn(&self) -> QuarterTurn {
        let (x, y) = (self.along.x, self.along.y);
        if x.abs() >= y.abs() {
            if x > 0.0 {
                QuarterTurn::None
            } else {
                QuarterTurn::Half
            }
        } else if y > 0.0 {
            QuarterTurn::Left
        } else {
            QuarterTurn::Right
        }
    }
}
