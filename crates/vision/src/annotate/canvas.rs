//! Drawing with smooth edges: each pixel takes the share of the colour that the shape covers of it.

use crate::error::VisionError;
use crate::raster::{Raster, RgbRaster};
use bonafide_facts::{Point, Size};
use image::ImageEncoder as _;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};

/// An upright rectangle in fractions of pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rect {
    pub(super) left: f32,
    pub(super) top: f32,
    pub(super) width: f32,
    pub(super) height: f32,
}

impl Rect {
    pub(super) fn right(&self) -> f32 {
        self.left + self.width
    }

    pub(super) fn bottom(&self) -> f32 {
        self.top + self.height
    }

    /// The rectangle with `margin` more on all sides.
    pub(super) fn grown(&self, margin: f32) -> Self {
        Self {
            left: self.left - margin,
            top: self.top - margin,
            width: self.width + 2.0 * margin,
            height: self.height + 2.0 * margin,
        }
    }

    /// The area that two rectangles share.
    pub(super) fn shared(&self, other: &Self) -> f32 {
        let across = (self.right().min(other.right()) - self.left.max(other.left)).max(0.0);
        let down = (self.bottom().min(other.bottom()) - self.top.max(other.top)).max(0.0);
        across * down
    }
}

/// A picture that is drawn on.
pub(super) struct Canvas {
    size: Size,
    data: Vec<u8>,
}

impl Canvas {
    pub(super) fn over(picture: &RgbRaster) -> Self {
        Self {
            size: picture.size(),
            data: picture.pixels().to_vec(),
        }
    }

    /// An empty one.
    pub(super) fn blank(size: Size, colour: [u8; 3]) -> Self {
        let data = colour.repeat(size.width as usize * size.height as usize);
        Self { size, data }
    }

    /// A picture with its top left corner here; what lies beyond the edge is left out.
    pub(super) fn paste(&mut self, picture: &RgbRaster, left: u32, top: u32) {
        let columns = picture
            .width()
            .min(self.size.width.saturating_sub(left) as usize);
        for row in 0..picture.height() {
            let line = top as usize + row;
            if line >= self.size.height as usize {
                break;
            }
            let start = (line * self.size.width as usize + left as usize) * 3;
            let from = row * picture.width() * 3;
            self.data[start..start + columns * 3]
                .copy_from_slice(&picture.pixels()[from..from + columns * 3]);
        }
    }

    /// A filled rectangle with round corners and no shadow.
    pub(super) fn fill(&mut self, rect: Rect, radius: f32, colour: [u8; 3]) {
        let (x, y) = (rect.left + rect.width / 2.0, rect.top + rect.height / 2.0);
        let most = (rect.width / 2.0).min(rect.height / 2.0);
        let radius = radius.min(most).max(1.0);
        let beyond = |offset: f32, half: f32| (offset.abs() - half + radius).max(0.0);
        self.paint(rect.grown(1.0), |canvas, at_x, at_y| {
            let (across, down) = (
                beyond(at_x - x, rect.width / 2.0),
                beyond(at_y - y, rect.height / 2.0),
            );
            canvas.blend(at_x, at_y, colour, covered(radius - across.hypot(down)));
        });
    }

    /// A straight line with round ends.
    pub(super) fn stroke(&mut self, a: Point, b: Point, width: f32, colour: [u8; 3], share: f32) {
        let rect = Rect {
            left: a.x.min(b.x),
            top: a.y.min(b.y),
            width: (a.x - b.x).abs(),
            height: (a.y - b.y).abs(),
        };
        self.paint(rect.grown(width + 1.0), |canvas, x, y| {
            let depth = width / 2.0 - distance(Point { x, y }, a, b);
            canvas.blend(x, y, colour, covered(depth) * share);
        });
    }

    /// A closed line through four corners, with a light veil inside and a dark rim, so that it is seen on any
    /// ground.
    pub(super) fn outline(&mut self, corners: &[Point; 4], line: f32, colour: [u8; 3]) {
        let rim = line * 0.5;
        self.paint(around(corners, line + rim + 1.0), |canvas, x, y| {
            let at = Point { x, y };
            let distance = (0..4)
                .map(|side| distance(at, corners[side], corners[(side + 1) % 4]))
                .fold(f32::INFINITY, f32::min);
            let stroke = covered(line / 2.0 - distance);
            let shade = covered(line / 2.0 + rim - distance) * 0.3;
            let veil = if inside(at, corners) { 0.09 } else { 0.0 };
            canvas.blend(x, y, colour, veil);
            canvas.blend(x, y, [0, 0, 0], shade);
            canvas.blend(x, y, colour, stroke);
        });
    }

