//! Paper and ink: a picture measured in millimetres, and masks of coverage through which ink is laid on it.

use super::{RgbPicture, truth};
use bonafide_facts::{Point, Quad};

/// An ink or a paper colour, each channel 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ink(pub(crate) [f32; 3]);

impl Ink {
    pub(crate) const BLACK: Self = Self([0.07, 0.07, 0.08]);
    pub(crate) const WHITE: Self = Self([1.0, 1.0, 1.0]);

    #[inline]
    pub(crate) fn mixed(self, other: Self, share: f32) -> Self {
        let ([a, b, c], [d, e, f]) = (self.0, other.0);
        Self([
            a + (d - a) * share,
            b + (e - b) * share,
            c + (f - c) * share,
        ])
    }

    /// From hue (0 to 1), saturation and value.
    pub(crate) fn hsv(hue: f32, saturation: f32, value: f32) -> Self {
        Self([5.0_f32, 3.0, 1.0].map(|n| {
            let k = (n + hue * 6.0).rem_euclid(6.0);
            value - value * saturation * k.min(4.0 - k).clamp(0.0, 1.0)
        }))
    }
}

/// An upright rectangle in millimetres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Area {
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) width: f32,
    pub(crate) height: f32,
}

impl Area {
    pub(crate) const fn new(x: f32, y: f32, width: f32, height: f32) -> Self {
        Self {
            x,
            y,
            width,
            height,
        }
    }

    pub(crate) fn centre(&self) -> (f32, f32) {
        (self.x + self.width / 2.0, self.y + self.height / 2.0)
    }

    pub(crate) fn grown(&self, by: f32) -> Self {
        Self::new(
            self.x - by,
            self.y - by,
            self.width + 2.0 * by,
            self.height + 2.0 * by,
        )
    }
}

/// A sheet that is printed on.
pub(crate) struct Canvas {
    pub(crate) picture: RgbPicture,
    /// Pixels per millimetre.
    pub(crate) scale: f32,
}

impl Canvas {
    pub(crate) fn new(width_mm: f32, height_mm: f32, scale: f32) -> Self {
        let pixels = |mm: f32| (mm * scale).round() as u32;
        let white = image::Rgb([255; 3]);
        Self {
            picture: RgbPicture::from_pixel(pixels(width_mm), pixels(height_mm), white),
            scale,
        }
    }

    /// The corners of an area, in pixels.
    pub(crate) fn quad(&self, area: Area) -> Quad {
        truth::upright(
            area.x * self.scale,
            area.y * self.scale,
            area.width * self.scale,
            area.height * self.scale,
        )
    }

    /// A mask over the area (grown by half a millimetre for the strokes' own width), in pixels.
    pub(crate) fn mask(&self, area: Area) -> Mask {
        let area = area.grown(0.5);
        let clamp = |mm: f32, most: u32| ((mm * self.scale).max(0.0) as u32).min(most);
        let (left, top) = (
            clamp(area.x, self.picture.width()),
            clamp(area.y, self.picture.height()),
        );
        let right = clamp(area.x + area.width, self.picture.width());
        let bottom = clamp(area.y + area.height, self.picture.height());
        Mask {
            left,
            top,
            width: right.saturating_sub(left),
            height: bottom.saturating_sub(top),
            scale: self.scale,
            coverage: vec![0; (right.saturating_sub(left) * bottom.saturating_sub(top)) as usize],
        }
    }

    /// Lays ink through a mask as a printing press does: the paper shines through.
    pub(crate) fn print(&mut self, mask: &Mask, ink: Ink, strength: f32) {
        self.print_with(mask, strength, |_, _| ink);
    }

    /// As [`Canvas::print`], with an ink that depends on the place (in millimetres).
    pub(crate) fn print_with(&mut self, mask: &Mask, strength: f32, ink: impl Fn(f32, f32) -> Ink) {
        let scale = self.scale;
        mask.each(|x, y, share| {
            self.dot(
                x,
                y,
                ink(x as f32 / scale, y as f32 / scale),
                share * strength,
            );
        });
    }

    /// Lays opaque colour through a mask.
    pub(crate) fn paint_with(
        &mut self,
        mask: &Mask,
        strength: f32,
        colour: impl Fn(f32, f32) -> Ink,
    ) {
        let scale = self.scale;
        mask.each(|x, y, share| {
            self.paint(
                x,
                y,
                colour(x as f32 / scale, y as f32 / scale).0,
                share * strength,
            );
        });
    }

    /// One pixel of printing ink (multiplied with what is there).
    #[inline]
    pub(crate) fn dot(&mut self, x: u32, y: u32, ink: Ink, strength: f32) {
        let pixel = self.picture.get_pixel_mut(x, y);
        for (channel, ink) in pixel.0.iter_mut().zip(ink.0) {
            *channel = (f32::from(*channel) * (1.0 - strength * (1.0 - ink)) + 0.5) as u8;
        }
    }

