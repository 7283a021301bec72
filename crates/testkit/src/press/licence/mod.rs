//! Driving licences of Utopia: as Europe prints them, and as North America does.

pub(crate) mod european;
pub(crate) mod north_american;

use super::{
    canvas::{Area, Ink},
    dice::Dice,
    guilloche::{self, LineField, Rosette},
    layout::Sheet,
    lettering::Style,
    names,
};
use bonafide_facts::Field;

const WIDTH: f32 = 85.6;
const HEIGHT: f32 = 53.98;

/// The pattern that covers a side.
fn background(sheet: &mut Sheet<'_>, strength: f32, dice: &mut Dice) {
    let (canvas, palette) = (&mut sheet.canvas, &sheet.palette);
    guilloche::tint(canvas, palette);
    let all = Area::new(0.0, 0.0, WIDTH, HEIGHT);
    for (spacing, swing, share) in [(0.95, 3.4, 1.0), (1.5, 6.0, 0.7)] {
        LineField {
            area: all,
            spacing,
            weight: 0.09,
            swing,
            strength: strength * share,
        }
        .print(canvas, palette, dice);
    }
    let [first, second] = palette.lines;
    Rosette {
        centre: (56.0, 33.0),
        radius: 14.0,
        weight: 0.08,
        strength: strength * 0.8,
    }
    .print(canvas, [second, first], dice);
}

/// A number, or a number and a word, with its value behind it on one base line; gives where the value ends, in
/// millimetres.
fn numbered(
    sheet: &mut Sheet<'_>,
    number: &str,
    field: Option<Field>,
    value: &str,
    place: (f32, f32),
    room: f32,
) -> f32 {
    let label = Style::new(&sheet.fonts.sans, sheet.label_size).inked(sheet.palette.accent);
    let gap = label.measure(number) + sheet.label_size * 0.55;
    sheet.canvas.text(number, place.0, place.1, label);
    let width = (room - gap).max(4.0);
    sheet.value(field, value, place.0 + gap, place.1, width);
    let style = Style::new(&sheet.fonts.sans_bold, sheet.value_size).fitted(value, width);
    place.0 + gap + style.measure(value)
}

/// Where the holder lives: a street that a holder's place of birth has, too.
fn residence(seed: u64) -> (String, String) {
    let mut dice = Dice::new(seed, "residence");
    let street = *dice.pick(&[
        "Harbour Street",
        "Mill Lane",
        "Observatory Road",
        "Market Square",
        "Long Quay",
    ]);
    (
        format!("{} {street}", dice.whole(1, 199)),
        (*dice.pick(names::PLACES)).to_owned(),
    )
}

const SIGNING: Ink = Ink([0.07, 0.07, 0.10]);
