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

fn scaled<R: Raster>(from: Size, size: Size, mut row_of: impl FnMut(usize, &mut Vec<u8>)) -> R {
    let (width, height) = (size.width as usize, size.height as usize);
    let across = taps(from.width as usize, width);
    let down = taps(from.height as usize, height);
    let mut bytes = Vec::with_capacity(from.width as usize * R::CHANNELS);
    let stride = width * R::CHANNELS;
    // Only the rows that the next target row needs are kept, so that a huge source costs no huge buffer.
    let deepest = down.iter().map(|tap| tap.weights.len()).max().unwrap_or(1) + 1;
    let mut kept: Vec<Vec<f32>> = vec![vec![0.0; stride]; deepest];
    let mut filled = 0;
    let mut data = vec![0u8; stride * height];
    let mut sum = vec![0f32; stride];
    for (tap, target) in down.iter().zip(data.chunks_exact_mut(stride)) {
        while filled < tap.first + tap.weights.len() {
            bytes.clear();
            row_of(filled, &mut bytes);
            shrink_row::<R>(&bytes, &across, &mut kept[filled % deepest]);
            filled += 1;
        }
        sum.fill(0.5);
        for (offset, weight) in tap.weights.iter().enumerate() {
            let row = &kept[(tap.first + offset) % deepest];
            for (total, value) in sum.iter_mut().zip(row) {
                *total += weight * value;
            }
        }
        for (byte, total) in target.iter_mut().zip(&sum) {
            *byte = total.clamp(0.0, 255.0) as u8;
        }
    }
    R::from_pixels(size, data).expect("as many pixels as the size says")
}

fn shrink_row<R: Raster>(row: &[u8], across: &[Tap], target: &mut [f32]) {
    for (tap, pixel) in across.iter().zip(target.chunks_exact_mut(R::CHANNELS)) {
        pixel.fill(0.0);
        let sources = row[tap.first * R::CHANNELS..].chunks_exact(R::CHANNELS);
        for (weight, source) in tap.weights.iter().zip(sources) {
            for (total, value) in pixel.iter_mut().zip(source) {
                *total += weight * f32::from(*value);
            }
        }
    }
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
    ($raster:ty) => {
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
                scaled(self.size(), size, |y, bytes| {
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
        return scaled(from, fitted(from, most), row_of);
    }
    let mut data =
        Vec::with_capacity(from.width as usize * from.height as usize * RgbRaster::CHANNELS);
    for y in 0..from.height as usize {
        row_of(y, &mut data);
    }
    RgbRaster::from_pixels(from, data).expect("every row has the width's bytes")
}

resizing!(GrayRaster);
resizing!(RgbRaster);

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
