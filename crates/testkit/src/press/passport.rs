//! The data page of a passport of Utopia.

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

const PORTRAIT: Area = Area::new(5.5, 17.6, 34.0, 43.7);

pub(crate) fn print(
    sheet: &mut Sheet<'_>,
    data: &SpecimenData,
    portrait: &Portrait,
    dice: &mut Dice,
) -> Marks {
    background(sheet, dice);
    header(sheet, data);
    portrait.print(&mut sheet.canvas, PORTRAIT, 0.5);
    let [first, second] = sheet.palette.lines;
    Rosette {
        centre: (38.5, 58.5),
        radius: 7.0,
        weight: 0.08,
        strength: 0.40,
    }
    .print(&mut sheet.canvas, [first, second], dice);
    entries(sheet, data);
    let ghost = Area::new(104.5, 33.0, 15.5, 20.0);
    portrait.print_ghost(&mut sheet.canvas, ghost, sheet.palette.lines[0], 0.55);
    let signature = ornament::signature(
        &mut sheet.canvas,
        Area::new(81.0, 54.6, 37.0, 9.4),
        Ink([0.09, 0.10, 0.22]),
        &mut Dice::new(dice.bits(), "signature"),
    );
    sheet.specimen(112.2, 29.6);
    Marks {
        portrait: Some(sheet.canvas.quad(PORTRAIT)),
        ghost: Some(sheet.canvas.quad(ghost)),
        signature,
        ..Marks::default()
    }
}

fn background(sheet: &mut Sheet<'_>, dice: &mut Dice) {
    let (canvas, palette) = (&mut sheet.canvas, &sheet.palette);
    guilloche::tint(canvas, palette);
    let zone = 88.0 - mrz::ZONE;
    let upper = Area::new(0.0, 0.0, 125.0, zone);
    LineField {
        area: upper,
        spacing: 1.05,
        weight: 0.10,
        swing: 4.2,
        strength: 0.42,
    }
    .print(canvas, palette, dice);
    LineField {
        area: upper,
        spacing: 1.6,
        weight: 0.10,
        swing: 7.5,
        strength: 0.30,
    }
    .print(canvas, palette, dice);
    let lower = Area::new(0.0, zone, 125.0, mrz::ZONE);
    LineField {
        area: lower,
        spacing: 0.9,
        weight: 0.08,
        swing: 1.2,
        strength: 0.15,
    }
    .print(canvas, palette, dice);
    let [first, second] = palette.lines;
    for (centre, radius, strength) in [
        ((79.0, 38.0), 24.0, 0.30),
        ((112.0, 16.0), 10.5, 0.34),
        ((22.0, 12.0), 9.0, 0.22),
    ] {
        Rosette {
            centre,
            radius,
            weight: 0.09,
            strength,
        }
        .print(canvas, [second, first], dice);
    }
    ornament::arms(canvas, (79.0, 38.0), 36.0, first, 0.14);
    guilloche::ribbon(
        canvas,
        Area::new(0.0, zone - 1.3, 125.0, 1.5),
        palette.accent,
        0.34,
        dice,
    );
    sheet.microprint("UTOPIAUTOPIEREPUBLICOFUTOPIA", 0.0, zone + 0.75, 125.0);
}

fn header(sheet: &mut Sheet<'_>, data: &SpecimenData) {
    let accent = sheet.palette.accent;
    let (state, _) = layout::state_name(&data.issuing_state);
    ornament::arms(&mut sheet.canvas, (10.6, 8.3), 12.2, accent, 0.92);
    let serif = Style {
        width: 1.0,
        spacing: 0.35,
        ..Style::new(&sheet.fonts.serif_bold, 4.6)
    }
    .inked(accent);
    sheet.canvas.text(&state, 18.6, 7.4, serif);
    let small = Style {
        width: 0.95,
        spacing: 0.1,
        ..Style::new(&sheet.fonts.serif_bold, 2.35)
    }
    .inked(accent);
    sheet.canvas.text("PASSPORT / PASSEPORT", 18.7, 11.6, small);
    ornament::chip_symbol(&mut sheet.canvas, Area::new(46.4, 4.0, 5.6, 3.6), accent);
}

fn entries(sheet: &mut Sheet<'_>, data: &SpecimenData) {
    let (surname, given) = data.printed_names();
    let (_, people) = layout::state_name(&data.nationality);
    let (left, middle) = (44.0, 81.0);
    let row = |n: u8| 13.0 + f32::from(n) * 6.55;
    sheet.entry(None, "Type / Type", "P", 58.0, 4.2, 10.0);
    sheet.entry(
        None,
        "Code / Code",
        &data.issuing_state.clone(),
        70.5,
        4.2,
        14.0,
    );
    sheet.entry(
        Some(Field::DocumentNumber),
        "Passport No. / No du passeport",
        &data.number,
        87.0,
        4.2,
        33.0,
    );
    sheet.entry(
        Some(Field::Surname),
        "1. Surname / Nom",
        &surname,
        left,
        row(0),
        62.0,
    );
    sheet.entry(
        Some(Field::GivenNames),
        "2. Given names / Prénoms",
        &given,
        left,
        row(1),
        62.0,
    );
    sheet.entry(
        Some(Field::Nationality),
        "3. Nationality / Nationalité",
        &people,
        left,
        row(2),
        56.0,
    );
    sheet.entry(
        Some(Field::DateOfBirth),
        "4. Date of birth / Date de naissance",
        &layout::date(data.birth),
        left,
        row(3),
        35.0,
    );
    if let Some(number) = &data.personal_number {
        sheet.entry(
            Some(Field::PersonalNumber),
            "5. Personal No. / No personnel",
            number,
            middle,
            row(3),
            23.0,
        );
    }
    sheet.entry(
        Some(Field::Sex),
        "6. Sex / Sexe",
        &data.sex.letter().to_string(),
        left,
        row(4),
        15.0,
    );
    let place = layout::capitals(&data.place_of_birth);
    sheet.entry(
        Some(Field::PlaceOfBirth),
        "7. Place of birth / Lieu de naissance",
        &place,
        60.0,
        row(4),
        43.0,
    );
    sheet.entry(
        Some(Field::DateOfIssue),
        "8. Date of issue / Date de délivrance",
        &layout::date(data.issue),
        left,
        row(5),
        35.0,
    );
    let authority = layout::capitals(&data.authority);
    sheet.entry(
        Some(Field::Authority),
        "9. Authority / Autorité",
        &authority,
        middle,
        row(5),
        23.0,
    );
    sheet.entry(
        Some(Field::DateOfExpiry),
        "10. Date of expiry / Date d’expiration",
        &layout::date(data.expiry),
        left,
        row(6),
        35.0,
    );
    let label = Style {
        width: 0.92,
        ..Style::new(&sheet.fonts.sans, sheet.label_size)
    }
    .inked(sheet.palette.accent);
    sheet.canvas.text(
        "11. Holder’s signature / Signature du titulaire",
        middle,
        row(6) + sheet.label_size * 0.85,
        label.fitted("11. Holder’s signature / Signature du titulaire", 40.0),
    );
}
