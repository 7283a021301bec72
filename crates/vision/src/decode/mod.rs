//! From the bytes of a file to an upright picture, within limits.
//!
//! The header is judged first, so that nothing is allocated for a picture that will be refused; then the
//! structure, so that a file that was cut off is refused by name; only then the pixels.

mod jpeg;
mod orientation;
mod pixels;
mod png;

use crate::raster::RgbRaster;
use bonafide_facts::Size;
use orientation::Orientation;
use thiserror::Error;

/// How much a picture may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub bytes: usize,
    /// Pixels on one edge.
    pub edge: u32,
    /// Pixels in all.
    pub pixels: u64,
    /// Bytes that decoding may hold at once.
    pub alloc: u64,
    /// Pixels on the long side of the raster that is kept; larger pictures are reduced while they are read.
    pub kept_edge: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 20 << 20,
            edge: 12_000,
            pixels: 50_000_000,
            alloc: 256 << 20,
            kept_edge: 2_400,
        }
    }
}

/// The picture formats that are accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureFormat {
    /// ISO/IEC 15948.
    Png,
    /// ISO/IEC 10918-1, Huffman-coded, 8 bits a sample.
    Jpeg,
}

impl std::fmt::Display for PictureFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
        })
    }
}

/// What a file's structure says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImageInfo {
    /// PNG or JPEG, by the first bytes.
    pub format: PictureFormat,
    /// Size in pixels as a viewer shows it.
    pub size: Size,
}

/// A decoded picture, upright.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Size in pixels as a viewer shows it; facts are given in these.
    pub size: Size,
    /// The pixels, reduced if the picture was large.
    pub raster: RgbRaster,
}

impl Picture {
    /// Pixels of the raster to one pixel of the picture: at most 1.
    #[must_use]
    pub fn scale(&self) -> f32 {
        self.raster_long_side() as f32 / self.size.width.max(self.size.height) as f32
    }

    fn raster_long_side(&self) -> u32 {
        crate::raster::Raster::long_side(&self.raster)
    }
}

/// Why a file is not taken as a picture, in words for the one who sent it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[expect(missing_docs, reason = "each message says it")]
pub enum DecodeError {
    #[error("The file is empty.")]
    Empty,
    #[error("The file has {bytes} bytes; at most {most} are accepted.")]
    TooManyBytes { bytes: usize, most: usize },
    #[error("The file is not a picture; only PNG and JPEG pictures are accepted.")]
    NotAPicture,
    #[error("The file is {what}; only PNG and JPEG pictures are accepted.")]
    OtherFormat { what: &'static str },
    #[error("The {format} picture is cut off: the file ends before the picture does.")]
    Truncated { format: PictureFormat },
    #[error("The image is {width} x {height} pixels; at most {most} on an edge are accepted.")]
    EdgeTooLong { width: u32, height: u32, most: u32 },
    #[error("The image is {width} x {height} pixels; at most {most} pixels in all are accepted.")]
    TooManyPixels { width: u32, height: u32, most: u64 },
    #[error(
        "Decoding the image would take {bytes} bytes of memory; at most {most} are given to one picture."
    )]
    TooMuchMemory { bytes: u64, most: u64 },
    #[error("The {format} picture uses {feature}, which is not supported.")]
    Unsupported {
        format: PictureFormat,
        feature: &'static str,
    },
    #[error("The {format} picture is damaged: {detail}.")]
    Damaged {
        format: PictureFormat,
        detail: String,
    },
}

/// What the walk over a file's structure found.
struct Structure {
    format: PictureFormat,
    /// As stored, before orientation.
    stored: Size,
    orientation: Orientation,
    /// Bytes the decoder will hold at once.
    memory: u64,
}

impl Structure {
    fn size(&self) -> Size {
        self.orientation.size(self.stored)
    }
}

