//! Decoding the pixels themselves, and making 8-bit RGB of whatever they were.

use super::{DecodeError, Limits, PictureFormat, Structure, png};
use crate::raster::{Raster, RgbRaster, reduced_from_rows};
use image::{DynamicImage, ImageError, ImageFormat, ImageReader};
use std::borrow::Cow;
use std::io::Cursor;

/// Decodes the stored pixels, reduced to the kept edge and not yet oriented.
pub(super) fn read(
    bytes: &[u8],
    structure: &Structure,
    limits: &Limits,
) -> Result<RgbRaster, DecodeError> {
    let (format, bytes) = match structure.format {
        PictureFormat::Png => (ImageFormat::Png, png::essential(bytes)),
        PictureFormat::Jpeg => (ImageFormat::Jpeg, Cow::Borrowed(bytes)),
    };
    let mut guard = image::Limits::default();
    guard.max_image_width = Some(limits.edge);
    guard.max_image_height = Some(limits.edge);
    // The picture itself was judged by its structure; half as much again is for what decoding needs beside it.
    guard.max_alloc = Some(limits.alloc + limits.alloc / 2);
    let mut reader = ImageReader::with_format(Cursor::new(bytes.as_ref()), format);
    reader.limits(guard);
    let decoded = reader
        .decode()
        .map_err(|error| refused(structure.format, &error))?;
    let size = structure.stored;
    if (decoded.width(), decoded.height()) != (size.width, size.height) {
        let detail = "its size is not what its header says".to_owned();
        return Err(DecodeError::Damaged {
            format: structure.format,
            detail,
        });
    }
    let width = size.width as usize;
    let decoded = match decoded {
        DynamicImage::ImageRgb8(whole) if size.width.max(size.height) <= limits.kept_edge => {
            let whole = RgbRaster::from_pixels(size, whole.into_raw());
            return Ok(whole.expect("a pixel for every place"));
        }
        decoded => decoded,
    };
    Ok(reduced_from_rows(size, limits.kept_edge, |y, row| {
        append_rgb(&decoded, y, width, row);
    }))
}

fn refused(format: PictureFormat, error: &ImageError) -> DecodeError {
    match error {
        ImageError::IoError(io) if io.kind() == std::io::ErrorKind::UnexpectedEof => {
            DecodeError::Truncated { format }
        }
        ImageError::Unsupported(_) => DecodeError::Unsupported {
            format,
            feature: "a coding that is rarely seen",
        },
        ImageError::Limits(_) => DecodeError::Unsupported {
            format,
            feature: "more memory than one picture is given",
        },
        _ => DecodeError::Damaged {
            format,
            detail: "its compressed pixels cannot be decoded".to_owned(),
        },
    }
}

fn high(value: u16) -> u8 {
    // 65535 / 257 = 255: exact scaling, rounded.
    ((u32::from(value) + 128) / 257) as u8
}

fn over_white(value: u8, alpha: u8) -> u8 {
    let (value, alpha) = (u32::from(value), u32::from(alpha));
    ((value * alpha + 255 * (255 - alpha) + 127) / 255) as u8
}

fn append_rgb(decoded: &DynamicImage, y: usize, width: usize, row: &mut Vec<u8>) {
    fn line<T>(
        data: &[T],
        y: usize,
        width: usize,
        channels: usize,
    ) -> std::slice::ChunksExact<'_, T> {
        data[y * width * channels..(y + 1) * width * channels].chunks_exact(channels)
    }
    match decoded {
        DynamicImage::ImageRgb8(p) => {
            row.extend_from_slice(&p.as_raw()[y * width * 3..(y + 1) * width * 3]);
        }
        DynamicImage::ImageLuma8(p) => {
            line(p.as_raw(), y, width, 1).for_each(|p| row.extend([p[0]; 3]));
        }
        DynamicImage::ImageLumaA8(p) => {
            line(p.as_raw(), y, width, 2).for_each(|p| row.extend([over_white(p[0], p[1]); 3]));
        }
        DynamicImage::ImageRgba8(p) => {
            line(p.as_raw(), y, width, 4)
                .for_each(|p| row.extend([p[0], p[1], p[2]].map(|v| over_white(v, p[3]))));
        }
        DynamicImage::ImageLuma16(p) => {
            line(p.as_raw(), y, width, 1).for_each(|p| row.extend([high(p[0]); 3]));
        }
        DynamicImage::ImageLumaA16(p) => {
            line(p.as_raw(), y, width, 2)
                .for_each(|p| row.extend([over_white(high(p[0]), high(p[1])); 3]));
        }
        DynamicImage::ImageRgb16(p) => {
            line(p.as_raw(), y, width, 3)
                .for_each(|p| row.extend([high(p[0]), high(p[1]), high(p[2])]));
        }
        DynamicImage::ImageRgba16(p) => line(p.as_raw(), y, width, 4)
            .for_each(|p| row.extend([p[0], p[1], p[2]].map(|v| over_white(high(v), high(p[3]))))),
        // Floating-point pictures are in neither format; a kind added to the library later reads as black.
        _ => row.resize(row.len() + width * 3, 0),
    }
}
