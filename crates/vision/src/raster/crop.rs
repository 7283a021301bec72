//! Cutting out: upright boxes, and any four corners by a perspective warp.

use super::{GrayRaster, Raster, RgbRaster};
use bonafide_facts::{PixelBox, Point, Quad, Size};

/// What lies outside a picture when a crop reaches over its edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Border {
    /// The nearest pixel of the picture.
    Nearest,
    /// A constant in all channels.
    Constant(u8),
}

/// The projective map from a target rectangle to four corners of a source: `h` of Hartley and Zisserman,
/// *Multiple View Geometry*, section 2.3, in the closed form for a unit square (Heckbert 1989).
#[derive(Debug, Clone, Copy)]
struct Projection([f64; 8]);

impl Projection {
    fn unit_square_to(quad: &Quad) -> Self {
        let [p0, p1, p2, p3] = quad.0.map(|p| (f64::from(p.x), f64::from(p.y)));
        let (sx, sy) = (p0.0 - p1.0 + p2.0 - p3.0, p0.1 - p1.1 + p2.1 - p3.1);
        let (dx1, dx2) = (p1.0 - p2.0, p3.0 - p2.0);
        let (dy1, dy2) = (p1.1 - p2.1, p3.1 - p2.1);
        let determinant = dx1 * dy2 - dx2 * dy1;
        let (g, h) = if determinant.abs() < 1e-9 {
            (0.0, 0.0)
        } else {
            (
                (sx * dy2 - dx2 * sy) / determinant,
                (dx1 * sy - sx * dy1) / determinant,
            )
        };
        Self([
            p1.0 - p0.0 + g * p1.0,
            p3.0 - p0.0 + h * p3.0,
            p0.0,
            p1.1 - p0.1 + g * p1.1,
            p3.1 - p0.1 + h * p3.1,
            p0.1,
            g,
            h,
        ])
    }

    fn at(&self, u: f64, v: f64) -> (f32, f32) {
        let [a, b, c, d, e, f, g, h] = self.0;
        let w = g * u + h * v + 1.0;
        let w = if w.abs() < 1e-9 { 1e-9 } else { w };
        (
            ((a * u + b * v + c) / w) as f32,
            ((d * u + e * v + f) / w) as f32,
        )
    }
}

fn weights(t: f32) -> [f32; 4] {
    let (t2, t3) = (t * t, t * t * t);
    [
        -0.5 * t3 + t2 - 0.5 * t,
        1.5 * t3 - 2.5 * t2 + 1.0,
        -1.5 * t3 + 2.0 * t2 + 0.5 * t,
        0.5 * t3 - 0.5 * t2,
    ]
}

/// Cubic interpolation at a fractional place.
fn sample<R: Raster>(source: &R, x: f32, y: f32, border: Border, pixel: &mut [f32]) {
    let (width, height) = (source.width() as i64, source.height() as i64);
    let (left, top) = (x.floor(), y.floor());
    let (across, down) = (weights(x - left), weights(y - top));
    let (left, top) = (left as i64, top as i64);
    pixel.fill(0.0);
    for (j, weight_down) in (-1..3).zip(down) {
        for (i, weight_across) in (-1..3).zip(across) {
            let (px, py) = (left + i, top + j);
            let weight = weight_down * weight_across;
            let inside = (0..width).contains(&px) && (0..height).contains(&py);
            match border {
                Border::Constant(value) if !inside => {
                    pixel
                        .iter_mut()
                        .for_each(|total| *total += weight * f32::from(value));
                }
                _ => {
                    let (px, py) = (
                        px.clamp(0, width - 1) as usize,
                        py.clamp(0, height - 1) as usize,
                    );
                    let start = (py * width as usize + px) * R::CHANNELS;
                    let bytes = &source.pixels()[start..start + R::CHANNELS];
                    for (total, value) in pixel.iter_mut().zip(bytes) {
                        *total += weight * f32::from(*value);
                    }
                }
            }
        }
    }
}

fn warped<R: Raster>(source: &R, quad: &Quad, size: Size, border: Border) -> R {
    let projection = Projection::unit_square_to(quad);
    let reach = |a: Point, b: Point| f64::from((a.x - b.x).hypot(a.y - b.y));
    let [p0, p1, p2, p3] = quad.0;
    // Where the crop shrinks the source, each target pixel averages several samples.
    let samples =
        |source: f64, target: u32| ((source / f64::from(target)).round() as usize).clamp(1, 8);
    let across = samples(reach(p0, p1).max(reach(p3, p2)), size.width);
    let down = samples(reach(p0, p3).max(reach(p1, p2)), size.height);
    let share = 1.0 / (across * down) as f32;
    let mut data = Vec::with_capacity(size.width as usize * size.height as usize * R::CHANNELS);
    let mut total = vec![0f32; R::CHANNELS];
    let mut pixel = vec![0f32; R::CHANNELS];
    for y in 0..size.height {
        for x in 0..size.width {
            total.fill(0.0);
            for j in 0..down {
                let v = (f64::from(y) + (j as f64 + 0.5) / down as f64) / f64::from(size.height);
                for i in 0..across {
                    let u =
                        (f64::from(x) + (i as f64 + 0.5) / across as f64) / f64::from(size.width);
                    let (sx, sy) = projection.at(u, v);
                    sample(source, sx - 0.5, sy - 0.5, border, &mut pixel);
                    total
                        .iter_mut()
                        .zip(&pixel)
                        .for_each(|(sum, value)| *sum += value);
                }
            }
            data.extend(
                total
                    .iter()
                    .map(|sum| (sum * share + 0.5).clamp(0.0, 255.0) as u8),
            );
        }
    }
    R::from_pixels(size, data).expect("as many pixels as the size says")
}

