use super::*;
use crate::raster::{GrayRaster, Raster};
use bonafide_facts::{DocumentFact, Outline, PageFormat, Point, Quad};

/// A picture of a face as far as this module cares: soft blobs at places that a seed chooses.
fn portrait(seed: u32, u: f32, v: f32) -> f32 {
    let mut state = seed.wrapping_mul(2_654_435_761) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as f32 / u32::MAX as f32
    };
    let mut shade = 0.0;
    for _ in 0..14 {
        let (x, y, size, depth) = (next(), next(), 0.05 + 0.12 * next(), next() - 0.5);
        shade += depth * (-((u - x).powi(2) + (v - y).powi(2)) / (size * size)).exp();
    }
    shade.clamp(-1.0, 1.0)
}

/// A page of 1000 × 704 pixels with a portrait at the left and, pale, the one of another seed at the right; `guilloche`
/// says how many grey levels the lines beneath swing.
fn page(own: u32, repeated: u32, guilloche: f32) -> GrayRaster {
    let size = Size {
        width: 1000,
        height: 704,
    };
    let inside = |x: f32, y: f32, [left, top, width, height]: [f32; 4]| {
        let (u, v) = ((x - left) / width, (y - top) / height);
        ((0.0..1.0).contains(&u) && (0.0..1.0).contains(&v)).then_some((u, v))
    };
    let data = (0..704).flat_map(|y| {
        (0..1000).map(move |x| {
            let (x, y) = (x as f32, y as f32);
            let ground = 200.0 + guilloche * ((x + 9.0 * (y / 23.0).sin()) / 1.6).sin();
            let shade = inside(x, y, [60.0, 140.0, 230.0, 300.0])
                .map(|(u, v)| 90.0 * portrait(own, u, v) - 60.0)
                .or_else(|| {
                    inside(x, y, [780.0, 260.0, 110.0, 143.5])
                        .map(|(u, v)| 32.0 * portrait(repeated, u, v))
                });
            (ground + shade.unwrap_or(0.0)).clamp(0.0, 255.0) as u8
        })
    });
    GrayRaster::from_pixels(size, data.collect()).expect("a page")
}

fn found(picture: GrayRaster) -> GhostFact {
    let corner = |x: f32, y: f32| Point { x, y };
    let document = DocumentFact {
        corners: Quad([
            corner(0.0, 0.0),
            corner(1000.0, 0.0),
            corner(1000.0, 704.0),
            corner(0.0, 704.0),
        ]),
        score: 1.0,
        outline: Outline::Edges,
        ratio: 1.42,
        format: Some(PageFormat::Id3),
        support: [1.0; 4],
        cut_off: Vec::new(),
    };
    let area = PixelBox {
        x: 90,
        y: 215,
        width: 170,
        height: 170,
    };
    let face = Face {
        area,
        portrait: area,
        score: 0.9,
        points: [corner(0.0, 0.0); 6],
    };
    let flat = Flat::of(&document).expect("a shape");
    find(&Levels::of(picture, 400), &flat, &[face]).expect("a place")
}

#[test]
fn a_pale_small_portrait_is_found_where_it_is_and_looks_like_the_large_one() {
    let ghost = found(page(7, 7, 3.0));
    assert!(ghost.likeness > 0.7, "{ghost:?}");
    let (x, y) = (
        ghost.area.x + ghost.area.width / 2,
        ghost.area.y + ghost.area.height / 2,
    );
    assert!(
        (800..870).contains(&x) && (290..380).contains(&y),
        "{ghost:?}"
    );
}

#[test]
fn another_small_portrait_does_not_look_like_the_large_one() {
    for seed in [11, 12, 13] {
        let ghost = found(page(7, seed, 12.0));
        assert!(ghost.likeness < 0.55, "{ghost:?}");
    }
}

#[test]
fn a_page_without_a_face_or_with_a_tiny_one_is_not_searched() {
    let document = DocumentFact {
        corners: Quad(
            [(0.0, 0.0), (1000.0, 0.0), (1000.0, 704.0), (0.0, 704.0)].map(|(x, y)| Point { x, y }),
        ),
        score: 1.0,
        outline: Outline::Edges,
        ratio: 1.42,
        format: Some(PageFormat::Id3),
        support: [1.0; 4],
        cut_off: Vec::new(),
    };
    let flat = Flat::of(&document).expect("a shape");
    let levels = Levels::of(page(7, 7, 3.0), 400);
    assert!(find(&levels, &flat, &[]).is_none());
    let speck = PixelBox {
        x: 10,
        y: 10,
        width: 12,
        height: 12,
    };
    let face = Face {
        area: speck,
        portrait: speck,
        score: 0.9,
        points: [Point { x: 0.0, y: 0.0 }; 6],
    };
    assert!(find(&levels, &flat, &[face]).is_none());
}
