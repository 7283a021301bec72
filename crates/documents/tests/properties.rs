//! What holds for every machine-readable zone, and for every text that is none.

use bonafide_documents::dates::{
    PartialDate, birth_date, expiry_date, find_printed_dates, printed_dates,
};
use bonafide_documents::mrz::repair::{Candidates, Outcome, repair, repair_with};
use bonafide_documents::mrz::{
    CheckDigitName, Departure, Layout, MrzData, MrzDate, MrzField, MrzFormat, Sex, check_digit,
    encode, parse, parse_as,
};
use bonafide_documents::names::{NameMatch, mrz_components, mrz_matches_visual, plain_letters};
use jiff::civil::date;
use proptest::prelude::*;
use proptest::string::string_regex;

fn format() -> impl Strategy<Value = MrzFormat> {
    prop::sample::select(MrzFormat::ALL.to_vec())
}

fn mrz_date() -> impl Strategy<Value = MrzDate> {
    (0_u8..100, 1_u8..=12, 1_u8..=31, 0_u8..4).prop_map(|(year, month, day, known)| MrzDate {
        year: (known > 0).then_some(year),
        month: (known > 1).then_some(month),
        day: (known > 2).then_some(day),
    })
}

fn data(format: MrzFormat) -> impl Strategy<Value = MrzData> {
    let room = match format {
        MrzFormat::Td1 => 11,
        MrzFormat::Td2 => 7,
        MrzFormat::Td3 => 14,
        MrzFormat::MrvA => 16,
        MrzFormat::MrvB => 8,
    };
    let names = (
        "[A-Z]{1,12}( [A-Z]{1,9}){0,3}",
        "([A-Z]{1,10}( [A-Z]{1,12}){0,4})?",
    );
    let states = prop::sample::select(vec!["UTO", "D", "NLD", "GBR", "ROU", "PRT"]);
    (
        (
            names,
            states.clone(),
            states,
            "[A-Z0-9]{1,9}",
            "[A-Z][A-Z]?",
        ),
        (mrz_date(), mrz_date(), 0_usize..3),
        (
            string_regex(&format!("([A-Z0-9]{{1,{room}}})?")).expect("a pattern"),
            "([A-Z0-9]{1,11})?",
        ),
    )
        .prop_map(
            move |(
                (names, state, nationality, number, code),
                (born, expires, sex),
                (first, second),
            )| MrzData {
                document_code: if format.is_visa() {
                    format!("V{}", &code[1..])
                } else {
                    code.replace('V', "P")
                },
                issuing_state: state.into(),
                primary: names.0,
                secondary: names.1,
                document_number: number,
                nationality: nationality.into(),
                date_of_birth: born,
                sex: [Sex::Female, Sex::Male, Sex::Unspecified][sex],
                date_of_expiry: expires,
                optional_data: first,
                optional_data_2: if format == MrzFormat::Td1 {
                    second
                } else {
                    String::new()
                },
            },
        )
}

fn format_and_data() -> impl Strategy<Value = (MrzFormat, MrzData)> {
    format().prop_flat_map(|format| (Just(format), data(format)))
}

/// Lines of a format's shape, of any of the 37 characters.
fn any_zone() -> impl Strategy<Value = (MrzFormat, Vec<String>)> {
    format().prop_flat_map(|format| {
        let line =
            string_regex(&format!("[A-Z0-9<]{{{}}}", format.line_length())).expect("a pattern");
        (
            Just(format),
            prop::collection::vec(line, format.line_count()),
        )
    })
}

fn any_lines() -> impl Strategy<Value = Vec<String>> {
    prop_oneof![
        prop::collection::vec(any::<String>(), 0..5),
        prop::collection::vec("\\PC{28,46}", 2..4),
        any_zone().prop_map(|(_, lines)| lines),
    ]
}

