//! Scaling by a separable filter that widens when the picture shrinks, so that nothing aliases.

use super::{GrayRaster, Raster, RgbRaster};
use bonafide_facts::Size;

/// Weights of the source pixels that one target pixel is made of.
struct Tap {
    first: usize,
    weights: Vec<f32>,
}

/// Catmull-Rom's cubic, the kernel with a = -1/2 of Keys (1981).
fn cubic(x: f32) -> f32 {
    let x = x.abs();
    if x < 1.0 {
        (1.5 * x - 2.5) * x * x + 1.0
    } else if x < 2.0 {
        ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0
    } else {
        0.0
    }
}

fn triangle(x: f32) -> f32 {
    (1.0 - x.abs()).max(0.0)
}

fn taps(from: usize, to: usize) -> Vec<Tap> {
    let scale = from as f32 / to as f32;
    let shrink = scale.max(1.0);
    let (kernel, radius): (fn(f32) -> f32, f32) = if scale > 1.0 {
        (triangle, 1.0)
    } else {
        (cubic, 2.0)
    };
    (0..to)
        .map(|target| {
            let centre = (target as f32 + 0.5) * scale - 0.5;
            let first = (centre - radius * shrink).ceil().max(0.0) as usize;
            let last = ((centre + radius * shrink).floor().max(0.0) as usize)
                .clamp(first.min(from - 1), from - 1);
            let first = first.min(last);
            let mut weights: Vec<f32> = (first..=last)
                .map(|source| kernel((source as f32 - centre) / shrink))
                .collect();
            let sum: f32 = weights.iter().sum();
            if sum.abs() > f32::EPSILON {
                weights.iter_mut().for_each(|weight| *weight /= sum);
            } else {
                let share = 1.0 / weights.len() as f32;
                weights.iter_mut().for_each(|weight| *weight = share);
            }
            Tap { first, weights }
        })
        .collect()
}

/// Down first, for whole rows are added up several pixels at a time, and the fewer rows that are left are then
/// gathered across.
fn scaled<R: Raster, const C: usize>(
    from: Size,
    size: Size,
    mut row_of: impl FnMut(usize, &mut Vec<u8>),
) -> R {
    let (width, height) = (size.width as usize, size.height as usize);
    let across = taps(from.width as usize, width);
    let down = taps(from.height as usize, height);
    // Only the rows that the next target row needs are kept, so that a huge source costs no huge buffer.
    let deepest = down.iter().map(|tap| tap.weights.len()).max().unwrap_or(1) + 1;
    let mut kept: Vec<Vec<u8>> = vec![Vec::new(); deepest];
    let mut filled = 0;
    let mut data = Vec::with_capacity(width * height * C);
    let mut sum = vec![0f32; from.width as usize * C];
    for tap in &down {
        while filled < tap.first + tap.weights.len() {
            let row = &mut kept[filled % deepest];
            row.clear();
            row_of(filled, row);
            filled += 1;
        }
        sum.fill(0.0);
        for (offset, weight) in tap.weights.iter().enumerate() {
            let row = &kept[(tap.first + offset) % deepest];
            for (total, value) in sum.iter_mut().zip(row) {
                *total += weight * f32::from(*value);
            }
        }
        let (columns, _) = sum.as_chunks::<C>();
        for tap in &across {
            let mut pixel = [0.5f32; C];
            for (weight, source) in tap.weights.iter().zip(&columns[tap.first..]) {
                for (total, value) in pixel.iter_mut().zip(source) {
                    *total += weight * value;
                }
            }
            data.extend(pixel.map(|total| total.clamp(0.0, 255.0) as u8));
        }
    }
    R::from_pixels(size, data).expect("as many pixels as the size says")
}

/// The size whose longer side is `long_side`, with the same proportions and no side under one pixel.
#[must_use]
fn fitted(size: Size, long_side: u32) -> Size {
    let scale = f64::from(long_side) / f64::from(size.width.max(size.height));
    let side = |pixels: u32| ((f64::from(pixels) * scale).round() as u32).max(1);
    Size {
        width: side(size.width),
        height: side(size.height),
    }
}

macro_rules! resizing {
    ($raster:ty, $channels:literal) => {
        impl $raster {
            /// The picture at another size: triangle filter where it shrinks, cubic where it grows.
            ///
            /// # Panics
            /// When a side of `size` is empty.
            #[must_use]
            pub fn resized(&self, size: Size) -> Self {
                assert!(
                    size.width > 0 && size.height > 0,
                    "a raster has no empty side"
                );
                if size == self.size() {
                    return self.clone();
                }
                scaled::<Self, $channels>(self.size(), size, |y, bytes| {
                    bytes.extend_from_slice(self.row(y))
                })
            }

            /// The picture with its longer side at `long_side` pixels and the same proportions.
            #[must_use]
            pub fn with_long_side(&self, long_side: u32) -> Self {
                self.resized(fitted(self.size(), long_side.max(1)))
            }
        }
    };
}

/// Takes a picture row by row and keeps it with a long side of at most `most` pixels, so that a huge
/// picture is never held twice. `row_of` appends the `width * 3` bytes of the row it is asked for; it is
/// asked for each row once, from the top.
pub(crate) fn reduced_from_rows(
    from: Size,
    most: u32,
    mut row_of: impl FnMut(usize, &mut Vec<u8>),
) -> RgbRaster {
    if from.width.max(from.height) > most {
        return scaled::<_, 3>(from, fitted(from, most), row_of);
    }
    let mut data =
        Vec::with_capacity(from.width as usize * from.height as usize * RgbRaster::CHANNELS);
    for y in 0..from.height as usize {
        row_of(y, &mut data);
    }
    RgbRaster::from_pixels(from, data).expect("every row has the width's bytes")
}

resizing!(GrayRaster, 1);
resizing!(RgbRaster, 3);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flat_picture_stays_flat_at_every_size() {
        let flat = RgbRaster::filled(
            Size {
                width: 37,
                height: 11,
            },
            [10, 120, 250],
        );
        for (width, height) in [(1, 1), (5, 90), (74, 22), (36, 12)] {
            let scaled = flat.resized(Size { width, height });
            assert_eq!(
                scaled,
                RgbRaster::filled(Size { width, height }, [10, 120, 250])
            );
        }
    }

    #[test]
    fn halving_averages_neighbours() {
        let pixels = vec![0, 100, 0, 100, 0, 100, 0, 100];
        let stripes = GrayRaster::from_pixels(
            Size {
                width: 8,
                height: 1,
            },
            pixels,
        )
        .expect("eight pixels");
        let half = stripes.resized(Size {
            width: 4,
            height: 1,
        });
        assert!(
            half.pixels()[1..3]
                .iter()
                .all(|value| (45..=55).contains(value)),
            "{:?}",
            half.pixels()
        );
    }

    #[test]
    fn a_long_side_keeps_the_proportions() {
        let picture = RgbRaster::filled(
            Size {
                width: 400,
                height: 100,
            },
            [1, 2, 3],
        );
        assert_eq!(
            picture.with_long_side(200).size(),
            Size {
                width: 200,
                height: 50
            }
        );
        assert_eq!(
            picture.with_long_side(1).size(),
            Size {
                width: 1,
                height: 1
            }
        );
    }
}
