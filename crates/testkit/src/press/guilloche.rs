//! Security print: fields of fine waving lines, and rosettes.

use super::{
    canvas::{Area, Canvas, Ink},
    dice::Dice,
};
use std::f32::consts::TAU;

/// The colours of one printing.
#[derive(Clone, Copy)]
pub(crate) struct Palette {
    /// The paper's tints, left, middle and right (iris printing: inks that run into each other).
    pub(crate) paper: [Ink; 3],
    /// Inks of the lines, left and right.
    pub(crate) lines: [Ink; 2],
    /// The ink of headings and ornaments.
    pub(crate) accent: Ink,
}

impl Palette {
    /// `hue` (0 to 1) is the document's own colour; the seed shifts it a little, as printings differ.
    pub(crate) fn new(hue: f32, dice: &mut Dice) -> Self {
        let hue = hue + dice.between(-0.025, 0.025);
        let side = hue + dice.between(0.12, 0.22) * dice.sign();
        Self {
            paper: [
                Ink::hsv(hue, 0.085, 0.975),
                Ink::hsv(side, 0.10, 0.985),
                Ink::hsv(hue + 0.03, 0.11, 0.965),
            ],
            lines: [Ink::hsv(hue, 0.62, 0.66), Ink::hsv(side, 0.60, 0.70)],
            accent: Ink::hsv(hue, 0.75, 0.36),
        }
    }

    /// The ink of the lines at a share (0 to 1) of the sheet's width.
    fn line_at(&self, share: f32) -> Ink {
        self.lines[0].mixed(self.lines[1], 0.5 - 0.5 * (share * TAU * 0.5).cos())
    }
}

/// Tints the whole sheet.
pub(crate) fn tint(canvas: &mut Canvas, palette: &Palette) {
    let width = canvas.picture.width();
    let row: Vec<[u8; 3]> = (0..width)
        .map(|x| {
            let share = x as f32 / width as f32 * 2.0;
            let [left, middle, right] = palette.paper;
            let ink = if share < 1.0 {
                left.mixed(middle, share)
            } else {
                middle.mixed(right, share - 1.0)
            };
            ink.0.map(|c| (c * 255.0) as u8)
        })
        .collect();
    for pixels in canvas.picture.rows_mut() {
        for (pixel, tinted) in pixels.zip(&row) {
            pixel.0 = *tinted;
        }
    }
}

/// A field of lines `spacing` millimetres apart and `weight` millimetres thick, swinging by up to `swing`.
pub(crate) struct LineField {
    pub(crate) area: Area,
    pub(crate) spacing: f32,
    pub(crate) weight: f32,
    pub(crate) swing: f32,
    pub(crate) strength: f32,
}

