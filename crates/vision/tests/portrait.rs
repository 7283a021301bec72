//! The face on the specimens' portrait, with the real model. Needs fetched models; skips without them.

use bonafide_facts::{PixelBox, QuarterTurn};
use bonafide_vision::Deadline;
use bonafide_vision::decode::{Limits, decode};
use bonafide_vision::face::FaceDetector;
use bonafide_vision::models::ModelStore;
use bonafide_vision::raster::{Raster, RgbRaster};
use std::path::Path;

/// Where the face is on the 512×512 portrait, by eye: forehead to chin, ear to ear.
const FACE: PixelBox = PixelBox {
    x: 172,
    y: 70,
    width: 108,
    height: 112,
};

#[expect(clippy::print_stdout, reason = "a skipped test says so")]
fn detector_and_portrait() -> Option<(FaceDetector, RgbRaster)> {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    let Ok(bytes) = std::fs::read(models.join("fetched/specimen-portrait.png")) else {
        println!("skipped: `cargo xtask models` has not been run");
        return None;
    };
    let store = ModelStore::open(&models).expect("the models are there");
    let portrait = decode(&bytes, &Limits::default())
        .expect("a picture")
        .raster;
    Some((FaceDetector::load(&store).expect("a model"), portrait))
}

#[test]
fn the_one_face_is_found_where_it_is() {
    let Some((mut detector, portrait)) = detector_and_portrait() else {
        return;
    };
    let faces = detector.detect(&portrait, Deadline::NONE).expect("looked");
    assert_eq!(faces.len(), 1, "{faces:?}");
    let face = &faces[0];
    assert!(face.area.iou(&FACE) > 0.7, "{:?}", face.area);
    let [right_eye, left_eye, nose, mouth, ..] = face.points;
    assert!(right_eye.x < nose.x && nose.x < left_eye.x && nose.y < mouth.y);
    assert!(
        (right_eye.x - 203.0).abs() < 6.0 && (right_eye.y - 101.0).abs() < 6.0,
        "{right_eye:?}"
    );
}

#[test]
fn a_small_face_in_a_large_picture_is_found_by_the_second_look() {
    let Some((mut detector, portrait)) = detector_and_portrait() else {
        return;
    };
    // At 20 pixels of what the model sees, its boxes are coarse.
    // The portrait at 300 pixels, in the corner of a wall of 2000 × 1400: the face is 4 % of its height.
    let small = portrait.with_long_side(300);
    let (width, height) = (2000_usize, 1400_usize);
    let mut data = vec![150; width * height * 3];
    for y in 0..small.height() {
        let start = ((1000 + y) * width + 1500) * 3;
        data[start..start + small.width() * 3].copy_from_slice(small.row(y));
    }
    let size = bonafide_facts::Size {
        width: width as u32,
        height: height as u32,
    };
    let wall = RgbRaster::from_pixels(size, data).expect("a wall");
    let faces = detector.detect(&wall, Deadline::NONE).expect("looked");
    let scale = 300.0 / 512.0;
    let place = PixelBox {
        x: 1500 + (FACE.x as f32 * scale) as u32,
        y: 1000 + (FACE.y as f32 * scale) as u32,
        width: (FACE.width as f32 * scale) as u32,
        height: (FACE.height as f32 * scale) as u32,
    };
    assert!(
        faces.iter().any(|face| face.area.iou(&place) > 0.35),
        "{faces:?}"
    );
}

#[test]
fn a_wall_and_a_portrait_on_its_head_show_no_sure_face() {
    let Some((mut detector, portrait)) = detector_and_portrait() else {
        return;
    };
    let wall = RgbRaster::filled(portrait.size(), [128, 140, 150]);
    assert!(
        detector
            .detect(&wall, Deadline::NONE)
            .expect("looked")
            .is_empty()
    );
    let upright = detector.detect(&portrait, Deadline::NONE).expect("looked")[0].score;
    let turned = detector
        .detect(&portrait.turned(QuarterTurn::Half), Deadline::NONE)
        .expect("looked");
    assert!(
        turned.iter().all(|face| face.score < upright),
        "the turn of a page can be told by its face"
    );
}
