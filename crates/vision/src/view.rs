//! The ways in which a picture is looked at for text: as it stands, closely, and turned.

use crate::error::VisionError;
use crate::raster::{Border, Raster, RgbRaster};
use crate::text::{DetectionDetail, RotatedRect, TextBox, TextDetector};
use bonafide_facts::{Point, Quad, QuarterTurn, Size};

/// One way to look for text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum View {
    Coarse,
    Fine,
    /// Turned by a quarter: the detector sees lines that run across better than those that run down.
    OnItsSide,
    /// Turned by an eighth, for lines that run aslant.
    Aslant,
}

impl View {
    pub(crate) const ALL: [Self; 4] = [Self::Coarse, Self::Fine, Self::OnItsSide, Self::Aslant];

    /// Whether it is the picture as it stands.
    pub(crate) fn upright(self) -> bool {
        matches!(self, Self::Coarse | Self::Fine)
    }

    /// Whether it may show lines that the boxes found so far do not: print that runs across is not found better
    /// when the picture is turned.
    pub(crate) fn promises(self, found: &[TextBox]) -> bool {
        let bearing = Bearing::of(found);
        match self {
            Self::Coarse | Self::Fine => true,
            Self::OnItsSide => bearing.across < MOSTLY || bearing.any_down,
            Self::Aslant => bearing.across < MOSTLY && bearing.down < MOSTLY,
        }
    }

    pub(crate) fn boxes(
        self,
        detector: &mut TextDetector,
        picture: &RgbRaster,
    ) -> Result<Vec<TextBox>, VisionError> {
        match self {
            Self::Coarse => detector.detect(picture, DetectionDetail::Coarse),
            Self::Fine => detector.detect(picture, DetectionDetail::Fine),
            Self::OnItsSide => {
                let turned = picture.turned(QuarterTurn::Right);
                let boxes = detector.detect(&turned, DetectionDetail::Coarse)?;
                let down = picture.size().height as f32;
                let back = |p: Point| Point {
                    x: p.y,
                    y: down - p.x,
                };
                Ok(boxes
                    .into_iter()
                    .map(|found| moved_back(found, back))
                    .collect())
            }
            Self::Aslant => {
                let (corners, size) = eighth_turn(picture.size());
                let turned = picture.crop_quad(&corners, size, Border::Constant(127));
                let boxes = detector.detect(&turned, DetectionDetail::Fine)?;
                let [from, right, _, below] = corners.0;
                let (width, height) = (size.width as f32, size.height as f32);
                let back = |p: Point| Point {
                    x: from.x
                        + (right.x - from.x) * p.x / width
                        + (below.x - from.x) * p.y / height,
                    y: from.y
                        + (right.y - from.y) * p.x / width
                        + (below.y - from.y) * p.y / height,
                };
                Ok(boxes
                    .into_iter()
                    .map(|found| moved_back(found, back))
                    .collect())
            }
        }
    }
}

/// The share of print that must run across (or down) for no other direction to be looked in.
const MOSTLY: f32 = 0.75;

/// How print runs: shares of the length of all slender boxes.
#[derive(Default)]
struct Bearing {
    across: f32,
    down: f32,
    /// A whole line runs down, even if most run across: there may be two documents, or a page with two texts.
    any_down: bool,
}

impl Bearing {
    fn of(boxes: &[TextBox]) -> Self {
        let slender = || {
            boxes
                .iter()
                .map(|found| found.rect)
                .filter(|rect| rect.length > 4.0 * rect.thickness)
        };
        let total: f32 = slender().map(|rect| rect.length).sum();
        if total <= 0.0 {
            return Self::default();
        }
        let share = |keeps: fn(Point) -> bool| -> f32 {
            slender()
                .filter(|rect| keeps(rect.along))
                .map(|rect| rect.length)
                .sum::<f32>()
                / total
        };
        // Within 20 degrees.
        let across = |along: Point| along.x.abs() > 0.94;
        let down = |along: Point| along.y.abs() > 0.94;
        Self {
            across: share(across),
            down: share(down),
            any_down: slender().any(|rect| down(rect.along) && rect.length > 8.0 * rect.thickness),
        }
    }
}

