//! What becomes of the files that people send.

use bonafide_facts::Size;
use bonafide_vision::decode::{
    DecodeError, ImageInfo, Limits, Picture, PictureFormat, decode, probe,
};
use bonafide_vision::raster::Raster;
use image::{DynamicImage, ImageFormat, RgbImage};
use proptest::prelude::*;
use std::io::Cursor;

const RED: [u8; 3] = [200, 20, 30];
const GREEN: [u8; 3] = [20, 190, 40];
const BLUE: [u8; 3] = [30, 40, 210];
const YELLOW: [u8; 3] = [230, 220, 20];

/// 32 by 16 pixels: red, green above blue, yellow.
fn quarters() -> RgbImage {
    RgbImage::from_fn(32, 16, |x, y| {
        image::Rgb(match (x < 16, y < 8) {
            (true, true) => RED,
            (false, true) => GREEN,
            (true, false) => BLUE,
            (false, false) => YELLOW,
        })
    })
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    picture
        .write_to(&mut Cursor::new(&mut bytes), format)
        .expect("encodes");
    bytes
}

fn png(picture: impl Into<DynamicImage>) -> Vec<u8> {
    encoded(&picture.into(), ImageFormat::Png)
}

fn jpeg(picture: impl Into<DynamicImage>) -> Vec<u8> {
    encoded(&picture.into(), ImageFormat::Jpeg)
}

fn decoded(bytes: &[u8]) -> Picture {
    decode(bytes, &Limits::default()).expect("a picture")
}

fn refused(bytes: &[u8]) -> DecodeError {
    let by_structure = probe(bytes, &Limits::default()).expect_err("refused by its structure");
    let by_decoding = decode(bytes, &Limits::default()).expect_err("refused");
    assert_eq!(by_structure, by_decoding);
    by_structure
}

fn near(seen: [u8; 3], wanted: [u8; 3]) -> bool {
    seen.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) < 24)
}

/// The file with an EXIF segment that gives an orientation, directly after the start of the image.
fn with_orientation(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut tiff = b"Exif\0\0MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    tiff.extend([orientation, 0, 0, 0, 0, 0, 0]);
    let length = u16::try_from(tiff.len() + 2).expect("short").to_be_bytes();
    [&jpeg[..2], &[0xFF, 0xE1], &length, &tiff, &jpeg[2..]].concat()
}

/// A PNG of which only the header is real.
fn png_header(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 2, 0, 0, 0, 0, 0, 0, 0]);
    bytes.extend(4_000u32.to_be_bytes());
    bytes.extend(b"IDAT");
    bytes.resize(bytes.len() + 4_004, 0);
    bytes.extend(b"\0\0\0\0IEND\xAE\x42\x60\x82");
    bytes
}

#[test]
fn each_exif_orientation_stands_as_it_was_taken() {
    let stored = jpeg(quarters());
    // Top left, top right, bottom left, bottom right as a viewer shows them.
    let shown = [
        [RED, GREEN, BLUE, YELLOW],
        [GREEN, RED, YELLOW, BLUE],
        [YELLOW, BLUE, GREEN, RED],
        [BLUE, YELLOW, RED, GREEN],
        [RED, BLUE, GREEN, YELLOW],
        [BLUE, RED, YELLOW, GREEN],
        [YELLOW, GREEN, BLUE, RED],
        [GREEN, YELLOW, RED, BLUE],
    ];
    for (orientation, corners) in (1..).zip(shown) {
        let file = with_orientation(&stored, orientation);
        let picture = decoded(&file);
        let size = if orientation < 5 {
            Size {
                width: 32,
                height: 16,
            }
        } else {
            Size {
                width: 16,
                height: 32,
            }
        };
        assert_eq!(picture.size, size, "orientation {orientation}");
        assert_eq!(
            probe(&file, &Limits::default()).expect("a picture").size,
            size
        );
        let (right, bottom) = (size.width as usize - 4, size.height as usize - 4);
        let seen = [(3, 3), (right, 3), (3, bottom), (right, bottom)]
            .map(|(x, y)| picture.raster.at(x, y));
        for (seen, wanted) in seen.into_iter().zip(corners) {
            assert!(
                near(seen, wanted),
                "orientation {orientation}: {seen:?} is not {wanted:?}"
            );
        }
    }
}

#[test]
fn an_orientation_that_does_not_exist_changes_nothing() {
    let picture = decoded(&with_orientation(&jpeg(quarters()), 9));
    assert!(near(picture.raster.at(3, 3), RED) && near(picture.raster.at(28, 12), YELLOW));
}

