//! The document on its surface, with what belongs around it and what lies on it.

use super::{
    RgbPicture, Specimen,
    canvas::Ink,
    desk::Desk,
    dice::Dice,
    kind::DocumentKind,
    scene::{Original, Scene, Surface},
    truth,
};
use bonafide_facts::Quad;
use image::imageops::{self, FilterType};
use std::borrow::Cow;

/// Everything that lies before the camera; places in millimetres about the document's middle.
pub(crate) struct StillLife<'a> {
    sheet: Cow<'a, RgbPicture>,
    /// Pixels of `sheet` for each millimetre.
    scale: f32,
    half: (f32, f32),
    radius: f32,
    /// Millimetres that one pixel of the photograph sees.
    grain: f32,
    kind: DocumentKind,
    original: Original,
    flat: FlatLight,
    desk: Desk,
    cover: Ink,
    thumb: Option<Thumb>,
}

/// Whether light throws shadows beside the document.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FlatLight {
    Scanner,
    Room,
}

/// A thumb from below: a rod with a round end.
struct Thumb {
    tip: (f32, f32),
    /// Direction from the tip to the hand.
    direction: (f32, f32),
    radius: f32,
    skin: Ink,
}

impl<'a> StillLife<'a> {
    pub(crate) fn new(
        specimen: &'a Specimen,
        scene: &Scene,
        pixels_per_mm: f32,
        desk: Desk,
        dice: &mut Dice,
    ) -> Self {
        let mut sheet = Cow::Borrowed(&specimen.picture);
        // A sheet much finer than the photograph would shimmer.
        while sheet.width() as f32 / specimen.picture.width() as f32 * specimen.scale
            > pixels_per_mm * 1.7
        {
            let (width, height) = ((sheet.width() / 2).max(1), (sheet.height() / 2).max(1));
            sheet = Cow::Owned(imageops::resize(
                &*sheet,
                width,
                height,
                FilterType::Triangle,
            ));
        }
        let kind = specimen.truth.kind;
        let (width, height) = kind.millimetres();
        let half = (width / 2.0, height / 2.0);
        Self {
            scale: sheet.width() as f32 / width,
            sheet,
            half,
            radius: kind.corner_radius(),
            grain: 1.0 / pixels_per_mm,
            kind,
            original: scene.original,
            flat: if scene.surface == Surface::Scanner {
                FlatLight::Scanner
            } else {
                FlatLight::Room
            },
            desk,
            cover: Ink::hsv(dice.between(0.58, 0.68), 0.65, 0.25),
            thumb: (scene.thumb > 0.0).then(|| Thumb::over(specimen, scene.thumb, half, dice)),
        }
    }

    /// The colour at a place, and its gloss (0 dull to 1).
    #[inline]
    pub(crate) fn at(&self, x: f32, y: f32) -> (Ink, f32) {
        let (colour, gloss) = self.below_thumb(x, y);
        if let Some(thumb) = &self.thumb {
            let depth = thumb.depth(x, y);
            let share = (depth / self.grain + 0.5).clamp(0.0, 1.0);
            if share > 0.0 {
                return (
                    colour.mixed(thumb.colour(x, y, depth), share),
                    gloss * (1.0 - 0.8 * share),
                );
            }
            let shadow = 0.45 * (1.0 + depth / 2.5).clamp(0.0, 1.0);
            return (colour.mixed(Ink::BLACK, shadow), gloss);
        }
        (colour, gloss)
    }

    /// The corners of the thumb's bounds on the document's plane.
    pub(crate) fn thumb(&self) -> Option<Quad> {
        self.thumb.as_ref().map(|thumb| {
            let width = 2.0 * thumb.radius;
            let height = self.half.1 - thumb.tip.1 + thumb.radius;
            truth::upright(
                thumb.tip.0 - thumb.radius,
                thumb.tip.1 - thumb.radius,
                width,
                height,
            )
        })
    }

