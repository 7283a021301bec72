//! Changing a picture in the plane of the document that it shows.

use crate::press::{RgbPicture, Specimen, Truth, lens, plane::Plane};
use bonafide_facts::{Point, Quad, Size};

/// From pixels of the sheet to pixels of a picture of it.
pub(crate) struct Way {
    there: Plane,
    back: Plane,
}

impl Way {
    /// The projective map that takes a sheet's corners to where the document's corners are (Heckbert, "Fundamentals
    /// of Texture Mapping and Image Warping", 1989, section 2.2.3).
    pub(crate) fn new(sheet: Size, corners: Quad) -> Self {
        let [a, b, c, d] = corners.0;
        let (sx, sy) = (a.x - b.x + c.x - d.x, a.y - b.y + c.y - d.y);
        let (dx1, dy1, dx2, dy2) = (b.x - c.x, b.y - c.y, d.x - c.x, d.y - c.y);
        let area = dx1 * dy2 - dx2 * dy1;
        let g = (sx * dy2 - dx2 * sy) / area;
        let h = (dx1 * sy - sx * dy1) / area;
        let (w, v) = (sheet.width as f32, sheet.height as f32);
        let row = |from: f32, right: f32, below: f32| {
            [
                (right - from + g * right) / w,
                (below - from + h * below) / v,
                from,
            ]
        };
        let there = Plane([row(a.x, b.x, d.x), row(a.y, b.y, d.y), [g / w, h / v, 1.0]]);
        let back = there.inverse();
        Self { there, back }
    }

    pub(crate) fn there(&self, point: Point) -> Point {
        self.there.place(point)
    }

    pub(crate) fn back(&self, point: Point) -> Point {
        self.back.place(point)
    }
}

/// An upright rectangle on the sheet, in its pixels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot {
    pub(crate) left: f32,
    pub(crate) top: f32,
    pub(crate) right: f32,
    pub(crate) bottom: f32,
}

impl Spot {
    pub(crate) fn of(quad: Quad) -> Self {
        let [a, _, c, _] = quad.0;
        Self {
            left: a.x,
            top: a.y,
            right: c.x,
            bottom: c.y,
        }
    }

    pub(crate) fn grown(self, x: f32, y: f32) -> Self {
        Self {
            left: self.left - x,
            top: self.top - y,
            right: self.right + x,
            bottom: self.bottom + y,
        }
    }

    pub(crate) fn joined(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    pub(crate) fn quad(self) -> Quad {
        let at = |x, y| Point { x, y };
        Quad([
            at(self.left, self.top),
            at(self.right, self.top),
            at(self.right, self.bottom),
            at(self.left, self.bottom),
        ])
    }

    /// How far inside a place lies, in pixels; negative outside.
    pub(crate) fn depth(self, p: Point) -> f32 {
        (p.x - self.left)
            .min(self.right - p.x)
            .min(p.y - self.top)
            .min(self.bottom - p.y)
    }
}

/// A picture that a forger has before him, and the way from the sheet to it.
pub(crate) struct Easel<'a> {
    pub(crate) picture: &'a mut RgbPicture,
    way: Way,
}

impl<'a> Easel<'a> {
    pub(crate) fn on_paper(specimen: &'a mut Specimen) -> Self {
        let way = Way::new(specimen.truth.size, specimen.truth.document);
        Self {
            picture: &mut specimen.picture,
            way,
        }
    }

    pub(crate) fn in_file(
        picture: &'a mut RgbPicture,
        specimen: &Specimen,
        photographed: &Truth,
    ) -> Self {
        let way = Way::new(specimen.truth.size, photographed.document);
        Self { picture, way }
    }

    pub(crate) fn there(&self, point: Point) -> Point {
        self.way.there(point)
    }

    pub(crate) fn back(&self, point: Point) -> Point {
        self.way.back(point)
    }

    /// The colour at a place of the sheet, between pixels.
    pub(crate) fn colour(&self, at: Point) -> [f32; 3] {
        sampled(self.picture, self.way.there(at))
    }

