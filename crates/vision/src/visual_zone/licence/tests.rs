use super::licence_fields;
use crate::visual_zone::reader::ReadLine;
use bonafide_facts::{Field, Point, Quad, Size, VisualField};

const PAGE: Size = Size {
    width: 900,
    height: 600,
};

fn line(text: &str, x: f32, y: f32) -> ReadLine {
    let width = 12.0 * text.chars().count() as f32;
    ReadLine {
        text: text.to_owned(),
        quad: Quad(
            [(x, y), (x + width, y), (x + width, y + 20.0), (x, y + 20.0)]
                .map(|(x, y)| Point { x, y }),
        ),
        confidence: vec![0.99; text.chars().count()],
    }
}

fn value(fields: &[VisualField], field: Field) -> Option<&str> {
    let found = fields.iter().find(|found| found.field == field)?;
    Some(found.text.as_str())
}

#[test]
fn a_licence_is_read_by_its_numbers() {
    let lines = [
        line("DRIVINGLICENCE", 300.0, 20.0),
        line("1.ERIKSSON", 300.0, 80.0),
        line("2. ANNA MARIA", 300.0, 110.0),
        line("3.12.08.1974UTOPIACITY", 300.0, 140.0),
        line("4a.01.02.20204c.ROADOFFICE", 300.0, 170.0),
        line("4b.31.01.2035", 300.0, 200.0),
        line("5.", 300.0, 230.0),
        line("L898902C3", 330.0, 231.0),
        line("9. AM/B1/B", 300.0, 290.0),
    ];
    let fields = licence_fields(&lines, PAGE).expect("a licence");
    assert_eq!(value(&fields, Field::Surname), Some("ERIKSSON"));
    assert_eq!(value(&fields, Field::GivenNames), Some("ANNA MARIA"));
    assert_eq!(value(&fields, Field::DateOfBirth), Some("12.08.1974"));
    assert_eq!(value(&fields, Field::PlaceOfBirth), Some("UTOPIACITY"));
    assert_eq!(value(&fields, Field::DateOfIssue), Some("01.02.2020"));
    assert_eq!(value(&fields, Field::Authority), Some("ROADOFFICE"));
    assert_eq!(value(&fields, Field::DateOfExpiry), Some("31.01.2035"));
    assert_eq!(value(&fields, Field::DocumentNumber), Some("L898902C3"));
    let born = fields
        .iter()
        .find(|found| found.field == Field::DateOfBirth);
    assert_eq!(born.map(|found| found.area.x), Some(324));
}

#[test]
fn a_licence_with_words_behind_its_numbers_is_a_north_american_one() {
    let lines = [
        line("DRIVER LICENSE", 300.0, 20.0),
        line("4d DlNL898902C3", 300.0, 50.0),
        line("3DB 08/22/1974", 300.0, 80.0),
        line("4bExP", 500.0, 80.0),
        line("01/31/2035", 580.0, 81.0),
        line("1ERIKSSON", 300.0, 110.0),
        line("2 ANNA MARIA", 300.0, 140.0),
        line("8 12 MILL LANE", 300.0, 170.0),
        line("15 SExX F", 300.0, 200.0),
        line("4aIss 02/13/2020", 300.0, 230.0),
        line("5 DD 898902300417", 300.0, 260.0),
    ];
    let fields = licence_fields(&lines, PAGE).expect("a licence");
    assert_eq!(value(&fields, Field::DocumentNumber), Some("L898902C3"));
    assert_eq!(value(&fields, Field::Surname), Some("ERIKSSON"));
    assert_eq!(value(&fields, Field::GivenNames), Some("ANNA MARIA"));
    assert_eq!(value(&fields, Field::DateOfBirth), Some("08/22/1974"));
    assert_eq!(value(&fields, Field::DateOfExpiry), Some("01/31/2035"));
    assert_eq!(value(&fields, Field::DateOfIssue), Some("02/13/2020"));
    assert_eq!(value(&fields, Field::Sex), Some("F"));
    assert_eq!(value(&fields, Field::Address), Some("12 MILL LANE"));
    assert_eq!(value(&fields, Field::PersonalNumber), None);
}

#[test]
fn a_back_that_says_what_the_numbers_mean_has_no_fields() {
    let legend = [
        "1. Surname",
        "2. Other names",
        "3. Date and place of birth",
        "4a. Date of issue",
        "4b. Date of expiry",
        "4c. Issued by",
        "5. Licence number",
    ];
    let mut lines: Vec<ReadLine> = (0_u8..)
        .zip(legend)
        .map(|(row, text)| line(text, 10.0, 20.0 + 30.0 * f32::from(row)))
        .collect();
    lines.push(line("12.08.2020", 600.0, 300.0));
    assert_eq!(licence_fields(&lines, PAGE), Some(Vec::new()));
}

#[test]
fn numbers_that_were_read_as_look_alikes_still_count() {
    let lines = [
        line("1 GARÇON", 300.0, 80.0),
        line("2. NOÉMIE", 300.0, 110.0),
        line("3 31.12.1960 ZENITH", 300.0, 140.0),
        line("46. 28.04.2035", 300.0, 200.0),
        line("s. US9875057", 300.0, 230.0),
        line("4a. :", 300.0, 170.0),
        line("29.04.2025", 350.0, 171.0),
    ];
    let fields = licence_fields(&lines, PAGE).expect("a licence");
    assert_eq!(value(&fields, Field::DateOfExpiry), Some("28.04.2035"));
    assert_eq!(value(&fields, Field::DateOfIssue), Some("29.04.2025"));
    assert_eq!(value(&fields, Field::DocumentNumber), Some("US9875057"));
}

#[test]
fn a_form_with_numbers_and_a_page_without_are_no_licences() {
    let form = [
        line("1. Surname / Nom", 10.0, 10.0),
        line("2. Given names", 10.0, 40.0),
        line("3. Nationality", 10.0, 70.0),
        line("5. Sex", 10.0, 100.0),
    ];
    assert_eq!(licence_fields(&form, PAGE), None);
    let dates = [
        line("12.08.1974", 10.0, 10.0),
        line("5.12.2030", 10.0, 40.0),
    ];
    assert_eq!(licence_fields(&dates, PAGE), None);
    assert_eq!(licence_fields(&[], PAGE), None);
}
