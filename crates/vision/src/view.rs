//! The ways in which a picture is looked at for text: as it stands, closely, and turned.

use crate::error::VisionError;
use crate::raster::{Border, Raster, RgbRaster};
use crate::text::{DetectionDetail, RotatedRect, TextBox, TextDetector};
use bonafide_facts::{Point, Quad, QuarterTurn, Size};

/// One way to look for text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum View {
    Coarse,
    /// Turned so that the print found so far runs across.
    Levelled,
    Fine,
    /// Turned by a quarter: the detector sees lines that run across better than those that run down.
    OnItsSide,
    /// Turned by an eighth, for lines that run aslant.
    Aslant,
}

impl View {
    pub(crate) const ALL: [Self; 5] = [
        Self::Coarse,
        Self::Levelled,
        Self::Fine,
        Self::OnItsSide,
        Self::Aslant,
    ];

    /// Whether it is the picture as it stands.
    pub(crate) fn upright(self) -> bool {
        matches!(self, Self::Coarse | Self::Fine)
    }

    /// About how many pixels the detector sees to a pixel of a picture.
    pub(crate) fn scale(self, picture: Size) -> f32 {
        match self {
            Self::Coarse | Self::Levelled | Self::OnItsSide => DetectionDetail::Coarse,
            Self::Fine | Self::Aslant => DetectionDetail::Fine,
        }
        .scale(picture)
    }

    /// Whether it may show lines that the boxes found so far do not: print that runs across is not found better
    /// when the picture is turned.
    pub(crate) fn promises(self, found: &[TextBox]) -> bool {
        let bearing = Bearing::of(found);
        match self {
            Self::Coarse | Self::Fine => true,
            Self::Levelled => bearing.leaning().is_some(),
            Self::OnItsSide => bearing.across < MOSTLY || bearing.any_down,
            Self::Aslant => bearing.across < MOSTLY && bearing.down < MOSTLY,
        }
    }

    /// Whether it may show a zone that a look at the picture as it stands, which showed no trace of one, did not. A
    /// zone is the largest print of its document but for headings, so where other print that runs across was seen
    /// clearly, a zone that runs down or aslant would have left a trace. The close look is always taken: the detector
    /// misses a whole line now and then.
    pub(crate) fn promises_more(self, picture: Size, found: &[TextBox]) -> bool {
        let mut thickness: Vec<f32> = slender(found).map(|rect| rect.thickness).collect();
        thickness.sort_by(f32::total_cmp);
        let clear = thickness.len() >= CLEAR_LINES
            && thickness[thickness.len() / 2] * DetectionDetail::Coarse.scale(picture)
                >= CLEAR_THICKNESS;
        let bearing = Bearing::of(found);
        match self {
            Self::Coarse | Self::Levelled | Self::Fine => true,
            Self::OnItsSide | Self::Aslant => !clear || bearing.across < MOSTLY,
        }
    }

    pub(crate) fn boxes(
        self,
        detector: &mut TextDetector,
        picture: &RgbRaster,
        found: &[TextBox],
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
            Self::Levelled => {
                let angle = Bearing::of(found).leaning().unwrap_or_default();
                turned(detector, picture, angle, DetectionDetail::Coarse)
            }
            Self::Aslant => turned(
                detector,
                picture,
                -std::f32::consts::FRAC_PI_4,
                DetectionDetail::Fine,
            ),
        }
    }
}

/// The boxes of a picture that is turned so that what runs at `angle` (radians, clockwise) runs across.
fn turned(
    detector: &mut TextDetector,
    picture: &RgbRaster,
    angle: f32,
    detail: DetectionDetail,
) -> Result<Vec<TextBox>, VisionError> {
    let (corners, size) = around(picture.size(), angle);
    let turned = picture.crop_quad(&corners, size, Border::Constant(127));
    let boxes = detector.detect(&turned, detail)?;
    let [from, right, _, below] = corners.0;
    let (width, height) = (size.width as f32, size.height as f32);
    let back = |p: Point| Point {
        x: from.x + (right.x - from.x) * p.x / width + (below.x - from.x) * p.y / height,
        y: from.y + (right.y - from.y) * p.x / width + (below.y - from.y) * p.y / height,
    };
    Ok(boxes
        .into_iter()
        .map(|found| moved_back(found, back))
        .collect())
}

