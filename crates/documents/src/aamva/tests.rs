use super::*;
use jiff::civil::date;

fn licence() -> Licence {
    Licence {
        issuer: "636000".into(),
        surname: "SAMPLE".into(),
        given_names: "MICHAEL JOHN".into(),
        truncated: false,
        number: "T64235789".into(),
        date_of_birth: Some(date(1986, 6, 6)),
        date_of_expiry: Some(date(2028, 12, 12)),
        date_of_issue: Some(date(2019, 6, 6)),
        sex: Some(Sex::Male),
        country: Some("USA".into()),
        address: vec!["2300 WEST BROAD STREET".into(), "RICHMOND".into()],
    }
}

#[test]
fn what_is_written_is_read_again() {
    for country in ["USA", "CAN"] {
        let licence = Licence {
            country: Some(country.into()),
            ..licence()
        };
        assert_eq!(parse(&encode(&licence)), Ok(licence));
    }
}

#[test]
fn a_licence_of_an_older_version_is_read() {
    // As version 1 wrote them: the year first, all names in one element.
    let text = "@\n\u{1e}\rANSI 6360050101DL00290061DLDAASAMPLE,MICHAEL,JOHN\nDAQ102245737\nDBB19860606\nDBA20281212\nDBCM\r";
    let read = parse(text).expect("a licence");
    assert_eq!(
        (read.surname.as_str(), read.given_names.as_str()),
        ("SAMPLE", "MICHAEL JOHN")
    );
    assert_eq!(read.date_of_birth, Some(date(1986, 6, 6)));
    assert_eq!(read.sex, Some(Sex::Male));
}

#[test]
fn other_barcodes_are_refused_by_name() {
    assert_eq!(
        parse("https://example.org/ANSI"),
        Err(NotALicence::NoHeader)
    );
    assert_eq!(parse(""), Err(NotALicence::NoHeader));
    assert_eq!(
        parse("@\n\u{1e}\rANSI 636000100001ZZ"),
        Err(NotALicence::NoSubfile)
    );
    assert_eq!(parse(&"A".repeat(5_000)), Err(NotALicence::TooLong));
    assert_eq!(
        parse("@\n\u{1e}\rANSI 636000100001DL00310010DLDCGUSA\r"),
        Err(NotALicence::NoHolder)
    );
}

#[test]
fn impossible_dates_are_left_out() {
    assert_eq!(super::date("02301990", Some("USA")), None);
    assert_eq!(super::date("19900230", Some("CAN")), None);
    assert_eq!(super::date("0606198", None), None);
}
