use super::*;
use crate::visual_zone::labels::label_of;
use bonafide_documents::mrz;
use bonafide_facts::{Field, Point, Quad, Size, VisualField};

const SIZE: Size = Size {
    width: 1000,
    height: 700,
};

/// A line at a place, 20 pixels high, as wide as its letters.
fn line(x: f32, y: f32, text: &str) -> ReadLine {
    let width = 11.0 * text.chars().count() as f32;
    let corners = [(x, y), (x + width, y), (x + width, y + 20.0), (x, y + 20.0)];
    ReadLine {
        text: text.to_owned(),
        quad: Quad(corners.map(|(x, y)| Point { x, y })),
        confidence: vec![0.99; text.chars().count()],
    }
}

/// The page of ICAO 9303 part 4's specimen, as far as it matters.
fn specimen() -> Vec<ReadLine> {
    vec![
        line(400.0, 20.0, "UTOPIA"),
        line(350.0, 60.0, "Type/ Type"),
        line(500.0, 60.0, "Country code/ Code du pays"),
        line(800.0, 60.0, "Passport No./ N° de passeport"),
        line(360.0, 84.0, "P"),
        line(520.0, 84.0, "UTO"),
        line(820.0, 84.0, "L898902C3"),
        line(350.0, 120.0, "Surname/ Nom"),
        line(360.0, 144.0, "ERIKSSON"),
        line(350.0, 180.0, "Given names/ Prénoms"),
        line(360.0, 204.0, "ANNA"),
        line(420.0, 204.0, "MARIA"),
        line(350.0, 240.0, "Nationality/Nationalité"),
        line(360.0, 264.0, "UTOPIAN"),
        line(350.0, 300.0, "Date of birth/ Date de naissance"),
        line(360.0, 324.0, "12 AUG/AOUT 74"),
        line(350.0, 360.0, "Sex/Sexe"),
        line(500.0, 360.0, "Place of birth/Lieu de naissance"),
        line(360.0, 384.0, "F"),
        line(510.0, 384.0, "ZENITH"),
        line(350.0, 420.0, "Date of issue/ Date de délivrance"),
        line(360.0, 444.0, "16 APR/AVR 07"),
        line(350.0, 480.0, "Date of expiry/ Date d'expiration"),
        line(360.0, 504.0, "15 APR/AVR 12"),
    ]
}

fn zone() -> mrz::Mrz {
    let lines = [
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
        "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
    ];
    mrz::parse(&lines).expect("the specimen's zone")
}

fn text_of(fields: &[VisualField], field: Field) -> Option<&str> {
    fields
        .iter()
        .find(|found| found.field == field)
        .map(|found| found.text.as_str())
}

/// The lines turned about the origin.
fn tilted(lines: &[ReadLine], degrees: f32) -> Vec<ReadLine> {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let turn = |p: Point| Point {
        x: p.x * cos - p.y * sin + 120.0,
        y: p.x * sin + p.y * cos + 120.0,
    };
    lines
        .iter()
        .map(|line| ReadLine {
            quad: Quad(line.quad.0.map(turn)),
            ..line.clone()
        })
        .collect()
}

#[test]
fn labels_point_at_their_values_without_a_machine_readable_zone() {
    for lines in [
        specimen(),
        tilted(&specimen(), 6.0),
        tilted(&specimen(), -6.0),
    ] {
        let fields = find_fields(&lines, None, SIZE);
        for (field, text) in [
            (Field::Surname, "ERIKSSON"),
            (Field::GivenNames, "ANNA MARIA"),
            (Field::DocumentNumber, "L898902C3"),
            (Field::DateOfBirth, "12 AUG/AOUT 74"),
            (Field::DateOfIssue, "16 APR/AVR 07"),
            (Field::DateOfExpiry, "15 APR/AVR 12"),
            (Field::PlaceOfBirth, "ZENITH"),
            (Field::Nationality, "UTOPIAN"),
            (Field::Sex, "F"),
        ] {
            assert_eq!(text_of(&fields, field), Some(text), "{field:?}");
        }
    }
}

#[test]
fn values_without_labels_are_found_by_what_the_machine_readable_zone_says() {
    let unlabelled: Vec<ReadLine> = specimen()
        .into_iter()
        .filter(|line| label_of(&line.text).is_none())
        .collect();
    let fields = find_fields(&unlabelled, Some(&zone()), SIZE);
    assert_eq!(text_of(&fields, Field::Surname), Some("ERIKSSON"));
    assert_eq!(text_of(&fields, Field::GivenNames), Some("ANNA MARIA"));
    assert_eq!(text_of(&fields, Field::DocumentNumber), Some("L898902C3"));
    assert_eq!(text_of(&fields, Field::DateOfBirth), Some("12 AUG/AOUT 74"));
    assert_eq!(text_of(&fields, Field::DateOfExpiry), Some("15 APR/AVR 12"));
}