    #[inline]
    fn below_thumb(&self, x: f32, y: f32) -> (Ink, f32) {
        let depth = rounded(x, y, self.half, self.radius);
        let share = (depth / self.grain + 0.5).clamp(0.0, 1.0);
        if share >= 1.0 {
            return (self.document(x, y), 1.0);
        }
        let around = match (self.original, self.flat) {
            (Original::GreyCopy, _) => self.copy_paper(x, y),
            (Original::Document, FlatLight::Scanner) => self.desk.at(x, y),
            (Original::Document, FlatLight::Room) => self.around(x, y),
        };
        if share <= 0.0 {
            return (around, 0.2);
        }
        (around.mixed(self.document(x, y), share), share)
    }

    #[inline]
    fn document(&self, x: f32, y: f32) -> Ink {
        let colour = sample(
            &self.sheet,
            (x + self.half.0) * self.scale - 0.5,
            (y + self.half.1) * self.scale - 0.5,
        );
        match self.original {
            Original::Document => colour,
            Original::GreyCopy => {
                let [r, g, b] = colour.0;
                let grey = 0.3 * r + 0.59 * g + 0.11 * b;
                // A copier drives greys apart.
                let toned = ((grey - 0.5) * 1.35 + 0.53).clamp(0.05, 0.97);
                Ink([toned; 3])
            }
        }
    }

    /// The sheet that a copy is on, larger than the document, and the desk beyond it.
    fn copy_paper(&self, x: f32, y: f32) -> Ink {
        let sheet = rounded(x + 6.0, y - 12.0, (105.0, 148.5), 0.1);
        let share = (sheet / self.grain + 0.5).clamp(0.0, 1.0);
        let depth = rounded(x, y, self.half, self.radius);
        let edge = if depth > -0.35 { 0.25 } else { 0.0 };
        let white = Ink([0.96; 3]).mixed(Ink([0.0; 3]), edge);
        if share >= 1.0 {
            white
        } else {
            self.desk.at(x, y).mixed(white, share)
        }
    }

    /// The booklet of a passport, and the desk in the document's shadow.
    fn around(&self, x: f32, y: f32) -> Ink {
        let mut colour = self.desk.at(x, y);
        let (outline, middle) = match self.kind {
            // Cover and the page before the data page, which is joined to its upper edge.
            DocumentKind::Passport => ((self.half.0 + 1.4, 2.0 * self.half.1 + 1.4), -self.half.1),
            _ => (self.half, 0.0),
        };
        let shadow = rounded(x - 0.8, y - middle - 1.2, outline, 3.5);
        colour = colour.mixed(
            Ink::BLACK,
            0.5 * (1.0 + shadow / 3.2).clamp(0.0, 1.0).powi(2),
        );
        if self.kind != DocumentKind::Passport {
            return colour;
        }
        let cover = (rounded(x, y - middle, outline, 3.2) / self.grain + 0.5).clamp(0.0, 1.0);
        if cover > 0.0 {
            colour = colour.mixed(self.cover, cover);
            let above = y + 2.0 * self.half.1;
            let page = rounded(x, y - middle, (self.half.0, 2.0 * self.half.1), 2.8);
            let share = (page / self.grain + 0.5).clamp(0.0, 1.0);
            if share > 0.0 && y < -self.half.1 {
                let line = (above * 3.1 + 6.0 * (x * 0.045).sin()).sin();
                let paper =
                    Ink([0.90, 0.91, 0.93]).mixed(Ink([0.70, 0.76, 0.86]), 0.35 + 0.10 * line);
                let fold = (1.0 - (-self.half.1 - y) / 5.0).clamp(0.0, 1.0);
                colour = colour.mixed(paper.mixed(Ink::BLACK, 0.45 * fold * fold), share);
            }
        }
        colour
    }
}

