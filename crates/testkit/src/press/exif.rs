//! Storing a picture under an orientation tag.

use super::{RgbPicture, scene::ExifOrientation};
use image::imageops::{flip_horizontal, flip_vertical, rotate90, rotate180, rotate270};
use std::borrow::Cow;

/// The pixels as they are stored, so that a viewer who obeys the tag shows `picture`.
pub(crate) fn stored(picture: &RgbPicture, orientation: ExifOrientation) -> Cow<'_, RgbPicture> {
    Cow::Owned(match orientation.value() {
        2 => flip_horizontal(picture),
        3 => rotate180(picture),
        4 => flip_vertical(picture),
        5 => flip_horizontal(&rotate90(picture)),
        6 => rotate270(picture),
        7 => flip_horizontal(&rotate270(picture)),
        8 => rotate90(picture),
        _ => return Cow::Borrowed(picture),
    })
}

/// The body of an APP1 segment that holds the tag and nothing else (EXIF 2.32, section 4.5.2; TIFF 6.0).
pub(crate) fn segment(orientation: ExifOrientation) -> Vec<u8> {
    let mut body = b"Exif\0\0MM\0\x2a\0\0\0\x08".to_vec();
    body.extend([0, 1]); // one entry
    body.extend([0x01, 0x12]); // Orientation
    body.extend([0, 3, 0, 0, 0, 1]); // one short
    body.extend([0, orientation.value(), 0, 0]);
    body.extend([0; 4]); // no further directory
    body
}
