//! Photographing a specimen.

use super::{
    RgbPicture, Specimen,
    canvas::Ink,
    desk::Desk,
    dice::Dice,
    exif, lens,
    light::Light,
    plane::{self, Plane},
    scene::{Original, Scene, Surface},
    still_life::StillLife,
    truth::Truth,
};
use bonafide_facts::{Point, Quad, QuarterTurn, Size};
use std::f32::consts::PI;

/// A photograph of a specimen.
#[derive(Clone)]
pub struct Photo {
    /// The file, as a phone would send it.
    pub jpeg: Vec<u8>,
    /// The picture as a viewer shows it, before compression.
    pub picture: RgbPicture,
    /// What stands where, in that picture.
    pub truth: Truth,
}

/// Photographs a specimen. The same specimen, scene and seed give the same bytes.
///
/// Effects come in the order of nature: copy, surface, thumb, light, lens, sensor, file.
#[must_use]
pub fn photograph(specimen: &Specimen, scene: &Scene, seed: u64) -> Photo {
    let mut dice = Dice::new(seed, "photograph");
    let roll = plane::lying(scene.turn) + scene.rotation;
    let view = View::new(specimen, scene, roll, &mut dice);
    let desk = Desk::new(scene.surface, &mut dice);
    let subject = StillLife::new(specimen, scene, view.pixels_per_mm, desk, &mut dice);
    let light = Light::new(scene, view.size, &mut dice);

    let mut photo = expose(&view, &light, 1, |x, y| subject.at(x, y));
    through_lens(&mut photo, scene, &mut dice);
    let mut truth = moved_truth(specimen, &view, roll);
    truth.hidden.extend(
        subject
            .thumb()
            .map(|quad| Quad(quad.0.map(|corner| view.plane.place(corner)))),
    );
    Photo {
        jpeg: encode(&photo, scene),
        picture: photo,
        truth,
    }
}

/// What lens and sensor make of what falls into them.
pub(super) fn through_lens(picture: &mut RgbPicture, scene: &Scene, dice: &mut Dice) {
    if scene.blur > 0.05 {
        *picture = lens::blur(picture, scene.blur.min(20.0));
    }
    if scene.motion >= 0.5 {
        *picture = lens::shake(picture, scene.motion, dice.unit() * PI);
    }
    if scene.noise > 0.0 {
        lens::noise(picture, scene.noise, dice);
    }
}

/// What stands where in the photograph of a document whose plane is seen so.
pub(super) fn moved_truth(specimen: &Specimen, view: &View, roll: f32) -> Truth {
    let place = |point: Point| {
        let mm = |pixel: f32, side: u32| (pixel - side as f32 / 2.0) / specimen.scale;
        let sheet = specimen.truth.size;
        view.plane.place(Point {
            x: mm(point.x, sheet.width),
            y: mm(point.y, sheet.height),
        })
    };
    specimen
        .truth
        .moved(view.size, plane::righting(roll), place)
}

/// Where the camera stands.
pub(super) struct View {
    pub(super) size: Size,
    /// From millimetres about the document's middle to pixels.
    pub(super) plane: Plane,
    pub(super) pixels_per_mm: f32,
}

impl View {
    pub(super) fn new(specimen: &Specimen, scene: &Scene, roll: f32, dice: &mut Dice) -> Self {
        let size = match scene.turn {
            QuarterTurn::None | QuarterTurn::Half => scene.size,
            QuarterTurn::Left | QuarterTurn::Right => Size {
                width: scene.size.height,
                height: scene.size.width,
            },
        };
        let (width, height) = specimen.truth.kind.millimetres();
        let diagonal = (width * width + height * height).sqrt();
        let steep = |degrees: f32| degrees.clamp(-60.0, 60.0);
        let seen = Plane::seen(steep(scene.tilt), steep(scene.yaw), roll, diagonal * 2.2);
        let corners = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)].map(|(x, y)| {
            seen.place(Point {
                x: x * width / 2.0,
                y: y * height / 2.0,
            })
        });
        let span = |axis: fn(&Point) -> f32| {
            corners
                .iter()
                .map(axis)
                .fold((f32::INFINITY, f32::NEG_INFINITY), |(a, b), v| {
                    (a.min(v), b.max(v))
                })
        };
        let ((left, right), (top, bottom)) = (span(|p| p.x), span(|p| p.y));
        let (frame_width, frame_height) = (size.width as f32, size.height as f32);
        let fit = (frame_width / (right - left)).min(frame_height / (bottom - top));
        let scale = fit * scene.fill.clamp(0.02, 4.0);
        let (seen_width, seen_height) = ((right - left) * scale, (bottom - top) * scale);
        let room = (
            (frame_width - seen_width) / 2.0,
            (frame_height - seen_height) / 2.0,
        );
        let (mut x, mut y) = (
            frame_width / 2.0 + room.0.max(0.0) * scene.offset.0.clamp(-1.0, 1.0),
            frame_height / 2.0 + room.1.max(0.0) * scene.offset.1.clamp(-1.0, 1.0),
        );
        if scene.cut_off > 0.0 {
            let lost = scene.cut_off.min(0.95);
            match dice.below(4) {
                0 => x = seen_width * (0.5 - lost),
                1 => x = frame_width - seen_width * (0.5 - lost),
                2 => y = seen_height * (0.5 - lost),
                _ => y = frame_height - seen_height * (0.5 - lost),
            }
        }
        let middle = Point {
            x: x - (left + right) / 2.0 * scale,
            y: y - (top + bottom) / 2.0 * scale,
        };
        Self {
            size,
            plane: seen.then(scale, middle),
            pixels_per_mm: scale,
        }
    }
}

