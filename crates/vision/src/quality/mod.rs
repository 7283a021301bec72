//! How good a picture is as a picture of a document.
//!
//! Each measure is made where it matters: blur at the letters and in their own size, glare on the document, pixels
//! by the character. What cannot be measured is left out.

mod blur;
mod glare;

use crate::raster::{GrayRaster, RgbRaster};
use bonafide_facts::{
    DocumentFact, MrzFact, PixelBox, Point, Quad, QualityFacts, QualityKind, QualityMeasure, Size,
};

/// What is known of a page when its quality is measured.
pub(crate) struct Page<'a> {
    /// The raster, upright.
    pub(crate) upright: &'a RgbRaster,
    /// The same in grey.
    pub(crate) gray: &'a GrayRaster,
    /// Where the document lies in it.
    pub(crate) region: Option<&'a Quad>,
    /// Lines of text in it.
    pub(crate) lines: &'a [Quad],
    /// The document's outline, in pixels of the picture.
    pub(crate) document: Option<&'a DocumentFact>,
    /// The machine-readable zone, in pixels of the picture.
    pub(crate) mrz: Option<&'a MrzFact>,
    /// The size of the picture.
    pub(crate) picture: Size,
    /// From the upright raster to the picture.
    pub(crate) to_picture: &'a dyn Fn(PixelBox) -> PixelBox,
}

/// Measures all that can be.
pub(crate) fn quality(page: &Page<'_>) -> QualityFacts {
    let place = |area: Option<PixelBox>| area.map(page.to_picture);
    let blurred = blur::blurred(page.gray, page.lines).map(|(score, area)| QualityMeasure {
        kind: QualityKind::Blurred,
        score,
        area: place(Some(area)),
    });
    let glare = page.region.map(|region| {
        let (score, area) = glare::glare(page.upright, region);
        QualityMeasure {
            kind: QualityKind::Glare,
            score,
            area: place(area),
        }
    });
    let cut_off = cut_off(page);
    let too_small = character_pixels(page).map(|pixels| QualityMeasure {
        kind: QualityKind::TooSmall,
        score: ((ENOUGH_PIXELS - pixels) / (ENOUGH_PIXELS - TOO_FEW_PIXELS)).clamp(0.0, 1.0),
        area: None,
    });
    QualityFacts {
        measured: [blurred, glare, cut_off, too_small]
            .into_iter()
            .flatten()
            .collect(),
    }
}

/// Pixels across a character of OCR-B from which on nothing is gained.
const ENOUGH_PIXELS: f32 = 9.0;
/// Pixels across a character at which a letter has no shape left.
const TOO_FEW_PIXELS: f32 = 3.0;
/// Millimetres from one character of a machine-readable zone to the next (ICAO 9303-3, section 4.3: ten to an inch).
const PITCH: f32 = 2.54;

/// Pixels of the picture to one character of a machine-readable zone, or of one as it would be on the document.
fn character_pixels(page: &Page<'_>) -> Option<f32> {
    let from_zone = page.mrz.and_then(|mrz| {
        let line = mrz.lines.first()?;
        let [a, b, ..] = line.quad.0;
        let characters = line.text.chars().count();
        (characters > 1).then(|| (b.x - a.x).hypot(b.y - a.y) / characters as f32)
    });
    from_zone.or_else(|| {
        let document = page.document?;
        let [a, b, ..] = document.corners.0;
        let width = match document.format? {
            bonafide_facts::PageFormat::Id1 => 85.6,
            bonafide_facts::PageFormat::Id2 => 105.0,
            bonafide_facts::PageFormat::Id3 => 125.0,
            bonafide_facts::PageFormat::VisaA => 120.0,
            // The larger of the two: a doubt is not to make a fault.
            bonafide_facts::PageFormat::Id2OrId3 => 105.0,
        };
        Some((b.x - a.x).hypot(b.y - a.y) * PITCH / width)
    })
}

/// By how much of its side a corner of the document lies beyond the picture.
fn cut_off(page: &Page<'_>) -> Option<QualityMeasure> {
    let document = page.document?;
    let [a, b, c, d] = document.corners.0;
    let length = |from: Point, to: Point| (to.x - from.x).hypot(to.y - from.y);
    let side = length(a, b).min(length(b, c)).min(length(c, d)).max(1.0);
    let (width, height) = (page.picture.width as f32, page.picture.height as f32);
    let beyond = document
        .corners
        .0
        .iter()
        .map(|p| (-p.x).max(p.x - width).max(-p.y).max(p.y - height).max(0.0))
        .fold(0.0, f32::max);
    Some(QualityMeasure {
        kind: QualityKind::CutOff,
        score: (beyond / side).min(1.0),
        area: None,
    })
}

#[cfg(test)]
mod tests {
    use super::{blur, glare};
    use crate::raster::{Raster, RgbRaster};
    use crate::region;
    use bonafide_facts::{Point, Quad, Size};

    const SIZE: Size = Size {
        width: 600,
        height: 400,
    };

    fn painted(paint: impl Fn(u32, u32) -> u8) -> RgbRaster {
        let data = (0..SIZE.height)
            .flat_map(|y| (0..SIZE.width).map(move |x| (x, y)))
            .flat_map(|(x, y)| [paint(x, y); 3])
            .collect();
        RgbRaster::from_pixels(SIZE, data).expect("a picture")
    }

    /// Strokes of three pixels in a line of twenty-four.
    fn print(x: u32, y: u32) -> u8 {
        if (100..124).contains(&y) && (x / 3).is_multiple_of(3) {
            40
        } else {
            210
        }
    }

    fn line() -> Quad {
        let at = |x: f32, y: f32| Point { x, y };
        Quad([
            at(60.0, 96.0),
            at(540.0, 96.0),
            at(540.0, 128.0),
            at(60.0, 128.0),
        ])
    }

    #[test]
    fn letters_out_of_focus_are_blurred_and_sharp_ones_are_not() {
        let sharp = painted(print);
        let small = Size {
            width: SIZE.width / 9,
            height: SIZE.height / 9,
        };
        let soft = sharp
            .resized(Size {
                width: SIZE.width / 5,
                height: SIZE.height / 5,
            })
            .resized(SIZE);
        let score = |picture: &RgbRaster| blur::blurred(&picture.to_gray(), &[line()]);
        let (of_sharp, _) = score(&sharp).expect("a line of contrast");
        assert!(of_sharp < 0.1, "{of_sharp}");
        if let Some((of_soft, _)) = score(&soft) {
            assert!(of_soft > of_sharp, "{of_soft}");
        }
        let gone = sharp.resized(small).resized(SIZE);
        assert!(score(&gone).is_none_or(|(score, _)| score > of_sharp));
    }

    #[test]
    fn a_spot_of_light_is_glare_and_white_paper_is_none() {
        let spot = painted(|x, y| {
            let (dx, dy) = (x.abs_diff(300) as f32, y.abs_diff(200) as f32);
            if dx.hypot(dy) < 60.0 {
                255
            } else {
                print(x, y)
            }
        });
        let whole = region::whole(SIZE);
        let (score, area) = glare::glare(&spot, &whole);
        assert!(score > 0.3, "{score}");
        let area = area.expect("it has a place");
        assert!(
            area.x.abs_diff(240) < 12 && area.width.abs_diff(120) < 20,
            "{area:?}"
        );
        let scan = painted(|x, y| if print(x, y) < 100 { 40 } else { 255 });
        assert!(glare::glare(&scan, &whole).0 < 0.01);
    }
}
