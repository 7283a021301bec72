//! Small sound pictures with a block of someone's bytes as their metadata, so that a target need not find out by
//! chance what a segment or a checksum is.

use image::{DynamicImage, ImageFormat, RgbImage};
use std::io::Cursor;

/// Width and height of the picture: different, so that a turn shows.
pub const SIZE: (u32, u32) = (5, 3);

/// A sound file of a picture of [`SIZE`] without metadata.
///
/// # Panics
/// Never: a picture in memory can be written to memory.
#[must_use]
pub fn plain(format: ImageFormat) -> Vec<u8> {
    let picture = RgbImage::from_fn(SIZE.0, SIZE.1, |x, y| {
        image::Rgb([50 * x as u8, 80 * y as u8, 90])
    });
    let mut file = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(picture)
        .write_to(&mut file, format)
        .expect("memory takes every picture");
    file.into_inner()
}

/// A JPEG whose first segment is an APP1 (ISO/IEC 10918-1, B.2.4.6) of these bytes, cut to what one can hold.
#[must_use]
pub fn jpeg_with_app1(plain: &[u8], prefix: &[u8], bytes: &[u8]) -> Vec<u8> {
    let bytes = &bytes[..bytes.len().min(65_000)];
    let length = u16::try_from(2 + prefix.len() + bytes.len()).unwrap_or(u16::MAX);
    [
        &plain[..2],
        &[0xFF, 0xE1],
        &length.to_be_bytes(),
        prefix,
        bytes,
        &plain[2..],
    ]
    .concat()
}

/// A PNG with a chunk (ISO/IEC 15948, 5.3) of this kind and these bytes behind its header.
#[must_use]
pub fn png_with_chunk(plain: &[u8], kind: [u8; 4], prefix: &[u8], bytes: &[u8]) -> Vec<u8> {
    // Signature, then the header: length, kind, 13 bytes, checksum.
    let (head, rest) = plain.split_at(8 + 25);
    let data = [prefix, bytes].concat();
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
    let sum = crc(&[&kind[..], &data].concat());
    [
        head,
        &length.to_be_bytes(),
        &kind,
        &data,
        &sum.to_be_bytes(),
        rest,
    ]
    .concat()
}

/// ISO/IEC 15948, annex D.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xEDB8_8320 * (crc & 1))
        })
    })
}