/// Judges a file by its header and structure, without decoding a pixel: cheap enough for every upload.
///
/// # Errors
/// When [`decode`] would refuse the file for anything but damage inside the compressed pixels.
pub fn probe(bytes: &[u8], limits: &Limits) -> Result<ImageInfo, DecodeError> {
    let structure = examine(bytes, limits)?;
    Ok(ImageInfo {
        format: structure.format,
        size: structure.size(),
    })
}

/// Decodes a PNG or JPEG file: grey, palette, 16-bit and CMYK pictures become 8-bit RGB, transparency lies
/// over white, the EXIF orientation is applied.
///
/// # Errors
/// When the file is no PNG or JPEG, is over a limit, is cut off or damaged.
pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Picture, DecodeError> {
    let structure = examine(bytes, limits)?;
    let stored = pixels::read(bytes, &structure, limits)?;
    Ok(Picture {
        size: structure.size(),
        raster: structure.orientation.apply(stored),
    })
}

/// Whether a file that was decoded is a JPEG whose pixels are stored as they are shown.
pub(crate) fn is_upright_jpeg(bytes: &[u8]) -> bool {
    bytes.starts_with(jpeg::START)
        && jpeg::examine(bytes, |_| Ok(()))
            .is_ok_and(|structure| structure.orientation == Orientation::default())
}

/// The steps by which a JPEG's luma was quantised, row by row; `None` where the file does not tell them.
pub(crate) fn luma_steps(bytes: &[u8]) -> Option<[u16; 64]> {
    jpeg::luma_steps(bytes)
}

fn examine(bytes: &[u8], limits: &Limits) -> Result<Structure, DecodeError> {
    if bytes.is_empty() {
        return Err(DecodeError::Empty);
    }
    if bytes.len() > limits.bytes {
        return Err(DecodeError::TooManyBytes {
            bytes: bytes.len(),
            most: limits.bytes,
        });
    }
    let within = |size| check_size(size, limits);
    let structure = if bytes.starts_with(png::SIGNATURE) {
        png::examine(bytes, within)?
    } else if bytes.starts_with(jpeg::START) {
        jpeg::examine(bytes, within)?
    } else {
        return Err(other_format(bytes));
    };
    if structure.memory > limits.alloc {
        return Err(DecodeError::TooMuchMemory {
            bytes: structure.memory,
            most: limits.alloc,
        });
    }
    Ok(structure)
}

fn check_size(size: Size, limits: &Limits) -> Result<(), DecodeError> {
    let Size { width, height } = size;
    if width.max(height) > limits.edge {
        return Err(DecodeError::EdgeTooLong {
            width,
            height,
            most: limits.edge,
        });
    }
    if u64::from(width) * u64::from(height) > limits.pixels {
        return Err(DecodeError::TooManyPixels {
            width,
            height,
            most: limits.pixels,
        });
    }
    Ok(())
}

/// Names the formats that people send most often instead.
fn other_format(bytes: &[u8]) -> DecodeError {
    let brand = bytes.get(4..12).unwrap_or_default();
    let what = match bytes {
        [b'%', b'P', b'D', b'F', ..] => "a PDF document",
        [b'G', b'I', b'F', b'8', ..] => "a GIF picture",
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => "a WebP picture",
        [b'I', b'I', 0x2A, 0, ..] | [b'M', b'M', 0, 0x2A, ..] => "a TIFF picture",
        [b'B', b'M', ..] if bytes.len() > 54 => "a BMP picture",
        [b'P', b'K', 3, 4, ..] => "a ZIP archive",
        _ if matches!(
            brand,
            b"ftypheic" | b"ftypheix" | b"ftypmif1" | b"ftypmsf1" | b"ftyphevc"
        ) =>
        {
            "a HEIC picture"
        }
        _ if brand == b"ftypavif" => "an AVIF picture",
        _ if brand.starts_with(b"ftyp") => "a video",
        _ if std::str::from_utf8(&bytes[..bytes.len().min(64)])
            .is_ok_and(|text| !text.contains('\0')) =>
        {
            "a text file"
        }
        _ => return DecodeError::NotAPicture,
    };
    DecodeError::OtherFormat { what }
}
