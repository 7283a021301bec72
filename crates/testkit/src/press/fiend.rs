//! Files that mean harm, or mean nothing: what a server that takes pictures is sent sooner or later.
//!
//! Each is small and is made here from scratch.

use super::{
    RgbPicture,
    canvas::{Area, Canvas, Ink},
    dice::Dice,
    lens,
};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use jpeg_encoder::{ColorType, Encoder};

/// A file that can't be read as a document, and why.
#[derive(Debug, Clone)]
pub struct HostileFile {
    /// What it pretends to be.
    pub name: &'static str,
    /// What is wrong with it.
    pub fault: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
}

/// One of each, made around a harmless picture.
#[must_use]
pub fn all(picture: &RgbPicture) -> Vec<HostileFile> {
    let file = |name, fault, bytes| HostileFile { name, fault, bytes };
    vec![
        file("nothing.jpg", "no bytes at all", Vec::new()),
        file("passport.jpg", "plain text", text()),
        file(
            "vast.png",
            "a header of 60 000 by 60 000 pixels in a file of a few kB",
            vast_png(),
        ),
        file(
            "vast.jpg",
            "a header of 65 500 by 65 500 pixels in a small file",
            vast_jpeg(),
        ),
        file(
            "cut.jpg",
            "ends in the middle",
            truncated(&jpeg(picture, 85)),
        ),
        file("flipped.png", "a chunk's checksum is wrong", corrupt_png()),
        file(
            "cmyk.jpg",
            "four inks rather than three colours",
            cmyk_jpeg(picture),
        ),
        file(
            "nested.jpg",
            "EXIF directories inside each other in a ring of thousands",
            nested_exif_jpeg(picture),
        ),
        file(
            "noise.jpg",
            "the first bytes of a JPEG, then noise",
            noise(1),
        ),
        file("cat.jpg", "a cat", cat(1)),
    ]
}

/// The bytes of a text file.
#[must_use]
pub fn text() -> Vec<u8> {
    "This is a letter and no passport.\n"
        .repeat(40)
        .into_bytes()
}

/// A PNG whose header is right and says 60 000 × 60 000, in about 4 kB: its data end early.
#[must_use]
pub fn vast_png() -> Vec<u8> {
    let mut png = png(&RgbPicture::new(1200, 1100));
    set_png_size(&mut png, 60_000, 60_000);
    png
}

/// A JPEG whose frame header says 65 500 × 65 500.
#[must_use]
pub fn vast_jpeg() -> Vec<u8> {
    jpeg_that_says(65_500, 65_500)
}

