//! How colourful and how sharp a picture is.

mod own;

use crate::raster::{GrayRaster, Raster, RgbRaster};
use crate::region;
use bonafide_facts::{ColourFacts, Quad, SharpnessFacts, Size};

/// Pixels across at which colour is measured: enough for a page, too few for noise.
const COLOUR_WIDTH: u32 = 480;
/// Cells across the document in which its own colour is measured: a portrait is some thirty of them wide.
const OWN_CELLS: u32 = 128;
/// Pixels on the long side at which sharpness is measured, so that pictures of all sizes compare.
const SHARPNESS_SIDE: u32 = 1000;

/// The 90th percentile of the chroma of CIE 1976 L*a*b* (D65) after the median tint is taken away, of the whole
/// picture; and the chroma that is the document's own, within `document` (corners in pixels of the picture; the whole
/// picture where it was not found).
#[must_use]
pub fn colour(picture: &RgbRaster, document: Option<&Quad>) -> ColourFacts {
    let height = u64::from(COLOUR_WIDTH) * u64::from(picture.size().height)
        / u64::from(picture.size().width);
    let height = (height as u32).clamp(1, 4 * COLOUR_WIDTH);
    let small = picture.resized(Size {
        width: COLOUR_WIDTH,
        height,
    });
    let whole = region::whole(picture.size());
    let document = region::reduced(picture, document.unwrap_or(&whole), OWN_CELLS);
    let own::Lab { axes: [a, b], .. } = lab(&small);
    let (tint_a, tint_b) = (
        percentile(&mut a.clone(), 0.5),
        percentile(&mut b.clone(), 0.5),
    );
    let mut chroma: Vec<f32> = a
        .iter()
        .zip(&b)
        .map(|(a, b)| (a - tint_a).hypot(b - tint_b))
        .collect();
    ColourFacts {
        chroma_p90: percentile(&mut chroma, 0.9),
        own_chroma: own::own_chroma(&lab(&document)),
    }
}

fn lab(picture: &RgbRaster) -> own::Lab {
    let linear: Vec<f32> = (0..=255_u8).map(linear).collect();
    let mut lab = own::Lab {
        width: picture.width(),
        height: picture.height(),
        lightness: Vec::new(),
        axes: [Vec::new(), Vec::new()],
    };
    for pixel in picture.pixels().chunks_exact(3) {
        let [l, a, b] = l_a_b([0, 1, 2].map(|channel| linear[usize::from(pixel[channel])]));
        lab.lightness.push(l);
        lab.axes[0].push(a);
        lab.axes[1].push(b);
    }
    lab
}

/// The variance of the four-neighbour Laplacian at a long side of 1000 pixels. Small pictures are not
/// enlarged: that would make them seem less sharp than they are.
#[must_use]
pub fn sharpness(picture: &GrayRaster) -> SharpnessFacts {
    let reduced;
    let picture = if picture.long_side() > SHARPNESS_SIDE {
        reduced = picture.with_long_side(SHARPNESS_SIDE);
        &reduced
    } else {
        picture
    };
    let (mut sum, mut squares, mut count) = (0_i64, 0_i64, 0_usize);
    for y in 1..picture.height().saturating_sub(1) {
        let (above, own, below) = (picture.row(y - 1), picture.row(y), picture.row(y + 1));
        let inner = picture.width().saturating_sub(2);
        // A row of a thousand squares of at most 1020 fits in 32 bits.
        let (mut row_sum, mut row_squares) = (0_i32, 0_u32);
        for ((above, own), below) in above[1..].iter().zip(own.windows(3)).zip(&below[1..]) {
            let around =
                i32::from(*above) + i32::from(*below) + i32::from(own[0]) + i32::from(own[2]);
            let laplacian = around - 4 * i32::from(own[1]);
            row_sum += laplacian;
            row_squares += laplacian.unsigned_abs().pow(2);
        }
        sum += i64::from(row_sum);
        squares += i64::from(row_squares);
        count += inner;
    }
    let (sum, squares, count) = (sum as f64, squares as f64, count as f64);
    let variance = if count > 0.0 {
        squares / count - (sum / count).powi(2)
    } else {
        0.0
    };
    SharpnessFacts {
        laplacian_variance: variance.max(0.0) as f32,
    }
}

