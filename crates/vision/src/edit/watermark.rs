use super::write::write;
use crate::annotate::{self, WatermarkTile};
use crate::decode::{DecodeError, Limits, decode, probe};
use crate::error::VisionError;
use crate::raster::{Raster as _, RgbRaster};
use bonafide_facts::Size;
use thiserror::Error;

/// What a watermark says: for whom, what for, when.
#[derive(Clone, PartialEq, Eq)]
pub struct WatermarkText {
    /// The first line, in heavier letters.
    pub title: String,
    /// Under it.
    pub description: String,
    /// The last line.
    pub date: String,
}

impl WatermarkText {
    /// The first character of a text that no watermark can show: letters are Latin, Greek and Cyrillic.
    #[must_use]
    pub fn unwritable(text: &str) -> Option<char> {
        annotate::unwritable(text)
    }
}

impl std::fmt::Debug for WatermarkText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WatermarkText([redacted])")
    }
}

/// Why no watermark was laid over a picture.
#[derive(Debug, Error)]
pub enum WatermarkRefused {
    /// The file is no picture that is taken.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// It has fewer pixels than a watermark needs.
    #[error(
        "The picture has {width} x {height} pixels; at least {} x {} are needed.",
        LEAST.width,
        LEAST.height
    )]
    TooSmall {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// There is no room for it in letters that can be read.
    #[error("The text is too long to be read on a picture of this size.")]
    TooLong,
    /// The result cannot be written.
    #[error(transparent)]
    Vision(#[from] VisionError),
}

/// The smallest picture that takes a watermark.
const LEAST: Size = Size {
    width: 250,
    height: 120,
};

/// What a picture for a watermark may be: 4 MiB, 5000 pixels on an edge.
const LIMITS: Limits = Limits {
    bytes: 4 << 20,
    edge: 5_000,
    pixels: 25_000_000,
    alloc: 256 << 20,
    kept_edge: 5_000,
};

/// How strongly letters, and the light rim around them, are laid over the picture.
const INK: f32 = 0.52;
const RIM: f32 = 0.42;
const DARK: f32 = 24.0;
const LIGHT: f32 = 250.0;

/// The picture with the text laid over it again and again, aslant, as a new file of the same format. Dark letters with a
/// light rim are read on any ground and survive being compressed again.
///
/// # Errors
/// [`WatermarkRefused`].
pub fn watermark(bytes: &[u8], text: &WatermarkText) -> Result<Vec<u8>, WatermarkRefused> {
    let info = probe(bytes, &LIMITS)?;
    let Size { width, height } = info.size;
    if width < LEAST.width || height < LEAST.height {
        return Err(WatermarkRefused::TooSmall { width, height });
    }
    let tile = WatermarkTile::fitting(info.size, &text.title, &text.description, &text.date)
        .ok_or(WatermarkRefused::TooLong)?;
    let picture = decode(bytes, &LIMITS)?;
    let size = picture.raster.size();
    let mut pixels = picture.raster.pixels().to_vec();
    drop(picture);
    let across = size.width as usize;
    for (row, line) in pixels.chunks_exact_mut(across * 3).enumerate() {
        for (column, pixel) in line.chunks_exact_mut(3).enumerate() {
            let (letter, rim) = tile.cover(
                column as f32 + 0.5 - size.width as f32 / 2.0,
                row as f32 + 0.5 - size.height as f32 / 2.0,
            );
            if letter <= 0.0 && rim <= 0.0 {
                continue;
            }
            for value in pixel {
                let mut mixed = f32::from(*value);
                mixed += (LIGHT - mixed) * RIM * (rim - letter).max(0.0);
                mixed += (DARK - mixed) * INK * letter;
                *value = mixed.round() as u8;
            }
        }
    }
    let raster =
        RgbRaster::from_pixels(size, pixels).ok_or_else(|| VisionError::PictureUnwritable {
            detail: "it has no pixels".to_owned(),
        })?;
    Ok(write(&raster, info.format)?)
}
