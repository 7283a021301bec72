//! Documents of two sides.

use super::*;

#[test]
fn two_sides_with_zones_that_differ_are_rejected() {
    // Another number with its own right check digits.
    let second = [
        "I<UTOD231458918<<<<<<<<<<<<<<<",
        "7408122F3204153UTO<<<<<<<<<<<0",
        CARD[2],
    ];
    let pages = [(Side::Front, &CARD[..]), (Side::Back, &second[..])];
    let outcome = judge(&Case {
        pages: pages
            .map(|(side, lines)| Page {
                side,
                facts: page(lines, Vec::new()),
            })
            .into(),
        selfie: None,
        expected: None,
        rules: Rules::shipped(date(2026, 11, 21)),
    });
    assert_eq!(how(&outcome, Check::SidesMatch), CheckOutcome::Failed);
    assert!(matches!(outcome, Outcome::Rejected(_)));
}

#[test]
fn a_second_zone_that_differs_and_does_not_check_is_a_doubt() {
    let second = [CARD[0], CARD[1], CARD[2]].map(|line| line.replace("D231458907", "D231458917"));
    let second: Vec<&str> = second.iter().map(String::as_str).collect();
    let mut back = page(&second, Vec::new());
    back.fields.clear();
    let fields = vec![
        field(Field::Surname, "ERIKSSON"),
        field(Field::DocumentNumber, "D23145890"),
        field(Field::DateOfBirth, "12.08.1974"),
    ];
    let pages = [(Side::Front, page(&CARD, fields)), (Side::Back, back)];
    let outcome = judge(&Case {
        pages: pages.map(|(side, facts)| Page { side, facts }).into(),
        selfie: None,
        expected: None,
        rules: Rules::shipped(date(2026, 11, 21)),
    });
    assert!(is_inconclusive(&outcome));
    assert_eq!(how(&outcome, Check::DataIntegrity), CheckOutcome::NotMade);
}

#[test]
fn a_portrait_beside_which_nothing_of_the_zone_on_the_back_stands_is_a_doubt() {
    let back = page(
        &CARD,
        vec![
            field(Field::Surname, "ERIKSSON"),
            field(Field::GivenNames, "ANNA MARIA"),
            field(Field::DocumentNumber, "D23145890"),
            field(Field::DateOfBirth, "12.08.1974"),
            field(Field::DateOfExpiry, "15.04.2032"),
        ],
    );
    let outcome = judge(&Case {
        pages: vec![
            Page {
                side: Side::Front,
                facts: page(&[], Vec::new()),
            },
            Page {
                side: Side::Back,
                facts: back,
            },
        ],
        selfie: None,
        expected: None,
        rules: Rules::shipped(date(2026, 11, 21)),
    });
    assert_eq!(how(&outcome, Check::DataIntegrity), CheckOutcome::Passed);
    assert_eq!(how(&outcome, Check::SidesMatch), CheckOutcome::NotMade);
    assert!(is_inconclusive(&outcome));
    let reasons = &report(&outcome).status_reasons;
    assert_eq!(reasons.len(), 1);
    assert_eq!(reasons[0].sub_category, "SidesMatch");
}

#[test]
fn two_sides_of_one_card_match_and_of_two_cards_do_not() {
    let front = |number: &str| {
        page(
            &[],
            vec![
                field(Field::Surname, "ERIKSSON"),
                field(Field::GivenNames, "ANNA MARIA"),
                field(Field::DocumentNumber, number),
                field(Field::DateOfBirth, "12.08.1974"),
                field(Field::DateOfExpiry, "15.04.2032"),
            ],
        )
    };
    let both = |number: &str| Case {
        pages: vec![
            Page {
                side: Side::Front,
                facts: front(number),
            },
            Page {
                side: Side::Back,
                facts: page(&CARD, Vec::new()),
            },
        ],
        selfie: None,
        expected: None,
        rules: Rules::shipped(date(2026, 11, 21)),
    };
    let same = judge(&both("D23145890"));
    assert_eq!(how(&same, Check::SidesMatch), CheckOutcome::Passed);
    accepted(&same);
    let other = judge(&both("D23145891"));
    assert_eq!(how(&other, Check::SidesMatch), CheckOutcome::Failed);
    assert!(matches!(other, Outcome::Rejected(_)));
}