/// A small JPEG whose frame header says that it has so many pixels.
#[must_use]
pub fn jpeg_that_says(width: u16, height: u16) -> Vec<u8> {
    let mut jpeg = jpeg(&RgbPicture::new(64, 64), 60);
    // SOF0: marker, length (2), precision (1), height (2), width (2).
    if let Some(frame) = jpeg.windows(2).position(|marker| marker == [0xff, 0xc0]) {
        jpeg[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
        jpeg[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    }
    jpeg
}

/// The first half of a file.
#[must_use]
pub fn truncated(file: &[u8]) -> Vec<u8> {
    file[..file.len() / 2].to_vec()
}

/// A small PNG with one bit of its image data turned over, so that the chunk's checksum is wrong.
#[must_use]
pub fn corrupt_png() -> Vec<u8> {
    let mut png = png(&RgbPicture::from_fn(320, 200, |x, y| {
        image::Rgb([x as u8, y as u8, (x ^ y) as u8])
    }));
    if let Some(data) = png.windows(4).position(|tag| tag == b"IDAT") {
        png[data + 24] ^= 0x10;
    }
    png
}

/// The picture as a JPEG of cyan, magenta, yellow and black, as a print shop sends it.
#[must_use]
pub fn cmyk_jpeg(picture: &RgbPicture) -> Vec<u8> {
    let inks: Vec<u8> = picture
        .pixels()
        .flat_map(|pixel| {
            let [r, g, b] = pixel.0;
            let black = 255 - r.max(g).max(b);
            [255 - r - black, 255 - g - black, 255 - b - black, black]
        })
        .collect();
    encoded(&inks, picture, 85, ColorType::Cmyk, None)
}

/// The picture with an EXIF segment of 3 600 directories, each the child of the one before, the last one's
/// child being the first.
#[must_use]
pub fn nested_exif_jpeg(picture: &RgbPicture) -> Vec<u8> {
    let mut body = b"Exif\0\0MM\0\x2a\0\0\0\x08".to_vec();
    let (count, size, first) = (3600_u32, 18, 8);
    for directory in 0..count {
        let child = first + ((directory + 1) % count) * size;
        body.extend([0, 1]); // one entry
        body.extend([0x87, 0x69, 0, 4, 0, 0, 0, 1]); // the pointer to the Exif directory, one long
        body.extend(child.to_be_bytes());
        body.extend(child.to_be_bytes()); // and the next directory is the same
    }
    encoded(picture.as_raw(), picture, 80, ColorType::Rgb, Some(body))
}

/// The start of a JPEG and 20 kB of noise.
#[must_use]
pub fn noise(seed: u64) -> Vec<u8> {
    let mut dice = Dice::new(seed, "noise");
    let noise = std::iter::repeat_with(|| dice.bits().to_le_bytes())
        .take(2500)
        .flatten();
    [0xff, 0xd8, 0xff, 0xe0].into_iter().chain(noise).collect()
}

/// A picture in which there is no document: a drawn cat, as a JPEG of 1600 × 1200 pixels.
#[must_use]
pub fn cat(seed: u64) -> Vec<u8> {
    let mut dice = Dice::new(seed, "cat");
    let fur = *dice.pick(&[
        Ink([0.85, 0.55, 0.25]),
        Ink([0.35, 0.33, 0.32]),
        Ink([0.62, 0.58, 0.52]),
    ]);
    let mut canvas = Canvas::new(80.0, 60.0, 20.0);
    let all = Area::new(0.0, 0.0, 80.0, 60.0);
    let mut layer = |colour: Ink, strength: f32, depth: &dyn Fn(f32, f32) -> f32| {
        let mut mask = canvas.mask(all);
        mask.fill(depth);
        canvas.paint_with(&mask, strength, |x, y| {
            let stripe = ((x * 0.9 + (y * 0.7).sin() * 1.5).sin() * 0.5 + 0.5) * 0.12;
            colour.mixed(Ink::BLACK, stripe + y * 0.002)
        });
    };
    let oval = |cx: f32, cy: f32, rx: f32, ry: f32| {
        move |x: f32, y: f32| {
            (1.0 - (((x - cx) / rx).powi(2) + ((y - cy) / ry).powi(2)).sqrt()) * rx.min(ry)
        }
    };
    // A triangle with its tip at (tx, ty) over a base of half-width `half` at `base`.
    let ear = |tx: f32, ty: f32, base: f32, half: f32| {
        move |x: f32, y: f32| (half * (y - ty) / (base - ty) - (x - tx).abs()).min(base - y)
    };
    layer(Ink([0.70, 0.80, 0.78]), 1.0, &|_, _| 1.0);
    layer(Ink([0.60, 0.48, 0.38]), 1.0, &|_, y| y - 46.0);
    layer(
        fur.mixed(Ink::BLACK, 0.15),
        1.0,
        &oval(58.0, 47.0, 13.0, 3.0),
    );
    layer(fur, 1.0, &oval(42.0, 43.0, 13.0, 14.0));
    layer(fur.mixed(Ink::WHITE, 0.5), 1.0, &oval(40.0, 46.0, 6.0, 9.0));
    for side in [-1.0, 1.0] {
        layer(fur, 1.0, &ear(40.0 + side * 7.5, 8.0, 20.0, 5.0));
        layer(
            Ink([0.85, 0.6, 0.58]),
            1.0,
            &ear(40.0 + side * 7.5, 10.5, 19.0, 3.0),
        );
        layer(fur, 1.0, &oval(40.0 + side * 5.0, 56.0, 4.0, 2.4));
    }
    layer(fur, 1.0, &oval(40.0, 24.0, 11.5, 10.0));
    for side in [-1.0, 1.0] {
        layer(
            Ink([0.75, 0.85, 0.35]),
            1.0,
            &oval(40.0 + side * 4.4, 22.0, 2.1, 1.9),
        );
        layer(Ink::BLACK, 1.0, &oval(40.0 + side * 4.4, 22.0, 0.55, 1.7));
        layer(
            fur.mixed(Ink::WHITE, 0.55),
            1.0,
            &oval(40.0 + side * 1.9, 28.2, 2.5, 2.0),
        );
    }
    layer(Ink([0.8, 0.45, 0.45]), 1.0, &oval(40.0, 26.4, 1.2, 0.8));
    let mut whiskers = canvas.mask(all);
    for side in [-1.0, 1.0] {
        for row in -1..=1 {
            let row = row as f32;
            whiskers.line(
                (40.0 + side * 3.5, 28.0 + row * 0.7),
                (40.0 + side * 16.0, 26.5 + row * 3.0),
                0.12,
            );
        }
    }
    canvas.print(&whiskers, Ink::BLACK, 0.8);
    let mut picture = lens::blur(&canvas.picture, 1.0);
    lens::noise(&mut picture, 4.0, &mut dice);
    jpeg(&picture, 82)
}

fn jpeg(picture: &RgbPicture, quality: u8) -> Vec<u8> {
    encoded(picture.as_raw(), picture, quality, ColorType::Rgb, None)
}

fn encoded(
    pixels: &[u8],
    size: &RgbPicture,
    quality: u8,
    colour: ColorType,
    exif: Option<Vec<u8>>,
) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, quality);
    if let Some(exif) = exif {
        encoder
            .add_app_segment(1, exif)
            .expect("the segment stays below 64 kB");
    }
    let side = |pixels: u32| u16::try_from(pixels).unwrap_or(u16::MAX);
    encoder
        .encode(pixels, side(size.width()), side(size.height()), colour)
        .expect("a small picture, written to memory");
    file
}

fn png(picture: &RgbPicture) -> Vec<u8> {
    let mut file = Vec::new();
    let encoder =
        PngEncoder::new_with_quality(&mut file, CompressionType::Best, FilterType::NoFilter);
    picture
        .write_with_encoder(encoder)
        .expect("a small picture, written to memory");
    file
}

/// Writes another size into a PNG's header, and the checksum that belongs to it (PNG, third edition,
/// sections 5.3 and 11.2.1).
fn set_png_size(png: &mut [u8], width: u32, height: u32) {
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    let checksum = checksum(&png[12..29]).to_be_bytes();
    png[29..33].copy_from_slice(&checksum);
}

fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xedb8_8320 * (sum & 1))
        })
    })
}
