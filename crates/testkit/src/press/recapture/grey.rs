//! Pictures and copies without colour.

use super::Medium;
use crate::press::{Photo, Scene, Specimen, dice::Dice, lens, photo};

/// Takes the colour out of a finished photograph, as software does, and stores it anew.
pub(super) fn turned_grey(photo: Photo, medium: Medium, scene: &Scene, seed: u64) -> Photo {
    let mut dice = Dice::new(seed, "grey file");
    let Photo {
        mut picture, truth, ..
    } = photo;
    let mut scene = scene.clone();
    // Dark and light end of a duotone, in steps of 255.
    let tints: [[f32; 3]; 2] = if medium == Medium::GreyFile {
        [[0.0; 3], [255.0; 3]]
    } else {
        let strength = dice.between(4.0, 32.0);
        let (sin, cos) = dice.between(0.0, std::f32::consts::TAU).sin_cos();
        let tint = [
            strength * cos,
            -0.5 * strength * (cos + sin),
            strength * sin,
        ];
        let dark = dice.between(0.0, 1.0);
        [tint.map(|t| 16.0 + t * dark * 0.6), tint.map(|t| 238.0 + t)]
    };
    for pixel in picture.chunks_exact_mut(3) {
        let [r, g, b] = [pixel[0], pixel[1], pixel[2]].map(f32::from);
        let grey = (0.299 * r + 0.587 * g + 0.114 * b) / 255.0;
        for (channel, value) in pixel.iter_mut().enumerate() {
            let [dark, light] = tints.map(|tint| tint[channel]);
            *value = (dark + (light - dark) * grey + 0.5) as u8;
        }
    }
    if medium == Medium::NoisyGreyFile {
        lens::noise(&mut picture, dice.between(4.0, 11.0), &mut dice);
        scene.quality = dice.whole(35, 75) as u8;
    }
    Photo {
        jpeg: photo::encode(&picture, &scene),
        picture,
        truth,
    }
}

/// The sheet as a worn copier shows it: harsh, with specks of toner and a streak along its way.
pub(super) fn harsh_copy(specimen: &Specimen, seed: u64) -> Specimen {
    let mut dice = Dice::new(seed, "harsh copy");
    let mut copy = specimen.clone();
    let (middle, contrast) = (dice.between(0.45, 0.68), dice.between(3.0, 9.0));
    let specks = dice.between(0.0002, 0.003);
    let width = copy.picture.width() as usize;
    let streak = dice.below(width);
    for (place, pixel) in copy.picture.chunks_exact_mut(3).enumerate() {
        let [r, g, b] = [pixel[0], pixel[1], pixel[2]].map(f32::from);
        let grey = (0.299 * r + 0.587 * g + 0.114 * b) / 255.0;
        let mut toned = 1.0 / (1.0 + (-contrast * (grey - middle) * 2.0).exp());
        if dice.chance(specks) {
            toned = 0.1;
        }
        if (place % width).abs_diff(streak) < 3 {
            toned *= 0.75;
        }
        pixel.fill((toned * 255.0 + 0.5) as u8);
    }
    copy
}