impl Thumb {
    fn over(specimen: &Specimen, share: f32, half: (f32, f32), dice: &mut Dice) -> Self {
        let (width, height) = (2.0 * half.0, 2.0 * half.1);
        let zone = if specimen.truth.mrz.is_some() {
            super::mrz::ZONE
        } else {
            height * 0.3
        };
        let radius = (width * share.min(0.9) / 2.0).max(1.0);
        let x = dice.between(
            -half.0 + radius,
            (half.0 - radius).max(-half.0 + radius + 0.1),
        );
        let lean = dice.between(-0.25, 0.25);
        let skin = Ink([0.90, 0.69, 0.58]).mixed(Ink([0.36, 0.23, 0.17]), dice.unit());
        Self {
            tip: (x, half.1 - zone + radius.min(zone)),
            direction: (lean.sin(), lean.cos()),
            radius,
            skin,
        }
    }

    /// Millimetres to the outline: positive inside.
    fn depth(&self, x: f32, y: f32) -> f32 {
        let (dx, dy) = (x - self.tip.0, y - self.tip.1);
        let along = (dx * self.direction.0 + dy * self.direction.1).max(0.0);
        let (ex, ey) = (dx - along * self.direction.0, dy - along * self.direction.1);
        self.radius - (ex * ex + ey * ey).sqrt()
    }

    fn colour(&self, x: f32, y: f32, depth: f32) -> Ink {
        let round = (depth / self.radius).clamp(0.0, 1.0);
        let skin = self
            .skin
            .mixed(Ink([0.30, 0.14, 0.10]), 0.55 * (1.0 - round).powi(3));
        let (dx, dy) = (x - self.tip.0, y - self.tip.1);
        let across = (dx * self.direction.1 - dy * self.direction.0) / (self.radius * 0.62);
        let along = (dx * self.direction.0 + dy * self.direction.1 + self.radius * 0.12)
            / (self.radius * 0.72);
        let nail = 1.0 - (across * across + along * along).sqrt();
        let skin = if nail > 0.0 {
            skin.mixed(Ink([0.95, 0.80, 0.76]), 0.45 * (nail * 8.0).min(1.0))
        } else {
            skin.mixed(
                Ink([0.30, 0.14, 0.10]),
                0.25 * (1.0 + nail * 9.0).clamp(0.0, 1.0),
            )
        };
        let crease = (along * 9.0).sin() * if along > 1.3 { 0.03 } else { 0.0 };
        skin.mixed(Ink::BLACK, crease.max(0.0))
    }
}

/// Millimetres inside a rectangle with rounded corners about the origin; negative outside.
#[inline]
pub(super) fn rounded(x: f32, y: f32, half: (f32, f32), radius: f32) -> f32 {
    let (dx, dy) = (x.abs() - half.0 + radius, y.abs() - half.1 + radius);
    let outside = (dx.max(0.0).powi(2) + dy.max(0.0).powi(2)).sqrt();
    radius - outside - dx.max(dy).min(0.0)
}

/// The colour between four pixels.
#[inline]
pub(super) fn sample(picture: &RgbPicture, x: f32, y: f32) -> Ink {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let (x, y) = (
        x.clamp(0.0, width as f32 - 1.001),
        y.clamp(0.0, height as f32 - 1.001),
    );
    let (left, top) = (x as usize, y as usize);
    let (fx, fy) = (x - left as f32, y - top as f32);
    let raw = picture.as_raw();
    let first = (top * width + left) * 3;
    let below = if top + 1 < height {
        first + width * 3
    } else {
        first
    };
    let next = if left + 1 < width { 3 } else { 0 };
    Ink([
        between(raw, first, below, next, fx, fy),
        between(raw, first + 1, below + 1, next, fx, fy),
        between(raw, first + 2, below + 2, next, fx, fy),
    ])
}

/// The value between those of one channel at two neighbours and the two below them, 0 to 1.
#[inline]
fn between(raw: &[u8], first: usize, below: usize, next: usize, fx: f32, fy: f32) -> f32 {
    let at = |place: usize| f32::from(raw[place]);
    let upper = at(first) + (at(first + next) - at(first)) * fx;
    let lower = at(below) + (at(below + next) - at(below)) * fx;
    (upper + (lower - upper) * fy) / 255.0
}