    /// One pixel of opaque colour.
    #[inline]
    pub(crate) fn paint(&mut self, x: u32, y: u32, colour: [f32; 3], strength: f32) {
        let pixel = self.picture.get_pixel_mut(x, y);
        for (channel, colour) in pixel.0.iter_mut().zip(colour) {
            let there = f32::from(*channel);
            *channel = (there + (colour * 255.0 - there) * strength + 0.5) as u8;
        }
    }
}

/// How much of each pixel of an area is covered. Strokes of one mask don't darken where they cross.
pub(crate) struct Mask {
    left: u32,
    top: u32,
    width: u32,
    height: u32,
    scale: f32,
    coverage: Vec<u8>,
}

impl Mask {
    /// A straight stroke with round ends; places and width in millimetres.
    pub(crate) fn line(&mut self, from: (f32, f32), to: (f32, f32), width: f32) {
        let half = width * self.scale / 2.0;
        let at = |p: (f32, f32)| {
            (
                p.0 * self.scale - self.left as f32,
                p.1 * self.scale - self.top as f32,
            )
        };
        let (a, b) = (at(from), at(to));
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let length = (dx * dx + dy * dy).max(1e-6);
        let reach = half + 1.0;
        let span = |p: f32, q: f32, most: u32| {
            let least = (p.min(q) - reach).max(0.0) as u32;
            (least, ((p.max(q) + reach).max(0.0) as u32 + 1).min(most))
        };
        let (x0, x1) = span(a.0, b.0, self.width);
        let (y0, y1) = span(a.1, b.1, self.height);
        for y in y0..y1 {
            for x in x0..x1 {
                let (px, py) = (x as f32 + 0.5 - a.0, y as f32 + 0.5 - a.1);
                let along = ((px * dx + py * dy) / length).clamp(0.0, 1.0);
                let (ex, ey) = (px - along * dx, py - along * dy);
                let reached = half + 0.5 - (ex * ex + ey * ey).sqrt();
                if reached > 0.0 {
                    // A stroke thinner than a pixel covers it in part only.
                    let covered = reached.min(1.0) * (half * 2.0).min(1.0);
                    self.raise(x, y, covered);
                }
            }
        }
    }

    /// Straight strokes from point to point.
    pub(crate) fn polyline(&mut self, points: impl IntoIterator<Item = (f32, f32)>, width: f32) {
        let mut last = None;
        for point in points {
            if let Some(last) = last {
                self.line(last, point, width);
            }
            last = Some(point);
        }
    }

    /// Everything for which `depth` (in millimetres: positive inside) says so, with smooth edges.
    pub(crate) fn fill(&mut self, depth: impl Fn(f32, f32) -> f32) {
        for y in 0..self.height {
            for x in 0..self.width {
                let place = |at: u32, offset: u32| (at as f32 + offset as f32 + 0.5) / self.scale;
                let covered = depth(place(x, self.left), place(y, self.top)) * self.scale + 0.5;
                if covered > 0.0 {
                    self.raise(x, y, covered.min(1.0));
                }
            }
        }
    }

    /// A pixel of the picture (not of the mask) is covered by `share`.
    pub(crate) fn cover_pixel(&mut self, x: i32, y: i32, share: f32) {
        let (x, y) = (x - self.left as i32, y - self.top as i32);
        if (0..self.width as i32).contains(&x) && (0..self.height as i32).contains(&y) {
            self.raise(x as u32, y as u32, share);
        }
    }

    /// Calls `lay` with each covered pixel of the picture and how much of it is covered, 0 to 1.
    fn each(&self, mut lay: impl FnMut(u32, u32, f32)) {
        for row in 0..self.height {
            let start = (row * self.width) as usize;
            for (column, coverage) in self.coverage[start..start + self.width as usize]
                .iter()
                .enumerate()
            {
                if *coverage > 0 {
                    lay(
                        self.left + column as u32,
                        self.top + row,
                        f32::from(*coverage) / 255.0,
                    );
                }
            }
        }
    }

    #[inline]
    fn raise(&mut self, x: u32, y: u32, share: f32) {
        let there = &mut self.coverage[(y * self.width + x) as usize];
        *there = (*there).max((share * 255.0) as u8);
    }

    /// The smallest upright quad, in pixels of the picture, that holds all ink; none when there is none.
    pub(crate) fn inked(&self) -> Option<Quad> {
        let (mut left, mut top, mut right, mut bottom) = (u32::MAX, u32::MAX, 0, 0);
        for (place, _) in self.coverage.iter().enumerate().filter(|(_, c)| **c > 40) {
            let (x, y) = (place as u32 % self.width, place as u32 / self.width);
            (left, top, right, bottom) =
                (left.min(x), top.min(y), right.max(x + 1), bottom.max(y + 1));
        }
        let at = |x: u32, y: u32| Point {
            x: (self.left + x) as f32,
            y: (self.top + y) as f32,
        };
        (right > 0).then(|| {
            Quad([
                at(left, top),
                at(right, top),
                at(right, bottom),
                at(left, bottom),
            ])
        })
    }
}