/// Lines of text, not dots and stains.
fn slender(boxes: &[TextBox]) -> impl Iterator<Item = RotatedRect> {
    boxes
        .iter()
        .map(|found| found.rect)
        .filter(|rect| rect.length > 4.0 * rect.thickness)
}

/// So many lines, half of them at least so thick in the pixels of the coarse look, are print that was seen clearly:
/// a box of 12 pixels holds capitals of about seven, at which every character of a zone is told apart.
const CLEAR_LINES: usize = 6;
const CLEAR_THICKNESS: f32 = 12.0;
/// Print that leans by less (12 degrees) is found where it stands, print that leans by more than the other stands on
/// its side.
const LEANING: std::ops::Range<f32> = 0.21..1.36;
/// How much of the print must agree on its direction: length of the mean of unit vectors at twice the angle.
const AGREEING: f32 = 0.6;

/// The share of print that must run across (or down) for no other direction to be looked in.
const MOSTLY: f32 = 0.75;

/// How print runs: shares of the length of all slender boxes.
#[derive(Default)]
struct Bearing {
    across: f32,
    down: f32,
    /// A whole line runs down, even if most run across: there may be two documents, or a page with two texts.
    any_down: bool,
    /// Mean direction, at twice the angle so that both ways along a line are one; its length is the agreement.
    double: (f32, f32),
}

impl Bearing {
    fn of(boxes: &[TextBox]) -> Self {
        let slender = || slender(boxes);
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
        let double = slender().fold((0.0, 0.0), |(x, y), rect| {
            let (cos, sin) = (rect.along.x, rect.along.y);
            let part = rect.length / total;
            (
                x + part * (cos * cos - sin * sin),
                y + part * 2.0 * sin * cos,
            )
        });
        Self {
            double,
            across: share(across),
            down: share(down),
            any_down: slender().any(|rect| down(rect.along) && rect.length > 8.0 * rect.thickness),
        }
    }
}

impl Bearing {
    /// The angle (radians, clockwise from across) at which print runs, where it is aslant and most of it agrees.
    fn leaning(&self) -> Option<f32> {
        let (x, y) = self.double;
        let angle = y.atan2(x) / 2.0;
        (x.hypot(y) >= AGREEING && LEANING.contains(&angle.abs())).then_some(angle)
    }
}

/// Corners of the rectangle around a picture whose upper edge runs at an angle, and its size: no larger than what the
/// detector looks at.
fn around(picture: Size, angle: f32) -> (Quad, Size) {
    let (width, height) = (picture.width as f32, picture.height as f32);
    let (sin, cos) = angle.sin_cos();
    let wide = width * cos.abs() + height * sin.abs();
    let high = width * sin.abs() + height * cos.abs();
    let corner = |across: f32, down: f32| Point {
        x: (width + across * wide * cos - down * high * sin) / 2.0,
        y: (height + across * wide * sin + down * high * cos) / 2.0,
    };
    let corners = [
        corner(-1.0, -1.0),
        corner(1.0, -1.0),
        corner(1.0, 1.0),
        corner(-1.0, 1.0),
    ];
    let scale = (1_200.0 / wide.max(high)).min(1.0);
    let pixels = |side: f32| (side * scale).round().max(32.0) as u32;
    (
        Quad(corners),
        Size {
            width: pixels(wide),
            height: pixels(high),
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
        let (corners, square) = around(size, -std::f32::consts::FRAC_PI_4);
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
        assert!(View::Levelled.promises(&[aslant; 4]) && !View::Levelled.promises(&[down; 4]));
        let angle = Bearing::of(&[aslant; 4]).leaning().expect("it leans");
        assert!((angle.to_degrees() - 45.0).abs() < 0.5, "{angle}");
        assert!(View::OnItsSide.promises(&[]) && View::Aslant.promises(&[]));
    }

    #[test]
    fn clear_print_that_runs_across_is_not_looked_at_on_its_side() {
        let line = |thickness: f32| TextBox {
            rect: RotatedRect {
                centre: Point { x: 50.0, y: 50.0 },
                along: Point { x: 1.0, y: 0.0 },
                length: 200.0,
                thickness,
            },
            score: 0.9,
        };
        let size = Size {
            width: 660,
            height: 500,
        };
        assert!(View::Fine.promises_more(size, &[line(14.0); 9]));
        assert!(View::OnItsSide.promises_more(size, &[line(8.0); 9]));
        assert!(!View::OnItsSide.promises_more(size, &[line(14.0); 9]));
        assert!(View::OnItsSide.promises_more(size, &[line(14.0); 3]));
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
