use super::write::write;
use crate::barcode::read_barcodes;
use crate::decode::{Limits, Picture, decode, probe};
use crate::error::VisionError;
use crate::raster::{Raster as _, RgbRaster};
use bonafide_facts::{BarcodeFact, PixelBox, Point, Quad, Size};

/// The picture with every place (corners in pixels of the picture as a viewer shows it) filled with black, as a new file
/// of the same format: the pixels under it are gone, and so is all metadata. Pictures with a longer side than
/// `limits.kept_edge` come back with that.
///
/// # Errors
/// When the file is refused, or cannot be written.
pub fn blacken(bytes: &[u8], places: &[Quad], limits: &Limits) -> Result<Vec<u8>, VisionError> {
    let format = probe(bytes, limits)?.format;
    let picture = decode(bytes, limits)?;
    let scale = picture.scale();
    let size = picture.raster.size();
    let mut pixels = picture.raster.pixels().to_vec();
    drop(picture);
    for place in places {
        fill(
            &mut pixels,
            size,
            Quad(place.0.map(|corner| Point {
                x: corner.x * scale,
                y: corner.y * scale,
            })),
        );
    }
    let raster = RgbRaster::from_pixels(size, pixels).ok_or(VisionError::PictureUnwritable {
        detail: "it has no pixels".to_owned(),
    })?;
    write(&raster, format)
}

/// Every pixel that a convex shape touches, and one more all around: no edge of what stood there shows its colour.
fn fill(pixels: &mut [u8], size: Size, place: Quad) {
    let area = place.bounds(size);
    let (right, bottom) = (area.x + area.width, area.y + area.height);
    for y in area.y.saturating_sub(1)..(bottom + 1).min(size.height) {
        for x in area.x.saturating_sub(1)..(right + 1).min(size.width) {
            let middle = Point {
                x: x as f32 + 0.5,
                y: y as f32 + 0.5,
            };
            if place.contains(middle) || distance(&place, middle) <= 1.5 {
                let start = (y as usize * size.width as usize + x as usize) * 3;
                pixels[start..start + 3].fill(0);
            }
        }
    }
}

/// To the nearest side.
fn distance(place: &Quad, point: Point) -> f32 {
    (0..4)
        .map(|corner| {
            let (a, b) = (place.0[corner], place.0[(corner + 1) % 4]);
            let (dx, dy) = (b.x - a.x, b.y - a.y);
            let length = dx * dx + dy * dy;
            let t = if length > 0.0 {
                (((point.x - a.x) * dx + (point.y - a.y) * dy) / length).clamp(0.0, 1.0)
            } else {
                0.0
            };
            (point.x - a.x - t * dx).hypot(point.y - a.y - t * dy)
        })
        .fold(f32::INFINITY, f32::min)
}

/// The barcodes within an area of a picture (all of it where none is given), in pixels of the picture as a viewer shows
/// it. [`crate::engine::Engine::look`] looks for them on pages without a machine-readable zone alone.
///
/// # Errors
/// When the file is refused.
pub fn barcodes(
    bytes: &[u8],
    within: Option<PixelBox>,
    limits: &Limits,
) -> Result<Vec<BarcodeFact>, VisionError> {
    let Picture { size, raster } = decode(bytes, limits)?;
    let scale = raster.size().width as f32 / size.width as f32;
    let area = within.map(|area| PixelBox {
        x: (area.x as f32 * scale) as u32,
        y: (area.y as f32 * scale) as u32,
        width: (area.width as f32 * scale) as u32,
        height: (area.height as f32 * scale) as u32,
    });
    let cut = area.and_then(|area| Some((area, raster.crop(area)?)));
    let (left, top, gray) = match cut {
        Some((area, cut)) => (area.x as f32, area.y as f32, cut.to_gray()),
        None => (0.0, 0.0, raster.to_gray()),
    };
    Ok(read_barcodes(&gray, None)
        .into_iter()
        .map(|found| BarcodeFact {
            area: Quad(found.area.0.map(|corner| Point {
                x: (corner.x + left) / scale,
                y: (corner.y + top) / scale,
            })),
            ..found
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::PictureFormat;

    fn corners(x: f32, y: f32, width: f32, height: f32) -> Quad {
        Quad([
            Point { x, y },
            Point { x: x + width, y },
            Point {
                x: x + width,
                y: y + height,
            },
            Point { x, y: y + height },
        ])
    }

    fn noise(size: Size) -> RgbRaster {
        let mut state = 7_u32;
        let bytes = (0..size.width * size.height * 3)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                100 + (state >> 25) as u8
            })
            .collect();
        RgbRaster::from_pixels(size, bytes).unwrap()
    }

    #[test]
    fn the_place_is_black_and_the_rest_is_as_it_was() {
        let size = Size {
            width: 200,
            height: 120,
        };
        let before = noise(size);
        let file = write(&before, PictureFormat::Png).unwrap();
        let place = corners(40.0, 30.0, 50.0, 20.0);
        let file = blacken(&file, &[place], &Limits::default()).unwrap();
        let after = decode(&file, &Limits::default()).unwrap().raster;
        for y in 0..120 {
            for x in 0..200 {
                let deep = (40..90).contains(&x) && (30..50).contains(&y);
                let far = !(37..93).contains(&x) || !(27..53).contains(&y);
                if deep {
                    assert_eq!(after.at(x, y), [0; 3], "{x} {y}");
                } else if far {
                    assert_eq!(after.at(x, y), before.at(x, y), "{x} {y}");
                }
            }
        }
    }

    #[test]
    fn nothing_of_a_jpegs_place_can_be_seen_and_nothing_of_its_metadata_is_left() {
        let size = Size {
            width: 200,
            height: 120,
        };
        let mut file = write(&noise(size), PictureFormat::Jpeg).unwrap();
        let comment = [&[0xff, 0xfe, 0, 18][..], b"made by A Person"].concat();
        file.splice(2..2, comment);
        let place = corners(-10.0, 100.0, 400.0, 40.0);
        let file = blacken(&file, &[place], &Limits::default()).unwrap();
        assert!(!file.windows(8).any(|part| part == b"A Person"));
        let after = decode(&file, &Limits::default()).unwrap().raster;
        for (x, y) in [(0, 119), (100, 110), (199, 108)] {
            assert!(after.at(x, y).iter().all(|value| *value < 24), "{x} {y}");
        }
    }
}
