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
        if g == 0.0 && h == 0.0 {
            // A parallelogram, as the strip of a line is: no division.
            return ((a * u + b * v + c) as f32, (d * u + e * v + f) as f32);
        }
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

/// Places further out than this say no more than this one; it keeps them within whole numbers.
const FAR: f32 = 1e6;

/// The whole number below and what is over. By a conversion, because rounding down is a call to a library on
/// processors that are taken to be old.
fn floor(x: f32) -> (i32, f32) {
    let x = x.clamp(-FAR, FAR);
    let cut = x as i32;
    let below = cut - i32::from((cut as f32) > x);
    (below, x - below as f32)
}

/// Cubic interpolation at a fractional place: the value of each of `C` channels.
fn sample<R: Raster, const C: usize>(source: &R, x: f32, y: f32, border: Border) -> [f32; C] {
    let (width, height) = (source.width(), source.height());
    let ((left, across), (top, down)) = (floor(x), floor(y));
    let (across, down) = (weights(across), weights(down));
    let inside = left >= 1 && top >= 1 && left + 2 < width as i32 && top + 2 < height as i32;
    // Down first: four pixels of four columns become four values beside each other.
    let mut columns = [[0f32; C]; 4];
    if inside {
        let start = ((top as usize - 1) * width + left as usize - 1) * C;
        for (weight, row) in down.iter().zip(source.pixels()[start..].chunks(width * C)) {
            let (pixels, _) = row[..4 * C].as_chunks::<C>();
            for (column, pixel) in columns.iter_mut().zip(pixels) {
                for (total, value) in column.iter_mut().zip(pixel) {
                    *total += weight * f32::from(*value);
                }
            }
        }
    } else {
        for (j, weight) in (-1..3).zip(down) {
            for (column, i) in columns.iter_mut().zip(-1..3) {
                let pixel = beyond::<R, C>(source, left + i, top + j, border);
                for (total, value) in column.iter_mut().zip(pixel) {
                    *total += weight * f32::from(value);
                }
            }
        }
    }
    let mut values = [0f32; C];
    for (column, weight) in columns.iter().zip(across) {
        for (total, value) in values.iter_mut().zip(column) {
            *total += weight * value;
        }
    }
    values
}

/// The pixel at a place that may lie outside.
fn beyond<R: Raster, const C: usize>(source: &R, x: i32, y: i32, border: Border) -> [u8; C] {
    let (width, height) = (source.width() as i32, source.height() as i32);
    match border {
        Border::Constant(value) if !(0..width).contains(&x) || !(0..height).contains(&y) => {
            [value; C]
        }
        _ => {
            let (x, y) = (
                x.clamp(0, width - 1) as usize,
                y.clamp(0, height - 1) as usize,
            );
            let start = (y * width as usize + x) * C;
            std::array::from_fn(|channel| source.pixels()[start + channel])
        }
    }
}

fn warped<R: Raster, const C: usize>(source: &R, quad: &Quad, size: Size, border: Border) -> R {
    let projection = Projection::unit_square_to(quad);
    let reach = |a: Point, b: Point| f64::from((a.x - b.x).hypot(a.y - b.y));
    let [p0, p1, p2, p3] = quad.0;
    // Where the crop shrinks the source, each target pixel averages several samples.
    let samples =
        |source: f64, target: u32| ((source / f64::from(target)).round() as usize).clamp(1, 8);
    let across = samples(reach(p0, p1).max(reach(p3, p2)), size.width);
    let down = samples(reach(p0, p3).max(reach(p1, p2)), size.height);
    let share = 1.0 / (across * down) as f32;
    let parts = |target: u32, samples: usize| -> Vec<f64> {
        (0..target)
            .flat_map(|at| (0..samples).map(move |part| (at, part)))
            .map(|(at, part)| {
                (f64::from(at) + (part as f64 + 0.5) / samples as f64) / f64::from(target)
            })
            .collect()
    };
    let (us, vs) = (parts(size.width, across), parts(size.height, down));
    let mut data = Vec::with_capacity(size.width as usize * size.height as usize * C);
    let mut totals = vec![[0f32; C]; size.width as usize];
    for rows in vs.chunks_exact(down) {
        totals.fill([0.0; C]);
        for v in rows {
            for (total, columns) in totals.iter_mut().zip(us.chunks_exact(across)) {
                for u in columns {
                    let (x, y) = projection.at(*u, *v);
                    let values = sample::<R, C>(source, x - 0.5, y - 0.5, border);
                    for (sum, value) in total.iter_mut().zip(values) {
                        *sum += value;
                    }
                }
            }
        }
        data.extend(
            totals
                .iter()
                .flatten()
                .map(|sum| (sum * share + 0.5).clamp(0.0, 255.0) as u8),
        );
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
    ($raster:ty, $channels:literal) => {
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
                warped::<Self, $channels>(self, quad, size, border)
            }
        }
    };
}

cropping!(GrayRaster, 1);
cropping!(RgbRaster, 3);

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
