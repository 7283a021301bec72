//! The portrait against its small repetition.

use crate::{AREA, case, how, is_inconclusive, page, passport, pictureid};
use bonafide_domain::CheckOutcome;
use bonafide_facts::{GhostFact, PageFacts, SecondFace};
use bonafide_verification::{Check, judge};

fn with_ghost(likeness: f32, resemblance: f32) -> PageFacts {
    PageFacts {
        ghost: Some(GhostFact {
            area: AREA,
            likeness,
            resemblance,
            second_face: None,
        }),
        ..passport()
    }
}

#[test]
fn a_repetition_that_is_the_same_picture_speaks_for_the_portrait() {
    let outcome = judge(&case(with_ghost(0.8, 0.85)));
    assert_eq!(
        how(&outcome, Check::NotTamperedDocument),
        CheckOutcome::Passed
    );
    crate::accepted(&outcome);
}

#[test]
fn a_repetition_that_only_resembles_the_portrait_fails_the_check_and_says_where() {
    let outcome = judge(&case(with_ghost(0.4, 0.75)));
    assert!(is_inconclusive(&outcome));
    let checks = &pictureid(&outcome).evidence.checks;
    let check = checks
        .iter()
        .find(|check| check.check == "notTamperedDocument")
        .expect("the check");
    assert_eq!(check.outcome, CheckOutcome::Failed);
    assert!(
        check.area.is_some() && check.score < check.threshold,
        "{check:?}"
    );
}

#[test]
fn a_second_face_that_is_not_the_portrait_fails_the_check_and_one_that_is_unclear_does_not() {
    for (likeness, expected) in [(0.2, CheckOutcome::Failed), (0.55, CheckOutcome::Passed)] {
        let mut facts = of_germany();
        facts.ghost = with_ghost(0.3, 0.4).ghost.map(|ghost| GhostFact {
            second_face: Some(SecondFace {
                area: AREA,
                score: 0.9,
                likeness,
            }),
            ..ghost
        });
        let outcome = judge(&case(facts));
        assert_eq!(how(&outcome, Check::NotTamperedDocument), expected);
    }
}

#[test]
fn a_type_that_always_repeats_the_portrait_is_not_accepted_where_that_could_not_be_looked_for() {
    let unseen = |facts: PageFacts| PageFacts {
        ghost: None,
        ..facts
    };
    let outcome = judge(&case(unseen(passport())));
    assert_eq!(
        how(&outcome, Check::NotTamperedDocument),
        CheckOutcome::NotMade
    );
    assert!(is_inconclusive(&outcome));
    let checks = &pictureid(&outcome).evidence.checks;
    assert!(
        checks
            .iter()
            .any(|check| check.reason.contains("could not be looked for")),
        "{checks:?}"
    );
    // Of a passport of Germany nobody says that it should be there.
    crate::accepted(&judge(&case(unseen(of_germany()))));
}

/// Of a State of which it is not known whether its passports repeat the portrait.
fn of_germany() -> PageFacts {
    page(
        &[
            "P<D<<ERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
            "L898902C36D<<7408122F3204153ZE184226B<<<<<16",
        ],
        passport().fields,
    )
}

#[test]
fn a_type_that_always_repeats_the_portrait_must_show_it_and_others_need_not() {
    // A passport of Utopia always does.
    let outcome = judge(&case(with_ghost(0.3, 0.4)));
    assert_eq!(
        how(&outcome, Check::NotTamperedDocument),
        CheckOutcome::NotMade
    );
    assert!(is_inconclusive(&outcome));
    // Of one of Germany that is not known.
    let mut facts = of_germany();
    facts.ghost = with_ghost(0.3, 0.4).ghost;
    assert_eq!(
        how(&judge(&case(facts)), Check::NotTamperedDocument),
        CheckOutcome::Passed
    );
}
