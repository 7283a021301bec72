//! Replacing the portrait.

use super::{
    Edit, Model, Stage,
    easel::{Easel, Spot, sampled},
};
use crate::press::dice::Dice;
use bonafide_facts::Point;

/// Lays another face over the portrait. The ghost image stays as it is.
pub(super) fn replace(model: &Model<'_>, easel: &mut Easel<'_>, dice: &mut Dice) -> Option<Edit> {
    let scale = model.specimen.scale;
    let frame = Spot::of(model.specimen.truth.portrait?);
    let face = model.press.portrait.another(dice.bits());
    let face = face.picture();
    // Cut by hand: not quite the frame's size, nor quite at its place.
    let slip = scale * 0.5;
    let spot = Spot {
        left: frame.left + dice.between(-slip, slip),
        top: frame.top + dice.between(-slip, slip),
        right: frame.right + dice.between(-slip, slip),
        bottom: frame.bottom + dice.between(-slip, slip),
    };
    let soft = scale * dice.between(0.15, 1.0);
    let (blur, gain) = match model.stage {
        Stage::Paper => (dice.between(0.3, 1.4), 1.0),
        Stage::File => {
            // The new face is lit as the old one was, by and large.
            let light = |c: [f32; 3]| c[0] * 0.3 + c[1] * 0.59 + c[2] * 0.11;
            let old = light(easel.mean(frame));
            let pixels: Vec<[f32; 3]> = face.pixels().map(|p| p.0.map(f32::from)).collect();
            let new = pixels.iter().map(|c| light(*c)).sum::<f32>() / pixels.len() as f32;
            let matched = (old / new.max(1.0)).clamp(0.4, 1.6);
            (dice.between(0.0, 1.1), matched * dice.between(0.93, 1.07))
        }
    };
    let (width, height) = (face.width() as f32, face.height() as f32);
    easel.lay(spot, blur, |at| {
        let place = Point {
            x: (at.x - spot.left) / (spot.right - spot.left) * width,
            y: (at.y - spot.top) / (spot.bottom - spot.top) * height,
        };
        let share = (spot.depth(at) / soft).clamp(0.0, 1.0);
        (sampled(face, place).map(|c| (c * gain).min(255.0)), share)
    });
    Some(Edit {
        area: frame.joined(spot).quad(),
        field: None,
    })
}