/// Draws every pixel: what is seen there (colour and gloss at a place in millimetres), in the light that falls
/// there. With more than one tap a pixel gathers light over its own area, `taps` by `taps` times, as things with
/// structure finer than a pixel need it; the area is somewhat larger than the pixel, as lenses and the filters before
/// sensors make it.
pub(super) fn expose(
    view: &View,
    light: &Light,
    taps: usize,
    at: impl Fn(f32, f32) -> (Ink, f32),
) -> RgbPicture {
    let back = view.plane.inverse().0;
    let mut picture = RgbPicture::new(view.size.width, view.size.height);
    let stride = view.size.width as usize * 3;
    let seen = |u: f32, v: f32| {
        let [x, y, depth] = back.map(|r| r[0] * u + r[1] * v + r[2]);
        at(x / depth, y / depth)
    };
    let step = 1.0 / taps.max(1) as f32;
    // Across the area, in pixels.
    let spread = 1.5;
    for (y, row) in picture.chunks_exact_mut(stride).enumerate() {
        let v = y as f32 + 0.5;
        let row_light = light.row(v);
        for (x, pixel) in row.chunks_exact_mut(3).enumerate() {
            let u = x as f32 + 0.5;
            let (colour, gloss) = if taps <= 1 {
                let (Ink(colour), gloss) = seen(u, v);
                (colour, gloss)
            } else {
                let (mut sum, mut gloss) = ([0.0_f32; 3], 0.0);
                for tap in 0..taps * taps {
                    let offset = |place: usize| ((place as f32 + 0.5) * step - 0.5) * spread;
                    let (Ink(colour), own) = seen(u + offset(tap % taps), v + offset(tap / taps));
                    // Light adds up, not its coded values: the square comes close to the display's gamma.
                    for (sum, value) in sum.iter_mut().zip(colour) {
                        *sum += value * value;
                    }
                    gloss += own;
                }
                let share = step * step;
                (sum.map(|sum| (sum * share).sqrt()), gloss * share)
            };
            let lit = row_light.at(u, colour, gloss);
            for (channel, value) in pixel.iter_mut().zip(lit) {
                *channel = (value * 255.0 + 0.5) as u8;
            }
        }
    }
    picture
}

pub(super) fn encode(picture: &RgbPicture, scene: &Scene) -> Vec<u8> {
    let stored = exif::stored(picture, scene.orientation);
    let mut jpeg = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut jpeg, scene.quality.clamp(1, 100));
    // Phones store colour at half the resolution; scanners don't.
    let colour = if scene.surface == Surface::Scanner && scene.original == Original::Document {
        jpeg_encoder::SamplingFactor::R_4_4_4
    } else {
        jpeg_encoder::SamplingFactor::R_4_2_0
    };
    encoder.set_sampling_factor(colour);
    encoder
        .add_app_segment(1, exif::segment(scene.orientation))
        .expect("the segment is far below the 64 kB that a segment may have");
    let side = |pixels: u32| u16::try_from(pixels).unwrap_or(u16::MAX);
    encoder
        .encode(
            stored.as_raw(),
            side(stored.width()),
            side(stored.height()),
            jpeg_encoder::ColorType::Rgb,
        )
        .expect("a picture of at most 8000 pixels a side, written to memory");
    jpeg
}
