//! The European model: Directive 2006/126/EC, annex I, sections 2 and 3. Fields have numbers and no words; what the
//! numbers mean stands on the back, beside the table of categories.

use super::{HEIGHT, SIGNING, WIDTH, background, numbered, residence};
use crate::press::{
    canvas::{Area, Ink},
    dice::Dice,
    holder::SpecimenData,
    layout::{self, Sheet},
    lettering::Style,
    ornament,
    portrait::Portrait,
    sides::Marks,
};
use bonafide_facts::Field;

const PORTRAIT: Area = Area::new(4.6, 15.4, 22.4, 28.8);

pub(crate) fn front(
    sheet: &mut Sheet<'_>,
    data: &SpecimenData,
    portrait: &Portrait,
    dice: &mut Dice,
) -> Marks {
    let home = residence(dice.bits());
    background(sheet, 0.34, dice);
    flag(sheet, &data.issuing_state);
    let accent = sheet.palette.accent;
    let (state, _) = layout::state_name(&data.issuing_state);
    let title = Style {
        width: 0.95,
        spacing: 0.15,
        ..Style::new(&sheet.fonts.sans_bold, 3.5)
    }
    .inked(accent);
    sheet.canvas.text("DRIVING LICENCE", 30.0, 5.6, title);
    let small = Style::new(&sheet.fonts.sans_bold, 1.9).inked(accent);
    sheet.canvas.text("PERMIS DE CONDUIRE", 30.0, 8.7, small);
    let serif = Style::new(&sheet.fonts.serif_bold, 2.6).inked(accent);
    sheet
        .canvas
        .text(&state, 81.0 - serif.measure(&state), 8.7, serif);

    portrait.print(&mut sheet.canvas, PORTRAIT, 0.4);
    let ghost = Area::new(69.5, 33.6, 10.6, 13.6);
    portrait.print_ghost(&mut sheet.canvas, ghost, sheet.palette.lines[0], 0.55);
    entries(sheet, data, &home);
    let label = Style::new(&sheet.fonts.sans, sheet.label_size).inked(accent);
    sheet.canvas.text("7.", 29.6, 42.6, label);
    let signature = ornament::signature(
        &mut sheet.canvas,
        Area::new(33.0, 38.0, 26.0, 6.8),
        SIGNING,
        &mut Dice::new(dice.bits(), "signature"),
    );
    sheet.specimen(15.8, 49.0);
    Marks {
        portrait: Some(sheet.canvas.quad(PORTRAIT)),
        ghost: Some(sheet.canvas.quad(ghost)),
        signature,
        barcode: None,
    }
}

/// The distinguishing sign of the State, in the flag.
fn flag(sheet: &mut Sheet<'_>, state: &str) {
    let area = Area::new(4.6, 3.2, 12.4, 8.6);
    let blue = Ink([0.10, 0.22, 0.56]);
    let mut mask = sheet.canvas.mask(area);
    mask.fill(|x, y| {
        (x - area.x)
            .min(area.x + area.width - x)
            .min(y - area.y)
            .min(area.y + area.height - y)
    });
    sheet.canvas.paint_with(&mask, 0.95, |_, _| blue);
    let (x, y) = area.centre();
    let mut stars = sheet.canvas.mask(area);
    stars.fill(|px, py| {
        let mut nearest = f32::NEG_INFINITY;
        for star in 0..12_u8 {
            let (sin, cos) = (f32::from(star) * std::f32::consts::TAU / 12.0).sin_cos();
            let away = (px - x - 3.4 * cos).hypot(py - y - 3.4 * sin);
            nearest = nearest.max(0.42 - away);
        }
        nearest
    });
    let yellow = Ink([0.96, 0.82, 0.18]);
    sheet.canvas.paint_with(&stars, 0.95, |_, _| yellow);
    let letters = Style::new(&sheet.fonts.sans_bold, 2.1).inked(Ink::WHITE);
    let sign: String = state.chars().take(3).collect();
    // Ink of a press is laid over what is there: white has to be painted.
    let mut white = sheet.canvas.mask(area);
    sheet.canvas.draw(
        &mut white,
        &sign,
        x - letters.measure(&sign) / 2.0,
        y + 0.8,
        letters,
    );
    sheet.canvas.paint_with(&white, 0.98, |_, _| Ink::WHITE);
}

