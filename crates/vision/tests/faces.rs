//! Faces told apart, with the real models. Needs fetched models; skips without them.

use bonafide_facts::{FaceExtent, FaceFact, FaceMetric, SelfieFaces, SelfieFacts};
use bonafide_vision::Deadline;
use bonafide_vision::decode::Limits;
use bonafide_vision::engine::Engine;
use bonafide_vision::face::operator::{
    ColourOrder, EmbeddingModel, FaceModels, Pixels, PresentationModel, PresentationOutput,
};
use bonafide_vision::models::ModelStore;
use image::{DynamicImage, ImageFormat, RgbImage, imageops};
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

fn models() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models")
}

#[expect(clippy::print_stdout, reason = "a skipped test says so")]
static ENGINE: LazyLock<Option<Engine>> = LazyLock::new(|| {
    if !models().join("fetched/faces/one-1.jpg").exists() {
        println!("skipped: `cargo xtask models` has not been run");
        return None;
    }
    let store = ModelStore::open(&models()).expect("the models are there");
    Some(Engine::new(&store, 1).expect("the models load"))
});

fn picture(name: &str) -> RgbImage {
    let file = models().join("fetched/faces").join(name);
    image::open(file).expect("a picture").into_rgb8()
}

fn png(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(picture.clone())
        .write_to(&mut bytes, ImageFormat::Png)
        .expect("a file");
    bytes.into_inner()
}

fn selfie(engine: &Engine, picture: &RgbImage) -> SelfieFacts {
    engine
        .look_at_selfie(&png(picture), &Limits::default(), Deadline::NONE)
        .expect("looked")
}

fn the_face(facts: SelfieFacts) -> FaceFact {
    match facts.faces {
        SelfieFaces::One(face) => *face,
        other => panic!("not one face: {other:?}"),
    }
}

fn distance(one: &FaceFact, other: &FaceFact) -> f64 {
    let templates = one.template.as_ref().zip(other.template.as_ref());
    let (one, other) = templates.expect("templates");
    one.distance(other).expect("of one model")
}

#[test]
fn two_pictures_of_one_person_are_close_and_those_of_two_are_far() {
    let Some(engine) = ENGINE.as_ref() else {
        return;
    };
    let [one, again, two] = ["one-1.jpg", "one-2.jpg", "two-1.jpg"]
        .map(|name| the_face(selfie(engine, &picture(name))));
    assert!(distance(&one, &again) < 0.42, "{}", distance(&one, &again));
    assert!(distance(&one, &two) > 0.6, "{}", distance(&one, &two));
    assert!(distance(&again, &two) > 0.6, "{}", distance(&again, &two));
}

#[test]
fn a_face_is_found_and_known_on_every_side_of_the_picture() {
    let Some(engine) = ENGINE.as_ref() else {
        return;
    };
    let upright = picture("two-1.jpg");
    let face = the_face(selfie(engine, &upright));
    let (width, height) = upright.dimensions();
    let area = face.area;
    let turns = [
        (
            imageops::rotate90(&upright),
            height - area.y - area.height,
            area.x,
        ),
        (
            imageops::rotate180(&upright),
            width - area.x - area.width,
            height - area.y - area.height,
        ),
        (
            imageops::rotate270(&upright),
            area.y,
            width - area.x - area.width,
        ),
    ];
    for (turned, x, y) in turns {
        let found = the_face(selfie(engine, &turned));
        let most = area.width.min(area.height) / 8;
        assert!(
            found.area.x.abs_diff(x) <= most && found.area.y.abs_diff(y) <= most,
            "{:?} is not at {x}, {y}",
            found.area
        );
        assert!(distance(&face, &found) < 0.2, "{}", distance(&face, &found));
    }
}

#[test]
fn a_head_that_looks_straight_has_no_turn_and_a_face_cut_by_the_edge_is_told() {
    let Some(engine) = ENGINE.as_ref() else {
        return;
    };
    let whole = picture("one-1.jpg");
    let face = the_face(selfie(engine, &whole));
    let position = face.position.as_ref().expect("a position");
    assert_eq!(position.extent, FaceExtent::Whole);
    let pose = position.pose;
    assert!(
        pose.yaw.abs() < 20.0 && pose.pitch.abs() < 30.0 && pose.roll.abs() < 12.0,
        "{pose:?}"
    );
    assert!(position.eyes[0].x < position.eyes[1].x);

    // The left third of the face is beyond the edge.
    let left = face.area.x + face.area.width / 3;
    let (width, height) = whole.dimensions();
    let cut = imageops::crop_imm(&whole, left, 0, width - left, height).to_image();
    match selfie(engine, &cut).faces {
        SelfieFaces::One(face) => {
            let position = face.position.expect("a position");
            assert_eq!(position.extent, FaceExtent::CutOff);
        }
        SelfieFaces::Nobody => {}
        SelfieFaces::Several(areas) => panic!("one face became {}", areas.len()),
    }
}

