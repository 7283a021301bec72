//! The engine on pictures, with the real models. Needs fetched models; skips without them.

use bonafide_facts::Size;
use bonafide_vision::decode::{Limits, Picture, decode};
use bonafide_vision::engine::Engine;
use bonafide_vision::models::ModelStore;
use bonafide_vision::raster::RgbRaster;
use bonafide_vision::{Deadline, VisionError};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

fn engine() -> Option<&'static Engine> {
    static ENGINE: OnceLock<Option<Engine>> = OnceLock::new();
    ENGINE.get_or_init(load).as_ref()
}

#[expect(clippy::print_stdout, reason = "a skipped test says so")]
fn load() -> Option<Engine> {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    if !models.join("fetched/text-detection.onnx").exists() {
        println!("skipped: `cargo xtask models` has not been run");
        return None;
    }
    let store = ModelStore::open(&models).expect("the models are there");
    Some(Engine::new(&store, 2).expect("the models load"))
}

/// A folder of pictures with a `truth.json`: each file's name and the lines of its zone.
#[expect(clippy::print_stdout, reason = "a skipped test says so")]
fn specimens() -> Option<(PathBuf, BTreeMap<String, Vec<String>>)> {
    let data = std::env::var_os("BONAFIDE_SPECIMENS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let inside = data.join("documents");
    let folder = if inside.is_dir() { inside } else { data };
    let Ok(truth) = std::fs::read_to_string(folder.join("truth.json")) else {
        println!("skipped: no specimens (BONAFIDE_SPECIMENS names their folder)");
        return None;
    };
    Some((
        folder,
        serde_json::from_str(&truth).expect("truth.json maps names to lines"),
    ))
}

fn picture(path: &Path) -> Picture {
    decode(&std::fs::read(path).expect("a file"), &Limits::default()).expect("a picture")
}

fn blank(width: u32, height: u32) -> Picture {
    let size = Size { width, height };
    Picture {
        size,
        raster: RgbRaster::filled(size, [180, 180, 180]),
    }
}

#[test]
fn nearly_all_specimens_are_read_exactly_and_nothing_is_invented() {
    let (Some(engine), Some((folder, truth))) = (engine(), specimens()) else {
        return;
    };
    let (mut exact, mut with_zone) = (0, 0);
    let (mut valid_but_wrong, mut invented, mut failed) = (Vec::new(), Vec::new(), Vec::new());
    for (name, wanted) in &truth {
        let reading = engine
            .read_mrz(&picture(&folder.join(name)), Deadline::NONE)
            .expect("looked");
        let read: Vec<&str> = reading
            .mrz
            .iter()
            .flat_map(|mrz| mrz.lines.iter().map(|line| line.text.as_str()))
            .collect();
        with_zone += usize::from(!wanted.is_empty());
        if wanted.is_empty() {
            if !read.is_empty() {
                invented.push(name);
            }
        } else if read == *wanted {
            exact += 1;
        } else if reading.mrz.is_some_and(|mrz| mrz.check_digits_valid) {
            valid_but_wrong.push(name);
        } else {
            failed.push(name);
        }
    }
    assert!(invented.is_empty(), "invented on {invented:?}");
    assert!(
        valid_but_wrong.len() <= 1,
        "valid but wrong: {valid_but_wrong:?}"
    );
    assert!(
        exact * 52 >= with_zone * 46,
        "{exact} of {with_zone}; failed: {failed:?}"
    );
}

#[test]
fn a_reading_is_the_same_every_time_and_in_every_lane() {
    let (Some(engine), Some((folder, truth))) = (engine(), specimens()) else {
        return;
    };
    let Some(name) = truth.keys().next() else {
        return;
    };
    let picture = picture(&folder.join(name));
    let read = || {
        engine
            .read_mrz(&picture, Deadline::NONE)
            .expect("looked")
            .mrz
    };
    let once = read();
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..6).map(|_| scope.spawn(read)).collect();
        for reader in readers {
            assert!(reader.join().expect("no panic") == once);
        }
    });
}

#[test]
fn a_blank_picture_of_any_shape_has_no_zone() {
    let Some(engine) = engine() else { return };
    for (width, height) in [(1, 1), (3, 2_400), (2_400, 1), (640, 400)] {
        let reading = engine
            .read_mrz(&blank(width, height), Deadline::NONE)
            .expect("looked");
        assert!(reading.mrz.is_none(), "{width} x {height}");
    }
}

#[test]
fn work_that_has_no_time_says_how_far_it_got() {
    let Some(engine) = engine() else { return };
    let error = engine
        .read_mrz(&blank(640, 400), Deadline::within(Duration::ZERO))
        .expect_err("no time");
    assert!(matches!(error, VisionError::OutOfTime { .. }), "{error}");
    assert!(error.to_string().contains("finding text"), "{error}");
}

#[test]
fn a_folder_without_models_is_told_how_to_get_them() {
    let empty = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let error = ModelStore::open(&empty)
        .expect_err("no models there")
        .to_string();
    assert!(
        error.contains("libonnxruntime.so") && error.contains("cargo xtask models"),
        "{error}"
    );
}