#[test]
fn every_kind_of_png_becomes_rgb() {
    let rgb = DynamicImage::from(quarters());
    let grey = rgb.to_luma8().get_pixel(3, 3).0[0];
    for (kind, picture, wanted) in [
        ("8-bit colour", DynamicImage::from(rgb.to_rgb8()), RED),
        ("16-bit colour", DynamicImage::from(rgb.to_rgb16()), RED),
        (
            "8-bit colour with transparency",
            DynamicImage::from(rgb.to_rgba8()),
            RED,
        ),
        (
            "16-bit colour with transparency",
            DynamicImage::from(rgb.to_rgba16()),
            RED,
        ),
        ("8-bit grey", DynamicImage::from(rgb.to_luma8()), [grey; 3]),
        (
            "16-bit grey",
            DynamicImage::from(rgb.to_luma16()),
            [grey; 3],
        ),
        (
            "8-bit grey with transparency",
            DynamicImage::from(rgb.to_luma_alpha8()),
            [grey; 3],
        ),
        (
            "16-bit grey with transparency",
            DynamicImage::from(rgb.to_luma_alpha16()),
            [grey; 3],
        ),
    ] {
        let seen = decoded(&png(picture)).raster.at(3, 3);
        assert!(
            seen.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) <= 1),
            "{kind}: {seen:?}"
        );
    }
}

#[test]
fn what_is_transparent_is_white() {
    let clear = image::RgbaImage::from_pixel(4, 4, image::Rgba([0, 0, 0, 0]));
    let half = image::RgbaImage::from_pixel(4, 4, image::Rgba([0, 0, 0, 128]));
    assert_eq!(decoded(&png(clear)).raster.at(1, 1), [255; 3]);
    assert_eq!(decoded(&png(half)).raster.at(1, 1), [127; 3]);
}

#[test]
fn a_cmyk_jpeg_shows_its_colours() {
    // 16 by 16 pixels of magenta and yellow, four components, as printers' software writes them.
    let file: Vec<u8> = CMYK_RED
        .as_bytes()
        .chunks_exact(2)
        .map(|pair| {
            u8::from_str_radix(std::str::from_utf8(pair).expect("ASCII"), 16).expect("hexadecimal")
        })
        .collect();
    let seen = decoded(&file).raster.at(8, 8);
    assert!(seen[0] > 230 && seen[1] < 25 && seen[2] < 25, "{seen:?}");
}

#[test]
fn a_grey_jpeg_is_grey() {
    let seen = decoded(&jpeg(DynamicImage::from(quarters()).to_luma8()))
        .raster
        .at(3, 3);
    assert!(seen[0] == seen[1] && seen[1] == seen[2], "{seen:?}");
}

#[test]
fn a_large_picture_keeps_its_size_in_name_and_is_reduced_in_memory() {
    let picture = decoded(&png(RgbImage::from_pixel(5_000, 1_000, image::Rgb(RED))));
    assert_eq!(
        picture.size,
        Size {
            width: 5_000,
            height: 1_000
        }
    );
    assert_eq!(
        picture.raster.size(),
        Size {
            width: 2_400,
            height: 480
        }
    );
    assert!((picture.scale() - 0.48).abs() < 1e-3);
    assert_eq!(picture.raster.at(1_000, 200), RED);
}

#[test]
fn a_tiny_file_that_claims_a_huge_picture_is_refused_by_its_header() {
    let file = png_header(60_000, 60_000);
    assert!(file.len() < 4_200);
    assert_eq!(
        refused(&file).to_string(),
        "The image is 60000 x 60000 pixels; at most 12000 on an edge are accepted."
    );
}

#[test]
fn too_many_pixels_are_refused_though_no_edge_is_too_long() {
    assert_eq!(
        refused(&png_header(11_000, 11_000)).to_string(),
        "The image is 11000 x 11000 pixels; at most 50000000 pixels in all are accepted."
    );
}

#[test]
fn too_many_bytes_are_refused() {
    let limits = Limits {
        bytes: 100,
        ..Limits::default()
    };
    let file = png(quarters());
    assert_eq!(
        decode(&file, &limits).expect_err("too many"),
        DecodeError::TooManyBytes {
            bytes: file.len(),
            most: 100
        }
    );
}

