//! The North American model: AAMVA DL/ID Card Design Standard (2020), annexes A and D. Fields have the numbers of
//! ISO/IEC 18013-1 and short words; the back carries the same data as PDF417.

use super::{SIGNING, WIDTH, background, numbered, residence};
use crate::press::{
    barcode,
    canvas::{Area, Ink},
    dice::Dice,
    holder::{Sex, SpecimenData},
    layout::{self, Sheet},
    lettering::Style,
    ornament,
    portrait::Portrait,
    sides::Marks,
};
use bonafide_documents::aamva::{self, Licence};
use bonafide_documents::{mrz, names::plain_letters};
use bonafide_facts::Field;
use jiff::civil::Date;

const PORTRAIT: Area = Area::new(4.2, 13.2, 24.0, 30.6);

/// Month, day and year, as the United States write it.
fn date(date: Date) -> String {
    format!("{:02}/{:02}/{:04}", date.month(), date.day(), date.year())
}

pub(crate) fn front(
    sheet: &mut Sheet<'_>,
    data: &SpecimenData,
    portrait: &Portrait,
    dice: &mut Dice,
) -> Marks {
    let home = residence(dice.bits());
    background(sheet, 0.34, dice);
    let accent = sheet.palette.accent;
    let (state, _) = layout::state_name(&data.issuing_state);
    let serif = Style {
        spacing: 0.3,
        ..Style::new(&sheet.fonts.serif_bold, 5.0)
    }
    .inked(accent);
    sheet.canvas.text(&state, 4.4, 7.2, serif);
    let title = Style {
        spacing: 0.1,
        ..Style::new(&sheet.fonts.sans_bold, 3.6)
    }
    .inked(Ink([0.08, 0.08, 0.30]));
    sheet.canvas.text("DRIVER LICENSE", 42.0, 7.0, title);
    portrait.print(&mut sheet.canvas, PORTRAIT, 0.4);
    let ghost = Area::new(69.2, 33.0, 11.8, 15.2);
    portrait.print_ghost(&mut sheet.canvas, ghost, sheet.palette.lines[0], 0.55);
    entries(sheet, data, &home);
    let signature = ornament::signature(
        &mut sheet.canvas,
        Area::new(5.0, 45.0, 23.0, 6.6),
        SIGNING,
        &mut Dice::new(dice.bits(), "signature"),
    );
    sheet.specimen(56.0, 51.6);
    Marks {
        portrait: Some(sheet.canvas.quad(PORTRAIT)),
        ghost: Some(sheet.canvas.quad(ghost)),
        signature,
        barcode: None,
    }
}

fn entries(sheet: &mut Sheet<'_>, data: &SpecimenData, home: &(String, String)) {
    let (left, middle) = (30.5, 57.5);
    let row = |n: u8| 12.4 + f32::from(n) * 3.9;
    let whole = WIDTH - 4.0 - left;
    let half = WIDTH - 4.0 - middle;
    numbered(
        sheet,
        "4d DLN",
        Some(Field::DocumentNumber),
        &data.number,
        (left, row(0)),
        30.0,
    );
    numbered(sheet, "9 CLASS", None, "D", (65.0, row(0)), 14.0);
    let (birth, issue, expiry) = (date(data.birth), date(data.issue), date(data.expiry));
    numbered(
        sheet,
        "3 DOB",
        Some(Field::DateOfBirth),
        &birth,
        (left, row(1)),
        26.0,
    );
    numbered(
        sheet,
        "4b EXP",
        Some(Field::DateOfExpiry),
        &expiry,
        (middle, row(1)),
        half,
    );
    let (surname, given) = names(data);
    numbered(
        sheet,
        "1",
        Some(Field::Surname),
        &surname,
        (left, row(2)),
        whole,
    );
    numbered(
        sheet,
        "2",
        Some(Field::GivenNames),
        &given,
        (left, row(3)),
        whole,
    );
    let street = plain_letters(&home.0).to_uppercase();
    let city = plain_letters(&home.1).to_uppercase();
    numbered(
        sheet,
        "8",
        Some(Field::Address),
        &street,
        (left, row(4)),
        whole,
    );
    numbered(sheet, "  ", None, &city, (left, row(5)), whole);
    let sex = data.sex.letter().to_string();
    numbered(
        sheet,
        "15 SEX",
        Some(Field::Sex),
        &sex,
        (left, row(6)),
        12.0,
    );
    numbered(sheet, "16 HGT", None, "5'-09\"", (45.0, row(6)), 18.0);
    numbered(sheet, "18 EYES", None, "BRO", (left, row(7)), 18.0);
    numbered(
        sheet,
        "4a ISS",
        Some(Field::DateOfIssue),
        &issue,
        (left, row(8)),
        28.0,
    );
    let serial: String = data
        .number
        .bytes()
        .map(|b| char::from(b'0' + b % 10))
        .collect();
    numbered(
        sheet,
        "5 DD",
        None,
        &format!("{serial}00417"),
        (left, row(9)),
        30.0,
    );
}

/// Names as these licences have them: capitals without marks.
fn names(data: &SpecimenData) -> (String, String) {
    let plain = |text: &str| plain_letters(text).to_uppercase();
    (plain(&data.surname), plain(&data.given_names))
}

/// What the barcode says.
pub(crate) fn licence(data: &SpecimenData) -> Licence {
    let (surname, given_names) = names(data);
    Licence {
        issuer: "636000".to_owned(),
        surname,
        given_names,
        truncated: false,
        number: data.number.clone(),
        date_of_birth: Some(data.birth),
        date_of_expiry: Some(data.expiry),
        date_of_issue: Some(data.issue),
        sex: Some(match data.sex {
            Sex::Female => mrz::Sex::Female,
            Sex::Male => mrz::Sex::Male,
            Sex::Unspecified => mrz::Sex::Unspecified,
        }),
        country: Some(data.issuing_state.clone()),
        address: Vec::new(),
    }
}

pub(crate) fn back(sheet: &mut Sheet<'_>, data: &SpecimenData, dice: &mut Dice) -> Marks {
    background(sheet, 0.24, dice);
    let symbol = barcode::pdf417(&aamva::encode(&licence(data)));
    let place = barcode::print(&mut sheet.canvas, &symbol, (5.6, 5.0));
    let fine = Style::new(&sheet.fonts.sans, 1.6).inked(Ink::BLACK);
    for (row, line) in [
        "CLASS: D - Any vehicle below 12 000 kg that is not a motorcycle.",
        "ENDORSEMENTS: NONE    RESTRICTIONS: NONE",
        "This licence is a specimen. It gives no right to drive.",
    ]
    .into_iter()
    .enumerate()
    {
        sheet.canvas.text(line, 6.0, 38.0 + row as f32 * 3.0, fine);
    }
    sheet.specimen(66.0, 49.4);
    Marks {
        barcode: Some(place),
        ..Marks::default()
    }
}
