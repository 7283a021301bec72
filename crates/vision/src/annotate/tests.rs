use super::*;

fn page() -> RgbRaster {
    RgbRaster::filled(
        Size {
            width: 1200,
            height: 800,
        },
        [240, 236, 225],
    )
}

fn mark(x: u32, y: u32, width: u32, height: u32, label: &str, tone: Tone) -> Mark {
    Mark {
        place: Place::Area(PixelBox {
            x,
            y,
            width,
            height,
        }),
        label: label.to_owned(),
        tone,
    }
}

fn drawn(picture: &RgbRaster, marks: &[Mark]) -> RgbRaster {
    let png = annotate(picture, marks).expect("a PNG");
    let decoded = image::load_from_memory_with_format(&png, image::ImageFormat::Png)
        .expect("readable")
        .to_rgb8();
    let size = Size {
        width: decoded.width(),
        height: decoded.height(),
    };
    RgbRaster::from_pixels(size, decoded.into_raw()).expect("whole")
}

#[test]
fn a_box_is_drawn_on_its_edge_in_the_colour_of_its_tone() {
    let picture = drawn(&page(), &[mark(300, 200, 400, 150, "", Tone::Bad)]);
    assert_eq!(picture.size(), page().size());
    for (x, y) in [(300, 275), (700, 275), (500, 200), (500, 350)] {
        assert_eq!(picture.at(x, y), Tone::Bad.colour(), "at {x}, {y}");
    }
    assert_eq!(
        picture.at(100, 100),
        [240, 236, 225],
        "far from the box nothing changes"
    );
}

#[test]
fn a_small_picture_is_enlarged_so_that_labels_can_be_read() {
    let small = RgbRaster::filled(
        Size {
            width: 300,
            height: 190,
        },
        [200; 3],
    );
    let picture = drawn(&small, &[mark(30, 40, 60, 80, "Portrait", Tone::Neutral)]);
    assert_eq!(
        picture.size(),
        Size {
            width: 1200,
            height: 760
        }
    );
    assert_eq!(picture.at(30 * 4, 80 * 4), Tone::Neutral.colour());
}

#[test]
fn marks_and_labels_that_reach_outside_are_drawn_as_far_as_they_can_be() {
    let beyond = Quad(
        [
            (-50.0, -20.0),
            (1300.0, -10.0),
            (1250.0, 900.0),
            (-60.0, 850.0),
        ]
        .map(|(x, y)| Point { x, y }),
    );
    let long = "A label that is far too long for the picture ".repeat(20);
    let marks = [
        Mark {
            place: Place::Corners(beyond),
            label: long,
            tone: Tone::Good,
        },
        mark(1190, 790, 10, 10, "Corner", Tone::Good),
        mark(5, 5, 0, 0, "日本 ÄÖ", Tone::Neutral),
    ];
    assert_eq!(drawn(&page(), &marks).size(), page().size());
}

#[test]
fn labels_lie_inside_the_picture_and_not_on_each_other() {
    let size = Size {
        width: 1200,
        height: 800,
    };
    let lettering = Lettering::new(20.0);
    // A stack of lines as close as those of an MRZ, at the picture's lower edge.
    let corners: Vec<[Point; 4]> = (0..6)
        .map(|i| {
            mark(40, 620 + 30 * i, 1100, 26, "", Tone::Good)
                .place
                .corners()
        })
        .collect();
    let labels: Vec<_> = (0..6)
        .map(|i| lettering.label(&format!("Line {i}"), 1200.0))
        .collect();
    let places: Vec<_> = placing::place(&corners, &labels, size, 3.0)
        .into_iter()
        .flatten()
        .collect();
    assert_eq!(places.len(), 6);
    for (i, place) in places.iter().enumerate() {
        assert!(
            place.left >= 0.0
                && place.top >= 0.0
                && place.right() <= 1200.0
                && place.bottom() <= 800.0
        );
        for other in &places[..i] {
            assert!(place.shared(other) < 1.0, "{place:?} lies on {other:?}");
        }
    }
}

#[test]
fn the_font_has_the_letters_of_western_europe() {
    let lettering = Lettering::new(20.0);
    let wide = |text: &str| lettering.label(text, 1000.0).expect("text").width;
    assert!(wide("ÄÉÑÕØßçÿ") > 3.0 * wide("."));
    assert!(
        (wide("日") - wide("?")).abs() < 0.01,
        "what the font lacks is shown as a question mark"
    );
}
