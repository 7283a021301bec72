//! Where each outcome leads, and what a refusal says.

use crate::process::{Given, accepted, broken, inconclusive, process, rejected};
use bonafide_domain::Status::{Accepted, Canceled, Failed, Inconclusive, Processing, Rejected};
use bonafide_domain::{Depiction, Event, FailReason, Outcome, Refused, State, step};

fn processing() -> Given {
    Given {
        status: Processing,
        ..Given::default()
    }
}

#[test]
fn each_outcome_leads_to_its_status() {
    for (outcome, status, reported) in [
        (accepted(), Accepted, true),
        (rejected(), Rejected, true),
        (inconclusive(), Inconclusive, true),
        (broken(), Failed, false),
        (Outcome::Canceled, Canceled, false),
    ] {
        let transition =
            step(&process(&processing()), Event::Finished(outcome)).expect("processing ends");
        assert_eq!(transition.state.map(|state| state.status()), Some(status));
        assert_eq!(transition.report.is_some(), reported, "{status}");
    }
}

#[test]
fn failing_by_request_leaves_the_published_reason() {
    let transition = step(&process(&Given::default()), Event::Fail).expect("pending can be failed");
    assert_eq!(
        transition.state,
        Some(State::Failed(FailReason::Request {
            category: "User.Request".into(),
            reason: "Process.Failed".into(),
            message: "Failed by request.".into(),
        }))
    );
}

#[test]
fn a_start_names_the_pictures_that_are_missing() {
    let given = Given {
        required: &[Depiction::Front, Depiction::Back, Depiction::Selfie],
        stored: &[Depiction::Back],
        ..Given::default()
    };
    let refused = step(&process(&given), Event::StartVerification).expect_err("two are missing");
    assert_eq!(
        refused,
        Refused::ImagesMissing {
            missing: "front, selfie".into()
        }
    );
}

#[test]
fn a_picture_that_has_no_place_is_refused_with_those_that_have() {
    let given = Given::default();
    let event = Event::SetImages([Depiction::Front, Depiction::Selfie].into());
    let refused = step(&process(&given), event).expect_err("no selfie in a document process");
    assert_eq!(
        refused.to_string(),
        "This process takes no 'selfie' image; it takes front, back."
    );
}

#[test]
fn a_refusal_names_the_status() {
    let refused = step(&process(&processing()), Event::StartVerification).expect_err("started");
    assert_eq!(
        refused.to_string(),
        "The process is processing; a verification can be started only once, while pending."
    );
}
