//! Barcodes on pages without a machine-readable zone: PDF417 and QR, by the library `rxing`.
//!
//! Cost is bounded by pixels: one look at the page laid flat (or at the picture where its corners are not known), of
//! at most [`SIDE`] pixels on the longer side. The library itself looks for PDF417 at all four quarter turns: a page
//! without a face may stand on its head.

use crate::page::Flat;
use crate::raster::{GrayRaster, Raster};
use bonafide_facts::{BarcodeFact, PixelBox, Point, Quad, Size, Symbology};
use rxing::common::HybridBinarizer;
use rxing::{
    BinaryBitmap, DecodeHints, Luma8LuminanceSource, RXingResult, RXingResultMetadataType,
    RXingResultMetadataValue, Reader,
};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Pixels of the longer side at which barcodes are looked for: a PDF417 symbol of a licence has some 300 modules over
/// four fifths of a card's width, so that a module has four pixels.
const SIDE: u32 = 1_500;

/// The barcodes of an upright picture, in its pixels.
pub(crate) fn read_barcodes(picture: &GrayRaster, flat: Option<&Flat>) -> Vec<BarcodeFact> {
    let longest = picture.long_side().min(SIDE);
    let (page, side) = match flat {
        Some(flat) => {
            let side = longest.max(SIDE / 2);
            (flat.raster(picture, side), side)
        }
        None => (picture.with_long_side(longest), longest),
    };
    let back = |area: PixelBox| match flat {
        Some(flat) => flat.corners_of(area, side),
        None => {
            let scale = picture.long_side() as f32 / side as f32;
            let at = |x: u32, y: u32| Point {
                x: x as f32 * scale,
                y: y as f32 * scale,
            };
            let (right, bottom) = (area.x + area.width, area.y + area.height);
            Quad([
                at(area.x, area.y),
                at(right, area.y),
                at(right, bottom),
                at(area.x, bottom),
            ])
        }
    };
    let mut found = Vec::new();
    if let Some((text, area)) = one(&page, Symbology::Pdf417) {
        found.push(BarcodeFact {
            symbology: Symbology::Pdf417,
            text,
            area: back(area),
        });
    }
    if let Some((text, area)) = one(&page, Symbology::QrCode) {
        found.push(BarcodeFact {
            symbology: Symbology::QrCode,
            text,
            area: back(area),
        });
    }
    found
}

fn one(page: &GrayRaster, symbology: Symbology) -> Option<(String, PixelBox)> {
    let Size { width, height } = page.size();
    if width < 60 || height < 60 {
        return None;
    }
    // The library's decoders index and unwrap by what a symbol claims of itself, which is a stranger's: a panic of
    // theirs is a barcode that cannot be read.
    let read = catch_unwind(AssertUnwindSafe(|| {
        let source = Luma8LuminanceSource::new(page.pixels().to_vec(), width, height).ok()?;
        let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
        let hints = DecodeHints::default();
        match symbology {
            Symbology::Pdf417 => rxing::pdf417::PDF417Reader::new()
                .decode_with_hints(&mut bitmap, &hints)
                .ok(),
            Symbology::QrCode => rxing::qrcode::QRCodeReader::new()
                .decode_with_hints(&mut bitmap, &hints)
                .ok(),
        }
    }))
    .ok()??;
    let text: String = read.getText().chars().take(BarcodeFact::LONGEST).collect();
    Some((text, around(&read, page.size())?))
}

/// The box around the points that the library gives: the ends of a PDF417 symbol's guard patterns, or the middles of a
/// QR code's finder patterns. Points of a PDF417 symbol are those of the page as it was turned to be read,
/// counter-clockwise.
fn around(read: &RXingResult, size: Size) -> Option<PixelBox> {
    let turned = match read
        .getRXingResultMetadata()
        .get(&RXingResultMetadataType::ORIENTATION)
    {
        Some(RXingResultMetadataValue::Orientation(degrees)) => degrees.rem_euclid(360),
        _ => 0,
    };
    let (width, height) = (size.width as f32, size.height as f32);
    let points: Vec<Point> = read
        .getPoints()
        .iter()
        .map(|p| match turned {
            90 => (width - p.y, p.x),
            180 => (width - p.x, height - p.y),
            270 => (p.y, height - p.x),
            _ => (p.x, p.y),
        })
        .map(|(x, y)| Point { x, y })
        .collect();
    let first = points.first()?;
    let (mut left, mut top, mut right, mut bottom) = (first.x, first.y, first.x, first.y);
    for point in &points {
        (left, right) = (left.min(point.x), right.max(point.x));
        (top, bottom) = (top.min(point.y), bottom.max(point.y));
    }
    let corners = [(left, top), (right, top), (right, bottom), (left, bottom)];
    Some(Quad(corners.map(|(x, y)| Point { x, y })).bounds(size))
}