impl LineField {
    /// Prints the field. The lines' shape comes from the dice: a sum of sines along x, whose height swells
    /// along y, so that the lines draw together and part.
    pub(crate) fn print(&self, canvas: &mut Canvas, palette: &Palette, dice: &mut Dice) {
        let scale = canvas.scale;
        let length = dice.between(0.16, 0.30) * self.area.width.max(30.0);
        let waves =
            [(1.0, length), (0.45, length * 0.43), (0.2, length * 0.19)].map(|(share, length)| {
                (
                    share * self.swing / self.spacing,
                    TAU / length,
                    dice.unit() * TAU,
                )
            });
        let swell = (
            TAU / (self.area.height * dice.between(0.7, 1.5)),
            dice.unit() * TAU,
        );
        let clamp = |mm: f32, most: u32| ((mm * scale).max(0.0) as u32).min(most);
        let (width, height) = canvas.picture.dimensions();
        let columns = clamp(self.area.x, width)..clamp(self.area.x + self.area.width, width);
        let rows = clamp(self.area.y, height)..clamp(self.area.y + self.area.height, height);
        let table: Vec<(f32, f32, Ink)> = columns
            .clone()
            .map(|x| {
                let mm = x as f32 / scale;
                let height: f32 = waves.iter().map(|(a, w, p)| a * (w * mm + p).sin()).sum();
                let slope: f32 = waves
                    .iter()
                    .map(|(a, w, p)| a * w * (w * mm + p).cos())
                    .sum();
                (
                    height,
                    slope * self.spacing,
                    palette.line_at(x as f32 / width as f32),
                )
            })
            .collect();
        let spacing = self.spacing * scale;
        let half = self.weight * scale / 2.0;
        for y in rows {
            let mm = y as f32 / scale;
            let base = mm / self.spacing;
            let swelling = 0.35 + 0.65 * (swell.0 * mm + swell.1).sin();
            for (x, (height, slope, ink)) in columns.clone().zip(&table) {
                let at = base + height * swelling;
                // The nearest whole number, by truncation above zero, which is quicker than rounding.
                let away = (at + 1024.0 - ((at + 1024.5) as i32) as f32).abs() * spacing;
                let steep = slope * swelling;
                let away = away / (1.0 + steep * steep).sqrt();
                let covered = (half + 0.5 - away).clamp(0.0, 1.0) * (2.0 * half).min(1.0);
                if covered > 0.0 {
                    canvas.dot(x, y, *ink, covered * self.strength);
                }
            }
        }
    }
}

/// A rosette: `turns` copies of one petalled curve, each turned against the last.
pub(crate) struct Rosette {
    pub(crate) centre: (f32, f32),
    /// Outer radius in millimetres.
    pub(crate) radius: f32,
    pub(crate) weight: f32,
    pub(crate) strength: f32,
}

impl Rosette {
    pub(crate) fn print(&self, canvas: &mut Canvas, inks: [Ink; 2], dice: &mut Dice) {
        let (cx, cy) = self.centre;
        let r = self.radius;
        let area = Area::new(cx - r, cy - r, 2.0 * r, 2.0 * r);
        let petals = dice.whole(5, 9) as f32;
        let inner = dice.between(0.14, 0.34);
        let overtone = dice.between(0.10, 0.22);
        let turns = 14;
        let mut mask = canvas.mask(area);
        for turn in 0..turns {
            let shift = turn as f32 / turns as f32 * TAU;
            let steps = 220 + (r * 8.0) as i32;
            mask.polyline(
                (0..=steps).map(|step| {
                    let angle = step as f32 / steps as f32 * TAU;
                    let wave = 0.5 + 0.5 * (petals * angle + shift).cos();
                    let ripple = overtone * (2.0 * petals * angle - 2.0 * shift).sin();
                    let reach =
                        (inner + (1.0 - inner - overtone) * wave + ripple).clamp(0.02, 1.0) * r;
                    (cx + reach * angle.cos(), cy + reach * angle.sin())
                }),
                self.weight,
            );
        }
        canvas.print_with(&mask, self.strength, |x, y| {
            let away = ((x - cx).powi(2) + (y - cy).powi(2)).sqrt() / r;
            inks[0].mixed(inks[1], away.min(1.0))
        });
    }
}

/// A border of interlaced waves along a rectangle's long edges.
pub(crate) fn ribbon(canvas: &mut Canvas, area: Area, ink: Ink, strength: f32, dice: &mut Dice) {
    let mut mask = canvas.mask(area);
    let (_, middle) = area.centre();
    let length = dice.between(5.0, 8.0);
    for strand in 0..6 {
        let shift = strand as f32 / 6.0 * TAU;
        let steps = (area.width * 3.0) as i32;
        mask.polyline(
            (0..=steps).map(|step| {
                let x = area.x + area.width * step as f32 / steps as f32;
                let swing = (x / length * TAU + shift).sin()
                    * (0.75 + 0.25 * (x / length * 0.5 * TAU).cos());
                (x, middle + swing * area.height / 2.0)
            }),
            0.09,
        );
    }
    canvas.print(&mask, ink, strength);
}
