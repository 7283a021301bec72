//! Copying characters within a picture.

use super::{
    Edit, Model,
    easel::{Easel, Spot},
    fields::Setting,
};
use crate::press::{RgbPicture, dice::Dice};
use bonafide_facts::{Field, Point};

/// Copies a digit of one field over another digit of number, date of birth or date of expiry, pixel for pixel.
pub(super) fn copy(model: &Model<'_>, easel: &mut Easel<'_>, dice: &mut Dice) -> Option<Edit> {
    let field = *dice.pick(&[
        Field::DocumentNumber,
        Field::DateOfBirth,
        Field::DateOfExpiry,
    ]);
    let fields = &model.specimen.truth.fields;
    let cells = |setting: &Setting<'_>| -> Vec<(char, Spot)> {
        let digits = setting.text().chars().enumerate();
        digits
            .filter(|(_, c)| c.is_ascii_digit())
            .map(|(at, c)| (c, setting.cell(at)))
            .collect()
    };
    let own = fields.iter().find(|f| f.field == field)?;
    let own = cells(&Setting::of(model, own)?);
    let all: Vec<(char, Spot)> = fields
        .iter()
        .filter_map(|f| Setting::of(model, f))
        .flat_map(|setting| cells(&setting))
        .collect();
    // The last digits of a number or a year: what a forger changes and what leaves a date a date.
    let (was, to) = own[own.len() - 1 - dice.below(2.min(own.len()))];
    let others: Vec<&(char, Spot)> = all.iter().filter(|(c, _)| *c != was).collect();
    if others.is_empty() {
        return None;
    }
    let (_, from) = **dice.pick(&others);
    let margin = model.specimen.scale * 0.08;
    let (from, to) = (from.grown(0.0, margin), to.grown(0.0, margin));
    let corners = |spot: Spot| spot.quad().0.map(|p| easel.there(p));
    let (source, target) = (corners(from), corners(to));
    let centre = |corners: [Point; 4]| {
        let sum = |axis: fn(&Point) -> f32| corners.iter().map(axis).sum::<f32>() / 4.0;
        (sum(|p| p.x), sum(|p| p.y))
    };
    let (sx, sy) = centre(source);
    let (tx, ty) = centre(target);
    let (dx, dy) = ((tx - sx).round() as i64, (ty - sy).round() as i64);
    let before: RgbPicture = easel.picture.clone();
    let span = |axis: fn(&Point) -> f32| {
        let values = target.iter().map(axis);
        let least = values.clone().fold(f32::INFINITY, f32::min);
        (least as i64, values.fold(0.0, f32::max) as i64 + 1)
    };
    let ((left, right), (top, bottom)) = (span(|p| p.x), span(|p| p.y));
    let inside = |x: i64, y: i64| {
        (0..i64::from(before.width())).contains(&x) && (0..i64::from(before.height())).contains(&y)
    };
    for y in top..bottom {
        for x in left..right {
            let at = Point {
                x: x as f32 + 0.5,
                y: y as f32 + 0.5,
            };
            let share = (to.depth(easel.back(at)) + 0.5).clamp(0.0, 1.0);
            if share > 0.0 && inside(x, y) && inside(x - dx, y - dy) {
                let pixel = before.get_pixel((x - dx) as u32, (y - dy) as u32).0;
                let there = easel.picture.get_pixel_mut(x as u32, y as u32);
                for (there, new) in there.0.iter_mut().zip(pixel) {
                    let was = f32::from(*there);
                    *there = super::easel::byte(was + (f32::from(new) - was) * share);
                }
            }
        }
    }
    Some(Edit {
        area: to.quad(),
        field: Some(field),
    })
}