    /// A filled rectangle with round corners.
    pub(super) fn pill(&mut self, rect: Rect, radius: f32, colour: [u8; 3]) {
        let centre = Point {
            x: rect.left + rect.width / 2.0,
            y: rect.top + rect.height / 2.0,
        };
        let beyond = |offset: f32, half: f32| (offset.abs() - half + radius).max(0.0);
        let depth = move |x: f32, y: f32| {
            radius
                - beyond(x - centre.x, rect.width / 2.0)
                    .hypot(beyond(y - centre.y, rect.height / 2.0))
        };
        let grown = Rect {
            left: rect.left - 3.0,
            top: rect.top - 3.0,
            width: rect.width + 6.0,
            height: rect.height + 6.0,
        };
        self.paint(grown, |canvas, x, y| {
            canvas.blend(x, y, [0, 0, 0], covered(depth(x, y) + 1.5) * 0.25);
            canvas.blend(x, y, colour, covered(depth(x, y)));
        });
    }

    /// Mixes a colour into one pixel; `x` and `y` lie anywhere in it.
    pub(super) fn blend(&mut self, x: f32, y: f32, colour: [u8; 3], share: f32) {
        if share <= 0.0
            || x < 0.0
            || y < 0.0
            || x >= self.size.width as f32
            || y >= self.size.height as f32
        {
            return;
        }
        let start = (y as usize * self.size.width as usize + x as usize) * 3;
        for (own, new) in self.data[start..start + 3].iter_mut().zip(colour) {
            *own = (f32::from(*own) + (f32::from(new) - f32::from(*own)) * share.min(1.0)).round()
                as u8;
        }
    }

    /// Calls `draw` with the middle of each pixel of a rectangle that lies in the picture.
    fn paint(&mut self, rect: Rect, mut draw: impl FnMut(&mut Self, f32, f32)) {
        let clip = |value: f32, most: u32| (value.max(0.0) as u32).min(most);
        let columns = clip(rect.left, self.size.width)..clip(rect.right().ceil(), self.size.width);
        for y in clip(rect.top, self.size.height)..clip(rect.bottom().ceil(), self.size.height) {
            for x in columns.clone() {
                draw(self, x as f32 + 0.5, y as f32 + 0.5);
            }
        }
    }

    pub(super) fn into_raster(self) -> RgbRaster {
        RgbRaster::from_pixels(self.size, self.data)
            .expect("a canvas has as many bytes as pixels need")
    }

    pub(super) fn into_png(self) -> Result<Vec<u8>, VisionError> {
        let mut png = Vec::new();
        PngEncoder::new_with_quality(&mut png, CompressionType::Fast, FilterType::Adaptive)
            .write_image(
                &self.data,
                self.size.width,
                self.size.height,
                image::ExtendedColorType::Rgb8,
            )
            .map_err(|error| VisionError::PictureUnwritable {
                detail: error.to_string(),
            })?;
        Ok(png)
    }
}

/// How much of a pixel is covered whose middle lies `depth` inside an edge.
fn covered(depth: f32) -> f32 {
    (depth + 0.5).clamp(0.0, 1.0)
}

fn around(corners: &[Point; 4], margin: f32) -> Rect {
    let least =
        |axis: fn(&Point) -> f32| corners.iter().map(axis).fold(f32::INFINITY, f32::min) - margin;
    let most = |axis: fn(&Point) -> f32| {
        corners.iter().map(axis).fold(f32::NEG_INFINITY, f32::max) + margin
    };
    let (left, top) = (least(|p| p.x), least(|p| p.y));
    Rect {
        left,
        top,
        width: most(|p| p.x) - left,
        height: most(|p| p.y) - top,
    }
}

/// From a point to a line between two others.
fn distance(p: Point, a: Point, b: Point) -> f32 {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let length = dx * dx + dy * dy;
    let t = if length > 0.0 {
        (((p.x - a.x) * dx + (p.y - a.y) * dy) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (p.x - a.x - t * dx).hypot(p.y - a.y - t * dy)
}

/// Whether a point lies between the corners, by crossings of a ray to the right.
fn inside(p: Point, corners: &[Point; 4]) -> bool {
    let crossings = (0..4).filter(|&side| {
        let (a, b) = (corners[side], corners[(side + 1) % 4]);
        (a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x
    });
    crossings.count() % 2 == 1
}
