//! The pictures of a folder, changed as pictures change on their way: what is read of them shows whether the
//! engine reads kinds of pictures or only these.

use super::{Reader, Score};
use anyhow::{Context, Result};
use bonafide_facts::{Point, Quad, QuarterTurn, Size};
use bonafide_vision::decode::{Limits, decode};
use bonafide_vision::raster::{Border, Mirror, Raster, RgbRaster};
use image::RgbImage;
use image::codecs::jpeg::JpegEncoder;
use std::io::Write;
use std::path::Path;

/// One way in which a picture is changed. Sizes are shares, so that small pictures are not changed more.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Change {
    /// Turned clockwise about its middle by so many degrees, on a grey desk.
    Turned(f32),
    /// Turned by a quarter or a half.
    Quarter(QuarterTurn),
    /// Stored mirrored, under the EXIF orientation that undoes it.
    Exif(u8),
    /// The upper edge shorter by this share.
    Leaning(f32),
    /// The right edge shorter by this share.
    Yawing(f32),
    /// Reduced to this share of its size.
    Smaller(f32),
    /// Stored as a JPEG of this quality.
    Jpeg(u8),
    /// Reduced, then stored as a JPEG of this quality.
    SmallJpeg(f32, u8),
    /// Blurred by a standard deviation of this share of the long side.
    Blurred(f32),
    /// Every value multiplied by this.
    Exposed(f32),
    /// Contrast reduced to this share about a middle grey.
    Faded(f32),
    /// Sensor noise of this standard deviation.
    Noisy(f32),
    /// On a ground of one value, so much larger than the picture.
    Surrounded(u8, f32),
    /// Without its colours.
    Grey,
}

impl Change {
    pub(crate) const ALL: [Self; 28] = [
        Self::Turned(-3.0),
        Self::Turned(6.0),
        Self::Turned(-13.0),
        Self::Turned(30.0),
        Self::Turned(45.0),
        Self::Quarter(QuarterTurn::Right),
        Self::Quarter(QuarterTurn::Half),
        Self::Quarter(QuarterTurn::Left),
        Self::Exif(2),
        Self::Exif(5),
        Self::Leaning(0.12),
        Self::Yawing(0.12),
        Self::Smaller(0.8),
        Self::Smaller(0.65),
        Self::Smaller(0.5),
        Self::Jpeg(60),
        Self::Jpeg(30),
        Self::SmallJpeg(0.7, 50),
        Self::Blurred(0.0008),
        Self::Blurred(0.0016),
        Self::Exposed(0.45),
        Self::Exposed(1.5),
        Self::Faded(0.35),
        Self::Noisy(10.0),
        Self::Surrounded(255, 1.3),
        Self::Surrounded(0, 1.6),
        Self::Surrounded(90, 2.2),
        Self::Grey,
    ];

    pub(crate) fn name(self) -> String {
        match self {
            Self::Turned(degrees) => format!("turned by {degrees} degrees"),
            Self::Quarter(QuarterTurn::Half) => "upside down".to_owned(),
            Self::Quarter(turn) => format!("turned by a quarter, {turn:?}").to_lowercase(),
            Self::Exif(value) => format!("mirrored, EXIF orientation {value}"),
            Self::Leaning(share) => format!("leaning back by {share}"),
            Self::Yawing(share) => format!("turned aside by {share}"),
            Self::Smaller(share) => format!("reduced to {share}"),
            Self::Jpeg(quality) => format!("JPEG {quality}"),
            Self::SmallJpeg(share, quality) => format!("reduced to {share}, JPEG {quality}"),
            Self::Blurred(share) => format!("blurred by {share}"),
            Self::Exposed(by) => format!("exposed by {by}"),
            Self::Faded(to) => format!("contrast of {to}"),
            Self::Noisy(deviation) => format!("noise of {deviation}"),
            Self::Surrounded(value, times) => format!("on {value}, {times} as large"),
            Self::Grey => "without colours".to_owned(),
        }
    }

