//! The identity card of Utopia, TD1: front and back.

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

const WIDTH: f32 = 85.6;
const HEIGHT: f32 = 53.98;
const PORTRAIT: Area = Area::new(4.5, 13.6, 23.2, 29.8);

pub(crate) fn front(
    sheet: &mut Sheet<'_>,
    data: &SpecimenData,
    portrait: &Portrait,
    dice: &mut Dice,
) -> Marks {
    let (canvas, palette) = (&mut sheet.canvas, &sheet.palette);
    guilloche::tint(canvas, palette);
    let all = Area::new(0.0, 0.0, WIDTH, HEIGHT);
    LineField {
        area: all,
        spacing: 0.95,
        weight: 0.09,
        swing: 3.4,
        strength: 0.38,
    }
    .print(canvas, palette, dice);
    LineField {
        area: all,
        spacing: 1.5,
        weight: 0.09,
        swing: 6.0,
        strength: 0.26,
    }
    .print(canvas, palette, dice);
    let [first, second] = palette.lines;
    Rosette {
        centre: (54.0, 30.0),
        radius: 17.0,
        weight: 0.08,
        strength: 0.28,
    }
    .print(canvas, [second, first], dice);
    ornament::arms(canvas, (54.0, 30.0), 26.0, first, 0.13);
    let band = palette.accent;
    let mut mask = canvas.mask(Area::new(0.0, 0.0, WIDTH, 10.6));
    mask.fill(|_, y| 10.4 - y);
    canvas.print(&mask, palette.lines[0].mixed(Ink::WHITE, 0.35), 0.40);
    guilloche::ribbon(canvas, Area::new(0.0, 9.6, WIDTH, 1.4), band, 0.45, dice);

    ornament::arms(canvas, (8.2, 5.4), 8.8, band, 0.92);
    let (state, people) = layout::state_name(&data.issuing_state);
    let serif = Style {
        width: 1.0,
        spacing: 0.25,
        ..Style::new(&sheet.fonts.serif_bold, 3.4)
    }
    .inked(band);
    sheet.canvas.text(&state, 14.2, 4.9, serif);
    let small = Style {
        width: 0.95,
        ..Style::new(&sheet.fonts.serif_bold, 2.0)
    }
    .inked(band);
    sheet
        .canvas
        .text("IDENTITY CARD / CARTE D’IDENTITÉ", 14.3, 8.1, small);
    ornament::chip_symbol(&mut sheet.canvas, Area::new(75.6, 2.9, 5.4, 3.5), band);

    portrait.print(&mut sheet.canvas, PORTRAIT, 0.4);
    Rosette {
        centre: (27.0, 40.5),
        radius: 5.2,
        weight: 0.08,
        strength: 0.40,
    }
    .print(&mut sheet.canvas, [first, second], dice);
    let ghost = Area::new(68.0, 33.0, 12.2, 15.7);
    portrait.print_ghost(&mut sheet.canvas, ghost, first, 0.55);

    let (surname, given) = data.printed_names();
    let (left, middle) = (31.0, 53.5);
    let row = |n: u8| 11.9 + f32::from(n) * 5.35;
    sheet.entry(
        Some(Field::Surname),
        "Surname / Nom",
        &surname,
        left,
        row(0),
        50.0,
    );
    sheet.entry(
        Some(Field::GivenNames),
        "Given names / Prénoms",
        &given,
        left,
        row(1),
        50.0,
    );
    sheet.entry(
        Some(Field::Sex),
        "Sex / Sexe",
        &data.sex.letter().to_string(),
        left,
        row(2),
        10.0,
    );
    sheet.entry(
        Some(Field::Nationality),
        "Nationality / Nationalité",
        &people,
        43.0,
        row(2),
        38.0,
    );
    sheet.entry(
        Some(Field::DateOfBirth),
        "Date of birth / Date de naissance",
        &layout::short_date(data.birth),
        left,
        row(3),
        21.0,
    );
    sheet.entry(
        Some(Field::DateOfExpiry),
        "Date of expiry / Date d’expiration",
        &layout::short_date(data.expiry),
        left,
        row(4),
        21.0,
    );
    let number = "Document No. / No du document";
    sheet.entry(
        Some(Field::DocumentNumber),
        number,
        &data.number,
        middle,
        row(3),
        23.0,
    );
    if let Some(number) = &data.personal_number {
        sheet.entry(
            Some(Field::PersonalNumber),
            "Personal No. / No personnel",
            number,
            left,
            row(5),
            22.0,
        );
    }
    let label = Style::new(&sheet.fonts.sans, sheet.label_size).inked(sheet.palette.accent);
    sheet.canvas.text("Signature", 4.7, 45.6, label);
    let signature = ornament::signature(
        &mut sheet.canvas,
        Area::new(12.0, 44.6, 22.0, 7.4),
        Ink([0.07, 0.07, 0.10]),
        &mut Dice::new(dice.bits(), "signature"),
    );
    sheet.specimen(60.5, 47.4);
    sheet.microprint("UTOPIAUTOPIEIDENTITY", 4.5, 12.6, 23.2);
    Marks {
        portrait: Some(sheet.canvas.quad(PORTRAIT)),
        ghost: Some(sheet.canvas.quad(ghost)),
        signature,
        ..Marks::default()
    }
}

pub(crate) fn back(sheet: &mut Sheet<'_>, data: &SpecimenData, dice: &mut Dice) -> Marks {
    let (canvas, palette) = (&mut sheet.canvas, &sheet.palette);
    guilloche::tint(canvas, palette);
    let zone = HEIGHT - mrz::ZONE;
    let upper = Area::new(0.0, 0.0, WIDTH, zone);
    LineField {
        area: upper,
        spacing: 0.95,
        weight: 0.09,
        swing: 3.4,
        strength: 0.36,
    }
    .print(canvas, palette, dice);
    LineField {
        area: upper,
        spacing: 1.3,
        weight: 0.09,
        swing: 5.0,
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
    Rosette {
        centre: (66.0, 15.5),
        radius: 13.0,
        weight: 0.08,
        strength: 0.30,
    }
    .print(canvas, [first, second], dice);
    ornament::arms(canvas, (66.0, 15.5), 17.0, palette.accent, 0.42);
    guilloche::ribbon(
        canvas,
        Area::new(0.0, zone - 1.0, WIDTH, 1.2),
        palette.accent,
        0.34,
        dice,
    );
    let left = 5.0;
    let row = |n: u8| 3.2 + f32::from(n) * 5.6;
    let place = layout::capitals(&data.place_of_birth);
    sheet.entry(
        Some(Field::PlaceOfBirth),
        "Place of birth / Lieu de naissance",
        &place,
        left,
        row(0),
        44.0,
    );
    let authority = layout::capitals(&data.authority);
    sheet.entry(
        Some(Field::Authority),
        "Authority / Autorité",
        &authority,
        left,
        row(1),
        44.0,
    );
    let issue = layout::short_date(data.issue);
    sheet.entry(
        Some(Field::DateOfIssue),
        "Date of issue / Date de délivrance",
        &issue,
        left,
        row(2),
        44.0,
    );
    sheet.specimen(66.0, 29.2);
    sheet.microprint("UTOPIAUTOPIEREPUBLICOFUTOPIA", 0.0, zone + 0.75, WIDTH);
    let words = "If found, hand in at any consulate of Utopia. / En cas de perte, à remettre à un consulat d’Utopie.";
    let fine = Style::new(&sheet.fonts.sans, 1.15).inked(sheet.palette.accent);
    sheet
        .canvas
        .text(words, left, 24.6, fine.fitted(words, 46.0));
    Marks::default()
}
