//! The holder's picture.

use super::{
    PressError, RgbPicture,
    canvas::{Area, Canvas, Ink},
    dice::Dice,
};
use image::imageops::{self, FilterType};
use std::path::{Path, PathBuf};

/// Width over height of a portrait (ICAO Doc 9303-4, section 4.1.1.1: 35 × 45 mm).
const ASPECT: f32 = 35.0 / 45.0;

/// Head and shoulders in NASA's portrait of an astronaut, of 512 × 512 pixels, that is fetched with the models.
const ASTRONAUT: (u32, u32, u32, u32) = (137, 0, 179, 230);

/// File name of that portrait.
const FILE: &str = "specimen-portrait.png";

/// A portrait, cut to 35 : 45.
#[derive(Clone)]
pub struct Portrait(RgbPicture);

impl Portrait {
    /// The middle of any picture, cut to 35 : 45.
    #[must_use]
    pub fn of(picture: &RgbPicture) -> Self {
        let (width, height) = picture.dimensions();
        let cut_width = ((height as f32 * ASPECT) as u32).clamp(1, width.max(1));
        let cut_height = ((cut_width as f32 / ASPECT) as u32).clamp(1, height.max(1));
        let (left, top) = ((width - cut_width) / 2, (height - cut_height) / 2);
        Self(imageops::crop_imm(picture, left, top, cut_width, cut_height).to_image())
    }

    /// A portrait from a PNG or JPEG file. Of the fetched astronaut the head and shoulders are taken, of any
    /// other picture the middle.
    ///
    /// # Errors
    /// When the file can't be read or is no PNG or JPEG.
    pub fn open(path: &Path) -> Result<Self, PressError> {
        let bytes = std::fs::read(path).map_err(|source| PressError::Read {
            path: path.to_owned(),
            source,
        })?;
        let picture = image::load_from_memory(&bytes)
            .map_err(|source| PressError::Portrait {
                path: path.to_owned(),
                source,
            })?
            .into_rgb8();
        let fetched =
            path.file_name().is_some_and(|name| name == FILE) && picture.dimensions() == (512, 512);
        let (x, y, width, height) = ASTRONAUT;
        Ok(if fetched {
            Self(imageops::crop_imm(&picture, x, y, width, height).to_image())
        } else {
            Self::of(&picture)
        })
    }

    /// The portrait fetched with the models, if it is there: in the folder that the environment variable
    /// `BONAFIDE_MODELS` names, or in `models/` of this working copy (at most two folders deep).
    ///
    /// # Errors
    /// When the file is there but can't be read.
    pub fn fetched() -> Result<Option<Self>, PressError> {
        let named = std::env::var_os("BONAFIDE_MODELS").map(PathBuf::from);
        let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
        let roots = named.into_iter().chain([home]);
        let candidates = roots.flat_map(|root| {
            let below = std::fs::read_dir(&root)
                .into_iter()
                .flatten()
                .flatten()
                .map(|entry| entry.path().join(FILE));
            let mut files: Vec<PathBuf> = std::iter::once(root.join(FILE)).chain(below).collect();
            files.sort();
            files
        });
        candidates
            .into_iter()
            .find(|path| path.is_file())
            .map(|path| Self::open(&path))
            .transpose()
    }

    /// The face of someone else, made of this one: mirrored or not, its proportions, tones and colours changed, or
    /// a drawn face instead. The same seed gives the same face.
    #[must_use]
    pub fn another(&self, seed: u64) -> Self {
        let mut dice = Dice::new(seed, "another face");
        if dice.chance(0.15) {
            return Self::drawn(dice.bits());
        }
        let (width, height) = self.0.dimensions();
        let (across, down) = (width as f32, height as f32);
        let mirrored = dice.chance(0.7);
        let (wide, long) = (dice.between(0.82, 1.0), dice.between(0.84, 1.0));
        let (left, top) = (dice.between(0.0, 1.0 - wide), dice.between(0.0, 1.0 - long));
        // Bends the face: cheeks, brow and chin move against each other.
        let (swell, phase) = (
            dice.between(-0.035, 0.035),
            dice.between(0.0, std::f32::consts::TAU),
        );
        let (lift, slant) = (dice.between(-0.03, 0.03), dice.between(-0.06, 0.06));
        let gamma = dice.between(0.7, 1.4);
        let tint = [(); 3].map(|()| dice.between(0.86, 1.1));
        let mut face = RgbPicture::new(width, height);
        for (x, y, pixel) in face.enumerate_pixels_mut() {
            let (u, v) = ((x as f32 + 0.5) / across, (y as f32 + 0.5) / down);
            let u = if mirrored { 1.0 - u } else { u };
            let bent_u = u + swell * (v * 9.0 + phase).sin() + slant * (v - 0.5);
            let bent_v = v + lift * (u * 7.0 + phase).sin();
            let at = |share: f32, least: f32, span: f32, side: u32| {
                (((least + share * span) * side as f32) as i64).clamp(0, i64::from(side) - 1) as u32
            };
            let seen = self
                .0
                .get_pixel(at(bent_u, left, wide, width), at(bent_v, top, long, height));
            *pixel = image::Rgb(std::array::from_fn(|channel| {
                let value = (f32::from(seen.0[channel]) / 255.0).powf(gamma) * tint[channel];
                (value * 255.0).min(255.0) as u8
            }));
        }
        Self(face)
    }

    pub(crate) fn picture(&self) -> &RgbPicture {
        &self.0
    }