#[test]
fn two_faces_side_by_side_are_several_and_a_small_one_in_the_background_is_not_counted() {
    let Some(engine) = ENGINE.as_ref() else {
        return;
    };
    let large = imageops::thumbnail(&picture("one-1.jpg"), 400, 500);
    let beside = |side: u32| {
        let mut both = RgbImage::from_pixel(800, 500, image::Rgb([90, 90, 90]));
        imageops::replace(&mut both, &large, 0, 0);
        let other = imageops::thumbnail(&picture("two-1.jpg"), side, side * 5 / 4);
        imageops::replace(&mut both, &other, 420, 0);
        selfie(engine, &both).faces
    };
    assert!(matches!(beside(380), SelfieFaces::Several(areas) if areas.len() == 2));
    assert!(matches!(beside(110), SelfieFaces::One(_)));
    let wall = RgbImage::from_fn(320, 240, |x, y| image::Rgb([x as u8, y as u8, 90]));
    assert_eq!(selfie(engine, &wall).faces, SelfieFaces::Nobody);
}

const PIXELS: Pixels = Pixels {
    order: ColourOrder::Rgb,
    mean: 0.0,
    scale: 1.0,
};

fn embedding(file: &str) -> FaceModels {
    FaceModels {
        embedding: Some(EmbeddingModel {
            file: models().join(file),
            pixels: PIXELS,
            metric: FaceMetric::Cosine,
        }),
        presentation: None,
    }
}

fn presentation(index: usize) -> FaceModels {
    FaceModels {
        embedding: None,
        presentation: Some(PresentationModel {
            file: models().join("fetched/face-embedding.onnx"),
            pixels: PIXELS,
            around: 1.5,
            output: PresentationOutput::Logits(index),
            threshold: 0.5,
        }),
    }
}

#[test]
fn models_of_the_operator_take_the_places_of_ours() {
    if ENGINE.is_none() {
        return;
    }
    let store = ModelStore::open(&models()).expect("the models are there");
    // Our own network, given as the operator's: cut by five points and compared by angle.
    let operator = FaceModels {
        presentation: presentation(3).presentation,
        ..embedding("fetched/face-embedding.onnx")
    };
    let engine = Engine::with_face_models(&store, 1, &operator).expect("usable models");
    let facts = selfie(&engine, &picture("one-1.jpg"));
    let genuine = facts.presentation.expect("a detector looked").genuine;
    assert!((0.0..=1.0).contains(&genuine), "{genuine}");
    let again = the_face(selfie(&engine, &picture("one-1.jpg")));
    let face = the_face(facts);
    assert!(distance(&face, &again).abs() < 1e-6);
    let names: Vec<&str> = engine.models().iter().map(|m| m.name.as_str()).collect();
    assert!(names.contains(&"faces.embedding") && names.contains(&"faces.presentation"));
    assert!(!names.contains(&"face-embedding"), "{names:?}");
}

#[test]
fn a_model_of_the_operator_that_does_not_fit_is_named_by_its_setting() {
    if ENGINE.is_none() {
        return;
    }
    let store = ModelStore::open(&models()).expect("the models are there");
    let refused = |operator: &FaceModels| {
        let error = Engine::with_face_models(&store, 1, operator).expect_err("not usable");
        assert!(error.is_of_the_operator(), "{error}");
        error.to_string()
    };
    let absent = refused(&embedding("nowhere.onnx"));
    assert!(
        absent.starts_with("faces.embedding: ") && absent.contains("nowhere.onnx"),
        "{absent}"
    );
    let shape = refused(&embedding("fetched/face-mesh.onnx"));
    assert!(
        shape.contains("[1, 192, 192, 3]") && shape.contains("[1, 3, S, S]"),
        "{shape}"
    );
    let no_model = refused(&embedding("fetched/faces/one-1.jpg"));
    assert!(
        no_model.starts_with("faces.embedding: the model is not usable"),
        "{no_model}"
    );
    let index = refused(&presentation(128));
    assert!(
        index.starts_with("faces.presentation") && index.contains("index 128"),
        "{index}"
    );
}
