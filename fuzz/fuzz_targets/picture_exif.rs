//! Any bytes as the EXIF block of a sound JPEG and a sound PNG: the picture is read all the same, upright or turned,
//! and both files are turned alike.
#![no_main]

use bonafide_fuzz::container::{SIZE, jpeg_with_app1, plain, png_with_chunk};
use bonafide_fuzz::decode::{Limits, decode, probe};
use image::ImageFormat;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static JPEG: LazyLock<Vec<u8>> = LazyLock::new(|| plain(ImageFormat::Jpeg));
static PNG: LazyLock<Vec<u8>> = LazyLock::new(|| plain(ImageFormat::Png));

fn size_of(file: &[u8]) -> (u32, u32) {
    let limits = Limits::default();
    let picture = decode(file, &limits).expect("metadata spoil no picture");
    let probed = probe(file, &limits).expect("metadata spoil no picture");
    assert_eq!(picture.size, probed.size);
    let size = (picture.size.width, picture.size.height);
    assert!(size == SIZE || size == (SIZE.1, SIZE.0));
    size
}

fuzz_target!(|tiff: &[u8]| {
    let tiff = &tiff[..tiff.len().min(60_000)];
    let jpeg = size_of(&jpeg_with_app1(&JPEG, b"Exif\0\0", tiff));
    let png = size_of(&png_with_chunk(&PNG, *b"eXIf", b"", tiff));
    assert_eq!(jpeg, png);
});
