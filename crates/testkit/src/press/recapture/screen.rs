//! A document shown on a display, and photographed from it.

use crate::press::{
    Photo, RgbPicture, Scene, Specimen, Surface,
    canvas::Ink,
    desk::Desk,
    dice::Dice,
    lens,
    light::Light,
    photo::{self, View},
    plane,
    still_life::rounded,
};
use image::imageops::{self, FilterType};

/// How a display makes its light.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Panel {
    Lcd,
    Oled,
}

/// A lit display. Places in millimetres about the middle of the document that it shows.
struct Display {
    panel: Panel,
    /// What it shows, one pixel for each of its own; the document's middle is the picture's.
    shown: RgbPicture,
    /// What it shows beyond that.
    surround: [f32; 3],
    /// Its pixels for each millimetre of the document as shown.
    density: f32,
    /// Half its lit area, about `middle`.
    half: (f32, f32),
    middle: (f32, f32),
    corner: f32,
    /// The frame around it.
    bezel: f32,
    frame: Ink,
    /// Share of a subpixel's width and height that shines.
    open: (f32, f32),
    /// From left to right: which channel shines first, second and third.
    order: [usize; 3],
    /// Light of the room that the dark screen sends back.
    reflected: f32,
    white: [f32; 3],
    desk: Desk,
}

/// Shows the specimen on a display drawn by the seed and photographs that.
pub(super) fn photographed(specimen: &Specimen, panel: Panel, scene: &Scene, seed: u64) -> Photo {
    let mut dice = Dice::new(seed, "screen");
    let mut scene = Scene {
        shadow: 0.0,
        thumb: 0.0,
        warmth: dice.between(-0.45, 0.15),
        exposure: scene.exposure * 0.6,
        glare: if dice.chance(0.4) {
            dice.between(0.05, 0.4)
        } else {
            0.0
        },
        ..scene.clone()
    };
    if scene.surface == Surface::Scanner {
        // Nobody scans a screen.
        scene.surface = *dice.pick(&Surface::DESKS);
        scene.tilt = dice.between(-4.0, 6.0);
        scene.yaw = dice.between(-4.0, 4.0);
        scene.rotation = dice.between(-2.0, 2.0);
        scene.blur = dice.between(0.4, 0.8);
        scene.noise = dice.between(1.5, 3.5);
    }
    let mut photo_dice = Dice::new(seed, "photograph of a screen");
    let roll = plane::lying(scene.turn) + scene.rotation;
    let view = View::new(specimen, &scene, roll, &mut photo_dice);
    let display = Display::new(specimen, panel, &scene, &mut dice);
    let light = Light::new(&scene, view.size, &mut photo_dice);
    // Enough taps that a subpixel is met by at least one.
    let taps = (4.0 * display.density / view.pixels_per_mm)
        .ceil()
        .clamp(3.0, 5.0) as usize;
    let grain = 1.0 / view.pixels_per_mm;
    let mut picture = photo::expose(&view, &light, taps, |x, y| display.at(x, y, grain));
    if dice.chance(0.35) {
        bands(&mut picture, &mut dice);
    }
    photo::through_lens(&mut picture, &scene, &mut photo_dice);
    Photo {
        jpeg: photo::encode(&picture, &scene),
        truth: photo::moved_truth(specimen, &view, roll),
        picture,
    }
}

impl Display {
    fn new(specimen: &Specimen, panel: Panel, scene: &Scene, dice: &mut Dice) -> Self {
        let (width, height) = specimen.truth.kind.millimetres();
        // Pixels of the display across the document: a window on a monitor to the whole of a telephone.
        let across = match panel {
            Panel::Lcd => 700.0 * dice.between(0.0, 1.0).mul_add(1.3, 0.0).exp2(),
            Panel::Oled => 1100.0 * dice.between(0.0, 1.0).exp2(),
        };
        let density = across / width;
        // Some leave the desk of the first capture around the document, some cut it out.
        let (shown, surround) = if dice.chance(0.5) {
            let first = Scene {
                fill: dice.between(0.7, 0.9),
                surface: *dice.pick(&Surface::DESKS),
                blur: dice.between(0.3, 0.7),
                noise: dice.between(1.0, 3.0),
                warmth: dice.between(-0.1, 0.2),
                ..Scene::flat()
            };
            let seed = dice.bits();
            let view = View::new(specimen, &first, 0.0, &mut Dice::new(seed, "photograph"));
            let taken = crate::press::photograph(specimen, &first, seed).picture;
            (
                scaled(&taken, density / view.pixels_per_mm),
                [0.02, 0.02, 0.02],
            )
        } else {
            let mut sheet = specimen.picture.clone();
            if dice.chance(0.5) {
                sheet = lens::blur(&sheet, dice.between(0.4, 1.2));
            }
            let surround = *dice.pick(&[
                [0.02, 0.02, 0.02],
                [1.0, 1.0, 1.0],
                [0.16, 0.16, 0.17],
                [0.90, 0.90, 0.91],
            ]);
            (scaled(&sheet, density / specimen.scale), surround)
        };
        let (half_width, half_height) = (width / 2.0, height / 2.0);
        let (half, corner, bezel) = if panel == Panel::Oled || dice.chance(0.35) {
            // A telephone on its side, filled from top to bottom: the frame may come into the picture.
            let tall = half_height * dice.between(1.0, 1.18);
            (
                (tall * dice.between(1.7, 2.2), tall),
                dice.between(1.0, 8.0),
                dice.between(1.5, 6.0),
            )
        } else {
            let share = dice.between(0.35, 0.95);
            (
                (half_width / share, half_width / share * 0.6),
                0.2,
                dice.between(3.0, 15.0),
            )
        };
        let half = (half.0.max(half_width), half.1.max(half_height));
        let room = (half.0 - half_width, half.1 - half_height);
        Self {
            panel,
            shown,
            surround,
            density,
            half,
            middle: (
                room.0 * dice.between(-0.6, 0.6),
                room.1 * dice.between(-0.6, 0.6),
            ),
            corner,
            bezel,
            frame: Ink([dice.between(0.03, 0.14); 3]),
            open: (dice.between(0.55, 0.85), dice.between(0.70, 0.92)),
            order: if dice.chance(0.85) {
                [0, 1, 2]
            } else {
                [2, 1, 0]
            },
            reflected: dice.between(0.01, 0.10),
            white: [
                dice.between(0.88, 1.0),
                dice.between(0.94, 1.0),
                dice.between(0.94, 1.0),
            ],
            desk: Desk::new(scene.surface, dice),
        }
    }

