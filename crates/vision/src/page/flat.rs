//! The page laid flat: a map from its millimetres to the picture, and the picture as seen straight from above.

use super::format::{millimetres, ratio_of};
use super::homography::Homography;
use crate::raster::{GrayRaster, Raster};
use bonafide_facts::{DocumentFact, PixelBox, Point, Quad, Size};

/// A page whose corners are known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Flat {
    /// From millimetres of the page to pixels of the upright raster.
    map: Homography,
    back: Homography,
    /// Width and height in millimetres; where the format is not known, as if it were as wide as a card.
    pub(crate) millimetres: (f32, f32),
}

impl Flat {
    /// A page with these corners, in pixels of the upright raster; `None` where they make no shape.
    pub(crate) fn of(document: &DocumentFact) -> Option<Self> {
        let (width, height) = document.format.map_or_else(
            || {
                let width = 85.6;
                (width, width / ratio_of(document))
            },
            millimetres,
        );
        let map = Homography::of_rectangle(width, height, &document.corners)?;
        Some(Self {
            map,
            back: map.inverse(),
            millimetres: (width, height),
        })
    }

    /// A place on the page (in millimetres), in the upright raster.
    pub(crate) fn place(&self, millimetres: Point) -> Point {
        self.map.place(millimetres)
    }

    /// A place of the upright raster, on the page (in millimetres).
    pub(crate) fn on_page(&self, pixel: Point) -> Point {
        self.back.place(pixel)
    }

    /// An upright box of millimetres as corners in the upright raster.
    pub(crate) fn corners(&self, left: f32, top: f32, right: f32, bottom: f32) -> Quad {
        Quad(
            [(left, top), (right, top), (right, bottom), (left, bottom)]
                .map(|(x, y)| self.place(Point { x, y })),
        )
    }

    /// The page as seen straight from above, its longer side with so many pixels.
    pub(crate) fn raster(&self, picture: &GrayRaster, long_side: u32) -> GrayRaster {
        let (width, height) = self.millimetres;
        let scale = long_side as f32 / width.max(height);
        let side = |mm: f32| ((mm * scale).round() as u32).max(1);
        let size = Size {
            width: side(width),
            height: side(height),
        };
        let corners = self.corners(0.0, 0.0, width, height).0;
        let reach = |a: Point, b: Point| (a.x - b.x).hypot(a.y - b.y);
        let longest = reach(corners[0], corners[1]).max(reach(corners[3], corners[2]));
        // Where the page shrinks, each pixel is the mean of several places.
        let samples = ((longest / size.width as f32).round() as usize).clamp(1, 4);
        let all = (samples * samples) as f32;
        let parts = |pixels: u32| -> Vec<f32> {
            (0..pixels)
                .flat_map(|at| (0..samples).map(move |part| (at, part)))
                .map(|(at, part)| (at as f32 + (part as f32 + 0.5) / samples as f32) / scale)
                .collect()
        };
        let (xs, ys) = (parts(size.width), parts(size.height));
        let mut data = Vec::with_capacity(size.width as usize * size.height as usize);
        let mut sums = vec![0.0; size.width as usize];
        for rows in ys.chunks_exact(samples) {
            sums.fill(0.0);
            for y in rows {
                for (sum, columns) in sums.iter_mut().zip(xs.chunks_exact(samples)) {
                    for x in columns {
                        *sum += linear(picture, self.place(Point { x: *x, y: *y }));
                    }
                }
            }
            data.extend(sums.iter().map(|sum| (sum / all + 0.5) as u8));
        }
        GrayRaster::from_pixels(size, data).expect("as many pixels as the size says")
    }

    /// A box of the upright raster as a box of the flat page's raster with so many pixels on its longer side.
    pub(crate) fn area_on_raster(&self, area: PixelBox, long_side: u32) -> PixelBox {
        let (width, height) = self.millimetres;
        let scale = long_side as f32 / width.max(height);
        let at = |x: u32, y: u32| {
            let place = self.on_page(Point {
                x: x as f32,
                y: y as f32,
            });
            Point {
                x: place.x * scale,
                y: place.y * scale,
            }
        };
        let (right, bottom) = (area.x + area.width, area.y + area.height);
        Quad([
            at(area.x, area.y),
            at(right, area.y),
            at(right, bottom),
            at(area.x, bottom),
        ])
        .bounds(Size {
            width: (width * scale).round() as u32,
            height: (height * scale).round() as u32,
        })
    }

    /// A box of the flat page's raster as corners in the upright raster.
    pub(crate) fn corners_of(&self, area: PixelBox, long_side: u32) -> Quad {
        let scale = long_side as f32 / self.millimetres.0.max(self.millimetres.1);
        let mm = |pixels: u32| pixels as f32 / scale;
        self.corners(
            mm(area.x),
            mm(area.y),
            mm(area.x + area.width),
            mm(area.y + area.height),
        )
    }
}

/// Linear interpolation between the four nearest pixels; the picture's border goes on beyond it.
fn linear(picture: &GrayRaster, place: Point) -> f32 {
    let (width, height) = (picture.width(), picture.height());
    let x = (place.x - 0.5).clamp(0.0, width as f32 - 1.0);
    let y = (place.y - 0.5).clamp(0.0, height as f32 - 1.0);
    // By way of signed numbers of 32 bits, which processors convert at once.
    let (left, top) = (x as i32 as usize, y as i32 as usize);
    let (across, down) = (x - left as i32 as f32, y - top as i32 as f32);
    let right = (left + 1).min(width - 1);
    let row = |y: usize| {
        let row = picture.row(y);
        f32::from(row[left]) * (1.0 - across) + f32::from(row[right]) * across
    };
    row(top) * (1.0 - down) + row((top + 1).min(height - 1)) * down
}

#[cfg(test)]
mod tests {
    use super::*;
    use bonafide_facts::{Outline, PageFormat};

    #[test]
    fn a_leaning_page_is_laid_flat_and_its_boxes_come_back() {
        let document = DocumentFact {
            corners: Quad(
                [(40.0, 60.0), (560.0, 20.0), (520.0, 380.0), (80.0, 330.0)]
                    .map(|(x, y)| Point { x, y }),
            ),
            score: 1.0,
            outline: Outline::Edges,
            ratio: 1.42,
            format: Some(PageFormat::Id3),
            support: [1.0; 4],
            cut_off: Vec::new(),
        };
        let flat = Flat::of(&document).expect("a shape");
        let corner = flat.place(Point { x: 125.0, y: 88.0 });
        assert!((corner.x - 520.0).abs() < 0.1 && (corner.y - 380.0).abs() < 0.1);
        let size = Size {
            width: 600,
            height: 400,
        };
        let data = (0..400_u32)
            .flat_map(|y| (0..600_u32).map(move |x| ((x + y) / 4) as u8))
            .collect();
        let picture = GrayRaster::from_pixels(size, data).expect("a picture");
        let page = flat.raster(&picture, 500);
        assert_eq!((page.width(), page.height()), (500, 352));
        let there = flat.place(Point {
            x: 250.5 / 4.0,
            y: 100.5 / 4.0,
        });
        assert!((f32::from(page.at(250, 100)) - (there.x + there.y) / 4.0).abs() < 2.0);
        let area = PixelBox {
            x: 100,
            y: 90,
            width: 60,
            height: 40,
        };
        let back = flat.corners_of(area, 500).bounds(size);
        let again = flat.area_on_raster(back, 500);
        assert!(again.iou(&area) > 0.6, "{again:?}");
    }
}