#[test]
fn what_is_printed_is_given_even_where_the_machine_readable_zone_says_otherwise() {
    let mut lines = specimen();
    for line in &mut lines {
        line.text = line
            .text
            .replace("12 AUG/AOUT 74", "12 AUG/AOUT 99")
            .replace("ERIKSSON", "ANDERSON");
    }
    let fields = find_fields(&lines, Some(&zone()), SIZE);
    assert_eq!(text_of(&fields, Field::DateOfBirth), Some("12 AUG/AOUT 99"));
    assert_eq!(text_of(&fields, Field::Surname), Some("ANDERSON"));
    let birth = fields
        .iter()
        .find(|found| found.field == Field::DateOfBirth)
        .expect("found by its label");
    assert!(birth.confidence > 0.9, "{}", birth.confidence);
}

#[test]
fn both_names_in_one_line_are_told_apart() {
    let lines = [
        line(100.0, 100.0, "Surname, Given names/ Nom, Prénoms"),
        line(100.0, 125.0, "ERIKSSON, ANNA MARIA"),
    ];
    let fields = find_fields(&lines, Some(&zone()), SIZE);
    assert_eq!(text_of(&fields, Field::Surname), Some("ERIKSSON"));
    assert_eq!(text_of(&fields, Field::GivenNames), Some("ANNA MARIA"));
}

#[test]
fn nothing_is_found_among_lines_that_say_nothing() {
    let lines = [
        line(100.0, 100.0, "5412751234123456"),
        line(100.0, 140.0, "Lee M. Cardholder"),
        line(10.0, 10.0, "world"),
    ];
    assert!(find_fields(&lines, Some(&zone()), SIZE).is_empty());
    assert!(find_fields(&[], Some(&zone()), SIZE).is_empty());
}

#[test]
fn three_dates_without_labels_are_told_apart_by_their_order() {
    let lines = [
        line(10.0, 10.0, "04.07.2012"),
        line(10.0, 50.0, "18.04.1970"),
        line(10.0, 90.0, "14.07.2022"),
    ];
    // The fourth of July could be the seventh of April: nothing is told.
    assert!(find_fields(&lines, None, SIZE).is_empty());
    let lines = [
        line(10.0, 10.0, "24.07.2012"),
        line(10.0, 50.0, "18.04.1970"),
        line(10.0, 90.0, "14.07.2022"),
    ];
    let lines = [
        lines[0].clone(),
        lines[1].clone(),
        line(10.0, 90.0, "24.07.2022"),
    ];
    let fields = find_fields(&lines, None, SIZE);
    assert_eq!(text_of(&fields, Field::DateOfBirth), Some("18.04.1970"));
    assert_eq!(text_of(&fields, Field::DateOfExpiry), Some("24.07.2022"));
    assert!(
        fields.iter().all(|field| field.confidence < 0.5),
        "an order is a weak reason"
    );
}

#[test]
fn labels_are_known_in_several_languages_and_with_a_misread_letter() {
    let field = |text: &str| label_of(text).and_then(|label| label.field);
    assert_eq!(field("Nachname/Surname/Nom"), Some(Field::Surname));
    assert_eq!(field("1. Apellidos"), Some(Field::Surname));
    assert_eq!(field("Vomamen/Given names"), Some(Field::GivenNames));
    assert_eq!(field("Nome/Name"), Some(Field::GivenNames));
    assert_eq!(field("Fecha de nacimlento"), Some(Field::DateOfBirth));
    assert_eq!(
        field("Gültig bis/Date of expiry"),
        Some(Field::DateOfExpiry)
    );
    assert_eq!(
        field("Datumvanafgifte/Dateofissue"),
        Some(Field::DateOfIssue)
    );
    assert_eq!(field("ERIKSSON"), None);
    assert_eq!(field("NAMIBIA"), None);
    assert_eq!(field("Unterschrift der Inhaberin"), None);
}

