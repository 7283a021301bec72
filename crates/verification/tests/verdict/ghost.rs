//! The portrait against its small repetition.

use crate::{AREA, case, how, is_inconclusive, page, passport, pictureid};
use bonafide_domain::CheckOutcome;
use bonafide_facts::{GhostFact, PageFacts};
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
fn a_type_that_always_repeats_the_portrait_must_show_it_and_others_need_not() {
    // A passport of Utopia always does.
    let outcome = judge(&case(with_ghost(0.3, 0.4)));
    assert_eq!(
        how(&outcome, Check::NotTamperedDocument),
        CheckOutcome::NotMade
    );
    assert!(is_inconclusive(&outcome));
    // Of one of Germany that is not known.
    let mut facts = page(
        &[
            "P<D<<ERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
            "L898902C36D<<7408122F3204153ZE184226B<<<<<16",
        ],
        passport().fields,
    );
    facts.ghost = with_ghost(0.3, 0.4).ghost;
    assert_eq!(
        how(&judge(&case(facts)), Check::NotTamperedDocument),
        CheckOutcome::Passed
    );
}
