//! Zones by national rules, which nothing writes but their States: laid out here column by column as those rules have
//! it, and read again. And what every layout owes to the decoder: sure print is taken as it stands.

use bonafide_documents::mrz::repair::{Outcome, decode, repair};
use bonafide_documents::mrz::{
    Departure, Mrz, MrzData, MrzDate, MrzFormat, Sex, check_digit, encode, parse,
};
use proptest::prelude::*;

/// The text with its check digit behind it.
fn checked(text: &str) -> String {
    let digit = check_digit(text).expect("characters of a zone");
    format!("{text}{digit}")
}

fn padded(text: &str, length: usize) -> String {
    format!("{text:<<length$}")
}

fn day() -> impl Strategy<Value = String> {
    (0_u8..100, 1_u8..=12, 1_u8..=28)
        .prop_map(|(year, month, day)| format!("{year:02}{month:02}{day:02}"))
}

fn sex() -> impl Strategy<Value = char> {
    prop::sample::select(vec!['M', 'F'])
}

/// What is read of sure print, by the parser, the repair and the decoder; the last two must leave it as it is.
fn read(lines: &[String]) -> Result<Mrz, TestCaseError> {
    let mrz = parse(lines).expect("a format's shape");
    prop_assert!(mrz.check_digits_valid());
    prop_assert!(mrz.irregular.is_empty());
    let repaired = repair(mrz.format, lines).expect("its shape");
    prop_assert_eq!(&repaired.lines, lines);
    let seen: Vec<Vec<Vec<(char, f32)>>> = lines
        .iter()
        .map(|line| line.chars().map(|c| vec![(c, 0.999)]).collect())
        .collect();
    let decoded = decode(mrz.format, &seen).expect("its shape");
    prop_assert_eq!(&decoded.repaired.lines, lines);
    prop_assert!(decoded.repaired.repairs.is_empty());
    prop_assert_eq!(decoded.repaired.outcome, Outcome::Consistent);
    prop_assert!(decoded.confidence.iter().flatten().all(|p| *p > 0.99));
    Ok(mrz)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn a_french_card_is_read_again(
        (surname, given) in ("[A-Z]{1,25}", "[A-Z]{1,6}<<[A-Z]{1,6}"),
        (office, number) in ("[0-9]{6}", "[0-9]{4}[0-9A-Z]{3}[0-9]{5}"),
        (born, sex) in (day(), sex()),
    ) {
        let first = format!("IDFRA{}{office}", padded(&surname, 25));
        let second = format!("{}{}{}{sex}", checked(&number), padded(&given, 14), checked(&born));
        let composite = check_digit(&format!("{first}{second}")).expect("characters of a zone");
        let mrz = read(&[first, format!("{second}{composite}")])?;
        prop_assert_eq!(mrz.departure, Some(Departure::FrenchIdentityCard));
        prop_assert_eq!(mrz.names.primary, surname);
        prop_assert_eq!(mrz.names.secondary, given.replace("<<", " "));
        prop_assert_eq!(mrz.document_number, number);
        prop_assert_eq!(mrz.optional_data, office);
        prop_assert_eq!(mrz.nationality.as_str(), "FRA");
        prop_assert_eq!(mrz.date_of_birth, MrzDate::parse(&born));
        prop_assert_eq!(mrz.date_of_expiry, None);
    }

    #[test]
    fn a_russian_passport_for_use_at_home_is_read_again(
        (surname, given) in ("[A-Z348]{1,18}", "[A-Z348]{1,9}<[A-Z348]{1,8}"),
        (number, optional) in ("[0-9]{9}", "[0-9]{13}"),
        (born, sex) in (day(), sex()),
    ) {
        let first = padded(&format!("PNRUS{surname}<<{given}"), 44);
        let (number_part, born_part) = (checked(&number), checked(&born));
        let rest = format!("<<<<<<<{}", checked(&padded(&optional, 14)));
        let composite = check_digit(&format!("{number_part}{born_part}{rest}")).expect("characters of a zone");
        let mrz = read(&[first, format!("{number_part}RUS{born_part}{sex}{rest}{composite}")])?;
        prop_assert_eq!(mrz.departure, Some(Departure::RussianInternalPassport));
        prop_assert_eq!(mrz.names.primary, surname);
        prop_assert_eq!(mrz.names.secondary, given.replace('<', " "));
        prop_assert_eq!(mrz.document_number, number);
        prop_assert_eq!(mrz.optional_data, optional);
        prop_assert_eq!(mrz.date_of_birth, MrzDate::parse(&born));
    }

    #[test]
    fn a_card_of_the_united_states_is_read_again(
        (code, surname, given) in ("[AC][0-9]", "[A-Z]{1,14}", "[A-Z]{1,14}"),
        (number, optional, second) in ("[0-9]{9}", "[A-Z]{3}[0-9]{10}", "([0-9]{1,11})?"),
        (born, expires, sex) in (day(), day(), sex()),
    ) {
        let (number_part, optional_part) = (checked(&number), padded(&optional, 15));
        let (born_part, expires_part, second_part) = (checked(&born), checked(&expires), padded(&second, 11));
        let composite = format!("{number_part}{optional_part}{born_part}{expires_part}{second_part}");
        let composite = check_digit(&composite).expect("characters of a zone");
        let mrz = read(&[
            format!("{code}USA{number_part}{optional_part}"),
            format!("{born_part}{sex}{expires_part}USA{second_part}{composite}"),
            padded(&format!("{surname}<<{given}"), 30),
        ])?;
        prop_assert_eq!(mrz.departure, Some(Departure::UnitedStatesCard));
        prop_assert_eq!(mrz.document_code, code);
        prop_assert_eq!((mrz.names.primary, mrz.names.secondary), (surname, given));
        prop_assert_eq!((mrz.document_number, mrz.optional_data, mrz.optional_data_2), (number, optional, second));
        prop_assert_eq!(mrz.date_of_birth, MrzDate::parse(&born));
        prop_assert_eq!(mrz.date_of_expiry, MrzDate::parse(&expires));
    }

    /// TD1, TD2, TD3, MRV-A and MRV-B in turn.
    #[test]
    fn sure_print_of_every_format_of_icao_is_taken_as_it_stands(
        (surname, given, number) in ("[A-Z]{1,15}", "[A-Z]{1,10}", "[A-Z0-9]{9}"),
        (born, expires, female) in (day(), day(), any::<bool>()),
    ) {
        for format in MrzFormat::ALL {
            let code = match format {
                MrzFormat::Td1 | MrzFormat::Td2 => "I",
                MrzFormat::Td3 => "P",
                MrzFormat::MrvA | MrzFormat::MrvB => "V",
            };
            let data = MrzData {
                document_code: code.into(),
                issuing_state: "UTO".into(),
                primary: surname.clone(),
                secondary: given.clone(),
                document_number: number.clone(),
                nationality: "UTO".into(),
                date_of_birth: MrzDate::parse(&born).expect("a date"),
                sex: if female { Sex::Female } else { Sex::Male },
                date_of_expiry: MrzDate::parse(&expires).expect("a date"),
                optional_data: String::new(),
                optional_data_2: String::new(),
            };
            let mrz = read(&encode(&data, format).expect("it fits"))?;
            prop_assert_eq!(mrz.format, format);
            prop_assert_eq!(&mrz.document_number, &number);
        }
    }
}