#[test]
fn a_value_behind_its_label_is_told_from_it() {
    let rest = |text: &str| label_of(text).map(|label| label.rest);
    assert_eq!(rest("Surname: ERIKSSON").as_deref(), Some("ERIKSSON"));
    assert_eq!(
        rest("Date of birth 12.08.1974").as_deref(),
        Some("12.08.1974")
    );
    assert_eq!(rest("Surname/Nom").as_deref(), Some(""));
    assert_eq!(rest("PassportNo.L898902C3").as_deref(), Some("L898902C3"));
}

#[test]
fn a_label_that_is_cut_off_is_no_value() {
    let rest = |text: &str| label_of(text).map(|label| label.rest);
    assert_eq!(rest("7.Place of birth/Lieu denaissa").as_deref(), Some(""));
    assert_eq!(rest("3.Nationality/Nation").as_deref(), Some(""));
    assert_eq!(rest("Place of birth LIEGE").as_deref(), Some("LIEGE"));
}

#[test]
fn the_date_between_birth_and_expiry_is_that_of_issue() {
    let lines = [
        line(10.0, 10.0, "12 AUG 1974"),
        line(10.0, 50.0, "16 APR 2007"),
        line(10.0, 90.0, "15 APR 2012"),
    ];
    let fields = find_fields(&lines, Some(&zone()), SIZE);
    assert_eq!(text_of(&fields, Field::DateOfIssue), Some("16 APR 2007"));
}

#[test]
fn a_sex_without_a_label_counts_only_alone_and_as_the_zone_says() {
    let of = |texts: &[&str]| {
        let lines: Vec<ReadLine> = (0_u8..)
            .zip(texts)
            .map(|(row, text)| line(10.0, 50.0 * f32::from(row), text))
            .collect();
        text_of(&find_fields(&lines, Some(&zone()), SIZE), Field::Sex).map(str::to_owned)
    };
    assert_eq!(of(&["F"]).as_deref(), Some("F"));
    assert_eq!(of(&["M"]), None);
    assert_eq!(of(&["F", "M"]), None);
}

#[test]
fn one_changed_character_of_the_number_is_given_as_surely_as_its_label_says() {
    let mut lines = specimen();
    for line in &mut lines {
        line.text = line.text.replace("L898902C3", "L898702C3");
    }
    let fields = find_fields(&lines, Some(&zone()), SIZE);
    let numbers: Vec<_> = fields
        .iter()
        .filter(|found| found.field == Field::DocumentNumber)
        .collect();
    assert_eq!(numbers.len(), 1, "the same place is told once");
    assert_eq!(numbers[0].text, "L898702C3");
    assert!(numbers[0].confidence > 0.9, "{}", numbers[0].confidence);
}

#[test]
fn a_label_that_is_misread_is_no_value() {
    let rest = |text: &str| label_of(text).map(|label| label.rest);
    assert_eq!(rest("1.Surname/Non").as_deref(), Some(""));
    assert_eq!(rest("2.Given names /Prenc").as_deref(), Some(""));
    assert_eq!(rest("Surname/ERIKSSON").as_deref(), Some("ERIKSSON"));
    let field = |text: &str| label_of(text).map(|label| label.field);
    assert_eq!(field("4DatefbirthDaedeai"), Some(Some(Field::DateOfBirth)));
    assert_eq!(field("7Lieu de"), Some(None));
    assert_eq!(field("ALVKARLEO"), None);
    let lines = [
        line(100.0, 100.0, "9. Authority / Autorité"),
        line(110.0, 130.0, "11.Holdr'ssinugatreutil"),
    ];
    assert_eq!(
        text_of(&find_fields(&lines, None, SIZE), Field::Authority),
        None
    );
}

#[test]
fn a_label_that_was_cut_in_two_points_at_its_value() {
    let lines = [
        line(350.0, 240.0, "3. Nation"),
        line(455.0, 240.0, "ality / Nato"),
        line(360.0, 264.0, "UTOPIAN / UTOPIENNE"),
        line(350.0, 360.0, "Z. Pliace of birth / Leu de"),
        line(360.0, 384.0, "PORT NADIR"),
        line(350.0, 440.0, "9. Authority / Autor"),
        line(360.0, 464.0, "PASSPORT OFFICE"),
    ];
    let fields = find_fields(&lines, None, SIZE);
    for (field, text) in [
        (Field::Nationality, "UTOPIAN / UTOPIENNE"),
        (Field::PlaceOfBirth, "PORT NADIR"),
        (Field::Authority, "PASSPORT OFFICE"),
    ] {
        assert_eq!(text_of(&fields, field), Some(text), "{field:?}");
    }
}
