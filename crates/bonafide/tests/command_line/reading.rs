use crate::run::{command, finish, models, run};
use serde_json::Value;

#[test]
fn without_models_reading_says_how_to_get_them() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &["read", "a.jpg"][..],
        &["serve", "--listen", "127.0.0.1:0"],
    ] {
        let mut command = command(arguments);
        command
            .current_dir(folder.path())
            .env("BONAFIDE_METRICS__LISTEN", "off")
            .env("BONAFIDE_MODELS__DIR", "nowhere");
        let ran = finish(command);
        assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{}", ran.err);
        assert!(
            ran.err.contains("make models") && ran.err.contains("nowhere"),
            "{}",
            ran.err
        );
    }
    assert_eq!(run(&["read"]).code, 2);
}

#[test]
fn a_file_that_cannot_be_read_is_told_and_the_others_are_read() {
    let Some(models) = models() else { return };
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("passport.jpg");
    std::fs::write(&text, "Hello, world!").unwrap();
    let blank = folder.path().join("blank.png");
    std::fs::write(&blank, blank_png()).unwrap();
    let files = [
        text.to_str().unwrap(),
        "nowhere.png",
        blank.to_str().unwrap(),
    ];
    let mut command = command(&[&["read", "--json"], files.as_slice()].concat());
    command.env("BONAFIDE_MODELS__DIR", &models);
    let ran = finish(command);
    assert_eq!(ran.code, 3, "{}", ran.err);
    assert!(ran.err.contains("2 files could not be read"), "{}", ran.err);
    let told: Vec<Value> = ran
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        told.iter()
            .map(|line| line["file"].as_str().unwrap())
            .collect::<Vec<_>>(),
        files
    );
    assert!(
        told[0]["error"].as_str().unwrap().contains("PNG and JPEG"),
        "{}",
        told[0]
    );
    assert!(
        told[1]["error"]
            .as_str()
            .unwrap()
            .contains("cannot be read"),
        "{}",
        told[1]
    );
    let blank = told[2].as_object().unwrap();
    assert_eq!(
        blank.keys().collect::<Vec<_>>(),
        ["elapsedMs", "file", "mrz"]
    );
    assert_eq!(blank["mrz"], Value::Null);
}

/// 64 × 64 white pixels.
fn blank_png() -> Vec<u8> {
    let mut png = std::io::Cursor::new(Vec::new());
    image::GrayImage::from_pixel(64, 64, image::Luma([255]))
        .write_to(&mut png, image::ImageFormat::Png)
        .unwrap();
    png.into_inner()
}