    /// A drawn face, for where no photograph is at hand: no person's likeness, and not made to please a face
    /// detector.
    #[must_use]
    pub fn drawn(seed: u64) -> Self {
        let mut dice = Dice::new(seed, "drawn portrait");
        let skin = Ink([0.93, 0.76, 0.64]).mixed(Ink([0.42, 0.27, 0.19]), dice.unit());
        let hair =
            Ink([0.12, 0.09, 0.08]).mixed(Ink([0.62, 0.45, 0.25]), dice.unit() * dice.unit());
        let cloth = Ink::hsv(dice.unit(), 0.4, 0.45);
        let mut canvas = Canvas::new(35.0, 45.0, 8.0);
        let sheet = Area::new(0.0, 0.0, 35.0, 45.0);
        let mut layer = |colour: Ink, depth: &dyn Fn(f32, f32) -> f32| {
            let mut mask = canvas.mask(sheet);
            mask.fill(depth);
            // Light comes from the upper left.
            let light = |x: f32, y: f32| 1.06 - 0.10 * (x / 35.0) - 0.08 * (y / 45.0);
            canvas.paint_with(&mask, 1.0, |x, y| {
                Ink(colour.0.map(|c| (c * light(x, y)).min(1.0)))
            });
        };
        let oval = |cx: f32, cy: f32, rx: f32, ry: f32| {
            move |x: f32, y: f32| {
                (1.0 - (((x - cx) / rx).powi(2) + ((y - cy) / ry).powi(2)).sqrt()) * rx.min(ry)
            }
        };
        layer(Ink([0.86, 0.88, 0.90]), &|_, _| 1.0);
        layer(hair, &oval(17.5, 18.2, 11.0, 13.6));
        layer(cloth, &oval(17.5, 49.0, 17.0, 12.5));
        layer(skin.mixed(Ink::BLACK, 0.15), &oval(17.5, 34.5, 4.4, 7.0));
        layer(skin, &oval(17.5, 21.5, 8.6, 11.8));
        let fringe = dice.between(10.5, 14.5);
        layer(hair, &move |x, y| {
            oval(17.5, 13.5, 9.6, 6.4)(x, y).min(fringe - y + 0.25 * (x - 17.5).abs())
        });
        for side in [-1.0, 1.0] {
            layer(
                hair.mixed(skin, 0.2),
                &oval(17.5 + side * 3.7, 18.1, 2.0, 0.42),
            );
            layer(Ink::WHITE, &oval(17.5 + side * 3.6, 20.2, 1.55, 0.85));
            layer(
                Ink([0.2, 0.16, 0.12]),
                &oval(17.5 + side * 3.6, 20.2, 0.8, 0.82),
            );
        }
        layer(skin.mixed(Ink::BLACK, 0.18), &oval(17.9, 24.6, 1.3, 0.5));
        layer(skin.mixed(Ink::BLACK, 0.10), &oval(18.1, 22.4, 0.35, 2.4));
        layer(
            Ink([0.66, 0.32, 0.30]).mixed(skin, 0.3),
            &oval(17.5, 28.2, 2.9, 0.75),
        );
        Self(imageops::blur(&canvas.picture, 0.8))
    }

    /// Prints the picture into an area; `soft` millimetres of its edge fade into the paper.
    pub(crate) fn print(&self, canvas: &mut Canvas, area: Area, soft: f32) {
        self.each_pixel(canvas, area, |canvas, x, y, colour, edge| {
            let strength = if soft > 0.0 {
                (edge / soft).clamp(0.0, 1.0)
            } else {
                1.0
            };
            canvas.paint(x, y, colour, strength * 0.97);
        });
    }

    /// Prints the small second portrait: one pale ink, fading out at the edges.
    pub(crate) fn print_ghost(&self, canvas: &mut Canvas, area: Area, ink: Ink, strength: f32) {
        let fade = area.width * 0.22;
        self.each_pixel(canvas, area, |canvas, x, y, colour, edge| {
            let grey = colour[0] * 0.3 + colour[1] * 0.59 + colour[2] * 0.11;
            canvas.dot(
                x,
                y,
                ink,
                (1.0 - grey) * strength * (edge / fade).clamp(0.0, 1.0),
            );
        });
    }

    /// Calls `lay` with each pixel of the area: its place, its colour, and its way to the nearest edge in mm.
    fn each_pixel(
        &self,
        canvas: &mut Canvas,
        area: Area,
        lay: impl Fn(&mut Canvas, u32, u32, [f32; 3], f32),
    ) {
        let pixels = |mm: f32| ((mm * canvas.scale).round() as u32).max(1);
        let (width, height) = (pixels(area.width), pixels(area.height));
        let (left, top) = (pixels(area.x), pixels(area.y));
        let filter = if width > self.0.width() {
            FilterType::CatmullRom
        } else {
            FilterType::Triangle
        };
        let sized = imageops::resize(&self.0, width, height, filter);
        let scale = canvas.scale;
        for (x, y, pixel) in sized.enumerate_pixels() {
            if left + x < canvas.picture.width() && top + y < canvas.picture.height() {
                let edge = x.min(y).min(width - 1 - x).min(height - 1 - y) as f32 / scale;
                lay(
                    canvas,
                    left + x,
                    top + y,
                    pixel.0.map(|c| f32::from(c) / 255.0),
                    edge,
                );
            }
        }
    }
}

impl std::fmt::Debug for Portrait {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Portrait")
            .field("size", &self.0.dimensions())
            .finish()
    }
}