    /// The darkest tenth of a spot: its ink as the picture shows it.
    pub(crate) fn ink(&self, spot: Spot) -> [f32; 3] {
        let mut seen: Vec<[f32; 3]> = Vec::new();
        for step_y in 0..24 {
            for step_x in 0..96 {
                let part = |from: f32, to: f32, share: f32| from + (to - from) * share;
                seen.push(self.colour(Point {
                    x: part(spot.left, spot.right, (step_x as f32 + 0.5) / 96.0),
                    y: part(spot.top, spot.bottom, (step_y as f32 + 0.5) / 24.0),
                }));
            }
        }
        let light = |c: &[f32; 3]| c[0] + c[1] + c[2];
        seen.sort_by(|a, b| light(a).total_cmp(&light(b)));
        mean(&seen[..seen.len() / 10])
    }

    /// The mean colour of a spot.
    pub(crate) fn mean(&self, spot: Spot) -> [f32; 3] {
        let mut seen = Vec::new();
        for step_y in 0..24 {
            for step_x in 0..24 {
                seen.push(self.colour(Point {
                    x: spot.left + (spot.right - spot.left) * (step_x as f32 + 0.5) / 24.0,
                    y: spot.top + (spot.bottom - spot.top) * (step_y as f32 + 0.5) / 24.0,
                }));
            }
        }
        mean(&seen)
    }

    /// Lays colour over a spot. `paint` gives the colour (0 to 255) and how much of it covers, for a place of the
    /// sheet; what is laid is blurred by `blur` pixels of the picture first.
    pub(crate) fn lay(&mut self, spot: Spot, blur: f32, paint: impl Fn(Point) -> ([f32; 3], f32)) {
        let corners = spot.grown(3.0, 3.0).quad().0.map(|p| self.way.there(p));
        let (width, height) = self.picture.dimensions();
        let range = |values: [f32; 4], most: u32| {
            let least = values.iter().copied().fold(f32::INFINITY, f32::min) - 4.0;
            let greatest = values.iter().copied().fold(0.0, f32::max) + 4.0;
            (
                (least.max(0.0) as u32).min(most),
                (greatest.max(0.0) as u32).min(most),
            )
        };
        let (left, right) = range(corners.map(|p| p.x), width);
        let (top, bottom) = range(corners.map(|p| p.y), height);
        if left >= right || top >= bottom {
            return;
        }
        let (across, down) = (right - left, bottom - top);
        let mut colours = RgbPicture::new(across, down);
        let mut cover = RgbPicture::new(across, down);
        for y in 0..down {
            for x in 0..across {
                let (mut sum, mut covered) = ([0.0; 3], 0.0);
                // Four samples a pixel, so that thin strokes keep their weight.
                for (dx, dy) in [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)] {
                    let at = self.way.back(Point {
                        x: (left + x) as f32 + dx,
                        y: (top + y) as f32 + dy,
                    });
                    let (colour, share) = paint(at);
                    covered += share / 4.0;
                    for (sum, colour) in sum.iter_mut().zip(colour) {
                        *sum += colour / 4.0;
                    }
                }
                colours.put_pixel(x, y, image::Rgb(sum.map(byte)));
                cover.put_pixel(x, y, image::Rgb([byte(covered * 255.0); 3]));
            }
        }
        if blur > 0.05 {
            colours = lens::blur(&colours, blur);
            cover = lens::blur(&cover, blur);
        }
        for y in 0..down {
            for x in 0..across {
                let share = f32::from(cover.get_pixel(x, y).0[0]) / 255.0;
                if share > 0.0 {
                    let colour = colours.get_pixel(x, y).0;
                    let pixel = self.picture.get_pixel_mut(left + x, top + y);
                    for (there, colour) in pixel.0.iter_mut().zip(colour) {
                        let was = f32::from(*there);
                        *there = byte(was + (f32::from(colour) - was) * share);
                    }
                }
            }
        }
    }

    /// Covers a spot with a smooth ground between the colours above and below it, `soft` pixels of the sheet of its
    /// edge fading out.
    pub(crate) fn smooth(&mut self, spot: Spot, soft: f32) {
        const STEPS: usize = 24;
        let row = |y: f32| -> Vec<[f32; 3]> {
            (0..=STEPS)
                .map(|step| {
                    let x = spot.left + (spot.right - spot.left) * step as f32 / STEPS as f32;
                    let reach = ((spot.right - spot.left) / STEPS as f32).max(4.0);
                    let around: Vec<[f32; 3]> = (0..25)
                        .map(|n| {
                            self.colour(Point {
                                x: x + reach * ((n % 5) as f32 / 2.0 - 1.0),
                                y: y + 0.8 * ((n / 5) as f32 - 2.0),
                            })
                        })
                        .collect();
                    mean(&around)
                })
                .collect()
        };
        let (above, below) = (row(spot.top - 2.0), row(spot.bottom + 2.0));
        let along = |row: &[[f32; 3]], share: f32| {
            let at = (share * STEPS as f32).clamp(0.0, STEPS as f32 - 0.001);
            let (a, b) = (row[at as usize], row[at as usize + 1]);
            blend(a, b, at.fract())
        };
        self.lay(spot, 0.0, |at| {
            let across = ((at.x - spot.left) / (spot.right - spot.left)).clamp(0.0, 1.0);
            let down = ((at.y - spot.top) / (spot.bottom - spot.top)).clamp(0.0, 1.0);
            let ground = blend(along(&above, across), along(&below, across), down);
            (ground, (spot.depth(at) / soft + 0.5).clamp(0.0, 1.0))
        });
    }
}