    /// The changed picture as a JPEG file.
    pub(crate) fn apply(self, picture: &RgbRaster) -> Result<Vec<u8>> {
        let size = picture.size();
        let long = size.width.max(size.height) as f32;
        match self {
            Self::Turned(degrees) => jpeg(&turned(picture, degrees), 92),
            Self::Quarter(turn) => jpeg(&picture.turned(turn), 92),
            Self::Exif(value) => Ok(tagged(&jpeg(&stored(picture, value), 92)?, value)),
            Self::Leaning(share) => jpeg(&squeezed(picture, share, 0.0), 92),
            Self::Yawing(share) => jpeg(&squeezed(picture, 0.0, share), 92),
            Self::Smaller(share) => jpeg(&smaller(picture, share), 92),
            Self::Jpeg(quality) => jpeg(picture, quality),
            Self::SmallJpeg(share, quality) => jpeg(&smaller(picture, share), quality),
            Self::Blurred(share) => {
                let image = image::imageops::blur(&image_of(picture)?, share * long);
                jpeg(&raster_of(image)?, 92)
            }
            Self::Exposed(by) => jpeg(&mapped(picture, |value| value * by), 92),
            Self::Faded(to) => jpeg(&mapped(picture, |value| 140.0 + (value - 140.0) * to), 92),
            Self::Noisy(deviation) => jpeg(&noisy(picture, deviation), 92),
            Self::Surrounded(value, times) => jpeg(&surrounded(picture, value, times), 92),
            Self::Grey => {
                let image = image::imageops::grayscale(&image_of(picture)?);
                let mut file = Vec::new();
                JpegEncoder::new_with_quality(&mut file, 92).encode_image(&image)?;
                Ok(file)
            }
        }
    }
}

/// Reads every picture of the folder under every change.
pub(super) fn read(reader: &Reader, folder: &Path, out: &mut impl Write) -> Result<()> {
    let mut all = Score::default();
    let truth = super::specimens::truth(folder)?;
    for change in Change::ALL {
        let mut score = Score::default();
        for (name, lines) in &truth {
            let path = folder.join(name);
            let bytes =
                std::fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
            let picture = decode(&bytes, &Limits::default())?;
            let reading = reader
                .read(&change.apply(&picture.raster)?)
                .with_context(|| format!("looking at {name}, {}", change.name()))?;
            score.count(name, lines, &reading);
            all.count(&format!("{name}, {}", change.name()), lines, &reading);
        }
        score.print(out, &change.name())?;
        score.print_failures(out)?;
        out.flush()?;
    }
    all.print(out, "all changes together")
}

fn image_of(picture: &RgbRaster) -> Result<RgbImage> {
    let size = picture.size();
    RgbImage::from_raw(size.width, size.height, picture.pixels().to_vec())
        .context("pixels of a picture")
}

fn raster_of(image: RgbImage) -> Result<RgbRaster> {
    let size = Size {
        width: image.width(),
        height: image.height(),
    };
    RgbRaster::from_pixels(size, image.into_raw()).context("pixels of a picture")
}

fn jpeg(picture: &RgbRaster, quality: u8) -> Result<Vec<u8>> {
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, quality).encode_image(&image_of(picture)?)?;
    Ok(file)
}

/// With an APP1 segment that holds the orientation and nothing else (EXIF 2.32, section 4.5.2).
fn tagged(file: &[u8], orientation: u8) -> Vec<u8> {
    let mut body = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    body.extend([orientation, 0, 0, 0, 0, 0, 0]);
    let length = (body.len() as u16 + 2).to_be_bytes();
    [&file[..2], &[0xFF, 0xE1], &length, &body, &file[2..]].concat()
}

/// The pixels that an orientation of EXIF turns into `picture`: 2 (mirrored) or 5 (mirrored and turned).
fn stored(picture: &RgbRaster, orientation: u8) -> RgbRaster {
    match orientation {
        5 => picture.oriented(Mirror::LeftRight, QuarterTurn::Left),
        _ => picture.oriented(Mirror::LeftRight, QuarterTurn::None),
    }
}

fn smaller(picture: &RgbRaster, share: f32) -> RgbRaster {
    let side = |pixels: u32| ((pixels as f32 * share).round() as u32).max(1);
    let size = picture.size();
    picture.resized(Size {
        width: side(size.width),
        height: side(size.height),
    })
}

