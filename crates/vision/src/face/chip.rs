//! The upright picture of a face that dlib's network expects: 150 pixels a side, the features at fixed places.
//!
//! dlib cuts its chips by 51 points of its own (`get_face_chip_details`, a quarter of the face's size around it). Those points
//! come from a model that must not be used commercially; so 28 points of the mesh take their places, each the one that lies
//! where dlib's lies. The places are the mean shape of dlib's source (`image_transforms/interpolation.h`).

use super::mesh::Mesh;
use super::similarity::Similarity;
use crate::raster::{Border, Raster, RgbRaster};
use bonafide_facts::{Point, Size};

/// Pixels on each side of a chip.
pub(super) const SIDE: u32 = 150;
/// What is around the mean shape, as a share of its size.
const AROUND: f32 = 0.25;

/// Points of the mesh, and where each lies in the mean shape (0 to 1 across and down).
const PLACES: [(usize, f32, f32); 28] = [
    // Brows, outer and inner ends.
    (70, 0.000_213_256, 0.106_454),
    (107, 0.393_397, 0.077_390_6),
    (336, 0.586_856, 0.077_390_6),
    (300, 0.980_04, 0.106_454),
    // Bridge, tip and base of the nose.
    (168, 0.490_127, 0.203_352),
    (197, 0.490_127, 0.307_009),
    (5, 0.490_127, 0.409_805),
    (1, 0.490_127, 0.515_625),
    (98, 0.366_88, 0.587_326),
    (2, 0.490_127, 0.628_106),
    (327, 0.613_373, 0.587_326),
    // Right eye.
    (33, 0.121_737, 0.216_423),
    (160, 0.187_122, 0.178_758),
    (158, 0.265_825, 0.179_852),
    (133, 0.334_606, 0.231_733),
    (153, 0.260_918, 0.245_099),
    (144, 0.182_743, 0.244_077),
    // Left eye.
    (362, 0.645_647, 0.231_733),
    (385, 0.714_428, 0.179_852),
    (387, 0.793_132, 0.178_758),
    (263, 0.858_516, 0.216_423),
    (373, 0.797_51, 0.244_077),
    (380, 0.719_335, 0.245_099),
    // Mouth.
    (61, 0.254_149, 0.780_233),
    (0, 0.490_127, 0.742_578),
    (291, 0.726_104, 0.780_233),
    (17, 0.490_127, 0.909_281),
    (13, 0.490_127, 0.785_343),
];

/// The chip of a face; `None` when its points do not span a face.
pub(super) fn cut(picture: &RgbRaster, mesh: &Mesh) -> Option<RgbRaster> {
    let side = SIDE as f32;
    let place = |share: f32| (AROUND + share) / (2.0 * AROUND + 1.0) * side;
    let from = PLACES.map(|(point, ..)| mesh.points[point]);
    let to = PLACES.map(|(_, x, y)| Point {
        x: place(x),
        y: place(y),
    });
    let map = Similarity::fitted(&from, &to)?;
    let size = Size {
        width: SIDE,
        height: SIDE,
    };
    Some(picture.crop_quad(&map.inverse().square(SIDE), size, Border::Nearest))
}

/// The chip with left and right exchanged.
pub(super) fn mirrored(chip: &RgbRaster) -> RgbRaster {
    let rows = (0..chip.height()).flat_map(|y| {
        let pixels = chip.row(y).chunks_exact(3).rev();
        pixels.flatten().copied().collect::<Vec<u8>>()
    });
    RgbRaster::from_pixels(chip.size(), rows.collect()).expect("as many pixels as before")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mirrored_chip_has_its_first_pixel_last() {
        let data = vec![1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
        let size = Size {
            width: 2,
            height: 2,
        };
        let chip = RgbRaster::from_pixels(size, data).expect("a chip");
        assert_eq!(
            mirrored(&chip).pixels(),
            [4, 5, 6, 1, 2, 3, 10, 11, 12, 7, 8, 9]
        );
    }

    #[test]
    fn the_places_of_both_halves_of_a_face_mirror_each_other() {
        // The mean shape is symmetric about the nose to one part in a hundred.
        for (one, other) in [(33, 263), (133, 362), (61, 291), (98, 327), (70, 300)] {
            let at = |number| {
                PLACES
                    .iter()
                    .find(|place| place.0 == number)
                    .expect("a place")
            };
            let ((_, x, y), (_, mirror_x, mirror_y)) = (at(one), at(other));
            assert!((x + mirror_x - 2.0 * 0.490_127).abs() < 0.02 && (y - mirror_y).abs() < 0.01);
        }
    }
}