fn mean(colours: &[[f32; 3]]) -> [f32; 3] {
    let mut sum = [0.0; 3];
    for colour in colours {
        for (sum, colour) in sum.iter_mut().zip(colour) {
            *sum += colour / colours.len() as f32;
        }
    }
    sum
}

pub(crate) fn blend(a: [f32; 3], b: [f32; 3], share: f32) -> [f32; 3] {
    std::array::from_fn(|i| a[i] + (b[i] - a[i]) * share)
}

pub(crate) fn byte(value: f32) -> u8 {
    (value + 0.5).clamp(0.0, 255.0) as u8
}

/// The colour of a picture between its pixels, each taken at its middle.
pub(crate) fn sampled(picture: &RgbPicture, at: Point) -> [f32; 3] {
    let (width, height) = picture.dimensions();
    let (x, y) = (
        (at.x - 0.5).clamp(0.0, width as f32 - 1.001),
        (at.y - 0.5).clamp(0.0, height as f32 - 1.001),
    );
    let (left, top) = (x as u32, y as u32);
    let (fx, fy) = (x - left as f32, y - top as f32);
    let (right, below) = ((left + 1).min(width - 1), (top + 1).min(height - 1));
    let pixel = |x: u32, y: u32| picture.get_pixel(x, y).0.map(f32::from);
    blend(
        blend(pixel(left, top), pixel(right, top), fx),
        blend(pixel(left, below), pixel(right, below), fx),
        fy,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_takes_corners_to_corners_and_back() {
        let at = |x, y| Point { x, y };
        let corners = Quad([
            at(100.0, 80.0),
            at(900.0, 120.0),
            at(870.0, 650.0),
            at(60.0, 600.0),
        ]);
        let sheet = Size {
            width: 1500,
            height: 1056,
        };
        let way = Way::new(sheet, corners);
        let own = [
            at(0.0, 0.0),
            at(1500.0, 0.0),
            at(1500.0, 1056.0),
            at(0.0, 1056.0),
        ];
        for (from, to) in own.into_iter().zip(corners.0) {
            let there = way.there(from);
            assert!((there.x - to.x).hypot(there.y - to.y) < 0.05);
            let back = way.back(to);
            assert!((back.x - from.x).hypot(back.y - from.y) < 0.2);
        }
    }
}
