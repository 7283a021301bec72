//! A picture and its halves, so that a strip is cut from pixels of about the size it needs.

use super::{Border, GrayRaster, Raster};
use bonafide_facts::{Point, Quad, Size};

/// A grey picture at full, half, quarter size and so on.
pub struct Levels(Vec<GrayRaster>);

impl Levels {
    /// Halves the picture until it is no longer than `least`.
    #[must_use]
    pub fn of(picture: GrayRaster, least: u32) -> Self {
        let mut levels = vec![picture];
        while let Some(last) = levels.last()
            && last.long_side() >= 2 * least.max(2)
            && last.size().width.min(last.size().height) >= 4
        {
            let half = halved(last);
            levels.push(half);
        }
        Self(levels)
    }

    /// The picture itself.
    #[must_use]
    pub fn full(&self) -> &GrayRaster {
        &self.0[0]
    }

    /// The part between four corners (in pixels of the full picture), warped to `size`, from the smallest level
    /// that still has as many pixels along the first edge.
    ///
    /// # Panics
    /// When a side of `size` is empty.
    #[must_use]
    pub fn crop_quad(&self, quad: &Quad, size: Size, border: Border) -> GrayRaster {
        let [from, to, ..] = quad.0;
        let length = (to.x - from.x).hypot(to.y - from.y);
        let halvings = (length / size.width as f32).log2().floor().max(0.0) as usize;
        let level = halvings.min(self.0.len() - 1);
        let scale = (1u32 << level) as f32;
        let scaled = Quad(quad.0.map(|p| Point {
            x: p.x / scale,
            y: p.y / scale,
        }));
        self.0[level].crop_quad(&scaled, size, border)
    }
}

/// Means of two by two pixels; an odd last row or column is left out.
fn halved(picture: &GrayRaster) -> GrayRaster {
    let size = Size {
        width: picture.size().width / 2,
        height: picture.size().height / 2,
    };
    let mut data = Vec::with_capacity(size.width as usize * size.height as usize);
    for y in 0..size.height as usize {
        let (above, below) = (picture.row(2 * y), picture.row(2 * y + 1));
        data.extend(
            above
                .chunks_exact(2)
                .zip(below.chunks_exact(2))
                .map(|(a, b)| {
                    let sum = u16::from(a[0]) + u16::from(a[1]) + u16::from(b[0]) + u16::from(b[1]);
                    ((sum + 2) / 4) as u8
                }),
        );
    }
    GrayRaster::from_pixels(size, data).expect("a quarter of the pixels")
}

impl std::fmt::Debug for Levels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Levels").field(&self.0).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crop_from_a_level_shows_the_same_place() {
        let size = Size {
            width: 801,
            height: 401,
        };
        let data = (0..401u32)
            .flat_map(|y| (0..801u32).map(move |x| ((x / 8 + y / 4) % 200) as u8))
            .collect();
        let picture = GrayRaster::from_pixels(size, data).expect("pixels");
        let levels = Levels::of(picture.clone(), 100);
        let quad = Quad(
            [(80.0, 40.0), (720.0, 40.0), (720.0, 360.0), (80.0, 360.0)]
                .map(|(x, y)| Point { x, y }),
        );
        let target = Size {
            width: 80,
            height: 40,
        };
        let direct = picture.crop_quad(&quad, target, Border::Nearest);
        let by_level = levels.crop_quad(&quad, target, Border::Nearest);
        let apart: u32 = direct
            .pixels()
            .iter()
            .zip(by_level.pixels())
            .map(|(a, b)| u32::from(a.abs_diff(*b)))
            .sum();
        assert!(apart < 2 * 80 * 40, "{apart}");
    }
}