    fn at(&self, x: f32, y: f32, grain: f32) -> (Ink, f32) {
        let (dx, dy) = (x - self.middle.0, y - self.middle.1);
        let lit = rounded(dx, dy, self.half, self.corner);
        if lit > 0.0 {
            return (self.shining(x, y), 0.8);
        }
        let outline = (self.half.0 + self.bezel, self.half.1 + self.bezel);
        let frame = rounded(dx, dy, outline, self.corner + self.bezel);
        let share = (frame / grain + 0.5).clamp(0.0, 1.0);
        (self.desk.at(x, y).mixed(self.frame, share), 0.8 * share)
    }

    /// The light of one spot: dark between subpixels, one channel within.
    #[inline]
    fn shining(&self, x: f32, y: f32) -> Ink {
        let (sx, sy) = (x * self.density, y * self.density);
        let (column, row) = (sx.floor(), sy.floor());
        let (fx, fy) = (sx - column, sy - row);
        let colour = self.pixel(column as i64, row as i64);
        let mut light = [self.reflected * self.reflected; 3];
        let (open_x, open_y) = self.open;
        match self.panel {
            Panel::Lcd => {
                let stripe = ((fx * 3.0) as usize).min(2);
                let within = (fx * 3.0 - stripe as f32 - 0.5).abs() * 2.0;
                if within < open_x && (fy - 0.5).abs() * 2.0 < open_y {
                    let channel = self.order[stripe];
                    // What shines on a part of the area shines as much more brightly.
                    light[channel] += 3.0 * colour[channel] / (open_x * open_y);
                }
            }
            Panel::Oled => {
                let reach = |cx: f32, cy: f32| ((fx - cx).powi(2) + (fy - cy).powi(2)).sqrt();
                let green = 0.26 * open_x.sqrt();
                if reach(0.25, 0.25) < green {
                    light[1] += colour[1] / (std::f32::consts::PI * green * green);
                }
                // Red and blue take turns from pixel to pixel, and are larger.
                let other = 0.36 * open_x.sqrt();
                if reach(0.70, 0.70) < other {
                    let channel = if (column as i64 + row as i64).rem_euclid(2) == 0 {
                        self.order[0]
                    } else {
                        self.order[2]
                    };
                    light[channel] +=
                        2.0 * colour[channel] / (std::f32::consts::PI * other * other);
                }
            }
        }
        // Left as light above 1: the pixel of the camera gathers dark and bright spots.
        Ink([0, 1, 2].map(|c| light[c].sqrt() * self.white[c]))
    }

    /// The light (not the coded value) that a pixel is told to give.
    #[inline]
    fn pixel(&self, column: i64, row: i64) -> [f32; 3] {
        let (width, height) = (
            i64::from(self.shown.width()),
            i64::from(self.shown.height()),
        );
        let (x, y) = (column + width / 2, row + height / 2);
        let coded = if (0..width).contains(&x) && (0..height).contains(&y) {
            self.shown
                .get_pixel(x as u32, y as u32)
                .0
                .map(|value| f32::from(value) / 255.0)
        } else {
            self.surround
        };
        coded.map(|value| value * value)
    }
}

fn scaled(picture: &RgbPicture, by: f32) -> RgbPicture {
    let side = |pixels: u32| ((pixels as f32 * by).round() as u32).clamp(16, 6000);
    imageops::resize(
        picture,
        side(picture.width()),
        side(picture.height()),
        FilterType::Triangle,
    )
}

/// Brighter and darker rows: the display is dimmed by flicker, and the shutter runs down the picture.
fn bands(picture: &mut RgbPicture, dice: &mut Dice) {
    let depth = dice.between(0.03, 0.18);
    let period = 30.0 * dice.between(0.0, 4.0).exp2();
    let phase = dice.between(0.0, period);
    let stride = picture.width() as usize * 3;
    for (y, row) in picture.chunks_exact_mut(stride).enumerate() {
        let wave = ((y as f32 + phase) / period * std::f32::consts::TAU).sin();
        // Rather square than round.
        let gain = 1.0 - depth * (0.5 + 0.5 * (2.5 * wave).tanh());
        for value in row {
            *value = (f32::from(*value) * gain + 0.5) as u8;
        }
    }
}
