//! Changing the machine-readable zone.

use super::{
    Edit, Model,
    easel::{Easel, Spot},
    fields::{Hand, write},
};
use crate::press::{PressError, canvas::Ink, dice::Dice, lettering::Style, mrz};
use ab_glyph::Font;
use bonafide_facts::Field;

/// Whether check digits follow what was changed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Digits {
    Recomputed,
    Left,
}

/// Changes a digit of number, date of birth or date of expiry.
pub(super) fn change(
    model: &Model<'_>,
    easel: &mut Easel<'_>,
    digits: Digits,
    dice: &mut Dice,
) -> Result<Option<Edit>, PressError> {
    let Some(zone) = &model.specimen.truth.mrz else {
        return Ok(None);
    };
    let field = *dice.pick(&[
        Field::DocumentNumber,
        Field::DateOfBirth,
        Field::DateOfExpiry,
    ]);
    let Some(data) = super::fields::with_another_digit(model.data, field, dice) else {
        return Ok(None);
    };
    let wanted = mrz::lines(zone.format, &data)?;
    let mut changes: Vec<(usize, usize, char)> = Vec::new();
    for (line, (was, is)) in zone.lines.iter().zip(&wanted).enumerate() {
        for (column, (was, is)) in was.chars().zip(is.chars()).enumerate() {
            if was != is {
                changes.push((line, column, is));
            }
        }
    }
    if digits == Digits::Left {
        // The field stands before its check digit, and that before the digit of the whole zone.
        changes.truncate(1);
    }
    let font = &model.press.fonts.ocr_b;
    let cell = font.h_advance_unscaled(font.glyph_id('0')).max(1.0);
    let hand = Hand::new(model.stage, dice);
    let mut touched: Option<Spot> = None;
    for (line, column, character) in changes {
        let area = Spot::of(zone.line_areas[line]);
        let pitch = (area.right - area.left) / zone.lines[line].chars().count() as f32;
        let spot = Spot {
            left: area.left + pitch * column as f32,
            right: area.left + pitch * (column + 1) as f32,
            ..area
        };
        let ink = easel.ink(area);
        let millimetres = pitch / model.specimen.scale;
        let style = Style {
            width: 1.0,
            size: millimetres * font.units_per_em().unwrap_or(1000.0) / cell * hand.size,
            ..Style::new(font, 1.0)
        }
        .inked(Ink::BLACK);
        let margin = pitch * 0.12;
        easel.smooth(spot.grown(0.0, margin), margin);
        write(
            easel,
            model,
            &character.to_string(),
            style,
            (spot.left, area.bottom),
            hand.inked(ink),
            hand.blur,
        );
        touched = Some(touched.map_or(spot, |before| before.joined(spot)));
    }
    Ok(touched.map(|spot| Edit {
        area: spot.quad(),
        field: Some(field),
    }))
}
