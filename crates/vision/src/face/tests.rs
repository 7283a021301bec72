use super::*;
use crate::session::Tensor;

/// Outputs of the model with one guess: in the 16×16 grid, cell (4, 6), the second of its two guesses.
fn one_guess(logit: f32) -> Vec<Tensor> {
    let index = (6 * 16 + 4) * 2 + 1;
    let mut scores = vec![-100.0; 512];
    scores[index] = logit;
    let mut boxes = vec![0.0; 512 * 16];
    let numbers = [
        2.0, -4.0, 40.0, 48.0, -10.0, -8.0, 10.0, -8.0, 0.0, 2.0, 0.0, 12.0, -20.0, 0.0, 20.0, 0.0,
    ];
    boxes[index * 16..(index + 1) * 16].copy_from_slice(&numbers);
    let tensor = |shape: [usize; 3], data: Vec<f32>| Tensor {
        shape: shape.to_vec(),
        data,
    };
    vec![
        tensor([1, 384, 16], vec![0.0; 384 * 16]),
        tensor([1, 512, 1], scores),
        tensor([1, 384, 1], vec![-100.0; 384]),
        tensor([1, 512, 16], boxes),
    ]
}

#[test]
fn a_guess_is_read_relative_to_the_middle_of_its_cell() {
    let found = anchors::decode(&one_guess(3.0), 0.5).expect("the model's outputs");
    assert_eq!(found.len(), 1);
    assert!((found[0].score - 0.9526).abs() < 1e-3);
    // Cell (4, 6) has its middle at pixel (72, 104).
    let area = found[0]
        .moved(|p| Point {
            x: p.x * 256.0,
            y: p.y * 256.0,
        })
        .area(Size {
            width: 256,
            height: 256,
        });
    assert_eq!(
        area,
        PixelBox {
            x: 54,
            y: 76,
            width: 40,
            height: 48
        }
    );
    let right_eye = found[0].points[0];
    assert!((right_eye.x * 256.0 - 62.0).abs() < 1e-3 && (right_eye.y * 256.0 - 96.0).abs() < 1e-3);
}

#[test]
fn a_weak_guess_and_outputs_of_another_model_are_no_faces() {
    assert!(
        anchors::decode(&one_guess(-0.1), 0.5)
            .expect("the model's outputs")
            .is_empty()
    );
    assert!(anchors::decode(&one_guess(3.0)[..3], 0.5).is_none());
}

#[test]
fn parts_cover_the_picture_and_overlap() {
    for size in [
        Size {
            width: 1000,
            height: 700,
        },
        Size {
            width: 31,
            height: 50,
        },
        Size {
            width: 1,
            height: 1,
        },
    ] {
        let parts = parts(size);
        for part in parts {
            assert!(part.x + part.width <= size.width && part.y + part.height <= size.height);
            assert!(part.width > 0 && part.height > 0);
        }
        assert_eq!(parts[3].x + parts[3].width, size.width);
        assert_eq!(parts[3].y + parts[3].height, size.height);
        assert!(parts[0].width > parts[1].x || size.width < 3);
    }
}

/// A grey page with a lighter photo on it.
fn page(photo: PixelBox) -> GrayPage {
    let size = Size {
        width: 600,
        height: 400,
    };
    let data = (0..400_u32)
        .flat_map(|y| (0..600_u32).map(move |x| (x, y)))
        .map(|(x, y)| {
            let inside = (photo.x..photo.x + photo.width).contains(&x)
                && (photo.y..photo.y + photo.height).contains(&y);
            // A page is not flat: some texture that is no edge.
            let texture = ((x * 7 + y * 13) % 5) as u8;
            texture + if inside { 205 } else { 130 }
        });
    GrayPage::from_pixels(size, data.collect()).expect("a page")
}
type GrayPage = crate::raster::GrayRaster;

fn photo_around(page: &GrayPage, face: PixelBox) -> PixelBox {
    portrait::around(page.size(), face, |part| page.crop(part))
}

#[test]
fn a_photo_with_a_frame_is_found_to_the_pixel_or_two() {
    let photo = PixelBox {
        x: 60,
        y: 90,
        width: 140,
        height: 180,
    };
    let face = PixelBox {
        x: 90,
        y: 140,
        width: 76,
        height: 76,
    };
    let found = photo_around(&page(photo), face);
    assert!(found.iou(&photo) > 0.95, "{found:?}");
}

#[test]
fn a_photo_without_a_frame_has_the_usual_proportions_around_the_face() {
    let nowhere = PixelBox {
        x: 0,
        y: 0,
        width: 0,
        height: 0,
    };
    let face = PixelBox {
        x: 90,
        y: 140,
        width: 76,
        height: 76,
    };
    let found = photo_around(&page(nowhere), face);
    let proportion = found.width as f32 / found.height as f32;
    assert!((0.7..0.9).contains(&proportion), "{found:?}");
    assert!(found.x < face.x && found.y < face.y);
    assert!(
        found.x + found.width > face.x + face.width
            && found.y + found.height > face.y + face.height
    );
}

#[test]
fn a_face_at_the_edge_of_the_picture_keeps_its_portrait_inside() {
    let face = PixelBox {
        x: 540,
        y: 350,
        width: 60,
        height: 50,
    };
    let found = photo_around(&page(face), face);
    assert!(
        found.x + found.width <= 600 && found.y + found.height <= 400,
        "{found:?}"
    );
    assert!(
        found.width >= face.width && found.height >= face.height,
        "{found:?}"
    );
}