/// sRGB to linear light (IEC 61966-2-1).
fn linear(byte: u8) -> f32 {
    let value = f32::from(byte) / 255.0;
    if value <= 0.040_45 {
        value / 12.92
    } else {
        ((value + 0.055) / 1.055).powf(2.4)
    }
}

/// L*a*b* of a linear sRGB colour, white point D65.
fn l_a_b([red, green, blue]: [f32; 3]) -> [f32; 3] {
    let x = (0.412_453 * red + 0.357_58 * green + 0.180_423 * blue) / 0.950_456;
    let y = 0.212_671 * red + 0.715_16 * green + 0.072_169 * blue;
    let z = (0.019_334 * red + 0.119_193 * green + 0.950_227 * blue) / 1.088_754;
    let f = |t: f32| {
        if t > 0.008_856 {
            t.cbrt()
        } else {
            7.787 * t + 16.0 / 116.0
        }
    };
    [
        116.0 * f(y) - 16.0,
        500.0 * (f(x) - f(y)),
        200.0 * (f(y) - f(z)),
    ]
}

fn percentile(values: &mut [f32], share: f32) -> f32 {
    if values.is_empty() {
        return 0.0;
    }
    let index = ((values.len() - 1) as f32 * share).round() as usize;
    *values.select_nth_unstable_by(index, f32::total_cmp).1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn painted(paint: impl Fn(u32, u32) -> [u8; 3]) -> RgbRaster {
        let size = Size {
            width: 640,
            height: 400,
        };
        let data = (0..400)
            .flat_map(|y| (0..640).map(move |x| (x, y)))
            .flat_map(|(x, y)| paint(x, y))
            .collect();
        RgbRaster::from_pixels(size, data).expect("a picture")
    }

    #[test]
    fn a_grey_picture_has_no_colour_and_neither_has_a_tinted_one() {
        let grey = painted(|x, y| [((x + y) % 256) as u8; 3]);
        assert!(
            colour(&grey, None).chroma_p90 < 0.1,
            "{:?}",
            colour(&grey, None)
        );
        let tinted = painted(|_, _| [200, 180, 150]);
        assert!(
            colour(&tinted, None).chroma_p90 < 0.1,
            "{:?}",
            colour(&tinted, None)
        );
    }

    #[test]
    fn a_tint_that_follows_lightness_and_lamp_is_no_colour_of_its_own_but_two_inks_are() {
        let grey = |x: u32, y: u32| 40.0 + 170.0 * f32::from(((x / 9 + y / 7) % 8) as u8) / 7.0;
        // A duotone from blue to yellow, under a lamp from the left.
        let tinted = painted(|x, y| {
            let (value, lamp) = (grey(x, y), 1.0 - x as f32 / 4000.0);
            [value, value, 30.0 + 0.75 * value].map(|v| (v * lamp) as u8)
        });
        let own = colour(&tinted, None).own_chroma;
        assert!(own < 1.0, "{own}");
        let inked = painted(|x, y| {
            let value = grey(x, y);
            let red = (x / 90 + y / 80) % 2 == 0;
            [value, if red { value * 0.8 } else { value }, value * 0.9].map(|v| v as u8)
        });
        let own = colour(&inked, None).own_chroma;
        assert!(own > 5.0, "{own}");
    }

    #[test]
    fn the_chroma_is_that_of_the_colour_space() {
        // Most is white; a fifth is pure red, whose a* and b* are 80.1 and 67.2.
        let picture = painted(|x, _| if x < 128 { [255, 0, 0] } else { [255; 3] });
        let chroma = colour(&picture, None).chroma_p90;
        assert!((chroma - 104.6).abs() < 0.5, "{chroma}");
    }

    #[test]
    fn blur_lowers_the_sharpness_and_a_flat_picture_has_none() {
        let checks = painted(|x, y| [if (x / 4 + y / 4) % 2 == 0 { 30 } else { 220 }; 3]).to_gray();
        let blurred = checks
            .resized(Size {
                width: 160,
                height: 100,
            })
            .resized(checks.size());
        assert!(
            sharpness(&checks).laplacian_variance > 4.0 * sharpness(&blurred).laplacian_variance
        );
        let flat = painted(|_, _| [90; 3]).to_gray();
        assert!(sharpness(&flat).laplacian_variance < 1e-6);
        let dot = GrayRaster::from_pixels(
            Size {
                width: 1,
                height: 1,
            },
            vec![3],
        )
        .expect("one pixel");
        assert!(sharpness(&dot).laplacian_variance < 1e-6);
    }
}
