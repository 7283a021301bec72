//! The hostile files are as bad as they say, and no worse.

use bonafide_testkit::press::{RgbPicture, fiend};
use image::{ImageReader, Rgb};
use std::io::Cursor;

fn picture() -> RgbPicture {
    RgbPicture::from_fn(320, 240, |x, y| Rgb([x as u8, y as u8, 128]))
}

fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .ok()?
        .into_dimensions()
        .ok()
}

#[test]
fn every_file_is_small() {
    for file in fiend::all(&picture()) {
        assert!(
            file.bytes.len() < 1_000_000,
            "{} has {} bytes",
            file.name,
            file.bytes.len()
        );
    }
}

#[test]
fn the_vast_png_has_a_right_header_and_about_4_kb() {
    let png = fiend::vast_png();
    assert!((2_000..6_000).contains(&png.len()), "{} bytes", png.len());
    assert_eq!(size(&png), Some((60_000, 60_000)));
}

#[test]
fn the_vast_jpeg_says_65_500_each_way() {
    assert_eq!(size(&fiend::vast_jpeg()), Some((65_500, 65_500)));
}

#[test]
fn a_corrupt_png_and_noise_and_text_do_not_decode() {
    for bytes in [fiend::corrupt_png(), fiend::noise(3), fiend::text()] {
        assert!(image::load_from_memory(&bytes).is_err());
    }
}

#[test]
fn a_cmyk_jpeg_is_whole_and_has_four_components() {
    let jpeg = fiend::cmyk_jpeg(&picture());
    let frame = jpeg
        .windows(2)
        .position(|marker| marker == [0xff, 0xc0])
        .expect("a baseline frame");
    assert_eq!(jpeg[frame + 9], 4, "components");
    assert_eq!(size(&jpeg), Some((320, 240)));
}

#[test]
fn a_nested_exif_jpeg_still_holds_its_picture() {
    assert_eq!(
        image::load_from_memory(&fiend::nested_exif_jpeg(&picture()))
            .expect("decodes")
            .width(),
        320
    );
}

#[test]
fn a_truncated_file_is_half_of_it_and_the_cat_is_whole() {
    let cat = fiend::cat(2);
    assert_eq!(size(&cat), Some((1600, 1200)));
    assert_eq!(fiend::truncated(&cat).len(), cat.len() / 2);
}
