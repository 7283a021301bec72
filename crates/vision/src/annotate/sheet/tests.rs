use super::*;
use crate::annotate::{Mark, Place, Tone};
use bonafide_facts::{PixelBox, QuarterTurn};

fn picture(width: u32, height: u32, marks: Vec<Mark>) -> SheetPicture {
    SheetPicture {
        caption: "Front".to_owned(),
        raster: RgbRaster::filled(Size { width, height }, [250, 10, 250]),
        turn: QuarterTurn::None,
        marks,
    }
}

fn mark(x: u32, y: u32, label: &str) -> Mark {
    Mark {
        place: Place::Area(PixelBox {
            x,
            y,
            width: 60,
            height: 20,
        }),
        label: label.to_owned(),
        tone: Tone::Good,
    }
}

fn drawn(pictures: Vec<SheetPicture>) -> image::RgbImage {
    let made = sheet(&Sheet {
        verdict: "Accepted".to_owned(),
        state: State::Good,
        because: vec!["Every check passed.".to_owned()],
        pictures,
        checks: vec![Row {
            name: "Data integrity".to_owned(),
            state: State::Good,
            word: "passed".to_owned(),
            reason: "All 5 check digits are right. Ž č ß Ω Ж".to_owned(),
            bar: Some(Bar {
                score: 5.0,
                threshold: 2.0,
                words: "5 fields agree, 2 needed".to_owned(),
            }),
        }],
        features: vec![
            ("Header".to_owned(), State::Good),
            ("Photo".to_owned(), State::None),
        ],
        quality: Vec::new(),
        fields: Vec::new(),
        footer: vec!["Rules".to_owned()],
    });
    image::load_from_memory(&made.unwrap()).unwrap().to_rgb8()
}

/// Pixels of the picture that are still as they were.
fn untouched(sheet: &image::RgbImage) -> usize {
    sheet
        .pixels()
        .filter(|pixel| pixel.0 == [250, 10, 250])
        .count()
}

#[test]
fn labels_stand_beside_the_picture_and_not_on_it() {
    let plain = untouched(&drawn(vec![picture(900, 600, Vec::new())]));
    let unnamed = untouched(&drawn(vec![picture(
        900,
        600,
        vec![mark(10, 10, ""), mark(600, 500, "")],
    )]));
    let named = untouched(&drawn(vec![picture(
        900,
        600,
        vec![
            mark(10, 10, "surname"),
            mark(600, 500, "machine-readable zone"),
        ],
    )]));
    assert!(unnamed < plain);
    // Beside the boxes there are only the thin lines that lead to the labels.
    assert!(unnamed - named < 3000, "{}", unnamed - named);
}

#[test]
fn pictures_of_all_shapes_fit_on_a_sheet() {
    for (width, height) in [(4000, 300), (300, 4000), (40, 30), (3000, 3000)] {
        let marks = (0..20).map(|n| mark(n, n, "field")).collect();
        let made = drawn(vec![picture(width, height, marks)]);
        assert_eq!(made.width(), 1800);
        assert!(
            made.height() < 2400,
            "{width} × {height}: {}",
            made.height()
        );
    }
}

#[test]
fn heights_of_labels_never_overlap() {
    let heights = pictures::spread(&[10.0, 11.0, 12.0, 300.0, 301.0], 0.0, 320.0);
    assert!(heights.windows(2).all(|two| two[1] - two[0] >= 26.9));
    assert!(heights.iter().all(|y| (0.0..=320.0).contains(y)));
}
