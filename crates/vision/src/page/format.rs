//! What formats documents have, and which of them four corners can be.

use super::homography::Homography;
use bonafide_documents::mrz::MrzFormat;
use bonafide_facts::{DocumentFact, PageFormat, Point, Quad, Size};

/// Width and height in millimetres (ISO/IEC 7810; ICAO 9303-4 to -7, section 2).
pub(crate) const fn millimetres(format: PageFormat) -> (f32, f32) {
    match format {
        PageFormat::Id1 => (85.6, 53.98),
        PageFormat::Id2 => (105.0, 74.0),
        PageFormat::Id3 | PageFormat::Id2OrId3 => (125.0, 88.0),
        PageFormat::VisaA => (120.0, 80.0),
    }
}

/// Width over height of a document: of its format, else as it was measured, within what documents can have.
pub(crate) fn ratio_of(document: &DocumentFact) -> f32 {
    document
        .format
        .map_or(document.ratio.clamp(0.5, 3.0), |format| {
            let (width, height) = millimetres(format);
            width / height
        })
}

/// The format of the page that a machine-readable zone of this format stands on.
pub(crate) const fn of_zone(format: MrzFormat) -> PageFormat {
    match format {
        MrzFormat::Td1 => PageFormat::Id1,
        MrzFormat::Td2 | MrzFormat::MrvB => PageFormat::Id2,
        MrzFormat::Td3 => PageFormat::Id3,
        MrzFormat::MrvA => PageFormat::VisaA,
    }
}

/// Focal lengths that are tried, in long sides of the picture: a phone's main camera (26 mm on a frame of 36 mm), and
/// pictures cut out of its frame to two thirds and to a third.
const FOCAL: [f64; 3] = [0.72, 1.1, 2.2];
/// Cosine of the steepest look at a document that is taken for one: 52 degrees. A focal length under which the corners
/// would mean a steeper one is not this picture's.
const STEEPEST: f64 = 0.61;
/// Opposite sides that differ by less (the logarithm of their quotient) may be those of a page that is seen from afar.
const PARALLEL: f64 = 0.05;

/// Width over height of the flat thing that has these corners in a picture of `size`, least and most over
/// [`FOCAL`]; the optical axis is taken to go through the picture's middle. `None` for no convex shape.
///
/// The columns of the map from a unit square are the images of its sides; seen through a camera of known focal
/// length their lengths are those of the sides (Zhang and He, *Whiteboard scanning and image enhancement*, 2007, 3.1).
pub(crate) fn ratios(quad: &Quad, size: Size) -> Option<(f32, f32)> {
    let (x, y) = (size.width as f32 / 2.0, size.height as f32 / 2.0);
    let centred = Quad(quad.0.map(|p| Point {
        x: p.x - x,
        y: p.y - y,
    }));
    let map = Homography::of_rectangle(1.0, 1.0, &centred)?;
    let long = f64::from(size.width.max(size.height));
    let mut found: Vec<f64> = Vec::with_capacity(FOCAL.len() + 1);
    for focal in FOCAL.map(|focal| focal * long) {
        let side = |column: usize| {
            let [x, y, z] = [map.0[0][column], map.0[1][column], map.0[2][column]];
            [x / focal, y / focal, z]
        };
        let length = |v: [f64; 3]| v.iter().map(|x| x * x).sum::<f64>().sqrt().max(1e-12);
        let (a, b) = (side(0), side(1));
        let normal = [
            a[1] * b[2] - a[2] * b[1],
            a[2] * b[0] - a[0] * b[2],
            a[0] * b[1] - a[1] * b[0],
        ];
        if normal[2].abs() / length(normal) >= STEEPEST {
            found.push(length(a) / length(b));
        }
    }
    let reach = |a: usize, b: usize| {
        f64::from((quad.0[a].x - quad.0[b].x).hypot(quad.0[a].y - quad.0[b].y)).max(1e-6)
    };
    let (top, bottom, left, right) = (reach(0, 1), reach(3, 2), reach(0, 3), reach(1, 2));
    let uneven = (top / bottom).ln().abs().max((left / right).ln().abs());
    if uneven < PARALLEL || found.is_empty() {
        found.push((top + bottom) / (left + right));
    }
    let least = found.iter().copied().fold(f64::INFINITY, f64::min);
    let most = found.iter().copied().fold(0.0, f64::max);
    Some((least as f32, most as f32))
}

/// How far apart two ratios are, as a share: the logarithm of their quotient.
pub(crate) fn apart(ratios: (f32, f32), wanted: f32) -> f32 {
    if wanted < ratios.0 {
        (ratios.0 / wanted).ln()
    } else if wanted > ratios.1 {
        (wanted / ratios.1).ln()
    } else {
        0.0
    }
}

/// Two formats' ratios lie 11 % apart; half of that is the most that a side may be off.
const NEAR: f32 = 0.055;

/// The format whose sides have this ratio.
pub(crate) fn by_ratio(ratios: (f32, f32)) -> Option<PageFormat> {
    let middle = (ratios.0 * ratios.1).sqrt();
    [PageFormat::Id1, PageFormat::Id2OrId3]
        .into_iter()
        .map(|format| {
            let (width, height) = millimetres(format);
            ((middle / (width / height)).ln().abs(), format)
        })
        .filter(|(off, _)| *off < NEAR)
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, format)| format)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PICTURE: Size = Size {
        width: 1600,
        height: 1200,
    };

    /// The corners of a card of ID-1 leaning back by 35 degrees before a camera of a focal length of 0.72.
    fn leaning() -> Quad {
        let (focal, away) = (0.72 * 1600.0, 130.0);
        let (sin, cos) = 35.0_f32.to_radians().sin_cos();
        Quad(
            [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)].map(|(x, y)| {
                let (x, y) = (x * 42.8, y * 26.99);
                let depth = away - y * sin;
                Point {
                    x: 800.0 + focal * x / depth,
                    y: 600.0 + focal * y * cos / depth,
                }
            }),
        )
    }

    #[test]
    fn a_leaning_card_has_the_ratio_of_a_card() {
        let ratios = ratios(&leaning(), PICTURE).expect("a convex shape");
        assert!(apart(ratios, 85.6 / 53.98) < 0.01, "{ratios:?}");
        assert!(
            (1.3..1.65).contains(&ratios.0) && ratios.1 < 1.9,
            "{ratios:?}"
        );
    }

    #[test]
    fn formats_are_told_by_their_sides_and_a_square_has_none() {
        assert_eq!(by_ratio((1.57, 1.60)), Some(PageFormat::Id1));
        assert_eq!(by_ratio((1.41, 1.43)), Some(PageFormat::Id2OrId3));
        assert_eq!(by_ratio((1.0, 1.02)), None);
        assert_eq!(by_ratio((1.9, 2.0)), None);
    }
}
