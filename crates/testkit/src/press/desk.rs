//! What documents lie on.

use super::{canvas::Ink, dice::Dice, scene::Surface};

const SIDE: usize = 256;

/// A surface of endless size; places in millimetres.
pub(crate) struct Desk {
    surface: Surface,
    /// Smooth noise that repeats, each value −1 to 1.
    noise: Vec<f32>,
    light: Ink,
    dark: Ink,
    angle: (f32, f32),
    shift: (f32, f32),
}

impl Desk {
    pub(crate) fn new(surface: Surface, dice: &mut Dice) -> Self {
        let (light, dark) = match surface {
            Surface::Scanner => (Ink([0.985, 0.985, 0.985]), Ink([0.985, 0.985, 0.985])),
            Surface::Wood => {
                let tone = dice.unit();
                let light = Ink([0.80, 0.64, 0.45]).mixed(Ink([0.36, 0.23, 0.15]), tone);
                (light, light.mixed(Ink([0.16, 0.08, 0.04]), 0.45))
            }
            Surface::Stone => {
                let light = Ink([0.86, 0.85, 0.83]).mixed(Ink([0.30, 0.31, 0.33]), dice.unit());
                (light, light.mixed(Ink::BLACK, 0.5))
            }
            Surface::Cloth => {
                let light = Ink::hsv(dice.unit(), dice.between(0.05, 0.5), dice.between(0.3, 0.8));
                (light, light.mixed(Ink::BLACK, 0.4))
            }
            Surface::Paper => (Ink([0.93, 0.93, 0.92]), Ink([0.84, 0.84, 0.85])),
        };
        let turn = dice.between(-0.6, 0.6);
        Self {
            surface,
            noise: smooth_noise(dice),
            light,
            dark,
            angle: turn.sin_cos(),
            shift: (dice.between(0.0, 200.0), dice.between(0.0, 200.0)),
        }
    }

    /// The colour at a place, each channel 0 to 1.
    pub(crate) fn at(&self, x: f32, y: f32) -> Ink {
        if self.surface == Surface::Scanner {
            return self.light;
        }
        let (sin, cos) = self.angle;
        let (x, y) = (
            x * cos - y * sin + self.shift.0,
            x * sin + y * cos + self.shift.1,
        );
        let share = match self.surface {
            Surface::Scanner => 0.0,
            Surface::Wood => {
                let board = (y / 70.0).floor();
                let wave = self.noise(x * 0.25 + board * 57.0, y * 1.3);
                let rings = ((y + 3.5 * wave + board * 31.0) * 1.1).sin();
                let pores = self.noise(x * 0.9, y * 9.0);
                let seam =
                    1.0 - ((y / 70.0 - board).min(1.0 - (y / 70.0 - board)) * 70.0 / 0.5).min(1.0);
                0.35 + 0.22 * rings + 0.25 * wave + 0.22 * pores + 0.6 * seam
            }
            Surface::Stone => {
                let speckle = self.noise(x * 7.0, y * 7.0);
                let cloud = self.noise(x * 0.6, y * 0.6);
                0.25 + 0.25 * cloud + 0.6 * (speckle.abs() - 0.2).max(0.0) + 0.1 * speckle
            }
            Surface::Cloth => {
                let (warp, weft) = ((x * 4.2).sin(), (y * 4.2).sin());
                0.4 + 0.3 * warp * weft
                    + 0.2 * self.noise(x * 5.0, y * 0.8)
                    + 0.15 * self.noise(x, y)
            }
            Surface::Paper => {
                let edge = x * 0.21 + y * 0.98;
                let sheet = if (edge / 160.0).rem_euclid(1.0) < 0.5 {
                    0.15
                } else {
                    0.45
                };
                sheet + 0.12 * self.noise(x * 3.0, y * 3.0)
            }
        };
        self.light.mixed(self.dark, share.clamp(0.0, 1.0))
    }

    #[inline]
    fn noise(&self, x: f32, y: f32) -> f32 {
        let (left, top) = (x.floor(), y.floor());
        let (fx, fy) = (x - left, y - top);
        let cell = |dx: i32, dy: i32| {
            let wrap = |v: f32, d: i32| (v as i32 + d).rem_euclid(SIDE as i32) as usize;
            self.noise[wrap(top, dy) * SIDE + wrap(left, dx)]
        };
        let upper = cell(0, 0) + (cell(1, 0) - cell(0, 0)) * fx;
        let lower = cell(0, 1) + (cell(1, 1) - cell(0, 1)) * fx;
        upper + (lower - upper) * fy
    }
}

/// White noise and three coarser layers of it.
fn smooth_noise(dice: &mut Dice) -> Vec<f32> {
    let white: Vec<f32> = (0..SIDE * SIDE).map(|_| dice.between(-1.0, 1.0)).collect();
    let layer = |x: usize, y: usize, step: usize| {
        let (cx, cy) = (x / step * step, y / step * step);
        let (fx, fy) = ((x - cx) as f32 / step as f32, (y - cy) as f32 / step as f32);
        let at = |x: usize, y: usize| white[(y % SIDE) * SIDE + x % SIDE];
        let upper = at(cx, cy) * (1.0 - fx) + at(cx + step, cy) * fx;
        let lower = at(cx, cy + step) * (1.0 - fx) + at(cx + step, cy + step) * fx;
        upper * (1.0 - fy) + lower * fy
    };
    (0..SIDE * SIDE)
        .map(|place| {
            let (x, y) = (place % SIDE, place / SIDE);
            0.4 * layer(x, y, 16)
                + 0.3 * layer(x, y, 8)
                + 0.2 * layer(x, y, 4)
                + 0.25 * white[place]
        })
        .collect()
}