fn entries(sheet: &mut Sheet<'_>, data: &SpecimenData, home: &(String, String)) {
    let (surname, given) = data.printed_names();
    let left = 29.6;
    let row = |n: u8| 13.4 + f32::from(n) * 3.9;
    let whole = WIDTH - 4.0 - left;
    numbered(
        sheet,
        "1.",
        Some(Field::Surname),
        &surname,
        (left, row(0)),
        whole,
    );
    numbered(
        sheet,
        "2.",
        Some(Field::GivenNames),
        &given,
        (left, row(1)),
        whole,
    );
    let born = layout::short_date(data.birth);
    let place = layout::capitals(&data.place_of_birth);
    let end = numbered(
        sheet,
        "3.",
        Some(Field::DateOfBirth),
        &born,
        (left, row(2)),
        whole,
    );
    let beside = end + sheet.value_size * 0.45;
    sheet.value(
        Some(Field::PlaceOfBirth),
        &place,
        beside,
        row(2),
        WIDTH - 4.0 - beside,
    );
    let (issued, expires) = (
        layout::short_date(data.issue),
        layout::short_date(data.expiry),
    );
    let authority = layout::capitals(&data.authority);
    let middle = 53.5;
    let half = WIDTH - 4.0 - middle;
    numbered(
        sheet,
        "4a.",
        Some(Field::DateOfIssue),
        &issued,
        (left, row(3)),
        23.0,
    );
    numbered(
        sheet,
        "4c.",
        Some(Field::Authority),
        &authority,
        (middle, row(3)),
        half,
    );
    numbered(
        sheet,
        "4b.",
        Some(Field::DateOfExpiry),
        &expires,
        (left, row(4)),
        23.0,
    );
    if let Some(number) = &data.personal_number {
        numbered(
            sheet,
            "4d.",
            Some(Field::PersonalNumber),
            number,
            (middle, row(4)),
            half,
        );
    }
    numbered(
        sheet,
        "5.",
        Some(Field::DocumentNumber),
        &data.number,
        (left, row(5)),
        36.0,
    );
    let lived = layout::capitals(&format!("{}, {}", home.0, home.1));
    numbered(
        sheet,
        "8.",
        Some(Field::Address),
        &lived,
        (left, 47.4),
        38.0,
    );
    numbered(sheet, "9.", None, "AM/B1/B/BE", (left, 51.3), 30.0);
}

/// Categories of annex I, section 3, page 2.
const CATEGORIES: [&str; 10] = ["AM", "A1", "A2", "A", "B1", "B", "C1", "C", "BE", "T"];

/// What the numbers mean, as the page's left edge says it in print.
const LEGEND: [&str; 8] = [
    "1. Surname",
    "2. Other names",
    "3. Date and place of birth",
    "4a. Date of issue",
    "4b. Date of expiry",
    "4c. Issued by",
    "5. Licence number",
    "8. Address",
];

pub(crate) fn back(sheet: &mut Sheet<'_>, data: &SpecimenData, dice: &mut Dice) -> Marks {
    background(sheet, 0.30, dice);
    let accent = sheet.palette.accent;
    let fine = Style::new(&sheet.fonts.sans, 1.55).inked(accent);
    for (row, line) in LEGEND.iter().enumerate() {
        sheet.canvas.text(line, 4.6, 8.0 + row as f32 * 2.9, fine);
    }
    let table = Area::new(30.0, 5.0, 51.0, 38.6);
    let columns = [0.0, 8.5, 22.5, 36.5, 51.0];
    let rows = CATEGORIES.len() + 1;
    let step = table.height / rows as f32;
    let mut mask = sheet.canvas.mask(table);
    for row in 0..=rows {
        let y = table.y + row as f32 * step;
        mask.line((table.x, y), (table.x + table.width, y), 0.12);
    }
    for column in columns {
        let x = table.x + column;
        mask.line((x, table.y), (x, table.y + table.height), 0.12);
    }
    sheet.canvas.print(&mask, accent, 0.8);
    let bold = Style::new(&sheet.fonts.sans_bold, 2.0).inked(Ink([0.08, 0.08, 0.11]));
    for (column, head) in ["9.", "10.", "11.", "12."].into_iter().enumerate() {
        let x = table.x + columns[column] + 1.0;
        sheet.canvas.text(head, x, table.y + step * 0.74, bold);
    }
    let (issued, expires) = (
        layout::short_date(data.issue),
        layout::short_date(data.expiry),
    );
    for (row, category) in CATEGORIES.iter().enumerate() {
        let base = table.y + (row as f32 + 1.74) * step;
        let at = |column: usize| table.x + columns[column] + 1.0;
        sheet.canvas.text(category, at(0), base, bold);
        if ["AM", "B1", "B", "BE"].contains(category) {
            sheet.canvas.text(&issued, at(1), base, bold);
            sheet.canvas.text(&expires, at(2), base, bold);
        }
    }
    sheet.specimen(16.0, 40.0);
    sheet.microprint("UTOPIAUTOPIEDRIVINGLICENCE", 4.6, HEIGHT - 4.0, WIDTH - 9.2);
    Marks::default()
}
