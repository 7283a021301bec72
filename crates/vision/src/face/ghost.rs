//! Telling the holder's portrait from its ghost: many documents repeat the portrait, pale and small, as a security feature.

use super::Face;
use crate::raster::{GrayRaster, Raster};

/// Standard deviation of luma from which more contrast says nothing: faces in photos have 25 to 70, of any skin.
const FULL_CONTRAST: f32 = 25.0;

/// Puts the holder's portrait first: the widest face, where a pale one counts for as much less as it is paler.
pub(crate) fn portrait_first(picture: &GrayRaster, faces: &mut [Face]) {
    let prominence = |face: &Face| {
        let contrast = contrast(picture, face).min(FULL_CONTRAST) / FULL_CONTRAST;
        face.area.width as f32 * contrast
    };
    let most =
        (0..faces.len()).max_by(|&a, &b| prominence(&faces[a]).total_cmp(&prominence(&faces[b])));
    if let Some(main) = most {
        faces[..=main].rotate_right(1);
    }
}

/// Standard deviation of luma in the face's box.
fn contrast(picture: &GrayRaster, face: &Face) -> f32 {
    let Some(crop) = picture.crop(face.area) else {
        return 0.0;
    };
    let count = crop.pixels().len() as f32;
    let mean = crop.pixels().iter().map(|p| f32::from(*p)).sum::<f32>() / count;
    let squares: f32 = crop
        .pixels()
        .iter()
        .map(|p| (f32::from(*p) - mean).powi(2))
        .sum();
    (squares / count).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use bonafide_facts::{PixelBox, Point, Size};

    fn face(x: u32, width: u32) -> Face {
        let area = PixelBox {
            x,
            y: 0,
            width,
            height: width,
        };
        Face {
            area,
            portrait: area,
            score: 0.9,
            points: [Point { x: 0.0, y: 0.0 }; 6],
        }
    }

    /// Stripes of two shades: strong on the left half, and as strong as given on the right one.
    fn page(right: u8) -> GrayRaster {
        let size = Size {
            width: 200,
            height: 100,
        };
        let shade = |x: usize| {
            let amplitude = if x < 100 { 60 } else { right };
            if x % 4 < 2 {
                120 + amplitude
            } else {
                120 - amplitude
            }
        };
        let data = (0..100).flat_map(|_| (0..200).map(shade)).collect();
        GrayRaster::from_pixels(size, data).expect("a page")
    }

    #[test]
    fn a_pale_ghost_is_not_the_portrait_though_it_is_wider() {
        let mut faces = [face(110, 80), face(10, 60)];
        portrait_first(&page(6), &mut faces);
        assert_eq!(faces.map(|face| face.area.x), [10, 110]);
    }

    #[test]
    fn of_two_printed_faces_the_wider_one_is_the_portrait() {
        let mut faces = [face(110, 80), face(10, 60)];
        portrait_first(&page(40), &mut faces);
        assert_eq!(faces.map(|face| face.area.x), [110, 10]);
        portrait_first(&page(40), &mut []);
    }
}