/// Corners of the square around a picture that stands on its corner, and the square's size: no larger than what
/// the detector looks at.
fn eighth_turn(picture: Size) -> (Quad, Size) {
    let (width, height) = (picture.width as f32, picture.height as f32);
    let side = (width + height) * std::f32::consts::FRAC_1_SQRT_2;
    let (x, y) = (width / 2.0, height / 2.0);
    // Half the square's diagonal: its corners lie straight above, below and beside the middle.
    let reach = side * std::f32::consts::FRAC_1_SQRT_2;
    let corners = [
        (x - reach, y),
        (x, y - reach),
        (x + reach, y),
        (x, y + reach),
    ];
    let pixels = side.round().clamp(32.0, 1_200.0) as u32;
    (
        Quad(corners.map(|(x, y)| Point { x, y })),
        Size {
            width: pixels,
            height: pixels,
        },
    )
}

/// A box of a turned picture in the picture as it stands, by where its points come from.
fn moved_back(found: TextBox, back: impl Fn(Point) -> Point) -> TextBox {
    let rect = found.rect;
    let centre = back(rect.centre);
    let end = |direction: Point, length: f32| {
        let to = back(Point {
            x: rect.centre.x + direction.x * length / 2.0,
            y: rect.centre.y + direction.y * length / 2.0,
        });
        (to.x - centre.x, to.y - centre.y)
    };
    let (x, y) = end(rect.along, rect.length);
    let (across_x, across_y) = end(
        Point {
            x: -rect.along.y,
            y: rect.along.x,
        },
        rect.thickness,
    );
    let half = x.hypot(y).max(f32::EPSILON);
    let rect = RotatedRect {
        centre,
        along: Point {
            x: x / half,
            y: y / half,
        },
        length: 2.0 * half,
        thickness: 2.0 * across_x.hypot(across_y),
    };
    TextBox { rect, ..found }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_runs_aslant_is_found_where_it_stands() {
        let size = Size {
            width: 400,
            height: 300,
        };
        let (corners, square) = eighth_turn(size);
        // The middle of the turned square is the middle of the picture, and its first edge runs up to the right.
        let [from, right, ..] = corners.0;
        assert!(from.x < right.x && from.y > right.y);
        let picture = RgbRaster::filled(size, [9, 9, 9]);
        let turned = picture.crop_quad(&corners, square, Border::Constant(200));
        let middle = (square.width / 2) as usize;
        assert_eq!(turned.at(middle, middle), [9, 9, 9]);
        assert_eq!(turned.at(2, 2), [200, 200, 200]);
    }

    #[test]
    fn a_page_is_turned_only_where_its_print_does_not_run_across() {
        let line = |x: f32, y: f32| TextBox {
            rect: RotatedRect {
                centre: Point { x: 50.0, y: 50.0 },
                along: Point { x, y },
                length: 80.0,
                thickness: 8.0,
            },
            score: 0.9,
        };
        let (across, down, aslant) = (line(1.0, 0.0), line(0.0, 1.0), line(0.707, 0.707));
        assert!(!View::OnItsSide.promises(&[across; 4]) && !View::Aslant.promises(&[across; 4]));
        assert!(View::OnItsSide.promises(&[across, across, across, across, down]));
        assert!(View::OnItsSide.promises(&[down; 4]) && !View::Aslant.promises(&[down; 4]));
        assert!(View::Aslant.promises(&[aslant; 4]));
        assert!(View::OnItsSide.promises(&[]) && View::Aslant.promises(&[]));
    }

    #[test]
    fn a_box_of_the_turned_picture_comes_back_with_its_length() {
        let rect = RotatedRect {
            centre: Point { x: 30.0, y: 50.0 },
            along: Point { x: 1.0, y: 0.0 },
            length: 40.0,
            thickness: 6.0,
        };
        let back = |p: Point| Point {
            x: p.y,
            y: 200.0 - p.x,
        };
        let moved = moved_back(TextBox { rect, score: 0.9 }, back).rect;
        assert_eq!((moved.centre.x, moved.centre.y), (50.0, 170.0));
        assert_eq!((moved.along.x, moved.along.y), (0.0, -1.0));
        assert_eq!((moved.length, moved.thickness), (40.0, 6.0));
    }
}
