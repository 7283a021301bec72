//! The older identity card of Utopia, of TD2 size: one side with everything on it.

use super::{
    canvas::{Area, Ink},
    dice::Dice,
    guilloche::{self, LineField, Rosette},
    holder::SpecimenData,
    layout::{self, Sheet},
    lettering::Style,
    mrz, ornament,
    portrait::Portrait,
    sides::Marks,
};
use bonafide_facts::Field;

const WIDTH: f32 = 105.0;
const HEIGHT: f32 = 74.0;
const PORTRAIT: Area = Area::new(74.6, 10.6, 25.2, 32.4);

pub(crate) fn print(
    sheet: &mut Sheet<'_>,
    data: &SpecimenData,
    portrait: &Portrait,
    dice: &mut Dice,
) -> Marks {
    let (canvas, palette) = (&mut sheet.canvas, &sheet.palette);
    guilloche::tint(canvas, palette);
    let zone = HEIGHT - mrz::ZONE;
    let upper = Area::new(0.0, 0.0, WIDTH, zone);
    LineField {
        area: upper,
        spacing: 1.0,
        weight: 0.09,
        swing: 3.0,
        strength: 0.36,
    }
    .print(canvas, palette, dice);
    LineField {
        area: upper,
        spacing: 1.45,
        weight: 0.09,
        swing: 6.5,
        strength: 0.26,
    }
    .print(canvas, palette, dice);
    let lower = Area::new(0.0, zone, WIDTH, mrz::ZONE);
    LineField {
        area: lower,
        spacing: 0.9,
        weight: 0.08,
        swing: 1.2,
        strength: 0.13,
    }
    .print(canvas, palette, dice);
    let [first, second] = palette.lines;
    for (centre, radius) in [((38.0, 30.0), 18.0), ((96.0, 6.0), 7.0)] {
        Rosette {
            centre,
            radius,
            weight: 0.08,
            strength: 0.27,
        }
        .print(canvas, [second, first], dice);
    }
    ornament::arms(canvas, (38.0, 30.0), 27.0, first, 0.13);
    guilloche::ribbon(
        canvas,
        Area::new(0.0, zone - 1.2, WIDTH, 1.4),
        palette.accent,
        0.34,
        dice,
    );
    sheet.microprint("UTOPIAUTOPIEREPUBLICOFUTOPIA", 0.0, zone + 0.75, WIDTH);

    let accent = sheet.palette.accent;
    let (state, people) = layout::state_name(&data.issuing_state);
    ornament::arms(&mut sheet.canvas, (8.4, 6.4), 9.6, accent, 0.92);
    let serif = Style {
        width: 1.0,
        spacing: 0.3,
        ..Style::new(&sheet.fonts.serif_bold, 3.8)
    }
    .inked(accent);
    sheet.canvas.text(&state, 15.0, 5.9, serif);
    let small = Style {
        width: 0.95,
        ..Style::new(&sheet.fonts.serif_bold, 2.1)
    }
    .inked(accent);
    sheet
        .canvas
        .text("IDENTITY CARD / CARTE D’IDENTITÉ", 15.1, 9.3, small);

    portrait.print(&mut sheet.canvas, PORTRAIT, 0.4);
    Rosette {
        centre: (74.6, 42.6),
        radius: 5.6,
        weight: 0.08,
        strength: 0.40,
    }
    .print(&mut sheet.canvas, [first, second], dice);
    let ghost = Area::new(55.5, 20.4, 12.2, 15.7);
    portrait.print_ghost(&mut sheet.canvas, ghost, first, 0.55);

    let (surname, given) = data.printed_names();
    let (left, middle) = (5.5, 40.0);
    let row = |n: u8| 12.2 + f32::from(n) * 5.75;
    sheet.entry(
        Some(Field::Surname),
        "1. Surname / Nom",
        &surname,
        left,
        row(0),
        64.0,
    );
    sheet.entry(
        Some(Field::GivenNames),
        "2. Given names / Prénoms",
        &given,
        left,
        row(1),
        64.0,
    );
    let number = "3. Document No. / No du document";
    sheet.entry(
        Some(Field::DocumentNumber),
        number,
        &data.number,
        left,
        row(2),
        32.0,
    );
    let birth = layout::date(data.birth);
    sheet.entry(
        Some(Field::DateOfBirth),
        "4. Date of birth / Date de naissance",
        &birth,
        left,
        row(3),
        32.0,
    );
    sheet.entry(
        Some(Field::Sex),
        "5. Sex / Sexe",
        &data.sex.letter().to_string(),
        middle,
        row(2),
        12.0,
    );
    sheet.entry(
        Some(Field::Nationality),
        "6. Nationality / Nationalité",
        &people,
        left,
        row(4),
        32.0,
    );
    let issue = layout::date(data.issue);
    sheet.entry(
        Some(Field::DateOfIssue),
        "7. Date of issue / Date de délivrance",
        &issue,
        middle,
        row(4),
        31.0,
    );
    let place = layout::capitals(&data.place_of_birth);
    sheet.entry(
        Some(Field::PlaceOfBirth),
        "8. Place of birth / Lieu de naissance",
        &place,
        left,
        row(5),
        32.0,
    );
    let expiry = layout::date(data.expiry);
    sheet.entry(
        Some(Field::DateOfExpiry),
        "9. Date of expiry / Date d’expiration",
        &expiry,
        middle,
        row(5),
        31.0,
    );
    let signature = ornament::signature(
        &mut sheet.canvas,
        Area::new(74.0, 43.0, 27.0, 6.2),
        Ink([0.09, 0.10, 0.24]),
        &mut Dice::new(dice.bits(), "signature"),
    );
    sheet.specimen(78.5, 8.4);
    Marks {
        portrait: Some(sheet.canvas.quad(PORTRAIT)),
        ghost: Some(sheet.canvas.quad(ghost)),
        signature,
        ..Marks::default()
    }
}