fn turned(picture: &RgbRaster, degrees: f32) -> RgbRaster {
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    let (sin, cos) = degrees.to_radians().sin_cos();
    let wide = (width * cos.abs() + height * sin.abs()).round();
    let high = (width * sin.abs() + height * cos.abs()).round();
    let corner = |x: f32, y: f32| Point {
        x: width / 2.0 + x * wide / 2.0 * cos + y * high / 2.0 * sin,
        y: height / 2.0 - x * wide / 2.0 * sin + y * high / 2.0 * cos,
    };
    let quad = Quad([
        corner(-1.0, -1.0),
        corner(1.0, -1.0),
        corner(1.0, 1.0),
        corner(-1.0, 1.0),
    ]);
    let size = Size {
        width: wide as u32,
        height: high as u32,
    };
    picture.crop_quad(&quad, size, Border::Constant(110))
}

/// Seen from below (the upper edge shorter) or from the left (the right edge shorter): the corners of the new
/// picture, in pixels of the old one.
fn squeezed(picture: &RgbRaster, upper: f32, right: f32) -> RgbRaster {
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    let (x, y) = (upper * width / 2.0, right * height / 2.0);
    let at = |x: f32, y: f32| Point { x, y };
    let quad = Quad([
        at(-x, 0.0),
        at(width + x, -y),
        at(width, height + y),
        at(0.0, height),
    ]);
    picture.crop_quad(&quad, picture.size(), Border::Constant(110))
}

fn surrounded(picture: &RgbRaster, value: u8, times: f32) -> RgbRaster {
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    let (x, y) = (width * (times - 1.0) / 2.0, height * (times - 1.0) / 2.0);
    let at = |x: f32, y: f32| Point { x, y };
    let quad = Quad([
        at(-x, -y),
        at(width + x, -y),
        at(width + x, height + y),
        at(-x, height + y),
    ]);
    // A viewer or a scanner keeps the picture within its screen or glass.
    let scale = (2_000.0 / (times * width.max(height))).min(1.0);
    let size = Size {
        width: (times * width * scale) as u32,
        height: (times * height * scale) as u32,
    };
    picture.crop_quad(&quad, size, Border::Constant(value))
}

fn mapped(picture: &RgbRaster, change: impl Fn(f32) -> f32) -> RgbRaster {
    let data = picture
        .pixels()
        .iter()
        .map(|value| change(f32::from(*value)).round().clamp(0.0, 255.0) as u8)
        .collect();
    RgbRaster::from_pixels(picture.size(), data).unwrap_or_else(|| picture.clone())
}

/// Noise from a generator of its own (xorshift), so that every run sees the same.
fn noisy(picture: &RgbRaster, deviation: f32) -> RgbRaster {
    let mut state = 0x9E37_79B9_u32;
    let mut uniform = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        (state >> 8) as f32 / (1u32 << 24) as f32
    };
    // The sum of three uniform values has a standard deviation of a half.
    let data = picture
        .pixels()
        .iter()
        .map(|value| {
            let noise = uniform() + uniform() + uniform() - 1.5;
            (f32::from(*value) + 2.0 * deviation * noise)
                .round()
                .clamp(0.0, 255.0) as u8
        })
        .collect();
    RgbRaster::from_pixels(picture.size(), data).unwrap_or_else(|| picture.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mirrored_picture_is_shown_as_it_was() {
        let size = Size {
            width: 32,
            height: 16,
        };
        let data = (0..32u32 * 16)
            .flat_map(|i| [if (i % 32) < 16 { 20 } else { 220 }; 3])
            .collect();
        let picture = RgbRaster::from_pixels(size, data).expect("pixels");
        for orientation in [2, 5] {
            let file = Change::Exif(orientation).apply(&picture).expect("a file");
            let shown = decode(&file, &Limits::default()).expect("a picture");
            assert_eq!(shown.size, size, "orientation {orientation}");
            assert!(shown.raster.at(4, 8)[0] < 60 && shown.raster.at(28, 8)[0] > 180);
        }
    }
}