fn boxed<R: Raster>(source: &R, area: PixelBox) -> Option<R> {
    let right = area.x.saturating_add(area.width).min(source.size().width) as usize;
    let bottom = area.y.saturating_add(area.height).min(source.size().height) as usize;
    let (left, top) = ((area.x as usize).min(right), (area.y as usize).min(bottom));
    let data: Vec<u8> = (top..bottom)
        .flat_map(|y| &source.row(y)[left * R::CHANNELS..right * R::CHANNELS])
        .copied()
        .collect();
    R::from_pixels(
        Size {
            width: (right - left) as u32,
            height: (bottom - top) as u32,
        },
        data,
    )
}

macro_rules! cropping {
    ($raster:ty) => {
        impl $raster {
            /// The part of the picture inside an upright box, cut to the picture; `None` when nothing is left.
            #[must_use]
            pub fn crop(&self, area: PixelBox) -> Option<Self> {
                boxed(self, area)
            }

            /// The part of the picture between four corners (top left first, clockwise), warped to an upright
            /// picture of `size`. Corners may lie outside the picture; `border` says what is there.
            ///
            /// # Panics
            /// When a side of `size` is empty.
            #[must_use]
            pub fn crop_quad(&self, quad: &Quad, size: Size, border: Border) -> Self {
                assert!(
                    size.width > 0 && size.height > 0,
                    "a raster has no empty side"
                );
                warped(self, quad, size, border)
            }
        }
    };
}

cropping!(GrayRaster);
cropping!(RgbRaster);

#[cfg(test)]
mod tests {
    use super::*;

    fn gradient() -> GrayRaster {
        let size = Size {
            width: 40,
            height: 20,
        };
        let data = (0..20u8)
            .flat_map(|y| (0..40u8).map(move |x| 2 * x + 5 * y))
            .collect();
        GrayRaster::from_pixels(size, data).expect("800 pixels")
    }

    fn quad(corners: [(f32, f32); 4]) -> Quad {
        Quad(corners.map(|(x, y)| Point { x, y }))
    }

    #[test]
    fn a_quad_on_pixel_borders_is_an_upright_crop() {
        let picture = gradient();
        let warped = picture.crop_quad(
            &quad([(4.0, 6.0), (24.0, 6.0), (24.0, 16.0), (4.0, 16.0)]),
            Size {
                width: 20,
                height: 10,
            },
            Border::Nearest,
        );
        let cut = picture
            .crop(PixelBox {
                x: 4,
                y: 6,
                width: 20,
                height: 10,
            })
            .expect("inside");
        assert_eq!(warped, cut);
    }

    #[test]
    fn corners_in_another_order_turn_the_crop() {
        let picture = gradient();
        let upside_down = picture.crop_quad(
            &quad([(40.0, 20.0), (0.0, 20.0), (0.0, 0.0), (40.0, 0.0)]),
            picture.size(),
            Border::Nearest,
        );
        assert_eq!(
            upside_down,
            picture.turned(bonafide_facts::QuarterTurn::Half)
        );
    }

    #[test]
    fn a_perspective_crop_finds_the_corners_and_the_crossing_of_the_diagonals() {
        let corners = quad([(2.0, 3.0), (30.0, 1.0), (38.0, 18.0), (5.0, 15.0)]);
        let projection = Projection::unit_square_to(&corners);
        for (corner, (u, v)) in
            corners
                .0
                .iter()
                .zip([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)])
        {
            let (x, y) = projection.at(u, v);
            assert!((x - corner.x).abs() < 1e-3 && (y - corner.y).abs() < 1e-3);
        }
        let (x, y) = projection.at(0.5, 0.5);
        // The crossing of (2,3)-(38,18) and (30,1)-(5,15), by hand.
        assert!(
            (x - 16.007).abs() < 0.01 && (y - 8.836).abs() < 0.01,
            "{x} {y}"
        );
    }

    #[test]
    fn a_crop_over_the_edge_is_cut_or_nothing() {
        let picture = gradient();
        let cut = picture
            .crop(PixelBox {
                x: 30,
                y: 10,
                width: 100,
                height: u32::MAX,
            })
            .expect("overlaps");
        assert_eq!(
            cut.size(),
            Size {
                width: 10,
                height: 10
            }
        );
        assert!(
            picture
                .crop(PixelBox {
                    x: 40,
                    y: 0,
                    width: 5,
                    height: 5
                })
                .is_none()
        );
    }

    #[test]
    fn outside_the_picture_the_border_is_seen() {
        let outside = gradient().crop_quad(
            &quad([
                (-50.0, -50.0),
                (-40.0, -50.0),
                (-40.0, -40.0),
                (-50.0, -40.0),
            ]),
            Size {
                width: 3,
                height: 3,
            },
            Border::Constant(77),
        );
        assert!(outside.pixels().iter().all(|value| *value == 77));
    }
}