#[test]
fn a_picture_that_needs_too_much_memory_is_refused_before_it_is_decoded() {
    let limits = Limits {
        alloc: 1_000,
        ..Limits::default()
    };
    assert_eq!(
        decode(&png(quarters()), &limits).expect_err("too much"),
        DecodeError::TooMuchMemory {
            bytes: 32 * 16 * 3,
            most: 1_000
        }
    );
}

#[test]
fn files_that_are_something_else_are_named() {
    for (file, message) in [
        (&b""[..], "The file is empty."),
        (
            b"Dear sirs, attached is my passport.",
            "The file is a text file; only PNG and JPEG pictures are accepted.",
        ),
        (
            b"%PDF-1.7\n%\xE2\xE3",
            "The file is a PDF document; only PNG and JPEG pictures are accepted.",
        ),
        (
            b"GIF89a\x01\0\x01\0",
            "The file is a GIF picture; only PNG and JPEG pictures are accepted.",
        ),
        (
            b"RIFF\x24\0\0\0WEBPVP8 ",
            "The file is a WebP picture; only PNG and JPEG pictures are accepted.",
        ),
        (
            b"\0\0\0\x18ftypheic\0\0\0\0",
            "The file is a HEIC picture; only PNG and JPEG pictures are accepted.",
        ),
        (
            b"\x93\x80\xFF\x01\0\x07\xFE",
            "The file is not a picture; only PNG and JPEG pictures are accepted.",
        ),
    ] {
        assert_eq!(refused(file).to_string(), message);
    }
}

#[test]
fn a_truncated_jpeg_is_refused_by_name() {
    let whole = jpeg(quarters());
    for kept in 4..whole.len() {
        assert_eq!(
            refused(&whole[..kept]).to_string(),
            "The JPEG picture is cut off: the file ends before the picture does.",
            "{kept} of {} bytes",
            whole.len()
        );
    }
}

#[test]
fn a_truncated_png_is_refused_by_name() {
    let whole = png(quarters());
    for kept in 8..whole.len() {
        assert_eq!(
            refused(&whole[..kept]),
            DecodeError::Truncated {
                format: PictureFormat::Png
            },
            "{kept} bytes"
        );
    }
}

#[test]
fn damaged_pixels_are_refused() {
    let mut file = png(quarters());
    let data = file
        .windows(4)
        .position(|name| name == b"IDAT")
        .expect("has pixels")
        + 8;
    file[data] ^= 0x55;
    assert!(
        probe(&file, &Limits::default()).is_ok(),
        "the structure is whole"
    );
    let error = decode(&file, &Limits::default()).expect_err("damaged");
    assert_eq!(
        error.to_string(),
        "The PNG picture is damaged: its compressed pixels cannot be decoded."
    );
}

#[test]
fn probing_tells_format_and_size() {
    let size = Size {
        width: 32,
        height: 16,
    };
    let limits = Limits::default();
    assert_eq!(
        probe(&png(quarters()), &limits),
        Ok(ImageInfo {
            format: PictureFormat::Png,
            size
        })
    );
    assert_eq!(
        probe(&jpeg(quarters()), &limits),
        Ok(ImageInfo {
            format: PictureFormat::Jpeg,
            size
        })
    );
}

proptest! {
    #[test]
    fn no_file_makes_it_panic(head in prop::sample::select(vec![&b"\x89PNG\r\n\x1A\n"[..], b"\xFF\xD8\xFF", b""]),
                              tail in prop::collection::vec(any::<u8>(), 0..400)) {
        let file = [head, &tail].concat();
        let _ = probe(&file, &Limits::default());
        let _ = decode(&file, &Limits::default());
    }

    #[test]
    fn a_changed_byte_never_makes_it_panic(at in 0usize..2_000, value in any::<u8>(), is_png in any::<bool>()) {
        let mut file = if is_png { png(quarters()) } else { jpeg(quarters()) };
        let at = at % file.len();
        file[at] = value;
        if let Ok(picture) = decode(&file, &Limits::default()) {
            prop_assert_eq!(Ok(picture.size), probe(&file, &Limits::default()).map(|info| info.size));
        }
    }
}

const CMYK_RED: &str = "ffd8ffee000e41646f626500640000000000ffdb0043000302020302020303030304030304050805050404050a070706080c0a0c0c0b0a0b0b0d0e12100d0e110e0b0b1016101113141515150c0f171816141812141514ffc000140800100010044311004d11005911004b1100ffc4001f0000010501010101010100000000000000000102030405060708090a0bffc400b5100002010303020403050504040000017d01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738393a434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9faffda000e0443004d0059004b00003f00fd53afcaaafcaaafd53a28a28a28a28a28a28affd9";