/// What 9303-4, 4.2.3 keeps of names that do not fit: each component is the beginning of one of the name.
fn cut_from(cut: &str, whole: &str) -> bool {
    let whole: Vec<_> = whole.split(' ').collect();
    cut.split(' ').enumerate().all(|(index, part)| {
        whole
            .get(index)
            .is_some_and(|component| component.starts_with(part))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_again((format, data) in format_and_data()) {
        let lines = encode(&data, format).expect("valid data");
        let mrz = parse(&lines).expect("valid lines");
        prop_assert_eq!(mrz.format, format);
        prop_assert!(mrz.check_digits_valid());
        prop_assert!(mrz.irregular.is_empty());
        prop_assert_eq!(&mrz.document_code, &data.document_code);
        prop_assert_eq!(&mrz.issuing_state, &data.issuing_state);
        prop_assert_eq!(&mrz.nationality, &data.nationality);
        prop_assert_eq!(&mrz.document_number, &data.document_number);
        prop_assert_eq!(mrz.date_of_birth, Some(data.date_of_birth));
        prop_assert_eq!(mrz.date_of_expiry, Some(data.date_of_expiry));
        prop_assert_eq!(mrz.sex, Some(data.sex));
        prop_assert_eq!(&mrz.optional_data, &data.optional_data);
        prop_assert_eq!(&mrz.optional_data_2, &data.optional_data_2);
        let whole = mrz.names.primary == data.primary && mrz.names.secondary == data.secondary;
        prop_assert!(whole || mrz.names.truncated);
        prop_assert!(cut_from(&mrz.names.primary, &data.primary));
        prop_assert!(mrz.names.secondary.is_empty() == data.secondary.is_empty());
        prop_assert!(data.secondary.is_empty() || cut_from(&mrz.names.secondary, &data.secondary));
    }

    #[test]
    fn an_overlong_number_is_read_again(
        (format, mut data) in prop_oneof![Just(MrzFormat::Td1), Just(MrzFormat::Td2)].prop_flat_map(|f| (Just(f), data(f))),
        number in "[A-Z0-9]{10,15}",
    ) {
        data.optional_data = String::new();
        data.document_number = number;
        let lines = encode(&data, format).expect("fits");
        let mrz = parse(&lines).expect("valid lines");
        prop_assert_eq!(&mrz.document_number, &data.document_number);
        prop_assert!(mrz.check_digits_valid());
        prop_assert_eq!(repair(format, &lines).expect("a zone").lines, lines);
    }

    /// Weights 7, 3 and 1 have no common divisor with 10: every exchange shows whose values differ modulo 10.
    #[test]
    fn one_other_character_shows_unless_its_value_is_the_same_modulo_ten(
        text in "[A-Z0-9<]{1,40}", at in any::<prop::sample::Index>(), other in "[A-Z0-9<]",
    ) {
        let value = |c: u8| match c { b'0'..=b'9' => c - b'0', b'A'..=b'Z' => c - b'A' + 10, _ => 0 };
        let at = at.index(text.len());
        let mut changed = text.clone();
        changed.replace_range(at..=at, &other);
        let same = value(text.as_bytes()[at]) % 10 == value(other.as_bytes()[0]) % 10;
        prop_assert_eq!(check_digit(&text) == check_digit(&changed), same);
    }

    #[test]
    fn repair_leaves_a_valid_zone_alone((format, data) in format_and_data()) {
        let lines = encode(&data, format).expect("valid data");
        let repaired = repair(format, &lines).expect("a zone");
        prop_assert_eq!(repaired.lines, lines);
        prop_assert!(repaired.repairs.is_empty());
        prop_assert_eq!(repaired.outcome, Outcome::Consistent);
    }

    #[test]
    fn repair_changes_what_it_reports_and_nothing_else((format, lines) in any_zone()) {
        let repaired = repair(format, &lines).expect("a zone");
        let mut replayed: Vec<Vec<char>> = lines.iter().map(|line| line.chars().collect()).collect();
        for repair in &repaired.repairs {
            prop_assert_eq!(replayed[repair.line][repair.column], repair.read);
            prop_assert_ne!(repair.read, repair.repaired);
            replayed[repair.line][repair.column] = repair.repaired;
        }
        let replayed: Vec<String> = replayed.into_iter().map(|line| line.into_iter().collect()).collect();
        prop_assert_eq!(&replayed, &repaired.lines);
        let valid = parse_as(format, &repaired.lines).expect("still a zone").check_digits_valid();
        prop_assert_eq!(valid, repaired.outcome == Outcome::Consistent);
        // and a second look finds nothing more to do
        prop_assert_eq!(repair(format, &repaired.lines).expect("a zone").lines, repaired.lines);
    }

    /// The true character is among those seen: the zone becomes the true one, or stays as it was read.
    #[test]
    fn one_misread_character_is_put_right_or_left_when_the_true_one_was_seen(
        (format, data) in format_and_data(), at in any::<prop::sample::Index>(), wrong in "[A-Z0-9<]",
    ) {
        let lines = encode(&data, format).expect("valid data");
        let (line, column) = (at.index(lines.len() * lines[0].len()) / lines[0].len(), at.index(lines.len() * lines[0].len()) % lines[0].len());
        let true_one = lines[line].as_bytes()[column] as char;
        let mut misread = lines.clone();
        misread[line].replace_range(column..=column, &wrong);
        let seen = [(wrong.chars().next().expect("one"), 0.6), (true_one, 0.4)];
        let mut cells: Vec<Vec<&[(char, f32)]>> = vec![vec![&[]; format.line_length()]; format.line_count()];
        cells[line][column] = &seen;
        let cells: Vec<&[&[(char, f32)]]> = cells.iter().map(Vec::as_slice).collect();
        let repaired = repair_with(format, &misread, &Candidates::new(&cells)).expect("a zone");
        // only the head of the first line chooses the layout, and with it what is right
        let head = line == 0 && column < 5;
        prop_assert!(head || repaired.lines == lines || repaired.lines == misread);
    }

    #[test]
    fn nothing_that_is_read_can_make_the_parser_or_the_repair_panic(lines in any_lines(), format in format()) {
        if let Ok(mrz) = parse(&lines) {
            prop_assert_eq!(&mrz.lines, &lines);
            let debug = format!("{mrz:?}");
            prop_assert!(mrz.document_number.len() < 4 || !debug.contains(&mrz.document_number));
        }
        let _ = parse_as(format, &lines);
        let _ = repair(format, &lines);
        let _ = Layout::for_lines(format, &lines);
        let _ = MrzFormat::from_lines(&lines);
        for line in &lines {
            let _ = check_digit(line);
            let _ = MrzDate::parse(line);
        }
    }

    #[test]
    fn nothing_can_make_the_encoder_panic(text in prop::collection::vec(any::<String>(), 8), format in format()) {
        let [code, state, primary, secondary, number, nationality, first, second] = text.as_slice() else { unreachable!() };
        let unknown = MrzDate { year: Some(255), month: Some(255), day: None };
        let data = MrzData {
            document_code: code.clone(),
            issuing_state: state.clone(),
            primary: primary.clone(),
            secondary: secondary.clone(),
            document_number: number.clone(),
            nationality: nationality.clone(),
            date_of_birth: unknown,
            sex: Sex::Unspecified,
            date_of_expiry: unknown,
            optional_data: first.clone(),
            optional_data_2: second.clone(),
        };
        if let Ok(lines) = encode(&data, format) {
            prop_assert!(parse(&lines).expect("a zone").check_digits_valid());
        }
    }

    #[test]
    fn a_birth_date_is_never_in_the_future_and_an_expiry_never_far(
        born in mrz_date(), year in 1990_i16..2090, month in 1_i8..=12, day in 1_i8..=28,
    ) {
        let today = date(year, month, day);
        if let Some(first) = birth_date(born, today).and_then(PartialDate::earliest) {
            prop_assert!(first <= today);
            prop_assert!(year - first.year() <= 100);
        }
        if let Some(expires) = expiry_date(born, today).and_then(|expires| expires.year) {
            prop_assert!((expires - year).abs() <= 50);
        }
    }

    #[test]
    fn a_printed_date_is_read_back(year in 1900_i16..2100, month in 1_i8..=12, day in 1_i8..=28, form in 0..6) {
        let wanted = date(year, month, day);
        let names = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
        let name = names[usize::try_from(month - 1).expect("1 to 12")];
        let text = match form {
            0 => format!("{day:02}.{month:02}.{year}"),
            1 => format!("{day}/{month}/{year}"),
            2 => format!("{year}-{month:02}-{day:02}"),
            3 => format!("{day:02} {name} {year}"),
            4 => format!("{day:02} {name}/{name} {:02}", year % 100),
            _ => format!("{day:02}{month:02}{year}"),
        };
        prop_assert!(printed_dates(&text).contains(&wanted), "{}", text);
        let line = format!("Date of birth {text} Sex");
        let found = find_printed_dates(&line);
        prop_assert!(form == 5 || found.len() == 1 && line.get(found[0].range.clone()) == Some(text.as_str()), "{}", line);
    }

    #[test]
    fn no_text_makes_the_readers_of_dates_and_names_panic(text in any::<String>(), other in "\\PC{0,40}") {
        for found in find_printed_dates(&text) {
            prop_assert!(text.get(found.range).is_some());
        }
        let _ = printed_dates(&other);
        let _ = plain_letters(&text);
        let _ = mrz_matches_visual(&text, &other);
        let _ = mrz_matches_visual(&other, &text);
    }

    #[test]
    fn a_name_written_for_the_zone_matches_itself(name in "[A-Za-zÀ-ÖØ-öø-ÿĀ-žА-Яа-я]{1,12}([ '-][A-Za-zÀ-ÖØ-öø-ÿ]{1,9}){0,3}") {
        let components = mrz_components(&name).expect("letters of the tables");
        prop_assume!(!components.is_empty());
        prop_assert!(mrz_matches_visual(&components.join("<"), &name) <= NameMatch::EqualAfterTransliteration);
    }
}

#[test]
fn a_french_card_is_never_written_but_always_read() {
    let lines = [
        "IDFRADUPONT<<<<<<<<<<<<<<<<<<<750001".to_owned(),
        "0101750123456MARIE<<JEANNE<7001011F1".to_owned(),
    ];
    let mrz = parse(&lines).expect("the shape of TD2");
    assert_eq!(mrz.departure, Some(Departure::FrenchIdentityCard));
    assert_eq!(
        (mrz.names.primary.as_str(), mrz.names.secondary.as_str()),
        ("DUPONT", "MARIE JEANNE")
    );
    assert_eq!(mrz.document_number, "010175012345");
    assert_eq!(
        mrz.date_of_issue,
        Some(MrzDate {
            year: Some(1),
            month: Some(1),
            day: None
        })
    );
    assert!(
        mrz.check_digits
            .iter()
            .any(|check| check.name == CheckDigitName::Composite)
    );
    let layout = Layout::for_lines(MrzFormat::Td2, &lines);
    assert!(layout.span_of(MrzField::DateOfExpiry).is_none());
}

mod licences {
    use bonafide_documents::aamva::{self, Licence};
    use proptest::prelude::*;

    fn name() -> impl Strategy<Value = String> {
        "[A-Z][A-Z'-]{0,20}"
    }

    proptest! {
        #[test]
        fn a_licence_is_read_as_it_was_written(
            surname in name(),
            first in name(),
            number in "[A-Z0-9]{5,16}",
            canadian in any::<bool>(),
            year in 1930_i16..2080,
            month in 1_i8..=12,
            day in 1_i8..=28,
        ) {
            let born = jiff::civil::date(year, month, day);
            let licence = Licence {
                issuer: "636000".to_owned(),
                surname,
                given_names: first,
                number,
                date_of_birth: Some(born),
                country: Some(if canadian { "CAN" } else { "USA" }.to_owned()),
                ..Licence::default()
            };
            prop_assume!(licence.surname != "NONE" && licence.given_names != "NONE" && licence.number != "UNAVL");
            prop_assert_eq!(aamva::parse(&aamva::encode(&licence)), Ok(licence));
        }

        #[test]
        fn any_text_is_a_licence_or_an_error_and_never_a_panic(
            text in "(@\n\u{1e}\r)?(ANSI |AAMVA)?[0-9]{0,14}(DL|ID)?(.|\n|\r){0,300}"
        ) {
            let _ = aamva::parse(&text);
        }
    }
}
