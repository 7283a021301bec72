//! A document printed by someone else than its issuer, and photographed or scanned.

use super::halftone::{Pattern, separated};
use crate::press::{
    Photo, RgbPicture, Scene, Specimen, Surface,
    canvas::Ink,
    desk::Desk,
    dice::Dice,
    lens,
    light::Light,
    photo::{self, View},
    plane,
    still_life::{rounded, sample},
};

/// What it is printed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Printer {
    Laser,
    Inkjet,
    Photo,
    /// A colour copier.
    Copier,
    /// A laser printer with black toner alone.
    Toner,
}

/// A printed sheet on a desk; places in millimetres about the document's middle.
struct Sheet<'a> {
    printer: Printer,
    source: &'a RgbPicture,
    /// Pixels of `source` for each millimetre.
    scale: f32,
    pattern: Pattern,
    paper: [f32; 3],
    /// Half the printed document.
    half: (f32, f32),
    radius: f32,
    cut: Cut,
    /// How far colours are drawn towards grey, and how much darker or lighter they come.
    fade: f32,
    gain: f32,
    desk: Desk,
}

/// What is left of the paper.
#[derive(Debug, Clone, Copy)]
enum Cut {
    /// Cut out by hand: so much is left on each side (left, right, top, bottom), and the cut wavers.
    Out {
        rim: [f32; 4],
        waver: f32,
        phase: f32,
    },
    /// The whole sheet, half its size, about a middle of its own.
    Whole {
        half: (f32, f32),
        middle: (f32, f32),
    },
}

/// Prints the specimen as the seed says and photographs it.
pub(super) fn photographed(
    specimen: &Specimen,
    printer: Printer,
    scene: &Scene,
    seed: u64,
) -> Photo {
    let mut dice = Dice::new(seed, "print");
    let source = lens::blur(&specimen.picture, dice.between(0.6, 1.6));
    let sheet = Sheet::new(specimen, &source, printer, scene, &mut dice);
    let mut photo_dice = Dice::new(seed, "photograph of a print");
    let roll = plane::lying(scene.turn) + scene.rotation;
    let view = View::new(specimen, scene, roll, &mut photo_dice);
    let light = Light::new(scene, view.size, &mut photo_dice);
    let grain = 1.0 / view.pixels_per_mm;
    // Dots in order are drawn with edges as soft as a tap is wide; dots in none need more taps.
    let taps = if printer == Printer::Inkjet { 3 } else { 2 };
    let mut picture = photo::expose(&view, &light, taps, |x, y| sheet.at(x, y, grain));
    photo::through_lens(&mut picture, scene, &mut photo_dice);
    Photo {
        jpeg: photo::encode(&picture, scene),
        truth: photo::moved_truth(specimen, &view, roll),
        picture,
    }
}

impl<'a> Sheet<'a> {
    fn new(
        specimen: &Specimen,
        source: &'a RgbPicture,
        printer: Printer,
        scene: &Scene,
        dice: &mut Dice,
    ) -> Self {
        let (width, height) = specimen.truth.kind.millimetres();
        let half = (width / 2.0, height / 2.0);
        let screens = [85.0_f32, 106.0, 120.0, 133.0, 150.0, 175.0, 200.0, 212.0];
        let pattern = match printer {
            Printer::Laser | Printer::Copier | Printer::Toner => {
                Pattern::clustered(*dice.pick(&screens), dice.between(-2.0, 2.0))
            }
            Printer::Inkjet => Pattern::Scattered {
                dots: *dice.pick(&[300.0_f32, 360.0, 600.0, 720.0]) / 25.4,
            },
            Printer::Photo => Pattern::Smooth,
        };
        let white = dice.between(0.90, 0.98);
        let cream = if printer == Printer::Toner && dice.chance(0.3) {
            dice.between(0.02, 0.10)
        } else {
            dice.between(-0.01, 0.02)
        };
        let cut = if dice.chance(0.55) {
            // A careful hand leaves nothing.
            let most = dice.between(0.0, 2.5);
            Cut::Out {
                rim: std::array::from_fn(|_| most * dice.between(0.2, 1.0)),
                waver: dice.between(0.0, 0.5),
                phase: dice.between(0.0, 6.0),
            }
        } else {
            Cut::Whole {
                half: *dice.pick(&[(105.0, 148.5), (148.5, 105.0), (74.0, 105.0)]),
                middle: (dice.between(-10.0, 10.0), dice.between(-20.0, 20.0)),
            }
        };
        Self {
            printer,
            source,
            scale: source.width() as f32 / width,
            pattern,
            paper: [white, white, white - cream],
            half,
            radius: specimen.truth.kind.corner_radius(),
            cut,
            fade: match printer {
                Printer::Copier => dice.between(0.2, 0.5),
                Printer::Toner => 1.0,
                Printer::Laser | Printer::Inkjet => dice.between(0.05, 0.25),
                Printer::Photo => dice.between(0.0, 0.1),
            },
            gain: dice.between(0.92, 1.05),
            desk: Desk::new(
                if scene.surface == Surface::Scanner {
                    Surface::Scanner
                } else {
                    *dice.pick(&Surface::DESKS)
                },
                dice,
            ),
        }
    }

    fn at(&self, x: f32, y: f32, grain: f32) -> (Ink, f32) {
        let document = rounded(x, y, self.half, self.radius);
        let paper = match self.cut {
            Cut::Out { rim, waver, phase } => {
                let hand = waver * ((x * 0.11 + phase).sin() + (y * 0.17 - phase).sin()) * 0.5;
                let [left, right, top, bottom] = rim;
                (self.half.0 + x + left)
                    .min(self.half.0 - x + right)
                    .min(self.half.1 + y + top)
                    .min(self.half.1 - y + bottom)
                    + hand
            }
            Cut::Whole { half, middle } => rounded(x - middle.0, y - middle.1, half, 0.1),
        };
        if paper < -grain {
            let shadow = 0.35 * (1.0 + (paper + grain) / 1.5).clamp(0.0, 1.0);
            return (self.desk.at(x, y).mixed(Ink::BLACK, shadow), 0.2);
        }
        let printed = if document > 0.0 {
            self.document(x, y, grain)
        } else {
            Ink(self.paper)
        };
        let share = (paper / grain + 1.0).clamp(0.0, 1.0);
        let gloss = if self.printer == Printer::Photo {
            1.0
        } else {
            0.3
        };
        if share >= 1.0 {
            // Most of the picture: no need to know the desk beneath.
            return (printed, gloss);
        }
        (self.desk.at(x, y).mixed(printed, share), gloss * share)
    }

    fn document(&self, x: f32, y: f32, grain: f32) -> Ink {
        let place = |mm: f32, half: f32| (mm + half) * self.scale - 0.5;
        let Ink(colour) = sample(self.source, place(x, self.half.0), place(y, self.half.1));
        let [r, g, b] = colour;
        let grey = 0.3 * r + 0.59 * g + 0.11 * b;
        let toned = colour.map(|c| ((c + (grey - c) * self.fade) * self.gain).clamp(0.0, 1.0));
        let coverage = if self.printer == Printer::Toner {
            [0.0, 0.0, 0.0, 1.0 - grey.clamp(0.0, 1.0)]
        } else {
            separated(toned)
        };
        let Ink(light) = self.pattern.printed(coverage, x, y, grain / 2.0);
        Ink(std::array::from_fn(|c| light[c] * self.paper[c]))
    }
}
